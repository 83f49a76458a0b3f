"""A head: a line or two that may be the title of a question, and how it is written."""

from dataclasses import dataclass

from deckgen.split.asking import asks
from deckgen.split.item import Item

# How a head is written: its kind, and what tells it from others of this kind. Heads that share it are a series.
Sign = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Head:
    """A title that may ask: where it stands, how it is written, and what it says.

    `line` holds the title, what it is about begins at `below`; `top` is its first line where that is above `line`,
    and `stop` the line where what belongs to it surely ends, both -1 otherwise. `level` is that of a heading.
    `number` is its number, -1 without one. `asks` is how much its words ask, `lead` a text on the same line that
    answers it. `labelled` is true behind a label such as `Q1.`. `indent` is the column of its text in a
    list. `item` is the question itself where the notation leaves nothing to decide.
    """

    kind: str
    sign: Sign
    line: int
    below: int
    title: str
    asks: float = 0.0
    number: int = -1
    level: int = 0
    lead: str | None = None
    labelled: bool = False
    quoted: bool = False
    indent: int = 0
    top: int = -1
    stop: int = -1
    item: Item | None = None

    @property
    def start(self) -> int:
        """The first line that belongs to it."""
        return self.top if self.top >= 0 else self.line


def of_card(way: str, item: Item) -> Head:
    """The head of a question whose notation leaves nothing to decide; `way` tells that notation from others."""
    return Head(
        "card", ("card", way), item.line, item.below, item.title, asks(item.title), lead=item.lead or item.title,
        top=item.top, stop=item.end, item=item,
    )  # fmt: skip
