"""Two branches edit different questions; git joins the locks line by line, and every note is still who it was."""

import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deckgen.compiler import World, build, write
from deckgen.diagnostics import DeckgenError
from deckgen.identity import identify
from deckgen.lock import Entry, Lock, dump, load, torn
from deckgen.lock.fingerprint import sketch
from deckgen.lock.union import later
from deckgen.project import locate
from tests.support.effort import examples
from tests.support.histories.notes import Q
from tests.support.locks import entry, locked, version_1
from tests.support.merging import branches, read, union, who

Gaps = tuple[tuple[int, str], ...]
# So many that their lines in a lock are far from each other.
MANY = tuple(f"w{number}" for number in range(40))


@settings(max_examples=examples(40), derandomize=True, database=None)
@given(seed=st.integers(0, 2**32))
@pytest.mark.parametrize("old", [dump, version_1])
def test_branches_join(tmp_path_factory: pytest.TempPathFactory, old: Callable[[Lock], str], seed: int) -> None:
    """Also where one branch and the lock before both are of version 1."""
    made = branches(Random(seed))
    text = union(tmp_path_factory.mktemp("m"), old(made.base), old(made.ours), dump(made.theirs))
    merged = load(text, "deckgen.lock")
    assert not merged.torn
    found = who(made.text, merged)
    assert {key: guid for key, guid in found.items() if key in made.known} == {
        key: made.known[key] for key in made.kept
    }
    after = {one.guid: one for one in locked(read(made.text), merged, 1_700_003_000).entries}
    mods = [{one.guid: one.mod for one in lock.entries} for lock in (made.ours, made.theirs)]
    for guid in found.values():
        assert after[guid].mod == max(mod.get(guid, 0) for mod in mods), "the merge itself touches no note"


@settings(max_examples=examples(40), derandomize=True, database=None)
@given(seed=st.integers(0, 2**32))
def test_a_merged_lock_that_lost_lines_is_refused_or_good_enough(
    tmp_path_factory: pytest.TempPathFactory, seed: int
) -> None:
    """Cut at the end of any line, or without any one line: each question is who it was, or nothing is built."""
    made = branches(Random(seed))
    text = union(tmp_path_factory.mktemp("m"), dump(made.base), dump(made.ours), dump(made.theirs))
    lines = text.splitlines(keepends=True)
    expected = who(made.text, load(text, "deckgen.lock"))
    for at in range(len(lines)):
        for rest in (lines[:at], lines[:at] + lines[at + 1 :]):
            assert _built(made.text, "".join(rest)) in (None, expected)


def _built(qs: list[Q], text: str) -> dict[int, str] | None:
    """Who each question is by this lock; None if that is refused."""
    try:
        lock = load(text, "deckgen.lock")
        if torn.lack(lock, identify(read(qs), lock)[0], {"a.md"}):
            return None
    except DeckgenError:
        return None
    return who(qs, lock)


def two(one: Entry, other: Entry) -> Entry:
    """What is known of a note whose line both branches changed."""
    (found,) = load(dump(Lock("p", (one,))) + dump(Lock("p", (other,))), "deckgen.lock").entries
    return found


def test_a_merge_forgets_nothing_that_a_note_had() -> None:
    older = entry("g", "D", "C", mod=1, tags=("a", "b"), texts=("1", "2"), home="old", different=("x",))
    newer = entry("g", "E", "D", mod=2, tags=("a", "c"), texts=("1", "3"), different=("y",))
    for found in (two(older, newer), two(newer, older)):
        assert (found.deck, found.home) == ("E", "old")
        assert found.tags == ("a", "b", "c")
        assert found.texts == ("1", "2", "3"), "the latest last"
        assert set(found.decks) == {"C", "D"}
        assert set(found.different) == {"x", "y"}
    back = two(entry("g", mod=1, texts=("1", "2")), entry("g", mod=2, texts=("3", "1")))
    assert back.texts == ("2", "3", "1")


@pytest.mark.parametrize(
    ("older", "newer", "gone"),
    [
        (((1, "a"),), ((1, "a"), (2, "b")), ()),
        (((1, "a"), (2, "north sea")), ((1, "a"), (2, "the sea")), ()),
        (((1, "a"), (2, "北海")), ((1, "a"), (2, "冷的北海")), ()),
        (((1, "a"), (2, "b")), ((1, "a"),), ((2, "b"),)),
        (((1, "a"), (2, "b")), ((1, "a"), (3, "b")), ((2, "b"),)),
        ((), ((2, "b"), (1, "a")), ()),
    ],
)  # fmt: skip
def test_a_number_of_either_branch_is_never_free_again(older: Gaps, newer: Gaps, gone: Gaps) -> None:
    one, other = entry("g", mod=1, gaps=older), entry("g", mod=2, gaps=newer)
    assert two(one, other) == two(other, one)
    assert (two(one, other).gaps, two(one, other).gone) == (newer, gone)


PIECES = "It runs a call when the surrounding function returns, in the order in which they stand."
FIRST = entry("g", asked="q", answered="1", path="a.md", created=1, mod=1, texts=("1",), sketch=sketch(PIECES))
OTHER = entry("g", asked="q", answered="2", path="b.md", created=2, mod=2, texts=("2",), sketch=sketch("A court."))


@pytest.mark.parametrize(
    ("change", "claims"),
    [
        ({}, True),
        ({"path": "a.md"}, True),
        ({"created": 1}, False),
        ({"answered": "1"}, False),
        ({"texts": ("1", "2")}, False),
        ({"texts": ()}, False),
        ({"sketch": sketch(f"{PIECES} Always.")}, False),
    ],
)
def test_of_two_notes_with_one_guid_one_keeps_it(change: dict[str, Any], *, claims: bool) -> None:
    """Two branches asked something else under one title: neither line knows anything of the other's note."""
    other = replace(OTHER, **change)
    for pair in ((FIRST, other), (other, FIRST)):
        merged = load("".join(dump(Lock("p", (one,))) for one in pair), "deckgen.lock")
        assert merged.claimed == ((FIRST,) if claims else ())
        assert merged.entries == (other if claims else later(*pair),)


def test_a_note_that_is_gone_keeps_no_guid_from_one_that_is_there() -> None:
    gone = replace(OTHER, removed=True)
    merged = load(dump(Lock("p", (FIRST,))) + dump(Lock("p", (gone,))), "deckgen.lock")
    assert (merged.entries, merged.claimed) == ((FIRST,), (gone,))


@pytest.mark.parametrize(
    ("older", "newer", "shown", "gone"),
    [
        (((1, "a"), (2, "b")), ((1, "a"), (2, "c")), ((1, "a"),), ((2, "b"), (2, "c"))),
        (((1, "a"), (2, "b"), (3, "d")), ((1, "a"), (2, "c")), ((1, "a"),), ((2, "b"), (2, "c"), (3, "d"))),
        (((1, "a"), (2, "b")), ((1, "b"), (2, "a")), (), ((1, "a"), (1, "b"), (2, "b"), (2, "a"))),
        # Alike, but not in one place.
        (((1, "a"), (2, "sea")), ((2, "the sea"), (1, "a")), ((1, "a"),), ((2, "sea"), (2, "the sea"))),
    ],
)  # fmt: skip
def test_a_number_of_two_branches_is_nobodys(older: Gaps, newer: Gaps, shown: Gaps, gone: Gaps) -> None:
    """In Anki it is one card, and its history belongs to the words of the one or of the other."""
    one, other = entry("g", mod=1, gaps=older), entry("g", mod=2, gaps=newer)
    merged = two(one, other)
    assert merged == two(other, one)
    assert (merged.gaps, merged.gone) == (shown, gone)
    third = entry("g", mod=3, gaps=newer)
    assert {number for number, _ in two(merged, third).gone} == {number for number, _ in gone}, "for good"


def test_a_number_whose_words_are_not_known_any_more_is_nobodys() -> None:
    one, other = entry("g", mod=1, gone=((2, ""),)), entry("g", mod=2, gaps=((1, "a"), (2, "b")))
    assert (two(one, other).gaps, two(one, other).gone) == (((1, "a"),), ((2, ""), (2, "b")))
    gone = entry("g", mod=2, gone=((2, "b"),))
    assert two(one, gone).gone == ((2, "b"),)


def test_two_marks_of_two_branches_have_a_number_of_their_own_each(tmp_path: Path) -> None:
    text = "---\ncloze: true\n---\n\nThe long river ==Rhine== flows to the ==sea== through Cologne.\n"
    notes, path = tmp_path / "notes.md", tmp_path / "notes.deckgen.lock"

    def made(text: str) -> tuple[Gaps, Gaps, list[str]]:
        notes.write_text(text, "utf-8")
        project, _ = locate(notes, tmp_path)
        result = build(project, World(1_700_000_000 + len(text)))
        write(result)
        (entry,) = load(path.read_text("utf-8"), path.name).entries
        return entry.gaps, entry.gone, [one.message for one in result.diagnostics]

    made(text)
    base = path.read_text("utf-8")
    locks = []
    for word in ("Cologne", "long"):
        # Each in a clone of its own, without the other one's package.
        shutil.rmtree(tmp_path / "build")
        path.write_text(base, "utf-8")
        made(text.replace(word, f"=={word}=="))
        locks.append(path.read_text("utf-8"))
    (tmp_path / "merge").mkdir()
    path.write_text(union(tmp_path / "merge", base, *locks), "utf-8")
    both = text.replace("Cologne", "==Cologne==").replace("long", "==long==")
    gaps, gone, (said,) = made(both)
    assert sorted(gaps) == [(1, "Rhine"), (2, "sea"), (4, "long"), (5, "Cologne")]
    assert gone == ((3, ""),)
    assert said.startswith("cloze 3 was “Cologne”, “long” on two branches")
    assert made(both) == (gaps, gone, []), "it is said once"


class Repository:
    """A repository with notes in it, each commit of which was built before."""

    def __init__(self, folder: Path) -> None:
        self.notes, self.lock = folder / "notes.md", folder / "notes.deckgen.lock"
        (folder / ".gitignore").write_text("build/\n")
        (folder / ".gitattributes").write_text("*.deckgen.lock merge=union\n")
        self.git("init", "-b", "main")

    def git(self, *arguments: str) -> None:
        names = ["-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"]
        subprocess.run(["git", *names, *arguments], cwd=self.notes.parent, check=True, capture_output=True)

    def commit(self, *questions: str) -> None:
        """Questions far from each other, so that git can join what was done to them."""
        texts = (f"## What is {question}?\n\nIt is {question}, as\n\nall of us\n\nknow.\n" for question in questions)
        self.notes.write_text("# T\n\n" + "\n".join(texts), "utf-8")
        self.guids()
        self.git("add", ".")
        self.git("commit", "-m", " ".join(questions))

    def guids(self) -> dict[str, str]:
        """Builds. Each question's guid."""
        project, _ = locate(self.notes, self.notes.parent)
        result = build(project, World(1_700_000_000))
        write(result)
        return {match.question.title.split()[2][:-1]: match.guid for match in result.matches}


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path)


def test_a_revert_of_an_older_commit_is_built(repository: Repository) -> None:
    """Its lock has the header of before and lacks the note that went with its question."""
    repository.commit(*MANY)
    repository.commit(*MANY[:20], "new", *MANY[20:])
    repository.commit("zero", *MANY[:20], "new", *MANY[20:])
    before = repository.guids()
    repository.git("revert", "--no-edit", "HEAD~1")
    assert repository.lock.read_text("utf-8").count('{"deckgen"') == 2
    assert load(repository.lock.read_text("utf-8"), "lock").torn
    assert repository.guids() == {key: guid for key, guid in before.items() if key != "new"}


def test_a_commit_picked_from_a_branch_is_built(repository: Repository) -> None:
    """The header counts the branch's notes, most of which stayed there."""
    repository.commit(*MANY)
    repository.git("switch", "-c", "branch")
    repository.commit(*MANY[:20], "left", "out", *MANY[20:])
    repository.commit(*MANY[:20], "left", "out", *MANY[20:], "picked")
    branch = repository.guids()
    repository.git("switch", "main")
    repository.commit("zero", *MANY)
    main = repository.guids()
    repository.git("cherry-pick", "branch")
    assert load(repository.lock.read_text("utf-8"), "lock").torn
    assert repository.guids() == main | {"picked": branch["picked"]}


def test_a_lock_that_lacks_the_line_of_a_question_is_refused(repository: Repository) -> None:
    """Merged, and without a note: that question would start anew if it was reworded."""
    repository.commit("one", "two", "three")
    repository.git("switch", "-c", "branch")
    repository.commit("one", "two", "three", "theirs")
    repository.git("switch", "main")
    repository.commit("ours", "one", "two", "three")
    repository.git("merge", "branch")
    lines = repository.lock.read_text("utf-8").splitlines(keepends=True)
    guids = [line.split('"')[3] for line in lines if line.startswith('{"guid"')]
    assert len(set(guids)) == 5
    for guid in set(guids):
        rest = [line for line in lines if not line.startswith(f'{{"guid": "{guid}"')]
        repository.lock.write_text("".join(rest), "utf-8")
        with pytest.raises(DeckgenError, match="lines of this merged lock are missing") as refusal:
            repository.guids()
        assert re.search(r"`git (-C \S+ )?checkout -- \S*notes\.deckgen\.lock`", str(refusal.value))
        assert re.search(r"`deckgen lock \S*notes\.md --from \S*build/notes\.apkg`", str(refusal.value))
    repository.lock.write_text("".join(line for line in lines if not line.startswith('{"file"')), "utf-8")
    with pytest.raises(DeckgenError, match=r"notes\.md has no line"):
        repository.guids()
    repository.lock.write_text("".join(lines), "utf-8")
    assert len(repository.guids()) == 5
