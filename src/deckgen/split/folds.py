"""Folds: `<details>` elements with a summary, and the containers that their author shows as such."""

import re
from bisect import bisect_left
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from deckgen.split.containers import Container

_FOLD = re.compile(r"<(/?)(details|summary)\b[^>]*>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Fold:
    """A `<details>` element: its `summary` as inline text, and its content from line `body` to line `end`.

    `first` is the text behind the summary on the summary's line, `last` the text before the closing tag on that tag's
    line; `before` and `behind` are what those lines have before its first tag and behind its last. `depth` is the
    number of folds around it. A fold that is not `closed` has no closing tag; `indent` is the number of columns by
    which its content is indented.
    """

    line: int
    summary: str
    summary_line: int
    body: int
    end: int
    first: str = ""
    last: str = ""
    before: str = ""
    behind: str = ""
    depth: int = 0
    closed: bool = True
    indent: int = 0

    @property
    def stop(self) -> int:
        """The first line that no longer belongs to it."""
        return self.end + self.closed

    @property
    def ended(self) -> bool:
        """True if its author says where it ends."""
        return self.closed or self.indent > 0


def written(lines: Sequence[str], opaque: Collection[int], headings: Sequence[int]) -> list[Fold]:
    """Every `<details>` with a summary; one without a closing tag ends where the next fold or heading begins.

    `headings` are the lines of those.
    """
    folds: list[Fold] = []
    stack: list[_Open] = []
    begun: list[int] = []
    for number, line in enumerate(lines):
        if number in opaque or "<" not in line:
            continue
        for tag in _FOLD.finditer(line):
            closing, name = bool(tag[1]), tag[2].lower()
            if name == "details" and not closing:
                stack.append(_Open(number, line[: tag.start()]))
                begun.append(number)
            elif name == "details" and stack:
                fold = stack.pop().summed_up(lines, number)
                if fold.body:
                    inline = number < fold.body
                    text = line[fold.after : tag.start()] if inline else fold.first
                    last = "" if inline else line[: tag.start()]
                    folds.append(fold.closed(number, text, last, line[tag.end() :]))
            elif name == "summary" and stack and not closing and stack[-1].summary < 0:
                stack[-1].summary, stack[-1].after = number, tag.end()
            elif name == "summary" and stack and stack[-1].summary >= 0 and not stack[-1].body:
                fold = stack[-1]
                parts = [*lines[fold.summary : number], line[: tag.start()]]
                parts[0] = parts[0][fold.after :]
                fold.text, fold.body = "\n".join(parts), number + 1
                fold.first, fold.after = line[tag.end() :], tag.end()
    ends = sorted({*begun, *headings, len(lines)})
    opened = [fold for fold in (fold.summed_up(lines, len(lines)) for fold in stack) if fold.body]
    unclosed = [fold.closed(ends[bisect_left(ends, fold.body)], fold.first, "") for fold in opened]
    return [*folds, *(replace(fold, closed=False) for fold in unclosed)]


def nested(folds: list[Fold]) -> tuple[Fold, ...]:
    """The folds by line, each with its depth."""
    around: list[Fold] = []
    found = []
    for fold in sorted(folds, key=lambda fold: (fold.line, -fold.end)):
        while around and around[-1].stop <= fold.line:
            around.pop()
        found.append(replace(fold, depth=len(around)))
        around.append(fold)
    return tuple(found)


@dataclass(slots=True)
class _Open:
    """A `<details>` whose closing tag has not come yet; `after` is the column behind its last tag."""

    line: int
    before: str
    summary: int = -1
    after: int = 0
    text: str = ""
    body: int = 0
    first: str = ""

    def summed_up(self, lines: Sequence[str], end: int) -> "_Open":
        """The same, where nothing closes its summary before line `end` with the first line of text as that."""
        if self.summary < 0 or self.body:
            return self
        for number in range(self.summary, end):
            line = lines[number][self.after if number == self.summary else 0 :]
            if line.strip():
                return replace(self, text="\n" * (number - self.summary) + line, body=number + 1)
        return self

    def closed(self, end: int, first: str, last: str, behind: str = "") -> Fold:
        skipped = self.text[: len(self.text) - len(self.text.lstrip())].count("\n")
        summary = self.text.strip()
        return Fold(self.line, summary, self.summary + skipped, self.body, end, first, last, self.before, behind)


def of_container(box: Container) -> Fold:
    """A container as a fold; without a title it shows its type."""
    return Fold(box.line, box.title or box.type, box.line, box.line + 1, box.end, closed=box.closed, indent=box.indent)
