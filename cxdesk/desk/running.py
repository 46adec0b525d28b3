"""The clockwork's books: its lease, its passes and the hours without one, the reports it issued (DOMAIN §7, HOUSE)."""

from collections.abc import Callable, Iterable
from datetime import date, datetime

from cxdesk.desk import DATABASE
from cxdesk.desk.core import Core
from cxdesk.desk.tokens import message_id
from cxdesk.domain import sweeping
from cxdesk.domain.deeds import Deed
from cxdesk.letters import LetterKind
from cxdesk.store import outbox, sqlite, streams, sweeps
from cxdesk.store.moments import from_us, maybe_us, to_us
from cxdesk.store.outbox import NewLetter
from cxdesk.store.sweeps import Issue


class Running(Core):
    """What keeps the desk's clockwork single, and what it leaves behind for people to see."""

    def take_lease(self, name: str, holder: str, seconds: float) -> bool:
        """Take or renew the lease *name*; False while another holder's has not run out."""
        now = to_us(self.now())
        self.doer(Deed.CLOCKWORK)
        with self._writing() as connection:
            return sweeps.lease(connection, name, holder, now, now + int(seconds * 1_000_000))

    def renewing(self, name: str, holder: str, seconds: float, stop: Callable[[], bool]) -> Callable[[], bool]:
        """*stop*, which renews the lease *name* while it is asked; a holder that lost its lease stops for good."""
        renewed_at: datetime | None = self.now()

        def stop_or_renew() -> bool:
            nonlocal renewed_at
            if renewed_at is None or stop():
                return True
            now = self.now()
            if (now - renewed_at).total_seconds() * 3 >= seconds:
                renewed_at = now if self.take_lease(name, holder, seconds) else None
            return renewed_at is None

        return stop_or_renew

    def give_lease_back(self, name: str, holder: str) -> None:
        """Let the lease go; another holder's stays."""
        with self._writing() as connection:
            sweeps.give_back(connection, name, holder)

    def lease_ends(self, name: str) -> datetime | None:
        """Until when somebody holds the lease *name*; None when nobody does."""
        with sqlite.translated(self.folder / DATABASE):
            held = sweeps.lease_of(self._connection, name)
        return None if held is None else from_us(held[1])

    def blind_since(self, kind: str) -> datetime | None:
        """Since when no run of *kind* looked, when that is longer than the grace; None also before the first run."""
        last = sweeps.last(self._connection, kind)
        if last is None or self.now() - from_us(last) <= sweeping.GRACE:
            return None
        return from_us(last)

    def begin_run(self, kind: str, blind_since: datetime | None) -> int:
        """Write down that a run began; its number."""
        with self._writing() as connection:
            return sweeps.begin(connection, kind, to_us(self.now()), maybe_us(blind_since))

    def note_run(self, kind: str, blind_since: datetime | None) -> None:
        """Write down, in one commit, that a run looked and found nothing to do."""
        now = to_us(self.now())
        with self._writing() as connection:
            sweeps.finish(connection, sweeps.begin(connection, kind, now, maybe_us(blind_since)), now, {})

    def note_quiet_runs(self, kind: str, moments: Iterable[datetime]) -> None:
        """Write down, in one commit, runs that looked at *moments* and found nothing to do."""
        with self._writing() as connection:
            for at in map(to_us, moments):
                sweeps.finish(connection, sweeps.begin(connection, kind, at, None), at, {})

    def finish_run(self, run: int, did: dict[str, int]) -> None:
        """Write down that a run ended, and what it did."""
        with self._writing() as connection:
            sweeps.finish(connection, run, to_us(self.now()), did)

    # Reports as issued

    def began_at(self) -> datetime:
        """When this desk was made."""
        with sqlite.translated(self.folder / DATABASE):
            return from_us(sweeps.begun_at(self._connection))

    def report_issued_to(self, report: str, day: date) -> set[str]:
        """Who has *report* of the local date *day* already; an empty name is the desk's own copy."""
        with sqlite.translated(self.folder / DATABASE):
            return sweeps.issued(self._connection, report, day.isoformat())

    def report_issues(self, report: str, day: date) -> list[Issue]:
        """Every issue of *report* of the local date *day*, as it went out, in the order of issuing."""
        with sqlite.translated(self.folder / DATABASE):
            return sweeps.issues(self._connection, report, day.isoformat())

    def mail_report(
        self, report: str, day: date, recipients: Iterable[str], subject: str, body: str, *, again: bool = False
    ) -> tuple[int, ...]:
        """A person mails *report* as `issue_report` does; agents and above."""
        self.doer(Deed.MAIL_REPORT)
        return self.issue_report(report, day, recipients, subject, body, again=again)

    def issue_report(
        self, report: str, day: date, recipients: Iterable[str], subject: str, body: str, *, again: bool = False
    ) -> tuple[int, ...]:
        """Keep *report* as issued and queue it, once per recipient and day, in one commit; the letters' numbers.

        An empty recipient keeps the desk's own copy and queues nothing; *again* issues it to who had it,
        beside the earlier copy, which stays.
        """
        letters = []
        with self._writing() as connection:
            now = to_us(self.now())
            number, digest = streams.head(connection)
            for recipient in recipients:
                head = f"{number}:{digest}"
                is_new = sweeps.issue(connection, report, day.isoformat(), recipient, now, head, body, again=again)
                if is_new and recipient:
                    letter = self._report_letter(f"{report}-{day.isoformat()}", recipient, subject, body)
                    letters.append(outbox.queue(connection, None, letter, now))
        if letters and self._after_commit is not None:
            self._after_commit(tuple(letters))
        return tuple(letters)

    def _report_letter(self, ref: str, recipient: str, subject: str, body: str) -> NewLetter:
        domain = self.settings.mail.sender_address.rpartition("@")[2]
        kind = LetterKind.REPORT_COVER.value
        return NewLetter(
            message_id=message_id(self.secret, ref, kind, recipient, domain, self._randomness(6).hex()),
            letter=kind,
            recipient=recipient,
            name="",
            language=self.settings.desk.language.value,
            subject=subject,
            body=body,
        )
