"""What titles say: the name of a deck, the tags behind a question, and the headings that a question stands under."""

import re
from collections.abc import Sequence

from deckgen.data import Document
from deckgen.split.item import Item
from deckgen.split.outline import Heading
from deckgen.split.wording import TAGS, outside

_CLOZE = re.compile(r"\{\{c\d+::(.*?)(?:::[^{}]*)?\}\}", re.DOTALL)
# A cloze's text serves as its title in lists and messages, so far.
_LONGEST = 120


def of_file(own: Sequence[Heading], items: Sequence[Item]) -> Heading | None:
    """The heading that is the file's title: the only one of the first level, above all others, and no question."""
    tops = [heading for heading in own if heading.level == 1]
    if len(tops) != 1 or own[0] is not tops[0] or any(item.line <= tops[0].line for item in items):
        return None
    return tops[0] if as_deck(tops[0].text) and not outside(tops[0].text) else None


def as_deck(title: str) -> str:
    """A title as a deck is called: its words without markup."""
    bare = re.sub(r"!\[[^\]]*\](?:\([^)]*\)|\[[^\]]*\])|<[^>]*>", "", tagged(title)[0])
    bare = re.sub(r"\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])", r"\1", bare)
    bare = re.sub(r"\\([^\w\s])", r"\1", re.sub(r"[*`~]+|(?<!\w)_+|_+(?!\w)", "", bare))
    return " ".join(re.sub(r"::+", "-", bare).split())


def of_cloze(text: str) -> str:
    """The first words of a cloze, without its marks."""
    return " ".join(_CLOZE.sub(r"\1", text).split())[:_LONGEST]


def tagged(title: str) -> tuple[str, tuple[str, ...]]:
    """A title without the `#tags` at its end, which need a blank before and a letter after the sign."""
    found = TAGS.search(title)
    if not found or found.start() == 0:
        return title, ()
    return title[: found.start()].rstrip(), tuple(tag.replace("/", "::") for tag in found[0].replace("#", " ").split())


def front_tags(document: Document) -> tuple[str, ...]:
    said = document.setting("tags")
    tags = re.split(r"[,，\s]+", said[0]) if len(said) == 1 else said
    return tuple("-".join(tag.strip("#").split()).replace("/", "::") for tag in tags if tag.strip("#"))


def topics(own: Sequence[Heading], items: Sequence[Item], layout: str) -> dict[int, tuple[str, ...]]:
    """For the line of each item the headings above it, outermost first."""
    found = {}
    # Only a heading that asks can have questions below it: a labelled line that CommonMark takes for one has none.
    asked = set() if layout.startswith("headings") else {item.line for item in items}
    path: dict[int, str] = {}
    at = 0
    for item in sorted(items, key=lambda item: item.line):
        while at < len(own) and own[at].line < item.line:
            path = {level: text for level, text in path.items() if level < own[at].level}
            if own[at].line not in asked:
                path[own[at].level] = own[at].text
            at += 1
        level = own[at].level if at < len(own) and own[at].line == item.line else 7
        found[item.line] = tuple(path[above] for above in sorted(path) if above < level)
    return found
