"""What one line of a key says: numbers with an answer each, in a row of a table too, or a range and its letters."""

import re

from deckgen.normal_forms import nfkc
from deckgen.split import labels
from deckgen.split.language import announces_answers, container, truth
from deckgen.split.leads import number
from deckgen.split.vocabulary import CHINESE

# A number or a range, and what stands behind it: "1-4：B C ACD √", "5 √".
_PART = re.compile(r"(?<!\d)(?P<first>\d{1,3})(?:\s*+[-–~～—]\s*+(?P<last>\d{1,3}))?+(?!\d)(?P<text>\D*+)")
_SEVERAL = re.compile(r"(?P<n>\d{1,3})\s*[.、:：)）-]?\s*(?P<text>[^\W\d]{1,10}|[√×✓✗✔✘])(?=[\s,，;；]|$)")
_TOKEN = re.compile(r"[^\s,，、;；:：.。|()（）*_/-]+")
_CAPITALS = re.compile("[A-H]{1,5}")
# Letters of options; small ones in their order, for "bed" is a word.
_LETTERS = re.compile(rf"{_CAPITALS.pattern}|(?=[a-h])a?b?c?d?e?f?g?h?")
# "1-b", "2. (B)", "3) c."; where all of a line is made of these, small letters are no words: "1 a day, 2 a week".
_DEALT = re.compile(
    rf"[(（]?(?P<n>\d{{1,3}})\s*+[.、:：)）=–—-]?\s*+[(（【]?(?P<text>{_LETTERS.pattern})(?![^\W_])[.)）】]?"
)
_BETWEEN = re.compile(r"[\s,，、;；]*+")
_LETTER = re.compile("[A-Ha-h]")
_MARGIN = re.compile(r"\s*+(?:>\s*)?(?:[-*+]\s+)?(?:#{1,6}\s+)?(?:\*\*)?")
# The number of a section, before that of its first answer: "三、1. A stack".
_SECTION = re.compile(
    rf"[(（]?(?:[{CHINESE}]{{1,3}}|[IVX]{{1,4}})[、.．)）]\s*+(?=[(（]?\d{{1,3}}(?:[、．)）]|\.(?!\d)|\s?[-–~～—]\s?\d))"
)
_BEGINS = re.compile(r"[(（]?\d")
_AROUND = " \t*_"


def answers(line: str) -> list[tuple[int, str]]:
    """The numbers and answers on one line of a key; none where a range has more or fewer letters than numbers."""
    text = _bare(line)
    ranges = _ranges(text)
    if ranges is not None:
        return ranges
    row = [cell.strip(_AROUND) for cell in text.strip("|").split("|")] if text.startswith("|") else []
    text = text.replace("|", " ").strip()
    # Letters, numbers and marks may be of full width, numbers in circles.
    plain = nfkc(text)
    if dealt := _dealt(plain):
        return dealt
    several = [(int(found["n"]), found["text"]) for found in _SEVERAL.finditer(plain) if _certain(found["text"])]
    if len(several) > 1:
        return several
    if len(row) > 1 and row[0].isdecimal() and row[1]:
        return [(int(row[0]), ": ".join([row[1], *(cell for cell in row[2:] if re.search(r"[^\W\d]", cell))]))]
    if (one := _SEVERAL.fullmatch(plain)) and short(one["text"]):
        return [(int(one["n"]), one["text"])]
    lead = number(text)
    rest = text[lead.end :].strip(" *") if lead else ""
    # The bold of "**1. B** because" began before the number.
    rest = rest.replace("**", "", 1) if rest.count("**") % 2 else rest
    label = labels.of(rest)
    rest = label.text if label and label.role == "answer" and label.text and len(label.word) > 1 else rest
    return [(lead.value, rest)] if lead and rest and not container(rest) else []


def names_part(line: str) -> bool:
    """True for a line that only names the part that the answers below it are of: "一、单选题", "II. True or false"."""
    text = _without_margin(line)
    lead = number(text)
    return container(text[lead.end :] if lead else text)


def misfits(line: str) -> bool:
    """True for a line of ranges and letters where a range has more or fewer letters than numbers."""
    return _ranges(_bare(line)) == []


def behind_name(line: str) -> str:
    """What a number begins behind a word for answers at the margin: "Answers: 1-B, 2-C", "**参考答案** 1-3 ABA"."""
    if line[:2].isspace() or not re.search(r"\d", line):
        return ""
    text = _without_margin(line)
    for end in (found.start() for found in (re.search("[:：]", text), re.search(r"\d", text)) if found):
        if _names_answers(text[:end].strip(_AROUND)):
            rest = _bare(text[end:].strip(f"{_AROUND}:："))
            return rest if _BEGINS.match(rest) else ""
    return ""


def short(text: str) -> bool:
    """True for letters of options, and for what says that a statement is so or is not."""
    return bool(_LETTERS.fullmatch(text)) or truth(text) is not None


def _certain(text: str) -> bool:
    """True for what is `short` among other words too."""
    return bool(_CAPITALS.fullmatch(text)) or truth(text) is not None


def possible(text: str, options: int) -> bool:
    """True if an answer is one of so many options: each of its letters; or says so or not, where there are none."""
    if options and _LETTERS.fullmatch(text):
        return all(ord(letter) - ord("A") < options for letter in text.upper())
    return truth(text) is not None


def _names_answers(name: str) -> bool:
    if announces_answers(name):
        return True
    label = labels.of(f"{name}:")
    return bool(label and label.role == "answer" and label.word != "a")


def _without_margin(line: str) -> str:
    found = _MARGIN.match(line)
    return line[found.end() if found else 0 :].strip(_AROUND)


def _bare(line: str) -> str:
    """The line without its margin and the name or number of a section: "一、选择题：1-3 ABA"."""
    text = _without_margin(line)
    for end in (found.start() for found in (re.search("[:：]", text), re.search(r"\d", text)) if found):
        if container(text[:end].strip(_AROUND)):
            return text[end:].strip(f"{_AROUND}:：")
    return text[found.end() :] if (found := _SECTION.match(text)) else text


def _dealt(text: str) -> list[tuple[int, str]]:
    """The answers of a line that is all numbers and letters of options; none of any other line."""
    found: list[tuple[int, str]] = []
    at = 0
    while at < len(text):
        one = _DEALT.match(text, at)
        if not one:
            return []
        found.append((int(one["n"]), one["text"]))
        between = _BETWEEN.match(text, one.end())
        at = between.end() if between else one.end()
    return found


def _ranges(text: str) -> list[tuple[int, str]] | None:
    """The answers of a line with ranges, none where one does not fit its letters; None if the line is none of these."""
    parts = list(_PART.finditer(nfkc(text)))
    if not any(part["last"] for part in parts):
        return None
    found: list[tuple[int, str]] = []
    fits = True
    for part in parts:
        first = int(part["first"])
        count = int(part["last"] or first) - first + 1
        tokens = _TOKEN.findall(part["text"])
        letters = [letter for token in tokens for letter in token]
        each = all(map(_letter, letters))
        # "1-2 A" is a number in two parts.
        if not all(short(token) or all(map(_letter, token)) for token in tokens) or len(letters) < min(2, count):
            return None
        if part["last"] and count < 2:
            return None
        dealt = tokens if len(tokens) == count else letters if each and len(letters) == count else []
        found += enumerate(dealt, first)
        fits = fits and bool(dealt)
    return found if fits else []


def _letter(text: str) -> bool:
    return bool(_LETTER.fullmatch(text)) or truth(text) is not None
