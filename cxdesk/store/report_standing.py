"""What lies where at the end of a date: escalations, letters, options, revisits, causes."""

import sqlite3
from typing import NamedTuple

from cxdesk.store.reporting import COUNTED, Window, rows

SHOWN = 5
"""Rows of a list of which the report shows the first few and counts the rest."""


class Unanswered(NamedTuple):
    """An escalation nobody has answered; `sent_to` are logins, instants in microseconds."""

    ref: str
    level: int
    sent_to: str
    at: int
    answer_by: int | None


class Owed(NamedTuple):
    """Acknowledgements that are owed, by the state of the attempt."""

    state: str
    total: int


class Unsent(NamedTuple):
    """Letters that are not out: `failed`, or `waiting` to be sent; `old` have waited since before the bound."""

    state: str
    total: int
    old: int


class Failed(NamedTuple):
    """A letter that failed, without its recipient."""

    number: int
    ref: str
    letter: str
    code: str


class Options(NamedTuple):
    """Options that are undecided."""

    open: int
    proposed: int
    expiring: int
    expired: int


class Revisits(NamedTuple):
    """Follow-ups of the date."""

    due: int
    missed: int
    done: int
    not_resolved: int


class Cause(NamedTuple):
    """Complaints received with this cause; "" is not known yet."""

    code: str
    total: int


ESCALATED = f"""
    SELECT coalesce(json_extract(e.data, '$.level'), 0), count(*)
    FROM events AS e JOIN complaints AS c ON c.id = e.stream_id
    WHERE e.stream = 'complaint' AND e.type = 'Escalated' AND e.at >= :start AND e.at < :until AND {COUNTED}
    GROUP BY 1 ORDER BY 1
"""

# Answered since then: who reads a past date must see it unanswered.
UNANSWERED = f"""
    SELECT c.ref, s.level, s.sent_to, s.at, s.answer_by
    FROM (
        SELECT complaint_id, level, sent_to, at, answer_by FROM escalations WHERE answered_by IS NULL AND at < :until
        UNION
        SELECT s.complaint_id, s.level, s.sent_to, s.at, s.answer_by
        FROM events AS e CROSS JOIN escalations AS s
            ON s.complaint_id = e.stream_id AND s.number = json_extract(e.data, '$.number')
        WHERE e.stream = 'complaint' AND e.type = 'EscalationAnswered' AND e.at >= :until AND s.at < :until
    ) AS s CROSS JOIN complaints AS c ON c.id = s.complaint_id
    WHERE (c.closed_at IS NULL OR c.closed_at >= :until) AND {COUNTED}
    ORDER BY s.at, c.id
"""

# One that is owed to several counts once.
UNTOLD = f"""
    SELECT count(*) FROM (
        SELECT DISTINCT n.complaint_id, n.clock, n.due_at, n.level, n.at
        FROM notices AS n INDEXED BY notices_to_send CROSS JOIN complaints AS c ON c.id = n.complaint_id
        WHERE n.outbox_id IS NULL AND n.at < :since AND {COUNTED})
"""

UNACKNOWLEDGED = f"""
    SELECT state, count(*) FROM (
        SELECT c.acknowledgement AS state FROM complaints AS c
        WHERE c.acknowledgement IN ('owed', 'queued', 'failed', 'bounced') AND c.status <> 'closed'
            AND c.received_at < :until AND {COUNTED}
        UNION ALL
        SELECT 'owed' FROM complaints AS c
        WHERE c.id IN (
                SELECT stream_id FROM events
                WHERE stream = 'complaint' AND type = 'Acknowledged' AND at >= :until)
            AND c.acknowledgement NOT IN ('owed', 'queued', 'failed', 'bounced')
            AND c.received_at < :until AND c.acknowledged_at >= :until AND {COUNTED}
    )
    GROUP BY state ORDER BY state
"""

UNSENT = """
    SELECT state, count(*), coalesce(sum(queued_at < :since), 0) FROM (
        SELECT 'failed' AS state, queued_at, complaint_id FROM outbox WHERE state = 'failed' AND queued_at < :until
        UNION ALL
        SELECT 'waiting', queued_at, complaint_id FROM outbox
        WHERE state IN ('queued', 'deferred', 'leased') AND queued_at < :until
    ) AS o LEFT JOIN complaints AS c ON c.id = o.complaint_id
    WHERE coalesce(c.test, 0) = 0
    GROUP BY state ORDER BY state
"""

FAILED = """
    SELECT o.id, coalesce(c.ref, ''), o.letter, o.code
    FROM outbox AS o LEFT JOIN complaints AS c ON c.id = o.complaint_id
    WHERE o.state = 'failed' AND o.queued_at < :until AND coalesce(c.test, 0) = 0
    ORDER BY o.id DESC LIMIT :shown
"""

OPTIONS = f"""
    SELECT coalesce(sum(o.state = 'open' AND (o.valid_until IS NULL OR o.valid_until > :as_of)), 0),
        coalesce(sum(o.state = 'proposed'), 0),
        coalesce(sum(o.state = 'open' AND o.valid_until > :as_of AND o.valid_until <= :soon), 0),
        coalesce(sum(o.state = 'open' AND o.valid_until <= :as_of), 0)
    FROM options AS o JOIN complaints AS c ON c.id = o.complaint_id
    WHERE o.state IN ('open', 'proposed') AND o.offered_at < :until AND {COUNTED}
"""

PLANNED = f"""
    SELECT coalesce(sum(r.due_on = :today AND r.closes_at > :as_of), 0), coalesce(sum(r.closes_at <= :as_of), 0)
    FROM revisits AS r JOIN complaints AS c ON c.id = r.complaint_id
    WHERE r.state = 'planned' AND r.due_on <= :today AND {COUNTED}
"""

VISITED = f"""
    SELECT count(*), coalesce(sum(json_extract(e.data, '$.resolved') = 0), 0)
    FROM events AS e JOIN complaints AS c ON c.id = e.stream_id
    WHERE e.stream = 'complaint' AND e.type = 'RevisitDone' AND e.at >= :start AND e.at < :until AND {COUNTED}
"""

CAUSES = f"""
    SELECT c.cause, count(*) FROM complaints AS c
    WHERE c.received_at >= :month AND c.received_at < :until AND {COUNTED}
    GROUP BY c.cause ORDER BY count(*) DESC, c.cause
"""


def escalated(connection: sqlite3.Connection, window: Window) -> list[tuple[int, int]]:
    """Escalations of the date: level, number."""
    return [(level, count) for level, count in rows(connection, ESCALATED, window)]


def unanswered(connection: sqlite3.Connection, window: Window) -> list[Unanswered]:
    """What still wants an answer on complaints that are open, the oldest first."""
    return [Unanswered(*row) for row in rows(connection, UNANSWERED, window)]


def untold(connection: sqlite3.Connection, window: Window, since: int) -> int:
    """Alarms raised before *since* that nobody has been told: nobody has an address, or no sweep ran."""
    ((found,),) = rows(connection, UNTOLD, window, since=since)
    return int(found)


def unacknowledged(connection: sqlite3.Connection, window: Window) -> list[Owed]:
    """Acknowledgements owed at the end of the window; one given since counts as `owed`."""
    return [Owed(*row) for row in rows(connection, UNACKNOWLEDGED, window)]


def unsent(connection: sqlite3.Connection, window: Window, since: int) -> list[Unsent]:
    """Letters that failed or wait; those queued before *since* have waited for long."""
    return [Unsent(*row) for row in rows(connection, UNSENT, window, since=since)]


def failed(connection: sqlite3.Connection, window: Window) -> list[Failed]:
    """The newest failed letters."""
    return [Failed(*row) for row in rows(connection, FAILED, window, shown=SHOWN)]


def options(connection: sqlite3.Connection, window: Window, soon: int) -> Options:
    """Undecided options; expiring is valid until *soon* at the latest, expired waits for the sweep to say so."""
    (found,) = rows(connection, OPTIONS, window, soon=soon)
    return Options(*found)


def revisits(connection: sqlite3.Connection, window: Window, today: str) -> Revisits:
    """Follow-ups drawn for *today* (ISO date), those whose window passed, and what the date's visits found."""
    ((due, missed),) = rows(connection, PLANNED, window, today=today)
    ((done, not_resolved),) = rows(connection, VISITED, window)
    return Revisits(due, missed, done, not_resolved)


def causes(connection: sqlite3.Connection, window: Window) -> list[Cause]:
    """Complaints received in thirty dates by cause, the most frequent first."""
    return [Cause(*row) for row in rows(connection, CAUSES, window)]


def teams(connection: sqlite3.Connection) -> dict[str, str]:
    """The team of each login, as it is now; "" for none."""
    return dict(connection.execute("SELECT login, team FROM agents"))
