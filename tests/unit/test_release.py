"""What a release and those who join rely on: versions agree, pages name what exists, workflows can be read."""

import re
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
CHANGELOG = (ROOT / "CHANGELOG.md").read_text("utf-8")
# https://keepachangelog.com/en/1.1.0/
KINDS = {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}
RECORDS = sorted((ROOT / "docs" / "decisions").glob("*.md"))
GITHUB = ROOT / ".github"
# Pages that name files of this repository, the paths of which may begin at any of the folders below.
PAGES = [
    *(ROOT / name for name in ("CONTRIBUTING.md", "SECURITY.md", "docs/anki.md", "docs/architecture.md")),
    *RECORDS,
]
FOLDERS = (ROOT, ROOT / "src" / "deckgen")
PATH = re.compile(r"`([\w.-]+(?:/[\w.-]*)+)`")
# What the pages name that lies elsewhere: in Anki's source, or in a reader's own project.
ELSEWHERE = re.compile(r"\.\./|rslib/|import/|templates/")


def sections() -> dict[str, str]:
    """The changelog's sections by their headings."""
    parts = re.split(r"^## (.+)\n", CHANGELOG, flags=re.MULTILINE)[1:]
    return dict(zip(parts[::2], parts[1::2], strict=True))


def test_the_version_has_an_entry_with_its_date() -> None:
    version = PYPROJECT["project"]["version"]
    (heading,) = [head for head in sections() if head.startswith(f"[{version}]")]
    found = re.fullmatch(r"\[[\w.]+\] - (\d{4}-\d\d-\d\d)", heading)
    assert found
    assert date.fromisoformat(found[1])
    assert "- " in sections()[heading]


def test_the_changelog_has_known_kinds_and_the_newest_first() -> None:
    names = list(sections())
    assert names[0] == "[Unreleased]"
    for name, text in sections().items():
        kinds = re.findall(r"^### (.+)$", text, re.MULTILINE)
        assert set(kinds) <= KINDS, name
        assert len(kinds) == len(set(kinds)), name
        assert not text.partition("###")[0].strip(), f"{name}: an entry has a kind"
    dates = [name.rpartition(" ")[2] for name in names[1:]]
    assert dates == sorted(dates, reverse=True)


def test_the_wheel_says_that_it_is_typed() -> None:
    assert PYPROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"] == ["src/deckgen"]
    assert (ROOT / "src" / "deckgen" / "py.typed").is_file()
    assert "Typing :: Typed" in PYPROJECT["project"]["classifiers"]


def test_the_versions_of_python_agree() -> None:
    oldest = PYPROJECT["project"]["requires-python"].removeprefix(">=")
    minor = r"Programming Language :: Python :: (\d\.\d+)"
    named = [found[1] for text in PYPROJECT["project"]["classifiers"] if (found := re.fullmatch(minor, text))]
    tried = read(GITHUB / "workflows" / "ci.yml")["jobs"]["fast"]["strategy"]["matrix"]["python"]
    assert named == tried
    assert named[0] == oldest


@pytest.mark.parametrize("record", RECORDS, ids=lambda path: path.stem)
def test_a_record_has_its_date_and_status(record: Path) -> None:
    title, empty, dated, status, after, *_ = record.read_text("utf-8").split("\n")
    assert title.startswith("# ")
    assert (empty, after) == ("", "")
    assert date.fromisoformat(dated.removeprefix("Date: "))
    assert re.match(r"Status: (accepted|superseded by \S+\.md)\b", status)


def read(path: Path) -> Any:
    """A YAML file as GitHub reads it."""
    return yaml.safe_load(path.read_text("utf-8"))


@pytest.mark.parametrize("path", sorted(GITHUB.rglob("*.yml")), ids=lambda path: path.name)
def test_what_github_reads_can_be_read(path: Path) -> None:
    content = read(path)
    if path.parent.name == "workflows":
        assert content["permissions"] == {"contents": "read"}, "more is for a job to ask"
        for name, job in content["jobs"].items():
            assert job["timeout-minutes"] if path.stem == "ci" else job["steps"], name
    elif path.name != "config.yml":
        assert {"name", "description", "body"} <= content.keys()
        ids = [item["id"] for item in content["body"] if item["type"] != "markdown"]
        assert len(ids) == len(set(ids))


def test_pre_commit_can_be_read() -> None:
    assert {repo["repo"] for repo in read(ROOT / ".pre-commit-config.yaml")["repos"]} > {"local"}


def test_continuous_integration_is_one_script() -> None:
    jobs = read(GITHUB / "workflows" / "ci.yml")["jobs"].values()
    assert [step["run"] for job in jobs for step in job["steps"] if step.get("run") == ".ci/run"] == [".ci/run"]
    assert (ROOT / ".ci" / "run").is_file()


def test_what_ci_installs_is_pinned_and_has_hashes() -> None:
    pinned: dict[str, str] = {}
    for block in re.split(r"\n(?=[a-z])", (ROOT / ".ci" / "requirements.txt").read_text("utf-8")):
        if found := re.match(r"([\w.-]+)==(\S+)", block):
            pinned[found[1]] = found[2]
            assert "--hash=sha256:" in block, found[1]
    extras = PYPROJECT["project"]["optional-dependencies"]
    tools = [line for line in (ROOT / ".ci" / "tools.in").read_text("utf-8").splitlines() if not line.startswith("#")]
    for text in (*PYPROJECT["project"]["dependencies"], *extras["test"], *extras["diagrams"], *extras["docs"], *tools):
        need = Requirement(text)
        assert need.specifier.contains(pinned[canonicalize_name(need.name)]), "python scripts/pin_dependencies.py"


def test_a_release_has_a_list_of_what_it_brings_along() -> None:
    jobs = read(GITHUB / "workflows" / "release.yml")["jobs"]
    runs = "\n".join(step.get("run", "") for job in jobs.values() for step in job["steps"])
    assert "cyclonedx-py environment" in runs
    assert "pip-audit --strict" in runs
    # Whatever lies in dist/ goes to the index.
    assert "sbom/deckgen.cdx.json" in runs
    assert "dist/* sbom/*" in runs


def named() -> Iterator[tuple[str, str]]:
    """The pages, and the paths they name."""
    for page in PAGES:
        for path in PATH.findall(page.read_text("utf-8")):
            yield page.relative_to(ROOT).as_posix(), path


def test_pages_name_what_exists() -> None:
    absent = [
        (page, path)
        for page, path in named()
        if not ELSEWHERE.match(path) and not any((folder / path).exists() for folder in FOLDERS)
    ]
    assert absent == []
    assert len(list(named())) > 100, "the pattern finds them"


def test_the_map_names_what_exists() -> None:
    tree = (ROOT / "docs" / "architecture.md").read_text("utf-8").partition("## The tree")[2].partition("\n## ")[0]
    shown = set(re.findall(r"\b\w+\.py\b", tree))
    assert shown <= {path.name for path in (ROOT / "src").rglob("*.py")}
    assert len(shown) > 40
