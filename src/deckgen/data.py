"""What the stages hand over to each other: frozen values, no behaviour beyond small views of themselves."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Span:
    """A place in a source file; lines and columns count from 1, columns in code points."""

    path: str
    line: int
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
class Document:
    """One source file, decoded; `definitions` are its reference links as Markdown."""

    path: str
    body: Fragment
    front: tuple[tuple[str, str], ...] = ()
    definitions: str = ""

    def setting(self, key: str) -> str | None:
        """The front matter's value for `key`."""
        return dict(self.front).get(key)


@dataclass(frozen=True, slots=True)
class Question:
    """A question as the author wrote it; `answer` None means unanswered."""

    title: str
    prompt: Fragment
    answer: Fragment | None
    span: Span
    end_line: int
    deck: str
    topics: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    anchor: str | None = None
    definitions: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """A question and the note it is."""

    question: Question
    guid: str
    how: str


@dataclass(frozen=True, slots=True)
class Fields:
    """What a card shows, as HTML whose pictures still carry the author's addresses."""

    front: str
    back: str
    topic: str
    source: str


@dataclass(frozen=True, slots=True)
class Note:
    """A note ready for the package; `created` in ms, `mod` in s since the epoch."""

    guid: str
    deck: str
    fields: tuple[str, ...]
    tags: tuple[str, ...]
    created: int
    mod: int
