"""Tags that are words, in the `gfm` dialect: text where CommonMark sees HTML."""

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, html_block
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from deckgen.render import tags

# A tag without attributes that is a whole line, or a pair of tags that is.
_ALONE = re.compile(r"<(?P<closing>/?)(?P<name>[A-Za-z][A-Za-z0-9-]*)[ \t]*/?>(?:\s*</(?P=name)\s*>)?", re.IGNORECASE)


def plugin(parser: MarkdownIt) -> None:
    """Takes them for words where `env["words"]` is set."""
    parser.block.ruler.at("html_block", _html_block, {"alt": ["paragraph", "reference", "blockquote"]})
    parser.core.ruler.after("inline", "tag_words", _tag_words)


def _html_block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    return not ("words" in state.env and _is_word(state, start, end)) and html_block(state, start, end, silent)


def _is_word(state: StateBlock, start: int, end: int) -> bool:
    """Whether the HTML that would begin here is prose that begins with a tag, or one tag and nothing else."""
    first = state.bMarks[start] + state.tShift[start]
    line = state.src[first : state.eMarks[start]].rstrip()
    if alone := _ALONE.fullmatch(line):
        held = state.tokens[-1].type if state.tokens else ""
        opens = not alone["closing"] and alone["name"].lower() not in tags.VOID
        begins = held == "list_item_open" or (opens and held in ("", "blockquote_open"))
        return begins and not _goes_on(state, start + 1, end)
    if not tags.begins_prose(line):
        return False
    if "paired" not in state.env["words"]:
        state.env["words"]["paired"] = tags.paired(state.src)
    return first not in state.env["words"]["paired"]


def _goes_on(state: StateBlock, line: int, end: int) -> bool:
    """Whether what holds the line before has another line with text."""
    while line < end and state.isEmpty(line):
        line += 1
    return line < end and state.sCount[line] >= state.blkIndent


def _tag_words(state: StateCore) -> None:
    if "words" not in state.env:
        return
    found: list[tags.Tag] = []
    tokens: list[Token | None] = []
    for tag, token in _written(state.tokens):
        found.append(tag)
        tokens.append(token)
    for at in tags.words(found):
        if token := tokens[at]:
            token.type = "text"


def _written(tokens: list[Token]) -> Iterator[tuple[tags.Tag, Token | None]]:
    """The author's tags, in order, with the tokens of those within lines."""
    filled = 0
    for at, token in enumerate(tokens):
        if token.type == "html_block":
            end = 0
            for one in tags.TAG.finditer(token.content):
                filled += bool(token.content[end : one.start()].strip())
                end = one.end()
                yield _tag(one, False, filled), None
            filled += bool(token.content[end:].strip())
        elif token.type == "inline":
            children = token.children or []
            alone = len(children) == 1 and at > 1 and tokens[at - 2].type == "list_item_open"
            for number, child in enumerate(children):
                if child.type == "html_inline" and (tag := tags.TAG.match(child.content)):
                    written = _tag(tag, True, filled)
                    written.alone = alone
                    written.before = children[number - 1].content if number else ""
                    written.behind = children[number + 1].content if number + 1 < len(children) else ""
                    filled += bool(written.attributes or written.name in tags.VOID)
                    yield written, child
                else:
                    filled += bool(child.content.strip()) or child.type == "image"
        elif token.type in ("fence", "code_block", "math"):
            filled += 1


def _tag(tag: re.Match[str], is_inline: bool, filled: int) -> tags.Tag:
    attributes = tag["attributes"].strip().removesuffix("/")
    return tags.Tag(tag["name"].lower(), bool(tag["closing"]), attributes, is_inline, filled)
