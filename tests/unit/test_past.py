"""What a build goes on from where its lock is missing, old, or another file's; and which project it is."""

import json
import os
import re
import shutil
import subprocess
import unicodedata
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from deckgen import compiler, ids
from deckgen.cli import main
from deckgen.lock import Lock, dump, load
from deckgen.lock.fingerprint import normal
from deckgen.past.text import Text
from deckgen.project import locate
from deckgen.project.locks import lock_of
from tests.support.builds import built
from tests.support.locks import entry
from tests.support.notes import CLOSURE, HOISTING, PROMISE, notes
from tests.support.tables import rows

ONE, TWO, THREE = ("What is a closure?", CLOSURE), ("What is hoisting?", HOISTING), ("What is a promise?", PROMISE)
FOUR = ("What is a generator?", "A function that stops where it yields.")
Guids = dict[str, str]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def builds(here: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[Guids, str]]:
    """Builds, and returns the guids by question and what was said."""

    def run(*paths: str) -> tuple[Guids, str]:
        assert main(["build", "--offline", *paths]) == 0
        said = capsys.readouterr().err
        guids: Guids = {}
        for path in paths or [""]:
            assert main(["list", *([path] if path else []), "--json"]) == 0
            guids |= {row["question"]: row["guid"] for row in json.loads(capsys.readouterr().out)}
        return guids, said

    return run


Builds = Callable[..., tuple[Guids, str]]


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def test_a_file_that_is_renamed_keeps_its_notes_and_its_lock_goes_along(here: Path, builds: Builds) -> None:
    write(here / "a.md", notes(ONE, TWO))
    before, _ = builds("a.md")
    (here / "a.md").rename(here / "b.md")
    after, said = builds("b.md")
    assert after == before
    assert "warning[lock-taken]: 2 questions came here from a.deckgen.lock" in said
    assert not (here / "a.deckgen.lock").exists()
    assert "warning" not in builds("b.md")[1]


@pytest.mark.parametrize(
    ("before", "after"),
    [("a.md", "sub/b.md"), ("sub/b.md", "b.md"), ("sub/a.md", "b.md"), ("one/a.md", "two/deep/b.md")],
)
def test_a_file_that_moves_to_another_folder_keeps_its_notes_and_its_lock_goes_along(
    here: Path, builds: Builds, before: str, after: str
) -> None:
    write(here / before, notes(ONE, TWO))
    then, _ = builds(before)
    (here / after).parent.mkdir(parents=True, exist_ok=True)
    (here / before).rename(here / after)
    now, said = builds(after)
    assert now == then
    assert f"2 questions came here from {Path(before).stem}.deckgen.lock" in said
    assert "lock-missing" not in said, "the package of that name knows less than the lock"
    assert [path.name for path in here.rglob("*.lock")] == ["b.deckgen.lock"]


@pytest.mark.parametrize(("part", "rest"), [("b.md", "c.md"), ("c.md", "b.md")])
def test_of_two_locks_that_know_a_question_that_gives_it_away_in_which_it_lives(
    here: Path, builds: Builds, part: str, rest: str
) -> None:
    """The part goes on with the id, and mints the same guid; what is left of the file comes along with the rest."""
    more = ("Which bird sings at night?", "The nightingale, from April until June.")
    write(here / "a.md", notes(ONE, TWO, THREE, more))
    builds("a.md")
    (here / "a.md").unlink()
    write(here / part, notes((THREE[0], "Something of which nobody had written a word before."), more))
    write(here / rest, notes(ONE, TWO))
    before, _ = builds(part, rest)
    (here / "exam/source").mkdir(parents=True)
    for name in (part, rest):
        (here / name).rename(here / "exam/source" / name)
    assert builds("exam")[0] == before


def test_a_copy_of_a_lock_that_somebody_keeps_elsewhere_is_left_alone(here: Path, builds: Builds) -> None:
    write(here / "a.md", notes(ONE, TWO))
    before, _ = builds("a.md")
    (here / "kept").mkdir()
    kept = Path(shutil.copy(here / "a.deckgen.lock", here / "kept"))
    content = kept.read_bytes()
    write(here / "a.md", notes(ONE, TWO, THREE))
    after, said = builds("a.md")
    assert after.items() >= before.items()
    assert "lock-taken" not in said
    assert kept.read_bytes() == content
    (here / "a.md").rename(here / "b.md")
    renamed, said = builds("b.md")
    assert renamed == after
    assert "3 questions came here from a.deckgen.lock" in said
    assert said.count("lock-taken") == 1
    assert kept.read_bytes() == content


def test_a_file_that_moves_within_a_vault_is_known_wherever_the_command_is_given(
    here: Path, builds: Builds, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, after = _moved_from_a_vault(here, builds, monkeypatch, "one/a.md", "vault/two/deep/b.md")
    assert after == before
    # Without a vault around it the folder above is looked at too, wherever one stands.
    (here / "lists/deep").mkdir(parents=True)
    write(here / "lists/a.md", notes(THREE))
    monkeypatch.chdir(here / "lists")
    before, _ = builds("a.md")
    (here / "lists/a.md").rename(here / "lists/deep/b.md")
    monkeypatch.chdir(here / "lists/deep")
    assert builds("b.md")[0] == before


def test_a_file_that_leaves_its_vault_is_somebody_elses(
    here: Path, builds: Builds, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, after = _moved_from_a_vault(here, builds, monkeypatch, "two/deep/b.md", "beside/c.md")
    assert not set(after.values()) & set(before.values())


def _moved_from_a_vault(
    here: Path, builds: Builds, monkeypatch: pytest.MonkeyPatch, old: str, new: str
) -> tuple[Guids, Guids]:
    """The guids of a file in a vault, and those after it moved and the command was given beside it."""
    for name in ("vault/.obsidian", "vault/two/deep", "beside"):
        (here / name).mkdir(parents=True)
    write(here / "vault" / old, notes(ONE, TWO))
    before, _ = builds(f"vault/{old}")
    (here / "vault" / old).rename(here / new)
    monkeypatch.chdir((here / new).parent)
    return before, builds(Path(new).name)[0]


def test_a_file_that_moves_into_a_project_beside_its_folder_keeps_its_notes(here: Path, builds: Builds) -> None:
    write(here / "lists/notes.md", notes(ONE, TWO))
    before, _ = builds("lists/notes.md")
    assert main(["init", "exam"]) == 0
    (here / "lists/notes.md").rename(here / "exam/source/notes.md")
    assert builds("exam")[0].items() >= before.items()


def test_a_file_that_leaves_its_project_keeps_its_notes(here: Path, builds: Builds) -> None:
    assert main(["init", "exam"]) == 0
    write(here / "exam/source/first.md", notes(ONE, TWO))
    write(here / "exam/source/more.md", notes(THREE))
    before, _ = builds("exam")
    (here / "exam/source/more.md").rename(here / "more.md")
    after, said = builds("more.md")
    assert after == {THREE[0]: before[THREE[0]]}
    assert "1 question came here from exam/deckgen.lock" in said
    assert set(builds("exam")[0].values()) == set(before.values()) - set(after.values())


@pytest.mark.parametrize("vaults", [False, True])
@pytest.mark.parametrize(("path", "built"), [("README.md", "README.md"), ("notes/first.md", "notes")])
def test_a_copy_in_another_folder_does_not_go_by_the_package_of_the_first(
    here: Path, builds: Builds, path: str, built: str, *, vaults: bool
) -> None:
    for name, asked in (("go", (ONE, TWO)), ("java", (ONE, TWO, THREE))):
        write(here / name / path, notes(*asked))
        if vaults:
            (here / name / ".obsidian").mkdir()
    before, _ = builds(f"go/{built}")
    after, said = builds(f"java/{built}")
    assert not set(after.values()) & set(before.values())
    assert "lock-missing" not in said
    assert "warning[package-other]" in said
    assert builds(f"go/{built}")[0] == before


def test_a_file_that_is_renamed_and_edited_keeps_its_notes(here: Path, builds: Builds) -> None:
    write(here / "a.md", notes(ONE, TWO, THREE))
    before, _ = builds("a.md")
    (here / "a.md").unlink()
    write(here / "b.md", notes(("When is a function a closure?", CLOSURE), TWO, THREE))
    after, _ = builds("b.md")
    assert after["When is a function a closure?"] == before["What is a closure?"]
    assert set(after.values()) == set(before.values())


def test_a_file_that_is_renamed_and_edited_more_than_it_stays_keeps_what_can_be_recognised(
    here: Path, builds: Builds
) -> None:
    """One of its two notes stands there as it was; that the other is the same tells recognition alone."""
    text = "---\ncloze: true\n---\n\n# T\n\n{}\n\nThe ==Moon== goes round the ==Earth== in a month.\n"
    gaps = (
        "Note scope ==chess== leader ==wolfram== graph bundle ==fugue== grammar queue ==316== label consumer ==yurt==."
    )
    write(here / "a.md", text.format(gaps))
    before, _ = builds("a.md")
    write(
        here / "b.md",
        text.format(
            "Note scope ==316 itself== leader ==chess== graph bundle ==wolfram== grammar queue new ==jazz== ==fugue== "
            "label consumer."
        ),
    )
    (here / "a.md").unlink()
    after, said = builds("b.md")
    assert set(after.values()) == set(before.values())
    assert "2 questions came here from a.deckgen.lock" in said
    assert not (here / "a.deckgen.lock").exists()


def test_the_parts_of_a_file_are_two_projects(here: Path, builds: Builds) -> None:
    write(here / "a.md", notes(ONE, TWO, THREE))
    before, _ = builds("a.md")
    (here / "a.md").unlink()
    write(here / "b.md", notes(ONE))
    write(here / "c.md", notes(TWO, THREE))
    after = builds("b.md")[0] | builds("c.md")[0]
    assert after == before
    same = ("What is a scope?", CLOSURE), ("What is a scope?", HOISTING)
    write(here / "b.md", notes(ONE, same[0]))
    write(here / "c.md", notes(TWO, THREE, same[1]))
    assert builds("b.md")[0]["What is a scope?"] != builds("c.md")[0]["What is a scope?"]


def test_the_lock_of_a_file_that_is_gone_stays_if_the_new_one_asks_something_else(here: Path, builds: Builds) -> None:
    write(here / "a.md", notes(ONE, TWO))
    builds("a.md")
    (here / "a.md").unlink()
    write(here / "b.md", notes(THREE))
    assert "lock-taken" not in builds("b.md")[1]
    assert (here / "a.deckgen.lock").exists()


def test_a_question_moves_between_two_files_of_one_command(here: Path, builds: Builds) -> None:
    write(here / "a.md", notes(ONE, TWO))
    write(here / "b.md", notes(THREE))
    before, _ = builds("a.md", "b.md")
    write(here / "a.md", notes(ONE))
    write(here / "b.md", notes(THREE, TWO))
    after, said = builds("a.md", "b.md")
    assert after == before
    assert "1 question went from here to b.deckgen.lock" in said
    # Its old lock does not call it removed, or a push from there would delete it.
    assert before["What is hoisting?"] not in (here / "a.deckgen.lock").read_text("utf-8")


@pytest.mark.parametrize(("stay", "is_same"), [(3, True), (1, False)])
def test_a_question_moves_and_its_answer_is_edited(here: Path, builds: Builds, stay: int, is_same: bool) -> None:
    words = "compiler scheduler register interrupt semaphore pipeline checksum allocator firmware debugger".split()
    old = [f"The {word} number {n} does what a {word} is there for." for n, word in enumerate(words)]
    new = [f"Quite another line, about {n} {word[::-1]}s and their {n * 7} uses." for n, word in enumerate(words)]
    write(here / "a.md", notes(ONE, TWO, ("How do they work?", "\n\n".join(old))))
    before, _ = builds("a.md")
    write(here / "a.md", notes(ONE, TWO))
    builds("a.md")
    write(here / "b.md", notes(THREE, ("How do they work?", "\n\n".join([*old[:stay], *new[stay:]]))))
    after, _ = builds("b.md")
    assert (after["How do they work?"] == before["How do they work?"]) is is_same


@pytest.mark.parametrize("built", ["gone", "gone and built"])
@pytest.mark.parametrize(
    "paths", [("a.md", "b.md"), ("p/source/a.md", "p/source/b.md"), ("a/source/a.md", "b/source/b.md")]
)
@pytest.mark.parametrize(
    ("question", "answer", "other"),
    [
        ("What is a cell?", "The unit of life.", "A battery element that gives 1.5 volts."),
        ("Who was Newton?", "A physicist.", "A town."),
        ("什么是细胞？", "生命的单位。", "用来关犯人的屋子。"),
    ],
)
def test_a_question_of_one_title_with_another_answer_in_another_file_is_another_note(
    here: Path, builds: Builds, question: str, answer: str, other: str, paths: tuple[str, str], built: str
) -> None:
    """Also where the answers are too short to tell how much of them stayed."""
    first, second = ((here / path).relative_to(here) for path in paths)
    one, two = (first.parts[0], second.parts[0])
    write(here / first, notes(ONE, (question, answer)))
    write(here / second, notes(THREE))
    before, _ = builds(*dict.fromkeys([one, two]))
    write(here / first, notes(ONE))
    if built == "gone and built":
        builds(one)
    write(here / second, notes(THREE, (question, other)))
    after, said = builds(two)
    assert after[question] not in before.values()
    assert "lock-taken" not in said


@pytest.mark.parametrize(
    "answers", [("The unit of life.", "", "The unit of life."), ("The unit of life.", "", "A unit.")]
)
@pytest.mark.parametrize("moves", [1, 2])
def test_a_question_that_loses_its_short_answer_and_moves_keeps_its_note(
    here: Path, builds: Builds, answers: Sequence[str], moves: int
) -> None:
    """Whether it moves without it or is answered there: no answer is not another answer."""
    found = []
    for turn, answer in enumerate(answers):
        cell = ("What is a cell?", answer)
        write(here / "p/source/a.md", notes(ONE, *([cell] if turn < moves else [])))
        write(here / "p/source/b.md", notes(THREE, *([] if turn < moves else [cell])))
        found.append(builds("p")[0]["What is a cell?"])
    assert len({*found}) == 1


RIVER = (
    "The ==Rhine== rises in the snow of the ==Alps== near Chur, turns at Basel, passes the rock of the Lorelei and "
    "ends in the ==North Sea== behind Rotterdam.\n"
)
# Its clauses in another order: more than half of its passages are broken.
TURNED = (
    "Behind Rotterdam, in the ==North Sea==, ends the ==Rhine==; it passes the rock of the Lorelei, turns at Basel, "
    "and rises in the ==Alps==, in snow.\n"
)
GAPS = "---\ncloze: true\n---\n\n"


@pytest.mark.parametrize("rest", ["", HOISTING.replace("whole", "==whole==")])
def test_a_text_of_which_less_than_half_stayed_moves_to_another_file(here: Path, builds: Builds, rest: str) -> None:
    """Nothing of it is left in its file: recognition tells, as it does between the files of a project."""
    write(here / "a.md", f"{GAPS}{RIVER}\n{rest}\n")
    before, _ = builds("a.md")
    write(here / "a.md", f"{GAPS}{rest}\n")
    write(here / "b.md", GAPS + TURNED)
    after, said = builds("b.md")
    assert [guid in before.values() for guid in after.values()] == [True]
    assert "1 question came here from a.deckgen.lock" in said


def test_a_text_that_is_still_in_its_file_is_not_another_one_that_is_like_it(here: Path, builds: Builds) -> None:
    write(here / "a.md", GAPS + RIVER)
    before, _ = builds("a.md")
    write(here / "a.md", GAPS + RIVER.replace("The ==Rhine== rises", "The ==Rhine== and many a brook rise"))
    write(here / "b.md", GAPS + TURNED)
    assert not set(builds("b.md")[0].values()) & set(before.values())
    assert list(builds("a.md")[0].values()) == list(before.values())


CENTURY = (
    "In the second half of the nineteenth century ==Bismarck== united the German states.\n",
    "In the second half of the nineteenth century ==Darwin== published his book about species.\n",
)


@pytest.mark.parametrize("whole", [True, False])
@pytest.mark.parametrize("gone", [True, False])
def test_the_only_text_of_a_file_leaves_nothing_to_one_that_begins_as_it_did(
    here: Path, builds: Builds, whole: bool, gone: bool
) -> None:
    write(here / "a.md", GAPS + CENTURY[0])
    before, _ = builds("." if whole else "a.md")
    write(here / "a.md", "# Nothing yet\n")
    if gone:
        (here / "a.md").unlink()
    write(here / "b.md", GAPS + CENTURY[1])
    after, _ = builds("." if whole else "b.md")
    assert not set(after.values()) & set(before.values())


def test_a_file_with_some_of_the_words_of_one_that_is_gone_is_another(here: Path, builds: Builds) -> None:
    write(here / "a.md", GAPS + RIVER)
    before, _ = builds("a.md")
    (here / "a.md").unlink()
    other = "A ==train== from ==Paris== turns at Basel, passes the rock of the Lorelei and stops in ==Cologne==.\n"
    write(here / "b.md", GAPS + other)
    after, said = builds("b.md")
    assert not set(after.values()) & set(before.values())
    assert "lock-taken" not in said
    locks = [load((here / f"{name}.deckgen.lock").read_text("utf-8"), "") for name in "ab"]
    assert locks[0].project != locks[1].project


def test_a_question_comes_back_to_a_file_that_knew_it_with_another_answer(here: Path, builds: Builds) -> None:
    write(here / "a.md", notes(ONE, TWO))
    write(here / "b.md", notes(THREE))
    builds("a.md", "b.md")
    write(here / "a.md", notes(ONE))
    builds("a.md")
    rewritten = ("What is hoisting?", "\n\n".join(f"Line {n} of quite another answer to it, {n}." for n in range(9)))
    write(here / "b.md", notes(THREE, rewritten))
    there = builds("b.md")[0]["What is hoisting?"]
    write(here / "a.md", notes(ONE, rewritten))
    write(here / "b.md", notes(THREE))
    assert builds("b.md", "a.md")[0]["What is hoisting?"] == there


@pytest.mark.parametrize("answer", [HOISTING, "It comes first."])
@pytest.mark.parametrize("state", ["built", "as it was", "without its lock"])
@pytest.mark.parametrize("paths", [("a.md", "b.md"), ("a", "b")])
def test_a_question_that_is_cut_and_pasted_and_then_undone_is_two_notes(
    here: Path, builds: Builds, paths: tuple[str, str], state: str, answer: str
) -> None:
    """Also where the package of its first file still has it."""
    two = ("What is hoisting?", answer)
    a, b = (here / (path if path.endswith(".md") else f"{path}/source/first.md") for path in paths)
    write(a, notes(ONE, two))
    write(b, notes(THREE))
    before, _ = builds(*paths)
    write(a, notes(ONE))
    write(b, notes(THREE, two))
    assert builds(paths[1])[0].items() <= before.items()
    if state == "built":
        assert builds(paths[0])[0].items() <= before.items()
    elif state == "without its lock":
        lock_of(here / paths[0]).unlink()
    write(a, notes(ONE, two))
    write(b, notes(THREE, ("What is hoisting?", "Lifting a load by a rope.")))
    guids = [builds(path)[0]["What is hoisting?"] for path in reversed(paths)]
    assert len({*guids}) == 2
    assert guids[0] == before["What is hoisting?"]
    assert [builds(path)[0]["What is hoisting?"] for path in reversed(paths)] == guids


def test_all_of_a_file_that_is_cut_and_pasted_and_then_undone_is_twice_as_many_notes(
    here: Path, builds: Builds
) -> None:
    """Nothing is left of its lock, and its package has all of them: no copy would have that."""
    two = ("What is hoisting?", "It comes first.")
    write(here / "a.md", notes(two))
    write(here / "b.md", notes(THREE))
    before, _ = builds("a.md", "b.md")
    write(here / "a.md", "# T\n")
    write(here / "b.md", notes(THREE, two))
    assert builds("b.md")[0] == before
    assert not (here / "a.deckgen.lock").exists()
    write(here / "a.md", notes(two))
    again, _ = builds("a.md")
    assert not set(again.values()) & set(before.values())
    assert builds("b.md")[0] == before


def test_a_question_moves_and_its_old_file_is_built_first(here: Path, builds: Builds) -> None:
    write(here / "a.md", notes(ONE, TWO))
    write(here / "b.md", notes(THREE))
    before, _ = builds("a.md", "b.md")
    write(here / "a.md", notes(ONE))
    write(here / "b.md", notes(THREE, TWO))
    _, said = builds("a.md")
    assert "warning[lock-taken]: 1 question went from here to b.deckgen.lock" in said
    # A push --prune from here deletes nothing.
    assert before["What is hoisting?"] not in (here / "a.deckgen.lock").read_text("utf-8")
    after, said = builds("b.md")
    assert after["What is hoisting?"] == before["What is hoisting?"]
    assert "lock-taken" not in said
    rows = map(json.loads, (here / "b.deckgen.lock").read_text("utf-8").splitlines())
    (row,) = (row for row in rows if row.get("guid") == after["What is hoisting?"])
    assert row["home"].partition("~")[0] == "a"


@pytest.mark.parametrize("first", ["a.md", "b.md"])
def test_a_build_that_dies_between_two_locks_leaves_each_note_to_one(here: Path, builds: Builds, first: str) -> None:
    write(here / "a.md", notes(ONE, TWO))
    write(here / "b.md", notes(THREE))
    before, _ = builds("a.md", "b.md")
    write(here / "a.md", notes(ONE))
    write(here / "b.md", notes(THREE, TWO))
    dead = (here / "a.deckgen.lock").read_bytes()
    builds("b.md")
    (here / "a.deckgen.lock").write_bytes(dead)
    after, _ = builds(first)
    assert after.items() <= before.items()
    guid = before["What is hoisting?"]
    assert [path.name for path in here.glob("*.lock") if guid in path.read_text("utf-8")] == ["b.deckgen.lock"]
    assert builds("a.md", "b.md")[0] == before


def test_one_command_looks_at_each_folder_once(here: Path, builds: Builds, monkeypatch: pytest.MonkeyPatch) -> None:
    (here / ".git").mkdir()
    names = [f"{name}.md" for name in "abcde"]
    for name in names:
        write(here / name, notes((f"What is {name}?", CLOSURE)))
        write(here / f"folder of {name}/README.md", notes(ONE))
    builds("a.md", "b.md")
    seen, walk = list[Path](), os.walk

    def watched(top: Path) -> Iterator[object]:
        seen.append(top)
        return walk(top)

    monkeypatch.setattr("os.walk", watched)
    assert main(["build", *names]) == 0
    assert seen == [here]


def test_what_has_come_is_said_where_it_stands_though_all_ask_alike(here: Path, builds: Builds) -> None:
    for name in ("a", "b", "c"):
        write(here / f"{name}.md", notes(ONE, (f"What is {name}?", HOISTING)))
        builds(f"{name}.md")
    said = builds(".")[1]
    for name in ("a", "b", "c"):
        assert f"{name}.md:1:1: warning[lock-taken]: 2 questions came here from {name}.deckgen.lock" in said


def test_what_has_gone_is_said_where_it_stood(here: Path, builds: Builds) -> None:
    assert main(["init", "exam"]) == 0
    write(here / "exam/source/first.md", notes(ONE))
    write(here / "exam/source/more.md", notes(TWO, THREE))
    write(here / "out.md", notes(("What is a thunk?", "A call that waits.")))
    builds("exam", "out.md")
    write(here / "exam/source/more.md", notes(TWO))
    write(here / "out.md", notes(("What is a thunk?", "A call that waits."), THREE))
    said = builds("exam")[1]
    assert "exam/source/more.md:1:1: warning[lock-taken]: 1 question went from here to out.deckgen.lock" in said


def test_the_same_question_in_two_files_is_two_notes(here: Path, builds: Builds) -> None:
    write(here / "go/README.md", notes(("What is an interface?", CLOSURE), TWO))
    write(here / "java/README.md", notes(("What is an interface?", HOISTING), THREE))
    go, _ = builds("go/README.md")
    java, said = builds("java/README.md")
    assert not set(go.values()) & set(java.values())
    assert "warning[package-other]: build/README.apkg is the package of another project" in said
    assert {path.name for path in (here / "build").glob("*.apkg")} == {"README.apkg", "java-README.apkg"}
    assert builds("go/README.md")[0] == go


BASIC = "## What is the capital of France?\n\nIt is Paris!\n"
# How a file may ask without the question being a line of it.
STILL = {
    "labels": "Q: What is the capital of France?\nA: Paris.\n\nQ: What is the capital of Spain?\nA: Madrid.\n",
    "tags": notes(("What is the capital of France? #card", "Paris."), ("What is hoisting? #card", HOISTING)),
    "other tags": notes(("What is the capital of France? #geo", "Paris."), ("What is hoisting? #geo", HOISTING)),
    "choice": (
        "1、法国的首都是（ D ）\n\nA. 里昂\n\nB. 里尔\n\nC. 南特\n\nD. 巴黎\n\n"
        "2、西班牙的首都是（ A ）\n\nA. 马德里\n\nB. 里尔\n\nC. 南特\n\nD. 巴黎\n"
    ),
}


@pytest.mark.parametrize("first", ["europe.md", "p/source/europe.md"])
@pytest.mark.parametrize("form", STILL)
def test_nothing_comes_from_a_file_that_still_asks_it_however_it_is_written(
    here: Path, builds: Builds, form: str, first: str
) -> None:
    path = first.partition("/")[0]
    write(here / first, STILL[form])
    before, _ = builds(path)
    assert len(before) == 2
    choice = STILL["choice"].partition("\n\n2、")[0].replace("（ D ）", "（ ）") + "\n\n答案：D\n"
    write(here / "test.md", choice if form == "choice" else BASIC)
    locks = {one: one.read_bytes() for one in here.rglob("*.lock")}
    after, said = builds("test.md")
    assert "lock-taken" not in said
    assert not set(after.values()) & set(before.values())
    assert locks == {one: one.read_bytes() for one in locks}
    again, said = builds(path)
    assert again == before
    assert "lock-taken" not in said


@pytest.mark.parametrize(
    "answer",
    [
        "6.022e23 particles.",
        "As many particles as there are atoms in 12 grams of carbon.",
        "As many particles as there are atoms in exactly 12 grams of carbon.",
    ],
)
@pytest.mark.parametrize("first", ["a.md", "b.md"])
def test_what_was_reworded_and_is_not_built_yet_is_still_asked(
    here: Path, builds: Builds, answer: str, first: str
) -> None:
    mole, force = ("What is a mole?", answer.replace("exactly ", "")), ("What is force?", "Mass times acceleration.")
    write(here / "a.md", notes(mole, ("What is a base?", "A proton acceptor.")))
    write(here / "b.md", notes(force))
    before, _ = builds("a.md", "b.md")
    reworded = "How many particles are there in a mole?"
    write(here / "a.md", notes((reworded, answer), ("What is a base?", "A proton acceptor.")))
    write(here / "b.md", notes(force, mole))
    said = builds(first)[1]
    after, more = builds("b.md", "a.md")
    assert "lock-taken" not in said + more
    assert after[reworded] == before["What is a mole?"]
    assert after["What is a mole?"] not in before.values()


@pytest.mark.parametrize("data", [f"{STILL['labels']}\n<<<<<<< HEAD\na\n=======\nb\n>>>>>>> work\n".encode(), b"\xff"])
def test_nothing_comes_from_a_file_that_cannot_be_read(here: Path, builds: Builds, data: bytes) -> None:
    write(here / "europe.md", STILL["labels"])
    before, _ = builds("europe.md")
    (here / "europe.md").write_bytes(data)
    write(here / "test.md", BASIC)
    after, said = builds("test.md")
    assert "lock-taken" not in said
    assert not set(after.values()) & set(before.values())
    write(here / "europe.md", STILL["labels"])
    assert builds("europe.md")[0] == before


def test_nothing_goes_to_a_file_while_it_is_still_asked_here(here: Path, builds: Builds) -> None:
    write(here / "test.md", notes(ONE))
    builds("test.md")
    write(here / "europe.md", STILL["labels"])
    before, _ = builds("europe.md")
    write(here / "test.md", notes(ONE) + "\n" + BASIC)
    after, said = builds("europe.md")
    assert after == before
    assert "lock-taken" not in said


def test_a_label_that_is_gone_from_its_file_has_come(here: Path, builds: Builds) -> None:
    write(here / "europe.md", STILL["labels"])
    before, _ = builds("europe.md")
    write(here / "europe.md", STILL["labels"].partition("\n\n")[2])
    write(here / "test.md", BASIC.replace("It is Paris!", "Paris."))
    after, said = builds("test.md")
    assert after.items() <= before.items()
    assert "1 question came here from europe.deckgen.lock" in said


def test_files_become_a_project_and_stay_in_their_note_types(here: Path, builds: Builds) -> None:
    write(here / "notes.md", notes(ONE, TWO))
    before, _ = builds("notes.md")
    assert main(["init", "exam"]) == 0
    (here / "notes.md").rename(here / "exam/source/notes.md")
    after, said = builds("exam")
    assert after.items() >= before.items()
    assert "2 questions came here from notes.deckgen.lock" in said
    rows = [json.loads(line) for line in (here / "exam/deckgen.lock").read_text("utf-8").splitlines()]
    homes = {row["guid"]: row.get("home", "") for row in rows if "guid" in row}
    assert {homes[guid].partition("~")[0] for guid in before.values()} == {"notes"}
    assert "warning" not in builds("exam")[1]


def test_a_note_that_returns_has_another_id_even_at_the_same_moment(here: Path) -> None:
    """Anki remembers what was deleted by its id, for ever."""

    def created(*questions: tuple[str, str]) -> dict[str, int]:
        built(here, notes(*questions), 1_700_000_000)
        lock = load((here / "notes.deckgen.lock").read_text("utf-8"), "lock")
        return {entry.title: entry.created for entry in lock.entries}

    before = created(ONE, TWO)
    created(TWO)
    after = created(ONE, TWO)
    assert after[ONE[0]] > before[ONE[0]]
    assert after[TWO[0]] == before[TWO[0]]


def test_a_lock_that_is_gone_is_made_good_by_the_package(here: Path, builds: Builds) -> None:
    write(here / "notes.md", notes(ONE, TWO))
    builds("notes.md")
    write(here / "notes.md", notes(("When is a function a closure?", CLOSURE), TWO))
    before, _ = builds("notes.md")
    (here / "notes.deckgen.lock").unlink()
    after, said = builds("notes.md")
    assert after == before
    assert "warning[lock-missing]: notes.deckgen.lock is missing" in said


@pytest.mark.parametrize("version", ["2", "3", "4"])
@pytest.mark.parametrize("has_package", [True, False])
def test_a_lock_that_is_gone_and_that_git_has_is_said(
    here: Path, builds: Builds, version: str, has_package: bool
) -> None:
    def git(*words: str) -> None:
        subprocess.run(["git", *words], check=True, capture_output=True)

    git("init")
    git("config", "index.version", version)
    write(here / "go/deckgen.toml", 'id = "go"\n')
    # Names before and behind it in the index, of many lengths.
    for length in range(12):
        write(here / f"go/deckgen{'x' * length}", "")
    write(here / "go/source/notes.md", notes(ONE, TWO))
    builds("go")
    write(here / "go/source/notes.md", notes(("Why do inner functions remember?", CLOSURE), TWO))
    before, _ = builds("go")
    for lost in (False, True):
        (here / "go/deckgen.lock").unlink() if lost else None
        if lost and not has_package:
            (here / "go/build/go.apkg").unlink()
        said = builds("go")[1]
        assert ("help: Git has it: git checkout -- go/deckgen.lock" in said) is lost
        assert ("warning[lock-missing]: deckgen.lock is missing" in said) is lost
        if not lost:
            git("add", ".", ":!go/build")
            # Of this version are only indexes with such a file.
            git("add", "--intent-to-add", "go/build") if version == "3" else None
    assert (here / ".git/index").read_bytes()[7] == int(version)
    git("checkout", "--", "go/deckgen.lock")
    assert builds("go")[0] == before
    (here / "go/deckgen.lock").unlink()
    git("rm", "--cached", "go/deckgen.lock")
    assert "Git has it" not in builds("go")[1]
    (here / ".git/index").write_bytes(b"")
    assert "Git has it" not in builds("go")[1]


def test_the_way_back_from_a_lock_that_is_gone_names_the_package_that_is_made_without_it(
    here: Path, builds: Builds
) -> None:
    write(here / "go/deckgen.toml", 'id = "go"\n')
    write(here / "go/source/notes.md", notes(ONE, TWO))
    before, _ = builds("go")
    for words in (["init"], ["add", "go/deckgen.lock"]):
        subprocess.run(["git", *words], check=True, capture_output=True)
    (here / "go/deckgen.lock").unlink()
    (here / "go/build/go.apkg").unlink()
    write(here / "go/source/notes.md", notes(("Why do inner functions remember?", CLOSURE), TWO))
    _, said = builds("go")
    way = "git checkout -- go/deckgen.lock; then remove go/build/go.apkg, which is made without it, and build again"
    assert f"help: Git has it: {way}" in said
    subprocess.run(["git", "checkout", "--", "go/deckgen.lock"], check=True, capture_output=True)
    (here / "go/build/go.apkg").unlink()
    assert set(builds("go")[0].values()) == set(before.values())


@pytest.mark.parametrize("after", ["b.md", "sub/b.md"])
def test_a_file_that_is_renamed_and_whose_lock_is_gone_goes_by_the_package_that_it_left_behind(
    here: Path, builds: Builds, after: str
) -> None:
    write(here / "a.md", notes(ONE, TWO, THREE))
    builds("a.md")
    write(here / "a.md", notes(("When is a function a closure?", CLOSURE), TWO, THREE))
    before, _ = builds("a.md")
    (here / "a.deckgen.lock").unlink()
    (here / "sub").mkdir()
    (here / "a.md").rename(here / after)
    write(here / after, notes(("When is a function a closure?", CLOSURE), (TWO[0], "Something else."), THREE))
    now, said = builds(after)
    assert now == before
    assert "warning[lock-missing]: b.deckgen.lock is missing, so notes are recognised by what build/a.apkg" in said
    assert "remove b.deckgen.lock, build/a.apkg and build/b.apkg" in said
    assert "warning" not in builds(after)[1]


@pytest.mark.parametrize("there", ["a.md", "sub/a.md", "a/c.md"])
def test_a_package_of_which_there_may_be_a_source_is_not_left_behind(here: Path, builds: Builds, there: str) -> None:
    write(here / there, notes(ONE, TWO))
    built = there if there.endswith("a.md") else "a"
    before, _ = builds(built)
    lock = next(here.rglob("*deckgen.lock"))
    lock.unlink()
    write(here / "b.md", notes(ONE, TWO))
    after, said = builds("b.md")
    assert not set(after.values()) & set(before.values())
    assert "lock-missing" not in said
    assert builds(built)[0] == before


def test_where_there_are_too_many_folders_to_know_no_package_is_left_behind(
    here: Path, builds: Builds, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(here / "a.md", notes(ONE, TWO))
    before, _ = builds("a.md")
    (here / "a.deckgen.lock").unlink()
    (here / "a.md").rename(here / "b.md")
    monkeypatch.setattr("deckgen.project.locks._FOLDERS", 1)
    assert not set(builds("b.md")[0].values()) & set(before.values())


def test_a_package_whose_notes_another_lock_knows_is_not_left_behind(here: Path, builds: Builds) -> None:
    write(here / "a.md", notes(ONE, TWO))
    before, _ = builds("a.md")
    (here / "a.md").rename(here / "b.md")
    assert builds("b.md")[0] == before
    write(here / "c.md", notes(ONE, TWO))
    assert not set(builds("c.md")[0].values()) & set(before.values())


def test_the_package_of_other_questions_is_no_lock(here: Path, builds: Builds) -> None:
    write(here / "a/notes.md", notes(ONE, TWO))
    builds("a/notes.md")
    write(here / "b/notes.md", notes(THREE))
    assert "lock-missing" not in builds("b/notes.md")[1]


def test_the_package_of_a_project_with_an_id_is_its_own_whatever_was_edited(here: Path, builds: Builds) -> None:
    assert main(["init", "a"]) == 0
    write(here / "a/source/first.md", notes(ONE, TWO, THREE))
    before, _ = builds("a")
    (here / "a/deckgen.lock").unlink()
    write(here / "a/source/first.md", notes(ONE))
    after, said = builds("a")
    assert after["What is a closure?"] == before["What is a closure?"]
    assert "lock-missing" in said
    assert "package-other" not in said


def test_a_file_that_is_renamed_back_is_newer_than_the_package_it_left_behind(here: Path) -> None:
    """Or Anki would keep what it was shown under the other name."""
    first, text = built(here, notes(ONE, TWO), 1000), notes(ONE, (TWO[0], "A mistake."))
    (here / "notes.md").rename(here / "other.md")
    (here / "other.md").write_text(text)
    project, _ = locate(Path("other.md"), here)
    compiler.write(compiler.build(project, compiler.World(2000)))
    (here / "other.md").rename(here / "notes.md")
    again = built(here, notes(ONE, TWO), 3000)
    assert again == first
    lock = load((here / "notes.deckgen.lock").read_text("utf-8"), "lock")
    assert {entry.title: entry.mod for entry in lock.entries} == {ONE[0]: 3000, TWO[0]: 3000}


def _mods(here: Path, name: str, now: int) -> dict[str, int]:
    """Builds one file, and returns when each of its notes was last changed."""
    build = compiler.build(locate(Path(name), here)[0], compiler.World(now=now))
    compiler.write(build)
    return {note.guid: note.mod for note in build.notes}


def _gone_back(here: Path, name: str) -> tuple[Path, bytes]:
    """A file of one note that was built, renamed to `name`, edited, built, and taken back with its lock."""
    write(here / "notes.md", notes(ONE))
    _mods(here, "notes.md", 1000)
    lock = (here / "notes.deckgen.lock").read_bytes()
    (here / "notes.md").unlink()
    write(here / name, notes((ONE[0], f"{CLOSURE} A mistake.")))
    assert [*_mods(here, name, 2000).values()] == [2000]
    (here / name).unlink()
    (here / name).with_suffix(".deckgen.lock").unlink()
    (here / "notes.deckgen.lock").write_bytes(lock)
    write(here / "notes.md", notes(ONE))
    return here / "build" / Path(name).with_suffix(".apkg").name, lock


def test_what_was_shipped_under_another_name_was_shipped(here: Path) -> None:
    """Or Anki would keep it: git goes back with the lock, and the package of the old name is older."""
    _, lock = _gone_back(here, "renamed.md")
    assert [*_mods(here, "notes.md", 3000).values()] == [3000]
    assert (here / "notes.deckgen.lock").read_bytes() == lock
    assert [*_mods(here, "notes.md", 4000).values()] == [3000], "said once"


def test_what_was_shipped_in_the_same_second_was_shipped(here: Path) -> None:
    _gone_back(here, "renamed.md")
    assert [*_mods(here, "notes.md", 1500).values()] == [2001]


def test_a_question_that_went_to_another_file_and_back_is_newer_than_it_was_there(here: Path) -> None:
    write(here / "a.md", notes(ONE, TWO))
    write(here / "b.md", notes(THREE))
    before = _mods(here, "a.md", 1000)
    _mods(here, "b.md", 1001)
    locks = {path: path.read_bytes() for path in here.glob("*.lock")}
    write(here / "a.md", notes(TWO))
    write(here / "b.md", notes(THREE, (ONE[0], f"{CLOSURE} A mistake.")))
    assert _mods(here, "b.md", 2000).keys() & before.keys()
    _mods(here, "a.md", 2001)
    for path, data in locks.items():
        path.write_bytes(data)
    write(here / "a.md", notes(ONE, TWO))
    write(here / "b.md", notes(THREE))
    assert _mods(here, "a.md", 3000) == {guid: 3000 if at == 0 else 1000 for at, guid in enumerate(before)}


@pytest.mark.parametrize("what", ["exported", "damaged", "linked"])
def test_only_packages_of_ours_say_what_was_shipped(here: Path, what: str) -> None:
    """In an export is what its owner tagged or wrote in Anki, which an import leaves alone."""
    package, _ = _gone_back(here, "renamed.md")
    if what == "exported":
        with zipfile.ZipFile(package, "a") as archive:
            archive.writestr(zipfile.ZipInfo("meta"), b"\x08\x03")
    elif what == "damaged":
        package.write_bytes(package.read_bytes()[:-1])
    else:
        package.rename(here / "elsewhere")
        package.symlink_to(here / "elsewhere")
    assert [*_mods(here, "notes.md", 3000).values()] == [1000]


def test_a_file_goes_by_its_own_package_and_not_by_that_of_one_whose_name_and_notes_it_has_taken(here: Path) -> None:
    def mods(name: str, now: int) -> set[int]:
        build = compiler.build(locate(Path(name), here)[0], compiler.World(now=now))
        compiler.write(build)
        return {note.mod for note in build.notes}

    write(here / "a.md", notes(ONE, TWO))
    write(here / "b.md", notes(THREE))
    mods("b.md", 1000)
    mods("a.md", 1001)
    (here / "a.md").unlink()
    write(here / "b.md", notes(ONE, TWO, THREE))
    mods("b.md", 2000)
    (here / "b.md").unlink()
    write(here / "a.md", notes(ONE, THREE))
    mods("a.md", 3000)
    assert mods("a.md", 4000) == {3000}


def test_a_file_goes_by_its_own_package_and_not_by_an_older_one_of_its_id(here: Path) -> None:
    """One of its name, which another file had, whose id it goes on with since."""

    def mods(name: str, now: int) -> set[int]:
        build = compiler.build(locate(Path(name), here)[0], compiler.World(now=now))
        compiler.write(build)
        return {note.mod for note in build.notes}

    write(here / "a.md", notes(ONE, TWO, THREE))
    mods("a.md", 1000)
    write(here / "a.md", notes(ONE, TWO))
    mods("a.md", 2000)
    (here / "a.md").rename(here / "b.md")
    mods("b.md", 3000)
    (here / "b.md").rename(here / "c.md")
    write(here / "a.md", notes((THREE[0], f"{PROMISE} Later.")))
    assert mods("a.md", 4000) == {4000}
    mods("c.md", 4001)
    assert mods("a.md", 5000) == {4000}


@pytest.mark.parametrize("name", ["joins", "golang", "x1", "x2"])
def test_a_lock_that_is_found_again_has_the_cards_that_were_studied(here: Path, builds: Builds, name: str) -> None:
    """Whatever their guids are; but nothing tells it from that of a copied file, so the later lock goes first."""
    write(here / f"{name}.md", notes(ONE, TWO))
    before, _ = builds(f"{name}.md")
    (here / "inner").mkdir()
    (here / f"{name}.md").rename(here / "inner" / "other.md")
    (here / f"{name}.deckgen.lock").rename(here / "lost")
    (here / f"build/{name}.apkg").unlink()
    later, _ = builds("inner/other.md")
    (here / "lost").rename(here / "inner" / f"{name}.deckgen.lock")
    assert builds("inner/other.md")[0] == later, "its cards may have been studied since"
    (here / "inner/other.deckgen.lock").unlink()
    (here / "build/other.apkg").unlink()
    after, said = builds("inner/other.md")
    assert after == before
    assert "inner/other.md:1:1: warning[lock-taken]: 2 questions came here" in said
    assert builds("inner/other.md")[0] == before


COPIES: dict[str, tuple[tuple[str, str], ...]] = {
    "all": (ONE, TWO, THREE),
    "two of three": (ONE, TWO, FOUR),
    "its answers": ((ONE[0], f"{CLOSURE} A copy says more."), (TWO[0], f"{HOISTING} A copy says more.")),
}


@pytest.mark.parametrize("copy", COPIES)
@pytest.mark.parametrize("edited", [False, True])
def test_a_copy_takes_nothing_from_a_file_that_is_renamed(
    here: Path, builds: Builds, copy: str, *, edited: bool
) -> None:
    """Its questions are notes of its own; so they are where it is edited before the other one is built."""
    write(here / "notes.md", notes(ONE, TWO, THREE))
    before, _ = builds("notes.md")
    write(here / "copy.md", notes(*COPIES[copy]))
    own, _ = builds("copy.md")
    (here / "notes.md").rename(here / "renamed.md")
    if edited:
        write(here / "copy.md", notes(*((ask, f"{said} Always.") for ask, said in COPIES[copy])))
    after, said = builds("copy.md")
    assert after == own
    assert "lock-taken" not in said
    assert "removed" not in said
    after, said = builds("renamed.md")
    assert after == before
    assert "3 questions came here from notes.deckgen.lock" in said


def test_a_file_that_is_joined_to_its_copy_brings_what_that_lacks(here: Path, builds: Builds) -> None:
    write(here / "notes.md", notes(ONE, TWO, THREE))
    before, _ = builds("notes.md")
    write(here / "copy.md", notes(ONE, TWO))
    own, _ = builds("copy.md")
    (here / "notes.md").unlink()
    write(here / "copy.md", notes(ONE, TWO, (ONE[0], PROMISE), THREE, ONE))
    assert main(["build", "copy.md"]) == 0
    lock = load((here / "copy.deckgen.lock").read_text("utf-8"), "copy.deckgen.lock")
    living = {entry.guid for entry in lock.entries if not entry.removed}
    assert living >= {*own.values(), before[ONE[0]], before[THREE[0]]}, "asked once more, it is the other one too"
    assert before[TWO[0]] not in living


def test_an_older_lock_knows_what_the_package_knows(here: Path, builds: Builds) -> None:
    write(here / "notes.md", notes(ONE, TWO))
    builds("notes.md")
    shutil.copy(here / "notes.deckgen.lock", here / "old")
    write(here / "notes.md", notes(ONE, TWO, THREE))
    builds("notes.md")
    write(here / "notes.md", notes(ONE, TWO, ("What does a promise stand for?", PROMISE)))
    before, _ = builds("notes.md")
    shutil.copy(here / "old", here / "notes.deckgen.lock")
    after, said = builds("notes.md")
    assert after == before
    assert "warning[lock-old]: notes.deckgen.lock is older than build/notes.apkg and lacks 1 note of it" in said


# Ways to write a list of words: the head of the file, and what a word and its meaning are written like.
WORDS = {
    "rows": ("---\ntables: true\n---\n\n| word | meaning |\n|---|---|\n", "| {} | {} |\n"),
    "colons": ("", "{} :: {}\n"),
    "labels": ("", "Q: {}\nA: {}\n\n"),
}
SPANISH = {"perro": "dog", "gato": "cat", "gato montés": "wild cat", "agua: fría": "cold water", "pan": "bread"}


def spanish(way: str, **changed: str) -> str:
    """The list without what is changed to nothing."""
    head, row = WORDS[way]
    return head + "".join(row.format(new, SPANISH[word]) for word in SPANISH if (new := changed.get(word, word)))


def learned(file: Path, builds: Builds, way: str) -> dict[str, str]:
    """The guids of a list that was built alone, by their questions; one word was spelt otherwise and built again."""
    write(file, spanish(way))
    builds(file.name)
    write(file, spanish(way, gato="el gato"))
    return builds(file.name)[0]


@pytest.mark.parametrize("line", [
    "| gato | cat |", "|gato|cat|", "gato :: cat", "- gato ::: cat", "gato\tcat", "gato — cat", "- gato - cat",
    "Q: gato", "**Q12：gato**", "问：gato", "- **gato**: cat", "gato #card", "> [!question] gato", "gato 猫",
    "猫 :: gato", '??? question "gato"', "1. gato = cat", "* gato  cat", "| 3 | gato | cat |",
    "<summary>gato</summary>", "* **gato** `cat`",
])  # fmt: skip
def test_a_title_is_a_part_of_a_line(line: str) -> None:
    gato = entry(words="gato")
    assert Text([line]).asks(gato)
    assert not Text([line.replace("gato", "gato montés")]).asks(gato)


@pytest.mark.parametrize(
    "line",
    [
        "| agua: fría - río | x |",
        "- agua: fría - río :: x",
        "Q: agua: fría - río",
        "agua: fría - río: x",
        "- **agua: fría - río**: x `y`: z",
    ],
)
def test_a_title_has_itself_what_divides_lines(line: str) -> None:
    assert Text([line]).asks(entry(words="agua: fría - río"))


def test_only_the_first_few_places_divide_a_line() -> None:
    line = "one: two: three: four: five: six: seven: eight"
    assert Text([line]).asks(entry(words="four: five: six"))
    assert not Text([line]).asks(entry(words="seven"))


@pytest.mark.parametrize("way", WORDS)
def test_an_older_lock_knows_the_words_that_the_package_knows(here: Path, builds: Builds, way: str) -> None:
    write(here / "go/deckgen.toml", 'id = "go"\n')
    write(here / "go/a.md", notes(ONE, TWO))
    builds("go")
    shutil.copy(here / "go/deckgen.lock", here / "old")
    write(here / "go/b.md", spanish(way))
    assert len(builds("go")[0]) == len(SPANISH) + 2
    write(here / "go/b.md", spanish(way, gato="el gato"))
    before, _ = builds("go")
    shutil.copy(here / "old", here / "go/deckgen.lock")
    after, said = builds("go")
    assert after == before
    assert f"deckgen.lock is older than build/go.apkg and lacks {len(SPANISH)} notes of it" in said


@pytest.mark.parametrize("answer", ["A cat.", "**Yes**", "$x + 1$", "- one\n- two", "`a_b`", "Yes.\n\nAnd no."])
def test_a_short_answer_that_stands_here_is_known_from_the_package(here: Path, builds: Builds, answer: str) -> None:
    write(here / "go/deckgen.toml", 'id = "go"\n')
    write(here / "go/a.md", notes(ONE, TWO))
    builds("go")
    old = (here / "go/deckgen.lock").read_bytes()
    write(here / "go/a.md", notes(ONE, TWO, ("Who?", answer)))
    builds("go")
    write(here / "go/a.md", notes(ONE, TWO, ("Who is it?", answer)))
    before, _ = builds("go")
    (here / "go/deckgen.lock").write_bytes(old)
    after, said = builds("go")
    assert after == before
    assert "lacks 1 note of it" in said


def test_what_only_the_package_knows_and_nobody_asks_here_is_not_called_removed(here: Path, builds: Builds) -> None:
    """It may be another branch's, and a push from here would delete it."""
    write(here / "b.md", spanish("colons", gato=""))
    builds("b.md")
    shutil.copy(here / "b.deckgen.lock", here / "old")
    write(here / "b.md", spanish("colons"))
    before, _ = builds("b.md")
    shutil.copy(here / "old", here / "b.deckgen.lock")
    write(here / "b.md", spanish("colons", gato="") + "\nAnimals:\n\n- gato\n")
    after, said = builds("b.md")
    assert after.keys() == before.keys() - {"gato"}
    assert "lock-old" not in said
    assert before["gato"] not in (here / "b.deckgen.lock").read_text("utf-8")


@pytest.mark.parametrize("where", ["a.md", "b.md"])
@pytest.mark.parametrize(
    ("first", "second"), [(PROMISE, "The nightingale sings at night, from April until June."), ("A cat.", "Rome.")]
)
def test_what_only_the_package_knows_is_not_given_to_another_question_of_its_title(
    here: Path, builds: Builds, where: str, first: str, second: str
) -> None:
    """It may be another branch's, studied since."""
    write(here / "d/source/a.md", notes(ONE))
    write(here / "d/source/b.md", notes(TWO))
    before, _ = builds("d")
    lock = (here / "d/deckgen.lock").read_bytes()
    write(here / "d/source/a.md", notes(ONE, ("Example", first)))
    there, _ = builds("d")
    (here / "d/deckgen.lock").write_bytes(lock)
    write(here / "d/source/a.md", notes(ONE))
    more = here / "d/source" / where
    write(more, f"{more.read_text('utf-8')}\n## Example\n\n{second}\n")
    after, _ = builds("d")
    assert after.items() >= before.items()
    assert after["Example"] != there["Example"]
    assert builds("d")[0] == after


def test_two_questions_to_which_two_branches_gave_one_note_are_named(here: Path, builds: Builds) -> None:
    """One keeps it, and only the author knows which was studied; the printed command gives it to the other."""
    first, second = ("Example", PROMISE), ("Example", "The nightingale sings at night, from April until June.")
    lock, locks = here / "d/deckgen.lock", list[str]()
    write(here / "d/source/a.md", notes(ONE))
    write(here / "d/source/b.md", notes(TWO))
    builds("d")
    before = lock.read_text("utf-8")
    for name, text in (("a", notes(ONE, first)), ("b", notes(TWO, second))):
        lock.write_text(before, "utf-8")
        kept = (here / f"d/source/{name}.md").read_text("utf-8")
        write(here / f"d/source/{name}.md", text)
        shutil.rmtree(here / "d/build")
        builds("d")
        locks.append(lock.read_text("utf-8"))
        write(here / f"d/source/{name}.md", kept)
    write(here / "d/source/a.md", notes(ONE, first))
    write(here / "d/source/b.md", notes(TWO, second))
    lock.write_text("".join(dict.fromkeys("".join(locks).splitlines(keepends=True))), "utf-8")
    _, said = builds("d")
    (command,) = re.findall(r"deckgen lock --same .*", said)
    assert "two branches gave one note to this question and to that of its title at" in said
    guid, place = command.split()[-2:]
    assert guid in locks[0]
    assert guid in locks[1]
    assert main(["lock", "d", "--same", guid, place]) == 0
    builds("d")
    living = {one.guid: one.path for one in load(lock.read_text("utf-8"), "lock").entries if not one.removed}
    assert place.startswith(f"d/source/{living[guid]}:")


@pytest.mark.parametrize("way", WORDS)
def test_the_lock_of_another_project_is_put_aside_and_the_package_goes_on(here: Path, builds: Builds, way: str) -> None:
    write(here / "other/deckgen.toml", 'id = "other"\n')
    write(here / "other/a.md", notes(ONE, TWO))
    write(here / "go/deckgen.toml", 'id = "go"\n')
    write(here / "go/b.md", spanish(way))
    builds("other", "go")
    write(here / "go/b.md", spanish(way, gato="el gato"))
    before, _ = builds("go")
    shutil.copy(here / "other/deckgen.lock", here / "go/deckgen.lock")
    after, said = builds("go")
    assert after == before
    assert "it is the lock of another project, so notes are recognised by what build/go.apkg shows" in said
    assert "lock-old" not in said
    assert (here / "go/deckgen.lock.before").read_bytes() == (here / "other/deckgen.lock").read_bytes()


@pytest.mark.parametrize("way", WORDS)
def test_words_whose_lock_is_gone_are_made_good_by_the_package(here: Path, builds: Builds, way: str) -> None:
    before = learned(here / "b.md", builds, way)
    (here / "b.deckgen.lock").unlink()
    after, said = builds("b.md")
    assert after == before
    assert "warning[lock-missing]" in said


@pytest.mark.parametrize("after", ["b.md", "sub/b.md"])
@pytest.mark.parametrize("way", WORDS)
def test_a_list_of_words_is_renamed(here: Path, builds: Builds, way: str, after: str) -> None:
    before = learned(here / "a.md", builds, way)
    (here / "a.md").unlink()
    write(here / after, spanish(way, gato="el gato", pan="el pan"))
    now, said = builds(after)
    assert set(now.values()) == set(before.values())
    assert f"{len(SPANISH)} questions came here from a.deckgen.lock" in said


def test_what_went_from_another_file_before_does_not_compete_with_what_lives_here(here: Path, builds: Builds) -> None:
    """The meaning, which both had, would tell nothing."""
    write(here / "a.md", "rudder :: steers a ship\n")
    write(here / "b.md", "navigation :: carries a sail\n")
    builds("a.md")
    before, _ = builds("b.md")
    lock = lock_of(here / "b.md")
    words = replace(load(lock.read_text("utf-8"), "b").entries[0], guid="gone", path="a.md", removed=True)
    theirs = load(lock_of(here / "a.md").read_text("utf-8"), "a")
    lock_of(here / "a.md").write_text(dump(replace(theirs, entries=(words, *theirs.entries))), "utf-8")
    write(here / "deckgen.toml", 'source = "."\n')
    write(here / "b.md", "navigation (m.) :: carries a sail\n")
    after, said = builds()
    assert after["navigation (m.)"] == before["navigation"], said


@pytest.mark.parametrize("way", WORDS)
def test_a_word_moves_between_two_files(here: Path, builds: Builds, way: str) -> None:
    before = learned(here / "a.md", builds, way)
    write(here / "a.md", spanish(way, gato=""))
    write(here / "b.md", spanish(way, **dict.fromkeys(SPANISH, "") | {"gato": "el gato"}))
    after, said = builds("b.md")
    assert after["el gato"] == before["el gato"]
    assert "1 question came here from a.deckgen.lock" in said


def test_a_copied_project_is_told_apart_by_its_id(here: Path, builds: Builds) -> None:
    assert main(["init", "a"]) == 0
    write(here / "a/source/first.md", notes(ONE, TWO))
    before, _ = builds("a")
    shutil.copytree(here / "a", here / "b")
    write(here / "b/deckgen.toml", 'name = "b"\n')
    same, said = builds("b")
    assert same == before
    assert "deckgen.toml:1:1: warning[project-renamed]: this project was called a" in said
    write(here / "b/deckgen.toml", 'name = "b"\nid = "b"\n')
    after, said = builds("b")
    assert not set(after.values()) & set(before.values())
    assert "deckgen.toml:2:1: warning[project-new]: the id here is b" in said
    # Whoever did not mean it can go back.
    (here / "b/deckgen.lock.before").replace(here / "b/deckgen.lock")
    write(here / "b/deckgen.toml", 'name = "b"\n')
    assert builds("b")[0] == before


def test_a_copy_beside_the_original_takes_nothing_from_it_and_gives_nothing(here: Path, builds: Builds) -> None:
    assert main(["init", "a"]) == 0
    write(here / "a/source/first.md", notes(ONE, TWO))
    builds("a")
    write(here / "a/source/first.md", notes(("Why do inner functions remember?", CLOSURE), TWO))
    before, _ = builds("a")
    shutil.copytree(here / "a", here / "b")
    write(here / "b/source/first.md", notes(("Why do inner functions remember?", PROMISE), TWO))
    assert builds("b")[0] == before
    shutil.copytree(here / "a", here / "c")
    write(here / "c/deckgen.toml", 'name = "c"\nid = "c"\n')
    write(here / "a/source/first.md", notes(TWO))
    builds("a")
    shutil.rmtree(here / "b")
    assert not set(builds("c")[0].values()) & set(before.values())


@pytest.mark.parametrize("name", ["NOTES.MD", "notes.Markdown"])
def test_a_copy_takes_nothing_from_a_file_whose_ending_is_in_capitals(here: Path, builds: Builds, name: str) -> None:
    write(here / name, notes(ONE, TWO))
    before, _ = builds(name)
    shutil.copy(here / name, here / "new.md")
    assert not set(builds("new.md")[0].values()) & set(before.values())
    assert builds(name)[0] == before


def test_a_file_that_is_copied_with_its_lock_shares_its_cards_and_that_is_said(here: Path, builds: Builds) -> None:
    write(here / "a.md", notes(ONE, TWO))
    before, said = builds("a.md")
    assert "project-twin" not in said
    for name in ("md", "deckgen.lock"):
        shutil.copy(here / f"a.{name}", here / f"b.{name}")
    after, said = builds("b.md")
    assert after == before
    assert "b.md:1:1: warning[project-twin]: a.deckgen.lock has the same id: both sources have the same cards" in said
    (here / "b.deckgen.lock").unlink()
    (here / "build/b.apkg").unlink()
    after, said = builds("b.md")
    assert "project-twin" not in said
    assert not set(after.values()) & set(before.values())


def test_a_project_that_is_copied_as_it_is_shares_its_cards_and_that_is_said(
    here: Path, builds: Builds, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["init", "a"]) == 0
    builds("a")
    shutil.copytree(here / "a", here / "b")
    assert "deckgen.toml:3:1: warning[project-twin]: a/deckgen.lock has the same id" in builds("b")[1]
    monkeypatch.chdir(here / "b")
    assert "project-twin]: ../a/deckgen.lock has the same id" in builds()[1]
    monkeypatch.chdir(here)
    # Two clones are one project.
    for name in ("a", "b"):
        (here / name / ".git").mkdir()
    assert "project-twin" not in builds("b")[1]


@pytest.mark.parametrize("path", ["notes.md", "notes"])
def test_what_to_type_for_a_copy_in_another_folder_makes_its_cards_its_own(
    here: Path, builds: Builds, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    for name in ("one", "a two"):
        write(here / name / (path if path.endswith(".md") else f"{path}/first.md"), notes(ONE, TWO))
        monkeypatch.chdir(here / name)
        before, said = builds(path)
    typed = f"cd .. && deckgen build 'a two/{path}'"
    assert f"where both can be seen: its cards are its own then: {typed}\n" in said
    lock_of(here / "a two" / path).unlink()
    shutil.rmtree(here / "a two/build")
    monkeypatch.chdir(here)
    after, said = builds(f"a two/{path}")
    assert "project-twin" not in said
    assert not set(after.values()) & set(before.values())
    monkeypatch.chdir(here / "a two")
    again, said = builds(path)
    assert again == after
    assert "project-twin" not in said


def test_a_copy_without_its_lock_is_a_copy_though_its_notes_were_made_elsewhere(here: Path, builds: Builds) -> None:
    """A package names the projects that made its notes, and not the one that they are in."""
    assert main(["init", "a"]) == 0
    write(here / "one.md", notes(ONE, TWO))
    write(here / "two.md", notes(THREE))
    builds("one.md", "two.md")
    (here / "a/source/first.md").unlink()
    for name in ("one.md", "two.md"):
        (here / name).rename(here / "a/source" / name)
    before, _ = builds("a")
    shutil.copytree(here / "a", here / "b")
    write(here / "b/deckgen.toml", 'name = "b"\n')
    write(here / "b/source/one.md", notes(("Why do inner functions remember?", CLOSURE), TWO))
    assert set(builds("b")[0].values()) == set(before.values())
    (here / "b/deckgen.lock").unlink()
    after, said = builds("b")
    assert set(after.values()) == set(before.values())
    assert "lock-taken" not in said


def _with_a_lock(home: Path) -> str:
    write(home / "deckgen.lock", dump(Lock("frozen")))
    write(home / "deckgen.toml", 'name = "other"\n')
    return "frozen"


def _with_an_id(home: Path) -> str:
    write(home / "deckgen.toml", 'id = "mine"\n')
    return "mine"


def _with_a_remote(home: Path) -> str:
    write(home / ".git/config", '[remote "origin"]\n\turl = git@a.b:me/x.git\n')
    return ids.project("exam", "a.b/me/x//.")


def _with_nothing(home: Path) -> str:
    return ids.project("exam", "\n".join(sorted(filter(None, map(normal, notes(ONE).split("\n"))))))


# Who a project is, by the rows of docs/reference/identity.md: each prepares one, and says the id that it then has.
IDS: dict[str, Callable[[Path], str]] = {
    "a lock": _with_a_lock,
    "`id` in `deckgen.toml` (`deckgen init` writes one)": _with_an_id,
    "a git remote `origin`": _with_a_remote,
    "none of these": _with_nothing,
}


def test_each_way_to_an_id_is_a_row() -> None:
    assert [has for has, _ in rows("identity.md", "the project has", "its id")] == list(IDS)


@pytest.mark.parametrize("has", IDS)
def test_the_id_of_a_project(here: Path, builds: Builds, has: str) -> None:
    expected = IDS[has](here / "exam")
    write(here / "exam/source/notes.md", notes(ONE))
    builds("exam")
    lock = load((here / "exam/deckgen.lock").read_text("utf-8"), "lock")
    assert lock.project == expected


def test_an_id_that_is_taken_back_takes_its_lock_back(here: Path, builds: Builds) -> None:
    write(here / "a/deckgen.toml", 'id = "one"\n')
    write(here / "a/source/a.md", notes(ONE, TWO))
    builds("a")
    write(here / "a/source/a.md", notes(("When is a function a closure?", CLOSURE), TWO))
    before, _ = builds("a")
    known = {"one": set(before.values())}
    for project in ("two", "three", "one", "two", "four", "three", "one"):
        write(here / "a/deckgen.toml", f'id = "{project}"\n')
        shutil.rmtree(here / "a/build")
        guids, said = builds("a")
        assert "warning[project-new]" in said
        assert ("is taken back" in said) is (project in known)
        assert known.setdefault(project, set(guids.values())) == set(guids.values())
        kept = {load(path.read_text("utf-8"), path.name).project for path in (here / "a").glob("deckgen.lock*")}
        assert kept == known.keys(), "each lock is kept"


def test_what_a_copy_edits_is_not_given_to_its_original(here: Path, builds: Builds) -> None:
    assert main(["init", "a"]) == 0
    write(here / "a/source/first.md", notes(ONE, TWO))
    builds("a")
    shutil.copytree(here / "a", here / "c")
    write(here / "c/deckgen.toml", 'name = "c"\nid = "c"\n')
    builds("c")
    write(here / "c/source/first.md", notes(("Why do inner functions remember?", CLOSURE), TWO))
    before, _ = builds("c")
    write(here / "c/source/first.md", notes(("Why do inner functions remember?", PROMISE), TWO))
    assert builds("c")[0] == before
    # A copy of the copy knows the text from there, and not from the first one, which deletes it.
    shutil.copytree(here / "c", here / "d")
    write(here / "d/deckgen.toml", 'name = "d"\nid = "d"\n')
    write(here / "d/source/first.md", notes(ONE, TWO))
    write(here / "a/source/first.md", notes(TWO))
    original = builds("a")[0]
    assert not set(builds("d")[0].values()) & {*original.values(), *before.values()}


def test_what_a_copy_deletes_is_not_its_originals_where_the_lock_is_lost(here: Path, builds: Builds) -> None:
    assert main(["init", "a"]) == 0
    write(here / "a/source/first.md", notes(ONE, TWO, THREE))
    before, _ = builds("a")
    shutil.copytree(here / "a", here / "c")
    write(here / "c/deckgen.toml", 'name = "c"\nid = "c"\n')
    builds("c")
    write(here / "c/source/first.md", notes(TWO))
    builds("c")
    (here / "a/deckgen.lock").unlink()
    assert builds("a")[0] == before


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://github.com/me/notes.git", "github.com/me/notes//go/README.md"),
        ("git@github.com:me/Notes.git", "github.com/me/notes//go/README.md"),
        ("ssh://git@github.com/me/notes", "github.com/me/notes//go/README.md"),
        ("https://me:secret@github.com/me/notes/", "github.com/me/notes//go/README.md"),
        ("", ""),
    ],
)
def test_clones_of_a_repository_have_one_origin(here: Path, address: str, expected: str) -> None:
    write(here / "go/README.md", notes(ONE))
    remote = f'[remote "origin"]\n\turl = {address}\n\tfetch = +refs/heads/*:refs/remotes/origin/*\n' if address else ""
    write(here / ".git/config", "[core]\n\tbare = false\n" + remote)
    assert locate(Path("go/README.md"), here)[0].origin == expected


def test_clones_agree_without_a_lock_and_unrelated_sources_do_not(
    here: Path, builds: Builds, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, address in (("one", "git@a.b:me/x.git"), ("two", "https://a.b/me/x"), ("three", "https://a.b/you/x")):
        write(here / name / ".git/config", f'[remote "origin"]\n\turl = {address}\n')
        write(here / name / "README.md", notes(ONE, TWO))
    guids = []
    for name in ("one", "two", "three"):
        monkeypatch.chdir(here / name)
        guids.append(builds("README.md")[0])
    one, two, three = guids
    assert one == two
    assert not set(one.values()) & set(three.values())


def _from_above(here: Path, folder: str) -> tuple[Path, str]:
    return here, f"{folder}/README.md"


def _from_inside(here: Path, folder: str) -> tuple[Path, str]:
    return here / folder, "README.md"


def _as_folders(here: Path, folder: str) -> tuple[Path, str]:
    return here / folder / "go", "."


def _as_projects(here: Path, folder: str) -> tuple[Path, str]:
    write(here / folder / "deckgen.toml", 'name = "exam"\n')
    return here / folder, "."


@pytest.mark.parametrize(
    ("repository", "command"),
    [("", _from_above), *((".git/config", one) for one in (_from_above, _from_inside, _as_folders, _as_projects))],
)
def test_two_sources_of_one_name_and_text_are_two_projects(
    here: Path, builds: Builds, monkeypatch: pytest.MonkeyPatch, command: Callable[..., tuple[Path, str]],
    repository: str,
) -> None:  # fmt: skip
    if repository:
        write(here / repository, "[core]\n\tbare = false\n")
    guids = set[str]()
    folders = ("A", "B", "C")
    for folder in folders:
        name = "go/README.md" if command is _as_folders else "README.md"
        write(here / folder / name, notes(ONE, TWO))
        stands, path = command(here, folder)
        monkeypatch.chdir(stands)
        after, said = builds(path)
        assert not guids & set(after.values())
        assert "project-twin" not in said
        guids |= set(after.values())
        assert builds(path)[0] == after
    assert len(guids) == 2 * len(folders)


@pytest.mark.parametrize("link", ["B", "A/link"])
def test_a_link_to_a_source_is_no_twin_of_it(here: Path, builds: Builds, link: str) -> None:
    write(here / "A/go/README.md", notes(ONE, TWO))
    (here / link).symlink_to(here / "A" if link == "B" else here / "A/go")
    for path in ("A/go/README.md", "A/go"):
        before, _ = builds(path)
        assert builds(path) == (before, "")


def test_clones_of_a_repository_without_a_remote_agree_side_by_side(here: Path, builds: Builds) -> None:
    for name in ("one", "two"):
        write(here / name / ".git/config", "[core]\n\tbare = false\n")
        write(here / name / "README.md", notes(ONE, TWO))
    assert builds("one/README.md")[0] == builds("two/README.md")[0]


def test_locks_that_have_one_id_keep_it_and_that_is_said(here: Path, builds: Builds) -> None:
    """As they were written before ids were told apart."""
    for folder in ("A", "B"):
        write(here / folder / "README.md", notes(ONE, TWO))
    before, _ = builds("A/README.md")
    shutil.copy(here / "A/README.deckgen.lock", here / "B/README.deckgen.lock")
    after, said = builds("B/README.md")
    assert after == before
    twin = "README.md:1:1: warning[project-twin]: {}/README.deckgen.lock has the same id: both sources have the same"
    assert twin.format("A") in said
    write(here / "A/README.md", notes(ONE, THREE))
    assert twin.format("B") in builds("A/README.md")[1]
    # As the warning says.
    (here / "B/README.deckgen.lock").unlink()
    (here / "build/README.apkg").unlink()
    after, said = builds("B/README.md")
    assert "project-twin" not in said
    assert not set(after.values()) & set(before.values())


RHINE = "---\ncloze: true\n---\n\n# G\n\nThe ==Rhine== flows past {} and {} to the ==North Sea==.\n"


def test_a_number_that_another_branch_gave_is_given_to_no_other_gap(here: Path, builds: Builds) -> None:
    write(here / "g.md", RHINE.format("Basel", "Rotterdam"))
    builds("g.md")
    shutil.copy(here / "g.deckgen.lock", here / "main")
    write(here / "g.md", RHINE.format("==Basel==", "Rotterdam"))
    builds("g.md")
    assert '[3, "Basel"]' in (here / "g.deckgen.lock").read_text("utf-8")
    # Back on the first branch, with the package of the other one beside it.
    shutil.copy(here / "main", here / "g.deckgen.lock")
    write(here / "g.md", RHINE.format("Basel", "==Rotterdam=="))
    builds("g.md")
    assert '[4, "Rotterdam"]' in (here / "g.deckgen.lock").read_text("utf-8")


def test_a_project_with_an_id_that_is_renamed_says_so_once(here: Path, builds: Builds) -> None:
    assert main(["init", "a"]) == 0
    write(here / "a/source/first.md", notes(ONE, TWO))
    assert "project-renamed" not in builds("a")[1]
    toml = (here / "a/deckgen.toml").read_text("utf-8")
    write(here / "a/deckgen.toml", toml.replace('name = "a"', 'name = "b"'))
    assert "this project was called a when its lock was written" in builds("a")[1]
    assert "project-renamed" not in builds("a")[1]


def test_a_file_built_alone_once_takes_no_note_of_its_project(here: Path, builds: Builds) -> None:
    """Both locks know the same questions and answers; the project's notes are as old or older."""
    many = [f"## What is {name}?\n\nThe letter {name}.\n\n" for name in "abcdefghijklmnop"]
    write(here / "a/deckgen.toml", 'name = "a"\n')
    write(here / "a/source/first.md", "# Letters\n\n" + "".join(many))
    before = builds("a")[0]
    assert main(["build", "--offline", "--alone", "a/source/first.md"]) == 0
    after, said = builds("a")
    assert after == before
    assert "lock-taken" not in said, "nothing came from there: its cards are others"


@pytest.mark.parametrize("has_package", [True, False])
def test_a_file_that_came_into_a_project_is_other_cards_where_it_is_built_alone(
    here: Path, builds: Builds, capsys: pytest.CaptureFixture[str], *, has_package: bool
) -> None:
    write(here / "o.md", notes(ONE, TWO))
    builds("o.md")
    assert main(["init"]) == 0
    before, _ = builds()
    if not has_package:
        (here / "build/o.apkg").unlink()
    for _ in range(2):
        capsys.readouterr()
        assert main(["build", "--offline", "--alone", "o.md"]) == 0
        assert "built on its own, it becomes other cards in Anki" in capsys.readouterr().err
        lock = load((here / "o.deckgen.lock").read_text("utf-8"), "o.deckgen.lock")
        assert len(lock.guids) == 2
        assert not lock.guids & {*before.values()}
        assert not {entry.home for entry in lock.entries} - {""}
    assert builds()[0] == before


def test_a_question_moves_between_two_projects(here: Path, builds: Builds) -> None:
    for name in ("a", "b"):
        assert main(["init", name]) == 0
    write(here / "a/source/first.md", notes(ONE, TWO))
    write(here / "b/source/first.md", notes(THREE))
    a, b = builds("a")[0], builds("b")[0]
    write(here / "a/source/first.md", notes(ONE))
    write(here / "b/source/first.md", notes(THREE, TWO))
    after, said = builds("b")
    assert after == {**b, "What is hoisting?": a["What is hoisting?"]}
    assert "1 question came here from a/deckgen.lock" in said
    # A push --prune from there deletes nothing.
    assert a["What is hoisting?"] not in (here / "a/deckgen.lock").read_text("utf-8")
    assert builds("a")[0].keys() == {"What is a closure?"}


SIDES = {
    "nothing around": ((), "own", False),
    "nothing around, named from above": ((), "above", True),
    "two repositories": (("a/.git", "b/.git"), "above", False),
    "two vaults": (("a/.obsidian", "b/.obsidian"), "above", False),
    "a repository, and no other": (("a/.git",), "above", False),
    "no other, and a repository": (("b/.git",), "above", False),
    "one repository": ((".git",), "own", True),
    "one vault": ((".obsidian",), "own", True),
    "a repository in a vault": ((".obsidian", "a/.git"), "above", False),
    "a vault in a repository": ((".git", "a/.obsidian"), "own", True),
}


@pytest.mark.parametrize("first", ["a", "b"])
@pytest.mark.parametrize("side", SIDES)
def test_questions_move_within_a_repository_or_vault_or_below_the_folder_of_the_command(
    here: Path, builds: Builds, monkeypatch: pytest.MonkeyPatch, side: str, first: str
) -> None:
    """Whichever of the two projects is built first: what only lies beside a project is somebody else's."""
    tops, stands, moves = SIDES[side]
    for name in ("a", "b", *tops):
        (here / name).mkdir(parents=True, exist_ok=True)
    for name in ("a", "b"):
        assert main(["init", name]) == 0
    write(here / "a/source/first.md", notes(ONE, TWO))
    write(here / "b/source/first.md", notes(THREE))
    before = builds("a", "b")[0]
    write(here / "a/source/first.md", notes(ONE))
    write(here / "b/source/first.md", notes(THREE, TWO))
    lock = (here / "a/deckgen.lock").read_bytes()
    said = ""
    for name in dict.fromkeys([first, "b"]):
        monkeypatch.chdir(here / name if stands == "own" else here)
        after, more = builds() if stands == "own" else builds(name)
        said += more
    assert (after["What is hoisting?"] == before["What is hoisting?"]) is moves
    assert ("lock-taken" in said) is moves
    assert moves or first == "a" or (here / "a/deckgen.lock").read_bytes() == lock


@pytest.mark.parametrize(
    ("old", "tops", "stands", "comes"),
    [
        ("a.md", (), "b", True),
        ("a.md", ("b/.git",), "b", True),
        ("a.md", (".git", "b/.git"), "b", False),
        ("a/source/first.md", (), "b", False),
        ("a/source/first.md", (), "", True),
        ("a/notes.md", (), "b", False),
    ],
)
def test_what_is_gone_has_left_its_notes_to_what_lies_around_it(
    here: Path,
    builds: Builds,
    monkeypatch: pytest.MonkeyPatch,
    old: str,
    tops: Sequence[str],
    stands: str,
    *,
    comes: bool,
) -> None:
    """The sample of a second project is not the one that was deleted in the first."""
    for top in tops:
        (here / top).mkdir(parents=True)
    write(here / old, notes(ONE, TWO))
    before, _ = builds(old.partition("/")[0])
    (here / old).unlink()
    assert main(["init", "b"]) == 0
    write(here / "b/source/first.md", notes(ONE, TWO))
    monkeypatch.chdir(here / stands)
    after, said = builds(*([] if stands else ["b"]))
    assert (after == before) is comes
    assert ("lock-taken" in said) is comes


def test_a_project_beside_another_one_asks_the_same_and_keeps_it(here: Path, builds: Builds) -> None:
    for name in ("a", "b"):
        assert main(["init", name]) == 0
        write(here / name / "source/first.md", notes(ONE, TWO))
    a, b = builds("a")[0], builds("b")[0]
    assert not set(a.values()) & set(b.values())
    assert (builds("a")[0], builds("b")[0]) == (a, b)


@pytest.mark.parametrize("suffixes", [(".md", ".deckgen.lock"), (".md",), (".deckgen.lock",)])
def test_a_file_whose_name_is_decomposed_is_the_same(
    here: Path, builds: Builds, capsys: pytest.CaptureFixture[str], suffixes: tuple[str, ...]
) -> None:
    write(here / "Café.md", notes(ONE, TWO).removeprefix("# T\n\n"))
    builds("Café.md")
    decomposed = unicodedata.normalize("NFD", "Café")
    for suffix in suffixes:
        (here / f"Café{suffix}").rename(here / f"{decomposed}{suffix}")
    name = f"{decomposed}.md" if ".md" in suffixes else "Café.md"
    assert main(["diff", name]) == 0
    assert capsys.readouterr().out == "nothing changed\n"
    assert main(["build", name, "--quiet"]) == 0
    assert [path.name for path in (here / "build").iterdir()] == ["Café.apkg"]
    assert len(list(here.glob("*.lock"))) == 1


def test_headings_that_move_up_a_level_are_the_same_questions(here: Path, builds: Builds) -> None:
    """Although the last build read the level that now has the parts of their answers."""
    names = ("梯度消失", "池化层", "残差连接", "批归一化")
    parts = (
        f"### {one}\n\n{one}与网络的训练有关。\n\n#### {one}的原因是什么？\n\n{one}来自反向传播。\n" for one in names
    )
    text = "# 深度学习\n\n" + "\n".join(parts)
    write(here / "n.md", f"---\nquestion_level: 3\n---\n{text}")
    before, _ = builds("n.md")
    assert before.keys() == set(names)
    write(here / "n.md", text.replace("### ", "## "))
    assert builds("n.md")[0] == before


def test_an_id_that_is_decomposed_is_the_same(here: Path, builds: Builds) -> None:
    write(here / "a/deckgen.toml", 'name = "übung"\nid = "übung~1"\n')
    write(here / "a/source/a.md", notes(ONE, TWO))
    before, _ = builds("a")
    toml = (here / "a/deckgen.toml").read_text("utf-8")
    write(here / "a/deckgen.toml", unicodedata.normalize("NFD", toml))
    after, said = builds("a")
    assert after == before
    assert "project-new" not in said
