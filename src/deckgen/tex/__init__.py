"""TeX → what Anki's MathJax makes of it, and whether a card may show that."""

from deckgen.tex.judging import Fault, unfit
from deckgen.tex.typesetting import Typeset, drawn, typeset

__all__ = ["Fault", "Typeset", "drawn", "typeset", "unfit"]
