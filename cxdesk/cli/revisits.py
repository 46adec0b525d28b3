"""`revisit list|script|schedule|attempt|done|move`: looking back at irregular times (DOMAIN §9)."""

from datetime import UTC, date, datetime, timedelta
from typing import Annotated

import typer

from cxdesk.catalogue import N_, _, ngettext
from cxdesk.cli.acting import At, NeededReason, Reason, Ref, perform, words
from cxdesk.cli.completers import complete
from cxdesk.cli.context import Cli
from cxdesk.cli.moments import day, moment
from cxdesk.cli.results import Column, Kind, Lines, Row, Table
from cxdesk.cli.results import Document as Report
from cxdesk.desk import Agenda, Answers, Change, Desk
from cxdesk.errors import WrongUse

Which = Annotated[int | None, typer.Option("--number", help=N_("which revisit; the next planned one, if not said"))]
Satisfaction = Annotated[int | None, typer.Option(min=1, max=5, help=N_("with the outcome, 1 to 5"))]
Handling = Annotated[int | None, typer.Option(min=1, max=5, help=N_("with the handling, 1 to 5"))]
On = Annotated[str, typer.Option("--on", help=N_("which day: fri, +5bd, 2026-12-01"))]


def list_(
    cli: Cli,
    until: Annotated[str, typer.Option(help=N_("planned up to this day; today, if not said"))] = "today",
    ics: Annotated[bool, typer.Option("--ics", help=N_("as a calendar file"))] = False,
) -> Table | Lines:
    """The revisits due, the earliest first; a day that is still hidden from its owner is not shown to them."""
    with cli.desk(readonly=True) as desk:
        agenda = desk.agenda(day(desk, until, "--until"))
        zone = desk.zone
        today = desk.now().astimezone(zone).date()
    if ics:
        return Lines(_calendar(agenda, desk.now()), {"revisits": [_row(one) for one in agenda]})
    columns = [
        Column("ref", _("reference")),
        Column("number", _("no."), Kind.NUMBER),
        Column("due_on", _("day"), Kind.DATE),
        Column("attempts", _("attempts"), Kind.NUMBER, rank=1),
        Column("severity", _("severity")),
        Column("caller", _("caller")),
        Column("owner", _("owner")),
        Column("customer", _("customer")),
        Column("subject", _("subject"), floor=24),
    ]
    missed = sum(one.due_on < today for one in agenda)
    hints = [_missed(missed)] if missed else []
    return Table(columns, [_row(one) for one in agenda], empty=_("no revisit is due"), zone=zone, hints=hints)


def script(cli: Cli, ref: Ref) -> Lines:
    """What to say in a revisit, in the customer's language, and how to record the answers."""
    from cxdesk.desk.visiting import script as said_in_revisits  # noqa: PLC0415 (no other verb needs the agenda)

    with cli.desk(readonly=True) as desk:
        card = desk.card(ref)
        said = said_in_revisits(card, desk.settings, desk.templates, desk.zone, desk.now(), commands=True)
    return Lines(said.split("\n"), {"ref": card.complaint["ref"], "script": said})


def _missed(count: int) -> str:
    return ngettext(
        "{count} of them was due on an earlier day", "{count} of them were due on an earlier day", count
    ).format(count=count)


def _row(one: Agenda) -> Row:
    return {
        "ref": one.ref,
        "number": one.number,
        "due_on": one.due_on,
        "closes_at": one.closes_at,
        "attempts": one.attempts,
        "severity": one.severity or None,
        "caller": one.caller or None,
        "owner": one.owner or None,
        "customer": one.customer or None,
        "subject": one.subject,
    }


def _calendar(agenda: list[Agenda], now: datetime) -> list[str]:
    """The agenda as iCalendar (RFC 5545): all-day events, texts escaped, nobody's name in them."""
    stamp = now.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//cxdesk//revisits//EN"]
    for one in agenda:
        lines += [
            "BEGIN:VEVENT",
            f"UID:{one.ref}-{one.number}@cxdesk",
            f"DTSTAMP:{stamp}",
            f"DTSTART;VALUE=DATE:{_ics_day(one.due_on)}",
            f"DTEND;VALUE=DATE:{_ics_day(one.due_on + timedelta(days=1))}",
            f"SUMMARY:{_escaped(_summary(one))}",
            "END:VEVENT",
        ]
    return [*lines, "END:VCALENDAR"]


def _summary(one: Agenda) -> str:
    return _("Revisit {ref}").format(ref=one.ref)


def _ics_day(on: date) -> str:
    return on.strftime("%Y%m%d")


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def schedule(cli: Cli, ref: Ref, on: On, reason: Reason = "") -> Report:
    """Plan one more revisit on a chosen day."""
    return perform(cli, ref, lambda desk, one: desk.schedule_revisit(one, day(desk, on, "--on"), reason=reason))


def attempt(
    cli: Cli,
    ref: Ref,
    channel: Annotated[str, typer.Option(autocompletion=complete("channels"))] = "phone",
    note: Annotated[str, typer.Option(help=N_("what happened; @file and - are read"))] = "",
    number: Which = None,
    at: At = None,
    reason: Reason = "",
) -> Report:
    """Record that the customer was not reached."""
    said = words(cli, note, "--note")

    def act(desk: Desk, one: str) -> Change:
        return desk.revisit_attempted(one, channel, said, number=number, at=moment(desk, at, "--at"), reason=reason)

    return perform(cli, ref, act)


def done(
    cli: Cli,
    ref: Ref,
    reached: Annotated[bool, typer.Option("--reached/--not-reached", help=N_("whether somebody answered"))] = True,
    resolved: Annotated[
        bool | None, typer.Option("--resolved/--not-resolved", help=N_("whether it is really resolved"))
    ] = None,
    satisfaction: Satisfaction = None,
    handling: Handling = None,
    note: Annotated[str, typer.Option(help=N_("what the customer said; @file and - are read"))] = "",
    needs: Annotated[str, typer.Option(help=N_("anything else the customer needs"))] = "",
    channel: Annotated[str, typer.Option(autocompletion=complete("channels"))] = "phone",
    number: Which = None,
    at: At = None,
    reason: Reason = "",
) -> Report:
    """Record a revisit: resolved or not; "not resolved" sends the complaint back to work."""
    said = words(cli, note, "--note")
    if not reached:
        return attempt(cli, ref, channel, said, number, at, reason)
    if resolved is None:
        raise WrongUse(_("is it resolved? Say --resolved or --not-resolved"), where="--resolved/--not-resolved")
    answers = Answers(resolved, satisfaction, handling, said, needs)

    def act(desk: Desk, one: str) -> Change:
        return desk.revisit_done(one, answers, number=number, at=moment(desk, at, "--at"), reason=reason)

    return perform(cli, ref, act)


def move(cli: Cli, ref: Ref, on: On, reason: NeededReason, number: Which = None) -> Report:
    """Move a planned revisit to another day."""
    why = words(cli, reason, "--reason")
    return perform(cli, ref, lambda desk, one: desk.move_revisit(one, day(desk, on, "--on"), why, number=number))
