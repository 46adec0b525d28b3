"""Many complaints at once: what is known is looked up for a whole batch, rows are made before the lock is taken."""

import json
import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from cxdesk.store import search
from cxdesk.store.complaints import INSERT
from cxdesk.store.people import Customer, canonical, folded
from cxdesk.store.projection import TABLES, Row, Rows
from cxdesk.store.streams import NewEvent, Tail, chained

Point = tuple[str, str]
"""Kind and folded value of an address or number."""

_KNOWN_KEYS = """
    SELECT source_key FROM complaints
    WHERE source = ? AND source <> '' AND source_key <> '' AND source_key IN (SELECT value FROM json_each(?))
"""

_BY_KEY = """
    SELECT key, id, alias_of FROM customers WHERE key IN (SELECT value FROM json_each(?))
"""

_BY_POINT = """
    SELECT contact_points.kind, contact_points.folded, customer_id, alias_of
    FROM json_each(?) AS wanted
    CROSS JOIN contact_points
        ON contact_points.kind = wanted.value ->> 0 AND contact_points.folded = wanted.value ->> 1
    JOIN customers ON customers.id = customer_id
"""

_CUSTOMERS = """
    SELECT id, key, name, language, segment, value_band FROM customers
    WHERE id IN (SELECT value FROM json_each(?))
"""


def known_keys(connection: sqlite3.Connection, source: str, keys: Collection[str]) -> set[str]:
    """Which of a source's *keys* are in the desk already; answered from the unique index."""
    return {key for (key,) in connection.execute(_KNOWN_KEYS, (source, json.dumps(list(keys))))}


def customers_by_key(connection: sqlite3.Connection, keys: Collection[str]) -> dict[str, int]:
    """The customers of these keys, aliases followed."""
    found = connection.execute(_BY_KEY, (json.dumps(list(keys)),)).fetchall()
    return {key: number if alias is None else canonical(connection, number) for key, number, alias in found}


def customers_by_point(connection: sqlite3.Connection, points: Collection[Point]) -> dict[Point, int]:
    """The customers known by these addresses and numbers, aliases followed."""
    found = connection.execute(_BY_POINT, (json.dumps(list(points)),)).fetchall()
    return {
        (kind, value): number if alias is None else canonical(connection, number)
        for kind, value, number, alias in found
    }


def customers(connection: sqlite3.Connection, numbers: Collection[int]) -> dict[int, Customer]:
    """Customers by number, without the ways to reach them."""
    found = connection.execute(_CUSTOMERS, (json.dumps(list(numbers)),))
    return {row[0]: Customer(*row) for row in found}


@dataclass(slots=True)
class Prepared:
    """Rows ready to insert after *tail*: valid only while nobody has appended anything behind it."""

    tail: Tail
    end: Tail
    inserts: list[tuple[str, list[tuple[object, ...]]]] = field(default_factory=list)

    def fits(self, connection: sqlite3.Connection) -> bool:
        """Whether the desk still ends where it did; inside the write transaction."""
        return Tail.of(connection) == self.tail

    def write(self, connection: sqlite3.Connection) -> None:
        """Insert everything."""
        for statement, rows in self.inserts:
            connection.executemany(statement, rows)


def prepare(
    tail: Tail, people: Sequence[tuple[Customer, int]], points: Iterable[tuple[int, str, str]],
    events: Iterable[NewEvent], models: Iterable[Rows],
) -> Prepared:  # fmt: skip
    """All rows of a batch, numbered and chained behind *tail*: customers (with since when), events, read models."""
    ready = Prepared(tail, replace(tail))
    rows, entries, indexed = chained(events, ready.end)
    ready.inserts = [
        (
            "INSERT INTO customers (id, key, name, language, segment, value_band, since) VALUES (?, ?, ?, ?, ?, ?, ?)",
            [(one.id, one.key, one.name, one.language, one.segment, one.value_band, since) for one, since in people],
        ),
        (
            "INSERT OR IGNORE INTO contact_points (customer_id, kind, value, folded) VALUES (?, ?, ?, ?)",
            [(number, kind, value, folded(kind, value)) for number, kind, value in points],
        ),
        ("INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows),
        ("INSERT INTO entries (id, event_id, kind, salt, text) VALUES (?, ?, ?, ?, ?)", entries),
        # Ascending row numbers, because FTS5 writes out a whole segment whenever one goes back.
        (
            "INSERT INTO search (rowid, tokens) VALUES (?, ?)",
            [_findable(one) for one, _since in reversed(people)] + indexed,
        ),
        *_models(models),
    ]
    ready.inserts = [(statement, found) for statement, found in ready.inserts if found]
    return ready


def _findable(one: Customer) -> tuple[object, ...]:
    return -one.id, search.tokens(search.customer_words(one.name, one.key))


def _models(models: Iterable[Rows]) -> list[tuple[str, list[tuple[object, ...]]]]:
    gathered: Mapping[str, list[Row]] = {table: [] for table in TABLES}
    for one in models:
        for table, found in one.items():
            if found:
                gathered[table].extend([key + value for key, value in found.items()])
    return [(INSERT[table], list(rows)) for table, rows in gathered.items()]


@dataclass(frozen=True, slots=True)
class ResumePoint:
    """An import that did not finish: how far it came and what it had done by then."""

    line: int
    added: int
    known: int


def unfinished(connection: sqlite3.Connection, digest: str) -> ResumePoint | None:
    """The last import of this very content that has not finished."""
    row = connection.execute(
        "SELECT line, added, known, finished_at FROM imports WHERE digest = ? ORDER BY id DESC LIMIT 1", (digest,)
    ).fetchone()
    return None if row is None or row[3] is not None else ResumePoint(*row[:3])


def begin(
    connection: sqlite3.Connection, source: str, file: str, digest: str, now: int, point: ResumePoint | None
) -> int:
    """Write down that an import began, or goes on from *point*; its number.

    Each run has its own row: the one it goes on from may still be running, and would be counted into.
    """
    cursor = connection.execute(
        "INSERT INTO imports (source, file, digest, started_at, line, added, known) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (source, file, digest, now, *((point.line, point.added, point.known) if point else (0, 0, 0))),
    )
    return int(cursor.lastrowid or 0)


def advance(connection: sqlite3.Connection, number: int, line: int, added: int, known: int) -> None:
    """Move the resume point to *line*; *added* and *known* are what the batch adds to the counts."""
    connection.execute(
        "UPDATE imports SET line = ?, added = added + ?, known = known + ? WHERE id = ?", (line, added, known, number)
    )


def finish(connection: sqlite3.Connection, number: int, rejected: int, now: int) -> None:
    """Write down that an import came to its end."""
    connection.execute("UPDATE imports SET finished_at = ?, rejected = ? WHERE id = ?", (now, rejected, number))
