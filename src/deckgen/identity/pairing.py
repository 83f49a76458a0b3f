"""Pairs questions with notes so that the total gain is greatest, and says how sure each pair is."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

# Solving once more for each pair takes long: beyond this many on a side the best pair is taken first.
_EXACT = 24


class Pair(NamedTuple):
    """A question, by its position in the build, and a note of the lock, by its guid."""

    at: int
    guid: str


def assign(gains: Mapping[Pair, float]) -> dict[Pair, float]:
    """The pairs of the best pairing, each with the loss: what the total would lose without it.

    Gains and losses are in nats. Gains are positive, and a pair without a gain is never chosen. Groups that share no
    question and no note are decided separately.
    """
    losses: dict[Pair, float] = {}
    for group in _groups(gains):
        rows, columns = sorted({row for row, _ in group}), sorted({column for _, column in group})
        inside = {pair: gains[pair] for pair in group}
        if max(len(rows), len(columns)) > _EXACT:
            losses |= _best_first(inside)
            continue
        pairs = _solve(inside, rows, columns)
        total = sum(inside[pair] for pair in pairs)
        for pair in pairs:
            rest = {other: gain for other, gain in inside.items() if other != pair}
            losses[pair] = total - sum(rest[other] for other in _solve(rest, rows, columns))
    return losses


def _groups(gains: Mapping[Pair, float]) -> list[list[Pair]]:
    """The pairs in groups: two pairs that share a question or a note are in one group."""
    of_row, of_column = _by_side(gains)
    groups: list[list[Pair]] = []
    grouped: set[Pair] = set()
    for start in gains:
        if start in grouped:
            continue
        grouped.add(start)
        group: list[Pair] = []
        stack = [start]
        while stack:
            row, column = pair = stack.pop()
            group.append(pair)
            for other in (*of_row[row], *of_column[column]):
                if other not in grouped:
                    grouped.add(other)
                    stack.append(other)
        groups.append(group)
    return groups


def _by_side(gains: Mapping[Pair, float]) -> tuple[dict[int, list[Pair]], dict[str, list[Pair]]]:
    of_row: dict[int, list[Pair]] = defaultdict(list)
    of_column: dict[str, list[Pair]] = defaultdict(list)
    for pair in gains:
        of_row[pair.at].append(pair)
        of_column[pair.guid].append(pair)
    return of_row, of_column


def _solve(gains: Mapping[Pair, float], rows: Sequence[int], columns: Sequence[str]) -> list[Pair]:
    """The pairs with the greatest total gain, by the Hungarian method with potentials (Kuhn 1955).

    Each row may also stay alone, at no gain.
    """
    height, width = len(rows), len(columns) + len(rows)
    cost = [[-gains.get(Pair(row, column), 0.0) for column in columns] + [0.0] * height for row in rows]
    of_row, of_column = [0.0] * (height + 1), [0.0] * (width + 1)
    owner = [0] * (width + 1)
    for row in range(1, height + 1):
        owner[0], current = row, 0
        least, way, used = [float("inf")] * (width + 1), [0] * (width + 1), [False] * (width + 1)
        while owner[current]:
            used[current] = True
            at, step, following = owner[current], float("inf"), 0
            for column in range(1, width + 1):
                if used[column]:
                    continue
                slack = cost[at - 1][column - 1] - of_row[at] - of_column[column]
                if slack < least[column]:
                    least[column], way[column] = slack, current
                if least[column] < step:
                    step, following = least[column], column
            for column in range(width + 1):
                if used[column]:
                    of_row[owner[column]] += step
                    of_column[column] -= step
                else:
                    least[column] -= step
            current = following
        while current:
            owner[current], current = owner[way[current]], way[current]
    pairs = (Pair(rows[owner[at + 1] - 1], columns[at]) for at in range(len(columns)) if owner[at + 1])
    return [pair for pair in pairs if pair in gains]


def _best_first(gains: Mapping[Pair, float]) -> dict[Pair, float]:
    """For large groups: the best pair first, then the best of the rest; its loss is its lead over its rivals."""
    of_row, of_column = _by_side(gains)
    rows: set[int] = set()
    columns: set[str] = set()
    losses = {}
    for pair in sorted(gains, key=lambda p: (-gains[p], p)):
        row, column = pair
        if row in rows or column in columns:
            continue
        rivals = [
            gains[other]
            for other in (*of_row[row], *of_column[column])
            if other != pair and other.at not in rows and other.guid not in columns
        ]
        losses[pair] = gains[pair] - max(rivals, default=0.0)
        rows.add(row)
        columns.add(column)
    return losses
