"""The commands: parse arguments, call, show, exit code. Only this room touches the terminal."""

from deckgen.cli.program import deckgen, entry, main

__all__ = ["deckgen", "entry", "main"]
