"""Cases in files: what is read from them, and that `--update` changes what a case expects and nothing else."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.cases import FOLDER, PARTS, Case, parsed, rewritten, suite

TESTS = Path(__file__).parents[1]
FILES = sorted(FOLDER.glob("*/*.md"))
TWO = """
First
.
in
.
out
.

Second {breaks = false, extensions = ["a"]}
.
.
more
out
.
"""


def read(path: Path) -> tuple[str, list[Case]]:
    text = path.read_bytes().decode("utf-8")
    return text, parsed(path, text, PARTS[path.parent.name])


def test_parts_options_and_places() -> None:
    first, second = parsed(Path("render/a.md"), TWO, 3)
    assert (str(first), first.given, first.expected, first.options) == ("render/a.md:2 First", ("in",), "out", {})
    assert (str(second), second.given, second.expected) == ("render/a.md:9 Second", ("",), "more\nout")
    assert second.options == {"breaks": False, "extensions": ["a"]}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("A\n.\nb\n.\n", "has 3 parts"),
        ("A\n.\nb\n.\nc\n.\nd", "'d' stands behind"),
        ("A\nB\n.\nb\n.\nc\n.\n", "one line"),
    ],
)
def test_a_file_that_is_no_file_of_cases_is_refused(text: str, words: str) -> None:
    with pytest.raises(AssertionError, match=words):
        parsed(Path("render/a.md"), text, 3)


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_titles_are_unique_in_their_file(path: Path) -> None:
    titles = [case.title for case in read(path)[1]]
    assert titles
    assert len(set(titles)) == len(titles)


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_updating_what_is_up_to_date_changes_no_byte(path: Path) -> None:
    text, cases = read(path)
    assert rewritten(text, [(case, case.expected) for case in cases]) == text


_LINES = st.lists(st.text(st.characters(exclude_characters="\r\n"), max_size=9).filter(lambda line: line != "."))


@given(st.sampled_from(FILES), st.data(), _LINES.map("\n".join))
def test_a_wrong_expectation_is_replaced_and_only_it(path: Path, data: st.DataObject, wrong: str) -> None:
    text, cases = read(path)
    chosen = data.draw(st.sets(st.sampled_from(range(len(cases))), max_size=3))
    spoilt = rewritten(text, [(cases[at], wrong) for at in chosen])
    others = parsed(path, spoilt, PARTS[path.parent.name])
    for at, (before, after) in enumerate(zip(cases, others, strict=True)):
        assert (after.title, after.options, after.given) == (before.title, before.options, before.given)
        assert after.expected == (wrong if at in chosen else before.expected)
    assert rewritten(spoilt, [(other, case.expected) for other, case in zip(others, cases, strict=True)]) == text


def test_a_result_that_would_end_its_part_is_refused() -> None:
    (case,) = parsed(Path("render/a.md"), "A\n.\nb\n.\nc\n.\n", 3)
    with pytest.raises(AssertionError, match=r"a\.md:1 A: a line of the result is only a dot"):
        rewritten("A\n.\nb\n.\nc\n.\n", [(case, "one\n.\ntwo")])


def test_pytest_names_the_lines_and_updates_the_files(tmp_path: Path) -> None:
    """The whole way, in a copy of the tests with one file of each suite, in which two expectations are wrong."""
    modules = [f"tests/unit/test_{name}.py" for name in ("split_cases", "render_cases", "identity")]
    for file in ("tests/__init__.py", "tests/conftest.py", *modules):
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(TESTS.parent / file, tmp_path / file)
    shutil.copytree(TESTS / "support", tmp_path / "tests/support", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "pyproject.toml").write_text("[tool.pytest.ini_options]\npythonpath = ['.']\n")
    copies, wrong = {}, []
    for name in PARTS:
        original = next(path for path in FILES if path.parent.name == name)
        copies[original] = tmp_path / "tests/cases" / name / original.name
        copies[original].parent.mkdir(parents=True)
        text, cases = read(original)
        spoilt = rewritten(text, [(cases[0], "wrong"), (cases[-1], "wrong\n\ntoo")])
        copies[original].write_bytes(spoilt.encode())
        wrong += [f"[{cases[0]}]", f" {cases[-1].title}]"]

    def run(*arguments: str) -> tuple[int, str]:
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *modules, "-k", "not many"]
        done = subprocess.run([*command, *arguments], cwd=tmp_path, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout

    code, said = run()
    assert code == 1
    assert "6 failed" in said
    assert all(name in said for name in wrong)
    code, said = run("--update")
    assert code == 0
    assert "failed" not in said
    assert all(copy.read_bytes() == original.read_bytes() for original, copy in copies.items())


def test_every_folder_of_cases_is_a_suite() -> None:
    assert {path.name for path in FOLDER.iterdir() if path.is_dir()} == set(PARTS)
    assert sum(len(suite(name)) for name in PARTS) == sum(len(read(path)[1]) for path in FILES)
