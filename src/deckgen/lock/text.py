"""The text of deckgen.lock: one line for each note so that git can merge it, and each with a checksum.

A line ends in the checksum of its own text. The header counts the notes and files, and has a digest of all their
checksums: a lock of one header holds exactly these lines. A lock with several headers was merged, for
`deckgen.lock merge=union` in .gitattributes keeps the lines of both branches, and no digest fits it. What it must hold
then follows from its lines: as many notes as a header counts, and each note that is named by the one after it or, if
it is the last, by its file.
"""

import base64
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass

from deckgen import ids
from deckgen.diagnostics import DeckgenError
from deckgen.lock import rows
from deckgen.lock.file import Entry, Lock, Style
from deckgen.lock.rows import Row
from deckgen.lock.union import later

VERSION = 2
_SUM = re.compile(r', "sum": "([a-z2-7]{8})"\}')
_SUM_LENGTH = len(', "sum": "12345678"}')
_CONFLICT = ("<<<<<<<", "|||||||", "=======", ">>>>>>>")


class _Damaged(Exception):
    """What is wrong with the line of this number."""

    def __init__(self, number: int, reason: str) -> None:
        super().__init__(reason)
        self.number = number


@dataclass(frozen=True, slots=True)
class _Line:
    """`sum` is empty in a line that version 1 wrote."""

    number: int
    row: Row
    sum: str


def dump(lock: Lock) -> str:
    """The text of the file: a header, then the files by path, then the notes by guid; empty values are left out."""
    guids = {entry.guid for entry in lock.entries}
    last = _last(lock.entries)
    lines = [
        _signed({"file": path, "layout": layout, "last": last.get(path, [])})
        for path, layout in sorted(lock.layouts.items())
    ]
    lines += [_signed(rows.row(entry, guids)) for entry in sorted(lock.entries, key=lambda e: e.guid)]
    styles = {name: asdict(lock.styles[name]) for name in sorted(lock.styles)}
    counts = {"notes": len(guids), "files": len(lock.layouts), "digest": _digest(_sum(line) for line in lines)}
    header = _signed({"deckgen": VERSION, "project": lock.project, "styles": styles} | counts)
    return "".join(line + "\n" for line in (header, *lines))


def load(text: str, path: str, rebuild: str = "deckgen lock --from build/NAME.apkg") -> Lock:
    """The lock; raises DeckgenError with the line that is damaged and the two ways out, of which `rebuild` is one.

    Of a note or a header that stands twice, the later one counts. A merged lock that seems to lack something is `torn`.
    """
    way = f"take it back with `git checkout -- {path}`, or rebuild it with `{rebuild}` (the last package, or an export)"
    try:
        return _lock(tuple(_lines(text, path)), path, way)
    except _Damaged as error:
        raise DeckgenError(f"{path}:{error.number}: {error}; {way}") from error


def _signed(row: Row) -> str:
    """The row as a line that ends in its checksum."""
    line = json.dumps(row, ensure_ascii=False)
    return f'{line[:-1]}, "sum": "{_checksum(line[:-1])}"}}'


def _checksum(text: str) -> str:
    """Eight letters and digits, 40 bits: a changed line passes once in 10^12 times."""
    return base64.b32encode(ids.digest(text)[:5]).decode().lower()


def _sum(line: str) -> str:
    """The checksum at the end of the line, empty if there is none."""
    found = _SUM.fullmatch(line[-_SUM_LENGTH:])
    return found[1] if found else ""


def _digest(sums: Iterable[str]) -> str:
    """One digest of lines in any order; a line that stands twice counts once."""
    return ids.short(*sorted(set(sums)))


def _last(entries: Iterable[Entry]) -> dict[str, list[str]]:
    """The notes of each file that no other one comes after; mostly one."""
    live = [entry for entry in entries if not entry.removed]
    followed = {entry.after for entry in live}
    last: dict[str, list[str]] = {}
    for guid, path in sorted((entry.guid, entry.path) for entry in live if entry.guid not in followed):
        last.setdefault(path, []).append(guid)
    return last


def _lines(text: str, path: str) -> Iterator[_Line]:
    """The lines that are not blank; raises _Damaged where one is no JSON object or its checksum is another."""
    for number, raw in enumerate(text.split("\n"), 1):
        # git may write the line ends of Windows.
        line = raw.removesuffix("\r")
        if line.startswith(_CONFLICT):
            raise DeckgenError(f"{path}:{number}: a merge conflict is not resolved; keep the lines of both sides")
        if not line.strip():
            continue
        checksum = _sum(line)
        # Also where a header says that it is newer: it has its checksum in every version.
        if checksum and checksum != _checksum(line[:-_SUM_LENGTH]):
            raise _Damaged(number, "this line was changed, its checksum is another")
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise _Damaged(number, f"this line is not a lock entry ({error})") from error
        if not isinstance(row, dict):
            raise _Damaged(number, "this line is not a lock entry (no object)")
        yield _Line(number, row, checksum)


def _lock(lines: tuple[_Line, ...], path: str, way: str) -> Lock:
    """The lock of these lines; raises _Damaged."""
    heads = [line for line in lines if "deckgen" in line.row]
    if not heads:
        raise _Damaged(1, "the lock has no header")
    versions = [_version(head, path) for head in heads]
    read = _Read()
    for line in lines:
        if not line.sum and 1 not in versions:
            raise _Damaged(line.number, "this line is not a lock entry (it has no checksum)")
        try:
            read.take(line)
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise _Damaged(line.number, f"this line is not a lock entry ({error})") from error
    distinct = {head.sum or str(head.number): head for head in heads}
    torn = ""
    if len(distinct) > 1:
        if VERSION in versions and (lack := read.lack()):
            number, what = lack
            torn = (
                f"{path}:{number}: lines of this merged lock are missing ({what}), and not every question is in what "
                f"is left of it, word for word; {way}, or take one branch's with `git checkout BRANCH -- {path}`"
            )
    elif versions[0] > 1:
        read.hold(heads[0])
    entries = tuple(read.entries[guid] for guid in sorted(read.entries))
    return Lock(read.project, entries, read.styles, read.layouts, torn)


def _version(head: _Line, path: str) -> int:
    try:
        version = rows.number(head.row, "deckgen")
    except TypeError as error:
        raise _Damaged(head.number, f"this line is not a lock entry ({error})") from error
    if version > VERSION:
        raise DeckgenError(f"{path}:{head.number}: written by a newer deckgen; update deckgen")
    # Every line that this version writes has a checksum; a header without one is of version 1.
    if version != (VERSION if head.sum else 1):
        raise _Damaged(head.number, "this line is not a lock entry (its version and its checksum do not agree)")
    return version


class _Read:
    """What was read so far, line by line."""

    def __init__(self) -> None:
        self.project = ""
        self.entries: dict[str, Entry] = {}
        self.layouts: dict[str, str] = {}
        self.styles: dict[str, Style] = {}
        self.sums: set[str] = set()
        # The line of the header that counts the most notes, and their number.
        self.most = (1, 0)
        # The line in which a note is named, by its guid.
        self.named: dict[str, int] = {}

    def take(self, line: _Line) -> None:
        """Adds a line; raises TypeError, ValueError, KeyError or _Damaged where it is damaged."""
        row = line.row
        if "deckgen" in row:
            self._head(line)
            return
        self.sums.add(line.sum)
        # A line of this version whose checksum cannot be read is not one of version 1.
        known = {"file", "layout"} if "file" in row else rows.KEYS
        if not line.sum and (strange := sorted(row.keys() - known)):
            raise TypeError(f"unknown: {strange[0]}")
        if "file" in row:
            self.layouts[rows.text(row, "file")] = rows.text(row, "layout")
            named = rows.texts(row, "last")
        else:
            entry = rows.entry(row)
            self.entries[entry.guid] = later(self.entries.get(entry.guid, entry), entry)
            named = [entry.after] if entry.after else []
        for guid in named:
            self.named.setdefault(guid, line.number)

    def _head(self, line: _Line) -> None:
        project = rows.text(line.row, "project")
        if project != (self.project or project):
            raise _Damaged(line.number, f"the lock of another project, {project}")
        self.project = project
        for name, style in rows.styles(line.row["styles"]).items():
            if name not in self.styles or style.mod > self.styles[name].mod:
                self.styles[name] = style
        if line.sum and (count := rows.number(line.row, "notes")) > self.most[1]:
            self.most = (line.number, count)

    def hold(self, head: _Line) -> None:
        """Raises _Damaged unless there is exactly what the only header says."""
        should = Counter({"notes": head.row.get("notes"), "files": head.row.get("files")})
        there = Counter({"notes": len(self.entries), "files": len(self.layouts)})
        for what, count in should.items():
            if count != there[what]:
                raise _Damaged(head.number, f"this header counts {count} {what}, and {there[what]} are there")
        if head.row.get("digest") != _digest(self.sums):
            raise _Damaged(head.number, "the lines below are not those that this header was written with")

    def lack(self) -> tuple[int, str] | None:
        """The line that tells of something that is not there, and what; None if nothing is known to be missing."""
        number, count = self.most
        if len(self.entries) < count:
            return number, f"this header counts {count} notes, and {len(self.entries)} are there"
        for guid, line in self.named.items():
            if guid not in self.entries:
                return line, f"this line names the note {guid}"
        for entry in self.entries.values():
            if entry.path and not entry.removed and entry.path not in self.layouts:
                return number, f"{entry.path} has no line"
        return None
