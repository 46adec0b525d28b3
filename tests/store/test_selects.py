"""Far down a list whose deadlines are all the same: the place is sought, not walked to (BUDGETS, queue page)."""

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from cxdesk.store.moments import NEVER, to_us
from cxdesk.store.query import parse
from cxdesk.store.selects import ORDERS, Span, first_ids, select
from cxdesk.store.sqlite import connect, create
from cxdesk.store.walks import Sort
from tests.store.desks import new_desk

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.mark.parametrize("text", ["status:closed", "", "open"])
@pytest.mark.parametrize("backwards", [False, True])
def test_what_has_no_deadline_is_sought_by_its_number(tmp_path: Path, text: str, backwards: bool) -> None:
    create(tmp_path / "cxdesk.db")
    connection = connect(tmp_path / "cxdesk.db", readonly=True)
    query = parse(text, now=NOW, zone=ZoneInfo("UTC"), me="ann")
    ties, rest = Span(Sort.DUE, (NEVER, 900_000), backwards=backwards).parts()
    by = ORDERS[Sort.DUE].by(backwards=backwards)
    for part, wanted in ((ties, f"next_due=? AND id{'<' if backwards else '>'}?"), (rest, "next_due")):
        found = select(connection, query, part)
        plan = connection.execute(f"EXPLAIN QUERY PLAN {found.text} ORDER BY {by} LIMIT 51", found.params).fetchall()
        searches = [step[3] for step in plan if "complaints" in step[3]]
        assert any(wanted in step for step in searches), searches
        assert not any("SCAN" in step or "TEMP B-TREE" in step for *_numbers, step in plan), plan
    connection.close()


def test_any_other_key_is_sought_whole() -> None:
    assert len(Span(Sort.DUE, (5, 900_000)).parts()) == 1
    assert len(Span(Sort.DUE).parts()) == 1


def test_a_walk_by_deadlines_takes_in_the_end_of_a_day_and_not_its_beginning(tmp_path: Path) -> None:
    """DOMAIN §5: what is due at 24:00 is due on that day, in whatever way it is found."""
    connection = new_desk(tmp_path)
    for number, day in enumerate((2, 3), start=1):
        midnight = to_us(datetime(2026, 3, day, tzinfo=UTC))
        connection.execute(
            "INSERT INTO complaints (id, ref, seq, status, outcome, channel, received_at, recorded_at, acknowledgement,"
            " next_due, next_due_clock, overdue, next_step, policy, snapshot)"
            " VALUES (?, 'CX-' || ?, 1, 'received', '', 'phone', 0, 0, 'given', ?, 'resolve', 0, ?, 'standard', 'x')",
            (number, number, midnight, NEVER),
        )
    query = parse("due:today", now=NOW, zone=ZoneInfo("UTC"), me="ann")
    found = {sort: first_ids(connection, query, sort, 9) for sort in (Sort.DUE, Sort.SEVERITY, Sort.RECEIVED, Sort.REF)}
    connection.close()
    assert set(map(tuple, found.values())) == {(2,)}
