"""Notices owed to the desk's own people, gathered so that each gets one letter a pass (DOMAIN §7)."""

import sqlite3
from dataclasses import dataclass

from cxdesk.store.outbox import NewLetter, queue


@dataclass(frozen=True, slots=True)
class Notice:
    """One line somebody is to read: instants in microseconds UTC."""

    id: int
    login: str
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
    """Remember that *login* is to be told, in the transaction of the alarm."""
    connection.execute(
        "INSERT INTO notices (login, complaint_id, clock, due_at, level, late, at) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (login, complaint_id, clock, due_at, level, int(late), at),
    )


_OWED = """
    SELECT notices.id, login, ref, clock, notices.due_at, notices.level, late
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


def send(
    connection: sqlite3.Connection, notices: list[Notice], letter: NewLetter | None, now: int, not_before: int
) -> int | None:
    """Turn the notices into one letter that waits until *not_before*; None (no address) only marks them as shown."""
    number = None
    if letter is not None:
        number = queue(connection, None, letter, now)
        connection.execute("UPDATE outbox SET next_try_at = ? WHERE id = ?", (max(now, not_before), number))
        connection.executemany(
            "UPDATE notices SET outbox_id = ? WHERE id = ? AND outbox_id IS NULL",
            [(number, notice.id) for notice in notices],
        )
        return number
    connection.executemany("DELETE FROM notices WHERE id = ?", [(notice.id,) for notice in notices])
    return None
