"""Builds that are killed, each at another time, by the system and not by us:

    python -m tests.support.kills [COUNT]

After each the lock and the package must belong together, no guid may be another, and what was left must be swept.
"""

import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from random import Random

from deckgen.lock import load
from deckgen.turns import sweep
from tests.support import death
from tests.support.builds import built

_BUILD = (
    "from pathlib import Path; from tests.support import death; from tests.support.builds import built; import sys;"
)
_BUILD += "print(flush=True); built(Path(sys.argv[1]), death.DYING, death.EPOCH + 60)"


def main(count: int) -> int:
    """Kills so many builds; the exit code."""
    random, seen, wrong = Random(count), Counter[str](), 0
    with tempfile.TemporaryDirectory() as top:
        before = Path(top) / "before"
        built(before, death.BEFORE, death.EPOCH)
        longest = _took(before, Path(top) / "first")
        for number in range(count):
            home = Path(top) / str(number)
            shutil.copytree(before, home)
            process = subprocess.Popen([sys.executable, "-c", _BUILD, str(home)], stdout=subprocess.PIPE)
            assert process.stdout
            process.stdout.readline()
            # Most of the time goes by before anything is written, in its last part.
            time.sleep(longest * random.triangular(0.2, 1.2, 0.95))
            process.kill()
            process.communicate()
            lock, package = home / "notes.deckgen.lock", home / "build" / "notes.apkg"
            known = {entry.guid for entry in load(lock.read_text("utf-8"), "lock").entries}
            shipped = death.guids(package.read_bytes())
            parts = len(list(home.rglob("*.part")))
            sweep((lock, package))
            final = death.guids(built(home, death.AFTER, death.EPOCH + 120).read_bytes())
            sound = set(shipped.values()) <= known and shipped.items() <= final.items() and len(final) == 3
            wrong += not sound or bool(list(home.rglob("*.part")))
            seen[f"lock {len(known)}, package {len(shipped)}" + (", parts left" if parts else "")] += 1
            shutil.rmtree(home)
    print(", ".join(f"{times} × {what}" for what, times in seen.most_common()))
    print(f"{count} kills, {wrong} went wrong")
    return int(wrong > 0)


def _took(before: Path, home: Path) -> float:
    shutil.copytree(before, home)
    process = subprocess.Popen([sys.executable, "-c", _BUILD, str(home)], stdout=subprocess.PIPE)
    assert process.stdout
    process.stdout.readline()
    began = time.perf_counter()
    process.communicate()
    return time.perf_counter() - began


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 500))
