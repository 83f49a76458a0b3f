"""What a field depends on beyond its own Markdown: the file's definitions, options, the other fields of the card."""

import re
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deckgen.apkg import stored
from deckgen.data import NIGHT, Fields, Fragment, Span
from deckgen.diagnostics import Diagnostic
from deckgen.options import Math, Rendering
from deckgen.render import field, linked, markdown, render, unknown_extensions
from deckgen.render.wrapping import JOINED
from tests.support.effort import examples
from tests.support.fields import shown
from tests.support.questions import basic, document, fragment, question
from tests.support.questions import cloze as gapped

PYTHON = Rendering(dialect="python-markdown")


def rendered(
    title: str, prompt: str = "", answer: str = "", definitions: str = "", options: Rendering | None = None
) -> tuple[Fields, tuple[Diagnostic, ...]]:
    """A question in line 1, what belongs to it from line 11, its answer from line 21."""
    asked = basic(title, fragment(answer, 21), prompt=prompt)
    asked = replace(asked, prompt=fragment(prompt, 11), definitions=known(definitions))
    return shown(asked, options)


def known(definitions: str) -> Fragment:
    return fragment(definitions, 31) if definitions else Fragment("", (), ())


def definitions(text: str) -> str:
    known = document(text).definitions
    return known.text if known.lines else ""


@pytest.mark.parametrize("options", [Rendering(), PYTHON])
def test_definitions_stand_anywhere(options: Rendering) -> None:
    known = definitions("# A\n\n[a]: https://a.b\n\n[^1]: first note\n\n    more of it\n\n# B\n\n[^2]: second note\n")
    out = markdown("[a] and[^2]", known, options)
    assert '<a href="https://a.b">a</a>' in out
    assert "second note" in out
    assert "first note" not in out
    assert "more of it" not in out


@pytest.mark.parametrize("options", [Rendering(), PYTHON])
def test_a_footnote_is_not_on_every_card(options: Rendering) -> None:
    assert markdown("text", definitions("[^1]: note\n"), options) == "<p>text</p>"


def test_a_footnote_of_many_lines() -> None:
    out = markdown("a[^1]", definitions("[^1]: one\ntwo\n\n    three\n\n    - four\n\nfive\n"))
    assert all(word in out for word in ("one", "two", "three", "<li>four</li>"))
    assert "five" not in out


@pytest.mark.parametrize("text", ["```\n[^1]: n\n[a]: b\n```\n", "    [^1]: n\n", "~~~\n[a]: b\n~~~\n"])
def test_code_defines_nothing(text: str) -> None:
    assert definitions(text) == ""


def test_definitions_in_quoted_answers() -> None:
    assert "<p>note" in markdown("a[^1]", definitions("## Q\n\n> a[^1]\n>\n> [^1]: note\n"))


def test_the_first_definition_counts() -> None:
    assert 'href="1"' in markdown("[a]\n\n[a]: 3", definitions("[a]: 1\n[a]: 2\n"))


def test_an_open_fence_swallows_no_definition() -> None:
    code, _, notes = markdown("a[^1]\n\n```\ncode", "[^1]: words\n\n").partition("</pre>")
    assert "<p>words " in notes
    assert "words" not in code


def test_every_field_counts_its_own_footnotes_and_no_id_is_twice_on_a_card() -> None:
    fields, _ = rendered("T[^b]", "p[^b]", "q[^c]", "[^b]: x\n\n[^c]: y\n\n")
    ids = re.findall(r'id="([^"]+)"', fields.front + fields.back)
    assert len(ids) == len(set(ids)) == 6
    assert {f"#{one}" for one in ids} == set(re.findall(r'href="([^"]+)"', fields.front + fields.back))
    assert fields.back.count("[1]") == 1
    assert "[2]" not in fields.front + fields.back


def test_a_footnote_of_the_title_stands_below_it() -> None:
    fields, _ = rendered("T[^b]", definitions="[^b]: note\n\n")
    assert re.match(r'<div class="question">T<sup.*</sup></div><hr', fields.front)


@pytest.mark.parametrize("title", ["C #", "a ##", "#", "##", "1. a", "- a", "> a", "a\nb"])
def test_a_title_is_one_line_of_text(title: str) -> None:
    fields, _ = rendered(title)
    words = re.sub(r"&gt;", ">", re.sub(r"<[^>]*>", "", fields.front))
    assert words == title.replace("\n", " ")


def lined(text: str) -> Fragment:
    """The lines that a title was taken from, each from its margin on."""
    source = fragment(text)
    return replace(source, margins=(0,) * len(source.lines))


@pytest.mark.parametrize(
    ("lines", "front"),
    [
        ("Roses are red,|violets are what?", "Roses are red,<br>\nviolets are what?"),
        ("床前明月光，|下一句？", "床前明月光，<br>\n下一句？"),
        # Lines that would begin something else, and those that are not all of it.
        ("- Roses|violets", "- Roses violets"),
        ("Roses|# violets", "Roses # violets"),
        ("Roses|=== violets", "Roses === violets"),
        ("Roses|", "Roses"),
    ],
)
def test_a_title_ends_its_lines_where_its_author_did(lines: str, front: str) -> None:
    asked = basic(" ".join(lines.split("|")).strip(), "x")
    asked = replace(asked, title_source=lined(lines.replace("|", "\n")))
    assert shown(asked)[0].front == f'<div class="question">{front}</div>'


def test_where_prose_is_wrapped_the_lines_of_titles_are_joined() -> None:
    asked = replace(basic("Roses are violets", "x"), title_source=lined("Roses are\nviolets"))
    assert shown(asked, breaks=JOINED)[0].front == '<div class="question">Roses are\nviolets</div>'


def test_a_question_without_a_title_is_all_below_it() -> None:
    fields, said = rendered("", "- one\n- two", "Numbers.")
    assert (fields.front, said) == ("<ul>\n<li>one</li>\n<li>two</li>\n</ul>", ())


def test_the_front_shows_less_than_the_title_where_that_says_so() -> None:
    asked = replace(basic("What is `a`? (10 pts)", "A letter."), shown="What is `a`?")
    assert shown(asked)[0].front == '<div class="question">What is <code>a</code>?</div>'


@pytest.mark.parametrize(
    ("topics", "line"),
    [
        (("2. **Sort**: `qsort` :zap:", "a < b & c"), "Sort: qsort ⚡ › a &lt; b &amp; c"),
        (("In $O(n)$", "$$x$$"), r'In <span class="math">\(O(n)\)</span> › <span class="math">\(x\)</span>'),
        (("$n$, always",), r'<span class="together"><span class="math">\(n\)</span>,</span> always'),
        (("$\\R$",), r'<span class="math">\(\mathbb R\)</span>'),
        # Not known to MathJax, or nothing for a card.
        (("$\\nosuch$ and $x$",), r"$\nosuch$ and $x$"),
        (("$\\href{javascript:x}{y}$",), r"$\href{javascript:x}{y}$"),
        (("[sound:a] \\\\(x\\\\)",), r"&#91;sound:a] \<span></span>(x\<span></span>)"),
    ],
)
def test_topics_are_words_and_formulas(topics: tuple[str, ...], line: str) -> None:
    options = Rendering(math=Math(macros=(("R", r"\mathbb R"),)))
    assert shown(replace(basic("What?", answer="a"), topics=topics), options)[0].topic == line


def test_formulas_of_topics_are_pictures_where_the_others_are() -> None:
    options = Rendering(math=Math(output="svg"))
    assert "<svg" in shown(replace(basic("What?", answer="a"), topics=("$x$",)), options)[0].topic


@pytest.mark.parametrize(
    "text", ["[la\x7ftex]x[/la\x7ftex]", "`[la\x7ftex]x[/latex]`", "[sou\x7fnd:x.mp3]", "\\\\\x7f(x\\\\)"]
)
def test_what_anki_takes_out_of_a_field_hides_nothing_that_it_acts_on(text: str) -> None:
    fields, _ = render(question(text), Rendering())
    back = stored.text(linked(fields, {}).back)
    assert not re.search(r"\[/?latex\]|\[sound:|\\\(", back)


def test_an_id_by_which_anki_covers_the_card_goes() -> None:
    fields, said = shown(question("<p id=_flag>x</p>"))
    assert fields.back == "<p>x</p>"
    assert [str(one.rule.code) for one in said] == ["html-removed"]


def test_clozes_in_one_another_deeper_than_anki_reads_them_are_an_error() -> None:
    def nested(depth: int) -> tuple[Diagnostic, ...]:
        text = "x"
        for at in range(depth, 0, -1):
            text = f"{{{{c{at}::a{text}}}}}"
        return shown(gapped(text))[1]

    assert nested(10) == ()
    assert [one.rule.code for one in nested(11)] == ["cloze-none"]


def test_what_was_removed_is_said_with_its_place() -> None:
    _, said = rendered(
        "<object>T</object>",
        "a\nb <iframe src=x></iframe>",
        "<b ONCLICK='x()'>a</b>\n\n[a](JavaScript:x)\n\n<video poster='p.png'></video>",
    )
    assert [(one.rule.code, one.span.line, one.span.column, one.message) for one in said] == [
        ("html-removed", 1, 1, "<object> was removed"),
        ("html-removed", 12, 3, "<iframe> was removed"),
        ("html-removed", 21, 4, "onclick was removed"),
        ("html-removed", 23, 5, "javascript: was removed"),
        ("html-removed", 25, 8, "poster was removed"),
    ]


def cloze(text: str, options: Rendering | None = None) -> tuple[str, list[str]]:
    """The field, and the rules that were broken."""
    asked = gapped(text)
    fields, said = shown(asked, options)
    return fields.front, [one.rule.code for one in said]


def test_what_macros_become_ends_no_cloze() -> None:
    options = Rendering(math=Math(macros=(("v", "x_{n_{1}}"),)))
    assert cloze("{{c1::$\\v$}}", options)[0] == '<p>{{c1::<span class="math">\\(x_{n_{1} }\\)</span>}}</p>'


def test_a_drawn_formula_is_hidden_whole_and_one_with_a_cloze_stays_tex() -> None:
    field, said = cloze("{{c1::$x_{y_{z}}$}} $a={{c2::b}}$", Rendering(math=Math(output="svg")))
    drawn, rest = field.split("</svg>")
    assert drawn.startswith("<p>{{c1::<span")
    assert "::" not in drawn[9:]
    assert "}}" not in drawn
    assert rest == '</span>}} <span class="math">\\(a={{c2::b}}\\)</span></p>'
    assert not said


@pytest.mark.parametrize("text", ["a", "`{{c1::a`", "{{c0::a}}", "{{c501::a}}", "{{c1::a", "[a](b{{c1::c}})"])
def test_a_cloze_note_without_a_card_is_an_error(text: str) -> None:
    assert cloze(text)[1] == ["cloze-none"]


@pytest.mark.parametrize(
    "text", ["${{c1::a}}$", "<p>{{c1::a}}</p>", "$$\n\\begin{align}a {{c1::&= b}}\\end{align}\n$$"]
)
@pytest.mark.parametrize("options", [Rendering(), PYTHON])
def test_a_cloze_in_formulas_and_html(text: str, options: Rendering) -> None:
    field, said = cloze(text, options)
    assert field.count("{{c1::") == field.count("}}") == 1
    assert not said


@pytest.mark.parametrize("text", ["`<script>`", "List<String>", "<kbd>a</kbd>", "<!-- c -->", "```\n<iframe>\n```"])
def test_nothing_was_removed(text: str) -> None:
    assert rendered("T", text, text)[1] == ()


def test_sound_that_is_no_file_is_text() -> None:
    note, _ = render(basic(answer="[sound:a.mp3]\n\n[sound:b.mp3]"), Rendering())
    assert [reference.address for reference in note.references] == ["a.mp3", "b.mp3"]
    shown = linked(note, {"a.md": {"a.mp3": "deckgen-1.mp3"}}).back
    assert 'src="deckgen-1.mp3"' in shown
    assert "<p>&#91;sound:b.mp3]</p>" in shown


def test_media_get_their_names_and_everything_else_stays() -> None:
    note, _ = render(basic(answer='![a|20](b%20c.png "t") <img src="d.png">'), Rendering())
    assert (
        linked(note, {"a.md": {"b%20c.png": "1.png"}}).back
        == '<p><img src="1.png" alt="a" title="t" width="20"> <img src="d.png"></p>'
    )


def test_a_drawing_has_two_pictures_where_it_has_two_themes() -> None:
    note, _ = render(basic(answer="![[b.excalidraw|20]]"), Rendering())
    names = {"b.excalidraw": "1.png", "b.excalidraw" + NIGHT: "2.png"}
    assert linked(note, {"a.md": names}).back == (
        '<p><img src="1.png" alt="b.excalidraw" width="20" class="day-only">'
        '<img src="2.png" alt="b.excalidraw" width="20" class="night-only"></p>'
    )


def test_the_text_of_a_picture_is_no_cloze() -> None:
    note, _ = render(gapped('{{c1::a}} <img src="b.png" alt="{{c2::x}}">'), Rendering())
    assert linked(note, {"a.md": {"b.png": "1.png"}}).front == (
        '<p>{{c1::a}} <img src="1.png" alt="&#123;&#123;c2&#58;:x&#125;&#125;"></p>'
    )


@pytest.mark.parametrize("options", [Rendering(), PYTHON])
def test_an_open_cloze_does_not_reach_the_next_note(options: Rendering) -> None:
    def cloze(text: str) -> str:
        return shown(gapped(text), options)[0].front

    assert cloze("{{c1::a") == "<p>&#123;&#123;c1&#58;:a</p>"
    assert cloze("b}} {{c1::`x::y`::z}}") == "<p>b&#125;&#125; {{c1::<code>x&#58;:y</code>::z}}</p>"


def test_the_source_is_a_link_where_there_is_one() -> None:
    assert rendered("T")[0].source == "a.md"
    options = Rendering(source_link="https://a.b/blob/main/{path}?x=1&y=2")
    assert rendered("T", options=options)[0].source == '<a href="https://a.b/blob/main/a.md?x=1&amp;y=2">a.md</a>'
    assert rendered("T", options=replace(options, source_line=False))[0].source == ""


def test_an_unknown_extension_is_an_error() -> None:
    options = Rendering(dialect="python-markdown", extensions=("toc", "no_such"))
    assert rendered("T", answer="**a**", options=options)[0].back == "<p><strong>a</strong></p>"
    said = unknown_extensions(options, Span("deckgen.toml"))
    assert [(one.rule.code, one.rule.severity) for one in said] == [("extension-unknown", "error")]
    assert "no_such" in said[0].message


_PIECES = st.sampled_from(
    "<script> </script> <b <img onerror= src=x javascript: data: \" ' > < <!-- --> <svg> <style> </style> <a href= [a]("
    " ) [a](javascript:x) <img/onerror=x> <a/href='javascript:x'> ** ` $ \\( [sound:a.mp3] [latex] {{c1:: }} | \n \n\n"
    " <iframe> <math> <textarea> </title> x &lt; &#60; ![["
    " ]] <![CDATA[ ]]> <![a <? == ~ [^1] \n[^1]: \n> [!note] [[ :a: %% <audio <String>".split(" ")
)


class _Tags(HTMLParser):
    """Every opening tag with its attributes, as a browser reads them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))


@settings(max_examples=examples(1000))
@given(st.lists(_PIECES, max_size=25), st.sampled_from(["", " "]), st.sampled_from([Rendering(), PYTHON]))
def test_nothing_active_arrives(pieces: list[str], between: str, options: Rendering) -> None:
    out = markdown(between.join(pieces), "", options)
    for tag, attributes in _Tags(out).tags:
        assert tag not in ("script", "iframe", "style", "svg", "math", "textarea", "title", "object")
        assert not [name for name in attributes if name.startswith("on")]
        addresses = [attributes.get("href", ""), attributes.get("src", "")]
        assert not [address for address in addresses if re.match(r"\s*javascript:", address)]
    assert not re.search(r"\[(sound:|latex\])", out)


DEFINITIONS = {
    "Term\n: words\n: more": [21 + 1],
    "Term\n\n: words\n\nOther\n:   words": [21 + 2, 21 + 5],
    "> Term\n> : words": [21 + 1],
    "- Term\n  : words": [21 + 1],
    "```\nTerm\n: words\n```\n\n    a\n    : b": [],
    ": words\n\na: b\n:c\n- x\n\n: y": [],
    "a\n：b\n::: c": [],
}


@pytest.mark.parametrize("text", DEFINITIONS)
def test_definition_lists_are_said(text: str) -> None:
    _, said = rendered("T", "", text)
    assert [(one.rule.code, one.span.line) for one in said] == [("definition-list", line) for line in DEFINITIONS[text]]


def test_where_definition_lists_are_shown_nothing_is_said() -> None:
    options = Rendering(dialect="python-markdown", extensions=("def_list",))
    fields, said = shown(basic(answer="Term\n: words"), options)
    assert "<dt>Term</dt>" in fields.back
    assert said == ()
    assert [one.rule.code for one in shown(basic(answer="Term\n: words"), PYTHON)[1]] == ["definition-list"]


def test_data_below_a_title_is_hidden_even_alone() -> None:
    fields, _ = rendered("T", "difficulty:: 3", "rating:: 5")
    assert "difficulty" not in fields.front
    assert "rating:: 5" in fields.back


# What is longer is no such thing: how long the text inside may be, and what is seen where it is taken for one.
LIMITS: dict[str, tuple[Callable[[int], str], str, int]] = {
    "a picture's address": (lambda n: f"![]({'a' * (n - 8)} b.png)", "<img", 1_000),
    "braces behind a picture": (lambda n: f"![](b.png){{.{'a' * (n - 1)}}}", 'alt=""></p>', 300),
    "a field's key": (lambda n: f"({'k' * n}:: v)", "field", 40),
    "a field": (lambda n: f"(k:: {'v' * (n - 6)})", "field", 300),
    "a field's line": (lambda n: f"x\n{'k' * n}:: 1", "<p>x</p>", 40),
}


@pytest.mark.parametrize("name", LIMITS)
def test_limits(name: str) -> None:
    text, seen, limit = LIMITS[name]
    assert seen in markdown(text(limit))
    assert seen not in markdown(text(limit + 1))


@pytest.mark.parametrize("options", [Rendering(), PYTHON, Rendering(source_link="https://x.y/all")])
@pytest.mark.parametrize(
    ("link", "words"),
    [
        ('[a *b*](b.md#c "d")', "a <em>b</em>"),
        ("[a](../b/c%20d.pdf)", "a"),
        ("[a](#part)", "a"),
        ("[#a]()", "#a"),
        ("[a](file:///b.pdf)", "a"),
        ("[a](C:/b.pdf)", "a"),
        ("[a](/b.md)", "a"),
        ('<a href="b.md" title="c">a</a>', "a"),
        ("[![a](b.png)](b.png)", '<img src="b.png" alt="a">'),
        ("[a][b]\n\n[b]: c.md", "a"),
    ],
)
def test_a_link_that_leads_nowhere_on_a_phone_is_text(link: str, words: str, options: Rendering) -> None:
    fields, said = rendered("T", "", f"so {link}", options=options)
    assert fields.back in (f"<p>so {words}</p>", f"<p>so {_turned(words)}</p>")
    assert said == ()


def _turned(picture: str) -> str:
    """The tag of a picture as Python-Markdown writes it."""
    return picture.replace('src="b.png" alt="a"', 'alt="a" src="b.png"')


@pytest.mark.parametrize(
    "address", ["", " ", "a:b.png", "a?.png", "[a].png", "a.png.", "a.png ", "Con.png", "lpt1", "a/", "..", "é" * 61]
)
def test_a_picture_that_is_nowhere_has_no_address_that_anki_writes_anew(address: str) -> None:
    text = f'<img src="{address}" alt="{address}"> <audio src="{address}"></audio>'
    back = linked(render(question(text), Rendering())[0], {}).back
    assert back == f'<p><img alt="{address}"> <audio controls=""></audio></p>'


@pytest.mark.parametrize("address", ["a.png", "a b.png", "a%3A", "b/a?.png", "https://a.b/", "conx.png", "é" * 60])
def test_other_addresses_of_nothing_stay(address: str) -> None:
    text = f'<img src="{address}" alt="a">'
    assert linked(render(question(text), Rendering())[0], {}).back == text


@pytest.mark.parametrize("options", [Rendering(), PYTHON])
def test_a_link_that_leads_somewhere_stays(options: Rendering) -> None:
    for link in (
        '<a href="https://a.b">c</a>',
        '<a href="mailto:a@b.c">c</a>',
        '<a href="#d">c</a> <span id="d">e</span>',
    ):
        assert rendered("T", "", link, options=options)[0].back == f"<p>{link}</p>"


# Each remark, and whether Markdown swallows it.
REMARKS = {
    "[注意]:先加锁，再修改": True,
    "[提示]: 读/写都要加锁。": True,
    "> [警告]: 版本3.5以上才有": True,
    "- [Note]: careful!": True,
    "[메모]: 나중에": True,
    "[Внимание]: осторожно": True,
    "[注意]：先加锁": False,
    "\\[注意]: 先加锁": False,
    "`[注意]: 先加锁`": False,
    "```\n[注意]: 先加锁\n```": False,
    "[Note]: be careful!": False,
    "见[手册]。\n\n[手册]: 手册，第一章": False,
    "[手册]: https://a.bc/手册，第一章": False,
    "[图]: 图片/甲.png": False,
    "[节]: #第一节": False,
    "[站]: www.例子.中国": False,
    "[目录]: 目录/第一节": False,
    '[笔记]: 笔记 "笔记的标题"': False,
    "[页]: 页": False,
    "[a]: <锁 与 门。md>": False,
    "[Note]: see-also-chapter-7": True,
    "[TODO]: later": True,
    "[b]: notes/later": False,
    "[c]: mailto:甲@b.cd": False,
    "[d]: 说明.md#第一节。": False,
    # The footnote of another question: it is below that one's answer.
    "[^1]: 柯西定义": False,
    "[^注]: 柯西定义。": False,
    "> [^n]: Note.": False,
}


@pytest.mark.parametrize("text", REMARKS)
def test_remarks_that_are_definitions_of_links_are_named(text: str) -> None:
    said = shown(basic(answer="One.\n\n" + text))[1]
    assert [one.rule.code for one in said if one.rule.code == "link-definition"] == ["link-definition"] * REMARKS[text]


def test_what_has_a_name_of_its_author_holds_nothing_that_acts() -> None:
    address = r"\(\href{javascript:a}{b}\).mp3"
    sound = field.Media("audio", "<audio>", (("class", "sound"), ("src", address)), Span("a.md"))
    shown = r"\<span></span>(\href{javascript:a}{b}\<span></span>).mp3"
    assert sound.linked({}) == f"&#91;sound:{shown}]"
    asked = replace(question("A thing."), span=Span(f"[sound:{address}"))
    assert render(asked, Rendering())[0].source == f"&#91;sound:{shown}"


def test_a_gap_is_no_shape_of_anki() -> None:
    assert field.plain("{{c1::image-occlusion:rect:left=.1}}") == "{{c1::image-occlusion&#58;rect:left=.1}}"
