"""deckgen compiles Markdown questions and answers into Anki packages.

    from deckgen import build

    deck = build("notes.md")
    deck.write()

docs/reference/library.md says more.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from deckgen.diagnostics import DeckgenError
    from deckgen.library import Deck, Diagnostic, Note, build

__all__ = ["Deck", "DeckgenError", "Diagnostic", "Note", "build"]


def __getattr__(name: str) -> Any:
    # The engines take time to import, and the command need not wait for them to say --help.
    if name == "DeckgenError":
        from deckgen.diagnostics import DeckgenError

        return DeckgenError
    if name in __all__:
        from deckgen import library

        return getattr(library, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
