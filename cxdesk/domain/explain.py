"""The arithmetic of every clock, line by line, such that one can redo it with a wall calendar (DOMAIN §5, TRAPS 9)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import accumulate

from cxdesk.domain.calendar import Calendar
from cxdesk.domain.clocks import Standards, Standing, due_if_resumed, standing
from cxdesk.domain.complaint import Correction
from cxdesk.domain.due import OPEN_UNITS, SECONDS, Gaps, day_later, last_day_of, whole_days
from cxdesk.domain.events import Happened
from cxdesk.domain.evolve import fold
from cxdesk.domain.instances import ClockInstance, Verdict
from cxdesk.domain.ladder import span_of
from cxdesk.domain.policy import Roll, Unit


class Part(StrEnum):
    """What a line of an explanation says."""

    START = "start"
    CORRECTED = "corrected"
    COUNTS_FROM = "counts_from"
    COUNTED = "counted"
    CLOSED = "closed"
    PAUSED = "paused"
    ROLLED = "rolled"
    GIVEN = "given"
    DUE = "due"


@dataclass(frozen=True, slots=True)
class Line:
    """One step of the arithmetic: a stretch of time, or a local day; `corrected` tells the receipt as it was first.

    `amount` is what it adds, seconds for hours and minutes, else days; `total` what is counted so far. `reason` says
    why a day is closed (`weekend`, `holiday`, `closed`), or that a day of rest is worked (`make_up`).
    """

    part: Part
    begins_at: datetime | None = None
    ends_at: datetime | None = None
    on: date | None = None
    amount: float = 0
    total: float = 0
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class ClockExplanation:
    """One instance and how its due date comes about; a paused one is told as if its pause ended when it was asked.

    `calendar` and `zone` are those its days and hours were counted by. What is not due by counting alone has no total
    that says so: a date that was given, or one fixed under other terms.
    """

    instance: ClockInstance
    unit: Unit
    lines: tuple[Line, ...]
    calendar: str
    zone: str
    covered_until: date | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """Every clock of a complaint, under which standards, and what was corrected since.

    `names` are all that its policy has or it has had, those that have not begun among them.
    """

    snapshot: str
    policy: str
    calendar: str
    zone: str
    clocks: tuple[ClockExplanation, ...]
    corrections: tuple[Correction, ...] = ()
    names: tuple[str, ...] = ()


def explain(snapshots: Mapping[str, Standards], history: Sequence[Happened], now: datetime) -> Explanation:
    """How each due date comes about; raises as `evaluate`."""
    stands = standing(snapshots, history)
    corrections = fold(history).corrections
    receipts = _first_receipts(corrections)
    resumed = {found.key: found for found in due_if_resumed(snapshots, history, now)}
    clocks = tuple(
        _explained(found, resumed[found.key] if found.verdict is Verdict.PAUSED else found, stands, receipts)
        for found in stands.instances
    )
    zone = str(stands.calendar.zone)
    names = dict.fromkeys([*(clock.name for clock in stands.policy.clocks), *(one.clock for one in stands.instances)])
    policy = stands.policy
    return Explanation(stands.snapshot, policy.name, policy.calendar, zone, clocks, corrections, tuple(names))


def _first_receipts(corrections: Sequence[Correction]) -> dict[datetime, datetime]:
    """By each corrected receipt the one that was recorded first."""
    told = [one for one in corrections if one.fact == "received_at"]
    first = next((datetime.fromisoformat(one.was) for one in told if one.was is not None), None)
    return {} if first is None else {datetime.fromisoformat(one.value): first for one in told}


def _explained(
    found: ClockInstance, told: ClockInstance, stands: Standing, receipts: Mapping[datetime, datetime]
) -> ClockExplanation:
    calendar = told.calendar or stands.calendar
    unit = Unit.HOURS if told.target is None else told.target.unit
    name = calendar.name or told.terms.calendar or stands.policy.calendar
    start, *rest = _lines(told, unit, calendar)
    first = receipts.get(told.started_at)
    beside = () if first is None else (Line(Part.CORRECTED, begins_at=first),)
    lines = (start, *beside, *rest)
    return ClockExplanation(found, unit, lines, name, str(calendar.zone), calendar.coverage_until)


def _lines(told: ClockInstance, unit: Unit, calendar: Calendar) -> list[Line]:
    lines = [Line(Part.START, begins_at=told.started_at)]
    if told.due_at is None:
        return lines
    span = span_of(told, told.due_at, calendar)
    if told.target is None:
        lines.append(Line(Part.GIVEN, ends_at=told.due_at))
    else:
        if span.since != told.started_at:
            lines.append(Line(Part.COUNTS_FROM, begins_at=span.since))
        counted = _stretches if unit in SECONDS else _days
        lines += counted(told, span.since, told.due_at, calendar)
        if told.given:
            lines.append(Line(Part.GIVEN, ends_at=told.due_at))
    lines.append(Line(Part.DUE, ends_at=told.due_at, on=last_day_of(told.due_at, calendar)))
    return lines


def _stretches(told: ClockInstance, since: datetime, due_at: datetime, calendar: Calendar) -> list[Line]:
    """Each open (or elapsed) stretch outside the pauses, each pause, each day that is closed."""
    is_open_time = told.target is not None and told.target.unit in OPEN_UNITS
    gaps = span_of(told, due_at, calendar).gaps
    lines = [Line(Part.PAUSED, begun, ended) for begun, ended in gaps]
    for begins_at, ends_at in _outside(gaps, since, due_at):
        stretches = calendar.open_intervals(begins_at, ends_at) if is_open_time else [(begins_at, ends_at)]
        lines += [
            Line(Part.COUNTED, opens, shuts, amount=(shuts - opens).total_seconds()) for opens, shuts in stretches
        ]
    if is_open_time:
        days = _dates(calendar.local_date(since), last_day_of(due_at, calendar))
        lines += [
            Line(Part.CLOSED, calendar.start_of_day(day), on=day, reason=calendar.closed_reason(day))
            for day in days
            if not calendar.is_workday(day)
        ]
    return _summed(sorted(lines, key=lambda line: line.begins_at or since))


def _days(told: ClockInstance, since: datetime, due_at: datetime, calendar: Calendar) -> list[Line]:
    """Each day after the day of the start: counted, closed, paused, or passed over by the roll."""
    if told.target is None:
        return []
    unit, first, tomorrow = told.target.unit, calendar.local_date(since), timedelta(days=1)
    paused = {
        day
        for begun, ended in told.pauses
        if begun < due_at
        for day in _dates(calendar.local_date(begun) + tomorrow, calendar.local_date(ended))
    }
    owed = whole_days(first, day_later(first, told.target.count, unit, calendar), unit, calendar)
    lines: list[Line] = []
    for day in _dates(first + tomorrow, last_day_of(due_at, calendar)):
        if unit is Unit.BUSINESS_DAYS and not calendar.is_workday(day):
            lines.append(Line(Part.CLOSED, on=day, reason=calendar.closed_reason(day)))
        elif day in paused:
            lines.append(Line(Part.PAUSED, on=day))
        elif owed or told.terms.roll is Roll.NONE:
            lines.append(Line(Part.COUNTED, on=day, amount=1, reason=_worked(day, unit, calendar)))
            owed -= 1
        else:
            lines.append(Line(Part.ROLLED, on=day, reason=calendar.closed_reason(day)))
    return _summed(lines)


def _worked(day: date, unit: Unit, calendar: Calendar) -> str | None:
    return "make_up" if unit is Unit.BUSINESS_DAYS and calendar.is_made_up(day) else None


def _summed(lines: list[Line]) -> list[Line]:
    totals = accumulate(line.amount for line in lines)
    return [replace(line, total=total) for line, total in zip(lines, totals, strict=True)]


def _outside(gaps: Gaps, since: datetime, until: datetime) -> Iterator[tuple[datetime, datetime]]:
    for begun, ended in gaps:
        if since < begun:
            yield since, begun
        since = ended
    if since < until:
        yield since, until


def _dates(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=number) for number in range((last - first).days + 1))
