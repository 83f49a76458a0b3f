"""What is found in Markdown, as the cases of tests/cases/split write it down; test_split_cases.py explains it."""

from typing import Any

from deckgen.data import Basic, Fragment, Question
from deckgen.options import Splitting
from deckgen.read import read
from deckgen.split import split


def described(text: str, *, before: str = "", **options: Any) -> str:
    """What is found in the Markdown, a line for each question and each diagnostic."""
    data = text.replace("→", "\t").replace("␍\n", "\r\n").replace("␍", "\r").encode()
    document, said = read("a.md", data)
    assert document
    reading, more = split(document, "D", Splitting(**options), before)
    rows = [_row(document.source, question) for question in reading.questions]
    others = [d for d in (*said, *more) if d.rule.code != "question-unanswered"]
    return "\n".join([*rows, *(f"! {d.rule.code} {d.span.line}" for d in others)])


def _kind(question: Question) -> str:
    return "reversed" if isinstance(question, Basic) and question.reversed else question.note_kind


def _row(source: tuple[str, ...], question: Question) -> str:
    words = [str(question.span.line), _kind(question), f'"{question.title}"']
    if question.front.lines:
        words.append(f"prompt {_lines(source, question.front)}")
    if isinstance(question, Basic):
        words.append(f"answer {_lines(source, question.answer)}" if question.answer else "unanswered")
    elif question.back:
        words.append(f"back {_lines(source, question.back)}")
    words += [f"under {' / '.join(question.topics)}"] if question.topics else []
    words += [f"#{tag}" for tag in question.tags]
    words += [f"deck {question.deck}"] if question.deck != "D" else []
    words += [f"id {question.anchor}"] if question.anchor else []
    return " ".join(words)


def _lines(source: tuple[str, ...], fragment: Fragment) -> str:
    place = f"{fragment.origins[0]}-{fragment.origins[-1]}"
    own = source[fragment.origins[0] - 1 : fragment.origins[-1]]
    return place if own == fragment.lines else f"{place} ({'⏎'.join(fragment.lines)})"
