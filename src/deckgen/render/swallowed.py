"""Remarks that Markdown takes for definitions of links and shows nowhere, `[注意]:先加锁。`; authors are told."""

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt
from mdit_py_plugins.footnote import footnote_plugin

from deckgen.data import Fragment, Question
from deckgen.diagnostics import LINK_DEFINITION, Diagnostic
from deckgen.wording import said

# Without a title behind it, for those of Foam name notes in words.
_DEFINITION = re.compile(r"\[(?P<label>(?:[^\[\]\\]|\\.)++)\]:[ \t]*+(?P<target>\S++)\s*+\Z")
# What begins or ends an address: a path, a part, a host, a protocol; the name of a file.
_ADDRESS = re.compile(r"[<#/.?~\\]|www\.|[a-z][a-z\d+.-]*+:|.*[^.\s]\.[a-z]\w{0,5}(?:[#?].*)?\Z", re.IGNORECASE)
# Punctuation of a sentence.
_SENTENCE = re.compile(r".*(?:[。，；：！？、…“”（）]|[.!?,;]\Z)")


def check(question: Question) -> Iterator[Diagnostic]:
    """A warning for each of them to which no link leads."""
    for fragment in question.fragments:
        if any("]:" in line for line in fragment.lines):
            yield from _checked(fragment)


def _checked(fragment: Fragment) -> Iterator[Diagnostic]:
    parser = MarkdownIt("commonmark", {"inline_definitions": True}).enable("table").disable("inline")
    # A footnote, which its own plugin reads before, is on each card that refers to it.
    parser.use(footnote_plugin)
    numbers = [token.map[0] for token in parser.parse(fragment.text) if token.type == "definition" and token.map]
    for number in numbers:
        found = _DEFINITION.search(fragment.lines[number])
        if found and _is_text(found) and fragment.text.count(f"[{found['label']}]") == 1:
            remark, bracket = found[0].rstrip(), f"\\[{found['label']}]"
            message = said("{remark} is not on the card: it defines a link", remark=remark)
            hint = said("write {bracket} to show it", bracket=bracket)
            yield Diagnostic(LINK_DEFINITION, fragment.span(number, found.start()), message, hint)


def _is_text(definition: re.Match[str]) -> bool:
    """True for what nobody would give as the address of a page."""
    target = definition["target"]
    if target == definition["label"] or _ADDRESS.match(target):
        return False
    return "/" not in target or bool(_SENTENCE.match(target))
