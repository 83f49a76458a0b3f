"""A definition that is used everywhere does not fill the memory; those of sound notes are all used."""

from typing import Literal

import pytest

from deckgen.options import Rendering
from deckgen.render import markdown
from deckgen.render.references import SPARE

DIALECTS = pytest.mark.parametrize("dialect", ["gfm", "python-markdown"])


@DIALECTS
def test_a_long_address_is_written_as_often_as_there_is_room(dialect: Literal["gfm", "python-markdown"]) -> None:
    address = "http://e.example/" + "x" * 9_983
    text = "[a][a]\n\n" * 2_000
    shown = markdown(text, f"[a]: {address}\n", Rendering(dialect=dialect))
    assert shown.count("<a href") == (SPARE + len(text) + len(address) + 6) // len(address) + 1
    assert shown.count("[a][a]") == 2_000 - shown.count("<a href")


@DIALECTS
def test_a_picture_in_a_definition_is_shown(dialect: Literal["gfm", "python-markdown"]) -> None:
    address = "data:image/png;base64," + "A" * 300_000
    shown = markdown("![a][p]\n\n![b][p]\n", f"[p]: {address}\n", Rendering(dialect=dialect))
    assert shown.count(address) == 2


@DIALECTS
def test_two_thousand_links_to_a_page_are_links(dialect: Literal["gfm", "python-markdown"]) -> None:
    shown = markdown("[a][a]\n\n" * 2_000, "[a]: http://example.org/a/page\n", Rendering(dialect=dialect))
    assert shown.count("<a href") == 2_000
