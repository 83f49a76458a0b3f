"""Many pictures → few sheets, in columns, as tall as can be looked at in one go."""

import io
from collections.abc import Iterable
from pathlib import Path

from PIL import Image

_GAP = 12
_TALL = 1800


def sheets(pictures: Iterable[bytes], width: int, columns: int) -> list[Image.Image]:
    """Pictures of one width, in reading order down each column; one taller than a sheet is cut."""
    finished: list[Image.Image] = []
    sheet, column, top = None, 0, _GAP
    for data in pictures:
        picture = Image.open(io.BytesIO(data)).convert("RGB")
        picture = picture.crop((0, 0, picture.width, min(picture.height, _TALL - 2 * _GAP)))
        if top + picture.height + _GAP > _TALL:
            column, top = column + 1, _GAP
        if sheet is None or column == columns:
            sheet = Image.new("RGB", (columns * (width + _GAP) + _GAP, _TALL), "#8a8f98")
            finished.append(sheet)
            column, top = 0, _GAP
        sheet.paste(picture, (_GAP + column * (width + _GAP), top))
        top += picture.height + _GAP
    return finished


def save(finished: list[Image.Image], folder: Path, name: str) -> list[Path]:
    """Each sheet as a numbered PNG."""
    paths = []
    for number, sheet in enumerate(finished, 1):
        path = folder / f"{name}-{number:02}.png"
        sheet.save(path)
        paths.append(path)
    return paths
