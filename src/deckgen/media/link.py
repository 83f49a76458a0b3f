"""All references of a build at once → files and names, and what is wrong at each place."""

import base64
import binascii
import hashlib
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from pathlib import Path
from urllib.parse import unquote, unquote_to_bytes, urlsplit

from deckgen import bounds
from deckgen.data import NIGHT, Reference
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
from deckgen.media import kinds, stand_ins
from deckgen.media.local import Files, Found, Lost
from deckgen.media.remote import Got, Progress
from deckgen.options import Pictures
from deckgen.wording import listed, said, system

# What phones feel when they sync, and what Anki's sync refuses (docs/anki.md, Media), in bytes.
_LARGE, _LARGEST = 2**20, 100 * 2**20
# So much of an address is shown in messages.
_SHOWN = 70

# What stands behind remote addresses; told how many of how many are done.
Fetch = Callable[[Sequence[str], Progress], Mapping[str, Got]]
# A rule, what is wrong, and what to do; said wherever a file is referred to.
Flaw = tuple[Rule, str, str]


@dataclass(frozen=True, slots=True)
class Media:
    """Names by the note's path and the address as written, and the bytes by name."""

    names: Mapping[str, Mapping[str, str]]
    files: Mapping[str, bytes]


def resolve(
    references: Sequence[Reference],
    root: Path,
    options: Pictures,
    fetch: Fetch | None,
    progress: Progress = lambda done, of: None,
    allowed: Sequence[Path] = (),
) -> tuple[Media, tuple[Diagnostic, ...]]:
    """All references at once; `fetch` None has nothing remote. What cannot be found keeps its address, and is said.

    Files come from below the top of the notes, or from `allowed` folders.
    """
    remote = list(dict.fromkeys(url for reference in references if (url := _url(reference.address))))
    linker = _Linker(
        Files(root, options.folders, allowed), options, fetch(remote, progress) if fetch and remote else {}
    )
    names: dict[str, dict[str, str]] = defaultdict(dict)
    diagnostics = []
    for reference in references:
        path, address = reference.span.path, reference.address
        linked = linker.link(path, address)
        if linked.name:
            names[path][address] = linked.name
        if linked.night:
            names[path][address + NIGHT] = linked.night
        diagnostics += [Diagnostic(rule, reference.span, what, hint) for rule, what, hint in linked.flaws]
    return Media(names, linker.files), tuple(diagnostics)


@dataclass(frozen=True, slots=True)
class _Linked:
    """The name of what is shipped, empty when nothing of it can be shown, and what is wrong with it.

    `night` is the name of the picture that is shown in its place by night, if it has one.
    """

    name: str
    flaws: tuple[Flaw, ...] = ()
    night: str = ""


@dataclass(frozen=True, slots=True)
class _Bytes:
    """What a reference leads to, None where that cannot be had, and what is wrong on the way."""

    data: bytes | None
    flaws: tuple[Flaw, ...] = ()


@dataclass
class _Linker:
    """What the references of one build share: each file is looked at once."""

    source: Files
    options: Pictures
    got: Mapping[str, Got]
    files: dict[str, bytes] = field(default_factory=dict)
    _links: dict[tuple[str, str], _Linked] = field(default_factory=dict)
    _shipped: dict[bytes, _Linked] = field(default_factory=dict)

    def link(self, path: str, address: str) -> _Linked:
        """What an address in the note at `path` means."""
        if (path, address) not in self._links:
            self._links[path, address] = self._link(path, address)
        return self._links[path, address]

    def _link(self, path: str, address: str) -> _Linked:
        source = self._bytes(path, address)
        if source.data is None:
            return _Linked("", source.flaws)
        shipped = self._shown(source.data)
        # What is wrong with a file is said of the address that led to it.
        flaws = tuple(
            (rule, said("{name} {what}", name=_short(address), what=what), hint) for rule, what, hint in shipped.flaws
        )
        return _Linked(shipped.name, (*source.flaws, *flaws), self._by_night(path, address))

    def _shown(self, data: bytes) -> _Linked:
        key = hashlib.sha256(data).digest()
        if key not in self._shipped:
            self._shipped[key] = self._examined(data)
        return self._shipped[key]

    def _by_night(self, note: str, address: str) -> str:
        stand_in = stand_ins.of(address) if not _scheme(address) else None
        path = self.source.beside(note, stand_in.file, stand_in.by_night) if stand_in else None
        return self._shown(bounds.read(path)).name if path and path.is_file() else ""

    def _bytes(self, path: str, address: str) -> _Bytes:
        if not address.strip():
            what = said("this picture has no address")
            return _Bytes(None, ((IMAGE_MISSING, what, said("say which file it is, or delete it")),))
        if url := _url(address):
            return self._remote(url)
        if address[:5].lower() == "data:":
            data = _embedded(address)
            hint = said("write data:image/png;base64, and the picture, or keep it in a file")
            flaw = (IMAGE_INVALID, said("{name} is not a valid data address", name=_short(address)), hint)
            return _Bytes(data, () if data is not None else (flaw,))
        if (scheme := _scheme(address)) and scheme != "file":
            what = said("deckgen cannot fetch pictures by {scheme}:", scheme=scheme)
            hint = said("refer to a file, or to an http or https address")
            return _Bytes(None, ((IMAGE_REMOTE, what, hint),))
        return self._local(path, address)

    def _remote(self, url: str) -> _Bytes:
        got = self.got.get(url, Got(None, said("offline")))
        if got.data is None:
            what = said("this picture could not be downloaded: {why}", why=got.why)
            hint = said("the card shows it only when the phone is online; put the picture beside the note")
            return _Bytes(None, ((IMAGE_REMOTE, what, hint),))
        if got.why:
            what = said("an earlier download of this picture is used: {why}", why=got.why)
            hint = said("only this computer still has it; save the picture beside the note")
            return _Bytes(got.data, ((IMAGE_REMOTE, what, hint),))
        return _Bytes(got.data)

    def _local(self, note: str, address: str) -> _Bytes:
        shown = _short(address)
        file: Found | Lost
        flaws: list[Flaw] = []
        if stand_in := stand_ins.of(address):
            path = self.source.beside(note, stand_in.file, stand_in.by_day)
            if path is None:
                what = said("{name} cannot be shown, and no picture of it is beside it", name=shown)
                return _Bytes(None, ((IMAGE_MISSING, what, stand_in.hint),))
            if path.name in stand_in.whole:
                what = said("{name} is shown as {picture}, which may be another page", name=shown, picture=path.name)
                flaws.append((IMAGE_AMBIGUOUS, what, stand_in.hint))
            file = Found(path)
        else:
            file = self.source.find(note, address)
        if isinstance(file, Lost):
            rule = IMAGE_OUTSIDE if file.outside else IMAGE_MISSING
            return _Bytes(None, ((rule, said("{name} {what}", name=shown, what=file.what), file.hint),))
        if file.real:
            what = said("{name} is called {real} on disk", name=shown, real=file.real)
            hint = said("write {real}; other computers and phones tell the two apart", real=file.real)
            flaws.append((IMAGE_CASE, what, hint))
        if file.others:
            chosen = self.source.shown(file.path)
            others = reduce(lambda one, other: said("{one} or {other}", one=one, other=other), file.others)
            what = said("{name} could be {others}; {chosen} is taken", name=shown, others=others, chosen=chosen)
            flaws.append((IMAGE_AMBIGUOUS, what, said("write the path from the note's folder")))
        elif file.near:
            what = said("{name} does not exist; {chosen} is taken", name=shown, chosen=self.source.shown(file.path))
            flaws.append((IMAGE_AMBIGUOUS, what, said("write the path from the note's folder")))
        data = None
        try:
            if not file.path.is_file():
                what = said("{name} is a link to nothing, or no ordinary file", name=shown)
                flaws.append((IMAGE_MISSING, what, said("put the picture itself there")))
            elif file.path.stat().st_size > _LARGEST:
                what = said("{name} is larger than 100 MB, which Anki does not sync", name=shown)
                flaws.append((MEDIA_TOO_LARGE, what, said("make it smaller, or leave it out")))
            else:
                data = bounds.read(file.path)
        except OSError as error:
            what = said("{name} cannot be read: {why}", name=shown, why=system(error))
            flaws.append((IMAGE_MISSING, what, said("check its permissions")))
        return _Bytes(data, tuple(flaws))

    def _examined(self, data: bytes) -> _Linked:
        extension = kinds.extension(data)
        if extension is None:
            return _Linked("", ((IMAGE_INVALID, *kinds.described(data)),))
        flaws: list[Flaw] = []
        named = data
        if extension == "svg":
            # Imported where it is needed: most decks have no drawing, and the start of the program is everyone's.
            from deckgen.media import svg

            try:
                cleaned = svg.clean(data)
            except svg.NotSvg as error:
                return _Linked("", ((IMAGE_INVALID, error.args[0], said("save it as plain SVG, or as PNG")),))
            if cleaned.removed:
                what = said("lost what acts or reaches out of the file: {parts}", parts=listed(cleaned.removed))
                hint = said("cards show drawings without it; embed the pictures a drawing uses")
                flaws.append((SVG_UNSAFE, what, hint))
            data = named = cleaned.data
        elif extension in kinds.PICTURES:
            from deckgen.media import pictures

            if flaw := pictures.flaw(data, extension):
                flaws.append((IMAGE_INVALID, flaw.what, flaw.hint))
                if not flaw.shown:
                    return _Linked("", tuple(flaws))
            else:
                try:
                    smaller, extension = pictures.shrunk(data, extension, self.options)
                # What is damaged deep inside makes decoders raise anything; browsers show what there is.
                except Exception:  # noqa: BLE001
                    damaged = pictures.Flaw(said("is damaged"))
                    flaws.append((IMAGE_INVALID, damaged.what, damaged.hint))
                    smaller = data
                if smaller is not data:
                    # Named by what went in: another version of the library writes other bytes for the same picture,
                    # and what has not changed must not be shipped again.
                    named = f"{self.options.max_width} {self.options.format}\n".encode() + data
                    data = smaller
        if len(data) > _LARGE:
            hint = said("every phone has to download it; shorten it")
            if extension in kinds.PICTURES:
                hint = said("every phone has to download it; max_width or format in [images] makes it smaller")
            flaws.append((MEDIA_LARGE, said("is large: {size:.1f} MB", size=len(data) / 2**20), hint))
        name = f"deckgen-{hashlib.sha256(named).hexdigest()[:20]}.{extension}"
        self.files[name] = data
        return _Linked(name, tuple(flaws))


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


def _short(address: str) -> str:
    # Markdown percent-encodes what is not ASCII; authors read their own letters.
    address = address if _url(address) else unquote(address)
    return address if len(address) <= _SHOWN else address[: _SHOWN - 1] + "…"
