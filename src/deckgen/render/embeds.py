"""Other notes in a note: `![[Note#Part]]` and `![](note.md)` show their text, Logseq's `((block))` that of a block.

SiYuan's `((block "words"))` has its words with it.

A paragraph is divided around what it embeds. Each part is shown once in a field, so nothing can embed itself for ever.
"""

import copy
import posixpath
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, unquote

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from deckgen.data import Fragment
from deckgen.render import notes
from deckgen.render.notes import Notes
from deckgen.render.places import NONCHARACTERS, Place
from deckgen.render.wrapping import Breaks
from deckgen.wording import said

# Notes in notes in notes.
_DEEPEST = 5
_MACRO = re.compile(r"\{\{embed\s+(?:\[\[([^\[\]\n]+)\]\]|(\(\([\w-]+\)\)))\s*\}\}")
_REFERENCE = re.compile(r"\(\(([0-9A-Za-z][\w-]{3,63})\)\)")
_WORDED = re.compile(r"\(\(\d{14}-[0-9a-z]{7} (\"[^\"\n]++\"|'[^'\n]++')\)\)")
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_MARKDOWN = re.compile(r"\.(?:md|markdown)(?:#|$)", re.IGNORECASE)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.IGNORECASE)
# Where a block may stand.
_AROUND = ("paragraph_open", "td_open", "th_open")
_BREAKS = ("softbreak", "hardbreak")
_NOTE_HINT = said("a note is found by its file's name, the end of its path or an alias, in the folder of the notes")
_NOTHING = Fragment("", (), ())


@dataclass(frozen=True, slots=True)
class Missing:
    """What a field ought to embed and cannot: why, what to do, and where; `needle` is what stands there."""

    what: str
    hint: str
    needle: str
    place: Place | None


@dataclass(slots=True)
class Embeds:
    """What a field shows of other notes.

    `sources` are the texts that it is made of, by the numbers that places have for them: its own Markdown, the
    definitions of its file, and then both of each part that is embedded. `linked` says whether other notes have
    addresses.
    """

    notes: Notes
    sources: list[Fragment]
    linked: bool = False
    missing: list[Missing] = field(default_factory=list)
    _shown: set[tuple[str, str]] = field(default_factory=set)

    def take(self, target: str, within: int, depth: int, place: Place | None) -> int | None:
        """The number of the source that a target in the source `within` means; None when it is not to be shown."""
        part, path = self._found(target, within)
        if part is None:
            self.missing.append(Missing(*self._why(target, path), target, place))
            return None
        if depth >= _DEEPEST:
            what = said("{target} is embedded too deep to be shown", target=target)
            self.missing.append(Missing(what, said("embed it in the note itself"), target, place))
            return None
        if (path, target) in self._shown:
            return None
        self._shown.add((path, target))
        if not self.holds(target, sum(map(len, part.lines)), place):
            return None
        document = self.notes.documents.get(part.path)
        self.sources += [part, document.definitions if document else _NOTHING]
        return len(self.sources) - 2

    def holds(self, target: str, length: int, place: Place | None = None) -> bool:
        """Whether there is room for what is shown at a place and stands elsewhere; else that is missing."""
        if self.notes.room.holds(length):
            return True
        what = said("what is shown from elsewhere has taken all the room before {target}", target=target)
        self.missing.append(Missing(what, said("show less of it, or on fewer cards"), target, place))
        return False

    def breaks(self, number: int) -> Breaks | None:
        """The line breaks that a source shows; None where its note has not decided."""
        return self.notes.breaks.get(self.sources[number].path)

    def text(self, identifier: str) -> str | None:
        """The text of Logseq's block with this id."""
        block = self.notes.block(identifier)
        return block.text.strip() if block else None

    def href(self, target: str, within: int) -> str:
        """A link to the note that a wiki link means, as an address in the source `within`; empty when there is none."""
        here = self.sources[within].path
        path = self.notes.path(target, here) if self.linked else ""
        if not path:
            return ""
        _, _, anchor = target.rpartition("#") if "#" in target else ("", "", "")
        # GitHub's way from a heading to an address.
        part = re.sub(r"[^\w\- ]", "", anchor.strip().lower()).replace(" ", "-")
        relative = posixpath.relpath(path, posixpath.dirname(here) or ".")
        return quote(relative) + (f"#{quote(part)}" if part and not anchor.startswith("^") else "")

    def is_drawing(self, target: str, within: int) -> bool:
        """Whether a target is a drawing of Excalidraw, kept as text."""
        return self.notes.is_drawing(self.notes.path(target, self.sources[within].path))

    def _found(self, target: str, within: int) -> tuple[Fragment | None, str]:
        if reference := _REFERENCE.fullmatch(target):
            return self.notes.block(reference[1]), ""
        path = self.notes.path(target, self.sources[within].path)
        return (self.notes.part(path, target) if path else None), path

    def _why(self, target: str, path: str) -> tuple[str, str]:
        if path:
            name, _, part = target.partition("#")
            what = said("{note} has no part {part}", note=name or path, part=part)
            return what, said("check the heading, or the id behind the block")
        return said("there is no note {note} to show here", note=notes.named(target) or target), _NOTE_HINT


def plugin(parser: MarkdownIt) -> None:
    """Add them, behind what gives tokens their places; `env["embeds"]` has what a field embeds."""
    parser.core.ruler.push("embeds", _divide)
    parser.inline.ruler.before("escape", "embed", _macro)
    parser.inline.ruler.before("link", "block_reference", _reference)
    for character in "({":
        parser.inline.add_terminator_char(character)


def push(state: StateInline, target: str, words: str) -> None:
    """A token that shows a part of another note, or `words` where it cannot."""
    token = state.push("embed", "", 0)
    token.content, token.meta = words, {"target": target}


def _macro(state: StateInline, silent: bool) -> bool:
    macro = _MACRO.match(state.src, state.pos, state.posMax) if "embeds" in state.env else None
    if not macro:
        return False
    if not silent:
        target = (macro[1] or macro[2]).strip()
        push(state, target, target)
    state.pos = macro.end()
    return True


def _reference(state: StateInline, silent: bool) -> bool:
    if worded := _WORDED.match(state.src, state.pos, state.posMax):
        if not silent:
            state.push("text", "", 0).content = worded[1][1:-1]
        state.pos = worded.end()
        return True
    reference = _REFERENCE.match(state.src, state.pos, state.posMax) if "embeds" in state.env else None
    if not reference:
        return False
    embeds: Embeds = state.env["embeds"]
    text = embeds.text(reference[1])
    if text is None and not _UUID.fullmatch(reference[1]):
        return False
    if not silent:
        shown = None if "in_reference" in state.env else text
        if shown is None:
            what = said("there is no block {block} to show here", block=reference[0])
            if text is not None:
                what = said("the block {block} is not shown in a block that is shown itself", block=reference[0])
            embeds.missing.append(Missing(what, said("write its words here"), reference[0], None))
        if shown is None or not embeds.holds(reference[0], len(shown)):
            state.push("text", "", 0).content = "…"
        else:
            tokens: list[Token] = []
            state.md.inline.parse(shown, state.md, {**state.env, "in_reference": True}, tokens)
            for token in tokens:
                # Places in the other text are none here.
                token.meta.pop("offsets", None)
                token.level += state.level
            if state.pending:
                state.pushPending()
            state.tokens += tokens
            state.tokens_meta += [None] * len(tokens)
    state.pos = reference.end()
    return True


def _divide(state: StateCore) -> None:
    """Find what is embedded, and make blocks of it where it stands in a paragraph or a cell."""
    if "embeds" not in state.env:
        return
    out: list[Token] = []
    tokens = iter(state.tokens)
    for token in tokens:
        around = out[-1].type if out else ""
        if token.type == "inline" and token.children:
            token.children = [_as_embed(child) for child in token.children]
            for child in token.children:
                if child.type == "embed":
                    _find(child, state.env, stands=child.level == 0 and around in _AROUND)
        if around == "paragraph_open" and any(child.block for child in token.children or ()):
            out += _divided(out.pop(), token, next(tokens))
        else:
            out.append(token)
    state.tokens = out


def _find(token: Token, env: Any, *, stands: bool) -> None:
    """Make the token a block that shows a source, by its number, if there is what it embeds."""
    embeds: Embeds = env["embeds"]
    target, place = token.meta["target"], token.meta.get("place")
    if not stands:
        what = said("{target} is embedded inside other text", target=target)
        embeds.missing.append(Missing(what, said("write it on a line of its own"), target, place))
        return
    number = embeds.take(target, env.get("source", 0), env.get("depth", 0), place)
    if number is not None:
        token.block, token.meta["source"] = True, number
        env["sources"] += [_text(fragment).split("\n") for fragment in embeds.sources[number:]]


def _text(fragment: Fragment) -> str:
    return NONCHARACTERS.sub("\ufffd", fragment.text if fragment.lines else "")


def _as_embed(token: Token) -> Token:
    """A picture whose file is a note, `![](note.md)`, as what it is."""
    if token.type != "image":
        return token
    address = unquote(str(token.attrGet("src") or ""))
    name = notes.named(address)
    if not _MARKDOWN.search(address) or notes.FILE.search(name) or _SCHEME.match(address):
        return token
    meta = {**token.meta, "target": address}
    return Token("embed", "", 0, content=token.content or address, meta=meta, level=token.level)


def _divided(opening: Token, text: Token, closing: Token) -> list[Token]:
    """A paragraph in parts: text as paragraphs, embeds as blocks."""
    parts: list[list[Token]] = [[]]
    out: list[Token] = []
    for child in [*(text.children or ()), None]:
        if child and not child.block:
            parts[-1].append(child)
            continue
        inside = _trimmed(parts[-1])
        if inside:
            one = copy.copy(text)
            one.children = inside
            out += [copy.copy(opening), one, copy.copy(closing)]
        if child:
            out.append(child)
            parts.append([])
    return out


def _trimmed(children: Sequence[Token]) -> list[Token]:
    """The children without breaks and blanks at both ends."""
    shown = [at for at, child in enumerate(children) if child.type not in _BREAKS and not _is_blank(child)]
    inside = list(children[shown[0] : shown[-1] + 1]) if shown else []
    for child in inside[:1]:
        child.content = child.content.lstrip() if child.type == "text" else child.content
    for child in inside[-1:]:
        child.content = child.content.rstrip() if child.type == "text" else child.content
    return inside


def _is_blank(token: Token) -> bool:
    return token.type == "text" and not token.content.strip()
