"""`explain REF`: the arithmetic of every clock, line by line, to be redone with a wall calendar (DOMAIN §5)."""

from datetime import datetime, tzinfo
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from cxdesk.catalogue import N_, _
from cxdesk.cli.completers import complete
from cxdesk.cli.context import Cli
from cxdesk.cli.results import Block, Column, Document, Fields, Heading, Kind, Paragraph, Row, Table
from cxdesk.desk.explaining import steps
from cxdesk.desk.wording import due_text, fact_text, fact_value, instant_text, word, words
from cxdesk.domain.amounts import long_form
from cxdesk.domain.complaint import Correction
from cxdesk.domain.due import SECONDS
from cxdesk.domain.explain import ClockExplanation, Explanation, Line, Part
from cxdesk.domain.instances import ClockInstance, Verdict
from cxdesk.domain.policy import Basis, Clock, DueTime, NonBusinessReceipt, Roll


def explain(
    cli: Cli,
    ref: Annotated[str, typer.Argument(help=N_("the complaint"), autocompletion=complete("references"))],
    clock: Annotated[str, typer.Option("--clock", help=N_("this clock alone"))] = "",
) -> Document:
    """How each due date comes about."""
    with cli.desk(readonly=True) as desk:
        told = desk.explain(ref)
        now, zone = desk.now(), desk.zone
    clocks = [found for found in told.clocks if clock in ("", found.instance.clock)]
    blocks: list[Block] = [Paragraph(_standards(ref, told))]
    blocks += [Paragraph(_correction(one, zone)) for one in told.corrections]
    for found in clocks:
        blocks += _clock_blocks(found, now)
    if not clocks:
        blocks.append(Paragraph(_("no clock of that name has begun") if clock else _("no clock has begun")))
    data = {
        "ref": ref,
        "snapshot": told.snapshot,
        "policy": told.policy,
        "calendar": told.calendar,
        "zone": told.zone,
        "clocks": [_clock_data(found) for found in clocks],
        "corrections": [
            {"fact": one.fact, "was": one.was, "value": one.value, "by": one.by, "at": one.at}
            for one in told.corrections
        ],
    }
    return Document(blocks, data, zone=zone)


def _standards(ref: str, told: Explanation) -> str:
    return _("{ref}: policy {policy}, calendar {calendar} ({zone}), standards {snapshot}").format(
        ref=ref, policy=told.policy, calendar=told.calendar, zone=told.zone, snapshot=told.snapshot[:12]
    )


def _correction(one: Correction, zone: tzinfo) -> str:
    """Both values, and what the second one moves: never what had its verdict (DOMAIN §4.9)."""
    told = (
        _("corrected by {login}, {at}: {fact}, {was} → {second}; the first verdict stays")
        if one.fact.startswith("verdict:")
        else _("corrected by {login}, {at}: {fact}, {was} → {second}; clocks that had their verdict by then keep it")
    )
    was, second = (fact_value(one.fact, value, zone) for value in (one.was, one.value))
    at = instant_text(one.at, zone)
    return told.format(login=one.by, at=at, fact=fact_text(one.fact), was=was, second=second)


def _clock_blocks(told: ClockExplanation, now: datetime) -> list[Block]:
    columns = (
        Column("what", _("step")),
        Column("when", _("when")),
        Column("counts", _("counts"), Kind.NUMBER),
        Column("total", _("total"), Kind.NUMBER),
    )
    rows: list[Row] = [
        {"what": step.what, "when": step.when, "counts": step.counts, "total": step.total} for step in steps(told)
    ]
    blocks: list[Block] = [Heading(_title(told.instance)), Fields(_terms(told, now)), Table(columns, rows)]
    if told.instance.provisional and told.covered_until is not None:
        blocks.append(
            Paragraph(
                _("provisional: holidays are published until {day}; later days are counted by the week alone").format(
                    day=told.covered_until
                )
            )
        )
    return blocks


def _title(found: ClockInstance) -> str:
    if found.cycle > 1:
        return _("{clock}, cycle {cycle}, number {number}").format(
            clock=word(found.clock), cycle=found.cycle, number=found.instance
        )
    if found.instance > 1:
        return _("{clock}, number {number}").format(clock=word(found.clock), number=found.instance)
    return word(found.clock)


def _terms(told: ClockExplanation, now: datetime) -> list[tuple[str, object]]:
    found, zone = told.instance, told.zone
    target = _("comes with the fact") if found.target is None else long_form(found.target)
    pairs: list[tuple[str, object]] = [
        (_("target"), _("{what} ({why})").format(what=target, why=basis_word(found.basis))),
        (_("calendar"), f"{told.calendar} ({zone})"),
    ]
    rules = _rules(found.terms)
    if rules:
        pairs.append((_("rules"), rules))
    pairs.append((_("stands"), _standing(told, now)))
    if found.corrected is not None:
        pairs.append((_("first verdict"), word(found.verdict)))
        pairs.append((_("corrected to"), word(found.corrected)))
    return pairs


def _standing(told: ClockExplanation, now: datetime) -> str:
    found, zone = told.instance, _zone(told)
    if found.verdict is Verdict.PAUSED and found.paused_since is not None:
        since = instant_text(found.paused_since, zone)
        return _("paused since {since}; told as if the pause ended now").format(since=since)
    if found.stopped_at is not None:
        return f"{word(found.verdict)} · {instant_text(found.stopped_at, zone)}"
    if found.overdue_at(now) and found.due_at is not None:
        return _("overdue since {due}").format(due=due_text(found.due_at, zone))
    return word(found.verdict)


def _rules(clock: Clock) -> str:
    """The conventions that are not the plain ones; the day of the start is day 0 in all of them."""
    said = []
    if clock.due_time is DueTime.CLOSE_OF_BUSINESS:
        said.append(_("due at close of business"))
    if clock.due_time is DueTime.SAME_TIME:
        said.append(_("due at the same clock time"))
    if clock.roll is Roll.NEXT_WORKING_DAY:
        said.append(_("a last day that is no working day moves to the next one"))
    if clock.nonbusiness_receipt is NonBusinessReceipt.NEXT_BUSINESS_DAY:
        said.append(_("a receipt after business counts from the next opening"))
    if clock.pause:
        said.append(_("pauses for: {reasons}").format(reasons=words(sorted(clock.pause))))
    return _("; ").join(said)


def _zone(told: ClockExplanation) -> tzinfo:
    return ZoneInfo(told.zone)


def basis_word(basis: Basis) -> str:
    """Who set the deadline, for people."""
    told = {Basis.LAW: _("law"), Basis.CONTRACT: _("contract"), Basis.TARGET: _("the desk's own target")}
    return told[basis]


def _clock_data(told: ClockExplanation) -> Row:
    found = told.instance
    return {
        "clock": found.clock,
        "cycle": found.cycle,
        "instance": found.instance,
        "state": found.verdict,
        "corrected": found.corrected,
        "basis": found.basis,
        "policy": found.policy,
        "target": None if found.target is None else str(found.target),
        "calendar": told.calendar,
        "zone": told.zone,
        "started_at": found.started_at,
        "due_at": found.due_at,
        "stopped_at": found.stopped_at,
        "paused_since": found.paused_since,
        "provisional": found.provisional,
        "covered_until": told.covered_until,
        "unit": "seconds" if told.unit in SECONDS else "days",
        "lines": [_line_data(line) for line in told.lines],
    }


def _line_data(line: Line) -> Row:
    counted = line.part is Part.COUNTED
    return {
        "part": line.part,
        "begins_at": line.begins_at,
        "ends_at": line.ends_at,
        "on": line.on,
        "amount": line.amount if counted else None,
        "total": line.total if counted else None,
        "reason": line.reason,
    }
