"""What two dollars hold: a formula, or text between amounts of money, variables of a shell and prompts.

Pandoc's rule, which GitHub, Obsidian and VS Code share, is the ground: no blanks inside, no digit behind. Notes break
it on both sides. `$ x $` with blanks, as Typora reads it, is a formula where it looks like one; `10$, or 20$` and
`$HOME:$PATH` are none, though the rule takes them.
"""

import re

_CJK = "\u3001\u3002\u3040-\u9fff\uac00-\ud7af\uff00-\uffef"
# A sentence in Chinese, Japanese or Korean: `$attrs可以访问，借助$refs`.
_SENTENCE = re.compile(r"(?=.*[\u3040-\u9fff\uac00-\ud7af])[^\\]*[，。；：、！？][^\\]*+", re.DOTALL)
# Two amounts with words between, and no sign of TeX: `$5 or 10$`.
_AMOUNTS = re.compile(rf"\d[\d.,]*+\S?\s(?=.*(?:[A-Za-z]{{2}}|[{_CJK}]))[^\\^_{{}}=+<>]*\s\d[\d.,]*+[kKmM]?")
# Signs of TeX, and those of them that prices and scripts lack.
_TEX = re.compile(r"[\\^_={}+<>]")
_SURE = re.compile(r"[\\^_{}]")
# Single letters, numbers and signs: `n - 1`, `O(n)`, `x, y`.
_LETTERS = re.compile(
    r"(?=[^A-Za-z]*[A-Za-z])(?:[A-Za-z](?![A-Za-z])|[\d\s()\[\].,'!|/*·×÷≤≥≠∈-])++(?<![-,./*])", re.ASCII
)
# What may follow a number: `2$xy$`, `10$^{th}$`, and no unit, currency or punctuation.
_FACTOR = re.compile(r"[A-Za-z]{1,2}(?![A-Za-z])[^\s,;]*+$|[\w\\({\[|^=<>+*/-].*[\\^_{}]|[\\^_{]", re.ASCII | re.DOTALL)
# With these behind it a dollar begins a name: `$HOME`, `${a}`, `$_GET`, `$.ajax`, `$@`.
_NAME = re.compile(r"[\w{(\\\[@<^#*]|\.[A-Za-z]", re.ASCII)
# Behind these, and with a blank to follow, it ends an amount or comes before one: `10$ to`, `US$ 5`.
_AMOUNT = re.compile(r"[0-9A-Za-z)\]%.!]")
# A formula that ends so, but for the star of `x_*` and `x^*`, has no name behind it, `$HOME/bin:$PATH`,
# `($a) and ($b)`, and no blank, `$ cd x && $ ls`.
_JOINS = re.compile(rf"(?:[-=:/.,;+%(\[{{&|<>!?\"'{_CJK}]|(?<![_^])\*)$")
_SEPARATES = re.compile(r"[,;:&|(]$")


def hold(text: str, first: int, last: int) -> bool:
    """Whether the dollars at two offsets are those of a formula."""
    tex, before, behind = text[first + 1 : last], text[max(0, first - 2) : first], text[last + 1 : last + 3]
    if not tex.strip() or behind[:1].isdigit() or tex[0] == behind[:1] == "{":
        return False
    if _SENTENCE.fullmatch(tex) or _AMOUNTS.fullmatch(tex):
        return False
    if tex[0].isspace() or tex[-1].isspace():
        return _holds_blanks(tex, before, behind)
    if before[-1:].isdecimal():
        return bool(_FACTOR.match(tex))
    # US$5
    if re.search("[A-Za-z]$", before) and tex[0].isdecimal():
        return bool(_SURE.search(tex))
    return not (_NAME.match(behind) and _JOINS.search(tex))


def _holds_blanks(tex: str, before: str, behind: str) -> bool:
    inside = tex.strip()
    if "\n" in (tex[0], tex[-1]) or _SEPARATES.search(inside):
        return False
    if (tex[0].isspace() and _AMOUNT.match(before[-1:])) or (tex[-1].isspace() and _NAME.match(behind)):
        return False
    if before.strip()[-1:].isdecimal():
        return bool(_SURE.search(tex))
    return bool(_TEX.search(tex) or _LETTERS.fullmatch(inside))
