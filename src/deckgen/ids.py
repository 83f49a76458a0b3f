"""Ids that are minted once and then kept for ever: of notes, of note types and their parts, of content."""

import base64
import hashlib


def digest(*parts: str) -> bytes:
    """SHA-256 over length-prefixed parts, so that ("ab", "c") and ("a", "bc") differ."""
    return hashlib.sha256(b"".join(b"%d:%s" % (len(raw), raw) for raw in (p.encode() for p in parts))).digest()


def short(*parts: str) -> str:
    """The same as 16 hexadecimal digits: enough to tell texts of one project apart."""
    return digest(*parts).hex()[:16]


def guid(project: str, note_type: str, name: str, turn: int) -> str:
    """A note's guid in 16 letters of base 32; `turn` counts the notes of one project that have the same name."""
    return base64.b32encode(digest(project, note_type, name, str(turn)))[:16].decode().lower()


def number(project: str, name: str) -> int:
    """A positive id below 2^53 (JavaScript's exact integers), the same for ever for the same names."""
    return int.from_bytes(hashlib.sha256(f"{len(project)}:{project}{name}".encode()).digest()[:6], "big") + 1
