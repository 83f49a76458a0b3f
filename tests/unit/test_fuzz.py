"""A short run of the fuzz, each time with other inputs. The long one is `python -m tests.fuzz`."""

import os

import pytest

from tests.fuzz.entries import ENTRIES
from tests.fuzz.run import tried
from tests.support.effort import examples

SEED = int.from_bytes(os.urandom(4))


@pytest.mark.parametrize("name", ENTRIES)
def test_nothing_goes_wrong(name: str) -> None:
    result = tried(name, seed=SEED, first=0, last=examples(100 * ENTRIES[name].share))
    assert not result.wrong, f"python -m tests.fuzz --only {name!r} --seed {SEED} keeps the inputs"
    assert result.refused < result.tried


def test_what_goes_wrong_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    entry = ENTRIES["reading"]
    monkeypatch.setitem(
        ENTRIES, "reading", type(entry)(lambda data: data[10_000:].index(b"x"), entry.corpus, entry.words)
    )
    (what,) = tried("reading", 1, 0, 3).wrong
    assert what.startswith("ValueError at test_fuzz.py:")
