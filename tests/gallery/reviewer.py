"""Anki's reviewer page in headless Chromium: its CSS, its JavaScript, its MathJax, from the `aqt` distribution."""

import importlib.util
import json
import mimetypes
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

CHECKS = Path(__file__).with_name("checks.js").read_text("utf-8")
_ORIGIN = "http://card.test/"
# The desktop's reviewer expects its host to provide these two functions.
_HOST = "globalThis.pycmd = globalThis.bridgeCommand = () => false"
# Anki's own scripts run, MathJax among them, and none that is in a card.
_STRICT = f"script-src {_ORIGIN}_anki/ 'unsafe-eval'"
# What the desktop puts around a card (aqt.webview, aqt.reviewer).
_PAGE = """<!doctype html>
<html dir="ltr"><head><meta charset="utf-8"><base href="{origin}">
<link rel="stylesheet" href="_anki/css/webview.css"><style>body {{ background-color: var(--canvas) }}</style>
<link rel="stylesheet" href="_anki/css/reviewer.css"></head>
<body class="isLin"><script src="_anki/js/reviewer.js"></script>
<div id="_mark" hidden></div><div id="_flag" hidden></div><div id="qa" dir="auto"></div></body></html>"""
_SETTLED = """async () => {
  await new Promise(done => _queueAction(() => { done(); return Promise.resolve(); }));
  await document.fonts.ready;
  await Promise.all([...document.images].map(image => image.decode().catch(() => null)));
  await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
}"""


def missing() -> str:
    """What is not installed here and is needed to show a card; empty when nothing is."""
    lacking = [name for name in ("playwright", "anki", "_aqt") if importlib.util.find_spec(name) is None]
    return ", ".join(lacking + ([] if _chromium() else ["chromium"]))


@dataclass(frozen=True, slots=True)
class View:
    """How a card is looked at: width in CSS pixels, night mode, how much larger than usual the text is.

    Without `scripts` those of the card are blocked, as in a strict web view.
    """

    width: int
    night: bool
    scale: float = 1.0
    scripts: bool = True

    def __str__(self) -> str:
        large = "" if self.scale == 1 else f"-text{self.scale:g}x"
        still = "" if self.scripts else "-no-scripts"
        return f"{self.width}-{'night' if self.night else 'light'}{large}{still}"


class Reviewer:
    """One reviewer page; show a side, then ask for problems or a picture."""

    def __init__(self, page: Any, view: View) -> None:
        self.page, self.view = page, view
        page.goto(_ORIGIN)
        if view.night:
            page.evaluate("document.documentElement.classList.add('night-mode')")
        if view.scale != 1:
            page.add_style_tag(content=f".card.card {{ font-size: {17 * view.scale}px }}")

    def show(self, card: Any, side: str) -> None:
        """Show one side ("question" or "answer") as the desktop does, typeset and with its pictures loaded."""
        classes = f"{card.classes} isLin{' nightMode night_mode' if self.view.night else ''} fancy"
        if side == "question":
            call = f"_showQuestion({json.dumps(card.question)}, {json.dumps(card.answer)}, {json.dumps(classes)})"
        else:
            call = f"_showAnswer({json.dumps(card.answer)}, {json.dumps(classes)})"
        self.page.evaluate(call)
        self.page.evaluate(_SETTLED)
        self.page.evaluate("window.scrollTo(0, 0)")

    def problems(self) -> list[str]:
        """What is wrong with the side shown; see checks.js."""
        found: list[str] = self.page.evaluate(CHECKS, self.view.scripts)
        return found

    def picture(self) -> bytes:
        """The whole card as PNG, without the empty page below it."""
        height = self.page.evaluate("Math.ceil(document.getElementById('qa').getBoundingClientRect().bottom)")
        clip = {"x": 0, "y": 0, "width": self.view.width, "height": max(height, 100)}
        data: bytes = self.page.screenshot(full_page=True, clip=clip)
        return data


@contextmanager
def chromium() -> Iterator[Any]:
    """The system's Chromium, without a window."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=_chromium(), args=["--font-render-hinting=none"])
        try:
            yield browser
        finally:
            browser.close()


def reviewer(browser: Any, media: Path, view: View, sharpness: float = 1) -> Reviewer:
    """A reviewer page of its own; `sharpness` is in device pixels per CSS pixel."""
    height = 844 if view.width < 600 else 1180
    context = browser.new_context(
        viewport={"width": view.width, "height": height}, device_scale_factor=sharpness, has_touch=True
    )
    context.add_init_script(_HOST)
    headers = {} if view.scripts else {"Content-Security-Policy": _STRICT}
    context.route("**/*", lambda route: _serve(route, media, headers))
    return Reviewer(context.new_page(), view)


def _serve(route: Any, media: Path, headers: dict[str, str]) -> None:
    address = urlsplit(route.request.url)
    if address.hostname != "card.test":
        route.abort()
        return
    path = unquote(address.path).lstrip("/")
    if not path:
        typed = {"Content-Type": "text/html; charset=utf-8"}
        route.fulfill(body=_PAGE.format(origin=_ORIGIN), headers=typed | headers)
        return
    file = _web() / path.removeprefix("_anki/") if path.startswith("_anki/") else media / path
    if file.is_file():
        route.fulfill(body=file.read_bytes(), content_type=mimetypes.guess_type(file.name)[0])
    else:
        route.fulfill(status=404, body="")


def _web() -> Path:
    found = importlib.util.find_spec("_aqt")
    assert found
    assert found.submodule_search_locations
    return Path(next(iter(found.submodule_search_locations)), "data", "web")


def _chromium() -> str | None:
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
