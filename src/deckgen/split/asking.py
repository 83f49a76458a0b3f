"""How much a title asks, by its marks, its label or number, and its words; and what it speaks of."""

import re
from typing import Literal

from deckgen.split import language
from deckgen.split.language import CERTAIN, LIKELY, SURE
from deckgen.split.notation import asks_inside, asks_outright, blank
from deckgen.split.patterns import patterns
from deckgen.split.vocabulary import UNSPACED
from deckgen.syntax import ATTRIBUTES

# In characters: a title that is only a number is shorter than this.
_SHORT = 100

_MARKUP = re.compile(r"\]\([^)]*\)|<[^<>]*+>|`")
# Behind a number: the same in another language, a remark.
_REMARK = re.compile(r"(?:\s*[/|]\s*[^\d/|]{1,20}\d{1,4})?+\W*(?:[（(][^()（）]{0,20}[)）])?\W*$")
# A year counts no questions.
_NUMBER = re.compile(rf"\W*(?!(?:19|20)\d\d(?!\d))\d{{1,4}}+{_REMARK.pattern}")
_BOLD = re.compile(r"\*\*|__|</?(?:b|strong)>")
_BEHIND_LABEL = " .:：、)）-–—"


def asks(text: str, *, in_list: bool = False) -> float:
    """How much a title asks, from 0 to 1.

    In a list, words that steps and conditions begin with as well ("when", "list") do not make a question.
    """
    bare = _MARKUP.sub("", ATTRIBUTES.sub("", text)).strip(" *_[]")
    label = language.label(bare)
    if _number_only(bare, label):
        # The question itself stands below it.
        return SURE
    if asks_outright(bare) or _names(label, "question") or blank(text):
        return CERTAIN
    # What names a part begins like a task, and says how much that is worth: "简答题（每题5分）".
    if language.container(bare):
        return 0.0
    if language.examined(bare):
        return CERTAIN
    if asks_inside(bare):
        return SURE
    return language.asks(bare, in_list=in_list)


def is_task(title: str) -> bool:
    """True if a title begins like a task: "Name the phases", "Draw a cell", 画出细胞; not "State machine"."""
    bare = language.bare(title).lstrip(" *_")
    found = patterns().tasks.match(bare)
    sentence = bare.rstrip(" *_").endswith((".", "!", "。", "！"))
    return bool(found and (sentence or UNSPACED.match(bare) or found["next"] in patterns().common))


def only_scored(title: str) -> bool:
    """True if nothing of a title asks but how many points it is worth: "4. General questions (6 points)"."""
    bare = language.without_points(title)
    return bare != title and asks(bare) < LIKELY


def asks_itself(title: str) -> bool:
    """True if the words of a title ask, and not only its label or number."""
    found = language.label(title)
    named = found and _names(found, "question")
    return asks(title[found.end :].lstrip(_BEHIND_LABEL) if found and named else title) >= LIKELY


def names_question(text: str) -> bool:
    """True if the text begins with a word for "question", "exercise" and a number or a mark."""
    found = language.label(text)
    return _names(found, "question") or _names(found, "exercise")


def number_only(text: str) -> bool:
    """True for a title such as "12" or "Question 3": the question stands below it."""
    return len(text) < _SHORT and _number_only(text, language.label(text))


def folds_answer(summary: str) -> bool:
    """True if a `<summary>` says that an answer is inside, and does not ask itself."""
    return language.folds_answer(summary) and not asks_outright(summary)


def names_answer(summary: str) -> bool:
    """True if a `<summary>` has a word for an answer: "Show the solution", no "Show more" or 展开."""
    return bool(patterns().answering.search(summary))


def told(summary: str) -> str:
    """What a `<summary>` tells behind the label of an answer: the "B" of "Answer: B", nothing of "Answer: show it"."""
    words = _BOLD.sub("", summary).strip()
    found = language.label(words)
    text = words[found.end :].strip() if found and found.mark and found.role not in ("question", "exercise") else ""
    return "" if language.folds_answer(text) else text


def speaks_of_picture(title: str) -> bool:
    """True if a title speaks of a picture, without which its question cannot be answered."""
    return bool(patterns().picture.search(title.lower()))


def speaks_of_code(title: str) -> bool:
    """True if a title speaks of code, without which its question cannot be answered."""
    text = title.lower()
    asked = patterns().code_asked.search(text)
    return bool(patterns().code.search(text) or (asked and "?" in text[asked.end() :]))


def _number_only(text: str, label: language.Label | None) -> bool:
    if len(text) >= _SHORT:
        return False
    counted = label and label.role == "question" and label.number
    return bool(_REMARK.match(text, label.end) if label and counted else _NUMBER.match(text))


def _names(label: language.Label | None, role: Literal["question", "exercise"]) -> bool:
    """True if a label stands before a number or a mark, not alone."""
    return bool(label and label.role == role and (label.number or label.mark))
