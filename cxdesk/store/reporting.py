"""What every report counts, and up to when: the periods as the store keeps instants, and who is left out.

Facts count at the time they happened, complaints only once the desk had learned of them. A merged complaint is left
out from the moment of its merge: its master speaks for both (STANDARDS §4.1). Only the flow counts it as long as it
stood by itself, so that one day's end is the next day's start.
"""

import sqlite3
from collections.abc import Mapping
from typing import Any, NamedTuple


class Window(NamedTuple):
    """One local date up to `as_of`, in microseconds; `until` is the exclusive bound of what had happened by then.

    A due instant is itself an exclusive bound, so it belongs to the date that it ends: `start < due_at <= end`.
    """

    start: int
    end: int
    week: int
    month: int
    as_of: int

    @property
    def is_past(self) -> bool:
        """Whether the whole date is over."""
        return self.as_of >= self.end

    @property
    def until(self) -> int:
        """What happened before this has happened; an act of this very instant counts."""
        return self.end if self.is_past else self.as_of + 1

    @property
    def bounds(self) -> dict[str, int]:
        """The named values that the queries bind."""
        return {**self._asdict(), "until": self.until}


UNSEEN = """(
    SELECT id FROM complaints WHERE (test = 1 OR merged_into <> '') AND test = 1
    UNION ALL SELECT id FROM complaints WHERE recorded_at >= :until
)"""
"""Tests, and what the desk did not know yet: counted nowhere."""

MERGED = "(SELECT id FROM complaints WHERE (test = 1 OR merged_into <> '') AND test = 0 AND closed_at < :until)"
"""Complaints that another one speaks for."""

COUNTED = "c.test = 0 AND c.recorded_at < :until AND (c.merged_into = '' OR c.closed_at >= :until)"
"""The same for a query that reads the complaint's own row, as `c`."""

OBLIGATION = "kind IN ('deadline', 'recurring')"
"""Windows and customers' rights are never breached (DOMAIN §5); partial indexes hold exactly these words."""


def rows(connection: sqlite3.Connection, query: str, window: Window, **more: int | str) -> list[tuple[Any, ...]]:
    """All rows of one of our queries over the window."""
    return connection.execute(query, _bound(window, more)).fetchall()


def number(connection: sqlite3.Connection, query: str, window: Window, **more: int | str) -> int:
    """The one number that a query counts."""
    return int(connection.execute(query, _bound(window, more)).fetchone()[0])


def _bound(window: Window, more: Mapping[str, int | str]) -> dict[str, int | str]:
    return {**window.bounds, **more}
