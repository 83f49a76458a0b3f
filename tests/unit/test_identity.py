"""Which question is which note after an edit: old Markdown, new Markdown, and who is who."""

import random
from collections.abc import Callable
from dataclasses import replace

import pytest

from deckgen.data import Question, Span
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


def test_a_word_with_another_meaning_in_another_file_is_asked_about() -> None:
    """Moved and explained anew, it has the word alone in common, as another word of the same letters would."""
    words = ["cat :: Katze", "dog :: Hund", "house :: Haus", "bridge :: Brücke"]
    lock = locked(reading("\n\n".join(words), "a.md").questions, Lock("p"))
    moved = reading("cat :: Katze, Kater\n\nsky :: Himmel", "b.md").questions
    matches, said = identify((*reading("\n\n".join(words[1:]), "a.md").questions, *moved), lock)
    assert [match.how for match in matches] == ["same", "same", "same", "new", "new"]
    assert [(one.rule.code, one.span.path, one.span.line) for one in said] == [("recognition-unsure", "b.md", 1)]


TCP = "## 为什么要三次握手？\n\n确认双方的收发能力。\n\n## 什么是滑动窗口？\n\n流量控制。\n"
OSI = "## 什么是端口？\n\n进程的地址。\n"


def after_a_copy(copy: str, now: str, *beside: str) -> list[tuple[str, int, bool]]:
    """The codes, lines and whether a copy is named, of what is said where a file is as `now` and the copy is gone."""
    old = [*reading(TCP, "TCP.md").questions, *reading(copy, "TCP (1).md").questions]
    lock = locked(tuple(old), Lock("p"))
    lock = replace(lock, entries=tuple(replace(entry, content="shown") for entry in lock.entries))
    new = [
        *reading(now, "TCP.md").questions,
        *(one for text in beside for one in reading(text, "TCP (1).md").questions),
    ]
    told = identify(tuple(new), lock)[1]
    return [(one.rule.code, one.span.line, "TCP (1).md" in one.hint) for one in told]


def test_a_note_whose_place_a_copy_takes_is_asked_about() -> None:
    """A cloud keeps both versions of a file; built once and renamed, the other one has the new words with new cards."""
    copy = TCP.replace("为什么要三次握手", "TCP 建立连接为什么需要三次握手")
    assert after_a_copy(copy, copy) == [("recognition-unsure", 1, True)]
    both = copy.replace("什么是滑动窗口", "TCP 的滑动窗口起什么作用")
    assert after_a_copy(both + "\n" + OSI, both + "\n" + OSI) == [], "nothing says that it was a copy"
    assert not any(named for _, _, named in after_a_copy(copy, copy, copy)), "the copy is still there"
    assert after_a_copy(copy, TCP + "\n" + copy[: copy.index("## 什么")]) == [], "nothing is gone"
    moved = TCP[TCP.index("## 什么") :]
    assert after_a_copy(OSI, OSI + "\n" + moved) == [], "another file's question in the place of one that is gone"
    assert after_a_copy(OSI + "\n" + moved, OSI + "\n" + moved) == [("recognition-unsure", 1, True)], "half a copy"
    third = "## 什么是套接字？\n\n通信的端点。\n"
    others = f"{OSI}\n{moved}\n{third}"
    assert after_a_copy(others, others) == [], "less than half of it"


GAPS = "---\ncloze: true\n---\n\n"
# A text that goes, and one that comes in another file.
STRANGERS = {
    "a passage": (
        "In the second half of the nineteenth century ==Bismarck== united the German states.",
        "In the second half of the nineteenth century ==Darwin== published his book about species.",
    ),
    "a pattern": (
        "The ==Rhine== rises in the Alps and flows to the North Sea.",
        "The ==Elbe== rises in the Giant Mountains and flows to the North Sea.",
    ),
    "an end": (
        "The ==mitochondria== are one of the most important parts of the cell.",
        "The ==verb== is one of the most important parts of the sentence.",
    ),
    "a Chinese pattern": ("==水== 在标准大气压下的沸点是一百摄氏度。", "==酒精== 在标准大气压下的沸点是七十八摄氏度。"),
    "a gap that says little": (
        "There are ==two== kinds of blood vessel that lead to and from the heart.",
        "There are ==two== kinds of nerve that lead to and from the muscles.",
    ),
    "marks in one pattern": (
        "Der ==Rhein== ist ein Fluss, der aus der ==Schweiz== durch ==Deutschland== bis in die ==Niederlande== fließt.",
        "Der ==Po== ist ein Fluss, der aus dem ==Piemont== durch die ==Lombardei== bis in die ==Adria== fließt.",
    ),
}
REWORDED = {
    "more words": (
        "The ==Rhine== rises in the Alps and flows to the North Sea.",
        "The ==Rhine== rises in the Alps near Chur, leaves Germany at Emmerich and flows to the North Sea.",
    ),
    "other words": (
        "The ==mitochondria== are one of the most important parts of the cell.",
        "In a cell, ==mitochondria== are among the most important parts.",
    ),
    "another mark": (
        "The ==Rhine== rises in the Alps and flows to the North Sea.",
        "The Rhine rises in the ==Alps== near Chur and flows to the North Sea.",
    ),
    "another number": (
        "The Rhine is ==1320 km== long and flows through six countries.",
        "The Rhine is ==1230 km== long and flows through six countries to the sea.",
    ),
    "fewer gaps": (
        "The first world war began in ==1914== and ended in ==1918==.",
        "The first world war, called the great one, began in ==1914==.",
    ),
    "Chinese": ("==光合作用== 把二氧化碳和水变成糖和氧气。", "植物的 ==光合作用== 把二氧化碳和水变成糖，并放出氧气。"),
}
# What else there is: nothing, or notes of many files that have the same words or others.
RESTS = {
    "nothing": "",
    "few": "The ==quorum== decides before anything else may happen here.\n",
    "many": "".join(f"A ==thing {n}== of number {n * 7} is one of those that lie in box {n}.\n\n" for n in range(30)),
}


def is_same(name: str, rest: str, path: str) -> bool:
    """Whether what comes in the file of this path is what goes from another."""
    old, new = (reading(f"{GAPS}{text}\n", path).questions for text in (STRANGERS | REWORDED)[name])
    other = reading(GAPS + RESTS[rest], "rest.md").questions if RESTS[rest] else ()
    lock = locked((*(replace(one, span=Span("a.md", 1)) for one in old), *other), Lock("p"))
    (guid,) = (entry.guid for entry in lock.entries if entry.path == "a.md")
    return guid in (match.guid for match in identify((*new, *other), lock)[0])


@pytest.mark.parametrize("rest", RESTS)
@pytest.mark.parametrize("name", [*STRANGERS, *REWORDED])
def test_how_many_notes_there_are_does_not_say_whether_a_text_is_another(name: str, rest: str) -> None:
    assert is_same(name, rest, "b.md") is (name in REWORDED)


@pytest.mark.parametrize("name", [*(name for name in STRANGERS if name != "a Chinese pattern"), *REWORDED])
def test_nor_does_the_place_where_it_is_the_only_one(name: str) -> None:
    assert is_same(name, "nothing", "a.md") is (name in REWORDED)


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
