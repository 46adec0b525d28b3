"""Letters that come back and people who protest: what bounces and feedback reports change (DOMAIN §4.4, TRAPS §2)."""

import re
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from cxdesk.catalogue import _
from cxdesk.desk import DATABASE
from cxdesk.desk.delivering import Delivering
from cxdesk.desk.inbound import MailIn, ReturnedIn
from cxdesk.desk.ports import Situation
from cxdesk.desk.receiving import Receiving
from cxdesk.desk.routing import Routing
from cxdesk.domain import acts
from cxdesk.domain.decision import Decision, Words
from cxdesk.domain.deeds import Deed
from cxdesk.domain.words import SYSTEM
from cxdesk.errors import NotDone
from cxdesk.store import complaints, inbox, returned, sqlite, suppressed
from cxdesk.store.inbox import InboxRow, InboxState, Outcome
from cxdesk.store.moments import to_us
from cxdesk.store.outbox import OutboxRow
from cxdesk.store.people import folded
from cxdesk.store.suppressed import Suppression, Why

BOUNCED_FOR = timedelta(days=60)
"""How long an address that bounced for good is not written to automatically, as long as Zammad does (TRAPS §2)."""
LATE_BOUNCE = timedelta(days=7)
"""Servers give up within five days (RFC 5321 4.5.4.1): an older letter is not what a bounce without our id is about."""

_FAILED = re.compile(r"^action:\s*failed", re.IGNORECASE | re.MULTILINE)
"""A server that gave up over a code of class 4 is done as well (RFC 3464 2.3.3)."""


@dataclass(frozen=True, slots=True)
class _Returned:
    """A letter that came back, and whether the bounce quotes its Message-ID, which nobody can guess."""

    letter: OutboxRow
    address: str
    status: str
    permanent: bool
    proved: bool


class Returning(Routing, Receiving, Delivering):
    """Bounces, feedback, and the addresses that are not written to."""

    def _file_bounce(self, mail: MailIn, raw: str) -> Outcome:
        """What the bounce comes to; the letter it is about is marked, its complaint and the address as well.

        A notice that the server goes on trying changes nothing. One that names no letter of ours by its Message-ID may
        be anybody's: it counts for the last letter to that address, and does not suppress the address.
        """
        outcome = Outcome(
            InboxState.AUTOMATIC,
            message_id=mail.message_id,
            verdict=str(mail.verdict),
            reason=mail.reason or "bounce",
            problems=tuple(mail.problems),
            sender=mail.sender,
            sender_name=mail.sender_name,
            subject=mail.subject,
        )
        found = self._returned(mail, raw)
        if found is None:
            return replace(outcome, reason="bounce-unknown")
        outcome = replace(outcome, complaint_id=found.letter.complaint_id)
        if not found.permanent and not _FAILED.search(raw):
            return replace(outcome, reason="delayed")
        self._letter_came_back(found)
        return outcome

    def _file_feedback(self, mail: MailIn, raw: str) -> Outcome:
        """Somebody told their provider that our mail is unwanted (RFC 5965): nothing automatic goes there any more."""
        letters = self._letters_quoted(mail, raw)
        with self._writing() as connection:
            for letter in letters:
                self._suppress(connection, letter.recipient, Why.FEEDBACK, "", None)
        return Outcome(
            InboxState.AUTOMATIC,
            message_id=mail.message_id,
            verdict=str(mail.verdict),
            reason=mail.reason or "feedback",
            sender=mail.sender,
            subject=mail.subject,
            complaint_id=letters[0].complaint_id if letters else None,
        )

    def _returned(self, mail: MailIn, raw: str) -> _Returned | None:
        letters = self._letters_quoted(mail, raw)
        for letter in letters:
            told = _about(letter, mail.bounced)
            if told is not None:
                return _Returned(letter, letter.recipient, told.status, told.permanent, proved=True)
            if not mail.bounced:
                return _Returned(letter, letter.recipient, "", permanent=False, proved=True)
        if letters:
            # Forwarded on: the address that failed is another one than we wrote to.
            one = mail.bounced[0]
            return _Returned(letters[0], letters[0].recipient, one.status, permanent=False, proved=True)
        since = to_us(self.now() - LATE_BOUNCE)
        for one in mail.bounced:
            latest = returned.latest_to(self._connection, one.recipient, since)
            if latest is not None:
                return _Returned(latest, latest.recipient, one.status, one.permanent, proved=False)
        return None

    def _letter_came_back(self, found: _Returned) -> None:
        """The letter, its complaint and the address in one commit; the acknowledgement is owed again (DOMAIN §4.4)."""
        letter, code = found.letter, found.status or "bounced"
        reason = _("it came back: {address} ({code})").format(address=found.address, code=code)

        def decide(situation: Situation) -> Decision:
            bounced = acts.letter_bounced(situation.complaint, letter.message_id)
            if bounced.events:
                return Decision(bounced.events, (Words("failure", reason),))
            return acts.letter_failed(letter.letter, letter.message_id, code, reason)

        def change(connection: sqlite3.Connection) -> bool:
            if not returned.came_back(connection, letter.id, code, reason, to_us(self.now())):
                return False
            if found.permanent and found.proved:
                self._suppress(connection, found.address, Why.BOUNCE, code, self.now() + BOUNCED_FOR)
            return True

        self._with_event(letter.complaint_id, self.system(), decide, change)

    # Addresses that are not written to

    def suppression(self, address: str) -> Suppression | None:
        """Why nothing automatic goes to the address now; None when it may."""
        with sqlite.translated(self.folder / DATABASE):
            return suppressed.of_address(self._connection, address, to_us(self.now()))

    def suppressions(self) -> list[Suppression]:
        """Every address that nothing automatic goes to now, the newest first."""
        with sqlite.translated(self.folder / DATABASE):
            return suppressed.all_at(self._connection, to_us(self.now()))

    def suppress(self, address: str, until: datetime | None = None) -> Suppression:
        """Somebody decides that nothing automatic goes to an address, until then or for good."""
        actor = self.doer(Deed.INBOX)
        with self._writing() as connection:
            return self._suppress(connection, address, Why.HAND, "", until, actor.login)

    def lift_suppression(self, address: str) -> None:
        """Write to the address again; raises NotDone when nobody said not to."""
        self.doer(Deed.INBOX)
        with self._writing() as connection:
            if not suppressed.lift(connection, address):
                raise NotDone(
                    _("{address} is no address that letters are kept from").format(address=address),
                    mend="cxdesk mail suppressed",
                )

    def _suppress(
        self,
        connection: sqlite3.Connection,
        address: str,
        why: Why,
        code: str,
        until: datetime | None,
        login: str = SYSTEM,
    ) -> Suppression:
        one = Suppression(address, why.value, code, self.now(), until, login)
        suppressed.suppress(connection, one)
        return one

    # The inbox, for people

    def inbox(self, states: tuple[str, ...] = (), limit: int = 200) -> list[InboxRow]:
        """Messages that came in, the newest first; all states when none is named."""
        with sqlite.translated(self.folder / DATABASE):
            return inbox.listed(self._connection, states, limit)

    def quarantined(self) -> int:
        """How many messages wait for somebody to decide about them."""
        with sqlite.translated(self.folder / DATABASE):
            return inbox.count_quarantined(self._connection)

    def ref_of_mail(self, row: InboxRow) -> str:
        """The reference of the complaint that a message is filed with; "" where there is none."""
        return self._ref(row.complaint_id)

    def ref_named(self, row: InboxRow) -> str:
        """The reference of the complaint that a message names without proof; "" where it names none."""
        return self._ref(row.named_id)

    def _ref(self, number: int | None) -> str:
        if number is None:
            return ""
        with sqlite.translated(self.folder / DATABASE):
            return complaints.ref_of(self._connection, number)

    def mail_position(self, source: str) -> tuple[int, int] | None:
        """How far the mailbox of that source was read: validity and last uid; None before the first time."""
        with sqlite.translated(self.folder / DATABASE):
            return inbox.position(self._connection, source)

    def move_mail_position(self, source: str, validity: int, last_uid: int) -> None:
        """The mailbox was read up to this uid, and what was there is on disk."""
        with self._writing() as connection:
            inbox.move_on(connection, source, validity, last_uid)


def _about(letter: OutboxRow, bounced: Sequence[ReturnedIn]) -> ReturnedIn | None:
    """What the bounce says of the letter's own recipient."""
    wanted = folded("email", letter.recipient)
    return next((one for one in bounced if folded("email", one.recipient) == wanted), None)
