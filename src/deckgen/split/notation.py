"""How questions and what belongs to them are written, in any language: marks, blanks, tags, options, pictures."""

import re

from deckgen.split.vocabulary import SCRIPTS

# In characters: in a longer text a question mark says nothing about its beginning.
_SENTENCES = 300
# Chinese characters as they stand in a character class.
HANZI = r"\u4e00-\u9fff"

# What an item of a list and a heading begin with, however far in.
ITEM = re.compile(r"\s*+(?:[-*+]|\d++[.)])\s")
HEADING = re.compile(r"\s*+#{1,6}\s")
# The last one is the Greek question mark, which is mostly written as a semicolon.
_QUESTION_MARK = re.compile(rf"[?？؟\u037e]|(?<=[{SCRIPTS['greek']}]);")
# A question that a remark follows: "Is it a cat? Explain."
_ASKS_INSIDE = re.compile(r"\w[?][\"”』)]*\s|[？؟]")
_REMARK = re.compile(r"[(（][^()（）]*+[)）]\Z")
# What stands where an answer is missing, and the year that only examination papers have.
_BLANK = re.compile(r"_{3,}|（[ \u3000_]{0,8}[）)]|\([ \u3000_]{1,8}[)）]|\[ {2,8}\]|【\d{4}[^】]{0,8}】")
# `#tag` and `#tag/sub` at the end of a question, but no directive of C.
_WORD = re.compile(r"\S++")
_TAG = re.compile(r"#(?!(?:define|undef|if(?:n?def)?|elif|else|endif|include|pragma)$)\d*+[^\W\d][\w/-]*+")
# The tag that makes a card of what it stands behind.
CARD = re.compile(
    r"(?:^|\s|(?<=[?？!！.。:：*_]))#(?:card|flashcard|anki|\[\[card\]\])(?P<both>[-/]reverse)?(?=\s|$)", re.IGNORECASE
)
# A code span, or code between backticks on lines of their own.
CODE_SPAN = r"(?>(?<!`)(?P<ticks>`++).*?(?<!`)(?P=ticks)(?!`))"
# What marks a right option or a good point, and what a wrong or a bad one; a root stands before a number.
TICK = "(?:[✅✔✓☑🟢]\ufe0f?|√(?=\\W|$)|:(?:white_check_mark|heavy_check_mark|ballot_box_with_check):)"
CROSS = "(?:[❌✗✘✖]\ufe0f?|:(?:x|negative_squared_cross_mark|heavy_multiplication_x):)"
# The lines that separate the sides of a card.
SEPARATORS = frozenset({"?", "??", "؟", "؟؟", "？", "？？"})
# Without a mark, a letter is a capital, and no term of a formula: "a = 8", "A → B".
OPTION = re.compile(
    rf"^\s*+(?:[-*+]\s+)?(?:(?:\*\*|{TICK}\s*+|{CROSS}\s*+){{1,2}}+)?[(（]?"
    rf"(?:[A-Ha-h\uff21-\uff28\uff41-\uff48]\s*[.、:：)）．]\s*\S|[A-H]\s{{1,4}}[^\s=<>+*/|&^:→⇒↔≤≥≠]|[A-Ha-h][{HANZI}]|\[[A-H]\]\s+\S)"
)
# A box to tick, or a round one of which one is to be chosen: behind a bullet, or as the sources of a quiz have it.
BOX = r"(?:\[[ xX]\]|\[\([ xX]\)\]|(?<=\s)\([ xX]\))"
TASK_OPTION = re.compile(rf"^\s*+(?:[-*+]\s+)?{BOX}\s+\S")
PICTURE = re.compile(
    r"^\s*+(?:!\[[^\]]*\]\([^)]*\)|!\[\[[^\]]*\]\]|!\[[^\]]*\]\[[^\]]*\]|<img\b[^>]*>|</?(?:p|div|center"
    r"|figure)\b[^>]*>)+\s*$"
)


def asks_outright(text: str) -> bool:
    """True if the text ends as a question does: with a question mark, or a remark in parentheses behind it."""
    # What only a remark in parentheses asks ("Notes (finished?)") is no question, nor is `f(x?)`.
    bare = without_remark(re.sub(r"<[^<>]*+>", "", text))
    words = len(bare)
    while words and not bare[words - 1].isalnum():
        words -= 1
    return bool(_QUESTION_MARK.search(bare, words))


def without_remark(text: str) -> str:
    """The text without the parentheses at its end; all of it where nothing else is there."""
    bare = text.rstrip(" \t*_")
    opened = max(bare.rfind("("), bare.rfind("（"))
    remark = opened > 0 and _REMARK.match(bare, opened)
    return bare[:opened] if remark else text


def asks_inside(text: str) -> bool:
    """True if a sentence of the text, which is no long one, ends with a question mark."""
    return len(text) < _SENTENCES and bool(_ASKS_INSIDE.search(without_remark(text)))


def blank(text: str) -> bool:
    """True if the text has a place to fill in, or the year of an examination."""
    return bool(_BLANK.search(text))


def tags_behind(text: str) -> tuple[int, tuple[str, ...]]:
    """Where the `#tags` at the end of a text begin, with the blanks before them, and those tags; none begins it."""
    end, tags = len(text), list[str]()
    for word in reversed(list(_WORD.finditer(text))):
        if not word.start() or not _TAG.fullmatch(word[0]):
            break
        end = word.start()
        tags.append(word[0])
    return len(text[:end].rstrip()) if tags else end, tuple(reversed(tags))


def parted(text: str) -> list[str]:
    """The tags that stand in one text, with blanks or commas of any keyboard between them, without their quotes."""
    return [bare for tag in re.split(r"[,，、\s]+", text) if (bare := tag.strip("\"'“”‘’").strip("#"))]


def wordless(title: str) -> bool:
    """True if a title has no word in it: it is a picture or a badge."""
    bare = re.sub(r"!\[[^\]]*\](?:\([^)]*\)|\[[^\]]*\])|!\[\[[^\]]*\]\]|\]\([^)]*\)|<[^<>]*+>", "", title)
    return not re.search(r"\w", bare)


def indented(line: str) -> int:
    """The column at which a line begins."""
    expanded = line.expandtabs(4)
    return len(expanded) - len(expanded.lstrip())
