"""Sorted open intervals in UTC with running totals: the line on which open time is added and taken off."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from itertools import accumulate

from cxdesk.catalogue import _
from cxdesk.domain.calendar_spec import CalendarError, Hours
from cxdesk.domain.calendar_zone import LAST_SECOND, SECONDS_PER_DAY, Stretch, moment, pieces, stretches, utc_of

NO_TIME = timedelta(0)
FIRST_YEAR, LAST_YEAR = 1, 9999


class OpenLine:
    """The open intervals of whole UTC years, never changed once made.

    `upto[i]` is the open time before interval i, so `upto[-1]` is that of the whole line. `bases[i]` is the moment from
    which as much time would have passed at its opening, had there been no closed one: inside the interval, open time
    is the distance from there. `workdays` are the ordinals of the local dates in those years of which a window is
    really open at some moment.
    """

    __slots__ = ("bases", "count", "edge", "ends", "first_year", "last_year", "opens", "upto", "workdays")

    def __init__(
        self, first_year: int, last_year: int, opens: list[datetime], ends: list[datetime], workdays: list[int]
    ) -> None:
        self.first_year = first_year
        self.last_year = last_year
        self.opens = opens
        self.ends = ends
        self.workdays = workdays
        self.count = len(ends)
        lengths = (end - opened for opened, end in zip(opens, ends, strict=True))
        self.upto = list(accumulate(lengths, initial=NO_TIME))
        self.bases = [opened - before for opened, before in zip(opens, self.upto, strict=False)]
        self.edge = moment(_year_start(last_year + 1))

    @classmethod
    def of_years(cls, hours: Hours, first_year: int, last_year: int) -> "OpenLine":
        """Compile *hours* for the years asked, both included: about a millisecond a year."""
        low, high = _year_start(first_year), _year_start(last_year + 1)
        margin = 3 * SECONDS_PER_DAY  # local dates reach over the UTC year, and night shifts over the local date
        parts = stretches(hours.zone, max(0, low - margin), min(LAST_SECOND, high + margin))
        first_day, last_day = date(first_year, 1, 1).toordinal(), date(last_year, 12, 31).toordinal()
        opens: list[int] = []
        ends: list[int] = []
        worked: set[int] = set()
        for start, end, day in _windows(hours, parts, max(1, first_day - 3), min(date.max.toordinal(), last_day + 3)):
            worked.add(day)
            opened, closed = max(start, low), min(end, high)
            if opened >= closed:
                continue
            if ends and opened <= ends[-1]:
                ends[-1] = max(ends[-1], closed)
            else:
                opens.append(opened)
                ends.append(closed)
        workdays = sorted(day for day in worked if first_day <= day <= last_day)
        return cls(first_year, last_year, [moment(at) for at in opens], [moment(at) for at in ends], workdays)

    def joined(self, later: "OpenLine") -> "OpenLine":
        """One line of this one and the years that follow it."""
        opens, ends = self.opens, later.ends
        if self.ends and later.opens and self.ends[-1] == later.opens[0]:
            opens, ends = opens + later.opens[1:], self.ends[:-1] + ends
        else:
            opens, ends = opens + later.opens, self.ends + ends
        return OpenLine(self.first_year, later.last_year, opens, ends, self.workdays + later.workdays)

    def open_before(self, at: datetime) -> timedelta:
        """Open time from the beginning of the line to *at*."""
        i = bisect_right(self.ends, at)
        if i < self.count and at > self.opens[i]:
            return self.upto[i] + (at - self.opens[i])
        return self.upto[i]

    def earliest_with(self, total: timedelta) -> datetime | None:
        """The first moment with *total* > 0 open time before it: a closing rather than the opening that follows."""
        j = bisect_left(self.upto, total)
        if j > self.count:
            return None
        return self.opens[j - 1] + (total - self.upto[j - 1])

    def latest_with(self, total: timedelta) -> datetime:
        """The last moment with *total* open time before it: an opening rather than the closing before.

        *total* is at least 0 and less than that of the line.
        """
        i = bisect_right(self.upto, total) - 1
        return self.opens[i] + (total - self.upto[i])


def merged(pauses: Iterable[tuple[datetime, datetime]]) -> list[tuple[datetime, datetime]]:
    """The pauses in UTC, in order, none empty, none touching another; CalendarError when one ends before it begins."""
    found: list[tuple[datetime, datetime]] = []
    for paused_at, resumed_at in sorted((utc_of(start), utc_of(end)) for start, end in pauses):
        if resumed_at < paused_at:
            raise CalendarError(
                _("the pause from {start} to {end} ends before it begins").format(
                    start=paused_at.isoformat(), end=resumed_at.isoformat()
                )
            )
        if found and paused_at <= found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], resumed_at)
        elif paused_at < resumed_at:
            found.append((paused_at, resumed_at))
    return found


def _year_start(year: int) -> int:
    return LAST_SECOND if year > LAST_YEAR else (date(year, 1, 1).toordinal() - 1) * SECONDS_PER_DAY


def _windows(hours: Hours, parts: Sequence[Stretch], first_day: int, last_day: int) -> Iterable[tuple[int, int, int]]:
    """Each window as (open, close, ordinal of its date) in UTC seconds, in order within one stretch and across them."""
    local = [
        ((day - 1) * SECONDS_PER_DAY + opens * 60, (day - 1) * SECONDS_PER_DAY + closes * 60, day)
        for day in range(first_day, last_day + 1)
        for opens, closes in hours.open_on(date.fromordinal(day))
    ]
    starts = [start for start, _end, _day in local]
    for part in parts:
        # A window is at most a day long: the one before may still reach into this stretch.
        first = bisect_left(starts, part.start + part.offset - 2 * SECONDS_PER_DAY)
        last = bisect_left(starts, part.end + part.offset)
        for start, end, day in local[first:last]:
            for opened, closed in pieces((part,), start, end):
                yield opened, closed, day
