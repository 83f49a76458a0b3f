"""How well documents are read: the share of their cards that are usable, in all and by each choice of their authors."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from deckgen.data import Basic
from tests.support.generated.page import Generated, Wanted, document
from tests.support.questions import reading

# Of the lines of an answer, or of what was taken for it, how many must be common.
_AGREES = 0.8
# A question's line, and the lines of its answer if it has one.
Found = tuple[int, tuple[int, int] | None]
Reader = Callable[[str], list[Found]]


@dataclass(slots=True)
class Score:
    """Of so many questions and so many found, how many cards are right."""

    documents: int = 0
    wanted: int = 0
    found: int = 0
    hit: int = 0
    right: int = 0

    @property
    def usable(self) -> float:
        """The F1 of cards that are right."""
        return 2 * self.right / (self.wanted + self.found) if self.wanted + self.found else 1.0

    def add(self, other: "Score") -> None:
        """Counts another one in."""
        for name in ("documents", "wanted", "found", "hit", "right"):
            setattr(self, name, getattr(self, name) + getattr(other, name))


def read(text: str) -> list[Found]:
    """What deckgen finds."""
    found = []
    for question in reading(text).questions:
        answer = question.answer if isinstance(question, Basic) else None
        lines = (answer.origins[0], answer.origins[-1]) if answer and answer.origins else None
        found.append((question.span.line, lines))
    return found


def agrees(wanted: Wanted, answer: tuple[int, int] | None) -> bool:
    """True if this answer is the one that is wanted."""
    if wanted.answer is None or answer is None:
        return wanted.answer == answer
    (start, end), (first, last) = answer, wanted.answer
    common = min(end, last) - max(start, first) + 1
    if common >= _AGREES * (max(end, last) - min(start, first) + 1):
        return True
    # A label or the tag of a fold may come along, and the other options with the right one.
    outer = wanted.within
    return bool(outer and start <= first and end >= last and outer[0] <= start and end <= outer[1])


def scored(made: Generated, reader: Reader = read) -> Score:
    """How one document is read."""
    at = {line: wanted for wanted in made.wanted for line in (wanted.line, wanted.also) if line}
    found = reader(made.text)
    hits: dict[int, bool] = {}
    for line, answer in found:
        if line in at:
            hits.setdefault(at[line].line, agrees(at[line], answer))
    return Score(1, len(made.wanted), len(found), len(hits), sum(hits.values()))


def sample(seeds: Iterable[int], reader: Reader = read) -> dict[str, dict[str, Score]]:
    """The scores of the documents with these seeds by dimension and choice; `all` has but one."""
    scores: dict[str, dict[str, Score]] = defaultdict(lambda: defaultdict(Score))
    for seed in seeds:
        made = document(seed)
        one = scored(made, reader)
        for dimension, choice in ({"all": "all"} | made.plan.dimensions()).items():
            scores[dimension][choice].add(one)
    return scores


def table(scores: dict[str, dict[str, Score]]) -> str:
    """The scores, the worst of each dimension first."""
    rows = ["| dimension | choice | documents | usable | found | false |", "|---|---|---:|---:|---:|---:|"]
    for dimension, of in scores.items():
        for choice, score in sorted(of.items(), key=lambda pair: (pair[1].usable, pair[0])):
            share = score.hit / score.wanted if score.wanted else 1.0
            name = choice.replace("|", "\\|") or "-"
            false = score.found - score.hit
            rows.append(f"| {dimension} | `{name}` | {score.documents} | {score.usable:.2f} | {share:.2f} | {false} |")
    return "\n".join(rows)
