"""How the time of splitting and rendering grows with text that was made to hurt.   python benchmarks/bench_growth.py

Prints, for each text of tests/support/hostile.py, the seconds that the whole of it takes, and how many times as long
that is as half of it: 2 is linear, 4 is quadratic. Ratios within one run are what to compare between machines; below
some ms they say nothing and are left out.
"""

import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from tests.support.hostile import STAGES

# In s; a shorter time is noise.
NOISE = 0.02


def best(work: Callable[[], object]) -> float:
    """The shortest of three runs, in s."""
    times = []
    for _ in range(3):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def main() -> None:
    """Print the table, the slowest text of each stage first."""
    for stage, (work, texts) in STAGES.items():
        rows = []
        for hostile in texts:
            half, whole = (best(partial(work, hostile.text(part))) for part in (2, 1))
            rows.append((whole, whole / half, hostile))
        for whole, ratio, hostile in sorted(rows, key=lambda row: -row[0]):
            grows = f"×{ratio:4.1f}" if whole > NOISE else ""
            print(f"{stage:16} {hostile!s:14} {len(hostile.text()):6} characters {whole:7.3f} s  {grows}")


if __name__ == "__main__":
    main()
