"""A package has the same today as the collection that it is from, at whatever hour a day begins there."""

from __future__ import annotations

import io
import json
import sqlite3
import zipfile
from datetime import UTC, datetime, timedelta, timezone

import pytest

from deckgen.anki.day import agreeing

# On the first of January 2020 at four o'clock in Tokyo, where it is Tuesday still in London.
MADE = int(datetime(2019, 12, 31, 19, tzinfo=UTC).timestamp())
NOON = datetime(2020, 1, 11, 12, tzinfo=timezone(timedelta(hours=1)))


def package() -> bytes:
    connection = sqlite3.connect(":memory:")
    connection.execute("create table col (crt, conf)")
    connection.execute("insert into col values (?, ?)", (MADE, json.dumps({"creationOffset": -540, "curDeck": 1})))
    connection.commit()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("collection.anki21", connection.serialize())
        archive.writestr("media", "{}")
    return buffer.getvalue()


def settings(package: bytes) -> object:
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        assert archive.read("media") == b"{}"
        connection = sqlite3.connect(":memory:")
        connection.deserialize(archive.read("collection.anki21"))
        return json.loads(connection.execute("select conf from col").fetchone()[0])


@pytest.mark.parametrize(("today", "hour"), [(10, 12), (9, 23)])
def test_the_day_has_begun_or_has_not(today: int, hour: int) -> None:
    changed = agreeing(package(), "old.apkg", lambda day: day == today, NOON)
    assert settings(changed) == {"creationOffset": -540, "curDeck": 1, "rollover": hour}


@pytest.mark.parametrize("today", [8, 11, 4000])
def test_a_package_of_another_collection_stays_as_it_is(today: int) -> None:
    assert agreeing(package(), "old.apkg", lambda day: day == today, NOON) == package()
