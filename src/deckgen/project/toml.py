"""TOML → values, or what is wrong with the text and what to write instead."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from deckgen import bounds
from deckgen.data import Span
from deckgen.diagnostics import CONFIG_VALUE, ENCODING, DeckgenError, Diagnostic, Faulty
from deckgen.normal_forms import nfkc
from deckgen.wording import said, system

_TWICE = said("this key has a value already; keep one of them")
_UNENDED = (said("Unterminated string"), said("write the quote where the text ends"))
_BACKSLASH = (
    said("A backslash in a text is the first half of a sign"),
    said("write it twice, or put the text in single quotes: 'notes\\pictures'"),
)
# How tomllib begins to say what is wrong; what we say of it, and the commonest cure.
_FAULTS: dict[str, tuple[str, str]] = {
    "Invalid value": (said("Invalid value"), said('text stands in quotes: name = "go"')),
    "Invalid statement": (said("Invalid statement"), said('a line is a setting, name = "go", or a table, [images]')),
    "Expected '=' after": (
        said("Expected '=' after a key in a key/value pair"),
        said('a setting is a key and a value: name = "go"'),
    ),
    "Expected newline": (
        said("Expected newline or end of document after a statement"),
        said("write one setting a line; a text ends with the quote that it begins with"),
    ),
    "Expected ']'": (
        said("Expected ']' at the end of a table declaration"),
        said("a table stands on a line of its own: [images]"),
    ),
    "Cannot overwrite": (said("Cannot overwrite a value"), _TWICE),
    "Duplicate inline": (said("Cannot overwrite a value"), _TWICE),
    "Cannot declare": (said("Cannot declare a table twice"), said("put the settings of both below one of them")),
    "Invalid initial character": (
        said("Invalid initial character for a key part"),
        said('a key of other signs than letters, digits, - and _ stands in quotes: [files."a.md"]'),
    ),
    "Unclosed array": (said("Unclosed array"), said("write ] where the list ends")),
    "Unclosed inline table": (said("Unclosed table"), said("write }} where the table ends")),
    "Unterminated string": _UNENDED,
    "Illegal character '\\n'": _UNENDED,
    "Expected \"'": _UNENDED,
    "Expected '\"": _UNENDED,
    "Unescaped '\\'": _BACKSLASH,
    "Invalid hex value": _BACKSLASH,
}
# What other keyboards write for the signs of TOML, and is no other form of them to Unicode.
_QUOTES = {"“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "、": ",", "。": "."}
# Numbers of TOML have 64 bits, one of which is the sign; Python has any, and cannot write all of them.
_BITS = 63
_TOO_LONG = (said("a number in it has too many digits"), said("write a smaller one"))


def read(path: Path) -> tuple[dict[str, Any], list[str]]:
    """The values of a file, and its lines; raises DeckgenError when it is not TOML."""

    def faulty(message: str, hint: str, *, line: int = 1, column: int = 1) -> Faulty:
        wrong = Diagnostic(CONFIG_VALUE, Span(path.name, line, column), message, hint)
        return Faulty(wrong, path.parent, tuple(lines))

    try:
        text = bounds.read(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        wrong = Diagnostic(ENCODING, Span(path.name), said("this file is not UTF-8"), said("save it as UTF-8"))
        raise Faulty(wrong, path.parent) from error
    except OSError as error:
        raise DeckgenError(said("{file}: cannot be read: {reason}", file=path.name, reason=system(error))) from error
    lines = text.split("\n")
    try:
        values = tomllib.loads(text)
    except RecursionError as error:
        raise faulty(said("brackets in brackets, too deep to be read"), said("take some out")) from error
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"\(at line (\d+), column (\d+)\)", str(error))
        line, column = (int(found[1]), int(found[2])) if found else (len(lines), len(lines[-1]) + 1)
        words = str(error).partition(" (at ")[0]
        message, hint = next((ours for start, ours in _FAULTS.items() if words.startswith(start)), (words, ""))
        sign = lines[line - 1][column - 1 : column] if line <= len(lines) else ""
        if sign and (plain := _QUOTES.get(sign, nfkc(sign))) != sign:
            message, hint = said("{sign} is a sign in full width", sign=sign), said("write {wanted}", wanted=plain)
        raise faulty(message, hint, line=line, column=column) from error
    except ValueError as error:
        raise faulty(*_TOO_LONG) from error
    if any(isinstance(one, int) and one.bit_length() > _BITS for one in _within(values)):
        raise faulty(*_TOO_LONG)
    return values, lines


def _within(values: object) -> Iterator[object]:
    """The values in a table or list, and in those within it."""
    left = [values]
    while left:
        one = left.pop()
        left += one.values() if isinstance(one, dict) else one if isinstance(one, list) else ()
        yield one
