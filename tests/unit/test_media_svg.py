"""Drawings without what acts or reaches out."""

from xml.etree import ElementTree

import pytest

from deckgen.media import svg
from deckgen.wording import listed

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">'

HARMLESS = [
    '<defs><linearGradient id="a"/></defs><rect fill="url(#a)" style="stroke:url( \'#a\' )"/>',
    '<use xlink:href="#a"/><image href="data:image/png;base64,AAAA"/>',
    "<style>.a{fill:red;font-family:'Fira'} @font-face{src:url(data:font/woff2;base64,AA)}</style>",
    "<text>on &lt;script&gt;</text>",
    '<foreignObject><div xmlns="http://www.w3.org/1999/xhtml">label</div></foreignObject>',
    '<a xlink:href="https://example.org"><text>drawn with</text></a>',
    '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:source>a book</dc:source></metadata>',
    '<animate attributeName="x" from="0" to="1"/>',
    '<text font-family="a\\b">C:\\x</text>',
]
HARMFUL = {
    "<script>alert(1)</script>": "alert",
    '<g onload="alert(1)"/>': "alert",
    '<g ONCLICK="alert(1)"/>': "alert",
    '<a href="javascript:alert(1)"><text>x</text></a>': "alert",
    '<a xlink:href=" java&#x73;cript:alert(1)"/>': "alert",
    '<image href="https://evil.example/p.png"/>': "evil",
    '<image xlink:href="//evil.example/p.png"/>': "evil",
    '<use href="evil.svg#a"/>': "evil",
    '<image href="data:image/svg+xml;base64,evil"/>': "evil",
    '<rect fill="url(https://evil.example/#a)"/>': "evil",
    "<rect style=\"fill:url('//evil.example/x')\"/>": "evil",
    "<style>@import 'https://evil.example/a.css';</style>": "evil",
    "<style>a{b:\\75rl(https://evil.example)}</style>": "evil",
    "<style>a{b:image-set('https://evil.example' 1x)}</style>": "evil",
    "<style>a{b:url(https://evil.example</style>": "evil",
    "<style><![CDATA[a{b:URL('https://evil.example')}]]></style>": "evil",
    "<style><g/>@import 'https://evil.example/a.css';</style>": "evil",
    "<style>@imp<g>x</g>ort 'https://evil.example/a.css';</style>": "evil",
    '<set attributeName="xlink:href" to="javascript:alert(1)"/>': "alert",
    '<animate attributeName="href" values="javascript:alert(1)"/>': "alert",
    '<foreignObject><iframe xmlns="http://www.w3.org/1999/xhtml" src="evil"/></foreignObject>': "evil",
    '<foreignObject><x:script xmlns:x="http://www.w3.org/1999/xhtml">evil</x:script></foreignObject>': "evil",
}


@pytest.mark.parametrize("body", HARMLESS)
def test_what_harms_nobody_keeps_its_bytes(body: str) -> None:
    before = '<?xml version="1.0"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "x.dtd"><!-- c -->'
    data = f"{before}{HEAD}{body}</svg>".encode()
    assert svg.clean(data) == svg.Cleaned(data, ())


@pytest.mark.parametrize("body", HARMFUL)
def test_what_acts_or_reaches_out_is_gone(body: str) -> None:
    cleaned = svg.clean(f'{HEAD}<circle r="1"/>{body}<text>stays</text></svg>'.encode())
    assert cleaned.removed
    assert HARMFUL[body].encode() not in cleaned.data
    root = ElementTree.fromstring(cleaned.data)
    assert [root[0].tag, root[-1].text] == ["{http://www.w3.org/2000/svg}circle", "stays"]
    assert cleaned.data.startswith(b"<svg")
    assert svg.clean(cleaned.data).removed == (), "cleaning is done at once"


def test_a_style_sheet_beside_the_root() -> None:
    data = b'<?xml-stylesheet href="https://evil.example/a.css"?>' + HEAD.encode() + b"</svg>"
    cleaned = svg.clean(data)
    assert (b"evil" in cleaned.data, cleaned.removed) == (False, ("<?xml-stylesheet?>",))


def test_text_after_what_is_removed_stays() -> None:
    cleaned = svg.clean(f"{HEAD}<text>a<script>x</script>b<tspan>c</tspan><script/>d</text></svg>".encode())
    assert "".join(ElementTree.fromstring(cleaned.data).itertext()) == "abcd"


@pytest.mark.parametrize(
    "data",
    [
        b"<svg",
        b"",
        b"<svg><rect/></svg>",
        b'<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + HEAD.encode() + b"&b;</svg>",
        b'<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + HEAD.encode() + b"&a;</svg>",
        b'<?xml version="1.0" encoding="nonsense"?>' + HEAD.encode() + b"</svg>",
        HEAD.encode() + b"<g>" * 20000 + b"</g>" * 20000 + b"</svg>",
        HEAD.encode() + b"\xff</svg>",
    ],
    ids=["unclosed", "empty", "no namespace", "entities", "external entity", "encoding", "deep", "bytes"],
)
def test_what_is_no_svg(data: bytes) -> None:
    with pytest.raises(svg.NotSvg):
        svg.clean(data)


STYLED = {
    "class": '<rect class="x c{}"/>',
    "within": '<rect class="c{}"/>',
    "condition": '<rect class="c{}"/>',
    "own id": '<rect id="r{}" class="x"/>',
    "escape": '<rect class="c{}"/>',
    "open": '<rect class="c{}"/>',
    "string": '<rect class="c{}"/>',
    "attribute": r'<rect fill="url(#\67 {})"/>',
}
# How a style sheet says what such a rectangle is filled with.
RULES = {
    "class": ".c{0}{{fill:url(#g{0})}}",
    "within": "@media all{{svg > g .d, svg rect.c{0} {{/* }} */ fill: url('#g{0}') }} }}",
    "condition": ".c{0}:not(.y)[class]{{fill:url(#g{0})}}",
    "own id": "#r{0}{{fill:url(#g{0})}}",
    "escape": r".\63 {0}{{fill:url(#\67 {0})}}",
    "open": ".c{0}{{fill:url(#g{0})</style><style>",
    "string": "a{{content:'/*'}}.c{0}{{fill:url(#g{0})}}b{{content:'*/'}}",
}


def repeated(times: int, how: str) -> bytes:
    """A drawing whose groups each show the one before ten times."""
    ways = {"use": '<use xlink:href="#g{}"/>', "pattern": '<rect fill="url(#g{})"/>', **STYLED}
    shows, around = ways[how], "g" if how == "use" else "pattern"
    rules = "".join(RULES.get(how, "").format(n) for n in range(times + 1))
    groups = (f'<{around} id="g{n + 1}">{shows.format(n) * 10}</{around}>' for n in range(times))
    style = f"<style>{rules}</style>"
    return f'{HEAD}{style}<g id="g0"/>{"".join(groups)}{shows.format(times)}</svg>'.encode()


@pytest.mark.parametrize("how", ["use", "pattern", *STYLED])
def test_what_repeats_itself_in_itself_is_counted_as_it_is_drawn(how: str) -> None:
    assert svg.clean(repeated(5, how)).removed == ()
    for times in (6, 40):
        with pytest.raises(svg.NotSvg, match="more than 1000000 elements"):
            svg.clean(repeated(times, how))


def test_what_shows_itself_ends() -> None:
    data = f'{HEAD}<g id="a"><use href="#a"/><use href="#b"/></g><g id="b"><use href="#a"/></g></svg>'.encode()
    assert svg.clean(data) == svg.Cleaned(data, ())


def test_many_handlers_are_taken_out_and_the_first_of_them_said() -> None:
    handlers = " ".join(f'on{n}="1"' for n in range(3000))
    cleaned = svg.clean(f"{HEAD}<g {handlers}/></svg>".encode())
    assert len(cleaned.removed) == 3000
    assert listed(cleaned.removed).endswith("…")
