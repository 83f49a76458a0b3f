"""The notes that others show or lead to, gathered before anything is rendered."""

from collections.abc import Callable, Mapping

from deckgen.data import Document
from deckgen.options import Rendering
from deckgen.render import notes, settings
from deckgen.render.notes import Notes, Room
from deckgen.render.wrapping import Breaks

# The path of a file that a note names, empty without one; and what stands in the file of a path.
Find = Callable[[str, str], str]
Load = Callable[[str], Document | None]
# How often, on an average, cards may show each character of all notes.
_EACH = 20


def gathered(
    documents: Mapping[str, Document], breaks: Mapping[str, Breaks], options: Rendering, find: Find, load: Load
) -> Notes:
    """The notes that these embed, those that they embed in turn, and those that links lead to where they may.

    Those that are no documents of the project are loaded. Each shows the line breaks that its own file decides.
    """
    aliases = {alias.casefold(): path for path, one in documents.items() for alias in one.setting("aliases")}
    known, paths, left = dict(documents), dict[tuple[str, str], str](), list(documents.values())
    decided = dict(breaks)
    while left:
        note = left.pop()
        for name, is_embedded in notes.names(note, links=bool(options.source_link)):
            file = next(filter(None, (find(note.path, file) for file in notes.files(name))), "")
            path = file or aliases.get(name.casefold(), "")
            if file and is_embedded and path not in known:
                document = load(path)
                if document is None:
                    continue
                known[path] = document
                decided[path], _ = settings.breaks(document, options)
                left.append(document)
            if path:
                paths[note.path, name] = path
    room = Room()
    room.left += _EACH * sum(len(line) for document in known.values() for line in document.source)
    return Notes(known, paths, decided, room)
