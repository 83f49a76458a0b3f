"""What Anki makes of texts and names when it stores them.

See docs/anki.md, Cards and decks, and docs/anki.md, Text in fields.
"""

import re

from deckgen.normal_forms import nfc, without_controls
from deckgen.wording import said

# The most decks one within the other that an import makes.
_DEEPEST = 11
# A colon beside those two that part decks is taken for a third one, and blanks hide none.
_EDGES = re.compile(r"^[\s:]+|[\s:]+$")


def text(value: str) -> str:
    """A field as it is stored."""
    return nfc(without_controls(value))


def deck(name: str) -> str:
    """The full name of a deck as it is stored."""
    return "::".join(_part(part) for part in name.split("::"))


def too_deep(name: str) -> str:
    """What is wrong with a deck that no import makes; empty if it can be."""
    if (deep := name.count("::") + 1) <= _DEEPEST:
        return ""
    return said(
        "the deck {name} lies {deep} deep: Anki makes no more than {deepest} and would import nothing",
        name=name,
        deep=deep,
        deepest=_DEEPEST,
    )


def tag(name: str) -> str:
    """A tag as it is stored."""
    bare = _line(name)
    return "::".join(part or "blank" for part in bare.split("::")) if "::" in bare else bare


def _part(name: str) -> str:
    return _EDGES.sub("", _line(name)) or "blank"


def _line(name: str) -> str:
    # Without what stood between them, a letter and its accent are one: they are composed last.
    return text(name.replace("\n", "").replace("\t", ""))
