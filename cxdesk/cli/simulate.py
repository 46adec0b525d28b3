"""`policy simulate FILE`: what another policy or calendar would have made of the desk's own history."""

from collections import Counter
from datetime import datetime, tzinfo
from typing import Annotated

import typer

from cxdesk.catalogue import N_, _, ngettext
from cxdesk.cli.context import Cli
from cxdesk.cli.moments import moment
from cxdesk.cli.results import Block, Column, Document, Heading, Kind, Paragraph, Row, Table
from cxdesk.cli.shifts import SHOWN, counter
from cxdesk.desk.simulating import Kept, Simulated, Turn
from cxdesk.desk.value_words import due_text, instant_text, word

File = Annotated[str, typer.Argument(help=N_("settings to try; what it does not say stays as it is"))]
Since = Annotated[
    str | None,
    typer.Option("--since", help=N_("complaints received since then, and whatever is open; all, if not said")),
]


def simulate(cli: Cli, file: File, since: Since = None) -> Document:
    """Try other standards on the desk's history; nothing is written."""
    with cli.desk(readonly=True) as desk:
        wanted = desk.snapshot_over(cli.path(file))
        found = desk.simulate(wanted, moment(desk, since, "--since"), counter(cli, _("complaints looked at")))
        zone = desk.zone
    said = ngettext(
        "{count} complaint up to {now}, nothing was written.",
        "{count} complaints up to {now}, nothing was written.",
        found.complaints,
    ).format(count=found.complaints, now=instant_text(found.until, zone))
    blocks: list[Block] = [Paragraph(said), Heading(_("Kept in time")), _kept_table(found)]
    blocks += [Heading(_("Steps of the ladder")), _ladder_table(found)]
    blocks += _turn_blocks(found, zone)
    return Document(blocks, _data(found), zone=zone)


def _kept_table(found: Simulated) -> Table:
    columns = (
        Column("clock", _("clock"), show=word),
        Column("before", _("as it is"), Kind.NUMBER),
        Column("after", _("as it would be"), Kind.NUMBER),
    )
    rows: list[Row] = [
        {"clock": clock, "before": _share(found.before.get(clock)), "after": _share(found.after.get(clock))}
        for clock in _clocks(found)
    ]
    return Table(columns, rows, empty=_("no clock has come due"))


def _share(kept: Kept | None) -> str:
    """With its two numbers: a percentage alone hides how few there were."""
    if kept is None or kept.share is None:
        return "–"
    return f"{kept.share:.1%} ({kept.met}/{kept.counted})"


def _clocks(found: Simulated) -> list[str]:
    return sorted(found.before.keys() | found.after.keys())


def _ladder_table(found: Simulated) -> Table:
    columns = (
        Column("level", _("level"), Kind.NUMBER),
        Column("before", _("fired"), Kind.NUMBER),
        Column("after", _("would have fired"), Kind.NUMBER),
    )
    return Table(columns, _ladder_rows(found.fired_before, found.fired_after), empty=_("no step has fired"))


def _ladder_rows(before: Counter[int], after: Counter[int]) -> list[Row]:
    return [{"level": level, "before": before[level], "after": after[level]} for level in sorted({*before, *after})]


def _turn_blocks(found: Simulated, zone: tzinfo) -> list[Block]:
    """What would breach, the open ones first, and what would breach no more."""
    blocks: list[Block] = []
    parts = (
        (_("Would breach"), [turn for turn in found.turns if turn.breaches_anew]),
        (_("Would breach no more"), [turn for turn in found.turns if turn.breaches_no_more]),
    )
    columns = (
        Column("ref", _("complaint")),
        Column("clock", _("clock"), show=word),
        Column("is_open", _("still open"), Kind.FLAG),
        Column("old", _("as it is")),
        Column("new", _("as it would be")),
        Column("new_due_at", _("due then"), Kind.INSTANT, lambda at: _due(at, zone)),
    )
    for title, turns in parts:
        if turns:
            first = sorted(turns, key=lambda turn: not turn.is_open)[:SHOWN]
            blocks += [
                Heading(f"{title}: {len(turns)}"),
                Table(columns, [_turn_row(turn) for turn in first], zone=zone),
            ]
    return blocks


def _due(at: object, zone: tzinfo) -> str:
    return due_text(at, zone) if isinstance(at, datetime) else "–"


def _turn_row(turn: Turn) -> Row:
    return {
        "ref": turn.ref,
        "clock": turn.clock,
        "cycle": turn.cycle,
        "instance": turn.instance,
        "is_open": turn.is_open,
        "old": turn.old,
        "new": turn.new,
        "old_due_at": turn.old_due_at,
        "new_due_at": turn.new_due_at,
    }


def _kept_data(kept: Kept | None) -> Row:
    one = kept or Kept()
    return {"met": one.met, "counted": one.counted, "share": one.share}


def _data(found: Simulated) -> Row:
    return {
        "since": found.since,
        "until": found.until,
        "snapshot": found.snapshot,
        "complaints": found.complaints,
        "clocks": [
            {
                "clock": clock,
                "before": _kept_data(found.before.get(clock)),
                "after": _kept_data(found.after.get(clock)),
            }
            for clock in _clocks(found)
        ],
        "ladder": _ladder_rows(found.fired_before, found.fired_after),
        "would_breach": [_turn_row(turn) for turn in found.turns if turn.breaches_anew],
        "would_breach_no_more": [_turn_row(turn) for turn in found.turns if turn.breaches_no_more],
        "differs": len(found.turns),
    }
