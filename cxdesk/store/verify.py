"""`verify` and `rebuild`: the chain, the words, the replay, the read models, search, and SQLite's own check."""

import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from cxdesk.catalogue import _
from cxdesk.store import chain, complaints, search, streams
from cxdesk.store.projection import Rows

RowsFor = Callable[[int, tuple[streams.Recorded, ...]], Rows]
"""The read models that a complaint's history gives."""

_CHAIN = """
    SELECT id, stream, stream_id, seq, at, recorded_at, agent, os_user, type, version, data, hash
    FROM events ORDER BY id
"""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that does not hold: which check found it, where, and what."""

    check: str
    where: str
    what: str


@dataclass(frozen=True, slots=True)
class Head:
    """A printed chain head: number and hash of the newest event then."""

    number: int
    hash: str


def problems(connection: sqlite3.Connection, rows_for: RowsFor, against: Head | None = None) -> Iterator[Problem]:
    """Everything that does not hold, as it is found; inside a read snapshot, flat in memory."""
    yield from _sqlite(connection)
    yield from _chain(connection, against)
    yield from _words(connection)
    yield from _streams(connection)
    yield from _read_models(connection, rows_for)
    yield from _search(connection)


def _sqlite(connection: sqlite3.Connection) -> Iterator[Problem]:
    for (said,) in connection.execute("PRAGMA integrity_check"):
        if said != "ok":
            yield Problem("sqlite", "database", str(said))
    for table, rowid, parent, _key in connection.execute("PRAGMA foreign_key_check"):
        yield Problem(
            "foreign keys", f"{table} {rowid}", _("refers to a missing row of {parent}").format(parent=parent)
        )


def _chain(connection: sqlite3.Connection, against: Head | None) -> Iterator[Problem]:
    previous, expected = chain.GENESIS, 1
    seen = None
    for *columns, stored in connection.execute(_CHAIN):
        if columns[0] != expected:
            yield Problem(
                "chain", f"event {expected}", _("is missing; the next one is {number}").format(number=columns[0])
            )
            expected = columns[0]
        previous = chain.link(previous, columns)
        if previous != stored:
            yield Problem("chain", f"event {columns[0]}", _("was changed, or one before it was"))
            previous = stored
        if against is not None and columns[0] == against.number:
            seen = stored.hex()
        expected += 1
    if against is not None and seen != against.hash:
        yield Problem(
            "chain",
            f"event {against.number}",
            _("is not the one that was printed: the end was cut or written anew")
            if seen
            else _("is gone: the end was cut"),
        )


def _words(connection: sqlite3.Connection) -> Iterator[Problem]:
    """Every word has the digest its event holds, and no event has more or fewer words than it says."""
    query = """
        SELECT events.id, events.data, entries.kind, entries.salt, entries.text, entries.erased_at
        FROM events LEFT JOIN entries ON entries.event_id = events.id ORDER BY events.id, entries.id
    """
    current, told, seen = 0, [], []
    for event_id, data, kind, salt, text, erased_at in connection.execute(query):
        if event_id != current:
            yield from _compare(current, told, seen)
            current, told, seen = event_id, _told(data), []
        if kind is None:
            continue
        if erased_at is not None:
            seen.append((kind, None))
        else:
            seen.append((kind, chain.digest(salt or b"", text or "")))
    yield from _compare(current, told, seen)


def _told(data: str) -> list[tuple[str, str]]:
    return [(kind, digest) for kind, digest in json.loads(data).get("words", [])]


def _compare(event_id: int, told: list[tuple[str, str]], seen: list[tuple[str, str | None]]) -> Iterator[Problem]:
    if [kind for kind, _digest in told] != [kind for kind, _digest in seen]:
        yield Problem("words", f"event {event_id}", _("words are missing, or there are some it does not know"))
        return
    for (kind, digest), (_kind, found) in zip(told, seen, strict=True):
        if found is not None and found != digest:
            yield Problem("words", f"event {event_id}", _("its {kind} was changed").format(kind=kind))


def _streams(connection: sqlite3.Connection) -> Iterator[Problem]:
    query = """
        SELECT stream, stream_id, count(*), max(seq) FROM events GROUP BY stream, stream_id HAVING count(*) <> max(seq)
    """
    for stream, number, count, last in connection.execute(query):
        yield Problem(
            "streams",
            f"{stream} {number}",
            _("has {count} events, the last of them number {last}").format(count=count, last=last),
        )
    orphans = """
        SELECT DISTINCT stream_id FROM events WHERE stream = 'complaint'
        AND NOT EXISTS (SELECT 1 FROM complaints WHERE complaints.id = stream_id)
    """
    for (number,) in connection.execute(orphans):
        yield Problem("read models", f"complaint {number}", _("has events and no row"))


def _read_models(connection: sqlite3.Connection, rows_for: RowsFor) -> Iterator[Problem]:
    for number, ref in connection.execute("SELECT id, ref FROM complaints ORDER BY id").fetchall():
        history = complaints.history(connection, number)
        if not history:
            yield Problem("read models", ref, _("has a row and no events"))
            continue
        try:
            expected = rows_for(number, history)
        except (KeyError, ValueError) as error:
            yield Problem("replay", ref, _("its history cannot be replayed: {error}").format(error=error))
            continue
        found = complaints.stored_rows(connection, number)
        yield from (Problem("read models", ref, what) for what in _differences(expected, found))


def _differences(expected: Rows, found: Rows) -> Iterator[str]:
    for table, rows in expected.items():
        stored: Mapping[object, object] = found[table]
        if rows != stored:
            keys = sorted(str(key) for key in rows.keys() | stored.keys() if rows.get(key) != stored.get(key))
            yield _("{table} is not what the history gives ({keys})").format(table=table, keys=", ".join(keys[:3]))


def _search(connection: sqlite3.Connection) -> Iterator[Problem]:
    kinds = ", ".join(f"'{kind}'" for kind in sorted(search.INDEXED))
    (entries,) = connection.execute(
        f"SELECT count(*) FROM entries WHERE kind IN ({kinds}) AND erased_at IS NULL"
    ).fetchone()
    (indexed,) = connection.execute("SELECT count(*) FROM search_docsize WHERE id > 0").fetchone()
    if entries != indexed:
        yield Problem(
            "search",
            "index",
            _("{indexed} of {entries} texts can be found").format(indexed=indexed, entries=entries),
        )


def rebuild(connection: sqlite3.Connection, rows_for: RowsFor) -> int:
    """Write every read model anew from the events; how many complaints. Inside a write transaction."""
    numbers = [row[0] for row in connection.execute("SELECT DISTINCT stream_id FROM events WHERE stream = 'complaint'")]
    for number in numbers:
        rows = rows_for(number, complaints.history(connection, number))
        complaints.delete_rows(connection, number)
        complaints.put_rows(connection, number, rows)
    return len(numbers)


def rebuild_search(connection: sqlite3.Connection) -> None:
    """Make the search index anew from the words and the customers' names."""
    connection.execute("INSERT INTO search (search) VALUES ('delete-all')")
    kinds = ", ".join(f"'{kind}'" for kind in sorted(search.INDEXED))
    for number, text in connection.execute(
        f"SELECT id, text FROM entries WHERE kind IN ({kinds}) AND erased_at IS NULL"
    ).fetchall():
        connection.execute("INSERT INTO search (rowid, tokens) VALUES (?, ?)", (number, search.tokens(text)))
    for number, name, key in connection.execute("SELECT id, name, coalesce(key, '') FROM customers").fetchall():
        search.index_customer(connection, number, None, " ".join(part for part in (name, key) if part))
