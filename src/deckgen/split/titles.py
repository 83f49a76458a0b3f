"""Reads titles: the name they give a deck, the tags behind a question, and the headings above a question."""

import math
import re
from collections.abc import Sequence

from deckgen.data import Document
from deckgen.split.item import Item
from deckgen.split.language import contents, outside, without_points
from deckgen.split.notation import parted, tags_behind
from deckgen.split.outline import Heading
from deckgen.syntax import ATTRIBUTES

_CLOZE = re.compile(
    # What stands in code hides nothing, but a lone ` begins none.
    r"\{\{c\d+::((?:(?!\{\{c\d+::)(?:`[^`]*+`|[^`]))*?|(?:(?!\{\{c\d+::).)*?)(?:(?<!\\)::[^{}]*+)?\}\}",
    re.DOTALL,
)
# Obsidian's id of a heading, which it never shows.
_BLOCK_ID = re.compile(r"\s\^[A-Za-z0-9-]++\s*$")
# What joins a number and its stem behind a Chinese or Japanese word.
_JOINED = re.compile(r"^(?P<number>(?=[^.]*[\u3040-\u30ff\u3400-\u9fff])[^.]{1,40})\.\s(?=\S)")
# A cloze has no title: lists and messages show its text up to so many characters.
_LONGEST = 120
# So many clozes inside one another.
_DEEPEST = 4


def of_file(own: Sequence[Heading], items: Sequence[Item]) -> Heading | None:
    """The file's title: its only level-1 heading, if that stands above all other headings and is not a question."""
    tops = [heading for heading in own if heading.level == 1]
    if len(tops) != 1 or own[0] is not tops[0] or any(item.line <= tops[0].line for item in items):
        return None
    return tops[0] if as_deck(tops[0].text) and not outside(tops[0].text) else None


def as_deck(title: str) -> str:
    """The title as the name of a deck: its words without markup."""
    bare = ATTRIBUTES.sub("", _BLOCK_ID.sub("", tagged(title)[0]))
    bare = re.sub(r"!\[[^\]]*\](?:\([^)]*\)|\[[^\]]*\])|<[^<>]*+>", "", bare)
    bare = re.sub(r"\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])", r"\1", bare)
    bare = re.sub(r"\\([^\w\s])", r"\1", re.sub(r"[*`~]+|(?<!\w)_+|_+(?!\w)", "", bare))
    return " ".join(re.sub(r"::+", "-", bare).split())


def deck(written: str) -> str:
    """The name of a deck as its author means it: also with Chinese colons, and without parts that are empty."""
    return "::".join(part for part in re.split("::|：：", written) if part.strip(" :："))


def of_cloze(text: str) -> str:
    """The first words of a cloze, without its marks."""
    for _ in range(_DEEPEST):
        # Those inside others come first.
        text = _CLOZE.sub(r"\1", text)
    return " ".join(re.sub(r"\\([:}])", r"\1", text).split())[:_LONGEST]


def tagged(title: str) -> tuple[str, tuple[str, ...]]:
    """The title without the `#tags` at its end, and those tags as Anki nests them."""
    named = _BLOCK_ID.sub("", title)
    end, tags = tags_behind(named)
    if not named[:end].strip():
        return title, ()
    return named[:end].rstrip(), tuple(tag[1:].replace("/", "::") for tag in tags)


def shown(title: str, *, joined: bool = False) -> str:
    """The title as a card shows it: without the points that an examination gives for it.

    Of one that was `joined` with the stem below its number, Chinese and Japanese have their own mark between the two.
    """
    title = _JOINED.sub(r"\g<number>：", title) if joined else title
    # "4. (5 points). What is it?": the stem was below the number.
    return re.sub(r"([.:：、．]?)\s+\.(?=\s)", lambda mark: mark[1] or ".", without_points(title))


def front_tags(document: Document) -> tuple[str, ...]:
    """The tags that the front matter gives all questions of the file."""
    values = document.setting("tags")
    tags = parted(values[0]) if len(values) == 1 else values
    return tuple("-".join(tag.strip("#").split()).replace("/", "::") for tag in tags if tag.strip("#"))


def topics(own: Sequence[Heading], items: Sequence[Item], asking: Sequence[Item]) -> dict[int, tuple[str, ...]]:
    """The headings above each item, outermost first, by its line; `asking` are the items that are no headings."""
    topics = {}
    # A labelled line may be a heading to CommonMark too, but is no topic of what follows.
    asked = {item.line for item in asking}
    path: dict[int, str] = {}
    at = 0
    for item in sorted(items, key=lambda item: item.line):
        while at < len(own) and own[at].line < item.line:
            path = {level: text for level, text in path.items() if level < own[at].level}
            if own[at].line not in asked:
                path[own[at].level] = own[at].text
            at += 1
        level = own[at].level if at < len(own) and own[at].line == item.line else math.inf
        topics[item.line] = tuple(path[above] for above in sorted(path) if above < level)
    return _without_contents(topics, items)


def _without_contents(topics: dict[int, tuple[str, ...]], items: Sequence[Item]) -> dict[int, tuple[str, ...]]:
    """The topics without titles of a list of contents, unless a question below speaks of that, as of an index."""
    titles: dict[str, str] = {}
    for item in items:
        for topic in filter(contents, topics[item.line]):
            titles[topic] = titles.get(topic, "") + item.title.casefold()
    dropped = {topic for topic, asked in titles.items() if as_deck(topic).casefold() not in asked}
    return {line: tuple(topic for topic in those if topic not in dropped) for line, those in topics.items()}
