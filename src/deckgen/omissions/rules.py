"""What of Markdown a card need not show: its notation, and text that goes by a rule, in words for people."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate

from deckgen.wording import said

# What is no text: tags, addresses, the words behind a fence.
NOTATION = "notation"
_DIAGRAM = said("diagram")
_FENCE = re.compile(r"[ \t>]*+(?:(?:[-*+]|\d{1,9}[.)])[ \t]++)*+(`{3,}+|~{3,}+)([^\n]*)$")
# What stands in a fence that is no code: diagrams, and the boxes of Obsidian's plugin Admonition.
_INSIDE = {
    "drawn": re.compile(r"\W*(?:mermaid|dot|graphviz)\b", re.IGNORECASE),
    "": re.compile(r"\W*ad-\w"),
}
_CODE = re.compile(r"(?<!`)(`{1,3}+)[^`\n]++\1(?!`)")
# A picture may stand before a label.
_HEAD = (
    r"^(?:[^\S\n]|[>|])*+(?:[-*+•][ \t]++)?(?:\#{1,6}[ \t]++)?[*_]*+"
    r"(?:[\u2190-\u21ff\u2300-\u27bf\u2b00-\u2bff\U0001f300-\U0001faff]++\ufe0f?+[ \t]++)?+[*_]*+"
)
# Digits may stand alone, as in the first column of a table; letters have a mark behind them, or stand alone. With a
# colon a letter is a label: `Q:`.
_NUMBER = (
    r"(?:(?:\d++(?:[.-]\d++)*+|[①-⑳❶-❿])(?!\w)[.)、．）\]】:：]*+"
    r"|(?:[a-zA-Z]|[ivxIVX]++|[一二三四五六七八九十百]++)(?:[.)、．）\]】]++|(?=[*_|])|(?=[ \t]*+$))"
    r"|(?:[ivxIVX]{2,}+|[一二三四五六七八九十百]++)[:：]++)"
)
# What ends a label: also a dash or an arrow.
_MARK = r"(?<=[-–—>⇒→])|[ \t]*+\d*+[*_]*+(?:[:：]|\.(?=[*_ \t]++\S))"
# The words of a label that has its line alone.
_FEW = r"[^\s*_#:：]{1,20}+(?: [^\s*_#:：]{1,12}+){0,2}+"
_ELEMENTS = (
    "a|abbr|article|aside|audio|b|base|big|blockquote|br|button|center|cite|code|col|colgroup|dd|del|details|dfn|div|dl|dt|em"
    "|figcaption|figure|font|footer|form|h[1-6]|header|hr|i|iframe|img|input|ins|kbd|label|li|link|main|mark|meta|nav"
    "|object|ol|option|p|path|picture|pre|q|rp|rt|ruby|s|samp|script|section|select|small|source|span|strike|strong"
    "|style|sub|summary|sup|svg|table|tbody|td|textarea|tfoot|th|thead|time|title|tr|tt|u|ul|var|video|wbr"
)
_UNFIT = "script|style|template|object|iframe|svg|title|noscript|applet|audio|video|canvas|form|head|math|textarea"
# Where several say something about the same characters, the first counts.
_RULES = tuple(
    (name, re.compile(pattern, re.MULTILINE))
    for name, pattern in (
        (said("comment"), r"<!--[^-\0]*+(?:-(?!->)[^-\0]*+){0,500}+-->|%%[^%]*+(?:%(?!%)[^%]*+){0,100}+%%"),
        (said("HTML"), rf"<({_UNFIT})\b[^<\0]*+(?:<(?!/\1>)[^<\0]*+){{0,50}}+</\1>|<(?:\?|!\[?[A-Z])[^<>]*+>"),
        (NOTATION, rf"(?i:</?(?:{_ELEMENTS})(?:\s[^<>]{{0,2000}}+)?/?>)"),
        (said("title of a fold"), r"<summary\b[^<\0]*+(?:<(?!/summary>)[^<\0]*+){0,20}+</summary>"),
        # Kinds of containers.
        (NOTATION, r"^[ \t>]*+:{3,}[ \t]*+(?:[\w-]++|\{[^{}\n]*+\})"),
        (said("title of a box"), r"^[ \t>]*+:{3,}[^\n]*+$"),
        (said("embed"), r"!\[\[[^\[\]\n]+\]\]|\{\{embed\s[^{}\n]*+\}\}|\(\([0-9a-f]{8}-[0-9a-f-]{27}\)\)"),
        # Of SiYuan's references the words are shown; a mark for a list of contents.
        (NOTATION, r"(?<=\(\()\d{14}-[0-9a-z]{7}(?= [\"'])|^[ \t>]*+(?:[-*+][ \t]++)?\[(?i:toc|\[_?toc_?\])\][ \t]*+$"),
        (NOTATION, r"(?<=\|)\d++(?:x\d++)?(?=\])"),
        # Anki's sounds, whose files have other names on the card.
        (NOTATION, r"\[sound:[^\[\]<>\n]++\]"),
        (said("words for a sound or video"), r"!\[[^\[\]\n]*+\](?=[(\[])"),
        # Addresses, references, the targets of wiki links.
        (NOTATION, r"(?<=\])\(<[^<>\n]*+>[^()\n]*+\)"),
        (NOTATION, r"(?<=\])\([^()\n]*+(?:\([^()\n]*+\)[^()\n]*+)*+\)|(?<=\])\[[^\[\]\n]*+\]"),
        (NOTATION, r"(?<=\[\[)[^\[\]|\n]*+(?=\|)|\#\^[\w-]++(?=\]\])|\{\{c(?:loze|\d++)(?=\s)"),
        # A footnote goes on in lines that are indented; an abbreviation has an asterisk before it.
        (
            said("definition"),
            r"^[ >]*+\*?\[[^\]\n]++\]:[^\n]*+(?:\n(?:[ \t]{2,}+\S[^\n]*+|[ \t]*+(?=\n[ \t]{2,}+\S)))*+$",
        ),
        # Kinds of callouts.
        (NOTATION, r"\[![^\]\n]++\][-+]?"),
        (said("title of a box"), r"^[ \t>]++\[![^\]\n]++\][-+]?[^\n]*+$"),
        (said("title of a box"), r"^[ \t>]*+(?:!!!|\?\?\?\+?)[ \t]++[\w -]*+\"[^\"\n]*+\"[ \t]*+$"),
        # Footnotes, kinds of admonitions, check boxes.
        (
            NOTATION,
            (
                r"\[\^[^\]\n]++\]|^[ \t>]*+(?:!!!|\?\?\?\+?)[ \t]++[\w ]++|(?<=[-*+] )\[[^\]\n]\]"
                r"|^[ \t]*+(?:[-*+][ \t]++)?\[\([xX ]\)\]"
            ),
        ),
        # In an examination.
        (said("points"), r"[（(【\[][^()（）\[\]\n]{0,6}\d++\s*+[^\W\d]{1,8}[^()（）\[\]\n]{0,4}[)）】\]]"),
        (said("block id"), r"(?<!\S)\^[\w-]++[ \t]*+$"),
        (said("tag"), r"(?<![^\s?？!！.。:：*_])#[^\s#]++|\[#[^\]\n]*+\]\([^()\n]*+\)"),
        (said("property"), r"^[ \t>]*+(?:[-*+][ \t]++)?[\w.-]++::(?:[ \t][^\n]*+)?$"),
        (said("property"), r"[\[(][\w. -]{1,40}+::[^\])\n]{0,200}+[\])]"),
        # Clozes and their hints, attribute lists.
        (NOTATION, r"\{\{c\d++[:：]{2}|::[^{}\n]{0,200}+\}\}?|\{c?\d++:|\{(?::|/\*| ?[.#][\w-]| ?[\w-]+=)[^{}\n]*+\}"),
        (said("planning"), r"^[ \t]*+(?:CLOCK|SCHEDULED|DEADLINE|CLOSED):[^\n]*+$"),
        (NOTATION, r"^[ \t>]*+(?:[-*+][ \t]++)?\#\+[A-Za-z_]++[^\n]*+$"),
        (said("name of an emoji"), r":[\w+-]++:"),
        # Of an option that is wrong.
        (said("mark of an option"), r"[❌✗✘✖]\ufe0f?+"),
        # Names of equations, which their numbers stand for.
        (NOTATION, r"\\(?:label|ref|eqref)\{[^{}\n]*+\}"),
        (said("macro"), r"\\[a-zA-Z]++"),
        (said("page break"), r"^[ \t]*+\\(?:pagebreak|newpage|clearpage)\b[^\n]*+$"),
        (said("separator"), r"^[^\w\n]{3,}+\d*+[^\w\n]{3,}+$"),
        (said("way back"), r"^(?:[^\w\[<\n]|<[^<>\n]*+>)*+\[[^\]\n]{1,40}+\]\(#"),
        (said("way back"), r"[⬆↑🔝▲]?\[[^\]\n]{1,40}+\]\(#[^()\n]*+\)[^\w\n]*+$"),
        (said("way back"), r"(?<=>)[^<>\n]{1,40}+(?=</a>[^\w<\n]*+(?:</\w{1,10}+>)*+[ \t]*+$)"),
        # The frames of Obsidian to Anki.
        (
            said("frame of a card"),
            r"^(?:START|END)$|^(?:Basic|Cloze)(?: \([^()\n]*+\))?$|^Tags:[^\n]*+$|^TARGET DECK[^\n]*+$",
        ),
        (said("frame of a card"), r"^STARTI \[[^\]\n]*+\]|(?<= )Back:|(?<= )ENDI$"),
        (said("number"), rf"{_HEAD}[(（\[【]?{_NUMBER}"),
        (
            said("label"),
            rf"{_HEAD}[^\s:：.*]{{1,20}}+(?: [^\s:：.*]{{1,12}}+)?(?:{_MARK})[*_]*+",
        ),
        (said("label"), rf"{_HEAD}[^\s:：.*=>⇒→-]{{1,20}}+[*_]*+[ \t]*+(?:[=-]>|[⇒→])"),
        (said("label"), rf"{_HEAD}【[^】\n]{{1,12}}+】|(?<=[ \t])【[^】\n]{{1,12}}+】|{_HEAD}\[\w{{1,12}}+\](?![(\[])"),
        # "Answer B", 答案B.
        (said("label"), rf"{_HEAD}[^\s:：.*]{{1,20}}?(?: [^\s:：.*]{{1,12}}?)?[ \t]*+(?=[A-H]{{1,4}}[^\w\n]*+$)"),
        (
            said("label"),
            (
                rf"^[ \t>]*+(?:[*_]{{1,3}}+{_FEW}[*_]{{1,3}}+|#{{1,6}}+[ \t]++[*_]*+{_FEW}[*_]*+)[ \t]*+$"
                r"|(?:(?<=[.?!؟？。_] )|(?<=[？。]))[^\s:：]{1,12}+[:：]"
                r"|(?<=[(（【\[])[^\s:：()（）【】\[\]]{1,12}+[:：](?=[A-H、,， ]{1,16}+[)）】\]])"
            ),
        ),
    )
)
# The line below the header of a table; what parts its cells, in code too.
_DASHES = re.compile(r"[\s>|:-]*-[\s>|:-]*$")
_BAR = re.compile(r"(?<!\\)\|")
# What begins a line may stay on the card.
LEADS = frozenset({"number", "label"})


def code(lines: Sequence[str]) -> list[str]:
    """For each line what a fence makes of it: "fence" or "code", "drawn" in a diagram, and nothing outside fences."""
    found: list[str] = []
    opened, inside = "", ""
    for line in lines:
        fence = _FENCE.match(line)
        if not opened:
            opens = fence and not (fence[1][0] == "`" and "`" in fence[2])
            opened = fence[1] if fence and opens else ""
            inside = next((kind for kind, info in _INSIDE.items() if fence and info.match(fence[2])), "code")
            found.append("fence" if opens else "")
        elif fence and fence[1].startswith(opened) and not fence[2].strip():
            opened = ""
            found.append("fence")
        else:
            found.append(inside)
    return found


def beyond(lines: Sequence[str], number: int) -> bool:
    """True for a row of a table with more cells than the line of dashes above it, of which Markdown shows no more."""
    for line in reversed(lines[:number]):
        if _DASHES.match(line):
            return _cells(lines[number]) > _cells(line)
        if "|" not in line:
            break
    return False


def _cells(row: str) -> int:
    return len(_BAR.split(row.strip(" \t>").removeprefix("|").removesuffix("|")))


def rules(lines: Sequence[str], kinds: Sequence[str]) -> list[list[tuple[str, int]]]:
    """For each character of each line the rule by which it may go, or nothing, and where what goes by it begins.

    `kinds` says what is code. Of notation it is all one where it begins.
    """
    fixed = {"fence": NOTATION, "drawn": _DIAGRAM}
    found = [[(fixed.get(kind, ""), 0)] * len(line) for line, kind in zip(lines, kinds, strict=True)]
    # What is code, all rules leave alone.
    text = "\n".join(
        "\0" * len(line) if kind else _CODE.sub(_masked, line) for line, kind in zip(lines, kinds, strict=True)
    )
    starts = [0, *accumulate(len(line) + 1 for line in lines)]
    for name, pattern in _RULES:
        for n, first, last in _spans(pattern, text, starts):
            for column in range(first, last):
                if not found[n][column][0]:
                    found[n][column] = name, 0 if name == NOTATION else first
    return found


def _spans(pattern: re.Pattern[str], text: str, starts: Sequence[int]) -> Iterator[tuple[int, int, int]]:
    """The line and the columns, from 0, of what a pattern finds."""
    for match in pattern.finditer(text):
        n = bisect_right(starts, match.start()) - 1
        while n + 1 < len(starts) and starts[n] < match.end():
            yield n, max(0, match.start() - starts[n]), min(match.end(), starts[n + 1] - 1) - starts[n]
            n += 1


def _masked(code: re.Match[str]) -> str:
    return "\0" * len(code[0])
