"""deckgen explain."""

import difflib
import re
import shutil
from collections.abc import Iterator, Sequence
from importlib.resources import files

import click

from deckgen.cli.show import Part, tell
from deckgen.wording import said

# The page of the documentation that tests hold against this file: docs/reference/diagnostics.md.
PAGE = "diagnostics.md"
_FENCE = re.compile(r'(`{3,})\w*(?: title="(.+)")?')
# Longer lines are hard to read.
_WIDEST = 90
_CODE = re.compile("`[^`]+`")
# Signs at which a line may end, and those that look alike at which it may not.
_BOUND = str.maketrans(" -", "\N{NO-BREAK SPACE}\N{NON-BREAKING HYPHEN}")
_FREE = {bound: sign for sign, bound in _BOUND.items()}
# A link, or code, in which there is none.
_LINK = re.compile(r"(?P<code>`[^`]+`)|\[(?P<text>[^\]]+)\]\([^)]+\)")


@click.command(name="explain")
@click.argument("codes", metavar="[CODE]...", nargs=-1)
def command(codes: tuple[str, ...]) -> int:
    """Say more about a message: an example, and what to do.

    CODE is the word in brackets; without one all are listed.

    \b
    Examples:
      deckgen explain
      deckgen explain question-none
    """
    known = sections(files(__package__).joinpath(PAGE).read_text("utf-8"))
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
        page = list(_plain(known[code]))
        while page and not page[-1][0]:
            page.pop()
        for line, part in page:
            tell(line, part=part)
    return 0


def sections(page: str) -> dict[str, tuple[str, ...]]:
    """The lines of the page about each code."""
    found: dict[str, list[str]] = {}
    lines: list[str] = []
    fence = ""
    for line in page.splitlines():
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
    width = min(shutil.get_terminal_size().columns, _WIDEST)
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
            paragraph.append(line)
        else:
            text = _LINK.sub(lambda found: found["code"] or found["text"], " ".join(paragraph))
            # What is to be typed stays in one line.
            whole = _CODE.sub(lambda code: code[0].translate(_BOUND), text)
            wrapped = click.wrap_text(whole, width).translate(_FREE).split("\n") if whole else ()
            yield from ((one, None) for one in (*wrapped, ""))
            paragraph = []
