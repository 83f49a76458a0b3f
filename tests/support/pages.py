"""A page of the documentation as a story: the files, commands, outputs and pictures on it, in their order.

A fence with a title is a file, ```` ```markdown title="notes.md" ````; as a `diff`, an edit of it. `sh` is what is
typed, and a `text` right below it all that this prints. A picture with a title, `![…](x.png "What is x?")`, shows
the card of that question.
"""

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Literal

from deckgen.cli import main

Kind = Literal["file", "edit", "typed", "printed", "picture"]
_STEP = re.compile(
    r'^(?P<fence>`{3,})(?P<word>\w*)(?: title="(?P<file>[^"\n]+)")?\n(?P<text>.*?)^(?P=fence)$'
    r'|^!\[(?P<words>[^\]\n]*)\]\((?P<picture>\S+) "(?P<asked>[^"\n]+)"\)$',
    re.MULTILINE | re.DOTALL,
)
# What differs from run to run: how long a build took, when a backup was made.
_VARIES = re.compile(r"\b\d+\.\d (?:s|秒)(?!\w)|\d{8}-\d{6}\S*")
# They install something, need a network, or open a window, and so are only shown.
_SHOWN = {"pipx", "uv", "pip", "deckgen sync"}


@dataclass(frozen=True, slots=True)
class Step:
    """One of a page's steps: `text` is its content, `name` the file it is about, and `span` where the content stands.

    Of a picture `asked` is the question that it shows, and `text` are the words for those who do not see it.
    """

    kind: Kind
    text: str
    name: str = ""
    span: tuple[int, int] = (0, 0)
    picture: str = ""
    asked: str = ""


def steps(page: str) -> Iterator[Step]:
    """The steps of a page. A picture is about the file that comes before it, or that comes next."""
    name = next((found["file"] for found in _STEP.finditer(page) if found["file"]), "")
    for found in _STEP.finditer(page):
        word, text, span = found["word"], found["text"], found.span("text")
        if found["picture"]:
            yield Step("picture", found["words"], name, picture=found["picture"], asked=found["asked"])
        elif found["file"]:
            name = found["file"]
            yield Step("edit" if word == "diff" else "file", text, name, span)
        elif word in ("sh", "text"):
            yield Step("typed" if word == "sh" else "printed", text, span=span)


def write(step: Step, folder: Path) -> None:
    """Writes a file as it stands on the page, or edits it there."""
    path = folder / step.name
    if step.kind == "file":
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(step.text, "utf-8")
        return
    old, new = (
        "".join(line[1:] for line in step.text.splitlines(keepends=True) if line[0] in marks) for marks in (" -", " +")
    )
    text = path.read_text("utf-8")
    assert text.count(old) == 1, f"{step.name} has this once:\n{old}"
    path.write_text(text.replace(old, new), "utf-8")


def shown(page: str, folder: Path) -> Iterator[Step]:
    """The pictures of a page, each while the folder has its file as it is at that place."""
    folder.mkdir()
    early: list[Step] = []
    for step in steps(page):
        if step.kind == "file" or (step.kind == "edit" and (folder / step.name).exists()):
            write(step, folder)
            yield from early
            early = []
        elif step.kind == "picture" and not (folder / step.name).exists():
            early.append(step)
        elif step.kind == "picture":
            yield step


def shown_only(line: str) -> bool:
    """Whether a command is not run here."""
    words = line.split()
    return bool(_SHOWN & {words[0], " ".join(words[:2])})


def typed(line: str) -> tuple[int, str]:
    """What a command exits with, and what it prints; a `cd` lasts, and so does an `export`."""
    words = shlex.split(line, comments=True)
    if words[0] == "export":
        name, _, value = words[1].partition("=")
        os.environ[name] = os.path.expanduser(value)
        return 0, ""
    if words[0] == "cd":
        os.chdir(words[1])
        return 0, ""
    if words[0] == "deckgen" and not {"|", ">", "&&"} & set(words):
        printed = StringIO()
        with redirect_stdout(printed), redirect_stderr(printed):
            code = main(words[1:])
        return code, printed.getvalue()
    done = subprocess.run(line, shell=True, check=False, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    return done.returncode, done.stdout


def commands(page: str) -> list[str]:
    """Every line that a page tells to type."""
    return [line for step in steps(page) if step.kind == "typed" for line in step.text.splitlines() if line]


def told(page: str, folder: Path) -> str:
    """Does all that a page tells, in a folder, and returns the page with what was really printed.

    A command may fail only where the page shows what it then prints.
    """
    os.chdir(folder)
    printed, failed, result, end = "", "", [], 0
    for step in steps(page):
        if step.kind == "printed":
            start, after = step.span
            kept = step.text if _same(step.text, printed) else printed
            result += [page[end:start], kept]
            failed, end = "", after
            continue
        assert not failed, failed
        if step.kind in ("file", "edit"):
            write(step, Path.cwd())
        elif step.kind == "typed":
            printed = ""
            for line in step.text.splitlines():
                if not line or shown_only(line):
                    continue
                code, said = typed(line)
                printed += said
                if code:
                    failed = f"{line}\n{said}"
    assert not failed, failed
    return "".join([*result, page[end:]])


def _same(one: str, other: str) -> bool:
    return _VARIES.sub("…", one) == _VARIES.sub("…", other)


def program(folder: Path) -> Path:
    """A folder for PATH in which a shell finds `deckgen`."""
    folder.mkdir()
    script = folder / "deckgen"
    script.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m deckgen "$@"\n', "utf-8")
    script.chmod(0o755)
    return folder
