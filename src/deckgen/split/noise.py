"""What an answer can lose at its ends, and what says that there is no answer yet."""

import re

from deckgen.split.language import advertises, leads_back, placeholder

# In characters: a line that leads back to the top is shorter.
_SHORT_LINE = 200
_UPWARDS = re.compile("[⬆↑🔝▲]")
_MARGIN = re.compile(r"<[^>]*>|^[\s>*+-]*(?:\[[ x]\])?")
_LINK_BEHIND = re.compile(r"\s*+>?\s*+(?P<text>[^\[]{1,44}\[[^\]]*\]\([^)]*\)[^.]{0,20}\s*)$")
# The line between the sides of an mdanki card.
DIVIDER = re.compile(r"^\s*+%\s*$")
# What Dataview and Logseq keep of a page or a block.
PROPERTY = re.compile(r"\s*+(?:[-*+]\s+)?(?:[\w.-]{1,40}::(?:\s|$)|\[[\w. -]{1,40}::[^\]]*\]\s*$)")
# What Logseq keeps of a block for itself. No card shows it (`render/properties.py`); a question goes without it so that
# it is recognised whatever Logseq counts in it.
BOOKKEEPING = re.compile(r"\s+(?:id|collapsed|card-[\w-]+|created-at|updated-at|background-color)::\s")
# A letter above the words that begin with it.
LETTER = re.compile(r"\W*\w\W*$")
_RULE = re.compile(r"^ {0,8}(?:([-*_⸻])(?:\s*\1){2,}|⸻+)\s*$")
# What slides are parted by besides, and what ends a card of Obsidian_to_Anki.
_PARTED = re.compile(r"--\s*$|END\s*$")
_EMPTY_HTML = re.compile(
    r"^\s*+(?:</?(?:br|p|div|b|strong|center|hr|span|summary|details)\b[^>]*>\s*|<a\b[^>]*>\s*</a>\s*|&nbsp;\s*)+$",
    re.IGNORECASE,
)
_EMPTY_HEADING = re.compile(r"^ {0,3}#{1,6}[\s#]*$")
_COMMENT = re.compile(r"^\s*+<!--.*-->\s*$")
# Where a printed page ends.
_PAGE = re.compile(r"^\s*+\\(?:pagebreak|newpage|clearpage)\b\W*$")
# What may stand before and behind an answer, and what all of it begins with.
_BEFORE_AND_BEHIND = (_RULE, _PARTED, _EMPTY_HEADING, _EMPTY_HTML, _COMMENT, _PAGE)
_FIRST = frozenset("-*_⸻#<&\\E")


def is_placeholder(lines: list[str]) -> bool:
    """True if an answer is empty or only says that there is none yet."""
    text = " ".join(line for line in lines if not is_noise(line)).strip()
    return not text or placeholder(_MARGIN.sub("", text))


def is_noise(line: str) -> bool:
    """True for a line that an answer can lose at its ends: blank, a rule, an empty element, "back to top"."""
    # Nearly every line of a file comes here, often: most of them begin and go on as none of the patterns does.
    first = line.lstrip()[:1]
    if not first or (first in _FIRST and any(pattern.match(line) for pattern in _BEFORE_AND_BEHIND)):
        return True
    if "](" in line and (link := _LINK_BEHIND.match(line)) and advertises(link["text"]):
        return True
    if len(line) >= _SHORT_LINE or not ("](#" in line or "href=" in line):
        return False
    return bool(_UPWARDS.search(line)) or leads_back(line)


def is_rule(line: str) -> bool:
    """True if the line is written as a thematic break."""
    return bool(_RULE.match(line))
