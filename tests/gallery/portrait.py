"""A page's pictures: the Markdown of a question on the left, its card on the right, front and back."""

import io
import tempfile
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw
from PIL.PngImagePlugin import PngInfo
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name

from tests.gallery import cards, reviewer
from tests.support import pages, pictured

_WIDTH, _GAP, _SHARP, _MARGIN = 390, 26, 1.5, 18
_LOWEST, _TALLEST = 200, 640
_BEHIND = "#c3cad3"
# The left part, as an editor shows it.
_EDITOR = """<!doctype html><meta charset="utf-8"><style>{colours}
body {{ margin: 0; padding: 16px; background: #fbfaf7 }}
pre {{ margin: 0; font: 14px/1.6 "DejaVu Sans Mono", "Noto Sans CJK SC", monospace; white-space: pre-wrap;
  overflow-wrap: anywhere; line-height: 1.6 !important }}
p {{ margin: 0 0 12px; font: 13px sans-serif; color: #6b7076 }}
</style><p>{name}</p>{code}"""


def write(page: Path) -> int:
    """Draws every picture of a page that has a title, from the notes on that page; how many there are."""
    count = 0
    with tempfile.TemporaryDirectory() as work, reviewer.chromium() as browser:
        for step in pages.shown(page.read_text("utf-8"), Path(work, "notes")):
            count += 1
            source = pictured.source(Path(work, "notes"), step, Path(work, f"{count}.apkg"))
            found, media = cards.cards(Path(work, f"{count}.apkg"), Path(work, f"{count}.anki2"))
            card = next(card for card in found if card.guid == source.guid)
            night = pictured.by_night(step)
            shots = [_markdown(browser, step.name, source.markdown)]
            for side, dark in (("question", False), ("answer", night)):
                shots.append(_card(reviewer.reviewer(browser, media, reviewer.View(_WIDTH, dark), _SHARP), card, side))
            to = page.parent / step.picture
            to.parent.mkdir(exist_ok=True)
            _together(shots).save(to, optimize=True, pnginfo=_record(source))
            print(f"{to}: {to.stat().st_size // 1000} kB")
    return count


def _markdown(browser: Any, name: str, text: str) -> bytes:
    format_: Any = HtmlFormatter(style="friendly", nobackground=True)
    code = highlight(text, get_lexer_by_name("markdown"), format_)
    context = browser.new_context(viewport={"width": _WIDTH, "height": 100}, device_scale_factor=_SHARP)
    page = context.new_page()
    page.set_content(_EDITOR.format(colours=format_.get_style_defs(), name=name, code=code))
    shot: bytes = page.screenshot(full_page=True)
    context.close()
    return shot


def _card(page: reviewer.Reviewer, card: cards.Card, side: str) -> bytes:
    # As a phone does: the choice that was made on the front is shown on the back.
    for shown in ("question", "answer")[: 2 if side == "answer" else 1]:
        page.show(card, shown)
        for option in page.page.locator(".options > .tappable").all()[:1] if shown == "question" else []:
            option.tap()
    shot = page.picture()
    page.page.context.close()
    return shot


def _together(shots: list[bytes]) -> Image.Image:
    """Side by side and equally high, each on its own ground, with round corners."""
    parts = [Image.open(io.BytesIO(shot)).convert("RGB") for shot in shots]
    low, tall, gap, wide = (round(size * _SHARP) for size in (_LOWEST, _TALLEST, _GAP, _WIDTH))
    height = max(low, min(tall, max(part.height for part in parts) + round(_MARGIN * _SHARP)))
    whole = Image.new("RGB", (len(parts) * (wide + gap) + gap, height + 2 * gap), _BEHIND)
    corners = Image.new("L", (wide, height))
    ImageDraw.Draw(corners).rounded_rectangle((0, 0, wide - 1, height - 1), round(22 * _SHARP), fill=255)
    for at, part in enumerate(parts):
        panel = Image.new("RGB", (wide, height), part.getpixel((1, 1)))
        panel.paste(part)
        whole.paste(panel, (gap + at * (wide + gap), gap), corners)
    return whole.quantize(160, dither=Image.Dither.NONE)


def _record(source: pictured.Source) -> PngInfo:
    info = PngInfo()
    for key, text in pictured.record(source).items():
        info.add_itxt(key, text, zip=True)
    return info
