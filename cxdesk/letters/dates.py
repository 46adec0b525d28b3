"""Dates as a letter prints them: absolute, with the year, in the reader's language and the desk's zone."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

MONTHS: Final = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

_ZH_ZONE_NAMES: Final = {
    "Asia/Shanghai": "北京时间",
    "Asia/Hong_Kong": "香港时间",
    "Asia/Macau": "澳门时间",
    "Asia/Taipei": "台北时间",
}


class DuePrecision(StrEnum):
    """Whether a reader is told the day or the day and the time."""

    DAY = "day"
    TIME = "time"


@dataclass(frozen=True, slots=True)
class Due:
    """An obligation's end: *at* is an exclusive UTC bound (DOMAIN §5), *precision* how it was promised."""

    at: datetime
    precision: DuePrecision = DuePrecision.DAY

    def __post_init__(self) -> None:
        """A time without a zone is never printed (TRAPS 28)."""
        require_aware(self.at, "Due.at")

    def last_day(self, zone: ZoneInfo) -> date:
        """The last local date on which the obligation can still be met: midnight of D+1 gives D."""
        return (self.at - timedelta(microseconds=1)).astimezone(zone).date()

    def tells_day_only(self, zone: ZoneInfo) -> bool:
        """Local midnight is the end of a day, not a time to print."""
        return self.precision is DuePrecision.DAY or self.at.astimezone(zone).time() == time.min

    def printed_day(self, zone: ZoneInfo) -> date:
        """The local date a letter shows."""
        return self.last_day(zone) if self.tells_day_only(zone) else self.at.astimezone(zone).date()

    def is_past(self, now: datetime) -> bool:
        """Met ⇔ done before the bound, so the bound itself is too late."""
        return now >= self.at


def require_aware(instant: datetime, name: str) -> None:
    """Raises ValueError for a time that does not say its zone (TRAPS 28)."""
    if instant.tzinfo is None or instant.utcoffset() is None:
        msg = f"{name} must be an aware datetime"
        raise ValueError(msg)


def date_text(day: date, language: str) -> str:
    """ "2 December 2026", "2026年12月2日"; ISO in a language this module has no words for."""
    if language == "en":
        return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
    if language == "zh":
        return f"{day.year}年{day.month}月{day.day}日"
    return day.isoformat()


def due_text(due: Due, zone: ZoneInfo, language: str) -> str:
    """What may follow "by": the last day, or the day and the time with the zone beside it (TRAPS 28, 31).

    A bound at local midnight is told as the day before, whatever its precision: nobody reads "by 00:00" right.
    """
    day = date_text(due.printed_day(zone), language)
    if due.tells_day_only(zone):
        return day
    clock = f"{due.at.astimezone(zone):%H:%M}"
    if language == "zh":
        return f"{day}{clock}（{_ZH_ZONE_NAMES.get(zone.key, zone.key)}）"
    return f"{day}, {clock} ({zone.key})"


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date as it stands in a text; *day* is None for one that no calendar has."""

    start: int
    text: str
    day: date | None


_MONTH = "|".join(MONTHS)
_FULL_DATES: Final = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\b(?P<d>\d{{1,2}})(?:st|nd|rd|th)? (?P<m>{_MONTH}),? (?P<y>\d{{4}})\b",
        rf"\b(?P<m>{_MONTH}) (?P<d>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<y>\d{{4}})\b",
        r"(?<![\d-])(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})(?![\d-])",
        r"(?P<y>\d{4}) ?年 ?(?P<m>\d{1,2}) ?月 ?(?P<d>\d{1,2}) ?[日号]",
    )
)


def dates_in(text: str) -> Iterator[FoundDate]:
    """Every absolute date with its year, in the spellings of `date_text` and their everyday variants."""
    for pattern in _FULL_DATES:
        for found in pattern.finditer(text):
            month = found["m"]
            number = MONTHS.index(month) + 1 if month in MONTHS else int(month)
            try:
                day: date | None = date(int(found["y"]), number, int(found["d"]))
            except ValueError:
                day = None
            yield FoundDate(found.start(), found[0], day)
