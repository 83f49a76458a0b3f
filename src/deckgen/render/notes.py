"""What notes show of one another: the names that they write, and the part of a note that a name means.

`Note`, `Note#Part`, `Note#Part#Deeper`, `Note#^block`, `#Part` of the same note, and Logseq's `((block))`.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import pairwise
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.token import Token

from deckgen.data import Document, Fragment
from deckgen.render.block_ids import BLOCK_ID
from deckgen.render.pictures import MEDIA
from deckgen.render.wrapping import Breaks
from deckgen.syntax import ATTRIBUTES

_EMBEDDED = re.compile(
    r"!\[\[(?P<wiki>[^\[\]|\n]+)|\{\{embed\s+\[\[(?P<macro>[^\[\]\n]+)|!\[[^\[\]\n]*\]\(<?(?P<picture>[^()<>\n]+)"
)
_LINKED = re.compile(r"\[\[([^\[\]|\n]+)")
_NOTE = re.compile(r"\.(?:md|markdown)$", re.IGNORECASE)
# What is no note, although Obsidian embeds it in the same way.
FILE = re.compile(r"\.(?:excalidraw(?:\.md)?|pdf|canvas|drawio|tldr)$", re.IGNORECASE)
_OWN_ID = re.compile(r"\s*+id:: *(\S+)\s*$")
_DRAWING = re.compile(r"excalidraw-plugin\s*:")
# In lines: front matter that says what a file is.
_HEAD = 30
_BULLET = re.compile(r"\s*+(?:[-*+]|\d{1,9}[.)])\s+")


@dataclass(slots=True)
class Room:
    """So many characters of notes and footnotes cards may show together: a long one on all would fill the memory."""

    left: int = 20_000_000

    def holds(self, length: int) -> bool:
        """Whether there is room for so many, which are then taken."""
        self.left -= length
        return self.left >= 0


@dataclass(frozen=True)
class Notes:
    """The notes that others name: their documents by path, and the paths by note and name as it is written there.

    `breaks` are the line breaks that each of them shows, `room` is what the cards of a build may show of them.
    """

    documents: Mapping[str, Document] = field(default_factory=dict)
    paths: Mapping[tuple[str, str], str] = field(default_factory=dict)
    breaks: Mapping[str, Breaks] = field(default_factory=dict)
    room: Room = field(default_factory=Room)

    def path(self, target: str, within: str) -> str:
        """The path of the note that a target means in the note `within`; empty when there is none."""
        name = named(target)
        return self.paths.get((within, name), "") if name else within

    def is_drawing(self, path: str) -> bool:
        """Whether a note is a drawing of Excalidraw, kept as text."""
        document = self.documents.get(path)
        return document is not None and any(_DRAWING.match(line) for line in document.source[:_HEAD])

    def part(self, path: str, target: str) -> Fragment | None:
        """What a target means of the note at a path; None when the note has no such part."""
        document = self.documents.get(path)
        if not document:
            return None
        _, _, anchor = target.partition("#")
        body = document.body
        if not anchor.strip():
            return body
        tokens = _blocks(body.text)
        lines = _block(tokens, anchor[1:]) if anchor.startswith("^") else _section(tokens, anchor)
        return _lines(body, lines) if lines else None

    def block(self, identifier: str) -> Fragment | None:
        """The text of Logseq's block with this id, without its bullet and properties."""
        document, number = self._own_ids.get(identifier, (None, 0))
        return _text(document.body, number) if document else None

    @cached_property
    def _own_ids(self) -> Mapping[str, tuple[Document, int]]:
        """Where the first block with each id has it: its document, and the number of the line in its body."""
        found: dict[str, tuple[Document, int]] = {}
        for document in self.documents.values():
            for number, line in enumerate(document.body.lines):
                if "id::" in line and (own := _OWN_ID.match(line)):
                    found.setdefault(own[1], (document, number))
        return found


def names(document: Document, *, links: bool) -> Iterator[tuple[str, bool]]:
    """The notes that a note names, and whether it embeds them; with `links` also those that wiki links lead to."""
    text = "\n".join(document.body.lines)
    if "[[" not in text and "](" not in text:
        return
    written = []
    for found in _EMBEDDED.finditer(text):
        picture = found["picture"]
        if not picture or _NOTE.search(picture.partition("#")[0].strip()):
            written.append(found["wiki"] or found["macro"] or picture)
    embedded = {named(one): True for one in written}
    linked = {named(found[1]): False for found in _LINKED.finditer(text)} if links else {}
    for name, is_embedded in {**linked, **embedded}.items():
        if name and not MEDIA.search(name) and not FILE.search(name):
            yield name, is_embedded


def named(target: str) -> str:
    """The name in a target."""
    return unquote(target.partition("#")[0].strip().removesuffix("\\"))


def files(name: str) -> tuple[str, ...]:
    """How the file of a note of this name may be called."""
    return (name,) if _NOTE.search(name) else (name + ".md", name + ".markdown")


@lru_cache(maxsize=64)
def _blocks(text: str) -> tuple[Token, ...]:
    return tuple(MarkdownIt("commonmark").enable("table").disable("inline").parse(text))


def _section(tokens: Sequence[Token], anchor: str) -> tuple[int, int] | None:
    """The lines of a heading and what stands below it; `Part#Deeper` is a heading below a heading."""
    headings = [
        (int(token.tag[1]), text.content, token.map[0])
        for token, text in pairwise(tokens)
        if token.type == "heading_open" and token.map
    ]
    end = max((token.map[1] for token in tokens if token.map), default=0)
    start = 0
    for wanted in anchor.split("#"):
        letters = _letters(wanted)
        found = next((h for h in headings if start <= h[2] < end and letters and _letters(h[1]) == letters), None)
        if not found:
            return None
        start = found[2]
        end = next((h[2] for h in headings if start < h[2] < end and h[0] <= found[0]), end)
    return start, end


def _letters(text: str) -> str:
    """A heading as links name it: Obsidian drops signs, GitHub joins words by hyphens."""
    words = ATTRIBUTES.sub("", BLOCK_ID.sub("", text))
    return "".join(character for character in words.casefold() if character.isalnum())


def _block(tokens: Sequence[Token], identifier: str) -> tuple[int, int] | None:
    """The lines of the item or block that ends with an id, or below which the id stands alone."""
    wanted = identifier.strip().casefold()
    # The block at the top of the note and the items that are open, and the block before.
    around: list[Token] = []
    previous: Token | None = None
    for token in tokens:
        if token.nesting > 0 and (token.level == 0 or token.type == "list_item_open"):
            around.append(token)
        if token.type == "inline" and (found := BLOCK_ID.search(token.content)) and found["id"].casefold() == wanted:
            block: Token | None = around[-1]
            if found[0].startswith(("^", "\n")):
                # Alone on its line: that of the whole list, quote or table, or of the block above.
                block = previous if around[0].type == "paragraph_open" and not found.start() else around[0]
            return (block.map[0], block.map[1]) if block and block.map else None
        if token.type == "list_item_close":
            around.pop()
        elif token.level == 0 and token.nesting <= 0:
            previous, around = around[0] if around else token, []
    return None


def _lines(body: Fragment, lines: tuple[int, int]) -> Fragment:
    """Lines of a note, without the indent that they share."""
    start, end = lines[0], min(lines[1], len(body.lines))
    texts = body.lines[start:end]
    shared = min((len(text) - len(text.lstrip(" \t")) for text in texts if text.strip()), default=0)
    return Fragment(
        body.path, tuple(text[shared:] for text in texts), body.origins[start:end], (shared,) * (end - start)
    )


def _text(body: Fragment, number: int) -> Fragment:
    """The text of the block above one of its properties."""
    first = number
    while first > 0 and not _BULLET.match(body.lines[first]) and body.lines[first - 1].strip():
        first -= 1
    bullet = _BULLET.match(body.lines[first])
    start = bullet.end() if bullet else 0
    return Fragment(body.path, (body.lines[first][start:],), (body.origins[first],), (start,))
