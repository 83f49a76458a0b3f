"""What deckgen.toml names and does not exist: files, folders and macros that nothing can ever be."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from deckgen.data import Span
from deckgen.diagnostics import CONFIG_UNKNOWN_KEY, Diagnostic
from deckgen.options import Settings, matches
from deckgen.project import toml
from deckgen.project.config import FILE
from deckgen.wording import said

# What TeX takes for the name of a macro.
_MACRO = re.compile(r"[A-Za-z]+")


def idle(file: Path, settings: Settings, names: Sequence[str], absent: Iterable[str]) -> tuple[Diagnostic, ...]:
    """A warning for each of them, at its line; `names` are the files there, `absent` the folders that are not."""
    lines = toml.read(file)[1] if file.is_file() else []
    return tuple(Diagnostic(CONFIG_UNKNOWN_KEY, *one) for one in _idle(lines, settings, names, absent))


def _idle(
    lines: Sequence[str], settings: Settings, names: Sequence[str], absent: Iterable[str]
) -> Iterator[tuple[Span, str, str]]:
    relative = said("globs are relative to the folder of the notes; * stays within a folder, ** does not")
    globs = [(one.glob, Span(FILE, one.line)) for one in settings.files]
    globs += [(glob, _place(lines, glob)) for glob in settings.exclude or ()]
    for glob, span in globs:
        if not any(matches(glob, name) for name in names):
            yield span, said("no file matches {glob}", glob=glob), relative
    for folder in absent:
        hint = said("folders of pictures are relative to the top of the notes, or absolute")
        yield _place(lines, folder), said("there is no folder {folder}", folder=folder), hint
    link = settings.rendering.source_link
    if link and "{path}" not in link:
        hint = said("write {{path}} where the path of the file belongs")
        yield _place(lines, link), said("source_link has no {{path}}, so no card has a link"), hint
    for name, _ in settings.rendering.math.macros:
        if not _MACRO.fullmatch(name):
            letters = "".join(_MACRO.findall(name))
            hint = said("a macro is named by letters alone, without the backslash")
            if letters and name == f"\\{letters}":
                hint = said("did you mean {meant}?", meant=letters)
            yield _place(lines, name), said("no macro can be called {name}", name=name), hint


def _place(lines: Sequence[str], text: str) -> Span:
    """Where the text stands in quotes, or as a key; the first line if nowhere."""
    written = "|".join(map(re.escape, (json.dumps(text, ensure_ascii=False), f"'{text}'")))
    place = re.compile(rf"{written}|(?<![\w-]){re.escape(text)}(?=\s*=)")
    for number, line in enumerate(lines, 1):
        if found := place.search(line):
            return Span(FILE, number, found.start() + 1)
    return Span(FILE)
