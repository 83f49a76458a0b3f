"""`question :: answer`: where the two sides of such a line part."""

import re
from bisect import bisect
from collections import Counter
from collections.abc import Iterable

from deckgen.split.asking import asks
from deckgen.split.language import LIKELY
from deckgen.split.notation import asks_outright

# What stands before the text of a heading or an item.
MARKER = re.compile(r"^(?:\s*(?:[-*+]|\d+[.)]|#{1,6})\s+)")
# What holds colons of its own: code, formulas, addresses, Dataview's `[key:: value]` and `(key:: value)`.
_OTHERS = re.compile(
    r"(?<!`)(`++).*?\1|\$[^$]+\$|https?://\S+|\[[\w ./-]{1,40}+::[^\[\]]*+\](?!\()|\([\w./-]{1,40}+::[^()]*+\)"
)
_COLONS = re.compile(r":::?")
# "Paris::the capital of France" may be a card where all lines are such, "std::vector grows" is none.
_NAME = re.compile(
    r"(?P<left>[^\W\d_][^\s:={}]{0,40})(?P<colons>:::?)(?P<right>[^\W_](?:[^\s:]*+\s.*|.*[\u3000-\u9fff].*))$"
)

# A word and another one: with three colons it is no name in C++.
_WORDS = re.compile(r"(?P<left>[^\W\d_][^\s:]{0,40})(?P<colons>:::)(?P<right>[^\W_][^\s:]*)\s*$")

# Where a tag says that such lines are cards, all but what begins or ends with colons.
_TIGHT = re.compile(r"(?P<left>[^\s:][^:]*+)(?P<colons>:::?)(?P<right>[^\s:].*)$")

# What a name in C++ or Rust has before its colons, and behind them.
_NAME_ENDS = re.compile(r"[\w>]", re.ASCII)
_NAME_BEGINS = re.compile(r"[\w~<]", re.ASCII)
# What a name goes on with, and the first words of a side, in letters of ASCII.
_GOES_ON = re.compile(r"[\w~</:]", re.ASCII)
_FIRST_WORDS = re.compile(r"[A-Za-z ]++")
# Blanks between words.
_BLANK = re.compile(r"(?<=\S)\s++(?=\S)")
# A name at the end of a sentence or of one of its parts: "A thread is std::thread.", 关联容器有std::map和….
_MEMBER = re.compile(r"\b(?P<space>[A-Za-z_]\w*)::[A-Za-z_]\w*(?=[.,;)]|[^\x00-\x7f])", re.ASCII)

# The text before the mark, the mark, and the text behind it.
Sides = tuple[str, str, str]


def sides(line: str, *, declared: bool = False) -> Sides | None:
    """The sides of a line that is a card; in `declared` cards two single words are some, too."""
    found = parted(line) or _named(line)
    if not found and declared and (tight := _TIGHT.match(line)) and not _OTHERS.search(line):
        return tight["left"], tight["colons"], tight["right"]
    return found


def parted(line: str) -> Sides | None:
    """The text before the first `::` that separates two sides, that mark, and the text behind it.

    A `::` in code, in a field, in a name such as `std::vector`, in a cloze or in bold words separates nothing, nor does
    one in a question: "What is std::move?".
    """
    hidden = _OTHERS.sub(lambda m: "\0" * len(m[0]), line)
    begin, stop = len(line) - len(line.lstrip()), len(line.rstrip())
    if line.startswith((":", ">", "|"), begin):
        return None
    # Each part of the line is looked at once, however many colons there are.
    marker = MARKER.match(line)
    blank = _BLANK.search(line, marker.end() if marker else 0)
    signs = [[found.start() for found in re.finditer(re.escape(sign), line)] for sign in ("==", "**")]
    cloze, before, asked = line.find("{{c"), 0, asks_outright(line)
    for colons in _COLONS.finditer(hidden):
        start, end = colons.span()
        between, before = line[before:start].rstrip(), end
        if start <= (marker.end() if marker else begin) or end >= stop:
            continue
        word = not blank or blank.end() >= start
        name = word and _NAME_ENDS.match(line, start - 1) and _NAME_BEGINS.match(line, end)
        # In a cloze: {{c1::Rhine::a river}}, ==std::string==.
        gap = 0 <= cloze <= start - 3 or any(bisect(opened, start - 2) % 2 for opened in signs)
        template = gap or not between or between.endswith(":") or line.startswith(":", end)
        if not (name or template or (asked and _is_inside(between, colons[0], line, end))):
            return line[:start], colons[0], line[end:]
    return None


def _named(line: str) -> Sides | None:
    """The same for a line that begins with a word, `::` and another word, or is a word, `:::` and another one."""
    found = _NAME.match(line) or _WORDS.match(line)
    if not found or (asks_outright(line) and _is_inside(found["left"], found["colons"], line, found.start("right"))):
        return None
    return found["left"], found["colons"], found["right"]


def _is_inside(left: str, mark: str, line: str, end: int) -> bool:
    """True if `::` without a blank stands inside a question: nothing asks before it, nor begins to ask at `end`."""
    if mark != "::" or not _GOES_ON.match(line, end):
        return False
    words = _FIRST_WORDS.match(line, end)
    return not (asks_outright(left) or (words and asks(words[0]) >= LIKELY))


def spaces(lines: Iterable[str]) -> frozenset[str]:
    """The words before `::` in several sentences that end with the word behind it: names of code, such as `std`."""
    found = Counter(name["space"] for line in lines for name in _MEMBER.finditer(line))
    return frozenset(space for space, many in found.items() if many > 1)


def tight(line: str) -> bool:
    """True if no blank follows `::`: "Paris::the capital" may be a card, "a std::vector grows" is prose."""
    found = sides(line)
    return bool(found and not found[2][:1].isspace())


def last_word(left: str) -> str:
    """The last word before a mark, in letters of ASCII."""
    found = re.search(r"[A-Za-z_]\w*$", left, re.ASCII)
    return found[0] if found else ""
