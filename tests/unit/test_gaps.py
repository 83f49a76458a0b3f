"""Which number the gaps of a cloze have, from one build to the next: numbers belong to words and are no positions."""

import re
from dataclasses import dataclass, field, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deckgen.data import Cloze, Match, Question
from deckgen.identity import number
from deckgen.lock import Entry, Lock, dump, gaps, load
from deckgen.lock.fingerprint import fingerprint
from deckgen.options import Splitting
from deckgen.split import split
from tests.support.effort import examples
from tests.support.histories.notes import MARK_EDITS, Gapped
from tests.support.histories.words import MARKS
from tests.support.questions import document
from tests.support.tables import rows


def cloze(text: str) -> Cloze:
    (question,) = split(document(text), "D", Splitting(cloze=not text.startswith("C:")))[0].questions
    assert isinstance(question, Cloze)
    return question


def remembered(match: Match, *, numbers: bool = True) -> Entry:
    """The note as the lock has it after a build; without `numbers`, as a lock of an older deckgen had it."""
    one, question = match.fingerprint, match.question
    entry = Entry("g", "cloze", "a.md", "D", "", one.asked, one.answered, one.words, one.sketch, "shipped", 1, 1)
    assert question.note_kind == "cloze"
    return replace(entry, gaps=match.gaps, gone=match.gone) if numbers else entry


@dataclass
class History:
    """The builds of one note."""

    entry: Entry | None = None
    said: list[str] = field(default_factory=list)

    def build(self, text: str | Question, *, numbers: bool = True) -> str:
        """The text that Anki gets."""
        question = cloze(text) if isinstance(text, str) else text
        lock = Lock("p", (self.entry,) if self.entry else ())
        (match,), diagnostics = number([Match(question, "g", "same", fingerprint(question))], lock)
        self.entry = remembered(match, numbers=numbers)
        assert load(dump(Lock("p", (self.entry,))), "l").entries == (self.entry,)
        self.said = [f"{d.rule.code}: {d.message}" for d in diagnostics]
        return match.question.front.text.rstrip("\n")


def brief(text: str) -> str:
    """`1a 2b`: the numbers with the first letters of what they hide."""
    return " ".join(f"{number}{words[:1]}" for number, words in gaps.numbers(text))


RHINE = "The ==Rhine== flows to the ==North Sea==."
CASES = {
    "nothing changed": (RHINE, RHINE, "1R 2N"),
    "a mark in front": (RHINE, "The ==longest== German river, the ==Rhine==, flows to the ==North Sea==.", "3l 1R 2N"),
    "a mark behind": (RHINE, RHINE + " It ends in ==Holland==.", "1R 2N 3H"),
    "the first mark taken off": (RHINE, "The Rhine flows to the ==North Sea==.", "2N"),
    "the first mark taken out with its words": (RHINE, "It flows to the ==North Sea==.", "2N"),
    "a mark taken off and another made": (RHINE, "The Rhine ==flows== to the ==North Sea==.", "3f 2N"),
    "a mark taken out and another made in its sentence": (
        "In ==Rome== there are seven hills.",
        "In that city there are ==seven== hills.",
        "2s",
    ),
    "reworded inside": (RHINE, "The ==Rhein== flows to the ==northern sea==.", "1R 2n"),
    "all of it reworded in its place": (
        "The capital of Australia is ==Sydney==.",
        "The capital of Australia is ==Canberra==.",
        "1C",
    ),
    "reworded with a mark in front": (
        RHINE,
        "The ==longest== river: the ==Rhein== flows to the ==North Sea==.",
        "3l 1R 2N",
    ),
    "the last one, behind a text that tells": (
        "The ==light== moves fast through ==vacuum==.",
        "The ==light== moves fast through ==empty space==.",
        "1l 2e",
    ),
    "the last one, behind a word as short as those of lists": (
        "Light travels at ==full speed== in ==vacuum==.",
        "Light travels at ==full speed== in ==empty space==.",
        "1f 3e",
    ),
    "the last in a list": (
        "Gases: ==neon==, ==helium== and ==argon==.",
        "Gases: ==neon==, ==helium== and ==xenon==.",
        "1n 2h 4x",
    ),
    "another in a list is another": (
        "Gases: ==neon==, ==helium==, ==argon==",
        "Gases: ==neon==, ==xenon==, ==argon==",
        "1n 4x 3a",
    ),
    "numbers are not corrected into each other": (
        "From ==1914==, on, to ==1918==",
        "From, on, ==1919==, to ==1918==",
        "31 21",
    ),
    "two that change places": (RHINE, "To the ==North Sea== flows the ==Rhine==.", "2N 1R"),
    "two that change places, one of them reworded": (
        "From the ==Alps== by ==Cologne== to the ==North Sea==.",
        "From the ==Alps== to the ==cold North Sea== by ==Cologne==.",
        "1A 3c 2C",
    ),
    "moved and shrunk": ("On the ==cold North Sea== it rains.", "It rains today on the ==North Sea==.", "1N"),
    "little of it is in another": ("On the ==sea== it rains.", "It rains in the ==Red Sea hills== today.", "2R"),
    "moved and divided": ("A ==hydrogen, oxygen== mix.", "Mix today ==hydrogen==, and then ==oxygen==.", "2h 3o"),
    "its words are shown elsewhere": (
        "On the ==North Sea== it rains.", "It rains today on the ==cold North Sea==, the North Sea.", "2c",
    ),
    "grown": ("To the ==North== Sea.", "To the ==North Sea==.", "1N"),
    "shrunk": ("To the ==cold North Sea==.", "To the cold ==North Sea==.", "1N"),
    "divided": ("Here ==rye and oat== grow.", "Here ==rye== and ==oat== grow.", "2r 3o"),
    "joined": ("Here ==rye== and ==oat== grow.", "Here ==rye and oat== grow.", "3r"),
    "case and markup": ("Is ==the Rhine== long?", "Is ==The *Rhine*== long?", "1T"),
    "code and signs count": ("Say ==C== or ==C#==.", "Say ==C#== or ==C==.", "2C 1C"),
    "decimals count": ("Add ==3.5 kg== to ==4.5 kg==.", "Add ==4.5 kg== to ==3.5 kg==.", "24 13"),
    "the same words twice": ("Here ==2== apples, there ==2== pears.", "Here two apples, there ==2== pears.", "22"),
    "the same words once more": ("There are ==2== pears.", "Here ==2== apples, there are ==2== pears.", "22 12"),
    "a hint is no words": ("The {{cloze Rhine \\\\ river}}.", "The {{cloze Rhine \\\\ German river}}.", "1R"),
    "colons are words": ("Say ==a::b== or ==a::c==.", "Say ==a::c== or ==a::b==.", "2a 1a"),
    "a hint becomes words": ("So {{c3::a::b}}, {{c1::a::c}}.", "So ==a::b==, ==a::c==.", "3a 1a"),
    "Logseq's own numbers": ("{{c2 hot}}, {{cloze dry}}", "{{c2 hot}}, {{cloze far}}, {{cloze dry}}", "2h 3f 1d"),
    "Chinese": ("莱茵河流入==北海==。", "==最长==的莱茵河流入==北海==。", "2最 1北"),
    "Chinese, corrected": ("莱茵河最后流入==北海洋==的南部。", "莱茵河最后流入==北海==的南部。", "1北"),
    "formulas": (
        "So ==$\\frac{a}{b_{1}}$== is ==$c$==.",
        "So ==$d$== and ==$\\frac{a}{b_{1}}$== is ==$c$==.",
        "3$ 1$ 2$",
    ),
    "in a list": ("- The ==Rhine==\n  is ==long==", "- The old ==river==, the ==Rhine==\n  is ==long==", "3r 1R 2l"),
    "numbers of the author's": ("The {{c1::Rhine}} flows.", "The {{c7::long}} {{c1::Rhine}} flows.", "7l 1R"),
    "the author's comes beside marks": (RHINE, RHINE[:-1] + " at {{c7::Delft}}.", "1R 2N 7D"),
    "a mark beside the author's": ("{{c1::Rhine}}, ==long==", "{{c1::Rhine}}, ==cold==, ==long==", "1R 3c 2l"),
    "marks become the author's": (RHINE, "The {{c5::Rhine}} flows.", "5R"),
    "the author's become marks": ("{{c4::Rhine}} {{c4::Elbe}} {{c2::x}}", "==x== ==Rhine== ==Elbe==", "2x 4R 1E"),
    "hashcards": ("C: [Rome] is in [Italy].\n", "C: [Old] [Rome] is in [Italy].\n", "3O 1R 2I"),
}  # fmt: skip


# What a lock without numbers does not tell: its text has no markup, and marks beside the author's were none then.
UNKNOWN = {"code and signs count", "colons are words", "a mark beside the author's"}


@pytest.mark.parametrize("numbers", [True, False], ids=["", "older-lock"])
@pytest.mark.parametrize("case", CASES)
def test_numbers_belong_to_words(case: str, numbers: bool) -> None:
    if case in UNKNOWN and not numbers:
        return
    before, after, expected = CASES[case]
    history = History()
    history.build(before, numbers=numbers)
    text = history.build(after)
    assert brief(text) == expected
    assert history.build(after) == text, "the next build changes nothing"
    assert history.said == []


def test_a_mark_that_comes_back_gets_its_number() -> None:
    history = History()
    history.build(RHINE)
    history.build("The Rhine flows to the ==North Sea==.")
    assert history.said == ["cloze-removed: cloze 1 (“Rhine”) is gone; its card stays in Anki and has nothing to ask"]
    assert brief(history.build("The Rhine ==flows== to the ==North Sea==.")) == "3f 2N"
    assert history.said == [], "it is said once"
    assert brief(history.build("The ==Rhine== ==flows== to the ==North Sea==.")) == "1R 3f 2N"
    assert history.entry
    assert history.entry.gone == ()


def test_the_story_of_the_reference_page() -> None:
    """docs/reference/identity.md tells it, a build in each row."""
    history = History()
    for text, expected, _, consequence in rows("identity.md", "the text now", "numbers", "what you did", "and"):
        shown = history.build(text.strip("`"))
        assert " ".join(str(number) for number, _ in gaps.numbers(shown)) == expected, text
        assert [one.partition(":")[0] for one in history.said] == re.findall(r"`(.*?)`", consequence), text


def test_a_number_of_the_authors_that_moves_is_said() -> None:
    history = History()
    history.build("The {{c1::Rhine}} flows to {{c2::Holland}}.")
    text = "The {{c1::long}} {{c2::Rhine}} flows to {{c3::Holland}}."
    assert history.build(text) == text
    assert history.said == [
        "cloze-renumbered: “Rhine” was cloze 1 and is cloze 2 now; its reviews stay with 1",
        "cloze-renumbered: “Holland” was cloze 2 and is cloze 3 now; its reviews stay with 2",
    ]
    history.build("{{c1::One}} and {{c1::two}}.")
    history.build("{{c1::One}} and two.")
    assert history.said == [], "the card of number 1 is still there"


def test_the_numbers_of_a_merged_branch_are_given_to_nothing_else() -> None:
    ours, theirs = History(), History()
    for history, word in ((ours, "cold"), (theirs, "deep")):
        history.build(RHINE)
        history.build(RHINE + f" It is ==very {word}==.")
    assert ours.entry
    assert theirs.entry
    merged = load(dump(Lock("p", (ours.entry,))) + dump(Lock("p", (replace(theirs.entry, mod=2),))), "l")
    history = History(merged.entries[0])
    assert history.entry
    assert history.entry.gaps[-1] == (3, "very deep")
    assert brief(history.build(RHINE + " It is ==very cold== and ==very deep==.")) == "1R 2N 4v 3v"


def test_a_long_text_of_an_older_lock() -> None:
    text = " ".join(f"The ==word{n}x== stands here." for n in range(1, 40))
    history = History()
    history.build(text, numbers=False)
    found = gaps.numbers(history.build("A ==new== one. " + text))
    assert dict(found) == {40: "new"} | {n: f"word{n}x" for n in range(1, 40)}


def test_what_lies_behind_the_words_of_the_lock_keeps_its_number_too() -> None:
    words = [f"item{'abcdefghij'[n // 10]}{'klmnopqrst'[n % 10]}" for n in range(100)]
    history = History()
    history.build(" and ".join(f"=={word}==" for word in words))
    words[90] = words[90] + "s"
    found = gaps.numbers(history.build(" and ".join(f"=={word}==" for word in words)))
    assert [number for number, _ in found] == list(range(1, 101))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{c1::a {{c2::b::h}} c::d}} e", ((1, "a b c"), (2, "b"))),
        ("{{c1::`x::y}}`}} {{c2::z", ((1, "`x::y}}`"),)),
        ("{{c1::$\\frac{a}{b_{c}}$}}", ((1, "$\\frac{a}{b_{c}}$"),)),
        ("{{c1::a { b}} {{c500::c}}", ((1, "a { b"), (500, "c"))),
        ("`{{c1::a}}` c}} :: {", ((1, "a"),)),
        ("`{{c1::a::b}}` {{c2::c::h}} `d` {{c3::e::h}}", ((1, "a::b"), (2, "c"), (3, "e"))),
        ("```\n{{c1::a::b}}\n``` `{{c2::", ((1, "a::b"),)),
        ("{{c1::}}", ((1, ""),)),
    ],
)
def test_reading_gaps(text: str, expected: tuple[tuple[int, str], ...]) -> None:
    assert gaps.numbers(text) == expected


@given(st.text("{}c1:`\\ab\n "))
def test_any_text_can_be_read(text: str) -> None:
    gapped = gaps.read(text)
    assert all(0 <= gap.start <= gap.end <= len(gapped.text) for gap in gapped.gaps)


_FILL = ["moves", "slowly", "under", "every", "bridge", "while", "people", "watch", "from", "above", "their", "homes"]
_EDITS = st.tuples(st.sampled_from(MARK_EDITS), st.integers(0, 99), st.integers(0, 99))


@settings(max_examples=examples(150))
@given(st.integers(1, 5), st.lists(st.lists(_EDITS, max_size=3), max_size=8), st.booleans())
def test_no_number_goes_to_other_words(size: int, builds: list[list[tuple[str, int, int]]], older: bool) -> None:
    text, history = Gapped.fresh(1, MARKS[:size], _FILL), History()
    owners: dict[int, int] = {}
    last: dict[int, tuple[str, int]] = {}
    for edits in [[], *builds]:
        for edit in edits:
            text = text.edited(*edit)
        found = gaps.numbers(history.build(str(text), numbers=not older))
        text, older = text.built(), False
        for piece, (given_number, _) in zip(text.marks, found, strict=True):
            assert owners.setdefault(given_number, piece.mark) == piece.mark, "a number that was another's"
            words, before = last.get(piece.mark, ("", given_number))
            assert words != piece.words or before == given_number, "unchanged words keep their number"
            last[piece.mark] = piece.words, given_number
