"""Days off from an iCalendar file: whole-day events alone, each a date and never an instant (TRAPS 9, 10)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Final

from cxdesk.catalogue import _
from cxdesk.errors import WrongUse

MOST_CHARACTERS: Final = 5_000_000
_FOLD: Final = re.compile(r"\r?\n[ \t]")
_LINE: Final = re.compile(
    r'(?P<name>[A-Za-z0-9-]+)(?P<params>(?:;[^":;]*(?:"[^"]*"[^":;]*)*)*):(?P<value>.*)', re.DOTALL
)
_DATE: Final = re.compile(r"\d{8}")
_DURATION: Final = re.compile(r"\+?P(?:(?P<weeks>\d+)W|(?P<days>\d+)D)(?:T.*)?")
_FREQUENCY: Final = re.compile(r"FREQ=(YEARLY|MONTHLY|WEEKLY|DAILY)")
_ESCAPED: Final = re.compile(r"\\([\\;,nN])")
_ONE_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Found:
    """What an iCalendar file says of a span of years.

    `days` are dates with their summaries, sorted; `timed` how many events have a time of day and are no days off.
    """

    days: tuple[tuple[date, str], ...]
    timed: int


@dataclass(slots=True)
class _Event:
    """One VEVENT as written."""

    values: dict[str, str] = field(default_factory=dict)
    rules: list[str] = field(default_factory=list)
    added: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


def read_ical(text: str, first: date, last: date) -> Found:
    """Whole-day events from *first* to *last*, recurring ones unrolled; raises WrongUse for what cannot be read."""
    if len(text) > MOST_CHARACTERS:
        raise WrongUse(_("the iCalendar file is too large"))
    events = list(_events(text))
    if not events and "BEGIN:VCALENDAR" not in text:
        raise WrongUse(_("this is no iCalendar file"), mend=_("it begins with BEGIN:VCALENDAR"))
    replaced = _replaced(events)
    days: dict[date, str] = {}
    timed = 0
    for event in events:
        begins = _date(event.values.get("DTSTART", ""))
        if begins is None:
            timed += 1
            continue
        if event.values.get("STATUS", "").upper() == "CANCELLED":
            continue
        uid = event.values.get("UID", "")
        length = _days_of(event, begins)
        for start in _starts(event, begins, first - length, last):
            if "RECURRENCE-ID" not in event.values and (uid, start) in replaced:
                continue
            for number in range(length.days):
                day = start + number * _ONE_DAY
                if first <= day <= last:
                    days.setdefault(day, event.values.get("SUMMARY", ""))
    return Found(tuple(sorted(days.items())), timed)


def _events(text: str) -> Iterator[_Event]:
    event: _Event | None = None
    inside: list[str] = []
    for line in _FOLD.sub("", text).splitlines():
        match = _LINE.fullmatch(line.strip())
        if match is None:
            continue
        name, value = match["name"].upper(), match["value"]
        if name == "BEGIN":
            inside.append(value.upper())
            if value.upper() == "VEVENT":
                event = _Event()
        elif name == "END":
            if inside:
                inside.pop()
            if value.upper() == "VEVENT" and event is not None:
                yield event
                event = None
        elif event is not None and inside[-1:] == ["VEVENT"]:
            _take(event, name, value)


def _take(event: _Event, name: str, value: str) -> None:
    if name == "RRULE":
        event.rules.append(value.upper())
    elif name == "RDATE":
        event.added += value.split(",")
    elif name == "EXDATE":
        event.left_out += value.split(",")
    else:
        plain = _ESCAPED.sub(lambda match: " " if match[1] in "nN" else match[1], value)
        event.values.setdefault(name, plain if name == "SUMMARY" else value)


def _replaced(events: list[_Event]) -> set[tuple[str, date]]:
    """Single dates of a recurring event that another entry of the file speaks for."""
    found = ((event.values.get("UID", ""), _date(event.values.get("RECURRENCE-ID", "")[:8])) for event in events)
    return {(uid, day) for uid, day in found if day is not None}


def _starts(event: _Event, begins: date, first: date, last: date) -> Iterator[date]:
    """The dates on which the event begins, its own first one among them where no rule says otherwise."""
    left_out = {_date(text[:8]) for text in event.left_out}
    starts = {_date(text[:8]) for text in event.added} | {begins}
    for rule in event.rules:
        starts |= _recurring(rule, begins, first, last)
    for start in sorted(start for start in starts if start is not None):
        if first <= start <= last and start not in left_out:
            yield start


def _recurring(rule: str, begins: date, first: date, last: date) -> set[date | None]:
    from dateutil.rrule import rrulestr  # noqa: PLC0415 (only when a feed is read)

    parts = [part for part in rule.split(";") if part]
    if not any(_FREQUENCY.fullmatch(part) for part in parts) or "INTERVAL=0" in parts:
        raise WrongUse(_("the rule {rule} of a whole-day event cannot be followed").format(rule=rule))
    # An UNTIL with a time cannot be compared with a date: its day is what counts.
    plain = ";".join(part[:14] if part.startswith("UNTIL=") else part for part in parts)
    try:
        found = rrulestr(plain, dtstart=datetime.combine(begins, time.min))
        between = found.between(datetime.combine(first, time.min), datetime.combine(last, time.min), inc=True)
    except (ValueError, TypeError, KeyError, OverflowError) as error:
        raise WrongUse(_("the rule {rule} of a whole-day event cannot be followed").format(rule=rule)) from error
    return {at.date() for at in between}


def _days_of(event: _Event, begins: date) -> timedelta:
    """DTEND is the day after the last; one that is missing, or not after the start, is a single day."""
    ends = _date(event.values.get("DTEND", ""))
    if ends is not None:
        return max(ends - begins, _ONE_DAY)
    match = _DURATION.fullmatch(event.values.get("DURATION", "").upper())
    if match is None:
        return _ONE_DAY
    return max(timedelta(weeks=int(match["weeks"] or 0), days=int(match["days"] or 0)), _ONE_DAY)


def _date(text: str) -> date | None:
    """A date without a time of day; None for anything else."""
    if not _DATE.fullmatch(text):
        return None
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return None
