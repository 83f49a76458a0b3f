"""What is said of questions that may be notes that are gone, or that are asked twice."""

import shlex
from collections.abc import Sequence

from deckgen.data import Fingerprint, Question
from deckgen.diagnostics import KIND_CHANGED, KINDS, QUESTION_DUPLICATE, RECOGNITION_UNSURE, Diagnostic
from deckgen.lock import Entry
from deckgen.wording import said


def unsure(question: Question, entry: Entry) -> Diagnostic:
    """The question resembles the note, and others do as well."""
    message = said(
        "this may be “{title}” ({file}) reworded, but it is not clear; it starts as a new note",
        title=entry.shown, file=entry.path,
    )  # fmt: skip
    place = shlex.quote(f"{question.span.path}:{question.span.line}")
    hint = said("if it is: deckgen lock --same {guid} {place}", guid=entry.guid, place=place)
    return Diagnostic(RECOGNITION_UNSURE, question.span, message, hint)


def claimed(question: Question, entry: Entry, other: Question) -> Diagnostic:
    """The question had its note on one of two branches that were merged, and another question had it on the other."""
    place = f"{other.span.path}:{other.span.line}"
    message = said(
        "two branches gave one note to this question and to that of its title at {place}, which has it; this one "
        "starts as a new note",
        place=place,
    )  # fmt: skip
    here = shlex.quote(f"{question.span.path}:{question.span.line}")
    hint = said(
        "if it is this one that you have studied: deckgen lock --same {guid} {place}", guid=entry.guid, place=here
    )
    return Diagnostic(RECOGNITION_UNSURE, question.span, message, hint, other.span)


def rewritten(question: Question, entry: Entry) -> Diagnostic:
    """The question stands exactly where the note stood that is gone, and nothing else of it is there."""
    message = said("this is new, and “{title}” is gone, which stood here; it starts as a new note", title=entry.shown)
    place = shlex.quote(f"{question.span.path}:{question.span.line}")
    hint = said(
        "if it is that one, rewritten: deckgen lock --same {guid} {place}; its cards keep their reviews",
        guid=entry.guid, place=place,
    )  # fmt: skip
    return Diagnostic(RECOGNITION_UNSURE, question.span, message, hint)


def copied(question: Question, copy: Entry, entry: Entry) -> Diagnostic:
    """The question was one of a copy of its file, and the note is gone that the file itself had in its place."""
    message = said(
        "this has come from {file} with its cards, and “{title}” is gone, which stood here",
        file=copy.path, title=entry.shown,
    )  # fmt: skip
    place = shlex.quote(f"{question.span.path}:{question.span.line}")
    hint = said(
        "if {copy} was a copy of this file, and it is that one reworded: deckgen lock --same {guid} {place}; its cards "
        "keep their reviews",
        copy=copy.path, guid=entry.guid, place=place,
    )  # fmt: skip
    return Diagnostic(RECOGNITION_UNSURE, question.span, message, hint)


def in_place(questions: Sequence[Question]) -> Diagnostic:
    """As many questions of a file are new as notes of it are gone, in all or where they stand."""
    count = len(questions)
    message = said("{number} questions of this file are new where as many of its notes are gone", number=count)
    hint = said(
        "if it was translated, or rewritten in place: deckgen lock --in-place {file}; its cards keep their reviews",
        file=shlex.quote(questions[0].span.path),
    )
    return Diagnostic(RECOGNITION_UNSURE, questions[0].span, message, hint)


def shuffled(questions: Sequence[Question]) -> Diagnostic:
    """Questions of a file are new, and have answers or words of notes that are gone from it, in another order."""
    message = said(
        "{number} new questions of this file have answers or words of its notes that are gone, in another order",
        number=len(questions),
    )  # fmt: skip
    hint = said(
        "if they ask the same in other words: deckgen lock --same GUID FILE:LINE for each; deckgen diff --json shows "
        "the guids"
    )
    return Diagnostic(RECOGNITION_UNSURE, questions[0].span, message, hint)


def replaced(questions: Sequence[Question], entries: Sequence[Entry]) -> Diagnostic:
    """Questions of a file are new where more or fewer of its notes are gone."""
    message = said(
        "{number} questions of this file are new where {gone} of its notes are gone",
        number=len(questions), gone=len(entries),
    )  # fmt: skip
    hint = said(
        "if it was translated: leave it at the {gone} questions there were, deckgen lock --in-place {file}, and then "
        "add or remove some; their cards keep their reviews",
        gone=len(entries), file=shlex.quote(questions[0].span.path),
    )  # fmt: skip
    return Diagnostic(RECOGNITION_UNSURE, questions[0].span, message, hint)


def kind_changed(question: Question, entry: Entry) -> Diagnostic:
    """The question would be the note, but is of another type."""
    message = said(
        "this was a {former} note and is a {kind} note now, which starts as a new card",
        former=KINDS[entry.type], kind=KINDS[question.note_kind],
    )  # fmt: skip
    hint = said("Anki cannot change a note's type on import; the old note ({guid}) counts as removed", guid=entry.guid)
    return Diagnostic(KIND_CHANGED, question.span, message, hint)


def duplicates(questions: Sequence[Question], fingerprints: Sequence[Fingerprint]) -> list[Diagnostic]:
    """A warning for each question that was asked before."""
    first: dict[tuple[str, str], Question] = {}
    diagnostics = []
    for question, one in zip(questions, fingerprints, strict=True):
        # Questions about two tags differ in their words alone, and those about two signs have none.
        before = first.setdefault((one.asked, one.title or question.title), question)
        if before is not question:
            message = said("the same question is asked at {place}", place=f"{before.span.path}:{before.span.line}")
            hint = said("reword one, or give each an id comment")
            diagnostics.append(Diagnostic(QUESTION_DUPLICATE, question.span, message, hint, before.span))
    return diagnostics
