"""Which indexes give a query's complaints in the order asked for, so that a page is read and never sorted."""

from enum import StrEnum
from typing import NamedTuple

from cxdesk.store.moments import to_us
from cxdesk.store.query import Query
from cxdesk.store.query_tests import (
    OPEN,
    OPEN_VALUES,
    Due,
    Moment,
    Not,
    Number,
    OneOf,
    Overdue,
    Sql,
    Test,
    Unacknowledged,
)

MOST_WALKS = 24
"""SQLite merges the walks of one page two by two; beyond this one walk with a filter is as good."""

_FEW_STATUSES = 3


class Sort(StrEnum):
    """Orders of a list."""

    DUE = "due"
    RECEIVED = "received"
    REF = "ref"
    SEVERITY = "severity"
    CLOSED = "closed"


class Walk(NamedTuple):
    """A part of an index, in its order: rows of *condition* whose first column lies from *low* to below *high*.

    Without an index *along* which it leads SQLite chooses. `answers` are the tests that every row passes.
    """

    along: str
    condition: Sql
    low: int | None = None
    high: int | None = None
    answers: tuple[Test, ...] = ()


def walks(query: Query, sort: Sort) -> tuple[Walk, ...]:
    """The walks that together hold every complaint of the query once; none when nothing can be found."""
    if sort is Sort.DUE:
        return (*_open_by_due(query), *_closed_by_due(query))
    if sort is Sort.RECEIVED:
        return (_by_receipt(query),)
    if sort is Sort.CLOSED:
        low, high, answers = _bounds(query, "closed_at")
        return (Walk("complaints_by_closing", Sql("complaints.closed_at IS NOT NULL"), low, high, answers),)
    if sort is Sort.REF:
        return (_by_number(query),)
    if query.statuses() <= OPEN_VALUES:
        return (Walk("complaints_open_by_severity", Sql(OPEN)),)
    return (Walk("", Sql("1")),)


def is_dense(test: Test, ways: tuple[Walk, ...]) -> bool:
    """Whether walks pass few rows that fail the test: where they go answers it, or it only leaves out."""
    return isinstance(test, Not) or all(test in way.answers for way in ways)


def scopes(query: Query) -> list[Sql]:
    """SELECTs of all open complaints the query may find, by whom they belong to: for orders without such an index."""
    if not query.statuses() <= OPEN_VALUES:
        return []
    found = [Sql(f"SELECT id FROM complaints INDEXED BY complaints_open_by_due WHERE {OPEN}")]
    owners = owners_of(query)
    if owners:
        marks = ", ".join("?" * len(owners))
        text = f"SELECT id FROM complaints INDEXED BY complaints_owned_by_due WHERE owner IN ({marks}) AND {OPEN}"
        found.append(Sql(text, owners))
    return found


def owners_of(query: Query) -> tuple[str, ...] | None:
    """The logins ("" for nobody) that the query is limited to; None when it is not."""
    found = [set(test.values) for test in query.tests if isinstance(test, OneOf) and test.column == "owner"]
    return tuple(sorted(set.intersection(*found))) if found else None


def _of_column(query: Query, column: str) -> tuple[Test, ...]:
    """The tests about a column, also those that negate one."""
    tests = ((test, test.test if isinstance(test, Not) else test) for test in query.tests)
    return tuple(test for test, inner in tests if isinstance(inner, OneOf) and inner.column == column)


def _open_by_due(query: Query) -> list[Walk]:
    statuses = sorted(query.statuses() & OPEN_VALUES)
    if not statuses:
        return []
    low, high, dated = _bounds(query, "next_due")
    of_status = _of_column(query, "status")
    all_open = (*dated, *of_status) if len(statuses) == len(OPEN_VALUES) else dated
    owners = owners_of(query)
    if owners is not None and len(owners) <= MOST_WALKS:
        answers = (*all_open, *(test for test in _of_column(query, "owner") if isinstance(test, OneOf)))
        condition = f"complaints.owner = ? AND {OPEN}"
        return [Walk("complaints_owned_by_due", Sql(condition, (one,)), low, high, answers) for one in owners]
    missed = next((test for test in query.tests if isinstance(test, Overdue)), None)
    if missed is not None and not dated:
        passed = to_us(missed.now) + 1
        found = f"complaints.overdue = 1 AND {OPEN}"
        return [
            Walk("complaints_open_by_due", Sql(OPEN), None, passed, (*all_open, missed)),
            Walk("complaints_overdue_by_due", Sql(found), passed, None, (*all_open, missed)),
        ]
    if len(statuses) <= _FEW_STATUSES:
        return [
            Walk("complaints_in_status_by_due", Sql("complaints.status = ?", (one,)), low, high, (*dated, *of_status))
            for one in statuses
        ]
    return [Walk("complaints_open_by_due", Sql(OPEN), low, high, all_open)]


def _closed_by_due(query: Query) -> list[Walk]:
    if "closed" not in query.statuses():
        return []
    condition = Sql("complaints.status = 'closed'")
    return [Walk("complaints_in_status_by_due", condition, answers=_of_column(query, "status"))]


def _by_receipt(query: Query) -> Walk:
    low, high, answers = _bounds(query, "received_at")
    owed = next((test for test in query.tests if isinstance(test, Unacknowledged)), None)
    if owed is not None:
        return Walk("complaints_to_acknowledge", owed.sql(), low, high, (*answers, owed))
    if query.statuses() <= OPEN_VALUES:
        return Walk("complaints_open_by_receipt", Sql(OPEN), low, high, answers)
    return Walk("complaints_by_receipt", Sql("1"), low, high, answers)


def _by_number(query: Query) -> Walk:
    numbers = [test for test in query.tests if isinstance(test, Number) and test.column == "id"]
    low = max((test.low for test in numbers), default=0)
    high = min((test.high for test in numbers), default=None)
    return Walk("", Sql("1"), max(low, 0), None if high is None else high + 1, tuple(numbers))


def _bounds(query: Query, column: str) -> tuple[int | None, int | None, tuple[Test, ...]]:
    """From, to below, and the tests that say so."""
    tests = [test for test in query.tests if isinstance(test, Moment | Due) and test.column == column]
    if not tests:
        return None, None, ()
    return max(test.bounds[0] for test in tests), min(test.bounds[1] for test in tests), tuple(tests)
