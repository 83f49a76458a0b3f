"""What `docs/anki.md` says and what the code cites are about the same places."""

import re
from collections.abc import Iterator
from pathlib import Path

import deckgen

HOME = Path(deckgen.__file__).parent
FACTS = Path(__file__).parents[2] / "docs" / "anki.md"
# What a row names though no line of it cites the section: it needs no reason there, or has one in its own words.
SILENT = {
    ("Notes", "ids.py"),
    ("Notes", "identity/recognise.py"),
    ("Notes", "anki/plan.py"),
    ("Note types", "identity/recognise.py"),
    ("Note types", "apkg/assemble.py"),
    ("Cards and decks", "anki/plan.py"),
    ("Media", "anki/deliver.py"),
    ("Sync", "apkg/assemble.py"),
    ("AnkiConnect", "anki/deliver.py"),
    ("AnkiConnect", "anki/plan.py"),
    ("AnkiConnect", "apkg/assemble.py"),
}


def named() -> Iterator[tuple[str, str]]:
    """The sections of the page, each with the modules that its rows name."""
    section = ""
    for line in FACTS.read_text("utf-8").splitlines():
        if line.startswith("## "):
            section = line.removeprefix("## ")
        elif line.startswith("|"):
            yield from ((section, module) for module in re.findall(r"`([\w/]+\.py)`", line))


def cited(module: Path) -> set[str]:
    """The sections that a module cites."""
    text = re.sub(r"\s+(?:# )?", " ", module.read_text("utf-8"))
    return {section for section in sections() if f"docs/anki.md, {section}" in text}


def sections() -> list[str]:
    return re.findall(r"^## (.*)$", FACTS.read_text("utf-8"), re.MULTILINE)


def test_a_module_that_a_row_names_cites_it() -> None:
    rows = {(section, module) for section, module in named() if not module.startswith("tests/")}
    assert not [module for _, module in rows if not (HOME / module).is_file()]
    assert {row for row in rows if row[0] not in cited(HOME / row[1])} == SILENT


def test_what_is_cited_is_a_section() -> None:
    for path in HOME.rglob("*.py"):
        text = re.sub(r"\s+(?:# )?", " ", path.read_text("utf-8"))
        for after in re.findall(r"docs/anki\.md, (.{1,20})", text):
            assert after.startswith(tuple(sections())), f"{path}: {after}"
