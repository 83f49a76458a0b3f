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
# Says in a note type's CSS which project it is of: its name does not tell, and can be changed in Anki.
MARK = "/* deckgen project: {} */"
# In what Anki gets, the card's script stands in place of this tag: a template cannot include a file.
SCRIPT = '<script src="card.js"></script>'


@dataclass(frozen=True, slots=True)
class NoteType:
    """What Anki stores of a note type; `templates` are (name, question side, answer side).

    `home` is the project that it came from, if that is another one than the project that is built.
    """

    id: int
    name: str
    kind: NoteKind
    templates: tuple[tuple[str, str, str], ...]
    css: str
    home: str = ""

    @property
    def key(self) -> str:
        """What the lock calls it."""
        return type_key(self.kind, self.home)

    @property
    def hash(self) -> str:
        """A digest of templates and CSS: it changes when anything that cards show changes."""
        return look_digest(self.templates, self.css)


def look_digest(templates: tuple[tuple[str, str, str], ...], css: str) -> str:
    """A digest of what a note type's cards look like; `templates` are (name, question side, answer side)."""
    return hashlib.sha256(repr((templates, css)).encode()).hexdigest()[:16]


def type_key(kind: NoteKind, home: str = "") -> str:
    """The name of a note type in the lock: its kind, after its home where that is another project."""
    return f"{home}:{kind}" if home else kind


def note_type(
    kind: NoteKind,
    project: str,
    style: str = "",
    replaced: Mapping[str, str] | None = None,
    *,
    wrap: bool = False,
    home: str = "",
) -> NoteType:
    """A note type of the project, or of `home`, a project whose notes have moved here.

    `style` is CSS after ours, `replaced` the author's templates by file name; `wrap` breaks long lines of code.
    """
    owner = home or project

    def side(file: str) -> str:
        text = (replaced or {}).get(file) or _own(file)
        return text.replace(SCRIPT, f"<script>\n{_own('card.js')}</script>")

    sides = tuple((title, side(front), side(back)) for title, front, back in TEMPLATES[kind])
    shown = f"deckgen {ids.name_of(owner)}" + (" cloze" if kind == "cloze" else "")
    mark = "" if ids.name_of(owner) == owner else MARK.format(owner)
    sheets = ("style.css", "callouts.css", "code.css", *(("wrap.css",) if wrap else ()))
    css = "\n".join(filter(None, (mark, *map(_own, sheets), style)))
    return NoteType(ids.number(owner, kind), shown, kind, sides, css, home)


def _own(file: str) -> str:
    return (files(__name__) / file).read_text("utf-8")
