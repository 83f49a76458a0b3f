"""One question through all of rendering: its Markdown, its formulas, its clozes, and what its author should know."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

from deckgen.data import Basic, Choice, Cloze, Draw, Fields, Fragment, Question, Reference, Span
from deckgen.diagnostics import (
    CLOZE_NONE,
    EMBED_MISSING,
    EXTENSION_UNKNOWN,
    HTML_REMOVED,
    MARKUP_EXCESSIVE,
    Diagnostic,
)
from deckgen.options import Rendering
from deckgen.render import (
    choices,
    clozes,
    code,
    definitions,
    equations,
    field,
    gfm,
    macros,
    mathjax,
    python_markdown,
    swallowed,
    titles,
)
from deckgen.render.embeds import Embeds
from deckgen.render.field import Field
from deckgen.render.links import Links
from deckgen.render.locator import Locator
from deckgen.render.notes import Notes
from deckgen.render.places import NONCHARACTERS
from deckgen.render.sanitise import Removed, sanitise
from deckgen.render.together import together
from deckgen.render.wrapping import JOINED, SHOWN, Breaks
from deckgen.wording import said

# Anki makes cards for so many clozes (docs/anki.md, Cards and decks).
_CLOZES = 500
# It finds the end of so many clozes in one another.
_DEEPEST = 10
_HEADING = re.compile(r"\s*<h1[^>]*>(.*?)</h1>(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Rendered:
    """What a question shows, before its pictures have names; of a cloze the text is `front`.

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


def render(
    question: Question,
    options: Rendering,
    draw: Draw | None = None,
    breaks: Breaks | None = None,
    notes: Notes | None = None,
) -> tuple[Rendered, tuple[Diagnostic, ...]]:
    """What the question shows, with the addresses of pictures as written, and what its author should know.

    `breaks` are those of its file, without it those that the options set; `notes` are those that it may embed.
    """
    diagnostics = [*_excessive(question, options)]
    is_cloze = isinstance(question, Cloze)
    part = _Part(question, options, draw, breaks or _fixed(options), notes or Notes())
    front: Field = ()
    back: Field = ()
    if not is_cloze and question.title:
        front, remarks = part.title()
        diagnostics += remarks
    choice = question.choice if isinstance(question, Basic) else None
    if any(line.strip() for line in question.front.lines):
        text, remarks = part.field(question.front, "q", choice)
        front += text
        diagnostics += remarks
    behind = question.back if isinstance(question, Cloze) else question.answer
    if behind:
        again = choice and choices.repeated(choice, question.front, behind)
        back, remarks = part.field(behind, "a", again)
        diagnostics += remarks
        back += choices.key(choice) if choice else ()
    if own := dict(options.math.macros):
        front, back = macros.in_field(front, own), macros.in_field(back, own)
    front, back = equations.written_out(front, back)
    diagnostics += code.check(question, draw)
    diagnostics += definitions.check(question, options)
    diagnostics += swallowed.check(question)
    front, faults = mathjax.checked(front)
    diagnostics += faults
    back, faults = mathjax.checked(back)
    diagnostics += faults
    if is_cloze and not any(1 <= number <= _CLOZES for number in clozes.numbers(front)):
        message = said("this cloze note hides nothing, so it has no card")
        hint = said("write {mark} around words outside code", mark="{{c1::…}}")
        diagnostics.append(Diagnostic(CLOZE_NONE, question.span, message, hint))
    elif is_cloze and clozes.depth(front) > _DEEPEST:
        message = said(
            "these clozes stand in one another more than {most} deep: Anki shows none of them", most=_DEEPEST
        )
        hint = said("write them beside one another")
        diagnostics.append(Diagnostic(CLOZE_NONE, question.span, message, hint))
    front, back = together(front), together(back)
    if options.math.output == "svg":
        front, back = mathjax.as_pictures(front), mathjax.as_pictures(back)
    topic, source = titles.topics(question.topics, options), _source(question.span.path, options)
    return Rendered(front, back, topic, source, is_cloze), tuple(diagnostics)


def linked(rendered: Rendered, names: field.Names) -> Fields:
    """The fields; pictures have the names that `names` gives them, by file and address, or keep their addresses."""
    front = (clozes if rendered.is_cloze else field).to_html(rendered.front, names)
    return Fields(front, field.to_html(rendered.back, names), rendered.topic, rendered.source)


def markdown(text: str, definitions: str = "", options: Rendering | None = None) -> str:
    """Markdown → sanitised HTML that reads the same in Anki as in the editor.

    Links to other files stay as they are where `source_link` has no address for them: here is no card.
    """
    options = options or Rendering()
    links = Links(options.source_link, (Fragment("", (), ()),)) if options.source_link else None
    safe, _ = sanitise(_raw(text, definitions, options, _fixed(options)), links)
    return _as_text(safe)


def unknown_extensions(options: Rendering, span: Span) -> tuple[Diagnostic, ...]:
    """What is said at `span`, the place of the settings, about Markdown extensions that cannot be used."""
    if options.dialect != "python-markdown":
        return ()
    hint = said("write a name that Python-Markdown knows, such as toc, or install the package that has it")
    return tuple(
        Diagnostic(
            EXTENSION_UNKNOWN, span, said("there is no Markdown extension {name}: {why}", name=name, why=why), hint
        )
        for name in options.extensions
        if (why := python_markdown.unknown(name))
    )


@dataclass(frozen=True, slots=True)
class _Part:
    """Renders the parts of one question."""

    question: Question
    options: Rendering
    draw: Draw | None
    breaks: Breaks
    notes: Notes

    def title(self) -> tuple[Field, list[Diagnostic]]:
        """The title as a division: what stands outside the heading, its footnotes, follows it."""
        question = self.question
        title = (isinstance(question, Basic) and question.shown) or question.title
        source = question.title_source
        if not source.lines:
            source = Fragment(question.span.path, (title,), (question.span.line,), (0,))
        first, *others = source.lines
        heading = titles.over_lines(title, source.lines) if self.options.dialect == "gfm" else ""
        if not heading:
            margins = (source.margins[0] - len(titles.HASH), *source.margins[1:])
            source = Fragment(source.path, (titles.HASH + first, *others), source.origins, margins)
        embeds = self._embeds(source)
        safe, removed = self._sanitised(heading or titles.as_heading(title), "t", embeds)
        if shown := _HEADING.fullmatch(safe):
            safe = f'<div class="question">{shown[1]}</div>{shown[2].strip()}'
        return self._finished(safe, removed, embeds)

    def field(self, fragment: Fragment, name: str, choice: Choice | None) -> tuple[Field, list[Diagnostic]]:
        """Markdown with the options in it; `name` makes the ids of its footnotes unlike those of other parts."""
        if not choice:
            return self._text(fragment, name)
        before, options, after = choices.parts(fragment, choice)
        pieces = [self._text(piece, f"{name}{at}") for at, piece in enumerate((before, *options, after))]
        fields, remarks = [field for field, _ in pieces], [remark for _, said in pieces for remark in said]
        return (*fields[0], *choices.to_list(choice, fields[1:-1]), *fields[-1]), remarks

    def _text(self, fragment: Fragment, name: str) -> tuple[Field, list[Diagnostic]]:
        embeds = self._embeds(fragment)
        safe, removed = self._sanitised(fragment.text, name, embeds)
        return self._finished(safe, removed, embeds)

    def _embeds(self, fragment: Fragment) -> Embeds:
        links = Links(self.options.source_link, ())
        return Embeds(self.notes, [fragment, self.question.definitions], linked=bool(links.of_file("")))

    def _sanitised(self, text: str, name: str, embeds: Embeds) -> tuple[str, tuple[Removed, ...]]:
        question = self.question
        definitions = question.definitions.text if question.definitions.lines else ""
        marked = isinstance(question, Cloze) or question.gapped
        raw = _raw(text, definitions, self.options, self.breaks, name, cloze=marked, draw=self.draw, embeds=embeds)
        return sanitise(raw, Links(self.options.source_link, embeds.sources))

    def _finished(self, safe: str, removed: tuple[Removed, ...], embeds: Embeds) -> tuple[Field, list[Diagnostic]]:
        locator = Locator(embeds.sources, self.question.span)
        segments = field.parse(safe.strip(), locator)
        diagnostics = [_removed(what, locator.span(place, what)) for what, place in removed]
        for missing in embeds.missing:
            span = locator.span(missing.place, missing.needle)
            diagnostics.append(Diagnostic(EMBED_MISSING, span, missing.what, missing.hint))
        if isinstance(self.question, Cloze):
            segments = clozes.settled(segments)
        elif self.question.gapped:
            segments = clozes.unhidden(clozes.settled(segments))
        return segments, diagnostics


def _raw(
    text: str,
    definitions: str,
    options: Rendering,
    breaks: Breaks,
    part: str = "",
    *,
    cloze: bool = False,
    draw: Draw | None = None,
    embeds: Embeds | None = None,
) -> str:
    """HTML that is not yet sanitised."""
    text, definitions = (NONCHARACTERS.sub("\ufffd", one) for one in (text, definitions))
    if options.dialect == "gfm" or not python_markdown.bearable(text):
        return gfm.to_html(
            text, definitions, breaks=breaks, part=part, cloze=cloze, draw=draw, words=True, embedding=embeds
        )
    return python_markdown.to_html(text, definitions, options.extensions, breaks=breaks, cloze=cloze)


def _fixed(options: Rendering) -> Breaks:
    """The line breaks of a text that belongs to no file."""
    return JOINED if options.breaks is False else SHOWN


def _as_text(safe: str) -> str:
    nowhere = Fragment("", (), ())
    return field.to_html(together(field.parse(safe, Locator((nowhere,), Span("")))))


def _excessive(question: Question, options: Rendering) -> Iterator[Diagnostic]:
    for fragment in question.fragments if options.dialect == "python-markdown" else ():
        if not python_markdown.bearable(fragment.text):
            message = said("this text is too much for Python-Markdown and was read as gfm")
            yield Diagnostic(MARKUP_EXCESSIVE, fragment.span(), message, said("divide it into paragraphs"))


def _removed(what: str, span: Span) -> Diagnostic:
    shown = what + ">" if what.startswith("<") else what
    hint = said("cards hold no scripts, forms or foreign pages")
    return Diagnostic(HTML_REMOVED, span, said("{markup} was removed", markup=shown), hint)


def _source(path: str, options: Rendering) -> str:
    """The line that names the file of a card, as HTML; empty where it is not wanted."""
    shown = field.plain(html.escape(path)) if options.source_line else ""
    address = Links(options.source_link, ()).of_file(path)
    return f'<a href="{field.inert(html.escape(address))}">{shown}</a>' if shown and address else shown
