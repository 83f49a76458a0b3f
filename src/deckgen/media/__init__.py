"""References → files and names, all at once, like a linker. Names come from content: equal pictures are stored once."""

from deckgen.media.link import Fetch, Media, resolve
from deckgen.media.local import Files, Found
from deckgen.media.remote import Got, Network

__all__ = ["Fetch", "Files", "Found", "Got", "Media", "Network", "resolve"]
