"""What an answer can lose at its ends, and what says that there is no answer yet."""

import re

from deckgen.split.language import advertises, leads_back, placeholder

_UPWARDS = re.compile("[⬆↑🔝▲]")
_ANCHOR = re.compile(r"\[[^\[\]\n]*+\]\(#[^()\n]*+\)|<a\s(?=[^<>]*?\bhref=)[^<>]*+>[^<]*+(?:<(?!/?a\b)[^<]*+)*+</a>")
_TAG = re.compile(r"<[^<>]*+>")
_LETTER_OR_TAG = re.compile(r"<[^<>]*+>|(?P<letter>[^\W_])")
_EMPHASIS = re.compile(r"[*_~]++")
_NUMBERED = re.compile(r"[\s>]*+\d++[.)]\s")
# What ends a sentence, with its brackets and emphasis.
_ENDED = re.compile(r"[^\w<]*?[.。!！?？…；;][)）\]】」』”\"'*_`~]*+(?:</[a-z]++>)*+")
_MARGIN = re.compile(r"<[^<>]*+>|^[\s>*+-]*(?:\[[ x]\])?")
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
_FENCE = re.compile(r"\s*+(?:`{3,}|~{3,})[^`]*$")
# Where a printed page ends.
_PAGE = re.compile(r"^\s*+\\(?:pagebreak|newpage|clearpage)\b\W*$")
# What may stand before and behind an answer, and what all of it begins with.
_BEFORE_AND_BEHIND = (_RULE, _PARTED, _EMPTY_HEADING, _EMPTY_HTML, _COMMENT, _PAGE)
_FIRST = frozenset("-*_⸻#<&\\E")


def is_placeholder(lines: list[str]) -> bool:
    """True if an answer is empty or only says that there is none yet, in a box of code too."""
    written = [line for line in lines if line.strip()]
    boxed = len(written) > 1 and _FENCE.match(written[0]) and _FENCE.match(written[-1])
    text = " ".join(written[1:-1] if boxed else (line for line in written if not is_noise(line))).strip()
    return not text or placeholder(_MARGIN.sub("", text))


def is_noise(line: str) -> bool:
    """True for a line that an answer can lose at its ends: blank, a rule, an empty element, "back to top"."""
    # Nearly every line of a file comes here, often: most of them begin and go on as none of the patterns does.
    first = line.lstrip()[:1]
    if not first or (first in _FIRST and any(pattern.match(line) for pattern in _BEFORE_AND_BEHIND)):
        return True
    if "](" in line and (link := _LINK_BEHIND.match(line)) and advertises(link["text"]):
        return True
    return way_back(line) == 0


def way_back(line: str) -> int:
    """Where the link begins that ends a line and leads back to the top or the contents: 0 if only links stand there.

    -1 without such a link, or where a sentence goes on with it.
    """
    links = list(_ANCHOR.finditer(line)) if "](#" in line or "href=" in line else []
    if not links:
        return -1
    others = _NUMBERED.sub("", _TAG.sub("", _ANCHOR.sub("", line)))
    if not _last_letter(others):
        return 0 if _UPWARDS.search(line) or leads_back(line) else -1
    start, end = links[-1].span()
    last = _last_letter(line[:start])
    between, link = line[last:start], line[last:]
    if _last_letter(line[end:]) or not (_UPWARDS.search(link) or leads_back(link)):
        return -1
    if ended := _ENDED.match(between):
        last += ended.end()
    elif not (between[:1].isspace() and _UPWARDS.match(link.lstrip(" [(*_"))):
        return -1
    # Emphasis and elements around the sentence as well end behind the link.
    rest = _ANCHOR.sub(" ", line[last:])
    return last if len(_EMPHASIS.findall(rest)) % 2 == 0 and rest.count("</") * 2 == len(_TAG.findall(rest)) else -1


def _last_letter(text: str) -> int:
    """Where the last letter or digit of a text ends that is in no tag, 0 without one."""
    return max((found.end() for found in _LETTER_OR_TAG.finditer(text) if found["letter"]), default=0)


def is_rule(line: str) -> bool:
    """True if the line is written as a thematic break."""
    return bool(_RULE.match(line))
