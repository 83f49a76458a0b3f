"""Tells what a file is by its first bytes; neither its name nor a server's word for it is trusted."""

import re

from deckgen.wording import said

PICTURES = frozenset({"png", "jpg", "gif", "webp", "avif", "bmp", "ico", "svg"})
_SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpg"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"\x00\x00\x01\x00", "ico"),
    (b"fLaC", "flac"),
    (b"ID3", "mp3"),
)
# The major brand of an ISO base media file (ISO/IEC 14496-12), and of the formats derived from it.
_BRANDS = {b"avif": "avif", b"avis": "avif", b"M4A ": "m4a", b"M4B ": "m4a", b"qt  ": "mov"}
_HEIC = frozenset({b"heic", b"heix", b"hevc", b"mif1", b"msf1"})
# What may stand before the root of a document; each part ends where it first can, or the time for many would explode.
_SVG = re.compile(
    r"(?:\s++|<\?.*?\?>|<!--.*?-->|<!DOCTYPE(?:[^\[>]++|\[.*?\])*+>)*+<(?:\w++:)?svg[\s/>]",
    re.DOTALL | re.IGNORECASE,
)


def extension(data: bytes) -> str | None:
    """The extension by which Anki's players know this content, lower case; None if it is no picture, sound or video."""
    for signature, kind in _SIGNATURES:
        if data.startswith(signature):
            return kind
    if data[:4] == b"RIFF":
        return {b"WEBP": "webp", b"WAVE": "wav"}.get(data[8:12])
    if data[4:8] == b"ftyp":
        return None if _heic(data) else _BRANDS.get(data[8:12], "avif" if b"avif" in data[16:64] else "mp4")
    if data[:4] == b"OggS":
        return "opus" if b"OpusHead" in data[:80] else "ogv" if b"theora" in data[:80] else "ogg"
    if data[:4] == b"\x1aE\xdf\xa3":
        return "webm" if b"webm" in data[:64] else "mkv"
    if data[:2] == b"BM" and data[6:10] == b"\0\0\0\0" and len(data) > 26:
        return "bmp"
    if _mpeg_audio(data):
        return "aac" if data[1] & 0x06 == 0 else "mp3"
    return "svg" if _SVG.match(_text(data)) else None


def described(data: bytes) -> tuple[str, str]:
    """What content without an extension is, in words that follow its name, and what the author can do."""
    head = _text(data).lstrip().lower()
    if not data:
        return said("is empty"), said("save the picture again")
    if head.startswith("version https://git-lfs"):
        return said("is a Git LFS pointer, not the picture itself"), said("run `git lfs pull`")
    if head.startswith(("<!doctype html", "<html", "<head", "<body")):
        hint = said("save the picture itself: a link to a page that shows it is not enough")
        return said("is a web page, not a picture"), hint
    if data[4:8] == b"ftyp":
        return said("is a HEIC photograph, which Anki does not show"), said("export it as JPEG")
    if data[:4] in (b"II*\0", b"MM\0*"):
        return said("is a TIFF picture, which Anki does not show"), said("export it as PNG")
    if data[:5] == b"%PDF-":
        hint = said("export the page as SVG or PNG")
        return said("is a PDF document, which a card cannot show as a picture"), hint
    hint = said("export it as PNG, JPEG, WebP, SVG, MP3 or MP4")
    return said("is no picture, sound or video that Anki knows"), hint


def _heic(data: bytes) -> bool:
    return data[8:12] in _HEIC and b"avif" not in data[16:64]


def _mpeg_audio(data: bytes) -> bool:
    # Eleven bits of frame synchronisation, then a bit rate and a sample rate that exist (ISO/IEC 11172-3).
    if len(data) < 4 or data[0] != 0xFF or data[1] & 0xE0 != 0xE0:
        return False
    if data[1] & 0xF6 == 0xF0:
        return data[2] >> 2 & 0xF < 13
    version, layer = data[1] >> 3 & 3, data[1] >> 1 & 3
    # Layer III only: nobody has Layer I, whose mark is also how UTF-16 text begins.
    return version != 1 and layer == 1 and data[2] >> 4 not in (0, 15) and data[2] >> 2 & 3 != 3


def _text(data: bytes) -> str:
    """The first 8 KB as text."""
    head = data[:8192]
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return head.decode("utf-16", "replace")
    return head.decode("utf-8-sig", "replace")
