"""What users and other tools hold in their hands and what must therefore not change: see the files beside this one.

- `guids.txt`: the guid that each question of `project/` mints. A changed line is a card that starts again.
- `locks/`: a lock of each version; each must load for ever and keep every guid.
- `json.txt`: the keys of each `--json`, with the types of their values. Keys may be added, never renamed or removed.
- `codes.txt`: the code and severity of each diagnostic. Codes are never renamed; one that is retired stays reserved.

`pytest --update` rewrites the text files. A changed or removed line in them breaks somebody and has to be defended.
"""

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from deckgen import diagnostics
from deckgen.anki import plan as plans
from deckgen.anki.stored import Snapshot
from deckgen.anki.words import as_json
from deckgen.cli import main
from deckgen.diagnostics import Rule
from deckgen.lock import VERSION, dump, load
from tests.support import collection

HERE = Path(__file__).parent
Rows = list[dict[str, Any]]
Run = Callable[..., Rows]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the contract's project, with the shell standing in it."""
    shutil.copytree(HERE / "project", tmp_path / "project")
    monkeypatch.chdir(tmp_path / "project")
    return tmp_path / "project"


@pytest.fixture
def printed(project: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """What a command prints as JSON."""

    def run(*arguments: str) -> Rows:
        main([*arguments, "--json"])
        rows: Rows = json.loads(capsys.readouterr().out)
        return rows

    return run


def test_guids(printed: Run, expected: Callable[[Path, str], None]) -> None:
    rows = [f"{row['guid']} {row['kind']:8} {row['question']}" for row in printed("list")]
    expected(HERE / "guids.txt", "\n".join(rows) + "\n")


# Notes that an older version showed otherwise, each with its reason: they are updated once.
BETTER = [
    ("rbljahfak4kyezub", "edited"),  # the label "Answer:" was on the card
    ("enjqxya4kbh64zso", "edited"),  # the sign behind a formula could begin a line
]


@pytest.mark.parametrize("path", sorted((HERE / "locks").glob("version-*.lock")), ids=lambda path: path.stem)
def test_locks_of_every_version_load(path: Path, project: Path, printed: Run) -> None:
    text = path.read_text("utf-8")
    loaded = load(text, path.name)
    assert load(dump(loaded), path.name) == loaded
    shutil.copy(path, project / "deckgen.lock")
    guids = [line.split()[0] for line in (HERE / "guids.txt").read_text("utf-8").splitlines()]
    assert {entry.guid for entry in loaded.entries} == set(guids)
    assert [row["guid"] for row in printed("list")] == guids
    edited = [(row["guid"], row["what"]) for row in printed("diff")]
    assert edited == BETTER, "a lock of any version knows an unchanged project as unchanged"


def test_there_is_a_lock_of_this_version() -> None:
    assert (HERE / "locks" / f"version-{VERSION}.lock").is_file()


def test_json_keys(project: Path, printed: Run, expected: Callable[[Path, str], None]) -> None:
    listed, said = printed("list"), printed("check")
    main(["build", "--offline", "--quiet"])
    text = project / "source" / "questions.md"
    text.write_text(text.read_text("utf-8").replace("closure?", "lexical closure?"), "utf-8")
    (project / "source" / "clozes.md").unlink()
    changed = printed("diff")
    keys = _keys("list", listed) + _keys("check", said) + _keys("diff", changed) + _plan_keys()
    keys += _keys("doctor", printed("doctor"))
    expected(HERE / "json.txt", "".join(keys))


def _plan_keys() -> list[str]:
    """The keys of what push and sync print, for a plan with one note of each kind."""
    edited, foreign = collection.stored("edited", mod=50), collection.stored("foreign")
    guids = ("edited", "foreign", "new")
    other = replace(collection.entry("other"), created=7)
    there = replace(collection.stored("other"), fields=("Something else?", "Yes.", "", "", "b.md", ""))
    plan = plans.plan(
        [collection.note(guid) for guid in (*guids, "other")],
        collection.TYPES,
        collection.locked(*map(collection.entry, guids), other),
        Snapshot({"edited": edited, "other": there}, {}, {foreign.guid: "Basic"}),
    )
    printed = as_json(plan, prune=False, deletes=True)
    rows = {name: rows for name, rows in printed.items() if name in ("new", "conflicts", "strangers", "others")}
    return [
        *_keys("push", [printed]),
        *(line for name, some in rows.items() if isinstance(some, list) for line in _keys(f"push {name}", some)),
    ]


def _keys(command: str, rows: Rows) -> list[str]:
    """A line for each key: its name and the JSON types that its values have."""
    assert rows, f"{command} printed nothing to look at"
    assert len({tuple(row) for row in rows}) == 1, "every object has the same keys in the same order"
    names = {bool: "true or false", int: "number", str: "text", list: "array", type(None): "null"}
    return [f"{command} {key}: {', '.join(sorted({names[type(row[key])] for row in rows}))}\n" for key in rows[0]]


def test_codes(expected: Callable[[Path, str], None]) -> None:
    rules = [value for value in vars(diagnostics).values() if isinstance(value, Rule)]
    assert len({rule.code for rule in rules}) == len(rules)
    expected(HERE / "codes.txt", "".join(sorted(f"{rule.code} {rule.severity}\n" for rule in rules)))
