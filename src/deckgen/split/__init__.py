"""Document → Questions: a module for each shape in which people write questions, and a detector that chooses one."""

from collections.abc import Callable, Sequence
from functools import partial

from deckgen.data import Basic, Cloze, Document, Fragment, Question, Reading, Span
from deckgen.diagnostics import (
    COMMENT_UNKNOWN,
    QUESTION_NONE,
    QUESTION_UNANSWERED,
    SHAPE_CHANGED,
    SHAPE_UNSURE,
    Diagnostic,
)
from deckgen.options import Splitting
from deckgen.split import accounting, answers, comments, headings, settings, titles
from deckgen.split.comments import Comments
from deckgen.split.detect import Detected, detect
from deckgen.split.item import Item, Line
from deckgen.split.outline import Outline, outlined
from deckgen.split.quotes import margin, without_quotes


def split(
    document: Document, deck: str, options: Splitting, last_layout: str = ""
) -> tuple[Reading, tuple[Diagnostic, ...]]:
    """The questions in document order with how the file was read, and what the author should know about it.

    `deck` is named after the file; the file's title, where it has one, replaces the last part of that name.
    `last_layout` is how the last build read the file; it stays as long as it explains the file.
    """
    options, misread = settings.within(document, options)
    outline = outlined(document)
    detected = detect(outline, options, last_layout)
    contexts = comments.contexts(outline, detected.items)
    items = [comments.until(item, contexts) for item in detected.items]
    style = answers.style_of(outline, items)
    own = headings.own(outline)
    title = titles.of_file(own, detected.items)
    if title:
        deck = "::".join([*deck.split("::")[:-1], titles.as_deck(title.text)])
    topics = titles.topics([heading for heading in own if heading is not title], detected.items, detected.layout)
    diagnostics: list[Diagnostic] = list(misread)
    divided: list[tuple[Item, Question | None]] = []
    for item in items:
        remarks = comments.within(outline, item, contexts)
        diagnostics += [_unknown(document, number, text) for number, text in remarks.unknown]
        question = None if remarks.skip else _question(document, outline, item, style, remarks, deck, topics[item.line])
        divided.append((item, question))
        if question and not question.answer:
            diagnostics.append(_unanswered(question))
    questions = tuple(question for _, question in divided if question)
    diagnostics += _doubts(document, detected, options, last_layout) if questions else [_none(document, outline)]
    description = ", ".join(filter(None, (detected.description, answers.describe(style)))) if questions else ""
    parts = accounting.parts(document, outline, divided)
    return Reading(questions, description, parts, detected.layout), tuple(diagnostics)


def _doubts(document: Document, detected: Detected, options: Splitting, last_layout: str) -> list[Diagnostic]:
    """A warning when the last build read the file otherwise, or when another shape explains it nearly as well."""
    if detected.former:
        message = f"read as {detected.description}; at the last build it was {detected.former}"
        return [Diagnostic(SHAPE_CHANGED, Span(document.path), message, _keeping(last_layout))]
    if detected.rival and not (options.shape or options.question_level):
        message = f"read as {detected.description}, but {detected.rival} explain the file nearly as well"
        hint = f"set shape: {detected.rival} in its front matter if so"
        return [Diagnostic(SHAPE_UNSURE, Span(document.path), message, hint)]
    return []


def _keeping(layout: str) -> str:
    """The hint that tells an author how to keep a layout."""
    shape, _, level = layout.partition("-")
    setting = f"question_level: {level}" if level else f"shape: {shape}"
    return f"if that was right, write {setting} in its front matter"


def _question(
    document: Document,
    outline: Outline,
    item: Item,
    style: answers.Style,
    remarks: Comments,
    deck: str,
    topics: tuple[str, ...],
) -> Question:
    body = document.body
    title, tags = titles.tagged(item.title)
    division = answers.divide(outline, item, style)
    prompt = item.gapped or remarks.without(division.prompt)
    context = (*remarks.context, (item.line, "")) if remarks.context and prompt else remarks.context
    front = _fragment(body, (*context, *prompt))
    shown = [body.origins[number] for number, _ in prompt if number >= item.line]
    make: Callable[..., Question]
    if item.gapped:
        make = partial(Cloze, title=titles.of_cloze(item.title), text=front, marked=item.marked)
    else:
        answer = remarks.without(division.answer or ())
        make = partial(
            Basic,
            title=title,
            prompt=front,
            answer=_answer(_fragment(body, answer), style) if answer else None,
            reversed=item.reversed or remarks.reverse,
        )
    return make(
        span=Span(document.path, body.origins[item.line]),
        end_line=max([*shown, body.origins[min(max(item.below, item.line + 1), len(body.origins)) - 1]]),
        deck=remarks.deck or ", ".join(document.setting("deck")) or deck,
        topics=topics,
        tags=(*titles.front_tags(document), *tags, *remarks.tags),
        anchor=remarks.anchor,
        definitions=document.definitions,
        title_source=_title_source(body, item.line, title),
    )


def _answer(answer: Fragment, style: answers.Style) -> Fragment:
    """The answer, without its quote marks where the file marks its answers by quoting them."""
    marked = style.quote or (style.label and answer.lines[0].lstrip().startswith(">"))
    return without_quotes(answer) if marked else answer


def _fragment(body: Fragment, lines: Sequence[Line]) -> Fragment:
    return Fragment(
        body.path,
        tuple(text for _, text in lines),
        tuple(body.origins[number] for number, _ in lines),
        tuple(margin(body.lines[number], text) for number, text in lines),
    )


def _title_source(body: Fragment, first: int, title: str) -> Fragment:
    """The lines that a title was taken from, as they are in the title; an empty line where it was written anew."""
    pieces: list[str] = []
    margins: list[int] = []
    rest = title
    for number in range(first, len(body.lines)):
        source = body.lines[number]
        if rest in source:
            piece, column = rest, margin(source, rest)
        else:
            column = max(0, source.find(rest.partition(" ")[0]))
            piece = " ".join(source[column:].split())
        if not piece or not rest.startswith(piece):
            piece, column, rest = "", 0, ""
        pieces.append(piece)
        margins.append(column)
        rest = rest[len(piece) :].lstrip()
        if not rest:
            break
    return Fragment(body.path, tuple(pieces), body.origins[first : first + len(pieces)], tuple(margins))


def _unanswered(question: Question) -> Diagnostic:
    hint = "write the answer below it; the card appears at the next build"
    return Diagnostic(QUESTION_UNANSWERED, question.span, "this question has no answer yet", hint)


def _unknown(document: Document, number: int, text: str) -> Diagnostic:
    span = Span(document.path, document.body.origins[number])
    return Diagnostic(COMMENT_UNKNOWN, span, f"{text} is not understood", comments.HINT)


def _none(document: Document, outline: Outline) -> Diagnostic:
    hint = "give it headings that ask, or say which headings do: question_level in its front matter"
    if not any(line.strip() for line in outline.lines):
        hint = "the file is empty"
    return Diagnostic(QUESTION_NONE, Span(document.path), "no questions found in this file", hint)
