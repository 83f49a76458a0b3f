"""The options for splitting one file: what its front matter sets goes before the project; and how to set more there."""

from dataclasses import replace
from typing import Any, get_args

from deckgen.data import Document
from deckgen.diagnostics import Diagnostic, misread
from deckgen.normal_forms import nfkc
from deckgen.options import SWITCH, Level, Shape, Splitting

_VALUES: dict[str, dict[str, Any]] = {
    "question_level": {str(level): level for level in get_args(Level)},
    "shape": {shape: shape for shape in get_args(Shape) if shape},
    "split": {"deep": "deep"},
    "cloze": SWITCH,
    "tables": SWITCH,
    "ignore": SWITCH,
}


def within(document: Document, options: Splitting) -> tuple[Splitting, tuple[Diagnostic, ...]]:
    """The options for this document, and a diagnostic for each value that is not understood."""
    changes: dict[str, Any] = {}
    said = []
    for setting in document.front:
        allowed = _VALUES.get(setting.key)
        if allowed is None or not setting.values:
            continue
        # Chinese keyboards write in full width.
        word = nfkc(setting.text).lower()
        if word in allowed:
            changes[setting.key] = allowed[word]
        else:
            words = ["true", "false"] if allowed is SWITCH else list(allowed)
            said.append(misread(document.path, setting, words))
    return replace(options, **changes), tuple(said)


def to_write(document: Document, line: str) -> tuple[str, tuple[str, ...]]:
    """A line of YAML as the front matter of this file has it, and what to paste at its top where it has none yet."""
    if document.body.origins[:1] == (1,):
        return line, ("---", line, "---")
    key, _, value = line.partition(": ")
    if document.source[0].startswith("+++"):
        return f"{key} = {value}" if value.isdigit() or value in SWITCH else f'{key} = "{value}"', ()
    return line, ()
