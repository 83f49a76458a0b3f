"""How a file was read, in words that the lock keeps: one for each series that gave questions.

What older versions wrote is understood: "headings-2", "bold", "labels", "folds", "cards", "lists", "tables", "clozes".
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from deckgen.options import Splitting
from deckgen.split.head import Head, Sign
from deckgen.split.weights import REMEMBERED, SET, most
from deckgen.wording import said

_JOINS = " + "
# What authors call a kind of heads, and what older versions called several.
SHAPES: Mapping[str, str] = {
    "heading": "headings",
    "bold": "bold",
    "label": "labels",
    "word": "labels",
    "fold": "folds",
    "card": "cards",
    "number": "lists",
    "bullet": "lists",
    "line": "lists",
    "lead": "lists",
    "quote": "lists",
    "named": "lists",
    "stem": "lists",
    "ruled": "lists",
    "gloss": "lists",
    "term": "lists",
    "row": "tables",
}
_WORDS: Mapping[str, str] = {
    "label": said("lines that begin with Q: or 问："),
    "word": said("lines that begin with a word and a number"),
    "card": said("flash-card notations"),
    "fold": said("folds whose summary asks"),
    "bold": said("paragraphs in bold"),
    "number": said("numbered lines"),
    "bullet": said("list items that ask"),
    "line": said("lines that ask"),
    "lead": said("first lines of paragraphs"),
    "quote": said("quotes with the answer below"),
    "named": said("lines with a quote below"),
    "stem": said("paragraphs above a hidden answer"),
    "ruled": said("lines between dashes"),
    "gloss": said("words with their translation"),
    "term": said("terms with their definitions"),
    "row": said("table rows"),
}


def layout(signs: Iterable[Sign], *, clozes: bool = False) -> str:
    """The layout of a file in which these series gave questions, those with most of them first."""
    words = [word(sign) for sign, _ in Counter(signs).most_common()]
    return _JOINS.join(dict.fromkeys([*words, *(["clozes"] if clozes else [])]))


def word(sign: Sign) -> str:
    """One series, as the lock keeps it."""
    kind, *details = sign
    if kind == "heading":
        return f"headings-{details[0]}"
    if kind in ("fold", "row"):
        return SHAPES[str(kind)]
    return f"{kind}({','.join(str(int(one)) if isinstance(one, bool) else str(one) for one in details)})"


def described(sign: Sign) -> str:
    """One series in words for people."""
    return said("level-{level} headings", level=sign[1]) if sign[0] == "heading" else _WORDS[str(sign[0])]


def changed(last: str, now: str) -> bool:
    """True if nothing is left of the layout of the last build, as far as that is understood."""
    words = last.split(_JOINS)
    if not hint(last) or words[0] in ("tables", "clozes"):
        return False
    return not any(one in words or SHAPES.get(one.partition("(")[0], one) in words for one in now.split(_JOINS))


def words(layout: str) -> str:
    """The first series of a layout in words for people."""
    first = layout.split(_JOINS, maxsplit=1)[0]
    kind, _, level = first.partition("-")
    if kind == "headings":
        return said("level-{level} headings", level=level)
    kind = first.partition("(")[0]
    return _WORDS.get(kind) or next(
        (_WORDS[one] for one, shape in SHAPES.items() if shape == kind and one in _WORDS), kind
    )


def hint(layout: str) -> str:
    """The line of front matter that asks for the first series of a layout; empty if it names none."""
    first = layout.split(_JOINS, maxsplit=1)[0]
    kind, _, level = first.partition("-")
    if kind == "headings" and level in ("1", "2", "3", "4", "5", "6"):
        return f"question_level: {level}"
    shape = SHAPES.get(first.partition("(")[0], first)
    return f"shape: {shape}" if shape in {*SHAPES.values(), "clozes"} - {"headings"} else ""


def stated(heads: Sequence[Head], options: Splitting, last: str) -> dict[Sign, float]:
    """What the author's settings, or else the last build, say about each series."""
    signs = dict.fromkeys(head.sign for head in heads)
    if options.question_level or options.shape not in ("", "clozes"):
        return {sign: value for sign in signs if (value := _set(sign, options))}
    words = last.split(_JOINS) if last else []
    asks: dict[Sign, float] = {}
    for head in heads:
        asks[head.sign] = asks.get(head.sign, 0.0) + head.asks
    sizes = Counter(head.sign for head in heads)
    return {sign: value for sign in signs if (value := _remembered(sign, words, asks[sign] / sizes[sign]))}


def _set(sign: Sign, options: Splitting) -> float:
    """What a level or a shape that the author set says: notations that exist for questions stay what they are."""
    kind = str(sign[0])
    if options.question_level:
        if kind == "heading":
            return SET if sign[1] == options.question_level else -SET
        return -SET if kind == "bold" else 0.0
    if SHAPES[kind] == options.shape:
        return REMEMBERED
    return -SET if kind in ("heading", "bold") else 0.0


def _remembered(sign: Sign, words: Sequence[str], asks: float) -> float:
    if word(sign) in words:
        return REMEMBERED
    shape = SHAPES[str(sign[0])]
    if shape not in words or shape == "headings":
        return 0.0
    # Older versions did not say which lists they meant: those that asked.
    return REMEMBERED * (most(asks) if shape == "lists" else 1.0)
