"""Nothing of a question vanishes unsaid: it is on the card, goes by a rule that can be printed, or is warned of."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deckgen.cli import main
from deckgen.compiler import Build, World, build
from deckgen.omissions import missing, unexplained
from deckgen.omissions.text import Card
from deckgen.project import locate
from tests.support.calls import calls
from tests.support.cases import suite
from tests.support.effort import examples
from tests.support.generated.page import document

ROOT = Path(__file__).parents[2]
# Cells beyond the header: GFM leaves them out, and so does every editor.
BEYOND = {("tables.md", "3")}
_SPLITTING = ("question_level", "shape", "split", "cloze", "tables")


def gone(text: str, *fields: str) -> list[tuple[int, str, str]]:
    """The line, the text and the rule of each omission."""
    return [(one.span.line, one.text, one.rule) for one in missing("a.md", text.split("\n"), 1, fields)]


def built(folder: Path, files: dict[str, str]) -> Build:
    """The cards of a project with these files."""
    for name, text in {"deckgen.toml": 'name = "a"\n', **files}.items():
        (folder / name).write_bytes(text.encode())
    project, _ = locate(None, folder)
    return build(project, World(0))


@pytest.mark.parametrize(
    ("text", "fields", "expected"),
    [
        ("## Why?\n\nBecause.", ["Why?", "<p>Because.</p>"], []),
        ("## Why?\n\nBecause.\n\nSo.", ["Why?", "<p>Because.</p>"], [(5, "So", "")]),
        ("**Q1.** Why?\n**Answer:** So.", ["Why?", "So."], [(1, "Q1", "label"), (2, "Answer", "label")]),
        (
            "## Why? #a/b <!-- c -->\nSo. ^d1",
            ["Why?", "So."],
            [(1, "a/b", "tag"), (1, "c", "comment"), (2, "d1", "block id")],
        ),
        ("【答案】错 【解析】它不确认。", ["错 它不确认。"], [(1, "答案", "label"), (1, "解析", "label")]),
        ("![a](<b) c & d.png>)", ['<img alt="a">'], []),
        # In code nothing goes by a rule but the words behind the fence.
        ("What?\n```py x\na = 8\nb = 8\n```", ["What?<pre><code>a = 8</code></pre>"], [(4, "b = 8", "")]),
        ("What `#a`?", ["What?"], [(1, "a", "")]),
        ("```ad-note\ntitle: Why\nSo\n```", ["Why So"], [(2, "title", "label")]),
        ("```dot\na -> b\n```", ['<img alt="dot diagram" src="x">'], [(2, "a -> b", "diagram")]),
        ('- [x] a [b](c.d "e") ![f|30](g.png) <b>h</b> [^1]', ['<input checked> a b <img alt="f"> h'], []),
        ("1. a\n2. b", ["<ol><li>a</li><li>b</li></ol>"], []),
        ("7. a\n8. b", ['<ol start="7"><li>a</li><li>b</li></ol>'], []),
        ("1. a\n2. b", ["<ul><li>a</li><li>b</li></ul>"], [(1, "1", "number"), (2, "2", "number")]),
        ("1. Which（ A、C ）", ["Which（ ）", "AC"], [(1, "1", "number")]),
        ("1. Which（ A、C ）", ["Which（ ）", "AB"], [(1, "1", "number"), (1, "A、C", "")]),
        ("问：丙？ 答：丁。", ["丙？", "丁。"], [(1, "问", "label"), (1, "答", "label")]),
        ("Which one [Answer: B]", ["Which one", "B"], [(1, "Answer", "label")]),
        # What is found is not found again, and only as a whole word.
        ("same\nsame", ["same"], [(2, "same", "")]),
        ("an art", ["an artist"], [(1, "art", "")]),
        ("答案→丙\n> ::: tip Title", ["丙 Title"], [(1, "答案→", "label")]),
        ("Which? (5 points)", ["Which?"], [(1, "5 points", "points")]),
        (
            "{{embed ((64ab1c2d-1111-2222-3333-444455556666))}}",
            [],
            [(1, "embed ((64ab1c2d-1111-2222-3333-444455556666))", "embed")],
        ),
        ("a\n[sound:one two.mp3]", ["a [sound:deckgen-f00.mp3]"], []),
        ("`[sound:one.mp3]`", ["a"], [(1, "sound:one.mp3", "")]),
        ("((20200813004931-q4cu8na 'knots'))\n[TOC]\n[[_TOC_]]", ["knots"], []),
        ("[^a]: one\n\n    - two\nthree", ["three"], [(1, "[^a]: one", "definition"), (3, "two", "definition")]),
        (
            "NAT.\n*[NAT]: maps addresses",
            ['<abbr title="maps addresses">NAT</abbr>.'],
            [(2, "[NAT]: maps addresses", "definition")],
        ),
        ("So.\n[注意]:先加锁。", ["So."], [(2, "[注意]:先加锁", "definition")]),
        ("春夏秋冬", ["春夏冬"], [(1, "秋", "")]),
        ("&lt;a&gt; &amp; &eacute;t&eacute;", ["&lt;a&gt; &amp; été"], []),
        ("`&eacute;`", ["<code>&amp;eacute;</code>"], []),
        ("a ==b== `{{c1::c}}`", ["a {{c1::b}} <code>{{c1::c}}</code>"], []),
        ("{{c1::a::b}}", ["{{c1::a::b}}"], []),
        ("a :tada: :nope: b", ["a 🎉 :nope: b"], [(1, "tada", "name of an emoji")]),
        ("$x^2$ \\R", ['<span aria-label="x^2"></span>'], [(1, "R", "macro")]),
        ("答：$x=\\pm1$，$\\frac12$", [r"\(x=\pm1\)，\(\frac12\)"], [(1, "答", "label")]),
        ("　　问：什么是栈？\n\xa0答：甲", ["什么是栈？", "甲"], [(1, "问", "label"), (2, "答", "label")]),
        ("$x\\label{eq:one}$, \\eqref{eq:one}", ["x, (1)"], []),
        # Of what is bold as a whole only the label is a label; and a letter with a colon is no number.
        ("**问：什么是栈**\n后进先出", ["什么是栈 后进先出"], [(1, "问", "label")]),
        ("**Q: What is a trie?**\n**A:** So.", ["What is a trie?", "So."], [(1, "Q", "label"), (2, "A", "label")]),
        ("**A. Why?**\n**二：** So.", ["Why?", "So."], [(1, "A", "number"), (2, "二", "number")]),
        # A label that has its line alone, in a heading or in emphasis; more words are a title.
        ("Why?\n# 典型回答\nSo.", ["Why?", "So."], [(2, "典型回答", "label")]),
        ("Why?\n### **Sample answer**\nSo.", ["Why?", "So."], [(2, "Sample answer", "label")]),
        ("Why?\n*Mi mejor respuesta*\nSo.", ["Why?", "So."], [(2, "Mi mejor respuesta", "label")]),
        ("Why?\n### All that we know\nSo.", ["Why?", "So."], [(2, "All that we know", "")]),
        ("a\n[Back to top](#top)\n---- 2 ----", ["a"], [(2, "Back to top", "way back"), (3, "2", "separator")]),
        ("甲。[↑ 返回目录](#目录)", ["甲。"], [(1, "↑ 返回目录", "way back")]),
        # What is lost together is said once; what stands between is not lost.
        ("它会停顿，但是很重要。", ["会"], [(1, "它", ""), (1, "停顿，但是很重要", "")]),
    ],
)
def test_what_goes_and_why(text: str, fields: list[str], expected: list[tuple[int, str, str]]) -> None:
    assert gone(text, *fields) == expected


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("| a | b |\n|---|---|\n| `c|d` | e |", "more cells than the header of its table"),
        ("> a | b\n> - | -\n> c | d | e", "more cells than the header of its table"),
        ("| a | b |\n|---|---|\n| c\\|d | e |", "a fault of deckgen"),
        ("| a | b |\n|---|---|\n| c | d |\n\nf | g | e", "a fault of deckgen"),
    ],
)
def test_a_cell_beyond_the_columns_is_said(text: str, hint: str) -> None:
    (said,) = unexplained(missing("a.md", text.split("\n"), 1, ["a b c d f g"]))
    assert (said.message, hint in said.hint) == ("'e' is not on the card", True)


def test_parts_of_200_longer_words_are_passed_over() -> None:
    assert gone("art", "artist " * 199 + "art") == []
    assert gone("art", "artist " * 200 + "art") == [(1, "art", "")]


def test_what_is_nowhere_is_not_looked_for_twice() -> None:
    card = Card()
    card.add("artist " * 100)
    assert card.find("art") < 0
    assert calls(lambda: card.find("art")) < 10


_WORD = st.text("abcdefgh", min_size=2, max_size=8)


@settings(max_examples=examples(200))
@given(st.lists(st.lists(_WORD, min_size=1, max_size=8).map(" ".join), min_size=1, max_size=8), st.data())
def test_a_line_that_is_not_there_is_named(lines: list[str], data: st.DataObject) -> None:
    lost = data.draw(st.integers(0, len(lines) - 1))
    field = "".join(f"<p>{line}</p>" for n, line in enumerate(lines) if n != lost)
    found = " ".join(one.text for one in missing("a.md", lines, 1, [field]))
    assert sorted(found.split()) == sorted(lines[lost].split())
    assert not list(missing("a.md", lines, 1, [f"{field}<p>{lines[lost]}</p>"]))


def test_of_no_case_anything_vanishes_unsaid(tmp_path: Path) -> None:
    """All cases and generated documents, each a file of one project."""
    files = {}
    for number, case in enumerate(suite("split")):
        front = "".join(f"{key}: {value}\n".lower() for key, value in case.options.items() if key in _SPLITTING)
        named = front and not case.given[0].startswith(("---", "+++"))
        files[f"{number:03}-{case.path.name}"] = (f"---\n{front}---\n" if named else "") + case.given[0]
    for number, case in enumerate(suite("render")):
        if "dialect" not in case.options:
            front = "---\ncloze: true\n---\n" if case.options.get("cloze") else ""
            files[f"{number:03}-{case.path.name}"] = f"{front}## What is it?\n\n{case.given[0]}"
    files |= {f"generated-{seed}.md": document(seed).text for seed in range(examples(200))}
    result = built(tmp_path, files)
    found = result.omissions
    assert len(result.notes) > 900
    assert {(one.span.path[4:], one.text) for one in found if not one.rule} == BEYOND
    warned = [one.span for one in result.diagnostics if one.rule.code == "text-missing"]
    assert warned == [one.span for one in found if not one.rule]


def test_an_answer_shows_the_words_of_its_clozes_where_they_are_notes_of_their_own(tmp_path: Path) -> None:
    answer = "It {{c1::reads::does}} and {{c1::`a::b`}}.\n\n- So {2:does} he, {{cloze too}}.\n\n~~~\n{1:x}\n~~~\n"
    asked = f"---\ncloze: true\n---\n## What is a {{1:shell}}?\n\n{answer}"
    result = built(tmp_path, {"asked.md": asked, "text.md": f"## What is it?\n\n{answer}"})
    (front, back), (_, literal) = (note.fields[:2] for note in result.notes if note.kind == "basic")
    assert front == '<div class="question">What is a shell?</div>'
    assert back.split("\n") == [
        "<p>It reads and <code>a::b</code>.</p>",
        "<ul>",
        "<li>So does he, too.</li>",
        "</ul>",
        '<pre class="code"><code>{1:x}',
        "</code></pre>",
    ]
    assert "{{c1::reads::does}}" in literal
    assert "{2:does} he, {{cloze too}}" in literal
    # Each that Anki or its author numbered is a card besides.
    gaps = [note.fields[0] for note in result.notes if note.kind == "cloze"]
    assert gaps[:2] == [
        "<p>What is a {{c1::shell}}?</p>",
        "<p>It {{c1::reads::does}} and {{c1::<code>a&#58;:b</code>}}.</p>",
    ]
    assert not result.omissions


@pytest.mark.parametrize("path", ["source", "tests/torture"])
def test_of_our_own_decks_nothing_vanishes_unsaid(path: str, tmp_path: Path) -> None:
    sources = sorted((ROOT / path).rglob("*.md"))
    result = built(tmp_path, {f"{n}.md": one.read_text("utf-8") for n, one in enumerate(sources)})
    assert [one for one in result.omissions if not one.rule] == []


def test_what_no_rule_explains_is_a_warning() -> None:
    (said,) = unexplained(missing("a.md", ["# Why?", "<!-- c -->", "So."], 7, ["Why?"]))
    assert (said.rule.code, said.span.line, said.span.column, said.message) == (
        "text-missing",
        9,
        1,
        "'So' is not on the card",
    )


def test_check_prints_what_was_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.md").write_text("## Why? #b\n\n**Answer:** So.\n\n## And?\n\n**Answer:** Yes. <!-- c -->\n", "utf-8")
    monkeypatch.chdir(tmp_path)
    assert main(["check", "a.md", "--removed"]) == 0
    assert capsys.readouterr().out == "".join(
        f"a.md:{line}\n" for line in ("1:10: tag: b", "3:3: label: Answer", "7:3: label: Answer", "7:23: comment: c")
    )
    main(["check", "a.md", "--removed", "--json"])
    assert json.loads(capsys.readouterr().out)[0] == {
        "path": "a.md",
        "file": "a.md",
        "line": 1,
        "column": 10,
        "rule": "tag",
        "text": "b",
    }
