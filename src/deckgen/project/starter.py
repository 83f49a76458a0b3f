"""The files of a new project, as `deckgen init` writes them: it builds at once."""

import json
from pathlib import Path

from deckgen import bounds, ids
from deckgen.project import names
from deckgen.project.sources import sources
from deckgen.wording import said

# The first deck.
NOTES = said("""# First deck

## What is a question here?

A heading that asks. What stands below it, up to the next one, is the answer.

## May an answer have formulas and code?

Yes: $e^{{i\\pi}} + 1 = 0$, and

```python
print("code in colours")
```

## What happens when I reword a question?

Build and import again: the card keeps its review history.

`deckgen.lock` remembers which note each question is: keep it beside the notes, and commit it.
""")
# Each note is a line of the lock, so that what two branches wrote can simply be put together.
LINES = {".gitignore": "build/", ".gitattributes": "deckgen.lock merge=union"}


def files(folder: Path, unique: str, known: str = "") -> dict[str, str]:
    """The files of a new project by their path in the folder, each as it is to be, in words that can be translated.

    A folder that has notes stays as it is and gets the settings alone; Git's files get the lines that they lack.
    `unique` makes the project's id unlike any other, unless the folder was built before and has one that is `known`.
    Raises DeckgenError if the folder cannot be read.
    """
    name = names.fitting(folder.name)
    has_notes = folder.is_dir() and not (folder / "source").is_dir() and bool(sources(folder).files)
    made = {"deckgen.toml": _settings(name, known or ids.project(name, unique), is_here=has_notes)}
    if not has_notes and not (folder / "source").is_dir():
        made["source/first.md"] = NOTES
    return made | {path: text for path, line in LINES.items() if (text := _with_line(folder / path, line))}


def _settings(name: str, unique_id: str, *, is_here: bool) -> str:
    here = said("""
# The notes are all Markdown files below this folder.
source = "."
""")
    return said(
        """name = {name}
# Never change it: it is what Anki knows this deck's cards by, and no other deck has it.
id = {id}
{source}
# What else may stand here, with its default:
# exclude = ["Templates/**"]    globs of files that are no notes
# question_level = 2            the heading level that asks; found for each file
# tables = false                rows of tables become cards
# cloze = false                 ==marked== words become gaps
#
# [images]
# folders = []                  where else to look for pictures
""",
        name=_quoted(name), id=_quoted(unique_id), source=here if is_here else "",
    )  # fmt: skip


def _with_line(path: Path, line: str) -> str:
    """The text of a file with the line at its end; empty if it has the line."""
    text = bounds.read(path).decode("utf-8", "surrogateescape") if path.is_file() else ""
    if line in (one.strip() for one in text.splitlines()):
        return ""
    end = "" if not text or text.endswith("\n") else "\n"
    return f"{text}{end}{line}\n"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
