"""deckgen.lock: the file, what is remembered of a question, what changed since, and how an author overrules it."""

from deckgen.lock.file import Adopted, Entry, Lock, Style
from deckgen.lock.text import VERSION, dump, load, salvage

__all__ = ["VERSION", "Adopted", "Entry", "Lock", "Style", "dump", "load", "salvage"]
