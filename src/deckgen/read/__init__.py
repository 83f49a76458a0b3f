"""Bytes of a file → Document: encoding, newlines, front matter."""

from deckgen.read.document import read

__all__ = ["read"]
