"""Targets become due instants: units, rolls, receipts, pauses, and the dates of STANDARDS §8."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxdesk.domain.calendar import Calendar
from cxdesk.domain.due import Gaps, due
from cxdesk.domain.policy import Amount, Clock, DueTime, NonBusinessReceipt, Roll
from tests.domain.histories import amount, local_text, office

LONDON_HOLIDAYS = ["2026-04-03", "2026-04-06", "2026-05-04", "2026-12-25", "2026-12-28", "2027-01-01"]
CHINA_HOLIDAYS = [
    *(f"2026-01-0{day}" for day in (1, 2, 3)),
    *(f"2026-02-{day}" for day in range(15, 24)),
    *("2026-04-04", "2026-04-05", "2026-04-06"),
    *(f"2026-05-0{day}" for day in range(1, 6)),
    *("2026-06-19", "2026-06-20", "2026-06-21"),
    *("2026-09-25", "2026-09-26", "2026-09-27"),
    *(f"2026-10-0{day}" for day in range(1, 8)),
]
MAKE_UP_DAYS = ["2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"]


def china() -> Calendar:
    return office(
        "Asia/Shanghai",
        ("09:00", "12:00"),
        ("13:00", "18:00"),
        holidays=CHINA_HOLIDAYS,
        exceptions={day: [["09:00", "12:00"], ["13:00", "18:00"]] for day in MAKE_UP_DAYS},
    )


def london() -> Calendar:
    return office("Europe/London", holidays=LONDON_HOLIDAYS)


def due_on(calendar: Calendar, target: str, received: str, **terms: Any) -> str:
    """The due instant in local time, of a receipt in local time."""
    start = datetime.fromisoformat(received).replace(tzinfo=calendar.zone)
    clock = Clock("resolve", amount(target), **terms)
    return local_text(due(clock, amount(target), start, calendar).at, calendar.zone)


@pytest.mark.parametrize(
    ("received", "last_day_over"),
    [("2026-04-02 11:00", "2026-04-10 00:00"), ("2026-12-23 11:00", "2026-12-31 00:00")],
)
def test_the_day_of_receipt_is_day_zero(received: str, last_day_over: str) -> None:
    """STANDARDS §8.1: Good Friday, Easter Monday and the Boxing Day substitute are no business days."""
    assert due_on(london(), "3bd", received) == last_day_over


@pytest.mark.parametrize(
    ("target", "received", "last_day_over"),
    [
        ("15bd", "2026-03-23 10:00", "2026-04-16 00:00"),
        ("35bd", "2026-03-23 10:00", "2026-05-15 00:00"),
        ("15d", "2026-07-01 10:00", "2026-07-17 00:00"),
        ("60d", "2026-07-01 10:00", "2026-08-31 00:00"),
    ],
)
def test_the_golden_dates_of_appendix_a(target: str, received: str, last_day_over: str) -> None:
    """STANDARDS appendix A: 15 and 35 bd in London, 15 and 60 d without any roll."""
    assert due_on(london(), target, received) == last_day_over


@pytest.mark.parametrize(("target", "last_day_over"), [("8w", "2026-04-08 00:00"), ("6w", "2026-03-25 00:00")])
def test_weeks_are_weeks_of_the_calendar(target: str, last_day_over: str) -> None:
    """STANDARDS §8.2."""
    assert due_on(london(), target, "2026-02-10 12:00") == last_day_over


def test_months_end_on_the_last_day_where_the_day_does_not_exist() -> None:
    """STANDARDS §8.3: 31 August and six months."""
    assert due_on(london(), "6mo", "2026-08-31 12:00") == "2027-03-01 00:00"


@pytest.mark.parametrize(
    ("received", "last_day_over"),
    [
        ("2026-09-18 10:00", "2026-10-09 00:00"),
        ("2026-01-31 10:00", "2026-02-25 00:00"),
        ("2026-01-30 10:00", "2026-02-15 00:00"),
    ],
)
def test_a_last_day_of_rest_rolls_and_a_make_up_day_does_not(received: str, last_day_over: str) -> None:
    """STANDARDS §8.6, the three Chinese examples."""
    assert due_on(china(), "15d", received, roll=Roll.NEXT_WORKING_DAY) == last_day_over


@pytest.mark.parametrize(
    ("received", "last_day_over"),
    [
        ("2026-02-13 10:00", "2026-03-03 00:00"),
        ("2026-09-28 10:00", "2026-10-14 00:00"),
        ("2026-04-29 10:00", "2026-05-13 00:00"),
    ],
)
def test_seven_working_days_count_make_up_days(received: str, last_day_over: str) -> None:
    """STANDARDS §8.7."""
    assert due_on(china(), "7bd", received) == last_day_over


@pytest.mark.parametrize(
    ("received", "without_make_up_days", "by_the_week_alone"),
    [("2026-02-13", "2026-03-04", "2026-02-24"), ("2026-09-28", "2026-10-14", "2026-10-07")],
)
def test_seven_working_days_differ_from_what_half_the_calendar_gives(
    received: str, without_make_up_days: str, by_the_week_alone: str
) -> None:
    """STANDARDS §8.7: the wrong dates named there, and that ours is neither."""
    day = date.fromisoformat(received)
    holidays_only = office("Asia/Shanghai", holidays=CHINA_HOLIDAYS)
    assert holidays_only.add_days(day, 7) == date.fromisoformat(without_make_up_days)
    assert office("Asia/Shanghai").add_days(day, 7) == date.fromisoformat(by_the_week_alone)
    assert str(china().add_days(day, 7)) not in (without_make_up_days, by_the_week_alone)


def test_sixty_days_are_not_two_months() -> None:
    """STANDARDS §8.3."""
    assert due_on(london(), "60d", "2026-07-01 10:00") == "2026-08-31 00:00"
    assert due_on(london(), "2mo", "2026-07-01 10:00") == "2026-09-02 00:00"


def test_the_last_moment_of_a_day_is_in_time_and_midnight_is_not() -> None:
    """STANDARDS §8.12: the bound is exclusive, and 24:00 is 00:00 of the next day."""
    closes_at_midnight = office("Asia/Shanghai", ("09:00", "24:00"))
    bound = due(Clock("resolve", amount("1d")), amount("1d"), datetime(2026, 3, 2, 4, tzinfo=UTC), china()).at
    assert bound == datetime(2026, 3, 3, 16, tzinfo=UTC)
    assert closes_at_midnight.close_of_business(date(2026, 3, 3)) == bound
    assert closes_at_midnight.local_date(bound) == date(2026, 3, 4)
    assert closes_at_midnight.local_date(bound - timedelta(microseconds=1)) == date(2026, 3, 3)


def test_the_same_time_may_not_exist_on_the_day_or_exist_twice() -> None:
    """STANDARDS §8.10: 01:30 in London on 29 March 2026 is skipped, on 25 October it comes twice."""
    always = office("Europe/London", ("00:00", "24:00"), days=("mon", "tue", "wed", "thu", "fri", "sat", "sun"))
    half_past_one = {"due_time": DueTime.SAME_TIME}
    assert due_on(always, "1d", "2026-03-28 01:30", **half_past_one) == "2026-03-29 02:00"
    start = datetime(2026, 10, 24, 0, 30, tzinfo=UTC)
    clock = Clock("resolve", amount("1d"), due_time=DueTime.SAME_TIME)
    assert due(clock, amount("1d"), start, always).at == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert due_on(always, "24h", "2026-03-28 12:00") == "2026-03-29 13:00"


def test_business_hours_of_golden_cases_one_and_two() -> None:
    """TRAPS §4.1 and §4.2."""
    assert due_on(office("UTC", ("08:00", "18:00")), "4bh", "2026-03-02 17:00") == "2026-03-03 11:00"
    assert due_on(office("UTC"), "1bh", "2026-03-06 16:30") == "2026-03-09 09:30"


def test_forty_eight_hours_of_golden_case_three() -> None:
    """TRAPS §4.3, zammad#390: the hand count is a day off."""
    week = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    desk = office("Europe/Berlin", ("09:00", "21:00"), days=week, holidays=["2016-11-11", "2016-11-13"])
    assert due_on(desk, "48bh", "2016-11-09 23:00") == "2016-11-15 21:00"


@pytest.mark.parametrize(
    ("received", "expected"),
    [("2026-03-28 22:00", "2026-03-29T07:00:00+02:00"), ("2026-10-24 22:00", "2026-10-25T05:00:00+01:00")],
)
@pytest.mark.parametrize("target", ["8h", "8bh"])
def test_eight_hours_are_eight_elapsed_hours_across_a_change_of_the_clocks(
    target: str, received: str, expected: str
) -> None:
    """TRAPS §4.4, in open time of an office that never closes and in elapsed time."""
    week = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    berlin = office("Europe/Berlin", ("00:00", "24:00"), days=week)
    start = datetime.fromisoformat(received).replace(tzinfo=berlin.zone)
    found = due(Clock("resolve", amount(target)), amount(target), start, berlin).at
    assert found == datetime.fromisoformat(expected)


@pytest.mark.parametrize("received", ["2026-03-27 16:00", "2026-10-23 16:00"])
def test_two_hours_over_a_weekend_with_a_change_of_the_clocks(received: str) -> None:
    """TRAPS §4.5."""
    assert due_on(office("Europe/Berlin"), "2bh", received)[11:] == "10:00"


def test_a_day_target_may_end_with_the_business_or_at_the_same_clock_time() -> None:
    desk = office("UTC")
    assert due_on(desk, "2bd", "2026-03-02 11:30", due_time=DueTime.CLOSE_OF_BUSINESS) == "2026-03-04 17:00"
    assert due_on(desk, "2bd", "2026-03-02 11:30", due_time=DueTime.SAME_TIME) == "2026-03-04 11:30"
    assert due_on(desk, "2d", "2026-03-06 11:30", due_time=DueTime.SAME_TIME) == "2026-03-08 11:30"


def test_working_days_at_the_same_time_count_from_the_next_opening() -> None:
    """As `Calendar.add_days_at`: a receipt on Saturday is one of Monday morning."""
    assert due_on(office("UTC"), "1bd", "2026-03-07 15:00", due_time=DueTime.SAME_TIME) == "2026-03-10 09:00"


@pytest.mark.parametrize(
    ("received", "last_day_over"),
    [
        ("2026-03-02 17:00", "2026-03-06 00:00"),
        ("2026-03-02 08:00", "2026-03-05 00:00"),
        ("2026-03-07 10:00", "2026-03-12 00:00"),
    ],
)
def test_a_receipt_after_business_may_count_from_the_next_business_day(received: str, last_day_over: str) -> None:
    """STANDARDS §8.4: an option; the early morning of a business day is that day."""
    counts_from = NonBusinessReceipt.NEXT_BUSINESS_DAY
    assert due_on(office("UTC"), "2d", received, nonbusiness_receipt=counts_from) == last_day_over


def test_nothing_at_once_is_a_minute_so_that_it_can_be_met() -> None:
    """The bound is exclusive: no stop could lie before a due date that equals the start."""
    desk = office("UTC")
    assert due_on(desk, "0min", "2026-03-02 10:00") == "2026-03-02 10:01"
    assert due_on(desk, "0bh", "2026-03-07 10:00") == "2026-03-09 09:01"
    assert due_on(desk, "0d", "2026-03-02 10:00") == "2026-03-03 00:00"


def test_a_date_beyond_the_published_holidays_is_provisional_only_where_it_rests_on_working_days() -> None:
    """STANDARDS §8.8."""
    desk = office("Asia/Shanghai", coverage_until="2026-12-31")
    start = datetime(2026, 12, 28, 3, tzinfo=UTC)
    working, plain = amount("10bd"), amount("10d")
    assert due(Clock("resolve", working), working, start, desk).provisional
    assert due(Clock("resolve", plain, roll=Roll.NEXT_WORKING_DAY), plain, start, desk).provisional
    assert not due(Clock("resolve", plain), plain, start, desk).provisional


def test_forty_and_four_hundred_business_days_ahead_are_exact() -> None:
    """RT 5 leaves such a due date unset without a word (BUDGETS)."""
    assert due_on(office("UTC"), "40bd", "2026-03-02 10:00") == "2026-04-28 00:00"
    assert due_on(office("UTC"), "400bd", "2026-03-02 10:00") == "2027-09-14 00:00"


# Against a slow reading of the rules, minute by minute and day by day

MINUTE = timedelta(minutes=1)
MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
DESK = office("UTC", ("09:00", "12:00"), ("13:00", "17:00"), holidays=["2026-03-11"])


@st.composite
def some_pauses(draw: st.DrawFn) -> list[tuple[datetime, datetime]]:
    """Up to three pauses in the first three weeks, whole minutes, free to overlap."""
    found = []
    for _number in range(draw(st.integers(0, 3))):
        begun = MONDAY + draw(st.integers(0, 21 * 1440)) * MINUTE
        found.append((begun, begun + draw(st.integers(1, 4 * 1440)) * MINUTE))
    return found


def is_paused(at: datetime, pauses: Gaps) -> bool:
    return any(begun <= at < ended for begun, ended in pauses)


def hours_by_the_minute(start: datetime, hours: int, pauses: Gaps) -> datetime:
    left, at = hours * 60, start
    while left:
        left -= DESK.is_open(at) and not is_paused(at, pauses)
        at += MINUTE
    return at


def apart(pauses: list[tuple[datetime, datetime]], start: datetime) -> Gaps:
    """The same pauses, merged minute by minute."""
    covered = sorted({at for begun, ended in pauses for at in minutes(max(begun, start), ended)})
    found: list[tuple[datetime, datetime]] = []
    for at in covered:
        if found and found[-1][1] == at:
            found[-1] = (found[-1][0], at + MINUTE)
        else:
            found.append((at, at + MINUTE))
    return tuple(found)


def minutes(begun: datetime, ended: datetime) -> list[datetime]:
    return [begun + number * MINUTE for number in range(max(0, int((ended - begun) / MINUTE)))]


def days_by_the_day(start: datetime, count: int, pauses: Gaps, *, working: bool, roll: bool) -> datetime:
    """STANDARDS §2.1 rule 2 as one would do it on a wall calendar."""

    def step(day: date, days: int) -> date:
        while days:
            day += timedelta(days=1)
            days -= DESK.is_workday(day) or not working
        return day

    def bound(day: date) -> datetime:
        while roll and not DESK.is_workday(day):
            day += timedelta(days=1)
        return datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(days=1)

    last = step(start.date(), count)
    for begun, ended in pauses:
        if begun < bound(last):
            days = [begun.date() + timedelta(days=n + 1) for n in range((ended.date() - begun.date()).days)]
            last = step(last, sum(DESK.is_workday(day) or not working for day in days))
    return bound(last)


starts = st.integers(0, 10 * 1440).map(lambda minute: MONDAY + minute * MINUTE)


@settings(max_examples=40, deadline=None)
@given(start=starts, hours=st.integers(1, 30), pauses=some_pauses())
def test_business_hours_with_pauses_agree_with_counting_minutes(
    start: datetime, hours: int, pauses: list[tuple[datetime, datetime]]
) -> None:
    target = amount(f"{hours}bh")
    found = due(Clock("resolve", target), target, start, DESK, tuple(pauses)).at
    assert found == hours_by_the_minute(start, hours, tuple(pauses))


@settings(max_examples=60, deadline=None)
@given(start=starts, days=st.integers(0, 15), pauses=some_pauses(), working=st.booleans(), roll=st.booleans())
def test_days_with_pauses_agree_with_a_wall_calendar(
    start: datetime, days: int, pauses: list[tuple[datetime, datetime]], working: bool, roll: bool
) -> None:
    target = amount(f"{days}{'bd' if working else 'd'}")
    clock = Clock("resolve", target, roll=Roll.NEXT_WORKING_DAY if roll else Roll.NONE)
    found = due(clock, target, start, DESK, tuple(pauses)).at
    assert found == days_by_the_day(start, days, apart(pauses, start), working=working, roll=roll)


@settings(max_examples=60, deadline=None)
@given(
    start=starts,
    target=st.sampled_from(["3bh", "40min", "30h", "4bd", "6d", "2w", "1mo"]).map(amount),
    pauses=some_pauses(),
    due_time=st.sampled_from(list(DueTime)),
    roll=st.sampled_from(list(Roll)),
)
def test_a_pause_never_shortens(
    start: datetime, target: Amount, pauses: list[tuple[datetime, datetime]], due_time: DueTime, roll: Roll
) -> None:
    clock = Clock("resolve", target, due_time=due_time, roll=roll)
    dates = [due(clock, target, start, DESK, tuple(pauses[:many])).at for many in range(len(pauses) + 1)]
    assert dates == sorted(dates)
    assert dates[0] > start
