"""Finds a project: where its sources, its package and its lock are, and its settings from deckgen.toml."""

from deckgen.project.config import FILE as CONFIG
from deckgen.project.locks import LOCK, former, listed, sources_of, stems
from deckgen.project.project import NoProject, Project, around, locate
from deckgen.project.repository import top, tracks

__all__ = [
    "CONFIG",
    "LOCK",
    "NoProject",
    "Project",
    "around",
    "former",
    "listed",
    "locate",
    "sources_of",
    "stems",
    "top",
    "tracks",
]
