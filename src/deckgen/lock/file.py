"""What deckgen.lock holds: what every note was at the last build."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from deckgen.data import NoteKind
from deckgen.diagnostics import Diagnostic


@dataclass(frozen=True, slots=True)
class Adopted:
    """A note that deckgen did not make, whose history in Anki goes to one of ours: its id and its guid.

    `cards` are (ordinal among its cards, ordinal among ours): a card's history goes to the card that asks the same.
    `text` is the digest of its fields when it was found to be the same. `arrived` is true once a delivery has found
    that it is gone from the collection: until then an import of our package would stand beside it.
    """

    id: int
    guid: str
    cards: tuple[tuple[int, int], ...]
    text: str = ""
    arrived: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """One note at the last build.

    `after` is the guid of the note before it in its file. Unlike a number it changes only where something changed, so
    that git can merge. `asked`, `answered`, `words` and `sketch` are the fingerprint. `different` are the digests of
    questions that the author said it is not. `content` is the digest of what the note shows, empty for a question that
    never had an answer. `created` is in ms and `mod` in s since the epoch. `decks` are those it was in before: a card
    that is still in one of them was not moved by its owner. `home` is the project that the note was made in, where that
    is another one: the note keeps that project's note type. `tags` are all that it ever had from its author, the latest
    last, and `texts` the digests of what its fields showed, the latest last: what else is in Anki is its owner's.
    `gaps` are the numbers of a cloze's gaps with their words, in reading order, and `gone` those of the gaps that it
    had before: a number is never given to other words. One that is gone with several words was given to them on two
    branches. `adopts` is the note in Anki whose history it takes over.
    `written` is the title as people read it, where `words`, which are compared, have it otherwise. `went` says when, in
    s since the epoch, the note was removed, 0 where that is not known.
    """

    guid: str
    type: NoteKind
    path: str
    deck: str
    after: str
    asked: str
    answered: str
    words: str
    sketch: str
    content: str
    created: int
    mod: int
    anchor: str | None = None
    removed: bool = False
    different: tuple[str, ...] = ()
    decks: tuple[str, ...] = ()
    home: str = ""
    tags: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    gaps: tuple[tuple[int, str], ...] = ()
    gone: tuple[tuple[int, str], ...] = ()
    reversed: bool = False
    adopts: Adopted | None = None
    written: str = ""
    went: int = 0

    @property
    def title(self) -> str:
        """The question's title as it is compared, without markup."""
        return self.words.partition("\n")[0]

    @property
    def shown(self) -> str:
        """The question's title for people to read."""
        return self.written or self.title

    @property
    def waits(self) -> bool:
        """True if a delivery still has to find that what it adopts is gone."""
        return self.adopts is not None and not self.adopts.arrived

    @property
    def cards(self) -> frozenset[int]:
        """The ordinals of its cards in Anki."""
        if self.type == "cloze":
            return frozenset(number - 1 for number, _ in self.gaps)
        return frozenset((0, 1) if self.reversed else (0,))


@dataclass(frozen=True, slots=True)
class Style:
    """How a note type looked at the last build: a digest of templates and CSS, and its `mod` in s since the epoch."""

    hash: str
    mod: int


@dataclass(frozen=True, slots=True)
class Lock:
    """The project's id, which never changes, all notes that ever were, the note types, and the layout of each file.

    `name` is what the project was called at the last build, empty in a lock of before there was one. `torn` says what a
    merged lock seems to lack, None if nothing. `claimed` are notes to which a merged branch
    gave the guid of another one, which keeps it.
    """

    project: str
    entries: tuple[Entry, ...] = ()
    styles: Mapping[str, Style] = field(default_factory=dict)
    layouts: Mapping[str, str] = field(default_factory=dict)
    name: str = ""
    torn: Diagnostic | None = field(default=None, compare=False)
    claimed: tuple[Entry, ...] = field(default=(), compare=False)

    @property
    def guids(self) -> set[str]:
        """The guids of all notes that ever were."""
        return {entry.guid for entry in self.entries}
