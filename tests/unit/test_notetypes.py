"""The note types are forever: what Anki compares on import is pinned here, letter by letter; docs/anki.md says why."""

import re
from importlib.resources import files

import pytest

from deckgen.apkg import notetypes
from deckgen.apkg.notetypes import FIELDS, TEMPLATES, custom, note_type
from deckgen.apkg.write import _Model
from deckgen.data import NoteKind
from deckgen.diagnostics import Rule

SIDES = sorted({file for kind in TEMPLATES.values() for _, *sides in kind for file in sides})


def shipped(name: str) -> str:
    return (files(notetypes) / name).read_text("utf-8")


def test_schema_is_frozen() -> None:
    """If this fails, the change must go: every deck that was ever imported would conflict."""
    pinned: dict[NoteKind, tuple[list[str], list[str], int, str, int, list[int], list[int]]] = {
        "basic": (
            ["Question", "Answer", "Reverse", "Topic", "Source", "Extra"],
            ["Card 1", "Reversed"],
            0,
            "deckgen sample",
            139049093134671,
            [236361449709889, 14590242946869, 29657988413893, 224848586307892, 140564437654841, 91503535940853],
            [250984607031911, 228264506372030],
        ),
        "cloze": (
            ["Text", "Back", "Topic", "Source", "Extra"],
            ["Cloze"],
            1,
            "deckgen sample cloze",
            210192590019338,
            [114486043895200, 250602294380274, 205729345919914, 515761302138, 210921275573766],
            [230478592172641],
        ),
    }
    for name, (fields, templates, kind, title, number, field_ids, template_ids) in pinned.items():
        stored = _Model(note_type(name, "sample"), 0).to_json(0.0, 1)
        assert [field["name"] for field in stored["flds"]] == fields
        assert [template["name"] for template in stored["tmpls"]] == templates
        assert (stored["type"], stored["sortf"], stored["name"]) == (kind, 0, title)
        assert int(stored["id"]) == number
        assert [field["id"] for field in stored["flds"]] == field_ids
        assert [template["id"] for template in stored["tmpls"]] == template_ids


@pytest.mark.parametrize("name", SIDES)
def test_own_templates_pass_their_own_check(name: str) -> None:
    found, said = custom.appearance({f"templates/{name}": shipped(name).encode()})
    assert said == ()
    assert found.templates[name]


def test_script_is_safe_in_a_template() -> None:
    script = shipped("card.js")
    assert "{{" not in script
    assert "}}" not in script
    assert "</script" not in script
    for kind in FIELDS:
        for _, *sides in note_type(kind, "p").templates:
            assert all(side.count("<script>") == 1 and "card.js" not in side for side in sides)


def test_style_is_in_order() -> None:
    css = note_type("basic", "p", ".mine { color: red }").css
    assert css.index("--paper") < css.index(".callout ") < css.index("pre .k") < css.index(".mine")
    # AnkiDroid inverts the colours of cards whose style names neither.
    assert ".nightMode" in css
    assert ".night_mode" in css
    assert note_type("basic", "p").hash != note_type("basic", "p", ".mine {}").hash


@pytest.mark.parametrize("sheet", ["style.css", "callouts.css"])
def test_colours_stand_in_one_place(sheet: str) -> None:
    """Night mode is one block of variables: a colour anywhere else would be the same by night."""
    css = re.sub(r"/\*.*?\*/", "", shipped(sheet), flags=re.DOTALL)
    rules = re.findall(r"([^{}]+)\{([^{}]*)\}", css)
    stray = [
        (selector.strip(), body.strip())
        for selector, body in rules
        if "--paper" not in body and re.search(r":[^;]*#[0-9a-f]{3}", body) and "img" not in selector
    ]
    assert stray == []


@pytest.mark.parametrize(
    ("name", "text", "codes"),
    [
        ("front.html", "<b>{{Question}}</b>", []),
        ("front.html", "{{ Question }} {{Tags}} {{text:Topic}}", []),
        ("front.html", "{{Topic}}", ["template-field:1:1"]),
        ("front.html", "<!-- {{Question}} -->", ["template-field:1:1"]),
        ("front.html", "{{Question}}\n  {{Qestion}}", ["template-field:2:3"]),
        ("front.html", "{{Question}}{{#Topic}}x", ["template-unclosed:1:13"]),
        ("front.html", "{{Question}}{{/Topic}}", ["template-unclosed:1:13"]),
        ("back.html", "{{FrontSide}}<hr id=answer>{{Answer}}", []),
        ("back.html", "{{FrontSide}}", ["template-field:1:1"]),
        ("reversed_front.html", "{{Answer}}", ["template-field:1:1"]),
        ("reversed_front.html", "{{#Reverse}}{{Answer}}{{/Reverse}}", []),
        ("cloze_front.html", "{{Text}}", ["template-field:1:1"]),
        ("cloze_front.html", "{{#c1}}hint{{/c1}}{{edit:cloze:Text}}", []),
        ("cloze_back.html", "{{cloze:Text}}{{Answer}}", ["template-field:1:15"]),
        ("frnot.html", "{{Question}}", ["template-unknown:1:1"]),
    ],
)
def test_replaced_templates(name: str, text: str, codes: list[str]) -> None:
    _, said = custom.appearance({f"templates/{name}": text.encode()})
    assert [f"{d.rule.code}:{d.span.line}:{d.span.column}" for d in said] == codes
    assert all(isinstance(d.rule, Rule) and d.span.path == f"templates/{name}" for d in said)


def test_bytes_that_are_no_text() -> None:
    found, said = custom.appearance({"style.css": b"\xff", "templates/front.html": b"\xef\xbb\xbf{{Question}}\r\n"})
    assert [d.rule.code for d in said] == ["encoding"]
    assert found.templates == {"front.html": "{{Question}}\n"}
