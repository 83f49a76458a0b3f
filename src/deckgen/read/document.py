"""Bytes of a file → Document: decodes it, unifies newlines, reads the front matter. Line numbers stay the file's."""

import codecs
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

from deckgen.data import Document, Fragment, Span
from deckgen.diagnostics import CONFLICT, ENCODING, FENCE_UNCLOSED, Diagnostic
from deckgen.normal_forms import nfc, without_controls
from deckgen.read import front_matter
from deckgen.wording import said

_DEFINES = re.compile(r"^[ \t>]*\[[^\]\n]+\]:", re.MULTILINE)
_CONTAINER = re.compile(r"^(?: {0,3}> ?)++")
_FENCE = re.compile("```|~~~")

# Blocks of code; what a merge that failed leaves, each at the beginning of a line, in this order.
# The first line of a fence of which the language is given, so that it closes none.
_OPENING = re.compile(r"^ {0,3}(?P<mark>`{3,}+|~{3,}+)[ \t]*+[^\s`~][^`\n]*+$", re.MULTILINE)
_CODE = frozenset({"fence", "code_block"})
_MARKS = ("<<<<<<< ", "=======", ">>>>>>> ")
# Two bytes of a Chinese character in GBK; letters with accents seldom meet.
_PAIRS = re.compile(rb"[\xa1-\xf7][\xa1-\xfe]")

# What chatbots leave of their sources where their words are copied: Gemini, ChatGPT twice. No reader can follow them.
_CITATIONS = re.compile(
    r"\[cite_start\]|[ \t]?+\[cite: ?\d++(?:[-, ]++\d++)*+\]"
    r"|:contentReference\[oaicite:\d++\](?:\{index=\d++\})?|【\d++(?::\d++)?†[^【】\n]*+】"
)


def read(path: str, data: bytes) -> tuple[Document | None, tuple[Diagnostic, ...]]:
    """The document, or None if the file is not UTF-8 or a conflict of Git, and what is wrong with it."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        message, hint = _foreign(data, error.start)
        return None, (Diagnostic(ENCODING, Span(path, line), message, hint),)
    # For one \x1f Anki rejects the whole import (docs/anki.md, Text in fields).
    text = nfc(without_controls(text.replace("\r\n", "\n").replace("\r", "\n")))
    text = _CITATIONS.sub("", text)
    lines = text.split("\n")
    settings, start, diagnostics = front_matter.read(path, lines)
    body = Fragment(path, tuple(lines[start:]), tuple(range(start + 1, len(lines) + 1)))
    text = body.text
    merged = _MARKS[-1] in text
    blocks = _parser().parse(text) if merged or _DEFINES.search(text) or _FENCE.search(text) else []
    if merged and (conflict := _conflict(body, blocks)) is not None:
        message = said("this file has a merge conflict that is not resolved")
        hint = said(
            "keep what is right, and delete the lines that begin with {marks}", marks="<<<<<<<, =======, >>>>>>>"
        )
        return None, (Diagnostic(CONFLICT, body.span(conflict), message, hint),)
    diagnostics = (*diagnostics, *_unclosed_fence(body, blocks))
    return Document(path, tuple(lines), body, _definitions(body, blocks), settings), diagnostics


def _foreign(data: bytes, at: int) -> tuple[str, str]:
    """What is to be said of bytes that are not UTF-8, first at `at`, and what helps: what they may be instead."""
    if form := _wide(data):
        command = f"iconv -f {form} -t UTF-8 FILE > NEW.md"
        return said("this file is UTF-16"), said("save the file as UTF-8, or type: {command}", command=command)
    if b"\0" in data:
        return said("this file is no text"), said("give it the ending of what it is, or move it out of the notes")
    message = said("byte {byte} is not UTF-8", byte=f"{data[at]:#04x}")
    if _PAIRS.search(data):
        with suppress(UnicodeDecodeError):
            data.decode("gb18030")
            command = "iconv -f GB18030 -t UTF-8 FILE > NEW.md"
            return message, said("save the file as UTF-8; if it comes from Chinese Windows: {command}", command=command)
    return message, said("save the file as UTF-8")


def _wide(data: bytes) -> str:
    """The form of UTF-16 in which text was written, as iconv knows it; empty if the bytes are something else."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "UTF-16"
    found: dict[str, int] = {}
    for form in ("UTF-16LE", "UTF-16BE") if b"\0" in data else ():
        with suppress(UnicodeDecodeError):
            text = data.decode(form)
            if "".join(text.split()).isprintable():
                # Read in the wrong order, line breaks and blanks are letters of some script.
                found[form] = sum(map(str.isspace, text))
    return max(found, key=lambda form: found[form], default="")


def _conflict(body: Fragment, blocks: Sequence[Token]) -> int | None:
    """The line with which a conflict begins; one that stands in a code block is an example of one."""
    code = {n: at for at, block in enumerate(blocks) if block.type in _CODE and block.map for n in range(*block.map)}
    begin = awaited = 0
    for number, line in enumerate(body.lines):
        if line.startswith(_MARKS[0]):
            begin, awaited = number, 1
        elif awaited and line.startswith(_MARKS[awaited]):
            awaited += 1
        if awaited == len(_MARKS):
            if begin not in code or code[begin] != code.get(number):
                return begin
            awaited = 0
    return None


def _definitions(body: Fragment, blocks: Sequence[Token]) -> Fragment:
    """The reference links and footnotes, each with a blank line after it; what stands in code defines nothing."""
    lines: list[str] = []
    origins: list[int] = []
    margins: list[int] = []
    end = 0
    for token in blocks:
        if token.type not in ("definition", "footnote_reference_open") or not token.map or token.map[0] < end:
            continue
        end = token.map[1]
        bare = [_CONTAINER.sub("", line) for line in body.lines[token.map[0] : end]]
        while bare and not bare[-1].strip():
            bare.pop()
        if not bare:
            continue
        bare[0], bare[-1] = bare[0].lstrip(), bare[-1].rstrip() if len(bare) > 1 else bare[0].strip()
        for number, line in enumerate(bare, token.map[0]):
            lines.append(line)
            origins.append(body.origins[number])
            margins.append(max(0, body.lines[number].find(line)))
        lines.append("")
        origins.append(body.origins[end - 1])
        margins.append(0)
    return Fragment(body.path, tuple(lines), tuple(origins), tuple(margins))


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"inline_definitions": True}).enable("table")
    # Only blocks are parsed here: rendering parses what is inside them.
    return parser.use(footnote_plugin, move_to_end=False).disable("inline")


def _unclosed_fence(body: Fragment, blocks: Sequence[Token]) -> Iterator[Diagnostic]:
    """The first fence that is never closed: only the end of what holds it ends it, or another one opens in it.

    One that is closed has a line more than its code has.
    """
    for token in blocks:
        if token.type != "fence" or not token.map:
            continue
        ended = token.map[1] - token.map[0] > token.content.count("\n") + 1
        if not ended or any(opening["mark"].startswith(token.markup) for opening in _OPENING.finditer(token.content)):
            span = body.span(token.map[0], body.lines[token.map[0]].find(token.markup))
            hint = said("end it with {mark}", mark=token.markup)
            yield Diagnostic(FENCE_UNCLOSED, span, said("this code fence is never closed"), hint)
            return
