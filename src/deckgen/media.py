"""References → files and names. Names come from content, so equal pictures are stored once and none collide."""

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from deckgen.data import Span
from deckgen.diagnostics import IMAGE_MISSING, IMAGE_OUTSIDE, IMAGE_REMOTE, DeckgenError, Diagnostic
from deckgen.options import Pictures

LIMIT = 20 * 1024 * 1024
_SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpg"),
    (b"GIF8", "gif"),
    (b"RIFF", "webp"),
    (b"ID3", "mp3"),
    (b"OggS", "ogg"),
)

Fetch = Callable[[str], bytes]


@dataclass(frozen=True, slots=True)
class Media:
    """Names by (note's path, address as written), and the bytes by name."""

    names: Mapping[tuple[str, str], str]
    files: Mapping[str, bytes]

    def of(self, path: str) -> dict[str, str]:
        """The names of what one file refers to, by address as written."""
        return {address: name for (where, address), name in self.names.items() if where == path}


def resolve(
    wanted: list[tuple[str, Span]], root: Path, options: Pictures, fetch: Fetch | None
) -> tuple[Media, tuple[Diagnostic, ...]]:
    """All references at once; `fetch` None means offline. What cannot be had keeps its address."""
    names: dict[tuple[str, str], str] = {}
    files: dict[str, bytes] = {}
    said: list[Diagnostic] = []
    fetched: dict[str, bytes | str] = {}
    for address, span in wanted:
        if (span.path, address) in names or address.startswith("data:"):
            continue
        if urlsplit(address).scheme in ("http", "https"):
            if address not in fetched:
                fetched[address] = _remote(address, fetch)
            got = fetched[address]
            if isinstance(got, str):
                hint = "the card shows it only when the phone is online; put the picture beside the note"
                said.append(Diagnostic(IMAGE_REMOTE, span, f"this picture could not be downloaded: {got}", hint))
                continue
        else:
            found = _local(address, span, root)
            if isinstance(found, Diagnostic):
                said.append(found)
                continue
            got = found
        name = f"deckgen-{hashlib.sha256(got).hexdigest()[:20]}.{_extension(got, address)}"
        names[span.path, address], files[name] = name, got
    return Media(names, files), tuple(said)


def _local(address: str, span: Span, root: Path) -> bytes | Diagnostic:
    place = root / span.path
    for written in (address, unquote(address.split("#")[0].split("?")[0])):
        for base in (place.parent, root):
            path = (base / written.lstrip("/")).resolve()
            if path.is_file():
                if not path.is_relative_to(root.resolve()):
                    return Diagnostic(
                        IMAGE_OUTSIDE, span, f"{written} lies outside the sources", "move it next to the note"
                    )
                try:
                    return path.read_bytes()
                except OSError as error:
                    return Diagnostic(
                        IMAGE_MISSING, span, f"{written} cannot be read: {error.strerror}", "check its permissions"
                    )
    return Diagnostic(
        IMAGE_MISSING, span, f"there is no file {address}", "check the path; it starts at the note's folder"
    )


def _remote(address: str, fetch: Fetch | None) -> bytes | str:
    if fetch is None:
        return "offline"
    try:
        return fetch(address)
    except DeckgenError as error:
        return str(error)


def _extension(data: bytes, address: str) -> str:
    for signature, extension in _SIGNATURES:
        if data.startswith(signature):
            return extension
    if b"<svg" in data[:1000]:
        return "svg"
    found = re.search(r"\.([A-Za-z0-9]{1,5})$", urlsplit(address).path)
    return found[1].lower() if found else "bin"


def download(address: str, cache: Path) -> bytes:
    """The bytes behind an address, from the cache if it was had before; raises DeckgenError."""
    import httpx  # starting deckgen must not pay for a network library it rarely needs

    kept = cache / hashlib.sha256(address.encode()).hexdigest()
    if kept.is_file():
        return kept.read_bytes()
    try:
        with httpx.stream("GET", address, timeout=10, follow_redirects=True) as answer:
            answer.raise_for_status()
            if not answer.headers.get("content-type", "").startswith(
                ("image/", "audio/", "video/", "application/octet")
            ):
                raise DeckgenError("the server did not send a picture")
            data = b""
            for chunk in answer.iter_bytes():
                data += chunk
                if len(data) > LIMIT:
                    raise DeckgenError(f"it is larger than {LIMIT // 2**20} MB")
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise DeckgenError(str(error).split("\n")[0] or type(error).__name__) from error
    cache.mkdir(parents=True, exist_ok=True)
    partial = kept.with_suffix(".part")
    partial.write_bytes(data)
    partial.replace(kept)
    return data
