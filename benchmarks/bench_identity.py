"""How recognising questions grows with the deck, and with what changed.   python benchmarks/bench_identity.py [NOTES]

Prints seconds, and ratios within this one run: those are what to compare between machines.
"""

import random
import sys
import time
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from deckgen.data import Basic, Fragment, Question, Span
from deckgen.identity import identify
from deckgen.lock import Lock
from tests.support.locks import locked

PER_FILE = 50


def deck(count: int, chance: random.Random) -> list[Question]:
    """Questions as different from each other as real ones: a few thousand words, sentences of ten."""
    words = ["".join(chance.choices("abcdefghijklmnopqrstuvwxyz", k=chance.randint(4, 9))) for _ in range(4000)]
    found = []
    for at in range(count):
        path, line = f"f{at // PER_FILE}.md", at % PER_FILE * 10 + 1
        answer = " ".join(chance.choices(words, k=60))
        title = f"What is the difference between {chance.choice(words)} and {chance.choice(words)}?"
        found.append(question(title, answer, path, line))
    return found


def question(title: str, answer: str, path: str, line: int) -> Question:
    """A question at a place."""
    return Basic(
        title=title,
        prompt=Fragment(path, (), ()),
        answer=Fragment(path, (answer,), (line + 2,)),
        span=Span(path, line),
        end_line=line,
        deck="D",
    )


def mass_edit(questions: list[Question], chance: random.Random) -> list[Question]:
    """Every question renumbered, one in twenty reworded, every file split."""
    found = []
    for at, q in enumerate(questions):
        title = (
            q.title.replace("What is the difference between", "How do you tell") if chance.random() < 0.05 else q.title
        )
        path = q.span.path if at % PER_FILE < PER_FILE // 2 else q.span.path.replace(".md", "b.md")
        found.append(replace(q, title=f"{at + 1}. {title}", span=Span(path, q.span.line)))
    return found


def rewritten(questions: list[Question]) -> list[Question]:
    """Every question reworded."""
    return [replace(q, title=q.title.replace("What is the difference between", "How do you tell")) for q in questions]


def timed(questions: list[Question], lock: Lock) -> tuple[float, int]:
    """Seconds, and how many notes were recognised."""
    start = time.perf_counter()
    matches, _ = identify(tuple(questions), lock)
    return time.perf_counter() - start, sum(match.how != "new" for match in matches)


def main() -> None:
    """Print the table."""
    full = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    base = None
    for count in (full // 4, full // 2, full):
        questions = deck(count, random.Random(1))
        lock = locked(questions, Lock("p"))
        for name, after in (
            ("nothing changed", questions),
            ("renumbered, 5 % reworded, files split", mass_edit(questions, random.Random(2))),
            ("all reworded", rewritten(questions)),
        ):
            seconds, kept = timed(after, lock)
            base = base or seconds
            print(f"{count:6} notes  {name:38} {seconds:7.2f} s  ×{seconds / base:6.1f}  kept {kept}/{count}")


if __name__ == "__main__":
    main()
