"""What carries places from Markdown to the field is never on a card, whatever HTML an author wrote around it."""

import html
import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deckgen.data import Fragment, Span
from deckgen.options import Rendering
from deckgen.render import field, gfm, linked, markdown, render
from deckgen.render.embeds import Embeds
from deckgen.render.locator import Locator
from deckgen.render.notes import Notes
from deckgen.render.places import ATTRIBUTE, NONCHARACTERS, Place
from deckgen.render.sanitise import sanitise
from tests.support.effort import examples
from tests.support.fields import shown
from tests.support.questions import basic, cloze, fragment, question

DIALECTS = [Rendering(), Rendering(dialect="python-markdown")]
# Where a mark is put, and where it ends up: in text, in attributes, in closing tags, in tags that are written anew.
PIECES = [
    "<p>\n", "<div>\n", "<table><tr><td>", "</td></tr></table>", "\n", "\n\n", " ", "so a <b and c",
    "</List <String>>", "List<String >", "<b onclick=1>x</b>", "<b/>", "<b title='a <i b>c'>", '<i title="<b x>',
    "<img/src=x.png>", "<img alt='<i x>|20' src=x.png>", "<video title='<b x>' src=x.png>",
    "<audio src=x.png></audio>", "<foo bar>", "<script >", "</script>", "<!-- <b x>", "-->", "<textarea >",
    "<input type=checkbox>", "<input >", "$a$", "$$\na\n$$", "![](x.png)", "![<b x>](x.png)", "[a](javascript:1)",
    "[sound:x.png]", "\n\n[sound:x.png]\n\n", "<p>[sound:x.png]</p>", "<b title='[sound:x.png]'>", "{{c1::a}}",
    "{{c1::", "}}", "::", "<span class=math>\\(a\\)</span>", "`<b x>`", "> ", "- ", "<b title='\n<i x>\n", "&#xfdd0;",
    "&#64979;0.1.2.3.4", "<!x <b y>", "<![CDATA[ <b x>", "'", '"', "<a href='<b x>'>",
    "<https://a.b/%EF%B7%90c1%EF%B7%92>", "\ufdd0", "[^1]", "<b x", "<", ">", "<code>", "</code>",
]  # fmt: skip
TEXT = st.lists(st.sampled_from(PIECES), max_size=12).map("".join)
NAMES = st.sampled_from([{}, {"a.md": {"x.png": "deckgen-1.png"}}])


@pytest.mark.parametrize("options", DIALECTS)
@given(text=TEXT, notes=TEXT, names=NAMES)
@settings(max_examples=examples(300))
def test_no_mark_is_on_a_card(options: Rendering, text: str, notes: str, names: dict[str, dict[str, str]]) -> None:
    definitions = fragment(f"[^1]: {notes}\n", 40)
    asked = basic(" ".join(text.split()), fragment(text, 11), prompt=text)
    for one in (asked, cloze(text)):
        rendered, _ = render(replace(one, definitions=definitions), options)
        fields = linked(rendered, names)
        for side in (fields.front, fields.back):
            assert ATTRIBUTE not in side
            assert not NONCHARACTERS.search(side)


BLOCKS = {
    "an open tag": ("<p>\nso a <b and c", "so a &lt;b and c"),
    "in a closing tag that is none": ("<div>a</List <String>></div>", "a&lt;/List &lt;String&gt;&gt;"),
    "in an attribute": ("<div><b title='a <i b'>c</b></div>", '<b title="a <i b">c</b>'),
    "in an attribute of a tag that is none": ("<div><foo bar='a <i b'>c</div>", "&lt;foo bar='a &lt;i b'&gt;c"),
    "in a tag written anew": ("<div><img alt='a <i b|20' src='x.png'></div>", 'alt="a <i b" src="x.png" width="20"'),
    "a slash before a source": ("<div><video/src='x.png'></video></div>", '<video src="x.png" controls=""></video>'),
    "a slash before a type": ("<div><input/type=checkbox></div>", '<input type="checkbox">'),
    "a slash before a size": ("<div><img/alt='a|20' src=x.png></div>", '<img alt="a" src="x.png" width="20">'),
    "a slash before a handler": ("<div><b/onclick=1>z</b></div>", "<b>z</b>"),
}


@pytest.mark.parametrize("name", BLOCKS)
def test_a_block_of_html_is_shown_as_if_it_had_no_marks(name: str) -> None:
    text, expected = BLOCKS[name]
    fields, said = shown(question(text))
    assert expected in html.unescape(fields.back) or expected in fields.back
    assert " ".join(markdown(text).split()) == " ".join(fields.back.replace("\n</p>", "</p>").split())
    assert [one.message for one in said] == (["onclick was removed"] if "onclick" in text else [])


@pytest.mark.parametrize("options", DIALECTS)
@pytest.mark.parametrize(
    "text",
    [
        '<span data-at="q">s</span>', "<img data-at=5 src=x.png>", "<p>\n<img DATA-AT='3' src=x.png alt='a|20'>\n</p>",
        f'<img data-at="&#xfdd3;0.{"9" * 5_000}.0.0.0" src=x.png>', '<img data-at="&#64979;0.1.1.1.1" src=x.png>',
        "<video data-at src=x.png></video>",
    ],
)  # fmt: skip
def test_an_authors_own_attribute_of_that_name_goes(options: Rendering, text: str) -> None:
    fields, _ = shown(question(text), options)
    assert ATTRIBUTE not in fields.back
    assert ATTRIBUTE not in markdown(text, "", options)
    assert "src=" in fields.back or "<span>s" in fields.back


@pytest.mark.parametrize("options", DIALECTS)
@pytest.mark.parametrize("character", ["\ufdd0", "&#xfdd0;", "&#64976;", "&#XFDD0", "&#x00FDD0;", "&#0064976 "])
def test_no_author_writes_our_marks(options: Rendering, character: str) -> None:
    text = f"<div>\n{character}c1\ufdd2hidden\ufdd1 {{{{c1::zz}}}} <img alt='{character}' src=x.png>\n</div>"
    fields, _ = shown(cloze(text), options)
    assert fields.front.count("{{") == 1
    assert "\ufffd" in fields.front


@pytest.mark.parametrize("reference", ["&#xfdcf;", "&#xfdf0;", "&#64975;", "&#65008;", "&#xfdd01;", "&#649760;"])
def test_other_references_stay(reference: str) -> None:
    assert "\ufffd" not in markdown(f"<div>{reference}</div>")


def test_the_field_drops_what_sanitising_left() -> None:
    nowhere = Fragment("", (), ())
    segments = field.parse(f"a{Place(1, 2, 3, 4).mark} b", Locator((nowhere,), Span("")))
    assert field.to_html(segments) == "a b"


@pytest.mark.parametrize("name", BLOCKS)
def test_sanitising_leaves_marks_in_tags_only(name: str) -> None:
    safe, _ = sanitise(gfm.to_html(BLOCKS[name][0], embedding=Embeds(Notes(), [])))
    assert not NONCHARACTERS.search(re.sub(r"<[^>]*>", "", safe))
