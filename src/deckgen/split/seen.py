"""What stands in a document before anybody says how to read it: read once, however many ways to read it are tried."""

from dataclasses import dataclass

from deckgen.data import Document
from deckgen.split import keys
from deckgen.split.blocks import unbold
from deckgen.split.heads import heads
from deckgen.split.keys import Key
from deckgen.split.outline import Outline, outlined
from deckgen.split.passages import Lines
from deckgen.split.series import Judge


@dataclass(frozen=True, slots=True)
class Seen:
    """A document, its outline, and the series of its heads, judged by what stands in the document alone.

    Where answers stand in `keys`, `above` are the series of the heads outside of them.
    """

    document: Document
    outline: Outline
    judge: Judge
    keys: tuple[Key, ...] = ()
    above: Judge | None = None


def seen(document: Document) -> Seen:
    """What stands in a document."""
    outline = outlined(document)
    found, listed = heads(outline)
    lines, all_, named = Lines(outline, listed), keys.find(outline, found), (_title(document, outline), document.path)
    inside = {n for key in all_ for n in range(key.start, key.end)}
    above = Judge(lines, [head for head in found if head.start not in inside], *named) if all_ else None
    return Seen(document, outline, Judge(lines, found, *named), all_, above)


def _title(document: Document, outline: Outline) -> str:
    """What a document says of itself: the title and tags of its front matter, and a bold line that it begins with."""
    said = [setting.text for setting in document.front if setting.key in ("title", "tags", "deck")]
    first = next(iter(outline.blocks), None)
    if first and first.kind == "paragraph" and (words := unbold(first.text)) != first.text:
        said.append(words)
    return " ".join(said)
