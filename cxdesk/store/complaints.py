"""Complaints in the store: found by reference, read whole, their read models replaced (HOUSE, The way of one act)."""

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence

from cxdesk.store.projection import TABLES, Row, Rows
from cxdesk.store.references import UnknownReference, find, ref_of
from cxdesk.store.streams import COMPLAINT, Recorded, load

__all__ = [
    "INSERT",
    "UnknownReference",
    "customer_of",
    "delete_rows",
    "find",
    "has_open_beside",
    "history",
    "insert_rows",
    "merged_into",
    "next_id",
    "put_rows",
    "ref_of",
    "replace_rows",
    "seq_of",
    "stored_rows",
]


def next_id(connection: sqlite3.Connection) -> int:
    """The number the next complaint gets; numbers are never reused because complaints are never deleted."""
    (number,) = connection.execute("SELECT coalesce(max(id), 0) + 1 FROM complaints").fetchone()
    return int(number)


def seq_of(connection: sqlite3.Connection, complaint_id: int) -> int:
    """How many events the complaint has: what an act compares before it writes."""
    (seq,) = connection.execute("SELECT seq FROM complaints WHERE id = ?", (complaint_id,)).fetchone()
    return int(seq)


def customer_of(connection: sqlite3.Connection, complaint_id: int) -> int | None:
    """The customer of a complaint that exists, as it was recorded; None where nobody is known."""
    (number,) = connection.execute("SELECT customer_id FROM complaints WHERE id = ?", (complaint_id,)).fetchone()
    return None if number is None else int(number)


def merged_into(connection: sqlite3.Connection, complaint_id: int) -> str:
    """The reference of the complaint that this one was merged into; "" where it stands by itself."""
    (ref,) = connection.execute("SELECT merged_into FROM complaints WHERE id = ?", (complaint_id,)).fetchone()
    return str(ref)


def has_open_beside(connection: sqlite3.Connection, complaint_id: int, owners: Sequence[str]) -> bool:
    """Whether another complaint is open that belongs to none of *owners*."""
    query = """
        SELECT 1 FROM complaints INDEXED BY complaints_open_by_ref
        WHERE status <> 'closed' AND id <> ? AND owner NOT IN (SELECT value FROM json_each(?)) LIMIT 1
    """
    return connection.execute(query, (complaint_id, json.dumps(owners))).fetchone() is not None


def history(connection: sqlite3.Connection, complaint_id: int) -> tuple[Recorded, ...]:
    """All that happened to one complaint, in order, with the words."""
    return load(connection, COMPLAINT, complaint_id)


def _insert(table: str, verb: str = "INSERT") -> str:
    keys, columns = TABLES[table]
    names = (*keys, *columns)
    return f"{verb} INTO {table} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"


INSERT: Mapping[str, str] = {table: _insert(table) for table in TABLES}
_REPLACE: Mapping[str, str] = {table: _insert(table, "INSERT OR REPLACE") for table in TABLES}
_UPDATE_COMPLAINT = f"UPDATE complaints SET {', '.join(f'{name} = ?' for name in TABLES['complaints'][1])} WHERE id = ?"
_UPSERTED = ("options", "revisits", "promises", "escalations", "spells", "attachments")


def insert_rows(connection: sqlite3.Connection, rows: Iterable[Rows]) -> None:
    """First rows of new complaints, many at once."""
    gathered: dict[str, list[Row]] = {table: [] for table in TABLES}
    for one in rows:
        for table, found in one.items():
            gathered[table].extend(key + value for key, value in found.items())
    for table, values in gathered.items():
        if values:
            connection.executemany(INSERT[table], values)


def replace_rows(connection: sqlite3.Connection, complaint_id: int, rows: Rows, known_alarms: frozenset[Row]) -> None:
    """The complaint's read models as they are now; a new alarm is inserted plainly, so that a second one is refused."""
    values = rows["complaints"][(complaint_id,)]
    connection.execute(_UPDATE_COMPLAINT, (*values, complaint_id))
    connection.execute("DELETE FROM clocks WHERE complaint_id = ?", (complaint_id,))
    connection.executemany(INSERT["clocks"], [key + value for key, value in rows["clocks"].items()])
    for table in _UPSERTED:
        if rows[table]:
            connection.executemany(_REPLACE[table], [key + value for key, value in rows[table].items()])
    fired = [key + value for key, value in rows["alarms"].items() if key not in known_alarms]
    if fired:
        connection.executemany(INSERT["alarms"], fired)


def put_rows(connection: sqlite3.Connection, complaint_id: int, rows: Rows) -> None:
    """Rows where there are none but perhaps the complaint's own."""
    (known,) = connection.execute("SELECT count(*) FROM complaints WHERE id = ?", (complaint_id,)).fetchone()
    if known:
        connection.execute(_UPDATE_COMPLAINT, (*rows["complaints"][(complaint_id,)], complaint_id))
        rows = {table: found for table, found in rows.items() if table != "complaints"}
    insert_rows(connection, [rows])


def stored_rows(connection: sqlite3.Connection, complaint_id: int) -> Rows:
    """What the read models hold now: the other side of `verify`."""
    found: Rows = {}
    for table, (keys, columns) in TABLES.items():
        names = ", ".join((*keys, *columns))
        query = f"SELECT {names} FROM {table} WHERE {keys[0]} = ?"
        found[table] = {row[: len(keys)]: row[len(keys) :] for row in connection.execute(query, (complaint_id,))}
    return found


def delete_rows(connection: sqlite3.Connection, complaint_id: int) -> None:
    """Forget the read models beside the complaint's own row, which others refer to; `rebuild` writes them anew."""
    for table, (keys, _columns) in TABLES.items():
        if table != "complaints":
            connection.execute(f"DELETE FROM {table} WHERE {keys[0]} = ?", (complaint_id,))
