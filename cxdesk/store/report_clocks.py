"""Clock instances for reports: the due cohort, what breached, what is late, what falls due next (STANDARDS §4.2)."""

import sqlite3
from typing import NamedTuple

from cxdesk.store.reporting import MERGED, OBLIGATION, UNSEEN, Window, number, rows

SHOWN = 5


class Cohort(NamedTuple):
    """Instances of *clock* that fall due within *days* (1, or 2 to 7, or 8 to 30) before the end of the date.

    `state`: met, breached, pending (not due yet), cancelled, merged or unknown; `corrected`: a second verdict or "".
    """

    clock: str
    days: int
    state: str
    corrected: str
    total: int


class Late(NamedTuple):
    """Complaints with something overdue, by owner and by the full days that the oldest has been so."""

    owner: str
    days: int
    complaints: int
    instances: int


class Breach(NamedTuple):
    """One instance that breached on the date; instants in microseconds."""

    ref: str
    clock: str
    due_at: int
    stopped_at: int | None
    owner: str
    subject: str


COHORT = f"""
    SELECT clock,
        CASE WHEN due_at > :start THEN 1 WHEN due_at > :week THEN 7 ELSE 30 END AS days,
        CASE
            WHEN complaint_id IN {MERGED} THEN 'merged'
            WHEN verdict IN ('cancelled', 'merged', 'unknown') AND (stopped_at IS NULL OR stopped_at < :until)
                THEN verdict
            WHEN verdict = 'met' AND stopped_at < :until THEN 'met'
            WHEN verdict = 'breached' AND stopped_at < :until THEN 'breached'
            WHEN due_at <= :as_of THEN 'breached'
            ELSE 'pending'
        END AS state,
        corrected, count(*)
    FROM clocks
    WHERE due_at > :month AND due_at <= :end AND {OBLIGATION} AND complaint_id NOT IN {UNSEEN}
    GROUP BY 1, 2, 3, 4
"""

_STILL_OWED = f"{OBLIGATION} AND verdict IN ('running', 'breached') AND due_at <= :as_of"

LATE = f"""
    WITH late AS (
        SELECT complaint_id, min(due_at) AS due_at, count(*) AS instances FROM (
            SELECT complaint_id, due_at FROM clocks WHERE {_STILL_OWED} AND stopped_at IS NULL
            UNION ALL
            SELECT complaint_id, due_at FROM clocks WHERE {_STILL_OWED} AND stopped_at >= :until)
        WHERE complaint_id NOT IN {UNSEEN} AND complaint_id NOT IN {MERGED}
        GROUP BY complaint_id)
    SELECT coalesce(spells.owner, '') AS owner, (:as_of - late.due_at) / 86400000000 AS days, count(*), sum(instances)
    FROM late LEFT JOIN spells
        ON spells.complaint_id = late.complaint_id AND spells.from_at < :until AND spells.to_at >= :until
    GROUP BY 1, 2
"""

# Met late or not at all by its date, or failed before it: a promise that was broken.
_BREACHED = f"""
    SELECT complaint_id, clock, due_at, stopped_at FROM clocks
    WHERE due_at > :start AND due_at <= min(:end, :as_of) AND {OBLIGATION}
        AND (verdict = 'running' OR (verdict = 'breached' AND (stopped_at IS NULL OR stopped_at >= due_at)))
    UNION ALL
    SELECT complaint_id, clock, due_at, stopped_at FROM clocks
    WHERE {OBLIGATION} AND verdict IN ('running', 'breached') AND stopped_at >= :start AND stopped_at < :until
        AND stopped_at < due_at
"""

_BREACHED_COUNTED = f"({_BREACHED}) AS b WHERE complaint_id NOT IN {UNSEEN} AND complaint_id NOT IN {MERGED}"

BREACHES = f"""
    SELECT c.ref, b.clock, b.due_at, CASE WHEN b.stopped_at < :until THEN b.stopped_at END, c.owner, c.subject
    FROM (SELECT * FROM {_BREACHED_COUNTED} ORDER BY due_at, complaint_id LIMIT :shown) AS b
    CROSS JOIN complaints AS c ON c.id = b.complaint_id
    ORDER BY b.due_at, c.id
"""

BREACH_COUNT = f"SELECT count(*) FROM {_BREACHED_COUNTED}"

DUE_NEXT = f"""
    SELECT clock, due_at > :end AS is_later, count(*) FROM clocks
    WHERE due_at > :as_of AND due_at <= :next_end AND {OBLIGATION} AND verdict <> 'unknown'
        AND (stopped_at IS NULL OR stopped_at >= :until)
        AND complaint_id NOT IN {UNSEEN} AND complaint_id NOT IN {MERGED}
    GROUP BY 1, 2
"""


def cohorts(connection: sqlite3.Connection, window: Window) -> list[Cohort]:
    """The due cohort of the last thirty dates in one pass; a shorter period is the sum of its parts."""
    return [Cohort(*row) for row in rows(connection, COHORT, window)]


def late(connection: sqlite3.Connection, window: Window) -> list[Late]:
    """All that is owed and late at the end of the window, swept or not."""
    return [Late(*row) for row in rows(connection, LATE, window)]


def breaches(connection: sqlite3.Connection, window: Window) -> tuple[int, list[Breach]]:
    """How many instances breached on the date, and the first few by due instant."""
    shown = [Breach(*row) for row in rows(connection, BREACHES, window, shown=SHOWN)]
    return number(connection, BREACH_COUNT, window) if len(shown) == SHOWN else len(shown), shown


def due_next(connection: sqlite3.Connection, window: Window, next_end: int) -> list[tuple[str, bool, int]]:
    """What is still owed, not late, and due before *next_end*: clock, whether only after the date, number."""
    return [
        (clock, bool(later), count) for clock, later, count in rows(connection, DUE_NEXT, window, next_end=next_end)
    ]
