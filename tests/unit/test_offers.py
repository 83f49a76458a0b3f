"""What is doubtful is offered: one thing a file, with the setting that makes questions of it."""

import pytest

from deckgen.diagnostics import as_text
from deckgen.options import Splitting
from deckgen.split import Given, seen, split, ways
from tests.support.questions import document

# As a manual may say it: beside questions, names are doubtful then.
TEXT = "It is seen in `about`."


def section(title: str, level: int = 2) -> str:
    return f"{'#' * level} {title}\n\n{TEXT}\n\n"


NAMES = "# Physics\n\n" + "".join(f"## {name}\n\nA text.\n\n" for name in ("Force", "Momentum", "Work", "Heat"))
ASKS = "# Physics\n\n" + "".join(section(f"What is {name}?") for name in ("force", "work", "heat"))
TERMS = "# More\n\n" + "".join(section(name, 3) for name in ("Charge", "Field", "Current"))


def said(text: str) -> list[tuple[str, int, str, str]]:
    _, diagnostics = split(document(text), "D", Splitting())
    return [(one.rule.code, one.span.line, one.message, one.hint) for one in diagnostics]


def pasted(front_matter: str, text: str) -> list[str]:
    reading, _ = split(document(f"---\n{front_matter}\n---\n{text}"), "D", Splitting())
    return [question.title for question in reading.questions]


def test_names_are_offered_where_nothing_asks() -> None:
    message = "'## Force', '## Momentum' and 2 others look like questions, but nothing surely asks"
    hint = "write question_level: 2 in its front matter if they are"
    assert said(NAMES) == [("question-none", 3, message, hint)]
    assert pasted("question_level: 2", NAMES) == ["Force", "Momentum", "Work", "Heat"]


def test_a_title_in_an_offer_is_its_first_forty_characters() -> None:
    force = "Force as it is felt by a sailor when the boom comes over"
    message = said(NAMES.replace("Force", force))[0][2]
    assert message.startswith(f"'{f'## {force}'[:40]}', '## Momentum'")


@pytest.mark.parametrize("text", ["It makes us {1:think}.", "It makes $x_{1:n}$ and {c2:us think}."])
def test_clozes_of_other_tools_are_offered(text: str) -> None:
    assert [hint.partition(" in its")[0] for *_, hint in said(text)] == ["write cloze: true"]
    assert pasted("cloze: true", text) != []
    assert "cloze" not in said("The sum `{1:a}` of $x_{1:n}$ and {1: 2}.")[0][3]


def test_names_are_offered_beside_questions() -> None:
    message = "'### Charge', '### Field' and 1 other look like questions, too"
    hint = "write shape: headings in its front matter if they are"
    assert said(ASKS + TERMS) == [("shape-unsure", 17, message, hint)]
    assert len(pasted("shape: headings", ASKS + TERMS)) == 6


@pytest.mark.parametrize(
    "text",
    [
        ASKS,
        ASKS + section("Installation") + section("References"),
        ASKS.replace(TEXT, "Some text.\n\n### Details\n\nMore.\n\n### Example\n\nMore."),
        "---\nquestion_level: 2\n---\n" + ASKS + TERMS,
        "---\nshape: headings\n---\n" + NAMES,
        "A text.\n",
    ],
    ids=["all asks", "what never asks", "parts of answers", "a level is set", "a shape is set", "a text"],
)
def test_nothing_is_offered_where_nothing_is_doubtful(text: str) -> None:
    assert not [one for one in said(text) if "look like" in one[2]]


def test_the_reading_that_is_taken_needs_no_front_matter() -> None:
    first, *others = ways(seen(document(ASKS + TERMS)), Given("D", Splitting()))
    assert (first.taken, first.front_matter, first.questions) == (True, "", 3)
    assert "shape: headings" in [way.front_matter for way in others]
    assert len({way.front_matter for way in others}) == len(others)


def test_all_levels_are_offered_where_the_best_of_them_would_be() -> None:
    text = ASKS + TERMS + section("Sources", 4) + "".join(f"- Is {word} warm?\n" for word in ("ice", "air"))
    ranked = [way.front_matter for way in ways(seen(document(text)), Given("D", Splitting()))]
    assert 0 < ranked.index("shape: headings") < ranked.index("question_level: 3")


def test_whoever_asks_is_shown_the_headings_of_a_manual() -> None:
    manual = "# Orbit\n\n" + "".join(
        f"## {name}\n\nPlease see [it](https://example.org), your `{name}` as you like.\n\n"
        for name in ("Usage", "Setup")
    )
    assert not split(document(manual), "D", Splitting())[0].questions
    assert "question_level: 2" in [way.front_matter for way in ways(seen(document(manual)), Given("D", Splitting()))]


@pytest.mark.parametrize(
    ("before", "shown"),
    [
        ("", ["---", "question_level: 2", "---"]),
        ("---\ntags: a\n---\n", []),
        ("+++\nx = 1\n+++\n", []),
    ],
)
def test_what_is_offered_can_be_pasted(before: str, shown: list[str]) -> None:
    """Where there is no front matter yet, with the dashes around it; else the one line, in the file's own notation."""
    one = document(before + NAMES)
    _, (offer,) = split(one, "D", Splitting())
    _, *rows = as_text(offer, {}).split("\n")
    assert [row.strip() for row in rows[1:]] == shown
    assert ("paste this at the top" in rows[0]) == bool(shown)
    assert ("question_level = 2" in rows[0]) == before.startswith("+++")
    assert pasted("question_level: 2", NAMES) == ["Force", "Momentum", "Work", "Heat"]
