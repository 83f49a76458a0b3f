"""Document → Questions. One module for each way people write questions; what decides between them is here."""

from deckgen.split.headings import split

__all__ = ["split"]
