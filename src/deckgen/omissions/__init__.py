"""What of a question's lines is not on its card, and by which rule it went; what no rule explains is a fault.

This knows nothing of how questions are read and cards are made, and so can judge both.
"""

from deckgen.omissions.cards import omissions
from deckgen.omissions.missing import Omission, missing, unexplained

__all__ = ["Omission", "missing", "omissions", "unexplained"]
