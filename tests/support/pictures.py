"""Pictures as bytes."""

import io
from random import Random
from typing import Any

from PIL import Image


def saved(image: Image.Image, kind: str = "PNG", **options: Any) -> bytes:
    """The image as a file of this kind; `options` are Pillow's for the kind."""
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def picture(colour: str = "red", size: tuple[int, int] = (4, 3), kind: str = "PNG", **options: Any) -> bytes:
    """A picture of one colour; `size` is width and height in pixels."""
    return saved(Image.new("RGB", size, colour), kind, **options)


def png(seed: int) -> bytes:
    """A small picture with pixels by chance, so that each seed gives other bytes that no compression makes fewer."""
    return saved(Image.frombytes("RGB", (16, 16), Random(seed).randbytes(16 * 16 * 3)))
