"""Names of files and projects: which of them others can have too, the package and the lock above all."""

import re
import sys
import unicodedata

from deckgen.bounds import IN_UTF_8, as_text
from deckgen.normal_forms import nfc
from deckgen.wording import said

# In bytes: most systems allow 255, of which the names of the lock and of what is written beside it take some.
_LONGEST = 200
# What Windows calls devices by, whatever the suffix (learn.microsoft.com, "Naming Files, Paths, and Namespaces").
_DEVICES = re.compile(r"(?:con|prn|aux|nul|(?:com|lpt)[1-9\u00b9\u00b2\u00b3])\s*(?:\..*)?", re.IGNORECASE)
_UNSAFE = frozenset('/\\:*?"<>|')
_RENAME = said("rename it")


def composed(name: str) -> str:
    """A name in NFC, as Anki keeps those of decks: some systems decompose the names of files that others compose."""
    return nfc(name)


def form(name: str) -> str:
    """What Unicode calls the way in which a name is written, of two that look the same."""
    return next((one for one in ("NFC", "NFD") if unicodedata.is_normalized(one, name)), said("a mixed form"))


def wrong(name: str) -> tuple[str, str] | None:
    """Why a name cannot be a file's on every system, and what to do."""
    if _misread(name):
        return said("be read: it is UTF-8, and the locale takes it for {encoding}", encoding=_encoding()), IN_UTF_8
    shown = next((one for one in name if one in _UNSAFE or not one.isprintable()), "." if name[:1] == "." else "")
    if shown:
        return said("hold {sign}", sign=shown), said("choose a name without it")
    if _DEVICES.fullmatch(name):
        return said("be that of a device, as {name} is on Windows", name=name), said("choose another one")
    if len(name.encode()) > _LONGEST:
        return said("be longer than {many} bytes", many=_LONGEST), said("choose a shorter one")
    return None


def fitting(name: str) -> str:
    """A name with which nothing is `wrong`, made of this one."""
    safe = "".join("/" if one in _UNSAFE or not one.isprintable() else one for one in name)
    safe = re.sub(r"\s*/[/\s]*", "-", safe).encode("utf-8", "ignore")[:_LONGEST].decode("utf-8", "ignore").strip("-. ")
    return f"deck-{safe}".strip("-") if not safe or wrong(safe) else safe


def unread(name: str) -> tuple[str, str] | None:
    """Why the name of a file is no text, and what to do: old disks have names in other encodings than UTF-8."""
    if _misread(name):
        message = said("the name of this file is UTF-8, and the locale takes it for {encoding}", encoding=_encoding())
        return message, IN_UTF_8
    if _is_text(name):
        return None
    hint = said("rename it: convmv -f latin1 -t utf8 --notest FILE, or in the file manager")
    return said("the name of this file is not UTF-8"), hint


def unfit(name: str) -> tuple[str, str] | None:
    """Why nothing can be called after a file with this name, and what to do; None if it can."""
    if _misread(name):
        return said("is UTF-8 that the locale takes for {encoding}", encoding=_encoding()), IN_UTF_8
    if not _is_text(name):
        return said("is not UTF-8"), _RENAME
    return (said("is too long"), _RENAME) if len(name.encode()) > _LONGEST else None


def _is_text(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _misread(name: str) -> bool:
    return as_text(name) != name


def _encoding() -> str:
    return sys.getfilesystemencoding()
