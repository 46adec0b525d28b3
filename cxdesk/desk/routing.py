"""To which complaint a mail belongs: by what only its recipient can quote, else by a known correspondent (TRAPS 47)."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

from cxdesk.desk.inbound import MailIn
from cxdesk.desk.opened import Opened
from cxdesk.desk.tokens import Quoted, is_token, quoted_address, quoted_ids
from cxdesk.store import complaints, inbox, people, returned
from cxdesk.store.moments import to_us
from cxdesk.store.outbox import OutboxRow
from cxdesk.store.people import folded
from cxdesk.store.references import UnknownReference

LONGEST_CHAIN = 50
"""How many merges are followed; more than anybody makes, and an end to a ring in a damaged database."""

AGAIN = timedelta(days=7)
"""Within this time the same words from the same address are no second matter."""


@dataclass(frozen=True, slots=True)
class Route:
    """The complaint a mail belongs to, or the reason why nobody knows; neither is a new matter.

    With a reason, `complaint` is the one that was named and could not be proved.
    """

    complaint: int | None = None
    reason: str = ""


class Routing(Opened):
    """Finding the complaint that a mail is about."""

    def _route(self, mail: MailIn) -> Route:
        """Our Message-IDs, then the reply token, then the reference in the subject from a known correspondent."""
        quoted = self._quoted(mail)
        ours = [row for one in quoted if (row := returned.of_message_id(self._connection, one.message_id)) is not None]
        for row in ours:
            if row.complaint_id is not None:
                return Route(self._master_of(row.complaint_id))
        for one in (*quoted, *_addressed(mail)):
            number = self._find(one.ref)
            if number is not None and self._is_proved(one, number, mail.sender):
                return Route(self._master_of(number))
        if ours:
            return Route(reason="answers-notice")
        return self._by_subject(mail)

    def _is_repeated(self, mail: MailIn, said: str) -> bool:
        """Whether the sender opened a complaint with the very same words lately: a second click, or a machine."""
        since = to_us(self.now() - AGAIN)
        return any(
            complaints.history(self._connection, number)[0].text("narrative") == said
            for number in inbox.opened_with(self._connection, mail.sender, mail.subject, since)
        )

    def _letters_quoted(self, mail: MailIn, more: str = "") -> list[OutboxRow]:
        """Our letters whose Message-IDs the mail, or *more* of its raw text, quotes; the newest quotation first."""
        quoted = [*self._quoted(mail), *quoted_ids(more)]
        found = (returned.of_message_id(self._connection, one.message_id) for one in quoted)
        return list({row.id: row for row in found if row is not None}.values())

    def _is_our_letter(self, mail: MailIn) -> bool:
        """Whether the mail is itself a letter of ours that found its way back."""
        ours = (returned.of_message_id(self._connection, one.message_id) for one in quoted_ids(mail.message_id))
        return any(row is not None for row in ours)

    def _master_of(self, number: int) -> int:
        """The complaint that stands for this one after every merge (DOMAIN §4.13)."""
        for _merge in range(LONGEST_CHAIN):
            row = complaints.merged_into(self._connection, number)
            master = self._find(row) if row else None
            if master is None:
                return number
            number = master
        return number

    def _knows(self, number: int, address: str) -> bool:
        """Whether the address is of the complaint's customer, or one that was written to about it."""
        if not address:
            return False
        if folded("email", address) in {folded("email", one) for one in self._correspondents(number)}:
            return True
        customer = complaints.customer_of(self._connection, number)
        sender = people.reached_by(self._connection, "email", address)
        return customer is not None and sender == people.canonical(self._connection, customer)

    def _quoted(self, mail: MailIn) -> list[Quoted]:
        """What the mail quotes of ours, the newest first."""
        return [one for reference in reversed(mail.references) for one in quoted_ids(reference)]

    def _is_proved(self, one: Quoted, number: int, sender: str) -> bool:
        return any(is_token(self.secret, one, address) for address in (sender, *self._correspondents(number)))

    def _correspondents(self, number: int) -> Iterator[str]:
        customer = complaints.customer_of(self._connection, number)
        known = people.customer(self._connection, people.canonical(self._connection, customer)) if customer else None
        yield from known.emails if known else ()
        yield from returned.recipients_of(self._connection, number)

    def _by_subject(self, mail: MailIn) -> Route:
        named = [number for ref in self._reference.findall(mail.subject) if (number := self._find(ref.upper()))]
        for number in named:
            if self._knows(number, mail.sender):
                return Route(self._master_of(number))
        return Route(self._master_of(named[0]), "unknown-sender") if named else Route()

    @cached_property
    def _reference(self) -> re.Pattern[str]:
        prefix = re.escape(self.settings.desk.reference)
        return re.compile(rf"(?<![A-Za-z0-9-]){prefix}-[0-9]{{1,15}}(?![0-9])", re.IGNORECASE)

    def _find(self, ref: str) -> int | None:
        try:
            return complaints.find(self._connection, ref)
        except UnknownReference:
            return None


def _addressed(mail: MailIn) -> Iterable[Quoted]:
    return [one for address in (*mail.to, *mail.cc) if (one := quoted_address(address)) is not None]
