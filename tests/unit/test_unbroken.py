"""No input and no state of the world ends in a traceback: each is answered with a sentence and an exit code."""

import io
import json
import os
import struct
import sys
import threading
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from deckgen.cli import main
from deckgen.media.cache import Cache
from tests.support.effort import examples

NOTES = "## What is one?\n\nThe first.\n"
PICTURE = "## What is one?\n\n![](p.png)\n\nThe first.\n"
MANY = "9" * 5000
COMMANDS = ("build --offline", "check", "check --sarif", "check --json", "list", "diff", "doctor")


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def gray(width: int, height: int, pixels: bytes | None = None) -> bytes:
    """A picture, or one whose stream of pixels is another although its sums are right."""
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    data = zlib.compress(bytes((width + 1) * height)) if pixels is None else pixels
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def fronted(text: str, fence: str = "---") -> dict[str, str]:
    return {"source/a.md": f"{fence}\n{text}\n{fence}\n{NOTES}"}


def pictured(data: bytes, options: str) -> dict[str, str | bytes]:
    return {"deckgen.toml": f"[images]\n{options}\n", "source/a.md": PICTURE, "source/p.png": data}


def configured(text: str) -> dict[str, str]:
    return {"deckgen.toml": text, "source/a.md": PICTURE}


# What a project may hold, by what is wrong with it.
PROJECTS: dict[str, Mapping[str, str | bytes]] = {
    **{f"shape {shape}": fronted(f"shape: {shape}") for shape in "tables clozes lists cards folds labels bold".split()},
    **{f"shape {shape}, for all": configured(f'shape = "{shape}"') for shape in ("tables", "clozes", "lists")},
    "a character that there is not": fronted(r'tags: "\UFFFFFFFF"'),
    "a character beyond the last": fronted(r'tags: "\U00110000"'),
    "half a character": fronted('deck: "\\ud800"\ntags: ["\\udfff"]'),
    "brackets in brackets": fronted("x: " + "[" * 20_000 + "]" * 20_000),
    "brackets in brackets in TOML": fronted("x = " + "[" * 500 + "]" * 500, "+++"),
    "a number without end in TOML": fronted(f"x = {MANY}", "+++"),
    "a day that there is not": fronted("date = 2026-13-45", "+++"),
    "a day that there is not in YAML": fronted("date: 9999-99-99\ndeck: 2026-13-45\ntags: !!timestamp x"),
    "brackets in settings": configured("x = " + "[" * 900 + "]" * 900),
    "a number without end in settings": configured(f"x = {MANY}"),
    "settings that are none": configured("\0\0"),
    "seconds without end": configured("[images]\ntimeout = 1" + "0" * 310),
    "no time": configured("[images]\ntimeout = 0\nmax_size = -1\nmax_width = -5\nrefresh = -1"),
    "the folder of nobody": configured('[images]\nfolders = ["~nosuchuser/x"]'),
    "a folder with a zero byte": configured('[images]\nfolders = ["a\\u0000b"]'),
    "notes in a zero byte": configured('source = "a\\u0000b"'),
    "notes in a long folder": configured(f'source = "{"a" * 5000}"'),
    "a name with a zero byte": configured('name = "a\\u0000b"'),
    "a long name": configured(f'name = "{"é" * 150}"'),
    "a glob that is none": configured('exclude = ["[", "**/", ""]\n[files."[z-a"]\nignore = true'),
    "lines without end": {"source/a.md": f"## What is x?\n\n```py {{{MANY},1-{MANY},1-2}}\nx\n```\n"},
    "a gap without end": {
        "source/a.md": f"---\ncloze: true\n---\n## What?\n\n{{{{c{MANY}::x}}}} and {{{MANY}:y}} ==z==\n"
    },
    "items without end": {
        "source/a.md": f"{MANY}. What is x?\n\n   y\n\n### {MANY}. What?\n\nx &#{MANY}; ![|{MANY}](p.png)\n"
    },
    "a long picture": pictured(gray(20, 20_000), 'format = "webp"'),
    "a wide picture": pictured(gray(20_000, 20), 'format = "webp"'),
    "a long picture, narrower": pictured(gray(20, 20_000), 'format = "webp"\nmax_width = 10'),
    "a longer picture, narrower": pictured(gray(20, 60_000), 'format = "webp"\nmax_width = 10'),
    "pixels that are none": pictured(gray(9, 9, b"garbage"), 'format = "webp"'),
    "no pixels": pictured(gray(9, 9, b""), "max_width = 5"),
    "a folder for settings": {"deckgen.toml/x": "", "source/a.md": NOTES},
    "a folder for the lock": {"deckgen.lock/x": "", "source/a.md": NOTES},
    "a folder for the package": {"build/p.apkg/x": "", "source/a.md": NOTES},
    "a file for the folder": {"build": "", "source/a.md": NOTES},
    "a folder for notes": {"source/a.md/b.md": NOTES, "source/c.md/x": ""},
    "a folder for a style": {"deckgen.toml": "", "style.css/x": "", "templates/front.html/x": "", "source/a.md": NOTES},
    "a lock of zero bytes": {"deckgen.lock": bytes(99), "source/a.md": NOTES},
    "a lock of brackets": {"deckgen.lock": "[" * 100_000, "source/a.md": NOTES},
    "a package that is none": {"build/p.apkg": "PK\3\4", "source/a.md": NOTES},
    "a repository that is none": {".git": b"gitdir: \xff\0\n", "source/a.md": NOTES},
    "a remote that is none": {".git/config": '[remote "origin"]\nurl\n[[[', "source/a.md": NOTES},
    "patterns that are none": {".git/x": "", ".gitignore": b"\xff\0[\n!\n\\\n**[z-a]\n", "source/a.md": NOTES},
    "a vault that is none": {".obsidian/templates.json": "[" * 100_000, "source/a.md": NOTES},
    "a name that is not UTF-8": {"source/a.md": NOTES, "source/caf\udce9.md": NOTES, "source/\udce9/b.md": NOTES},
    "nothing but that": {"source/caf\udce9.md": NOTES},
    "other names that are not UTF-8": {
        "source/a.md": "## What is one?\n\n![[caf]] [a](caf%E9.md) ![](caf%E9.png)\n",
        "source/caf\udce9.png": b"x", "caf\udce9.deckgen.lock": "x", "templates/caf\udce9.html": "x",
        "deckgen.toml": "",
    },
    "the longest name": {"source/" + "é" * 125 + ".md": NOTES},
}  # fmt: skip


def write(folder: Path, files: Mapping[str, str | bytes]) -> None:
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data)


@pytest.mark.parametrize("name", PROJECTS)
def test_a_project(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "p"
    folder.mkdir()
    write(folder, PROJECTS[name])
    monkeypatch.chdir(folder)
    for command in COMMANDS:
        code = main(command.split())
        said = capsys.readouterr()
        assert code in (0, 1), command
        assert code == 0 or said.out or said.err, command
        said.out.encode()
        said.err.encode()


@pytest.mark.parametrize("name", ["caf\udce9.md", "é" * 125 + ".md", "x" * 245 + ".md"])
def test_a_single_file_whose_name_nothing_else_can_have(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path, {name: NOTES})
    for command in ("build", "check", "list"):
        assert main([command, name]) == 1
        assert "rename it" in capsys.readouterr().err


@pytest.mark.skipif(sys.platform == "win32", reason="there the current folder cannot go")
@pytest.mark.parametrize("command", ["check", "build", "list", "init", "doctor"])
def test_the_current_folder_is_gone(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    assert main([command]) == 1
    assert "the current folder is gone" in capsys.readouterr().err


ARGUMENTS = (
    "check /dev/null", "build nofile.md", "build a.md/b.md", "lock a.md --same x y", "lock a.md --in-place x",
    "lock a.md --from a.md", "lock a.md --from nofile", "lock a.md --from .", "adopt a.md", "adopt .", "adopt nofile",
    "lock a.md --different x y", "push --restore a.md a.md", "push --url http://[ a.md", "push --url http:// a.md",
    "push --url http://127.0.0.1:99999 a.md", "push --url http://a..b/ a.md", "build -o . a.md",
    "build -o a.md/x.apkg a.md", "build -o /dev/full a.md", "build -o pipe a.md", "init a.md", "init a.md/b",
    "check pipe.md",
)  # fmt: skip


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pipes and devices in folders")
@pytest.mark.parametrize("command", ARGUMENTS)
def test_an_argument(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.md").write_text(NOTES)
    for pipe in ("pipe", "pipe.md"):
        os.mkfifo(tmp_path / pipe)
    assert main(command.split()) in (1, 2)
    assert capsys.readouterr().err


@pytest.mark.skipif(sys.platform == "win32" or not os.geteuid(), reason="root may do everything")
@pytest.mark.parametrize("path", ["source", "source/a.md", "deckgen.toml", "deckgen.lock", "build", "."])
def test_what_is_not_allowed(
    path: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path, {"deckgen.toml": "", "source/a.md": NOTES})
    monkeypatch.chdir(tmp_path)
    assert main(["build", "--offline"]) == 0
    write(tmp_path, {"source/b.md": "## What is two?\n\nThe second.\n"})
    before = (tmp_path / path).stat().st_mode
    (tmp_path / path).chmod(0)
    try:
        for command in COMMANDS:
            assert main(command.split()) in (0, 1)
    finally:
        (tmp_path / path).chmod(before)


def test_a_temporary_folder_that_is_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.md").write_text(NOTES)

    def full(*_: object, **__: object) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("tempfile.mkdtemp", full)
    assert main(["build", "--offline", "a.md"]) == 0, "a package is written without one"
    assert main(["build", "--offline", "a.md"]) == 0, "and read"


def _zip(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in members.items():
            archive.writestr(name.replace("_", "."), data)
    return out.getvalue()


def _patched(data: bytes, at: int, by: bytes) -> bytes:
    """A package whose first directory entry says something else."""
    start = data.index(b"PK\1\2") + at
    return data[:start] + by + data[start + len(by) :]


WHOLE = _zip(collection_anki2=b"SQLite format 3\0", media=b"{}")
PACKAGES = {
    "nothing": b"", "no database": WHOLE, "encrypted": _patched(WHOLE, 8, b"\1\0"), "cut": WHOLE[:-30],
    "an odd method": _patched(WHOLE, 10, b"\x63\0"), "elsewhere": _patched(WHOLE, 42, b"\xff\xff\xff\x7f"),
    "another size": _patched(WHOLE, 24, b"\xff\xff\xff\x7f"),
    "no zstandard": _zip(collection_anki21b=b"(\xb5/\xfd" + bytes(50)),
}  # fmt: skip


@pytest.mark.parametrize("name", PACKAGES)
def test_a_package_that_is_none(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path, {"a.md": NOTES, "x.apkg": PACKAGES[name], "build/a.apkg": PACKAGES[name]})
    for command in ("lock a.md --from x.apkg", "adopt x.apkg a.md"):
        assert main(command.split()) == 1
        assert "x.apkg" in capsys.readouterr().err
    assert main(["build", "--offline", "a.md"]) == 0


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
FRONT = st.lists(
    st.sampled_from(
        (
            "deck: tags: shape: question_level: aliases: breaks: cloze: split: \n \n : - [ ] { }"
            " ' \" \\U00110000 \\ud800 !!int !!map & * | > %YAML --- ... # ? 1e999 2026-13-01 .nan ~ null true tables"
            " a, \t \x0c \x85 \u2028 \ufeff"
        ).split(" ")
    ),
    max_size=12,
).map("".join)
TOML = st.lists(
    st.sampled_from(
        "name = |source = |exclude = |shape = |breaks = |id = |folders = |timeout = |max_size = |source_link = |\"a\"|"
        "\"\\u0000\"|\"~x\"|\"javascript:\"|1|-1|1e999|nan|2026-13-01|true|[|]|{|}|\"|'|\n|.|=|[images]\n|[files.\"x\"]\n|"
        "[math.macros]\n".split("|")
    ),
    max_size=10,
).map("".join)  # fmt: skip
FEW = settings(max_examples=examples(30), suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@FEW
@given(FRONT, st.sampled_from(["---", "+++"]))
def test_any_front_matter(here: Path, text: str, fence: str) -> None:
    write(here, {"source/a.md": f"{fence}\n{text}\n{fence}\n{NOTES}"})
    assert main(["build", "--offline"]) in (0, 1)


@FEW
@given(TOML)
def test_any_settings(here: Path, text: str) -> None:
    write(here, {"source/a.md": NOTES, "deckgen.toml": text})
    assert main(["build", "--offline"]) in (0, 1)


@FEW
@given(st.data())
def test_any_lock(here: Path, data: st.DataObject) -> None:
    write(here, {"source/a.md": NOTES, "deckgen.toml": ""})
    (here / "deckgen.lock").unlink(missing_ok=True)
    assert main(["build", "--offline", "-q"]) == 0
    lock = (here / "deckgen.lock").read_bytes()
    at = data.draw(st.integers(0, len(lock)))
    put = data.draw(
        st.binary(max_size=3) | st.sampled_from([b"\n", b"{", b'"', b"[" * 5000, b"9" * 5000, b"1e999", b"null"])
    )
    (here / "deckgen.lock").write_bytes(lock[:at] + put + lock[at + data.draw(st.integers(0, 9)) :])
    for command in ("build", "diff", "list"):
        assert main([command]) in (0, 1)


@FEW
@given(JSON)
@example([[]] * 3)
@example("\0")
@example("../records")
def test_any_record_of_the_cache(here: Path, value: object) -> None:
    cache = Cache(here)
    path = cache._record("u")
    path.parent.mkdir(exist_ok=True)
    for stored in (value, {"address": "u", "checked": value}, {"address": "u", "checked": 1, "sha256": value}):
        path.write_text(json.dumps(stored))
        if record := cache.record("u"):
            assert cache.data(record) is None


@pytest.fixture
def add_on() -> Iterator[tuple[str, Callable[[str, object], None]]]:
    """A port that answers like AnkiConnect but for one action; its address, and what sets that answer."""
    odd: dict[str, object] = {}
    sound: dict[str, object] = {"version": 6, "getMediaDirPath": "/a/User 1/collection.media", "findCards": [1]}

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            action = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["action"]
            result = odd[action] if action in odd else sound.get(action)
            answer = result if isinstance(result, bytes) else json.dumps({"result": result, "error": None}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()

    def answer(action: str, result: object) -> None:
        odd.clear()
        odd[action] = result

    yield f"http://127.0.0.1:{server.server_address[1]}", answer
    server.shutdown()
    server.server_close()


@FEW
@given(st.sampled_from(["version", "getMediaDirPath", "findCards", "getDecks", "exportPackage"]), JSON | st.binary())
@example("findCards", b"[" * 100_000)
@example("getDecks", {"a": None, "": [1]})
@example("getDecks", [1])
@example("version", b'{"result": null, "error": []}')
@example("version", b'{"result": NaN, "error": {"a": 1}}')
def test_any_answer_of_anki(
    here: Path,
    monkeypatch: pytest.MonkeyPatch,
    add_on: tuple[str, Callable[[str, object], None]],
    action: str,
    result: object,
) -> None:
    url, answer = add_on
    monkeypatch.setattr("deckgen.cli.push.data", lambda: here / "data")
    write(here, {"a.md": NOTES})
    answer(action, result)
    assert main(["push", "--offline", "-y", "--url", url, "a.md"]) == 1
    assert main(["doctor", "--url", url, "a.md"]) in (0, 1)
