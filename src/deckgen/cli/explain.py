"""deckgen explain."""

import difflib
import re
import shutil
from collections.abc import Iterator, Sequence

import click

from deckgen.cli.language import page
from deckgen.cli.show import Part, tell
from deckgen.diagnostics import width
from deckgen.wording import said

# Tests hold docs/reference/diagnostics.md against it, and docs/zh/diagnostics.md against the Chinese one.
PAGE = "diagnostics.md"
_FENCE = re.compile(r'(`{3,})\w*(?: title="(.+)")?')
# Longer lines are hard to read.
_WIDEST = 90
# Where no line may begin, and where none may end.
_CLOSING, _OPENING = "，。、；：？！）」》", "（「《"
_WIDE = "\u2e80-\u9fff\uff00-\uffef"
# What stays in one line: a word, what is to be typed, a Chinese character; with the signs that cling to it.
_PIECE = re.compile(rf"[{_OPENING}]*(?:(?:`[^`]+`|[^\s{_WIDE}])+|[{_WIDE}])[{_CLOSING}]*\s*")
# A link that is to be typed stays as it is.
_LINK = re.compile(r"(`[^`]+`)|\[([^\]]+)\]\([^)]+\)")


def _completed(_context: click.Context, _parameter: click.Parameter, begun: str) -> list[str]:
    """The codes that begin so, for the completion of a shell."""
    return [code for code in sections(page(PAGE).read_text("utf-8")) if code.startswith(begun)]


@click.command(name="explain")
@click.argument("codes", metavar="[CODE]...", nargs=-1, shell_complete=_completed)
def command(codes: tuple[str, ...]) -> int:
    """Say more about a message: an example, and what to do.

    CODE is the word in brackets; without one all are listed.

    \b
    Examples:
      deckgen explain
      deckgen explain question-none
    """
    known = sections(page(PAGE).read_text("utf-8"))
    for code in codes:
        if code not in known:
            near = difflib.get_close_matches(code, known, 1)
            hint = said("did you mean {meant}?", meant=near[0]) if near else said("deckgen explain lists all")
            raise click.UsageError(said("there is no message with the code {code}; {hint}", code=code, hint=hint))
    if not codes:
        widest = max(map(len, known))
        for code, lines in known.items():
            tell(f" {summary(lines)}", lead=f"{code:{widest}}", part="place")
    for number, code in enumerate(codes):
        tell(*([""] if number else []), code, "", part="place")
        shown = list(_plain(known[code]))
        while shown and not shown[-1][0]:
            shown.pop()
        for line, part in shown:
            tell(line, part=part)
    return 0


def sections(text: str) -> dict[str, tuple[str, ...]]:
    """The lines of the page about each code."""
    found: dict[str, list[str]] = {}
    lines: list[str] = []
    fence = ""
    for line in text.splitlines():
        if not fence and line.startswith("#"):
            lines = found.setdefault(line.removeprefix("### "), []) if line.startswith("### ") else []
        else:
            lines.append(line)
        if mark := _FENCE.match(line):
            fence = "" if line == fence else fence or mark[1]
    return {code: tuple("\n".join(lines).strip("\n").split("\n")) for code, lines in found.items()}


def summary(lines: Sequence[str]) -> str:
    """What a code means in one sentence: the first line."""
    return lines[0]


def _plain(lines: Sequence[str]) -> Iterator[tuple[str, Part | None]]:
    """The lines without the marks of Markdown that a terminal does not need, and how they look.

    Paragraphs are as wide as it is.
    """
    widest = min(shutil.get_terminal_size().columns, _WIDEST)
    fence, paragraph = "", list[str]()
    for line in (*lines, ""):
        mark = _FENCE.match(line)
        if fence:
            if line != fence:
                yield f"    {line}".rstrip(), None
            else:
                fence = ""
        elif mark:
            fence = mark[1]
            if mark[2]:
                yield f"  {mark[2]}", "help"
        elif line:
            paragraph.append(_LINK.sub(r"\1\2", line))
        else:
            yield from ((one, None) for one in (*_wrapped(" ".join(paragraph), widest), ""))
            paragraph = []


def _wrapped(text: str, widest: int) -> list[str]:
    """The lines of a paragraph, each as full as it may be."""
    lines = [""]
    for piece in _PIECE.findall(text):
        if lines[-1] and width(lines[-1] + piece.rstrip()) > widest:
            lines.append("")
        lines[-1] += piece
    return [line.rstrip() for line in lines if line]
