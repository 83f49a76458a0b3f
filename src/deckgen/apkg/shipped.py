"""What the notes of a package of ours show, and since when: less than `rebuild` reads, and so in no time."""

from collections.abc import Mapping
from typing import IO

from deckgen import ids
from deckgen.apkg.read import opened, plain, unzipped

# The time of what we pack.
ZIP_TIME = (1980, 1, 1, 0, 0, 0)


def shipped(package: IO[bytes], name: str) -> Mapping[str, tuple[int, str]]:
    """The time and the digest of each note, by its guid; none of a package that somebody has exported from Anki.

    For such a one may have what its owner wrote or tagged there. Raises DeckgenError when it is no package.
    """
    with unzipped(package, name) as archive:
        if "meta" in archive.namelist() or any(info.date_time != ZIP_TIME for info in archive.infolist()):
            return {}
    with opened(package, name) as connection:
        notes = connection.execute("select guid, mod, flds, tags from notes")
        return {
            guid: (mod, ids.short(*fields.split("\x1f"), *sorted(tags.split()))) for guid, mod, fields, tags in notes
        }


def answers(package: IO[bytes], name: str) -> Mapping[str, str]:
    """What the second field of each note says, by its guid, a line for each block; raises DeckgenError."""
    with opened(package, name) as connection:
        fields = connection.execute("select guid, flds from notes")
        return {guid: plain(shown.split("\x1f")[1]) for guid, shown in fields}
