"""Dates in import files: one column has one order of day and month, proved from the file or told, never guessed."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from enum import StrEnum
from functools import cache
from zoneinfo import ZoneInfo

from cxdesk.catalogue import _
from cxdesk.when.zones import AmbiguousDate, DateError, start_of_day, to_utc


class DateOrder(StrEnum):
    """The order of a numeric date's parts. A year of four digits in front is read in every order."""

    YMD = "ymd"
    ISO = "ymd"
    MDY = "mdy"
    DMY = "dmy"

    @classmethod
    def _missing_(cls, value: object) -> "DateOrder | None":
        return cls.YMD if value == "iso" else None


class Precision(StrEnum):
    """How much of the time the source told."""

    DAY = "day"
    MINUTE = "minute"
    SECOND = "second"


@dataclass(frozen=True, slots=True)
class Stamp:
    """An instant (UTC) from a file, and how exactly the file knew it; a bare date is 00:00 local."""

    at: datetime
    precision: Precision


MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july", "aug august",
            "sep sept september", "oct october", "nov november", "dec december",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip

TIME = (
    r"(?P<half>上午|下午)?\s*(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,](?P<fraction>\d{1,9}))?)?)"
    r"(?:\s*(?P<meridiem>[ap])\.?m\.?)?(?:\s*(?P<offset>z|utc|gmt|[+-]\d{2}(?::?\d{2})?))?"
)
_DATE = (
    r"(?:(?P<a>\d{1,4})(?P<mark>[-/.])(?P<b>\d{1,2})(?P=mark)(?P<c>\d{1,4})"
    r"|(?P<year>\d{4})年(?P<month>\d{1,2})月(?P<day>\d{1,2})[日号]"
    r"|(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,?\s+)?(?P<day_first>\d{1,2})[-\s](?P<name>[a-z]{3,9})\.?[-\s,]\s*(?P<year_last>\d{4}|\d{2})"
    r"|(?P<name_first>[a-z]{3,9})\.?\s+(?P<day_second>\d{1,2}),?\s+(?P<year_end>\d{4}))"
)


@cache
def _stamp_pattern() -> re.Pattern[str]:
    return re.compile(rf"{_DATE}(?:(?:\s*t\s*|,?\s+|(?<=[日号])){TIME})?")


def parse_stamp(text: str, *, order: DateOrder, zone: ZoneInfo) -> Stamp:
    """A date of an import file, in *zone* where it carries no offset.

    Years of two digits are 1969 to 2068 (as POSIX reads them). Raises DateError for what is no date, does not
    exist, or contradicts *order*.
    """
    wall = _as_iso(text)
    if wall is not None:
        return Stamp(to_utc(wall, zone), Precision.SECOND)
    match = _match(text)
    if match is None:
        raise _unreadable(text)
    on = _date(match, order, text)
    if match["hour"] is None:
        return Stamp(start_of_day(on, zone), Precision.DAY)
    precision = Precision.MINUTE if match["second"] is None else Precision.SECOND
    return Stamp(at_time(on, match, zone), precision)


def _as_iso(text: str) -> datetime | None:
    """`2026-03-02 14:05:09`, as most exports write it: every order reads it; the pattern takes ten times as long."""
    if len(text) != 19 or text[4] + text[7] + text[13] + text[16] != "--::" or text[10] not in " T":
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def guess_order(samples: Iterable[str]) -> DateOrder:
    """The order that the samples prove, by a number above 12; what is no date is passed over.

    Raises AmbiguousDate when day-first and month-first both fit all of them, DateError when neither does.
    """
    fitting = {DateOrder.MDY: "", DateOrder.DMY: ""}  # order → a sample that only it reads
    undecided = year_first = ""
    for sample in samples:
        match = _match(sample)
        if match is None or (match["a"] is None and match["year"] is None):
            continue
        if match["year"] or len(match["a"]) == 4:
            year_first = sample
            continue
        readable = [order for order in fitting if _reads(match, order, sample)]
        if len(readable) == 1:
            fitting[readable[0]] = fitting[readable[0]] or sample
        elif readable:
            undecided = undecided or sample
    return _proved(fitting[DateOrder.MDY], fitting[DateOrder.DMY], undecided, year_first)


def _proved(month_first: str, day_first: str, undecided: str, year_first: str) -> DateOrder:
    if month_first and day_first:
        both = _("The dates contradict each other: “{one}” has the month first, “{other}” the day.")
        raise DateError(both.format(one=month_first.strip(), other=day_first.strip()))
    if month_first or day_first:
        return DateOrder.MDY if month_first else DateOrder.DMY
    if undecided:
        either = _(
            "“{text}” can be month first or day first, and no other date decides it: name the order, mdy or dmy."
        )
        raise AmbiguousDate(either.format(text=undecided.strip()))
    if year_first:
        return DateOrder.YMD
    raise DateError(_("No date was found from which to tell the order of day and month."))


def _match(text: str) -> re.Match[str] | None:
    return _stamp_pattern().fullmatch(text.strip().lower())


def _unreadable(text: str) -> DateError:
    return DateError(_("“{text}” is not a date this import can read.").format(text=text.strip()[:60]))


def _reads(match: re.Match[str], order: DateOrder, text: str) -> bool:
    try:
        _date(match, order, text)
    except DateError:
        return False
    return True


def _date(match: re.Match[str], order: DateOrder, text: str) -> date:
    if match["a"]:
        year, month, day = _numeric(match, order, text)
    elif match["year"]:
        year, month, day = match["year"], int(match["month"]), match["day"]
    else:
        year = match["year_last"] or match["year_end"]
        month = MONTHS.get(match["name"] or match["name_first"], 0)
        day = match["day_first"] or match["day_second"]
    return real_date(_full_year(year), month, int(day), text)


def _numeric(match: re.Match[str], order: DateOrder, text: str) -> tuple[str, int, str]:
    first, second, third = match["a"], match["b"], match["c"]
    if len(first) == 4 and len(third) <= 2:
        return first, int(second), third
    if len(first) > 2 or len(third) not in {2, 4}:
        raise _unreadable(text)
    if order is DateOrder.YMD:
        wrong = _("“{text}” does not have the year first, as the order {order} asks.")
        raise DateError(wrong.format(text=text.strip(), order=order.value))
    return (third, int(first), second) if order is DateOrder.MDY else (third, int(second), first)


def _full_year(digits: str) -> int:
    year = int(digits)
    if len(digits) == 2:
        return year + (2000 if year < 69 else 1900)
    return year


def real_date(year: int, month: int, day: int, text: str) -> date:
    """The date, or a DateError that names *text* as what was written."""
    try:
        return date(year, month, day)
    except ValueError as error:
        raise DateError(_("There is no such date as “{text}”.").format(text=text.strip()[:60])) from error


def at_time(on: date, match: re.Match[str], zone: ZoneInfo) -> datetime:
    """The UTC instant of the TIME groups of *match* on a date; 24:00 is the end of that day."""
    hour, minute, second = int(match["hour"]), int(match["minute"] or 0), int(match["second"] or 0)
    afternoon = match["meridiem"] == "p" or (match["half"] == "下午" and hour <= 12)
    if (match["meridiem"] or (match["half"] and hour <= 12)) and 1 <= hour <= 12:
        hour = hour % 12 + (12 if afternoon else 0)
    elif match["meridiem"]:
        hour = 99
    days = 1 if (hour, minute, second) == (24, 0, 0) else 0
    micro = int((match["fraction"] or "").ljust(6, "0")[:6])
    try:
        wall = datetime.combine(on, time(0 if days else hour, minute, second, micro)) + timedelta(days=days)
    except (ValueError, OverflowError) as error:
        raise DateError(_("There is no such time as “{text}”.").format(text=match[0][:60])) from error
    return to_utc(wall, _offset(match["offset"]) or zone)


def _offset(text: str | None) -> timezone | None:
    if not text:
        return None
    if text in {"z", "utc", "gmt"}:
        return UTC
    hours, minutes = int(text[1:3]), int(text[3:].lstrip(":") or 0)
    if hours > 23 or minutes > 59:
        raise DateError(_("There is no such offset from UTC as “{text}”.").format(text=text))
    shift = timedelta(hours=hours, minutes=minutes)
    return timezone(-shift if text[0] == "-" else shift)
