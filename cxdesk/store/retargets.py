"""Holding many complaints to other standards at once: what is read for it, and the little that it changes."""

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from cxdesk.domain.events import Happened
from cxdesk.store import complaints, streams
from cxdesk.store.moments import from_us
from cxdesk.store.projection import TABLES, Row
from cxdesk.store.streams import NewEvent


class DueRow(NamedTuple):
    """What a complaint's row says of its policy and its clocks, in the names of its columns."""

    policy: str
    next_due: int
    next_due_clock: str
    overdue: int
    next_step: int


@dataclass(frozen=True, slots=True)
class Renewal:
    """One complaint held anew: its event, the snapshot, what its row says of its clocks, and their own rows, keyed."""

    id: int
    seq_before: int
    event: NewEvent
    snapshot: str
    row: DueRow
    clock_rows: Mapping[Row, Row]


_KEYS, _VALUES = TABLES["clocks"]
_KEYED = " AND ".join(f"{name} = ?" for name in _KEYS)
_DUE_ROWS = f"SELECT id, seq, {', '.join(DueRow._fields)} FROM complaints"
_CLOCK_ROWS = f"SELECT {', '.join((*_KEYS, *_VALUES))} FROM clocks"
_UPDATE_CLOCK = f"UPDATE clocks SET {', '.join(f'{name} = ?' for name in _VALUES)} WHERE {_KEYED}"
_DELETE_CLOCK = f"DELETE FROM clocks WHERE {_KEYED}"


def waiting(connection: sqlite3.Connection, snapshot: str) -> list[int]:
    """Complaints that are not closed and stand under other standards than *snapshot*, the oldest first."""
    query = "SELECT id FROM complaints WHERE status <> 'closed' AND snapshot <> ? ORDER BY id"
    return [row[0] for row in connection.execute(query, (snapshot,))]


def of_period(connection: sqlite3.Connection, since: int, until: int) -> list[int]:
    """Complaints received in [since, until), and what is still open whenever it came; the oldest first."""
    query = """
        SELECT id FROM complaints
        WHERE test = 0 AND ((received_at >= ? AND received_at < ?) OR status <> 'closed') ORDER BY id
    """
    return [row[0] for row in connection.execute(query, (since, until))]


def histories(connection: sqlite3.Connection, ids: Sequence[int]) -> dict[int, list[Happened]]:
    """What happened to each, in order, without the words: clocks need none."""
    query = f"""
        SELECT stream_id, seq, at, recorded_at, agent, type, data FROM events
        WHERE stream = 'complaint' AND stream_id IN ({", ".join("?" * len(ids))}) ORDER BY stream_id, seq
    """
    rows = connection.execute(query, tuple(ids)).fetchall()
    found: dict[int, list[Happened]] = {}
    for row, event in zip(rows, streams.decoded([row[5:] for row in rows]), strict=True):
        number, seq, at, recorded_at, agent = row[:5]
        found.setdefault(number, []).append(Happened(seq, from_us(at), from_us(recorded_at), agent, event))
    return found


def renew(connection: sqlite3.Connection, renewals: Sequence[Renewal]) -> list[int]:
    """Write them; answers those that others moved on meanwhile and that are therefore left as they are.

    Only what differs is written: of a row that keeps its values no index is touched.
    """
    ids = [one.id for one in renewals]
    marks = ", ".join("?" * len(ids))
    known = {
        number: (seq, DueRow(*row))
        for number, seq, *row in connection.execute(f"{_DUE_ROWS} WHERE id IN ({marks})", ids)
    }
    unmoved = [one for one in renewals if known[one.id][0] == one.seq_before]
    stored = {
        row[: len(_KEYS)]: row[len(_KEYS) :]
        for row in connection.execute(f"{_CLOCK_ROWS} WHERE complaint_id IN ({marks})", ids)
    }
    updates: dict[tuple[str, ...], list[Row]] = {}
    changed: list[Row] = []
    added: list[Row] = []
    for one in unmoved:
        names, values = _differing(known[one.id][1], one.row)
        updates.setdefault(names, []).append((one.snapshot, *values, one.id))
        for key, value in one.clock_rows.items():
            before = stored.pop(key, None)
            if before is None:
                added.append(key + value)
            elif before != value:
                changed.append(value + key)
    for names, rows in updates.items():
        settings = "".join(f", {name} = ?" for name in names)
        connection.executemany(f"UPDATE complaints SET seq = seq + 1, snapshot = ?{settings} WHERE id = ?", rows)
    left = {one.id for one in unmoved}
    connection.executemany(_DELETE_CLOCK, [key for key in stored if key[0] in left])
    connection.executemany(_UPDATE_CLOCK, changed)
    connection.executemany(complaints.INSERT["clocks"], added)
    streams.append(connection, [one.event for one in unmoved])
    return [one.id for one in renewals if one.id not in left]


def _differing(before: DueRow, after: DueRow) -> tuple[tuple[str, ...], Row]:
    """Which columns change, and to what."""
    names = tuple(name for name, old, new in zip(DueRow._fields, before, after, strict=True) if old != new)
    return names, tuple(getattr(after, name) for name in names)
