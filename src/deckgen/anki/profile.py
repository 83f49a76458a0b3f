"""Which profile a running Anki has open: a delivery goes to the one that the last delivery went to.

See docs/anki.md, AnkiConnect.
"""

import re
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath

from deckgen.anki.ankiconnect import AnkiConnect
from deckgen.diagnostics import DeckgenError
from deckgen.files import replace
from deckgen.wording import said


def right_profile(anki: AnkiConnect, wanted: str | None, memory: Path) -> str:
    """The profile that Anki has open.

    Raises DeckgenError when it is not the `wanted` one or, if none is named, that of the last push, which is kept in
    the file `memory`.
    """
    current = _current(anki)
    last = memory.read_text("utf-8", "replace").strip() if memory.is_file() else None
    if wanted is not None and current != wanted:
        raise DeckgenError(
            said(
                "Anki has the profile {current} open, not {wanted}: File > Switch Profile, then run this again",
                current=current,
                wanted=wanted,
            )
        )
    if wanted is None and last not in (None, current):
        raise DeckgenError(
            said(
                "Anki has the profile {current} open, the last push went to {last}: switch, or name it: {option}",
                current=current,
                last=last,
                option=f"--profile '{current}'",
            )
        )
    return current


def remember(profile: str, memory: Path) -> None:
    """Keeps the profile's name for `right_profile`; raises DeckgenError."""
    replace([(memory, f"{profile}\n".encode())])


def _current(anki: AnkiConnect) -> str:
    # The add-on cannot be asked for the profile, but a profile's folder has its name.
    folder = anki.text("getMediaDirPath")
    path: PurePath = PureWindowsPath(folder) if re.match(r"[A-Za-z]:[\\/]", folder) else PurePosixPath(folder)
    return path.parent.name
