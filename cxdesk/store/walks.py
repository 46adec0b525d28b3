"""Which indexes give a query's complaints in the order asked for, so that a page is read and never sorted."""

from enum import StrEnum
from typing import NamedTuple

from cxdesk.store.moments import to_us
from cxdesk.store.query import Query
from cxdesk.store.query_joined import Not
from cxdesk.store.query_tests import (
    OPEN,
    OPEN_VALUES,
    Due,
    Late,
    Moment,
    Number,
    OneOf,
    Overdue,
    Sql,
    Test,
    Unacknowledged,
)

MOST_WALKS = 12
"""Of so many owners: SQLite merges the walks of one page two by two; beyond this one walk with a filter is as good."""

_FEW_STATUSES = 3
"""As many of these: each of the merged walks must find its own first row, however rare that is."""


class Sort(StrEnum):
    """Orders of a list."""

    DUE = "due"
    RECEIVED = "received"
    REF = "ref"
    SEVERITY = "severity"
    CLOSED = "closed"


class Walk(NamedTuple):
    """A part of an index, in its order: rows of *condition* whose first column lies from *low* to below *high*.

    Without an index *along* which it leads SQLite chooses. `answers` are the tests that every row passes, `narrows`
    those that few fail.
    """

    along: str
    condition: Sql
    low: int | str | None = None
    high: int | str | None = None
    answers: tuple[Test, ...] = ()
    narrows: tuple[Test, ...] = ()


def walks(query: Query, sort: Sort) -> tuple[Walk, ...]:
    """The walks that together hold every complaint of the query once; none when nothing can be found."""
    standing = _standing(query, sort)
    if standing:
        return standing
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
        return tuple(_by_severity(query))
    return (Walk("", Sql("1")),)


def is_dense(test: Test, ways: tuple[Walk, ...]) -> bool:
    """Whether walks pass few rows that fail the test: where they go answers it, or it only leaves out."""
    return isinstance(test, Not) or all(test in way.answers or test in way.narrows for way in ways)


def scopes(query: Query) -> list[Sql]:
    """SELECTs of all open complaints the query may find, by whom they belong to: for orders without such an index."""
    if not query.statuses() <= OPEN_VALUES:
        return []
    found = [Sql(f"SELECT id FROM complaints INDEXED BY complaints_open_by_due WHERE {OPEN}")]
    statuses = tuple(sorted(query.statuses()))
    if Late() in query.tests and len(statuses) <= _FEW_STATUSES:
        marks = ", ".join("?" * len(statuses))
        text = f"SELECT id FROM complaints INDEXED BY complaints_late_in_status WHERE status IN ({marks})"
        found.insert(0, Sql(f"{text} AND overdue = 1 AND {OPEN}", statuses))
    owners = values_of(query, "owner")
    if owners:
        marks = ", ".join("?" * len(owners))
        text = f"SELECT id FROM complaints INDEXED BY complaints_owned_by_due WHERE owner IN ({marks}) AND {OPEN}"
        found.append(Sql(text, owners))
    return found


def values_of(query: Query, column: str) -> tuple[str, ...] | None:
    """The owners or severities ("" for none) that the query is limited to; None when it is not."""
    found = [set(test.values) for test in query.tests if isinstance(test, OneOf) and test.column == column]
    return tuple(sorted(set.intersection(*found))) if found else None


def _standing(query: Query, sort: Sort) -> tuple[Walk, ...]:
    """Along what stands open about complaints, an offer, a revisit whose day has come: few of all have one."""
    found = next(((test, kept) for test in query.tests if (kept := test.standing()) is not None), None)
    if found is None or not (sort is Sort.DUE or (sort is Sort.SEVERITY and Late() in query.tests)):
        return ()
    test, (stem, condition) = found
    of_any = (one for one in _of_column(query, "status") if isinstance(one, OneOf) and {*one.values} >= OPEN_VALUES)
    narrows = (test, Late(), *of_any)
    if sort is Sort.SEVERITY:
        late = Sql(f"complaints.overdue = 1 AND {condition.text}", condition.params)
        return (Walk(f"complaints_{stem}_by_severity", late, narrows=narrows),)
    low, high, answers = _bounds(query, "next_due")
    parts = [True, False] if "closed" in query.statuses() else _parts(query)
    conditions = (Sql(f"complaints.overdue = {late:d} AND {condition.text}", condition.params) for late in parts)
    return tuple(Walk(f"complaints_{stem}_by_due", one, low, high, answers, narrows) for one in conditions)


def _of_column(query: Query, column: str) -> tuple[Test, ...]:
    """The tests about a column, also those that negate one."""
    tests = ((test, test.test if isinstance(test, Not) else test) for test in query.tests)
    return tuple(test for test, inner in tests if isinstance(inner, OneOf) and inner.column == column)


def _open_by_due(query: Query) -> list[Walk]:
    return [walk for late in _parts(query) for walk in _of_part(query, late)]


def _parts(query: Query) -> list[bool]:
    """Whether what was found late is wanted, and what was not: open complaints of an order are walked one by one."""
    if not query.statuses() & OPEN_VALUES:
        return []
    return [late for late, excluding in ((True, Not(Late())), (False, Late())) if excluding not in query.tests]


def _of_part(query: Query, late: bool) -> list[Walk]:
    """What missed a deadline, or did not, by the next one: of each owner, severity or status that is asked for."""
    low, high, answers = _bounds(query, "next_due")
    answers += (Late() if late else Not(Late()),)
    missed = next((test for test in query.tests if isinstance(test, Overdue)), None)
    if missed is not None:
        answers += (missed,)
        passed = to_us(missed.now) + 1
        high = high if late else passed if high is None else min(high, passed)
    along, column, values, answered = _narrowest(query, _BY_DUE)
    part = f"complaints.overdue = {late:d} AND {OPEN}"
    if not values:
        return [Walk(along, Sql(part), low, high, (*answers, *answered))]
    condition = f"complaints.{column} = ? AND {part}"
    return [Walk(along, Sql(condition, (value,)), low, high, (*answers, *answered)) for value in values]


_BY_DUE = {
    "owner": "complaints_owned_by_due",
    "severity": "complaints_open_by_severity",
    "status": "complaints_in_status_by_due",
    "": "complaints_open_by_due",
}
_LATE_BY_SEVERITY = {
    "owner": "complaints_late_of_owner",
    "severity": "complaints_open_by_severity",
    "status": "complaints_late_in_status",
    "": "complaints_open_by_severity",
}


def _narrowest(query: Query, along: dict[str, str]) -> tuple[str, str, tuple[str, ...], tuple[Test, ...]]:
    """The index to walk, its first column with the values wanted, none for all, and the tests answered by that."""
    of_status = _of_column(query, "status")
    statuses = tuple(sorted(query.statuses() & OPEN_VALUES))
    open_ones = of_status if len(statuses) == len(OPEN_VALUES) else ()
    for column in ("owner", "severity"):
        values = values_of(query, column)
        if values is not None and 0 < len(values) <= MOST_WALKS:
            answers = tuple(test for test in _of_column(query, column) if isinstance(test, OneOf))
            return along[column], column, values, (*open_ones, *answers)
    if len(statuses) <= _FEW_STATUSES:
        return along["status"], "status", statuses, of_status
    return along[""], "", (), open_ones


def _by_severity(query: Query) -> list[Walk]:
    parts = _parts(query)
    if parts == [True]:
        along, column, values, answers = _narrowest(query, _LATE_BY_SEVERITY)
        answers += (Late(), *(test for test in query.tests if isinstance(test, Overdue)))
        part = f"complaints.overdue = 1 AND {OPEN}"
        if not values:
            return [Walk(along, Sql(part), answers=answers)]
        if column == "severity":  # a bound of the order's own column: beside an equality SQLite would sort by the rest
            return [Walk(along, Sql(part), value, value + "\0", answers) for value in values]
        condition = f"complaints.{column} = ? AND {part}"
        return [Walk(along, Sql(condition, (value,)), answers=answers) for value in values]
    found = (f"complaints.overdue = {late:d} AND {OPEN}" for late in parts)
    return [Walk("complaints_open_by_severity", Sql(condition)) for condition in found]


def _closed_by_due(query: Query) -> list[Walk]:
    if "closed" not in query.statuses():
        return []
    answers = (*_of_column(query, "status"), Not(Late()))
    conditions = (f"complaints.status = 'closed' AND complaints.overdue = {late}" for late in (0, 1))
    return [Walk("complaints_in_status_by_due", Sql(condition), answers=answers) for condition in conditions]


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
