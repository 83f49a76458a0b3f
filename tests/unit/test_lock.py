"""Whatever happens to the text of a lock is refused with its line and the ways out, or does no harm."""

import json
import string
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from deckgen import ids
from deckgen.cli import main
from deckgen.data import NoteKind
from deckgen.diagnostics import DeckgenError
from deckgen.lock import VERSION, Entry, Lock, Style, dump, load, salvage
from deckgen.lock.fingerprint import sketch
from deckgen.lock.twins import without_twins
from tests.support.locks import entry, version_1

QUESTIONS = (
    "What is a closure?", "Why does `let` hoist?", "什么是闭包？", "如何反转链表？", "What is 2 + 2?",
    "{{c1::Paris}} is in {{c2::France}}.",
    "Explain Raft.", "What is Kafka?", "梯度消失的原因是什么？",
    "Who wrote \"Emma\"?", "What is left?", "Is it\tso?",
)  # fmt: skip


def made() -> Lock:
    """Twelve notes in two files, with all that a lock can remember."""
    entries: list[Entry] = []
    for at, words in enumerate(QUESTIONS):
        kind: NoteKind = "cloze" if "{{" in words else "basic"
        path = "b.md" if at > 7 else "a.md"
        after = entries[-1].guid if entries and entries[-1].path == path else ""
        answer = f"{words} An answer of some length, number {at}, so that it has a sketch. 答案也有一些长度。"
        values = {
            "path": path, "after": after, "asked": ids.short(words), "answered": ids.short(answer), "words": words,
            "sketch": sketch(answer), "content": ids.short(words, answer), "created": 1_700_000_000_000 + at,
        }  # fmt: skip
        entries.append(entry(ids.guid("p", kind, words, 0), f"D::{path}", mod=1_700_000_000 + at, type=kind, **values))
    more: dict[int, dict[str, Any]] = {
        1: {"anchor": "hoisting"}, 2: {"different": ("0123456789abcdef", "fedcba9876543210")},
        3: {"removed": True, "went": 1_700_000_009}, 4: {"home": "old"},
        5: {"gaps": ((1, "Paris"), (2, "France"), (3, "法国"))},
        6: {"tags": ("raft", "共识::日志")}, 7: {"texts": ("0123456789abcdef",), "decks": ("D", "E::F")},
        8: {"content": "", "created": 0, "mod": 0}, 9: {"anchor": "emma", "removed": True},
    }  # fmt: skip
    whole = tuple(replace(one, **more.get(at, {})) for at, one in enumerate(entries))
    styles = {"basic": Style("0123456789abcdef", 1_700_000_000), "cloze": Style("fedcba9876543210", 1_700_000_001)}
    return Lock("p", tuple(sorted(whole, key=lambda e: e.guid)), styles, {"a.md": "headings-2", "b.md": "bold"})


LOCK = made()
TEXT = dump(LOCK)
RAW = TEXT.encode()


def harmless(raw: bytes) -> bool:
    """Whether the lock says what it said; False if it is refused as it should be."""
    try:
        return load(raw.decode("utf-8", "replace"), "deckgen.lock") == LOCK or pytest.fail(f"another lock: {raw!r}")
    except DeckgenError as error:
        said = str(error)
    number = said.removeprefix("deckgen.lock:").partition(":")[0]
    assert 1 <= int(number) <= raw.count(b"\n") + 1, said
    assert "`git checkout -- deckgen.lock`" in said
    assert "`deckgen lock --from build/NAME.apkg`" in said
    assert "delete" not in said
    return False


def changes() -> Iterator[tuple[int, int]]:
    """Every byte with what is to be there instead: each bit flipped, and what a slip or a tool puts for it."""
    like = (string.digits, string.ascii_lowercase, string.ascii_uppercase)
    for at, byte in enumerate(RAW):
        others = {byte ^ 1 << bit for bit in range(8)} | set(b"\t\r\n \0,\"'}") | {(byte + 1) % 256}
        for letters in like:
            if chr(byte) in letters:
                turned = letters.index(chr(byte))
                others |= {ord(letters[(turned + step) % len(letters)]) for step in (1, 3, 5)}
        yield from ((at, other) for other in sorted(others - {byte}))


def test_the_lock_is_read_as_it_was_written() -> None:
    assert load(TEXT, "deckgen.lock") == LOCK
    assert load(TEXT.replace("\n", "\r\n"), "deckgen.lock") == LOCK, "as git may write it on Windows"


@pytest.mark.parametrize("every", [pytest.param(1, marks=pytest.mark.slow), 19])
def test_a_changed_byte(every: int) -> None:
    for at, other in list(changes())[::every]:
        if harmless(RAW[:at] + bytes([other]) + RAW[at + 1 :]):
            assert RAW[at : at + 1] == b"\n", "only the line end at the end may be another"
            assert at == len(RAW) - 1


def test_a_cut_at_every_byte() -> None:
    assert [at for at in range(len(RAW)) if harmless(RAW[:at])] == [len(RAW) - 1], "a lost line end"
    assert not any(harmless(RAW[at:]) for at in range(1, len(RAW)))


def test_a_byte_lost_or_doubled() -> None:
    for at in range(len(RAW)):
        assert harmless(RAW[:at] + RAW[at + 1 :]) == (at == len(RAW) - 1)
        assert harmless(RAW[:at] + RAW[at : at + 1] + RAW[at:]) == (RAW[at : at + 1] == b"\n"), "an empty line"


def test_lines_lost_doubled_and_exchanged() -> None:
    lines = RAW.splitlines(keepends=True)
    for at, line in enumerate(lines):
        assert not harmless(b"".join(lines[:at] + lines[at + 1 :]))
        assert harmless(RAW + line)
        for other in range(at):
            order = [*lines[:other], line, *lines[other + 1 : at], lines[other], *lines[at + 1 :]]
            assert harmless(b"".join(order))


def test_a_line_of_another_build() -> None:
    """The line has its checksum, but is not what the header was written with."""
    lines = TEXT.splitlines(keepends=True)
    other = dump(Lock("p", tuple(replace(one, words="Else?") for one in LOCK.entries), LOCK.styles, LOCK.layouts))
    for at, line in enumerate(other.splitlines(keepends=True)):
        if line != lines[at]:
            assert not harmless("".join((*lines[:at], line, *lines[at + 1 :])).encode())
            if at:
                assert not harmless((TEXT + line).encode()), "doubled and different"


@pytest.mark.parametrize("number", [-1, 2**50, 2**63, 2**80])
@pytest.mark.parametrize("key", ["created", "mod"])
def test_a_number_that_no_package_has_room_for(key: str, number: int) -> None:
    """Its lines have their checksums, as a stranger's may."""
    change: dict[str, Any] = {key: number}
    entries = tuple(replace(one, **change) for one in LOCK.entries)
    with pytest.raises(DeckgenError, match="not a lock entry"):
        load(dump(Lock("p", entries, LOCK.styles, LOCK.layouts)), "a.deckgen.lock")


@pytest.mark.parametrize("raw", [b"", b"\n", b"\n\n", "".join(TEXT.splitlines(keepends=True)[1:]).encode()])
def test_a_lock_without_a_header(raw: bytes) -> None:
    assert not harmless(raw)


@pytest.mark.parametrize(
    "command", [["check", "--json"], ["check", "--github"], ["check", "--sarif"], ["build", "--json", "a.md"]]
)
def test_a_lock_that_cannot_be_read_is_said_to_programs_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], command: list[str]
) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "go").mkdir()
    monkeypatch.chdir(tmp_path / "go")
    for name in ("a", "b"):
        Path(f"{name}.md").write_text(f"## What is {name}?\n\nA letter.\n")
    Path("b.deckgen.lock").write_text("<<<<<<< HEAD\n")
    assert main([*command, "b.md"]) == 1
    out, err = capsys.readouterr()
    assert err.startswith("b.deckgen.lock:1:1: error[lock-unreadable]: a merge conflict is not resolved\n    help: ")
    if "--github" in command:
        assert out.startswith("::error file=go/b.deckgen.lock,line=1,col=1,title=lock-unreadable::a merge conflict")
    elif "--sarif" in command:
        (result,) = json.loads(out)["runs"][0]["results"]
        assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "go/b.deckgen.lock"
    elif "build" in command:
        first, second = json.loads(out)
        assert (first["package"], first["written"]) == ("build/a.apkg", True), "what was built before is told"
        assert (second["package"], second["diagnostics"][0]["code"]) == (None, "lock-unreadable")
    else:
        (row,) = json.loads(out)
        assert (row["code"], row["path"], row["line"]) == ("lock-unreadable", "b.deckgen.lock", 1)


def test_version_1_loads_and_is_upgraded() -> None:
    old = load(version_1(LOCK), "deckgen.lock")
    assert old == LOCK
    assert dump(old) == TEXT
    assert json.loads(TEXT.partition("\n")[0])["deckgen"] == VERSION


def test_a_line_of_today_may_not_lose_its_checksum_beside_version_1() -> None:
    """Where a branch brought a header of version 1, lines without a checksum are allowed."""
    old, line = version_1(LOCK), TEXT.splitlines()[5]
    assert load(old + TEXT, "deckgen.lock").entries == LOCK.entries
    for damaged in (line.replace('"sum"', '"sun"'), line[:-1] + " }", line.replace(', "sum', ' , "sum')):
        with pytest.raises(DeckgenError, match=r"deckgen\.lock:[0-9]+:1: error\[lock-unreadable\]: this line"):
            load(f"{old}{TEXT}{damaged}\n", "deckgen.lock")


def test_a_place_after_a_note_of_another_lock_is_not_written() -> None:
    lock = Lock("p", (entry("g", after="elsewhere"), entry("h", after="g")), {}, {"a.md": "bold"})
    assert {e.guid: e.after for e in load(dump(lock), "deckgen.lock").entries} == {"g": "", "h": "g"}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with notes that were built, and a shell standing in it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "notes.md").write_text("# T\n\n## What is a closure?\n\nA function with its scope.\n", "utf-8")
    assert main(["build", "notes.md", "--offline", "--quiet"]) == 0
    return tmp_path


@pytest.mark.parametrize("text", [b"", b"}", b"{}\n"])
def test_the_way_out_that_is_printed_works(folder: Path, capsys: pytest.CaptureFixture[str], text: bytes) -> None:
    lock = folder / "notes.deckgen.lock"
    before = load(lock.read_text("utf-8"), lock.name)
    lock.write_bytes(text)
    (folder / ".git").mkdir()
    assert main(["build", "notes.md", "--offline"]) == 1
    said = capsys.readouterr().err
    assert "`git checkout -- notes.deckgen.lock`" in said
    command = said.partition("rebuild it with `deckgen ")[2].partition("`")[0]
    assert command == "lock notes.md --from build/notes.apkg"
    assert main(command.split()) == 0
    assert (folder / "notes.deckgen.lock.damaged").read_bytes() == text
    assert [e.guid for e in load(lock.read_text("utf-8"), lock.name).entries] == [e.guid for e in before.entries]


def test_no_package_is_named_that_is_not_there(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "notes.deckgen.lock").write_bytes(b"}")
    (folder / "build" / "notes.apkg").unlink()
    (folder / "elsewhere").mkdir()
    for where, file in ((folder, "notes.md"), (folder / "elsewhere", "../notes.md")):
        monkeypatch.chdir(where)
        assert main(["build", file, "--offline"]) == 1
        assert f"`deckgen lock {file} --from EXPORT.apkg`" in capsys.readouterr().err


def test_a_sound_lock_keeps_what_it_has(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = folder / "notes.deckgen.lock"
    before = path.read_bytes()
    assert main(["lock", "notes.md", "--from", "build/notes.apkg"]) == 0
    assert "what was there is notes.deckgen.lock.older" in capsys.readouterr().out
    assert path.read_bytes() == before == (folder / "notes.deckgen.lock.older").read_bytes()


def test_an_old_lock_gets_what_it_lacks(folder: Path) -> None:
    path = folder / "notes.deckgen.lock"
    old = load(path.read_text("utf-8"), path.name)
    text = (folder / "notes.md").read_text("utf-8")
    (folder / "notes.md").write_text(f"{text}\n## What is hoisting?\n\nNames are known early.\n", "utf-8")
    assert main(["build", "notes.md", "--offline", "--quiet"]) == 0
    new = load(path.read_text("utf-8"), path.name)
    path.write_text(dump(old), "utf-8")
    assert main(["lock", "notes.md", "--from", "build/notes.apkg"]) == 0
    mended = load(path.read_text("utf-8"), path.name)
    assert (mended.guids, mended.layouts, mended.name) == (new.guids, old.layouts, old.name)
    assert mended.styles == old.styles
    assert set(old.entries) <= set(mended.entries)


def test_a_lock_gets_nothing_of_another_project(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = folder / "notes.deckgen.lock"
    lock = load(path.read_text("utf-8"), path.name)
    path.write_text(dump(replace(lock, project="other")), "utf-8")
    before = path.read_bytes()
    assert main(["lock", "notes.md", "--from", "build/notes.apkg"]) == 1
    assert "of other: if it is to be rebuilt, move it away first" in capsys.readouterr().err
    assert path.read_bytes() == before
    assert not (folder / "notes.deckgen.lock.older").exists()


def twin(guid: str, words: str = "What is it?", **changes: Any) -> Entry:
    return entry(guid, words=words, asked="", path="", sketch=sketch("It is that."), **changes)


def test_of_two_notes_that_say_the_same_the_one_with_reviews_is_the_question() -> None:
    here = replace(twin("new"), asked="a", answered="b", path="a.md", after="")
    entries = (here, twin("old", removed=True), twin("other", "What else?"), replace(twin("next"), after="new"))
    lock = Lock("p", entries)
    for there in ({"old"}, {"old", "new"}):
        made = without_twins(lock, {"new", "next"}, there, {"old", "next"})
        found = {one.guid: one for one in made.entries}
        assert found["old"] == replace(here, guid="old")
        assert found["next"].after == "old"
        assert found["other"] == lock.entries[2]
        assert ("new" in found) is ("new" in there)
        if "new" in found:
            assert (found["new"].removed, found["new"].words, found["new"].asked != "") == (True, "", True)


@pytest.mark.parametrize(
    ("known", "studied"), [({"a", "b"}, {"a"}), ({"a"}, {"a"}), (set(), set()), (set(), {"a", "b"})]
)
def test_equal_notes_of_which_none_stands_for_the_other_stay(known: set[str], studied: set[str]) -> None:
    lock = Lock("p", (twin("a"), twin("b")))
    assert without_twins(lock, known, {"a", "b"}, studied) == lock


def test_one_damaged_line_costs_one_line(folder: Path) -> None:
    """All other lines are sound and know more than a package does."""
    lock = folder / "notes.deckgen.lock"
    sheet = "".join(f"## What is {one}?\n\n<!-- id: {one} -->\n\nIt is {one}.\n\n" for one in ("one", "two", "three"))
    (folder / "notes.md").write_text(f"# T\n\n{sheet}", "utf-8")
    assert main(["build", "notes.md", "--offline", "--quiet"]) == 0
    before, package = load(lock.read_text("utf-8"), lock.name), (folder / "build" / "notes.apkg").read_bytes()
    damaged = next(entry for entry in before.entries if entry.anchor == "two")
    lock.write_text(lock.read_text("utf-8").replace(f'"{damaged.guid}", "type"', f'"{damaged.guid}", "tipe"'), "utf-8")
    assert main(["lock", "notes.md", "--from", "build/notes.apkg"]) == 0
    mended = load(lock.read_text("utf-8"), lock.name)
    assert {e for e in before.entries if e != damaged} <= set(mended.entries)
    assert [e.guid for e in mended.entries] == [e.guid for e in before.entries]
    assert mended.layouts == before.layouts
    assert main(["build", "notes.md", "--offline", "--quiet"]) == 0
    assert (folder / "build" / "notes.apkg").read_bytes() == package, "nothing is updated"


def test_what_was_shipped_later_counts() -> None:
    rebuilt = Lock("p", (replace(LOCK.entries[0], content="later", mod=2_000_000_000, asked=""), entry("new")))
    found = {one.guid: one for one in salvage(TEXT.partition("\n")[2], rebuilt).entries}
    assert found.pop("new") == entry("new")
    assert found.pop(LOCK.entries[0].guid) == replace(LOCK.entries[0], content="later", mod=2_000_000_000)
    assert salvage(dump(Lock("q", (entry("other"),))), rebuilt) == rebuilt, "the lock of another project"
