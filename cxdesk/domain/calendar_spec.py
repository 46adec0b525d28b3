"""What an office writes down about its hours: read, checked, and written back in one canonical form (DOMAIN §5)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import TypeAlias
from zoneinfo import ZoneInfo

from cxdesk.catalogue import _

Windows: TypeAlias = tuple[tuple[int, int], ...]
"""Minutes after local midnight, sorted; a close beyond 1440 lies in the next day."""

DAY_NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MINUTES_PER_DAY = 24 * 60
KEYS = ("name", "tz", "week", "holidays", "exceptions", "breaks", "coverage_until")

_CLOCK_TIME = re.compile(r"([01]\d|2[0-4]):([0-5]\d)", re.ASCII)
_DATED = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_YEARLY = re.compile(r"\*-\d\d-\d\d", re.ASCII)


class CalendarError(ValueError):
    """A calendar that cannot be, or a question it cannot answer; the message names the value and the mend."""


@dataclass(frozen=True, slots=True)
class DayTable:
    """Windows for single dates and for days of every year (`*-12-25`)."""

    dated: Mapping[date, Windows]
    yearly: Mapping[tuple[int, int], Windows]

    def __contains__(self, day: date) -> bool:
        return day in self.dated or (day.month, day.day) in self.yearly

    def on(self, day: date) -> Windows:
        """The windows of *day*: its own and those of every year together."""
        return self.dated.get(day, ()) + self.yearly.get((day.month, day.day), ())

    def to_dict(self) -> dict[str, list[list[str]]]:
        """Sorted by key: the days of every year first, then the dates."""
        written = {f"*-{month:02}-{day:02}": windows for (month, day), windows in self.yearly.items()}
        written |= {day.isoformat(): windows for day, windows in self.dated.items()}
        return {key: write_windows(written[key]) for key in sorted(written)}


@dataclass(frozen=True, slots=True)
class Hours:
    """The hours of one office in local time, before any zone rule is applied to them."""

    name: str | None
    zone: ZoneInfo
    week: tuple[Windows, ...]
    holidays: DayTable
    exceptions: DayTable
    breaks: DayTable
    coverage_until: date | None

    @classmethod
    def from_dict(cls, spec: Mapping[str, object]) -> "Hours":
        """Read a calendar of a policy file; CalendarError names the key, the value and what to write instead."""
        for key in spec:
            if key not in KEYS:
                raise CalendarError(
                    _("calendar key “{key}” is not known; write one of {known}").format(key=key, known=", ".join(KEYS))
                )
        name = spec.get("name")
        if name is not None and not isinstance(name, str):
            raise CalendarError(_("calendar name {value} is not a text").format(value=repr(name)))
        hours = cls(
            name=name,
            zone=_read_zone(spec.get("tz")),
            week=_read_week(spec.get("week", {})),
            holidays=_read_holidays(spec.get("holidays", [])),
            exceptions=_read_table("exceptions", spec.get("exceptions", {})),
            breaks=_read_table("breaks", spec.get("breaks", {})),
            coverage_until=_read_coverage(spec.get("coverage_until")),
        )
        if not any((*hours.week, *hours.exceptions.dated.values(), *hours.exceptions.yearly.values())):
            raise CalendarError(
                _("calendar week {value} is never open; give at least one day a window such as {example}").format(
                    value=repr(spec.get("week")), example='mon = [["09:00", "17:00"]]'
                )
            )
        return hours

    def to_dict(self) -> dict[str, object]:
        """The canonical spec: equal hours give equal text, so that a snapshot can be named by its hash."""
        spec: dict[str, object] = {} if self.name is None else {"name": self.name}
        spec |= {
            "tz": self.zone.key,
            "week": {
                name: write_windows(windows) for name, windows in zip(DAY_NAMES, self.week, strict=True) if windows
            },
            "holidays": list(self.holidays.to_dict()),
            "exceptions": self.exceptions.to_dict(),
            "breaks": self.breaks.to_dict(),
        }
        if self.coverage_until is not None:
            spec["coverage_until"] = self.coverage_until.isoformat()
        return spec

    def windows_on(self, day: date) -> Windows:
        """The windows that open on *day*, breaks not yet taken out; a date written out beats a day of every year."""
        if day in self.exceptions.dated:
            return self.exceptions.dated[day]
        if day in self.holidays.dated:
            return ()
        of_the_year = (day.month, day.day)
        if of_the_year in self.exceptions.yearly:
            return self.exceptions.yearly[of_the_year]
        if of_the_year in self.holidays.yearly:
            return ()
        return self.week[day.weekday()]

    def open_on(self, day: date) -> Windows:
        """The windows that open on *day*, without the breaks of that date and of its neighbours."""
        windows = self.windows_on(day)
        if windows and (self.breaks.dated or self.breaks.yearly):
            for break_start, break_end in self._breaks_around(day):
                windows = tuple(
                    (opens, closes)
                    for start, end in windows
                    for opens, closes in ((start, min(end, break_start)), (max(start, break_end), end))
                    if opens < closes
                )
        return windows

    def _breaks_around(self, day: date) -> list[tuple[int, int]]:
        """Breaks in minutes after the midnight of *day*: a night shift meets those of the next date, too."""
        found: list[tuple[int, int]] = []
        for shift in (-1, 0, 1):
            if date.min.toordinal() <= day.toordinal() + shift <= date.max.toordinal():
                moved = shift * MINUTES_PER_DAY
                found += [(start + moved, end + moved) for start, end in self.breaks.on(day + timedelta(shift))]
        return found

    def dated_years(self) -> tuple[int, int] | None:
        """First and last year of which a date is written out as open or closed; none → None."""
        years = [day.year for day in (*self.exceptions.dated, *self.holidays.dated, *self.breaks.dated)]
        return (min(years), max(years)) if years else None


def write_windows(windows: Windows) -> list[list[str]]:
    """As people write them: `["22:00", "06:00"]` for a night shift, `24:00` for the end of the day."""
    return [[_clock(opens), _clock(closes)] for opens, closes in windows]


def _clock(minutes: int) -> str:
    within = minutes if minutes <= MINUTES_PER_DAY else minutes - MINUTES_PER_DAY
    return f"{within // 60:02}:{within % 60:02}"


def _read_zone(value: object) -> ZoneInfo:
    try:
        # ZoneInfo answers a directory or an unreadable file with OSError, an unknown name with KeyError.
        return ZoneInfo(value if isinstance(value, str) else "")
    except (KeyError, ValueError, OSError):
        raise CalendarError(
            _("calendar tz {value} is not a known time zone; write a name such as Europe/London").format(
                value=repr(value)
            )
        ) from None


def _read_week(value: object) -> tuple[Windows, ...]:
    if not isinstance(value, Mapping):
        raise CalendarError(
            _("calendar week {value} is not a table of days; write mon to sun").format(value=repr(value))
        )
    for name in value:
        if name not in DAY_NAMES:
            raise CalendarError(
                _("calendar week names a day {value}; write one of {known}").format(
                    value=repr(name), known=", ".join(DAY_NAMES)
                )
            )
    week = tuple(_read_windows(f"week.{name}", value.get(name, [])) for name in DAY_NAMES)
    for day, name in enumerate(DAY_NAMES):
        following = week[(day + 1) % 7]
        if week[day] and following and week[day][-1][1] - MINUTES_PER_DAY > following[0][0]:
            raise CalendarError(
                _(
                    "calendar week.{day} is open past midnight until {closes} and overlaps week.{next_day}; "
                    "a window that closes before it opens is a night shift: mend the closing time or the next day"
                ).format(day=name, closes=_clock(week[day][-1][1]), next_day=DAY_NAMES[(day + 1) % 7])
            )
    return week


def _read_windows(key: str, value: object, *, may_overlap: bool = False) -> Windows:
    if not isinstance(value, (list, tuple)):
        raise CalendarError(
            _("calendar {key} {value} is not a list of windows; write {example}").format(
                key=key, value=repr(value), example='[["09:00", "17:00"]]'
            )
        )
    windows = tuple(sorted(_read_window(key, window) for window in value))
    for (_opens, closes), (opens_next, _closes) in pairwise(windows):
        if closes > opens_next and not may_overlap:
            raise CalendarError(
                _("calendar {key} {value} holds windows that overlap; join them into one").format(
                    key=key, value=repr(value)
                )
            )
    return windows


def _read_window(key: str, value: object) -> tuple[int, int]:
    if isinstance(value, (list, tuple)) and len(value) == 2:
        opens, closes = _read_clock(value[0]), _read_clock(value[1])
        if opens is not None and closes is not None and opens < MINUTES_PER_DAY and opens != closes:
            return opens, closes if closes > opens else closes + MINUTES_PER_DAY
    raise CalendarError(
        _(
            "calendar {key} {value} is not a window; write opening and closing time, two different times from "
            "00:00 to 24:00, such as {example}"
        ).format(key=key, value=repr(value), example='["09:00", "17:00"]')
    )


def _read_clock(value: object) -> int | None:
    match = _CLOCK_TIME.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        return None
    minutes = int(match[1]) * 60 + int(match[2])
    return minutes if minutes <= MINUTES_PER_DAY else None


def _read_table(key: str, value: object) -> DayTable:
    if not isinstance(value, Mapping):
        raise CalendarError(
            _("calendar {key} {value} is not a table of dates; write {example}").format(
                key=key, value=repr(value), example='"2026-12-24" = [["09:00", "12:00"]]'
            )
        )
    dated: dict[date, Windows] = {}
    yearly: dict[tuple[int, int], Windows] = {}
    for text, windows in value.items():
        day = _read_day(key, text)
        read = _read_windows(f"{key}.{text}", windows, may_overlap=key == "breaks")
        if isinstance(day, date):
            dated[day] = read
        else:
            yearly[day] = read
    return DayTable(dated, yearly)


def _read_holidays(value: object) -> DayTable:
    if not isinstance(value, (list, tuple)):
        raise CalendarError(
            _("calendar holidays {value} is not a list of dates; write {example}").format(
                value=repr(value), example='["2026-01-01", "*-12-25"]'
            )
        )
    days = {_read_day("holidays", text) for text in value}
    return DayTable(
        {day: () for day in days if isinstance(day, date)},
        {day: () for day in days if not isinstance(day, date)},
    )


def _read_day(key: str, value: object) -> date | tuple[int, int]:
    """A date, or month and day of every year."""
    try:
        if isinstance(value, str) and _DATED.fullmatch(value):
            return date.fromisoformat(value)
        if isinstance(value, str) and _YEARLY.fullmatch(value):
            in_a_leap_year = date.fromisoformat("2000" + value[1:])
            return in_a_leap_year.month, in_a_leap_year.day
    except ValueError:
        pass
    raise CalendarError(
        _("calendar {key} holds {value}, which is no date; write 2026-12-25, or *-12-25 for every year").format(
            key=key, value=repr(value)
        )
    )


def _read_coverage(value: object) -> date | None:
    if value is None:
        return None
    day = _read_day("coverage_until", value)
    if not isinstance(day, date):
        raise CalendarError(
            _("calendar coverage_until {value} is not one date; write 2026-12-31").format(value=repr(value))
        )
    return day
