"""The daily report's people: load by owner and team, acts to look at, and the hours nobody watched the clocks."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from cxdesk.catalogue import N_
from cxdesk.domain.events.deadlines import VERDICT
from cxdesk.reports.days import Day
from cxdesk.reports.part import Part
from cxdesk.reports.result import Cell, Code, Column, Figure, Kind, Said, Section, Table
from cxdesk.reports.stats import silences
from cxdesk.reports.words import CLOCKS, FACTS, MARKS, VERDICTS, coded
from cxdesk.store import report_standing, report_trail, sweeps
from cxdesk.store.moments import from_us
from cxdesk.store.report_clocks import Late
from cxdesk.store.report_trail import Corrected
from cxdesk.store.sqlite import Connection

Load = tuple[int, int, int]
"""Open, overdue, closed on the date."""


def people(
    connection: Connection,
    open_now: Mapping[str, int],
    overdue: Sequence[Late],
    closed: Sequence[tuple[str, str, int]],
) -> Part:
    """Who has what open, overdue, and closed on the date; nobody's complaints stand first among equals."""
    late: dict[str, int] = {}
    for one in overdue:
        late[one.owner] = late.get(one.owner, 0) + one.complaints
    done: dict[str, int] = {}
    for owner, _outcome, count in closed:
        done[owner] = done.get(owner, 0) + count
    loads = {who: (open_now.get(who, 0), late.get(who, 0), done.get(who, 0)) for who in {*open_now, *late, *done}}
    teams = report_standing.teams(connection)
    return Part(Section("people", Said(N_("Owners and teams")), tables=(_owners(loads, teams), _teams(loads, teams))))


_LOAD = (
    Column("open", Said(N_("open")), Kind.NUMBER),
    Column("overdue", Said(N_("overdue")), Kind.NUMBER),
    Column("closed", Said(N_("closed")), Kind.NUMBER),
)


def _owners(loads: Mapping[str, Load], teams: Mapping[str, str]) -> Table:
    nobody = Said(N_("(nobody)"))
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (who or nobody, teams.get(who, ""), *loads[who]) for who in _heaviest_first(loads)
    )
    columns = (Column("owner", Said(N_("owner"))), Column("team", Said(N_("team"))), *_LOAD)
    return Table("owners", Said(N_("By owner")), columns, rows, page_rows=4)


def _teams(loads: Mapping[str, Load], teams: Mapping[str, str]) -> Table:
    summed: dict[str, Load] = {}
    for who, (open_count, late, done) in loads.items():
        before = summed.get(teams.get(who, ""), (0, 0, 0))
        summed[teams.get(who, "")] = (before[0] + open_count, before[1] + late, before[2] + done)
    nobody = Said(N_("(no team)"))
    rows: tuple[tuple[Cell, ...], ...] = tuple((team or nobody, *summed[team]) for team in _heaviest_first(summed))
    return Table("teams", Said(N_("By team")), (Column("team", Said(N_("team"))), *_LOAD), rows, page_rows=3)


def _heaviest_first(loads: Mapping[str, Load]) -> Iterable[str]:
    return sorted(loads, key=lambda who: (-loads[who][1], -loads[who][0], who))


def acts(connection: Connection, day: Day, backdate: timedelta) -> Part:
    """Corrections, acts dated far back, approvals by the proposer or from another account."""
    second = report_trail.corrections(connection, day.window)
    found = report_trail.marked(connection, day.window, backdate // timedelta(microseconds=1))
    columns = (
        Column("why", Said(N_("what"))),
        Column("ref", Said(N_("reference"))),
        Column("event", Said(N_("event"))),
        Column("agent", Said(N_("agent"))),
        Column("at", Said(N_("dated")), Kind.INSTANT),
        Column("recorded_at", Said(N_("recorded")), Kind.INSTANT),
    )
    rows = tuple(
        (coded(MARKS, one.why), one.ref, one.type, one.agent, from_us(one.at), from_us(one.recorded_at))
        for one in found
    )
    figures = tuple(Figure(why, Said(word), sum(one.why == why for one in found)) for why, word in MARKS.items())
    return Part(
        Section(
            "acts",
            Said(N_("Acts to look at")),
            figures,
            # The page has so many lines: where the first correction stands below, one act fewer stands above.
            (
                Table("acts", Said(N_("Acts to look at")), columns, rows, page_rows=1 if second else 2),
                _corrections(second),
            ),
            _first_correction(second),
        )
    )


def _first_correction(found: Sequence[Corrected]) -> tuple[Said, ...]:
    """What the page has room for; the table holds them all."""
    if not found:
        return ()
    one = found[0]
    clock = _clock(one)
    fact = coded(FACTS, one.fact) if clock is None else Said(N_("verdict of {clock}"), {"clock": clock})
    told = N_("Corrected: {ref}, {fact}: {was} → {value}.")
    if len(found) > 1:
        told = N_("Corrected: {ref}, {fact}: {was} → {value}; and {count} more.")
    facts = {"ref": one.ref, "fact": fact, "was": _value(one, one.was), "value": _value(one, one.value)}
    return (Said(told, {**facts, "count": len(found) - 1}),)


def _corrections(found: Sequence[Corrected]) -> Table:
    """Both values beside each other (DOMAIN §3); a verdict's clock as data holds cycle and instance too."""
    columns = (
        Column("ref", Said(N_("reference"))),
        Column("fact", Said(N_("fact"))),
        Column("clock", Said(N_("clock"))),
        Column("was", Said(N_("first"))),
        Column("value", Said(N_("second"))),
        Column("agent", Said(N_("agent"))),
        Column("reason", Said(N_("reason"))),
    )
    rows = tuple(
        (
            one.ref,
            coded(FACTS, _fact(one)),
            _clock(one),
            _value(one, one.was),
            _value(one, one.value),
            one.agent,
            one.reason,
        )
        for one in found
    )
    return Table("corrections", Said(N_("Corrected")), columns, rows, page_rows=0)


def _fact(one: Corrected) -> str:
    return "verdict" if one.fact.startswith(VERDICT) else one.fact


def _clock(one: Corrected) -> Code | None:
    if not one.fact.startswith(VERDICT):
        return None
    key = one.fact.removeprefix(VERDICT)
    return Code(key, CLOCKS.get(key.rsplit(":", 2)[0], ""))


def _value(one: Corrected, value: str | None) -> Cell:
    if value is None:
        return Said(N_("unknown"))
    if one.fact.startswith(VERDICT):
        return coded(VERDICTS, value)
    return datetime.fromisoformat(value) if one.fact == "received_at" else value


def clockwork(connection: Connection, day: Day) -> Part:
    """When nothing swept: what fell due then was found late."""
    window = day.window
    runs = report_trail.runs(connection, window)
    silent = silences(runs, max(window.start, sweeps.begun_at(connection)), window.as_of)
    columns = (
        Column("from_at", Said(N_("from")), Kind.INSTANT),
        Column("to_at", Said(N_("to")), Kind.INSTANT),
        Column("minutes", Said(N_("minutes")), Kind.NUMBER),
    )
    rows = tuple((from_us(since), from_us(to), (to - since) // 60_000_000) for since, to in silent)
    figures = (
        Figure("passes", Said(N_("passes")), sum(begun >= window.start for begun, _ended in runs)),
        Figure("silent_minutes", Said(N_("minutes without it")), sum(to - since for since, to in silent) // 60_000_000),
    )
    never = Said(N_("The clockwork never ran on this date or before. Run cxdesk run, or cxdesk sweep from cron."))
    return Part(
        Section(
            "clockwork",
            Said(N_("Clockwork")),
            figures,
            (Table("silences", Said(N_("Without the clockwork")), columns, rows, page_rows=2),),
            () if runs else (never,),
        )
    )
