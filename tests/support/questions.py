"""Questions as splitting leaves them: written down directly, or read from Markdown."""

from deckgen.data import Basic, Cloze, Document, Fragment, Reading, Span
from deckgen.options import Splitting
from deckgen.read import read
from deckgen.split import split


def fragment(text: str, line: int = 1, path: str = "a.md") -> Fragment:
    """Markdown that stands in a file from `line` on."""
    lines = tuple(text.split("\n"))
    return Fragment(path, lines, tuple(range(line, line + len(lines))))


def basic(title: str = "What?", answer: Fragment | str | None = None, *, prompt: str = "", line: int = 1) -> Basic:
    """A question at `line`, whose answer given as text begins two lines below."""
    return Basic(
        title=title,
        prompt=fragment(prompt, line + 1) if prompt else Fragment("a.md", (), ()),
        answer=fragment(answer, line + 2) if isinstance(answer, str) else answer,
        span=Span("a.md", line),
        end_line=line,
        deck="D",
    )


def cloze(text: str) -> Cloze:
    """A text with gaps, from the first line on."""
    return Cloze(title="", text=fragment(text), span=Span("a.md", 1), end_line=1, deck="D")


def question(answer: str) -> Basic:
    """A question in line 9, whose answer begins in line 11."""
    return basic(answer=answer, line=9)


def document(text: str, path: str = "a.md") -> Document:
    """The file with this text."""
    found, _ = read(path, text.encode())
    assert found
    return found


def reading(text: str, path: str = "a.md") -> Reading:
    """What splitting makes of the text where nothing is configured."""
    return split(document(text, path), "D", Splitting())[0]
