"""Open time on a compiled calendar against the bare searches it needs.

Ours is the public method, aware datetimes in and out. The floor does nothing but the two `bisect` calls of each
answer, over the calendar's own intervals and running totals, with arguments made beforehand.
"""

from bisect import bisect_left, bisect_right
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path

from measure import Measured, fastest_pair

from cxdesk.domain.calendar import Calendar

QUESTIONS = 100_000
ROUNDS = 20
BUDGET = 3.0


def office() -> Calendar:
    """Two windows a day and a few holidays: what a desk has."""
    hours = [["09:00", "12:00"], ["13:00", "17:30"]]
    return Calendar.from_dict(
        {
            "tz": "Europe/Berlin",
            "week": dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), hours),
            "holidays": ["*-01-01", "*-05-01", "*-10-03", "*-12-25", "*-12-26"],
        }
    )


def rows(_count: int = 0, _file: Path | None = None) -> list[Measured]:
    """Seconds of adding open time and of counting it, a hundred thousand times each, however large the desk."""
    calendar = office()
    since, years = datetime(2020, 1, 1, tzinfo=UTC), timedelta(days=365 * 8)
    starts = [since + years * (k * 7919 % QUESTIONS) / QUESTIONS for k in range(QUESTIONS)]
    amounts = [60 + k * 104729 % (40 * 7 * 3600) for k in range(QUESTIONS)]
    dues = [calendar.add(start, amount) for start, amount in zip(starts, amounts, strict=True)]
    intervals = calendar.open_intervals(min(starts), max(dues) + timedelta(days=30))
    ends = [end for _opens, end in intervals]
    totals = list(accumulate((end - opens for opens, end in intervals), initial=timedelta(0)))
    wanted = [
        totals[bisect_right(ends, start)] + timedelta(seconds=amount)
        for start, amount in zip(starts, amounts, strict=True)
    ]

    def ours_add() -> None:
        add = calendar.add
        for start, amount in zip(starts, amounts, strict=True):
            add(start, amount)

    def floor_add() -> None:
        for start, total in zip(starts, wanted, strict=True):
            bisect_right(ends, start)
            bisect_left(totals, total)

    def ours_between() -> None:
        between = calendar.between
        for start, due in zip(starts, dues, strict=True):
            between(start, due)

    def floor_between() -> None:
        for start, due in zip(starts, dues, strict=True):
            bisect_right(ends, start)
            bisect_right(ends, due)

    return [
        Measured("calendar.add", *fastest_pair(ours_add, floor_add, ROUNDS, computes=True), BUDGET),
        Measured("calendar.between", *fastest_pair(ours_between, floor_between, ROUNDS, computes=True), BUDGET),
    ]
