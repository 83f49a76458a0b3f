"""One document split: its heads read, each question divided, every line accounted for."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from deckgen.data import Basic, Cloze, Document, Fragment, Part, Question, Reading, Span
from deckgen.diagnostics import (
    CLOZE_TEXT,
    COMMENT_UNKNOWN,
    KEY_UNREAD,
    QUESTION_NONE,
    QUESTION_UNANSWERED,
    SHAPE_CHANGED,
    Diagnostic,
)
from deckgen.options import Splitting
from deckgen.split import accounting, answers, blocks, choices, clozes, comments, layouts, settings, titles
from deckgen.split.comments import Comments
from deckgen.split.head import Sign
from deckgen.split.item import Item, Line
from deckgen.split.keys import Key
from deckgen.split.outline import Outline
from deckgen.split.quotes import margin, unframed
from deckgen.split.readings import Found, Given, found
from deckgen.split.seen import Seen
from deckgen.wording import joined, said


def split(
    seen: Seen, given: Given, forced: Mapping[str, Any] | None = None
) -> tuple[Reading, tuple[Diagnostic, ...], Found]:
    """The questions, what is to be said of them, and the series; `forced` counts more than the front matter."""
    document, outline = seen.document, seen.outline
    options, misread = settings.within(document, given.options)
    given = replace(given, options=replace(options, **(forced or {})))
    if given.options.ignore:
        everything = Part("skipped", 1, len(document.source), "ignore: true")
        return Reading((), parts=(everything,)), misread, Found((), ())
    deck = given.deck
    read = found(seen, given)
    contexts = comments.contexts(outline, read.items)
    items = [(sign, comments.until(item, contexts)) for sign, item in read.questions]
    styles = _styles(outline, items)
    own = blocks.own(outline)
    title = titles.of_file(own, read.items)
    if title:
        deck = "::".join([*deck.split("::")[:-1], titles.as_deck(title.text)])
    asking = [item for sign, item in items if sign[0] != "heading"]
    topics = titles.topics([heading for heading in own if heading is not title], read.items, asking)
    diagnostics = [*misread, *(_unread(document, key) for key in read.unread)]
    divided: list[tuple[Item, Question | None]] = []
    for sign, item in items:
        remarks = comments.within(outline, item, contexts)
        diagnostics += [_unknown(document, number, text) for number, text in remarks.unknown]
        question = None
        if not remarks.skip:
            question = _question(
                document, outline, item, styles[sign], remarks, deck, topics[item.line], worded=options.cloze
            )
        divided.append((item, question))
        if misfit := _misfit(document, item, question):
            diagnostics.append(misfit)
        # Of a key that is not understood it is said once, and not of each question that waits for it.
        elif question and not question.answer and not any(key.after <= item.line < key.start for key in read.unread):
            diagnostics.append(_unanswered(question))
        if isinstance(question, Basic) and not question.gapped:
            diagnostics += _cloze_as_text(document, question)
    questions = tuple(question for _, question in divided if question)
    diagnostics += _change(document, read, given) if questions else [_none(document, outline, options)]
    style = styles[max(styles, key=lambda sign: sum(one == sign for one, _ in items))] if styles else answers.Style()
    description = joined(", ", [*filter(None, (read.description, answers.describe(style)))]) if questions else ""
    parts = accounting.parts(document, outline, divided)
    told = bool(given.options.question_level or given.options.shape)
    return Reading(questions, description, parts, read.layout, told), tuple(diagnostics), read


def _styles(outline: Outline, items: Sequence[tuple[Sign, Item]]) -> dict[Sign, answers.Style]:
    """How each series marks its answers."""
    series: dict[Sign, list[Item]] = {}
    for sign, item in items:
        series.setdefault(sign, []).append(item)
    return {sign: answers.style_of(outline, members) for sign, members in series.items()}


def _change(document: Document, read: Found, given: Given) -> list[Diagnostic]:
    """A warning when the last build read the file otherwise."""
    last, options = given.last, given.options
    if options.shape or options.question_level:
        return []
    was = layouts.words(last)
    # Written in another way ("1." for "1、") they are called the same, and no setting would tell one from the other.
    if layouts.changed(last, read.layout) and was != layouts.words(read.layout):
        message = said("read as {now}; at the last build it was {before}", now=read.description, before=was)
        setting, paste = settings.to_write(document, layouts.hint(last))
        hint = said("if that was right, write {setting} in its front matter", setting=setting)
        return [Diagnostic(SHAPE_CHANGED, Span(document.path), message, hint, paste=paste)]
    return []


def _question(
    document: Document,
    outline: Outline,
    item: Item,
    style: answers.Style,
    remarks: Comments,
    deck: str,
    topics: tuple[str, ...],
    *,
    worded: bool,
) -> Question:
    """One item divided; where its clozes are notes of their own, it is `worded`, and shows their words."""
    body = document.body
    title, tags = titles.tagged(item.title)
    shown = titles.shown(title, joined=item.goes_on)
    division = answers.divide(outline, item, style)
    prompt = item.gapped or remarks.without(division.prompt)
    context = (*remarks.context, (item.line, "")) if remarks.context and prompt else remarks.context
    asked = (*context, *prompt)
    lines = [body.origins[number] for number, _ in prompt if number >= item.line]
    answer = remarks.without(division.answer or ())
    if worded and not item.gapped:
        shown = clozes.worded(outline, [(item.line, shown)])[0][1]
        asked, answer = clozes.worded(outline, asked), clozes.worded(outline, answer)
    front = _fragment(body, asked)
    make: Callable[..., Question]
    if item.gapped:
        back = _fragment(body, answer) if answer else None
        make = partial(Cloze, title=titles.of_cloze(item.title), text=front, marked=item.marked, back=back)
    else:
        make = partial(
            Basic,
            title=title,
            prompt=front,
            answer=unframed(_fragment(body, answer), marked=style.quote or style.label) if answer else None,
            choice=choices.of(outline, asked, answer),
            reversed=item.reversed or remarks.reverse,
            shown=shown if shown != title else "",
            gapped=worded and any("{{c" in text for _, text in ((0, shown), *asked, *answer)),
        )
    return make(
        span=Span(document.path, body.origins[item.line]),
        end_line=max([*lines, body.origins[min(max(item.below, item.line + 1), len(body.origins)) - 1]]),
        deck=titles.deck(remarks.deck or ", ".join(document.setting("deck"))) or deck,
        topics=topics,
        tags=(*titles.front_tags(document), *tags, *remarks.tags),
        anchor=remarks.anchor,
        definitions=document.definitions,
        title_source=_title_source(body, item.line, shown),
    )


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
    hint = said("write the answer below it; the card appears at the next build")
    return Diagnostic(QUESTION_UNANSWERED, question.span, said("this question has no answer yet"), hint)


def _unread(document: Document, key: Key) -> Diagnostic:
    message = said("this answer key is left out: it does not fit the questions above it")
    hint = said(
        "write one answer to each number, such as {example}; letters are those of the options", example="1. B  2. C"
    )
    return Diagnostic(KEY_UNREAD, Span(document.path, document.body.origins[key.start]), message, hint)


def _misfit(document: Document, item: Item, question: Question | None) -> Diagnostic | None:
    """A warning of an answer that is letters of which no option has one, in a key or at the question."""
    span = Span(document.path, document.body.origins[item.misfit]) if item.misfit >= 0 else choices.misfit(question)
    hint = said("write one of the letters of the options, or correct these")
    return Diagnostic(KEY_UNREAD, span, said("no option has this letter"), hint) if question and span else None


def _cloze_as_text(document: Document, question: Basic) -> list[Diagnostic]:
    """What is said of a cloze in the lines of another question, whose card shows it as it is written."""
    for fragment in question.fragments:
        if place := clozes.begun(fragment.text):
            setting, paste = settings.to_write(document, "cloze: true")
            message = said("this cloze is text: it stands inside a question")
            hint = said("to make a card of it too, write {setting} in its front matter", setting=setting)
            return [Diagnostic(CLOZE_TEXT, fragment.span(*place), message, hint, paste=paste)]
    return []


def _unknown(document: Document, number: int, text: str) -> Diagnostic:
    span = Span(document.path, document.body.origins[number])
    return Diagnostic(COMMENT_UNKNOWN, span, said("{comment} is not understood", comment=text), comments.HINT)


def _none(document: Document, outline: Outline, options: Splitting) -> Diagnostic:
    """What is said of a file without questions, with the setting that may find some, or finds none."""
    asked = {"question_level": options.question_level, "shape": options.shape}
    chosen = next((f"{key}: {value}" for key, value in asked.items() if value), "")
    setting, paste = settings.to_write(document, "cloze: true")
    (level, headings), *_ = [*Counter(heading.level for heading in outline.headings).most_common(1), (0, 0)]
    if not any(line.strip() for line in outline.lines):
        hint, paste = said("the file is empty"), ()
    elif chosen:
        hint = said("{setting} finds none: correct it, or delete it", setting=settings.to_write(document, chosen)[0])
        paste = ()
    elif clozes.has_braces(outline):
        hint = said(
            "write {setting} in its front matter to make clozes of {marks}, or {anki} as in Anki",
            setting=setting, marks="{1:…}", anki="{{c1::…}}",
        )  # fmt: skip
    elif clozes.find(outline):
        hint = said("write {setting} in its front matter to hide what is ==marked==", setting=setting)
    elif headings > 1:
        setting, paste = settings.to_write(document, f"question_level: {level}")
        hint = said(
            "if it is no deck, write {ignored} in its front matter; if its headings ask, {setting}",
            ignored=settings.to_write(document, "ignore: true")[0], setting=setting,
        )  # fmt: skip
    else:
        hint = said(
            "begin a question with ##, its answer below it; if this is no deck, write {ignored} in its front matter",
            ignored=settings.to_write(document, "ignore: true")[0],
        )
        paste = ()
    return Diagnostic(QUESTION_NONE, Span(document.path), said("no questions found in this file"), hint, paste=paste)
