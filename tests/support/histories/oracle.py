"""Who each question truly is, and what of that deckgen can know: what it recognised is held against both."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from deckgen.compiler import Build
from deckgen.data import Match
from tests.support.histories.author import Author
from tests.support.histories.notes import Gapped, Note, Pair, Q

# A text of which less than this share stayed is another. An answer alone, below another question, tells less
# (docs/decisions/identity.md, Known limits). So does a text with marks that has left a file with a lock of its own: one
# is looked for where a line has three quarters of its words (past/text.py).
_STAYED, _ALONE = 0.6, 0.75


@dataclass(frozen=True)
class Known:
    """A note as the lock knows it, or only the package (`shown`), which has no Markdown.

    `path` is empty where its file has come from elsewhere.
    """

    guid: str
    note: Note
    path: str
    shown: bool = False

    def __str__(self) -> str:
        return f"{self.guid} ({self.path}: {self.note})"

    def tells(self, now: Note, path: str, *, joined: bool) -> bool:
        """Whether enough of the note is left for anybody to recognise it.

        In files that are built alone, an id is one only within its file, and its package is looked at only for it.
        """
        then, near = self.note, path == self.path or (joined and self.path != "")
        if self.shown:
            return near and then.markdown() == now.markdown()
        if isinstance(then, Gapped) and isinstance(now, Gapped):
            is_from_another = not joined and self.path not in ("", path)
            return then.kept(now) >= (_ALONE if is_from_another else _STAYED)
        if isinstance(then, Pair) and isinstance(now, Pair):
            same = then.word == now.word, then.meaning == now.meaning
            return any(same) if path == self.path else all(same)
        assert isinstance(then, Q)
        assert isinstance(now, Q)
        if now.anchor and now.anchor == then.anchor and near:
            return True
        enough = then.asked(now) >= _STAYED or then.answered(now) >= _ALONE
        stayed = then.writing == now.writing and enough
        return stayed or (then.title == now.title and path == self.path)


@dataclass
class Memory:
    """What the lock in force knows: notes by key, and of each guid which mark a number belongs to, and its words."""

    notes: dict[int, Known] = field(default_factory=dict)
    numbers: dict[str, dict[int, int]] = field(default_factory=dict)
    words: dict[str, dict[int, str]] = field(default_factory=dict)

    def copy(self) -> Memory:
        numbers = {guid: dict(numbers) for guid, numbers in self.numbers.items()}
        return Memory(dict(self.notes), numbers, {guid: dict(words) for guid, words in self.words.items()})

    def settle(self) -> None:
        """After a build the lock knows of what only a package showed no more than what stands in the sources."""
        self.notes = {key: known for key, known in self.notes.items() if not known.shown}
        guids = {known.guid for known in self.notes.values()}
        for of in (self.numbers, self.words):
            for guid in of.keys() - guids:
                del of[guid]


@dataclass
class Oracle:
    """`owners` are who each guid ever was; `package` is what the last packages show.

    `sure` are the guids of the notes of which it is known what they showed last, `doubtful` those that were gone
    when an older lock was in force. `behind` says that the lock is older
    than the last build, `lost` that there is none, and that nothing but the text tells whose the package is.
    """

    memory: Memory = field(default_factory=Memory)
    package: Memory = field(default_factory=Memory)
    owners: dict[str, int] = field(default_factory=dict)
    lost: bool = False
    behind: bool = False
    sure: set[str] = field(default_factory=set)
    doubtful: set[str] = field(default_factory=set)

    def go_by(self, lock: Memory, *, lost: bool = False) -> None:
        """An older lock, or an empty one, is in force; what it does not know the package may show."""
        self.memory, self.lost, self.behind = lock.copy(), lost, True
        for key, known in self.package.notes.items():
            # What became another note after that lock is the one or the other.
            if self.memory.notes.setdefault(key, replace(known, shown=True)).guid != known.guid:
                del self.memory.notes[key]
        self.sure = {known.guid for known in self.package.notes.values()}
        for guid, shown in self.package.numbers.items():
            numbers = self.memory.numbers.setdefault(guid, {})
            words = self.memory.words.setdefault(guid, {})
            for number, mark in shown.items():
                # Where lock and package contradict each other, nobody could know.
                if number not in numbers and mark not in numbers.values():
                    numbers[number] = mark
                    words[mark] = self.package.words[guid][mark]

    def move_in(self) -> None:
        """Files that were built alone become those of a project."""
        self.memory.notes = {key: replace(known, path="") for key, known in self.memory.notes.items()}

    def check(self, author: Author, builds: Iterable[Build], what: str, *, joined: bool) -> None:
        """Holds the builds against the truth, and remembers them."""
        places = {(m.question.span.path, m.question.span.line): m for build in builds for m in build.matches}
        if not places:
            return
        if self.lost and not self._is_own(author):
            self.memory = Memory()
        before = {known.guid for known in self.memory.notes.values()}
        self.package, self.lost = Memory(), False
        for key, (path, line, note) in author.listed().items():
            match = places.get((path, line))
            assert match, f"{what}: nothing was found at {path}:{line}: {note}"
            guid, was = match.guid, self.memory.notes.get(key)
            assert self.owners.setdefault(guid, key) == key, f"{what}: {note} took the history of another"
            if was and was.tells(note, path, joined=joined):
                assert guid == was.guid, f"{what}: {was} → {note} lost its history"
            if isinstance(note, Gapped):
                self._check_marks(match, note, what)
            self.memory.notes[key] = self.package.notes[key] = Known(guid, note, path)
        self.memory.settle()
        if not joined:
            self._move_on(author)
        here = {known.guid for known in self.package.notes.values()}
        self.doubtful = (self.doubtful | (before if self.behind else set())) - here
        self.sure = {known.guid for known in self.memory.notes.values()} - self.doubtful
        self.behind = False

    def _move_on(self, author: Author) -> None:
        """What stood in a file that is no more has gone on with its lock: one of that name is another file."""
        for key, known in self.memory.notes.items():
            if known.path not in author.files:
                self.memory.notes[key] = replace(known, path="")

    def _is_own(self, author: Author) -> bool:
        """Whether most notes of the package stand in the sources, so that it can be no other project's."""
        here = {key: note for key, (_, _, note) in author.listed().items()}
        return (
            sum(here.get(key) == known.note for key, known in self.package.notes.items()) > len(self.package.notes) / 2
        )

    def _check_marks(self, match: Match, note: Gapped, what: str) -> None:
        """No number goes to another mark, and a mark that stayed keeps its number."""
        guid = match.guid
        owners, words = self.memory.numbers.setdefault(guid, {}), self.memory.words.setdefault(guid, {})
        before = {mark: number for number, mark in owners.items()}
        now = {}
        for (number, _), piece in zip(match.gaps, note.marks, strict=True):
            owner = owners.get(number, piece.mark)
            assert owner == piece.mark, f"{what}: {piece} of {note} got {number}, the card of another mark"
            if words.get(piece.mark) == piece.words:
                assert number == before[piece.mark], f"{what}: {piece} of {note} lost its card {before[piece.mark]}"
            now[number] = piece.mark
            words[piece.mark] = piece.words
        owners |= now
        self.package.numbers[guid] = now
        self.package.words[guid] = {piece.mark: piece.words for piece in note.marks}
