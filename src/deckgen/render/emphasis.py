"""Emphasis as people mean it: beside CJK text and punctuation, `==mark==`, `~sub~` and `^sup^`.

CommonMark decides from the neighbours of a run of `*` whether it opens or closes. A closing run between punctuation and
a letter does not count there, which is right where words have blanks between them and wrong in `**“粗体”**文字`. Here
a CJK character counts as such a blank would, on the side away from the text that is emphasised.
"""

import re
import unicodedata

from markdown_it import MarkdownIt
from markdown_it.common.utils import isMdAsciiPunct, isPunctChar, isWhiteSpace
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Delimiter

_SCRIPTS = (
    "CJK ", "HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO", "IDEOGRAPHIC", "FULLWIDTH", "HALFWIDTH", "YI ",
    # What people put beside marks that do not work without it.
    "ZERO WIDTH ", "WORD JOINER",
)  # fmt: skip
_SUBSCRIPT = re.compile(r"~([\w+\-−=,()]{1,24})~(?![~\d])")
_SUPERSCRIPT = re.compile(r"\^([\w+\-−=,()*/.′]{1,24})\^(?![\^\w])|\^(\w{1,12})\^(?![\^\d])")

# What sub- and superscripts may hang on besides letters.
_HOLDS = {"sub": ")]}*`^", "sup": ")]}*`~"}


def plugin(parser: MarkdownIt) -> None:
    """Replace the rules for `*`, `_` and `~`, and add those for `==`, `~sub~` and `^sup^`."""
    parser.inline.ruler.at("emphasis", _emphasis)
    parser.inline.ruler.at("strikethrough", _strikethrough)
    parser.inline.ruler2.at("strikethrough", _pair_strikethrough)
    parser.inline.ruler.after("emphasis", "mark", _mark)
    parser.inline.ruler2.after("emphasis", "mark", _pair_mark)
    parser.inline.ruler.before("strikethrough", "subscript", _subscript)
    parser.inline.ruler.before("strikethrough", "superscript", _superscript)
    for name in ("=", "^"):
        parser.inline.add_terminator_char(name)


def _cjk(char: str) -> bool:
    return ord(char) > 0x10FF and unicodedata.name(char, "").startswith(_SCRIPTS)


def _flanks(state: StateInline, start: int, end: int) -> tuple[bool, bool, str, str]:
    """Whether the run is left-flanking and right-flanking, and its neighbours."""
    before = state.src[start - 1] if start else " "
    after = state.src[end] if end < state.posMax else " "
    blank_before, blank_after = isWhiteSpace(ord(before)), isWhiteSpace(ord(after))
    cjk_before, cjk_after = _cjk(before), _cjk(after)
    mark_before = isMdAsciiPunct(ord(before)) or isPunctChar(before)
    mark_after = isMdAsciiPunct(ord(after)) or isPunctChar(after)
    left = not blank_after and (not mark_after or cjk_after or blank_before or mark_before or cjk_before)
    right = not blank_before and (not mark_before or cjk_before or blank_after or mark_after or cjk_after)
    return left, right, before, after


def _run(state: StateInline, marker: str) -> int:
    end = state.pos
    while end < state.posMax and state.src[end] == marker:
        end += 1
    return end


def _emphasis(state: StateInline, silent: bool) -> bool:
    marker = state.src[state.pos]
    if silent or marker not in "*_":
        return False
    end = _run(state, marker)
    length = end - state.pos
    if marker == "_":
        scanned = state.scanDelims(state.pos, False)
        opens, closes = scanned.can_open, scanned.can_close
    else:
        opens, closes, before, after = _flanks(state, state.pos, end)
        if length == 1:
            # CommonMark's rule: in `int *p，*q` the second star is a pointer's.
            opens = opens and not (_ascii_word(before) and isPunctChar(after))
            closes = closes and not (_ascii_word(after) and isPunctChar(before))
    for _ in range(length):
        _delimiter(state, marker, marker, length, opens, closes)
    state.pos = end
    return True


def _delimiter(state: StateInline, marker: str, text: str, length: int, opens: bool, closes: bool) -> None:
    state.push("text", "", 0).content = text
    state.delimiters.append(Delimiter(ord(marker), length, len(state.tokens) - 1, -1, opens, closes))


def _strikethrough(state: StateInline, silent: bool) -> bool:
    """Two tildes, or one where it does not touch a word or a number outside (`5~10` is a range)."""
    if silent or state.src[state.pos] != "~":
        return False
    end = _run(state, "~")
    length = end - state.pos
    opens, closes, before, after = _flanks(state, state.pos, end)
    if length == 1:
        opens, closes = opens and not before.isalnum(), closes and not after.isalnum()
    if length > 2:
        state.push("text", "", 0).content = "~" * length
    else:
        _delimiter(state, "~", "~" * length, 0, opens, closes)
    state.pos = end
    return True


def _mark(state: StateInline, silent: bool) -> bool:
    if silent or state.src[state.pos] != "=":
        return False
    end = _run(state, "=")
    opens, closes, before, after = _flanks(state, state.pos, end)
    # `a==b==c` compares; a mark inside a word is only meant where words have no blanks between them.
    if _ascii_word(before) and _ascii_word(after):
        opens = closes = False
    if end - state.pos != 2 or not (opens or closes):
        state.push("text", "", 0).content = "=" * (end - state.pos)
    else:
        _delimiter(state, "=", "==", 0, opens, closes)
    state.pos = end
    return True


def _ascii_word(char: str) -> bool:
    return char.isascii() and char.isalnum()


def _pairs(state: StateInline, marker: str, tag: str) -> None:
    lists = [state.delimiters, *(meta["delimiters"] for meta in state.tokens_meta if meta and "delimiters" in meta)]
    for delimiters in lists:
        for opening in delimiters:
            if opening.marker != ord(marker) or opening.end == -1:
                continue
            first, last = state.tokens[opening.token], state.tokens[delimiters[opening.end].token]
            if first.content != last.content:
                continue
            for token, nesting, name in ((first, 1, "open"), (last, -1, "close")):
                token.type, token.tag, token.nesting = f"{tag}_{name}", tag, nesting
                token.markup, token.content = token.content, ""


def _pair_strikethrough(state: StateInline) -> None:
    _pairs(state, "~", "del")


def _pair_mark(state: StateInline) -> None:
    _pairs(state, "=", "mark")


def _script(state: StateInline, silent: bool, pattern: re.Pattern[str], tag: str) -> bool:
    match = pattern.match(state.src, state.pos, state.posMax)
    before = state.src[state.pos - 1] if state.pos else " "
    text = next((group for group in match.groups() if group), "") if match else ""
    # A subscript hangs on something, as one on the other in `SO~4~^2-^`; `5~10~15` is a list of ranges.
    if not match or not (before.isalpha() or before in _HOLDS[tag] or (tag == "sup" and before.isalnum())):
        return False
    if text.count("(") != text.count(")") or _cjk(text[0]) or (tag == "sub" and _cjk(before)):
        return False
    if not silent:
        state.push(f"{tag}_open", tag, 1)
        state.push("text", "", 0).content = text
        state.push(f"{tag}_close", tag, -1)
    state.pos = match.end()
    return True


def _subscript(state: StateInline, silent: bool) -> bool:
    return state.src[state.pos] == "~" and _script(state, silent, _SUBSCRIPT, "sub")


def _superscript(state: StateInline, silent: bool) -> bool:
    return state.src[state.pos] == "^" and _script(state, silent, _SUPERSCRIPT, "sup")
