"""The clockwork: one pass of everything that happens by itself, alone by a lease in the database (HOUSE, floor 4)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from cxdesk.catalogue import N_, in_language
from cxdesk.desk import Desk, Swept
from cxdesk.errors import DeskUnavailable
from cxdesk.mail.outbox import Sender, Sent, never
from cxdesk.mail.receiving import Intake

if TYPE_CHECKING:
    from cxdesk.reports.result import Report

LEASE: Final = "clockwork"
LEASE_SECONDS: Final = 300.0
"""How long a pass that died keeps others away; a living one renews it between complaints and between letters."""

DAILY: Final = "daily"


class DailyReport(NamedTuple):
    """A report as it is mailed: a line for the subject, plain text for the rest."""

    subject: str
    body: str


Fetch = Callable[[Callable[[], bool]], Intake]
"""Fetches mail from every source and files it; asked to stop between messages."""

Reports = Callable[[Desk, date], DailyReport]
"""Makes the daily report of a local date, as of now."""


@dataclass(frozen=True, slots=True)
class Issued:
    """The daily report of `day` was issued; `letters` are the numbers it has in the outbox."""

    day: date
    letters: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Pass:
    """What one pass did. `busy_until` tells that another one holds the lease: then nothing was done.

    `blind_since` is set when nobody had looked for longer than the grace (DOMAIN §7).
    """

    at: datetime
    fetched: Intake | None = None
    swept: Swept | None = None
    sent: Sent | None = None
    issued: Issued | None = None
    blind_since: datetime | None = None
    busy_until: datetime | None = None

    @property
    def did_something(self) -> bool:
        """Whether there is anything to tell of this pass."""
        swept = bool(self.swept and (self.swept.did or self.swept.letters))
        sent = self.sent is not None and self.sent != Sent()
        fetched = bool(self.fetched and self.fetched.did_something)
        return fetched or swept or sent or self.issued is not None or self.blind_since is not None


def one_pass(
    desk: Desk,
    sender: Sender,
    *,
    holder: str,
    reports: Reports | None = None,
    fetch: Fetch | None = None,
    stop: Callable[[], bool] = never,
) -> Pass:
    """Fetch mail, sweep, issue the daily report when it is due, send; nothing while another pass holds the lease.

    *holder* names this pass. *stop* is asked between complaints and between letters; what it leaves, the next pass
    takes. Raises DeskUnavailable when the desk cannot be written.
    """
    at = desk.now()
    if not desk.take_lease(LEASE, holder, LEASE_SECONDS):
        return Pass(at, busy_until=desk.lease_ends(LEASE) or at)
    try:
        return _work(desk, sender, reports, fetch, desk.renewing(LEASE, holder, LEASE_SECONDS, stop))
    finally:
        desk.give_lease_back(LEASE, holder)


def _work(desk: Desk, sender: Sender, reports: Reports | None, fetch: Fetch | None, stop: Callable[[], bool]) -> Pass:
    at = desk.now()
    blind_since = desk.blind_since("run")
    run = desk.begin_run("run", blind_since)
    # First: what a customer answered in time is known before anything is called late.
    fetched = None if fetch is None or stop() else fetch(stop)
    swept = desk.sweep(stop=stop)
    issued = None if reports is None or stop() else issue_daily(desk, reports)
    sent = sender.send_due(stop=stop)
    did = {
        "fetched": 0 if fetched is None else len(fetched.filed),
        "swept": sum(swept.did.values()),
        "accepted": len(sent.accepted),
        "deferred": len(sent.deferred),
        "failed": len(sent.failed),
        "reports": 0 if issued is None else 1,
    }
    desk.finish_run(run, did)
    return Pass(at, fetched, swept, sent, issued, blind_since)


def issue_daily(desk: Desk, reports: Reports) -> Issued | None:
    """Issue the daily report that is due, once per local date and recipient (TRAPS 33, 34); None when none is.

    A desk that slept through the hour gets the report it missed last, and no older one (TRAPS 50).
    """
    day = due_day(desk)
    if day is None:
        return None
    wanted = set(desk.settings.report.email) or {""}
    missing = sorted(wanted - desk.report_issued_to(DAILY, day))
    if not missing:
        return None
    report = reports(desk, day)
    return Issued(day, desk.issue_report(DAILY, day, missing, report.subject, report.body))


# A pass makes no report but once a day, and starts faster without what it is made with: hence the imports inside.


def daily_report(desk: Desk, day: date) -> DailyReport:
    """The daily SLA report of *day* as it goes out by mail."""
    return daily_letter(desk, daily_of(desk, day))


def daily_of(desk: Desk, day: date) -> "Report":
    """The daily SLA report of the local date *day*: as of now, or of the day's end where that is past."""
    from cxdesk.reports.daily import daily  # noqa: PLC0415 (see above)

    settings = desk.settings.desk
    with desk.reading() as found:
        return daily(
            found,
            on=day,
            zone=desk.zone,
            as_of=desk.now(),
            calendar=desk.calendar,
            desk_name=settings.name,
            backdate=settings.backdate,
        )


def daily_letter(desk: Desk, report: "Report") -> DailyReport:
    """A report as a letter, in the desk's language."""
    from cxdesk.reports.render import Format, render  # noqa: PLC0415 (see above)

    settings = desk.settings.desk
    language = settings.language.value
    title = in_language(language, N_("Daily SLA report"))
    return DailyReport(
        f"{title} {report.on.isoformat()} · {settings.name}", render(report, Format.MARKDOWN, language=language)
    )


def due_day(desk: Desk) -> date | None:
    """The latest local date whose report is due by `[report] time`; None before the desk's first."""
    written = desk.settings.report.time
    if not written:
        return None
    hour = time.fromisoformat(written)
    today = desk.now().astimezone(desk.zone).date()
    for day in (today, today - timedelta(days=1)):
        due_at = datetime.combine(day, hour, desk.zone)
        if desk.began_at() <= due_at <= desk.now():
            return day
    return None


def serve(
    make_pass: Callable[[], Pass],
    *,
    every_seconds: float,
    wait: Callable[[float], bool],
    told: Callable[[Pass], None],
    trouble: Callable[[DeskUnavailable], None],
) -> int:
    """Pass after pass until *wait*, given the seconds to the next one, answers that the service is to end.

    A desk that cannot be read or written just now is *trouble* to be told, and tried again at the next pass. Answers
    how many passes there were.
    """
    count = 0
    while True:
        try:
            told(make_pass())
        except DeskUnavailable as error:
            trouble(error)
        count += 1
        if wait(every_seconds):
            return count
