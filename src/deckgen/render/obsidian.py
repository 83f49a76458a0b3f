"""What Obsidian adds: `![[picture.png|300]]`, `[[wiki links]]`, `%% comments %%`.

A wiki link leads to a note that is not on the phone, so its words are shown, with a link where notes have addresses.
"""

import re

from markdown_it import MarkdownIt
from markdown_it.common.utils import normalizeReference
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline

from deckgen.render import day_and_night, pictures
from deckgen.render.embeds import Embeds, push
from deckgen.render.notes import FILE

_WIKI = re.compile(r"(!?)\[\[(?![\s\[])([^\[\]|\n]+?)(\\?\|[^\[\]\n]*)?\]\](?![(\[])")
# A letter, a part of a note, or a day.
_NAMES = re.compile(r"[^\W\d]|^#|^\d{4}-\d\d")
# What parts a note from its part, and that from one in it; `C#` and `C# 8` are names.
_PART = re.compile(r"(?<=[^\s#])#++(?=[^\s#])")
# The id of a block, behind the note that it is in.
_BLOCK = re.compile(r"(?<=[^#])#\^[\w-]++$")
# In the environment: a comment opens that nothing ends before this line.
_OPEN = "open comment"
_COMMENT = re.compile(r"%%.*?%%", re.DOTALL)


def plugin(parser: MarkdownIt) -> None:
    """Add the three."""
    parser.inline.ruler.before("link", "wiki", _wiki)
    parser.inline.ruler.before("emphasis", "comment", _comment)
    parser.inline.add_terminator_char("%")
    parser.block.ruler.before("fence", "comment", _comment_block, {"alt": ["paragraph", "blockquote", "list"]})


def _wiki(state: StateInline, silent: bool) -> bool:
    link = _WIKI.match(state.src, state.pos, state.posMax)
    if not link:
        return False
    target, rest = link[2].strip(), [part.strip() for part in (link[3] or "").replace("\\|", "|").split("|")[1:]]
    before = state.src[state.pos - 1] if state.pos else " "
    embeds = bool(link[1])
    # `x[[0]]` and `[[1, 2]]` are somebody's code; `[[foo]]` may be a reference in brackets.
    names = bool(rest or _NAMES.search(target))
    if not embeds and ((before.isalnum() and before.isascii()) or before in "[]" or not names):
        return False
    if not embeds and normalizeReference(target) in state.env.get("references", {}):
        return False
    count = len(state.tokens)
    file = target.partition("#")[0]
    shows_file = embeds and bool(pictures.MEDIA.search(file))
    if not silent:
        words = "|".join(rest) or _PART.sub(" > ", _BLOCK.sub("", target).lstrip("#^"))
        known: Embeds | None = state.env.get("embeds")
        if shows_file:
            _picture(state, target if day_and_night.of_address({"src": target})["src"] == file else file, rest)
        elif embeds and FILE.search(file):
            _picture(state, target, [file, *rest])
        elif embeds and known and known.is_drawing(target, state.env["source"]):
            _picture(state, file.removesuffix(".md") + ".excalidraw", [file, *rest])
        elif embeds and known:
            push(state, target, words)
        else:
            _words(state, words, known.href(target, state.env["source"]) if known else "")
    state.pos = link.end()
    if shows_file:
        pictures.sized_behind(state, count, silent)
    return True


def _words(state: StateInline, words: str, href: str) -> None:
    kind, tag = ("link", "a") if href else ("wiki", "span")
    state.push(f"{kind}_open", tag, 1).attrs = {"href": href} if href else {"class": "wiki"}
    state.push("text", "", 0).content = words
    state.push(f"{kind}_close", tag, -1)


def _picture(state: StateInline, target: str, rest: list[str]) -> None:
    token = state.push("image", "img", 0)
    token.attrs = {"src": state.md.normalizeLink(target), "alt": ""}
    # The size is read from the text, as it is in `![text|300](picture.png)`.
    words = [part for part in rest if part and not re.fullmatch(r"\d+(?:x\d+)?", part)]
    sizes = [part for part in rest if part and part not in words]
    token.content = "|".join([" ".join(words), *sizes[-1:]])
    text = state.md.inline
    token.children = []
    text.parse(token.content, state.md, state.env, token.children)


def _comment(state: StateInline, silent: bool) -> bool:
    comment = _COMMENT.match(state.src, state.pos, state.posMax)
    before = state.src[state.pos - 1] if state.pos else " "
    # 100%% is an escaped per cent.
    if not comment or len(comment[0]) < 5 or (before.isascii() and before.isalnum()):
        return False
    state.pos = comment.end()
    return True


def _comment_block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    # What no line ends is not looked for again from each line below.
    if state.is_code_block(start) or state.env.get(_OPEN) == end:
        return False
    for line in range(start, end):
        text = state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]].rstrip()
        if line == start:
            if not text.startswith("%%"):
                return False
            text = text[2:]
            if "%%" in text[:-2]:
                return False
        if text.endswith("%%"):
            if not silent:
                state.line = line + 1
            return True
    state.env[_OPEN] = end
    return False
