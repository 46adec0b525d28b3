"""How large a desk is; the floor is what BUDGETS allows for its complaints and their words."""

import os
import sqlite3
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from desks import desk_of, opened
from measure import Measured
from samples import write_past

from cxdesk.desk import Desk, NewDesk, make
from cxdesk.imports.load import Reading, load, plan

BYTES = 2_500
TEXT_TIMES = 2.5
LARGEST = 4
"""So many tables and indexes are named with their share."""

_NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
_PAGES = "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"
_COMPLAINTS = "SELECT count(*) FROM complaints"
_TEXT = "SELECT total(length(CAST(text AS BLOB))) FROM entries"
_EVENTS = "SELECT count(*) FROM events WHERE stream = 'complaint'"
_SHARES = "SELECT name, sum(pgsize) AS bytes FROM dbstat GROUP BY name ORDER BY bytes DESC LIMIT ?"


def rows(count: int, file: Path | None = None) -> list[Measured]:
    """Bytes of the database for each complaint, with its customer, events, clocks, words and their index.

    Of complaints that were lived through, and of those that were imported: a sample, or those of *file*.
    """
    with opened(desk_of(count), Desk) as desk:
        lived = _measured("size: bytes a complaint", desk)
    with tempfile.TemporaryDirectory() as folder:
        return [lived, _imported(Path(folder), count, file)]


def _imported(folder: Path, count: int, file: Path | None) -> Measured:
    source = file or folder / "past.csv"
    if file is None:
        write_past(source, count)
    new = NewDesk(login="ann", timezone="Asia/Shanghai")
    make(folder / "desk", new, now=lambda: _NOW, randomness=os.urandom)
    with Desk.open(folder / "desk", agent="ann", now=lambda: _NOW, randomness=os.urandom) as desk:
        load(desk, plan(source, Reading()))
        return _measured("size: bytes an imported complaint", desk)


def _measured(name: str, desk: Desk) -> Measured:
    connection = desk._connection
    size, complaints, text, events = (
        connection.execute(query).fetchone()[0] for query in (_PAGES, _COMPLAINTS, _TEXT, _EVENTS)
    )
    words = text / complaints
    note = f"{words:.0f} bytes of words and {events / complaints:.1f} events each{_shares(connection, size)}"
    return Measured(name, size / complaints, BYTES + TEXT_TIMES * words, 1.0, note)


def _shares(connection: sqlite3.Connection, size: int) -> str:
    """What takes most; nothing where SQLite was built without the table that tells."""
    try:
        found = connection.execute(_SHARES, (LARGEST,)).fetchall()
    except sqlite3.OperationalError:
        return ""
    return "; " + ", ".join(f"{name} {taken / size:.0%}" for name, taken in found)
