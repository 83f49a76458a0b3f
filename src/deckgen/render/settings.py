"""What one file says about how it is rendered, in its front matter and by how it is written."""

from dataclasses import replace

from deckgen.data import Document
from deckgen.diagnostics import Diagnostic, misread
from deckgen.options import SWITCH, Rendering
from deckgen.options import Breaks as Wish
from deckgen.render import gfm, wrapping
from deckgen.render.wrapping import JOINED, SHOWN, Breaks
from deckgen.wording import said

_WORDS: dict[str, Wish] = {**SWITCH, "auto": "auto"}


def breaks(document: Document, options: Rendering) -> tuple[Breaks, tuple[Diagnostic, ...]]:
    """Which line breaks of a file are shown: as its front matter says, else the project, else as its author does."""
    setting = next((one for one in reversed(document.front) if one.key == "breaks" and one.values), None)
    wish, why = options.breaks, said("deckgen.toml says so")
    if setting:
        if setting.text.lower() not in _WORDS:
            return _settled(document, wish, why), (misread(document.path, setting, ["true", "false", "auto"]),)
        wish, why = _WORDS[setting.text.lower()], said("the front matter says so")
    return _settled(document, wish, why), ()


def _settled(document: Document, wish: Wish, why: str) -> Breaks:
    if wish == "auto":
        return wrapping.of_paragraphs(gfm.paragraphs(document.body.lines))
    return replace(SHOWN if wish else JOINED, why=why)
