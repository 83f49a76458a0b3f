"""Who belongs to whom: the pairing of two sides with the greatest total gain, and how sure each pair is."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

# Beyond this many on a side, solving once more for each pair takes longer than it is worth.
_EXACT = 24


def assign(gains: Mapping[tuple[int, str], float]) -> dict[tuple[int, str], float]:
    """The pairs of the best pairing, each with what the total would lose without it.

    Gains are positive; what has no gain is never paired. Groups that share no candidate are decided apart.
    """
    found: dict[tuple[int, str], float] = {}
    for group in _groups(gains):
        rows, columns = sorted({row for row, _ in group}), sorted({column for _, column in group})
        inside = {pair: gains[pair] for pair in group}
        if max(len(rows), len(columns)) > _EXACT:
            found |= _best_first(inside)
            continue
        pairs = _solve(inside, rows, columns)
        total = sum(inside[pair] for pair in pairs)
        for pair in pairs:
            rest = {other: gain for other, gain in inside.items() if other != pair}
            found[pair] = total - sum(rest[other] for other in _solve(rest, rows, columns))
    return found


def _groups(gains: Mapping[tuple[int, str], float]) -> list[list[tuple[int, str]]]:
    of_row: dict[int, list[tuple[int, str]]] = defaultdict(list)
    of_column: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for pair in gains:
        of_row[pair[0]].append(pair)
        of_column[pair[1]].append(pair)
    groups, seen = [], set()
    for start in gains:
        if start in seen:
            continue
        seen.add(start)
        group, stack = [], [start]
        while stack:
            row, column = pair = stack.pop()
            group.append(pair)
            for other in (*of_row[row], *of_column[column]):
                if other not in seen:
                    seen.add(other)
                    stack.append(other)
        groups.append(group)
    return groups


def _solve(
    gains: Mapping[tuple[int, str], float], rows: Sequence[int], columns: Sequence[str]
) -> list[tuple[int, str]]:
    """The Hungarian method with potentials (Kuhn 1955); each row may also stay alone, at no gain."""
    height, width = len(rows), len(columns) + len(rows)
    cost = [[-gains.get((row, column), 0.0) for column in columns] + [0.0] * height for row in rows]
    of_row, of_column = [0.0] * (height + 1), [0.0] * (width + 1)
    owner = [0] * (width + 1)
    for row in range(1, height + 1):
        owner[0], here = row, 0
        least, way, used = [float("inf")] * (width + 1), [0] * (width + 1), [False] * (width + 1)
        while owner[here]:
            used[here] = True
            at, step, following = owner[here], float("inf"), 0
            for column in range(1, width + 1):
                if used[column]:
                    continue
                slack = cost[at - 1][column - 1] - of_row[at] - of_column[column]
                if slack < least[column]:
                    least[column], way[column] = slack, here
                if least[column] < step:
                    step, following = least[column], column
            for column in range(width + 1):
                if used[column]:
                    of_row[owner[column]] += step
                    of_column[column] -= step
                else:
                    least[column] -= step
            here = following
        while here:
            owner[here], here = owner[way[here]], way[here]
    pairs = ((rows[owner[at + 1] - 1], columns[at]) for at in range(len(columns)) if owner[at + 1])
    return [pair for pair in pairs if pair in gains]


def _best_first(gains: Mapping[tuple[int, str], float]) -> dict[tuple[int, str], float]:
    """For large groups: take the best pair; it is as sure as it is better than what either side could still have."""
    of_row: dict[int, list[tuple[int, str]]] = defaultdict(list)
    of_column: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for pair in gains:
        of_row[pair[0]].append(pair)
        of_column[pair[1]].append(pair)
    rows: set[int] = set()
    columns: set[str] = set()
    found = {}
    for pair in sorted(gains, key=lambda p: (-gains[p], p)):
        row, column = pair
        if row in rows or column in columns:
            continue
        rivals = [
            gains[other]
            for other in (*of_row[row], *of_column[column])
            if other != pair and other[0] not in rows and other[1] not in columns
        ]
        found[pair] = gains[pair] - max(rivals, default=0.0)
        rows.add(row)
        columns.add(column)
    return found
