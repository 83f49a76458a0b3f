"""What deckgen tells authors: the rules, and diagnostics with their order, their verdict and their text."""

import re
import shlex
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from deckgen.data import Setting, Span
from deckgen.wording import Translate, changed, counted, exchanged, listed, said, translated


class DeckgenError(Exception):
    """Trouble with the world, such as an unreadable file or a full disk, and not with what the author wrote.

    Its arguments are the lines of the message.
    """

    def __str__(self) -> str:
        return "\n".join(map(str, self.args))


# What a terminal acts on or hides: control characters, line and paragraph separators, marks of direction (UAX #9), of
# annotation, halves of pairs. Joiners and blanks of every width belong to words and emoji.
_ACTING = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2060\u2066-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]"
)


def printable(text: str) -> str:
    """A text in one line, as it may be printed: what would act on a terminal is shown as JSON escapes it."""
    return _ACTING.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


class Interrupted(DeckgenError):
    """Somebody pressed Ctrl-C, and there is more to say about it than that."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of mistake. Its code consists of words and never changes."""

    code: str
    severity: Literal["error", "warning"]


ENCODING = Rule("encoding", "error")
CONFLICT = Rule("conflict", "error")
ID_DUPLICATE = Rule("id-duplicate", "error")
RECOGNITION_UNSURE = Rule("recognition-unsure", "warning")
KIND_CHANGED = Rule("kind-changed", "warning")
FENCE_UNCLOSED = Rule("fence-unclosed", "warning")
CONFIG_UNKNOWN_KEY = Rule("config-unknown-key", "warning")
FRONT_MATTER = Rule("front-matter", "warning")
CONFIG_VALUE = Rule("config-value", "error")
QUESTION_UNANSWERED = Rule("question-unanswered", "warning")
KEY_UNREAD = Rule("key-unread", "warning")
QUESTION_DUPLICATE = Rule("question-duplicate", "warning")
FILE_TWIN = Rule("file-twin", "warning")
DECK_TWIN = Rule("deck-twin", "warning")
DECK_TOO_DEEP = Rule("deck-too-deep", "error")
NOTES_NONE = Rule("notes-none", "error")
PROJECT_NEW = Rule("project-new", "warning")
PROJECT_RENAMED = Rule("project-renamed", "warning")
PROJECT_TWIN = Rule("project-twin", "warning")
PACKAGE_OTHER = Rule("package-other", "warning")
LOCK_MISSING = Rule("lock-missing", "warning")
LOCK_OLD = Rule("lock-old", "warning")
LOCK_TAKEN = Rule("lock-taken", "warning")
LOCK_UNREADABLE = Rule("lock-unreadable", "error")
ADOPTION_PENDING = Rule("adoption-pending", "warning")
INSIDE_PROJECT = Rule("inside-project", "warning")
COMMENT_UNKNOWN = Rule("comment-unknown", "warning")
SHAPE_CHANGED = Rule("shape-changed", "warning")
SHAPE_UNSURE = Rule("shape-unsure", "warning")
QUESTION_NONE = Rule("question-none", "warning")
CODE_LANGUAGE = Rule("code-language", "warning")
DIAGRAM_ERROR = Rule("diagram-error", "warning")
DEFINITION_LIST = Rule("definition-list", "warning")
LINK_DEFINITION = Rule("link-definition", "warning")
CODE_PROSE = Rule("code-indented-prose", "warning")
MATH_ERROR = Rule("math-error", "warning")
MATH_UNDEFINED = Rule("math-undefined", "warning")
MATH_DEFINITION = Rule("math-definition", "warning")
MATH_UNSAFE = Rule("math-unsafe", "warning")
CLOZE_REMOVED = Rule("cloze-removed", "warning")
CLOZE_RENUMBERED = Rule("cloze-renumbered", "warning")
CLOZE_NONE = Rule("cloze-none", "error")
CLOZE_TEXT = Rule("cloze-text", "warning")
HTML_REMOVED = Rule("html-removed", "warning")
TEXT_MISSING = Rule("text-missing", "warning")
MARKUP_EXCESSIVE = Rule("markup-excessive", "warning")
EXTENSION_UNKNOWN = Rule("extension-unknown", "error")
EMBED_MISSING = Rule("embed-missing", "warning")
IMAGE_MISSING = Rule("image-missing", "warning")
IMAGE_REMOTE = Rule("image-remote", "warning")
IMAGE_OUTSIDE = Rule("image-outside", "warning")
IMAGE_CASE = Rule("image-case", "warning")
IMAGE_AMBIGUOUS = Rule("image-ambiguous", "warning")
IMAGE_INVALID = Rule("image-invalid", "warning")
MEDIA_LARGE = Rule("media-large", "warning")
MEDIA_TOO_LARGE = Rule("media-too-large", "error")
SVG_UNSAFE = Rule("svg-unsafe", "warning")
STYLE_ERROR = Rule("style-error", "warning")
TEMPLATE_FIELD = Rule("template-field", "error")
TEMPLATE_UNCLOSED = Rule("template-unclosed", "error")
TEMPLATE_UNKNOWN = Rule("template-unknown", "warning")


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One message for the author, at one place; `other` is another place that it names, as PATH:LINE.

    `paste` are the lines that do what the hint says at the top of a file that has no front matter yet.
    """

    rule: Rule
    span: Span
    message: str
    hint: str = ""
    other: Span | None = None
    paste: tuple[str, ...] = ()

    def moved(self, path: Callable[[str], str]) -> "Diagnostic":
        """The same with the paths of its places as somebody else sees them."""
        span = replace(self.span, path=path(self.span.path))
        # A command that names the place or its file is typed where that is seen.
        hint = changed(self.hint, *(shlex.quote(f"{one.path}:{one.line}") for one in (self.span, span)))
        hint = exchanged(hint, *(shlex.quote(one.path) for one in (self.span, span)))
        if self.other is None:
            return replace(self, span=span, hint=hint)
        other = replace(self.other, path=path(self.other.path))
        named, seen = (f"{one.path}:{one.line}" for one in (self.other, other))
        return replace(self, span=span, message=changed(self.message, named, seen), hint=hint, other=other)

    def as_json(self) -> dict[str, str | int]:
        """The diagnostic under the keys of `--json`, on which other tools depend."""
        return {
            "code": self.rule.code,
            "severity": self.rule.severity,
            "path": self.span.path,
            "line": self.span.line,
            "column": self.span.column,
            "message": self.message,
            "hint": self.hint,
        }


# What the kinds of notes are called where somebody reads it.
KINDS = {"basic": said("basic"), "cloze": said("cloze")}


def misread(path: str, setting: Setting, words: Sequence[str]) -> Diagnostic:
    """What is said of a setting in the front matter of a file whose value is none of these words."""
    *others, last = words
    several = said("write {words} or {last}", words=listed(others), last=last)
    hint = several if others else said("write {last}, or leave it out", last=last)
    message = said("{key} cannot be {text!r}", key=setting.key, text=setting.text)
    return Diagnostic(FRONT_MATTER, Span(path, setting.line), message, hint)


def ordered(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """The diagnostics by place, each once."""
    return tuple(
        sorted(set(diagnostics), key=lambda d: (d.span.path, d.span.line, d.span.column, d.rule.code, d.message))
    )


def blocking(diagnostics: Iterable[Diagnostic], *, strict: bool) -> bool:
    """True if the package must not be written: for an error, and with `strict` for any diagnostic."""
    return any(strict or d.rule.severity == "error" for d in diagnostics)


# Makes a part of a message look like what it is: the place, the caret, the help, an error or a warning.
Paint = Callable[[str, Literal["place", "caret", "help", "error", "warning"]], str]


def unpainted(text: str, _part: str) -> str:
    """The text as it is."""
    return text


def untranslated(template: str) -> str:
    """The template in English, as it is."""
    return template


# Warnings of one rule that the terminal shows in full; the others are counted.
_FOLD = 10


def folded(
    diagnostics: Sequence[Diagnostic],
    sources: Mapping[str, tuple[str, ...]],
    check: str,
    paint: Paint = unpainted,
    translate: Translate = untranslated,
) -> Iterator[str]:
    """The messages for a terminal in order, with a count, and what to type to `check`, for many warnings of a rule."""
    counts: Counter[str] = Counter()
    for diagnostic in diagnostics:
        counts[diagnostic.rule.code] += 1
        if counts[diagnostic.rule.code] <= _FOLD or diagnostic.rule.severity == "error":
            yield as_text(diagnostic, sources, paint, translate)
    for code, count in counts.items():
        if count > _FOLD and all(d.rule.severity != "error" for d in diagnostics if d.rule.code == code):
            more = counted(count - _FOLD, "more warning")
            text = said("… and {more} of {code}: {command} shows all", more=more, code=code, command=check)
            yield translated(text, translate)


def as_github(diagnostic: Diagnostic) -> str:
    """The workflow command that makes GitHub Actions show the message beside its line (docs.github.com)."""

    def escaped(text: str) -> str:
        return printable(text).replace("%", "%25")

    span = diagnostic.span
    path = escaped(span.path).replace(":", "%3A").replace(",", "%2C")
    text = f"{diagnostic.message}; {diagnostic.hint}" if diagnostic.hint else diagnostic.message
    head = f"::{diagnostic.rule.severity} file={path},line={span.line},col={span.column}"
    return f"{head},title={diagnostic.rule.code}::{escaped(text)}"


# In characters: a paragraph on one line, or a picture in its address, would fill the terminal.
_LONGEST = 160


def _excerpt(line: str, at: int) -> tuple[str, str]:
    """What stands before a place in a line, and the line; both cut where the line is long."""
    start = max(0, min(at - _LONGEST // 2, len(line) - _LONGEST))
    lead = "…" if start else ""
    more = "…" if start + _LONGEST < len(line) else ""
    return lead + line[start:at], f"{lead}{line[start : start + _LONGEST]}{more}"


def width(text: str) -> int:
    """The columns that the text takes in a terminal."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def as_text(
    diagnostic: Diagnostic,
    sources: Mapping[str, tuple[str, ...]],
    paint: Paint = unpainted,
    translate: Translate = untranslated,
) -> str:
    """The message for a terminal: its place, then the source line with a caret below, then the hint."""
    span = diagnostic.span
    message = translated(diagnostic.message, translate)
    severity, code = diagnostic.rule.severity, diagnostic.rule.code
    place = paint(f"{printable(span.path)}:{span.line}:{span.column}:", "place")
    rows = [f"{place} {paint(f'{severity}[{code}]:', severity)} {printable(message)}"]
    lines = sources.get(span.path, ())
    if 0 < span.line <= len(lines) and lines[span.line - 1].strip():
        before, line = map(printable, _excerpt(lines[span.line - 1].replace("\t", " "), span.column - 1))
        rows += [f"    {line}", " " * (4 + width(before)) + paint("^", "caret")]
    if diagnostic.hint:
        hint: str = said("help: {hint}", hint=diagnostic.hint)
        if diagnostic.paste:
            hint = said("{hint}: paste this at the top of the file", hint=hint)
        rows.append(paint(f"    {printable(translated(hint, translate))}", "help"))
        rows += [f"        {printable(line)}" for line in diagnostic.paste]
    return "\n".join(rows)


class Faulty(DeckgenError):
    """A file without which nothing can be compiled cannot be read.

    `folder` is the one that the path of the diagnostic counts from; `lines` are those of the file.
    """

    def __init__(self, diagnostic: Diagnostic, folder: Path = Path(), lines: tuple[str, ...] = ()) -> None:
        super().__init__(*as_text(diagnostic, {diagnostic.span.path: lines}).split("\n"))
        self.diagnostic, self.folder, self.lines = diagnostic, folder, lines

    def below(self, folder: Path) -> "Faulty":
        """The same of a file whose path counts from this folder."""
        return Faulty(self.diagnostic, folder, self.lines)
