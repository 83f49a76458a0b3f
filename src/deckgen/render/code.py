"""Code blocks: Pygments with classes, coloured by the note types' code.css; marked lines, titles, and hints."""

import base64
import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from markdown_it import MarkdownIt
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.lexers.special import TextLexer
from pygments.util import ClassNotFound

from deckgen.colours import LONGEST, coloured, spent, told
from deckgen.data import Draw, Fragment, Question, Span
from deckgen.diagnostics import CODE_LANGUAGE, CODE_PROSE, DIAGRAM_ERROR, Diagnostic
from deckgen.wording import said

# Names that GitHub's Linguist gives languages and Pygments does not know.
_ALIASES = {
    "shell-session": "console", "sh-session": "console", "terminal": "console", "zsh": "bash", "ksh": "bash",
    "vue": "html", "svelte": "html", "astro": "html", "jsonc": "json", "json5": "json", "jsonl": "json",
    "ndjson": "json", "golang": "go", "c#": "csharp", "f#": "fsharp", "obj-c": "objective-c", "dockerfile": "docker",
    "containerfile": "docker", "plist": "xml", "axml": "xml", "wasm": "wast", "mysql": "mysql", "mssql": "tsql",
    "postgres": "postgresql", "pgsql": "postgresql", "plsql": "sql", "hiveql": "sql", "psql": "postgresql",
    "node": "javascript", "mjs": "javascript", "cjs": "javascript", "jsx": "jsx", "tsx": "tsx", "mts": "typescript",
    "cts": "typescript", "patch": "diff", "udiff": "diff", "latex": "latex", "py2": "python2", "ipython": "python",
    "ipython3": "python", "cu": "cuda", "hlsl": "hlsl", "proto3": "protobuf", "conf": "ini", "env": "bash",
    "dotenv": "bash", "gitignore": "text", "mermaid": "text", "plain": "text", "plaintext": "text", "txt": "text",
    "none": "text", "log": "text", "output": "text", "ascii": "text", "pseudocode": "text", "pseudo": "text",
    "cmd": "batch", "viml": "vim", "vimscript": "vim", "mathematica": "mathematica", "gradle": "groovy",
    "assembly": "nasm", "x86asm": "nasm", "makefile": "make",
}  # fmt: skip
# What plugins of Obsidian run where it stands: no language, and no slip of the author's.
_QUERIES = frozenset({"dataview", "dataviewjs", "tasks", "query"})
_LANGUAGE = re.compile(r"^\{?\.?([^\s{},:]*)")
_LINES = re.compile(r"\{([\d,\s-]+)\}|\bhl_lines=[\"']([\d\s,-]+)[\"']")
_TITLE = re.compile(r"\b(?:title|filename|file)=(?:\"([^\"]*)\"|'([^']*)'|(\S+))")
DIAGRAMS = frozenset({"mermaid", "dot", "graphviz"})
_SENTENCE = re.compile(r"[，。；：、？！]|[^\W\d_]{2,}(?:,? [^\W\d_]{2,}){4,}[,.]?")
_CODE = re.compile(
    r"[{};=()<>]\s*$|^\s*(?:def|class|import|from|for|if|while|return|const|let|var|#include|\$|//|SELECT)\b|->|=>|::|\w\("
)
# Lines that an author points out: code on a card has no more than four digits of them.
_POINTED = re.compile(r"(\d{1,4})(?:-(\d{1,4}))?")


@dataclass(frozen=True, slots=True)
class Info:
    """What stands behind a fence: `lines` are marked, counted from 1."""

    language: str
    lines: tuple[int, ...] = ()
    title: str = ""


def parsed(info: str) -> Info:
    """`py {1,3-5} title="x.py"`, and the same in the attribute lists of other tools."""
    language = _LANGUAGE.match(info.strip())
    marked = _LINES.search(info)
    title = _TITLE.search(info)
    return Info(
        language=language[1] if language and "=" not in language[1] else "",
        lines=_numbers(marked[1] or marked[2]) if marked else (),
        title=next(filter(None, title.groups()), "") if title else "",
    )


def to_html(text: str, info: str = "") -> str:
    """A highlighted block; plain when the language is unknown, or its colours take too long."""
    what = parsed(info)
    name = _known(what.language.lower())
    body = coloured(text, name, what.lines) if name else None
    if body is None:
        body = _plain(text, what.lines)
    title = f'<div class="code-title">{html.escape(what.title)}</div>' if what.title else ""
    return f'{title}<pre class="code"><code>{body}</code></pre>\n'


def _plain(text: str, lines: tuple[int, ...]) -> str:
    if not lines:
        return html.escape(text, quote=False)
    # Lines are marked without a language, too: this lexer only escapes.
    return highlight(text, TextLexer(stripnl=False), HtmlFormatter(nowrap=True, hl_lines=lines))


def picture(svg: bytes, language: str, mark: str = "") -> str:
    """A drawn diagram, its picture within the address: media makes a file of it."""
    address = "data:image/svg+xml;base64," + base64.b64encode(svg).decode()
    return f'<p><img class="diagram" alt="{language} diagram" src="{address}"{mark}></p>\n'


def check(question: Question, draw: Draw | None = None) -> Iterator[Diagnostic]:
    """Languages that are not known, diagrams that stay code, and prose that four blanks made into code."""
    for fragment in question.fragments:
        if any(
            line.lstrip(" >").startswith(("```", "~~~", "    ", "\t")) or line.startswith("    ")
            for line in fragment.lines
        ):
            yield from _checked(fragment, draw)


def _checked(fragment: Fragment, draw: Draw | None) -> Iterator[Diagnostic]:
    for token in MarkdownIt("commonmark").parse(fragment.text):
        if token.map is None or token.type not in ("fence", "code_block"):
            continue
        span = fragment.span(token.map[0])
        if token.type == "code_block":
            lines = [line for line in token.content.split("\n") if line.strip()]
            if lines and all(_SENTENCE.search(line) and not _CODE.search(line) for line in lines):
                message = said("this indented text is shown as code, but reads like prose")
                hint = said("take the four blanks (or the tab) away from its lines")
                yield Diagnostic(CODE_PROSE, span, message, hint)
            continue
        language = parsed(token.info).language.lower()
        if language in DIAGRAMS:
            drawing = draw(language, token.content) if draw else None
            if drawing is None:
                message = said("this {kind} diagram is shown as code: nothing here can draw it", kind=language)
                yield Diagnostic(CODE_LANGUAGE, span, message, said("deckgen doctor says what to install"))
            elif drawing.error:
                message = said("this {kind} diagram is shown as code: {why}", kind=language, why=drawing.error)
                yield Diagnostic(DIAGRAM_ERROR, span, message, said("correct the diagram's text"))
        elif language and language not in {"math", *_QUERIES}:
            if not (name := _known(language)):
                message = said("Pygments does not know the language {name}, so the code has no colours", name=language)
                hint = said("see pygments.org/languages, or leave the name out")
                yield Diagnostic(CODE_LANGUAGE, span, message, hint)
            elif len(token.content) > LONGEST:
                message = said("this code has more than {count} characters, so it has no colours", count=LONGEST)
                yield Diagnostic(CODE_LANGUAGE, span, message, said("divide it, or show less of it"))
            elif coloured(token.content, name, parsed(token.info).lines) is None:
                yield from _without_colours(span)


def _without_colours(span: Span) -> Iterator[Diagnostic]:
    """Why code has no colours; one word for all that comes when no time is left."""
    if not spent():
        message = said("Pygments takes too long for this code, so it has no colours")
        yield Diagnostic(CODE_LANGUAGE, span, message, said("leave the name of its language out"))
    elif not told():
        message = said("the code up to here took all the time there is for colours; from here on code has none")
        hint = said("leave the names of languages out where code is no program that somebody would run")
        yield Diagnostic(CODE_LANGUAGE, span, message, hint)


@cache
def _known(language: str) -> str:
    """The name that Pygments has for a language, empty if none."""
    name = _ALIASES.get(language, language)
    try:
        get_lexer_by_name(name)
    except ClassNotFound:
        return ""
    return name


def _numbers(text: str) -> tuple[int, ...]:
    found = filter(None, map(_POINTED.fullmatch, re.split(r"[,\s]+", text.strip())))
    numbers: list[int] = []
    for first, last in sorted((int(one[1]), int(one[2] or one[1])) for one in found):
        numbers += range(max(first, numbers[-1] + 1 if numbers else first), last + 1)
    return tuple(numbers)
