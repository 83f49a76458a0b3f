"""Document → Questions. A module for each way people write questions, one detector that decides between them."""

import re
from collections.abc import Sequence

from deckgen.data import Document, Fragment, Question, Reading, Span
from deckgen.diagnostics import (
    COMMENT_UNKNOWN,
    QUESTION_NONE,
    QUESTION_UNANSWERED,
    SHAPE_CHANGED,
    SHAPE_UNSURE,
    Diagnostic,
)
from deckgen.options import Splitting
from deckgen.split import accounting, answers, comments, headings, settings
from deckgen.split.detect import Detected, detect
from deckgen.split.item import Item
from deckgen.split.outline import Heading, Outline, outline
from deckgen.split.wording import TAGS, outside

_CLOZE = re.compile(r"\{\{c\d+::(.*?)(?:::[^{}]*)?\}\}", re.DOTALL)


def split(
    document: Document, deck: str, options: Splitting, before: str = ""
) -> tuple[Reading, tuple[Diagnostic, ...]]:
    """The questions in document order, what the file was taken for, and what the author should know about it.

    The title of the file takes the place of its name, which is the last part of `deck`. `before` is the layout that
    the last build found: it stays while it explains the file.
    """
    options, misread = settings.within(document, options)
    seen = outline(document)
    detected = detect(seen, options, before)
    contexts = comments.contexts(seen, detected.items)
    items = [comments.until(item, contexts) for item in detected.items]
    style = answers.style(seen, items)
    said: list[Diagnostic] = list(misread)
    questions: list[Question] = []
    kept: list[tuple[Item, Question | None]] = []
    own = headings.own(seen)
    title = _title(own, detected)
    if title:
        deck = "::".join([*deck.split("::")[:-1], _named(title.text)])
    topics = _topics([heading for heading in own if heading is not title], detected.items, detected.layout)
    for item in items:
        remarks = comments.within(seen, item, contexts)
        said += [_unknown(document, number, text) for number, text in remarks.unknown]
        if remarks.skip:
            kept.append((item, None))
            continue
        question = _question(document, seen, item, style, remarks, deck, topics[item.line])
        kept.append((item, question))
        questions.append(question)
        if question.answer is None and question.kind != "cloze":
            said.append(_unanswered(question))
    if not questions:
        said.append(_none(document, seen))
    if questions and detected.was:
        message = f"read as {detected.words}; at the last build it was {detected.was}"
        said.append(Diagnostic(SHAPE_CHANGED, Span(document.path), message, _setting(before)))
    elif questions and detected.rival and not (options.shape or options.question_level):
        message = f"read as {detected.words}, but {detected.rival} explain the file nearly as well"
        said.append(
            Diagnostic(
                SHAPE_UNSURE, Span(document.path), message, f"set shape: {detected.rival} in its front matter if so"
            )
        )
    words = ", ".join(filter(None, (detected.words, answers.describe(style))))
    parts = accounting.parts(document, seen, kept)
    return Reading(tuple(questions), words if questions else "", parts, detected.layout), tuple(said)


def _title(own: Sequence[Heading], detected: Detected) -> Heading | None:
    """The heading that is the file's title: the only one of the first level, above all others, and no question."""
    tops = [heading for heading in own if heading.level == 1]
    if len(tops) != 1 or own[0] is not tops[0] or any(item.line <= tops[0].line for item in detected.items):
        return None
    return tops[0] if _named(tops[0].text) and not outside(tops[0].text) else None


def _named(title: str) -> str:
    """A title as a deck is called: its words without markup."""
    bare = re.sub(r"!\[[^\]]*\](?:\([^)]*\)|\[[^\]]*\])|<[^>]*>", "", _tagged(title)[0])
    bare = re.sub(r"\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])", r"\1", bare)
    bare = re.sub(r"\\([^\w\s])", r"\1", re.sub(r"[*`~]+|(?<!\w)_+|_+(?!\w)", "", bare))
    return " ".join(re.sub(r"::+", "-", bare).split())


def _setting(layout: str) -> str:
    """How an author keeps a layout."""
    name, _, level = layout.partition("-")
    said = f"question_level: {level}" if level else f"shape: {name}"
    return f"if that was right, write {said} in its front matter"


def _question(
    document: Document,
    seen: Outline,
    item: Item,
    style: answers.Style,
    remarks: comments.Comments,
    deck: str,
    topics: tuple[str, ...],
) -> Question:
    body = document.body
    division = answers.divide(seen, item, style)
    title, tags = _tagged(item.title)
    prompt, answer = remarks.without(division.prompt), remarks.without(division.answer or ())
    kind = "reversed" if remarks.reverse and item.kind == "basic" else item.kind
    if item.kind == "cloze":
        lines = [(item.below + at, line) for at, line in enumerate(item.title.split("\n"))]
        lines = [(min(number, len(body.origins) - 1), text) for number, text in lines]
        title, prompt = " ".join(_CLOZE.sub(r"\1", item.title).split())[:120], tuple(lines)
    context = (*remarks.context, (item.line, "")) if remarks.context and prompt else remarks.context
    shown = [body.origins[number] for number, _ in prompt if number >= item.line]
    return Question(
        title=title,
        prompt=_fragment(body, (*context, *prompt)),
        answer=_unquoted(_fragment(body, answer), style) if answer else None,
        span=Span(document.path, body.origins[item.line]),
        end_line=max([*shown, body.origins[min(max(item.below, item.line + 1) - 1, len(body.origins) - 1)]]),
        deck=remarks.deck or ", ".join(document.setting("deck")) or deck,
        topics=topics,
        tags=(*_front_tags(document), *tags, *remarks.tags),
        anchor=remarks.anchor,
        definitions=document.definitions,
        kind=kind,
    )


def _tagged(title: str) -> tuple[str, tuple[str, ...]]:
    """A title without the `#tags` at its end, which need a blank before and a letter after the sign."""
    found = TAGS.search(title)
    if not found or found.start() == 0:
        return title, ()
    return title[: found.start()].rstrip(), tuple(tag.replace("/", "::") for tag in found[0].replace("#", " ").split())


def _front_tags(document: Document) -> tuple[str, ...]:
    said = document.setting("tags")
    tags = re.split(r"[,，\s]+", said[0]) if len(said) == 1 else said
    return tuple("-".join(tag.strip("#").split()).replace("/", "::") for tag in tags if tag.strip("#"))


def _topics(own: Sequence[Heading], items: Sequence[Item], layout: str) -> dict[int, tuple[str, ...]]:
    """For the line of each item the headings above it, outermost first."""
    found = {}
    # Only a heading that asks can have questions below it: a labelled line that CommonMark takes for one has none.
    asked = set() if layout.startswith("headings") else {item.line for item in items}
    path: dict[int, str] = {}
    at = 0
    for item in sorted(items, key=lambda item: item.line):
        while at < len(own) and own[at].line < item.line:
            path = {level: text for level, text in path.items() if level < own[at].level}
            if own[at].line not in asked:
                path[own[at].level] = own[at].text
            at += 1
        level = own[at].level if at < len(own) and own[at].line == item.line else 7
        found[item.line] = tuple(path[above] for above in sorted(path) if above < level)
    return found


def _fragment(body: Fragment, lines: Sequence[tuple[int, str]]) -> Fragment:
    return Fragment(body.path, tuple(text for _, text in lines), tuple(body.origins[number] for number, _ in lines))


def _unquoted(answer: Fragment, style: answers.Style) -> Fragment:
    """Without the `>` that says "answer", where that is how the file marks its answers."""
    marked = style.quote or (style.label and answer.lines[0].lstrip().startswith(">"))
    if not marked or re.match(r"\s*>\s*\[!", answer.lines[0]):
        return answer
    lines: list[str] = []
    origins: list[int] = []
    fence = ""
    before = False
    for line, origin in zip(answer.lines, answer.origins, strict=True):
        quote = re.match(r" {0,3}>", line) if not fence else None
        if quote and not before and lines and lines[-1].strip():
            lines.append("")
            origins.append(origin)
        if not quote and (mark := re.match(r" {0,3}(`{3,}|~{3,})", line)):
            fence = "" if fence and mark[1].startswith(fence) else fence or mark[1]
        lines.append(answers.unquoted(line) if quote else line)
        origins.append(origin)
        before = bool(quote)
    return Fragment(answer.path, tuple(lines), tuple(origins))


def _unanswered(question: Question) -> Diagnostic:
    hint = "write the answer below it; the card appears at the next build"
    return Diagnostic(QUESTION_UNANSWERED, question.span, "this question has no answer yet", hint)


def _unknown(document: Document, number: int, text: str) -> Diagnostic:
    span = Span(document.path, document.body.origins[number])
    return Diagnostic(COMMENT_UNKNOWN, span, f"{text} is not understood", comments.HINT)


def _none(document: Document, seen: Outline) -> Diagnostic:
    hint = "give it headings that ask, or say which headings do: question_level in its front matter"
    if not any(line.strip() for line in seen.lines):
        hint = "the file is empty"
    return Diagnostic(QUESTION_NONE, Span(document.path), "no questions found in this file", hint)
