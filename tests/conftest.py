"""Options and fixtures for all tests."""

from collections.abc import Callable
from pathlib import Path

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="rewrite the expectations that are kept in files")


@pytest.fixture
def expected(request: pytest.FixtureRequest) -> Callable[[Path, str], None]:
    """Holds a text against the file that keeps what it should be; with --update the file is rewritten instead."""

    def compare(path: Path, text: str) -> None:
        if request.config.getoption("update"):
            path.write_text(text, "utf-8")
        assert text == path.read_text("utf-8"), f"{path.name} says otherwise; pytest --update rewrites it"

    return compare
