"""Anki's backend, as it is installed, has the methods that are relied on, with the arguments they are called with."""

from __future__ import annotations

import inspect
from typing import Any

import pytest

from deckgen.anki import backend

collection = pytest.importorskip("anki.collection")
pytestmark = pytest.mark.anki


def kinds() -> list[tuple[type, type]]:
    from anki.decks import DeckManager
    from anki.media import MediaManager
    from anki.models import ModelManager
    from anki.tags import TagManager

    return [
        (backend.Backend, collection.Collection),
        (backend.Decks, DeckManager),
        (backend.Models, ModelManager),
        (backend.Tags, TagManager),
        (backend.Media, MediaManager),
    ]


def methods() -> list[Any]:
    return [
        pytest.param(method, getattr(real, name), id=f"{protocol.__name__}.{name}")
        for protocol, real in kinds()
        for name, method in vars(protocol).items()
        if inspect.isfunction(method) and not name.startswith("_")
    ]


@pytest.mark.parametrize(("relied_on", "real"), methods())
def test_anki_takes_what_it_is_given(relied_on: Any, real: Any) -> None:
    ours, theirs = inspect.signature(relied_on).parameters, inspect.signature(real).parameters
    positional = [name for name, one in ours.items() if one.kind is one.POSITIONAL_OR_KEYWORD]
    assert positional == list(theirs)[: len(positional)]
    assert ours.keys() <= theirs.keys()
    required = {name for name, one in theirs.items() if one.default is one.empty}
    assert required <= ours.keys()


def test_what_a_sync_answers() -> None:
    from anki.collection import ImportLogWithChanges
    from anki.sync_pb2 import MediaSyncStatusResponse, SyncAuth, SyncCollectionResponse

    for protocol, real in (
        (backend.SyncOutput, SyncCollectionResponse),
        (backend.Auth, SyncAuth),
        (backend.Imported, ImportLogWithChanges),
        (backend.ImportLog, ImportLogWithChanges.Log),
    ):
        assert protocol.__annotations__.keys() <= set(real.DESCRIPTOR.fields_by_name)
    assert "active" in MediaSyncStatusResponse.DESCRIPTOR.fields_by_name
