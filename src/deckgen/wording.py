"""What is said to people: an English text that remembers what it was made of, and can be told in other languages.

    said("{name} does not exist", name=path)

is the text "a.md does not exist", and knows its template and its values. Whoever only wants the text has it: it is a
`str`. `translated` tells it anew from a template in another language.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any


class Said(str):
    """An English text, and the template and the values that it was made of."""

    __slots__ = ("template", "values")

    template: str
    values: Mapping[str, Any]

    def __new__(cls, text: str, template: str, values: Mapping[str, Any]) -> "Said":
        """The text; `template` with these `values` says the same."""
        self = super().__new__(cls, text)
        self.template, self.values = template, values
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        """What a copy is made of."""
        return Said, (str(self), self.template, self.values)


# Finds a template in another language; one that is not known comes back as it is.
Translate = Callable[[str], str]


def said(template: str, /, **values: Any) -> Said:
    """The template with its values, as `str.format` has it."""
    return Said(template.format(**values), template, values)


def counted(number: int, noun: str) -> Said:
    """`1 note`, `2 notes`."""
    words = Said(noun if number == 1 else f"{noun}s", noun, {})
    return said("{number} {words}", number=number, words=words)


def joined(separator: str, texts: Sequence[str]) -> Said:
    """The texts with a separator between them."""
    parts = {f"part{n}": text for n, text in enumerate(texts)}
    # It is a text of its own: elsewhere other signs part the members of a list.
    template = "{between}".join(f"{{{name}}}" for name in parts)
    return said(template, between=Said(separator, separator, {}), **parts)


# More names than these nobody reads.
_MANY = 20


def listed(names: Sequence[str]) -> str:
    """`a, b, c`: names, which other languages part by another sign than clauses."""
    if not names:
        return ""
    first, *others = names if len(names) <= _MANY else (*names[:_MANY], "…")
    return said("{first}, {others}", first=first, others=listed(others)) if others else first


def translated(text: str, translate: Translate) -> str:
    """The text in another language; what nobody made with `said`, such as a name, is as it is in all of them."""
    if not isinstance(text, Said):
        return text
    # Of an empty text gettext tells about the catalogue.
    template = translate(text.template) if text.template else ""
    if template == text.template and not text.values:
        return str(text)  # a noun that no catalogue knows keeps its number
    values = {name: translated(one, translate) if isinstance(one, str) else one for name, one in text.values.items()}
    return template.format(**values)


def changed(text: str, old: str, new: str) -> str:
    """The text with one of its values changed wherever it stands, still knowing what it is made of."""
    if not isinstance(text, Said):
        return text.replace(old, new)
    values = {name: changed(one, old, new) if isinstance(one, str) else one for name, one in text.values.items()}
    return Said(text.replace(old, new), text.template, values)


def exchanged(text: str, old: str, new: str) -> str:
    """The text with each of its values that is exactly this one changed."""
    if not isinstance(text, Said):
        return text
    values = {name: new if one == old else exchanged(one, old, new) for name, one in text.values.items()}
    return text if values == text.values else said(text.template, **values)


def reason(error: Exception) -> str:
    """What an error says: what we have said ourselves, still knowing what it is made of, or others' first line."""
    words = error.args[0] if error.args else ""
    return words if isinstance(words, Said) else str(error).partition("\n")[0]


# What systems say most of a file.
_OF_THE_SYSTEM = (
    said("No such file or directory"),
    said("Permission denied"),
    said("Operation not permitted"),
    said("Is a directory"),
    said("Not a directory"),
    said("File exists"),
    said("File name too long"),
    said("File too large"),
    said("No space left on device"),
    said("Read-only file system"),
    said("Too many open files"),
    said("Too many levels of symbolic links"),
    said("Input/output error"),
    said("Connection refused"),
    said("Broken pipe"),
)


def system(error: OSError) -> str:
    """What the system says of an error, which can be translated where it is common."""
    return next((one for one in _OF_THE_SYSTEM if one == error.strerror), error.strerror or str(error))


def because(why: Said, error: OSError | None) -> Said:
    """Why something does not start, with what the system says of it."""
    return said("{why} ({reason})", why=why, reason=system(error)) if error else why


def kept(text: str) -> str:
    """The text for a file, with what it is made of; `restored` reads it."""
    return json.dumps(_row(text))


def _row(value: Any) -> Any:
    if not isinstance(value, Said):
        return value
    return {"template": value.template, "values": {name: _row(one) for name, one in value.values.items()}}


def restored(stored: str) -> str:
    """The text that `kept` wrote; any other is what it is."""
    try:
        text = _told(json.loads(stored))
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError):
        return stored
    return text if isinstance(text, str) else stored


def _told(row: Any) -> Any:
    if not isinstance(row, dict):
        return row
    return said(row["template"], **{name: _told(one) for name, one in row["values"].items()})
