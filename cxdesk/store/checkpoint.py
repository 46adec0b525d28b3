"""Checkpoints under one lock, for SQLite versions whose WAL reset can race with a commit (HOUSE, The store)."""

import sqlite3
from pathlib import Path

from cxdesk.store import locks

COMMITS = 250
"""After how many commits of one process its log is written back."""

LOG_BYTES = 4 * 1024 * 1024
"""From which length of the log a process that ends writes it back: many short ones may never reach COMMITS."""


def has_reset_race(version: tuple[int, ...] = sqlite3.sqlite_version_info) -> bool:
    """Versions before 3.50.7 and 3.51.0–3.51.2 are reported to lose a commit when a reset runs beside it."""
    return version < (3, 50, 7) or (3, 51, 0) <= version < (3, 51, 3)


def settle(connection: sqlite3.Connection) -> None:
    """Take automatic checkpoints off where they are not safe; `write_back` then does them one at a time."""
    if has_reset_race():
        connection.execute("PRAGMA wal_autocheckpoint = 0")


def at_end(connection: sqlite3.Connection, path: Path) -> None:
    """A process that ends writes a long log back."""
    log = path.with_name(path.name + "-wal")
    try:
        is_long = has_reset_race() and log.stat().st_size >= LOG_BYTES
    except OSError:
        return
    if is_long:
        write_back(connection, path)


def write_back(connection: sqlite3.Connection, path: Path) -> None:
    """Checkpoint when nobody else is doing so; another process's turn is not waited for."""
    if not has_reset_race():
        return
    try:
        with path.with_name(path.name + "-checkpoint").open("a+b") as file:
            if locks.lock(file.fileno()):
                connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
    except OSError:
        return
