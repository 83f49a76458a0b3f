"""No expression goes back over what it has read more often than its length: see `tests/support/pumps.py`."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import pumps

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there are no timers for processor time")


@pytest.mark.slow
def test_no_expression_of_ours_is_slow() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.support.pumps"],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    "pattern", [r"(?:\s++#(?:[^\W\d]|\d*[^\W\d])[\w/-]*)+\s*$", r"<!--\s*(.*?)\s*(\w*)\s*-->", "(?:`[^`]*`|.)*x"]
)
def test_what_goes_back_is_seen(pattern: str) -> None:
    assert pumps.slow(re.compile(pattern))


@pytest.mark.parametrize("pattern", [r"(?:\s++#\d*+[^\W\d][\w/-]*+)++\s*$", r"\[[^\]]*+\]", "(?:`[^`]*+`|[^`])*+x"])
def test_what_does_not_go_back_is_not_seen(pattern: str) -> None:
    assert not pumps.slow(re.compile(pattern))
