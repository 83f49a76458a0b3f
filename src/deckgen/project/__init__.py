"""Finds a project: where its sources, its package and its lock are, and its settings from deckgen.toml."""

from deckgen.project.config import FILE as CONFIG
from deckgen.project.locks import LOCK, Below, former, sources_of
from deckgen.project.project import NoProject, Project, around, locate
from deckgen.project.repository import top, tracks

__all__ = [
    "CONFIG",
    "LOCK",
    "Below",
    "NoProject",
    "Project",
    "around",
    "former",
    "locate",
    "sources_of",
    "top",
    "tracks",
]
