"""The daily report's mail that came in: what became of it, and what waits for somebody (DOMAIN §8)."""

from cxdesk.catalogue import N_
from cxdesk.reports.days import Day
from cxdesk.reports.part import Part
from cxdesk.reports.result import Column, Figure, Finding, Kind, Said, Section, Table
from cxdesk.store import report_inbox
from cxdesk.store.moments import from_us
from cxdesk.store.report_standing import SHOWN
from cxdesk.store.sqlite import Connection


def incoming(connection: Connection, day: Day) -> tuple[Part, ...]:
    """The section, where mail came in on the date or waits for a decision; a desk without an intake has none.

    Whose message it is stands in the quarantine, not in a report that is mailed.
    """
    found = report_inbox.arrived(connection, day.window)
    waiting, rows = report_inbox.held(connection, day.window, SHOWN)
    unfiled = report_inbox.unfiled(connection, day.window)
    if not (found or waiting or unfiled):
        return ()
    new = sum(one.total for one in found if one.reason == "new" and one.state in {"filed", "released"})
    filed = sum(one.total for one in found if one.state in {"filed", "released"})
    figures = (
        Figure("mail_received", Said(N_("messages")), sum(one.total for one in found)),
        Figure("mail_new", Said(N_("new complaints")), new),
        Figure("mail_replies", Said(N_("replies")), filed - new),
        Figure("mail_automatic", Said(N_("from machines")), _of(found, "automatic")),
        Figure("mail_duplicate", Said(N_("known already")), _of(found, "duplicate"), if_any=True),
        Figure("mail_quarantined", Said(N_("in quarantine now")), waiting),
        Figure("mail_unfiled", Said(N_("kept and not filed yet")), unfiled, if_any=True),
    )
    columns = (
        Column("number", Said(N_("message no.")), Kind.NUMBER),
        Column("reason", Said(N_("reason"))),
        Column("received_at", Said(N_("received")), Kind.INSTANT),
    )
    cells = tuple((one.number, one.reason, from_us(one.received_at)) for one in rows)
    table = Table("quarantine", Said(N_("Messages in quarantine")), columns, cells, page_rows=2, total=waiting)
    section = Section("mail", Said(N_("Mail that came in")), figures, (table,) if waiting else ())
    return (
        Part(
            section,
            (
                Finding("mail_quarantined", Said(N_("messages in quarantine")), waiting),
                Finding("mail_unfiled", Said(N_("messages that are kept and not filed")), unfiled),
            ),
        ),
    )


def _of(found: list[report_inbox.Arrived], state: str) -> int:
    return sum(one.total for one in found if one.state == state)
