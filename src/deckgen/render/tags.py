"""Tags that are words: somebody writes about `<div>`, and no renderer would show it.

A tag within a line is text where no other tag is its partner, or where the pair holds nothing; so is one that stands
alone in its item. What has attributes and a partner, stands in lines of its own, or works without a partner (`<br>`,
`<a name="x">`), is HTML. The sanitiser knows which elements there are; here it does not matter.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from deckgen.render.verbatim import verbatim

TAG = re.compile(r"<(?P<closing>/?)(?P<name>[A-Za-z][A-Za-z0-9-]*)(?P<attributes>[^<>]*)>")
VOID = frozenset("area base basefont bgsound br col embed frame hr img input link meta param source track wbr".split())
# These show or do something without attributes.
_WORKING = frozenset(("br", "hr", "wbr"))
# Elements that another one of their kind may end, and those that they stand in (HTML, "Optional tags").
_OPTIONAL = frozenset("li dt dd p rb rt rp option optgroup colgroup thead tbody tfoot tr td th".split())
_AROUND = frozenset("ul ol dl ruby select table tr div td details".split())
# A tag without attributes, and words behind it.
_FIRST = re.compile(r"<(?P<name>[A-Za-z][A-Za-z0-9-]*)[ \t]*>(?P<rest>\s*+[^\s<].*)", re.DOTALL)
_DECLARATION = re.compile(r"<(?:\?|!(?!--))")
_ANCHOR = re.compile(r"(?=.*\b(?:name|id)\s*=)(?!.*\bhref\s*=)", re.IGNORECASE | re.DOTALL)
# Where a closing tag without a partner stands as a word does, not as a rest of what was there before.
_BEFORE, _BEHIND = re.compile(r"(?:^|[\s(（“\"'、，：:])\Z"), re.compile(r"[\s)）”\"'、，。：:;,.?!？].*\S", re.DOTALL)


@dataclass(slots=True)
class Tag:
    """A tag that an author wrote.

    `is_inline` tags stand within a line, `alone` ones with nothing beside them in an item of a list; `filled` is how
    much stands before it in the text, and `before` and `behind` are what stands around it in its line.
    """

    name: str
    closing: bool
    attributes: str
    is_inline: bool
    filled: int
    alone: bool = False
    before: str = ""
    behind: str = ""


def words(tags: Sequence[Tag]) -> set[int]:
    """Which of the tags of a text, in order, are words."""
    opened: dict[str, list[int]] = {}
    found, around = set[int](), [0] * (len(tags) + 1)
    for at, tag in enumerate(tags):
        if tag.name in VOID:
            if tag.is_inline and not tag.attributes and (tag.alone or tag.name not in _WORKING):
                found.add(at)
        elif not tag.closing:
            opened.setdefault(tag.name, []).append(at)
        elif before := opened.get(tag.name):
            first = before.pop()
            if tags[first].filled == tag.filled and tag.is_inline and tags[first].is_inline:
                found |= {first, at}
            elif tag.name in _AROUND:
                around[first] += 1
                around[at] -= 1
        elif tag.is_inline and (tag.alone or _is_word(tag)):
            found.add(at)
    depth = [0]
    for change in around:
        depth.append(depth[-1] + change)
    for at in (at for places in opened.values() for at in places):
        tag = tags[at]
        works = (tag.name == "a" and _ANCHOR.match(tag.attributes)) or (tag.name in _OPTIONAL and depth[at + 1])
        if tag.is_inline and not works:
            found.add(at)
    return found


def paired(text: str) -> frozenset[int]:
    """Where the opening tags stand in a text of Markdown that have a partner."""
    opened: dict[str, list[int]] = {}
    code = verbatim(text)
    found = {start for start in code.starts if text[start] == "<"}
    for tag in TAG.finditer(text):
        if code.past(tag.start()) > tag.start():
            continue
        places = opened.setdefault(tag["name"].lower(), [])
        if not tag["closing"]:
            places.append(tag.start())
        elif places:
            found.add(places.pop())
    return frozenset(found)


def begins_prose(line: str) -> bool:
    """Whether a line reads as prose that begins with a tag: `<div> is a block`, or with a document type."""
    first = _FIRST.match(line)
    if not first:
        return bool(_DECLARATION.match(line))
    name, rest = first["name"].lower(), first["rest"]
    return name not in VOID and (rest[0].isspace() or name not in (*_OPTIONAL, "pre"))


def _is_word(closing: Tag) -> bool:
    return bool(_BEFORE.search(closing.before) and _BEHIND.match(closing.behind))
