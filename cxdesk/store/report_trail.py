"""What a supervisor should see of a date's acts, and when the clockwork ran (DOMAIN §10, §11)."""

import sqlite3
from typing import NamedTuple

from cxdesk.store.reporting import COUNTED, Window, number, rows


class Marked(NamedTuple):
    """An act worth a look: `corrected`, `dated_back`, `self_approved`, or `other_account`; microseconds."""

    why: str
    ref: str
    type: str
    at: int
    recorded_at: int
    agent: str


class Corrected(NamedTuple):
    """A second value (`value`) beside the one that stood there; None is unknown, and a reason that was erased."""

    ref: str
    fact: str
    was: str | None
    value: str
    agent: str
    reason: str | None


_CORRECTED = f"""
    SELECT 'corrected' AS why, c.ref, e.type, e.at, e.recorded_at, e.agent
    FROM events AS e JOIN complaints AS c ON c.id = e.stream_id
    WHERE e.stream = 'complaint' AND e.type = 'Corrected' AND e.at >= :start AND e.at < :until AND {COUNTED}
"""

CORRECTIONS = f"""
    SELECT c.ref, json_extract(e.data, '$.fact'), json_extract(e.data, '$.was'), json_extract(e.data, '$.value'),
        e.agent, (SELECT text FROM entries WHERE event_id = e.id AND kind = 'reason')
    FROM events AS e JOIN complaints AS c ON c.id = e.stream_id
    WHERE e.stream = 'complaint' AND e.type = 'Corrected' AND e.at >= :start AND e.at < :until AND {COUNTED}
    ORDER BY e.at, e.id
"""

_APPROVED = f"""
    SELECT CASE WHEN json_extract(e.data, '$.self_approved') THEN 'self_approved' ELSE 'other_account' END AS why,
        c.ref, e.type, e.at, e.recorded_at, e.agent
    FROM events AS e JOIN complaints AS c ON c.id = e.stream_id LEFT JOIN agents ON agents.login = e.agent
    WHERE e.stream = 'complaint' AND e.type = 'OptionApproved' AND e.at >= :start AND e.at < :until AND {COUNTED}
        AND (json_extract(e.data, '$.self_approved') OR (
            e.os_user <> '' AND e.os_user <> e.agent
            AND NOT EXISTS (SELECT 1 FROM json_each(agents.os_users) WHERE value = e.os_user)))
"""

# One act writes several events: they share its moment. An import's dates are the source's, no act was dated back.
_DATED_BACK = f"""
    SELECT 'dated_back' AS why, c.ref, e.type, e.at, e.recorded_at, e.agent
    FROM (
        SELECT stream_id, min(seq), type, at, recorded_at, agent FROM events INDEXED BY events_dated_back
        WHERE stream = 'complaint' AND type NOT IN ('Logged', 'HistoryImported') AND at < recorded_at - 3600000000
            AND recorded_at >= :start AND recorded_at < :until
            AND at < recorded_at - :tolerance AND agent <> 'system'
        GROUP BY stream_id, at, recorded_at, agent
    ) AS e CROSS JOIN complaints AS c ON c.id = e.stream_id
    WHERE {COUNTED}
    UNION ALL
    SELECT 'dated_back', c.ref, e.type, e.at, e.recorded_at, e.agent
    FROM (
        SELECT id FROM complaints
        WHERE recorded_at >= :start AND recorded_at < :until AND imported = 0 AND received_at < recorded_at - :tolerance
    ) AS late CROSS JOIN complaints AS c ON c.id = late.id
    CROSS JOIN events AS e ON e.stream = 'complaint' AND e.stream_id = c.id AND e.seq = 1
    WHERE e.at < e.recorded_at - :tolerance AND {COUNTED}
"""

MARKED = f"{_CORRECTED} UNION ALL {_APPROVED} UNION ALL {_DATED_BACK} ORDER BY 5, 2"

FALLEN_BACK = f"""
    SELECT count(*) FROM events AS e JOIN complaints AS c ON c.id = e.stream_id
    WHERE e.stream = 'complaint' AND e.type = 'LetterQueued' AND e.at >= :start AND e.at < :until
        AND json_extract(e.data, '$.fallback') AND {COUNTED}
"""

_BEFORE = """
    SELECT * FROM (
        SELECT started_at, finished_at FROM runs WHERE kind = '{kind}' AND started_at < :start
        ORDER BY started_at DESC LIMIT 1)
"""

RUNS = f"""
    {_BEFORE.format(kind="run")} UNION ALL {_BEFORE.format(kind="sweep")} UNION ALL
    SELECT started_at, finished_at FROM runs
    WHERE kind IN ('run', 'sweep') AND started_at >= :start AND started_at <= :as_of
    ORDER BY 1
"""


def marked(connection: sqlite3.Connection, window: Window, tolerance: int) -> list[Marked]:
    """Corrections and approvals of the date, and what was recorded on it but dated back by more than *tolerance*.

    *tolerance* in microseconds, an hour at least; a receipt that an import knows is no act.
    """
    return [Marked(*row) for row in rows(connection, MARKED, window, tolerance=tolerance)]


def corrections(connection: sqlite3.Connection, window: Window) -> list[Corrected]:
    """What was corrected on the date, in order, both values."""
    return [Corrected(*row) for row in rows(connection, CORRECTIONS, window)]


def fallen_back(connection: sqlite3.Connection, window: Window) -> int:
    """Letters of the date in the shipped text, because the desk's own did not pass its check (DOMAIN §8)."""
    return number(connection, FALLEN_BACK, window)


def runs(connection: sqlite3.Connection, window: Window) -> list[tuple[int, int | None]]:
    """When the clockwork began and ended its passes on the date, and the last ones before; in order."""
    return [(started, finished) for started, finished in rows(connection, RUNS, window)]
