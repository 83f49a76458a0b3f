"""Questions + lock → which note each one is."""

from deckgen.identity.recognise import identify

__all__ = ["identify"]
