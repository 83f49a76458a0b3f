"""A year of an author's and a learner's life, and what becomes of their cards.

It measures the tables of docs/reference/identity.md that have a column for each way into Anki: each row is a scenario
here, which tells its story by the row's own words.
"""

from __future__ import annotations

import re
import shutil
import time
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from deckgen import diagnostics
from tests.support import anki, deck, fates
from tests.support.merging import union
from tests.support.notes import CLOSURE, HOISTING, PROMISE, notes
from tests.support.tables import rows
from tests.support.ways import NAMES, Sync, Way, opened

pytest.importorskip("anki.collection")
pytestmark = pytest.mark.anki

ONE, TWO, THREE = ("What is a closure?", CLOSURE), ("What is hoisting?", HOISTING), ("What is a promise?", PROMISE)
FOUR = ("What is a generator?", "A function that stops where it yields.")
# An answer that was edited, and what only the edited one shows.
EDIT = "Remember that."
EDITED = (ONE[0], f"{CLOSURE} {EDIT}")
FIXED = "A function with its scope, as its learner put it."
CODES = {rule.code for rule in vars(diagnostics).values() if isinstance(rule, diagnostics.Rule)}
Story = Callable[[Way], str]
SCENARIOS: dict[str, tuple[Story, tuple[str, ...]]] = {}


def row(name: str, *ways: str) -> Callable[[Story], Story]:
    """The scenario of the row that begins with this cell; some things cannot be done in all `ways`."""

    def keep(story: Story) -> Story:
        SCENARIOS[name] = story, ways or NAMES
        return story

    return keep


def begun(way: Way, *questions: tuple[str, str], path: str = "notes.md") -> fates.Cards:
    """Notes in Anki, all studied. Returns the cards of the first question."""
    way.write(path, notes(*questions))
    way.bring(path)
    way.study()
    return way.cards(questions[0][1])


def later() -> None:
    """Times are whole seconds, and what is done in Anki comes after the build and before the next."""
    time.sleep(1.1)


# Files, locks and git


@row("`notes.md` is renamed, and edited (`lock-taken`)")
def _(way: Way) -> str:
    before = begun(way, ONE, TWO)
    way.rename("notes.md", "scopes.md")
    way.write("scopes.md", notes(EDITED, TWO))
    way.bring("scopes.md", prune=True)
    return fates.word(before, way.cards(), EDIT)


@row("`notes.md` is renamed, and a copy of it that was studied too is built first: the cards of each (`lock-taken`)")
def _(way: Way) -> str:
    begun(way, ONE, TWO)
    way.write("copy.md", notes(ONE, TWO).replace("# T", "# Copy"))
    way.bring("copy.md")
    way.study()
    before = way.cards()
    assert len(before) == 4
    way.rename("notes.md", "scopes.md")
    way.bring("copy.md", prune=True)
    way.bring("scopes.md", prune=True)
    assert way.cards().keys() == before.keys()
    return fates.word(before, way.cards(), CLOSURE, HOISTING)


@row("`notes.md` moves to another folder, and is renamed and edited (`lock-taken`)")
def _(way: Way) -> str:
    before = begun(way, ONE, TWO, path="lists/notes.md")
    (way.home / "lists/notes.md").unlink()
    way.write("topics/scopes.md", notes(EDITED, TWO))
    way.bring("topics/scopes.md", prune=True)
    return fates.word(before, way.cards(), EDIT)


@row("`notes.md` moves into a project (`lock-taken`)")
def _(way: Way) -> str:
    before = _into_a_project(way)
    return fates.word(before, way.cards(), EDIT)


@row("… and out of it again, and is built before the project (`lock-taken`)")
def _(way: Way) -> str:
    before = _into_a_project(way)
    way.rename("exam/source/notes.md", "notes.md")
    way.bring("notes.md", prune=True)
    way.bring("exam", prune=True)
    return fates.word(before, way.cards(), EDIT)


def _into_a_project(way: Way) -> fates.Cards:
    before = begun(way, ONE, TWO)
    way.deckgen("init", "exam")
    way.write("exam/source/notes.md", notes(EDITED, TWO))
    (way.home / "notes.md").unlink()
    way.bring("exam", prune=True)
    return before


@row("the folder around `notes.md` is built as a whole (`lock-taken`)")
def _(way: Way) -> str:
    before = begun(way, ONE, TWO, path="lists/notes.md")
    way.write("lists/more.md", notes(THREE))
    way.write("lists/notes.md", notes(EDITED, TWO))
    way.bring("lists", prune=True)
    return fates.word(before, way.cards(), EDIT)


def _a_part_of_a_folder(way: Way, *options: str) -> str:
    way.write("lists/notes.md", notes(ONE, TWO))
    way.bring("lists")
    way.study()
    before = way.cards(CLOSURE)
    way.bring("lists/notes.md", *options)
    return fates.word(before, way.cards(), CLOSURE)


@row("`notes.md` is built, and was only built with its folder before")
def _(way: Way) -> str:
    return _a_part_of_a_folder(way)


@row("… with `--alone` (`inside-project`)")
def _(way: Way) -> str:
    return _a_part_of_a_folder(way, "--alone")


@row("a question moves to another file, each with a lock of its own (`lock-taken`)")
def _(way: Way) -> str:
    before = _moved_to_another_file(way, ONE, TWO)
    way.bring("b.md", prune=True)
    way.bring("a.md", prune=True)
    return fates.word(before, way.cards(), EDIT)


@row("… and the file that it has left is built first")
def _(way: Way) -> str:
    return _left_first(way, prune=False)


@row("… and what is gone from that file is deleted, before the other one is built")
def _(way: Way) -> str:
    return _left_first(way, prune=True)


def _moved_to_another_file(way: Way, *there: tuple[str, str]) -> fates.Cards:
    """The cards of the first of these questions, from whose file one has moved to another file that was built too."""
    begun(way, THREE, path="b.md")
    before = begun(way, *there, path="a.md")
    way.write("a.md", notes(TWO))
    way.write("b.md", notes(THREE, EDITED))
    return before


def _left_first(way: Way, *, prune: bool) -> str:
    before = _moved_to_another_file(way, ONE, TWO)
    way.bring("a.md", prune=prune)
    way.bring("b.md", prune=prune)
    return fates.word(before, way.cards(), EDIT)


@row("… and another one is removed from the file that it has left, with `--prune`: that card", "push", "sync")
def _(way: Way) -> str:
    before = _moved_to_another_file(way, TWO, FOUR, ONE)
    way.bring("b.md", prune=True)
    way.write("a.md", notes(FOUR))
    way.bring("a.md", prune=True)
    assert "does not know" not in way.said
    return fates.word(before, way.cards(), HOISTING)


@row("a question moves to another file of its project: its card lies in the")
def _(way: Way) -> str:
    for name, text in (("a", notes(ONE, TWO)), ("b", notes(THREE))):
        way.write(f"source/{name}.md", text.replace("# T", f"# {name}"))
    way.bring()
    way.study()
    before = way.cards(CLOSURE)
    for name, text in (("a", notes(TWO)), ("b", notes(THREE, EDITED))):
        way.write(f"source/{name}.md", text.replace("# T", f"# {name}"))
    way.bring()
    assert fates.word(before, way.cards(), EDIT) == "kept"
    return _deck(way, CLOSURE, {"a": "old deck", "b": "new deck"})


def _deck(way: Way, words: str, names: dict[str, str]) -> str:
    """The word for the deck of the one card that shows these words, by the last part of the deck's name."""
    (card,) = way.cards(words).values()
    return names[card.deck.rpartition("::")[2]]


@row("two folders have a `README.md` with the same questions (`package-other`)")
def _(way: Way) -> str:
    named = "<!-- id: hoisting -->\n\n"
    before = begun(way, ONE, (TWO[0], named + HOISTING), path="go/README.md")
    way.write("java/README.md", notes((ONE[0], PROMISE), (TWO[0], named + PROMISE)))
    way.bring("java/README.md", prune=True)
    assert len(way.cards(PROMISE)) == 2
    way.write("go/README.md", notes(EDITED, (TWO[0], named + HOISTING)))
    way.bring("go/README.md", prune=True)
    return fates.word(before, way.cards(), EDIT)


@row("`git revert`")
def _(way: Way) -> str:
    return _reverted(way)


@row("… of a commit that renamed the file and edited it")
def _(way: Way) -> str:
    before = _repository(way, notes(ONE, TWO))
    way.git("mv", "notes.md", "scopes.md")
    way.write("scopes.md", notes((ONE[0], PROMISE), TWO))
    way.bring("scopes.md")
    way.git("add", ".")
    way.git("commit", "-m", "a mistake under another name")
    way.git("revert", "--no-edit", "HEAD")
    way.bring("notes.md")
    assert fates.word(before, way.cards(), CLOSURE) == "kept"
    way.write("notes.md", notes(EDITED, TWO))
    way.bring("notes.md")
    return fates.word(before, way.cards(), EDIT)


@row("… where `build/` is not there any more; import a `build --touch` then")
def _(way: Way) -> str:
    word = _reverted(way, without="build")
    if way.name == "import":
        # Two builds in one second: the mistake was shipped as of the next one.
        later()
        later()
        way.bring("notes.md", "--touch")
        assert not way.cards(PROMISE)
    return word


def _reverted(way: Way, without: str = "") -> str:
    before = _repository(way, notes(ONE, TWO))
    way.write("notes.md", notes((ONE[0], PROMISE), TWO))
    way.bring("notes.md")
    way.git("commit", "--all", "-m", "a mistake")
    way.git("revert", "--no-edit", "HEAD")
    if without:
        shutil.rmtree(way.home / without)
    way.bring("notes.md")
    return fates.word(before, way.cards(), CLOSURE)


def _repository(way: Way, text: str) -> fates.Cards:
    """Notes in Anki, studied, and committed with their lock. Returns the cards of the first question."""
    way.write(".gitignore", "build/\n")
    way.write("notes.md", text)
    way.bring("notes.md")
    way.study()
    way.git("init")
    way.git("add", ".")
    way.git("commit", "-m", "notes")
    return way.cards(CLOSURE)


@row("a `deck:` line is written, and `git revert` takes it away: the cards of the file lie in the")
def _(way: Way) -> str:
    decks = {"T": "old deck", "Other": "new deck"}
    _repository(way, notes(ONE, TWO))
    way.write("notes.md", f"---\ndeck: Other\n---\n\n{notes(ONE, TWO)}")
    way.bring("notes.md")
    assert _deck(way, CLOSURE, decks) == ("old deck" if way.name == "import" else "new deck")
    way.git("commit", "--all", "-m", "another deck")
    way.git("revert", "--no-edit", "HEAD")
    # A fresh clone has no package: what was delivered is remembered beside the collection.
    shutil.rmtree(way.home / "build")
    way.bring("notes.md")
    return _deck(way, CLOSURE, decks)


@row("a question is removed and tagged, and `git revert` brings it back")
def _(way: Way) -> str:
    before = _repository(way, notes(ONE, TWO))
    way.write("notes.md", notes(TWO))
    way.bring("notes.md", *(["--removed"] if way.name == "import" else []))
    assert fates.word(before, way.cards(), ONE[0]) == "tagged"
    way.git("commit", "--all", "-m", "gone")
    way.git("revert", "--no-edit", "HEAD")
    way.bring("notes.md")
    return fates.word(before, way.cards(), CLOSURE)


@row("`git switch` to a branch that does not have a question yet: its card")
def _(way: Way) -> str:
    _repository(way, notes(ONE, TWO))
    way.git("switch", "-c", "more")
    way.write("notes.md", notes(ONE, TWO, THREE))
    way.bring("notes.md")
    way.study()
    before = way.cards(PROMISE)
    way.git("commit", "--all", "-m", "more")
    way.git("switch", "main")
    way.bring("notes.md", *(["--removed"] if way.name == "import" else ["--prune"]))
    return fates.word(before, way.cards(), PROMISE)


@row("… and asks something else under its title, in another file: its card, and none of the new question")
def _(way: Way) -> str:
    before, example = _under_one_title(way)
    way.bring()
    assert len(way.cards("/remind")) == 1
    return fates.word(before, way.cards(), example)


@row("… where `build/` is not there any more", "push", "sync")
def _(way: Way) -> str:
    before, example = _under_one_title(way)
    shutil.rmtree(way.home / "build")
    said = way.bring()
    (command,) = re.findall(r"deckgen lock --different .*", said)
    assert fates.word(before, way.cards(), example) == "kept"
    way.paste(command)
    way.bring(prune=True)
    assert len(way.cards("/remind")) == 1
    return fates.word(before, way.cards(), example)


def _under_one_title(way: Way) -> tuple[fates.Cards, str]:
    """The cards of a question of another branch, what they show, and here, not built yet, another one of its title."""
    example = "for range over a channel until it is closed by the sender."
    way.write(".gitignore", "build/\n")
    way.write("source/go.md", notes(ONE, TWO))
    way.write("source/slack.md", notes(THREE))
    way.bring()
    way.git("init")
    way.git("add", ".")
    way.git("commit", "-m", "notes")
    way.git("switch", "-c", "more")
    way.write("source/go.md", notes(ONE, TWO, ("Example", example)))
    way.bring()
    way.study()
    before = way.cards(example)
    way.git("commit", "--all", "-m", "more")
    way.git("switch", "-")
    way.write("source/slack.md", notes(THREE, ("Example", "Write /remind me tomorrow to look at this again.")))
    return before, example


@row("a project is copied with its lock and renamed: it is the same project (`project-renamed`, `project-twin`)")
def _(way: Way) -> str:
    before = _project(way)
    shutil.copytree(way.home / "scopes", way.home / "copy")
    way.write("copy/deckgen.toml", 'name = "copy"\n')
    way.write("copy/source/a.md", notes(EDITED, TWO))
    way.bring("copy")
    return fates.word(before, way.cards(), EDIT)


def _project(way: Way) -> fates.Cards:
    way.write("scopes/deckgen.toml", "")
    way.write("scopes/source/a.md", notes(ONE, TWO))
    way.bring("scopes")
    way.study()
    return way.cards(CLOSURE)


@row("… and other notes are written over its own, with `--prune`: the cards of the first one", "push", "sync")
def _(way: Way) -> str:
    before = _project(way)
    shutil.copytree(way.home / "scopes", way.home / "copy")
    way.write("copy/source/a.md", notes(FOUR))
    with pytest.raises(AssertionError, match="say --yes"):
        way.bring("copy", prune=True)
    way.synchronise()
    return fates.word(before, way.cards(), CLOSURE)


@row("… and given an `id` of its own: the cards of the first one (`project-new`)")
def _(way: Way) -> str:
    before = _project(way)
    shutil.copytree(way.home / "scopes", way.home / "copy")
    way.write("copy/deckgen.toml", 'name = "copy"\nid = "another"\n')
    way.write("copy/source/a.md", notes((ONE[0], PROMISE), TWO))
    way.bring("copy", prune=True)
    assert len(way.cards(PROMISE)) == 1
    way.bring("scopes", prune=True)
    return fates.word(before, way.cards(), CLOSURE)


@row("a project's `id` is changed (`project-new`)")
def _(way: Way) -> str:
    before = _project(way)
    _with_id(way, "another")
    return fates.word(before, way.cards(), CLOSURE)


@row("… and changed back")
def _(way: Way) -> str:
    _project(way)
    way.write("scopes/source/a.md", notes(("Which functions remember?", CLOSURE), TWO))
    way.bring("scopes")
    before = way.cards(CLOSURE)
    old = re.findall(r'write id = "(.*)";', _with_id(way, "another"))
    way.write("scopes/source/a.md", notes(("Which functions remember?", EDITED[1]), TWO))
    _with_id(way, *old)
    return fates.word(before, way.cards(), EDIT)


def _with_id(way: Way, number: str) -> str:
    way.write("scopes/deckgen.toml", f'id = "{number}"\n')
    return way.bring("scopes")


@row("the lock of another project stands in its place, its package is there (`project-new`)")
def _(way: Way) -> str:
    way.write("other/deckgen.toml", 'id = "other"\n')
    way.write("other/source/a.md", notes(THREE))
    way.bring("other")
    way.write("scopes/source/a.md", notes(ONE, TWO))
    _with_id(way, "scopes")
    way.study()
    before = way.cards(CLOSURE)
    shutil.copy(way.home / "other/deckgen.lock", way.home / "scopes/deckgen.lock")
    way.write("scopes/source/a.md", notes(("Which functions remember?", EDITED[1]), TWO))
    way.bring("scopes", prune=True)
    return fates.word(before, way.cards(), EDIT)


@row("the lock is lost, its package is there (`lock-missing`)")
def _(way: Way) -> str:
    before = begun(way, ONE, TWO)
    (way.home / "notes.deckgen.lock").unlink()
    way.write("notes.md", notes(("Which functions remember?", EDITED[1]), TWO))
    way.bring("notes.md", prune=True)
    return fates.word(before, way.cards(), EDIT)


@row("… and `notes.md` is renamed and edited as well (`lock-missing`)")
def _(way: Way) -> str:
    before = begun(way, ONE, TWO)
    (way.home / "notes.deckgen.lock").unlink()
    way.rename("notes.md", "scopes.md")
    way.write("scopes.md", notes(EDITED, TWO))
    way.bring("scopes.md", prune=True)
    return fates.word(before, way.cards(), EDIT)


@row("the lock is older than its package (`lock-old`)")
def _(way: Way) -> str:
    way.write("notes.md", notes(TWO))
    way.bring("notes.md")
    old = (way.home / "notes.deckgen.lock").read_bytes()
    before = begun(way, ONE, TWO)
    (way.home / "notes.deckgen.lock").write_bytes(old)
    way.write("notes.md", notes(("Which functions remember?", EDITED[1]), TWO))
    way.bring("notes.md", prune=True)
    return fates.word(before, way.cards(), EDIT)


@row("the lock is old, its package gone: the card of a question that is in neither lock nor files")
def _(way: Way) -> str:
    way.write("notes.md", notes(TWO))
    way.bring("notes.md")
    old = (way.home / "notes.deckgen.lock").read_bytes()
    before = begun(way, ONE, TWO)
    (way.home / "notes.deckgen.lock").write_bytes(old)
    shutil.rmtree(way.home / "build")
    way.write("notes.md", notes(TWO))
    said = way.bring("notes.md", prune=True)
    assert way.name == "import" or "1 in Anki that the lock does not know: nothing is deleted" in said
    return fates.word(before, way.cards(), CLOSURE)


@row("… and a question that only Anki's note knows is reworded in the files, or was before: its card")
def _(way: Way) -> str:
    before, _ = _behind(way)
    return fates.word(before, way.cards(), CLOSURE, EDIT)


@row("… then with `deckgen lock --from` an export of Anki's")
def _(way: Way) -> str:
    before, export = _behind(way)
    way.do(lambda col: deck.package(col, export, "T"))
    assert ".lock.older" in way.deckgen("lock", "notes.md", "--from", str(export))
    way.bring("notes.md", prune=True)
    assert len(way.cards()) == 2, "no question is there twice"
    return fates.word(before, way.cards(), EDIT)


def _behind(way: Way) -> tuple[fates.Cards, Path]:
    """The cards of a question that was reworded, and brought with a lock of before there was one; and a path."""
    way.write("notes.md", notes(TWO))
    way.bring("notes.md")
    old = (way.home / "notes.deckgen.lock").read_bytes()
    before = begun(way, ONE, TWO)
    way.write("notes.md", notes(("Which functions remember?", EDITED[1]), TWO))
    way.bring("notes.md")
    (way.home / "notes.deckgen.lock").write_bytes(old)
    shutil.rmtree(way.home / "build")
    said = way.bring("notes.md")
    assert way.name == "import" or "1 held back" in said
    return before, way.home / "export.apkg"


@row("lock and package are lost, the project has an `id`: a question that still is as it was first asked")
def _(way: Way) -> str:
    return _lost(way, EDITED)


@row("… one that was reworded")
def _(way: Way) -> str:
    return _lost(way, ("Which functions remember?", EDITED[1]))


def _lost(way: Way, question: tuple[str, str]) -> str:
    way.write("deckgen.toml", 'id = "scopes"\n')
    way.write("source/a.md", notes(ONE, TWO))
    way.bring()
    way.study()
    before = way.cards(CLOSURE)
    way.write("source/a.md", notes(question, TWO))
    (way.home / "deckgen.lock").unlink()
    shutil.rmtree(way.home / "build")
    later()
    way.bring(prune=True)
    return fates.word(before, way.cards(), EDIT)


@row("a file's name is spelled with other Unicode (NFD)")
def _(way: Way) -> str:
    composed, apart = _spellings("Übung.md")
    before = begun(way, ONE, TWO, path=composed)
    way.rename(composed, apart)
    way.rename(composed.replace("md", "deckgen.lock"), apart.replace("md", "deckgen.lock"))
    way.write(apart, notes(EDITED, TWO))
    way.bring(apart, prune=True)
    return fates.word(before, way.cards(), EDIT)


@row("… a project's name, and those of the files in it")
def _(way: Way) -> str:
    composed, apart = _spellings("Übung")
    untitled = slice(len("# T\n\n"), None)
    way.write(f"{composed}/source/{composed}.md", notes(ONE)[untitled])
    way.write(f"{composed}/source/b.md", notes(TWO)[untitled])
    way.bring(composed)
    way.study()
    before = way.cards(CLOSURE)
    way.rename(composed, apart)
    way.rename(f"{apart}/source/{composed}.md", f"{apart}/source/{apart}.md")
    way.write(f"{apart}/source/{apart}.md", notes(EDITED)[untitled])
    said = way.bring(apart, prune=True)
    assert not {"moved", "renamed", "warning"} & set(re.findall(r"\w+", said))
    return fates.word(before, way.cards(), EDIT)


def _spellings(name: str) -> tuple[str, str]:
    """The name composed, as most systems keep it, and decomposed, as some do."""
    composed, apart = (unicodedata.normalize(form, name) for form in ("NFC", "NFD"))
    assert composed != apart
    return composed, apart


# Questions, gaps and sides


@row("reworded")
def _(way: Way) -> str:
    before = begun(way, ONE, TWO)
    way.write("notes.md", notes(("Which functions remember?", CLOSURE), TWO))
    way.bring("notes.md", prune=True)
    return fates.word(before, way.cards(), "Which functions")


@row("translated in place, the whole file")
def _(way: Way) -> str:
    before, _ = _translated(way)
    return fates.word(before, way.cards(), "Eine Funktion")


@row("… with `deckgen lock --in-place notes.md` before it is built (`recognition-unsure`)")
def _(way: Way) -> str:
    return _said_to_be_translated(way, GERMAN[2])


@row("… a part of it, and a question is added elsewhere, with that command (`recognition-unsure`)")
def _(way: Way) -> str:
    return _said_to_be_translated(way, THREE, FOUR)


GERMAN = (
    ("Was ist ein Funktionsabschluss?", "Eine Funktion mit den Variablen, die sie umgaben, als sie entstand."),
    ("Wie früh sind Namen bekannt?", "Deklarationen gelten im ganzen Block, auch oberhalb ihrer Zeile."),
    ("Was ist ein Versprechen?", "Ein Wert, der noch aussteht, und wer auf ihn oder sein Scheitern wartet."),
)


def _said_to_be_translated(way: Way, *rest: tuple[str, str]) -> str:
    before, said = _translated(way, "--dry-run", rest=rest)
    assert "deckgen lock --in-place notes.md" in said
    way.deckgen("lock", "--in-place", "notes.md")
    way.bring("notes.md", prune=True)
    return fates.word(before, way.cards(), "Eine Funktion")


def _translated(way: Way, *options: str, rest: tuple[tuple[str, str], ...] = GERMAN[2:]) -> tuple[fates.Cards, str]:
    """Three questions of which two are translated, with the rest of the file as it is now."""
    before = begun(way, ONE, TWO, THREE)
    way.write("notes.md", notes(*GERMAN[:2], *rest))
    if way.name == "import" and options:
        return before, way.deckgen("diff", "notes.md")
    return before, way.bring("notes.md", *options)


@row("removed")
def _(way: Way) -> str:
    before = begun(way, ONE, TWO)
    way.write("notes.md", notes(TWO))
    way.bring("notes.md")
    return fates.word(before, way.cards(), CLOSURE)


@row("removed, with `build --removed`", "import")
def _(way: Way) -> str:
    before = begun(way, ONE, TWO)
    way.write("notes.md", notes(TWO))
    way.bring("notes.md", "--removed")
    return fates.word(before, way.cards(), ONE[0])


@row("removed, with `--prune`", "push", "sync")
def _(way: Way) -> str:
    before = begun(way, ONE, TWO)
    way.write("notes.md", notes(TWO))
    way.bring("notes.md", prune=True)
    return fates.word(before, way.cards(), CLOSURE)


@row("removed, deleted in Anki, and back in the file")
def _(way: Way) -> str:
    before = begun(way, ONE, TWO)
    _coming_and_going(way, [TWO], [ONE, TWO])
    return fates.word(before, way.cards(), CLOSURE)


@row("removed and deleted, back, removed and deleted again, with a sync after each")
def _(way: Way) -> str:
    before = begun(way, ONE, TWO)
    _coming_and_going(way, [TWO], [ONE, TWO], [TWO])
    return fates.word(before, way.cards(), CLOSURE)


def _coming_and_going(way: Way, *times: list[tuple[str, str]]) -> None:
    way.synchronise()
    for questions in times:
        way.write("notes.md", notes(*questions))
        way.bring("notes.md", prune=True)
        way.synchronise()
        assert len(way.cards()) == len(questions)


@row("deleted by `--prune`, and restored by the command that was printed", "push", "sync")
def _(way: Way) -> str:
    before = begun(way, ONE, TWO)
    way.write("notes.md", notes(TWO))
    printed = way.bring("notes.md", prune=True).split("comes back with: ")[1].splitlines()[0]
    assert not way.cards(CLOSURE)
    # Whoever has to restore something has made a mistake, perhaps in the files.
    way.write("notes.md", "# T\n")
    way.paste(printed)
    way.write("notes.md", notes(ONE, TWO))
    way.synchronise()
    return fates.word(before, way.cards(), CLOSURE)


GAPS = "---\ncloze: true\n---\n\nThe ==Rhine== flows through ==six== countries to the ==North Sea==.\n"
UNMARKED = GAPS.replace("==six==", "six")


def _gaps(way: Way, *hidden: str) -> fates.Cards:
    """The cloze in Anki, studied; returns the cards that hide these words, or all."""
    way.write("notes.md", GAPS)
    way.bring("notes.md")
    way.study()
    before = way.cards()
    assert {card.asks for card in before.values()} == {"Rhine", "six", "North Sea"}
    return {key: card for key, card in before.items() if not hidden or card.asks in hidden}


@row("a gap (`==…==`) is put in front of others: their cards")
def _(way: Way) -> str:
    before = _gaps(way)
    way.write("notes.md", GAPS.replace("The", "The ==long=="))
    way.bring("notes.md", prune=True)
    now = way.cards()
    assert {card.asks for key, card in now.items() if key not in before} == {"long"}
    return fates.word(before, now, "long")


@row("a gap is taken away: the cards of the others (`cloze-removed`)")
def _(way: Way) -> str:
    before = _gaps(way, "Rhine", "North Sea")
    way.write("notes.md", UNMARKED)
    way.bring("notes.md", prune=True)
    return fates.word(before, way.cards(), "through six")


@row("a gap is taken away: its card")
def _(way: Way) -> str:
    before = _gaps(way, "six")
    way.write("notes.md", UNMARKED)
    way.bring("notes.md")
    return fates.word(before, way.cards(), "through six")


@row("a gap is taken away, with `--prune`: its card", "push", "sync")
def _(way: Way) -> str:
    before = _gaps(way, "six")
    way.write("notes.md", UNMARKED)
    way.bring("notes.md", prune=True)
    return fates.word(before, {key: card for key, card in way.cards().items() if key in before}, "through six")


@row("a gap is taken away, and comes back: its card")
def _(way: Way) -> str:
    before = _gaps(way, "six")
    way.write("notes.md", UNMARKED)
    way.bring("notes.md")
    way.write("notes.md", GAPS)
    way.bring("notes.md")
    return fates.word(before, way.cards(), "countries")


@row("two gaps change places: their cards")
def _(way: Way) -> str:
    before = _gaps(way)
    way.write("notes.md", GAPS.replace("Rhine", "*").replace("North Sea", "Rhine").replace("*", "North Sea"))
    way.bring("notes.md", prune=True)
    return fates.word(before, way.cards(), "through")


@row("two branches each mark another gap, with the same number, and are merged: its card (`cloze-removed`)")
def _(way: Way) -> str:
    _repository(way, GAPS)
    way.write("notes.md", GAPS.replace("flows", "==flows=="))
    way.bring("notes.md")
    way.study()
    before = {key: card for key, card in way.cards().items() if card.asks == "flows"}
    way.git("commit", "--all", "-m", "one")
    mine = (way.home / "notes.deckgen.lock").read_text("utf-8")
    way.git("switch", "-c", "other", "HEAD~")
    # Another clone, which has no package of this one.
    shutil.rmtree(way.home / "build")
    base = (way.home / "notes.deckgen.lock").read_text("utf-8")
    later()
    way.write("notes.md", GAPS.replace("countries", "==countries=="))
    way.deckgen("build", "notes.md")
    theirs = (way.home / "notes.deckgen.lock").read_text("utf-8")
    (way.home / "notes.deckgen.lock").write_text(union(way.home / "build", base, mine, theirs), "utf-8")
    shutil.rmtree(way.home / "build")
    later()
    way.write("notes.md", GAPS.replace("flows", "==flows==").replace("countries", "==countries=="))
    way.bring("notes.md")
    now = way.cards()
    assert {card.asks for key, card in now.items() if card.asks in ("flows", "countries") and not card.learnt[1]} == {
        "flows", "countries",
    }, "both start anew"  # fmt: skip
    return fates.word(before, now, "countries")


SIDES = "# T\n\nclosure ::: a function that remembers\n\nhoisting ::: names known early\n"


def _side(way: Way, *, prune: bool = False) -> fates.Cards:
    way.write("notes.md", SIDES)
    way.bring("notes.md")
    way.study()
    before = {key: card for key, card in way.cards("remembers").items() if key[1] == 1}
    way.write("notes.md", SIDES.replace("closure :::", "closure ::"))
    way.bring("notes.md", prune=prune)
    return before


@row("`:::` becomes `::`: the card of the second side")
def _(way: Way) -> str:
    before = _side(way)
    return fates.word(before, way.cards(), "remembers")


@row("`:::` becomes `::`, with `--prune`: that card", "push", "sync")
def _(way: Way) -> str:
    before = _side(way, prune=True)
    return fates.word(before, {key: card for key, card in way.cards().items() if key in before}, "remembers")


@row("`:::` becomes `::`, and `:::` again: that card")
def _(way: Way) -> str:
    before = _side(way)
    way.write("notes.md", SIDES)
    way.bring("notes.md")
    return fates.word(before, way.cards(), "remembers")


# In Anki


def _changed(way: Way, words: str, *tags: str, answer: str = "") -> None:
    """A note that shows these words, edited and tagged in Anki."""

    def change(col: Any) -> None:
        note = next(col.get_note(nid) for nid in col.find_notes("") if words in col.get_note(nid)["Answer"])
        note["Answer"] = answer or note["Answer"]
        note.tags += tags
        col.update_note(note)

    later()
    way.do(change)
    later()


@row("tagged, marked or a leech; then edited in the files, and the heading above it renamed")
def _(way: Way) -> str:
    before = begun(way, ONE, TWO)
    _changed(way, CLOSURE, "marked", "leech", "exam")
    way.write("notes.md", notes(EDITED, TWO).replace("# T", "# Topic"))
    way.bring("notes.md", prune=True)
    words = {fates.word(before, way.cards(), EDIT, mine=tag) for tag in ("marked", "leech", "exam")}
    (word,) = words
    return word


@row("text corrected")
def _(way: Way) -> str:
    return _both_sides(way, ONE)


@row("text corrected, and edited in the files")
def _(way: Way) -> str:
    return _both_sides(way, EDITED)


@row("… with `--take mine`", "push", "sync")
def _(way: Way) -> str:
    return _both_sides(way, EDITED, "--take", "mine")


@row("… with `--take mine=notes.md:3`, for this note alone", "push", "sync")
def _(way: Way) -> str:
    return _both_sides(way, EDITED, "--take", "mine=notes.md:3")


@row("… with `--take anki`", "push", "sync")
def _(way: Way) -> str:
    return _both_sides(way, EDITED, "--take", "anki")


def _both_sides(way: Way, question: tuple[str, str], *options: str) -> str:
    """Two notes corrected in Anki, of which the first is `question` in the files now and the second edited as well."""
    before = begun(way, ONE, TWO)
    _changed(way, CLOSURE, answer=FIXED)
    _changed(way, HOISTING, answer=f"{FIXED} Twice.")
    way.write("notes.md", notes(question, (TWO[0], f"{HOISTING} Always.")))
    said = way.bring("notes.md", *options, prune=True)
    if question == EDITED and way.name != "import":
        assert f"notes.md:3: {ONE[0]}" in said
        assert f"Anki:  {FIXED}" in said
        assert "files: A function together" in said
    if options and "=" in options[-1]:
        assert len(way.cards("Twice.")) == 1, "only the note that was named"
    return fates.word(before, way.cards(), question[1], mine=FIXED)


@row("given another note type, and edited in the files")
def _(way: Way) -> str:
    before, _ = _another_type(way)
    return fates.word(before, way.cards(), EDIT)


@row("… and given its own type again")
def _(way: Way) -> str:
    before, kind = _another_type(way)
    _bring_retyped(way, kind)
    return fates.word(before, way.cards(), EDIT)


def _another_type(way: Way) -> tuple[fates.Cards, str]:
    """The cards of a note that was given another type in Anki, and edited in the files; and the type it had."""
    before = begun(way, ONE, TWO)
    kind = way.do(lambda col: next(note.note_type()["name"] for note in map(col.get_note, col.find_notes(""))))
    way.write("notes.md", notes(EDITED, (TWO[0], f"{HOISTING} Always.")))
    said = _bring_retyped(way, "Basic")
    assert way.name == "import" or f"notes.md:3: {ONE[0]} is of the type Basic" in said
    assert len(way.cards("Always.")) == 1, "all else goes on"
    return before, str(kind)


def _bring_retyped(way: Way, kind: str) -> str:
    """What is in Anki after the first note was given this type there. Returns what was said."""

    def retype(col: Any) -> None:
        (note,) = (note for note in map(col.get_note, col.find_notes("")) if CLOSURE in note.fields[1])
        info = col.models.change_notetype_info(old_notetype_id=note.mid, new_notetype_id=col.models.by_name(kind)["id"])
        info.input.note_ids.append(note.id)
        col.models.change_notetype_of_notes(info.input)

    later()
    way.do(retype)
    options = []
    if isinstance(way, Sync):
        assert way.phone
        way.phone.sync(upload=True)
        options = ["--full-download"]
    later()
    return way.bring("notes.md", *options)


@row("deleted, and edited in the files")
def _(way: Way) -> str:
    return _deleted(way)


@row("… with `--undelete`", "push", "sync")
def _(way: Way) -> str:
    return _deleted(way, "--undelete")


def _deleted(way: Way, *options: str) -> str:
    before = begun(way, ONE, TWO)
    (guid,) = (guid for guid, _ in before)
    way.do(lambda col: col.remove_notes(col.db.list("select id from notes where guid = ?", guid)))
    way.write("notes.md", notes(EDITED, TWO))
    said = way.bring("notes.md", *options)
    assert way.name == "import" or options or f"deleted notes.md:3: {ONE[0]}" in said
    return fates.word(before, way.cards(), EDIT)


@row("deck renamed, and edited in the files")
def _(way: Way) -> str:
    before = begun(way, ONE, TWO)
    _rename_deck(way)
    way.write("notes.md", notes(EDITED, TWO))
    way.bring("notes.md")
    assert _deck(way, EDIT, {"Interview": "your deck"}) == "your deck"
    return fates.word(before, way.cards(), EDIT)


@row("deck renamed: the card of a question that is added lies in the")
def _(way: Way) -> str:
    begun(way, ONE, TWO)
    _rename_deck(way)
    way.write("notes.md", notes(ONE, TWO, THREE))
    way.bring("notes.md")
    return _deck(way, PROMISE, {"T": "old deck", "Interview": "your deck"})


@row("deck renamed: the card of a question that moves there in the files lies in the")
def _(way: Way) -> str:
    way.write("source/a.md", notes(ONE, TWO).replace("# T", "# A"))
    way.write("source/b.md", notes(THREE))
    way.bring()
    way.study()
    later()
    (name,) = {card.deck for card in way.cards(PROMISE).values()}
    way.do(lambda col: col.decks.rename(col.decks.id(name), "Interview"))
    way.write("source/a.md", notes(TWO).replace("# T", "# A"))
    way.write("source/b.md", notes(THREE, EDITED))
    way.bring()
    return _deck(way, EDIT, {"A": "old deck", "Interview": "your deck"})


@row("a deck made there is exported, taken over with `deckgen adopt`, and edited in the files", "push", "sync")
def _(way: Way) -> str:
    before = _adopted(way)
    way.bring("notes.md")
    return _in_another_note(before, way.cards())


@row("… and its package is imported first (`adoption-pending`)")
def _(way: Way) -> str:
    before = _adopted(way)
    way.deckgen("build", "notes.md")
    way.do(lambda col: anki.load(col, way.home / "build" / "notes.apkg"))
    if way.name == "import":
        return fates.word(before, way.cards(), EDIT)
    way.bring("notes.md")
    return _in_another_note(before, way.cards())


def _adopted(way: Way) -> fates.Cards:
    """The cards of a note that was made and studied in Anki; two such notes are adopted, the first one edited."""
    begun(way, THREE, path="more.md")
    export = way.home / "school.apkg"

    def make(col: Any) -> None:
        for question in (ONE, TWO):
            deck.add(col, "Basic", *question)

    way.do(make)
    way.study()
    way.do(lambda col: deck.package(col, export))
    before = way.cards(CLOSURE)
    way.write("notes.md", notes(EDITED, TWO))
    assert "2 found here" in way.deckgen("adopt", str(export), "notes.md")
    return before


def _in_another_note(before: fates.Cards, now: fates.Cards) -> str:
    """What became of the cards of a note in whose place there is one of deckgen's."""
    assert now.keys().isdisjoint(before)
    (guid,) = {guid for (guid, _), card in now.items() if CLOSURE in card.shows}
    return fates.word({(guid, side): card for (_, side), card in before.items()}, now, EDIT)


def _rename_deck(way: Way) -> None:
    (name,) = {card.deck for card in way.cards().values()}
    later()
    way.do(lambda col: col.decks.rename(col.decks.id(name), "Interview"))


# The tables


def table() -> dict[str, dict[str, str]]:
    """The cells of each row by way, without those in which there is nothing to be seen."""
    found = rows("identity.md", "what happens", "import", "`push`", "`sync`")
    return {name: {way: cell for way, cell in zip(NAMES, cells, strict=True) if cell != "—"} for name, *cells in found}


def test_every_row_has_a_scenario() -> None:
    assert list(table()) == list(SCENARIOS)
    assert {name: tuple(cells) for name, cells in table().items()} == {
        name: ways for name, (_, ways) in SCENARIOS.items()
    }
    assert {cell for cells in table().values() for cell in cells.values()} == fates.WORDS
    explained = {word for word, _ in rows("identity.md", "word", "the cards")}
    assert {word for word in fates.WORDS if "deck" not in word} == explained


def _all() -> list[Any]:
    """Each row by each way; importing is quick enough to be tried always."""
    return [
        pytest.param(
            name,
            way,
            marks=[] if way == "import" else [pytest.mark.slow, *([pytest.mark.sync] if way == "sync" else [])],
        )
        for name, (_, ways) in SCENARIOS.items()
        for way in ways
    ]


@pytest.mark.parametrize(("name", "kind"), _all())
def test_year(
    name: str, kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    story, _ = SCENARIOS[name]
    with opened(kind, tmp_path, monkeypatch, capsys) as way:
        assert story(way) == table()[name][kind]
        for code in CODES & set(re.findall(r"`([\w-]+)`", name)):
            assert f"[{code}]" in way.said
