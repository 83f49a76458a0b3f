"""Projects and files as commands name them: what is printed can be typed as it stands, where the author stands."""

import shlex
from pathlib import Path

from deckgen.files import shown
from deckgen.project import LOCK, Project, top


def about(project: Project, command: str) -> str:
    """The command with the path of the project from here, if it needs one."""
    place = shown(project.home if project.lock.name == LOCK else project.files[0]).as_posix()
    return command if place == "." and project.is_configured else f"{command} {shlex.quote(place)}"


def git(path: Path, command: str) -> str:
    """The command of Git for the file at this path; empty where there is no Git."""
    repository = top(path.parent)
    if repository is None:
        return ""
    if Path.cwd().is_relative_to(repository):
        return f"git {command} -- {shlex.quote(shown(path).as_posix())}"
    return f"git -C {shlex.quote(shown(path.parent).as_posix())} {command} -- {shlex.quote(path.name)}"
