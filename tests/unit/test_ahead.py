"""A package that is ahead of the lock beside it: git went back, what Anki was given did not."""

import shutil
from pathlib import Path

import pytest

from deckgen.apkg.rebuild import rebuild
from deckgen.lock import Entry, load
from tests.support.builds import built
from tests.support.notes import CLOSURE, HOISTING, PROMISE, notes

ONE, TWO, THREE = ("What is a closure?", CLOSURE), ("What is hoisting?", HOISTING), ("What is a promise?", PROMISE)
EDITED = ("What is a closure?", CLOSURE + " And more.")
CLOZE = "---\ncloze: true\n---\n\nThe ==Rhine== flows through ==six== countries to the sea.\n"
LOCK = "notes.deckgen.lock"


def shipped(folder: Path, text: str, now: int) -> list[Entry]:
    """The notes of the package that a build of this text writes."""
    package = built(folder, text, now)
    return list(rebuild(package.read_bytes(), package.name, "").entries)


def committed(folder: Path) -> Path:
    return Path(shutil.copy(folder / LOCK, folder / "committed"))


def test_a_note_that_the_package_shows_as_it_is_stays_untouched_by_an_older_lock(tmp_path: Path) -> None:
    built(tmp_path, notes(ONE, TWO), 1000)
    lock = committed(tmp_path)
    assert [note.mod for note in shipped(tmp_path, notes(EDITED, TWO), 2000)] == [2000, 1000]
    shutil.copy(lock, tmp_path / LOCK)
    assert [note.mod for note in shipped(tmp_path, notes(EDITED, TWO), 3000)] == [2000, 1000]
    assert [note.mod for note in shipped(tmp_path, notes(EDITED, TWO), 4000)] == [2000, 1000]


def test_a_note_that_was_edited_and_deleted_is_newer_when_git_goes_back(tmp_path: Path) -> None:
    built(tmp_path, notes(ONE, TWO), 1000)
    lock = committed(tmp_path)
    built(tmp_path, notes(EDITED, TWO), 2000)
    built(tmp_path, notes(TWO), 3000)
    shutil.copy(lock, tmp_path / LOCK)
    assert [note.mod for note in shipped(tmp_path, notes(ONE, TWO), 4000)] == [4000, 1000]


@pytest.mark.parametrize(("returns", "mod"), [(ONE, 4000), (EDITED, 2000)], ids=["another text", "as it was shipped"])
def test_a_note_that_is_gone_when_git_goes_back_is_newer_if_another_text_returns(
    returns: tuple[str, str], mod: int, tmp_path: Path
) -> None:
    built(tmp_path, notes(ONE, TWO), 1000)
    lock = committed(tmp_path)
    built(tmp_path, notes(EDITED, TWO), 2000)
    shutil.copy(lock, tmp_path / LOCK)
    built(tmp_path, notes(TWO), 3000)
    assert {note.mod for note in shipped(tmp_path, notes(returns, TWO), 4000)} == {1000, mod}


def test_a_note_that_is_younger_than_the_package_is_none_of_those(tmp_path: Path) -> None:
    built(tmp_path, notes(ONE), 1000)
    package = (tmp_path / "build/notes.apkg").read_bytes()
    built(tmp_path, notes(ONE, TWO), 2000)
    # What others have built and committed, pulled beside an own package of before.
    (tmp_path / "build/notes.apkg").write_bytes(package)
    assert [note.mod for note in shipped(tmp_path, notes(ONE, TWO), 3000)] == [1000, 2000]


def test_the_lock_of_git_stays_as_git_has_it(tmp_path: Path) -> None:
    built(tmp_path, notes(ONE, TWO), 1000)
    lock = committed(tmp_path)
    built(tmp_path, notes(EDITED, TWO), 2000)
    shutil.copy(lock, tmp_path / LOCK)
    built(tmp_path, notes(ONE, TWO), 3000)
    assert (tmp_path / LOCK).read_bytes() == lock.read_bytes()


def test_a_number_that_was_shipped_goes_to_no_other_words_when_git_goes_back(tmp_path: Path) -> None:
    built(tmp_path, CLOZE, 1000)
    lock = committed(tmp_path)
    (note,) = shipped(tmp_path, CLOZE.replace("The", "The ==longest== river, the"), 2000)
    assert note.gaps == ((3, "longest"), (1, "Rhine"), (2, "six"))
    shutil.copy(lock, tmp_path / LOCK)
    (note,) = shipped(tmp_path, CLOZE, 3000)
    assert note.gaps == ((1, "Rhine"), (2, "six"))
    (note,) = shipped(tmp_path, CLOZE.replace("the sea", "the ==sea=="), 4000)
    assert note.gaps == ((1, "Rhine"), (2, "six"), (4, "sea"))


def test_a_number_that_the_package_leaves_out_was_that_of_words_which_nobody_knows_any_more(tmp_path: Path) -> None:
    built(tmp_path, CLOZE, 1000)
    built(tmp_path, CLOZE.replace("==Rhine==", "Rhine"), 2000)
    (tmp_path / LOCK).unlink()
    (note,) = shipped(tmp_path, CLOZE.replace("==Rhine==", "Rhine").replace("the sea", "the ==sea=="), 3000)
    assert note.gaps == ((2, "six"), (3, "sea"))


def test_a_deck_that_was_shipped_is_a_former_one_when_git_goes_back(tmp_path: Path) -> None:
    built(tmp_path, notes(ONE), 1000)
    lock = committed(tmp_path)
    built(tmp_path, f"---\ndeck: Other\n---\n\n{notes(ONE)}", 2000)
    shutil.copy(lock, tmp_path / LOCK)
    built(tmp_path, notes(ONE), 3000)
    (entry,) = load((tmp_path / LOCK).read_text("utf-8"), LOCK).entries
    assert entry.decks == ("Other",)


def test_clozes_are_known_by_the_package(tmp_path: Path) -> None:
    more = CLOZE + "\nThe ==Elbe== is ==long==.\n"
    before = {note.guid for note in shipped(tmp_path, more, 1000)}
    (tmp_path / LOCK).unlink()
    assert {note.guid for note in shipped(tmp_path, more.replace("six", "nine"), 2000)} == before
    assert [path.name for path in (tmp_path / "build").iterdir()] == ["notes.apkg"]


@pytest.mark.parametrize("text", [CLOZE, "---\ncloze: true\n---\n\nThe ==Elbe== is ==long==.\n"])
def test_a_cloze_moves_to_another_file(tmp_path: Path, text: str) -> None:
    rest = "\nAnother note that stays ==here== for all of this test.\n"
    (note, _) = shipped(tmp_path, text + rest, 1000)
    built(tmp_path, text.partition("\n\n")[0] + "\n" + rest, 2000)
    shutil.move(tmp_path / LOCK, tmp_path / "former.deckgen.lock")
    (tmp_path / "former.md").write_text(text.partition("\n\n")[0] + "\n" + rest, "utf-8")
    (moved,) = shipped(tmp_path, text, 3000)
    assert moved.guid == note.guid


def test_a_note_that_only_the_package_knows_stays_in_its_note_type(tmp_path: Path) -> None:
    built(tmp_path, notes(TWO, THREE), 1000)
    for file in ("notes.md", LOCK):
        (tmp_path / file).rename(tmp_path / file.replace("notes", "former"))
    # Another file, of which all notes come from there; one of them after its lock was kept.
    (tmp_path / "former.md").write_text(notes(THREE), "utf-8")
    (tmp_path / "build/notes.apkg").unlink()
    (before,) = shipped(tmp_path, notes(TWO), 2000)
    lock = committed(tmp_path)
    (tmp_path / "former.md").write_text(notes(ONE), "utf-8")
    types = {note.home for note in shipped(tmp_path, notes(TWO, THREE), 3000)}
    shutil.copy(lock, tmp_path / LOCK)
    after = shipped(tmp_path, notes(TWO, THREE), 4000)
    assert {note.home for note in after} == types == {before.home}
    assert [note.mod for note in after] == [1000, 1000]
