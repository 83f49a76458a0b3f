"""Tries one entry point with many inputs, the n-th always the same, and says what went wrong and how long it took."""

import time
import traceback
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from tests.fuzz.entries import ENTRIES
from tests.fuzz.mutate import mutated

# In s of the processor's time, for one input: so much for any, and so much more for each of its bytes.
BUDGET, PER_BYTE = 3.0, 0.001


@dataclass
class Result:
    """What came of the inputs: how many were refused as documented, the slowest, and what each went wrong with."""

    tried: int = 0
    refused: int = 0
    slowest: float = 0.0
    wrong: Counter[str] = field(default_factory=Counter)


def tried(name: str, seed: int, first: int, last: int, keep: Path | None = None) -> Result:
    """The inputs from `first` on and before `last`; the first of each kind that goes wrong is kept in a folder."""
    entry, result = ENTRIES[name], Result()
    corpus = entry.corpus()
    for number in range(first, last):
        data = mutated(Random(f"{seed} {name} {number}"), corpus, entry.words)
        began, wrong = time.process_time(), ""
        try:
            entry.work(data)
        except entry.raises:
            result.refused += 1
        except Exception as error:  # noqa: BLE001
            at = traceback.extract_tb(error.__traceback__)[-1]
            wrong = f"{type(error).__name__} at {Path(at.filename).name}:{at.lineno}"
        took = time.process_time() - began
        if took > BUDGET + PER_BYTE * len(data):
            wrong = wrong or f"{took:.1f} s"
        if wrong and keep and not result.wrong[wrong]:
            keep.mkdir(parents=True, exist_ok=True)
            (keep / f"{name}-{seed}-{number}").write_bytes(data)
        result.wrong += Counter([wrong] if wrong else [])
        result.tried, result.slowest = result.tried + 1, max(result.slowest, took)
    return result
