"""The long run, on demand:

    python -m tests.fuzz [--inputs 1000000] [--seed 1] [--only NAME] [--keep build/fuzz]

The inputs are shared out among the entry points, cheap ones get more. What goes wrong is kept as a file, and named by
entry point, seed and number.
"""

import argparse
import sys
from pathlib import Path

from tests.fuzz.entries import ENTRIES
from tests.fuzz.run import Result, tried

_STEP = 500


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--inputs", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", choices=sorted(ENTRIES))
    parser.add_argument("--keep", type=Path, default=Path("build/fuzz"))
    options = parser.parse_args()
    names = [options.only] if options.only else list(ENTRIES)
    shares = sum(ENTRIES[name].share for name in names)
    total, wrong = 0, 0
    for name in names:
        wanted = -(-options.inputs * ENTRIES[name].share // shares)
        whole = Result()
        for first in range(0, wanted, _STEP):
            part = tried(name, options.seed, first, min(first + _STEP, wanted), options.keep)
            whole.tried += part.tried
            whole.refused += part.refused
            whole.slowest = max(whole.slowest, part.slowest)
            whole.wrong += part.wrong
        print(f"{name}: {whole.tried} inputs, {whole.refused} refused, slowest {whole.slowest:.2f} s", flush=True)
        for what, count in whole.wrong.most_common():
            print(f"    {count} × {what}", flush=True)
        total, wrong = total + whole.tried, wrong + whole.wrong.total()
    print(f"{total} inputs over {len(names)} entry points, {wrong} went wrong")
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
