"""Question → fields: Markdown to HTML, math and code, and text that Anki would interpret kept as text."""

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from urllib.parse import quote

from deckgen.data import Cloze, Draw, Fields, Fragment, Question, Span
from deckgen.diagnostics import CLOZE_NONE, EXTENSION_UNKNOWN, HTML_REMOVED, MARKUP_EXCESSIVE, Diagnostic
from deckgen.options import Rendering
from deckgen.render import clozes, code, gfm, macros, mathjax, python_markdown
from deckgen.render.anki_text import NONCHARACTERS, cloze, literal, references
from deckgen.render.sanitise import sanitise

__all__ = ["linked", "markdown", "plain", "references", "render"]

# Anki makes cards for so many clozes.
_CLOZES = 500
_HEADING = re.compile(r"\s*<h1[^>]*>(.*?)</h1>(.*)", re.DOTALL)


def render(question: Question, options: Rendering, draw: Draw | None = None) -> tuple[Fields, tuple[Diagnostic, ...]]:
    """The note's fields, whose pictures keep the addresses the author wrote, and what the author should know."""
    said = [*_beyond(question, options)]
    gapped = isinstance(question, Cloze)
    front = back = ""
    if not gapped:
        heading, removed = _title(question, options)
        front += heading
        said += _removed(removed, question.span, None)
    if any(line.strip() for line in question.front.lines):
        text, removed = _field(question.front.text, question, options, "q", draw)
        front += text
        said += _removed(removed, question.span, question.front)
    if question.answer and not gapped:
        back, removed = _field(question.answer.text, question, options, "a", draw)
        said += _removed(removed, question.span, question.answer)
    topic = html.escape(" › ".join(plain(topic) for topic in question.topics))
    fields = Fields(front, back, literal(topic), _source(question.span.path, options))
    if own := dict(options.math.macros):
        fields = replace(fields, front=macros.in_field(front, own), back=macros.in_field(back, own))
    said += code.check(question, draw)
    if gapped:
        if not any(1 <= number <= _CLOZES for number in clozes.numbers(fields.front)):
            message, hint = (
                "this cloze note hides nothing, so it has no card",
                "write {{c1::…}} around words outside code",
            )
            said.append(Diagnostic(CLOZE_NONE, question.span, message, hint))
        said += mathjax.check(question, replace(fields, front=clozes.removed(fields.front)))
    else:
        said += mathjax.check(question, fields)
    if options.math.output == "svg":
        fields = replace(fields, front=mathjax.drawn(fields.front), back=mathjax.drawn(fields.back))
    # Last: what macros and pictures are made of may hold what would end a cloze.
    return (replace(fields, front=cloze(fields.front)) if gapped else fields), tuple(said)


def linked(fields: Fields, names: Mapping[str, str]) -> Fields:
    """The fields with media addresses replaced by the names they have in the package."""
    return replace(fields, front=literal(fields.front, names), back=literal(fields.back, names))


def markdown(text: str, definitions: str = "", options: Rendering | None = None) -> str:
    """Markdown → sanitised HTML that reads the same in Anki as in the editor."""
    return _html(text, definitions, options or Rendering())[0]


def plain(text: str) -> str:
    """The words of inline Markdown."""
    safe, _ = sanitise(gfm.to_html(text))
    return html.unescape(re.sub(r"<[^>]*>", "", safe)).strip()


def _html(
    text: str, definitions: str, options: Rendering, part: str = "", *, clozes: bool = False, draw: Draw | None = None
) -> tuple[str, tuple[str, ...]]:
    text = NONCHARACTERS.sub("\ufffd", text)
    if options.dialect == "gfm" or not python_markdown.bearable(text):
        raw = gfm.to_html(text, definitions, breaks=options.breaks, part=part, cloze=clozes, draw=draw)
    else:
        raw = python_markdown.to_html(text, definitions, options.extensions, breaks=options.breaks, cloze=clozes)
    safe, removed = sanitise(raw)
    return literal(safe), removed


def _beyond(question: Question, options: Rendering) -> Iterator[Diagnostic]:
    if options.dialect != "python-markdown":
        return
    for fragment in question.fragments:
        if not python_markdown.bearable(fragment.text):
            message = "this text is too much for Python-Markdown and was read as gfm"
            yield Diagnostic(MARKUP_EXCESSIVE, fragment.locate(""), message, "divide it into paragraphs")
    for name in options.extensions:
        if why := python_markdown.unknown(name):
            hint = "write a name that Python-Markdown knows, such as toc, or install the package that has it"
            place = Span("deckgen.toml", 1)
            yield Diagnostic(EXTENSION_UNKNOWN, place, f"there is no Markdown extension {name}: {why}", hint)


def _field(
    text: str, question: Question, options: Rendering, part: str, draw: Draw | None
) -> tuple[str, tuple[str, ...]]:
    is_cloze = isinstance(question, Cloze)
    out, removed = _html(text, question.definitions, options, part, clozes=is_cloze, draw=draw)
    return (clozes.settled(out) if is_cloze else out), removed


def _title(question: Question, options: Rendering) -> tuple[str, tuple[str, ...]]:
    """The question as a division: what stands outside the heading, its footnotes, follows it."""
    # A heading underlined may have lines, and `C #` at the end of one would close it.
    title = re.sub(r"(\s)(#+\s*)$", r"\1\\\2", " ".join(question.title.split("\n")))
    out, removed = _html("# " + title, question.definitions, options, "t")
    if found := _HEADING.fullmatch(out):
        out = f'<div class="question">{found[1]}</div>{found[2].strip()}'
    return out, removed


def _removed(removed: tuple[str, ...], span: Span, fragment: Fragment | None) -> Iterator[Diagnostic]:
    for what in removed:
        place = _place(fragment, what) if fragment else span
        shown = what + ">" if what.startswith("<") else what
        yield Diagnostic(HTML_REMOVED, place, f"{shown} was removed", "cards hold no scripts, forms or foreign pages")


def _place(fragment: Fragment, what: str) -> Span:
    for line, origin in zip(fragment.lines, fragment.origins, strict=True):
        if (at := line.lower().find(what)) >= 0:
            return Span(fragment.path, origin, at + 1)
    return fragment.locate(what)


def _source(path: str, options: Rendering) -> str:
    if "{path}" not in options.source_link:
        return html.escape(path)
    address = html.escape(options.source_link.replace("{path}", quote(path)))
    return f'<a href="{address}">{html.escape(path)}</a>'
