"""What the lines of a lock say that was read so far, and whether that is all that must be there."""

from dataclasses import dataclass

from deckgen.lock import rows
from deckgen.lock.file import Entry, Style
from deckgen.lock.rows import Row
from deckgen.lock.sums import digest
from deckgen.lock.union import apart, later, preferred
from deckgen.wording import counted, said

UNREADABLE = (ValueError, TypeError, KeyError, AttributeError)


class Damaged(Exception):
    """What is wrong with the line of this number; `cure` where there is another than to take the lock back."""

    def __init__(self, number: int, reason: str, cure: str = "") -> None:
        super().__init__(reason)
        self.number, self.reason, self.cure = number, reason, cure


@dataclass(frozen=True, slots=True)
class Line:
    """`sum` is empty in a line that version 1 wrote."""

    number: int
    row: Row
    sum: str


class Held:
    """What was read so far, line by line."""

    def __init__(self) -> None:
        self.project = ""
        self.name = ""
        self.entries: dict[str, Entry] = {}
        # The notes that have the guid of another one, which keeps it.
        self.claimed: list[Entry] = []
        self.layouts: dict[str, str] = {}
        self.styles: dict[str, Style] = {}
        self.sums: set[str] = set()
        # The line of the header that counts the most notes, and their number.
        self.most = (1, 0)
        # The line in which a note is named, by its guid.
        self.named: dict[str, int] = {}

    def take(self, line: Line) -> None:
        """Adds a line; raises TypeError, ValueError, KeyError or Damaged where it is damaged."""
        row = line.row
        if "deckgen" in row:
            self._head(line)
            return
        self.sums.add(line.sum)
        # A line of this version whose checksum cannot be read is not one of version 1.
        known = ("file", "layout") if "file" in row else rows.KEYS
        if not line.sum and (strange := sorted(row.keys() - set(known))):
            raise TypeError(said("unknown: {key}", key=strange[0]))
        if "file" in row:
            self.layouts[rows.text(row, "file")] = rows.text(row, "layout")
            named = rows.texts(row, "last")
        else:
            entry = rows.entry(row)
            held = self.entries.get(entry.guid, entry)
            if apart(held, entry):
                self.entries[entry.guid], other = preferred(held, entry)
                self.claimed.append(other)
            else:
                self.entries[entry.guid] = later(held, entry)
            named = [entry.after] if entry.after else []
        for guid in named:
            self.named.setdefault(guid, line.number)

    def _head(self, line: Line) -> None:
        project = rows.text(line.row, "project")
        if project != (self.project or project):
            raise Damaged(line.number, said("the lock of another project, {project}", project=project))
        self.project = project
        self.name = rows.text(line.row, "name") if "name" in line.row else self.name
        for name, style in rows.styles(line.row["styles"]).items():
            if name not in self.styles or style.mod > self.styles[name].mod:
                self.styles[name] = style
        if line.sum and (count := rows.number(line.row, "notes")) > self.most[1]:
            self.most = (line.number, count)

    def hold(self, head: Line) -> None:
        """Raises Damaged unless there is exactly what the only header says."""
        if (count := head.row.get("notes")) != (there := len(self.entries)):
            fault = said("this header counts {number} notes, {there} are there", number=count, there=there)
        elif (count := head.row.get("files")) != (there := len(self.layouts)):
            fault = said("this header counts {number} files, {there} are there", number=count, there=there)
        elif head.row.get("digest") != digest(self.sums):
            fault = said("the lines are not those that this header was written with")
        else:
            return
        cure = said("after a merge, keep the headers of both sides")
        raise Damaged(head.number, said("{fault} ({cure})", fault=fault, cure=cure))

    def lack(self) -> tuple[int, str] | None:
        """The line that tells of something that is not there, and what; None if nothing is known to be missing."""
        number, count = self.most
        if len(self.entries) < count:
            notes = counted(count, "note")
            return number, said("this header counts {notes}, {there} are there", notes=notes, there=len(self.entries))
        for guid, line in self.named.items():
            if guid not in self.entries:
                return line, said("this line names the note {guid}", guid=guid)
        for entry in self.entries.values():
            if entry.path and not entry.removed and entry.path not in self.layouts:
                return number, said("{file} has no line", file=entry.path)
        return None
