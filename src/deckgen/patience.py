"""How long all hostile texts of a build together may hold it up: a limit for each is none for two thousand of them."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from weakref import WeakSet

# In seconds: what may be spent beyond what the texts are granted by their length.
SPARE = 30.0


class Spent(Exception):
    """There is no patience left, until another build begins."""


_ALL: "WeakSet[Patience]" = WeakSet()


def renew() -> None:
    """Begin a build: there is patience with all its texts."""
    for one in _ALL:
        one.renew()


class Patience:
    """Seconds that texts may take together: SPARE, and `each` for every character of theirs.

    Whatever they are, they take no longer than that and what the last one is stopped after. `each` is many times what
    sound texts take. `clock` gives seconds that nobody sets.
    """

    def __init__(self, each: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._each, self._clock = each, clock
        self.renew()
        _ALL.add(self)

    def renew(self) -> None:
        """Forget what was spent."""
        self._left, self._told = SPARE, False

    @contextmanager
    def spend(self, characters: int) -> Iterator[None]:
        """The time that a text of this length takes is spent; raises Spent where nothing is left."""
        if self._left <= 0:
            raise Spent
        began = self._clock()
        try:
            yield
        finally:
            self._left += characters * self._each - (self._clock() - began)

    @property
    def spent(self) -> bool:
        """Whether nothing is left."""
        return self._left <= 0

    def told(self) -> bool:
        """Whether somebody asked this before: of what is missing from here on, one word is enough."""
        told, self._told = self._told, True
        return told
