"""Files are replaced as a whole, in their order, and stay what they were: a link a link, a mode a mode."""

import errno
import os
import stat
from pathlib import Path
from typing import Any

import pytest

from deckgen import files
from deckgen.diagnostics import DeckgenError
from deckgen.lock import load
from tests.support import death
from tests.support.death import Death, dying


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.parametrize("before", [0o600, 0o640, 0o664, 0o755])
def test_a_file_keeps_its_mode_unless_one_is_asked_for(tmp_path: Path, before: int) -> None:
    path = tmp_path / "a"
    path.touch()
    path.chmod(before)
    files.replace([(path, b"1")])
    assert mode(path) == before
    files.replace([(path, b"2")], mode=0o600)
    assert (mode(path), path.read_bytes()) == (0o600, b"2")


@pytest.mark.parametrize(("mask", "after"), [(0o022, 0o644), (0o077, 0o600), (0o002, 0o664)])
def test_a_new_file_has_the_mode_that_its_owner_gives_to_files(tmp_path: Path, mask: int, after: int) -> None:
    before = os.umask(mask)
    try:
        files.replace([(tmp_path / "a", b"1")])
        assert mode(tmp_path / "a") == after
        assert os.umask(mask) == mask
    finally:
        os.umask(before)


def test_a_link_stays_one(tmp_path: Path) -> None:
    (tmp_path / "far").mkdir()
    target, link, further = tmp_path / "far" / "target", tmp_path / "link", tmp_path / "further"
    target.write_bytes(b"before")
    target.chmod(0o640)
    link.symlink_to(Path("far", "target"))
    further.symlink_to(link)
    files.replace([(further, b"after")])
    assert link.is_symlink()
    assert further.is_symlink()
    assert (target.read_bytes(), mode(target)) == (b"after", 0o640)
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["far", "further", "link", "target"]


def test_a_link_that_leads_nowhere_yet(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "new" / "target")
    files.replace([(tmp_path / "link", b"1")])
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "new" / "target").read_bytes() == b"1"


def test_a_link_that_leads_to_itself_is_refused(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "link")
    with pytest.raises(DeckgenError, match="link: cannot be written"):
        files.replace([(tmp_path / "link", b"1")])
    assert [path.name for path in tmp_path.iterdir()] == ["link"]


def test_each_rename_lasts_before_the_next(tmp_path: Path) -> None:
    """A folder is flushed after the rename in it, and every file before the first rename."""
    with dying(10**6, done=True) as calls:
        files.replace([(tmp_path / "a" / "lock", b"1"), (tmp_path / "b" / "package", b"2")])
    staged, renamed = calls[: calls.index("replace")], calls[calls.index("replace") :]
    assert staged.count("fsync") == 2
    assert [name for name in renamed if name != "unlink"] == ["replace", "open", "fsync", "close"] * 2


class Windows:
    """The module os where a folder cannot be opened."""

    def __getattr__(self, name: str) -> Any:
        return getattr(os, name)

    def open(self, path: Path, flags: int) -> int:
        raise PermissionError(errno.EACCES, "Permission denied")


def test_a_system_that_flushes_no_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "os", Windows())
    files.replace([(tmp_path / "a", b"1")])
    assert (tmp_path / "a").read_bytes() == b"1"
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_a_failure_leaves_what_was_there(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"before")
    (tmp_path / "b").mkdir()
    with pytest.raises(DeckgenError, match="b: cannot be written"):
        files.replace([(tmp_path / "b", b"1"), (tmp_path / "a", b"2")])
    assert (tmp_path / "a").read_bytes() == b"before"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b"]


def test_death_leaves_one_file_or_the_other(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    seen = set()
    for done in (False, True):
        last, calls = 0, list[str]()
        while len(calls) >= last:
            last += 1
            one.write_bytes(b"before")
            other.write_bytes(b"before")
            try:
                with dying(last, done=done) as calls:
                    files.replace([(one, b"after"), (other, b"after")])
            except Death:
                pass
            seen.add((one.read_bytes(), other.read_bytes()))
    assert seen == {(b"before", b"before"), (b"after", b"before"), (b"after", b"after")}, "in this order"


def test_wherever_a_build_dies_every_guid_stays(tmp_path: Path) -> None:
    """What Anki may have from the package that is there, the next build knows again."""
    states = []
    for left in death.deaths(tmp_path):
        shipped, final = death.guids(left.package), death.guids(left.next.read_bytes())
        known = {entry.guid for entry in load(left.lock.decode(), "lock").entries}
        assert set(shipped.values()) <= known, "no package is ahead of its lock"
        assert len(final) == 3
        assert shipped.items() <= final.items()
        states.append((len(known), len(shipped)))
    assert states == [(2, 2), (3, 2), (3, 3)], "before both, between them, after both"


@pytest.mark.parametrize(
    "code",
    [
        errno.ENOSPC,
        *(pytest.param(code, marks=pytest.mark.slow) for code in (errno.EIO, errno.EACCES, errno.EXDEV, errno.EMFILE)),
    ],
)
def test_whatever_fails_in_a_build_every_guid_stays(tmp_path: Path, code: int) -> None:
    """A disk that refuses one thing: the pair is old, or new, or the lock is ahead; untold it is new."""
    told = 0
    for left, said in death.failures(tmp_path, code):
        shipped, final = death.guids(left.package), death.guids(left.next.read_bytes())
        known = {entry.guid for entry in load(left.lock.decode(), "lock").entries}
        assert set(shipped.values()) <= known, "no package is ahead of its lock"
        assert shipped.items() <= final.items()
        assert said or len(shipped) == 3
        assert not list(left.next.parent.parent.rglob("*.part")), "the next build sweeps"
        told += said
    assert told > 5


@pytest.mark.parametrize(
    ("trouble", "said"),
    [
        (errno.ENOENT, "a: no such file or folder"),
        (errno.ENOTDIR, "a: no such file or folder"),
        (errno.EACCES, "a: cannot be read: denied; correct its permissions"),
        (errno.EIO, "a: cannot be read: denied"),
    ],
)
def test_only_what_may_not_be_read_is_a_matter_of_permissions(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, trouble: int, said: str
) -> None:
    def read(_path: Path) -> bytes:
        raise OSError(trouble, "denied")

    monkeypatch.chdir(tmp_path)
    Path("a").touch()
    monkeypatch.setattr("deckgen.bounds.read", lambda path, most: read(path))
    with pytest.raises(DeckgenError) as error:
        files.read(Path("a"))
    assert str(error.value) == said
