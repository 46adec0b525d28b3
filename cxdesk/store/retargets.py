"""Holding many complaints to other standards at once: what is read for it, and the little that it changes."""

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from cxdesk.domain.events import Happened
from cxdesk.store import complaints, streams
from cxdesk.store.moments import from_us
from cxdesk.store.projection import Row
from cxdesk.store.streams import NewEvent


@dataclass(frozen=True, slots=True)
class Renewal:
    """One complaint held anew: its event, what its row says of policy and clocks, and its clock rows.

    `row` is snapshot, policy, next_due, next_due_clock, overdue, next_step.
    """

    id: int
    seq_before: int
    event: NewEvent
    row: Row
    clock_rows: tuple[Row, ...]


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
    rows = connection.execute(query, tuple(ids))
    return {
        number: [
            Happened(seq, from_us(at), from_us(recorded_at), agent, streams.decode(kind, data))
            for _id, seq, at, recorded_at, agent, kind, data in found
        ]
        for number, found in groupby(rows, key=lambda row: int(row[0]))
    }


_UPDATE = """
    UPDATE complaints SET seq = seq + 1, snapshot = ?, policy = ?, next_due = ?, next_due_clock = ?, overdue = ?,
        next_step = ?
    WHERE id = ? AND seq = ?
"""


def renew(connection: sqlite3.Connection, renewals: Iterable[Renewal]) -> list[int]:
    """Write them; answers those that others moved on meanwhile and that are therefore left as they are."""
    moved: list[int] = []
    events: list[NewEvent] = []
    clock_rows: list[Row] = []
    renewed: list[tuple[int]] = []
    for one in renewals:
        if connection.execute(_UPDATE, (*one.row, one.id, one.seq_before)).rowcount != 1:
            moved.append(one.id)
            continue
        renewed.append((one.id,))
        events.append(one.event)
        clock_rows += one.clock_rows
    connection.executemany("DELETE FROM clocks WHERE complaint_id = ?", renewed)
    connection.executemany(complaints.INSERT["clocks"], clock_rows)
    streams.append(connection, events)
    return moved
