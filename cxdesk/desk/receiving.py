"""`log`: a complaint is received, its customer known or made known, its acknowledgement queued, all in one commit."""

import sqlite3
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from cxdesk.catalogue import _
from cxdesk.desk.core import DATABASE, Draft, standing_row
from cxdesk.desk.correspondence import ACKNOWLEDGEMENT, Correspondence
from cxdesk.desk.ports import Change, Received
from cxdesk.domain import acts, clocks
from cxdesk.domain import events as e
from cxdesk.domain.acts.intake import safety_escalation
from cxdesk.domain.decision import Decision, Words
from cxdesk.domain.evolve import evolve, fold
from cxdesk.domain.policy import Facts
from cxdesk.domain.roles import Actor
from cxdesk.domain.words import AcknowledgementState, Precision, Severity
from cxdesk.errors import NotDone
from cxdesk.store import complaints, people, projection, search, sqlite, streams
from cxdesk.store.moments import to_us
from cxdesk.store.outbox import NewLetter
from cxdesk.store.people import Customer

NOBODY = Received()
"""Nothing is known of who complains."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewComplaint:
    """What is said when a complaint is logged; only a channel and what happened are needed.

    `received_at` is the receipt by any part of the firm, None for now; `about` are logins that may not own it.
    """

    channel: str
    subject: str = ""
    text: str = ""
    customer: Received = NOBODY
    severity: Severity | None = None
    category: str | None = None
    product: str | None = None
    remedy_sought: str = ""
    language: str | None = None
    jurisdiction: str | None = None
    unit: str | None = None
    owner: str | None = None
    about: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    safety: bool = False
    vulnerable: bool = False
    test: bool = False
    received_at: datetime | None = None
    precision: Precision = Precision.SECOND
    reason: str = ""
    acknowledge: bool = True


@dataclass(slots=True)
class _Intake:
    """A complaint on its way in: numbers that were free when it was drafted, and what depends on them."""

    draft: Draft
    customer: Customer | None
    is_new_customer: bool


class Receiving(Correspondence):
    """Complaints coming in."""

    def log(self, new: NewComplaint, *, actor: Actor | None = None) -> Change:
        """Log a complaint; when it returns the complaint is on disk and its acknowledgement queued with it.

        An address makes the acknowledgement a letter; without one it is owed by a call or a letter and stands in the
        list of acknowledgements owed. Raises Refused for a call without channel or words, NotDone for an unknown
        channel, owner or a date that needs a reason.
        """
        self.may_write()
        doer = actor or self.actor()
        received_at = self.moment(new.received_at, new.reason)
        self._check(new)
        with sqlite.translated(self.folder / DATABASE):
            intake = self._intake(new, doer, received_at)
        with self.writing() as connection:
            if not self._still_free(connection, intake):
                intake = self._intake(new, doer, received_at)
            if intake.customer is not None and intake.is_new_customer:
                self._add_customer(connection, intake.customer, doer)
            changes = self._write(connection, [intake.draft])
        return self._told(changes)[0]

    def _check(self, new: NewComplaint) -> None:
        known = self.settings.desk.channels
        if new.channel and new.channel not in known:
            raise NotDone(
                _("{channel} is no channel of this desk; there are: {known}").format(
                    channel=new.channel, known=", ".join(known)
                )
            )
        for login in (new.owner, *new.about):
            if login and people.agent(self.connection, login) is None:
                raise NotDone(
                    _("{login} is not an agent of this desk").format(login=login), mend=_("cxdesk agent list")
                )
        if new.owner and new.owner in new.about:
            raise NotDone(_("the complaint is about {owner}, who cannot own it").format(owner=new.owner))

    def _still_free(self, connection: sqlite3.Connection, intake: _Intake) -> bool:
        if complaints.next_id(connection) != intake.draft.id:
            return False
        if intake.customer is None or not intake.is_new_customer:
            return True
        return people.next_customer_id(connection) == intake.customer.id and not self._known(
            Received(
                key=intake.customer.key or "",
                email=next(iter(intake.customer.emails), ""),
                phone=next(iter(intake.customer.phones), ""),
            )
        )

    def _known(self, who: Received) -> int | None:
        return people.find_customer(self.connection, key=who.key, email=who.email, phone=who.phone)

    def _customer(self, who: Received) -> tuple[Customer | None, bool]:
        """The customer, and whether they are new to the desk."""
        if not who.is_known:
            return None, False
        known = self._known(who)
        if known is not None:
            return people.customer(self.connection, known), False
        number = people.next_customer_id(self.connection)
        return (
            Customer(
                number,
                who.key or None,
                who.name,
                who.language or None,
                who.segment or None,
                who.value_band or None,
                None,
                (who.email,) if who.email else (),
                (who.phone,) if who.phone else (),
            ),
            True,
        )

    def _add_customer(self, connection: sqlite3.Connection, customer: Customer, actor: Actor) -> None:
        now = self.now()
        people.save_customer(connection, customer, to_us(now))
        for kind, values in (("email", customer.emails), ("phone", customer.phones)):
            for value in values:
                people.add_point(connection, customer.id, kind, value)
        search.index_customer(connection, customer.id, None, customer_words(customer))
        event = e.CustomerAdded(customer.segment, customer.value_band)
        streams.append(
            connection,
            streams.prepare(streams.CUSTOMER, customer.id, 1, (event,), (), now, self.signature(actor), self._salts),
        )

    def _intake(self, new: NewComplaint, actor: Actor, received_at: datetime) -> _Intake:
        number = complaints.next_id(self.connection)
        customer, is_new_customer = self._customer(new.customer)
        recipient = new.customer.email or (customer.emails[0] if customer and customer.emails else "")
        writes = new.acknowledge and bool(recipient) and not new.test
        logged = self._logged(new, number, customer, received_at)
        decision = acts.log(logged, actor, subject=new.subject, text=new.text, remedy_sought=new.remedy_sought)
        if new.received_at is not None and new.reason.strip():
            decision = Decision(decision.events, (*decision.words, Words("backdated", new.reason)))
        if new.owner:
            decision = decision.then(Decision((e.Assigned(new.owner),)))
        if new.safety:
            received = fold((e.Happened(1, received_at, self.now(), actor.login, decision.events[0]),))
            decision = decision.then(Decision((safety_escalation(received),)))
        draft = self._first_draft(number, decision, actor, received_at, (customer, recipient) if writes else None)
        return _Intake(draft, customer, is_new_customer)

    def _logged(self, new: NewComplaint, number: int, customer: Customer | None, received_at: datetime) -> e.Logged:
        snapshot = self.snapshot
        segment = new.customer.segment or (customer.segment if customer else None) or None
        facts = Facts(
            received_at.astimezone(ZoneInfo(snapshot.timezone)).date(),
            new.severity,
            segment,
            new.product,
            new.category,
            new.channel,
            new.jurisdiction,
        )
        return e.Logged(
            ref=f"{self.settings.desk.reference}-{number}",
            channel=new.channel,
            policy=snapshot.policy_for(facts).name,
            snapshot=snapshot.hash,
            customer=customer.id if customer else None,
            severity=new.severity,
            category=new.category or None,
            product=new.product or None,
            language=new.language or new.customer.language or (customer.language if customer else None) or None,
            jurisdiction=new.jurisdiction,
            segment=segment,
            value_band=new.customer.value_band or (customer.value_band if customer else None) or None,
            unit=new.unit,
            about=new.about,
            tags=new.tags,
            safety=new.safety,
            vulnerable=new.vulnerable,
            test=new.test,
            precision=new.precision,
            acknowledgement=AcknowledgementState.OWED if new.acknowledge else AcknowledgementState.NOT_OWED,
        )

    def _first_draft(
        self,
        number: int,
        decision: Decision,
        actor: Actor,
        received_at: datetime,
        to: tuple[Customer | None, str] | None,
    ) -> Draft:
        """The complaint's first events and rows; with an address, its acknowledgement among them.

        The clocks are evaluated once: that a letter was queued moves none of them.
        """
        signature = self.signature(actor)
        prepared = self._prepared(number, decision, received_at, signature)
        history = streams.recorded(decision.events, prepared)
        happened = [recorded.happened for recorded in history]
        change = Change(number, fold(happened), history, clocks.standing(self.snapshots, happened))
        letters: tuple[NewLetter, ...] = ()
        if to is not None:
            letter, queued = self._acknowledging(change, *to)
            added = streams.prepare(
                streams.COMPLAINT, number, change.complaint.seq + 1, (queued,), (), signature.recorded_at, signature,
                self._salts,
            )  # fmt: skip
            prepared += added
            history += streams.recorded((queued,), added)
            complaint = evolve(change.complaint, history[-1].happened)
            change = replace(change, complaint=complaint, events=history)
            letters = (letter,)
        rows = projection.rows_of(number, history, standing_row(change.complaint, change.standing, history))
        return Draft(number, 0, prepared, rows, frozenset(), change, letters, is_new=True)

    def _acknowledging(self, change: Change, customer: Customer | None, recipient: str) -> tuple[NewLetter, e.Event]:
        """The acknowledgement and the event that says it was queued."""
        language = change.complaint.language or self.settings.desk.language.value
        letter = self.acknowledgement(change, customer, language)
        addressed = self.addressed(letter, change.ref, recipient, customer.name if customer else "")
        return addressed, e.LetterQueued(ACKNOWLEDGEMENT, addressed.message_id, letter.fallback)

    def _prepared(
        self, number: int, decision: Decision, received_at: datetime, signature: streams.Signature
    ) -> list[streams.NewEvent]:
        """Only the receipt happened when it says; what the desk did about it happened when the desk learned."""
        receipt, afterwards = decision.events[:1], decision.events[1:]
        learned_at = signature.recorded_at
        return [
            *streams.prepare(
                streams.COMPLAINT, number, 1, receipt, decision.words, received_at, signature, self._salts
            ),
            *streams.prepare(streams.COMPLAINT, number, 2, afterwards, (), learned_at, signature, self._salts),
        ]


def customer_words(customer: Customer) -> str:
    """What a customer is found by."""
    return " ".join(part for part in (customer.name, customer.key or "") if part)
