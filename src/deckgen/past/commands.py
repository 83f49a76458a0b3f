"""A project as a command names it: what is printed can be typed as it stands."""

import shlex

from deckgen.files import shown
from deckgen.project import LOCK, Project


def about(project: Project, command: str) -> str:
    """The command with the path of the project from here, if it needs one."""
    place = shown(project.home if project.lock.name == LOCK else project.files[0]).as_posix()
    return command if place == "." and project.is_configured else f"{command} {shlex.quote(place)}"
