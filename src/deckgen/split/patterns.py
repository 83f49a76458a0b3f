"""Makes the patterns of all languages together, by which language.py answers what is asked of a text."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from typing import Literal

from deckgen.split.vocabulary import CHINESE, LETTERS, UNSPACED, WITHOUT_BLANKS, Language, either, languages, words

# In characters: a Chinese word for "answers" is no longer, one for "answer key" is.
_SHORT = 3

Role = Literal["question", "exercise", "answer", "explanation", "hint"]
Column = Literal["question", "answer", "compared", "language"]
# Bold that ends with a label: before its colon or behind it.
_BOLD = r"(?:\*{1,3}|__|</b>|</strong>)"
_DASH = "[-–—]{1,2}"
# What ends a label: "Ans:- It is" too, while "Ans:-5" is a number, and "Ans :-)" a face.
_MARK = (
    rf"[:：](?:{_DASH}>?(?![\d()]))?+|[.\uff0e](?:[:：]|{_DASH}(?=\s))?+|[、)）\]】]|{_DASH}(?=\s|{_BOLD})"
    "|[=-]>|[⇒→]"
)


@dataclass(frozen=True, slots=True)
class Asking:
    """How titles ask in one language, wherever its words stand; None where it has no such words."""

    scripts: frozenset[str]
    # True if some of these words are in ASCII.
    ascii: bool
    outright: re.Pattern[str] | None
    shared: re.Pattern[str] | None
    # In a script without blanks: what titles begin with.
    begins: re.Pattern[str] | None


@dataclass(frozen=True, slots=True)
class Labels:
    """The labels of one role.

    A text that begins with one begins with a word of `first`, in a script without blanks with a character of
    `letters`; or with a number, where `counted` is true.
    """

    role: Role
    pattern: re.Pattern[str]
    first: frozenset[str]
    letters: frozenset[str]
    counted: bool


@dataclass(frozen=True, slots=True)
class Titles:
    """Titles that announce something: those that are one of `whole`, and those that begin so."""

    whole: frozenset[str]
    begun: re.Pattern[str] | None


@dataclass(frozen=True, slots=True)
class Patterns:
    """The patterns of all languages; each is made once."""

    asking: tuple[Asking, ...]
    # By the small words of languages: the languages that have them.
    common: Mapping[str, tuple[Language, ...]]
    # Words that questions and topics share, of scripts that are written with blanks.
    shared: frozenset[str]
    # By the words that a title begins with: in which languages, and from which list.
    begins: Mapping[str, tuple[tuple[Language, str], ...]]
    # Of how many words the longest of these are.
    longest: int
    # What tasks begin with, and the word behind it.
    tasks: re.Pattern[str]
    # What titles end with, in whole words.
    ends: frozenset[str]
    labels: tuple[Labels, ...]
    # Short forms of words for "answer": longer ones begin so.
    short: frozenset[str]
    turns: Mapping[str, tuple[bool, frozenset[str]]]
    turn: re.Pattern[str]
    containers: Titles
    blanks: Titles
    outside: Titles
    subjects: Titles
    contents: Titles
    answers: Titles
    statements: Titles
    promises: re.Pattern[str]
    studies: re.Pattern[str]
    points: re.Pattern[str]
    own: re.Pattern[str]
    back: re.Pattern[str]
    adverts: re.Pattern[str]
    folds: re.Pattern[str]
    answering: re.Pattern[str]
    hints: re.Pattern[str]
    placeholder: Titles
    yes: frozenset[str]
    no: frozenset[str]
    # What says which option is right: "故选 B"; "The answer is B", whose words may be a label.
    chosen: re.Pattern[str]
    named: re.Pattern[str]
    right: re.Pattern[str]
    picture: re.Pattern[str]
    code: re.Pattern[str]
    code_asked: re.Pattern[str]
    headers: Mapping[str, Column]
    addressed: re.Pattern[str]
    manuals: Titles
    papers: re.Pattern[str]


@cache
def patterns() -> Patterns:
    """All of them, made at the first use."""
    begins: dict[str, list[tuple[Language, str]]] = {}
    for language in languages():
        for key in ("surely", "begin", "rather", "doubtful"):
            for word in language.words(f"asks.{key}"):
                begins.setdefault(word, []).append((language, key))
    common: dict[str, tuple[Language, ...]] = {}
    for language in languages():
        common |= {word: (*common.get(word, ()), language) for word in language.common}
    headers: dict[str, Column] = dict.fromkeys(words("tables.compared"), "compared")
    headers |= dict.fromkeys(words("tables.languages"), "language")
    headers |= dict.fromkeys(words("tables.question"), "question")
    headers |= dict.fromkeys(words("tables.answer"), "answer")
    turns = _turns()
    answers = {word.lower() for word in words("labels.answer")}
    right = either(words("answers.right"))
    return Patterns(
        asking=tuple(
            asking for asking in map(_asking, languages()) if asking.outright or asking.shared or asking.begins
        ),
        common=common,
        shared=frozenset(w for of in languages() if not of.scripts & WITHOUT_BLANKS for w in of.words("asks.shared")),
        begins={word: tuple(of) for word, of in begins.items()},
        longest=max(len(word.split()) for word in begins),
        tasks=re.compile(rf"{either(words('asks.tasks'))}\s*+(?P<next>[^\W_]++)"),
        ends=frozenset(
            w for of in languages() if not of.scripts & WITHOUT_BLANKS for w in of.words("asks.end") if "*" not in w
        ),
        labels=tuple(_labels(role) for role in ("explanation", "answer", "hint", "question", "exercise")),
        short=frozenset(word for word, other in pairwise(sorted(answers)) if len(word) > 1 and other.startswith(word)),
        turns=turns,
        turn=re.compile(rf"({either(turns)})\s*+[:：]\s*+"),
        containers=_titles("sections.containers"),
        blanks=_blank_titles(),
        outside=_titles("sections.never"),
        subjects=_titles("sections.subjects"),
        contents=_titles("sections.contents"),
        answers=_key_titles(),
        statements=_titles("sections.statements"),
        promises=_anywhere("sections.promises"),
        studies=_anywhere("sections.studies"),
        own=re.compile(either(words("labels.own")), re.IGNORECASE),
        points=re.compile(
            rf"\s*+[（(【\[][^()（）]{{0,6}}\d+\s*{either(words('asks.points'))}[^()（）]{{0,4}}[)）】\]]\s*+",
            re.IGNORECASE,
        ),
        back=_anywhere("sections.back"),
        adverts=_anywhere("sections.adverts"),
        folds=_anywhere("folds.answers"),
        answering=_words("labels.answer"),
        hints=_anywhere("folds.hints"),
        placeholder=_titles("answers.placeholders"),
        yes=frozenset(words("answers.yes")),
        no=frozenset(words("answers.no")),
        chosen=re.compile(rf"[\W_]*+(?:{either(words('answers.chosen'))})(?=[\W_]*+[A-H])"),
        named=re.compile(
            r"[\W_]*+(?P<words>[^\n]{2,40}?)[*_]*+"
            rf"(?:\s++[^\W\dA-Z_]{{2,6}}\s++|\s*+(?:{either(words('answers.verbs'))})\s*+)(?=[\W_]*+[A-H])"
        ),
        right=re.compile(
            rf"[(（\[【]\s*+(?:{right})\s*+[!！]?[)）\]】]|(?:<?[-–—]{{1,2}}|[←⬅]\ufe0f?)\s*+(?:{right})\s*+$",
            re.IGNORECASE,
        ),
        picture=_anywhere("answers.picture"),
        code=_anywhere("answers.code"),
        code_asked=_anywhere("answers.code_asked"),
        headers=headers,
        addressed=_anywhere("manuals.addressed"),
        manuals=_titles("manuals.sections"),
        papers=re.compile(rf"{either(words('manuals.papers'))}(?:\W*[\w.]{{0,10}}\d)?\W*(?:\.md)?$"),
    )


def _asking(language: Language) -> Asking:
    unspaced = bool(language.scripts & WITHOUT_BLANKS)
    anywhere = language.words("asks.anywhere")
    ends = [word for word in language.words("asks.end") if unspaced or "*" in word]
    ways = [(either(of), end) for of, end in ((anywhere, ""), (ends, r"[\W_]*+$")) if of]
    shared = language.words("asks.shared") if unspaced else ()
    begin = language.words("asks.begin") if unspaced else ()
    # What only begins like a task: 计算机 is a computer, 计算 to compute.
    names = language.words("asks.names")
    return Asking(
        language.scripts,
        any(word.isascii() for word in (*anywhere, *ends)),
        re.compile("|".join(words + end for words, end in ways)) if ways else None,
        re.compile(either(shared)) if shared else None,
        re.compile(rf"(?!{either(names)}){either(begin)}(?=[^\s：:，,。]|\s[A-Za-z0-9$`])") if begin else None,
    )


def _labels(role: Role) -> Labels:
    """How to find the labels of a role, without what may stand before them (a bullet, bold)."""
    listed = (*words(f"labels.{role}"), *words("labels.kinds"))
    spaced = [word for word in listed if not UNSPACED.match(word)]
    first = frozenset(found[0].lower() for word in spaced if (found := LETTERS.match(word)))
    letters = frozenset(word[0] for word in listed if UNSPACED.match(word))
    return Labels(role, _label(role), first, letters, any(word.startswith("{n}") for word in listed))


def _label(role: Role) -> re.Pattern[str]:
    plain = [word for word in words(f"labels.{role}") if "{n}" not in word]
    formed = [word for word in words(f"labels.{role}") if "{n}" in word]
    listed = words("labels.kinds")
    # In "Answer A" the letter is an option, though "a resposta" begins with an article.
    kinds, behind = either(listed), either([kind for kind in listed if len(kind) > 1])
    ordinals = either(words("labels.ordinals"))
    # "Answer long." is a sentence.
    # "Question I have" has no number, "Question I." has.
    digits = r"\d{1,4}(?:\.\d{1,2}(?!\d))*+"
    number = rf"(?P<number>{digits}|[{CHINESE}]{{1,4}}|(?-i:[IVXL]{{1,6}})(?=\s*+(?:[:.)–-]|$))|{ordinals})"
    return re.compile(
        rf"(?:(?P<formed>{either(formed)})|(?:{kinds}\s*+){{0,2}}(?P<word>{either(plain)})"
        rf"(?:\s{{1,3}}{behind}(?!\.\s*$))?+"
        rf"(?:\s*+(?:[.#№]|[Nn][ºo°r]\.?)?+\s*+{number}(?![^\W\d_]))?+)"
        rf"(?:\s*+{_BOLD}?+\s*+(?P<mark>{_MARK}){_BOLD}?+)?+\s*+",
        re.IGNORECASE,
    )


def _turns() -> dict[str, tuple[bool, frozenset[str]]]:
    """By the name of who speaks: whether he asks, and who speaks with him."""
    partners: dict[tuple[str, bool], set[str]] = {}
    for pair in (*words("labels.speakers"), *words("labels.letters")):
        asks, answers = pair.split("/")
        partners.setdefault((asks, True), set()).add(answers)
        partners.setdefault((answers, False), set()).add(asks)
    # A letter that asks in one language may answer in another; there it answers.
    return {name: (asks, frozenset(of)) for (name, asks), of in sorted(partners.items(), key=lambda p: not p[0][1])}


def _titles(key: str) -> Titles:
    listed = words(key)
    numbered, open_ended = [w for w in listed if "{n}" in w], [w for w in listed if w.endswith(("*", "…"))]
    ways = [either(of) + end for of, end in ((numbered, r"(?=\W|$)"), (open_ended, r"[\W_]*+$")) if of]
    pattern = re.compile("|".join(ways), re.IGNORECASE) if ways else None
    return Titles(frozenset(listed), pattern)


def _key_titles() -> Titles:
    """The titles of keys, also behind the name of what they answer, and with what else they give.

    "Chapter 3 answers", "Drill answer key", 选择题答案; "Answers and explanations", 答案及详解.
    """
    titles = _titles("sections.answers")
    answers, unspaced = either(titles.whole), UNSPACED.pattern
    more = either((*words("labels.explanation"), *words("folds.answers")))
    joined = rf"(?:\s+\S{{1,8}}\s+|\s*+[&+/,、]\s*+|(?<={unspaced})\S{{0,6}}?)"
    # A single word may end any title: "Questions and answers".
    long = either(word for word in titles.whole if " " in word or (UNSPACED.match(word) and len(word) > _SHORT))
    named = rf"{either(words('sections.containers'))}[\s:：–-]*{answers}|[^?？]{{1,24}}?{long}"
    ends = r"(?:\W*[（(][^()（）]{0,20}[)）])?[^\w?？]*+$"
    return replace(titles, begun=re.compile(rf"(?:{answers}{joined}{more}|{named}){ends}", re.IGNORECASE))


def _blank_titles() -> Titles:
    """The titles of statements with blanks, also behind what they are about: "Chapter 3: Cloze", 第三章 填空题."""
    titles = _titles("sections.blanks")
    # Single words may end any title: "Tutto si completa".
    phrases = either(word for word in titles.whole if " " in word or UNSPACED.match(word))
    behind = rf"{either(words('sections.containers'))}[\s:：–—-]*+{either(titles.whole)}|[^?？]{{1,40}}?{phrases}"
    return replace(titles, begun=re.compile(rf"(?:{behind})(?:[^\w（(]*+[（(][^()（）]*+[)）])?\W*+$", re.IGNORECASE))


def _words(key: str) -> re.Pattern[str]:
    """Any of these words, but for single letters; as whole words where a script has blanks between them."""
    listed = [word for word in words(key) if len(word) > 1]
    unspaced = either(word for word in listed if UNSPACED.match(word))
    spaced = either(word for word in listed if not UNSPACED.match(word))
    return re.compile(rf"{unspaced}|(?<![^\W_]){spaced}(?![^\W_])", re.IGNORECASE)


def _anywhere(key: str) -> re.Pattern[str]:
    """Any of these words, in a text in small letters."""
    return re.compile(either(words(key)))
