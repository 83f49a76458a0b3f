"""Makes ids: of notes and note types, which never change once they are in a lock, and of content."""

import base64
import hashlib


def digest(*parts: str) -> bytes:
    """SHA-256 over length-prefixed parts, so that ("ab", "c") and ("a", "bc") differ."""
    return hashlib.sha256(b"".join(b"%d:%s" % (len(raw), raw) for raw in (p.encode() for p in parts))).digest()


def short(*parts: str) -> str:
    """The first 16 hexadecimal digits of that digest: enough to tell the texts of one project apart."""
    return digest(*parts).hex()[:16]


# Between a project's name and what makes its id its own.
_SIGN = "~"


def project(name: str, origin: str) -> str:
    """The id of a project that has none: its name, and a digest of where it comes from or of what it holds."""
    return f"{name}{_SIGN}{short(origin)[:8]}"


def name_of(project: str) -> str:
    """The name in a project's id."""
    return project.partition(_SIGN)[0]


def guid(project: str, note_type: str, name: str, turn: int) -> str:
    """A note's guid, 16 characters of base 32; `turn` tells notes of one project with the same name apart, from 0."""
    return base64.b32encode(digest(project, note_type, name, str(turn)))[:16].decode().lower()


def number(project: str, name: str) -> int:
    """A positive id of at most 2^48, which JavaScript holds exactly; always the same for the same names."""
    return int.from_bytes(hashlib.sha256(f"{len(project)}:{project}{name}".encode()).digest()[:6], "big") + 1
