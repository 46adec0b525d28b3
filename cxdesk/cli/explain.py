"""`explain REF`: the arithmetic of every clock, line by line, to be redone with a wall calendar (DOMAIN §5)."""

from datetime import datetime
from typing import Annotated

import typer

from cxdesk.catalogue import N_, _
from cxdesk.cli.completers import complete
from cxdesk.cli.context import Cli
from cxdesk.cli.results import Block, Column, Document, Fields, Heading, Kind, Paragraph, Row, Table
from cxdesk.cli.suggestions import suggestion
from cxdesk.desk.explained import clock_terms, clock_title, correction_text, provisional_text, standards_text
from cxdesk.desk.explaining import steps
from cxdesk.domain.due import SECONDS
from cxdesk.domain.explain import ClockExplanation, Line, Part
from cxdesk.errors import WrongUse


def explain(
    cli: Cli,
    ref: Annotated[str, typer.Argument(help=N_("the complaint"), autocompletion=complete("references"))],
    clock: Annotated[str, typer.Option("--clock", help=N_("this clock alone"), autocompletion=complete("clocks"))] = "",
) -> Document:
    """How each due date comes about."""
    with cli.desk(readonly=True) as desk:
        told = desk.explain(ref)
        ref = desk.complaint(ref).ref
        now, zone = desk.now(), desk.zone
    if clock and clock not in told.names:
        raise WrongUse(
            _("{ref} has no clock {name}; there are: {known}").format(ref=ref, name=clock, known=", ".join(told.names)),
            mend=suggestion(clock, told.names),
        )
    clocks = [found for found in told.clocks if clock in ("", found.instance.clock)]
    blocks: list[Block] = [Paragraph(standards_text(ref, told))]
    blocks += [Paragraph(correction_text(one, zone)) for one in told.corrections]
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
    blocks: list[Block] = [Heading(clock_title(told.instance)), Fields(clock_terms(told, now)), Table(columns, rows)]
    if provisional := provisional_text(told):
        blocks.append(Paragraph(provisional))
    return blocks


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
