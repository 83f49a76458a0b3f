"""Data of a note among its text: Dataview's fields, Logseq's properties, mdanki's tags, kramdown's attributes, `[TOC]`.

Lines of nothing else are hidden. Of a field inside a sentence the value is shown, as Dataview shows it: `[key:: value]`
with its key, `(key:: value)` without. A line `key:: value` may also be somebody's definition of a word, so it is hidden
only where its key is one that such programs use (`data_keys.toml`), or its value one that only data has; beside such a
line, all are data.
"""

import re
import tomllib
from collections.abc import Iterable, Sequence
from importlib.resources import files
from itertools import accumulate

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from deckgen.render.pictures import attributes, closing

_KEYS = frozenset(
    " ".join(tomllib.loads((files("deckgen.render") / "data_keys.toml").read_text("utf-8")).values()).split()
)
# Families of Logseq's keys.
_FAMILIES = ("card-", "hl-", "ls-", "logseq.", "query-")
_LINE = re.compile(r"\s*+(?P<key>[^\W\d][\w./-]{0,39}+)::(?:[ \t]+(?P<value>\S.*))?\s*$")
_DATA = re.compile(
    r"""(?:[\d.,:/%+-]++|true|false|yes|no|"[^"]*+"|\[\[[^\[\]]*+\]\]|\[[^\[\]]*+\]\([^()]*+\)|https?://\S++|\#[\w/-]++"""
    r"""|\{.*\}|[0-9a-f]{8}-[0-9a-f-]{27})(?:[ \t,]++|$)""",
    re.IGNORECASE,
)
_FIELD = re.compile(r"[\[(](?P<key>[^\W\d](?:[\w ./-]{0,39}+(?<! ))?)::[ \t]+(?=\S)")
# In characters: fields inside a sentence are shorter.
_LONGEST = 300
_TAGS = re.compile(r"\s*+(?:\[#[^\s\[\]]++\]\([^()\n]*+\)[ \t,]*+)+$")
_ATTRIBUTES = re.compile(r"\s*+\{:(?P<inside>[^{}\n]{1,300}+)\}\s*$")
# At the head of an item; kramdown reads them there.
_OF_ITEM = re.compile(r"\{:(?P<inside>[^{}\n]{1,300}+)\}[ \t]*+(?=\S)")
_PLANNED = re.compile(r"\s*+(?:SCHEDULED|DEADLINE): <[^<>\n]+>\s*$")
# Logseq has numbered lists as bullets that say so.
_ORDERED = re.compile(r"^[ \t]*+logseq\.order-list-type::[ \t]*+number[ \t]*$", re.MULTILINE)
# Where Typora, HackMD and GitLab show a list of contents.
_CONTENTS = re.compile(r"\s*+\[(?:toc|\[_?toc_?\])\]\s*$", re.IGNORECASE)
# One of them is in every text that has such data.
_SIGNS = re.compile(r"::|\[#|\{:|:LOGBOOK:|: <|\[_?toc", re.IGNORECASE)
_HIDDEN = "\ufdd5"
_SHOWN = frozenset(("fence", "code_block", "html_block", "math", "hr"))
_ENDS = frozenset(("bullet_list_close", "ordered_list_close", "list_item_close", "blockquote_close"))


def plugin(parser: MarkdownIt) -> None:
    """Hide what is only data, and show the values of fields."""
    parser.core.ruler.before("inline", "properties", _hide)
    parser.core.ruler.after("inline", "hidden_lines", _take_out)
    parser.inline.ruler.before("link", "field", _field)
    parser.inline.add_terminator_char("(")


def hidden(lines: Sequence[str]) -> list[bool]:
    """Of each line of a paragraph, whether it is only data."""
    # What stands behind an odd number of backticks may be code.
    ticks = accumulate((line.count("`") for line in lines), initial=0)
    found = [count % 2 == 0 and _is_data(line) for line, count in zip(lines, ticks, strict=False)]
    fields = [_LINE.match(line) for line in lines]
    if any(one and field for one, field in zip(found, fields, strict=True)):
        found = [one or (bool(field) and "`" not in "".join(lines)) for one, field in zip(found, fields, strict=True)]
    if ":LOGBOOK:" in (stripped := [line.strip() for line in lines]) and ":END:" in stripped:
        for number in range(stripped.index(":LOGBOOK:"), len(lines)):
            found[number] = True
            if stripped[number] == ":END:":
                break
    return found


def _is_data(line: str) -> bool:
    if "{{" in line:
        # A gap of a cloze, or a macro.
        return False
    if field := _LINE.match(line):
        key, value = field["key"].lower(), (field["value"] or "").strip()
        return key in _KEYS or key.startswith(_FAMILIES) or (bool(value) and _all_data(value))
    if given := _ATTRIBUTES.match(line):
        named = attributes(given["inside"])
        return named is not None and not named.keys() & {"width", "height"}
    return bool(_TAGS.match(line) or _PLANNED.match(line) or _CONTENTS.match(line)) or _all_fields(line.strip())


def _all_data(value: str) -> bool:
    at = 0
    while at < len(value) and (one := _DATA.match(value, at)):
        at = one.end()
    return at == len(value)


def _all_fields(line: str) -> bool:
    at = 0
    while at < len(line) and _FIELD.match(line, at) and (end := _closing(line, at)) > 0:
        at = end + 1
        while at < len(line) and line[at] in " \t,;":
            at += 1
    return bool(line) and at == len(line)


def _closing(text: str, start: int) -> int:
    return closing(text, start, min(len(text), start + _LONGEST))


def _hide(state: StateCore) -> None:
    """Put a stand-in where a line is hidden, so that every other keeps its place; what is empty then goes."""
    if not _SIGNS.search(state.src):
        return
    paragraphs = [
        text
        for before, text in zip(state.tokens, state.tokens[1:], strict=False)
        if text.type == "inline" and before.type == "paragraph_open"
    ]
    for item, text in zip(state.tokens, state.tokens[2:], strict=False):
        if item.type == "list_item_open" and text.type == "inline":
            given = _OF_ITEM.match(text.content)
            if given and attributes(given["inside"]) is not None:
                text.content = text.content[given.end() :]
    _number(state.tokens)
    lines = {id(text): text.content.split("\n") for text in paragraphs}
    away = {key: hidden(some) for key, some in lines.items()}
    shows = any(token.type in _SHOWN or (token.type == "inline" and not all(away.get(id(token), [False])))
                for token in state.tokens)  # fmt: skip
    # What stands below a question's title may be data alone; an answer may not.
    if not shows and state.env.get("docId") != "q":
        return
    for text in paragraphs:
        if any(away[id(text)]):
            both = [*zip(lines[id(text)], away[id(text)], strict=True)]
            text.meta = {**text.meta, "hidden": [line for line, gone in both if gone]}
            text.content = "\n".join(_HIDDEN if gone else line for line, gone in both)
    state.tokens = _without_empty(state.tokens)


def _number(tokens: Iterable[Token]) -> None:
    """Make a numbered list of one with an item that says so."""
    lists: list[Token] = []
    for token in tokens:
        if token.type.endswith("_list_open"):
            lists.append(token)
        elif token.type.endswith("_list_close"):
            opening = lists.pop()
            token.type, token.tag = opening.type.replace("open", "close"), opening.tag
        elif lists and token.level == lists[-1].level + 3 and _ORDERED.search(token.content):
            lists[-1].type, lists[-1].tag = "ordered_list_open", "ol"


def _without_empty(tokens: Iterable[Token]) -> list[Token]:
    """The tokens without paragraphs of hidden lines, and without items and lists in which nothing else stood."""
    out: list[Token] = []
    emptied: Token | None = None
    for token in tokens:
        before = out[-1] if out else None
        if token.type == "paragraph_close" and before and _is_hidden(before):
            del out[-2:]
        elif token.type in _ENDS and before and before is emptied and before.nesting > 0:
            del out[-1:]
        else:
            out.append(token)
            continue
        emptied = out[-1] if out else None
    return out


def _is_hidden(text: Token) -> bool:
    return bool(text.meta.get("hidden")) and not text.content.strip(_HIDDEN + "\n")


def _take_out(state: StateCore) -> None:
    for token in state.tokens:
        if token.type == "inline" and token.children and (lines := token.meta.get("hidden")):
            token.children = _shown(token.children, list(lines))


def _shown(children: Sequence[Token], lines: list[str]) -> list[Token]:
    """The children without stand-ins and the breaks before them; in code and formulas the lines come back."""
    out: list[Token] = []
    for child in children:
        if child.type == "text" and child.content == _HIDDEN:
            lines.pop(0)
            if out and out[-1].type in ("softbreak", "hardbreak"):
                out.pop()
            continue
        while _HIDDEN in child.content:
            child.content = child.content.replace(_HIDDEN, lines.pop(0), 1)
        out.append(child)
    while out and out[0].type in ("softbreak", "hardbreak"):
        out.pop(0)
    return out


def _field(state: StateInline, silent: bool) -> bool:
    field = _FIELD.match(state.src, state.pos, state.posMax)
    end = _closing(state.src, state.pos) if field else -1
    if not field or end < 0 or end >= state.posMax or state.src[end + 1 : end + 2] in ("(", "["):
        return False
    if not silent:
        opening = state.push("field_open", "span", 1)
        opening.attrSet("class", "field")
        if state.src[state.pos] == "[":
            state.push("field_key_open", "span", 1).attrSet("class", "field-key")
            state.push("text", "", 0).content = field["key"]
            state.push("field_key_close", "span", -1)
            state.push("text", "", 0).content = " "
        maximum = state.posMax
        state.pos, state.posMax = field.end(), end
        state.md.inline.tokenize(state)
        state.posMax = maximum
        state.push("field_close", "span", -1)
    state.pos = end + 1
    return True
