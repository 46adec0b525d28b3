"""Checkpoints under one lock, for SQLite versions whose WAL reset can race with a commit (HOUSE, The store)."""

import sqlite3
from pathlib import Path

PAGES = 1000
"""How long the write-ahead log may grow, in pages, before it is written back."""

_PAGE_BYTES = 4096


def has_reset_race(version: tuple[int, ...] = sqlite3.sqlite_version_info) -> bool:
    """Versions before 3.50.7 and 3.51.0–3.51.2 are reported to lose a commit when a reset runs beside it."""
    return version < (3, 50, 7) or (3, 51, 0) <= version < (3, 51, 3)


def settle(connection: sqlite3.Connection) -> None:
    """Take automatic checkpoints off where they are not safe; `after_commit` then does them one at a time."""
    if has_reset_race():
        connection.execute("PRAGMA wal_autocheckpoint = 0")


def after_commit(connection: sqlite3.Connection, path: Path) -> None:
    """Write a long log back when nobody else is doing so; another process's turn is not waited for."""
    if not has_reset_race():
        return
    log = path.with_name(path.name + "-wal")
    try:
        if log.stat().st_size < PAGES * _PAGE_BYTES:
            return
        with path.with_name(path.name + "-checkpoint").open("a+b") as lock:
            if _locked(lock.fileno()):
                connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
    except OSError:
        return


def _locked(file: int) -> bool:
    """Whether the lock was free and is ours until the file is closed."""
    try:
        import fcntl  # noqa: PLC0415 (absent on Windows)
    except ImportError:
        import msvcrt  # noqa: PLC0415 (Windows only)

        try:
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined, unused-ignore]
        except OSError:
            return False
        return True
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
