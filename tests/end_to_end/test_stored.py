"""What deckgen says that Anki makes of names and texts is what Anki makes of them."""

from pathlib import Path
from typing import Any

import genanki
import pytest

from deckgen.apkg import stored
from deckgen.apkg.verify import verify
from deckgen.options import Rendering
from deckgen.render import linked, render
from tests.support.anki import load
from tests.support.questions import question

pytest.importorskip("anki.collection")
pytestmark = pytest.mark.anki

DECKS = [
    *(
        "A",
        " A",
        "A ",
        "A ::B",
        "A:: B",
        "::A",
        "A::",
        "A::::B",
        "::",
        "",
        "  ",
        "\u3000A\u3000",
        "A\xa0",
        "A\tB",
        "A\nB",
    ),
    *("A\x00B", "A\x7fB", "A\r", "\x01", "A\x85B", "A\u200bB", "e\u0301", "\u212b", "A:B", "A:::B", "A:::::B", ":A"),
    *("A::B:", "A: ::B", "A:::", "::".join("abcdefghijk")),
]
TEXTS = [
    *("a\x7fb", "e\u0301", "\x01a", "a\x1eb", "a\u2028b", "a\r\nb", "a\tb", "a\x85b", "\ufeffa", " a ", "\u212b"),
    *("a\x0bb", "\ufdd0a"),
]
ADDRESSES = [
    *("", " ", "&nbsp;", "&quot;", "a.", "a ", "a&nbsp;", "a&#9;b", "a&#10;b", "a?b", "a&lt;b", "a&gt;b", "a:b"),
    *("a[b]", "a\\b", "con.png", "aux.b.c", "a/", "a/.", "./", ".", "..", "//", "a" * 130, "题" * 41, "a\u3000"),
    *("a.png", "pictures/a?.png", "a&nbsp;b.png", "a%3Ab", " a", "//a/b", "http://a/", "好：", "ftp:x", "a&amp;b"),
    *("data:,", "data:image/png;base64,AA/BB", "src", "x{y}", "a&#x2028;b", "https:", "题" * 40),
]
TAGS = ("a", "::a", "a::", "a::::b", "a\x01", "e\u0301", '"x"', "a:b", ":::", "a\xa0b")
MODEL = genanki.Model(
    1607392319, "M", fields=[{"name": "F"}, {"name": "B"}], templates=[{"name": "c", "qfmt": "{{F}}", "afmt": "{{B}}"}]
)


def package(folder: Path, deck: str, fields: list[str], tags: list[str]) -> Path:
    made = genanki.Deck(2059400110, deck)
    made.add_note(genanki.Note(model=MODEL, fields=fields, tags=tags, guid="g"))
    genanki.Package(made).write_to_file(folder / "x.apkg")
    return folder / "x.apkg"


@pytest.mark.parametrize("deck", DECKS)
def test_a_deck(deck: str, anki: Any, tmp_path: Path) -> None:
    path = package(tmp_path, deck, ["a", "b"], [])
    load(anki, path)
    names = {one.name for one in anki.decks.all_names_and_ids()} - {"Default"}
    assert max(names, key=len) == stored.deck(deck)
    said = {flaw.kind for flaw in verify(path.read_bytes(), "x")[1]}
    assert said == (set() if stored.deck(deck) == deck else {"changed"})


@pytest.mark.parametrize("text", TEXTS)
def test_a_text(text: str, anki: Any, tmp_path: Path) -> None:
    load(anki, package(tmp_path, "D", ["q", text], []))
    assert anki.get_note(anki.find_notes("")[0]).fields == ["q", stored.text(text)]


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("tag", ['<img src="{0}" alt="" class="src {0}">', '<audio src="{0}"></audio>'])
def test_a_picture_that_is_nowhere(tag: str, address: str, anki: Any, tmp_path: Path) -> None:
    rendered, _ = render(question(tag.format(address)), Rendering())
    back = linked(rendered, {}).back
    load(anki, package(tmp_path, "D", ["q", back], []))
    assert anki.get_note(anki.find_notes("")[0]).fields == ["q", back]


@pytest.mark.parametrize("tag", TAGS)
def test_a_tag(tag: str, anki: Any, tmp_path: Path) -> None:
    load(anki, package(tmp_path, "D", ["q", "a"], [tag]))
    assert anki.get_note(anki.find_notes("")[0]).tags == [stored.tag(tag)]


def test_one_deck_more_than_there_may_be(anki: Any, tmp_path: Path) -> None:
    path = package(tmp_path, "::".join("abcdefghijkl"), ["a", "b"], [])
    with pytest.raises(Exception, match="deck nesting level too deep"):
        load(anki, path)
    assert [flaw.kind for flaw in verify(path.read_bytes(), "x")[1]] == ["broken"]
