"""Reads what authors change of the cards' appearance, and checks it: CSS after ours, and templates."""

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from deckgen.apkg.notetypes import FIELDS, TEMPLATES
from deckgen.apkg.notetypes.css import flaws
from deckgen.data import NoteKind, Span
from deckgen.diagnostics import (
    ENCODING,
    STYLE_ERROR,
    TEMPLATE_FIELD,
    TEMPLATE_UNCLOSED,
    TEMPLATE_UNKNOWN,
    Diagnostic,
)
from deckgen.wording import listed, said

STYLE = "style.css"
# What each template must show: without it, every card of the deck asks or answers nothing.
_SHOWN = {
    "front.html": ("Question",),
    "back.html": ("Answer",),
    "reversed_front.html": ("#Reverse", "Answer"),
    "reversed_back.html": ("Question",),
    "cloze_front.html": ("cloze:Text",),
    "cloze_back.html": ("cloze:Text",),
}
# Fields that every note has by Anki's own doing (manual, "Special Fields").
_SPECIAL = frozenset({"FrontSide", "Tags", "Type", "Deck", "Subdeck", "Card", "CardFlag", "CardID"})
_TAG = re.compile(r"\{\{\s*+([#^/]?)([^{}]*+)\}\}")


@dataclass(frozen=True, slots=True)
class Appearance:
    """CSS that comes after ours, and the author's templates by file name."""

    style: str = ""
    templates: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Tag:
    mark: str
    name: str
    span: Span


def appearance(files: Mapping[str, bytes]) -> tuple[Appearance, tuple[Diagnostic, ...]]:
    """The author's appearance; `files` are `style.css` and `templates/*.html` by their paths in the project."""
    style, templates = "", {}
    diagnostics: list[Diagnostic] = []
    for path, data in files.items():
        try:
            text = data.decode("utf-8-sig").replace("\r\n", "\n")
        except UnicodeDecodeError:
            message, hint = said("this file is not UTF-8"), said("save it as UTF-8")
            diagnostics.append(Diagnostic(ENCODING, Span(path, 1), message, hint))
            continue
        name = path.rpartition("/")[2]
        if path == STYLE:
            style = text
            diagnostics += [
                Diagnostic(STYLE_ERROR, _span(path, text, one.at), one.message, one.hint) for one in flaws(text)
            ]
        elif name in _SHOWN:
            templates[name] = text
            diagnostics += _problems(path, name, text)
        else:
            near = difflib.get_close_matches(name, _SHOWN, 1)
            others = said("templates are {names}", names=listed(tuple(_SHOWN)))
            hint = said("did you mean {name}?", name=near[0]) if near else others
            message = said("no card uses {name}", name=name)
            diagnostics.append(Diagnostic(TEMPLATE_UNKNOWN, Span(path, 1), message, hint))
    return Appearance(style, templates), tuple(diagnostics)


def _problems(path: str, name: str, text: str) -> Iterator[Diagnostic]:
    """What a template lacks, which fields it uses do not exist, and which of its parts are not closed."""
    kind: NoteKind = "cloze" if name in {file for _, *sides in TEMPLATES["cloze"] for file in sides} else "basic"
    fields = {*FIELDS[kind], *_SPECIAL}
    tags = list(_tags(path, text))
    for wanted in _SHOWN[name]:
        if not any(wanted in (tag.mark + tag.name, _filtered(tag)) for tag in tags):
            message = said("{name} does not use {{{{{field}}}}}", name=name, field=wanted)
            hint = said("write {{{{{field}}}}} where it belongs", field=wanted)
            yield Diagnostic(TEMPLATE_FIELD, Span(path, 1), message, hint)
    opened: list[_Tag] = []
    for tag in tags:
        used = tag.name.rpartition(":")[2].strip()
        if used not in fields and not (kind == "cloze" and tag.mark and re.fullmatch(r"c\d+", used)):
            near = difflib.get_close_matches(used, fields, 1)
            others = said("the fields are {names}", names=listed(FIELDS[kind]))
            hint = said("did you mean {name}?", name=near[0]) if near else others
            yield Diagnostic(TEMPLATE_FIELD, tag.span, said("there is no field {name}", name=used), hint)
        if tag.mark in ("#", "^"):
            opened.append(tag)
        elif tag.mark == "/" and not (opened and opened.pop().name == tag.name):
            opened.clear()
            message = said("{{{{/{field}}}}} closes nothing that is open here", field=tag.name)
            yield Diagnostic(TEMPLATE_UNCLOSED, tag.span, message)
    for tag in opened:
        message = said("{{{{{field}}}}} is never closed", field=tag.mark + tag.name)
        hint = said("write {{{{/{field}}}}} where the part ends", field=tag.name)
        yield Diagnostic(TEMPLATE_UNCLOSED, tag.span, message, hint)


def _filtered(tag: _Tag) -> str:
    """The field with the only filter that decides what is shown: {{edit:cloze:Text}} is {{cloze:Text}}."""
    *filters, name = (part.strip() for part in tag.name.split(":"))
    return "" if tag.mark else f"cloze:{name}" if "cloze" in filters else name


def _tags(path: str, text: str) -> Iterator[_Tag]:
    # Anki does not look into comments.
    text = re.sub(r"<!--.*?-->", lambda comment: re.sub(r"[^\n]", " ", comment[0]), text, flags=re.DOTALL)
    for tag in _TAG.finditer(text):
        yield _Tag(tag[1], tag[2].strip(), _span(path, text, tag.start()))


def _span(path: str, text: str, at: int) -> Span:
    return Span(path, text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at))
