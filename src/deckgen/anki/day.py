"""The day that it is in a package. On import, Anki moves due dates by as many days as the collection is behind it."""

import io
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone

from deckgen.apkg.read import has_schema_18, opened, packed


def agreeing(package: bytes, name: str, is_today: Callable[[int], bool], now: datetime | None = None) -> bytes:
    """The package with the collection's today for its own, if it is of that collection; else it stays as it is.

    An export has the day on which its collection was made, and not the hour at which a day begins there, for which Anki
    then takes 4 o'clock (docs/anki.md, Notes). `is_today` tells of a number of days since it was made whether it is the
    collection's today.
    """
    now = now or datetime.now(UTC).astimezone()
    with opened(io.BytesIO(package), name) as connection:
        if has_schema_18(connection):
            return package  # a backup of sync as older versions made them
        made, stored = connection.execute("select crt, conf from col").fetchone()
        settings = json.loads(stored)
        zone = timezone(-timedelta(minutes=settings.get("creationOffset", 0)))
        days = (now.date() - datetime.fromtimestamp(made, zone).date()).days
        # A day that has begun has done so by now, one that has not will do so at 23 o'clock at the latest.
        hours = (hour for day, hour in ((days, now.hour), (days - 1, 23)) if is_today(day))
        if (hour := next(hours, None)) is None:
            return package
        connection.execute("update col set conf = ?", (json.dumps({**settings, "rollover": hour}),))
        connection.commit()
        return packed(package, connection.serialize(), name)
