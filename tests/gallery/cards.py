"""Sources or a package → the HTML of every card, as Anki's own backend renders it."""

import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from anki.collection import Collection
from anki.import_export_pb2 import ImportAnkiPackageOptions, ImportAnkiPackageRequest

from deckgen import compiler
from deckgen.project import locate

_NOW = 1_700_000_000
_PLAY = re.compile(r"\[anki:play:[qa]:\d+\]")


@dataclass(frozen=True, slots=True)
class Card:
    """Both sides as HTML with the note type's style, and the classes that Anki gives the body for it."""

    deck: str
    title: str
    question: str
    answer: str
    classes: str
    guid: str = ""


def package(sources: Path, work: Path) -> Path:
    """The package built from a project, a folder or a file; built from a copy, so that no lock changes."""
    copy = work / sources.resolve().name
    work.mkdir(exist_ok=True)
    if sources.is_dir():
        shutil.copytree(sources, copy, ignore=shutil.ignore_patterns(".*", "build", "src", "tests", "docs"))
    else:
        shutil.copy(sources, copy)
    whole = (copy / "source").is_dir()
    project, _ = locate(None if whole else copy, copy if whole else work)
    result = compiler.build(project, compiler.World(_NOW))
    compiler.write(result)
    return project.output


def cards(apkg: Path, collection: Path) -> tuple[list[Card], Path]:
    """The package's cards in the order they are studied, and the folder with their media."""
    opened = Collection(str(collection))
    try:
        request = ImportAnkiPackageRequest(package_path=str(apkg), options=ImportAnkiPackageOptions())
        opened.import_anki_package(request)
        found = [opened.get_card(number) for number in opened.find_cards("", order="c.due, c.ord")]
        shown = [
            Card(
                opened.decks.name(card.did),
                " ".join(re.sub(r"<[^>]*>", " ", card.note().fields[0]).split())[:60],
                _playable(opened.media.escape_media_filenames(card.question())),
                _playable(opened.media.escape_media_filenames(card.answer())),
                f"card card{card.ord + 1}",
                card.note().guid,
            )
            for card in found
        ]
        return shown, Path(opened.media.dir())
    finally:
        opened.close()


def _playable(text: str) -> str:
    # The desktop's play button; its markup is made in aqt, which needs Qt.
    circle = '<svg viewBox="0 0 64 64"><circle cx="32" cy="32" r="29"/><path d="M24 18l24 14-24 14z"/></svg>'
    return _PLAY.sub(f'<a class="replay-button soundLink" href="#">{circle}</a>', text)
