"""Where a zone's clock jumps: stretches of constant offset, and the instant of a local time (TRAPS 29, 32).

`zoneinfo` does not tell its transitions, so each day's offset is looked at and a change is searched for within the
day; no zone of the published data has changed twice within six days. Local and UTC lines are both counted in whole
seconds from the midnight of 1 January of year 1.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo

from cxdesk.catalogue import _
from cxdesk.domain.calendar_spec import CalendarError

SECONDS_PER_DAY = 86_400
FIRST = datetime(1, 1, 1, tzinfo=UTC)
LAST_SECOND = (date.max.toordinal() - 1) * SECONDS_PER_DAY + SECONDS_PER_DAY - 1
_SECOND = timedelta(seconds=1)


class Stretch(NamedTuple):
    """UTC seconds `[start, end)` in which the zone's clock runs without a jump, *offset* seconds ahead of UTC."""

    start: int
    end: int
    offset: int


def stretches(zone: ZoneInfo, start: int, end: int) -> list[Stretch]:
    """The stretches that make up UTC seconds *start* to *end*, in order."""
    found: list[Stretch] = []
    marks = [*range(start, end, SECONDS_PER_DAY), end]
    begun, offset = start, offset_at(zone, start)
    for before, after in pairwise(marks):
        offset_after = offset_at(zone, after)
        if offset_after != offset:
            jump = _jump_between(zone, before, after)
            found.append(Stretch(begun, jump, offset))
            begun, offset = jump, offset_after
    return [*found, Stretch(begun, end, offset)]


def offset_at(zone: ZoneInfo, second: int) -> int:
    """Seconds the zone's clock is ahead of UTC; the very ends of time take the offset of the day beside them."""
    within = min(max(second, SECONDS_PER_DAY), LAST_SECOND - SECONDS_PER_DAY)
    offset = (FIRST + timedelta(0, within)).astimezone(zone).utcoffset()
    return 0 if offset is None else offset // _SECOND


def _jump_between(zone: ZoneInfo, before: int, after: int) -> int:
    """The first second that no longer has the offset of *before*."""
    offset = offset_at(zone, before)
    while after - before > 1:
        middle = (before + after) // 2
        if offset_at(zone, middle) == offset:
            before = middle
        else:
            after = middle
    return after


def pieces(parts: Iterable[Stretch], start: int, end: int) -> Iterator[tuple[int, int]]:
    """UTC seconds in which the clock on the wall shows a local time from *start* to before *end*.

    None for a time the clock skips; two for one it shows twice.
    """
    for part in parts:
        begun, ended = max(start - part.offset, part.start), min(end - part.offset, part.end)
        if begun < ended:
            yield begun, ended


def instant_of(zone: ZoneInfo, local: datetime) -> datetime:
    """The UTC instant at which the clock first shows the naive *local*; skipped → the moment of the jump."""
    at = local.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if at.astimezone(zone).replace(tzinfo=None, fold=0) == local.replace(fold=0):
        return at
    too_early = local.replace(tzinfo=zone, fold=1).astimezone(UTC)
    return moment(_jump_between(zone, second_of(too_early) - 1, second_of(at) + 1))


def second_of(at: datetime) -> int:
    """Whole seconds from the beginning of the line to *at*, rounded down."""
    return (at - FIRST) // _SECOND


def moment(second: int) -> datetime:
    """The UTC instant *second* seconds from the beginning of the line."""
    return FIRST + timedelta(0, second)


def utc_of(at: datetime) -> datetime:
    """*at* in UTC; CalendarError when it names no zone or lies at the edge of time."""
    if at.tzinfo is UTC:
        return at
    if at.utcoffset() is None:
        raise CalendarError(_("the time {moment} names no zone; add one").format(moment=at.isoformat()))
    try:
        return at.astimezone(UTC)
    except OverflowError:
        raise out_of_years(at) from None


def out_of_years(value: date) -> CalendarError:
    """What to raise for a date or instant whose neighbours cannot be counted."""
    return CalendarError(
        _("nothing can be counted from {moment}: that leads out of the years 1 to 9999").format(
            moment=value.isoformat()
        )
    )
