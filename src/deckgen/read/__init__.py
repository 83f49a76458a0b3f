"""Bytes of a file → Document: decodes it, unifies newlines, reads the front matter."""

from deckgen.read.document import read

__all__ = ["read"]
