"""Pictures that stand beside what no card can show: the exports of drawings, the pages of PDF files.

Excalidraw's plugin for Obsidian exports `x.excalidraw.svg` or `.png`, and `x.excalidraw.dark.svg` with
`x.excalidraw.light.svg` for the two themes; where its files are called `x.md`, the names lack `.excalidraw`.
"""

import re
from dataclasses import dataclass
from urllib.parse import unquote

from deckgen.wording import said

_FILE = re.compile(
    r"(?P<path>(?P<stem>[^#?]+?)\.(?P<kind>excalidraw|pdf|canvas|drawio|tldr))(?:\.md)?(?:#(?P<part>.*))?$",
    re.IGNORECASE,
)
_PAGE = re.compile(r"(?:^|&)page=(\d{1,5})")
_PICTURES = (".svg", ".png", ".webp", ".jpg", ".jpeg", ".gif")
# How programs that make pictures of pages write their numbers: `x-2.png` is pdftoppm's.
_JOINTS = ("-", "_", ".", "-page-", "_page_", "-p", " ")


@dataclass(frozen=True, slots=True)
class StandIn:
    """What may stand for one file: the names of its pictures, the best first; `whole` are those of no certain page."""

    file: str
    by_day: tuple[str, ...]
    by_night: tuple[str, ...]
    whole: tuple[str, ...]
    hint: str


def of(address: str) -> StandIn | None:
    """What may stand for the file at an address; None where it is shown itself."""
    file = _FILE.match(unquote(address))
    if not file:
        return None
    path, stem = (file[part].replace("\\", "/").rpartition("/")[2] for part in ("path", "stem"))
    page = _PAGE.search(file["part"] or "")
    pages = [f"{name}{joint}{page[1]}" for name in (path, stem) for joint in _JOINTS] if page else []
    name = pages[0] if pages else path
    hint = said("export it as {name}.svg or {name}.png beside it", name=name)
    if file["kind"].lower() == "excalidraw":
        hint = said("let Excalidraw export it (auto-export) as {name}.svg or {name}.png beside it", name=name)
    return StandIn(
        file["path"],
        (*_pictures(pages), *_pictures([f"{path}.light", f"{stem}.light"]), *_pictures([path, stem])),
        _pictures([f"{path}.dark", f"{stem}.dark"]),
        _pictures([path, stem]) if page and int(page[1]) > 1 else (),
        hint,
    )


def _pictures(stems: list[str]) -> tuple[str, ...]:
    return tuple(stem + ending for stem in stems for ending in _PICTURES)
