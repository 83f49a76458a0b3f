"""Where bytes of others come in: what is tried with them, sound examples, and what may be raised."""

import io
import json
import re
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

from PIL import Image

from deckgen.anki import ankiconnect
from deckgen.apkg.foreign import foreign
from deckgen.apkg.notetypes import custom
from deckgen.apkg.rebuild import rebuild
from deckgen.apkg.verify import verify
from deckgen.diagnostics import DeckgenError
from deckgen.identity import identify
from deckgen.lock import Lock, dump, load, salvage
from deckgen.lock.sums import checksum, digest, sum_of
from deckgen.media import kinds, pictures, svg
from deckgen.media.local import Files
from deckgen.omissions import missing
from deckgen.options import Pictures, Rendering, Splitting, matches
from deckgen.project import config
from deckgen.project.ignored import _spec
from deckgen.read import read
from deckgen.render import linked, readable, render
from deckgen.split import split
from deckgen.tex import judging, typesetting
from tests.support.builds import built
from tests.support.cases import suite

_SUM = re.compile(r', "sum": "[^"]*"\}?$|\}$')
ROOT = Path(__file__).parents[2]


def words(text: str) -> tuple[bytes, ...]:
    """The words of a text, and the white space that it has not."""
    return (*text.encode().split(), b"\n", b" ", b"\t", b"\n\n", b"    ")


NOTES = words(
    """# ## ### **x** Q: A: q: a: - * 1. 1) A. > [!tip] ``` ~~~ $ $$ \\( \\[ == :: ::: {{c1:: }} ? ？ #tag --- |
    |---| ! [ ] ( ) <details> </details> <summary> <!-- --> deckgen: id: skip ^id [[ ]] ![[ ]] %% :-- &amp; &#x0; <td>
    \\ _ 答： 问： ::note"""
)
FRONT = words("- : [ ] { } ' \" | > & * !! % --- +++ # , ~ null true 1e9 2026-01-01 deck: tags:")
LOCK = words(
    """{ } " : , [ ] null true 1 -1 1e999 "guid" "after" "sum" "project" "words" "gaps" "mod" \\u0000 <<<<<<< ======="""
)
TOML = words("""= [ ] [[ ]] " ' \\" , . # true 1 1e999 nan [files."x"] [images] {a=1} \\u0000""")
DRAWING = words(
    "<!-- --> <? ?> <![CDATA[ ]]> url( ) javascript: @import &#x61; onload= href= <script> <style> style= data:"
)
ADDRESS = words(".. / \\ %2e %2f file: // C: ~ \\\\ %00 ? # .png secret.png")
ANSWER = words("""{ } [ ] " : , null true NaN 1e999 "result" "error" "due" -1""")
STYLE = words("{ } { ; : url( ) @import /* */ ' \" \\ {{Question}} {{#Answer}} {{/Answer}} {{^ <script>")
PATTERN = words("* ** **/ ? [ ] [! ! / \\ # a")
TEX = words(
    r"""\ { } & ^ _ \frac \left \right \begin{array}{c} \end{array} \href \style \unicode \def \let \require{html}
    \mmlToken # %"""
)


@dataclass(frozen=True)
class Entry:
    """A reader of bytes: `corpus` makes sound ones, `raises` is what it documents, `share` how often it is tried."""

    work: Callable[[bytes], object]
    corpus: Callable[[], list[bytes]]
    words: tuple[bytes, ...] = ()
    raises: tuple[type[Exception], ...] = ()
    share: int = 1


@cache
def _notes() -> list[bytes]:
    cases = [case.given[0].replace("→", "\t").encode() for name in ("split", "render") for case in suite(name)]
    return cases + [path.read_bytes()[:6_000] for path in sorted((ROOT / "docs" / "reference").glob("*.md"))]


def _read(data: bytes) -> None:
    read("a.md", data)


def _fronted(data: bytes) -> None:
    document, _ = read("a.md", data)
    if document:
        split(document, "D", Splitting())


def _split(data: bytes) -> None:
    document, _ = read("a.md", data)
    if not document:
        return
    reading, _ = split(document, "D", Splitting(cloze=True, tables=True))
    matches, _ = identify(reading.questions, Lock("p~12345678"))
    # A build of the same knows each again.
    assert len({match.guid for match in matches}) == len(matches)


def _rendered(data: bytes) -> None:
    document, _ = read("a.md", data)
    if not document:
        return
    reading, _ = split(document, "D", Splitting())
    for question in reading.questions[:2]:
        readable(question.title)
        rendered, _ = render(question, Rendering())
        shown = linked(rendered, {})
        missing("a.md", document.source, 1, [str(shown)])


@cache
def _locks() -> list[bytes]:
    found = [path.read_bytes() for path in sorted((ROOT / "tests" / "contract" / "locks").rglob("*.lock"))]
    return [*found, *(one[: one.index(b"\n", 3_000) + 1] for one in ((ROOT / "deckgen.lock").read_bytes(),))]


def _lock(data: bytes) -> None:
    text = data.decode("utf-8", "replace")
    try:
        lock = load(text, "deckgen.lock")
    except DeckgenError:
        salvage(text, Lock("p~12345678"))
        raise
    again = load(dump(lock), "deckgen.lock")
    assert again.guids == lock.guids
    assert again.project == lock.project


def _signed(data: bytes) -> None:
    """A lock that somebody changed who knows how to make checksums."""
    first, *rows = data.decode("utf-8", "replace").split("\n")
    signed = [_sign(row) for row in rows if row]
    first = re.sub(r'"digest": "[^"]*"', f'"digest": "{digest(map(sum_of, signed))}"', first)
    notes = sum('"guid"' in row for row in signed)
    first = re.sub(r'"notes": \d+, "files": \d+', f'"notes": {notes}, "files": {len(signed) - notes}', first)
    _lock("\n".join([_sign(first), *signed, ""]).encode())


def _sign(line: str) -> str:
    bare = _SUM.sub("", line)
    return f'{bare}, "sum": "{checksum(bare)}"}}'


@cache
def _place(name: str) -> Path:
    folder = Path(tempfile.mkdtemp(prefix="deckgen-fuzz-"))
    return folder / name


def _settings(data: bytes) -> None:
    path = _place("deckgen.toml")
    path.write_bytes(data)
    config.read(path)


def _toml() -> list[bytes]:
    pages = (ROOT / "docs" / "reference" / "configuration.md").read_text("utf-8").split("```toml\n")[1:]
    return [page.partition("```")[0].encode() for page in pages] + [(ROOT / "deckgen.toml").read_bytes()]


def _fronts() -> list[bytes]:
    settings = (
        "deck: A::B\ntags: [a, b]\nquestion_level: 2\nshape: headings\ncloze: true",
        "title: x\naliases:\n  - a\n  - b: {c: 1}\ndate: 2026-01-01\n# c\nbreaks: false",
        "a: &a [*a]\nb: !!set {x}\nc: |\n  x",
    )
    yaml = [f"---\n{text}\n---\n## What is it?\n\nIt.\n".encode() for text in settings]
    return [*yaml, b'+++\ndeck = "A"\ntags = ["a"]\n[x]\ny = 1\n+++\n## What is it?\n\nIt.\n']


@cache
def _pictures() -> list[bytes]:
    found = []
    for kind in ("PNG", "JPEG", "GIF", "WEBP", "BMP", "TIFF"):
        out = io.BytesIO()
        Image.effect_noise((24, 18), 60).convert("RGB").save(out, kind)
        found.append(out.getvalue())
    return [
        *found,
        b"ID3\x03\0\0\0\0\0\0",
        b"OggS\0" + bytes(30),
        b"RIFF\x10\0\0\0WAVEfmt ",
        b"\0\0\0\x18ftypheic" + bytes(20),
    ]


def _picture(data: bytes) -> None:
    kind = kinds.extension(data)
    kinds.described(data)
    if kind in ("png", "jpg", "gif", "webp") and not pictures.flaw(data, kind):
        pictures.shrunk(data, kind, Pictures(max_width=10, format="webp"))


def _drawings() -> list[bytes]:
    own = [path.read_bytes()[:6_000] for path in sorted((ROOT / "tests" / "torture").glob("*.svg"))]
    return [
        *own,
        b'<svg xmlns="http://www.w3.org/2000/svg" xmlns:x="http://www.w3.org/1999/xlink"><use x:href="a.svg#b"/></svg>',
        b"<svg><style>a{fill:url(#b)}</style><script>x</script></svg>",
        b'<svg><a href="#x" onclick="y"/><rect style="fill:url(x)"/></svg>',
        b'<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE svg [<!ENTITY a "b">]><svg>&a;</svg>',
    ]


def _drawing(data: bytes) -> None:
    kinds.extension(data)
    for element in ElementTree.fromstring(svg.clean(data).data).iter():
        assert not element.tag.lower().endswith(("svg}script", "html}script"))
        assert "@import" not in (element.text or "") or not element.tag.lower().endswith("}style")
        for name, value in element.items():
            local = name.rpartition("}")[2].lower()
            assert not local.startswith("on")
            assert local != "href" or not value.strip().lower().startswith("javascript:")
            assert local != "style" or "@import" not in value


def _files() -> Files:
    root = _place("notes")
    if not root.exists():
        (root / "deep" / "er").mkdir(parents=True)
        (root.parent / "secret.png").write_bytes(b"x")
        (root / "deckgen.toml").write_text("")
        for name in ("a.png", "deep/b c.png", "deep/er/图.png"):
            (root / name).write_bytes(b"x")
        (root / "out.png").symlink_to(root.parent / "secret.png")
    return Files(root)


def _address(data: bytes) -> None:
    files = _files()
    found = files.find("deep/a.md", data.decode("utf-8", "surrogateescape"))
    if path := getattr(found, "path", None):
        assert path.resolve().is_relative_to(files.root)


@cache
def _packages() -> list[bytes]:
    with tempfile.TemporaryDirectory() as folder:
        text = "# T\n\n## What is it?\n\nIt.\n\n## What is that?\n\n---\n\n{{c1::That}}.\n"
        return [built(Path(folder) / "p", text, 1_700_000_000).read_bytes()]


def _package(data: bytes) -> None:
    for work in (
        lambda: rebuild(data, "x.apkg", "p~12345678"),
        lambda: foreign(data, "x.apkg", ()),
        lambda: verify(data, "x.apkg"),
    ):
        with suppress(DeckgenError):
            work()


def _answers() -> list[bytes]:
    results = (6, None, [1, 2], {"Default": 1}, [{"due": 3}], "/a/User 1/collection.media", True)
    return [json.dumps({"result": one, "error": None}).encode() for one in results] + [
        b'{"result": null, "error": "unsupported action"}',
        b'{"result": null, "error": "collection is not available"}',
    ]


class _AddOn(ankiconnect.AnkiConnect):
    """The add-on with an answer of ours."""

    answer = b""

    def invoke(self, action: str, timeout: float | None = None, **params: object) -> object:
        return ankiconnect._result(200, _AddOn.answer, action, self.url)


def _answer(data: bytes) -> None:
    _AddOn.answer = data
    add_on = _AddOn()
    for ask in (
        lambda: add_on.numbers("findCards"),
        lambda: add_on.names("deckNames"),
        lambda: add_on.text("getMediaDirPath"),
        lambda: add_on.due(1),
        add_on.hello,
    ):
        with suppress(DeckgenError):
            ask()


def _style(data: bytes) -> None:
    custom.appearance({"style.css": data, "templates/front.html": data, "templates/cloze.back.html": data})


def _styles() -> list[bytes]:
    notetypes = Path(custom.__file__).parent
    return [path.read_bytes()[:5_000] for path in sorted([*notetypes.rglob("*.css"), *notetypes.rglob("*.html")])]


def _addresses() -> list[bytes]:
    return [b"a.png", b"../a.png", b"deep/b%20c.png", b"/etc/passwd", b"file:///a.png", b"out.png"]


def _patterns() -> list[bytes]:
    return [b"*.md", b"!a/**/b", b"[a-z]*", b"Templates/**", b"a\\ b", b"/x/?/*"]


def _formulas() -> list[bytes]:
    return rb"\frac{a}{b} \begin{matrix}a&b\\c\end{matrix} \href{https://a}{x} \def\a{b}\a \left(x\right)".split(b" ")


def _pattern(data: bytes) -> None:
    text = data.decode("utf-8", "replace")
    matches(text[:200], "a/b/c d/e.md")
    _spec(text.splitlines()).check_file("a/b/c d/e.md")


def _formula(data: bytes) -> None:
    tex = data.decode("utf-8", "replace")
    judging.unfit(tex, typesetting._typeset.__wrapped__(tex, True))


ENTRIES: dict[str, Entry] = {
    "reading": Entry(_read, _notes, NOTES, share=9),
    "front matter": Entry(_fronted, _fronts, FRONT, share=6),
    "splitting": Entry(_split, _notes, NOTES, share=6),
    "rendering": Entry(_rendered, _notes, NOTES, share=3),
    "lock": Entry(_lock, _locks, LOCK, (DeckgenError,), share=9),
    "lock, signed": Entry(_signed, _locks, LOCK, (DeckgenError,), share=6),
    "configuration": Entry(_settings, _toml, TOML, (DeckgenError,), share=9),
    "pictures": Entry(_picture, _pictures, (b"IHDR", b"IDAT", b"\xff\xd8", b"GIF89a", b"RIFF"), share=9),
    "drawings": Entry(_drawing, _drawings, DRAWING, (svg.NotSvg,), share=6),
    "addresses": Entry(_address, _addresses, ADDRESS, share=9),
    "packages": Entry(_package, _packages, (b"PK\3\4", b"PK\1\2", b"media"), share=3),
    "AnkiConnect": Entry(_answer, _answers, ANSWER, share=9),
    "appearance": Entry(_style, _styles, STYLE, share=6),
    "patterns": Entry(_pattern, _patterns, PATTERN, share=9),
    "formulas": Entry(_formula, _formulas, TEX, (DeckgenError,), share=1),
}
