"""What every shape finds: a question's title, the lines below it, and, where the shape says so, its answer."""

from dataclasses import dataclass, replace

Line = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Lines:
    """A range of lines of a file's body: from 0, `end` exclusive."""

    start: int
    end: int

    def until(self, end: int) -> "Lines":
        """The range up to a line, if it goes so far."""
        return Lines(self.start, min(self.end, end))


@dataclass(frozen=True, slots=True)
class Item:
    """Lines are 0-based, ends exclusive. `line` asks; `below` to `end` belongs to it and is divided later.

    `strength` is how sure the shape is that this is a question, 0 to 1. `answer` is set where the shape knows its
    lines; `lead` is text on the answer's first line that stands behind a label. `indent` is what a list item around it
    adds to every line; `quoted` lines lose their `>`. `gapped` are the lines of a cloze, with its marks; nothing of it
    is divided.
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
    open: bool = False

    @property
    def start(self) -> int:
        """The first line that belongs to it."""
        return self.top if self.top >= 0 else self.line

    def until(self, end: int) -> "Item":
        """The item without what stands from a line on."""
        return replace(self, end=end, answer=self.answer and self.answer.until(end))


def gapped(text: str, line: int, first: int, end: int) -> Item:
    """A cloze that begins at `line`; its text, with the marks, stands from line `first` on."""
    lines = tuple((first + at, part) for at, part in enumerate(text.split("\n")))
    return Item(text, line, first, end, 1.0, gapped=lines)
