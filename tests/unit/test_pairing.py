"""The pairing of questions and notes with the greatest total gain, held against every pairing there is."""

from collections.abc import Iterator, Mapping, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deckgen.identity.pairing import Pair, assign
from tests.support.effort import examples

GAINS = st.dictionaries(
    st.builds(Pair, st.integers(0, 4), st.sampled_from("abcde")), st.integers(1, 40).map(lambda n: n / 8), max_size=12
)


def pairings(gains: Mapping[Pair, float]) -> Iterator[tuple[Pair, ...]]:
    """Every set of pairs in which no question and no note stands twice."""

    def chosen(left: Sequence[Pair]) -> Iterator[tuple[Pair, ...]]:
        if not left:
            yield ()
            return
        first, *rest = left
        yield from chosen(rest)
        free = [pair for pair in rest if pair.at != first.at and pair.guid != first.guid]
        yield from ((first, *others) for others in chosen(free))

    return chosen(sorted(gains))


def most(gains: Mapping[Pair, float]) -> float:
    return max(sum(gains[pair] for pair in pairing) for pairing in pairings(gains))


@settings(max_examples=examples(300))
@given(GAINS)
def test_no_pairing_gains_more_and_each_loss_is_what_would_be_missing(gains: dict[Pair, float]) -> None:
    losses = assign(gains)
    assert len({pair.at for pair in losses}) == len({pair.guid for pair in losses}) == len(losses)
    assert sum(gains[pair] for pair in losses) == pytest.approx(most(gains))
    for pair, loss in losses.items():
        without = {other: gain for other, gain in gains.items() if other != pair}
        assert loss == pytest.approx(most(gains) - most(without))


def large(other: float) -> dict[Pair, float]:
    """Thirty questions that are each one note for sure, and the one after it by `other`."""
    own = {Pair(at, f"n{at:02}"): 3.0 for at in range(30)}
    return own | {Pair(at, f"n{at + 1:02}"): other for at in range(29)}


@pytest.mark.parametrize("other", [0.5, 2.0, 2.9])
def test_a_large_group_takes_the_best_first_and_is_as_sure_as_the_lead_over_rivals(other: float) -> None:
    losses = assign(large(other))
    assert set(losses) == {Pair(at, f"n{at:02}") for at in range(30)}
    # Those that come first have a rival that is still free; the last one has none.
    assert losses[Pair(0, "n00")] == pytest.approx(3.0 - other)
    assert losses[Pair(29, "n29")] == pytest.approx(3.0)


def test_a_large_group_of_equals_is_not_sure_of_anything_but_the_last() -> None:
    losses = assign({Pair(at, f"n{to}"): 1.0 for at in range(26) for to in range(26)})
    assert len(losses) == 26
    assert sorted(losses.values()) == [0.0] * 25 + [1.0]
