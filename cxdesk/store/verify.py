"""`verify` and `rebuild`: the chain, the words, the replay, the read models, search, and SQLite's own check."""

import json
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from cxdesk.catalogue import _
from cxdesk.errors import CheckFailed, CxdeskError
from cxdesk.store import chain, complaints, search, streams
from cxdesk.store.projection import Rows

RowsFor = Callable[[int, tuple[streams.Recorded, ...]], Rows]
"""The read models that a complaint's history gives."""

_CHAIN = """
    SELECT id, stream, stream_id, seq, at, recorded_at, agent, os_user, type, version, data, hash
    FROM events ORDER BY id
"""

_UNREPLAYABLE = (LookupError, ValueError, TypeError, AttributeError, ArithmeticError, CxdeskError)
"""What reading and folding a history that was tampered with can raise."""

_GUARDS = ("events_stay", "events_remain")
"""The triggers that keep events as they are."""


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
    usual = connection.text_factory
    connection.text_factory = _as_stored
    try:
        yield from _chain(connection, against)
        yield from _words(connection)
        yield from _streams(connection)
        yield from _read_models(connection, rows_for)
        yield from _people(connection)
        yield from _snapshots(connection)
        yield from _search(connection)
    finally:
        connection.text_factory = usual


def _as_stored(stored: bytes) -> str:
    """A changed byte may be no text any more: it is told apart from every text there was, and stops nothing."""
    return stored.decode("utf-8", "surrogateescape")


def _sqlite(connection: sqlite3.Connection) -> Iterator[Problem]:
    for (said,) in connection.execute("PRAGMA integrity_check"):
        if said != "ok":
            yield Problem("sqlite", "database", str(said))
    for table, rowid, parent, _key in connection.execute("PRAGMA foreign_key_check"):
        yield Problem(
            "foreign keys", f"{table} {rowid}", _("refers to a missing row of {parent}").format(parent=parent)
        )
    kept = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")}
    for name in _GUARDS:
        if name not in kept:
            yield Problem("sqlite", name, _("is gone: nothing keeps events from being changed"))


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


_Spoken = list[tuple[str, str | None]]
"""Kinds of words with their digests; None for erased ones."""


def _words(connection: sqlite3.Connection) -> Iterator[Problem]:
    """Every word has the digest its event holds, and no event has more or fewer words than it says."""
    query = """
        SELECT events.id, events.data, entries.kind, entries.salt, entries.text, entries.erased_at
        FROM events LEFT JOIN entries ON entries.event_id = events.id ORDER BY events.id, entries.id
    """
    current = 0
    told: _Spoken | None = []
    seen: _Spoken = []
    for event_id, data, kind, salt, text, erased_at in connection.execute(query):
        if event_id != current:
            yield from _compare(current, told, seen)
            current, told, seen = event_id, _told(data), []
        if kind is None:
            continue
        is_erased = erased_at is not None and salt is None and text is None
        seen.append((kind, None if is_erased else chain.digest(salt or b"", text or "")))
        if erased_at is not None and not is_erased:
            yield Problem(
                "words", f"event {event_id}", _("its {kind} is said to be erased and is there").format(kind=kind)
            )
    yield from _compare(current, told, seen)


def _told(data: str) -> _Spoken | None:
    """The words that the event says it has; None when it cannot be read."""
    try:
        return [(kind, digest) for kind, digest in json.loads(data).get("words", [])]
    except (ValueError, TypeError, AttributeError):
        return None


def _compare(event_id: int, told: _Spoken | None, seen: _Spoken) -> Iterator[Problem]:
    if told is None:
        yield Problem("words", f"event {event_id}", _("its data cannot be read"))
        return
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
    for number, ref in connection.execute("SELECT id, ref FROM complaints ORDER BY id"):
        try:
            history = complaints.history(connection, number)
            expected = rows_for(number, history) if history else None
        except _UNREPLAYABLE as error:
            yield Problem("replay", ref, _("its history cannot be replayed: {error}").format(error=error))
            continue
        if expected is None:
            yield Problem("read models", ref, _("has a row and no events"))
            continue
        found = complaints.stored_rows(connection, number)
        yield from (Problem("read models", ref, what) for what in _differences(expected, found))


def _differences(expected: Rows, found: Rows) -> Iterator[str]:
    for table, rows in expected.items():
        stored = found[table]
        if rows != stored:
            keys = sorted(str(key) for key in rows.keys() | stored.keys() if rows.get(key) != stored.get(key))
            yield _("{table} is not what the history gives ({keys})").format(table=table, keys=", ".join(keys[:3]))


_STANDING = """
    SELECT login, role, active, team, saved.data ->> 'role', saved.data ->> 'active', saved.data ->> 'team'
    FROM agents LEFT JOIN (
        SELECT data, max(id) FROM events WHERE stream = 'agent' AND json_valid(data) GROUP BY data ->> 'login'
    ) AS saved ON saved.data ->> 'login' = login
    ORDER BY login
"""

_ALIASES = """
    SELECT customers.id FROM customers LEFT JOIN (
        SELECT stream_id, data, max(id) FROM events
        WHERE stream = 'customer' AND type = 'CustomerMerged' AND json_valid(data) GROUP BY stream_id
    ) AS merged ON merged.stream_id = customers.id
    WHERE alias_of IS NOT merged.data ->> 'into'
"""


def _people(connection: sqlite3.Connection) -> Iterator[Problem]:
    """Roles decide who may approve, aliases whose complaints these are: both are what the last event said."""
    for login, role, active, team, saved_role, saved_active, saved_team in connection.execute(_STANDING):
        if (role, active, team) != (saved_role, saved_active, saved_team or ""):
            yield Problem("people", login, _("is not the agent that was last saved"))
    for (number,) in connection.execute(_ALIASES):
        yield Problem("people", f"customer {number}", _("is not the alias that was last recorded"))


_NAMED = """
    SELECT DISTINCT data ->> 'snapshot' FROM events
    WHERE stream = 'desk' AND type = 'PolicyApplied' AND json_valid(data)
"""


def _snapshots(connection: sqlite3.Connection) -> Iterator[Problem]:
    """What decided deadlines is named by its hash; every one that was applied is still there."""
    kept = set()
    for name, body in connection.execute("SELECT hash, body FROM snapshots"):
        kept.add(name)
        if chain.digest(b"", body) != name:
            yield Problem("snapshots", name, _("was changed"))
    for (name,) in connection.execute(_NAMED):
        if name not in kept:
            yield Problem("snapshots", str(name), _("was applied and is gone"))


_KINDS = ", ".join(f"'{kind}'" for kind in sorted(search.INDEXED))

_UNFINDABLE = f"""
    SELECT count(*) FROM (
        SELECT id FROM entries WHERE kind IN ({_KINDS}) AND erased_at IS NULL UNION ALL SELECT -id FROM customers
    ) AS said WHERE NOT EXISTS (SELECT 1 FROM search_docsize WHERE search_docsize.id = said.id)
"""

_LEFT_OVER = f"""
    SELECT count(*) FROM search_docsize AS found
    WHERE NOT EXISTS (SELECT 1 FROM customers WHERE customers.id = -found.id) AND NOT EXISTS (
        SELECT 1 FROM entries WHERE entries.id = found.id AND kind IN ({_KINDS}) AND erased_at IS NULL)
"""


def _search(connection: sqlite3.Connection) -> Iterator[Problem]:
    for query, said in (
        (_UNFINDABLE, _("texts that cannot be found: {count}")),
        (_LEFT_OVER, _("texts that are found and are not there: {count}")),
    ):
        (count,) = connection.execute(query).fetchone()
        if count:
            yield Problem("search", "index", said.format(count=count))


def rebuild(connection: sqlite3.Connection, rows_for: RowsFor) -> int:
    """Write every read model anew from the events; how many complaints. Inside a write transaction.

    Raises CheckFailed for a history that cannot be replayed.
    """
    # Two rows whose unique names were exchanged would be in each other's way.
    connection.execute("UPDATE complaints SET ref = 'rebuilt ' || id, source_key = ''")
    count = 0
    for (number,) in connection.execute("SELECT DISTINCT stream_id FROM events WHERE stream = 'complaint'"):
        try:
            rows = rows_for(number, complaints.history(connection, number))
        except _UNREPLAYABLE as error:
            raise CheckFailed(
                _("the history of complaint {number} cannot be replayed, nothing was written: {error}").format(
                    number=number, error=error
                ),
                mend=_("restore it from a backup"),
            ) from error
        complaints.delete_rows(connection, number)
        complaints.put_rows(connection, number, rows)
        count += 1
    return count


def rebuild_search(connection: sqlite3.Connection) -> None:
    """Make the search index anew from the words and the customers' names, in ascending order as FTS5 likes it."""
    connection.execute("INSERT INTO search (search) VALUES ('delete-all')")
    insert = "INSERT INTO search (rowid, tokens) VALUES (?, ?)"
    named = connection.execute("SELECT -id, name, coalesce(key, '') FROM customers ORDER BY id DESC")
    connection.executemany(
        insert, ((number, search.tokens(search.customer_words(name, key))) for number, name, key in named)
    )
    said = connection.execute(
        f"SELECT id, text FROM entries WHERE kind IN ({_KINDS}) AND erased_at IS NULL ORDER BY id"
    )
    connection.executemany(insert, ((number, search.tokens(text or "")) for number, text in said))
