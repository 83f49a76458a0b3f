"""The shape of the compiler, read from its imports: which room may know which, and who may touch the terminal."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import deckgen

HOME = Path(deckgen.__file__).parent
# A room is a module or a package directly below deckgen. A new one needs a line here, and a thought.
SHARED = {"data", "diagnostics", "options"}
KNOWS = {
    # What stages hand over.
    "data": set(),
    "diagnostics": {"data"},
    "options": {"data"},
    "traits": {"data"},
    "lock": {"diagnostics"},
    "notetypes": {"data", "diagnostics"},
    # Stages: none knows another.
    "source": {"data", "diagnostics", "front"},
    "front": {"data", "diagnostics"},
    "split": SHARED,
    "identity": {*SHARED, "traits", "lock", "assignment", "evidence"},
    "evidence": {"data", "traits", "lock", "resemblance"},
    "assignment": set(),
    "resemblance": set(),
    "render": SHARED,
    "media": SHARED,
    "assemble": {"data", "traits", "lock", "notetypes"},
    "package": {"data", "notetypes"},
    # Around the lock.
    "changes": {"data", "lock"},
    "ruling": {"data", "diagnostics", "lock"},
    "recover": {"diagnostics", "exported", "lock", "notetypes", "traits"},
    # The world.
    "atomic": {"diagnostics"},
    "config": SHARED,
    "project": {*SHARED, "config"},
    "starter": set(),
    "diagrams": {"data"},
    "exported": {"diagnostics"},
    # On to Anki: plan decides, push and sync do.
    "plan": {"data", "diagnostics", "lock", "notetypes"},
    "ankiconnect": {"diagnostics"},
    "credentials": {"diagnostics"},
    "push": {"ankiconnect", "atomic", "diagnostics", "exported", "notetypes", "plan"},
    "sync": {"credentials", "diagnostics", "notetypes", "plan"},
}
# These put the rest together.
HEADS = {"build", "cli", "__main__", "__init__"}
# What a stage could read the world with. `media` and `package` have files to find and write.
IMPURE = {
    "datetime",
    "getpass",
    "locale",
    "logging",
    "os",
    "pathlib",
    "platform",
    "random",
    "secrets",
    "shutil",
    "socket",
}
IMPURE |= {"subprocess", "sys", "tempfile", "time", "uuid"}
PURE = (
    "source",
    "split",
    "identity",
    "evidence",
    "assignment",
    "resemblance",
    "render",
    "assemble",
    "traits",
    "changes",
)


def modules(room: str) -> list[Path]:
    folder = HOME / room
    return sorted(folder.rglob("*.py")) if folder.is_dir() else [HOME / f"{room}.py"]


def rooms() -> list[str]:
    found = {path.stem for path in HOME.glob("*.py")} | {path.parent.name for path in HOME.glob("*/__init__.py")}
    return sorted(found)


def imports(path: Path) -> Iterator[str]:
    """The dotted names that a module imports anywhere in it, type checking included."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            assert node.module is not None
            names = [f"{node.module}.{alias.name}" for alias in node.names]
            yield from names if node.module == "deckgen" else [node.module]


def known(room: str) -> set[str]:
    """The other rooms that a room imports."""
    names = (name.split(".") for path in modules(room) for name in imports(path))
    return {parts[1] for parts in names if parts[0] == "deckgen" and len(parts) > 1} - {room}


def test_every_room_has_its_place() -> None:
    assert set(rooms()) == KNOWS.keys() | HEADS


@pytest.mark.parametrize("room", KNOWS)
def test_a_room_knows_only_what_it_may(room: str) -> None:
    assert known(room) <= KNOWS[room]


def test_only_build_and_cli_know_stages() -> None:
    stages = {"source", "split", "identity", "render", "media", "assemble", "package"}
    assert {room for room in rooms() if known(room) & stages} <= {"build", "cli"}
    assert known("build") >= stages


@pytest.mark.parametrize("room", PURE)
def test_a_stage_does_not_look_at_the_world(room: str) -> None:
    assert not {name.split(".")[0] for path in modules(room) for name in imports(path)} & IMPURE
    calls = (
        n for path in modules(room) for n in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(n, ast.Call)
    )
    assert not {n.func.id for n in calls if isinstance(n.func, ast.Name)} & {"open", "exit", "quit", "breakpoint"}


@pytest.mark.parametrize("room", [room for room in rooms() if room != "cli"])
def test_only_cli_touches_the_terminal(room: str) -> None:
    for path in modules(room):
        assert not {"click", "rich"} & {name.split(".")[0] for name in imports(path)}, path
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Name):
                assert node.id not in ("print", "input"), f"{path}:{node.lineno}"
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "sys":
                assert node.attr not in ("stdout", "stderr", "stdin", "argv"), f"{path}:{node.lineno}"


def test_the_compiler_fits_on_a_page() -> None:
    assert (HOME / "build.py").read_text("utf-8").count("\n") <= 180
