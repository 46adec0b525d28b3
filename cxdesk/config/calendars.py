"""Calendars as written: `[calendar.NAME]` in desk.toml → the spec that the calendar engine reads (DOMAIN §5)."""

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Final, TypeAlias

from cxdesk.catalogue import _
from cxdesk.config.feeds import feeds_of
from cxdesk.config.holidays import StoredHolidays, find_holidays
from cxdesk.config.load import open_file
from cxdesk.config.settings import DeskSettings
from cxdesk.config.shapes import country_of, subdivision_of, zone
from cxdesk.config.table import Table
from cxdesk.domain.calendar import Calendar, CalendarError
from cxdesk.errors import DeskUnavailable

Window: TypeAlias = list[str]
Spec: TypeAlias = dict[str, object]

DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
OFFICE_WEEK: Final = ("mon-fri 09:00-17:00",)
_LINE: Final = re.compile(r"(?P<days>[a-z]{3}(?:-[a-z]{3})?(?:,[a-z]{3}(?:-[a-z]{3})?)*) (?P<hours>.+)")
_HOURS: Final = re.compile(r"((?:[01]\d|2[0-3]):[0-5]\d)-((?:[01]\d|2[0-3]):[0-5]\d|24:00)")
_DAY: Final = re.compile(r"(?P<day>(?:\d{4}|\*)-\d\d-\d\d)(?: (?P<hours>.+))?")


def read_calendars(root: Table, settings: DeskSettings, desk: Path) -> dict[str, Spec]:
    """Every `[calendar.NAME]`, and the desk's own calendar even where none is written."""
    calendars = {name: _read(table, name, settings, desk) for name, table in root.named("calendar")}
    if settings.calendar not in calendars:
        calendars[settings.calendar] = _read(
            Table({}, ("calendar", settings.calendar), root.findings), settings.calendar, settings, desk
        )
    return calendars


def _read(table: Table, name: str, settings: DeskSettings, desk: Path) -> Spec:
    before = len(table.findings.problems)
    week = _read_week(table)
    spec: Spec = {
        "name": name,
        "tz": zone(table, "timezone", settings.timezone),
        "week": week,
        "holidays": [],
        "exceptions": {},
        "breaks": {},
    }
    stored = _stored(table, settings, desk)
    _add_days(table, spec, week, stored, _fed(table, name, desk))
    table.close()
    if len(table.findings.problems) > before:
        return _office(name, settings)
    try:
        return Calendar.from_dict(spec).to_dict()
    except CalendarError as error:
        table.refuse("", str(error))
        return _office(name, settings)


def _office(name: str, settings: DeskSettings) -> Spec:
    """What stands in for a calendar that has problems, so that the rest can still be checked."""
    return {"name": name, "tz": settings.timezone, "week": {day: [["09:00", "17:00"]] for day in DAYS[:5]}}


def _read_week(table: Table) -> dict[str, list[Window]]:
    week: dict[str, list[Window]] = {}
    daily_breaks = _hours(table, "breaks", " ".join(table.texts("breaks")))
    for text in table.texts("week", OFFICE_WEEK):
        match = _LINE.fullmatch(text.lower())
        days = _days(match["days"]) if match else []
        if match is None or not days:
            table.refuse("week", _("“{text}” is no line of a week").format(text=text), _('write "mon-fri 09:00-17:00"'))
            continue
        windows = _without(_hours(table, "week", match["hours"]), daily_breaks)
        for day in days:
            week.setdefault(day, []).extend(windows)
    return week


def _days(text: str) -> list[str]:
    """`mon-fri,sun` as single days, round the weekend if need be; empty when a name is unknown."""
    found: list[str] = []
    for part in text.split(","):
        first, _dash, last = part.partition("-")
        if first not in DAYS or (last or first) not in DAYS:
            return []
        start, end = DAYS.index(first), DAYS.index(last or first)
        found += [DAYS[place % 7] for place in range(start, end + 1 if end >= start else end + 8)]
    return found


def _hours(table: Table, key: str, text: str) -> list[Window]:
    windows: list[Window] = []
    for part in text.replace(",", " ").split():
        match = _HOURS.fullmatch(part)
        if match is None:
            table.refuse(key, _("“{text}” are no hours").format(text=part), _('write them like "09:00-17:00"'))
        else:
            windows.append([match[1], match[2]])
    return windows


def _without(windows: list[Window], breaks: list[Window]) -> list[Window]:
    """The windows of a day with the daily breaks cut out; a shift past midnight keeps its night."""
    for break_start, break_end in breaks:
        cut: list[Window] = []
        for opens, closes in windows:
            if closes <= opens or break_end <= opens or break_start >= closes:
                cut.append([opens, closes])
                continue
            cut += [window for window in ([opens, break_start], [break_end, closes]) if window[0] < window[1]]
        windows = cut
    return windows


def public_days_of(settings: Path, name: str, desk: DeskSettings) -> tuple[str, str]:
    """Country and subdivision whose public days the calendar *name* counts; empty texts for none."""
    written = open_file(settings).table("calendar").table(name)
    return _public(written, desk)


def _public(table: Table, settings: DeskSettings) -> tuple[str, str]:
    country = country_of(table) if "country" in table else settings.country
    return country, subdivision_of(table) or (settings.subdivision if country == settings.country else "")


def _stored(table: Table, settings: DeskSettings, desk: Path) -> StoredHolidays | None:
    """The stored holidays of the calendar's country; `country = ""` asks for none."""
    country, subdivision = _public(table, settings)
    table.get("country")
    if not country:
        return None
    try:
        stored = find_holidays(desk, country, subdivision)
    except DeskUnavailable as error:
        table.refuse("country", error.what, error.mend or "")
        return None
    if stored is None:
        table.doubt(
            "country",
            _("the public holidays of {country} are not stored here: none is counted").format(
                country=" ".join(part for part in (country, subdivision) if part)
            ),
            _("store them: cxdesk calendar refresh"),
        )
    return stored


def _fed(table: Table, name: str, desk: Path) -> set[str]:
    """Days off from the feeds that a person approved for this calendar."""
    try:
        return {day.isoformat() for feed in feeds_of(desk, name) for day, _summary in feed.days}
    except DeskUnavailable as error:
        table.refuse("", error.what, error.mend or "")
        return set()


def _add_days(
    table: Table, spec: Spec, week: Mapping[str, list[Window]], stored: StoredHolidays | None, fed: set[str]
) -> None:
    """Public days first, then feeds, then the desk's own closed and open ones: what the desk writes wins."""
    days_off: set[str] = {day.isoformat() for day in stored.days_off} if stored else set()
    days_off |= fed
    exceptions: dict[str, list[Window]] = {}
    breaks: dict[str, list[Window]] = {}
    usual = next((week[day] for day in DAYS if week.get(day)), [])
    if stored:
        worked = (day for day in stored.work_days if day.isoformat() not in fed)
        exceptions = {day.isoformat(): week.get(DAYS[day.weekday()]) or usual for day in worked}
    for day, hours in _dated(table, "closed"):
        if hours:
            breaks[day] = hours
        else:
            days_off.add(day)
            exceptions.pop(day, None)
    for day, hours in _dated(table, "open"):
        days_off.discard(day)
        exceptions[day] = hours or usual
    until: date | None = table.day("coverage_until") or (stored.coverage_until if stored else None)
    spec |= {"holidays": sorted(days_off), "exceptions": exceptions, "breaks": breaks}
    if until is not None:
        spec["coverage_until"] = until.isoformat()


def _dated(table: Table, key: str) -> list[tuple[str, list[Window]]]:
    """`"2026-12-24"` for a whole day, `"2026-12-31 12:00-17:00"` for hours of it, `"*-12-25"` for every year."""
    found: list[tuple[str, list[Window]]] = []
    for text in table.texts(key):
        match = _DAY.fullmatch(text.strip())
        if match is None:
            table.refuse(
                key, _("“{text}” is no day").format(text=text), _('write "2026-12-24" or "2026-12-31 12:00-17:00"')
            )
            continue
        found.append((match["day"], _hours(table, key, match["hours"] or "")))
    return found
