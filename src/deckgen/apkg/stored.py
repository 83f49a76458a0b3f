"""What Anki makes of texts and names when it stores them.

See docs/anki.md, Cards and decks, and docs/anki.md, Text in fields.
"""

import re
import unicodedata

# The most decks one within the other that an import makes.
DEEPEST = 11
# Controls of ASCII but for tabulators and line feeds; C1 stays.
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def text(value: str) -> str:
    """A field as it is stored."""
    return unicodedata.normalize("NFC", _CONTROLS.sub("", value))


def deck(name: str) -> str:
    """The full name of a deck as it is stored."""
    return "::".join(_part(part) for part in name.split("::"))


def tag(name: str) -> str:
    """A tag as it is stored."""
    bare = text(name).replace("\n", "").replace("\t", "")
    return "::".join(part or "blank" for part in bare.split("::")) if "::" in bare else bare


def _part(name: str) -> str:
    bare = text(name).replace("\n", "").replace("\t", "")
    # A colon beside those two that part decks is taken for a third one.
    return bare.strip().strip(":").strip() or "blank"
