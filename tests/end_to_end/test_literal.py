"""What Anki itself makes of fields: only the clozes and sounds that are meant."""

from pathlib import Path
from typing import Any

import pytest

from tests.support.fields import shown
from tests.support.questions import basic, cloze

anki = pytest.importorskip("anki.collection", reason="Anki's backend is a test dependency")
pytestmark = pytest.mark.anki


def cards(tmp_path: Path, text: str, kind: str) -> list[tuple[str, int]]:
    """Of each card the answer's HTML, and how many sounds it plays."""
    asked = cloze(text) if kind == "Cloze" else basic("", prompt=text)
    collection = anki.Collection(str(tmp_path / "a.anki2"))
    try:
        model = collection.models.by_name(kind)
        assert model
        note = collection.new_note(model)
        note.fields[0] = shown(asked)[0].front
        note.fields[1] = "back"
        collection.add_note(note, collection.decks.id("A"))
        return [_shown(card) for card in note.cards()]
    finally:
        collection.close()


def _shown(card: Any) -> tuple[str, int]:
    output = card.render_output(reload=True)
    return output.answer_text, len(output.question_av_tags)


@pytest.mark.parametrize(
    "text",
    [
        "say [sound:a.mp3] `[sound:b.mp3]`",
        "```\n[sound:a.mp3]\n```",
        "[anki:tts lang=en_US]a[/anki:tts]",
        "![[sound:a.mp3]](b.png) [[sound:a.mp3]](c)",
        "[latex]x[/latex] `[$]x[/$]` [$$]y[/$$]",
        "{{Front}} {{#Back}}x{{/Back}} `{{c1::a}}`",
    ],
)
def test_text_stays_text(tmp_path: Path, text: str) -> None:
    ((shown, sounds),) = cards(tmp_path, text, "Basic")
    assert sounds == 0
    assert "anki-latex" not in shown
    assert "latex-" not in shown
    assert "&#91;" in shown or "{{Front}}" in shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("{{c1::`std::map<a, b<c>>{{}}`}} {{c2::x::hint}}", ["std&#58;:map", "x"]),
        ("{{c1::$\\frac{a}{b_{c}}$}} `{{c2::y}}`", ["b_{c} }", "y"]),
        ("{{c1::a {{c2::b}} c}}", ["a ", "b"]),
        ("<div>\n{{c1::one}} <code>{{c2::two}}</code>\n</div>\n\n{{c3::open", ["one", "two"]),
        ("{{c1::[a](https://b.c/::d)}} std::x", ["https://b.c/"]),
        ("{{c1::one\n\n- two}}\n\n{{c3::three}}", ["two", "three"]),
    ],
)
def test_clozes_are_those_of_the_text(tmp_path: Path, text: str, shown: list[str]) -> None:
    found = cards(tmp_path, text, "Cloze")
    assert len(found) == len(shown)
    for (answer, _), words in zip(found, shown, strict=True):
        assert words in answer.partition('class="cloze"')[2]


def test_a_cloze_in_a_formula(tmp_path: Path) -> None:
    ((shown, _),) = cards(tmp_path, "$e = {{c1::\\frac{1}{x_{n}}::hint}} + {a_{b}}$", "Cloze")
    assert "\\(e = \\frac{1}{x_{n} } + {a_{b} }\\)" in shown
