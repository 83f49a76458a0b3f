"""The reference pages name every command, option and key, with its default, and nothing that does not exist."""

import ast
import re
import shlex
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any, get_args

import click
import pytest

import deckgen as deckgen_package
from deckgen.cli import deckgen
from deckgen.options import Dialect, Settings, Shape
from deckgen.project.config import TABLES, read
from deckgen.read.front_matter import OURS
from tests.support import pages

DOCS = Path(__file__).parents[2] / "docs"
PAGES = sorted([*DOCS.rglob("*.md"), *DOCS.parent.glob("README*.md")])
COMMANDS = (DOCS / "reference" / "commands.md").read_text("utf-8")
CONFIGURATION = (DOCS / "reference" / "configuration.md").read_text("utf-8")


def options(command: click.Command) -> set[str]:
    return {name for param in command.params if isinstance(param, click.Option) for name in param.opts}


def section(name: str) -> str:
    found = re.search(rf"^## deckgen {name}\n(.*?)(?=^## |\Z)", COMMANDS, re.DOTALL | re.MULTILINE)
    assert found, f"docs/reference/commands.md does not describe deckgen {name}"
    return found[1]


def examples(text: str) -> Iterator[list[str]]:
    """The words of each `deckgen …` line that stands as code, or that a workflow runs."""
    typed = "\n".join(pages.commands(text))
    indented = re.findall(r"^ {4}(?:\.venv/bin/)?deckgen (.*)$|^ +(?:- )?run: deckgen (.*)$", text, re.MULTILINE)
    for line in [*map("".join, indented), *re.findall(r"^deckgen (.*)$", typed, re.MULTILINE)]:
        yield shlex.split(line, comments=True)


@pytest.mark.parametrize("name", sorted(deckgen.commands))
def test_every_command_and_option_is_described(name: str) -> None:
    text = section(name)
    described = set(re.findall(r"(?<![\w-])--?[a-z][a-z-]*", "".join(re.findall(r"^\| `.*?\|", text, re.MULTILINE))))
    assert described == options(deckgen.commands[name])
    assert any(words[0] == name for words in examples(text)), "an example"


def test_no_other_command_is_described() -> None:
    assert set(re.findall(r"^## deckgen (\w+)$", COMMANDS, re.MULTILINE)) == set(deckgen.commands)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_examples_can_be_run(page: Path) -> None:
    for line in examples(page.read_text("utf-8")):
        words = line[: line.index("|")] if "|" in line else line
        if words[0] in ("--version", "--help"):
            continue
        assert words[0] in deckgen.commands, words
        for word in words[1:]:
            if word.startswith("-"):
                assert word in options(deckgen.commands[words[0]]) | {"-h", "--help"}, words


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    text = re.sub(r"(`{3,}).*?\1|`[^`\n]*`", "", page.read_text("utf-8"), flags=re.DOTALL)
    for target in re.findall(r"\]\(([^)\s]+)(?: \"[^\"]*\")?\)", text):
        if target.startswith("http"):
            continue
        name, _, anchor = target.partition("#")
        file = page.parent / name if name else page
        assert file.exists(), target
        assert DOCS not in page.parents or DOCS in file.resolve().parents, f"{target} is not on the site"
        if anchor:
            heads = re.findall(r"^#+ (.+)$", file.read_text("utf-8"), re.MULTILINE)
            assert anchor in {re.sub(r"[^\w -]", "", head).lower().replace(" ", "-") for head in heads}, target


def keys(settings: Any, table: str = "") -> Iterator[tuple[str, Any]]:
    """Every key of deckgen.toml and its default; what is a table there is known to the reader of the file."""
    for field in fields(settings):
        value = getattr(settings, field.name)
        if is_dataclass(value):
            yield from keys(value, f"{field.name}." if field.name in TABLES else table)
        else:
            yield table + field.name, value


def written(value: Any, name: str) -> str:
    if value is None:
        return "none"
    if isinstance(value, tuple):
        return "`{}`" if name == "math.macros" else "`[]`"
    return f"`{str(value).lower()}`" if isinstance(value, bool | int) else f'`"{value}"`'


def test_every_key_is_described_with_its_default() -> None:
    table = CONFIGURATION[: CONFIGURATION.index("## In a file")]
    described = dict(re.findall(r"^\| `([\w.]+)` \| (.*?) \|", table, re.MULTILINE))
    assert described == {name: written(value, name) for name, value in keys(Settings())}


def test_values_and_front_matter_are_described() -> None:
    for value in (*filter(None, get_args(Shape)), *get_args(Dialect), *OURS):
        assert f"`{value}`" in CONFIGURATION or f'`"{value}"`' in CONFIGURATION, value


def test_the_example_is_understood(tmp_path: Path) -> None:
    example = re.search(r"```toml\n(.*?)```", CONFIGURATION, re.DOTALL)
    assert example
    (tmp_path / "deckgen.toml").write_text(example[1], "utf-8")
    settings, said = read(tmp_path / "deckgen.toml")
    assert not said
    assert settings != Settings()


def dependencies(extra: str = "") -> set[str]:
    project = tomllib.loads((DOCS.parent / "pyproject.toml").read_text("utf-8"))["project"]
    lines = project["optional-dependencies"][extra] if extra else project["dependencies"]
    return {re.split(r"[\s<>=!~;\[]", line)[0].lower() for line in lines}


def test_what_is_imported_is_depended_on() -> None:
    names = {
        name.split(".")[0]
        for path in Path(deckgen_package.__file__).parent.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        for name in (
            [alias.name for alias in node.names] if isinstance(node, ast.Import)
            else [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        )
    }  # fmt: skip
    # Extras may be missing where tests run; their modules and distributions have one name.
    known = {**{name: [name] for name in ("keyring", "merman", "pygraphviz")}, **packages_distributions()}
    # Python's own from 3.14 on, which tests may run without.
    foreign = names - sys.stdlib_module_names - {"deckgen", "compression"}
    needed = {known[name][0].lower() for name in foreign}
    files_alone = {"django-static-mathjax"}
    assert needed | files_alone == dependencies() | dependencies("sync") | dependencies("diagrams")


def test_every_dependency_is_explained() -> None:
    explained = (DOCS / "decisions" / "libraries.md").read_text("utf-8").lower()
    assert {name for name in dependencies() if f"**{name}**" not in explained} == set()
