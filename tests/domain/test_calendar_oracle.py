"""The calendar against the clock on the wall, read minute by minute on the UTC line (TRAPS 20, golden case 11)."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from cxdesk.domain.calendar import Calendar, Pauses

DAYS = 10
MINUTES = DAYS * 24 * 60
MINUTE = timedelta(minutes=1)
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Spec = dict[str, Any]

# Zone and a day near which its clock jumps, moves by half an hour, skips a midnight or a date, or changes its law.
MOMENTS = [
    ("America/New_York", date(2006, 4, 2)),
    ("America/New_York", date(2007, 3, 11)),
    ("America/New_York", date(2007, 11, 4)),
    ("America/St_Johns", date(2006, 10, 29)),
    ("America/Sao_Paulo", date(2018, 2, 18)),
    ("America/Sao_Paulo", date(2018, 11, 4)),
    ("Asia/Kathmandu", date(1986, 1, 1)),
    ("Asia/Shanghai", date(1940, 6, 1)),
    ("Asia/Shanghai", date(1986, 5, 4)),
    ("Asia/Shanghai", date(1991, 9, 15)),
    ("Asia/Shanghai", date(2026, 2, 14)),
    ("Australia/Lord_Howe", date(2024, 4, 7)),
    ("Australia/Lord_Howe", date(2024, 10, 6)),
    ("Europe/Berlin", date(1980, 4, 6)),
    ("Europe/Berlin", date(2026, 10, 25)),
    ("Europe/London", date(1968, 10, 27)),
    ("Europe/London", date(2026, 3, 29)),
    ("Pacific/Apia", date(2011, 12, 30)),
    ("UTC", date(2024, 2, 29)),
]


def parsed(windows: list[list[str]]) -> list[tuple[int, int]]:
    pairs = [tuple(int(clock[:2]) * 60 + int(clock[3:]) for clock in window) for window in windows]
    return [(opens, closes + 1440 * (closes < opens)) for opens, closes in pairs]


def wall(spec: Spec) -> Callable[[datetime], set[date]]:
    """The oracle: the dates one of whose windows is open at an instant, by the clock on the wall alone."""
    zone = ZoneInfo(spec["tz"])

    @cache
    def opened(day: date) -> list[tuple[int, int]]:
        closed = str(day) in spec["holidays"] or f"*-{day:%m-%d}" in spec["holidays"]
        usual = [] if closed else spec["week"].get(WEEKDAYS[day.weekday()], [])
        return parsed(spec["exceptions"].get(str(day), usual))

    @cache
    def minutes_of(today: date) -> list[set[date]]:
        near = ((today, 0), (today - timedelta(1), 1440))
        spans = [(start - m, end - m) for day, m in near for start, end in parsed(spec["breaks"].get(str(day), []))]
        broken = {minute for start, end in spans for minute in range(start, end)}
        owners: list[set[date]] = [set() for _minute in range(1440)]
        for day, m in near:
            for start, end in opened(day):
                for minute in range(max(start - m, 0), min(end - m, 1440)):
                    if minute not in broken:
                        owners[minute].add(day)
        return owners

    def open_at(at: datetime) -> set[date]:
        local = at.astimezone(zone)
        return minutes_of(local.date())[local.hour * 60 + local.minute]

    return open_at


@dataclass
class World:
    """A calendar, and what the wall said at each minute of some days."""

    spec: Spec
    begin: datetime
    owners: list[set[date]] = field(repr=False)

    def moment(self, minute: int) -> datetime:
        return self.begin + minute * MINUTE

    @property
    def end(self) -> datetime:
        return self.moment(MINUTES)


def clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


@st.composite
def windows(draw: st.DrawFn, first: int = 0, last: int = 1440) -> list[list[str]]:
    """None, one or two windows; cut at quarters of an hour, sometimes at odd minutes."""
    cuts = draw(st.lists(st.integers(first, last), max_size=4, unique=True).map(sorted))
    rounded = sorted({max(first, cut // 15 * 15) for cut in cuts}) if draw(st.booleans()) else cuts
    return [[clock(opens), clock(closes)] for opens, closes in zip(rounded[::2], rounded[1::2], strict=False)]


@st.composite
def specs(draw: st.DrawFn) -> tuple[Spec, date]:
    """A calendar, and a day near which the clock of its zone jumps."""
    zone, jump_on = draw(st.sampled_from(MOMENTS))
    days = [jump_on + timedelta(offset) for offset in range(-6, 7)]
    nights = draw(st.booleans())
    week = {}
    for name in WEEKDAYS:
        week[name] = draw(windows(first=360, last=1200) if nights else windows())
        if nights and draw(st.booleans()):
            week[name] = [*week[name], ["22:00", draw(st.sampled_from(["00:00", "02:30", "06:00"]))]]
    some_days = st.sampled_from([str(day) for day in days])
    spec: Spec = {
        "tz": zone,
        "week": week,
        "holidays": draw(st.lists(some_days | st.just(f"*-{jump_on:%m-%d}"), max_size=2)),
        "exceptions": draw(st.dictionaries(some_days, windows(), max_size=2)),
        "breaks": draw(st.dictionaries(some_days, windows() | st.just([["23:00", "01:30"]]), max_size=2)),
    }
    assume(any(week.values()))
    return spec, jump_on


@st.composite
def worlds(draw: st.DrawFn) -> World:
    spec, jump_on = draw(specs())
    begin = datetime(jump_on.year, jump_on.month, jump_on.day, tzinfo=UTC) - timedelta(days=DAYS // 2)
    open_at = wall(spec)
    return World(spec, begin, [open_at(begin + minute * MINUTE) for minute in range(MINUTES)])


minutes = st.integers(0, MINUTES)
pause_minutes = st.lists(st.tuples(minutes, st.integers(0, 3000)), max_size=4)
modest = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def pauses_in(world: World, drawn: list[tuple[int, int]]) -> Pauses:
    return [(world.moment(begun), world.moment(begun + length)) for begun, length in drawn]


def counting(world: World, drawn: list[tuple[int, int]]) -> list[bool]:
    """Minutes that count: open, and in no pause."""
    counts = [bool(owners) for owners in world.owners]
    for begun, length in drawn:
        for minute in range(begun, min(begun + length, MINUTES)):
            counts[minute] = False
    return counts


def walked_ahead(counts: list[bool], start: int, amount: int) -> int | None:
    """Where *amount* counting minutes after *start* have passed; beyond the last → None."""
    for minute in range(start, MINUTES):
        if counts[minute]:
            if amount == 0:
                return minute
            amount -= 1
            if amount == 0:
                return minute + 1
    return None


def walked_back(counts: list[bool], start: int, amount: int) -> int | None:
    if amount == 0 and start < MINUTES and counts[start]:
        return start
    for minute in range(start - 1, -1, -1):
        if counts[minute]:
            if amount == 0:
                return minute + 1
            amount -= 1
            if amount == 0:
                return minute
    return None


@modest
@given(worlds(), pause_minutes, st.lists(st.tuples(minutes, minutes, st.integers(0, 2000)), min_size=3, max_size=8))
def test_open_time_is_what_the_clock_on_the_wall_says_minute_by_minute(
    world: World, drawn: list[tuple[int, int]], questions: list[tuple[int, int, int]]
) -> None:
    calendar, pauses, counts = Calendar.from_dict(world.spec), pauses_in(world, drawn), counting(world, drawn)
    for start, end, amount in questions:
        at = world.moment(start)
        early, late = sorted((start, end))
        counted = 60 * sum(counts[early:late]) * (1 if start <= end else -1)
        assert calendar.between(at, world.moment(end), pauses) == counted
        due = walked_ahead(counts, start, amount)
        if due is not None:
            assert calendar.add(at, amount * 60, pauses) == world.moment(due)
        began = walked_back(counts, start, amount)
        if began is not None:
            assert calendar.sub(at, amount * 60, pauses) == world.moment(began)


@modest
@given(worlds(), st.lists(minutes, min_size=3, max_size=12))
def test_openings_and_closings_are_what_the_wall_says(world: World, starts: list[int]) -> None:
    calendar, counts = Calendar.from_dict(world.spec), counting(world, [])
    for start in starts:
        at = world.moment(start)
        if start < MINUTES:
            assert calendar.is_open(at) == counts[start]
        opening = walked_ahead(counts, start, 0)
        if opening is not None:
            assert calendar.next_open(at) == world.moment(opening)
        last_open = next((minute for minute in range(start - 1, -1, -1) if counts[minute]), None)
        if last_open is not None:
            assert calendar.prev_open(at) == world.moment(last_open + 1)
        closing = next((m for m in range(start, MINUTES - 1) if counts[m] and not counts[m + 1]), None)
        if closing is not None:
            assert calendar.next_close(at) == world.moment(closing + 1)


@modest
@given(worlds(), minutes, minutes)
def test_open_intervals_are_the_runs_of_open_minutes(world: World, start: int, end: int) -> None:
    calendar, counts = Calendar.from_dict(world.spec), counting(world, [])
    runs: list[tuple[datetime, datetime]] = []
    for minute in range(start, end):
        if counts[minute] and runs and runs[-1][1] == world.moment(minute):
            runs[-1] = runs[-1][0], world.moment(minute + 1)
        elif counts[minute]:
            runs.append((world.moment(minute), world.moment(minute + 1)))
    assert calendar.open_intervals(world.moment(start), world.moment(end)) == runs


@modest
@given(worlds(), st.integers(2, DAYS - 2), st.integers(2, DAYS - 2), st.integers(-6, 6))
def test_a_working_day_is_one_of_which_a_window_is_really_open(
    world: World, first: int, second: int, days: int
) -> None:
    calendar = Calendar.from_dict(world.spec)
    worked = set().union(*world.owners)
    dates = [world.begin.date() + timedelta(day) for day in range(2, DAYS - 1)]
    for day in dates:
        assert calendar.is_workday(day) == (day in worked)
        assert (calendar.closed_reason(day) is None) == (day in worked)
        last_minute = max((m for m, owners in enumerate(world.owners) if day in owners), default=None)
        closing = None if last_minute is None else world.moment(last_minute + 1)
        if day < dates[-1]:
            assert calendar.close_of_business(day) == closing
    since, until = world.begin.date() + timedelta(first), world.begin.date() + timedelta(second)
    sign = 1 if since <= until else -1
    counted = [day for day in dates if min(since, until) <= day < max(since, until) and day in worked]
    assert calendar.days_between(since, until) == sign * len(counted)
    others = sorted(day for day in dates if day in worked and (day > since if days > 0 else day < since))
    if days and len(others) >= abs(days):
        assert calendar.add_days(since, days) == others[days - 1 if days > 0 else days]


@settings(modest, max_examples=20)
@given(worlds(), st.integers(1, DAYS - 2))
def test_a_day_lasts_from_its_first_instant_to_that_of_the_next_date(world: World, offset: int) -> None:
    calendar, day = Calendar.from_dict(world.spec), world.begin.date() + timedelta(offset)
    reached = [at for m in range(MINUTES) if calendar.local_date(at := world.moment(m)) >= day]
    following = [at for at in reached if calendar.local_date(at) > day]
    assert calendar.start_of_day(day) == reached[0]
    assert calendar.end_of_day(day) == following[0]


amounts = st.integers(1, 400 * 3600 * 1_000_000).map(lambda microseconds: microseconds / 1_000_000)
instants = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 (zone beside)


@modest
@given(specs(), instants, amounts)
def test_subtracting_what_was_added_leads_back_to_the_start_or_the_opening_after_it(
    drawn: tuple[Spec, date], start: datetime, seconds: float
) -> None:
    calendar = Calendar.from_dict(drawn[0])
    due = calendar.add(start, seconds)
    assert calendar.between(start, due) == seconds
    assert calendar.sub(due, seconds) == calendar.next_open(start)


@modest
@given(specs(), instants, instants, instants)
def test_open_time_between_moments_adds_up_and_turns_its_sign(
    drawn: tuple[Spec, date], first: datetime, second: datetime, third: datetime
) -> None:
    between = Calendar.from_dict(drawn[0]).between
    assert abs(between(first, second) + between(second, third) - between(first, third)) < 1e-6
    assert between(first, second) == -between(second, first)


@settings(modest, max_examples=4)
@given(specs(), st.permutations([1951, 1999, 2007, 2026, 2081]))
def test_the_order_of_questions_changes_no_answer(drawn: tuple[Spec, date], years: list[int]) -> None:
    used, begin = Calendar.from_dict(drawn[0]), datetime(2000, 1, 5, 10, 20, tzinfo=UTC)
    for year in years:
        at = begin.replace(year=year)
        fresh = Calendar.from_dict(drawn[0])
        assert used.between(begin, at) == fresh.between(begin, at)
        assert used.add(at, 36_000) == fresh.add(at, 36_000)
        assert used.sub(at, 36_000) == fresh.sub(at, 36_000)
        assert used.add_days(at.date(), -40) == fresh.add_days(at.date(), -40)
