"""deckgen.toml → Settings, checked against the types of the options; a diagnostic for each value that does not fit."""

import difflib
import re
import types
import typing
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any

from deckgen.data import Span
from deckgen.diagnostics import CONFIG_UNKNOWN_KEY, CONFIG_VALUE, DeckgenError, Diagnostic
from deckgen.options import Override, Settings, Splitting, opens
from deckgen.project import toml
from deckgen.wording import joined, listed, said

FILE = "deckgen.toml"
# These parts of the settings are tables in the file; the keys of the others stand at its top.
TABLES = frozenset({"images", "math", "code"})


def _between(least: int, most: int) -> tuple[Callable[[Any], bool], str]:
    wanted = said("a whole number from {least} to {most}", least=least, most=most)
    return lambda value: least <= value <= most, wanted


# Which values of the right type make sense, and what else to write. A day is the longest that anybody waits, a century
# the longest that a copy is kept; Anki takes no more than 100 MB.
_LIMITS: Mapping[str, tuple[Callable[[Any], bool], str]] = {
    "source_link": (opens, said("an address that begins with https://, http://, obsidian://, logseq:// or vscode://")),
    "max_width": _between(0, 100_000),
    "max_size": _between(1, 100),
    "timeout": _between(1, 86_400),
    "refresh": _between(0, 36_500),
}
_LISTS = (tuple[str, ...], tuple[str, ...] | None)
# What authors know the types by.
_TYPES: Mapping[type, str] = {
    str: said("a string"),
    int: said("a whole number"),
    bool: said("true or false"),
    float: said("a number"),
}


def read(path: Path) -> tuple[Settings, tuple[Diagnostic, ...]]:
    """The settings, the defaults where there is no file; raises DeckgenError when it is not TOML."""
    if not path.is_file():
        return Settings(), ()
    values, lines = toml.read(path)
    reader = _Reader(lines)
    files = reader.files(values.pop("files", {}))
    settings: Settings = reader.read(Settings(), values)
    return replace(settings, files=files), tuple(reader.diagnostics)


def place(path: Path, key: str) -> Span:
    """Where a key stands in the settings; the first line of the file where it does not."""
    try:
        return _Reader(toml.read(path)[1]).span(key) if path.is_file() else Span(FILE)
    except DeckgenError:
        return Span(FILE)


class _Reader:
    """Turns values into options by the types of the options' fields, and collects diagnostics.

    `start` is the line, from 0, below which the keys of the present table stand.
    """

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        self.diagnostics: list[Diagnostic] = []
        self.start = 0

    def files(self, tables: Any) -> tuple[Override, ...]:
        """The tables `[files."GLOB"]`, in order."""
        overrides = []
        for glob, values in tables.items() if isinstance(tables, dict) else [("files", tables)]:
            self.start = _line(self.lines, _table(glob)) - 1
            if not isinstance(values, dict):
                message = said("{key} is no table", key=glob)
                hint = said('write [files."notes/*.md"] and the settings below it')
                self.diagnostics.append(Diagnostic(CONFIG_VALUE, self.span(glob), message, hint))
                continue
            changes, left = self._own(Splitting(), dict(values))
            self._unknown(left, self._keys(Splitting()))
            overrides.append(Override(glob, self.start + 1, tuple(changes.items())))
        self.start = 0
        return tuple(overrides)

    def read(self, options: Any, values: dict[str, Any]) -> Any:
        """The options with the values that fit."""
        changes, left = self._own(options, dict(values))
        self._unknown(left, self._keys(options))
        return replace(options, **changes)

    def _unknown(self, left: dict[str, Any], keys: list[str]) -> None:
        for key in left:
            near = difflib.get_close_matches(key, keys, 1)
            known = said("known keys: {keys}", keys=listed(keys))
            hint = said("did you mean {meant}?", meant=near[0]) if near else known
            message = said("unknown key {key}", key=key)
            self.diagnostics.append(Diagnostic(CONFIG_UNKNOWN_KEY, self.span(key), message, hint))

    def _own(self, options: Any, values: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
        """The options that the values change, by name, and the values that are left."""
        hints = typing.get_type_hints(type(options))
        changes: dict[str, Any] = {}
        value: Any
        for field in fields(options):
            value = getattr(options, field.name)
            if is_dataclass(value) and field.name not in TABLES:
                inner, values = self._own(value, values)
                part: Any = value
                changes[field.name] = replace(part, **inner)
            elif field.name not in values:
                continue
            elif is_dataclass(value) and isinstance(values[field.name], dict):
                changes[field.name] = self.read(value, values.pop(field.name))
            elif not (wanted := _wanted(field.name, _frozen(given := values.pop(field.name)), hints[field.name])):
                changes[field.name] = _frozen(given)
            else:
                message = said("{key} cannot be {text!r}", key=field.name, text=given)
                hint = said("write {wanted}", wanted=wanted)
                if isinstance(given, str) and hints[field.name] in _LISTS:
                    hint = said("write it in brackets: {line}", line=f'{field.name} = ["{given}"]')
                self.diagnostics.append(Diagnostic(CONFIG_VALUE, self.span(field.name), message, hint))
        return changes, values

    def _keys(self, options: Any) -> list[str]:
        """The keys that may stand beside each other in one table, sorted."""
        keys: list[str] = []
        for field in fields(options):
            value = getattr(options, field.name)
            keys += self._keys(value) if is_dataclass(value) and field.name not in TABLES else [field.name]
        return sorted(keys)

    def span(self, key: str) -> Span:
        """Where a key of the present table stands."""
        row = re.compile(rf"\s*\[?(?:[\w.-]+\.)?\"?{re.escape(key)}\"?\s*[=\]]")
        return Span(FILE, _line(self.lines, row, self.start))


def _line(lines: list[str], row: re.Pattern[str], start: int = 0) -> int:
    """The first line from `start` (from 0) on that matches, counted from 1; the first of them if none does."""
    return next((n for n, line in enumerate(lines[start:], start + 1) if row.match(line)), start + 1)


def _table(glob: str) -> re.Pattern[str]:
    return re.compile(rf"\s*\[\s*files\s*\.\s*[\"']?{re.escape(glob)}[\"']?\s*\]")


def _frozen(value: Any) -> Any:
    """The value with tuples for lists and tables."""
    if isinstance(value, list):
        return tuple(_frozen(item) for item in value)
    if isinstance(value, dict):
        return tuple((key, _frozen(item)) for key, item in value.items())
    return value


def _fits(value: Any, hint: Any) -> bool:
    """True if the value has the type of the hint exactly: a bool is no int."""
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        return any(_fits(value, argument) for argument in arguments)
    if origin is typing.Literal:
        return any(value == argument and type(value) is type(argument) for argument in arguments)
    if origin is tuple:
        if not isinstance(value, tuple):
            return False
        if len(arguments) == 2 and arguments[1] is Ellipsis:
            return all(_fits(item, arguments[0]) for item in value)
        return len(value) == len(arguments) and all(map(_fits, value, arguments))
    return type(value) is hint


def _wanted(key: str, value: Any, hint: Any) -> str:
    """What is wanted in place of a value, by the type of its option and its limits; empty if it can be had."""
    is_fine, within = _LIMITS.get(key, (lambda value: True, ""))
    if not _fits(value, hint):
        return within or _spelled(hint)
    if isinstance(value, str) and "\0" in value:
        return said("it without a zero byte")
    return "" if is_fine(value) else within


def _spelled(hint: Any) -> str:
    """The type in words that authors know."""
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        return joined(" or ", [_spelled(a) for a in arguments if a is not type(None)])
    if origin is typing.Literal:
        return joined(" or ", [f'"{a}"' if isinstance(a, str) else str(a).lower() for a in arguments])
    if origin is tuple:
        return said("a table of strings") if typing.get_origin(arguments[0]) is tuple else said("a list of strings")
    return _TYPES.get(hint, str(hint))
