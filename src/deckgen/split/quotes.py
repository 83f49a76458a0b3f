"""Takes quote marks off lines, and off answers that a file marks by quoting them."""

import re

from deckgen.data import Fragment

_QUOTE = re.compile(r" {0,3}>")


def unquoted(line: str) -> str:
    """The line without its quote mark and the column behind it, which may be part of a tab (CommonMark 0.31, 2.2)."""
    mark = _QUOTE.match(line)
    if not mark:
        return line
    column = mark.end()
    rest = line[column:]
    text = rest.lstrip(" \t")
    for blank in rest[: len(rest) - len(text)]:
        column += 4 - column % 4 if blank == "\t" else 1
    return " " * max(0, column - mark.end() - 1) + text


def without_quotes(answer: Fragment) -> Fragment:
    """The answer without the `>` that only marks it as the answer; a callout keeps its own."""
    if re.match(r"\s*>\s*\[!", answer.lines[0]):
        return answer
    lines: list[str] = []
    origins: list[int] = []
    margins: list[int] = []
    fence = ""
    after_quote = False
    for number, line in enumerate(answer.lines):
        quote = _QUOTE.match(line) if not fence else None
        if quote and not after_quote and lines and lines[-1].strip():
            lines.append("")
            origins.append(answer.origins[number])
            margins.append(0)
        if not quote and (mark := re.match(r" {0,3}(`{3,}(?!.*`)|~{3,})", line)):
            fence = "" if fence and mark[1].startswith(fence) else fence or mark[1]
        lines.append(unquoted(line) if quote else line)
        origins.append(answer.origins[number])
        margins.append(answer.margins[number] + margin(line, lines[-1]))
        after_quote = bool(quote)
    return Fragment(answer.path, tuple(lines), tuple(origins), tuple(margins))


def margin(line: str, text: str) -> int:
    """How many characters stand before `text` in the line it was taken from; none where it was written anew."""
    return len(line) - len(text) if line.endswith(text) else max(0, line.find(text))
