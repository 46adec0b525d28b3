"""`calendar show|refresh|add|remove|between`: hours, days off and where they come from (DOMAIN §5, TRAPS 9, 10)."""

from collections.abc import Iterator
from datetime import UTC, date, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from cxdesk.catalogue import N_, _, ngettext
from cxdesk.cli import inputs
from cxdesk.cli.context import Cli
from cxdesk.cli.moments import moment
from cxdesk.cli.people import write_blocks
from cxdesk.cli.results import Block, Column, Document, Fields, Heading, Paragraph, Row, Table
from cxdesk.cli.shifts import counter, shift_blocks, shift_rows
from cxdesk.desk.cardwords import WEEKDAYS, weekday
from cxdesk.desk.explaining import hours
from cxdesk.desk.hours import CalendarSheet, Refresh, Store
from cxdesk.errors import WrongUse

if TYPE_CHECKING:
    from cxdesk.desk import Desk
    from cxdesk.domain.calendar import Calendar

Named = Annotated[str, typer.Argument(metavar="CALENDAR", help=N_("the calendar; the desk's own, if not said"))]
Which = Annotated[str, typer.Option("--calendar", help=N_("the calendar; the desk's own, if not said"))]
DryRun = Annotated[bool, typer.Option("--dry-run", help=N_("show what would change, and change nothing"))]
Yes = Annotated[bool, typer.Option("--yes", help=N_("take it without asking"))]

APPLY = "cxdesk policy apply"
YEAR_OF_DAYS = 366


def show(cli: Cli, name: Named = "") -> Document:
    """A calendar in force: its week, its sources with their age, the days that differ from the week."""
    with cli.desk(readonly=True) as desk:
        sheet = desk.calendar_sheet(name)
        today = desk.now().astimezone(sheet.calendar.zone).date()
    calendar = sheet.calendar
    week: list[Row] = [
        {"day": _(WEEKDAYS[at]), "hours": _windows(calendar.usual_hours(at)) or _("no opening")} for at in range(7)
    ]
    days = list(_special_days(calendar, today))
    pairs: list[tuple[str, object]] = [
        (_("calendar"), f"{sheet.name} ({calendar.zone})"),
        (_("holidays known until"), calendar.coverage_until or _("nobody said")),
    ]
    blocks: list[Block] = [
        Fields(pairs),
        Table((Column("day", _("day")), Column("hours", _("hours"))), week),
        Heading(_("Sources")),
        _source_table(sheet, today),
        Heading(_("Days that differ from the week, for a year")),
        Table(_day_columns(), days, empty=_("none")),
    ]
    pending = _("desk.toml and the stored days say otherwise than what is in force: {command}").format(command=APPLY)
    hints = [] if sheet.is_in_force else [pending]
    data: Row = {
        "calendar": sheet.name,
        "zone": str(calendar.zone),
        "covered_until": calendar.coverage_until,
        "in_force": sheet.is_in_force,
        "spec": calendar.to_dict(),
        "sources": _sources(sheet),
        "days": days,
    }
    return Document(blocks, data, hints=hints)


def refresh(
    cli: Cli,
    years: Annotated[int, typer.Option("--years", min=0, max=10, help=N_("how many years ahead to ask for"))] = 2,
    dry_run: DryRun = False,
    yes: Yes = False,
) -> Document:
    """Fetch the public days of every calendar's country anew, show what changes, and store them."""
    with cli.desk(readonly=dry_run) as desk:
        plans = desk.plan_refresh(years_ahead=years)
        if not plans:
            raise WrongUse(_("no calendar counts the public days of a country"), mend=_("write country under [desk]"))
        blocks: list[Block] = []
        for plan in plans:
            blocks += _refresh_blocks(plan)
        taken = [plan for plan in plans if plan.changes]

        data: Row = {"countries": [_refresh_data(plan) for plan in plans]}
        if not taken:
            return Document([*blocks, Paragraph(_("Nothing has changed."))], data)
        change = desk.storing_refresh(plans)
        return _taken(cli, desk, change, blocks, data, dry_run=dry_run, yes=yes)


def add(
    cli: Cli,
    file: Annotated[str, typer.Argument(metavar="FILE.ics", help=N_("an iCalendar file; - reads stdin"))],
    calendar: Which = "",
    name: Annotated[str, typer.Option("--name", help=N_("what to call the feed; one of that name is replaced"))] = "",
    dry_run: DryRun = False,
    yes: Yes = False,
) -> Document:
    """Show the whole days of an iCalendar file, and take them as days off once a person has said yes."""
    text = inputs.text(cli, file if file == "-" else f"@{file}", option="FILE.ics")
    with cli.desk(readonly=dry_run) as desk:
        source = "stdin" if file == "-" else cli.path(file).name
        feed, timed = desk.plan_feed(text, source, calendar=calendar, name=name)
        days: list[Row] = [{"on": day, "weekday": weekday(day), "what": said} for day, said in feed.days]
        said = ngettext(
            "{count} day off for the calendar {calendar}, from {source}:",
            "{count} days off for the calendar {calendar}, from {source}:",
            len(days),
        ).format(count=len(days), calendar=feed.calendar, source=feed.source)
        blocks: list[Block] = [Paragraph(said), Table(_day_columns(), days)]
        if timed:
            left = ngettext(
                "{count} event has a time of day and is left out.",
                "{count} events have a time of day and are left out.",
                timed,
            )
            blocks.append(Paragraph(left.format(count=timed)))
        data: Row = {"feed": feed.name, "calendar": feed.calendar, "source": feed.source, "days": days, "timed": timed}
        return _taken(cli, desk, desk.storing_feed(feed), blocks, data, dry_run=dry_run, yes=yes)


def remove(
    cli: Cli,
    name: Annotated[str, typer.Argument(metavar="FEED", help=N_("the feed's name; calendar show lists them"))],
    dry_run: DryRun = False,
    yes: Yes = False,
) -> Document:
    """Take the days of a feed back: they are working days again, once the policy is applied."""
    with cli.desk(readonly=dry_run) as desk:
        feed = desk.feed(name)
        days: list[Row] = [{"on": day, "weekday": weekday(day), "what": said} for day, said in feed.days]
        said = ngettext(
            "{count} day of the feed {feed} is taken back from the calendar {calendar}:",
            "{count} days of the feed {feed} are taken back from the calendar {calendar}:",
            len(days),
        ).format(count=len(days), feed=feed.name, calendar=feed.calendar)
        blocks: list[Block] = [Paragraph(said), Table(_day_columns(), days)]
        data: Row = {"feed": feed.name, "calendar": feed.calendar, "source": feed.source, "days": days}
        question = _("Take these days back?")
        return _taken(cli, desk, desk.dropping_feed(feed), blocks, data, dry_run=dry_run, yes=yes, question=question)


def between(
    cli: Cli,
    start: Annotated[str, typer.Argument(metavar="FROM", help=N_("2026-03-02 15:00, fri 9:00"))],
    end: Annotated[str, typer.Argument(metavar="TO", help=N_("2026-03-05 11:00"))],
    calendar: Which = "",
) -> Document:
    """Open time and working days between two moments."""
    with cli.desk(readonly=True) as desk:
        hours_of = desk.calendar_sheet(calendar).calendar
        since, until = moment(desk, start, "FROM"), moment(desk, end, "TO")
    if since is None or until is None:
        raise WrongUse(_("two moments are needed"))
    if until < since:
        raise WrongUse(
            _("{end} is before {start}").format(end=end, start=start), where="TO", mend=_("name the earlier one first")
        )
    seconds = hours_of.between(since, until)
    working_days = hours_of.days_between(hours_of.local_date(since), hours_of.local_date(until))
    rows: list[Row] = [
        {"from": opens, "to": closes, "seconds": (closes - opens).total_seconds()}
        for opens, closes in hours_of.open_intervals(since, until)
    ]
    columns = (
        Column("from", _("from")),
        Column("to", _("until")),
        Column("seconds", _("open time"), show=lambda value: hours(float(str(value)))),
    )
    pairs: list[tuple[str, object]] = [
        (_("open time"), hours(seconds)),
        (_("working days"), working_days),
    ]
    data: Row = {
        "calendar": hours_of.name,
        "from": since.astimezone(UTC),
        "to": until.astimezone(UTC),
        "seconds": seconds,
        "working_days": working_days,
        "intervals": rows,
    }
    return Document([Fields(pairs), Table(columns, rows, zone=hours_of.zone)], data, zone=hours_of.zone)


def _day_columns() -> tuple[Column, ...]:
    return (Column("on", _("day")), Column("weekday", ""), Column("what", _("what")))


def _taken(
    cli: Cli,
    desk: "Desk",
    store: Store,
    blocks: list[Block],
    data: Row,
    *,
    dry_run: bool,
    yes: bool,
    question: str = "",
) -> Document:
    """Show what would move, ask, store; what is stored counts once the policy is applied."""
    preview = _("open complaints looked at")
    shifts = shift_rows(desk.preview_store(store, counter(cli, preview)))
    blocks = [*blocks, *shift_blocks(shifts, desk.zone, moved=False)]
    data = {**data, "shifts": shifts, "stored": not dry_run}
    if dry_run:
        return Document(blocks, data, status="planned", zone=desk.zone)
    if not yes:
        # A person says yes to what they have seen, so it is shown before the question, on the screen they read.
        write_blocks(blocks, cli.surroundings._replace(stdout=cli.surroundings.stderr), desk.zone)
        blocks = []
    inputs.confirm(cli, question or _("Take these days?"), yes=yes)
    desk.store_calendars(store)
    blocks.append(Paragraph(_("Stored. It counts from the next {command} on.").format(command=APPLY)))
    return Document(blocks, data, zone=desk.zone)


def _refresh_blocks(plan: Refresh) -> list[Block]:
    after, before = plan.after, plan.before
    told = " ".join(part for part in (after.country, after.subdivision) if part)
    pairs: list[tuple[str, object]] = [
        (_("country"), told),
        (_("source"), after.source),
        (_("known until"), f"{before.coverage_until if before else '–'} → {after.coverage_until}"),
    ]
    rows: list[Row] = [
        *({"on": day, "weekday": weekday(day), "what": _("new day off")} for day in plan.added),
        *({"on": day, "weekday": weekday(day), "what": _("no day off any more")} for day in plan.removed),
    ]
    return [Fields(pairs), Table(_day_columns(), rows, empty=_("the days are the same"))]


def _refresh_data(plan: Refresh) -> Row:
    after = plan.after
    return {
        "country": after.country,
        "subdivision": after.subdivision,
        "source": after.source,
        "version": after.version,
        "covered_until": after.coverage_until,
        "covered_until_before": plan.before.coverage_until if plan.before else None,
        "added": list(plan.added),
        "removed": list(plan.removed),
    }


def _sources(sheet: CalendarSheet) -> list[Row]:
    found: list[Row] = []
    if sheet.public is not None:
        public = sheet.public
        told = " ".join(part for part in (public.country, public.subdivision) if part)
        found.append(
            {
                "name": told,
                "source": public.source,
                "version": public.version,
                "stored_on": public.stored_on,
                "by": None,
                "days": len(public.days_off),
            }
        )
    found += [
        {
            "name": feed.name,
            "source": feed.source,
            "version": feed.digest[:12],
            "stored_on": feed.approved_at.date(),
            "by": feed.approved_by,
            "days": len(feed.days),
        }
        for feed in sheet.feeds
    ]
    return found


def _source_table(sheet: CalendarSheet, today: date) -> Table:
    """How old the data is stands beside where it comes from (TRAPS 10)."""

    def age(stored_on: object) -> str:
        if not isinstance(stored_on, date):
            return _("not known")
        days = (today - stored_on).days
        return ngettext("{count} day old", "{count} days old", days).format(count=days)

    columns = (
        Column("name", _("name")),
        Column("source", _("source")),
        Column("version", _("version")),
        Column("stored_on", _("age"), show=age),
        Column("by", _("approved by")),
    )
    return Table(columns, _sources(sheet), empty=_("no public days and no feed: what desk.toml says alone"))


def _special_days(calendar: "Calendar", today: date) -> Iterator[Row]:
    """Days whose hours are not those of the week."""
    for number in range(YEAR_OF_DAYS):
        day = today + timedelta(days=number)
        windows = calendar.windows_on(day)
        if windows == calendar.usual_hours(day.weekday()):
            continue
        what = _windows(windows) if windows else _REASONS[calendar.closed_reason(day) or "closed"]
        yield {"on": day, "weekday": weekday(day), "what": what if windows else _(what)}


_REASONS = {"holiday": N_("holiday"), "closed": N_("no opening"), "weekend": N_("no opening")}


def _windows(windows: list[list[str]]) -> str:
    return ", ".join(f"{opens}–{closes}" for opens, closes in windows)
