"""Org mode's blocks, which Logseq writes into Markdown too: `#+BEGIN_QUOTE` … `#+END_QUOTE`."""

import re
from bisect import bisect_right

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock

_BEGIN = re.compile(r"#\+BEGIN_([A-Z]+)(?:[ \t]+(\S+))?.*$", re.IGNORECASE)
_END = re.compile(r"[\s>]*+#\+END_([A-Z]+)\s*$", re.IGNORECASE)
_CODE = frozenset(("src", "example", "export"))
_CALLOUTS = frozenset(("note", "tip", "important", "caution", "warning", "pinned"))
_PLAIN = frozenset(("verse", "center"))


def plugin(parser: MarkdownIt) -> None:
    """Read them as the quotes, callouts and code that they are."""
    parser.block.ruler.before(
        "fence", "org_block", _org_block, {"alt": ["paragraph", "blockquote", "list", "reference"]}
    )


def _org_block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    begin = _BEGIN.match(_line(state, start)) if state.src.startswith("#+", _first(state, start)) else None
    kind = begin[1].lower() if begin else ""
    if not begin or state.is_code_block(start) or kind not in {"quote", "comment", *_CODE, *_CALLOUTS, *_PLAIN}:
        return False
    last = _end(state, kind, start, end)
    if last is None:
        return False
    if not silent:
        _push(state, kind, begin[2] or "", start, last)
        state.line = last + 1
    return True


def _end(state: StateBlock, kind: str, start: int, end: int) -> int | None:
    """The line that ends a block. All such lines are found once: many blocks may begin, and none end."""
    if "org_ends" not in state.env:
        state.env["org_ends"] = {}
        for number, line in enumerate(state.src.split("\n")):
            if found := _END.match(line):
                state.env["org_ends"].setdefault(found[1].lower(), []).append(number)
    numbers: list[int] = state.env["org_ends"].get(kind, [])
    at = bisect_right(numbers, start)
    return numbers[at] if at < len(numbers) and numbers[at] < end else None


def _push(state: StateBlock, kind: str, language: str, start: int, last: int) -> None:
    if kind == "comment":
        return
    if kind in _CODE:
        token = state.push("fence", "code", 0)
        token.info, token.markup, token.map = language if kind == "src" else "", "```", [start, last + 1]
        token.content = state.getLines(start + 1, last, state.sCount[start], True)
        return
    name, tag = ("blockquote", "blockquote") if kind == "quote" else ("org_block", "div")
    opening = state.push(f"{name}_open", tag, 1)
    opening.map = [start, last + 1]
    if kind in _CALLOUTS:
        opening.attrs = {"class": f"callout callout-{kind}", "data-callout": kind}
        state.push("callout_title_open", "div", 1).attrSet("class", "callout-title")
        title = state.push("inline", "", 0)
        title.content, title.map, title.children = kind.capitalize(), [start, start + 1], []
        state.push("callout_title_close", "div", -1)
    elif kind == "center":
        opening.attrs = {"align": "center"}
    maximum, parent = state.lineMax, state.parentType
    state.lineMax, state.parentType = last, "blockquote"
    state.md.block.tokenize(state, start + 1, last)
    state.lineMax, state.parentType = maximum, parent
    state.push(f"{name}_close", tag, -1)


def _first(state: StateBlock, line: int) -> int:
    return state.bMarks[line] + state.tShift[line]


def _line(state: StateBlock, line: int) -> str:
    return state.src[_first(state, line) : state.eMarks[line]]
