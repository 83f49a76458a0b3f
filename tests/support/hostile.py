"""Text on which a careless pattern or loop never ends: one piece again and again, in each stage.

    python -m tests.support.hostile STAGE PART

goes through one PART-th of each text of a stage, and prints which text it is before the work on it begins.
"""

import sys
from collections.abc import Callable
from dataclasses import dataclass

from deckgen.media import svg
from deckgen.omissions import missing
from deckgen.options import Rendering, Splitting
from deckgen.read import read
from deckgen.render import linked, render
from deckgen.split import split
from tests.support.questions import document, question


@dataclass(frozen=True, slots=True)
class Hostile:
    """`unit` behind `start`, `count` times where it shall hurt, and `end` behind them."""

    start: str
    unit: str
    count: int
    end: str = ""

    def __str__(self) -> str:
        return repr(self.start + self.unit)

    def text(self, part: int = 1) -> str:
        """One `part`-th of it."""
        return self.start + self.unit * (self.count // part) + self.end


_STARTS = ("", "## ", "**", "Q: ", "- ")
_UNITS = (" ", "\t", "*", "[", "![", "::", "?", "(?", "? ", "<details>", "> ", "- [ ] ", "{{c1::", "1.", "题", "`a")
_LINES = (
    *(Hostile(start, unit, 6_000 // len(unit)) for start in _STARTS for unit in _UNITS),
    # What takes the square only in a pattern needs more to be seen.
    Hostile("## ", "?", 400_000),
    Hostile("## What is a", " #a", 2_000, " (x)?"),
    Hostile("a :: b", " #a", 2_000, " #1"),
    Hostile("<!--deckgen:", " ", 6_000),
    Hostile("STARTI []", " ", 6_000),
)
# Notes that are long: the same series of heads again and again.
_NOTES = tuple(
    Hostile("", unit, 2_000)
    for unit in (
        "## What is x?\n\nx\n\n", "## Topic x\n\nx\n\n", "# a\n## b\n### What is c?\n\nx\n\n",
        "1. What is x?\n\n   y\n\n", "- a\n", "- What is a?\n* What is b?\n+ c\n", "Q: x?\nA: y\n\n",
        "**What is a?**\n\n", "A. x\nB. y\n", "**a**: the b\n\n",
        "<details><summary>What is a?</summary>\n\nx\n\n</details>\n\n",
        "## What is a?\n\n<details><summary>Answer</summary>\n\n1. x\n2. y\n\n</details>\n\n",
        "## Is it?\n\nx\n\n<!-- deckgen: context -->\n\ny\n\n", "> [!question] What is it?\n> x\n\n",
        "## What is it?\n\n1. a\n2. b\n\n- x\n\n**y**\n\n",
        "## a\n\n1. What is b?\n2. What is c?\n\n### Answers\n\n1. x\n2. y\n\n",
        "## Fill in the blanks\n\n1. a **b** c\n2. __d__ e\n\n",
        "$$\na\n=\n", "\\[ a\n=\n", "\\[ a\n=\n\n", "a $$\n=\n\n", "#+BEGIN_SRC\n", "#+BEGIN_SRC\n# a\n#+END_SRC\n",
    )
)  # fmt: skip
_LONG = ("[", "a\n\n", "<!-- ")
_SHORT = (
    "![", "*a ", "> ", "- ", "<", "<a ", "<div>", "<script>", "$a ", "{{c1::", "[^1]", "[^a]: ", "[a](", "![[a", "a@b",
    "$$\na\n\n", "$a$\n", "$a$ ", "a $$\n", "$$ a_b\n", "${", "\\(", "\\[{", "`$", "$</b>", "<p>$a", "<code>",
    "![](a b ", "![a]({", "[a:: ", "(a:: b) ", "#+BEGIN_QUOTE\n", "a:: 1\n", "- a:: 1\n", " ^a", "^[",
    "![a](b){:", "<picture>", "<td >x</td>\n", "![](a) ",
)  # fmt: skip
_DOCUMENTS = (
    *(Hostile("", unit, 20_000) for unit in _LONG),
    *(Hostile("", unit, 4_000) for unit in _SHORT),
    Hostile("<table>\n", "<td >x</td>\n", 4_000),
    Hostile("", "[^x", 15_000, " [^1]\n\n[^1]: y"),
)


# Marks on one letter, out of order.
_MARKED = (Hostile("a", "\u0300\u0316", 2_000_000),)
_SHEETS = tuple(
    Hostile('<svg xmlns="http://www.w3.org/2000/svg"><style>', unit, 1_000_000, "</style></svg>")
    for unit in ("\\", '"\n', "/*", "a", "url(", "a{", "}")
)


def _read(text: str) -> None:
    read("a.md", text.encode())


def _split(text: str) -> None:
    split(document(f"## What is x?\n\nx\n\n{text}\n\ny\n"), "D", Splitting())


def _rendered(text: str, options: Rendering | None = None) -> None:
    fields, _ = render(question(text), options or Rendering())
    linked(fields, {})


def _rendered_by_python_markdown(text: str) -> None:
    _rendered(text, Rendering(dialect="python-markdown"))


def _missed(text: str) -> None:
    missing("a.md", text.split("\n"), 1, [text.replace("a", "b")])


def _cleaned(text: str) -> None:
    svg.clean(text.encode())


# By stage: what is done, and the texts it is done with.
STAGES: dict[str, tuple[Callable[[str], None], tuple[Hostile, ...]]] = {
    "read": (_read, _MARKED),
    "split": (_split, (*_LINES, *_NOTES)),
    "gfm": (_rendered, _DOCUMENTS),
    "omissions": (_missed, (*_NOTES, *_DOCUMENTS)),
    "python-markdown": (_rendered_by_python_markdown, _DOCUMENTS),
    "drawings": (_cleaned, _SHEETS),
}


def main(stage: str, part: int) -> None:
    work, texts = STAGES[stage]
    for hostile in texts:
        print(hostile, flush=True)
        work(hostile.text(part))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
