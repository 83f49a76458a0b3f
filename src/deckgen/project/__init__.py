"""Finds a project: where its sources, its package and its lock are, and its settings from deckgen.toml."""

from deckgen.project.project import Project, locate

__all__ = ["Project", "locate"]
