"""What the tests that look at cards in a browser have in common."""

import os

import pytest

from tests.gallery import reviewer

LACKING = reviewer.missing()
MARKS = [
    pytest.mark.browser,
    pytest.mark.skipif(bool(LACKING) and "DECKGEN_CI" not in os.environ, reason=f"not installed: {LACKING}"),
]
