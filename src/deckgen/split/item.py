"""What every shape finds: a question's title, the lines below it, and its answer where the shape knows it."""

from dataclasses import dataclass, replace

Line = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Lines:
    """A range of lines of a file's body: from 0, `end` exclusive."""

    start: int
    end: int

    def until(self, end: int) -> "Lines":
        """The range, cut off at line `end` if it goes beyond."""
        return Lines(self.start, min(self.end, end))


@dataclass(frozen=True, slots=True)
class Item:
    """A passage that a shape takes for a question. Lines count from 0 within the body, ends are exclusive.

    `line` holds the title; the lines from `below` to `end` belong to the question and are divided later. `strength`
    is how sure the shape is that this is a question, 0 to 1. `top` is the first line where that is above `line`, else
    -1. `answer` are the answer's lines where the shape knows them; `lead` is the text behind a label on the first of
    them. `indent` is the number of columns by which a list item around it indents every line; `quoted` lines lose
    their `>`. `reversed` asks for a second card, from answer to question. `gapped` are the lines of a cloze with its
    marks, and are not divided; `marked` are the words of those marks that the author did not number. An `unanswered`
    item is known to have no answer yet: all its lines are the question.
    """

    title: str
    line: int
    below: int
    end: int
    strength: float
    top: int = -1
    answer: Lines | None = None
    lead: str | None = None
    indent: int = 0
    quoted: bool = False
    reversed: bool = False
    gapped: tuple[Line, ...] = ()
    marked: tuple[str, ...] = ()
    unanswered: bool = False

    @property
    def start(self) -> int:
        """The first line that belongs to it."""
        return self.top if self.top >= 0 else self.line

    def until(self, end: int) -> "Item":
        """The item, cut off at line `end`."""
        return replace(self, end=end, answer=self.answer and self.answer.until(end))


def gapped(text: str, line: int, first: int, end: int, marked: tuple[str, ...] = ()) -> Item:
    """A cloze that begins at `line`; `text` with its marks stands from line `first` on.

    `marked` are the words of the marks that the author did not number.
    """
    lines = tuple((first + at, part) for at, part in enumerate(text.split("\n")))
    return Item(text, line, first, end, 1.0, gapped=lines, marked=marked)
