"""Questions + lock → which note each one is, and which number each gap of a cloze has."""

from deckgen.identity.adopt import Adoption, adopt
from deckgen.identity.gaps import number
from deckgen.identity.recognise import identify

__all__ = ["Adoption", "adopt", "identify", "number"]
