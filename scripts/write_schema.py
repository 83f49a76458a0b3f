"""Writes docs/editors/deckgen.schema.json again, from the options and the table that describes them.

`python scripts/write_schema.py`; a test says when that is due.
"""

import json
import re
import types
import typing
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

from deckgen.options import Settings, Splitting
from deckgen.project.config import TABLES

DOCS = Path(__file__).parents[1] / "docs"
SCHEMA = DOCS / "editors" / "deckgen.schema.json"
_PLAIN = {str: {"type": "string"}, int: {"type": "integer"}, bool: {"type": "boolean"}}
_LINK = re.compile(r"\[([^]]+)\]\([^)]+\)")


def schema() -> str:
    """The schema as it is to be written."""
    page = (DOCS / "reference" / "configuration.md").read_text("utf-8")
    said = dict(re.findall(r"^\| `([\w.]+)` \| .*? \| (.*) \|$", page[: page.index("## In a file")], re.MULTILINE))
    said = {key: _LINK.sub(r"\1", text).replace("`", "") for key, text in said.items()}
    head = {"$schema": "http://json-schema.org/draft-07/schema#", "title": "deckgen.toml"}
    return json.dumps(head | _object(Settings(), said), indent=2, ensure_ascii=False) + "\n"


def _object(options: Any, said: dict[str, str], table: str = "") -> dict[str, Any]:
    properties = dict(sorted(_properties(options, said, table).items()))
    return {"type": "object", "additionalProperties": False, "properties": properties}


def _properties(options: Any, said: dict[str, str], table: str) -> dict[str, Any]:
    hints = typing.get_type_hints(type(options))
    found: dict[str, Any] = {}
    for field in fields(options):
        value = getattr(options, field.name)
        if field.name == "files":
            overrides = {"type": "object", "additionalProperties": _object(Splitting(), said)}
            found["files"] = overrides | {"description": said["files"]}
        elif not is_dataclass(value):
            found[field.name] = _type(hints[field.name]) | {"description": said[table + field.name]}
        elif field.name in TABLES:
            found[field.name] = _object(value, said, f"{field.name}.")
        else:
            found |= _properties(value, said, table)
    return found


def _type(hint: Any) -> dict[str, Any]:
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        kinds = [_type(one) for one in arguments if one is not type(None)]
        return kinds[0] if len(kinds) == 1 else {"anyOf": kinds}
    if origin is typing.Literal:
        return {"enum": [one for one in arguments if one != ""]}
    if origin is tuple and typing.get_origin(arguments[0]) is tuple:
        return {"type": "object", "additionalProperties": _type(typing.get_args(arguments[0])[1])}
    if origin is tuple:
        return {"type": "array", "items": _type(arguments[0])}
    return dict(_PLAIN[hint])


if __name__ == "__main__":
    SCHEMA.write_text(schema(), "utf-8")
