"""What a note shows of others: `![[Note#Part]]` and its kin, from the names on the disk to the card."""

from pathlib import Path

import pytest

from deckgen.compiler import Build, World, build
from deckgen.data import Span
from deckgen.diagnostics import Diagnostic
from deckgen.options import Rendering
from deckgen.project import locate
from deckgen.render import Notes, breaks, linked, render
from deckgen.render.notes import Room, names
from tests.support.pictures import picture
from tests.support.questions import document, question

PORT = """# Port

It names an endpoint. ^top

- one ^item
  - child
- two

^list

## The *range*: from – to ^r

> From 0. ^quote

| a |
|---|
| b |
^table

### Reserved

Below 1024.

## Next

```
code
```
^code

- a block
  id:: 64ab1c2d-1111-2222-3333-444455556666
- of **blocks**
  id:: short-1
"""


def embedded(text: str, *, source_link: str = "", **others: str) -> tuple[str, list[Diagnostic]]:
    """The back of a card that may show Port.md and `others`, by their names, and what is said of it."""
    files = {"Port": PORT, **others}
    documents = {f"{name}.md": document(content, f"{name}.md") for name, content in files.items()}
    names = {spelling: f"{name}.md" for name in files for spelling in (name, f"{name}.md")}
    paths = {(within, name): path for name, path in names.items() for within in ("a.md", *documents)}
    options = Rendering(source_link=source_link)
    decided = {path: breaks(one, options)[0] for path, one in documents.items()}
    notes = Notes(documents, paths, decided)
    rendered, said = render(question(text), options, notes=notes)
    return " ".join(linked(rendered, {}).back.split()), list(said)


PARTS = {
    "![[Port#^top]]": "<p>It names an endpoint.</p>",
    "![[Port#^ITEM|words]]": "<ul> <li>one <ul> <li>child</li> </ul> </li> </ul>",
    "![[Port#^list]]": "<ul> <li>one <ul> <li>child</li> </ul> </li> <li>two</li> </ul>",
    "![[Port#^quote]]": "<blockquote> <p>From 0.</p> </blockquote>",
    "![[Port#^table]]": "<table> <thead> <tr> <th>a</th> </tr> </thead>"
    " <tbody> <tr> <td>b</td> </tr> </tbody> </table>",
    "![[Port#^code]]": '<pre class="code"><code>code </code></pre>',
    "![[Port#Reserved]]": "<h3>Reserved</h3> <p>Below 1024.</p>",
    "![[Port#The range from to#Reserved]]": "<h3>Reserved</h3> <p>Below 1024.</p>",
    "![words](Port.md#reserved)": "<h3>Reserved</h3> <p>Below 1024.</p>",
    "{{embed [[Port#^top]]}}": "<p>It names an endpoint.</p>",
}


@pytest.mark.parametrize("text", PARTS)
def test_a_part_is_shown(text: str) -> None:
    assert embedded(text) == (f'<div class="embed"> {PARTS[text]} </div>', [])


def test_the_id_of_an_item_may_stand_below_its_list() -> None:
    back, _ = embedded("![[N#^t]]", N="- one\n  - two\n\n  three ^t\n- four")
    assert "one" in back
    assert "four" not in back


def test_a_whole_note_is_shown_without_its_front_matter() -> None:
    assert embedded("![[N]]", N="---\ntags: x\n---\na ![[b.png]]") == (
        '<div class="embed"> <p>a <img src="b.png" alt=""></p> </div>',
        [],
    )


def test_a_part_ends_at_the_next_heading_of_its_level() -> None:
    back, _ = embedded("![[Port#The range from to]]")
    assert "From 0." in back
    assert "Below 1024." in back
    assert "code" not in back


def test_a_paragraph_is_divided_around_it() -> None:
    shown = '<div class="embed"> <p>It names an endpoint.</p> </div>'
    assert embedded("a **b** ![[Port#^top]] c")[0] == f"<p>a <strong>b</strong></p> {shown} <p>c</p>"
    assert embedded("- a\n- ![[Port#^top]]")[0] == f"<ul> <li>a</li> <li> {shown} </li> </ul>"
    assert f"<td>{shown} </td>" in embedded("| a |\n|---|\n| ![[Port#^top]] |")[0]


def test_code_embeds_nothing() -> None:
    assert embedded("`![[Port]]` `((short-1))`") == ("<p><code>![[Port]]</code> <code>((short-1))</code></p>", [])


def test_blocks_of_logseq_are_words_of_a_sentence() -> None:
    back, said = embedded("see ((64ab1c2d-1111-2222-3333-444455556666)), ((short-1)) and ((a+b)) ((else))")
    assert (back, said) == ("<p>see a block, of <strong>blocks</strong> and ((a+b)) ((else))</p>", [])
    assert embedded("{{embed ((short-1))}}")[0] == '<div class="embed"> <p>of <strong>blocks</strong></p> </div>'


def test_references_of_siyuan_have_their_words_with_them() -> None:
    back, said = embedded("of ((20200813004931-q4cu8na \"knots\")) and ((20200813004931-q4cu8nb 'a <b>')).")
    assert (back, said) == ("<p>of knots and a &lt;b&gt;.</p>", [])
    for text in ('`((20200813004931-q4cu8na "knots"))`', '((2020 "knots"))'):
        assert "2020" in embedded(text)[0]


def test_one_message_says_that_a_block_is_missing() -> None:
    assert len(embedded(f"a {{{{embed (({UNKNOWN}))}}}}")[1]) == 1


UNKNOWN = "64ab1c2d-1111-2222-3333-000000000000"
MISSING = {
    "![[Nope]]": "there is no note Nope to show here",
    "![[Port#Nope|words]]": "Port has no part Nope",
    "![[Port#^nope]]": "Port has no part ^nope",
    "![[Port#]] ![[Port#...]]": "Port has no part ...",
    "**![[Port]]**": "Port is embedded inside other text",
    "# ![[Port]]": "Port is embedded inside other text",
    f"(({UNKNOWN}))": f"there is no block (({UNKNOWN})) to show here",
}


@pytest.mark.parametrize("text", MISSING)
def test_what_cannot_be_shown_is_said_where_it_stands(text: str) -> None:
    back, said = embedded(f"a\n\n{text}")
    (one,) = said
    assert (one.rule.code, one.message, one.span.line) == ("embed-missing", MISSING[text], 13)
    assert one.span.column > 1 or text.startswith("((")
    assert "[[" not in back
    assert "((" not in back


def test_nothing_embeds_itself() -> None:
    back, said = embedded("![[A]]", A="one ![[B]]", B="two\n\n![[A]]\n\n![[Port#^top]] ![[Port#^top]]")
    assert (back.count("one"), back.count("two"), back.count("It names an endpoint."), said) == (1, 1, 1, [])


def test_notes_in_notes_end_somewhere() -> None:
    chain = {f"N{n}": f"level {n}\n\n![[N{n + 1}]]" for n in range(1, 9)}
    back, said = embedded("![[N1]]", **chain)
    assert "level 5" in back
    assert "level 6" not in back
    assert [(one.message, one.span) for one in said] == [("N6 is embedded too deep to be shown", Span("N5.md", 3, 4))]


def test_blocks_in_blocks_are_said() -> None:
    back, said = embedded("((aaaa))", A="- x ((bbbb))\n  id:: aaaa\n- y ((aaaa))\n  id:: bbbb")
    assert back == "<p>x …</p>"
    assert [one.rule.code for one in said] == ["embed-missing"]


def test_what_is_wrong_in_another_note_is_said_there() -> None:
    _, said = embedded("![[N#P]]", N="---\na: b\n---\n\n## P\n\nx $\\bad$ [^1]\n\n[^1]: y $\\worse$")
    assert [(one.rule.code, one.span) for one in said] == [
        ("math-undefined", Span("N.md", 7, 4)),
        ("math-undefined", Span("N.md", 9, 10)),
    ]


def test_footnotes_of_both_notes_have_their_own_places() -> None:
    back, _ = embedded("a[^1]\n\n![[N]]\n\n[^1]: mine", N="b[^1]\n\n[^1]: theirs")
    assert back.index("theirs") < back.index("mine")
    assert len({part.partition('"')[0] for part in back.split('id="fn')[1:]}) == 4


def test_wiki_links_lead_to_notes_that_have_addresses() -> None:
    back, said = embedded("[[Port#The range]] [[Nope]] [[#^b|c]]", source_link="https://x.y/{path}")
    assert said == []
    assert back == (
        '<p><a href="https://x.y/Port.md#the-range">Port &gt; The range</a> <span class="wiki">Nope</span>'
        ' <a href="https://x.y/a.md">c</a></p>'
    )


def test_names_that_a_note_writes() -> None:
    text = "![[A#b|c]] [[D]] ![[e.png]] ![[f.excalidraw]] ![g](h.md#i) ![j](k.png) {{embed [[L]]}} ![[#m]]"
    assert list(names(document(text), links=False)) == [("A", True), ("h.md", True), ("L", True)]
    assert ("D", False) in names(document(text), links=True)


def made(folder: Path) -> Build:
    """The build of note.md in a folder."""
    project, _ = locate(Path("note.md"), folder)
    return build(project, World(1_700_000_000))


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("Port", "Port.md"),
        ("port", "deep/er/Port.md"),
        ("er/Port", "deep/er/Port.md"),
        ("Port.md", "Port.md"),
        ("Port v1.2", "Port v1.2.md"),
    ],
)
def test_notes_are_found_as_obsidian_finds_them(tmp_path: Path, name: str, file: str) -> None:
    (tmp_path / "note.md").write_text(f"## What is it?\n\n![[{name}#^top]]\n")
    (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / file).write_text(PORT)
    result = made(tmp_path)
    assert "It names an endpoint." in result.notes[0].fields[1]
    assert result.diagnostics == ()


def test_a_note_is_found_by_its_alias(tmp_path: Path) -> None:
    (tmp_path / "note.md").write_text(
        "---\naliases: [Me, I]\n---\n## What is it?\n\n![[me#^x]]\n\n## And?\n\nthat ^x\n"
    )
    assert "<p>that</p>" in made(tmp_path).notes[0].fields[1]


def test_a_change_in_another_note_is_a_change_of_the_same_note(tmp_path: Path) -> None:
    (tmp_path / "note.md").write_text("## What is it?\n\n![[Port]]\n")
    (tmp_path / "Port.md").write_text("one\n")
    before = made(tmp_path)
    (tmp_path / "Port.md").write_text("two\n")
    after = made(tmp_path)
    assert before.matches == after.matches
    assert before.notes[0].guid == after.notes[0].guid
    assert ["one" in before.notes[0].fields[1], "two" in after.notes[0].fields[1]] == [True, True]


def test_a_note_that_is_no_text_is_no_note(tmp_path: Path) -> None:
    (tmp_path / "note.md").write_text("## What is it?\n\n![[Port]]\n")
    (tmp_path / "Port.md").write_bytes(b"\xff\xfe\x00")
    assert [one.rule.code for one in made(tmp_path).diagnostics] == ["embed-missing"]


def test_pictures_are_found_from_the_note_that_shows_them(tmp_path: Path) -> None:
    (tmp_path / "note.md").write_text("## What is it?\n\n![](a.png)\n\n![[in/Port]]\n")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "Port.md").write_text("![](a.png)\n")
    (tmp_path / "a.png").write_bytes(picture("red"))
    (tmp_path / "in" / "a.png").write_bytes(picture("blue"))
    result = made(tmp_path)
    assert sorted(result.media.values()) == sorted((picture("red"), picture("blue")))
    assert all(name in result.notes[0].fields[1] for name in result.media)


def test_a_drawing_kept_as_text_is_a_picture(tmp_path: Path) -> None:
    (tmp_path / "note.md").write_text("## What is it?\n\n![[Plan]]\n")
    (tmp_path / "Plan.md").write_text("---\nexcalidraw-plugin: parsed\n---\n# junk\n")
    (tmp_path / "Plan.png").write_bytes(picture())
    result = made(tmp_path)
    assert list(result.media.values()) == [picture()]
    assert "junk" not in result.notes[0].fields[1]


def test_what_is_missing_divides_no_sentence() -> None:
    assert embedded("a ![[Nope]], b")[0] == '<p>a <span class="wiki">Nope</span>, b</p>'


@pytest.mark.parametrize(("line", "shown"), [(30, False), (31, True)])
def test_what_says_that_a_file_is_a_drawing_stands_near_its_top(line: int, shown: bool) -> None:
    back, _ = embedded("![[N]]", N="---\n" + "a: b\n" * (line - 2) + "excalidraw-plugin: parsed\n---\njunk")
    assert ("junk" in back) is shown


def test_a_part_shows_the_line_breaks_of_its_own_note() -> None:
    back, said = embedded("a\nb\n\n![[Wrapped]]\n", Wrapped="---\nbreaks: false\n---\none\ntwo\n")
    assert (back, said) == ('<p>a<br> b</p> <div class="embed"> <p>one two</p> </div>', [])


def test_a_long_note_that_all_cards_embed_ends_somewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("deckgen.render.gathering.Room", lambda: Room(10_000))
    (tmp_path / "long.md").write_text("word " * 2_000)
    asked = "".join(f"## What is {number}?\n\nIt is so.\n\n![[long]]\n\n" for number in range(60))
    (tmp_path / "note.md").write_text(asked)
    result = made(tmp_path)
    shown = sum("word word" in note.fields[1] for note in result.notes)
    # The first ten thousand, and twenty times what both files have.
    assert shown == (10_000 + 20 * (10_000 + len(asked.replace("\n", "")))) // 10_000
    said = [one for one in result.diagnostics if one.rule.code == "embed-missing"]
    assert len(said) == 60 - shown
    assert said[0].message == "what is shown from elsewhere has taken all the room before long"


def test_a_long_block_in_all_lines_ends_somewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("deckgen.render.gathering.Room", lambda: Room(10_000))
    block = "64f0a1b2-1111-4222-8333-abcdefabcdef"
    long = f"- {'word ' * 2_000}\n  id:: {block}\n\n"
    (tmp_path / "note.md").write_text(f"{long}## What is it?\n\n{f'(({block})) ' * 100}\n\n## What is that?\n\nIt.\n")
    result = made(tmp_path)
    assert result.notes[0].fields[1].count("word word") < 100_000
    said = {one.message for one in result.diagnostics if one.rule.code == "embed-missing"}
    assert said == {f"what is shown from elsewhere has taken all the room before (({block}))"}


def test_a_long_footnote_on_all_cards_ends_somewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("deckgen.render.gathering.Room", lambda: Room(10_000))
    asked = "".join(f"## What is {number}?\n\nIt is so[^a] and[^b].\n\n" for number in range(60))
    (tmp_path / "note.md").write_text(asked + "[^a]: " + "word " * 2_000 + "\n\n[^b]: short\n")
    result = made(tmp_path)
    shown = sum("word word" in note.fields[1] for note in result.notes)
    assert 20 <= shown <= 28
    said = [one for one in result.diagnostics if one.message.endswith("all the room before [^a]")]
    assert len(said) == 60 - shown
    assert said[-1].span.column > 1
