"""A package or an Anki export → the lock it was built with, as far as a package shows it."""

import io
import json
import re
import sqlite3
from collections import Counter
from collections.abc import Collection

from deckgen import ids
from deckgen.apkg.notetypes import FIELDS, MARK, REMOVED, look_digest, type_key
from deckgen.apkg.read import NoPackage, decks, has_schema_18, opened, plain
from deckgen.data import NoteKind
from deckgen.diagnostics import DeckgenError
from deckgen.lock import Entry, Lock, Style, gaps
from deckgen.lock.fingerprint import sketch, words
from deckgen.wording import said

Gaps = tuple[tuple[int, str], ...]
_PREFIX, _CLOZE = "deckgen ", " cloze"
_MARK = re.compile(re.escape(MARK).replace(r"\{\}", "(.+?)"))


def rebuild(data: bytes, name: str, project: str, known: Collection[str] = ()) -> Lock:
    """The lock; raises DeckgenError when `data` is not a package or holds no notes of deckgen.

    Where the package has notes of several projects, `project` is whose lock it is; it is also the id to look for where
    the note types were renamed in Anki. A package holds no Markdown, so `asked` is empty: such notes are recognised by
    the guid that their question would mint, and by resemblance. What they are recognised by is left out of notes whose
    guid is `known`: it takes most of the time.
    """
    with opened(io.BytesIO(data), name) as connection:
        try:
            return _lock(connection, name, project, known)
        except (ValueError, TypeError, KeyError) as error:
            raise DeckgenError(said("{file}: the collection in this package is damaged", file=name)) from error


def _lock(connection: sqlite3.Connection, name: str, project: str, known: Collection[str]) -> Lock:
    types: dict[int, tuple[NoteKind, str]] = {}
    looks: dict[tuple[str, NoteKind], Style] = {}
    for mid, title, css, style in _note_types(connection):
        marked = _MARK.search(css)
        bare = title.removeprefix(_PREFIX)
        for candidate in (*(marked.groups() if marked else ()), bare, bare.removesuffix(_CLOZE), project):
            for kind in FIELDS:
                if ids.number(candidate, kind) == mid:
                    types[mid] = kind, candidate
                    looks[candidate, kind] = style
    if not types:
        raise NoPackage(name, said("no note in this package was made by deckgen"))
    counts = Counter(types[mid][1] for (mid,) in connection.execute("select mid from notes") if mid in types)
    own = project if project in counts else max(counts, key=lambda one: counts[one], default=types[min(types)][1])
    homes = {candidate: "" if candidate == own else candidate for _, candidate in types.values()}
    styles = {type_key(kind, homes[candidate]): style for (candidate, kind), style in looks.items()}
    names = decks(connection)
    rows = connection.execute(
        "select n.guid, n.mid, n.mod, n.id, n.tags, n.flds, min(case when c.odid then c.odid else c.did end), "
        "group_concat(c.ord) "
        "from notes n join cards c on c.nid = n.id group by n.id order by n.id"
    )
    entries: list[Entry] = []
    for guid, mid, mod, created, tags, fields, deck, ords in rows:
        if mid in types:
            row, after = tuple(fields.split("\x1f")), entries[-1].guid if entries else ""
            shown, gone = _gaps(row, ords, removed=REMOVED in tags.split()) if types[mid][0] == "cloze" else ((), ())
            question, answer = ("", "") if guid in known else (plain(row[0]), plain(row[1]))
            title, _, prompt = question.partition("\n")
            # All of a cloze's text is below its title.
            below = question if types[mid][0] == "cloze" else f"{prompt}\n{answer}"
            entries.append(
                Entry(
                    guid=guid,
                    type=types[mid][0],
                    path="",
                    deck=names.get(deck, ""),
                    after=after,
                    asked="",
                    answered="",
                    words=words(title, prompt),
                    sketch=sketch(below),
                    content=ids.short(*row, *sorted(tags.split())),
                    created=created,
                    mod=mod,
                    removed=REMOVED in tags.split(),
                    home=homes[types[mid][1]],
                    gaps=shown,
                    gone=gone,
                    reversed=types[mid][0] == "basic" and bool(row[FIELDS["basic"].index("Reverse")]),
                )
            )
    return Lock(own, tuple(entries), styles)


def _gaps(row: tuple[str, ...], ords: str, *, removed: bool) -> tuple[Gaps, Gaps]:
    """The gaps that a cloze shows, and the numbers that it has used besides, whose words are not known any more.

    Numbers are given in turn, so those below the greatest were used, though their cards are in no package of ours.
    """
    shown = () if removed else gaps.numbers(plain(row[0]))
    used = {int(ord) + 1 for ord in ords.split(",")} | {number for number, _ in gaps.numbers(plain(row[1]))}
    numbers = {number for number, _ in shown}
    return shown, tuple((number, "") for number in range(1, max(used) + 1) if number not in numbers)


def _note_types(connection: sqlite3.Connection) -> list[tuple[int, str, str, Style]]:
    """The ids, names, CSS and styles of the note types.

    Schema 18 stores templates in a form that cannot be compared, and CSS among them.
    """
    if has_schema_18(connection):
        rows = connection.execute("select id, name, config, mtime_secs from notetypes")
        return [(mid, name, config.decode("utf-8", "replace"), Style("", mod)) for mid, name, config, mod in rows]
    types = []
    for model in json.loads(connection.execute("select models from col").fetchone()[0]).values():
        sides = tuple((side["name"], side["qfmt"], side["afmt"]) for side in model["tmpls"])
        style = Style(look_digest(sides, model["css"]), model["mod"])
        types.append((int(model["id"]), model["name"], model["css"], style))
    return types
