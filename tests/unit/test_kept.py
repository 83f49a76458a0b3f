"""What push and sync keep on this machine: backups, the session, the profile of the last push."""

from __future__ import annotations

import stat
import time
from pathlib import Path
from typing import Any

import pytest

from deckgen import files
from deckgen.anki import backups, credentials
from deckgen.anki.address import exposed
from deckgen.anki.ankiconnect import AnkiConnect
from deckgen.anki.credentials import Session
from deckgen.anki.exchange import address
from deckgen.anki.profile import remember, right_profile
from deckgen.cli import main
from deckgen.diagnostics import DeckgenError


def test_backups_sort_by_time_and_the_newest_are_kept(tmp_path: Path) -> None:
    for number in range(12):
        (tmp_path / f"{number:02}.apkg").touch()
        (tmp_path / f"{number:02}").mkdir()
        (tmp_path / f"{number:02}" / "0.apkg").touch()
    backups.rotate(tmp_path.glob("*.apkg"))
    assert [path.name for path in sorted(tmp_path.glob("*.apkg"))] == [f"{n:02}.apkg" for n in range(2, 12)]
    backups.rotate(path for path in tmp_path.iterdir() if path.is_dir())
    assert len(list(tmp_path.glob("*/0.apkg"))) == 10
    assert not (tmp_path / "01").exists()


def test_backups_of_one_second_sort_by_the_time_they_were_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    start = 1_800_000_000 * 10**9
    made = []
    for microseconds in (0, 1, 999, 1_000, 999_999, 1_000_000):
        monkeypatch.setattr(time, "time_ns", lambda now=start + microseconds * 1_000: now)
        made.append(backups.fresh(tmp_path, ".apkg"))
    assert made == sorted(set(made))


def test_a_backup_is_named_by_its_time(tmp_path: Path) -> None:
    path = backups.fresh(tmp_path, ".apkg")
    assert path.parent == tmp_path
    assert not path.exists()
    assert [len(part) for part in path.stem.split("-")] == [8, 6, 6]
    assert path.suffix == ".apkg"


def test_a_session_is_for_its_owner_only_and_for_one_account(tmp_path: Path) -> None:
    path, session = tmp_path / "session.json", Session("me", "http://a/", "http://b/", "secret")
    path.touch(0o644)
    credentials.save(path, session)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [path] == list(tmp_path.iterdir())
    assert credentials.load(path) == session
    assert session.is_of("me", "http://a/")
    assert not session.is_of("you", "http://a/")
    assert not session.is_of("me", "")
    assert "secret" not in repr(session)


def test_other_files_are_for_everybody(tmp_path: Path) -> None:
    files.replace([(tmp_path / "a", b"")])
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o644


@pytest.mark.parametrize("damaged", ["", "{", "[]", '{"user": "me"}', "[" * 100_000], ids=range(5))
def test_a_damaged_session_is_none(tmp_path: Path, damaged: str) -> None:
    (tmp_path / "session.json").write_text(damaged)
    assert credentials.load(tmp_path / "session.json") is None


class Anki:
    """Says where its media folder is, and nothing else."""

    def __init__(self, folder: str) -> None:
        self.folder = folder

    def text(self, action: str) -> str:
        assert action == "getMediaDirPath"
        return self.folder


@pytest.mark.parametrize(
    "folder",
    ["/home/me/.local/share/Anki2/User 1/collection.media", "C:\\Users\\me\\Anki2\\User 1\\collection.media",
     "c:/Users/me/Anki2/User 1/collection.media"],
)  # fmt: skip
def test_the_profile_is_that_of_the_last_push_or_the_one_named(tmp_path: Path, folder: str) -> None:
    anki: Any = Anki(folder)
    memory = tmp_path / "push" / "profile"
    assert right_profile(anki, None, memory) == "User 1"
    remember("Anna", memory)
    with pytest.raises(DeckgenError, match="the last push went to Anna: switch, or name it: --profile 'User 1'"):
        right_profile(anki, None, memory)
    with pytest.raises(DeckgenError, match="has the profile User 1 open, not Anna"):
        right_profile(anki, "Anna", memory)
    assert right_profile(anki, "User 1", memory) == "User 1"
    remember("User 1", memory)
    assert right_profile(anki, None, memory) == "User 1"


@pytest.mark.parametrize(
    ("endpoint", "server", "open_to_others"),
    [("", "", False), ("https://a", "https://a/", False), ("http://a:80//", "http://a:80/", True),
     ("http://127.0.0.1:1", "http://127.0.0.1:1/", False), ("http://localhost", "http://localhost/", False),
     ("http://[::1]:80/", "http://[::1]:80/", False), ("http://localhost.example", "http://localhost.example/", True)],
)  # fmt: skip
def test_what_can_be_read_on_the_way_is_known(endpoint: str, server: str, open_to_others: bool) -> None:
    assert (address(endpoint), exposed(server)) == (server, open_to_others)


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "127.8.9.10", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "[::1]", "[0:0:0:0:0:0:0:1]",
     "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "localhost", "LOCALHOST", "localhost."],
)  # fmt: skip
def test_what_stays_on_this_machine(host: str) -> None:
    assert not exposed(f"http://{host}:8080/")
    assert not exposed(f"HTTP://{host}")


@pytest.mark.parametrize(
    "address",
    ["http://127.0.0.1.evil.example/", "http://127.evil.example/", "http://localhost.evil.example",
     "http://localhost:x@a", "http://127.0.0.1@evil.example/",
     "http://127.0.0.1:80@evil.example/", "HTTP://evil.example", "hTTp://127.0.0.1.a/",
     "http://127.0.0.1\\@evil.example/", "http://evil.example#@127.0.0.1/", "http://evil.example?@localhost/",
     "http://[::ffff:8.8.8.8]/", "http://[::127.0.0.1]/", "http://10.0.0.1/", "http://128.0.0.1/", "http://0x80000001/",
     "http://notlocalhost/", "http://a.localhost.example/", "http://127.0.0.1\t.evil.example/", "ftp://localhost/",
     "http://", "http://[", "http://localhost:99999/", "http:/localhost", "//localhost/", "localhost:8080"],
)  # fmt: skip
def test_what_may_leave_it(address: str) -> None:
    assert exposed(address)


def test_a_key_that_is_typed_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    for command in ("push", "doctor"):
        assert main([command, "--key", "opensesame"]) == 2
        said = capsys.readouterr().err
        assert "ANKICONNECT_KEY" in said
        assert "opensesame" not in said
    assert main(["sync", "--endpoint", "https://me:opensesame@a.example"]) == 2
    assert "opensesame" not in capsys.readouterr().err
    assert "opensesame" not in repr(AnkiConnect(key="opensesame"))


def test_a_session_is_written_through_no_link(tmp_path: Path) -> None:
    (tmp_path / "theirs").touch()
    path = tmp_path / "session.json"
    path.symlink_to(tmp_path / "theirs")
    credentials.save(path, Session("a", "", "", "opensesame"))
    assert (tmp_path / "theirs").read_bytes() == b""
    assert not path.is_symlink()
    assert path.stat().st_mode & 0o777 == 0o600
