"""How many came, moved and went on one date: openings from the spells, movements from the events (DOMAIN §4.15)."""

import sqlite3
from dataclasses import dataclass

from cxdesk.store.moments import NEVER
from cxdesk.store.reporting import MERGED, UNSEEN, Window, number, rows


@dataclass(frozen=True, slots=True)
class Flow:
    """`closed` by outcome. `learned_late`: received before the date, recorded on it; they stand in `open_at_start`."""

    open_at_start: int
    received: int
    resolved: int
    returned: int
    reopened: int
    unmerged: int
    closed: dict[str, int]
    open_at_end: int
    learned_late: int

    @property
    def discrepancy(self) -> int:
        """What the identity is off by; 0 when it holds."""
        came = self.received + self.reopened + self.unmerged
        return self.open_at_end - (self.open_at_start + came - sum(self.closed.values()))


OPEN = f"""
    SELECT owner, count(*) FROM spells
    WHERE status <> 'closed' AND to_at >= :at AND from_at < :at AND complaint_id NOT IN {UNSEEN}
    GROUP BY owner
"""

RECEIVED = f"""
    SELECT count(*) FROM events
    WHERE stream = 'complaint' AND type = 'Logged' AND at >= :start AND at < :until AND stream_id NOT IN {UNSEEN}
"""

MOVED = f"""
    SELECT type, count(*) FROM events
    WHERE stream = 'complaint' AND type IN ('Returned', 'Reopened', 'Unmerged') AND at >= :start AND at < :until
        AND stream_id NOT IN {UNSEEN}
    GROUP BY type
"""

RESOLVED = f"""
    SELECT count(*) FROM (
        SELECT stream_id AS id FROM events
        WHERE stream = 'complaint' AND type IN ('Fulfilled', 'FinalSent') AND at >= :start AND at < :until
        UNION
        SELECT id FROM complaints WHERE imported = 1 AND resolved_at >= :start AND resolved_at < :until
    )
    WHERE id NOT IN {UNSEEN} AND id NOT IN {MERGED}
"""

# A complaint that was reopened since keeps its earlier outcome only in the event of that closing.
CLOSED = f"""
    SELECT spells.owner,
        CASE WHEN spells.to_at = {NEVER} THEN complaints.outcome ELSE coalesce((
            SELECT json_extract(data, '$.outcome') FROM events
            WHERE stream = 'complaint' AND stream_id = spells.complaint_id
                AND type IN ('Closed', 'HistoryImported') AND at <= spells.to_at
            ORDER BY events.seq DESC LIMIT 1), '') END AS outcome,
        count(*)
    FROM spells JOIN complaints ON complaints.id = spells.complaint_id
    WHERE spells.status = 'closed' AND spells.from_at >= :start AND spells.from_at < :until
        AND spells.complaint_id NOT IN {UNSEEN}
        AND NOT EXISTS (
            SELECT 1 FROM spells AS before
            WHERE before.complaint_id = spells.complaint_id AND before.number = spells.number - 1
                AND before.status = 'closed')
    GROUP BY 1, 2
"""

# A receipt that was corrected, or is an earlier one's by a merge, moves no day's flow: the first spell holds the first.
LEARNED_LATE = f"""
    SELECT count(*) FROM complaints CROSS JOIN spells ON spells.complaint_id = complaints.id AND spells.number = 1
    WHERE recorded_at >= :start AND recorded_at < :until AND spells.from_at < :start AND complaints.id NOT IN {UNSEEN}
"""

LATE_ACTS = """
    SELECT count(*) FROM (
        SELECT DISTINCT stream_id, at, recorded_at FROM events INDEXED BY events_dated_back
        WHERE stream = 'complaint' AND type NOT IN ('Logged', 'HistoryImported') AND at < recorded_at - 3600000000
            AND recorded_at >= :until AND at < :until)
"""


def open_by_owner(connection: sqlite3.Connection, window: Window, at: int) -> dict[str, int]:
    """Open complaints just before the instant *at*, by who owned them then; "" is nobody."""
    return dict(rows(connection, OPEN, window, at=at))


def closed_by_owner(connection: sqlite3.Connection, window: Window) -> list[tuple[str, str, int]]:
    """What was closed on the date: owner, outcome, number."""
    return [(owner, outcome, count) for owner, outcome, count in rows(connection, CLOSED, window)]


def flow(connection: sqlite3.Connection, window: Window, open_at_end: int, closed: list[tuple[str, str, int]]) -> Flow:
    """The date's movements, given what is open at its end and what was closed on it."""
    moved = dict(rows(connection, MOVED, window))
    outcomes: dict[str, int] = {}
    for _owner, outcome, count in closed:
        outcomes[outcome] = outcomes.get(outcome, 0) + count
    return Flow(
        open_at_start=sum(open_by_owner(connection, window, window.start).values()),
        received=number(connection, RECEIVED, window),
        resolved=number(connection, RESOLVED, window),
        returned=moved.get("Returned", 0),
        reopened=moved.get("Reopened", 0),
        unmerged=moved.get("Unmerged", 0),
        closed=outcomes,
        open_at_end=open_at_end,
        learned_late=number(connection, LEARNED_LATE, window),
    )


def acts_recorded_later(connection: sqlite3.Connection, window: Window) -> int:
    """Acts dated before the window's end by more than an hour that the desk learned of only after it."""
    return number(connection, LATE_ACTS, window)
