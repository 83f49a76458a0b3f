"""Every message is explained, and what is said of it is true: each example is built, and must print just that."""

import gettext
import re
import shlex
import subprocess
import sys
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from deckgen import diagnostics
from deckgen.cli import explain, main
from deckgen.cli.language import LOCALES
from deckgen.diagnostics import Rule, width
from tests.support import pages
from tests.support.exports import export
from tests.support.pictures import png

DOCS = Path(__file__).parents[2] / "docs"
# By the language that the environment asks for, each with the same page in the documentation.
PAGES = {
    "en": (Path(explain.__file__).with_name(explain.PAGE), DOCS / "reference" / explain.PAGE),
    "zh_CN": (LOCALES / "zh" / explain.PAGE, DOCS / "zh" / explain.PAGE),
}
SECTIONS = {language: explain.sections(page.read_text("utf-8")) for language, (page, _) in PAGES.items()}
EACH = [(language, code) for language, sections in SECTIONS.items() for code in sections]
RULES = {rule.code: rule for rule in vars(diagnostics).values() if isinstance(rule, Rule)}


def _large(name: str, size: int) -> Callable[[Path], None]:
    def write(folder: Path) -> None:
        with (folder / name).open("wb") as file:
            file.write(b"ID3")
            file.truncate(size)

    return write


def _pictures(*names: str) -> Callable[[Path], None]:
    def write(folder: Path) -> None:
        for name in names:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(png(len(name)))

    return write


def _long(folder: Path) -> None:
    (folder / "source" / "long.md").write_text("## What is long?\n\n" + "This is. " * 1200 + "\n")


def _adopted(folder: Path) -> None:
    (folder / "old.apkg").write_bytes(export(("What is a closure?", "A function with its variables.")))
    assert main(["adopt", "old.apkg", "notes.md"]) == 0


def _decomposed(folder: Path) -> None:
    (folder / "source" / unicodedata.normalize("NFD", "caf\u00e9.md")).write_text("## What is tea?\n\nA drink.\n")


# What lies beside the notes of an example, where the page says it in words.
WORLD: dict[str, Callable[[Path], None]] = {
    "adoption-pending": _adopted,
    "file-twin": _decomposed,
    "image-ambiguous": _pictures("summer/oak.png", "winter/oak.png"),
    "image-case": _pictures("oak.png"),
    "image-outside": lambda folder: _pictures("oak.png")(folder.parent),
    "markup-excessive": _long,
    "media-large": _large("blackbird.mp3", 3 * 2**20),
    "media-too-large": _large("blackbird.mp4", 101 * 2**20),
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where an example is tried: below a folder of its own, for it may reach out."""
    (tmp_path / "notes").mkdir()
    monkeypatch.chdir(tmp_path / "notes")
    return tmp_path / "notes"


@pytest.fixture
def speak(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Chooses the language of the program."""
    yield lambda language: monkeypatch.setenv("LANGUAGE", language)
    gettext.bindtextdomain("messages", None)


@pytest.mark.parametrize("language", PAGES)
def test_every_rule_is_explained_and_nothing_else(language: str) -> None:
    page, _ = PAGES[language]
    assert sorted(SECTIONS[language]) == sorted(RULES), f"{page} has a section for each Rule"


def test_each_language_tries_the_same_examples() -> None:
    english, chinese = (explained.values() for explained in SECTIONS.values())
    assert [_tried(lines) for lines in chinese] == [_tried(lines) for lines in english]


def _tried(lines: tuple[str, ...]) -> list[tuple[str, str, str]]:
    """The steps of an example, those that print without what it is."""
    steps = pages.steps("\n".join(lines))
    return [(step.kind, step.name, "" if step.kind == "printed" else step.text) for step in steps]


@pytest.mark.parametrize(("language", "code"), EACH)
def test_the_first_line_says_it_in_a_sentence(language: str, code: str) -> None:
    first, second, *_ = SECTIONS[language][code]
    assert first.endswith((".", "。"))
    assert second == ""
    assert width(first) <= 80


@pytest.mark.parametrize(("language", "code"), EACH)
def test_the_example_prints_what_the_page_says(
    language: str,
    code: str,
    folder: Path,
    capsys: pytest.CaptureFixture[str],
    expected: Callable[[Path, str], None],
    speak: Callable[[str], None],
) -> None:
    speak(language)
    path, _ = PAGES[language]
    if code == "diagram-error":
        pytest.importorskip("merman")
    if code == "file-twin" and sys.platform == "darwin":
        pytest.skip("one name is one file here, in whatever form")
    text = "\n".join(SECTIONS[language][code])
    printed = None
    for step in pages.steps(text):
        if step.kind == "file":
            pages.write(step, folder)
            printed = None
        elif step.kind == "typed":
            for line in step.text.splitlines():
                printed = _run(line, capsys)
        elif step.kind == "printed":
            if code in WORLD:
                WORLD[code](folder)
            if printed is None:
                project = (folder / "deckgen.toml").exists() or (folder / "source").exists()
                printed = _run("deckgen build" if project else "deckgen build notes.md", capsys)
            page = path.read_text("utf-8")
            expected(path, page.replace(text, text.replace(f"```text\n{step.text}```", f"```text\n{printed}```", 1)))
            break
    assert printed is not None, "an example with what it prints"
    assert set(re.findall(r": (?:error|warning)\[([\w-]+)\]: ", printed)) == {code}


def _run(line: str, capsys: pytest.CaptureFixture[str]) -> str | None:
    """What a command of ours prints about problems; others are the shell's."""
    words = shlex.split(line)
    if words[0] == "deckgen":
        main([*words[1:], "--offline", "--quiet"])
        rows = capsys.readouterr().err.splitlines()
        return "".join(f"{row}\n" for row in rows if not re.search("was not written|未写入", row))
    subprocess.run(line, shell=True, check=True)
    return None


@pytest.mark.parametrize("language", PAGES)
def test_the_page_in_the_documentation_is_the_same(language: str, expected: Callable[[Path, str], None]) -> None:
    # After the examples, so that --update takes what they print.
    page, documented = PAGES[language]
    expected(documented, page.read_text("utf-8"))


def test_a_section_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "fence-unclosed", "image-case"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("fence-unclosed\n\nA block of code is opened and never closed")
    assert "\nimage-case\n\n" in said
    assert (
        ' the file is code.\n\n  notes.md\n    ## How do you print in Python?\n\n    ```python\n    print("hello")\n'
        in said
    )
    assert "title=" not in said
    assert main(["explain", "image-missing", "math-unsafe"]) == 0
    assert "`![a tree](<my pictures/oak.png>)`" in capsys.readouterr().out, "to be typed, and so no link"


def test_paragraphs_are_as_wide_as_the_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for columns, widest in ((60, 60), (300, 90)):
        monkeypatch.setenv("COLUMNS", str(columns))
        main(["explain", "encoding"])
        prose = [line for line in capsys.readouterr().out.splitlines() if not line.startswith(" ")]
        assert widest - 15 < max(map(len, prose)) <= widest
        assert any("`iconv -f GB18030 -t UTF-8 notes.md > new.md`" in line for line in prose), (
            "to be typed as it stands"
        )


def test_chinese_paragraphs_are_as_wide_as_the_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, speak: Callable[[str], None]
) -> None:
    speak("zh_CN")
    for columns, widest in ((60, 60), (300, 90)):
        monkeypatch.setenv("COLUMNS", str(columns))
        main(["explain", "encoding", "comment-unknown"])
        prose = [line for line in capsys.readouterr().out.splitlines() if not line.startswith(" ")]
        assert widest - 15 < max(map(width, prose)) <= widest
        assert any("`iconv -f GB18030 -t UTF-8 notes.md > new.md`" in line for line in prose), (
            "to be typed as it stands"
        )
        assert [line for line in prose if line[:1] in set("，。、；：）」")] == []


def test_code_in_a_paragraph_is_as_it_is_written(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "image-missing"]) == 0
    assert "`![a tree](<my pictures/oak.png>)`" in capsys.readouterr().out
    for code, lines in SECTIONS["en"].items():
        prose = re.sub(r"^(`{3,})[^\n]*\n.*?^\1$", "", "\n".join(lines), flags=re.MULTILINE | re.DOTALL).replace(
            "\n", " "
        )
        main(["explain", code])
        shown = " ".join(capsys.readouterr().out.split())
        assert [one for one in re.findall("`[^`]+`", prose) if " ".join(one.split()) not in shown] == []


@pytest.mark.parametrize("language", PAGES)
def test_all_are_listed(language: str, capsys: pytest.CaptureFixture[str], speak: Callable[[str], None]) -> None:
    speak(language)
    assert main(["explain"]) == 0
    rows = capsys.readouterr().out.splitlines()
    codes = SECTIONS[language]
    assert [row.split()[0] for row in rows] == list(codes)
    assert [row.split(maxsplit=1)[1] for row in rows] == [explain.summary(lines) for lines in codes.values()]
    assert all(width(row) <= 110 for row in rows)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("question-nun", "there is no message with the code question-nun; did you mean question-none?"),
        ("zzz", "there is no message with the code zzz; deckgen explain lists all"),
    ],
)
def test_an_unknown_code_is_said(code: str, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", code]) == 2
    assert said in capsys.readouterr().err
