"""The order of a lock's notes: each line names the note before it, so that git can merge."""

from collections import defaultdict

from deckgen.lock.file import Lock


def sequence(lock: Lock) -> tuple[str, ...]:
    """The guids, file by file, as their notes follow each other; one whose predecessor a merge lost ends its file."""
    following: dict[tuple[str, str], list[str]] = defaultdict(list)
    paths = {}
    for entry in sorted(lock.entries, key=lambda e: (e.path, e.removed, e.guid)):
        following[entry.path, entry.after].append(entry.guid)
        paths[entry.guid] = entry.path
    order: dict[str, None] = {}
    for start in [*((path, "") for path in sorted(set(paths.values()))), *following]:
        stack = [guid for guid in reversed(following.get(start, [])) if guid not in order]
        while stack:
            guid = stack.pop()
            if guid not in order:
                order[guid] = None
                stack += reversed(following.get((paths[guid], guid), []))
    return tuple(order)
