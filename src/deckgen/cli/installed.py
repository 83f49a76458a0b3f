"""How the program is installed, and what to type for what is missing."""

import re
import shlex
import sys
from importlib import metadata, util
from pathlib import Path

from deckgen.diagnostics import DeckgenError
from deckgen.wording import said

NAME = "deckgen-markdown"


def versions(extra: str) -> dict[str, str]:
    """The version of each package of an extra, by the metadata of the program; "" for one that is absent."""
    of = re.compile(rf"([\w.-]+).*;.*\bextra == ['\"]{extra}['\"]")
    return {found[1]: _version(found[1]) for line in metadata.requires(NAME) or () if (found := of.match(line))}


def adding(extra: str) -> str:
    """The command that adds an extra to the environment in which deckgen runs."""
    names = " ".join(versions(extra))
    if Path(sys.prefix, "pipx_metadata.json").is_file():
        return f"pipx inject {NAME} {names}"
    python = shlex.quote(sys.executable)
    return f"{python} -m pip install {names}" if util.find_spec("pip") else f"uv pip install -p {python} {names}"


def need_backend() -> None:
    """Raises DeckgenError, with what to type, if Anki's backend is not installed."""
    try:
        import anki.collection  # noqa: F401
    except ImportError as error:
        text = said("deckgen sync needs Anki's backend (deckgen push does not): {command}", command=adding("sync"))
        raise DeckgenError(text) from error


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return ""
