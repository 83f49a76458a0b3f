"""What push and sync say while they work: all of it or, if they are to be quiet, only what came before trouble."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

from deckgen.cli.options import Volume
from deckgen.cli.show import tell

if TYPE_CHECKING:
    from deckgen.anki.consent import Ask
    from deckgen.anki.plan import Plan
    from deckgen.lock import Entry


@contextmanager
def telling(volume: Volume, ask: "Ask | None", *, err: bool) -> "Iterator[tuple[Callable[[str], None], Ask | None]]":
    """How to tell something and how to ask, None where nobody can answer.

    What was kept back is told after all before a question, which is about it, and when the command fails.
    """
    if volume != "quiet":
        yield partial(tell, err=err), ask
        return
    kept: list[str] = []

    def told() -> None:
        for line in kept:
            tell(line, err=True)
        kept.clear()

    def asked(question: str) -> bool:
        told()
        return bool(ask and ask(question))

    try:
        yield kept.append, asked if ask else None
    except BaseException:
        told()
        raise


def waiting(plan: "Plan", entries: "Iterable[Entry]") -> int:
    """How many new notes are to adopt one that the collection does not have: it may come with the next sync."""
    late = {entry.guid for entry in entries if entry.waits}
    return sum(note.guid in late for note in plan.new)


def remaining(plan: "Plan", command: str, volume: Volume) -> None:
    """Says to somebody who wants to hear of problems only what is still to be decided."""
    from deckgen.anki.words import undecided

    for line in undecided(plan, command) if volume == "quiet" else ():
        tell(line, err=True)
