"""What questions of open time may cost: the searches they need and nothing beside; `benchmarks` has the seconds."""

import sys
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import FrameType

from cxdesk.domain.calendar import Calendar

QUESTIONS = 1000
STARTS = [datetime(2020, 1, 1, tzinfo=UTC) + timedelta(days=365 * 8) * n / QUESTIONS for n in range(QUESTIONS)]


def office() -> Calendar:
    """Two windows a day and a few holidays, its years compiled by one question."""
    hours = [["09:00", "12:00"], ["13:00", "17:30"]]
    week = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), hours)
    made = Calendar.from_dict({"tz": "Europe/Berlin", "week": week, "holidays": ["*-01-01", "*-12-25"]})
    made.between(STARTS[0] - timedelta(days=400), STARTS[-1] + timedelta(days=800))
    return made


def calls_of(work: Callable[[], object]) -> Counter[str]:
    """How often each function was called, those written in C as well."""
    found: Counter[str] = Counter()

    def note(frame: FrameType, event: str, called: object) -> None:
        if event in ("call", "c_call"):
            found[frame.f_code.co_name if event == "call" else str(getattr(called, "__name__", called))] += 1

    sys.setprofile(note)
    try:
        work()
    finally:
        sys.setprofile(None)
    return found


def test_adding_open_time_is_two_binary_searches_and_no_call_beside() -> None:
    calendar = office()

    def ask() -> None:
        for number, start in enumerate(STARTS):
            calendar.add(start, 60 + number * 900)

    calls = calls_of(ask)
    assert calls["bisect_right"] == calls["bisect_left"] == calls["add"] == QUESTIONS
    assert sum(calls.values()) <= 3 * QUESTIONS + 10


def test_counting_open_time_is_two_binary_searches_and_no_call_beside() -> None:
    calendar = office()

    def ask() -> None:
        for number, start in enumerate(STARTS):
            calendar.between(start, start + timedelta(hours=number))

    calls = calls_of(ask)
    assert (calls["bisect_right"], calls["between"]) == (2 * QUESTIONS, QUESTIONS)
    assert sum(calls.values()) <= 3 * QUESTIONS + 10
