"""What phones must sync gets smaller, and stays the same picture."""

import io
import warnings
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from PIL import Image

from deckgen.data import Reference, Span
from deckgen.media import kinds, pictures, resolve
from deckgen.options import Pictures
from tests.support.pictures import saved


def noise(width: int = 200, height: int = 100) -> Image.Image:
    return Image.effect_noise((width, height), 80).convert("RGB")


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_narrower_and_never_wider(kind: str) -> None:
    data = saved(noise(), kind)
    extension = kinds.extension(data) or ""
    smaller, same = pictures.shrunk(data, extension, Pictures(max_width=50))
    assert (opened(smaller).size, same) == ((50, 25), extension)
    assert pictures.shrunk(data, extension, Pictures(max_width=200)) == (data, extension)
    assert pictures.shrunk(data, extension, Pictures(max_width=999)) == (data, extension)
    assert pictures.shrunk(data, extension, Pictures(max_width=50)) == (smaller, same)


def test_webp_is_taken_only_when_smaller() -> None:
    data = saved(Image.linear_gradient("L").resize((400, 400)).convert("RGB"), "PNG", compress_level=0)
    smaller, extension = pictures.shrunk(data, "png", Pictures(format="webp"))
    assert (extension, len(smaller) < len(data)) == ("webp", True)
    assert opened(smaller).convert("RGB").tobytes() == opened(data).tobytes(), "lossless stays lossless"
    tight = saved(noise(8, 8), "JPEG", quality=1)
    assert pictures.shrunk(tight, "jpg", Pictures(format="webp"))[1] in ("jpg", "webp")
    assert len(pictures.shrunk(tight, "jpg", Pictures(format="webp"))[0]) <= len(tight)


@pytest.mark.parametrize(("width", "expected"), [(0, (20, 60_000)), (10, (10, 30_000))])
def test_what_is_too_long_for_webp_keeps_its_kind(width: int, expected: tuple[int, int]) -> None:
    data = saved(Image.linear_gradient("L").resize((20, 60_000)).convert("RGB"), "PNG", compress_level=0)
    smaller, extension = pictures.shrunk(data, "png", Pictures(max_width=width, format="webp"))
    assert (extension, opened(smaller).size) == ("png", expected)


def test_large_pictures_are_made_smaller_without_a_word_of_pillow() -> None:
    data = saved(Image.new("1", (10_000, 9_000)), "PNG")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert pictures.flaw(data, "png") is None
        pictures.shrunk(data, "png", Pictures(max_width=10))
    assert pictures.shrunk(data, "png", Pictures(format="webp")) == (data, "png"), "WebP takes much memory to make"


@pytest.mark.parametrize("kind", ["WEBP", "AVIF", "JPEG"])
def test_what_takes_much_memory_is_not_decoded(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    # In bytes for a pixel: what its decoder takes, of a progressive JPEG all samples and the pixel.
    each = 10 if kind == "JPEG" else 16
    monkeypatch.setattr(pictures, "_MEMORY", 400 * 300 * each)

    def damaged(height: int) -> bytes:
        image = Image.linear_gradient("L").resize((400, height)).convert("RGB")
        data = saved(image, kind, **({"progressive": True} if kind == "JPEG" else {}))
        return data[: len(data) // 4 * 3] + b"\xff" * (len(data) - len(data) // 4 * 3)

    extension = kinds.extension(damaged(300)) or ""
    assert pictures.flaw(damaged(300), extension)
    assert pictures.flaw(damaged(301), extension) is None
    large = damaged(301)
    assert pictures.shrunk(large, extension, Pictures(max_width=10)) == (large, extension)


@pytest.mark.parametrize(
    ("mode", "kind", "each"),
    [
        ("1", "PNG", 6), ("L", "PNG", 2), ("P", "PNG", 6), ("RGB", "PNG", 8), ("LA", "PNG", 16), ("RGBA", "PNG", 12),
        ("L", "JPEG", 2), ("RGB", "JPEG", 8), ("CMYK", "JPEG", 12), ("RGB", "BMP", 8), ("RGB", "WEBP", 20),
    ],
)  # fmt: skip
def test_a_picture_gets_smaller_as_far_as_there_is_memory(
    mode: str, kind: str, each: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = saved(noise(300, 200).convert(mode), kind)
    extension = kinds.extension(data) or ""
    alpha = mode in ("LA", "RGBA")
    needed = len(data) + 300 * 200 * each + (8 if alpha else 4) * 30 * (200 + 20)
    monkeypatch.setattr(pictures, "_MEMORY", needed)
    assert opened(pictures.shrunk(data, extension, Pictures(max_width=30))[0]).size == (30, 20)
    monkeypatch.setattr(pictures, "_MEMORY", needed - 1)
    assert pictures.shrunk(data, extension, Pictures(max_width=30)) == (data, extension)


def test_how_much_memory_there_is() -> None:
    def large(height: int) -> Any:
        return SimpleNamespace(width=8_000, height=height, mode="RGB", info={})

    assert pictures._decodes(large(6_291), "webp")
    assert not pictures._decodes(large(6_292), "webp")


def test_orientation_is_applied() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    data = saved(noise(), "JPEG", exif=exif)
    smaller, _ = pictures.shrunk(data, "jpg", Pictures(max_width=50))
    assert opened(smaller).size == (50, 100)
    assert 0x0112 not in opened(smaller).getexif()


def test_transparency_survives() -> None:
    image = noise().convert("RGBA")
    image.putalpha(Image.linear_gradient("L").resize(image.size))
    for options in (Pictures(max_width=50), Pictures(max_width=50, format="webp")):
        smaller, _ = pictures.shrunk(saved(image, "PNG"), "png", options)
        assert opened(smaller).mode == "RGBA"
    flat = saved(noise().convert("P"), "PNG", transparency=0)
    assert opened(pictures.shrunk(flat, "png", Pictures(max_width=50))[0]).mode == "RGBA"


def test_cmyk_becomes_rgb() -> None:
    data = saved(noise().convert("CMYK"), "JPEG")
    assert opened(pictures.shrunk(data, "jpg", Pictures(max_width=50))[0]).mode == "RGB"


def test_animation_is_left_alone() -> None:
    for kind in ("GIF", "WEBP"):
        data = saved(noise(), kind, save_all=True, append_images=[noise(), noise()])
        extension = kinds.extension(data) or ""
        assert pictures.shrunk(data, extension, Pictures(max_width=20, format="webp")) == (data, extension)
        assert pictures.flaw(data, extension) is None


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP", "AVIF", "BMP", "ICO"])
def test_every_cut_is_noticed_or_harmless(kind: str) -> None:
    data = saved(noise(48, 48), kind)
    extension = kinds.extension(data) or ""
    assert pictures.flaw(data, extension) is None
    for length in range(12, len(data), max(1, len(data) // 40)):
        pictures.flaw(data[:length], extension)
    assert pictures.flaw(data[: len(data) // 2], extension)


def passes(count: int) -> bytes:
    """A JPEG of a million pixels that is decoded again and again."""
    data = saved(Image.new("L", (1000, 1000)), "JPEG", progressive=True)
    last = data.rindex(b"\xff\xda")
    return data[:last] + data[last:-2] * (count - data[:last].count(b"\xff\xda")) + data[-2:]


def test_a_jpeg_that_is_decoded_again_and_again_is_no_picture() -> None:
    assert pictures.flaw(passes(10), "jpg") is None
    data = passes(1001)
    assert pictures.flaw(data, "jpg") == pictures.Flaw("is drawn in 1001 passes, more than a phone can show")
    assert pictures.flaw(passes(1000), "jpg") is None


SNIFFED = {
    "ogg": b"OggS" + bytes(24) + b"\x01vorbis",
    "opus": b"OggS" + bytes(24) + b"OpusHead",
    "ogv": b"OggS" + bytes(24) + b"\x80theora",
    "wav": b"RIFF\x24\0\0\0WAVEfmt ",
    "flac": b"fLaC\0",
    "mp3": b"\xff\xfb\x90\x64",
    "aac": b"\xff\xf1\x50\x80",
    "m4a": b"\0\0\0\x20ftypM4A \0\0\0\0",
    "mp4": b"\0\0\0\x20ftypisom\0\0\2\0isomiso2avc1mp41",
    "mov": b"\0\0\0\x14ftypqt  \0\0\0\0",
    "webm": b"\x1aE\xdf\xa3\x9fB\x86\x81\x01B\xf7\x81\x01B\xf2\x81\x04B\xf3\x81\x08B\x82\x84webm",
    "svg": b'\xef\xbb\xbf<?xml version="1.0"?>\n<!-- a --><!DOCTYPE svg PUBLIC "x" "y">\n<svg xmlns="z"/>',
}


@pytest.mark.parametrize("extension", SNIFFED)
def test_content_decides(extension: str) -> None:
    assert kinds.extension(SNIFFED[extension]) == extension


@pytest.mark.parametrize(
    "data",
    [b"", b"\xff", b"<html><svg></svg>", b"RIFF1234AVI ", b"\0\0\0\x18ftypheic", b"%PDF-1.7", b"II*\0", b"BMW is a car",
     "\ufeff你好".encode(), b"\xff\xfeh\0i\0"],
)  # fmt: skip
def test_what_anki_does_not_show(data: bytes) -> None:
    assert kinds.extension(data) is None
    assert all(kinds.described(data))


def test_shrinking_names_by_what_went_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.png").write_bytes(saved(noise(), "PNG"))
    wanted = [Reference("a.png", Span("n.md", 1))]
    names = [list(resolve(wanted, tmp_path, Pictures(max_width=w), None)[0].files) for w in (0, 50, 60, 50, 500)]
    assert names[1] == names[3]
    assert names[0] == names[4]
    assert len({*map(tuple, names)}) == 3
    # Another version of Pillow writes other bytes.
    monkeypatch.setattr(pictures, "shrunk", lambda data, extension, options: (saved(noise(50, 25)), extension))
    media, _ = resolve(wanted, tmp_path, Pictures(max_width=50), None)
    assert list(media.files) == names[1]
