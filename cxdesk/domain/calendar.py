"""Business time: the hours of one office, and what can be asked of them (DOMAIN §5)."""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate, repeat
from typing import Literal, TypeAlias
from zoneinfo import ZoneInfo

from cxdesk.domain.calendar_spec import CalendarError, Hours, write_windows
from cxdesk.domain.calendar_zone import (
    FIRST,
    SECONDS_PER_DAY,
    instant_of,
    moment,
    out_of_years,
    pieces,
    stretches,
    utc_of,
)
from cxdesk.domain.compiled import Compiled
from cxdesk.domain.intervals import NO_TIME, merged

__all__ = ["Calendar", "CalendarError", "Pauses"]

Pauses: TypeAlias = Sequence[tuple[datetime, datetime]]
"""Half-open `[from, to)`, in any order, free to overlap."""

_SECOND = timedelta(0, 1)
_ONE_DAY = timedelta(days=1)
_NEAR = 256
"""Intervals after the start in which nearly every amount ends: looking there first takes fewer steps."""

_SECONDS = list(accumulate(repeat(_SECOND, 1023), initial=NO_TIME))
_SPANS = list(accumulate(repeat(1024 * _SECOND, 1023), initial=NO_TIME))
_TABLED = 1024 * 1024
"""Whole seconds below this are a sum of two lengths at hand: to make one of a number costs as much as both searches."""

_END_OF_TIME = datetime.max.replace(tzinfo=UTC)


class Calendar(Compiled):
    """Opening hours, holidays and make-up days of one zone; adds, subtracts and counts open time.

    Conventions:

    - Open means: the clock on the office wall shows a time inside a window, opening included, closing not.
    - Hours are elapsed time, not clock time: a night shift over the change to summer time is an hour shorter.
    - An amount that ends exactly at closing is due at closing (`sub`: at opening).
    - A zero amount from a closed moment is due at the next opening (`sub`: the last closing).
    - A window that closes before it opens runs past midnight and belongs to the day on which it opens.
    - The day of the start is day 0, whether it is a working day or not; a working day has some open time of its own.
    - `exceptions` replace the week for a date, `[]` closes it; a date written out beats a day of every year, and an
      exception a holiday. `breaks` are clock times of a date at which nothing is open.

    Instants come in with any zone and go out in UTC; an instant without a zone is refused. CalendarError answers a
    question whose moment lies more than ten years of an unchanging calendar away, or outside the years 1 to 9999.
    """

    __slots__ = ()

    @classmethod
    def from_dict(cls, spec: Mapping[str, object]) -> "Calendar":
        """A calendar from `tz week holidays exceptions breaks`, and `name coverage_until` where known."""
        return cls(Hours.from_dict(spec))

    def to_dict(self) -> dict[str, object]:
        """The canonical spec: calendars with equal hours give equal dicts, in equal order."""
        return self._hours.to_dict()

    @property
    def name(self) -> str | None:
        """As the policy names it."""
        return self._hours.name

    @property
    def zone(self) -> ZoneInfo:
        """The zone of the office, in which every date and clock time of the calendar is meant."""
        return self._hours.zone

    @property
    def coverage_until(self) -> date | None:
        """The last date for which its holidays are published; None where nobody said."""
        return self._hours.coverage_until

    def windows_on(self, day: date) -> list[list[str]]:
        """When *day* is open, as people write it: `["22:00", "06:00"]` for a night shift; closed → empty."""
        return write_windows(self._hours.open_on(day))

    def usual_hours(self, weekday: int) -> list[list[str]]:
        """The windows of a weekday, Monday 0, as the week alone has them."""
        return write_windows(self._hours.week[weekday])

    # Open time

    def add(self, start: datetime, seconds: float, pauses: Pauses = ()) -> datetime:
        """The moment by which *seconds* of open time outside *pauses* have passed since *start*; negative: `sub`."""
        at = start if start.tzinfo is UTC else utc_of(start)
        if seconds <= 0 or pauses:
            return self._add_around(at, seconds, pauses)
        # The same as _ahead, unrolled for what is compiled and near: this is asked for every clock of a desk.
        line = self._line
        upto, bases = line.upto, line.bases
        i = bisect_right(line.ends, at)
        if 0 < i < line.count - _NEAR:
            if type(seconds) is int and seconds < _TABLED:
                total = _SPANS[seconds >> 10] + _SECONDS[seconds & 1023]
            else:
                total = _SECOND * seconds
            total += at - bases[i] if at > line.opens[i] else upto[i]
            j = bisect_left(upto, total, i + 1, i + _NEAR)
            if j < i + _NEAR:
                return bases[j - 1] + total
        return self._ahead(at, _SECOND * seconds)

    def sub(self, start: datetime, seconds: float, pauses: Pauses = ()) -> datetime:
        """The moment from which *seconds* of open time outside *pauses* pass until *start*; negative: `add`."""
        if seconds < 0:
            return self.add(start, -seconds, pauses)
        at, left = utc_of(start), _SECOND * seconds
        paused = merged(pauses)
        if not left and self.is_open(at) and not any(begun <= at < ended for begun, ended in paused):
            return at
        for paused_at, resumed_at in reversed(paused):
            if paused_at >= at:
                continue
            if resumed_at < at:
                began_at = self._behind(at, left)
                if began_at > resumed_at or (began_at == resumed_at and left):
                    return began_at
                left -= self._open_time(resumed_at, at)
            at = paused_at
        return self._behind(at, left)

    def between(self, start: datetime, end: datetime, pauses: Pauses = ()) -> float:
        """Open seconds from *start* to *end* outside *pauses*; negative when *end* is first; int when whole."""
        since = start if start.tzinfo is UTC else utc_of(start)
        until = end if end.tzinfo is UTC else utc_of(end)
        line = self._line
        ends, opens, upto, bases = line.ends, line.opens, line.upto, line.bases
        i = bisect_right(ends, since)
        j = bisect_right(ends, until)
        if 0 < i <= j < line.count and not pauses:
            before = since - bases[i] if since > opens[i] else upto[i]
            open_time = (until - bases[j] if until > opens[j] else upto[j]) - before
        else:
            open_time = self._open_time_around(since, until, pauses)
        if open_time.microseconds:
            return open_time.total_seconds()
        return open_time.days * SECONDS_PER_DAY + open_time.seconds

    def next_open(self, at: datetime) -> datetime:
        """*at* when it is open, else the next opening: a closing moment is closed."""
        at = utc_of(at)
        line = self._around(at)
        while (i := bisect_right(line.ends, at)) == line.count:
            line = self._later(line, at)
        return max(at, line.opens[i])

    def prev_open(self, at: datetime) -> datetime:
        """The last moment up to which there was open time: *at* inside a window or at its closing, else a closing."""
        at = utc_of(at)
        line = self._around(at)
        while not (i := bisect_left(line.opens, at)):
            line = self._earlier(line, at)
        return min(at, line.ends[i - 1])

    def next_close(self, at: datetime) -> datetime:
        """The first closing after *at*; CalendarError for an office that never closes."""
        at = utc_of(at)
        line = self._around(at)
        while (i := bisect_right(line.ends, at)) == line.count or line.ends[i] >= line.edge:
            line = self._later(line, at)
        return line.ends[i]

    def is_open(self, at: datetime) -> bool:
        """Whether *at* lies in a window: its opening does, its closing does not."""
        at = utc_of(at)
        line = self._around(at)
        i = bisect_right(line.ends, at)
        return i < line.count and line.opens[i] <= at

    def open_intervals(self, start: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
        """What is open from *start* to *end*, in order, cut to them; windows that touch are one."""
        start, end = utc_of(start), utc_of(end)
        if end <= start:
            return []
        line = self._spanning(start.year, end.year)
        first, last = bisect_right(line.ends, start), bisect_left(line.opens, end)
        found = zip(line.opens[first:last], line.ends[first:last], strict=True)
        return [(max(opened, start), min(closed, end)) for opened, closed in found]

    # Working days

    def is_workday(self, day: date) -> bool:
        """Whether a window that opens on *day* is open at some moment, its breaks taken out."""
        workdays = self._spanning(day.year, day.year).workdays
        ordinal = day.toordinal()
        i = bisect_left(workdays, ordinal)
        return i < len(workdays) and workdays[i] == ordinal

    def add_days(self, day: date, days: int) -> date:
        """The working day that is *days* working days after *day*, or before it; 0 is *day* itself, even closed."""
        if not days:
            return day
        line, ordinal = self._spanning(day.year, day.year), day.toordinal()
        if not FIRST.toordinal() <= ordinal + days <= date.max.toordinal():
            raise out_of_years(day)
        while True:
            place = (
                bisect_right(line.workdays, ordinal) + days - 1
                if days > 0
                else bisect_left(line.workdays, ordinal) + days
            )
            if 0 <= place < len(line.workdays):
                return date.fromordinal(line.workdays[place])
            reached = line.workdays or [ordinal]
            if days > 0:
                line = self._later(line, _midnight(max(ordinal, reached[-1])))
            else:
                line = self._earlier(line, _midnight(min(ordinal, reached[0])))

    def days_between(self, since: date, until: date) -> int:
        """Working days from *since* to before *until*; negative when *until* is first."""
        if until < since:
            return -self.days_between(until, since)
        workdays = self._spanning(since.year, until.year).workdays
        return bisect_left(workdays, until.toordinal()) - bisect_left(workdays, since.toordinal())

    def add_days_at(self, start: datetime, days: int, *, as_is: bool = False) -> datetime:
        """The clock time of *start*, *days* working days later or earlier; a closed start counts from the next opening.

        For negative days that is the last closing. `as_is` counts from the date of a closed start instead. A landing
        that is closed moves to the next opening (negative: last closing); one exactly at closing stays. A clock time
        that does not exist on the day becomes the moment of the jump, one that exists twice the first of both.
        """
        at = utc_of(start)
        if not as_is:
            at = self._settled(at, forward=days >= 0)
        if not days:
            return self._settled(at, forward=True)
        local = at.astimezone(self.zone)
        landing = datetime.combine(self.add_days(local.date(), days), local.time())
        landed = instant_of(self.zone, landing)
        return landed if self.prev_open(landed) == landed else self._settled(landed, forward=days > 0)

    def _settled(self, at: datetime, *, forward: bool) -> datetime:
        if forward or self.is_open(at):
            return self.next_open(at)
        return self.prev_open(at)

    # Dates

    def local_date(self, at: datetime) -> date:
        """The date on the office's wall at *at*."""
        asked_at, on = self._asked
        if asked_at is not at:
            on = (at if at.tzinfo is UTC else utc_of(at)).astimezone(self._hours.zone).date()
            self._asked = at, on
        return on

    def start_of_day(self, day: date) -> datetime:
        """The first instant of *day*: the moment of the jump where a zone skips midnight or the whole date."""
        try:
            return instant_of(self.zone, datetime.combine(day, time.min))
        except OverflowError:
            raise out_of_years(day) from None

    def end_of_day(self, day: date) -> datetime:
        """The exclusive bound of *day*: the first instant of the date after it."""
        if day == date.max:
            raise out_of_years(day)
        return self.start_of_day(day + _ONE_DAY)

    def close_of_business(self, day: date) -> datetime | None:
        """When the last window that opens on *day* closes, past midnight for a night shift; closed → None."""
        midnight = (day.toordinal() - 1) * SECONDS_PER_DAY
        nearby = stretches(self.zone, max(0, midnight - 2 * SECONDS_PER_DAY), midnight + 4 * SECONDS_PER_DAY)
        closings = [
            end
            for opens, closes in self._hours.open_on(day)
            for _start, end in pieces(nearby, midnight + opens * 60, midnight + closes * 60)
        ]
        return moment(max(closings)) if closings else None

    def closed_reason(self, day: date) -> Literal["weekend", "holiday", "closed"] | None:
        """Why *day* is skipped: a holiday even on a weekend; `closed` by its own exception or breaks; open → None."""
        if self.is_workday(day):
            return None
        if day in self._hours.holidays:
            return "holiday"
        return "closed" if self._hours.week[day.weekday()] else "weekend"

    def is_made_up(self, day: date) -> bool:
        """Whether *day* is worked although the week has it as a day of rest (调休)."""
        return self.is_workday(day) and not self._hours.week[day.weekday()]

    def provisional(self, on: date) -> bool:
        """Whether *on* lies after the last date for which holidays are published (STANDARDS §8, pitfall 8)."""
        return self._hours.coverage_until is not None and on > self._hours.coverage_until

    # Open time, where it is not compiled yet or pauses cut it

    def _ahead(self, at: datetime, amount: timedelta) -> datetime:
        if not amount:
            return self.next_open(at)
        if amount > _END_OF_TIME - at:
            raise out_of_years(at)
        line = self._around(at)
        total = line.open_before(at) + amount
        while (due_at := line.earliest_with(total)) is None:
            line = self._later(line, max(at, line.ends[-1]) if line.ends else at)
        return due_at

    def _behind(self, at: datetime, amount: timedelta) -> datetime:
        if not amount:
            return self.prev_open(at)
        if amount > at - FIRST:
            raise out_of_years(at)
        line = self._around(at)
        while (total := line.open_before(at) - amount) < NO_TIME:
            line = self._earlier(line, min(at, line.opens[0]) if line.opens else at)
        return line.latest_with(total)

    def _add_around(self, at: datetime, seconds: float, pauses: Pauses) -> datetime:
        if seconds < 0:
            return self.sub(at, -seconds, pauses)
        left = _SECOND * seconds
        for paused_at, resumed_at in merged(pauses):
            if resumed_at <= at:
                continue
            if paused_at > at:
                due_at = self._ahead(at, left)
                if due_at < paused_at or (due_at == paused_at and left):
                    return due_at
                left -= self._open_time(at, paused_at)
            at = resumed_at
        return self._ahead(at, left)

    def _open_time_around(self, start: datetime, end: datetime, pauses: Pauses) -> timedelta:
        if end < start:
            return -self._open_time_around(end, start, pauses)
        open_time = self._open_time(start, end)
        for paused_at, resumed_at in merged(pauses):
            if paused_at < end and resumed_at > start:
                open_time -= self._open_time(max(paused_at, start), min(resumed_at, end))
        return open_time


def _midnight(ordinal: int) -> datetime:
    return moment((ordinal - 1) * SECONDS_PER_DAY)
