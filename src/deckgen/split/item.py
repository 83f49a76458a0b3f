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
    """A passage that is taken for a question. Lines count from 0 within the body, ends are exclusive.

    `line` holds the title; the lines from `below` to `end` belong to the question and are divided later. `top` is
    the first line where that is above `line`, else -1. `answer` are the answer's lines where its notation says
    which; `lead` is the text behind a label on the first of them. `indent` is the number of columns by which a list
    item around it indents every line; `quoted` lines lose their `>`. `reversed` asks for a second card, from answer
    to question. `gapped` are the lines of a cloze with its marks, `answer` then those that its back shows besides;
    `marked` are the words of those marks that the author did not number. `mark` is an answer that stands in the
    title. Of one that `goes_on`, the title is only the beginning of the question. `key` are the lines of its answer
    in a key at the end of the file, `misfit` the line there with letters that none of its options has, else -1.
    """

    title: str
    line: int
    below: int
    end: int
    top: int = -1
    answer: Lines | None = None
    lead: str | None = None
    indent: int = 0
    quoted: bool = False
    reversed: bool = False
    gapped: tuple[Line, ...] = ()
    marked: tuple[str, ...] = ()
    mark: str = ""
    goes_on: bool = False
    key: tuple[Line, ...] = ()
    misfit: int = -1

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
    return Item(text, line, first, end, gapped=lines, marked=marked)
