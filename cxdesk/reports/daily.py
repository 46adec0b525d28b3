"""The daily SLA report: one page for one local date (CLI.md, STANDARDS §4.1–4.2)."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from cxdesk.catalogue import N_
from cxdesk.domain.calendar import Calendar
from cxdesk.reports import daily_clocks, daily_mail, daily_people, daily_work
from cxdesk.reports.daily_definitions import definitions
from cxdesk.reports.days import Day, day_of
from cxdesk.reports.result import Code, Figure, Finding, Report, Said, Section
from cxdesk.reports.words import OUTCOMES, coded
from cxdesk.store import report_flow, streams
from cxdesk.store.report_flow import Flow
from cxdesk.store.sqlite import Connection, reading

BACKDATE = timedelta(days=7)
"""How far back an act may be dated before it is listed, where the desk's settings say nothing else."""


def daily(
    connection: Connection,
    *,
    on: date,
    zone: ZoneInfo,
    as_of: datetime,
    calendar: Calendar,
    desk_name: str,
    backdate: timedelta = BACKDATE,
) -> Report:
    """The report of the date *on* as of *as_of*, or as of its end when that is past; one consistent read.

    *calendar* says which day is the next working day. *backdate* (an hour at least) is the desk's tolerance. Raises
    NotDone for a date that has not begun.
    """
    day = day_of(on, zone, as_of, calendar)
    with reading(connection):
        return _daily(connection, day, desk_name, backdate)


def _daily(connection: Connection, day: Day, desk_name: str, backdate: timedelta) -> Report:
    window = day.window
    open_now = report_flow.open_by_owner(connection, window, window.until)
    closed = report_flow.closed_by_owner(connection, window)
    flow = report_flow.flow(connection, window, sum(open_now.values()), closed)
    late = daily_clocks.late(connection, day)
    parts = (
        daily_clocks.compliance(connection, day),
        daily_clocks.breaches(connection, day, late),
        daily_work.escalations(connection, day),
        daily_work.letters(connection, day),
        *daily_mail.incoming(connection, day),
        daily_work.options(connection, day),
        daily_work.revisits(connection, day),
        daily_work.causes(connection, day),
        daily_people.people(connection, open_now, late, closed),
        daily_people.acts(connection, day, backdate),
        daily_people.clockwork(connection, day),
    )
    errors = _errors(flow)
    return Report(
        name="daily",
        title=Said(N_("Daily SLA report")),
        desk=desk_name,
        on=day.on,
        zone=day.zone,
        as_of=day.as_of,
        head=streams.head(connection),
        sections=(_flow(flow), *(part.section for part in parts)),
        definitions=definitions(is_past=window.is_past, late_acts=_late_acts(connection, day)),
        findings=(*(finding for part in parts for finding in part.findings if finding.number), *_broken(flow)),
        errors=errors,
    )


def _late_acts(connection: Connection, day: Day) -> int:
    return report_flow.acts_recorded_later(connection, day.window) if day.window.is_past else 0


def _flow(flow: Flow) -> Section:
    outcomes = dict.fromkeys((*OUTCOMES, ""), 0) | flow.closed  # without an outcome: the source of an import knew none
    notes = []
    if flow.learned_late:
        notes.append(
            Said(
                N_("Received before this date but recorded on it, and so open at its start: {count}."),
                {"count": flow.learned_late},
            )
        )
    figures = [
        Figure("open_at_start", Said(N_("open at start")), flow.open_at_start),
        Figure("received", Said(N_("received")), flow.received),
        Figure("reopened", Said(N_("reopened")), flow.reopened),
        Figure("unmerged", Said(N_("merges taken back")), flow.unmerged, if_any=True),
        Figure("closed", Said(N_("closed")), sum(flow.closed.values())),
        Figure("open_at_end", Said(N_("open at end")), flow.open_at_end),
        Figure("resolved", Said(N_("resolved")), flow.resolved),
        Figure("returned", Said(N_("returned")), flow.returned),
        *(
            Figure(f"closed_{code or 'unknown'}", _outcome(code), count, if_any=True)
            for code, count in outcomes.items()
        ),
    ]
    return Section("flow", Said(N_("Flow")), tuple(figures), notes=tuple(notes))


def _outcome(code: str) -> Said:
    shown = coded(OUTCOMES, code) if code else Code("", N_("outcome unknown"))
    return Said(N_("closed as {outcome}"), {"outcome": shown})


def _errors(flow: Flow) -> tuple[Said, ...]:
    if not flow.discrepancy:
        return ()
    return (
        Said(
            N_(
                "The flow does not add up: open at end is {found}, but open at start {start} + received {received}"
                " + reopened {reopened} + merges taken back {unmerged} − closed {closed} = {expected}."
                " Run cxdesk verify."
            ),
            {
                "found": flow.open_at_end,
                "start": flow.open_at_start,
                "received": flow.received,
                "reopened": flow.reopened,
                "unmerged": flow.unmerged,
                "closed": sum(flow.closed.values()),
                "expected": flow.open_at_end - flow.discrepancy,
            },
        ),
    )


def _broken(flow: Flow) -> tuple[Finding, ...]:
    if not flow.discrepancy:
        return ()
    return (Finding("flow_broken", Said(N_("complaints the flow is off by")), abs(flow.discrepancy)),)
