"""One card's portrait for the README: front and back, by day and by night, side by side."""

import io
import re
import tempfile
from pathlib import Path

from PIL import Image, ImageDraw

from tests.gallery import cards, reviewer

_WIDTH, _HEIGHT, _GAP, _SHARP = 390, 590, 26, 1.5


def write(sources: Path, words: str, to: Path) -> int:
    """Write the picture of the first card whose title has `words`, with its first option chosen; 1 when there is none.

    Of a page that shows notes as an example, as the README does, these are the sources.
    """
    shots = []
    with tempfile.TemporaryDirectory() as work:
        if example := re.search(r"^(`{3,})markdown\n(.*?\n)\1$", _text(sources), re.DOTALL | re.MULTILINE):
            sources = Path(work, "notes.md")
            sources.write_text(example[2], "utf-8")
        found, media = cards.cards(cards.package(sources, Path(work, "built")), Path(work, "collection.anki2"))
        chosen = next((card for card in found if words in card.title), None)
        if chosen is None:
            print(f"no card has {words!r} in its title")
            return 1
        with reviewer.chromium() as browser:
            for night in (False, True):
                page = reviewer.reviewer(browser, media, reviewer.View(_WIDTH, night), _SHARP)
                page.page.set_viewport_size({"width": _WIDTH, "height": _HEIGHT})
                for side in ("question", "answer"):
                    page.show(chosen, side)
                    for option in page.page.locator(".options > .tappable").all()[:1]:
                        option.tap()
                    shots.append(page.page.screenshot())
    gap, size = round(_GAP * _SHARP), (round(_WIDTH * _SHARP), round(_HEIGHT * _SHARP))
    whole = Image.new("RGB", (4 * (size[0] + gap) + gap, size[1] + 2 * gap), "#c3cad3")
    corners = Image.new("L", size)
    ImageDraw.Draw(corners).rounded_rectangle((0, 0, size[0] - 1, size[1] - 1), round(22 * _SHARP), fill=255)
    for at, shot in enumerate(shots):
        whole.paste(Image.open(io.BytesIO(shot)).convert("RGB"), (gap + at * (size[0] + gap), gap), corners)
    to.parent.mkdir(parents=True, exist_ok=True)
    whole.quantize(160, dither=Image.Dither.NONE).save(to, optimize=True)
    print(f"{to}: {to.stat().st_size // 1000} kB")
    return 0


def _text(sources: Path) -> str:
    return sources.read_text("utf-8") if sources.suffix == ".md" else ""
