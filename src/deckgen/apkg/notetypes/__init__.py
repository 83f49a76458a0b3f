"""The two note types. Their fields, templates and ids never change: Anki compares them on import."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

from deckgen import ids
from deckgen.data import NoteKind

# The tag of a note that is gone from the sources, shipped once more so that it can be found in Anki.
REMOVED = "deckgen::removed"

# Anki sorts by the first field. Extra is empty and reserved: no field can be added later (docs/anki.md, Note types).
FIELDS: dict[NoteKind, tuple[str, ...]] = {
    "basic": ("Question", "Answer", "Reverse", "Topic", "Source", "Extra"),
    "cloze": ("Text", "Back", "Topic", "Source", "Extra"),
}
# Template names and the files that hold their question and answer sides.
TEMPLATES: dict[NoteKind, tuple[tuple[str, str, str], ...]] = {
    "basic": (
        ("Card 1", "front.html", "back.html"),
        ("Reversed", "reversed_front.html", "reversed_back.html"),
    ),
    "cloze": (("Cloze", "cloze_front.html", "cloze_back.html"),),
}
# In what Anki gets, the card's script stands in place of this tag: a template cannot include a file.
SCRIPT = '<script src="card.js"></script>'


@dataclass(frozen=True, slots=True)
class NoteType:
    """What Anki stores of a note type; `templates` are (name, question side, answer side)."""

    id: int
    name: str
    kind: NoteKind
    templates: tuple[tuple[str, str, str], ...]
    css: str

    @property
    def hash(self) -> str:
        """A digest of templates and CSS: it changes when anything that cards show changes."""
        return hashlib.sha256(repr((self.templates, self.css)).encode()).hexdigest()[:16]


def note_type(
    kind: NoteKind, project: str, style: str = "", replaced: Mapping[str, str] | None = None, *, wrap: bool = False
) -> NoteType:
    """One project's note type; `style` is CSS after ours, `replaced` the author's templates by file name.

    `wrap` breaks long lines of code.
    """

    def side(file: str) -> str:
        text = (replaced or {}).get(file) or _own(file)
        return text.replace(SCRIPT, f"<script>\n{_own('card.js')}</script>")

    sides = tuple((title, side(front), side(back)) for title, front, back in TEMPLATES[kind])
    shown = f"deckgen {project}" + (" cloze" if kind == "cloze" else "")
    css = "\n".join(filter(None, (_own("style.css"), _own("code.css"), _own("wrap.css") if wrap else "", style)))
    return NoteType(ids.number(project, kind), shown, kind, sides, css)


def _own(file: str) -> str:
    return (files(__name__) / file).read_text("utf-8")
