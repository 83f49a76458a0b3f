"""What a picture in the documentation shows, the Markdown and the card of a question: it keeps both as text."""

import json
import os
import re
from contextlib import redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

from deckgen.apkg.read import opened
from deckgen.cli import main
from tests.support.pages import Step


@dataclass(frozen=True, slots=True)
class Source:
    """A question as it is written and as it is on the card."""

    guid: str
    markdown: str
    fields: str


def source(folder: Path, step: Step, package: Path) -> Source:
    """The question that a picture shows, of the file in the folder; the package with its card is written anew."""
    before = Path.cwd()
    package.unlink(missing_ok=True)
    os.chdir(folder)
    try:
        notes = _json("list", step.name, "--json")
        note = next((note for note in notes if step.asked in (note["question"], _shown(note["question"]))), None)
        assert note, f"{step.name} asks {step.asked!r}: {[note['question'] for note in notes]}"
        _json("build", step.name, "--json", "--offline", "--alone", "-o", str(package))
        Path(step.name).with_suffix(".deckgen.lock").unlink(missing_ok=True)
    finally:
        os.chdir(before)
    lines = (folder / step.name).read_text("utf-8").splitlines()
    end = note["answer_end_line"] or note["end_line"]
    with opened(package, package.name) as database:
        rows = database.execute("select flds from notes where guid = ?", [note["guid"]]).fetchall()
    return Source(
        note["guid"], "\n".join(lines[note["line"] - 1 : end]).strip() + "\n", rows[0][0].replace("\x1f", "\n")
    )


def record(source: Source) -> dict[str, str]:
    """What the picture keeps."""
    return {"Markdown": source.markdown, "Card": source.fields}


def by_night(step: Step) -> bool:
    """Whether the words for those who do not see the picture say so."""
    return bool(re.search("night|夜", step.text))


def _shown(title: str) -> str:
    return re.sub(r"\\[()]", "$", title)


def _json(*words: str) -> list[dict[str, Any]]:
    printed = StringIO()
    with redirect_stdout(printed):
        assert main([*words]) == 0, words
    return list(json.loads(printed.getvalue()))
