"""What the pages tell to type is typed, and prints what they say; `pytest --update` writes down what it does."""

import os
import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.support import deck, pages
from tests.support.anki import study
from tests.support.connect import Desktop
from tests.support.pictures import png

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = sorted([*ROOT.glob("README*.md"), *DOCS.rglob("*.md")])
# The examples of diagnostics.md are tried by tests/unit/test_explain.py.
STORIES = [page for page in PAGES if page.name != "diagnostics.md" and pages.commands(page.read_text("utf-8"))]
TRANSLATED = {
    ROOT / "README.zh.md": ROOT / "README.md",
    DOCS / "zh" / "tutorial.md": DOCS / "tutorial.md",
    DOCS / "zh" / "diagnostics.md": DOCS / "reference" / "diagnostics.md",
}
pytestmark = pytest.mark.skipif(os.name == "nt", reason="the pages speak to a shell of Unix")


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder on a computer of its own: with git, deckgen, and nobody's settings."""
    for name, value in {
        "HOME": tmp_path / "home",
        "XDG_DATA_HOME": tmp_path / "home" / "data",
        "XDG_CACHE_HOME": tmp_path / "home" / "cache",
        "PATH": f"{pages.program(tmp_path / 'bin')}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": ROOT / "src",
        "LC_ALL": "C.UTF-8",
        "COLUMNS": "120",
        "NO_COLOR": "1",
        "DECKGEN_FOLDERS": "",
        "GIT_CONFIG_GLOBAL": tmp_path / "gitconfig",
        "GIT_CONFIG_NOSYSTEM": "1",
    }.items():
        monkeypatch.setenv(name, str(value))
    host = tmp_path / "host"
    (tmp_path / "gitconfig").write_text(
        "[init]\ndefaultBranch = main\n[user]\nname = Ann\nemail = ann@example.org\n"
        f'[url "{host}"]\ninsteadOf = "git@example.org:ann/notes.git"\n'
    )
    subprocess.run(["git", "init", "--quiet", "--bare", host], check=True)
    monkeypatch.setattr("sys.stdin.isatty", lambda: False, raising=False)
    (tmp_path / "home" / "desk").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "home" / "desk")
    return tmp_path / "home" / "desk"


@pytest.fixture
def anki(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A running Anki with AnkiConnect."""
    pytest.importorskip("anki.collection", reason="Anki's backend is a test dependency")
    running = Desktop(tmp_path / "Anki2")
    monkeypatch.setenv("ANKICONNECT_URL", running.url)
    yield
    running.close()


def by_hand(folder: Path) -> None:
    """An export of a deck that somebody made in Anki, and has studied."""
    collection = pytest.importorskip("anki.collection").Collection(str(folder.parent / "by_hand.anki2"))
    deck.add(collection, "Basic", "What is a slice?", "A view of an array: pointer, length, capacity.")
    deck.add(collection, "Basic", "What's defer for?", "It runs a call when the surrounding function returns.")
    deck.add(collection, "Basic", "What is my dog called?", "Rex")
    study(collection, deck.OLD, 2)
    deck.package(collection, folder / "old.apkg")
    collection.close()


def typora(folder: Path) -> None:
    """A picture beside the note, and one in a folder for all notes."""
    for name in ("tcp.assets/handshake.png", "../Pictures/typora/image-20261126.png"):
        (folder / name).parent.mkdir(parents=True)
        (folder / name).write_bytes(png(len(name)))


# What is there before the page begins, where the page says it in words.
WORLD = {"twice.md": by_hand, "typora.md": typora}


@pytest.mark.parametrize("page", STORIES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_what_a_page_tells_is_true(
    page: Path,
    desk: Path,
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
    expected: Callable[[Path, str], None],
) -> None:
    text = page.read_text("utf-8")
    if page.name == "README.zh.md" or page.parent.name == "zh":
        monkeypatch.setenv("LANGUAGE", "zh_CN")
    if any(line.startswith("deckgen push") for line in pages.commands(text)):
        request.getfixturevalue("anki")
    if page.name in WORLD:
        WORLD[page.name](desk)
    expected(page, pages.told(text, desk))


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_how_long_a_build_took_is_nothing_that_a_page_tells(
    language: str, desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANGUAGE", language)
    page = (
        '```markdown title="notes.md"\n## What is a slice?\n\nA view.\n```\n\n'
        "```sh\nrm -rf build *.lock\ndeckgen build notes.md\n```\n"
    )
    told = pages.told(f"{page}\n```text\n?\n```\n", desk)
    later = re.sub(r"\d+\.\d(?= [s秒])", "98.7", told)
    assert later != told
    assert pages.told(later, desk) == later


@pytest.mark.parametrize("translated", TRANSLATED, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_a_translation_tells_the_same(translated: Path) -> None:
    page = TRANSLATED[translated]
    told, again = page.read_text("utf-8"), translated.read_text("utf-8")
    assert pages.commands(again) == pages.commands(told)
    assert shape(again) == shape(told)
    assert f"({os.path.relpath(translated, page.parent)})" in told
    assert f"({os.path.relpath(page, translated.parent)})" in again


def shape(page: str) -> list[tuple[str, str]]:
    """The steps of a page, each with the file it is about, its headings, and the commands in its tables."""
    heads = [("heading", mark) for mark in re.findall(r"^(#+) \d*", page, re.MULTILINE)]
    rows = [("row", command) for command in re.findall(r"^\| `(deckgen [^`]+)` \|", page, re.MULTILINE)]
    return [(step.kind, step.name) for step in pages.steps(page)] + heads + rows


def test_the_start_page_leads_to_every_page() -> None:
    start = (DOCS / "index.md").read_text("utf-8")
    for page in DOCS.rglob("*.md"):
        if page.name != "index.md" and page.parent.name != "decisions":
            assert f"({page.relative_to(DOCS).as_posix()}" in start, page
