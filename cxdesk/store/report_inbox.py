"""The daily report's questions about mail that came in, each answered by an index."""

import sqlite3
from typing import NamedTuple

from cxdesk.store.reporting import Window


class Arrived(NamedTuple):
    """Messages that came in on the date, by what became of them."""

    state: str
    reason: str
    total: int


class Held(NamedTuple):
    """A message that waits for somebody; instants in microseconds UTC."""

    number: int
    reason: str
    received_at: int


_ARRIVED = """
    SELECT state, CASE WHEN reason = 'new' THEN 'new' ELSE '' END AS opened, count(*) FROM inbox
    WHERE stored_at >= :since AND stored_at < :until GROUP BY state, opened
"""
_HELD = """
    SELECT id, reason, received_at FROM inbox
    WHERE state = 'quarantined' AND stored_at < :until ORDER BY id LIMIT :limit
"""
_UNFILED = "SELECT count(*) FROM inbox WHERE state = 'stored' AND stored_at < :until"
_QUARANTINED = "SELECT count(*) FROM inbox WHERE state = 'quarantined' AND stored_at < :until"


def arrived(connection: sqlite3.Connection, window: Window) -> list[Arrived]:
    """What came in within the date."""
    facts = {"since": window.start, "until": window.until}
    return [Arrived(*row) for row in connection.execute(_ARRIVED, facts)]


def held(connection: sqlite3.Connection, window: Window, limit: int) -> tuple[int, list[Held]]:
    """How many messages wait in quarantine now, and the oldest of them; who decided meanwhile is not known."""
    (count,) = connection.execute(_QUARANTINED, {"until": window.until}).fetchone()
    rows = [Held(*row) for row in connection.execute(_HELD, {"until": window.until, "limit": limit})]
    return int(count), rows


def unfiled(connection: sqlite3.Connection, window: Window) -> int:
    """Messages that are kept and not filed yet."""
    return int(connection.execute(_UNFILED, {"until": window.until}).fetchone()[0])
