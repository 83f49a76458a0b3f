"""Packages are opened again before anybody imports them: what would not arrive as it is, is said."""

import gettext
import io
import json
import re
import sqlite3
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deckgen.apkg import read, stored
from deckgen.apkg.verify import Defect, verify
from deckgen.cli import main
from deckgen.diagnostics import DeckgenError

NOTES = "# A\n\n## What is one?\n\nThe first.\n\n## What is two?\n\nThe second ::: x.\n"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def package(here: Path) -> bytes:
    (here / "a.md").write_text(NOTES)
    assert main(["build", "--offline", "a.md"]) == 0
    return (here / "build" / "a.apkg").read_bytes()


def members(package: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(files: dict[str, bytes], method: int = zipfile.ZIP_STORED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def changed(package: bytes, *statements: str) -> bytes:
    """The package after these statements of SQL."""
    files = members(package)
    connection = sqlite3.connect(":memory:")
    connection.deserialize(files["collection.anki2"])
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    return zipped({**files, "collection.anki2": connection.serialize()})


def renamed(deck: str) -> str:
    """The statement that gives the deck of the notes another name."""
    return f'update col set decks = replace(decks, \'"name": "A"\', \'"name": {json.dumps(deck)}\')'


def test_what_is_built_is_fine(package: bytes, capsys: pytest.CaptureFixture[str]) -> None:
    held, flaws = verify(package, "a")
    assert (len(held.guids), held.cards, held.media, held.decks, flaws) == (2, 2, 0, ("A",), ())
    capsys.readouterr()
    assert main(["verify", "build/a.apkg"]) == 0
    assert capsys.readouterr().out == "build/a.apkg: 2 notes, 2 cards, 1 deck, 0 media; nothing is wrong with it\n"


CHANGES: dict[str, tuple[str, str]] = {
    "update notes set guid = ''": ("broken", "without a guid"),
    "update notes set guid = 'x'": ("broken", "2 notes with one guid, x"),
    "update notes set mid = 7": ("broken", "no note type"),
    "update notes set flds = 'one'": ("broken", "more or fewer fields"),
    "update notes set flds = flds || char(31) || 'x'": ("broken", "more or fewer fields"),
    "update notes set flds = char(127) || flds": ("changed", "stores otherwise"),
    "update notes set flds = 'e' || char(769) || flds": ("changed", "stores otherwise"),
    "update notes set flds = char(8491) || flds": ("changed", "stores otherwise"),
    "update notes set flds = char(13) || flds": ("changed", "stores otherwise"),
    "update notes set tags = ' a:: '": ("changed", "tags"),
    "update notes set tags = ' e' || char(769) || ' '": ("changed", "tags"),
    "update notes set flds = '<img src=\"x y.png\">' || flds": ("missing", "x y.png"),
    "update notes set flds = '<img src=\"x%20y.png\">' || flds": ("missing", "x y.png"),
    "update notes set flds = '<img alt=a src=x.png>' || flds": ("missing", "x.png"),
    "update notes set flds = '[sound:a.mp3]' || flds": ("missing", "a.mp3"),
    "update notes set flds = '<video src=''deckgen-1.mp4''>' || flds": ("broken", "deckgen-1.mp4"),
    "update cards set nid = 7": ("broken", "2 cards of no note"),
    "update cards set did = 7": ("broken", "cards in no deck"),
    "update cards set ord = 9": ("broken", "templates that do not exist"),
    "update cards set ord = -1": ("broken", "templates that do not exist"),
    "delete from cards": ("broken", "notes without a card"),
    "update cards set nid = (select min(id) from notes)": ("broken", "two cards of one template"),
    renamed("a::A "): ("changed", "the deck a::A  would be called a::A"),
    renamed("::A"): ("changed", "blank::A"),
    renamed("a::::A"): ("changed", "a::blank::A"),
    renamed("a:::A"): ("changed", "a::A"),
    renamed("a\x7f"): ("changed", "would be called a"),
    renamed("e\u0301"): ("changed", "would be called \u00e9"),
    renamed("::".join("abcdefghijkl")): ("broken", "lies 12 deep"),
    renamed("::".join("abcdefghijklmnopqrstuvwxyz")): ("broken", "lies 26 deep"),
}


@pytest.mark.parametrize("statement", CHANGES)
def test_what_is_not_is_said(statement: str, package: bytes, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    kind, words = CHANGES[statement]
    (here / "x.apkg").write_bytes(changed(package, statement))
    _, flaws = verify((here / "x.apkg").read_bytes(), "x")
    assert any(flaw.kind == kind and words in flaw.what for flaw in flaws), flaws
    capsys.readouterr()
    assert main(["verify", "x.apkg"]) == int(kind == "broken")
    assert main(["verify", "--strict", "x.apkg"]) == 1
    assert main(["verify", "--json", "x.apkg"]) == int(kind == "broken")
    out = capsys.readouterr().out
    assert json.loads(out[out.rindex("\n[") :])[0]["flaws"][0]["kind"]


def test_eleven_decks_are_not_too_deep(package: bytes) -> None:
    assert verify(changed(package, renamed("::".join("abcdefghijk"))), "x")[1] == ()


DAMAGED: dict[str, Callable[[bytes], bytes]] = {
    "cut off": lambda package: package[:-40],
    "empty": lambda package: b"",
    "a page": lambda package: b"<html>",
    "no collection": lambda package: zipped({"media": b"{}"}),
    "no database": lambda package: zipped({"collection.anki2": b"x", "media": b"{}"}),
    "half a database": lambda package: zipped(
        {**members(package), "collection.anki2": members(package)["collection.anki2"][:6000]}
    ),
    "a list of files that is none": lambda package: zipped({**members(package), "media": b"[1]"}),
    "files that are not there": lambda package: zipped({**members(package), "media": b'{"0": "x.png"}'}),
    "bzip2": lambda package: zipped(members(package), zipfile.ZIP_BZIP2),
    "LZMA": lambda package: zipped(members(package), zipfile.ZIP_LZMA),
    "another byte": lambda package: package[:200] + bytes([package[200] ^ 255]) + package[201:],
}


@pytest.mark.parametrize("name", DAMAGED)
def test_what_is_damaged_is_refused(name: str, package: bytes, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "x.apkg").write_bytes(DAMAGED[name](package))
    capsys.readouterr()
    assert main(["verify", "x.apkg", "build/a.apkg"]) == 1
    out, err = capsys.readouterr()
    assert (out.startswith("broken   x.apkg: "), out.count("x.apkg"), err) == (True, 1, "")
    assert out.endswith("build/a.apkg: 2 notes, 2 cards, 1 deck, 0 media; nothing is wrong with it\n")
    assert main(["verify", "--json", "x.apkg"]) == 1
    (row,) = json.loads(capsys.readouterr().out)
    assert (row["notes"], [flaw["kind"] for flaw in row["flaws"]]) == (0, ["broken"])


@pytest.mark.parametrize("name", DAMAGED)
def test_what_is_damaged_is_said_in_one_language(
    name: str, package: bytes, here: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (here / "x.apkg").write_bytes(DAMAGED[name](package))
    monkeypatch.setenv("LANGUAGE", "zh")
    capsys.readouterr()
    assert main(["verify", "x.apkg"]) == 1
    gettext.bindtextdomain("messages", None)
    said = re.sub(r"[a-z]+\.[a-z0-9]+|Anki", "", capsys.readouterr().out)
    assert not re.search(r"[A-Za-z]{2}", said), said


@pytest.mark.parametrize(
    "files",
    [{"deck": "::".join("abcdefghijkl")}, {"deck": "::".join("abcdefghijklmnopqrstuvwxyz")}],
)
def test_a_package_that_anki_refuses_is_not_written(
    files: dict[str, str], package: bytes, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lock = (here / "a.deckgen.lock").read_bytes()
    (here / "a.md").write_text(f"---\ndeck: {files['deck']}\n---\n{NOTES}")
    assert main(["build", "--offline", "a.md"]) == 1
    assert "deep: Anki makes no more than 11" in capsys.readouterr().err
    assert (here / "build" / "a.apkg").read_bytes() == package
    assert (here / "a.deckgen.lock").read_bytes() == lock


def test_a_deck_too_deep_is_said_wherever_it_is_compiled(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = here.joinpath("source", *"abcdefghijkl")
    folder.mkdir(parents=True)
    (here / "source" / "m.md").write_text("## What is three?\n\nThe third.\n")
    (folder / "n.md").write_text(NOTES)
    place = f"{(folder / 'n.md').relative_to(here).as_posix()}:3:1: error[deck-too-deep]"
    for command in (["check", "--strict"], ["build", "--offline"], ["diff"], ["list"]):
        assert main(command) == 1, command
        out, err = capsys.readouterr()
        assert (out + err).count(place) == 1, command


def test_decks_that_are_one_to_anki_are_said(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, deck in (("a", "Go::Maps"), ("b", "Go::maps"), ("c", "go::slices"), ("d", "Go::Maps")):
        (here / f"{name}.md").write_text(f"---\ndeck: {deck}\n---\n## What is {name} in it?\n\nSome {name}.\n")
    (here / "deckgen.toml").write_text('source = "."\nexclude = ["e.md"]\n')
    (here / "e.md").touch()
    main(["check"])
    told = [line for line in capsys.readouterr().out.splitlines() if "[deck-twin]" in line]
    assert told == [
        "b.md:4:1: warning[deck-twin]: to Anki the deck Go::maps is Go::Maps; it adds _ to the name of one"
    ], "that decks above have other capitals does no harm"


@given(
    st.text(alphabet=st.one_of(st.sampled_from(" :a\t\n\x01\u3000\u0301"), st.characters(exclude_categories=["Cs"])))
)
def test_what_anki_stores_it_stores_again(name: str) -> None:
    for kept in (stored.deck, stored.tag, stored.text):
        assert kept(kept(name)) == kept(name)


def test_folders_may_be_as_deep_as_anki_lets_them(here: Path) -> None:
    for deep, code in ((9, 0), (11, 1)):
        home = here / str(deep)
        folder = home.joinpath("source", *"abcdefghijkl"[:deep])
        folder.mkdir(parents=True)
        (folder / "n.md").write_text(NOTES)
        (folder / "m.md").write_text("## What is three?\n\nThe third.\n")
        assert main(["build", "--offline", str(home)]) == code


@pytest.mark.parametrize("deck", [" A :: b ", "::a::::b::", "a:::b", "e\u0301::\u212b", "a\x7fb"])
def test_names_are_those_that_anki_will_have(deck: str, here: Path) -> None:
    (here / "a.md").write_text(
        f"---\ndeck: '{deck}'\n---\n## What is one\x7f e\u0301 &#x301;?\n\nThe &#x212B; &#127; <b>e</b>&#x301;.\n"
    )
    assert main(["build", "--offline", "a.md"]) == 0
    held, flaws = verify((here / "build" / "a.apkg").read_bytes(), "a")
    assert flaws == ()
    assert all(stored.deck(name) == name for name in held.decks)


@given(st.text())
def test_what_is_stored_is_stored_again(text: str) -> None:
    assert stored.text(stored.text(text)) == stored.text(text)
    assert stored.deck(stored.deck(text)) == stored.deck(text)
    assert stored.tag(stored.tag(text)) == stored.tag(text)


def test_a_build_that_went_wrong_is_not_written(
    package: bytes, here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from deckgen.apkg import verify as module

    held, _ = verify(package, "a")
    for contents, flaws in (
        (held, (Defect("broken", "its database is damaged"),)),
        (module.Contents((), 0, 0, ()), ()),
    ):
        monkeypatch.setattr(module, "verify", lambda data, name, c=contents, f=flaws: (c, f))
        (here / "a.md").write_text(NOTES + "\n## What is three?\n\nThe third.\n")
        assert main(["build", "--offline", "a.md"]) == 1
        assert "the package would not arrive in Anki as it is, so nothing was written" in capsys.readouterr().err
        assert (here / "build" / "a.apkg").read_bytes() == package


ENDLESS = "with recursive r(x) as (select 1 union all select x + 1 from r) select x from r"
HOSTILE_COLLECTIONS = {
    "a view of endless rows": ["drop table notes", f"create view notes as {ENDLESS}"],
    "a view of what is asked first": ["drop table col", f"create view col as {ENDLESS}"],
    "a trigger": ["create trigger t after update on notes begin delete from notes; end"],
    "a column that is made when it is read": [
        "alter table notes rename column flds to had",
        "alter table notes add column flds as (cast(zeroblob(900000000) as text)) virtual",
    ],
}


@pytest.mark.parametrize("how", HOSTILE_COLLECTIONS)
@pytest.mark.parametrize("command", [["verify", "x.apkg"], ["lock", "--from", "x.apkg", "a.md"]], ids=" ".join)
def test_a_collection_that_makes_more_of_itself_is_none(
    how: str, command: list[str], package: bytes, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / "x.apkg").write_bytes(changed(package, *HOSTILE_COLLECTIONS[how]))
    (here / "a.deckgen.lock").unlink()
    assert main(command) == 1
    assert "x.apkg" in "".join(capsys.readouterr())


def test_reading_a_collection_ends_somewhere(package: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("deckgen.apkg.read._STEPS", 100_000)
    monkeypatch.setattr("deckgen.apkg.read._STEPS_EACH", 1)
    with pytest.raises(DeckgenError, match="damaged"), read.opened(io.BytesIO(package), "x.apkg") as connection:
        connection.execute(ENDLESS).fetchall()
    with read.opened(io.BytesIO(package), "x.apkg") as connection:
        assert connection.execute("select count() from notes, notes, notes").fetchone() == (8,)


@pytest.mark.parametrize("member", ["collection.anki2", "1"])
def test_a_package_that_unpacks_to_far_more_than_it_is(member: str, package: bytes) -> None:
    sizes = 60, 150
    bearable, bomb = (zipped({**members(package), member: bytes(2**20) * size}, zipfile.ZIP_DEFLATED) for size in sizes)
    with pytest.raises(DeckgenError, match="it unpacks to far more than it is"):
        verify(bomb, "x.apkg")
    if member == "1":
        assert not verify(bearable, "x.apkg")[1]


def test_a_collection_that_unpacks_to_far_more_than_it_is() -> None:
    bomb = zipped({"collection.anki21b": read.zstd().compress(bytes(2**20) * 150)})
    with pytest.raises(DeckgenError, match="it unpacks to far more than it is"):
        verify(bomb, "x.apkg")
