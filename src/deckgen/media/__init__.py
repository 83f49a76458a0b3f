"""References → files and names, all at once, like a linker. Names come from content: equal pictures are stored once."""

import base64
import binascii
import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, unquote_to_bytes, urlsplit

from deckgen.data import Span
from deckgen.diagnostics import (
    IMAGE_AMBIGUOUS,
    IMAGE_CASE,
    IMAGE_INVALID,
    IMAGE_MISSING,
    IMAGE_OUTSIDE,
    IMAGE_REMOTE,
    MEDIA_LARGE,
    MEDIA_TOO_LARGE,
    SVG_UNSAFE,
    Diagnostic,
    Rule,
)
from deckgen.media import kinds
from deckgen.media.local import Files, Lost
from deckgen.media.remote import Got, Network, Progress
from deckgen.options import Pictures

__all__ = ["Fetch", "Got", "Media", "Network", "resolve"]

# What phones feel when they sync, and what Anki's sync refuses (ANKI.md §4), in bytes.
_LARGE, _LARGEST = 2**20, 100 * 2**20
_SHOWN = 70

# What stands behind remote addresses; told how many of how many are done.
Fetch = Callable[[Sequence[str], Progress], Mapping[str, Got]]


@dataclass(frozen=True, slots=True)
class Media:
    """Names by (note's path, address as written), and the bytes by name."""

    names: Mapping[tuple[str, str], str]
    files: Mapping[str, bytes]

    def of(self, path: str) -> dict[str, str]:
        """The names of what one file refers to, by address as written."""
        return {address: name for (where, address), name in self.names.items() if where == path}


def resolve(
    wanted: Sequence[tuple[str, Span]],
    root: Path,
    options: Pictures,
    fetch: Fetch | None,
    progress: Progress = lambda done, of: None,
) -> tuple[Media, tuple[Diagnostic, ...]]:
    """All references at once; `fetch` None has nothing remote. What cannot be had keeps its address, and is said."""
    once = {(span.path, address): span for address, span in reversed(wanted)}
    remote = list(dict.fromkeys(url for address, _ in wanted if (url := _url(address))))
    got = fetch(remote, progress) if fetch and remote else {}
    linker = _Linker(Files(root, options.folders), options, got)
    for (path, address), span in reversed(once.items()):
        linker.link(path, address, span)
    return Media(linker.names, linker.files), tuple(linker.said)


@dataclass(frozen=True, slots=True)
class _Shipped:
    """A file as it goes into the package; `name` is empty when nothing of it can be shown. `said` fits any place."""

    name: str
    said: tuple[tuple[Rule, str, str], ...] = ()


@dataclass
class _Linker:
    source: Files
    options: Pictures
    got: Mapping[str, Got]
    names: dict[tuple[str, str], str] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    said: list[Diagnostic] = field(default_factory=list)
    _known: dict[bytes, _Shipped] = field(default_factory=dict)

    def link(self, path: str, address: str, span: Span) -> None:
        if url := _url(address):
            data = self._remote(url, span)
        elif address[:5].lower() == "data:":
            data = _embedded(address)
            if data is None:
                hint = "write data:image/png;base64, and the picture, or keep it in a file"
                self._say(IMAGE_INVALID, span, f"{_short(address)} is not a valid data address", hint)
        elif (scheme := _scheme(address)) and scheme != "file":
            hint = "refer to a file, or to an http or https address"
            self._say(IMAGE_REMOTE, span, f"pictures cannot be had by {scheme}:", hint)
            data = None
        else:
            data = self._local(address, span)
        if data is None:
            return
        shipped = self._shipped(data)
        for rule, what, hint in shipped.said:
            self._say(rule, span, f"{_short(address)} {what}", hint)
        if shipped.name:
            self.names[path, address] = shipped.name

    def _remote(self, url: str, span: Span) -> bytes | None:
        got = self.got.get(url, Got(None, "offline"))
        if got.data is None:
            hint = "the card shows it only when the phone is online; put the picture beside the note"
            self._say(IMAGE_REMOTE, span, f"this picture could not be downloaded: {got.why}", hint)
        elif got.why:
            hint = "only this computer still has it; save the picture beside the note"
            self._say(IMAGE_REMOTE, span, f"an earlier download of this picture is used: {got.why}", hint)
        return got.data

    def _local(self, address: str, span: Span) -> bytes | None:
        found = self.source.find(span.path, address)
        if isinstance(found, Lost):
            self._say(
                IMAGE_OUTSIDE if found.outside else IMAGE_MISSING, span, f"{_short(address)} {found.what}", found.hint
            )
            return None
        if found.real:
            hint = f"write {found.real}; other computers and phones tell the two apart"
            self._say(IMAGE_CASE, span, f"{_short(address)} is called {found.real} on disk", hint)
        if found.others:
            chosen = self.source.shown(found.path)
            message = f"{_short(address)} could be {' or '.join(found.others)}; {chosen} is taken"
            self._say(IMAGE_AMBIGUOUS, span, message, "write the path from the note's folder")
        try:
            if not found.path.is_file():
                hint = "put the picture itself there"
                self._say(IMAGE_MISSING, span, f"{_short(address)} is a link to nothing, or no ordinary file", hint)
                return None
            if found.path.stat().st_size > _LARGEST:
                self._say(MEDIA_TOO_LARGE, span, *_too_large(address))
                return None
            return found.path.read_bytes()
        except OSError as error:
            message = f"{_short(address)} cannot be read: {error.strerror}"
            self._say(IMAGE_MISSING, span, message, "check its permissions")
            return None

    def _shipped(self, data: bytes) -> _Shipped:
        key = hashlib.sha256(data).digest()
        if key not in self._known:
            self._known[key] = self._examined(data)
        return self._known[key]

    def _examined(self, data: bytes) -> _Shipped:
        extension = kinds.extension(data)
        if extension is None:
            return _Shipped("", ((IMAGE_INVALID, *kinds.described(data)),))
        said: list[tuple[Rule, str, str]] = []
        named = data
        if extension == "svg":
            # Imported where it is needed: most decks have no drawing, and the start of the program is everyone's.
            from deckgen.media import svg

            try:
                cleaned = svg.clean(data)
            except svg.NotSvg as error:
                return _Shipped("", ((IMAGE_INVALID, str(error), "export it again as plain SVG, or as PNG"),))
            if cleaned.removed:
                what = f"lost what acts or reaches out of the file: {', '.join(cleaned.removed)}"
                said.append((SVG_UNSAFE, what, "cards show drawings without it; embed the pictures a drawing uses"))
            data = named = cleaned.data
        elif extension in kinds.PICTURES:
            from deckgen.media import pictures

            if flaw := pictures.flaw(data, extension):
                said.append((IMAGE_INVALID, flaw.what, "export it again"))
                if not flaw.shown:
                    return _Shipped("", tuple(said))
            else:
                smaller, extension = pictures.shrunk(data, extension, self.options)
                if smaller is not data:
                    # Named by what went in: another version of the library writes other bytes for the same picture,
                    # and that must not change a note (D2).
                    named = f"{self.options.max_width} {self.options.format}\n".encode() + data
                    data = smaller
        if len(data) > _LARGE:
            hint = "every phone has to download it" + (
                "; max_width or format in [images] makes it smaller" if extension in kinds.PICTURES else "; shorten it"
            )
            said.append((MEDIA_LARGE, f"is large: {len(data) / 2**20:.1f} MB", hint))
        name = f"deckgen-{hashlib.sha256(named).hexdigest()[:20]}.{extension}"
        self.files[name] = data
        return _Shipped(name, tuple(said))

    def _say(self, rule: Rule, span: Span, message: str, hint: str) -> None:
        self.said.append(Diagnostic(rule, span, message, hint))


def _url(address: str) -> str:
    """The address to download; empty when it is none. `//host/…` is how web pages leave out the scheme."""
    return "https:" + address if address.startswith("//") else address if _scheme(address) in ("http", "https") else ""


def _scheme(address: str) -> str:
    try:
        scheme = urlsplit(address).scheme
    except ValueError:
        scheme = address.partition(":")[0].lower()
    # One letter is a Windows drive; one followed by no slash and a dot later is a file's name, as in "a:b.png".
    return scheme if len(scheme) > 1 and ("//" in address or scheme in ("file", "data", "blob", "cid")) else ""


def _embedded(address: str) -> bytes | None:
    head, comma, body = address.partition(",")
    if not comma:
        return None
    data = unquote_to_bytes(body)
    if not head.lower().endswith(";base64"):
        return data
    try:
        text = b"".join(data.split()).translate(bytes.maketrans(b"-_", b"+/")).rstrip(b"=")
        return base64.b64decode(text + b"=" * (-len(text) % 4), validate=True)
    except (binascii.Error, ValueError):
        return None


def _too_large(address: str) -> tuple[str, str]:
    return f"{_short(address)} is larger than 100 MB, which Anki does not sync", "make it smaller, or leave it out"


def _short(address: str) -> str:
    # Markdown percent-encodes what is not ASCII; authors read their own letters.
    address = address if _url(address) else unquote(address)
    return address if len(address) <= _SHOWN else address[: _SHOWN - 1] + "…"
