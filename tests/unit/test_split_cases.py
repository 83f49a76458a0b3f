"""What a sensible reader takes for questions and answers: Markdown, and the questions it holds.

Each case is a title, Markdown and what is found, separated by lines that are only a dot. In the Markdown `→` is a tab
and `␍` ends a line as Windows does. A question is `LINE kind "title"`, the lines of its prompt and its answer (with
their text where that is not the file's own), its topics, tags, deck and id; `! code LINE` is a diagnostic.
"""

import pytest

from deckgen.data import Basic, Fragment, Question
from deckgen.options import Splitting
from deckgen.read import read
from deckgen.split import split
from tests.support.cases import read_cases


def cases() -> list[tuple[str, str, str]]:
    return [(f"{stem}: {title}", text, found) for stem, (title, text, found) in read_cases("split", 3)]


def described(text: str) -> str:
    data = text.replace("→", "\t").replace("␍\n", "\r\n").replace("␍", "\r").encode()
    document, said = read("a.md", data)
    assert document
    reading, more = split(document, "D", Splitting())
    rows = [_row(document.source, question) for question in reading.questions]
    others = [d for d in (*said, *more) if d.rule.code != "question-unanswered"]
    return "\n".join([*rows, *(f"! {d.rule.code} {d.span.line}" for d in others)])


def kind(question: Question) -> str:
    return "reversed" if isinstance(question, Basic) and question.reversed else question.note_kind


def _row(source: tuple[str, ...], question: Question) -> str:
    words = [str(question.span.line), kind(question), f'"{question.title}"']
    if question.front.lines:
        words.append(f"prompt {_lines(source, question.front)}")
    if isinstance(question, Basic):
        words.append(f"answer {_lines(source, question.answer)}" if question.answer else "unanswered")
    words += [f"under {' / '.join(question.topics)}"] if question.topics else []
    words += [f"#{tag}" for tag in question.tags]
    words += [f"deck {question.deck}"] if question.deck != "D" else []
    words += [f"id {question.anchor}"] if question.anchor else []
    return " ".join(words)


def _lines(source: tuple[str, ...], fragment: Fragment) -> str:
    place = f"{fragment.origins[0]}-{fragment.origins[-1]}"
    own = source[fragment.origins[0] - 1 : fragment.origins[-1]]
    return place if own == fragment.lines else f"{place} ({'⏎'.join(fragment.lines)})"


@pytest.mark.parametrize(("text", "expected"), [pytest.param(*case[1:], id=case[0]) for case in cases()])
def test_what_is_found(text: str, expected: str) -> None:
    assert described(text) == expected


def test_cases_are_read() -> None:
    titles = [title for title, _, _ in cases()]
    assert len(titles) > 130
    assert len(set(titles)) == len(titles)
