"""A target, a start and a calendar become the instant at which it is too late (DOMAIN §5, STANDARDS §2.1)."""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property, lru_cache
from math import ceil
from typing import TypeAlias

from cxdesk.domain.calendar import Calendar
from cxdesk.domain.calendar_zone import instant_of
from cxdesk.domain.intervals import merged
from cxdesk.domain.policy import Amount, Clock, DueTime, NonBusinessReceipt, Roll, Unit

Gaps: TypeAlias = tuple[tuple[datetime, datetime], ...]
"""Pauses that count for one clock: half-open, sorted, apart, none before the start."""

SECONDS = {Unit.BUSINESS_HOURS: 3600, Unit.HOURS: 3600, Unit.BUSINESS_MINUTES: 60, Unit.MINUTES: 60}
OPEN_UNITS = frozenset({Unit.BUSINESS_HOURS, Unit.BUSINESS_MINUTES})
AT_ONCE_SECONDS = 60
"""What a target of no hours or minutes gives: its bound is exclusive, so nothing could ever be before it."""

_TICK = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Due:
    """The exclusive UTC bound; `provisional` when it rests on working days that are not published yet."""

    at: datetime
    provisional: bool = False


def due(clock: Clock, target: Amount, start: datetime, calendar: Calendar, pauses: Gaps = ()) -> Due:
    """When *target* from *start* is over; the day of the start is day 0, pauses come off first, the roll last.

    Open units lose the open time of a pause, elapsed units all of it, days the whole days it spans. A pause that
    begins when it is already too late moves nothing.
    """
    ends_with_a_day = clock.nonbusiness_receipt is NonBusinessReceipt.AS_IS and clock.due_time is not DueTime.SAME_TIME
    if not pauses and ends_with_a_day and target.unit not in SECONDS:
        # The day of the start alone decides, not its time.
        return _due_after(calendar.local_date(start), target.count, target.unit, clock.due_time, clock.roll, calendar)
    since = counted_from(clock, target.unit, start, calendar)
    gaps = gaps_after(pauses, since)
    if target.unit in SECONDS:
        at = time_later(since, target.count * SECONDS[target.unit] or AT_ONCE_SECONDS, target.unit, calendar, gaps)
    else:
        at = _days_later(clock, target, since, calendar, gaps)
    return Due(at, _rests_on_working_days(clock, target.unit) and calendar.provisional(last_day_of(at, calendar)))


@lru_cache(maxsize=8192)
def _due_after(day: date, count: int, unit: Unit, due_time: DueTime, roll: Roll, calendar: Calendar) -> Due:
    """What every complaint received on *day* shares; remembered, because a desk asks it for each of them."""
    clock = Clock("", None, due_time=due_time, roll=roll)
    ends_on = _rolled(clock, day_later(day, count, unit, calendar), calendar)
    at = _bound_of(clock, unit, calendar.start_of_day(day), ends_on, calendar)
    return Due(at, _rests_on_working_days(clock, unit) and calendar.provisional(last_day_of(at, calendar)))


def counted_from(clock: Clock, unit: Unit, start: datetime, calendar: Calendar) -> datetime:
    """*start*, or the next opening: for a receipt after business where the clock says so, and for working days that
    end at the same clock time (as `Calendar.add_days_at`)."""
    begins_at_opening = unit is Unit.BUSINESS_DAYS and clock.due_time is DueTime.SAME_TIME
    if begins_at_opening or (
        clock.nonbusiness_receipt is NonBusinessReceipt.NEXT_BUSINESS_DAY and _is_after_business(start, calendar)
    ):
        return calendar.next_open(start)
    return start if start.tzinfo is UTC else start.astimezone(UTC)


def gaps_after(pauses: Iterable[tuple[datetime, datetime]], since: datetime) -> Gaps:
    """The pauses from *since* on, merged; one that was closed before it began counts nothing."""
    found = [(max(begun, since), ended) for begun, ended in pauses if ended > max(begun, since)]
    return tuple(merged(found)) if found else ()


def time_later(since: datetime, seconds: float, unit: Unit, calendar: Calendar, gaps: Gaps) -> datetime:
    """*since* plus open or elapsed seconds that lie outside the gaps."""
    if unit in OPEN_UNITS:
        return calendar.add(since, seconds, pauses=gaps)
    at = since + timedelta(seconds=seconds)
    for begun, ended in gaps:
        if begun >= at:
            break
        at += ended - begun
    return at


def time_counted(since: datetime, until: datetime, unit: Unit, calendar: Calendar, gaps: Gaps) -> float:
    """Open or elapsed seconds between the two that lie outside the gaps."""
    if unit in OPEN_UNITS:
        return calendar.between(since, until, pauses=gaps)
    inside = (min(ended, until) - begun for begun, ended in gaps if begun < until)
    return ((until - since) - sum(inside, timedelta())).total_seconds()


def day_later(day: date, count: int, unit: Unit, calendar: Calendar) -> date:
    """*day* plus a number of its unit; months end on the last day where the day does not exist (STANDARDS §8.3)."""
    if unit is Unit.BUSINESS_DAYS:
        return calendar.add_days(day, count)
    if unit is Unit.MONTHS:
        year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
        return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
    return day + timedelta(days=count * 7 if unit is Unit.WEEKS else count)


def whole_days(since: date, until: date, unit: Unit, calendar: Calendar) -> int:
    """Days in (since, until]: working days for business days, else days of the calendar."""
    if unit is Unit.BUSINESS_DAYS:
        tomorrow = timedelta(days=1)
        return calendar.days_between(since + tomorrow, until + tomorrow)
    return (until - since).days


def pushed(due_at: datetime, unit: Unit, calendar: Calendar, gaps: Gaps) -> datetime:
    """A date that was set by hand, moved on by the pauses after it was set, in the unit of its clock."""
    for begun, ended in gaps:
        if begun >= due_at:
            break
        if unit in OPEN_UNITS:
            lost = calendar.between(begun, ended)
            due_at = calendar.add(due_at, lost) if lost else due_at
        elif unit in SECONDS:
            due_at += ended - begun
        else:
            counting = counting_unit(unit)
            lost_days = whole_days(calendar.local_date(begun), calendar.local_date(ended), counting, calendar)
            due_at = same_time_later(due_at, lost_days, counting, calendar)
    return due_at


def counting_unit(unit: Unit) -> Unit:
    """What a day clock counts one by one: working days, or the days that weeks and months consist of."""
    return Unit.BUSINESS_DAYS if unit is Unit.BUSINESS_DAYS else Unit.DAYS


def same_time_later(at: datetime, count: int, unit: Unit, calendar: Calendar) -> datetime:
    """The bound moved by days, weeks or months at its clock time; midnight is 24:00 of the day that it ends."""
    if not count:
        return at
    day = last_day_of(at, calendar)
    clock_time = at.astimezone(calendar.zone).replace(tzinfo=None) - datetime.combine(day, time.min)
    landing_day = day_later(day, count, unit, calendar)
    return instant_of(calendar.zone, datetime.combine(landing_day, time.min) + clock_time)


def last_day_of(due_at: datetime, calendar: Calendar) -> date:
    """The local day that an exclusive bound belongs to: that of the last moment before it."""
    return calendar.local_date(due_at - _TICK)


@dataclass(frozen=True)
class Span:
    """One deadline from where it counts to where it ends, for percentages in its own unit (DOMAIN §5)."""

    clock: Clock
    unit: Unit
    since: datetime
    due_at: datetime
    calendar: Calendar
    gaps: Gaps = ()

    @cached_property
    def total(self) -> float:
        """Seconds, or whole days for day clocks, that count between start and due."""
        if self.unit in SECONDS:
            return time_counted(self.since, self.due_at, self.unit, self.calendar, self.gaps)
        return self._days_until(last_day_of(self.due_at, self.calendar))

    def elapsed(self, now: datetime) -> float:
        """The share that is used at *now*; a day of a day clock counts when it is over; 1.0 or more when due."""
        total = self.total
        if total <= 0:
            return float(now >= self.due_at)
        if self.unit in SECONDS:
            counted = time_counted(self.since, max(now, self.since), self.unit, self.calendar, self.gaps)
        else:
            today = self.calendar.local_date(max(now, self.since))
            is_over = now >= self._bound(today)
            counted = max(0, self._days_until(today if is_over else today - timedelta(days=1)))
        share = counted / total
        return max(share, 1.0) if now >= self.due_at else min(share, 1.0)

    def at_share(self, share: float) -> datetime:
        """When *share* of the target is used up; for day clocks the end of the day on which it is.

        A share short of the whole never falls on the last day: a warning that comes with the deadline warns nobody.
        """
        if share == 1:
            return self.due_at
        if self.unit in SECONDS:
            return time_later(self.since, self.total * share, self.unit, self.calendar, self.gaps)
        if not self.gaps and self.clock.due_time is not DueTime.SAME_TIME:
            since, due_time = self.calendar.local_date(self.since), self.clock.due_time
            return _share_of_days(since, self.due_at, share, self.unit, due_time, self.calendar)
        days = _days_of_share(self.total, share)
        day = day_later(self.calendar.local_date(self.since), days, counting_unit(self.unit), self.calendar)
        for begun, ended in self.gaps:
            if begun >= self._bound(day):
                break
            day = _shifted(day, begun, ended, self.unit, self.calendar)
        return min(self._bound(day), self.due_at) if share < 1 else max(self._bound(day), self.due_at)

    def _days_until(self, day: date) -> int:
        counted = whole_days(self.calendar.local_date(self.since), day, self.unit, self.calendar)
        for begun, ended in self.gaps:
            paused_on, resumed_on = self.calendar.local_date(begun), min(self.calendar.local_date(ended), day)
            if paused_on < resumed_on:
                counted -= whole_days(paused_on, resumed_on, self.unit, self.calendar)
        return counted

    def _bound(self, day: date) -> datetime:
        return _bound_of(self.clock, self.unit, self.since, day, self.calendar)


def _days_of_share(total: float, share: float) -> int:
    days = ceil(round(total * share, 6))
    return min(days, int(total) - 1) if share < 1 else days


@lru_cache(maxsize=8192)
def _share_of_days(
    since: date, due_at: datetime, share: float, unit: Unit, due_time: DueTime, calendar: Calendar
) -> datetime:
    """What complaints received on the same day share, as `_due_after`."""
    days = _days_of_share(whole_days(since, last_day_of(due_at, calendar), unit, calendar), share)
    at = _due_after(since, days, counting_unit(unit), due_time, Roll.NONE, calendar).at
    return min(at, due_at) if share < 1 else max(at, due_at)


def _days_later(clock: Clock, target: Amount, since: datetime, calendar: Calendar, gaps: Gaps) -> datetime:
    day = day_later(calendar.local_date(since), target.count, target.unit, calendar)
    at = _bound_of(clock, target.unit, since, _rolled(clock, day, calendar), calendar)
    for begun, ended in gaps:
        if begun >= at:
            break
        day = _shifted(day, begun, ended, target.unit, calendar)
        at = _bound_of(clock, target.unit, since, _rolled(clock, day, calendar), calendar)
    return at


def _shifted(day: date, begun: datetime, ended: datetime, unit: Unit, calendar: Calendar) -> date:
    counting = counting_unit(unit)
    lost = whole_days(calendar.local_date(begun), calendar.local_date(ended), counting, calendar)
    return day_later(day, lost, counting, calendar)


def _rolled(clock: Clock, day: date, calendar: Calendar) -> date:
    if clock.roll is Roll.NONE or calendar.is_workday(day):
        return day
    return calendar.add_days(day, 1)


def _bound_of(clock: Clock, unit: Unit, since: datetime, day: date, calendar: Calendar) -> datetime:
    if clock.due_time is DueTime.END_OF_DAY:
        return calendar.end_of_day(day)
    if clock.due_time is DueTime.CLOSE_OF_BUSINESS:
        return calendar.close_of_business(day) or calendar.end_of_day(day)
    at = instant_of(calendar.zone, datetime.combine(day, since.astimezone(calendar.zone).time()))
    if unit is Unit.BUSINESS_DAYS and calendar.prev_open(at) != at:
        return calendar.next_open(at)
    return at


def _is_after_business(at: datetime, calendar: Calendar) -> bool:
    if calendar.is_open(at):
        return False
    closing_at = calendar.close_of_business(calendar.local_date(at))
    return closing_at is None or at >= closing_at


def _rests_on_working_days(clock: Clock, unit: Unit) -> bool:
    return (
        unit in OPEN_UNITS
        or unit is Unit.BUSINESS_DAYS
        or clock.roll is not Roll.NONE
        or clock.due_time is DueTime.CLOSE_OF_BUSINESS
        or clock.nonbusiness_receipt is not NonBusinessReceipt.AS_IS
    )
