"""Notices owed to the desk's own people, gathered so that each gets one letter a pass (DOMAIN §7).

A notice stays owed until a letter tells it, to whom it is addressed or to somebody above: none is ever dropped.
"""

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from cxdesk.store.outbox import NewLetter, queue


@dataclass(frozen=True, slots=True)
class Notice:
    """One line somebody is to read: instants in microseconds UTC."""

    id: int
    login: str
    complaint_id: int
    ref: str
    clock: str
    due_at: int | None
    level: int
    late: int


def owe(
    connection: sqlite3.Connection,
    login: str,
    complaint_id: int,
    clock: str,
    due_at: int | None,
    level: int,
    *,
    late: bool,
    at: int,
) -> None:
    """Remember that *login* is to be told, in the transaction of the alarm; an empty login is whoever can be."""
    connection.execute(
        "INSERT INTO notices (login, complaint_id, clock, due_at, level, late, at) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (login, complaint_id, clock, due_at, level, int(late), at),
    )


_OWED = """
    SELECT notices.id, login, complaint_id, ref, clock, notices.due_at, notices.level, late
    FROM notices JOIN complaints ON complaints.id = complaint_id
    WHERE outbox_id IS NULL AND login = ? ORDER BY notices.level DESC, notices.due_at, notices.id
"""


def logins_owed(connection: sqlite3.Connection) -> list[str]:
    """Who has not been told everything yet."""
    query = "SELECT DISTINCT login FROM notices WHERE outbox_id IS NULL ORDER BY login"
    return [row[0] for row in connection.execute(query)]


def owed(connection: sqlite3.Connection, login: str) -> list[Notice]:
    """What *login* has not been told yet, the gravest first."""
    return [Notice(*row) for row in connection.execute(_OWED, (login,))]


def count_owed(connection: sqlite3.Connection) -> int:
    """How many alarms nobody has been told yet; one that is owed to several counts once."""
    query = """
        SELECT count(*) FROM (
            SELECT DISTINCT complaint_id, clock, due_at, level, at FROM notices WHERE outbox_id IS NULL)
    """
    return int(connection.execute(query).fetchone()[0])


def send(
    connection: sqlite3.Connection, notices: Iterable[Notice], letter: NewLetter, now: int, not_before: int
) -> int:
    """Turn the notices into one letter that waits until *not_before*; its number."""
    number = queue(connection, None, letter, now)
    connection.execute("UPDATE outbox SET next_try_at = ? WHERE id = ?", (max(now, not_before), number))
    connection.executemany(
        "UPDATE notices SET outbox_id = ? WHERE id = ? AND outbox_id IS NULL",
        [(number, notice.id) for notice in notices],
    )
    return number


def named_in(connection: sqlite3.Connection, complaint_ids: Iterable[int]) -> dict[int, list[str]]:
    """Who is named in each of these complaints, or in one merged into it: they are told nothing about it."""
    query = """
        SELECT stream_id, named.value FROM events, json_each(data, '$.about') AS named
        WHERE stream = 'complaint' AND stream_id IN (SELECT value FROM json_each(?))
    """
    found: dict[int, list[str]] = {number: [] for number in complaint_ids}
    for number, login in connection.execute(query, (json.dumps(sorted(found)),)):
        found[number].append(login)
    return found


_SETTLE = """
    UPDATE notices SET outbox_id = told.outbox_id
    FROM notices AS told
    WHERE notices.outbox_id IS NULL AND notices.login IN (SELECT value FROM json_each(:logins))
        AND told.outbox_id IS NOT NULL AND told.complaint_id = notices.complaint_id AND told.clock = notices.clock
        AND told.due_at IS notices.due_at AND told.level = notices.level AND told.at = notices.at
"""


def settle(connection: sqlite3.Connection, logins: Iterable[str]) -> None:
    """What *logins*, who cannot be written to, are owed is settled where somebody else was told the same alarm."""
    connection.execute(_SETTLE, {"logins": json.dumps(list(logins))})
