"""Counting that needs no database: compliance from cohorts, ages in buckets, hours without the clockwork."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cxdesk.reports.result import Share
from cxdesk.store.report_clocks import Cohort, Late

PERIODS = (1, 7, 30)

AGES: tuple[int, ...] = (0, 1, 3, 7, 15, 30)
"""Lower bounds of the age buckets, in full days overdue."""

GAP_MINUTES = 15


@dataclass(frozen=True, slots=True)
class Compliance:
    """One clock's instances that fell due in a period of *days* dates (STANDARDS §4.2, the due cohort).

    `met` and `breached` by the first verdict. `corrected_met` and `corrected_breached` put a correction in its place;
    `corrections` counts those that say otherwise. The rest is in no ratio.
    """

    clock: str
    days: int
    met: int = 0
    breached: int = 0
    pending: int = 0
    cancelled: int = 0
    merged: int = 0
    unknown: int = 0
    corrections: int = 0
    corrected_met: int = 0
    corrected_breached: int = 0

    @property
    def share(self) -> Share:
        """Met of all that are decided."""
        return Share(self.met, self.met + self.breached)

    @property
    def corrected_share(self) -> Share:
        """The same with corrections in the place of first verdicts."""
        return Share(self.corrected_met, self.corrected_met + self.corrected_breached)


def compliance(cohorts: Sequence[Cohort]) -> list[Compliance]:
    """Each clock over each period, by the clock's name."""
    names = sorted({cohort.clock for cohort in cohorts})
    return [_compliance(name, days, cohorts) for name in names for days in PERIODS]


def _compliance(clock: str, days: int, cohorts: Sequence[Cohort]) -> Compliance:
    mine = [cohort for cohort in cohorts if cohort.clock == clock and cohort.days <= days]

    def first(state: str) -> int:
        return sum(cohort.total for cohort in mine if cohort.state == state)

    def second(state: str) -> int:
        return sum(cohort.total for cohort in mine if _corrected(cohort) == state)

    return Compliance(
        clock,
        days,
        first("met"),
        first("breached"),
        first("pending"),
        first("cancelled"),
        first("merged"),
        first("unknown"),
        sum(cohort.total for cohort in mine if _corrected(cohort) != cohort.state),
        second("met"),
        second("breached"),
    )


def _corrected(cohort: Cohort) -> str:
    """What a correction makes of it; it brings nobody back whom another complaint speaks for."""
    return cohort.corrected if cohort.corrected and cohort.state != "merged" else cohort.state


def by_age(late: Iterable[Late]) -> dict[int, int]:
    """Complaints by the lower bound of their age bucket; every bucket is there."""
    counted = dict.fromkeys(AGES, 0)
    for found in late:
        counted[max(age for age in AGES if age <= found.days)] += found.complaints
    return counted


def silences(runs: Sequence[tuple[int, int | None]], start: int, as_of: int) -> list[tuple[int, int]]:
    """When the clockwork was silent for longer than fifteen minutes, cut to [start, as_of]; microseconds.

    A pass covers its beginning to its end, an unfinished one its beginning only. The silence before the first pass of
    the day counts from the last one before it.
    """
    spans = [(begun, max(begun, min(ended or begun, as_of))) for begun, ended in runs]
    covered = max((end for begun, end in spans if begun < start), default=start)
    found = []
    for begun, end in [*(span for span in spans if span[0] >= start), (as_of, as_of)]:
        if begun - covered > GAP_MINUTES * 60_000_000:
            found.append((max(covered, start), begun))
        covered = max(covered, end)
    return found
