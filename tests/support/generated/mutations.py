"""The case files of splitting in other notations: their lines stay where they are, so what is found stays too."""

import re
from collections.abc import Callable

from tests.support.cases import Case, suite
from tests.support.generated.scoring import Reader, read

_FENCE = re.compile(r"^\s*(?:```|~~~)", re.MULTILINE)


def _deeper(text: str) -> str:
    return re.sub(r"^(#{1,5}) ", r"#\1 ", text, flags=re.MULTILINE)


def _numbered(text: str) -> str:
    """Each heading of the level that most headings have, numbered."""
    levels = re.findall(r"^(#{2,6}) ", text, re.MULTILINE)
    if len(levels) < 2 or re.search(r"^#{1,6} (?:\d|Q)", text, re.MULTILINE):
        return text
    most = max(set(levels), key=levels.count)
    count = iter(range(1, 1000))
    return re.sub(rf"^{most} (?=\S)", lambda found: f"{found[0]}{next(count)}. ", text, flags=re.MULTILINE)


def _bolded(text: str) -> str:
    """Titles in bold inside their headings."""
    return re.sub(r"^(#{2,6}) ([^*\n`<\[]+[?？])$", r"\1 **\2**", text, flags=re.MULTILINE)


def _each(*changes: tuple[str, str]) -> Callable[[str], str]:
    def changed(text: str) -> str:
        for pattern, new in changes:
            text = re.sub(pattern, new, text, flags=re.MULTILINE)
        return text

    return changed


MUTATIONS: dict[str, Callable[[str], str]] = {
    "headings one level deeper": _deeper,
    "headings numbered": _numbered,
    "headings in bold": _bolded,
    "headings closed": _each((r"^(#{2,6}) ([^#\n]+)$", r"\1 \2 \1")),
    "- as *": _each((r"^(\s*)- (?!-)", r"\1* ")),
    "1. as 1)": _each((r"^(\s*\d+)\. ", r"\1) ")),
    "** as __": _each((r"\*\*([^*\n]+)\*\*(?!\w)", r"__\1__")),
    "Q: as Question:": _each((r"^(\**)Q: ?", r"\1Question: "), (r"^(\**)A: ?", r"\1Answer: ")),
    "Q: as 问：": _each((r"^(\**)Q: ?", r"\1问："), (r"^(\**)A: ?", r"\1答：")),
    "：as a colon": _each((r"^(\**[问答])：", r"\1: ")),
    "folds open": _each((r"<details>", "<details open>")),
    "a mark from another script": _each((r"[?？]$", "؟")),
    "Windows": lambda text: text.replace("\n", "\r\n"),
}
# What such a case is about would be another thing.
_APART = re.compile(r"level|number|deeper|cloze|numbered|today|memory|id |tag", re.IGNORECASE)


def cases() -> list[Case]:
    """The cases that may be written otherwise: without settings, code and comments, with something found."""
    return [
        case for case in suite("split")
        if not case.options and not _APART.search(case.title) and not _FENCE.search(case.given[0])
        and case.path.stem not in ("settings", "comments", "bytes", "memory", "clozes", "none")
        and not re.search(r"deckgen|^---\n|[→␍]|^    ", case.given[0], re.MULTILINE) and read(case.given[0] + "\n")
    ]  # fmt: skip


def scored(reader: Reader = read) -> dict[str, tuple[int, int, list[str]]]:
    """By mutation: how many cases it changes, how many of them are still read alike, and those that are not."""
    before = [(case, reader(case.given[0] + "\n")) for case in cases()]
    scores: dict[str, tuple[int, int, list[str]]] = {}
    for name, mutate in MUTATIONS.items():
        texts = ((case, case.given[0] + "\n", found) for case, found in before)
        others = [(case, other, found) for case, text, found in texts if (other := mutate(text)) != text]
        lost = [str(case) for case, other, found in others if reader(other) != found]
        scores[name] = (len(others), len(others) - len(lost), lost)
    return scores


def table(reader: Reader = read) -> str:
    """The scores of all mutations."""
    rows = ["| mutation | cases | read alike |", "|---|---:|---:|"]
    return "\n".join(
        [*rows, *(f"| {name} | {tried} | {alike} |" for name, (tried, alike, _) in scored(reader).items())]
    )
