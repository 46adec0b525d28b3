"""`explain`: how each due date of one complaint comes about, typed, and as rows that a person redoes on paper."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo
from typing import Final
from zoneinfo import ZoneInfo

from cxdesk.catalogue import N_, _
from cxdesk.desk import DATABASE
from cxdesk.desk.cardwords import weekday
from cxdesk.desk.core import Core
from cxdesk.desk.value_words import due_text
from cxdesk.domain.due import SECONDS
from cxdesk.domain.explain import ClockExplanation, Explanation, Line, Part, explain
from cxdesk.store import complaints, sqlite

_ONE_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Step:
    """One row of the arithmetic as people read it; days in a row with one meaning are one row."""

    part: Part
    what: str
    when: str
    counts: str = ""
    total: str = ""


class Explaining(Core):
    """The arithmetic of deadlines."""

    def explain(self, ref: str) -> Explanation:
        """How each due date of *ref* comes about; raises UnknownReference."""
        with sqlite.translated(self.folder / DATABASE), sqlite.reading(self._connection):
            history = complaints.history(self._connection, complaints.find(self._connection, ref))
        return explain(self.snapshots, [recorded.happened for recorded in history], self.now())


def steps(told: ClockExplanation) -> list[Step]:
    """The lines of one clock as rows, in the zone of the calendar that counted."""
    zone = ZoneInfo(told.zone)
    in_seconds = told.unit in SECONDS
    return [_step(lines, zone, in_seconds=in_seconds) for lines in _grouped(told.lines)]


_WHAT: Final = {
    Part.START: N_("start"),
    Part.CORRECTED: N_("before the correction"),
    Part.COUNTS_FROM: N_("counts from"),
    Part.COUNTED: N_("counted"),
    Part.CLOSED: N_("skipped"),
    Part.PAUSED: N_("paused"),
    Part.ROLLED: N_("moved on"),
    Part.GIVEN: N_("date set"),
    Part.DUE: N_("due before"),
}
_WHY: Final = {
    "weekend": N_("weekend"),
    "holiday": N_("holiday"),
    "closed": N_("no opening"),
    "make_up": N_("make-up working day"),
}


def _grouped(lines: Iterable[Line]) -> Iterator[list[Line]]:
    """Dates that follow each other and mean the same stand together."""
    group: list[Line] = []
    for line in lines:
        if group and not _continues(group[-1], line):
            yield group
            group = []
        group.append(line)
    if group:
        yield group


def _continues(before: Line, line: Line) -> bool:
    if before.on is None or line.on is None or line.part is Part.DUE:
        return False
    same = (before.part, before.reason) == (line.part, line.reason)
    return same and line.on == before.on + _ONE_DAY


def _step(lines: list[Line], zone: tzinfo, *, in_seconds: bool) -> Step:
    first, last = lines[0], lines[-1]
    what = _(_WHAT[first.part])
    if first.reason is not None and first.reason in _WHY:
        what = _("{what} ({why})").format(what=what, why=_(_WHY[first.reason]))
    step = Step(first.part, what, _when(first, last, zone))
    if first.part is not Part.COUNTED:
        return step
    amount = sum(line.amount for line in lines)
    if in_seconds:
        return replace(step, counts=hours(amount), total=hours(last.total))
    return replace(step, counts=str(round(amount)), total=str(round(last.total)))


def _when(first: Line, last: Line, zone: tzinfo) -> str:
    if first.part in (Part.DUE, Part.GIVEN) and first.ends_at is not None:
        if first.ends_at.second or first.ends_at.microsecond:
            return _moment(first.ends_at, zone)
        local = (first.ends_at - timedelta(microseconds=1)).astimezone(zone)
        return f"{weekday(local.date())} {due_text(first.ends_at, zone)}"
    if first.on is not None and last.on is not None:
        begins, ends = (f"{weekday(day)} {day}" for day in (first.on, last.on))
        return begins if first.on == last.on else f"{begins} – {ends}"
    if first.begins_at is None:
        return ""
    begins_text = _moment(first.begins_at, zone)
    return begins_text if first.ends_at is None else f"{begins_text} – {_moment(first.ends_at, zone)}"


def _moment(at: datetime, zone: tzinfo) -> str:
    """Seconds are told only where there are any: arithmetic that rounds cannot be redone."""
    local = at.astimezone(zone)
    clock = "%H:%M:%S" if local.second or local.microsecond else "%H:%M"
    return f"{weekday(local.date())} {local:%Y-%m-%d} {local.strftime(clock)} {local:%Z}"


def hours(seconds: float) -> str:
    """`7:30`, with seconds where there are any."""
    minutes, rest = divmod(round(seconds), 60)
    text = f"{minutes // 60}:{minutes % 60:02}"
    return f"{text}:{rest:02}" if rest else text
