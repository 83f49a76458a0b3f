"""An Anki export → the notes in it that this project did not make, as the lock would remember them."""

import io
import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Literal

from deckgen import ids
from deckgen.apkg.models import Model, models
from deckgen.apkg.read import decks, opened, plain
from deckgen.diagnostics import DeckgenError
from deckgen.lock import Entry, gaps
from deckgen.lock.fingerprint import normal, sketch, words
from deckgen.wording import said

# What a card of a note with a front and a back asks with: its front, its back, or something else.
Asks = Literal["front", "back", ""]


@dataclass(frozen=True, slots=True)
class Card:
    """A card: its ordinal among the note's, what it asks with (nothing for a cloze), and how often it was reviewed."""

    ordinal: int
    asks: Asks
    reviews: int


@dataclass(frozen=True, slots=True)
class Foreign:
    """A note with its id, its note type's name and its cards; `entry` has its guid, its text and its deck.

    `title` is the first line that it asks, and `text` the digest of its fields. One that shows pictures alone has no
    title.
    """

    entry: Entry
    id: int
    type: str
    cards: tuple[Card, ...]
    title: str
    text: str


def foreign(data: bytes, name: str, own: Collection[int]) -> tuple[Foreign, ...]:
    """The notes whose note type is not one of our `own` ones, by id; raises DeckgenError when `data` is no package.

    The front is what the first template asks with, the back what only its answer shows.
    """
    with opened(io.BytesIO(data), name) as connection:
        try:
            return tuple(_foreign(connection, own))
        except (ValueError, TypeError, KeyError, IndexError) as error:
            raise DeckgenError(
                said("{file}: the collection in this package cannot be read: {why}", file=name, why=str(error))
            ) from error


def _foreign(connection: sqlite3.Connection, own: Collection[int]) -> Iterator[Foreign]:
    types, names = models(connection), decks(connection)
    cards: dict[int, list[tuple[int, int]]] = defaultdict(list)
    home: dict[int, int] = {}
    # A card in a filtered deck has its home deck in odid.
    for nid, ordinal, reviews, deck in connection.execute(
        "select nid, ord, reps, case when odid then odid else did end from cards order by nid, ord"
    ):
        cards[nid].append((ordinal, reviews))
        home.setdefault(nid, deck)
    after = ""
    for nid, guid, mid, shown in connection.execute("select id, guid, mid, flds from notes order by id").fetchall():
        if mid in own or nid not in cards or not types[mid].templates:
            continue
        model = types[mid]
        row = dict(zip(model.fields, map(plain, shown.split("\x1f")), strict=False))
        front, back = model.templates[0].asked, model.templates[0].answered
        question, answer = (_joined(row, side) for side in (front, back))
        yield Foreign(
            _entry(guid, model, names.get(home[nid], ""), after, question, answer),
            nid,
            model.name,
            tuple(Card(ordinal, _asks(model, ordinal), reviews) for ordinal, reviews in cards[nid]),
            gaps.read(question).text.partition("\n")[0],
            ids.short(*shown.split("\x1f")),
        )
        after = guid


def _joined(row: dict[str, str], fields: tuple[str, ...]) -> str:
    return "\n".join(text for field in fields if (text := row.get(field, "")))


def _asks(model: Model, ordinal: int) -> Asks:
    """What the card asks with; a second card that asks as the first does has no counterpart among ours."""
    if model.kind == "cloze" or ordinal >= len(model.templates):
        return ""
    if ordinal == 0:
        return "front"
    asked, answered = model.templates[ordinal].asked, model.templates[0].answered
    return "back" if asked and set(asked) <= set(answered) else ""


def _entry(guid: str, model: Model, deck: str, after: str, question: str, answer: str) -> Entry:
    """As the lock would have it if the question stood in a file; of a cloze all text is asked."""
    title, _, prompt = question.partition("\n")
    if model.kind == "cloze":
        title, prompt = gaps.read(title).text, question
    return Entry(
        guid=guid,
        type=model.kind,
        path="",
        deck=deck,
        after=after,
        asked=ids.short(normal(title) + "\n" + normal(prompt)) if title else "",
        answered=ids.short(normal(answer)) if answer and model.kind == "basic" else "",
        words=words(title, prompt),
        sketch=sketch(f"{prompt}\n{answer}"),
        content="foreign",
        created=0,
        mod=0,
        gaps=gaps.numbers(question) if model.kind == "cloze" else (),
    )
