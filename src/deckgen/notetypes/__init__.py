"""The note type. Its lists of fields and templates, and their ids, never change (Anki compares them on import)."""

import hashlib
from dataclasses import dataclass
from importlib.resources import files

FIELDS = ("Question", "Answer", "Reverse", "Topic", "Source", "Extra")
TEMPLATES = ("Card 1", "Reversed")


@dataclass(frozen=True, slots=True)
class NoteType:
    """What Anki stores of a note type; `templates` are (name, question side, answer side)."""

    id: int
    name: str
    templates: tuple[tuple[str, str, str], ...]
    css: str

    @property
    def hash(self) -> str:
        """Changes when anything a card shows changes."""
        return hashlib.sha256(repr((self.templates, self.css)).encode()).hexdigest()[:16]


def number(project: str, name: str) -> int:
    """A positive id below 2^53 (JavaScript's exact integers), the same for ever for the same names."""
    return int.from_bytes(hashlib.sha256(f"{len(project)}:{project}{name}".encode()).digest()[:6], "big") + 1


def basic(project: str) -> NoteType:
    """The question/answer type of one project."""
    here = files(__name__)
    read = {name: (here / name).read_text("utf-8") for name in ("front.html", "back.html", "style.css")}
    reverse = "{{#Reverse}}" + read["front.html"].replace("{{Question}}", "{{Answer}}") + "{{/Reverse}}"
    reverse_back = read["back.html"].replace("{{Question}}", "{{-}}").replace("{{Answer}}", "{{Question}}")
    sides = (
        (TEMPLATES[0], read["front.html"], read["back.html"]),
        (TEMPLATES[1], reverse, reverse_back.replace("{{-}}", "{{Answer}}")),
    )
    return NoteType(number(project, "basic"), f"deckgen {project}", sides, read["style.css"])
