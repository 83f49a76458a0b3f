"""Definitions of links, each of which is used a few times; a long one that is used everywhere would fill the memory."""

from collections.abc import Mapping
from typing import Any

# So many characters more than the text and its definitions have: cmark's limit, for the same reason.
SPARE = 100_000


class References(dict[str, Any]):
    """Addresses and titles by label, as far as a text of `length` may have them; what goes beyond is not defined."""

    def __init__(self, definitions: Mapping[str, Any], length: int) -> None:
        super().__init__(definitions)
        self._left = SPARE + length

    def get(self, label: str, default: Any = None) -> Any:
        """What a link of this label leads to."""
        if label not in self:
            return default
        return self[label]

    def __contains__(self, label: object) -> bool:
        if self._left < 0 or not super().__contains__(label):
            return False
        found = self[str(label)]
        self._left -= sum(map(len, filter(None, found.values() if isinstance(found, dict) else found)))
        return True
