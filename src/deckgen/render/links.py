"""Links to other files: on a phone these are not there, so they lead to where `source_link` says, or are text."""

import posixpath
import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote, unquote

from deckgen.data import Fragment
from deckgen.render.places import Place

# The letter of a drive is no scheme, nor a part of a path that another computer has.
_DRIVE = re.compile(r"[a-z]:|/|.*\\", re.IGNORECASE)
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]+):|//", re.IGNORECASE)
_ADDRESS = re.compile(r"(?P<path>[^?#]*)(?P<query>\?[^#]*)?(?P<part>#.*)?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Links:
    """Where the links of a field lead. `sources` are its texts, by the numbers that places have for them."""

    source_link: str
    sources: Sequence[Fragment]

    @property
    def scheme(self) -> str:
        """The scheme of the addresses that files have."""
        found = _SCHEME.match(self.source_link)
        return (found[1] or "").lower() if found else ""

    def address(self, written: str, place: Place | None) -> str:
        """Where a link that was written at `place` leads, empty when that is nowhere on a phone."""
        scheme = _SCHEME.match(written)
        if scheme and (scheme[1] or "").lower() != "file":
            return written
        parts = _ADDRESS.fullmatch(written)
        path = unquote(parts["path"]) if parts else ""
        if not parts or scheme or "{path}" not in self.source_link or _DRIVE.match(path):
            return ""
        here = self.sources[place.source if place else 0].path
        target = posixpath.normpath(posixpath.join(posixpath.dirname(here), path)) if path else here
        # Those that lead out of the notes' folder have no address, nor has a link to nothing.
        if target.startswith("..") or not written:
            return ""
        query = "" if "?" in self.source_link else parts["query"] or ""
        return self.of_file(target) + query + (parts["part"] or "")

    def of_file(self, path: str) -> str:
        """The address of a file; empty when `source_link` gives none."""
        return self.source_link.replace("{path}", quote(path)) if "{path}" in self.source_link else ""
