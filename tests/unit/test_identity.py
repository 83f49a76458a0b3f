"""Which question is which note after an edit: old Markdown, new Markdown, and who is who."""

import pytest

from deckgen.data import Question
from deckgen.identity import identify
from deckgen.lock import Lock
from deckgen.options import Splitting
from deckgen.read import read
from deckgen.split import split
from tests.support.cases import read_cases
from tests.support.locks import locked


def cases() -> list[tuple[str, list[str]]]:
    return [(texts[0], [text.strip("\n") for text in texts[1:]]) for _, texts in read_cases("identity", 4)]


def questions(text: str) -> tuple[Question, ...]:
    document, _ = read("notes.md", text.encode())
    assert document
    return split(document, "D", Splitting())[0].questions


def names(found: tuple[Question, ...]) -> list[str]:
    """Titles; of equal ones the second and later are numbered."""
    titles = [q.title for q in found]
    return [t if titles[:at].count(t) == 0 else f"{t} ({titles[:at].count(t) + 1})" for at, t in enumerate(titles)]


@pytest.mark.parametrize(("name", "texts"), [pytest.param(*case, id=case[0]) for case in cases()])
def test_who_is_who(name: str, texts: list[str]) -> None:
    old, new = questions(texts[0]), questions(texts[1])
    lock = locked(old, Lock("p"))
    was = {match.guid: title for match, title in zip(identify(old, Lock("p"))[0], names(old), strict=True)}
    matches, _ = identify(new, lock)
    got = [f"{title} <- {was.get(m.guid, 'new')}" for m, title in zip(matches, names(new), strict=True)]
    assert got == texts[2].split("\n")


def test_cases_are_read() -> None:
    assert len(cases()) > 20
