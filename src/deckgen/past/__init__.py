"""What is known of a project from before: its lock, the package that stands beside it, and the locks of other sources.

A lock may be missing, or older than the package, or belong to a file that was renamed. Whatever knows the questions is
used, and its author is told: a card that starts anew has lost its reviews.
"""

from deckgen.past.commands import about, git
from deckgen.past.own import read, read_lock, with_cards
from deckgen.past.recall import Past, recall, settle
from deckgen.past.surroundings import Surroundings, surroundings

__all__ = [
    "Past",
    "Surroundings",
    "about",
    "git",
    "read",
    "read_lock",
    "recall",
    "settle",
    "surroundings",
    "with_cards",
]
