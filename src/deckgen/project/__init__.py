"""Finds a project: where its sources, its package and its lock are, and its settings from deckgen.toml."""

from deckgen.project.project import LOCK, Project, locate

__all__ = ["LOCK", "Project", "locate"]
