"""The dates and instants one daily report is about, and those it shows."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from cxdesk.catalogue import _
from cxdesk.domain.calendar import Calendar
from cxdesk.errors import NotDone
from cxdesk.store.moments import to_us
from cxdesk.store.reporting import Window
from cxdesk.when import day_bounds, start_of_day


@dataclass(frozen=True, slots=True)
class Day:
    """A local date, the moment up to which it is told, and the next working day with its end in microseconds."""

    on: date
    zone: ZoneInfo
    as_of: datetime
    next_working_on: date
    next_window_end: int
    window: Window


def day_of(on: date, zone: ZoneInfo, as_of: datetime, calendar: Calendar) -> Day:
    """The day *on*, told as of *as_of*, or as of its end where that is past. Raises NotDone for a date to come.

    Periods are local dates: the last 7 are *on* and the six dates before it, whatever their length in hours
    (TRAPS 30).
    """
    bounds = day_bounds(on, zone)
    if as_of < bounds.start:
        raise NotDone(_("{day} has not begun yet; there is nothing to report").format(day=on.isoformat()))
    told = min(as_of, bounds.end)
    next_on = calendar.add_days(on, 1)
    return Day(
        on,
        zone,
        told,
        next_on,
        to_us(day_bounds(next_on, zone).end),
        Window(
            start=to_us(bounds.start),
            end=to_us(bounds.end),
            week=to_us(start_of_day(on - timedelta(days=6), zone)),
            month=to_us(start_of_day(on - timedelta(days=29), zone)),
            as_of=to_us(told),
        ),
    )
