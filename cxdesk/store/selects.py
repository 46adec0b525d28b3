"""Which rows a page is made of, without reading them: the SELECT of a query's ids in an order, from a key on.

Two ways lead to a page. A *walk* follows an index in the order asked for and stops when the page is full: right where
much of what it passes is wanted. A *driver* fetches the few complaints that the rarest test finds and sorts them.
Which one is chosen by counting, never further than a small cap, what the tests with an index would find.
"""

import sqlite3
from collections.abc import Iterator
from math import prod
from typing import NamedTuple

from cxdesk.store.moments import NEVER
from cxdesk.store.query import Query
from cxdesk.store.query_tests import NOTHING, OPEN_VALUES, Sql, Test, both
from cxdesk.store.query_words import Words
from cxdesk.store.walks import Sort, Walk, is_dense, scopes, walks

Key = tuple[int | str, ...]
"""Where a row stands in its order: the columns of the order, then the id."""

DRIVEN = 2_000
"""A test that finds fewer complaints than this is fetched whole and sorted, when only open ones are asked for."""

DRIVEN_AMONG_ALL = 20_000
"""The same when closed ones are asked for too: what is wanted may lie behind all that was ever closed."""

LOWEST = -NEVER
"""Below every key: a walk without a bound gets this one, so that its plan is a seek, which tests can hold it to."""

WORDS_DRIVEN = 8_000
"""The same for words: asking a row whether it holds a word costs more than asking its columns."""

WORDS_ASKED = 50
"""So many complaints that hold a word are read from its index while one is asked whether it does."""

WORDS_FETCHED = 5
"""So many are fetched and sorted while a walk passes one and asks it."""


class Order(NamedTuple):
    """The columns of an order (the last is the id, never NULL), its direction, and what a row must have to be in it."""

    columns: tuple[str, ...]
    descending: bool = False
    needs: str = ""

    def by(self, *, backwards: bool) -> str:
        """The ORDER BY terms."""
        direction = " DESC" if self.descending is not backwards else ""
        return ", ".join(f"{column}{direction}" for column in self.columns)


ORDERS = {
    Sort.DUE: Order(("next_due", "id")),
    Sort.RECEIVED: Order(("received_at", "id"), descending=True),
    Sort.REF: Order(("id",)),
    Sort.SEVERITY: Order(("severity", "next_due", "id")),
    Sort.CLOSED: Order(("closed_at", "id"), descending=True, needs="complaints.closed_at IS NOT NULL"),
}


class Span(NamedTuple):
    """From which key, and which way, an order is read."""

    sort: Sort
    key: Key | None = None
    backwards: bool = False
    inclusive: bool = False
    ties: bool | None = None
    """Whether only what shares the key's first column is read, or only the rest."""

    def parts(self) -> tuple["Span", ...]:
        """One after the other they hold the same: SQLite seeks no rowid within a pair, and all that is closed, or
        waits for nothing, has the same next deadline: none.
        """
        if self.key is None or len(ORDERS[self.sort].columns) != 2 or self.key[0] != NEVER:
            return (self,)
        return self._replace(ties=True), self._replace(ties=False)

    def bounds(self, low: int | str | None = None, high: int | str | None = None) -> list[Sql]:
        """Rows behind the key, and from *low* to below *high*: one bound a side, so that SQLite seeks the right one."""
        first = f"complaints.{ORDERS[self.sort].columns[0]}"
        downwards = ORDERS[self.sort].descending is not self.backwards
        if self.key is not None and _inside(self.key[0], low, high, downwards=downwards):
            low, high = (low, None) if downwards else (None, high)
            found = [self._behind(self.key, "<" if downwards else ">")]
        else:
            found = [Sql(NOTHING)] if self.ties else []
            low = LOWEST if low is None and self.sort is not Sort.SEVERITY else low
        if low is not None:
            found.append(Sql(f"{first} >= ?", (low,)))
        if high is not None:
            found.append(Sql(f"{first} < ?", (high,)))
        return found

    def _behind(self, key: Key, sign: str) -> Sql:
        if self.ties is not None:
            first, second = (f"complaints.{column}" for column in ORDERS[self.sort].columns)
            if not self.ties:
                return Sql(f"{first} {sign} ?", key[:1])
            return Sql(f"{first} = ? AND {second} {sign}{'=' if self.inclusive else ''} ?", key)
        columns = ", ".join(f"complaints.{column}" for column in ORDERS[self.sort].columns)
        return Sql(f"({columns}) {sign}{'=' if self.inclusive else ''} ({', '.join('?' * len(key))})", key)


def _inside(key: int | str, low: int | str | None, high: int | str | None, *, downwards: bool) -> bool:
    """Whether the key cuts something off; one beyond the bound on the side it comes from cuts nothing."""
    bound = high if downwards else low
    if bound is None:
        return True
    below = key < bound if isinstance(key, int) and isinstance(bound, int) else str(key) < str(bound)
    return below if downwards else not below


def first_ids(connection: sqlite3.Connection, query: Query, sort: Sort, limit: int) -> list[int]:
    """The ids of the first *limit* rows in that order."""
    rows = in_order(connection, query, Span(sort), limit)
    return [int(row[-1]) for row in rows]


def in_order(connection: sqlite3.Connection, query: Query, span: Span, limit: int) -> list[tuple[int | str, ...]]:
    """At most *limit* keys from where *span* begins, in the direction it is read in."""
    by = ORDERS[span.sort].by(backwards=span.backwards)
    rows: list[tuple[int | str, ...]] = []
    for part in span.parts():
        found = select(connection, query, part, page=limit)
        rows += connection.execute(f"{found.text} ORDER BY {by} LIMIT ?", (*found.params, limit - len(rows)))
        if len(rows) == limit:
            break
    return rows


def select(
    connection: sqlite3.Connection, query: Query, span: Span, *, ordered: bool = True, page: int | None = None
) -> Sql:
    """SELECT the order's columns of what the query finds, without ORDER BY; of a *page* the first so many are read.

    Where no order is needed, common words are read from their own index too: asking every row would take longer.
    """
    columns = ", ".join(f"complaints.{column} AS {column}" for column in ORDERS[span.sort].columns)
    ways = walks(query, span.sort)
    sparse = [test for test in query.tests if not is_dense(test, ways)]
    is_walked = not sparse or (page is not None and _fill_soon(connection, sparse, ways, span.sort, page))
    driver = None if is_walked else _driver(connection, query)
    if driver is None and not ordered:
        driver = next(((test, test.driver()) for test in query.tests if isinstance(test, Words)), None)
    if driver is None:
        parts = [_walk(connection, way, query, span, columns) for way in ways]
        return _joined(parts) if parts else Sql(f"SELECT {columns} FROM complaints WHERE complaints.id < 0")
    chosen, select = driver
    rest = _conditions(connection, [test for test in query.tests if test is not chosen], span)
    return Sql(
        f"SELECT {columns} FROM (SELECT DISTINCT id FROM ({select.text})) AS found"
        f" CROSS JOIN complaints ON complaints.id = found.id WHERE {rest.text}",
        select.params + rest.params,
    )


def _joined(parts: list[Sql]) -> Sql:
    return Sql(" UNION ALL ".join(part.text for part in parts), tuple(value for part in parts for value in part.params))


def _walk(connection: sqlite3.Connection, way: Walk, query: Query, span: Span, columns: str) -> Sql:
    rest = _conditions(connection, [test for test in query.tests if test not in way.answers], span, way)
    index = f" INDEXED BY {way.along}" if way.along else ""
    return Sql(f"SELECT {columns} FROM complaints{index} WHERE {rest.text}", rest.params)


def _conditions(connection: sqlite3.Connection, tests: list[Test], span: Span, way: Walk | None = None) -> Sql:
    """All that a row must fulfil beside what its way already gives."""
    parts = [way.condition, *span.bounds(way.low, way.high)] if way else span.bounds()
    if needs := ORDERS[span.sort].needs:
        parts.append(Sql(needs))
    for test in tests:
        parts.append(test.asked(connection) if isinstance(test, Words) else test.sql())
    return both(parts) if parts else Sql("1")


def _fill_soon(
    connection: sqlite3.Connection, sparse: list[Test], ways: tuple[Walk, ...], sort: Sort, page: int
) -> bool:
    """Whether words are all that a walk does not answer, and so common that it fills the page before they are fetched.

    What holds them is taken to lie anywhere in the order; where it does not, the walk ends with what is open or late.
    """
    words = [test for test in sparse if isinstance(test, Words)]
    if len(words) < len(sparse) or not all(way.along or sort is Sort.REF for way in ways):
        return False
    found = [test.count(connection, WORDS_DRIVEN) for test in words]
    (complaints,) = connection.execute("SELECT coalesce(max(id), 0) FROM complaints").fetchone()
    passed: float = page * prod(complaints / max(held, 1) for held in found)
    return min(found) > WORDS_FETCHED * passed


def _driver(connection: sqlite3.Connection, query: Query) -> tuple[Test | None, Sql] | None:
    """The test that finds the fewest complaints, with its SELECT, when they are few enough to fetch them all."""
    best: tuple[int, Test | None, Sql] | None = None
    cap_of_rows = DRIVEN if query.statuses() <= OPEN_VALUES else DRIVEN_AMONG_ALL
    has_words = any(isinstance(test, Words) for test in query.tests)
    for test, select in _drivers(query):
        cap, cost = cap_of_rows, WORDS_ASKED if has_words else 1
        if isinstance(test, Words):
            cap, cost = WORDS_DRIVEN, 1
        limit = min(cap, best[0] // cost) if best else cap
        if isinstance(test, Words):
            found = test.count(connection, limit)
        else:
            counted = f"SELECT count(*) FROM ({select.text} LIMIT ?)"
            (found,) = connection.execute(counted, (*select.params, limit)).fetchone()
        if found < limit:
            best = (found * cost, test, select)
    return (best[1], best[2]) if best else None


def _drivers(query: Query) -> Iterator[tuple[Test | None, Sql]]:
    """SELECTs of ids with the test that each answers in full."""
    yield from ((None, select) for select in scopes(query))
    for test in query.tests:
        select = test.driver()
        if select is not None:
            yield test, select
