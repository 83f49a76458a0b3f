"""Each picture of the documentation keeps the Markdown and the card it was drawn from: those of the page it is on."""

from pathlib import Path

import pytest
from PIL import Image

from tests.support import pages, pictured

ROOT = Path(__file__).parents[2]
PAGES = [*ROOT.glob("README*.md"), *(ROOT / "docs").rglob("*.md")]
DRAWN = sorted(page for page in PAGES if any(step.kind == "picture" for step in pages.steps(page.read_text("utf-8"))))


def drawn(page: Path, folder: Path) -> dict[Path, dict[str, str]]:
    """The pictures of a page, with what they should keep."""
    return {
        page.parent / step.picture: pictured.record(pictured.source(folder / "notes", step, folder / "card.apkg"))
        for step in pages.shown(page.read_text("utf-8"), folder / "notes")
    }


@pytest.mark.parametrize("page", DRAWN, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_pictures_show_the_notes_of_their_page(page: Path, tmp_path: Path) -> None:
    for path, record in drawn(page, tmp_path).items():
        with Image.open(path) as picture:
            kept = {key: str(picture.info.get(key)) for key in record}
        assert kept == record, f"draw it again: python -m tests.gallery {page.relative_to(ROOT)} --pictures"


def test_every_picture_is_on_a_page() -> None:
    named = {page.parent / step.picture for page in DRAWN for step in pages.steps(page.read_text("utf-8"))}
    stored = {*(ROOT / "docs").rglob("*.png")}
    assert stored <= {path.resolve() for path in named}


def test_pictures_are_small() -> None:
    assert max(path.stat().st_size for path in (ROOT / "docs").rglob("*.png")) < 120_000
