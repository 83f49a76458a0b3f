"""The text of deckgen.lock: one line for each note so that git can merge it, and each with a checksum.

A line ends in the checksum of its own text. The header counts the notes and files, and has a digest of all their
checksums: a lock of one header holds exactly these lines. A lock with several headers was merged, for
`deckgen.lock merge=union` in .gitattributes keeps the lines of both branches, and no digest fits it. What it must hold
then follows from its lines: as many notes as a header counts, and each note that is named by the one after it or, if
it is the last, by its file.
"""

import json
import shlex
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict, replace

from deckgen.data import Span
from deckgen.diagnostics import LOCK_UNREADABLE, Diagnostic, Faulty
from deckgen.lock import rows
from deckgen.lock.file import Entry, Lock
from deckgen.lock.held import UNREADABLE, Damaged, Held, Line
from deckgen.lock.sums import LENGTH, checksum, digest, signed, sum_of
from deckgen.wording import reason, said

VERSION = 2
_CONFLICT = ("<<<<<<<", "|||||||", "=======", ">>>>>>>")


def dump(lock: Lock) -> str:
    """The text of the file: a header, then the files by path, then the notes by guid; empty values are left out."""
    guids = lock.guids
    last = _last(lock.entries)
    lines = [
        signed({"file": path, "layout": layout, "last": last.get(path, [])})
        for path, layout in sorted(lock.layouts.items())
    ]
    lines += [signed(rows.row(entry, guids)) for entry in sorted(lock.entries, key=lambda e: e.guid)]
    styles = {name: asdict(lock.styles[name]) for name in sorted(lock.styles)}
    counts = {"notes": len(guids), "files": len(lock.layouts), "digest": digest(sum_of(line) for line in lines)}
    name = {"name": lock.name} if lock.name else {}
    header = signed({"deckgen": VERSION, "project": lock.project, **name, "styles": styles} | counts)
    return "".join(line + "\n" for line in (header, *lines))


def load(
    text: str, path: str, rebuild: str = "deckgen lock --from build/NAME.apkg", git: Callable[[str], str] | None = None
) -> Lock:
    """The lock; raises Faulty with the line that is damaged and the two ways out, of which `rebuild` is one.

    The other is `git`: it has a command of Git for the lock as one types it, empty where there is no Git. Of a note or
    a header that stands twice, the later one counts. A merged lock that seems to lack something is `torn`.
    """
    back, branch = map(
        git or (lambda command: f"git {command} -- {shlex.quote(path)}"), ("checkout", "checkout BRANCH")
    )
    way = said("rebuild it with `{command}` (the last package, or an export)", command=rebuild)
    if back:
        way = said("take it back with `{git}`, or {way}", git=back, way=way)
    try:
        return _lock(tuple(_lines(text, path)), path, way, branch)
    except Damaged as error:
        wrong = Diagnostic(LOCK_UNREADABLE, Span(path, error.number), error.reason, error.cure or way)
        raise Faulty(wrong) from error


def salvage(text: str, rebuilt: Lock) -> Lock:
    """The lock that was rebuilt from a package, with what the sound lines of the old one know besides."""
    held = Held()
    for raw in text.split("\n"):
        with suppress(*UNREADABLE, Damaged):
            for line in _lines(raw, ""):
                if line.sum:
                    held.take(line)
    if held.project not in ("", rebuilt.project):
        return rebuilt
    entries = {entry.guid: entry for entry in rebuilt.entries}
    for entry in held.entries.values():
        shipped = entries.get(entry.guid, entry)
        # The lock is never older than what was shipped, or the next edit would not arrive.
        late = shipped if shipped.mod > entry.mod else entry
        entries[entry.guid] = replace(entry, content=late.content, mod=late.mod)
    styles = dict(rebuilt.styles)
    for key, style in held.styles.items():
        styles[key] = style if key not in styles or style.mod >= styles[key].mod else styles[key]
    layouts = {**rebuilt.layouts, **held.layouts}
    return Lock(rebuilt.project, tuple(entries.values()), styles, layouts, held.name or rebuilt.name)


def _last(entries: Iterable[Entry]) -> dict[str, list[str]]:
    """The notes of each file that no other one comes after; mostly one."""
    live = [entry for entry in entries if not entry.removed]
    followed = {entry.after for entry in live}
    last: dict[str, list[str]] = {}
    for guid, path in sorted((entry.guid, entry.path) for entry in live if entry.guid not in followed):
        last.setdefault(path, []).append(guid)
    return last


def _lines(text: str, path: str) -> Iterator[Line]:
    """The lines that are not blank; raises Damaged where one is no JSON object or its checksum is another."""
    for number, raw in enumerate(text.split("\n"), 1):
        # git may write the line ends of Windows.
        line = raw.removesuffix("\r")
        if line.startswith(_CONFLICT):
            cure = said(
                "keep the lines of both sides, as git does with `{file} merge=union` in .gitattributes", file=path
            )
            raise Damaged(number, said("a merge conflict is not resolved"), cure)
        if not line.strip():
            continue
        signature = sum_of(line)
        # Also where a header says that it is newer: it has its checksum in every version.
        if signature and signature != checksum(line[:-LENGTH]):
            raise Damaged(number, said("this line was changed, its checksum is another"))
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise Damaged(number, said("this line is not a lock entry")) from error
        if not isinstance(row, dict):
            raise Damaged(number, said("this line is not a lock entry (no object)"))
        yield Line(number, row, signature)


def _lock(lines: tuple[Line, ...], path: str, way: str, branch: str) -> Lock:
    """The lock of these lines; raises Damaged."""
    heads = [line for line in lines if "deckgen" in line.row]
    if not heads:
        raise Damaged(1, said("the lock has no header"))
    versions = [_version(head) for head in heads]
    held = Held()
    for line in lines:
        if not line.sum and 1 not in versions:
            raise Damaged(line.number, said("this line is not a lock entry (it has no checksum)"))
        try:
            held.take(line)
        except UNREADABLE as error:
            raise Damaged(line.number, said("this line is not a lock entry ({why})", why=reason(error))) from error
    distinct = {head.sum or str(head.number): head for head in heads}
    torn = None
    if len(distinct) > 1:
        if VERSION in versions and (lack := held.lack()):
            number, what = lack
            message = said(
                "lines of this merged lock are missing ({what}), and not every question is in what is left of it, "
                "word for word",
                what=what,
            )  # fmt: skip
            cure = said("{way}, or take one branch's with `{git}`", way=way, git=branch) if branch else way
            torn = Diagnostic(LOCK_UNREADABLE, Span(path, number), message, cure)
    elif versions[0] > 1:
        held.hold(heads[0])
    entries = tuple(held.entries[guid] for guid in sorted(held.entries))
    return Lock(held.project, entries, held.styles, held.layouts, held.name, torn, tuple(held.claimed))


def _version(head: Line) -> int:
    try:
        version = rows.number(head.row, "deckgen")
    except TypeError as error:
        raise Damaged(head.number, said("this line is not a lock entry ({why})", why=reason(error))) from error
    if version > VERSION:
        raise Damaged(head.number, said("written by a newer deckgen"), said("update deckgen"))
    # Every line that this version writes has a checksum; a header without one is of version 1.
    if version != (VERSION if head.sum else 1):
        text = said("this line is not a lock entry (its version and its checksum do not agree)")
        raise Damaged(head.number, text)
    return version
