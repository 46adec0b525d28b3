"""The daily report's work at hand: escalations, letters, options, revisits, causes."""

from datetime import timedelta

from cxdesk.catalogue import N_
from cxdesk.domain.levels import DEFAULT_LEVELS
from cxdesk.reports.days import Day
from cxdesk.reports.part import Part
from cxdesk.reports.result import Cell, Column, Figure, Finding, Kind, Said, Section, Share, Table
from cxdesk.reports.words import ACKNOWLEDGEMENTS
from cxdesk.store import report_standing, report_trail
from cxdesk.store.moments import from_us, maybe_from_us, to_us
from cxdesk.store.sqlite import Connection

LONG_WAIT = timedelta(minutes=15)
"""A letter that waits longer than this is unsent; one just queued is on its way."""

EXPIRES_SOON = timedelta(days=2)

UNKNOWN_CAUSES_PERCENT = 15
"""More unknown causes than this make the causes no picture of the whole (STANDARDS §4.2, Pareto)."""


def escalations(connection: Connection, day: Day) -> Part:
    """Raised on the date, and who has not answered."""
    raised = report_standing.escalated(connection, day.window)
    waiting = report_standing.unanswered(connection, day.window)
    late = sum(one.answer_by is not None and one.answer_by <= day.window.as_of for one in waiting)
    untold = report_standing.untold(connection, day.window, _long_ago(day))
    columns = (
        Column("ref", Said(N_("reference"))),
        Column("level", Said(N_("level")), Kind.NUMBER),
        Column("sent_to", Said(N_("unanswered by"))),
        Column("at", Said(N_("since")), Kind.INSTANT),
        Column("answer_by", Said(N_("answer due")), Kind.INSTANT),
    )
    rows = tuple(
        (one.ref, one.level, one.sent_to.replace(",", ", "), from_us(one.at), maybe_from_us(one.answer_by))
        for one in waiting[: report_standing.SHOWN]
    )
    figures = (
        Figure("escalated", Said(N_("escalated on this date")), sum(count for _level, count in raised)),
        *(
            Figure(f"escalated_to_level_{level}", Said(N_("to level {level}"), {"level": level}), count, if_any=True)
            for level, count in (dict.fromkeys(DEFAULT_LEVELS, 0) | dict(raised)).items()
        ),
        Figure("unanswered", Said(N_("unanswered")), len(waiting)),
        Figure("unanswered_late", Said(N_("past the time to answer")), late),
        Figure("alarms_untold", Said(N_("alarms that nobody was told")), untold, if_any=True),
    )
    table = Table("unanswered", Said(N_("Unanswered escalations")), columns, rows, page_rows=2, total=len(waiting))
    return Part(
        Section("escalations", Said(N_("Escalations")), figures, (table,)),
        (Finding("alarms_untold", Said(N_("alarms that nobody was told")), untold),),
    )


def _long_ago(day: Day) -> int:
    return day.window.as_of - LONG_WAIT // timedelta(microseconds=1)


def letters(connection: Connection, day: Day) -> Part:
    """Acknowledgements owed, and letters that are not out."""
    owed = {one.state: one.total for one in report_standing.unacknowledged(connection, day.window)}
    unsent = {one.state: one for one in report_standing.unsent(connection, day.window, _long_ago(day))}
    failed = unsent["failed"].total if "failed" in unsent else 0
    waiting, long = (unsent["waiting"].total, unsent["waiting"].old) if "waiting" in unsent else (0, 0)
    shipped = report_trail.fallen_back(connection, day.window)
    undelivered = owed.get("failed", 0) + owed.get("bounced", 0)
    columns = (
        Column("number", Said(N_("letter no.")), Kind.NUMBER),
        Column("ref", Said(N_("reference"))),
        Column("letter", Said(N_("failed letter"))),
        Column("code", Said(N_("answer of the server"))),
    )
    rows = tuple((one.number, one.ref, one.letter, one.code) for one in report_standing.failed(connection, day.window))
    figures = (
        Figure("unacknowledged", Said(N_("unacknowledged")), sum(owed.values())),
        *(
            Figure(f"acknowledgement_{state}", Said(word), owed.get(state, 0), if_any=True)
            for state, word in ACKNOWLEDGEMENTS.items()
        ),
        Figure("letters_failed", Said(N_("letters failed")), failed),
        Figure("letters_waiting", Said(N_("letters waiting to be sent")), waiting),
        Figure("letters_waiting_long", Said(N_("of these longer than 15 minutes")), long),
        Figure("letters_fallen_back", Said(N_("in the shipped text")), shipped, if_any=True),
    )
    table = Table("failed_letters", Said(N_("Failed letters")), columns, rows, page_rows=2, total=failed)
    return Part(
        Section("letters", Said(N_("Acknowledgements and letters")), figures, (table,)),
        (
            Finding("acknowledgements_undelivered", Said(N_("acknowledgements that did not arrive")), undelivered),
            Finding("letters_failed", Said(N_("letters failed")), failed),
            Finding("letters_unsent", Said(N_("letters waiting for longer than 15 minutes")), long),
            Finding(
                "letters_fallen_back", Said(N_("letters in the shipped text: the desk's own did not pass")), shipped
            ),
        ),
    )


def options(connection: Connection, day: Day) -> Part:
    """Options that are undecided."""
    found = report_standing.options(connection, day.window, to_us(day.as_of + EXPIRES_SOON))
    figures = (
        Figure("options_open", Said(N_("open with customers")), found.open),
        Figure("options_expiring", Said(N_("expiring within 2 days")), found.expiring),
        Figure("options_proposed", Said(N_("awaiting approval")), found.proposed),
        Figure("options_expired", Said(N_("expired, not yet swept")), found.expired),
    )
    return Part(Section("options", Said(N_("Options")), figures))


def revisits(connection: Connection, day: Day) -> Part:
    """Follow-ups due, missed, and what they found."""
    found = report_standing.revisits(connection, day.window, day.on.isoformat())
    figures = (
        Figure("revisits_due", Said(N_("still due on this date")), found.due),
        Figure("revisits_done", Said(N_("done")), found.done),
        Figure("revisits_not_resolved", Said(N_("said “not resolved”")), found.not_resolved),
        Figure("revisits_missed", Said(N_("window missed")), found.missed),
    )
    return Part(Section("revisits", Said(N_("Revisits")), figures))


def causes(connection: Connection, day: Day) -> Part:
    """The most frequent causes of what was received in thirty dates; unknown ones always stand among them."""
    found = report_standing.causes(connection, day.window)
    received = sum(one.total for one in found)
    unknown = sum(one.total for one in found if not one.code)
    columns = (
        Column("cause", Said(N_("cause"))),
        Column("complaints", Said(N_("complaints")), Kind.NUMBER),
        Column("share", Said(N_("share")), Kind.NUMBER),
    )
    known: list[tuple[Cell, ...]] = [(one.code, one.total, Share(one.total, received)) for one in found if one.code]
    first: tuple[Cell, ...] = (Said(N_("(not known)")), unknown, Share(unknown, received))
    table = Table(
        "causes", Said(N_("Causes")), columns, (first, *known) if received else (), page_rows=4, total=len(known) + 1
    )
    is_vague = received >= 30 and 100 * unknown > UNKNOWN_CAUSES_PERCENT * received
    vague = Said(N_("More than 15 % of the causes are not known: the order of the others may mislead."))
    return Part(
        Section(
            "causes",
            Said(N_("Causes of what was received in 30 days")),
            (Figure("received_30_days", Said(N_("received")), received),),
            (table,),
            (vague,) if is_vague else (),
        )
    )
