"""Unicode's normal forms are what `unicodedata` says, also where its time would grow with the square."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from deckgen.normal_forms import nfc, nfkc

# Letters that compose and that do not, marks of several classes, what decomposes to two marks, what only looks alike.
SIGNS = "ae漢가한\u1100\u1161\u11a8\u0300\u0301\u0308\u0316\u0327\u0344\u0345\u034f\u0f73\u3099・…ｶﾞﬁ２ \n"


@given(st.lists(st.sampled_from(SIGNS), max_size=20), st.lists(st.sampled_from(SIGNS[8:15]), max_size=12))
def test_long_runs_of_marks_are_put_in_order_as_short_ones(around: list[str], marks: list[str]) -> None:
    text = "".join(around) + "".join(marks) * 30 + "".join(around)
    assert nfc(text) == unicodedata.normalize("NFC", text)
    assert nfkc(text) == unicodedata.normalize("NFKC", text)
