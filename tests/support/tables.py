"""Tables of the reference pages, which tests read and execute row by row."""

from pathlib import Path

_REFERENCE = Path(__file__).parents[2] / "docs" / "reference"


def rows(page: str, *header: str) -> list[tuple[str, ...]]:
    """The rows of all tables of a page that have this header, cell by cell as they are written."""
    found: list[tuple[str, ...]] = []
    inside = False
    for line in (_REFERENCE / page).read_text("utf-8").split("\n"):
        if not line.startswith("|"):
            inside = False
            continue
        cells = tuple(cell.strip() for cell in line.strip("|").split("|"))
        if inside and set(line) - set("|-"):
            found.append(cells)
        inside = inside or cells == header
    assert found, f"{page} has no table with the header {header}"
    return found
