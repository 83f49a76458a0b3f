"""The values that the stages hand to each other: frozen, with no behaviour beyond small views of themselves."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Span:
    """A place in a source file: its line and its column, both from 1, the column in code points."""

    path: str
    line: int = 1
    column: int = 1


@dataclass(frozen=True, slots=True)
class Fragment:
    """Markdown lifted out of a file: its lines, and where in the file each of them came from.

    `origins` are the numbers of the lines in the file, from 1; `margins` are how many characters stood before each line
    there (an indent, a quote's mark), none where they are not given.
    """

    path: str
    lines: tuple[str, ...]
    origins: tuple[int, ...]
    margins: tuple[int, ...] = ()

    @property
    def text(self) -> str:
        """The Markdown, newline-terminated."""
        return "\n".join(self.lines) + "\n"

    def span(self, line: int = 0, column: int = 0) -> Span:
        """The place in the file of a line and column of this fragment, which both count from 0."""
        if not self.origins:
            return Span(self.path)
        line = min(line, len(self.origins) - 1)
        return Span(self.path, self.origins[line], column + 1 + (self.margins[line] if self.margins else 0))


@dataclass(frozen=True, slots=True)
class Setting:
    """A key of the front matter that deckgen reads: its values as written, several if it is a list, and its line."""

    key: str
    values: tuple[str, ...]
    line: int

    @property
    def text(self) -> str:
        """The values as one text."""
        return ", ".join(self.values)


@dataclass(frozen=True, slots=True)
class Document:
    """One source file, decoded.

    `source` are all its lines, `body` those that follow the front matter. `definitions` are its reference links and
    footnotes, wherever in the file they stand.
    """

    path: str
    source: tuple[str, ...]
    body: Fragment
    definitions: Fragment
    front: tuple[Setting, ...] = ()

    def setting(self, key: str) -> tuple[str, ...]:
        """The front matter's values for `key`; none if it does not set the key."""
        return next((setting.values for setting in reversed(self.front) if setting.key == key), ())


# Anki's two kinds of note type: with a front and a back, and with gaps in a text.
NoteKind = Literal["basic", "cloze"]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Written:
    """What every question has: its title, its place in the file, and what it belongs to.

    `title` is inline Markdown on one line, empty where the front begins with code or a list; `title_source` are the
    lines that it was taken from. `end_line` is the last line of the file that the front of the card shows. `topics` are
    the headings above it, outermost first. `anchor` is the id that the author gave it. `definitions` are the reference
    links and footnotes of the whole file.
    """

    title: str
    span: Span
    end_line: int
    deck: str
    topics: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    anchor: str | None = None
    definitions: Fragment = Fragment("", (), ())
    title_source: Fragment = Fragment("", (), ())


@dataclass(frozen=True, slots=True)
class Choice:
    """The options among the lines of a prompt: the line and the column where each begins behind its bullet, from 0.

    `right` are the places of the right ones among them, from 0; none where that is not known. The last one does not end
    before the line `end`.
    """

    starts: tuple[tuple[int, int], ...]
    right: tuple[int, ...] = ()
    end: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Basic(_Written):
    """A question with an answer.

    `prompt` is what belongs to the question besides its title; `answer` is None while the author has not written one.
    `choice` are the options that the prompt offers. `reversed` makes a second card, which asks for the question.
    `shown` is the title as the front shows it, where that is not the title itself. The clozes in a question that is
    `gapped` are notes of their own; it shows their words.
    """

    prompt: Fragment
    answer: Fragment | None
    choice: Choice | None = None
    reversed: bool = False
    shown: str = ""
    gapped: bool = False

    @property
    def note_kind(self) -> NoteKind:
        """Always "basic": a reversed question is a basic note whose second card is switched on."""
        return "basic"

    @property
    def front(self) -> Fragment:
        """The Markdown that the front shows below the title."""
        return self.prompt

    @property
    def fragments(self) -> tuple[Fragment, ...]:
        """All Markdown below the title, in order."""
        return (self.prompt, self.answer) if self.answer else (self.prompt,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cloze(_Written):
    """A text with gaps in Anki's notation `{{c1::…}}`; its title is its first words, and `back` only the back shows.

    `marked` are the words of those gaps that the author did not number, as written: they are numbered from 1 in
    reading order, until it is known which number each of them has had.
    """

    text: Fragment
    marked: tuple[str, ...] = ()
    back: Fragment | None = None

    @property
    def note_kind(self) -> NoteKind:
        """Always "cloze"."""
        return "cloze"

    @property
    def front(self) -> Fragment:
        """The whole text, with its gaps."""
        return self.text

    @property
    def answer(self) -> Fragment:
        """The whole text: what is hidden on the front is the answer."""
        return self.text

    @property
    def fragments(self) -> tuple[Fragment, ...]:
        """The text and what stands below it, in order."""
        return (self.text, self.back) if self.back else (self.text,)


Question = Basic | Cloze
Role = Literal[
    "front matter", "question", "unanswered", "answers", "topic", "introduction", "contents", "references", "skipped"
]


@dataclass(frozen=True, slots=True)
class Part:
    """Some lines of a file, from 1 to `end_line`, their role, and why; every line belongs to exactly one part."""

    role: Role
    line: int
    end_line: int
    why: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """How a file was read: its questions, and the parts that all its lines belong to.

    `description` is how the questions are written, in words ("level-2 headings, answers in block quotes"); `layout` is
    the same as the lock keeps it ("headings-2"). `told` says that the author set how they are written.
    """

    questions: tuple[Question, ...]
    description: str = ""
    parts: tuple[Part, ...] = ()
    layout: str = ""
    told: bool = False


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What a question is recognised by.

    `asked` and `answered` are digests of the question and its answer, the latter empty without an answer. `words` are
    the question for people to read: its title without markup on the first line. `sketch` estimates how much of the
    text below the title stayed.
    """

    asked: str
    answered: str
    words: str
    sketch: str

    @property
    def title(self) -> str:
        """The title without markup."""
        return self.words.partition("\n")[0]


How = Literal["new", "same", "moved", "reworded", "anchored"]


@dataclass(frozen=True, slots=True)
class Match:
    """A question, the guid of the note it is, and how it was recognised.

    `gaps` are the numbers of a cloze's gaps with their words, and `gone` those of the gaps that it had before.
    """

    question: Question
    guid: str
    how: How
    fingerprint: Fingerprint
    gaps: tuple[tuple[int, str], ...] = ()
    gone: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Drawing:
    """A diagram as SVG, or the error in its text."""

    svg: bytes = b""
    error: str = ""


# Draws a diagram from its language ("mermaid", "dot") and its text; None if nothing that is installed can.
Draw = Callable[[str, str], Drawing | None]


# Behind the address of a picture: the one that is shown in its place by night.
NIGHT = "#night"


@dataclass(frozen=True, slots=True)
class Reference:
    """A picture, sound or video that a note shows: its address as written, and where."""

    address: str
    span: Span


@dataclass(frozen=True, slots=True)
class Fields:
    """What a note shows, as HTML; pictures have the names of their files in the package, or keep their addresses.

    `front` is the question, or the text of a cloze with its gaps; `back` is the answer.
    """

    front: str
    back: str
    topic: str
    source: str


@dataclass(frozen=True, slots=True)
class Note:
    """A note ready for the package; `created` is in ms and `mod` in s since the epoch.

    `home` is the project whose note type it has, if that is another one than the project that is built.
    """

    guid: str
    kind: NoteKind
    deck: str
    fields: tuple[str, ...]
    tags: tuple[str, ...]
    created: int
    mod: int
    home: str = ""
