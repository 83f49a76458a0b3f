"""The pictures of the decks in source/: each is used and described, and light enough for a phone to sync."""

import re
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "source"
NOTES = {path: path.read_text("utf-8") for path in sorted(SOURCE.rglob("*.md"))}
PICTURES = sorted((SOURCE / "images").iterdir())
LIMIT = 80_000


def test_there_are_decks_and_pictures() -> None:
    assert len(NOTES) >= 2
    assert PICTURES


@pytest.mark.parametrize("picture", PICTURES, ids=lambda path: path.name)
def test_a_picture_is_used_and_light(picture: Path) -> None:
    users = [path for path, text in NOTES.items() if f"images/{picture.name})" in text]
    assert users, f"{picture.name} is in no note"
    assert picture.stat().st_size < LIMIT


@pytest.mark.parametrize("path", NOTES, ids=lambda path: path.stem)
def test_every_picture_has_words_for_those_who_cannot_see_it(path: Path) -> None:
    for words, address in re.findall(r"!\[([^\]]*)\]\(([^)]+)\)", NOTES[path]):
        assert words.strip(), f"{address} has no description"
        assert (path.parent / address).is_file()
