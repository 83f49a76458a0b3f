"""`question :: answer`: where the two sides of such a line part."""

import re

# What stands before the text of a heading or an item.
MARKER = re.compile(r"^(?:\s*(?:[-*+]|\d+[.)]|#{1,6})\s+)")
# What holds colons of its own: code, formulas, addresses, Dataview's `[key:: value]` and `(key:: value)`.
_OTHERS = re.compile(
    r"(`+)[^`].*?\1|\$[^$]+\$|https?://\S+|\[[\w ./-]{1,40}+::[^\[\]]*+\](?!\()|\([\w./-]{1,40}+::[^()]*+\)"
)
_COLONS = re.compile(r":::?")
# "Paris::the capital of France" may be a card where all lines are such, "std::vector grows" is none.
_NAME = re.compile(
    r"(?P<left>[^\W\d_][^\s:]{0,40})(?P<colons>:::?)(?P<right>[^\W_](?:[^\s:]*+\s.*|.*[\u3000-\u9fff].*))$"
)

# A word and another one: with three colons it is no name in C++.
_WORDS = re.compile(r"(?P<left>[^\W\d_][^\s:]{0,40})(?P<colons>:::)(?P<right>[^\W_][^\s:]*)\s*$")

# The text before the mark, the mark, and the text behind it.
Sides = tuple[str, str, str]


def sides(line: str) -> Sides | None:
    """The sides of a line that is a card."""
    return parted(line) or _named(line)


def parted(line: str) -> Sides | None:
    """The text before the first `::` that separates two sides, that mark, and the text behind it.

    A `::` in code, in a field, in a name such as `std::vector` or in a cloze separates nothing.
    """
    hidden = _OTHERS.sub(lambda m: "\0" * len(m[0]), line)
    for colons in _COLONS.finditer(hidden):
        left, right = line[: colons.start()], line[colons.end() :]
        if not left.strip() or not right.strip() or left.lstrip().startswith((":", ">", "|")):
            continue
        word = not re.search(r"\s", MARKER.sub("", left).strip())
        name = word and re.search(r"[\w>]$", left, re.ASCII) and re.match(r"[\w~<]", right)
        # In a cloze: {{c1::Rhine::a river}}, ==std::string==.
        gap = "{{c" in left or left.count("==") % 2
        template = gap or left.rstrip().endswith(":") or right.startswith(":")
        if not name and not template:
            return left, colons[0], right
    return None


def _named(line: str) -> Sides | None:
    """The same for a line that begins with a word, `::` and another word, or is a word, `:::` and another one."""
    found = _NAME.match(line) or _WORDS.match(line)
    return (found["left"], found["colons"], found["right"]) if found else None


def tight(line: str) -> bool:
    """True if no blank follows `::`: "Paris::the capital" may be a card, "a std::vector grows" is prose."""
    found = sides(line)
    return bool(found and not found[2][:1].isspace())
