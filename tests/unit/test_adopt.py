"""Which notes that deckgen did not make are questions here, read from an export and recognised."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import replace
from pathlib import Path
from typing import Any

import genanki
import pytest

from deckgen import ids
from deckgen.anki.adoption import Adoption, Verdict, settled
from deckgen.anki.stored import Side, Stored
from deckgen.apkg.foreign import foreign
from deckgen.apkg.models import Model, Sides, models
from deckgen.cli import main
from deckgen.data import Note
from deckgen.diagnostics import DeckgenError
from deckgen.identity import adopt, identify, number
from deckgen.lock import Adopted, Lock
from tests.support.exports import export
from tests.support.locks import entry
from tests.support.notes import CLOSURE, HOISTING, PROMISE, notes
from tests.support.questions import reading


def templates(*sides: tuple[str, str], kind: int = 0) -> Model:
    """The note type of these question and answer sides, as an export in Anki's schema 11 has it."""
    model = {
        "name": "T", "type": kind, "flds": [{"name": "Front"}, {"name": "Back"}],
        "tmpls": [{"qfmt": question, "afmt": answer} for question, answer in sides],
    }  # fmt: skip
    connection = sqlite3.connect(":memory:")
    connection.execute("create table col (models)")
    connection.execute("insert into col values (?)", (json.dumps({"7": model}),))
    return models(connection)[7]


@pytest.mark.parametrize(
    ("side", "asked"),
    [
        ("{{Front}}", ("Front",)),
        ("{{ Front }} {{text:Back}}", ("Front", "Back")),
        ("{{Front}}\n{{type:Back}}", ("Front",)),
        ("{{#Back}}{{Front}}{{/Back}}{{^Back}}{{hint:Front}}{{/Back}}", ("Front",)),
        ("{{Tags}} {{Deck}} {{cloze:Front}}", ("Front",)),
        ("<b>nothing</b>", ()),
    ],
)
def test_what_a_side_asks(side: str, asked: tuple[str, ...]) -> None:
    assert templates((side, "")).templates[0].asked == asked


def test_an_answer_is_what_only_the_answer_shows() -> None:
    (sides,) = templates(("{{Front}}", "{{FrontSide}}<hr>{{Front}} {{Back}}")).templates
    assert sides == Sides(("Front",), ("Back",))


OLD, OURS = "old", "ours"
DUE = (2, 50, 3, 2, 10, 2500, 0, 0, 0, "{}")


def side(ordinal: int, reviews: int = 3, schedule: tuple[object, ...] = DUE, log: int = 3) -> Side:
    return Side(100 + ordinal, ordinal, reviews, schedule=schedule, log=log)


def unstudied(ordinal: int) -> Side:
    return side(ordinal, 0, (0, 1, 0, 0, 0, 0, 0, 0, 0, ""), 0)


def adoption(old: tuple[Side, ...], ours: tuple[Side, ...] | None, reverse: str = "") -> Adoption:
    note = Note(OURS, "basic", "D", ("q", "a", reverse, "", "", ""), (), 1, 1)
    here = None if ours is None else Stored(OURS, 2, 7, 1, (), (), sides=ours)
    text = ids.short()
    return Adoption(note, Adopted(1, OLD, ((0, 0), (1, 1)), text), Stored(OLD, 1, 8, 1, (), (), sides=old), here)


@pytest.mark.parametrize(
    ("old", "ours", "reverse", "verdict"),
    [
        ((side(0),), None, "", "carry"),
        ((side(0),), (unstudied(0),), "", "carry"),
        ((side(0),), (side(0),), "", "carried"),
        ((side(0),), (replace(side(0), schedule=(*DUE[:4], 11, *DUE[5:])),), "", "studied"),
        # An import that was cut short, or left out a review whose id was taken.
        ((side(0),), (side(0, log=2),), "", "carry"),
        ((side(0),), (side(0, log=4),), "", "studied"),
        # A card whose due date was set has reviews on record, and none that count.
        ((side(0),), (side(0, 0, (2, 9, 0, 2, 9, 0, 0, 0, 0, ""), 1),), "", "studied"),
        ((side(0), side(1)), None, "", "cards"),
        ((side(0), side(1)), None, "1", "carry"),
        ((side(0), unstudied(1)), None, "", "carry"),
        ((side(0), side(1)), (side(0), unstudied(1)), "1", "studied"),
        ((side(0), side(2)), None, "1", "cards"),
        ((unstudied(0),), (side(0),), "", "carried"),
    ],
)
def test_verdict(old: tuple[Side, ...], ours: tuple[Side, ...] | None, reverse: str, verdict: Verdict) -> None:
    assert adoption(old, ours, reverse).verdict == verdict


def test_a_note_that_says_something_else_now_is_not_adopted() -> None:
    one = adoption((side(0),), None)
    assert replace(one, old=replace(one.old, fields=("Another question?", ""))).verdict == "edited"


def test_nothing_has_arrived_in_a_note_that_is_not_there() -> None:
    assert not adoption((unstudied(0),), None).arrived(None)


def test_who_waits_no_longer() -> None:
    entries = [entry(guid, adopts=Adopted(1, f"old {guid}", ((0, 0),))) for guid in ("done", "gone", "left")]
    entries += [entry("before", adopts=Adopted(1, "old", ((0, 0),), arrived=True)), entry("new")]
    done = adoption((side(0),), None)
    there = {"old done", "old left"}
    one = replace(done, note=replace(done.note, guid="done"))
    assert settled(entries, there, [one]) == {"done", "gone"}


# What is recognised


def found(text: str, package: bytes, same: dict[int, str] | None = None) -> dict[str, Any]:
    """The adoptions by the title of the question: the guid of the note, "?" if not sure, and the pairs of gaps."""
    matches, _ = identify(reading(text).questions, Lock("p"))
    matches, _ = number(matches, Lock("p"))
    as_read = [replace(m, question=q) for m, q in zip(matches, reading(text).questions, strict=True)]
    notes = foreign(package, "old.apkg", ())
    return {
        one.match.fingerprint.title: (one.entry.guid + ("" if one.sure else "?"), *one.gaps)
        for one in adopt(
            as_read, [note.entry for note in notes], {as_read[at].guid: g for at, g in (same or {}).items()}
        )
    }


def test_the_same_question_is_the_same_whatever_its_answer() -> None:
    package = export(("What is a <b>closure</b>?", "Something learnt long ago."), ("Other?", "Other."))
    assert found(notes(("What is a closure?", CLOSURE), ("New?", HOISTING)), package) == {"What is a closure?": ("g0",)}


def test_a_reworded_question_is_recognised_by_its_answer() -> None:
    package = export(("Closures", CLOSURE), ("Hoisting", HOISTING))
    text = notes(("Why do declarations move up?", HOISTING), ("What keeps a scope alive?", CLOSURE))
    assert found(text, package) == {
        "Why do declarations move up?": ("g1",), "What keeps a scope alive?": ("g0",),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("there", "here", "answer", "other"),
    [
        (
            "What does os.getuid() do?", "What does os.getgid() do?",
            "Returns the id of the current process's user, the real one, as a whole number, on Unix only.",
            ("user", "group"),
        ),
        (
            "Где находится сердце лягушки?", "Где находится печень лягушки?",
            "Лежит в передней части полости тела, ближе к голове, под грудиной, и состоит она из трёх неравных частей.",
            ("передней", "средней"),
        ),
    ],
)  # fmt: skip
def test_names_that_differ_are_offered_however_alike_the_rest_is(
    there: str, here: str, answer: str, other: tuple[str, str]
) -> None:
    text = notes((here, answer.replace(*other)), ("Why?", PROMISE))
    assert found(text, export((there, answer))) == {here: ("g0?",)}


def test_a_question_that_is_asked_twice_goes_by_its_answer() -> None:
    package = export(("What is it?", HOISTING), ("What is it?", CLOSURE))
    assert found(notes(("What is it?", CLOSURE), ("Why?", PROMISE)), package) == {"What is it?": ("g1",)}


def test_where_two_notes_resemble_the_author_is_asked() -> None:
    package = export(("Closures, red", CLOSURE), ("Closures, tan", CLOSURE))
    text = notes(("How?", HOISTING), ("What is a closure?", CLOSURE), ("Why?", PROMISE))
    ((guid, *_),) = found(text, package).values()
    assert guid.endswith("?")
    assert found(text, package, {1: "g1"}) == {"What is a closure?": ("g1",)}


def test_nothing_is_found_in_foreign_notes() -> None:
    package = export(("What is a promise?", PROMISE), ("What is a kiwi?", "A bird, and a fruit."))
    assert found(notes(("What is a closure?", CLOSURE), ("What is hoisting?", HOISTING)), package) == {}


RIVERS = "---\ncloze: true\n---\n\n# Rivers\n\nThe {} river {} flows through six countries to the {}, slowly.\n"
IN_ANKI = (
    "The long river {{c2::Rhine}} flows through six countries to the {{c1::<i>North Sea</i>::where?}}, slowly.",
    "",
)


def test_a_gap_belongs_to_its_words() -> None:
    package = export(IN_ANKI, kind=genanki.CLOZE_MODEL)
    automatic = found(RIVERS.format("==long==", "==Rhine==", "==North Sea=="), package)
    ((guid, *gaps),) = automatic.values()
    assert guid == "g0"
    assert {there: here for there, here in gaps if there < 3} == {2: 2, 1: 3}
    own = RIVERS.format("{{c1::long}}", "{{c3::Rhine}}", "{{c2::North Sea}}")
    assert list(found(own, package).values()) == [("g0", (1, 2), (2, 3))]


def test_a_package_that_is_none_is_refused() -> None:
    with pytest.raises(DeckgenError, match=r"old\.apkg: not an Anki package"):
        foreign(b"no zip", "old.apkg", ())


def test_our_own_notes_are_not_foreign() -> None:
    package = export(("What?", "That."))
    assert len(foreign(package, "old.apkg", ())) == 1
    assert foreign(package, "old.apkg", [genanki.BASIC_MODEL.model_id]) == ()


def test_what_is_adopted_is_not_offered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    user = "Returns the id of the current process's user, the real one, as a whole number, on Unix only."
    Path("notes.md").write_text(notes(("What does os.getgid() do?", user.replace("user", "group"))), "utf-8")
    Path("old.apkg").write_bytes(export(("What does os.getuid() do?", user)))
    assert main(["adopt", "old.apkg", "notes.md", "-n"]) == 0
    told = capsys.readouterr().out
    assert "    1 perhaps found here: --offered adopts all of them, --same one\n" in told
    assert "    1 asked here only\n" in told
    assert main(["adopt", "old.apkg", "notes.md", "--offered"]) == 0
    told = capsys.readouterr().out
    assert "    1 perhaps found here, and taken with --offered; one that is wrong:\n" in told
    assert "deckgen adopt old.apkg notes.md --offered --different " in told
    assert "asked here only" not in told
