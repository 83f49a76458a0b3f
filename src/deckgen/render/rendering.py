"""One question through all of rendering: its Markdown, its formulas, its clozes, and what its author should know."""

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from urllib.parse import quote

from deckgen.data import Basic, Cloze, Draw, Fields, Fragment, Question, Reference, Span
from deckgen.diagnostics import CLOZE_NONE, EXTENSION_UNKNOWN, HTML_REMOVED, MARKUP_EXCESSIVE, Diagnostic
from deckgen.options import Rendering
from deckgen.render import clozes, code, field, gfm, macros, mathjax, python_markdown
from deckgen.render.field import Field, Formula
from deckgen.render.locator import Locator
from deckgen.render.places import NONCHARACTERS
from deckgen.render.sanitise import Removed, sanitise

# Anki makes cards for so many clozes (docs/anki.md, Cards and decks).
_CLOZES = 500
_HEADING = re.compile(r"\s*<h1[^>]*>(.*?)</h1>(.*)", re.DOTALL)
_NUMBER = re.compile(r"^\d{1,9}[.)]\s+(?=\S)")
# What the title is rendered with, so that Markdown sees a heading.
_HASH = "# "


@dataclass(frozen=True, slots=True)
class Rendered:
    """What a question shows, before its pictures have names; of a cloze all of it is `front`.

    `topic` and `source` are HTML.
    """

    front: Field
    back: Field
    topic: str
    source: str
    is_cloze: bool

    @property
    def references(self) -> tuple[Reference, ...]:
        """The pictures, sounds and videos in order."""
        return tuple(field.references((*self.front, *self.back)))


def render(question: Question, options: Rendering, draw: Draw | None = None) -> tuple[Rendered, tuple[Diagnostic, ...]]:
    """What the question shows, with the addresses of pictures as written, and what its author should know."""
    diagnostics = [*_excessive(question, options)]
    is_cloze = isinstance(question, Cloze)
    part = _Part(question, options, draw)
    front: Field = ()
    back: Field = ()
    if not is_cloze and question.title:
        front, remarks = part.title()
        diagnostics += remarks
    if any(line.strip() for line in question.front.lines):
        text, remarks = part.field(question.front, "q")
        front += text
        diagnostics += remarks
    if question.answer and not is_cloze:
        back, remarks = part.field(question.answer, "a")
        diagnostics += remarks
    if own := dict(options.math.macros):
        front, back = macros.in_field(front, own), macros.in_field(back, own)
    diagnostics += code.check(question, draw)
    diagnostics += mathjax.check(_formulas((*front, *back)))
    if is_cloze and not any(1 <= number <= _CLOZES for number in clozes.numbers(front)):
        hint = "write {{c1::…}} around words outside code"
        diagnostics.append(
            Diagnostic(CLOZE_NONE, question.span, "this cloze note hides nothing, so it has no card", hint)
        )
    if options.math.output == "svg":
        front, back = mathjax.drawn(front), mathjax.drawn(back)
    topic = html.escape(" › ".join(map(plain, question.topics)))
    source = _source(question.span.path, options)
    return Rendered(front, back, _as_text(topic), source, is_cloze), tuple(diagnostics)


def linked(rendered: Rendered, names: Mapping[str, str]) -> Fields:
    """The fields; pictures have the names that `names` gives them, or keep their addresses."""
    front = (clozes if rendered.is_cloze else field).to_html(rendered.front, names)
    return Fields(front, field.to_html(rendered.back, names), rendered.topic, rendered.source)


def markdown(text: str, definitions: str = "", options: Rendering | None = None) -> str:
    """Markdown → sanitised HTML that reads the same in Anki as in the editor."""
    safe, _ = sanitise(_raw(text, definitions, options or Rendering()))
    return _as_text(safe)


def plain(title: str) -> str:
    """The words of a title without the number before them; it is inline Markdown, so `- a` and `1984.` are words."""
    return _words(_as_heading(_NUMBER.sub("", title)))


def _words(text: str) -> str:
    safe, _ = sanitise(gfm.to_html(NONCHARACTERS.sub("\ufffd", text)))
    return html.unescape(re.sub(r"<[^>]*>", "", safe)).strip()


def _as_heading(title: str) -> str:
    """A title as Markdown in which it begins no list; `C #` at its end would close the heading."""
    return _HASH + re.sub(r"(\s)(#+\s*)$", r"\1\\\2", " ".join(title.split("\n"))) + "\n"


def unknown_extensions(options: Rendering, span: Span) -> tuple[Diagnostic, ...]:
    """What is said at `span`, the place of the settings, about Markdown extensions that cannot be used."""
    if options.dialect != "python-markdown":
        return ()
    hint = "write a name that Python-Markdown knows, such as toc, or install the package that has it"
    return tuple(
        Diagnostic(EXTENSION_UNKNOWN, span, f"there is no Markdown extension {name}: {why}", hint)
        for name in options.extensions
        if (why := python_markdown.unknown(name))
    )


@dataclass(frozen=True, slots=True)
class _Part:
    """Renders the parts of one question."""

    question: Question
    options: Rendering
    draw: Draw | None

    def title(self) -> tuple[Field, list[Diagnostic]]:
        """The title as a division: what stands outside the heading, its footnotes, follows it."""
        question = self.question
        title = (isinstance(question, Basic) and question.shown) or question.title
        source = question.title_source
        if not source.lines:
            source = Fragment(question.span.path, (title,), (question.span.line,), (0,))
        first, *others = source.lines
        margins = (source.margins[0] - len(_HASH), *source.margins[1:])
        fragment = Fragment(source.path, (_HASH + first, *others), source.origins, margins)
        safe, removed = sanitise(self._raw(_as_heading(title), "t"))
        if heading := _HEADING.fullmatch(safe):
            safe = f'<div class="question">{heading[1]}</div>{heading[2].strip()}'
        return self._finished(safe, removed, fragment)

    def field(self, fragment: Fragment, name: str) -> tuple[Field, list[Diagnostic]]:
        """A stretch of Markdown; `name` makes the ids of its footnotes unlike those of other parts."""
        safe, removed = sanitise(self._raw(fragment.text, name))
        return self._finished(safe, removed, fragment)

    def _raw(self, text: str, name: str) -> str:
        question = self.question
        is_cloze = isinstance(question, Cloze)
        definitions = question.definitions.text if question.definitions.lines else ""
        return _raw(text, definitions, self.options, name, cloze=is_cloze, draw=self.draw, placed=True)

    def _finished(self, safe: str, removed: tuple[Removed, ...], fragment: Fragment) -> tuple[Field, list[Diagnostic]]:
        locator = Locator(fragment, self.question.definitions, self.question.span)
        segments = field.parse(safe.strip(), locator)
        diagnostics = [_removed(what, locator.span(place, what)) for what, place in removed]
        return (clozes.settled(segments) if isinstance(self.question, Cloze) else segments), diagnostics


def _raw(
    text: str,
    definitions: str,
    options: Rendering,
    part: str = "",
    *,
    cloze: bool = False,
    draw: Draw | None = None,
    placed: bool = False,
) -> str:
    """HTML that is not yet sanitised."""
    text, definitions = (NONCHARACTERS.sub("\ufffd", one) for one in (text, definitions))
    if options.dialect == "gfm" or not python_markdown.bearable(text):
        return gfm.to_html(text, definitions, breaks=options.breaks, part=part, cloze=cloze, draw=draw, placed=placed)
    return python_markdown.to_html(text, definitions, options.extensions, breaks=options.breaks, cloze=cloze)


def _as_text(safe: str) -> str:
    nowhere = Fragment("", (), ())
    return field.to_html(field.parse(safe, Locator(nowhere, nowhere, Span(""))))


def _formulas(segments: Field) -> Iterator[Formula]:
    """The formulas, as the answer shows them where they have clozes."""
    for segment in segments:
        if isinstance(segment, Formula):
            yield replace(segment, escaped=clozes.without_marks(segment.escaped))


def _excessive(question: Question, options: Rendering) -> Iterator[Diagnostic]:
    for fragment in question.fragments if options.dialect == "python-markdown" else ():
        if not python_markdown.bearable(fragment.text):
            message = "this text is too much for Python-Markdown and was read as gfm"
            yield Diagnostic(MARKUP_EXCESSIVE, fragment.span(), message, "divide it into paragraphs")


def _removed(what: str, span: Span) -> Diagnostic:
    shown = what + ">" if what.startswith("<") else what
    return Diagnostic(HTML_REMOVED, span, f"{shown} was removed", "cards hold no scripts, forms or foreign pages")


def _source(path: str, options: Rendering) -> str:
    if "{path}" not in options.source_link:
        return html.escape(path)
    address = html.escape(options.source_link.replace("{path}", quote(path)))
    return f'<a href="{address}">{html.escape(path)}</a>'
