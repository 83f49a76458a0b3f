"""The options for splitting one file: what its front matter sets replaces what the project sets."""

from dataclasses import replace
from typing import Any, get_args

from deckgen.data import Document, Setting, Span
from deckgen.diagnostics import FRONT_MATTER, Diagnostic
from deckgen.options import Level, Shape, Splitting

_SWITCH = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
_VALUES: dict[str, dict[str, Any]] = {
    "question_level": {str(level): level for level in get_args(Level)},
    "shape": {shape: shape for shape in get_args(Shape) if shape},
    "split": {"deep": "deep"},
    "cloze": _SWITCH,
    "tables": _SWITCH,
    "ignore": _SWITCH,
}


def within(document: Document, options: Splitting) -> tuple[Splitting, tuple[Diagnostic, ...]]:
    """The options for this document, and a diagnostic for each value that is not understood."""
    changes: dict[str, Any] = {}
    misread = []
    for setting in document.front:
        allowed = _VALUES.get(setting.key)
        if allowed is None or not setting.values:
            continue
        if setting.text.lower() in allowed:
            changes[setting.key] = allowed[setting.text.lower()]
        else:
            misread.append(_misread(document, setting, allowed))
    return replace(options, **changes), tuple(misread)


def _misread(document: Document, setting: Setting, allowed: dict[str, Any]) -> Diagnostic:
    words = ["true", "false"] if allowed is _SWITCH else list(allowed)
    hint = f"write {', '.join(words[:-1])} or {words[-1]}" if len(words) > 1 else f"write {words[0]}, or leave it out"
    return Diagnostic(
        FRONT_MATTER, Span(document.path, setting.line), f"{setting.key} cannot be {setting.text!r}", hint
    )
