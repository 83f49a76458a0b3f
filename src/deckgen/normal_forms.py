"""Texts as Anki keeps them: without controls, in normal forms of Unicode (Standard Annex #15); in linear time."""

import re
import unicodedata
from itertools import groupby

# Marks that combine are neither letters nor blanks nor ASCII. `unicodedata` puts n of them in order in n² steps, 40,000
# in four seconds; no word of any language has so many on a letter as here are left to it.
_MARKS = re.compile(r"[^\w\s\x00-\x7f]{100,}+")
# But for tabulators and line feeds; C1 stays.
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def without_controls(text: str) -> str:
    """The text without the controls of ASCII that Anki takes out of fields (docs/anki.md, Text in fields)."""
    return _CONTROLS.sub("", text)


def nfc(text: str) -> str:
    """The text with letters and their marks as one sign wherever there is one, as Anki stores it."""
    return unicodedata.normalize("NFC", _MARKS.sub(_ordered, text))


def nfkc(text: str) -> str:
    """The text as `nfc` makes it, and without what is only look: full width, ligatures, superscripts."""
    return unicodedata.normalize("NFKC", _MARKS.sub(_ordered, text))


def _ordered(run: re.Match[str]) -> str:
    """The same with its marks in canonical order, which no normal form changes (Unicode Standard, D109)."""
    single = (part for sign in run[0] for part in unicodedata.normalize("NFD", sign))
    stretches = groupby(single, key=lambda sign: unicodedata.combining(sign) > 0)
    return "".join("".join(sorted(signs, key=unicodedata.combining) if marks else signs) for marks, signs in stretches)
