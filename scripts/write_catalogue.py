"""Brings the catalogue of messages up to date with the program: `python scripts/write_catalogue.py`.

Takes every template from the source, the help of the commands, and what click says itself; keeps the translations
that are there; writes what gettext reads. A test says when that is due, and what has no translation yet.
"""

import ast
import inspect
import io
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import click
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from deckgen.cli import deckgen
from deckgen.cli.language import LOCALES

SOURCE = LOCALES.parents[1]
CHINESE = LOCALES / "zh" / "LC_MESSAGES" / "messages.po"
_CLICK = ("core", "decorators", "exceptions", "formatting", "parser", "termui", "types")


def templates() -> Iterator[tuple[str | tuple[str, str], str]]:
    """Every text that is told somewhere, each with the module where; one that counts is a singular and a plural."""
    for path in sorted(SOURCE.rglob("*.py")):
        for text in _said(ast.parse(path.read_text("utf-8"))):
            yield text, path.relative_to(SOURCE).as_posix()
    yield from ((text, "help") for text in _help(deckgen))
    for name in _CLICK:
        tree = ast.parse((Path(click.__file__).parent / f"{name}.py").read_text("utf-8"))
        yield from ((text, "click") for text in _calls(tree, {"_": 0}))
        singulars, plurals = _calls(tree, {"ngettext": 0}), _calls(tree, {"ngettext": 1})
        yield from ((pair, "click") for pair in zip(singulars, plurals, strict=True))


def _said(tree: ast.Module) -> Iterator[str]:
    """What a module of ours tells: a template, a noun, a word that `translate` is asked for."""
    return _calls(tree, {"said": 0, "counted": 1, "translate": 0, "joined": 0})


def _calls(tree: ast.Module, names: dict[str, int]) -> Iterator[str]:
    """The texts that functions of these names get as their n-th argument, those on either side of an `if` as well."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
            arguments = node.args[names[node.func.id] :][:1]
            sides = (
                side for one in arguments for side in ((one.body, one.orelse) if isinstance(one, ast.IfExp) else [one])
            )
            for one in sides:
                if isinstance(one, ast.Constant) and isinstance(one.value, str) and has_signs(one.value):
                    yield one.value


def _help(command: click.Command) -> Iterator[str]:
    yield from (part for part in inspect.cleandoc(command.help or "").split("\n\n") if has_words(part))
    yield from (option.help for option in command.params if isinstance(option, click.Option) and option.help)
    for inner in command.commands.values() if isinstance(command, click.Group) else ():
        yield from _help(inner)


def has_words(text: str) -> bool:
    """True for a text in which there are words besides the names of its values."""
    return any(map(str.isalpha, _outside(text)))


def has_signs(text: str) -> bool:
    """True for a text of more than its values and blanks: other languages have other punctuation too."""
    return not all(map(str.isspace, _outside(text)))


def _outside(text: str) -> Iterator[str]:
    """The signs of a template that stand outside of its values."""
    inside = 0
    for sign in text:
        inside += (sign == "{") - (sign == "}")
        if not inside and sign != "}":
            yield sign


def catalogue() -> Catalog:
    """The catalogue that belongs to the program, with the translations that are known."""
    known = read_po(io.BytesIO(CHINESE.read_bytes() if CHINESE.exists() else b""))
    day = datetime(2026, 1, 1, tzinfo=UTC)  # any, as long as it stays
    found = Catalog("zh", project="deckgen", version="1", charset="utf-8", header_comment="# Simplified Chinese.")
    found.creation_date = found.revision_date = day
    for text, place in templates():
        message = known.get(text)
        found.add(text, message.string if message else (), auto_comments=[place])
    return found


def written(catalogue: Catalog) -> tuple[bytes, bytes]:
    """The catalogue for translators, and for gettext."""
    text, compiled = io.BytesIO(), io.BytesIO()
    write_po(text, catalogue, width=120, sort_output=True)
    write_mo(compiled, catalogue)
    return text.getvalue(), compiled.getvalue()


if __name__ == "__main__":
    CHINESE.parent.mkdir(parents=True, exist_ok=True)
    text, compiled = written(catalogue())
    CHINESE.write_bytes(text)
    CHINESE.with_suffix(".mo").write_bytes(compiled)
