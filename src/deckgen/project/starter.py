"""The files of a new project, as `deckgen init` writes them: it builds at once."""

import json

from deckgen import ids

_NOTES = """# First deck

## What is a question here?

A heading that asks. What stands below it, up to the next one, is the answer.

## May an answer have formulas and code?

Yes: $e^{i\\pi} + 1 = 0$, and

```python
print("code in colours")
```

## What happens when I reword a question?

Build and import again: the card keeps its review history. `deckgen.lock` remembers which note each question is,
so keep it beside the notes and commit it.
"""
_TOML = """# All keys are optional: docs/reference/configuration.md lists them.
name = {name}
# Never change it: it is what Anki knows this deck's cards by, and no other deck has it.
id = {id}
"""


def files(name: str, unique: str) -> dict[str, str]:
    """The files of a new project by path.

    `name` becomes the deck's and the package's; `unique` makes its id unlike any other.
    """
    return {
        "deckgen.toml": _TOML.format(name=_quoted(name), id=_quoted(ids.project(name, unique))),
        "source/first.md": _NOTES,
        ".gitignore": "/build/\n",
        # Each note is a line of the lock, so that what two branches wrote can simply be put together.
        ".gitattributes": "deckgen.lock merge=union\n",
    }


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
