"""Checks whether raster pictures can be shown, and makes smaller ones for phones."""

import io
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING

from deckgen.options import Pictures
from deckgen.wording import said

if TYPE_CHECKING:
    from PIL import Image

# A phone's browser fails far below this number of pixels; a file that claims more is a mistake or an attack.
PIXELS = 100_000_000
# A progressive JPEG is decoded once for each of its passes; programs that write them make ten.
_PASSES = 10
# What the pixels of one picture may take of memory, in bytes; with all else that is 1 GB.
_MEMORY = 768 * 2**20
# WebP and AVIF are decoded and written whole, with up to so many bytes for a pixel on the way.
_WHOLE = 16
_SHRINKABLE = frozenset({"png", "jpg", "webp", "avif", "bmp"})
_DRAWN = frozenset({"RGB", "RGBA", "L"})
_FORMATS = {"png": "PNG", "jpg": "JPEG", "webp": "WEBP", "avif": "AVIF", "bmp": "PNG"}


_SMALLER = said("make it smaller")


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong with a picture, in words that follow its name; `shown` is true if browsers show part of it."""

    what: str
    shown: bool = False
    hint: str = said("save it again from where it came")


def flaw(data: bytes, extension: str) -> Flaw | None:
    """What is wrong with a raster picture; None if it decodes."""
    from PIL import Image  # most runs of deckgen look at no picture

    try:
        image = _opened(data)
        if image.width * image.height > PIXELS:
            what = said(
                "has {width} × {height} pixels, more than a phone can show", width=image.width, height=image.height
            )
            return Flaw(what, hint=_SMALLER)
        passes = data.count(b"\xff\xda") if extension == "jpg" else 1
        if image.width * image.height * passes > PIXELS * _PASSES:
            return Flaw(said("is drawn in {count} passes, more than a phone can show", count=passes))
        if min(image.size) < 1:
            return Flaw(said("has no pixels"))
    except Image.DecompressionBombError:
        what = said("has more than {count} million pixels, more than a phone can show", count=PIXELS // 10**6)
        return Flaw(what, hint=_SMALLER)
    # A broken file makes decoders raise anything: struct.error, SyntaxError, EOFError, …
    except Exception:  # noqa: BLE001
        return Flaw(said("is damaged"))
    try:
        if extension == "png":
            image.verify()
        elif _decodes(image, extension):
            # A JPEG decodes eight times smaller in a fraction of the time, and still to its last byte.
            image.draft("L", (max(image.width // 8, 1), max(image.height // 8, 1)))
            image.load()
    except Exception:  # noqa: BLE001
        return Flaw(said("is damaged or cut off"), shown=True)
    return None


def _opened(data: bytes) -> "Image.Image":
    """The picture, of which Pillow need not say that it is large: `flaw` does."""
    from PIL import Image

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        return Image.open(io.BytesIO(data))


def _decodes(image: "Image.Image", extension: str) -> bool:
    """Whether there is memory to decode a picture."""
    return image.width * image.height * _decoded(image, extension) <= _MEMORY


def _decoded(image: "Image.Image", extension: str) -> int:
    """How many bytes a pixel takes while a picture is decoded."""
    if extension in ("webp", "avif"):
        return _WHOLE
    # A progressive JPEG is kept as it is written until all its passes are read.
    return _stored(image) + 2 * len(image.getbands()) * bool(image.info.get("progressive"))


def _stored(image: "Image.Image") -> int:
    """How many bytes a pixel takes that is decoded."""
    return 1 if image.mode in ("1", "L", "P") else 4


def _taken(image: "Image.Image", extension: str) -> int:
    """How many bytes a picture takes that is decoded, turned, and converted to be drawn smaller."""
    converted = 4 * (image.mode not in _DRAWN) + 4 * image.has_transparency_data
    return image.width * image.height * (_decoded(image, extension) + _stored(image) + converted)


def shrunk(data: bytes, extension: str, options: Pictures) -> tuple[bytes, str]:
    """The picture at most `options.max_width` pixels wide and in `options.format`, with its extension.

    A picture that is narrow enough, is animated, would not get smaller or takes too much memory comes back as it was.
    The orientation in EXIF is applied and the colour profile stays; other metadata is dropped.
    """
    if extension not in _SHRINKABLE or not (options.max_width > 0 or options.format != "keep"):
        return data, extension
    from PIL import Image, ImageOps

    image = _opened(data)
    taken = len(data) + _taken(image, extension)
    if getattr(image, "n_frames", 1) > 1 or image.mode.startswith(("I", "F")) or taken > _MEMORY:
        return data, extension
    profile = image.info.get("icc_profile")
    turned = ImageOps.exif_transpose(image)
    width = min(turned.width, options.max_width) if options.max_width > 0 else turned.width
    size = width, max(1, round(turned.height * width / turned.width))
    if size != turned.size:
        # It is drawn less wide, then less high, and twice if parts of it are clear.
        taken += (8 if turned.has_transparency_data else 4) * size[0] * (turned.height + size[1])
    # WebP counts pixels in 14 bits (RFC 9649).
    webp = options.format == "webp" and max(size) < 2**14 and taken + size[0] * size[1] * _WHOLE <= _MEMORY
    target = "webp" if webp else "png" if extension == "bmp" else extension
    if taken > _MEMORY or (size == turned.size and target == extension):
        return data, extension
    if turned.mode not in _DRAWN:
        # A profile for CMYK would be wrong beside RGB values.
        profile = None if turned.mode == "CMYK" else profile
        turned = turned.convert("RGBA" if turned.has_transparency_data else "RGB")
    if size != turned.size:
        turned = turned.resize(size, Image.Resampling.LANCZOS)
    out = io.BytesIO()
    settings: dict[str, object] = {"icc_profile": profile} if profile else {}
    if target == "webp":
        # What was lossless is mostly screenshots and drawings, whose edges lossy WebP smears.
        settings |= {"lossless": True, "method": 4} if extension in ("png", "bmp") else {"quality": 82, "method": 4}
    elif target == "jpg":
        settings |= {"quality": 85, "optimize": True}
    elif target == "png":
        settings |= {"optimize": True}
    turned.save(out, _FORMATS[target], **settings)
    smaller = out.getvalue()
    return (smaller, target) if len(smaller) < len(data) else (data, extension)
