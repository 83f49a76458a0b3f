"""The files of a folder and of a project say how one another are read; the order of files says nothing."""

from itertools import permutations
from pathlib import Path

import pytest

from deckgen.compiler import Build, World, build, ways, write
from deckgen.options import Splitting
from deckgen.project import Project, locate
from deckgen.split import Given, habits, reading, seen
from tests.support.questions import document

NAMES = ["force", "mass", "speed", "work", "heat", "light"]
ASKS = {
    f"physics/{name}.md": f"# {name}\n\n## What is {name}?\n\nA thing.\n\n## How is {name} measured?\n\nWith care.\n"
    for name in NAMES
}
ONE_EACH = {
    f"how/{name}.md": f"# How do you measure {name}?\n\nWith care.\n\n## Tools\n\nA ruler.\n\n## Units\n\nMany.\n"
    for name in NAMES
}
NAMED = {"physics/charge.md": "# Charge\n\n## Electron\n\nSmall.\n\n## Proton\n\nHeavy.\n\n## Ion\n\nCharged.\n"}
ONE_NAMED = {
    "how/charge.md": "# Measuring charge\n\nWith care.\n\n## Tools\n\nAn electrometer.\n\n## Units\n\nCoulomb.\n"
}
NOTES = {
    f"physics/{name}.md": f"# {name}\n\n"
    + "".join(f"## {part}\n\n- one thing\n- and another\n\n" for part in ("Unit", "Law", "Use"))
    for name in NAMES
}
NO_QUESTIONS = {f"physics/{n}.md": f"# Guide {n}\n\n## Install\n\nPaste it.\n\n## Run\n\nRun it.\n" for n in range(4)}


def titles(files: dict[str, str], layouts: dict[str, str] | None = None) -> dict[str, list[str]]:
    """The titles of the questions in each file, where all of them stand in one project."""
    options, last = Splitting(), layouts or {}
    found = [seen(document(text, path)) for path, text in files.items()]
    all_ = habits((one, options) for one in found)
    read = {
        one.document.path: reading(one, Given("D", options, last.get(one.document.path, ""), all_))[0].questions
        for one in found
    }
    return {path: [question.title for question in questions] for path, questions in read.items()}


def test_names_ask_beside_files_in_which_the_like_of_them_asks() -> None:
    assert titles(NAMED)["physics/charge.md"] == []
    assert titles(ASKS | NAMED)["physics/charge.md"] == ["Electron", "Proton", "Ion"]


def test_one_file_is_one_question_beside_others_that_are() -> None:
    assert titles(ONE_NAMED)["how/charge.md"] == []
    found = titles(ONE_EACH | ONE_NAMED)
    assert found["how/charge.md"] == ["Measuring charge"]
    assert all(len(questions) == 1 for questions in found.values())


def test_a_heading_that_is_alone_only_without_the_key_was_not_counted() -> None:
    exam = "## Section B — Short Answer\n# Answer Key\n59) B\n60) A\n## Short Answer (sample strong answers)\n"
    # It ended in a division by zero.
    assert [*titles({"exam.md": exam})] == ["exam.md"]


def test_files_that_do_not_ask_say_nothing() -> None:
    assert not any(titles(NO_QUESTIONS | NAMED).values())


def test_one_file_that_asks_makes_no_habit() -> None:
    asks = dict([*ASKS.items()][:1])
    assert titles(NO_QUESTIONS | asks | NAMED)["physics/charge.md"] == []


def test_three_files_that_ask_make_a_habit_and_two_do_not() -> None:
    asks = [*ASKS.items()]
    assert titles(dict(asks[:2]) | NAMED)["physics/charge.md"] == []
    assert titles(dict(asks[:3]) | NAMED)["physics/charge.md"] == ["Electron", "Proton", "Ion"]


def test_names_that_are_read_because_a_file_looks_like_notes_say_nothing() -> None:
    found = titles(NOTES | NAMED)
    assert all(found[path] for path in NOTES)
    assert found["physics/charge.md"] == []


def test_another_folder_says_less() -> None:
    (text,) = NAMED.values()
    assert titles(ASKS | {"elsewhere/charge.md": text})["elsewhere/charge.md"] == []


def test_the_author_of_some_files_speaks_for_the_others() -> None:
    (text,) = NAMED.values()
    set_ = {f"physics/{n}.md": f"---\nquestion_level: 2\n---\n{text}" for n in range(4)}
    assert titles(set_ | NAMED)["physics/charge.md"] == ["Electron", "Proton", "Ion"]


def test_the_order_of_files_says_nothing() -> None:
    files = dict([*ASKS.items()][:3]) | NAMED | dict([*NO_QUESTIONS.items()][:1])
    expected = titles(files)
    for order in permutations(files):
        assert titles({path: files[path] for path in order}) == expected


@pytest.mark.parametrize("files", [ASKS | NAMED, ONE_EACH | ONE_NAMED], ids=["several", "one each"])
@pytest.mark.parametrize("more", [NO_QUESTIONS, ASKS, ONE_EACH, NAMED, ONE_NAMED])
def test_one_more_file_takes_no_card_away(files: dict[str, str], more: dict[str, str]) -> None:
    before = titles(files)
    for path, text in more.items():
        after = titles(files | {f"{path}-more.md": text})
        assert all(after[file] == before[file] for file in files), path


@pytest.mark.parametrize("more", [ASKS, NO_QUESTIONS, {}])
def test_files_that_the_lock_knows_are_told_nothing(more: dict[str, str]) -> None:
    known = ASKS | NAMED
    layouts = dict.fromkeys(known, "headings-2")
    first = titles(known)
    assert {path: titles(more | known, layouts)[path] for path in known} == first
    # Not even where nothing else is left of what made them so.
    assert titles(NAMED, layouts) == {path: first[path] for path in NAMED}


def test_a_series_that_the_lock_does_not_know_is_told_nothing() -> None:
    (path, text), *_ = NAMED.items()
    known = {path: f"{text}\nQ: What is a charge?\nA: A property.\n"}
    layouts = {path: "label(q,0)"}
    assert titles(ASKS | known, layouts)[path] == titles(known, layouts)[path]


def built(folder: Path, files: dict[str, str], now: int) -> tuple[Project, Build]:
    for path, text in files.items():
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).write_text(text, "utf-8")
    project, _ = locate(folder, folder)
    result = build(project, World(now))
    write(result)
    return project, result


def test_a_folder_is_built_as_it_is_explained_and_stays_so(tmp_path: Path) -> None:
    _, first = built(tmp_path, ASKS | NAMED, 1)
    asked = {path: len(reading.questions) for path, reading in first.readings.items()}
    assert asked["physics/charge.md"] == len(["Electron", "Proton", "Ion"])
    assert {path: found[0].questions for path, found in ways(first).items()} == asked
    _, second = built(tmp_path, {}, 2)
    assert second.changes == ()
    _, third = built(tmp_path, NO_QUESTIONS | {"physics/waves.md": ASKS["physics/force.md"]}, 3)
    assert {change.path for change in third.changes} == {"physics/waves.md"}
