"""Revisits at irregular times (DOMAIN §9, STANDARDS §5.7)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxdesk.domain.acts.following import next_number
from cxdesk.domain.calendar import Calendar
from cxdesk.domain.policy import Policy, Visit
from cxdesk.domain.revisits import UNASSESSED, draw_day, fraction, plan
from cxdesk.domain.words import Act, Severity
from tests.domain.build import OFFICE, POLICY, received, resolved

SECRET, REF, ANCHOR = "s3cret-2026Q1", "CX-2026-000001", date(2026, 3, 2)


def test_golden_fractions_of_standards_5_7() -> None:
    assert fraction(SECRET, REF, 1, "date") == pytest.approx(0.4115048739, abs=1e-10)
    assert fraction(SECRET, REF, 1, "slot") == pytest.approx(0.1796309924, abs=1e-10)


def test_golden_days_of_standards_5_7() -> None:
    days = [visit.day for visit in plan(SECRET, REF, POLICY, Severity.S1, ANCHOR, OFFICE)]
    assert days == [date(2026, 3, 4), date(2026, 3, 11), date(2026, 4, 7)]


def test_a_window_is_whole_local_days_and_its_end_is_exclusive() -> None:
    shanghai = Calendar.from_dict({"tz": "Asia/Shanghai", "week": {"mon": [["09:00", "18:00"]]}})
    visit = plan(SECRET, REF, POLICY, Severity.S1, ANCHOR, shanghai)[0]
    assert visit.opens_at == datetime(2026, 3, 2, 16, tzinfo=UTC)
    assert visit.closes_at == datetime(2026, 3, 5, 16, tzinfo=UTC)


def test_a_complaint_that_nobody_assessed_is_revisited_as_s3() -> None:
    assert UNASSESSED is Severity.S3
    assert plan(SECRET, REF, POLICY, None, ANCHOR, OFFICE) == plan(SECRET, REF, POLICY, Severity.S3, ANCHOR, OFFICE)


def test_a_policy_without_visits_asks_for_none() -> None:
    assert plan(SECRET, REF, Policy("bare", "office", ()), Severity.S1, ANCHOR, OFFICE) == ()
    assert plan(SECRET, REF, POLICY, Severity.S4, ANCHOR, OFFICE) == ()


def test_a_visit_by_lot_falls_on_its_share_of_the_complaints() -> None:
    drawn = sum(len(plan(SECRET, f"CX-{number}", POLICY, Severity.S3, ANCHOR, OFFICE)) - 1 for number in range(1000))
    assert 250 < drawn < 350


def test_another_cycle_is_drawn_anew() -> None:
    again = plan(SECRET, REF, POLICY, Severity.S1, ANCHOR, OFFICE, first_number=4)
    assert [visit.number for visit in again] == [4, 5, 6]
    assert [visit.day for visit in again] != [
        visit.day for visit in plan(SECRET, REF, POLICY, Severity.S1, ANCHOR, OFFICE)
    ]


def test_a_window_without_a_working_day_ends_on_its_last_one() -> None:
    saturday = date(2026, 3, 7)
    assert draw_day(SECRET, REF, Visit(1, 0, 1), saturday, OFFICE) == saturday + timedelta(days=1)


@given(
    st.text(min_size=1),
    st.integers(0, 40),
    st.integers(0, 40),
    st.dates(date(2000, 1, 1), date(2050, 1, 1)),
    st.text(min_size=1),
)
@settings(max_examples=100, deadline=None)
def test_a_drawn_day_is_a_working_day_of_its_window(
    ref: str, begins: int, length: int, anchor: date, secret: str
) -> None:
    visit = Visit(1, begins, begins + length)
    day = draw_day(secret, ref, visit, anchor, OFFICE)
    assert begins <= (day - anchor).days <= begins + length
    window = [anchor + timedelta(days=count) for count in range(begins, begins + length + 1)]
    assert OFFICE.is_workday(day) or not any(OFFICE.is_workday(other) for other in window)


def test_days_are_spread_over_the_window() -> None:
    days = {draw_day(SECRET, f"CX-{number}", Visit(1, 1, 14), ANCHOR, OFFICE) for number in range(200)}
    assert len(days) == 10


def test_numbers_run_on_over_cycles() -> None:
    case_ = resolved()
    assert next_number(received().complaint) == 1
    assert next_number(case_.complaint) == 2
    assert next_number(case_.do(Act.RETURN).complaint) == 2
