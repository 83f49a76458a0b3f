"""Remarks that look like definitions of links, `[注意]:先加锁。`, which Markdown would swallow."""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, reference

# Without a title behind it, for those of Foam name notes in words.
_DEFINITION = re.compile(r"\[(?!\^)(?P<label>(?:[^\[\]\\]|\\.)++)\]:[ \t]*+(?P<target>\S++)\s*+\Z")
# What begins or ends an address: a path, a part, a host, a protocol; the name of a file.
_ADDRESS = re.compile(r"[<#/.?~\\]|www\.|[a-z][a-z\d+.-]*+:|.*[^.\s]\.[a-z]\w{0,5}(?:[#?].*)?\Z", re.IGNORECASE)
# Punctuation of a sentence.
_SENTENCE = re.compile(r".*(?:[。，；：！？、…“”（）]|[.!?,;]\Z)")
_WORDS = re.compile(r"(?=.*[^\W\d_a-zA-Z])[^/]*\Z")


def plugin(parser: MarkdownIt) -> None:
    """Leave them to paragraphs."""
    parser.block.ruler.at("reference", _reference)


def _reference(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    line = state.src[state.bMarks[start] + state.tShift[start] : state.eMarks[start]]
    found = _DEFINITION.match(line)
    return not (found and _is_text(found["label"], found["target"])) and reference(state, start, end, silent)


def _is_text(label: str, target: str) -> bool:
    """True for what nobody would give as the address of a page."""
    if target == label or _ADDRESS.match(target):
        return False
    return bool(_SENTENCE.match(target) or _WORDS.match(target))
