"""Every example of the two specifications through the renderer that makes fields, before the sanitiser.

The specifications are not ours to copy. They are read from a source distribution that carries them:
`pip download marko==2.2.4 --no-deps --no-binary marko -d build/specification` (continuous integration does that).
"""

import re
import tarfile
from pathlib import Path

import pytest

from deckgen.render import gfm
from deckgen.render.wrapping import JOINED
from tests.support.html import canonical

_ROOT = Path(__file__).parents[2]
_ARCHIVES = sorted((_ROOT / "build" / "specification").glob("marko-*.tar.gz"))
_EXAMPLE = re.compile(r"^`{32} example *(\w*)\n(.*?)^\.\n(.*?)^`{32}$", re.MULTILINE | re.DOTALL)
_BARE = "a bare address is a link, by GitHub's autolinks extension"
_EMBED = "`![[foo]]` embeds a note, as in Obsidian"
_TEX = "`\\[…\\]` is a formula"
_NESTED = "strong inside strong stays nested, as in CommonMark 0.31; it looks the same"
# The examples that differ, and why they may.
COMMONMARK = {12: _TEX, 590: _EMBED, 602: _BARE, 608: _BARE, 611: _BARE, 612: _BARE}
GFM = {
    308: _TEX,
    **dict.fromkeys((398, 426, 434, 435, 436, 473, 474, 475, 477), _NESTED),
    598: _EMBED,
    **dict.fromkeys((610, 616, 619, 620), _BARE),
    652: "tags are filtered by the sanitiser, which follows",
}


def examples(name: str) -> list[tuple[int, str, str, str]]:
    """Number, extension, Markdown and HTML of each example."""
    if not _ARCHIVES:
        return []
    with tarfile.open(_ARCHIVES[-1]) as archive:
        member = next(m for m in archive.getmembers() if m.name.endswith(f"tests/spec/{name}.txt"))
        file = archive.extractfile(member)
        assert file
        text = file.read().decode()
    found = _EXAMPLE.findall(text)
    return [(n, e, m.replace("→", "\t"), h.replace("→", "\t")) for n, (e, m, h) in enumerate(found, 1)]


needs_specification = pytest.mark.skipif(
    not _ARCHIVES, reason="no specification in build/specification: see the module's text for the command"
)


@needs_specification
@pytest.mark.parametrize(("name", "count", "reasons"), [("commonmark", 652, COMMONMARK), ("gfm", 672, GFM)])
def test_examples(name: str, count: int, reasons: dict[int, str]) -> None:
    found = examples(name)
    assert len(found) == count
    different = {
        number
        for number, _, markdown, html in found
        if canonical(gfm.to_html(markdown, breaks=JOINED)) != canonical(html)
    }
    assert not different - set(reasons)
