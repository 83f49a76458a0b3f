"""What the stages hand over to each other: frozen values, no behaviour beyond small views of themselves."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Span:
    """A place in a source file; lines and columns count from 1, columns in code points."""

    path: str
    line: int = 1
    column: int = 1


@dataclass(frozen=True, slots=True)
class Fragment:
    """Markdown lifted out of a file: its lines, and the line of the file that each came from."""

    path: str
    lines: tuple[str, ...]
    origins: tuple[int, ...]

    @property
    def text(self) -> str:
        """The Markdown, newline-terminated."""
        return "\n".join(self.lines) + "\n"

    def locate(self, needle: str) -> Span:
        """The first line that holds `needle`, else the fragment's first line."""
        for line, origin in zip(self.lines, self.origins, strict=True):
            if needle in line:
                return Span(self.path, origin, line.index(needle) + 1)
        return Span(self.path, self.origins[0] if self.origins else 1)


@dataclass(frozen=True, slots=True)
class Setting:
    """A key of the front matter that is ours: its values as written (several where it is a list), and its line."""

    key: str
    values: tuple[str, ...]
    line: int

    @property
    def text(self) -> str:
        """The value of a key that has one."""
        return ", ".join(self.values)


@dataclass(frozen=True, slots=True)
class Document:
    """One source file, decoded.

    `source` is every line of it, `body` what follows the front matter; `definitions` are its reference links and
    footnotes as Markdown, wherever in the file they stand.
    """

    path: str
    source: tuple[str, ...]
    body: Fragment
    front: tuple[Setting, ...] = ()
    definitions: str = ""

    def setting(self, key: str) -> tuple[str, ...]:
        """The front matter's values for `key`, none where it says nothing."""
        return next((setting.values for setting in reversed(self.front) if setting.key == key), ())


# Anki's two kinds of note type: with a front and a back, and with gaps in a text.
NoteKind = Literal["basic", "cloze"]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Written:
    """What an author wrote about any question: where it stands and what it belongs to.

    `title` is inline Markdown; `end_line` is the last line of the file that the card's front shows, from 1;
    `definitions` are the reference links and footnotes of the whole file.
    """

    title: str
    span: Span
    end_line: int
    deck: str
    topics: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    anchor: str | None = None
    definitions: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Basic(_Written):
    """A question with an answer, None while it has none; `title` asks, `prompt` is what else belongs to the question.

    `reversed` makes a second card that asks for the question.
    """

    prompt: Fragment
    answer: Fragment | None
    reversed: bool = False

    @property
    def note_kind(self) -> NoteKind:
        """A reversed question is a basic note with its second card switched on."""
        return "basic"

    @property
    def front(self) -> Fragment:
        """What the front shows below the title."""
        return self.prompt

    @property
    def fragments(self) -> tuple[Fragment, ...]:
        """All Markdown below the title, in order."""
        return (self.prompt, self.answer) if self.answer else (self.prompt,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cloze(_Written):
    """A text with gaps, in Anki's own marks `{{c1::…}}`; `title` is its first words."""

    text: Fragment

    @property
    def note_kind(self) -> NoteKind:
        """Always a cloze note."""
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
        """The text alone."""
        return (self.text,)


Question = Basic | Cloze


Role = Literal["front matter", "question", "unanswered", "topic", "introduction", "contents", "references", "skipped"]


@dataclass(frozen=True, slots=True)
class Part:
    """What a stretch of a file was taken for, lines from 1 and inclusive: every line of a file belongs to one."""

    role: Role
    line: int
    end_line: int
    why: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """How a file was read: its questions, a description in words ("level-2 headings, answers in block quotes"),
    what every line was taken for, and the layout as the lock keeps it ("headings-2").
    """

    questions: tuple[Question, ...]
    description: str = ""
    parts: tuple[Part, ...] = ()
    layout: str = ""


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
    """A question and the note it is; `how` it was recognised."""

    question: Question
    guid: str
    how: How
    fingerprint: Fingerprint


@dataclass(frozen=True, slots=True)
class Drawing:
    """A diagram as SVG, or what is wrong with its text."""

    svg: bytes = b""
    error: str = ""


# Draws a diagram in a language ("mermaid", "dot"); None when nothing at hand can.
Draw = Callable[[str, str], Drawing | None]


@dataclass(frozen=True, slots=True)
class Fields:
    """What a note shows, as HTML whose pictures still carry the author's addresses.

    `front` is the question (of a cloze note: the text with its clozes), `back` the answer.
    """

    front: str
    back: str
    topic: str
    source: str


@dataclass(frozen=True, slots=True)
class Note:
    """A note ready for the package; `created` in ms, `mod` in s since the epoch."""

    guid: str
    kind: NoteKind
    deck: str
    fields: tuple[str, ...]
    tags: tuple[str, ...]
    created: int
    mod: int
