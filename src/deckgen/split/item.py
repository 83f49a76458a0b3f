"""What every shape finds: a question's title, the lines below it, and, where the shape says so, its answer."""

from dataclasses import dataclass

from deckgen.data import Kind


@dataclass(frozen=True, slots=True)
class Item:
    """Lines are 0-based, ends exclusive. `line` asks; `below` to `end` belongs to it and is divided later.

    `strength` is how sure the shape is that this is a question, 0 to 1. `answer` is set where the shape knows its first
    and last line; `lead` is text on the answer's first line that stands behind a label. `indent` is what a list item
    around it adds to every line; `quoted` lines lose their `>`.
    """

    title: str
    line: int
    below: int
    end: int
    strength: float
    top: int = -1
    answer: tuple[int, int] | None = None
    lead: str | None = None
    tail: str | None = None
    indent: int = 0
    quoted: bool = False
    kind: Kind = "basic"
    open: bool = False

    @property
    def start(self) -> int:
        """The first line that belongs to it."""
        return self.top if self.top >= 0 else self.line
