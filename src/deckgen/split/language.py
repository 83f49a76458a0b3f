"""The words by which questions, answers and their surroundings are told apart, in all languages together.

What is asked of a text here is answered by its words alone; marks, numbers and notations are looked at elsewhere. A
file in a language that is not known has none of these words, and is read by its marks.
"""

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Literal

from deckgen.split.patterns import Column, Role, Titles, patterns
from deckgen.split.vocabulary import LETTERS, NUMBER, Language, scripts
from deckgen.syntax import ATTRIBUTES

# How much a title asks by its words, from 0 to 1: for certain, surely, rather, and hardly.
CERTAIN, SURE, LIKELY, WEAK = 1.0, 0.8, 0.5, 0.4
# In words: a title that asks by its beginning is longer, for "What else" does not.
_FEW_WORDS = 3
# In characters: a title that announces something is shorter.
_SHORT = 100
# So many titles are kept in mind.
_KEPT = 50_000

_MARKUP = re.compile(r"\]\([^()]*+\)|<[^<>]*+>|[`\[\]]|[\u064b-\u0652\u0640]")
_LEADING = re.compile(r"[^\w$]*+(?:(?:\d++(?:\.\d++)*+\s*+[.、:：)）]?+|[a-z][.)）](?=\W*\s))[^\w$]*+)*+")
_WORD = re.compile(r"[^\W_]+(?:['-][^\W_]+)*+")
_NUMBERED = re.compile(rf"[\W_]*+(?:{NUMBER}(?:\.\d++)*+(?:[\W_]++|(?=\D)|$))?+")
_GOES_ON = re.compile(r"[。；]\s*\w")
_REMARK = re.compile(r"[(（][^()（）]*+[)）]\W*+$")
_PUNCTUATION = " \t*_#:：.。!！?？-–—…~|、,，()（）[]【】"


@dataclass(frozen=True, slots=True)
class Label:
    """What a text is labelled with at its beginning: "Question 3:", "参考答案：", "Pista".

    `number` is as written, empty without one; `mark` is what ends the label, empty where only a blank does or the text
    ends. `end` is where the text behind it begins. `capital` is false if the label begins with a small letter.
    """

    role: Role
    word: str
    number: str
    mark: str
    end: int
    capital: bool


@dataclass(frozen=True, slots=True)
class Turn:
    """Who speaks: the name at the beginning of a text, whether it asks, who may answer or ask it, and where it ends."""

    name: str
    asks: bool
    partners: frozenset[str]
    end: int


def bare(text: str) -> str:
    """The text in small letters without markup and marks of vowels, its apostrophes straight."""
    return _MARKUP.sub("", ATTRIBUTES.sub("", text)).replace("’", "'").lower().strip(" *_")


def asks(title: str, *, in_list: bool = False) -> float:
    """How much a title asks by its words, from 0 to 1; in a list, steps and conditions begin like questions: "when"."""
    text = bare(title)
    rest = text[end.end() :] if (end := _LEADING.match(text)) else text
    found = LETTERS.findall(rest)
    if found and (found[-1] in patterns().ends or " ".join(found[-2:]) in patterns().ends):
        return CERTAIN
    weak = 0.0 if patterns().shared.isdisjoint(found) else WEAK
    written, ascii_only = scripts(rest), rest.isascii()
    for asking in patterns().asking:
        # Latin words stand in titles of all languages, so they say nothing against one.
        if not written & asking.scripts or written - {"latin"} - asking.scripts:
            continue
        if asking.outright and (asking.ascii or not ascii_only) and asking.outright.search(rest):
            return CERTAIN
        if asking.begins and asking.begins.match(rest):
            return CERTAIN
        if not weak and asking.shared and asking.shared.search(rest):
            weak = WEAK
    return max(weak, _begins(rest, in_list=in_list))


def _begins(text: str, *, in_list: bool) -> float:
    """How much a text asks by its first words."""
    found = [match[0] for match in islice(_WORD.finditer(text), patterns().longest)]
    best = 0.0
    for count in range(len(found), 0, -1):
        for language, key in patterns().begins.get(" ".join(found[:count]), ()):
            worth = _worth(text, count, language, key)
            best = max(best, min(WEAK, worth) if in_list and key in ("begin", "doubtful") else worth)
    return best


def _worth(text: str, count: int, language: Language, key: str) -> float:
    """What a beginning of `count` words is worth, found in this list of the language."""
    total = len(text.split())
    if key == "surely":
        return SURE if total > count else 0.0
    # "Do contrato social" and "Name der Funktion" only look as if they began in English.
    spoken = Counter(of.code for word in LETTERS.findall(text)[count:] for of in patterns().common.get(word, ()))
    own = spoken.pop(language.code, 0)
    if max(spoken.values(), default=0) > own or (key == "doubtful" and not own):
        return 0.0
    if key == "begin":
        return SURE if total > _FEW_WORDS else WEAK if total > 1 else 0.0
    return LIKELY


def label(text: str) -> Label | None:
    """The label that the text begins with; without a number it is one only before a mark or alone."""
    begun = LETTERS.match(text)
    first = begun[0].lower() if begun else ""
    for labels in patterns().labels:
        known = first in labels.first or text[:1] in labels.letters if begun else labels.counted
        found = labels.pattern.match(text) if known else None
        if not found:
            continue
        role = labels.role
        word, number, mark = found["word"] or "", found["number"] or "", found["mark"] or ""
        if found["formed"]:
            number = (re.search(NUMBER, found["formed"]) or found)[0]
            word = found["formed"].replace(number, "{n}", 1).strip()
        alone = found.end() == len(text.rstrip()) or found.end() == len(text)
        letter = len(word) == 1 and word.isascii()
        # "A. bash" is an option, "A)" too; "答案 B" names one.
        if letter and role == "answer" and number and not text[1:2].isdigit():
            continue
        said = bool(mark) and not (letter and role == "answer" and mark[:1] not in ":：" and not number)
        option = role == "answer" and not letter and re.fullmatch(r"[A-H]{1,4}\W*", text[found.end() :])
        if number or (role != "exercise" and (said or option or (alone and not letter))):
            return Label(role, word.lower(), number, mark, found.end(), not text[:1].islower())
    return None


def shortened(word: str) -> bool:
    """True for a short form of a word for "answer": "ans", "sol", "答"."""
    return word in patterns().short


def turn(text: str) -> Turn | None:
    """Who speaks at the beginning of the text; a turn counts where a partner's stands in the same file."""
    found = patterns().turn.match(text)
    if not found:
        return None
    asking, partners = patterns().turns[found[1]]
    return Turn(found[1], asking, partners, found.end())


def _announces(titles: Titles, title: str) -> bool:
    """True if the title is one of these, but for a number before it and a remark in parentheses behind it."""
    names, parts = _names(title)
    if not titles.whole.isdisjoint(names):
        return True
    return titles.begun is not None and any(titles.begun.match(part) for part in parts)


@lru_cache(_KEPT)
def _names(title: str) -> tuple[frozenset[str], tuple[str, ...]]:
    """What a title may say but for a number before it and a remark behind it; and the title with and without number."""
    text = bare(title)
    if len(text) >= _SHORT:
        return frozenset(), ()
    behind = _NUMBERED.match(text)
    parts = (text, text[behind.end() :]) if behind and behind.end() else (text,)
    names = {name.strip(_PUNCTUATION) for part in parts for name in (part, _REMARK.sub("", part))}
    return frozenset(names), parts


def container(title: str) -> bool:
    """True if a title is one under which questions stand and that asks nothing: "Chapter 3", "选择题（每题2分）"."""
    return _announces(patterns().containers, title)


def fills(title: str) -> bool:
    """True if a title announces statements with blanks: "Fill in the blanks", "第三章 填空题"."""
    return _announces(patterns().blanks, title) and asks(title) < LIKELY


def announces_answers(title: str) -> bool:
    """True if a title announces the answers to the questions above it: "Answer key", "参考答案"."""
    return _announces(patterns().answers, title)


def states(title: str) -> bool:
    """True if a title only says that what is asked stands below it: "Problem", "题目描述"."""
    return _announces(patterns().statements, title)


def outside(title: str) -> bool:
    """True if a title announces what is never a question: contents, references, contributing, a licence."""
    return contents(title) or _announces(patterns().outside, title)


def subject(title: str) -> bool:
    """True if a title that announces contents or references is a subject as well: 索引, "References" in C++."""
    return _announces(patterns().subjects, title)


def contents(title: str) -> bool:
    """True if a title announces a table of contents."""
    return _announces(patterns().contents, title)


def promises(title: str) -> bool:
    """True if the title of a document promises questions: "Interview questions", "八股文", "Übungsfragen"."""
    return bool(patterns().promises.search(text := bare(title)) and not patterns().papers.search(text))


def examined(title: str) -> bool:
    """True if a title says how many points it is worth: "(5 points)"; those of a part of an answer end a sentence."""
    return any(not _GOES_ON.match(title, mark.end()) for mark in patterns().points.finditer(title))


def without_points(title: str) -> str:
    """The title without how many points it is worth; all of it where it says nothing else."""
    found = patterns().points.sub(lambda mark: " " if mark[0] != mark[0].strip() else "", title)
    return found.strip() if re.search(r"[^\W\d_]", found) else title


def leads_back(line: str) -> bool:
    """True if a line leads back to the top or to the contents."""
    return bool(patterns().back.search(line.lower()))


def advertises(line: str) -> bool:
    """True if a line begins by telling to read or see something."""
    return bool(patterns().adverts.match(line.lower()))


def studies(title: str) -> bool:
    """True if the title of a document says that somebody learns it: "Revision", "期末复习", "Lernzettel"."""
    return bool(patterns().studies.search(bare(title)))


def folds_answer(summary: str) -> bool:
    """True if the summary of a fold says that an answer is inside, unless it ends with a question mark."""
    words = _MARKUP.sub("", summary).strip(" *_")
    said = label(words)
    # "Question 3" before "answer" is no other word.
    text = bare(words[said.end :] if said and said.role == "question" and said.number else words)
    if said and said.role != "question":
        return True
    rest, times = patterns().folds.subn(" ", text)
    others = sum(len(word) for word in LETTERS.findall(rest) if word not in patterns().common)
    # "Click to show the answer" says little else, "HTTP result codes" does.
    return bool(times) and 2 * others <= len(text)


def hints(summary: str) -> bool:
    """True if the summary of a fold promises a hint and not the answer."""
    text = bare(summary)
    found = patterns().hints.search(text)
    if not found or len(text) >= _SHORT:
        return False
    before = text[: found.start()].strip(_PUNCTUATION)
    return not before or bool(patterns().folds.match(before))


def placeholder(text: str) -> bool:
    """True if an answer only says that there is none yet."""
    return _announces(patterns().placeholder, text)


def truth(text: str) -> bool | None:
    """True or False if the text says that a statement is so or is not, else None."""
    word = bare(text).strip(_PUNCTUATION)
    return True if word in patterns().yes else False if word in patterns().no else None


def marks_right(option: str) -> tuple[int, int] | None:
    """Where a remark such as "(correct)" marks an option as the right one, if one does."""
    return found.span() if (found := patterns().right.search(option)) else None


def header(cell: str) -> Column | Literal[""]:
    """What the column of a table holds whose header this is."""
    return patterns().headers.get(bare(cell).strip(" :："), "")


def addresses(text: str) -> bool:
    """True if a text speaks to its reader, as manuals do and notes hardly ever."""
    return bool(patterns().addressed.search(text))


def in_manuals(title: str) -> bool:
    """True if manuals call their sections so: "Usage", "Getting started", "安装"."""
    return _announces(patterns().manuals, title)
