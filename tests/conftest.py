"""Options and fixtures for all tests."""

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

from tests.support.cases import Case, rewritten
from tests.support.effort import CI, examples

# Without a deadline, which would be a clock. What a test asks for beyond this, it asks for by `examples`.
settings.register_profile("ci", deadline=None, derandomize=False, max_examples=100)
settings.register_profile("dev", deadline=None, max_examples=examples(100))
settings.load_profile("ci" if CI else "dev")

# Whatever those who run the tests read, the tests read English.
os.environ["LANGUAGE"] = "en"
# A shell lets what it starts in the background ignore interrupts, and what the tests start would inherit that.
signal.signal(signal.SIGINT, signal.default_int_handler)

_RESULTS = pytest.StashKey[list[tuple[Case, str]]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="rewrite the expectations that are kept in files")


def pytest_configure(config: pytest.Config) -> None:
    config.stash[_RESULTS] = []


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Rewrites each file of cases once, after all its cases have run on the text that was there."""
    results = session.config.stash[_RESULTS]
    for path in {case.path for case, _ in results}:
        text = path.read_bytes().decode("utf-8")
        path.write_bytes(rewritten(text, [pair for pair in results if pair[0].path == path]).encode("utf-8"))


@pytest.fixture
def tmp_path(tmp_path: Path) -> Path:
    """A folder of the test's own that has no neighbours: locks in folders beside a project are looked into."""
    folder = tmp_path / "here"
    folder.mkdir()
    return folder


@pytest.fixture
def agrees(request: pytest.FixtureRequest) -> Callable[[Case, str], None]:
    """Holds a result against what a case expects; with --update the case's file will expect it from now on."""

    def compare(case: Case, result: str) -> None:
        if request.config.getoption("update"):
            request.config.stash[_RESULTS].append((case, result))
        else:
            assert result == case.expected

    return compare


@pytest.fixture
def expected(request: pytest.FixtureRequest) -> Callable[[Path, str], None]:
    """Holds a text against the file that keeps what it should be; with --update the file is rewritten instead."""

    def compare(path: Path, text: str) -> None:
        if request.config.getoption("update"):
            path.write_text(text, "utf-8")
        assert text == path.read_text("utf-8"), f"{path.name} says otherwise; pytest --update rewrites it"

    return compare
