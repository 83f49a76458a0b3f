"""The shape of the compiler, read from its imports: which room may know which, and who may touch the terminal."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import deckgen

HOME = Path(deckgen.__file__).parent
# A room is a module or a package directly below deckgen. A new one needs a line here, and a thought.
GROUND = {"data", "diagnostics", "normal_forms", "wording"}
KNOWS = {
    # The ground: what stages hand over, say, and may be told.
    "data": set(),
    "wording": set(),
    "diagnostics": {"data", "wording"},
    "options": {"data"},
    "syntax": set(),
    "dollars": set(),
    "normal_forms": set(),
    "waiting": set(),
    "ids": set(),
    "files": {"bounds", "diagnostics", "wording"},
    "bounds": {"diagnostics", "wording"},
    "turns": set(),
    "patience": set(),
    "engine": {"diagnostics", "patience"},
    # Stages: none knows another. The lock is what identity and apkg remember by.
    "read": GROUND,
    "split": {*GROUND, "dollars", "options", "syntax"},
    "identity": {*GROUND, "ids", "lock"},
    "render": {*GROUND, "colours", "dollars", "options", "syntax", "tex"},
    "media": {*GROUND, "bounds", "options", "waiting"},
    "apkg": {*GROUND, "ids", "lock"},
    "lock": {*GROUND, "ids"},
    # Programs beside the stages: MathJax, and what of its work may be shown; Pygments; what draws.
    "tex": {"diagnostics", "engine", "patience", "wording"},
    "colours": {"diagnostics", "engine", "patience", "wording"},
    "diagrams": {"data", "diagnostics", "engine", "patience", "wording"},
    # A judge of all stages, which knows none of them.
    "omissions": GROUND,
    # The two ends: where a project lies on the disk, and how its cards come into Anki.
    "project": {*GROUND, "bounds", "ids", "options"},
    "anki": {*GROUND, "apkg", "bounds", "files", "ids", "lock", "waiting"},
    # What is known from before, wherever it is: for build alone.
    "past": {*GROUND, "apkg", "bounds", "files", "ids", "lock", "project"},
}
# These put the rest together.
HEADS = {"compiler", "reading", "library", "cli", "__main__", "__init__"}
STAGES = {"read", "split", "identity", "render", "media", "apkg"}
# Inside a room, its modules from the ground up: each knows only rows above its own. Modules of one row are strangers.
FLOORS = {
    "split": (
        {"weights", "vocabulary", "verbatim"},
        {"notation"},
        {"patterns"},
        {"language"},
        {"asking", "labels", "leads", "noise", "callouts"},
        {"containers", "underlined", "colons", "ticks"},
        {"admonitions", "folds"},
        {"outline", "item", "quotes", "settings"},
        {"head", "options", "verdicts", "units", "comments", "titles", "accounting", "keylines"},
        {"clozes", "sections"},
        {"cards"},
        {
            "marks", "choices", "blocks", "separated", "outliners", "tagged", "slides", "rows", "chains",
            "layouts", "passages", "genre", "filled",
        },
        {"emphasis", "explained", "shares", "entries", "longkeys"},
        {
            "answers", "lines", "lists", "items", "series", "inline", "speakers", "definitions", "paragraphs", "stems",
            "counted", "quoted", "pairs", "glosses", "keys",
        },
        {"contents", "nesting"},
        {"heads", "regions"},
        {"seen"},
        {"habits"},
        {"readings"},
        {"splitting"},
        {"offers"},
        {"__init__"},
    ),
    "render": (
        {
            "places",
            "verbatim",
            "code",
            "emphasis",
            "asides",
            "autolinks",
            "footnotes",
            "callouts",
            "day_and_night",
            "inks",
            "room",
            "pictures",
            "shortcodes",
            "comments",
            "definitions",
            "block_ids",
            "swallowed",
            "org_blocks",
            "tasks",
            "wrapping",
            "marks",
            "references",
        },
        {"notes", "links", "properties", "heading_attributes", "admonitions", "containers"},
        {"embeds"},
        {"obsidian"},
        {"locator", "sanitise", "math", "tags", "line_ends", "code_clozes"},
        {"field", "html_formulas", "tag_words", "line_trees"},
        {"macros", "formulas", "equations", "choices", "around", "together"},
        {"clozes"},
        {"mathjax"},
        {"gfm", "python_markdown"},
        {"titles"},
        {"rendering", "settings"},
        {"gathering"},
        {"__init__"},
    ),
    "colours": ({"worker"}, {"__init__"}),
    "diagrams": ({"worker"}, {"__init__"}),
    "tex": ({"attributes", "engine", "worker"}, {"typesetting"}, {"judging"}, {"__init__"}),
    "omissions": ({"text", "rules"}, {"missing"}, {"cards"}, {"__init__"}),
    "identity": (
        {"likeness", "numbers", "pairing", "places", "remarks"},
        {"evidence", "gaps"},
        {"search"},
        {"recognise", "adopt"},
        {"__init__"},
    ),
    "media": (
        {"kinds", "svg", "stand_ins", "cache", "local", "deadline"},
        {"pictures", "transport"},
        {"download"},
        {"remote"},
        {"link"},
        {"__init__"},
    ),
    "lock": (
        {"file", "fingerprint", "gaps", "sums"},
        {"rows", "union", "sequence", "torn", "ahead", "counterparts", "twins"},
        {"held", "overrule", "changes"},
        {"text"},
        {"__init__"},
    ),
    "apkg": (
        {"__init__", "notetypes", "read", "stored"},
        {"assemble", "models", "progress", "rebuild", "shipped"},
        {"foreign", "verify"},
        {"write"},
    ),
    "read": ({"front_matter"}, {"document"}, {"__init__"}),
    "project": (
        {"toml", "repository", "names"},
        {"config"},
        {"ignored", "idle"},
        {"sources"},
        {"locks", "starter"},
        {"project"},
        {"__init__"},
    ),
    "anki": (
        {
            "__init__", "address", "stored", "backend", "backups", "trouble", "ankiconnect", "credentials", "memory",
            "day",
        },
        {"adoption", "collection", "copies", "owner", "decks", "profile", "exports"},
        {"fate", "unknown"},
        {"plan"},
        {"words", "consent"},
        {"deliver"},
        {"restore"},
        # The two kinds of collections.
        {"desktop", "account"},
        {"exchange"},
    ),
    "past": (
        {"text", "commands", "beside"},
        {"surroundings"},
        {"nearby"},
        {"own", "still"},
        {"others", "pending"},
        {"recall"},
        {"__init__"},
    ),
    "cli": (
        {"options", "show", "sarif", "installed", "changes"},
        {"progress", "telling", "language"},
        {"compiling"},
        {"places"},
        {"accounts", "cargo"},
        {"delivery", "adoptions", "removed", "why", "findings"},
        {
            "init", "build", "check", "list_notes", "diff", "lock", "adopt", "push", "sync", "verify", "explain",
            "doctor",
        },
        {"program"},
        {"__init__"},
    ),
}  # fmt: skip
# What a stage could read the world with.
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
# Media has files to find; a package is read and written. Diagrams are drawn by programs, handed in from outside.
WORLDLY = {"apkg/read.py", "apkg/write.py"}
PURE = STAGES - {"media"} | {"lock", "ids"}


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
            # What is imported from a package may be a module of it or a name in it.
            inside = (HOME.parent / node.module.replace(".", "/")).is_dir()
            yield from (f"{node.module}.{alias.name}" for alias in node.names) if inside else [node.module]


def known(room: str) -> set[str]:
    """The other rooms that a room imports."""
    names = (name.split(".") for path in modules(room) for name in imports(path))
    return {parts[1] for parts in names if parts[0] == "deckgen" and len(parts) > 1} - {room}


def test_every_room_has_its_place() -> None:
    assert set(rooms()) == KNOWS.keys() | HEADS


@pytest.mark.parametrize("room", KNOWS)
def test_a_room_knows_only_what_it_may(room: str) -> None:
    assert known(room) <= KNOWS[room]


def test_only_the_compiler_and_its_users_know_stages() -> None:
    # Anki's own formats are apkg's, whoever brings them into a collection.
    assert {room for room in rooms() if known(room) & (STAGES - {"apkg"})} <= {"compiler", "reading", "library", "cli"}
    assert known("compiler") >= STAGES


@pytest.mark.parametrize("room", FLOORS)
def test_inside_a_room_nothing_looks_upwards(room: str) -> None:
    floors = FLOORS[room]
    here = {path.stem if path.parent.name == room else path.parent.name for path in modules(room)}
    assert here == set().union(*floors), "every module stands on one floor"
    for height, floor in enumerate(floors):
        below: set[str] = set().union(*floors[:height])
        for path in modules(room):
            name = path.stem if path.parent.name == room else path.parent.name
            if name in floor:
                parts = [name.split(".") for name in imports(path)]
                seen = {part[2] for part in parts if part[:2] == ["deckgen", room] and len(part) > 2}
                assert seen - {name} <= below, f"{room}/{name} may know {sorted(below)}"


@pytest.mark.parametrize("room", sorted(PURE))
def test_a_stage_does_not_look_at_the_world(room: str) -> None:
    paths = [path for path in modules(room) if path.relative_to(HOME).as_posix() not in WORLDLY]
    assert not {name.split(".")[0] for path in paths for name in imports(path)} & IMPURE
    calls = (n for path in paths for n in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(n, ast.Call))
    assert not {n.func.id for n in calls if isinstance(n.func, ast.Name)} & {"open", "exit", "quit", "breakpoint"}


@pytest.mark.parametrize("room", [room for room in rooms() if room != "cli"])
def test_only_cli_touches_the_terminal(room: str) -> None:
    for path in modules(room):
        assert not {"click", "rich"} & {name.split(".")[0] for name in imports(path)}, path
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Name):
                assert node.id not in ("print", "input"), f"{path}:{node.lineno}"
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "sys":
                # A worker is a program of its own.
                its_own = node.attr == "argv" and path.name == "worker.py"
                assert node.attr not in ("stdout", "stderr", "stdin", "argv") or its_own, f"{path}:{node.lineno}"


def test_marks_that_combine_are_put_in_order_in_one_place() -> None:
    for path in HOME.rglob("*.py"):
        named = {node.attr for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Attribute)}
        assert "normalize" not in named or path.name == "normal_forms.py", path


def test_the_story_of_the_compiler_fits_in_30_lines() -> None:
    tree = ast.parse((HOME / "compiler.py").read_text("utf-8"))
    story = next(node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == "build")
    assert story.end_lineno is not None
    assert story.end_lineno - story.lineno < 30


def test_no_file_is_long() -> None:
    for path in HOME.rglob("*.py"):
        assert path.read_text("utf-8").count("\n") <= (150 if path.parent.name == "cli" else 300), path
