"""What a question offers to choose from: where each option begins, and which of them its answer calls right."""

import re
from collections.abc import Sequence

from deckgen.data import Basic, Choice, Question, Span
from deckgen.normal_forms import nfkc
from deckgen.split import keylines, labels, options
from deckgen.split.callouts import callout
from deckgen.split.item import Line
from deckgen.split.notation import HANZI, TASK_OPTION
from deckgen.split.outline import Outline
from deckgen.split.patterns import patterns
from deckgen.split.quotes import unquoted

# "B", "**B.** Go is…", "A, C", "BD。", "(c)"; no "A linked list", "C++" or "E.g.", nor half of "A和C".
_RIGHT = re.compile(
    r"[\W_]*+(?P<letters>[A-H]{1,8}(?:(?:\s*+[,，、;；/&+]\s*+|\s++)[A-H](?![A-Za-z0-9]))*+|[a-h])"
    rf"(?:\s*+$|[^\w\s+#'’.\-]|\.(?!\w)|[{HANZI}](?!.?[A-H](?![A-Za-z])))"
)

_FIRST = re.compile(r"[*_(（\[]*+[A\uff21]")
_LETTERS = re.compile("[A-H]{1,5}")


def of(outline: Outline, asked: Sequence[Line], answered: Sequence[Line]) -> Choice | None:
    """The options among the lines of a question, and those that its answer calls right; None without options."""
    shown = {number for number, _ in asked}
    repeated = {number: text for number, text in answered if number in shown and text.strip()}
    starts = options.starts(outline, asked)
    lettered = len(starts) > 1
    if not lettered:
        tasks = options.tasks(outline, asked)
        starts = options.items(outline, asked) if len(tasks) > 1 or repeated else []
    if len(starts) < 2:
        return None
    marked = [at for at, (line, _) in enumerate(starts) if _is_right(repeated.get(asked[line][0], ""))]
    if len({starts[at][0] for at in marked}) < len(marked):
        # The mark of a line says nothing of the several options on it.
        marked = []
    elif not marked and lettered:
        marked = _letters(answered, len(starts))
    return Choice(tuple(starts), tuple(marked), options.ended(outline, asked, [line for line, _ in starts]))


def misfit(question: Question | None) -> Span | None:
    """Where a question is answered by nothing but letters of which none of its options has one; None otherwise."""
    if not isinstance(question, Basic) or not question.choice or not question.answer:
        return None
    starts = question.choice.starts
    line, column = starts[0]
    lettered = _FIRST.match(question.prompt.lines[line], column)
    letters = re.sub(r"[\W_]", "", nfkc(question.answer.lines[0]))
    wrong = lettered and _LETTERS.fullmatch(letters) and not keylines.possible(letters, len(starts))
    return question.answer.span() if wrong else None


def _is_right(text: str) -> bool:
    """True for an option that the answer repeats; of tasks it repeats all, and those that are right have a tick."""
    return bool(text) and (not TASK_OPTION.match(text) or options.checked(text))


def _letters(answered: Sequence[Line], count: int) -> list[int]:
    """The places of the options whose letters begin the answer."""
    first, *others = [text for _, text in answered] or [""]
    if box := callout(first):
        first = box.lead or unquoted(next(iter(others), ""))
    label = labels.of(first)
    if label and label.text:
        first = label.text
    elif chosen := patterns().chosen.match(first):
        first = first[chosen.end() :]
    elif (said := patterns().named.match(first)) and _names_answers(said["words"]):
        first = first[said.end() :]
    found = _RIGHT.match(nfkc(first))
    places = [ord(letter.upper()) - ord("A") for letter in re.findall("[A-Ha-h]", found["letters"])] if found else []
    return places if places == sorted(set(places)) and all(place < count for place in places) else []


def _names_answers(words: str) -> bool:
    label = labels.of(f"{words}:")
    return label is not None and label.role == "answer" and not label.text
