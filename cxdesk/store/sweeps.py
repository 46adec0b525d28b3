"""What the clockwork looks up and writes down: due complaints, runs, leases (HOUSE, DOMAIN §7)."""

import json
import sqlite3
from collections.abc import Mapping
from typing import NamedTuple

from cxdesk.store.projection import TABLES, Row

_NEXT_STEP = TABLES["complaints"][1].index("next_step")


def due(connection: sqlite3.Connection, now: int, limit: int) -> list[int]:
    """Complaints that the sweep owes a look at *now*, the oldest step first; a partial index answers it."""
    query = """
        SELECT id FROM complaints WHERE next_step <= ? AND next_step < 9223372036854775807
        ORDER BY next_step, id LIMIT ?
    """
    return [row[0] for row in connection.execute(query, (now, limit))]


def count_due(connection: sqlite3.Connection, now: int) -> int:
    """How many are still owed a look."""
    query = "SELECT count(*) FROM complaints WHERE next_step <= ? AND next_step < 9223372036854775807"
    return int(connection.execute(query, (now,)).fetchone()[0])


def next_step(connection: sqlite3.Connection, complaint_id: int) -> int:
    """When the sweep looks at the complaint next."""
    return int(connection.execute("SELECT next_step FROM complaints WHERE id = ?", (complaint_id,)).fetchone()[0])


def step_of(values: Row) -> int:
    """When the sweep looks next at a complaint with these values."""
    return int(values[_NEXT_STEP] or 0)


def set_next_step(connection: sqlite3.Connection, complaint_id: int, seq: int, values: Row) -> None:
    """Renew the date of the next look, unless the complaint moved meanwhile."""
    connection.execute(
        "UPDATE complaints SET next_step = ? WHERE id = ? AND seq = ?", (values[_NEXT_STEP], complaint_id, seq)
    )


def begin(connection: sqlite3.Connection, kind: str, now: int, blind_from: int | None) -> int:
    """Write down that a run of *kind* began; its number."""
    cursor = connection.execute(
        "INSERT INTO runs (kind, started_at, blind_from) VALUES (?, ?, ?)", (kind, now, blind_from)
    )
    return int(cursor.lastrowid or 0)


def finish(connection: sqlite3.Connection, run: int, now: int, did: Mapping[str, int]) -> None:
    """Write down that a run ended, and what it did."""
    connection.execute(
        "UPDATE runs SET finished_at = ?, did = ? WHERE id = ?", (now, json.dumps(did, sort_keys=True), run)
    )


def last(connection: sqlite3.Connection, kind: str) -> int | None:
    """When the last run of *kind* ended; None before the first."""
    row = connection.execute(
        "SELECT finished_at FROM runs WHERE kind = ? AND finished_at IS NOT NULL ORDER BY started_at DESC LIMIT 1",
        (kind,),
    ).fetchone()
    return None if row is None else int(row[0])


def lease(connection: sqlite3.Connection, name: str, holder: str, now: int, until: int) -> bool:
    """Take or renew the lease *name* until *until*; False while another holder has it."""
    cursor = connection.execute(
        """
        INSERT INTO leases VALUES (:name, :holder, :until)
        ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until
        WHERE leases.holder = excluded.holder OR leases.until <= :now
        """,
        {"name": name, "holder": holder, "until": until, "now": now},
    )
    return cursor.rowcount == 1


def give_back(connection: sqlite3.Connection, name: str, holder: str) -> None:
    """Let the lease go."""
    connection.execute("DELETE FROM leases WHERE name = ? AND holder = ?", (name, holder))


def lease_of(connection: sqlite3.Connection, name: str) -> tuple[str, int] | None:
    """Who holds the lease *name*, and until when; None when nobody does."""
    row = connection.execute("SELECT holder, until FROM leases WHERE name = ?", (name,)).fetchone()
    return None if row is None else (str(row[0]), int(row[1]))


def issued(connection: sqlite3.Connection, report: str, day: str) -> set[str]:
    """To whom *report* of the local date *day* (ISO) went already; an empty name is the desk's own copy."""
    query = "SELECT recipient FROM issued_reports WHERE report = ? AND day = ?"
    return {row[0] for row in connection.execute(query, (report, day))}


_ISSUE = """
    INSERT INTO issued_reports (report, day, recipient, issued_at, head, body)
    SELECT :report, :day, :recipient,
        max(:now, coalesce((SELECT max(issued_at) + 1 FROM issued_reports
            WHERE report = :report AND day = :day AND recipient = :recipient), :now)),
        :head, :body
    WHERE :again OR NOT EXISTS (
        SELECT 1 FROM issued_reports WHERE report = :report AND day = :day AND recipient = :recipient)
"""


class Issue(NamedTuple):
    """A report as it was issued, `issued_at` in microseconds UTC; an empty recipient is the desk's own copy."""

    report: str
    day: str
    recipient: str
    issued_at: int
    head: str
    body: str


def issue(
    connection: sqlite3.Connection,
    report: str,
    day: str,
    recipient: str,
    now: int,
    head: str,
    body: str,
    *,
    again: bool = False,
) -> bool:
    """Keep a report as issued; False when this recipient had it already (TRAPS 33, 34), unless it is issued *again*.

    What was issued before stays as it was.
    """
    values = {"report": report, "day": day, "recipient": recipient, "now": now, "head": head, "body": body}
    return connection.execute(_ISSUE, values | {"again": again}).rowcount == 1


def issues(connection: sqlite3.Connection, report: str, day: str) -> list[Issue]:
    """Every issue of *report* of the local date *day*, in the order of issuing."""
    query = "SELECT * FROM issued_reports WHERE report = ? AND day = ? ORDER BY issued_at, recipient"
    return [Issue(*row) for row in connection.execute(query, (report, day))]


def begun_at(connection: sqlite3.Connection) -> int:
    """When the desk recorded its first event; 0 where it has none."""
    row = connection.execute("SELECT recorded_at FROM events ORDER BY id LIMIT 1").fetchone()
    return int(row[0]) if row else 0
