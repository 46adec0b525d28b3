"""The daily report's clocks: compliance over the due cohort, what breached, what is overdue, what falls due next."""

from collections.abc import Sequence

from cxdesk.catalogue import N_
from cxdesk.reports.days import Day
from cxdesk.reports.part import Part
from cxdesk.reports.result import Cell, Column, Figure, Finding, Kind, Said, Section, Table
from cxdesk.reports.stats import AGES, Compliance, by_age
from cxdesk.reports.stats import compliance as counted
from cxdesk.reports.words import CLOCKS, coded
from cxdesk.store import report_clocks
from cxdesk.store.moments import from_us, maybe_from_us
from cxdesk.store.report_clocks import Late
from cxdesk.store.sqlite import Connection

_AGE_LABELS = {
    0: N_("less than 1 day"),
    1: N_("1 to 3 days"),
    3: N_("3 to 7 days"),
    7: N_("7 to 15 days"),
    15: N_("15 to 30 days"),
    30: N_("30 days or more"),
}


def late(connection: Connection, day: Day) -> list[Late]:
    """What is overdue at the end of the window."""
    return report_clocks.late(connection, day.window)


def compliance(connection: Connection, day: Day) -> Part:
    """Met of all that were decided, by clock and period; the page shows the shares, data every count."""
    found = counted(report_clocks.cohorts(connection, day.window))
    return Part(
        Section(
            "compliance",
            Said(N_("Compliance of what fell due (met of decided)")),
            tables=(_shares(found), _counts(found)),
            notes=_set_apart(found),
        )
    )


def _shares(found: Sequence[Compliance]) -> Table:
    columns = (
        Column("clock", Said(N_("clock"))),
        Column("days_1", Said(N_("this date")), Kind.NUMBER),
        Column("days_7", Said(N_("7 days")), Kind.NUMBER),
        Column("days_30", Said(N_("30 days")), Kind.NUMBER),
    )
    names = dict.fromkeys(one.clock for one in found)
    shares = {(one.clock, one.days): one.share for one in found}
    rows = tuple((coded(CLOCKS, name), shares[name, 1], shares[name, 7], shares[name, 30]) for name in names)
    return Table("compliance", Said(N_("Compliance")), columns, rows, page_rows=8)


def _counts(found: Sequence[Compliance]) -> Table:
    columns = (
        Column("clock", Said(N_("clock"))),
        Column("days", Said(N_("days")), Kind.NUMBER),
        Column("met", Said(N_("met")), Kind.NUMBER),
        Column("breached", Said(N_("breached")), Kind.NUMBER),
        Column("compliance", Said(N_("compliance")), Kind.NUMBER),
        Column("pending", Said(N_("not due yet")), Kind.NUMBER),
        Column("cancelled", Said(N_("cancelled")), Kind.NUMBER),
        Column("merged", Said(N_("merged")), Kind.NUMBER),
        Column("unknown", Said(N_("unknown")), Kind.NUMBER),
        Column("corrections", Said(N_("corrected")), Kind.NUMBER),
        Column("corrected_compliance", Said(N_("compliance as corrected")), Kind.NUMBER),
    )
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            coded(CLOCKS, one.clock),
            one.days,
            one.met,
            one.breached,
            one.share,
            one.pending,
            one.cancelled,
            one.merged,
            one.unknown,
            one.corrections,
            one.corrected_share,
        )
        for one in found
    )
    return Table("compliance_counts", Said(N_("Counts behind it")), columns, rows, page_rows=0)


def _set_apart(found: Sequence[Compliance]) -> tuple[Said, ...]:
    """What stands in no ratio, over all clocks and the longest period; corrections clock by clock."""
    month = [one for one in found if one.days == 30]
    apart = {
        "cancelled": sum(one.cancelled for one in month),
        "merged": sum(one.merged for one in month),
        "unknown": sum(one.unknown for one in month),
        "pending": sum(one.pending for one in month),
    }
    notes = []
    if any(apart.values()):
        notes.append(
            Said(
                N_(
                    "In no ratio (30 days): cancelled {cancelled}, merged {merged}, unknown {unknown},"
                    " not due yet {pending}."
                ),
                apart,
            )
        )
    notes += [
        Said(
            N_("{clock}: {count} verdicts corrected; first {share}, as corrected {corrected} (30 days)."),
            {
                "clock": coded(CLOCKS, one.clock),
                "count": one.corrections,
                "share": one.share,
                "corrected": one.corrected_share,
            },
        )
        for one in month
        if one.corrections
    ]
    return tuple(notes)


def breaches(connection: Connection, day: Day, overdue: Sequence[Late]) -> Part:
    """Breached on the date, overdue by age, due next."""
    total, shown = report_clocks.breaches(connection, day.window)
    ages = by_age(overdue)
    complaints = sum(ages.values())
    due = report_clocks.due_next(connection, day.window, day.next_window_end)
    columns = (
        Column("ref", Said(N_("reference"))),
        Column("clock", Said(N_("clock"))),
        Column("due_at", Said(N_("due")), Kind.INSTANT),
        Column("stopped_at", Said(N_("done")), Kind.INSTANT),
        Column("owner", Said(N_("owner"))),
        Column("subject", Said(N_("subject"))),
    )
    rows = tuple(
        (
            one.ref,
            coded(CLOCKS, one.clock),
            from_us(one.due_at),
            maybe_from_us(one.stopped_at),
            one.owner,
            one.subject,
        )
        for one in shown
    )
    figures = (
        Figure("breached", Said(N_("breached on this date")), total),
        Figure("overdue", Said(N_("complaints overdue")), complaints),
        *(Figure(f"overdue_from_{age}_days", Said(_AGE_LABELS[age]), ages[age], if_any=True) for age in AGES),
        Figure("due_on_date", Said(N_("still due on this date")), _due_total(due, is_later=False)),
        Figure(
            "due_next_working_day",
            Said(N_("due by the end of {day}"), {"day": day.next_working_on}),
            _due_total(due, is_later=True),
        ),
    )
    return Part(
        Section(
            "breaches",
            Said(N_("Breached, overdue, due next")),
            figures,
            (
                Table("breached", Said(N_("Breached on this date")), columns, rows, page_rows=3, total=total),
                _due(due),
            ),
        ),
        (
            Finding("breached", Said(N_("breached on this date")), total),
            Finding("overdue", Said(N_("complaints overdue")), complaints),
        ),
    )


def _due_total(due: Sequence[tuple[str, bool, int]], *, is_later: bool) -> int:
    return sum(count for _clock, later, count in due if later == is_later)


def _due(due: Sequence[tuple[str, bool, int]]) -> Table:
    columns = (
        Column("clock", Said(N_("clock"))),
        Column("on_date", Said(N_("still due on this date")), Kind.NUMBER),
        Column("next_working_day", Said(N_("due by the end of the next working day")), Kind.NUMBER),
    )
    counts = {(clock, is_later): count for clock, is_later, count in due}
    rows = tuple(
        (coded(CLOCKS, clock), counts.get((clock, False), 0), counts.get((clock, True), 0))
        for clock in sorted({clock for clock, _later, _count in due})
    )
    return Table("due", Said(N_("Due next")), columns, rows, page_rows=0)
