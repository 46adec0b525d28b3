"""The migrations in their order; sqlite-utils keeps the book of what was applied."""

import sqlite3
from importlib.resources import files
from pathlib import Path

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from cxdesk.store.sqlite import APPLICATION_ID, BUSY_SECONDS, VERSION

migrations = Migrations("cxdesk")


@migrations(name="0001_desk")
def _desk(db: Database) -> None:
    _run(db, "0001_desk.sql")


@migrations(name="0002_mail")
def _mail(db: Database) -> None:
    _run(db, "0002_mail.sql")


@migrations(name="0004_issued")
def _issued(db: Database) -> None:
    _run(db, "0004_issued.sql")


@migrations(name="0006_drafts")
def _drafts(db: Database) -> None:
    _run(db, "0006_drafts.sql")


@migrations(name="0007_people")
def _people(db: Database) -> None:
    _run(db, "0007_people.sql")


@migrations(name="0009_on_time")
def _on_time(db: Database) -> None:
    _run(db, "0009_on_time.sql")


@migrations(name="0010_standing")
def _standing(db: Database) -> None:
    _run(db, "0010_standing.sql")


@migrations(name="0012_way")
def _way(db: Database) -> None:
    _run(db, "0012_way.sql")


@migrations(name="0013_seats")
def _seats(db: Database) -> None:
    _run(db, "0013_seats.sql")


def migrate(path: Path) -> None:
    """Bring the database at *path* to this program's version, making it if need be; safe to run twice."""
    connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        migrations.apply(Database(connection))
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {VERSION}")
    finally:
        connection.close()


def _run(db: Database, name: str) -> None:
    script = (files("cxdesk.store") / "migrations" / name).read_text(encoding="utf-8")
    for statement in _statements(script):
        db.conn.execute(statement)


def _statements(script: str) -> list[str]:
    """The script's statements one by one, so that all run inside the migration's own transaction."""
    found, current = [], ""
    for line in script.splitlines(keepends=True):
        current += line
        if sqlite3.complete_statement(current):
            found.append(current)
            current = ""
    return found
