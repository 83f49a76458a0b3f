"""What other tools are given: a schema, a task with a problem matcher, hooks, an action, completion."""

import json
import os
import re
import runpy
import shlex
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from click.shell_completion import get_completion_class

from deckgen.cli import deckgen, main
from deckgen.project.config import read

ROOT = Path(__file__).parents[2]
EDITORS = ROOT / "docs" / "editors"
PAGE = (ROOT / "docs" / "reference" / "tools.md").read_text("utf-8")
SCHEMA = json.loads((EDITORS / "deckgen.schema.json").read_text("utf-8"))
TASKS = json.loads((EDITORS / "tasks.json").read_text("utf-8"))["tasks"]
HOOKS = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
ACTION = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
GOOD = "## What is a leaf?\n\nA node without children.\n"
BAD = f"{GOOD}\n![](absent.png)\n\n## 什么是根？\n"


def test_the_schema_is_of_these_options() -> None:
    script = runpy.run_path(str(ROOT / "scripts" / "write_schema.py"))
    assert script["schema"]() == script["SCHEMA"].read_text("utf-8"), "python scripts/write_schema.py"


@pytest.mark.parametrize(
    ("text", "is_right"),
    [
        ("", True),
        ('name = "a"\nexclude = ["a/**"]\nquestion_level = 3\nbreaks = "auto"\n', True),
        ('breaks = false\n[images]\nfolders = ["a"]\n[math]\nmacros = { R = "x" }\n', True),
        ('[files."a/**"]\nshape = "lists"\n', True),
        ("name = 1\n", False),
        ("question_level = 7\n", False),
        ('breaks = "never"\n', False),
        ('exclude = "a"\n', False),
        ("nmae = 'a'\n", False),
        ("[images]\nmax_width = true\n", False),
        ("[math]\nmacros = { R = 1 }\n", False),
        ('[files."a/**"]\nname = "a"\n', False),
        ('[files."a/**"]\nshape = "squares"\n', False),
    ],
)
def test_the_schema_refuses_what_the_reader_refuses(tmp_path: Path, text: str, is_right: bool) -> None:
    (tmp_path / "deckgen.toml").write_text(text, "utf-8")
    assert (not read(tmp_path / "deckgen.toml")[1]) is is_right
    errors = list(jsonschema.Draft7Validator(SCHEMA).iter_errors(tomllib.loads(text)))
    assert (not errors) is is_right


def test_the_settings_of_init_fit_the_schema(tmp_path: Path) -> None:
    assert main(["init", str(tmp_path / "deck")]) == 0
    jsonschema.validate(tomllib.loads((tmp_path / "deck" / "deckgen.toml").read_text("utf-8")), SCHEMA)
    jsonschema.Draft7Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task["label"])
def test_the_problem_matcher_finds_each_message(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], task: dict[str, Any]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("source").mkdir()
    Path("source/笔记 one.md").write_text(BAD, "utf-8")
    main(["check", "--json"])
    wanted = json.loads(capsys.readouterr().out)
    assert len(wanted) == 2
    main([word.replace("${file}", str(tmp_path / "source" / "笔记 one.md")) for word in task["args"]])
    said = capsys.readouterr()
    pattern = task["problemMatcher"]["pattern"]
    found = [match for line in (said.out + said.err).splitlines() if (match := re.match(pattern["regexp"], line))]
    for match, row in zip(found, wanted, strict=True):
        assert {key: match[pattern[key]] for key in ("file", "severity", "code", "message")} == {
            key: row[key] for key in ("file", "severity", "code", "message")
        }
        assert (int(match[pattern["line"]]), int(match[pattern["column"]])) == (row["line"], row["column"])


@pytest.mark.skipif(sys.platform == "win32", reason="the tools are scripts for sh")
@pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: hook["id"])
def test_the_hooks_run(repository: "Repository", hook: dict[str, Any]) -> None:
    for name in ("a", "b"):
        repository.write(f"source/{name}.md", GOOD.replace("leaf", name).encode())
    builds = "build" in hook["id"]
    names = ["source/a.md", "source/b.md"] if hook.get("pass_filenames", True) else []
    command = shlex.join([*shlex.split(hook["entry"]), *names])
    # A lock that was never added fails the commit, as one that has changed does, which pre-commit sees.
    first = repository.run(command)
    assert first.returncode == int(builds), first.stderr
    assert ("Did you forget to 'git add'?" in first.stderr) is builds
    assert (repository.home / "deckgen.lock").exists() is builds
    repository.run("git add .")
    assert repository.run(command).returncode == 0
    repository.write("source/b.md", b"\xff\xfe")
    assert repository.run(command).returncode == 1
    assert f"- id: {hook['id']}\n" in PAGE


@pytest.mark.skipif(sys.platform == "win32", reason="the tools are scripts for sh")
def test_ci_fails_without_the_newest_lock(repository: "Repository") -> None:
    (command,) = re.findall(
        r"^ +- run: (git .*)$", (ROOT / "docs" / "how-to" / "ci.md").read_text("utf-8"), re.MULTILINE
    )
    repository.write("source/a.md", GOOD.encode())
    repository.run("git add . && deckgen build")
    assert repository.run(command).returncode != 0, "not added"
    repository.write(".gitignore", b"*.lock\n")
    assert repository.run(command).returncode != 0, "ignored"
    repository.run("git add --force deckgen.lock")
    assert repository.run(command).returncode == 0
    repository.write("source/a.md", GOOD.replace("leaf", "root").encode())
    repository.run("deckgen build")
    assert repository.run(command).returncode != 0, "not newest"


@dataclass(frozen=True, slots=True)
class Repository:
    """A new repository of notes, and a shell there that has deckgen."""

    home: Path
    path: str

    def write(self, name: str, data: bytes) -> None:
        file = self.home / name
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(data)

    def run(self, command: str) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "PATH": self.path, "LC_ALL": "C"}
        return subprocess.run(
            ["sh", "-c", command], cwd=self.home, env=environment, capture_output=True, text=True, check=False
        )


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    tools, home = tmp_path / "tools", tmp_path / "notes"
    tools.mkdir()
    home.mkdir()
    (tools / "deckgen").write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m deckgen "$@"\n', "utf-8")
    (tools / "deckgen").chmod(0o755)
    made = Repository(home, os.pathsep.join([str(tools), os.environ["PATH"]]))
    made.run("git init --quiet")
    return made


class Runner:
    """Runs the steps of the action as GitHub would, with a `gh` that only notes what it is told."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.outputs = home / "outputs"
        tools = home / "tools"
        tools.mkdir()
        for name, text in {
            "deckgen": f'exec {shlex.quote(sys.executable)} -m deckgen "$@"',
            "python": f'exec {shlex.quote(sys.executable)} "$@"',
            "gh": f'echo "$@" >> {shlex.quote(str(home / "told"))}; test "$2" != view',
        }.items():
            (tools / name).write_text(f"#!/bin/sh\n{text}\n", "utf-8")
            (tools / name).chmod(0o755)
        self.path = os.pathsep.join([str(tools), os.environ["PATH"]])

    def run(self, step: str, **inputs: str) -> subprocess.CompletedProcess[str]:
        (found,) = [one for one in ACTION["runs"]["steps"] if one.get("id") == step]
        environment = {**os.environ, "PATH": self.path, "RUNNER_TEMP": str(self.home)}
        environment |= {"GITHUB_OUTPUT": str(self.outputs)}
        given = {f"${{{{ {name.replace('__', '.')} }}}}": value for name, value in inputs.items()}
        environment |= {name: given.get(value, value) for name, value in found["env"].items()}
        command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", found["run"]]
        return subprocess.run(
            command, cwd=self.home / "notes", env=environment, capture_output=True, text=True, check=False
        )


@pytest.mark.skipif(sys.platform == "win32", reason="the action's steps are for bash")
@pytest.mark.parametrize("notes", ["", "my notes.md"])
def test_the_action_checks_builds_and_releases(tmp_path: Path, notes: str) -> None:
    folder = tmp_path / "notes" / ("" if notes else "source")
    folder.mkdir(parents=True)
    file = folder / (notes or "a.md")
    file.write_text(BAD, "utf-8")
    runner = Runner(tmp_path)
    strict = runner.run("check", inputs__path=notes, inputs__strict="true")
    assert strict.returncode == 1
    assert "::warning file=" in strict.stdout
    assert runner.run("check", inputs__path=notes, inputs__strict="false").returncode == 0
    assert runner.run("build", inputs__path=notes).returncode == 0
    package = runner.outputs.read_text("utf-8").removeprefix("package=").strip()
    assert (tmp_path / "notes" / package).is_file()
    assert runner.run("release", inputs__release="v1", steps__build__outputs__package=package).returncode == 0
    told = (tmp_path / "told").read_text("utf-8").splitlines()
    assert told == ["release view v1", "release create v1 --generate-notes", f"release upload v1 {package} --clobber"]
    file.write_bytes(b"\xff\xfe")
    assert runner.run("build", inputs__path=notes).returncode != 0


def test_the_action_is_described() -> None:
    rows = dict(re.findall(r'^\| `(\w+)` \| `"(.*?)"` \|', PAGE, re.MULTILINE))
    assert rows == {name: one["default"] for name, one in ACTION["inputs"].items()}


@pytest.mark.parametrize("shell", re.findall(r"_DECKGEN_COMPLETE=(\w+)_source", PAGE))
def test_shells_complete_commands(shell: str) -> None:
    kind = get_completion_class(shell)
    assert kind is not None
    completion = kind(deckgen, {}, "deckgen", "_DECKGEN_COMPLETE")
    assert {item.value for item in completion.get_completions([], "")} == set(deckgen.commands)
    assert [item.value for item in completion.get_completions(["build"], "--off")] == ["--offline"]
    assert [item.value for item in completion.get_completions(["explain"], "lock-m")] == ["lock-missing"]
