"""Local time and UTC: the way between them across clock changes, half-open periods, and how instants are shown."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from functools import lru_cache
from zoneinfo import ZoneInfo

from cxdesk.catalogue import _


class DateError(ValueError):
    """A date nobody can read, or that does not exist; the message names what works instead."""


class AmbiguousDate(DateError):
    """A date with two readings; the message names both (TRAPS: a guessed date is a wrong deadline)."""


EARLIEST = datetime.min.replace(tzinfo=UTC)
LATEST = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Period:
    """UTC instants from *start* up to, not with, *end*; open ends are EARLIEST and LATEST."""

    start: datetime
    end: datetime

    def __contains__(self, at: datetime) -> bool:
        return self.start <= at < self.end


def to_utc(wall: datetime, zone: ZoneInfo | timezone) -> datetime:
    """The instant of a clock time that a person named in *zone*.

    A time that a clock change skips is refused; one that occurs twice is its first occurrence.
    """
    at = forgiving_utc(wall, zone)
    if at.astimezone(zone).replace(tzinfo=None) != wall:
        missing = _("{time} does not exist in {zone}: the clocks are put forward over it.")
        raise DateError(missing.format(time=f"{wall:%Y-%m-%d %H:%M}", zone=zone))
    return at


def forgiving_utc(wall: datetime, zone: ZoneInfo | timezone) -> datetime:
    """As `to_utc`, but a skipped time, which nobody named, moves on by the length of the gap."""
    try:
        return wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    except OverflowError as error:
        raise DateError(_("That date is outside the years 1 to 9999.")) from error


@lru_cache(maxsize=4096)
def start_of_day(on: date, zone: ZoneInfo) -> datetime:
    """The first instant of a local date in UTC: 00:00, or later where the clocks skip midnight."""
    return forgiving_utc(datetime(on.year, on.month, on.day), zone)  # noqa: DTZ001 (the zone comes next)


def day_bounds(on: date, zone: ZoneInfo) -> Period:
    """The local date as a period: 23, 24 or 25 hours."""
    return Period(start_of_day(on, zone), start_of_day(add_days(on, 1), zone))


def add_days(on: date, days: int) -> date:
    """Calendar days later. Raises DateError beyond the years 1 to 9999."""
    try:
        return on + timedelta(days=days)
    except OverflowError as error:
        raise DateError(_("That date is outside the years 1 to 9999.")) from error


def add_months(on: date, months: int) -> date:
    """The same day of a later month, or its last day: 2026-08-31 + 6 is 2027-02-28 (STANDARDS §8)."""
    year, month = divmod(on.year * 12 + on.month - 1 + months, 12)
    if not 1 <= year <= 9999:
        raise DateError(_("That date is outside the years 1 to 9999."))
    days = 31 if month == 11 else (date(year, month + 2, 1) - timedelta(days=1)).day
    return date(year, month + 1, min(on.day, days))


# ---- showing ---------------------------------------------------------------------------------------------

# Abbreviations that mean one thing; CST and IST each name several zones, so they show as an offset.
_CLEAR_NAMES = frozenset(
    {
        "UTC", "GMT", "BST", "WET", "WEST", "CET", "CEST", "EET", "EEST", "MSK", "EST",
        "EDT", "CDT", "MST", "MDT", "PST", "PDT", "AKST", "AKDT", "HST", "AEST", "AEDT",
        "ACST", "ACDT", "AWST", "NZST", "NZDT", "JST", "KST", "HKT", "SAST",
    }
)  # fmt: skip


def local(at: datetime, zone: ZoneInfo) -> str:
    """The instant as people of *zone* read it, to the minute; show `zone_label` beside it or above it."""
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M}"


def zone_label(at: datetime, zone: ZoneInfo) -> str:
    """The zone's short name at that instant: CET, CEST, UTC+8."""
    there = at.astimezone(zone)
    name, offset = there.tzname(), there.utcoffset()
    if name in _CLEAR_NAMES or offset is None:
        return name or str(zone)
    hours, minutes = divmod(abs(offset) // timedelta(minutes=1), 60)
    sign = "-" if offset < timedelta() else "+"
    return f"UTC{sign}{hours}" + (f":{minutes:02}" if minutes else "")


def iso_z(at: datetime) -> str:
    """RFC 3339 in UTC with Z, as machines read it; fractions only when there are any."""
    if at.tzinfo is None:
        raise ValueError("an instant without a zone cannot be written as UTC")
    return at.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"


def span(seconds: float) -> str:
    """A duration in its two largest units, the rest cut off: 1d 4h, 2h 5m, 35m, 40s. A day is 24 hours."""
    whole = int(abs(seconds))
    counts = [whole // 86400, whole // 3600 % 24, whole // 60 % 60, whole % 60]
    first = next((index for index, count in enumerate(counts) if count), 3)
    units = (_("{number}d"), _("{number}h"), _("{number}m"), _("{number}s"))
    larger = units[first].format(number=counts[first])
    shown = larger
    if first < 2 and counts[first + 1]:
        shown = _("{larger} {smaller}").format(larger=larger, smaller=units[first + 1].format(number=counts[first + 1]))
    return f"-{shown}" if seconds <= -1 else shown
