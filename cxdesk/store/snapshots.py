"""What was in force when, and the few facts about the desk itself."""

import sqlite3


class UnknownSnapshot(KeyError):
    """A hash that no snapshot has that was ever applied here."""


def applied(connection: sqlite3.Connection) -> str:
    """The hash of the snapshot applied last."""
    return meta(connection, "snapshot") or ""


def body(connection: sqlite3.Connection, name: str) -> str:
    """A snapshot's canonical JSON. Raises UnknownSnapshot."""
    row = connection.execute("SELECT body FROM snapshots WHERE hash = ?", (name,)).fetchone()
    if row is None:
        raise UnknownSnapshot(name)
    return str(row[0])


def applied_at(connection: sqlite3.Connection, name: str) -> int:
    """When a snapshot was put in force first. Raises UnknownSnapshot."""
    row = connection.execute("SELECT applied_at FROM snapshots WHERE hash = ?", (name,)).fetchone()
    if row is None:
        raise UnknownSnapshot(name)
    return int(row[0])


def names(connection: sqlite3.Connection) -> list[str]:
    """The hashes of all snapshots, the oldest first."""
    return [row[0] for row in connection.execute("SELECT hash FROM snapshots ORDER BY applied_at")]


def apply(connection: sqlite3.Connection, name: str, text: str, at: int, login: str) -> None:
    """Put a snapshot in force; one that was in force before is taken up again."""
    connection.execute("INSERT OR IGNORE INTO snapshots VALUES (?, ?, ?, ?)", (name, at, login, text))
    set_meta(connection, "snapshot", name)


def meta(connection: sqlite3.Connection, key: str) -> str | None:
    """One fact about the desk."""
    row = connection.execute("SELECT value FROM desk WHERE key = ?", (key,)).fetchone()
    return None if row is None else str(row[0])


def set_meta(connection: sqlite3.Connection, key: str, value: str) -> None:
    """Keep one fact about the desk."""
    connection.execute("INSERT OR REPLACE INTO desk VALUES (?, ?)", (key, value))
