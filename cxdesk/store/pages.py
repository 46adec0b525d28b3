"""Pages of complaints by key, up and down, and capped counts: as quick at the millionth row as at the first."""

import sqlite3
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from cxdesk.store.brief import Brief, briefs
from cxdesk.store.moments import NEVER, to_us
from cxdesk.store.query import Query
from cxdesk.store.selects import Key, Span, in_order, select
from cxdesk.store.sqlite import reading
from cxdesk.store.walks import Sort


class Page(NamedTuple):
    """Some rows in order; the keys are None on an empty page. `more` is about the direction that was asked for."""

    briefs: tuple[Brief, ...]
    first_key: Key | None
    last_key: Key | None
    more: bool


def page(
    connection: sqlite3.Connection,
    query: Query,
    *,
    sort: Sort = Sort.DUE,
    limit: int = 50,
    after: Key | None = None,
    before: Key | None = None,
    inclusive: bool = False,
    from_end: bool = False,
) -> Page:
    """At most *limit* rows next to a key: those behind *after*, or those in front of *before*, else from the start.

    With *inclusive* the key's own row counts, if it is still there; *from_end* is the last page. Rows come in order
    either way. Soonest deadline first · newest received first · lowest reference first · gravest first, with what
    nobody assessed at the top · newest closed first (and only what is closed).
    """
    backwards = before is not None or from_end
    key = before if before is not None else after
    with reading(connection):
        rows = in_order(connection, query, Span(sort, key, backwards=backwards, inclusive=inclusive), limit + 1)
        more = len(rows) > limit
        rows = rows[:limit][:: -1 if backwards else 1]
        found = briefs(connection, [int(row[-1]) for row in rows], query.now)
    return Page(found, tuple(rows[0]) if rows else None, tuple(rows[-1]) if rows else None, more)


def count(connection: sqlite3.Connection, query: Query, cap: int = 999) -> int:
    """How many complaints the query finds; cap + 1 stands for any number above *cap* ("999+")."""
    with reading(connection):
        every = select(connection, query, Span(Sort.DUE), ordered=False)
        (found,) = connection.execute(
            f"SELECT count(*) FROM ({every.text} LIMIT ?)", (*every.params, cap + 1)
        ).fetchone()
    return int(found)


def finds(connection: sqlite3.Connection, query: Query, number: int) -> bool:
    """Whether the query finds the complaint of that id."""
    return bool(found_among(connection, query, (number,)))


# Without its other indexes a table is still looked up by id: as many look-ups as ids, whatever the query says.
_AMONG = """
    SELECT complaints.id FROM complaints NOT INDEXED
    WHERE complaints.id IN (SELECT value FROM json_each(?)) AND ({condition})
"""


def found_among(connection: sqlite3.Connection, query: Query, numbers: Sequence[int]) -> list[int]:
    """Which of the complaints of these ids the query finds."""
    condition, params = query.sql()
    asked = _AMONG.format(condition=condition)
    return [int(number) for (number,) in connection.execute(asked, (f"[{','.join(map(str, numbers))}]", *params))]


def key_of(brief: Brief, sort: Sort) -> Key:
    """The key under which a row stands in an order, to page from it."""
    due = NEVER if brief.next_due_at is None else to_us(brief.next_due_at)
    keys: dict[Sort, Callable[[], Key]] = {
        Sort.DUE: lambda: (due, brief.id),
        Sort.RECEIVED: lambda: (to_us(brief.received_at), brief.id),
        Sort.REF: lambda: (brief.id,),
        Sort.SEVERITY: lambda: (brief.severity.value if brief.severity else "", due, brief.id),
        Sort.CLOSED: lambda: (to_us(brief.closed_at or datetime.fromtimestamp(0, UTC)), brief.id),
    }
    return keys[sort]()
