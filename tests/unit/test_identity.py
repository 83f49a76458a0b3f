"""Which question is which note after an edit: old Markdown, new Markdown, and who is who."""

import random
from collections.abc import Callable

import pytest

from deckgen.data import Question
from deckgen.identity import identify
from deckgen.lock import Lock
from tests.support.cases import Case, suite
from tests.support.histories.words import WORDS
from tests.support.locks import locked
from tests.support.questions import reading


def names(found: tuple[Question, ...]) -> list[str]:
    """Titles; of equal ones the second and later are numbered."""
    titles = [q.title for q in found]
    return [t if titles[:at].count(t) == 0 else f"{t} ({titles[:at].count(t) + 1})" for at, t in enumerate(titles)]


@pytest.mark.parametrize("case", suite("identity"), ids=str)
def test_who_is_who(case: Case, agrees: Callable[[Case, str], None]) -> None:
    assert not case.options
    old, new = (reading(text, "notes.md").questions for text in case.given)
    lock = locked(old, Lock("p"))
    was = {match.guid: title for match, title in zip(identify(old, Lock("p"))[0], names(old), strict=True)}
    matches, _ = identify(new, lock)
    rows = [f"{title} <- {was.get(m.guid, 'new')}" for m, title in zip(matches, names(new), strict=True)]
    agrees(case, "\n".join(rows))


def test_questions_about_two_tags_are_two() -> None:
    asked = "## What is {}?\n\nA.\n\n"
    tags = "".join(map(asked.format, ("<main>", "<nav>", "<!DOCTYPE html>", "<b>it</b>")))
    matches, said = identify(reading(tags).questions, Lock("p"))
    assert said == ()
    assert [match.fingerprint.title for match in matches] == [
        "What is <main>?", "What is <nav>?", "What is <!DOCTYPE html>?", "What is it?"
    ]  # fmt: skip
    again = "".join(map(asked.format, ("<i>it</i>", "it")))
    _, said = identify(reading(again).questions, Lock("p"))
    assert [one.rule.code for one in said] == ["question-duplicate"]


def test_a_short_answer_is_known_however_long_it_has_grown() -> None:
    chance = random.Random(0)

    def asks(title: str, sentences: int) -> str:
        return f"## {title}\n\n" + "".join(f"{' '.join(chance.choices(WORDS, k=13))}.\n\n" for _ in range(sentences))

    for _ in range(20):
        short, more = asks("Why is it so?", 1), asks("", 15).removeprefix("## \n\n")
        lock = locked(reading(asks("Who began?", 3) + short + asks("And then?", 3)).questions, Lock("p"))
        grown = short.replace("Why is it so?", "What stands behind all that?") + more
        new = asks("How?", 3) + asks("Since when?", 3) + grown + asks("How often?", 3) + asks("Where?", 3)
        matches, _ = identify(reading(new).questions, lock)
        assert [match.how for match in matches] == ["new", "new", "reworded", "new", "new"]


def test_there_are_many() -> None:
    assert len(suite("identity")) >= 25
