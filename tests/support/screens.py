"""Cards in Anki's reviewer in a browser: all on them is tapped, and what that did is counted."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tests.gallery import cards, reviewer
from tests.gallery.reviewer import View

# Taps all that can be tapped, in the formulas and in what a tap has brought; the web is left where it is.
TAP = """() => {
  const stay = event => event.target.closest("a[href*='http' i], a[href^='mailto:' i]") && event.preventDefault();
  document.getElementById("qa").addEventListener("click", stay);
  for (let turn = 0; turn < 2; turn += 1)
    for (const element of document.querySelectorAll("#qa .back *"))
      element.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true }));
}"""
LOOK = """() => ({
  ran: globalThis.ran ?? 0,
  ids: document.querySelectorAll("#qa").length,
  height: document.documentElement.scrollHeight,
  covers: [...document.querySelectorAll("#qa .back *")].filter(
    element => ["fixed", "sticky"].includes(getComputedStyle(element).position)).length,
  ours: document.querySelectorAll("#qa .enlarged, #qa mjx-container .tappable").length,
  typeset: document.querySelectorAll("#qa mjx-container").length,
})"""
QUIET = {"ran": 0, "ids": 1, "covers": 0, "ours": 0}


@dataclass
class Screen:
    """A reviewer's page, and where it asked for something outside."""

    shown: Any
    asked: list[str]

    def look(self, card: Any) -> dict[str, int]:
        """What there is on an answer, when everything on it has been tapped."""
        page = self.shown.page
        page.evaluate("() => { delete globalThis.ran }")
        self.shown.show(card, "answer")
        page.evaluate(TAP)
        seen: dict[str, int] = page.evaluate(LOOK)
        return seen


def shown(browser: Any, media: Path) -> Screen:
    page = reviewer.reviewer(browser, media, View(390, False))
    asked: list[str] = []
    page.page.on("request", lambda request: asked.append(request.url) if "card.test" not in request.url else None)
    return Screen(page, asked)


def raw(card: Any, text: str) -> Any:
    """The card with HTML above its answer that nobody has looked at."""
    head, mark, tail = card.answer.partition('<div class="back" dir="auto">')
    return replace(card, answer=head + mark + text + tail)


def built(texts: dict[str, str], folder: Path) -> tuple[dict[str, Any], Path]:
    """The card of each text by its name; all have a formula, so that MathJax is there."""
    notes = "".join(f"## What is {name}?\n\nIt is $a$.\n\n{text}\n\n" for name, text in texts.items())
    (folder / "notes.md").write_text(notes)
    found, media = cards.cards(cards.package(folder / "notes.md", folder / "work"), folder / "collection.anki2")
    return {card.title.removeprefix("What is ").removesuffix("?"): card for card in found}, media
