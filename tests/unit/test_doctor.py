"""What deckgen doctor says of an installation, of Anki, and of a project."""

import errno
import json
import os
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest

from deckgen import diagrams
from deckgen.cli import findings, main
from deckgen.data import Drawing
from deckgen.diagnostics import DeckgenError
from deckgen.library import cache

NOTES = "## What is a closure?\n\nA function, together with the variables around it.\n"
# A port that nobody listens on: the system gives it to no server.
NOBODY = "http://127.0.0.1:1"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ANKICONNECT_URL", NOBODY)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path


@pytest.fixture
def project(here: Path) -> Path:
    (here / "source").mkdir()
    (here / "deckgen.toml").write_text('name = "interviews"\n')
    (here / "source" / "go.md").write_text(NOTES)
    return here


def found(capsys: pytest.CaptureFixture[str], *words: str, code: int = 0) -> dict[str, tuple[str, str, str]]:
    """State, finding and cure of each thing that is looked at."""
    capsys.readouterr()
    assert main(["doctor", "--json", *words]) == code
    return {row["what"]: (row["state"], row["found"], row["cure"]) for row in json.loads(capsys.readouterr().out)}


def test_outside_a_project_nothing_is_broken(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor"]) == 0
    rows = capsys.readouterr().out.splitlines()
    version = metadata.version("deckgen-markdown")
    assert rows[0].startswith(f"ok       deckgen: {version}, Python {sys.version_info.major}.")
    assert (
        "missing  project: no deckgen.toml or source/ here; name a file or folder: deckgen doctor notes.md; "
        "deckgen init makes a project of this folder"
    ) in rows


def test_settings_that_are_not_toml(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "deckgen.toml").write_text('name = "x\n')
    found_here = found(capsys, code=1)["project"]
    assert found_here == ("broken", "deckgen.toml:1:10: Unterminated string", "write the quote where the text ends")


def test_a_project(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = found(capsys)
    assert said["project"] == ("ok", "interviews, deckgen.toml", "")
    assert said["notes"] == ("ok", "1 file, 1 note", "")
    assert said["lock"] == ("missing", "deckgen.lock is written by the first build", "deckgen build")
    main(["build"])
    assert found(capsys)["lock"] == ("ok", "deckgen.lock, 1 note, in step with build/interviews.apkg", "")
    (project / "build" / "interviews.apkg").unlink()
    assert found(capsys)["lock"][1] == "deckgen.lock, 1 note, there is no build/interviews.apkg to compare"


def test_notes_are_counted_alike(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "source" / "sql.md").write_text("## What is a join?\n\nRows of two tables.\n\n## What is a view?\n")
    (project / "source" / "os.md").write_text("## What is a page?\n\nA piece of memory.\n")
    main(["build"])
    (project / "source" / "os.md").unlink()
    main(["build"])
    said = found(capsys)
    assert (said["notes"][1], said["lock"][1]) == (
        "2 files, 2 notes, 1 warning",
        "deckgen.lock, 2 notes, in step with build/interviews.apkg",
    )


def test_a_folder_that_nobody_may_read_is_named(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    closed = project / "source"
    stat, scandir = os.stat, os.scandir

    def refuse(real: Callable[..., Any]) -> Callable[..., Any]:
        def asked(path: Any = ".", *args: Any, **options: Any) -> Any:
            if not isinstance(path, int) and closed in Path(os.fsdecode(path)).parents:
                raise PermissionError(errno.EACCES, "Permission denied", os.fsdecode(path))
            if real is scandir and Path(os.fsdecode(path)) == closed:
                raise PermissionError(errno.EACCES, "Permission denied", os.fsdecode(path))
            return real(path, *args, **options)

        return asked

    monkeypatch.setattr(os, "stat", refuse(stat))
    monkeypatch.setattr(os, "scandir", refuse(scandir))
    assert main(["check"]) == 1
    assert f"{closed}: cannot be read" in capsys.readouterr().err
    state, what, _ = found(capsys, code=1)["project"]
    assert (state, what) == ("broken", f"{closed}: cannot be read: Permission denied")


def test_what_is_wrong_and_left_out_is_counted(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "source" / "templates").mkdir()
    (project / "source" / "templates" / "one.md").write_text("## What is {{title}}?\n\nThis.\n")
    (project / "source" / "sql.md").write_text("## What is a join?\n")
    assert found(capsys)["notes"] == ("ok", "2 files, 1 note, 1 file left out, 1 warning", "deckgen check says which")


def test_an_error_in_the_notes_is_broken(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "source" / "empty.md").write_text("")
    (project / "deckgen.toml").write_text('dialect = "python-markdown"\nextensions = ["nope"]\n')
    state, what, _ = found(capsys, code=1)["notes"]
    assert (state, what) == ("broken", "2 files, 1 note, 1 error, 1 warning")


def test_a_single_file(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "go.md").write_text(NOTES)
    said = found(capsys, "go.md")
    assert said["project"] == ("ok", "go, go.md, without a deckgen.toml", "")
    assert said["lock"][2] == "deckgen build go.md"


def test_what_is_to_be_typed_names_what_was_named(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "my notes").mkdir()
    (here / "my notes" / "go.md").write_text(NOTES + "\n## What is a join?\n")
    for named in ("my notes", "my notes/go.md"):
        said = found(capsys, named)
        assert said["notes"][2] == f"deckgen check '{named}' says which"
        assert said["lock"][2] == f"deckgen build '{named}'"


def test_a_lost_lock_is_missing(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["build"])
    (project / "deckgen.lock").unlink()
    state, what, cure = found(capsys)["lock"]
    assert (state, what[:24]) == ("missing", "deckgen.lock is missing,")
    assert "git log" in cure


def test_a_damaged_lock_is_broken(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["build"])
    lock = project / "deckgen.lock"
    lock.write_text(lock.read_text().replace("closure", "clausure"))
    state, what, cure = found(capsys, code=1)["lock"]
    assert (state, what) == ("broken", "deckgen.lock:3:1: this line was changed, its checksum is another")
    assert "deckgen lock --from build/interviews.apkg" in cure


@pytest.mark.parametrize(
    ("settings", "said"), [("name = x", "deckgen.toml:1:8"), ("question_level = 9", "question_level cannot be 9")]
)
def test_settings_that_cannot_be_read_are_broken(
    project: Path, capsys: pytest.CaptureFixture[str], settings: str, said: str
) -> None:
    (project / "deckgen.toml").write_text(settings)
    state, what, _ = found(capsys, code=1)["project"]
    assert state == "broken"
    assert said in what


def test_a_path_that_leads_nowhere_is_broken(capsys: pytest.CaptureFixture[str]) -> None:
    assert found(capsys, "nowhere.md", code=1)["project"] == ("broken", "nowhere.md: no such file or folder", "")


def test_a_file_that_cannot_be_read_is_broken(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def read(path: Path) -> bytes:
        raise DeckgenError(f"{path.name}: cannot be read")

    monkeypatch.setattr("deckgen.files.read", read)
    assert found(capsys, code=1)["notes"] == ("broken", "go.md: cannot be read", "")


def test_extras_that_are_absent_come_with_a_command(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def version(name: str) -> str:
        if name in ("anki", "keyring"):
            raise metadata.PackageNotFoundError(name)
        return "1.0"

    monkeypatch.setattr(metadata, "version", version)
    monkeypatch.setattr(diagrams, "draw", lambda language, text: None)
    monkeypatch.setattr(sys, "executable", "/opt/my python")
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    said = found(capsys)
    packages = ("missing", "deckgen sync needs anki and keyring", "'/opt/my python' -m pip install anki keyring")
    assert said["sync"] == packages
    drawn = "'/opt/my python' -m pip install merman pygraphviz"
    assert said["mermaid"] == said["dot"] == ("missing", "these diagrams are shown as text", drawn)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert found(capsys)["sync"][2] == "uv pip install -p '/opt/my python' anki keyring"
    (tmp_path / "pipx_metadata.json").touch()
    assert found(capsys)["sync"][2] == "pipx inject deckgen-markdown anki keyring"


def test_a_drawing_that_fails_is_broken(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(diagrams, "draw", lambda language, text: Drawing(error="no fonts"))
    assert found(capsys, code=1)["dot"] == ("broken", "no fonts", "")


def test_no_anki_is_missing(capsys: pytest.CaptureFixture[str]) -> None:
    state, what, _ = found(capsys)["anki"]
    assert state == "missing"
    assert what.startswith(f"nothing answers at {NOBODY}: start Anki")


@pytest.fixture
def anki() -> Iterator[str]:
    """Something that speaks AnkiConnect's protocol, as far as it is asked."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
            result = {"version": 6, "getMediaDirPath": "/data/User 1/collection.media"}[asked["action"]]
            self.send_response(200)
            self.end_headers()
            self.wfile.write(json.dumps({"result": result, "error": None}).encode())

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_a_running_anki(anki: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert found(capsys, "--url", anki)["anki"] == ("ok", f"{anki}, profile User 1", "")


def test_an_anki_that_is_silent_is_not_waited_for(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(findings, "_PATIENCE", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"http://127.0.0.1:{server.getsockname()[1]}"
        state, what, _ = found(capsys, "--url", url)["anki"]
    assert state == "missing"
    assert what.startswith("Anki does not answer (version)")


def test_the_cache_is_measured(capsys: pytest.CaptureFixture[str]) -> None:
    folder = cache() / "data"
    folder.mkdir(parents=True)
    (folder / "one").write_bytes(bytes(3 * 2**19))
    assert found(capsys)["cache"] == ("ok", f"{cache()}, 1 file, 1.5 MB", "")


def test_nothing_is_written(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = sorted(project.rglob("*"))
    found(capsys)
    assert sorted(project.rglob("*")) == before
