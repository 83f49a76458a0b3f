"""deckgen verify."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from deckgen import bounds, files
from deckgen.cli.options import JSON, STRICT
from deckgen.cli.show import Part, tell, tell_json
from deckgen.wording import counted, joined, said

if TYPE_CHECKING:
    from deckgen.apkg.verify import Contents, Defect

_LOOK: dict[str, Part] = {"broken": "broken", "changed": "missing", "missing": "missing"}
_KINDS = {"broken": said("broken"), "changed": said("changed"), "missing": said("missing")}


@click.command(name="verify")
@click.argument("packages", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@JSON
@STRICT
def command(packages: tuple[Path, ...], as_json: bool, strict: bool) -> int:
    """Say what of a package would not arrive in Anki as it is.

    FILE is a package (.apkg) of deckgen or of anybody else, opened as Anki will. A build does the same.

    \b
    Examples:
      deckgen verify build/go.apkg
      deckgen verify --strict shared.apkg    changed or missing counts as broken
    """
    rows, is_fine = list[dict[str, Any]](), True
    for package in packages:
        held, flaws = _opened(package)
        is_fine = is_fine and not any(strict or flaw.kind == "broken" for flaw in flaws)
        rows.append(
            {
                "file": package.as_posix(),
                "notes": len(held.guids),
                "cards": held.cards,
                "media": held.media,
                "decks": list(held.decks),
                "flaws": [{"kind": flaw.kind, "message": flaw.what} for flaw in flaws],
            }
        )
        for flaw in () if as_json else flaws:
            kind = said("{state:8}", state=_KINDS[flaw.kind])
            tell(said("{file}: {flaw}", file=package, flaw=flaw.what), lead=kind, part=_LOOK[flaw.kind])
        if not as_json:
            parts = [counted(len(held.guids), "note"), counted(held.cards, "card"), counted(len(held.decks), "deck")]
            holds = said("{file}: {parts}, {media} media", file=package, parts=joined(", ", parts), media=held.media)
            if held.guids or not flaws:
                tell(holds if flaws else said("{holds}; nothing is wrong with it", holds=holds))
    if as_json:
        tell_json(rows)
    return int(not is_fine)


def _opened(package: Path) -> "tuple[Contents, tuple[Defect, ...]]":
    """What the package holds, nothing where it cannot be opened, and its flaws."""
    from deckgen.apkg.read import NoPackage
    from deckgen.apkg.verify import Contents, Defect, verify

    try:
        return verify(files.read(package, bounds.LARGEST_PACKAGE), package.name)
    except NoPackage as error:
        return Contents((), 0, 0, ()), (Defect("broken", error.why),)
