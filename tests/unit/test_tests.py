"""The tests themselves: none leans on another, and none says how long something took."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
MODULES = sorted(TESTS.rglob("test_*.py"))
CLOCKS = {"time", "monotonic", "perf_counter", "process_time", "thread_time"}
# Who may look at a clock, and why. That something is fast is no reason: a machine may be busy; see benchmarks/.
MAY_LOOK_AT_A_CLOCK = {
    "fuzz/run.py": "what is over budget is over it by the processor's time, by far, and is kept to be tried again",
    "support/kills.py": "on demand; when a build is killed decides nothing about what must be there",
    "desktop/world.py": "a tour for people to read, which prints what took how long and asserts none of it",
}


def name(path: Path) -> str:
    return path.relative_to(TESTS).as_posix()


def imported(tree: ast.AST, package: str) -> Iterator[str]:
    """The dotted names that a module of `package` imports, with those imported from a module as if within it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) + 1 - node.level] if node.level else []
            source = ".".join([*above, *([node.module] if node.module else [])])
            yield from (f"{source}.{alias.name}" for alias in node.names)


def leans_on_a_test(text: str, package: str) -> set[str]:
    """What a module with this text imports of test modules."""
    found = imported(ast.parse(text), package)
    return {one for one in found if any(part.startswith("test_") for part in one.split("."))}


def clocks(text: str) -> set[str]:
    """The clocks of `time` that a module with this text calls or imports."""
    tree = ast.parse(text)
    own = {one.removeprefix("time.") for one in imported(tree, "") if one.startswith("time.")}
    names = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for alias in node.names
        if alias.name == "time"
    }
    read = {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in names
    }
    return (own | read) & CLOCKS


@pytest.mark.parametrize("path", sorted(TESTS.rglob("*.py")), ids=name)
def test_nothing_imports_a_test_module(path: Path) -> None:
    package = ".".join(path.relative_to(TESTS.parent).parent.parts)
    assert leans_on_a_test(path.read_text("utf-8"), package) == set(), "what two tests need belongs in tests/support"


@pytest.mark.parametrize("path", sorted(TESTS.rglob("*.py")), ids=name)
def test_no_test_depends_on_the_clock(path: Path) -> None:
    looks = bool(clocks(path.read_text("utf-8")))
    assert looks == (name(path) in MAY_LOOK_AT_A_CLOCK), clocks(path.read_text("utf-8"))


@pytest.mark.parametrize(
    "text",
    ["import tests.unit.test_a", "from tests.unit.test_a import b", "from tests.unit import test_a",
     "from .test_a import b", "from . import test_a", "from ..unit.test_a import b",
     "def f():\n    from .test_a import b"],
)  # fmt: skip
def test_every_way_to_import_a_test_is_seen(text: str) -> None:
    assert leans_on_a_test(text, "tests.unit")


@pytest.mark.parametrize(
    "text", ["import time\ntime.monotonic()", "import time as t\nt.time()", "from time import perf_counter"]
)
def test_every_way_to_look_at_a_clock_is_seen(text: str) -> None:
    assert clocks(text)
    assert not clocks("import time\ntime.sleep(1)")
