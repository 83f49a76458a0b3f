"""What the commands about identity say and do: diff, lock, removed notes, and locks as git leaves them."""

import json
import re
import shlex
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deckgen.cli import main
from deckgen.compiler import World, build, write
from deckgen.diagnostics import DeckgenError, Faulty
from deckgen.lock import Adopted, Lock, Style, dump, load
from deckgen.project import locate
from tests.support.builds import built
from tests.support.locks import entry, version_1
from tests.support.notes import CLOSURE, HOISTING, PROMISE, notes
from tests.support.tables import rows

LEFT = "          (an import leaves their cards in Anki; push tags them, push --prune deletes them)"
V1 = notes(("What is a closure?", CLOSURE), ("What is hoisting?", HOISTING))


@dataclass
class Author:
    """Somebody who writes notes.md, builds, and reads what is printed."""

    folder: Path
    capsys: Any

    def writes(self, text: str) -> None:
        (self.folder / "notes.md").write_text(text)

    def runs(self, *arguments: str) -> str:
        assert main([arguments[0], "notes.md", *arguments[1:]]) == 0, self.capsys.readouterr().err
        return str(self.capsys.readouterr().out)

    def fails(self, *arguments: str) -> str:
        assert main([arguments[0], "notes.md", *arguments[1:]]) == 1
        return str(self.capsys.readouterr().err)

    def builds(self) -> str:
        return self.runs("build", "--offline")

    def guids(self) -> dict[str, str]:
        return {row["question"]: row["guid"] for row in json.loads(self.runs("list", "--json"))}

    @property
    def lock(self) -> Path:
        return self.folder / "notes.deckgen.lock"


@pytest.fixture
def author(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> Author:
    monkeypatch.chdir(tmp_path)
    made = Author(tmp_path, capsys)
    made.writes(V1)
    made.builds()
    return made


def test_diff_says_nothing_and_writes_nothing_when_nothing_changed(author: Author) -> None:
    before = author.lock.read_bytes()
    assert author.runs("diff") == "nothing changed\n"
    assert author.runs("diff", "--json") == "[]\n"
    author.writes(V1 + notes(("What is a promise?", PROMISE)))
    author.runs("diff")
    assert author.lock.read_bytes() == before


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param(
            V1.replace("What is a closure?", "Why do inner functions remember?"),
            ["reworded  notes.md:3: What is a closure? → Why do inner functions remember?"],
            id="reworded",
        ),
        pytest.param(
            V1.replace("whole scope", "entire scope"), ["edited    notes.md:7: What is hoisting?"], id="edited"
        ),
        pytest.param(
            notes(("What is hoisting?", HOISTING)), ["removed   notes.md: What is a closure?", LEFT], id="removed"
        ),
        pytest.param(
            V1 + "\n## What is a promise?\n\n" + PROMISE, ["new       notes.md:11: What is a promise?"], id="new"
        ),
        pytest.param(
            "---\ndeck: Other\n---\n" + V1,
            [
                f"moved     notes.md:{line}: What is {what}? "
                "(to the deck Other; its cards stay in T in Anki, push moves them)"
                for line, what in ((6, "a closure"), (10, "hoisting"))
            ],
            id="moved",
        ),
        pytest.param(
            notes(("What is hoisting?", HOISTING), ("What is a closure?", CLOSURE)), ["nothing changed"], id="reordered"
        ),
    ],
)  # fmt: skip
def test_diff_names_each_change(author: Author, text: str, said: list[str]) -> None:
    author.writes(text)
    assert author.runs("diff").splitlines() == said


def test_a_former_title_reads_as_it_was_written(author: Author) -> None:
    """The lock compares titles without markup; people see what they typed."""
    title = "What are `*args` and _kw_ in f(snake_case), $a_1 > 0$ and C#?"
    author.writes(notes((title, CLOSURE), ("What is `__init__`?", HOISTING)))
    author.builds()
    author.writes(notes(("What do stars before parameters mean?", CLOSURE)))
    assert author.runs("diff").splitlines()[:2] == [
        f"reworded  notes.md:3: {title.replace('`', '').replace('_kw_', 'kw')} → What do stars before parameters mean?",
        "removed   notes.md: What is __init__?",
    ]
    # A lock of before has only what is compared; it is no change, and the next build completes it.
    author.writes(notes((title, CLOSURE), ("What is `__init__`?", HOISTING)))
    lock = load(author.lock.read_text("utf-8"), "")
    bare = replace(lock, entries=tuple(replace(entry, written="") for entry in lock.entries))
    author.lock.write_text(dump(bare), "utf-8")
    assert author.runs("diff") == "nothing changed\n"
    author.builds()
    assert load(author.lock.read_text("utf-8"), "") == lock


def test_diff_says_returned(author: Author) -> None:
    author.writes(notes(("What is hoisting?", HOISTING)))
    author.builds()
    assert author.runs("diff") == "nothing changed\n"
    author.writes(V1)
    assert author.runs("diff") == "returned  notes.md:3: What is a closure?\n"


def test_diff_as_json(author: Author) -> None:
    guid = author.guids()["What is a closure?"]
    author.writes(V1.replace("What is a closure?", "Why do inner functions remember?"))
    assert json.loads(author.runs("diff", "--json")) == [
        {
            "what": "reworded", "guid": guid, "question": "Why do inner functions remember?",
            "path": "notes.md", "line": 3, "was": "What is a closure?", "stays": "", "cards": 0, "deck": "",
            "file": "notes.md",
        }
    ]  # fmt: skip


def test_what_is_removed_is_told_in_the_order_in_which_it_stood(author: Author) -> None:
    several = [f"What is number {word}?" for word in ("one", "two", "three", "four", "five", "six", "seven")]
    author.writes(notes(*((question, f"The {at}th of them all.") for at, question in enumerate(several))))
    author.builds()
    author.writes(V1)
    removed = [f"removed   notes.md: {question}" for question in several]
    said = author.runs("diff").splitlines()
    assert [line for line in said if line.startswith("removed")] == removed
    assert said.count(LEFT) == 1
    assert author.builds().splitlines()[-len(several) - 2 : -1] == [*removed, LEFT]
    assert LEFT not in author.runs("build", "--offline", "--removed")


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("What is TIME_WAIT for?", "What is TIME_WAIT for?"),
        ("What is `__init__`, and **what** not?", "What is __init__, and what not?"),
        ("What is $a_1 < x^2$ and $$b$$?", "What is $a_1 < x^2$ and $$b$$?"),
        ("What does ![](pictures/my%20oak.png) show?", "What does my oak.png show?"),
        ('What does ![the "oak"](oak.png) show?', 'What does the "oak" show?'),
        ("What is said in ![[oak.mp3]]?", "What is said in oak.mp3?"),
    ],
)
def test_a_question_is_shown_as_it_is_asked(author: Author, title: str, said: str) -> None:
    author.writes(f"## {title}\n\nAn answer.\n")
    assert [*author.guids()] == [said]
    assert author.runs("diff").splitlines()[0] == f"new       notes.md:1: {said}"
    author.builds()
    author.writes(f"## {title}\n\nAnother answer.\n")
    assert author.runs("diff") == f"edited    notes.md:1: {said}\n"


@pytest.mark.parametrize("title", ["1984.", "# one", "- a", "> b", "1) x", "a | b", "C #"])
def test_a_title_is_listed_and_remembered_as_it_reads(author: Author, title: str) -> None:
    cell = title.replace("|", "\\|")
    author.writes(f"---\ntables: true\n---\n\n| sign | meaning |\n|---|---|\n| {cell} | a sign |\n| 1985. | a year |\n")
    author.builds()
    assert [*author.guids()] == [title.removeprefix("1) "), "1985."]
    author.writes("## What is left?\n\nNothing.\n")
    assert f"removed   notes.md: {title.removeprefix('1) ')}\n" in author.runs("diff")


def test_a_card_that_goes_is_said_with_what_helps(author: Author) -> None:
    both = "## Two ways\n\nclosure :::: a function with its scope\n\nhoisting ::: known in the whole scope\n"
    author.writes(both.replace("::::", ":::"))
    author.runs("build", "--quiet")
    author.writes(both.replace("closure ::::", "closure ::"))
    fewer = "fewer     notes.md:3: closure (1 card fewer: push suspends, sync or Tools > Empty Cards in Anki deletes)\n"
    assert fewer in author.runs("diff")
    assert fewer in author.runs("build")
    assert "fewer" not in author.runs("diff")


def test_a_gap_that_goes_is_a_card_fewer(author: Author) -> None:
    author.writes("---\ncloze: true\n---\n\nThe ==Rhine== flows to the ==North Sea== at last.\n")
    author.runs("build", "--quiet")
    author.writes("---\ncloze: true\n---\n\nThe Rhine flows to the ==North Sea== at last.\n")
    assert "1 card fewer" in author.runs("diff")


REPLACED = notes(("How do threads share memory?", PROMISE), ("What is hoisting?", HOISTING))


def test_same_gives_a_question_its_old_note(author: Author) -> None:
    guid = author.guids()["What is a closure?"]
    author.writes(REPLACED)
    assert author.guids()["How do threads share memory?"] != guid
    assert "build to see" in author.runs("lock", "--same", guid, "notes.md:5")
    assert author.guids()["How do threads share memory?"] == guid
    assert "1 changed, 1 unchanged)" in author.builds()
    assert author.guids()["How do threads share memory?"] == guid


def test_same_after_a_build_leaves_the_other_note_removed(author: Author) -> None:
    guid = author.guids()["What is a closure?"]
    author.writes(REPLACED)
    author.builds()
    mistaken = author.guids()["How do threads share memory?"]
    author.runs("lock", "--same", guid, mistaken)
    author.builds()
    assert author.guids()["How do threads share memory?"] == guid
    removed = [entry.guid for entry in load(author.lock.read_text(), "lock").entries if entry.removed]
    assert removed == [mistaken]
    assert "1 removed" not in author.builds(), "said once"


def test_same_may_exchange_two_notes(author: Author) -> None:
    first, second = author.guids().values()
    author.runs("lock", "--same", first, "notes.md:7")
    author.runs("lock", "--same", second, "notes.md:3")
    author.builds()
    assert list(author.guids().values()) == [second, first]


def test_different_starts_a_new_note(author: Author) -> None:
    guid = author.guids()["What is a closure?"]
    author.writes(V1.replace("What is a closure?", "Why do inner functions remember?"))
    assert author.guids()["Why do inner functions remember?"] == guid
    author.runs("lock", "--different", guid, "notes.md:3")
    for _ in range(2):
        assert guid not in author.guids().values()
        author.builds()
    author.writes(V1 + "\n## Why do inner functions remember?\n\n" + CLOSURE + "\n")
    assert author.guids()["What is a closure?"] == guid, "the old note waits for its question"


def test_what_different_takes_back_is_called_as_before(author: Author) -> None:
    guid = author.guids()["What is a closure?"]
    author.writes(V1.replace("What is a closure?", "Zebra crossing rules?").replace(CLOSURE, PROMISE))
    author.runs("lock", "--same", guid, "notes.md:3")
    author.runs("lock", "--different", guid, "notes.md:3")
    assert author.runs("diff").splitlines()[:2] == [
        "new       notes.md:3: Zebra crossing rules?",
        "removed   notes.md: What is a closure?",
    ]


def test_different_after_the_build_that_was_wrong(author: Author) -> None:
    guid = author.guids()["What is a closure?"]
    author.writes(V1.replace("What is a closure?", "Why do inner functions remember?"))
    author.builds()
    author.runs("lock", "--different", guid, "notes.md:3")
    assert "1 new, 0 changed, 1 unchanged, 1 removed" in author.builds()
    assert guid not in author.guids().values()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--same", "nosuchguid", "notes.md:3"), "no note nosuchguid in the lock"),
        (("--same", "{closure}", "notes.md:1"), "no question at notes.md:1"),
        (("--different", "{closure}", "other.md:3"), "no question at other.md:3"),
        (("--from", "notes.md"), "not an Anki package"),
    ],
)
def test_lock_refuses_what_it_cannot_find(author: Author, arguments: Sequence[str], said: str) -> None:
    before = author.lock.read_bytes()
    guid = author.guids()["What is a closure?"]
    assert said in author.fails("lock", *(argument.format(closure=guid) for argument in arguments))
    assert author.lock.read_bytes() == before


def test_lock_refuses_what_ids_and_kinds_decide(author: Author) -> None:
    author.writes(
        V1.replace("closure?\n", "closure?\n\n<!-- id: one -->\n").replace(
            "hoisting?\n", "hoisting?\n\n<!-- id: two -->\n"
        )
    )
    author.builds()
    one, two = author.guids().values()
    assert f"{two} has the id two and {one} the id one" in author.fails("lock", "--same", one, two)
    assert f"says it is {one} by its id one" in author.fails("lock", "--different", one, one)
    author.writes(STRANGER_NAMED)
    author.runs("lock", "--same", one, "notes.md:1")
    assert author.guids() == {STRANGER[0]: one}
    author.writes("---\ncloze: true\n---\n\nA {{c1::closure}} keeps its scope.\n")
    (gapped,) = author.guids().values()
    assert f"{one} is a basic note and {gapped} a cloze one" in author.fails("lock", "--same", one, gapped)


GERMAN = notes(
    ("Was ist eine Hülle?", "Eine Funktion zusammen mit den Variablen ihrer Umgebung, die sie am Leben hält."),
    ("Was ist Hebung?", "Deklarationen gelten im ganzen Bereich, auch vor der Zeile, die sie ausführt."),
)


def _replace(author: Author) -> None:
    """Writes another question in the place of the first one, and builds it as a new note."""
    author.writes(REPLACED)
    author.builds()


def _replace_named(author: Author) -> None:
    author.writes(V1.replace(CLOSURE, f"<!-- id: NAME -->\n\n{CLOSURE}"))
    author.builds()
    author.writes(REPLACED.replace(PROMISE, f"<!-- id: NAME -->\n\n{PROMISE}"))


# What is done before, in each row of "Overruling" in docs/reference/identity.md, and whether the first note is the same
# after it: without the row's command it is the other way round.
OVERRULED: dict[str, tuple[Callable[[Author], None], bool]] = {
    "`deckgen lock --same GUID notes.md:3`": (_replace, True),
    "`deckgen lock --different GUID notes.md:3`": (lambda author: None, False),
    "`deckgen lock --in-place notes.md`": (lambda author: author.writes(GERMAN), True),
    "`<!-- id: NAME -->` below a question": (_replace_named, True),
}


def test_each_way_to_overrule_is_a_row() -> None:
    assert [say for say, _ in rows("identity.md", "you say", "and")] == list(OVERRULED)


@pytest.mark.parametrize("say", OVERRULED)
def test_what_overrules(author: Author, say: str) -> None:
    def first() -> str:
        return next(iter(author.guids().values()))

    guid = first()
    prepare, same = OVERRULED[say]
    prepare(author)
    if command := re.match("`deckgen (.*)`", say):
        assert (first() == guid) is not same
        assert main(command[1].replace("GUID", guid).split()) == 0
    author.builds()
    assert (first() == guid) is same


@pytest.mark.parametrize("built", [False, True], ids=["before a build", "after one"])
def test_a_file_that_was_translated_keeps_its_notes(author: Author, *, built: bool) -> None:
    before = list(author.guids().values())
    author.writes(GERMAN)
    said = author.runs("diff")
    assert "notes.md:3:1: warning[recognition-unsure]: 2 questions of this file are new" in said
    assert "deckgen lock --in-place notes.md" in said
    if built:
        author.builds()
    author.runs("lock", "--in-place", "notes.md")
    assert list(author.guids().values()) == before
    assert author.runs("diff").count("reworded") == 2
    author.fails("lock", "--in-place", "notes.md")


def test_a_translated_file_that_had_lost_a_question_before(author: Author) -> None:
    now = max(entry.mod for entry in load(author.lock.read_text(), "").entries)
    built(author.folder, notes(("What is a closure?", CLOSURE), STRANGER, ("What is hoisting?", HOISTING)), now + 10)
    built(author.folder, V1, now + 20)
    before = list(author.guids().values())
    lock = author.lock.read_bytes()
    author.writes(GERMAN)
    assert "deckgen lock --in-place notes.md" in author.runs("diff")
    author.runs("lock", "--in-place", "notes.md")
    assert list(author.guids().values()) == before
    author.lock.write_bytes(lock)
    built(author.folder, GERMAN, now + 30)
    translated = load(author.lock.read_text(), "")
    author.runs("lock", "--in-place", "notes.md")
    assert list(author.guids().values()) == before
    # A lock that does not say when does not tell which notes went last.
    author.lock.write_text(dump(replace(translated, entries=tuple(replace(e, went=0) for e in translated.entries))))
    assert "the lock of before (notes.deckgen.lock)" in author.fails("lock", "--in-place", "notes.md")
    subprocess.run(["git", "init", "-q"], check=True)
    assert "(git checkout -- notes.deckgen.lock)" in author.fails("lock", "--in-place", "notes.md")
    author.lock.write_bytes(lock)
    author.runs("lock", "--in-place", "notes.md")
    assert list(author.guids().values()) == before


def test_a_translated_file_with_questions_that_had_no_answer(author: Author) -> None:
    three = "## What is a promise?\n\n"
    author.writes(notes(("What is a closure?", CLOSURE), ("What is hoisting?", HOISTING)) + three)
    author.builds()
    before = list(author.guids().values())
    author.writes(GERMAN + "## Was ist ein Versprechen?\n\n")
    assert "3 questions of this file are new" in author.runs("diff")
    author.runs("lock", "--in-place", "notes.md")
    assert list(author.guids().values()) == before


# Where a project is, where somebody stands who builds it, and what they name.
STANDS = [
    (".", ".", ""),
    ("my deck", ".", "my deck"),
    (".", "source", ""),
    ("a b", "a b/source", ""),
    ("p", "q", "../p"),
]


@pytest.mark.parametrize(("home", "stands", "named"), STANDS)
@pytest.mark.parametrize("form", ["in place", "rewritten"])
def test_what_is_printed_about_notes_can_be_typed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any, home: str, stands: str, named: str, form: str
) -> None:
    file = tmp_path / home / "source/my notes.md"
    file.parent.mkdir(parents=True)
    (tmp_path / home / "deckgen.toml").touch()
    (tmp_path / stands).mkdir(exist_ok=True)
    monkeypatch.chdir(tmp_path / stands)
    file.write_text(V1)
    path = [named] if named else []
    assert main(["build", "--offline", *path]) == 0
    file.write_text(
        GERMAN if form == "in place" else V1.replace("What is a closure?", "Was ist das?").replace(CLOSURE, "Neu.")
    )
    capsys.readouterr()
    assert main(["diff", *path]) == 0
    printed = re.search(r"deckgen (lock --.*?);", "".join(capsys.readouterr()))
    assert printed
    assert main(shlex.split(printed[1])) == 0
    assert main(["diff", *path]) == 0
    assert "removed" not in capsys.readouterr().out


@pytest.mark.parametrize(("home", "stands", "named"), STANDS)
@pytest.mark.parametrize("repository", ["", ".", "home"])
def test_a_damaged_lock_is_taken_back_as_it_is_printed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any, home: str, stands: str, named: str, repository: str
) -> None:
    folder = tmp_path / home
    (folder / "source").mkdir(parents=True)
    (folder / "deckgen.toml").touch()
    (folder / "source/a.md").write_text(V1)
    (tmp_path / stands).mkdir(exist_ok=True)
    monkeypatch.chdir(tmp_path / stands)
    path = [named] if named else []
    assert main(["build", "--offline", *path]) == 0
    lock = folder / "deckgen.lock"
    sound = lock.read_bytes()
    if repository:
        top = folder if repository == "home" else tmp_path
        who = ["-c", "user.name=A", "-c", "user.email=a@b.c"]
        for command in (["init", "-q"], ["add", "."], [*who, "commit", "-qm", "a"]):
            subprocess.run(["git", "-C", top, *command], check=True)
    lock.write_bytes(sound.replace(b"\n", b"\n{oops\n", 1))
    capsys.readouterr()
    assert main(["build", "--offline", *path]) == 1
    printed = re.findall(r"`(.*?)`", capsys.readouterr().err)
    back, rebuild = printed[0], printed[-1]
    assert back.startswith("git " if repository else "deckgen lock")
    if repository:
        subprocess.run(shlex.split(back), check=True, capture_output=True)
        assert lock.read_bytes() == sound
    lock.write_bytes(sound.replace(b"\n", b"\n{oops\n", 1))
    assert main(shlex.split(rebuild)[1:]) == 0


def test_what_the_author_says_is_a_note_reworded_reads_as_reworded(author: Author) -> None:
    author.writes(notes(("Was ist ein Abschluss?", "Umgebung."), ("Was wird hochgezogen?", "Namen.")))
    first, second = sorted(load(author.lock.read_text(), "").entries, key=lambda entry: entry.words)
    said = author.runs("lock", "--in-place", "notes.md").splitlines()
    assert said[1:] == [
        f"{first.guid}  What is a closure? → notes.md:3: Was ist ein Abschluss?",
        f"{second.guid}  What is hoisting? → notes.md:7: Was wird hochgezogen?",
        "what is wrong of these: deckgen lock --different GUID FILE:LINE",
    ]
    assert author.runs("diff").splitlines() == [
        "reworded  notes.md:3: What is a closure? → Was ist ein Abschluss?",
        "reworded  notes.md:7: What is hoisting? → Was wird hochgezogen?",
    ]


def test_in_place_says_how_many_questions_and_notes_there_are(author: Author) -> None:
    author.writes(notes(("What is hoisting?", HOISTING), *((f"{n} + {n}?", f"{2 * n}.") for n in range(2, 4))))
    said = author.fails("lock", "--in-place", "notes.md")
    assert "notes.md has 2 new questions and lacks 1 note that it had: not one each" in said


def test_no_other_file_is_rewritten_in_place(author: Author) -> None:
    (author.folder / "other.md").write_text(V1)
    for name in ("nope.md", "other.md"):
        assert f"{name} is none of the notes here" in author.fails("lock", "--in-place", name)


def test_lock_wants_one_ruling(author: Author) -> None:
    assert main(["lock", "notes.md"]) == 2
    assert main(["lock", "notes.md", "--same", "a", "b", "--different", "a", "b"]) == 2


def test_what_is_no_package_is_said(author: Author) -> None:
    author.lock.unlink()
    assert "notes.md: not an Anki package" in author.fails("lock", "--from", "notes.md")
    assert not author.lock.exists()


def test_an_id_keeps_the_note_it_is_added_to(author: Author) -> None:
    guid = author.guids()["What is a closure?"]
    pinned = V1.replace("What is a closure?\n", "What is a closure?\n\n<!-- id: closure -->\n")
    author.writes(pinned)
    assert author.runs("diff") == "nothing changed\n"
    author.builds()
    author.writes(pinned.replace("What is a closure?", "Pin?").replace(CLOSURE, "Other."))
    assert author.guids()["Pin?"] == guid


def test_an_id_that_stands_twice_is_an_error_with_both_places(author: Author) -> None:
    package = (author.folder / "build" / "notes.apkg").read_bytes()
    pin = "?\n\n<!-- id: one -->\n"
    author.writes(V1.replace("?\n", pin))
    said = author.fails("build", "--offline")
    assert "notes.md:9:1: error[id-duplicate]: the id one is already used at notes.md:3" in said
    assert (author.folder / "build" / "notes.apkg").read_bytes() == package


def test_a_note_that_becomes_a_cloze_is_said(author: Author) -> None:
    guid = author.guids()["What is a closure?"]
    author.writes("---\ncloze: true\n---\n# T\n\nA closure: {{c1::" + CLOSURE[:-1] + "}}.\n\n" + HOISTING + "\n")
    said = author.runs("diff")
    assert "new       notes.md:6" in said
    assert "removed   notes.md: What is a closure?" in said
    assert "warning[kind-changed]: this was a basic note and is a cloze note now" in said
    assert guid in said


def test_an_unsure_question_names_the_command_that_settles_it(author: Author) -> None:
    """One note becomes two that are equally like it: both are new, and the author is asked."""
    threads, loops = ("What is a thread?", PROMISE), ("What is an event loop?", HOISTING)
    author.writes(notes(threads, ("What is a closure?", CLOSURE), loops))
    author.builds()
    guid = author.guids()["What is a closure?"]
    author.writes(notes(threads, ("What is closure one?", CLOSURE), ("What is closure two?", CLOSURE), loops))
    said = author.runs("diff")
    assert "warning[recognition-unsure]: this may be “What is a closure?” (notes.md) reworded" in said
    assert "new       notes.md:7" in said
    assert "new       notes.md:11" in said
    (command,) = (line.partition("deckgen ")[2] for line in said.splitlines() if "help: if it is" in line)
    assert main(command.split()) == 0, "as it is printed, with no project here"
    author.capsys.readouterr()
    assert guid in author.guids().values()


# One after the other: two questions, a third between them, and what came in its place.
ENDS = (("What is a thread?", PROMISE), ("What is an event loop?", HOISTING))
MIDDLE = ("What is a closure?", CLOSURE)
STRANGER = ("Which bird sings at night?", "The nightingale, from April until June.")
LARK = ("Which one by day?", "The lark, above the fields.")
WREN = ("And which in winter?", "The wren does.")
STRANGER_NAMED = f"## {STRANGER[0]}\n\n<!-- id: nightingale -->\n\n{STRANGER[1]}\n"
WORDS = {"gato": "cat", "perro": "dog", "pez": "fish", "oveja": "sheep"}


@pytest.mark.parametrize(
    ("before", "after", "line"),
    [
        ((ENDS[0], MIDDLE, ENDS[1]), (ENDS[0], STRANGER, ENDS[1]), 7),
        ((MIDDLE, *ENDS), (STRANGER, *ENDS), 3),
        ((*ENDS, MIDDLE), (*ENDS, STRANGER), 11),
        ((MIDDLE,), (STRANGER,), 3),
        ((ENDS[0], MIDDLE, ENDS[1]), (*ENDS, STRANGER), None),
        ((ENDS[0], MIDDLE, ENDS[1]), (ENDS[1], STRANGER, ENDS[0]), None),
        ((*ENDS, MIDDLE), (*ENDS,), None),
        (ENDS, (ENDS[0], STRANGER, ENDS[1]), None),
    ],
)
def test_one_question_rewritten_in_place_is_asked_about(
    author: Author, before: tuple[Any, ...], after: tuple[Any, ...], line: int | None
) -> None:
    author.lock.unlink()
    (author.folder / "build" / "notes.apkg").unlink()
    author.writes(notes(*before))
    author.builds()
    guid = author.guids().get("What is a closure?")
    author.writes(notes(*after))
    said = author.runs("diff")
    if line is None:
        assert "recognition-unsure" not in said
        return
    assert f"notes.md:{line}:1: warning[recognition-unsure]: this is new, and “What is a closure?” is gone" in said
    (command,) = (row.partition("deckgen ")[2].partition(";")[0] for row in said.splitlines() if "help:" in row)
    assert command == f"lock --same {guid} notes.md:{line}"
    author.runs(*command.split())
    assert author.guids()[STRANGER[0]] == guid
    assert "warning" not in author.runs("diff")


def test_kept_answers_in_another_order_are_not_paired_by_place(author: Author) -> None:
    def listed(words: Sequence[str]) -> str:
        return "# Words\n\n" + "".join(f"Q: {word}\nA: {answer}\n\n" for word, answer in zip(words, order, strict=True))

    order = list(WORDS.values())
    author.writes(listed([*WORDS]))
    author.builds()
    before = author.guids()
    order = [WORDS[word] for word in sorted(WORDS, reverse=True)]
    text = listed(["poisson", "chien", "mouton", "chat"])
    author.writes(text)
    said = author.runs("diff")
    assert "4 new questions of this file have answers or words of its notes that are gone, in another" in said
    assert "--in-place" not in said
    assert "in another order" in author.fails("lock", "--in-place", "notes.md")
    order = [f"the {answer}" for answer in order]
    author.writes(listed(["el pez", "el perro", "la oveja", "el gato"]))
    assert "4 new questions of this file have answers or words" in author.runs("diff")
    assert "in another order" in author.fails("lock", "--in-place", "notes.md")
    author.writes(text.replace("poisson", "el pez").replace("chien", "un perro").replace("mouton", "la oveja"))
    said = author.runs("diff")
    assert f"deckgen lock --same {before['gato']} notes.md:12" in said


@pytest.mark.parametrize("kept", [False, True])
def test_a_file_of_which_nothing_is_left_and_that_has_more_questions_than_notes_is_asked_about(
    author: Author, kept: bool
) -> None:
    """What was translated and grew in one build cannot be paired by order alone."""
    author.writes(notes(*ENDS))
    author.builds()
    before = author.guids()
    others = (STRANGER, LARK, WREN)
    author.writes(notes(*([ENDS[0]] if kept else []), *others))
    assert ("recognition-unsure" in (said := author.runs("diff"))) is not kept
    if kept:
        return
    assert "3 questions of this file are new where 2 of its notes are gone" in said
    assert "deckgen lock --in-place notes.md" in said
    author.writes(notes(*others[:2]))
    author.runs("lock", "--in-place", "notes.md")
    author.writes(notes(*others))
    assert {author.guids()[title] for title, _ in others[:2]} == {before[title] for title, _ in ENDS}


@pytest.mark.parametrize("done", [False, True], ids=["before a build", "after one"])
def test_a_part_of_a_file_is_translated_and_a_question_comes_elsewhere(author: Author, *, done: bool) -> None:
    """Questions and notes that stand behind one note that stayed are one each, though they are not in the file."""
    author.writes(notes(*ENDS, MIDDLE))
    author.builds()
    before = author.guids()
    now = max(entry.mod for entry in load(author.lock.read_text(), "").entries)
    author.writes(text := notes(STRANGER, LARK, MIDDLE, WREN))
    said = author.runs("diff")
    assert "notes.md:3:1: warning[recognition-unsure]: 2 questions of this file are new where as many" in said
    if done:
        built(author.folder, text, now + 10)
    author.runs("lock", "--in-place", "notes.md")
    after = author.guids()
    assert [after[title] for title, _ in (STRANGER, LARK, MIDDLE)] == [before[title] for title, _ in (*ENDS, MIDDLE)]
    assert after[WREN[0]] not in before.values()


def test_a_part_of_a_file_is_translated_and_grows_there(author: Author) -> None:
    author.writes(notes(MIDDLE, *ENDS))
    author.builds()
    before = author.guids()
    author.writes(notes(MIDDLE, STRANGER, LARK, WREN))
    said = author.runs("diff")
    assert "notes.md:7:1: warning[recognition-unsure]: 3 questions of this file are new where 2 of its notes" in said
    author.fails("lock", "--in-place", "notes.md")
    author.writes(notes(MIDDLE, STRANGER, LARK))
    author.runs("lock", "--in-place", "notes.md")
    author.writes(notes(MIDDLE, STRANGER, LARK, WREN))
    after = author.guids()
    assert [after[title] for title, _ in (STRANGER, LARK)] == [before[title] for title, _ in ENDS]


def test_a_question_that_was_said_to_be_another_is_not_asked_about_again(author: Author) -> None:
    guid = author.guids()["What is a closure?"]
    author.writes(V1.replace("What is a closure?", STRANGER[0]).replace(CLOSURE, STRANGER[1]))
    assert "recognition-unsure" in author.runs("diff")
    author.runs("lock", "--different", guid, "notes.md:3")
    assert "recognition-unsure" not in author.runs("diff")


def test_the_command_names_the_place_as_it_is_from_here(author: Author, monkeypatch: pytest.MonkeyPatch) -> None:
    guid = author.guids()["What is a closure?"]
    author.writes(V1.replace("What is a closure?", STRANGER[0]).replace(CLOSURE, STRANGER[1]))
    (author.folder / "elsewhere").mkdir()
    monkeypatch.chdir(author.folder / "elsewhere")
    assert main(["diff", "../notes.md"]) == 0
    assert f"deckgen lock --same {guid} ../notes.md:3; its cards" in author.capsys.readouterr().out
    assert main(["lock", "--same", guid, "../notes.md:3"]) == 0
    monkeypatch.chdir(author.folder)
    author.capsys.readouterr()
    assert author.guids()[STRANGER[0]] == guid


def test_removed_notes_are_shipped_on_request_only(author: Author) -> None:
    author.writes(notes(("What is hoisting?", HOISTING)))
    assert author.builds().startswith(f"removed   notes.md: What is a closure?\n{LEFT}\n1 note ")
    assert author.runs("build", "--offline", "--removed").startswith("2 notes ")
    once = (author.folder / "build" / "notes.apkg").read_bytes()
    assert author.runs("build", "--offline", "--removed").startswith("2 notes ")
    assert (author.folder / "build" / "notes.apkg").read_bytes() == once


# Locks as git leaves them.


def git(folder: Path, *arguments: str) -> None:
    settings = ("-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main")
    subprocess.run(["git", *settings, *arguments], cwd=folder, check=True, capture_output=True)


def test_two_branches_merge(author: Author) -> None:
    """Git merges sources and lock, and all notes are who they were.

    Both branches add notes, one rewords a question, and the other edits an answer.
    """
    guids = author.guids()
    (author.folder / ".gitattributes").write_text("*deckgen.lock merge=union\n")
    (author.folder / ".gitignore").write_text("/build/\n")
    text = notes(*((f"What is subject {n}?", f"{CLOSURE} {n}") for n in range(6)), ("What is hoisting?", HOISTING))
    author.writes(text)
    author.builds()
    guids = author.guids()
    git(author.folder, "init")
    git(author.folder, "add", ".")
    git(author.folder, "commit", "-m", "start")
    git(author.folder, "switch", "-c", "other")
    theirs = text.replace("What is hoisting?", "When are declarations known?")
    author.writes(theirs + "\n## What is a promise?\n\n" + PROMISE + "\n")
    author.builds()
    guids |= author.guids()
    git(author.folder, "commit", "-am", "theirs")
    git(author.folder, "switch", "main")
    author.writes(text.replace("# T\n", "# T\n\n## What is a generator?\n\nA function that pauses at each yield.\n"))
    author.builds()
    guids |= author.guids()
    git(author.folder, "commit", "-am", "ours")
    git(author.folder, "merge", "other")
    merged = author.guids()
    assert len(merged) == 9
    assert merged == {question: guid for question, guid in guids.items() if question != "What is hoisting?"}
    assert "9 unchanged" in author.builds()


def test_a_union_takes_the_later_line_and_every_refusal() -> None:
    one = Lock("p", (entry(mod=9, words="Ours?", different=("a",)),), {"basic": Style("h", 4)})
    other = Lock("p", (entry(mod=7, words="Theirs?", different=("b",)), entry("h")), {"basic": Style("i", 6)})
    for text in (dump(one) + dump(other), dump(other) + dump(one)):
        found = load(text, "deckgen.lock")
        assert {e.guid: (e.mod, e.words, set(e.different)) for e in found.entries} == {
            "g": (9, "Ours?", {"a", "b"}),
            "h": (1, "What?", set()),
        }
        assert found.styles == {"basic": Style("i", 6)}


# In the format of version 1, where a line's text says all that can be wrong with it.
HEAD, LINE = version_1(Lock("p", (entry(),), {"basic": Style("h", 4)})).splitlines()

ADOPTS = ', "adopts": {"id": 1, "guid": "g", "cards": [[0, 0]], "text": ""}}'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "deckgen.lock:1: the lock has no header"),
        (LINE, "deckgen.lock:1: the lock has no header"),
        (f"{HEAD}\n<<<<<<< HEAD\n{LINE}", "deckgen.lock:2: a merge conflict is not resolved"),
        (f"{HEAD}\n||||||| base", "deckgen.lock:2: a merge conflict is not resolved"),
        (f"{HEAD}\n=======", "deckgen.lock:2: a merge conflict is not resolved"),
        (f"{HEAD}\n{LINE}\n>>>>>>> other", "deckgen.lock:3: a merge conflict is not resolved"),
        (HEAD.replace('"deckgen": 1', '"deckgen": 2'), "its version and its checksum do not agree"),
        (HEAD.replace('"deckgen": 1', '"deckgen": 0'), "its version and its checksum do not agree"),
        (HEAD.replace('"deckgen": 1', '"deckgen": 3'), "deckgen.lock:1: written by a newer deckgen"),
        (HEAD + "\n" + HEAD.replace('"p"', '"q"'), "deckgen.lock:2: the lock of another project, q"),
        (f"{HEAD}\n{LINE[:40]}", "deckgen.lock:2: this line is not a lock entry"),
        (f"{HEAD}\n[]", "deckgen.lock:2: this line is not a lock entry"),
        (f"{HEAD}\nnull", "deckgen.lock:2: this line is not a lock entry"),
        ('{"deckgen": 1}', "deckgen.lock:1: this line is not a lock entry"),
        ('{"deckgen": "1"}', "deckgen.lock:1: this line is not a lock entry"),
        (HEAD.replace("4", '"4"'), "deckgen.lock:1: this line is not a lock entry"),
        (HEAD + "\n" + LINE.replace('"What?"', "7"), "words is not a text"),
        (HEAD + "\n" + LINE.replace('"mod": 1', '"mod": 1.5'), "mod is not a whole number"),
        (HEAD + "\n" + LINE.replace('"basic"', '"image"'), "type is no note type"),
        (HEAD + "\n" + LINE.replace('"sketch": ""', '"sketch": "abc"'), "sketch is cut off"),
        (HEAD.replace('"basic"', '"image"'), "no note type is called image"),
        (HEAD + "\n" + LINE.replace("}", ', "anchor": 1}'), "anchor is not a text"),
        (HEAD + "\n" + LINE.replace("}", ', "home": 1}'), "home is not a text"),
        (HEAD + "\n" + LINE.replace("}", ', "tags": "a"}'), "tags is no list of texts"),
        (HEAD + "\n" + LINE.replace("}", ', "gaps": [["1", "a"]]}'), "gaps are damaged"),
        (HEAD + "\n" + LINE.replace("}", ', "reversed": 1}'), "removed or reversed is damaged"),
        (HEAD + "\n" + LINE.replace("}", ', "adopts": []}'), "deckgen.lock:2: this line is not a lock entry"),
        (HEAD + "\n" + LINE.replace("}", ', "adopts": {"id": 1, "guid": "g"}}'), "cards"),
        (HEAD + "\n" + LINE.replace("}", ADOPTS.replace("0", '"0"', 1)), "no numbers"),
        (HEAD + "\n" + LINE.replace("}", ADOPTS.replace("1", '"1"', 1)), "id is not a whole"),
        (HEAD + "\n" + LINE.replace("}", ', "else": 1}'), "unknown: else"),
    ],
)  # fmt: skip
def test_a_lock_that_cannot_be_read_says_where_and_why(text: str, said: str) -> None:
    with pytest.raises(Faulty) as error:
        load(text, "deckgen.lock")
    wrong = error.value.diagnostic
    assert wrong.rule.code == "lock-unreadable"
    assert said in f"{wrong.span.path}:{wrong.span.line}: {wrong.message}"


# A note's deck is none of its former decks.
FORMER = st.lists(st.text().filter(lambda deck: deck != "D"), unique=True)


@given(words=st.text(), path=st.text(min_size=1), decks=FORMER, mod=st.integers(0, 2**40))
def test_a_lock_is_read_as_it_was_written(words: str, path: str, decks: list[str], mod: int) -> None:
    adopts = Adopted(7, "old", ((0, 1), (2, 0)), "digest") if mod % 2 else None
    one = entry("g", "D", *decks, words=words, path=path, mod=mod, sketch="00000", adopts=adopts, reversed=mod % 3 == 0)
    lock = Lock("p", (one,), layouts={path: "bold"})
    assert load(dump(lock), "deckgen.lock") == lock


@given(st.data())
def test_a_damaged_lock_is_read_or_refused(data: st.DataObject) -> None:
    """Whatever is cut, changed or doubled: a lock or an explanation, never a traceback."""
    text = HEAD + "\n" + LINE.replace('"sketch": ""', '"sketch": "ac|~}R{01|~}abcd"') + "\n"
    at = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(at, min(len(text), at + 30)))
    put = data.draw(st.one_of(st.text(max_size=5), st.sampled_from(['"', "1", "null", "{", "[", "]", "~", "\n"])))
    try:
        found = load(text[:at] + put + text[end:], "deckgen.lock")
    except DeckgenError:
        return
    assert load(dump(found), "deckgen.lock") == found


def test_a_failed_build_leaves_lock_and_package(author: Author) -> None:
    lock = author.lock.read_bytes()
    author.lock.write_bytes(lock + b"<<<<<<< HEAD\n")
    line = lock.count(b"\n") + 1
    assert f"notes.deckgen.lock:{line}:1: error[lock-unreadable]: a merge" in author.fails("build", "--offline")
    assert author.lock.read_bytes() == lock + b"<<<<<<< HEAD\n"


def test_touch_makes_every_note_newer(author: Author) -> None:
    before = {e.guid: e.mod for e in load(author.lock.read_text(), "lock").entries}
    project, _ = locate(Path("notes.md"), author.folder)
    write(build(project, World(0), touch=True))
    after = {e.guid: e.mod for e in load(author.lock.read_text(), "lock").entries}
    assert after == {guid: mod + 1 for guid, mod in before.items()}
