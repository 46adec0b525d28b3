"""The stories of the sample, as their files tell them: what was received, and what somebody did about it when."""

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from importlib.resources import files
from typing import Any, Final

from cxdesk.domain.calendar import Calendar

Ahead = Callable[[str], datetime]
"""The end of the working day that `+3bd` names, from the moment of the step."""

_WHEN: Final = re.compile(r"(?:([+-])(\d+)bd|revisit) (\d\d:\d\d)")


@dataclass(frozen=True, slots=True)
class When:
    """A moment of a story in working days of the desk: from today, from the step before, or a revisit's drawn day."""

    days: int | None
    """Working days, negative ones back; None is the day of the revisit."""
    from_today: bool
    """Whether they are counted from today, not from the step before."""
    clock: time

    @classmethod
    def read(cls, text: str) -> "When":
        """`-12bd 10:20`, `+1bd 14:00` or `revisit 11:00`; a file of ours that says anything else is a bug."""
        found = _WHEN.fullmatch(text)
        if found is None:
            raise ValueError(text)
        sign, days, clock = found.groups()
        counted = None if days is None else int(f"{sign}{days}")
        return cls(counted, sign == "-", time.fromisoformat(clock))

    def at(self, calendar: Calendar, *, today: date, before: date, revisit: date | None) -> datetime | None:
        """The instant; None for a revisit that was not drawn. *today* and *before* are working days."""
        start = today if self.from_today else before
        day = revisit if self.days is None else working_day(calendar, start, self.days)
        return None if day is None else datetime.combine(day, self.clock, calendar.zone)


def working_day(calendar: Calendar, start: date, days: int) -> date:
    """So many working days on from *start*, or back when negative; 0 is *start*, or the working day before it."""
    step = timedelta(days=1 if days > 0 else -1)
    day = start
    while not calendar.is_workday(day):
        day -= timedelta(days=1)
    for _count in range(abs(days)):
        day += step
        while not calendar.is_workday(day):
            day += step
    return day


@dataclass(frozen=True, slots=True)
class Step:
    """What *by* did, with what the act needs in its own order."""

    when: When
    by: str
    act: str
    needs: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Story:
    """One complaint of the sample; `facts` are the fields of the receipt as the file has them.

    `unanswered`: nobody answers its escalations.
    """

    name: str
    received: When
    facts: Mapping[str, Any]
    steps: tuple[Step, ...]
    unanswered: bool


@cache
def stories() -> tuple[Story, ...]:
    """All stories, both languages, in the order of the files."""
    return tuple(_story(table) for language in ("en", "zh") for table in data(f"sample.{language}.toml")["complaint"])


@cache
def data(name: str) -> Mapping[str, Any]:
    """One file of the sample."""
    return tomllib.loads((files("cxdesk") / "presets" / "demo" / name).read_text(encoding="utf-8"))


_ABOUT_THE_STORY: Final = frozenset({"name", "received", "steps", "unanswered"})


def _story(table: Mapping[str, Any]) -> Story:
    facts = {key: value for key, value in table.items() if key not in _ABOUT_THE_STORY}
    steps = tuple(Step(When.read(when), by, act, tuple(needs)) for when, by, act, *needs in table["steps"])
    unanswered = bool(table.get("unanswered"))
    return Story(table.get("name", ""), When.read(table["received"]), facts, steps, unanswered)
