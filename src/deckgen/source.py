"""Bytes of a file → Document: encoding, newlines, front matter. Line numbers stay those of the file."""

import re
import unicodedata
from functools import cache

from markdown_it import MarkdownIt
from mdit_py_plugins.footnote import footnote_plugin

from deckgen.data import Document, Fragment, Span
from deckgen.diagnostics import CONFIG_UNKNOWN_KEY, ENCODING, FENCE_UNCLOSED, Diagnostic

_DEFINES = re.compile(r"^[ \t>]*\[[^\]\n]+\]:", re.MULTILINE)
_CONTAINER = re.compile(r"^(?: {0,3}> ?)+")
_FENCE = re.compile(r"^[ >]{0,8}(`{3,}|~{3,})(.*)$")
# C0 controls: Anki strips most and rejects the whole import at \x1f (ANKI.md §5).
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
OURS = frozenset({"deck", "tags", "question_level", "shape", "split", "cloze", "tables"})


def read(path: str, data: bytes) -> tuple[Document | None, tuple[Diagnostic, ...]]:
    """The document, None when it is not UTF-8, and what is wrong with it."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        message = f"byte {data[error.start]:#04x} is not UTF-8"
        return None, (Diagnostic(ENCODING, Span(path, line), message, "save the file as UTF-8"),)
    text = unicodedata.normalize("NFC", _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))
    lines = text.split("\n")
    front, start = _front_matter(lines)
    said = list(_unclosed_fence(path, lines, start))
    for key, value in front:
        if key == "question_level" and not re.fullmatch("[1-6]", value):
            said.append(
                Diagnostic(CONFIG_UNKNOWN_KEY, Span(path, 1), f"question_level is {value!r}", "write a number, 1 to 6")
            )
    body = Fragment(path, tuple(lines[start:]), tuple(range(start + 1, len(lines) + 1)))
    return Document(path, tuple(lines), body, front, _definitions(body.lines)), tuple(said)


def _definitions(lines: tuple[str, ...]) -> str:
    """The reference links and footnotes, each with a blank line after it; what stands in code defines nothing."""
    if not _DEFINES.search("\n".join(lines)):
        return ""
    found: list[str] = []
    end = 0
    for token in _parser().parse("\n".join(lines)):
        if token.type in ("definition", "footnote_reference_open") and token.map and token.map[0] >= end:
            end = token.map[1]
            found.append("\n".join(_CONTAINER.sub("", line) for line in lines[token.map[0] : end]).strip())
    return "".join(one + "\n\n" for one in found)


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"inline_definitions": True}).enable("table")
    # Only blocks: what is inside them is for the rendering.
    return parser.use(footnote_plugin, move_to_end=False).disable("inline")


def _front_matter(lines: list[str]) -> tuple[tuple[tuple[str, str], ...], int]:
    if lines[0].strip() != "---":
        return (), 0
    for end in range(1, len(lines)):
        if lines[end].strip() in ("---", "..."):
            break
    else:
        return (), 0
    pairs = _loosely(lines[1:end]) | _yaml("\n".join(lines[1:end]))
    return tuple(pairs.items()), end + 1


def _yaml(text: str) -> dict[str, str]:
    """Our keys as YAML reads them, lists joined by commas; nothing where it is not YAML, or says nothing."""
    import yaml  # most files have no front matter

    try:
        # BaseLoader builds nothing but strings, lists and mappings: `deck: 010` stays as it is written.
        values = yaml.load(text, Loader=yaml.BaseLoader)
    except (yaml.YAMLError, RecursionError):
        return {}
    found: dict[str, str] = {}
    for key, value in values.items() if isinstance(values, dict) else ():
        if isinstance(value, list):
            # A tag of two words is one tag; Anki separates tags by blanks.
            value = ", ".join("-".join(item.split()) for item in value if isinstance(item, str))
        if key in OURS and isinstance(value, str) and value.strip():
            found[key] = value.strip()
    return found


def _loosely(lines: list[str]) -> dict[str, str]:
    """Our keys line by line, for what YAML rejects or takes for a comment: `tags: #a #b`."""
    found: dict[str, str] = {}
    for line in lines:
        key, colon, value = line.partition(":")
        if colon and key.strip() in OURS:
            found[key.strip()] = value.strip().strip("\"'")
    return found


def _unclosed_fence(path: str, lines: list[str], start: int) -> list[Diagnostic]:
    opened: tuple[str, int] | None = None
    for number, line in enumerate(lines[start:], start + 1):
        if not (found := _FENCE.match(line)):
            continue
        marks, info = found[1], found[2]
        if opened is None:
            opened = (marks, number)
        elif marks[0] == opened[0][0] and len(marks) >= len(opened[0]) and not info.strip():
            opened = None
    if opened is None:
        return []
    span = Span(path, opened[1])
    return [Diagnostic(FENCE_UNCLOSED, span, "this code fence is never closed", f"end it with {opened[0]}")]
