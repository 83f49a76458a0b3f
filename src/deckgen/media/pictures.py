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
# WebP and AVIF are decoded whole, with up to 16 bytes for a pixel on the way: 0.5 GB for so many.
_WHOLE = 32_000_000
_SHRINKABLE = frozenset({"png", "jpg", "webp", "avif", "bmp"})
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
        else:
            # A JPEG decodes eight times smaller in a fraction of the time, and still to its last byte.
            image.draft("L", (max(image.width // 8, 1), max(image.height // 8, 1)))
            if _decodes(image, extension):
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
    return extension not in ("webp", "avif") or image.width * image.height <= _WHOLE


def shrunk(data: bytes, extension: str, options: Pictures) -> tuple[bytes, str]:
    """The picture at most `options.max_width` pixels wide and in `options.format`, with its extension.

    A picture that is narrow enough, is animated, would not get smaller or takes too much memory comes back as it was.
    The orientation in EXIF is applied and the colour profile stays; other metadata is dropped.
    """
    if extension not in _SHRINKABLE or not (options.max_width > 0 or options.format != "keep"):
        return data, extension
    from PIL import Image, ImageOps

    image = _opened(data)
    if getattr(image, "n_frames", 1) > 1 or image.mode.startswith(("I", "F")) or not _decodes(image, extension):
        return data, extension
    profile = image.info.get("icc_profile")
    turned = ImageOps.exif_transpose(image)
    width = min(turned.width, options.max_width) if options.max_width > 0 else turned.width
    size = width, max(1, round(turned.height * width / turned.width))
    # WebP counts pixels in 14 bits (RFC 9649).
    webp = options.format == "webp" and max(size) < 2**14 and size[0] * size[1] <= _WHOLE
    target = "webp" if webp else "png" if extension == "bmp" else extension
    if size == turned.size and target == extension:
        return data, extension
    if turned.mode not in ("RGB", "RGBA", "L"):
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
