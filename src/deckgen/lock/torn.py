"""Whether a merged lock that lacks lines is good enough for the sources that are there."""

from collections.abc import Collection, Iterable

from deckgen.data import Match
from deckgen.diagnostics import Diagnostic
from deckgen.lock.file import Lock


def lack(lock: Lock, matches: Iterable[Match], paths: Collection[str]) -> Diagnostic | None:
    """What is wrong if the lock is torn and what it lacks may be one of these questions; `paths` were read.

    A cherry-pick and the revert of an older commit lack lines too, with their questions: the header of a branch comes
    without all of the branch's notes. So a torn lock is good where every question stands in it as it is.
    """
    if not lock.torn:
        return None
    entries = {entry.guid: entry for entry in lock.entries if not entry.removed}
    for match in matches:
        entry = entries.get(match.guid)
        if entry is None or (entry.path, entry.asked) != (match.question.span.path, match.fingerprint.asked):
            return lock.torn
    # How a file was read decides which questions it has.
    if any(entry.path in paths and entry.path not in lock.layouts for entry in entries.values()):
        return lock.torn
    return None
