"""`log`: a complaint is received, its customer known or made known, its acknowledgement queued, all in one commit."""

import re
import sqlite3
from collections.abc import Callable, Collection
from dataclasses import dataclass, fields, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from cxdesk.catalogue import _
from cxdesk.desk import DATABASE
from cxdesk.desk.additions import with_answer_time, with_reason
from cxdesk.desk.core import Draft, standing_row
from cxdesk.desk.correspondence import ACKNOWLEDGEMENT, Correspondence
from cxdesk.desk.opened import UnknownAgent, UnknownCustomer
from cxdesk.desk.ports import Change, Received
from cxdesk.domain import acts, clocks
from cxdesk.domain import events as e
from cxdesk.domain.acts.intake import safety_escalation
from cxdesk.domain.decision import Decision
from cxdesk.domain.evolve import evolve, fold, states
from cxdesk.domain.policy import Facts
from cxdesk.domain.roles import Actor
from cxdesk.domain.words import AcknowledgementState, OptionType, Precision, Severity
from cxdesk.errors import NotDone, WrongUse
from cxdesk.store import complaints, people, projection, search, snapshots, sqlite, streams
from cxdesk.store.moments import NEVER, to_us
from cxdesk.store.outbox import NewLetter
from cxdesk.store.people import Customer

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*")

NOBODY = Received()
"""Nothing is known of who complains."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewComplaint:
    """What is said when a complaint is logged; only a channel and what happened are needed.

    `received_at` is the receipt by any part of the firm, None for now; `about` are logins that may not own it.
    `known_customer` is the number of a customer whom somebody recognised: theirs it is, whatever else `customer` says.
    """

    channel: str
    subject: str = ""
    text: str = ""
    customer: Received = NOBODY
    known_customer: int | None = None
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


@dataclass(frozen=True, slots=True)
class Complainant:
    """Who complains, as far as the desk knows: `reached` are the kinds and values of ways that are new to it."""

    customer: Customer | None = None
    is_new: bool = False
    reached: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class _Intake:
    """A complaint on its way in: a number that was free when it was drafted, and what else was so then."""

    draft: Draft
    complainant: Complainant


class Receiving(Correspondence):
    """Complaints coming in."""

    def log(self, new: NewComplaint, *, actor: Actor | None = None) -> Change:
        """Log a complaint; when it returns the complaint is on disk and its acknowledgement queued with it.

        An address makes the acknowledgement a letter; without one, or within `without_letters`, it is owed by a call
        or a letter and stands in the list of acknowledgements owed. Raises Refused for a call without channel or words,
        NotDone for an unknown channel, owner or customer, or a date that needs a reason.
        """
        return self._log(new, actor)

    def _log(
        self,
        new: NewComplaint,
        actor: Actor | None = None,
        beside: Callable[[sqlite3.Connection, Change], None] | None = None,
    ) -> Change:
        """As `log`; what *beside* writes about the new complaint is in the same transaction."""
        self.may_write()
        doer = actor or self.actor()
        received_at = self.moment(new.received_at, new.reason)
        new = self._checked(new)
        with sqlite.translated(self.folder / DATABASE):
            intake = self._intake(new, doer, received_at)
        if self._trying:
            return intake.draft.change
        with self._writing() as connection:
            if not self._still_holds(connection, intake, new):
                intake = self._intake(new, doer, received_at)
            self._write_complainant(connection, intake.complainant, doer)
            changes = self._write(connection, [intake.draft])
            if beside is not None:
                beside(connection, changes[0])
        return self._told(changes)[0]

    def _checked(self, new: NewComplaint) -> NewComplaint:
        """The complaint with its owner's login; raises NotDone, or WrongUse for a value that the desk does not know."""
        known = self.settings.desk.channels
        if new.channel and new.channel not in known:
            raise WrongUse(
                _("{channel} is no channel of this desk; there are: {known}").format(
                    channel=new.channel, known=", ".join(known)
                ),
                about="channel",
            )
        for login in new.about:
            if people.agent(self._connection, streams.storable(login)) is None:
                raise UnknownAgent(login, about="about")
        checked_language(new.language or "")
        owner = self.owner(new.owner) if new.owner else None
        if owner in new.about:
            told = _("the complaint is about {owner}, who cannot own it: name somebody else")
            raise NotDone(told.format(owner=owner), about="owner")
        return replace(new, owner=owner, customer=checked(new.customer, self.settings.desk.segments))

    def _still_holds(self, connection: sqlite3.Connection, intake: _Intake, new: NewComplaint) -> bool:
        """Whether number, snapshot and customer are what they were before the lock was taken."""
        return (
            complaints.next_id(connection) == intake.draft.id
            and snapshots.applied(connection) == intake.draft.change.complaint.snapshot
            and self._complainant(new) == intake.complainant
        )

    def _complainant(self, new: NewComplaint) -> Complainant:
        who = new.customer
        if new.known_customer is None and not who.is_known:
            return Complainant()
        known = self._known(new)
        if known is None:
            return Complainant(new_customer(people.next_customer_id(self._connection), who), is_new=True)
        reached = tuple(
            (kind, value)
            for kind, value in (("email", who.email), ("phone", who.phone))
            if value and people.reached_by(self._connection, kind, value) is None
        )
        return Complainant(people.customer(self._connection, known), reached=reached)

    def _known(self, new: NewComplaint) -> int | None:
        """The number of the customer, None for a new one; raises UnknownCustomer."""
        who, number = new.customer, new.known_customer
        if number is None:
            return people.find_customer(self._connection, key=who.key, email=who.email, phone=who.phone)
        known = (
            people.customer(self._connection, people.canonical(self._connection, number)) if number < NEVER else None
        )
        if known is None:
            raise UnknownCustomer(number)
        return known.id

    def _write_complainant(self, connection: sqlite3.Connection, found: Complainant, actor: Actor) -> None:
        """A new customer, or the new ways to reach a known one, with the event that says so."""
        customer = found.customer
        if customer is None or not (found.is_new or found.reached):
            return
        event: e.Event
        if found.is_new:
            add_customer(connection, customer, self.now())
            event = e.CustomerAdded(customer.segment, customer.value_band)
        else:
            for kind, value in found.reached:
                people.add_point(connection, customer.id, kind, value)
            event = e.CustomerChanged(tuple(f"{kind}s" for kind, _value in found.reached))
        self._append_one(connection, streams.CUSTOMER, customer.id, event, actor)

    def _intake(self, new: NewComplaint, actor: Actor, received_at: datetime) -> _Intake:
        number = complaints.next_id(self._connection)
        complainant = self._complainant(new)
        customer = complainant.customer
        recipient = new.customer.email or (customer.emails[0] if customer and customer.emails else "")
        writes = new.acknowledge and self._letters_wanted and bool(recipient) and not new.test
        logged = self._logged(new, number, customer, received_at)
        decision = acts.log(logged, actor, subject=new.subject, text=new.text, remedy_sought=new.remedy_sought)
        decision = with_reason(decision, new.reason if new.received_at is not None else "")
        if new.owner:
            decision = decision.then(Decision((e.Assigned(new.owner),)))
        if new.safety:
            receipt = e.Happened(1, received_at, self.now(), actor.login, decision.events[0])
            up = Decision((safety_escalation(fold((receipt,))),))
            standing = clocks.standing(self.snapshots, [receipt])
            decision = decision.then(with_answer_time(up, standing, receipt.recorded_at))
        draft = self._first_draft(number, decision, actor, received_at, (customer, recipient) if writes else None)
        return _Intake(draft, complainant)

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
            remedy=OptionType.sought(new.remedy_sought),
            language=self._language(new, customer),
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

    def _language(self, new: NewComplaint, customer: Customer | None) -> str | None:
        """What was said or is known of the customer, else their last complaint's, else that of their words, if sure."""
        told = new.language or new.customer.language or (customer.language if customer else None)
        known = told or (people.last_language(self._connection, customer.id) if customer else "")
        if known:
            return known
        from cxdesk.domain import language  # noqa: PLC0415 (whoever only reads the desk guesses nothing)

        return language.of_letter(new.text, new.subject) or None

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
        lived = states(happened)
        change = Change(number, lived[-1], history, clocks.standing(self.snapshots, happened))
        letters: tuple[NewLetter, ...] = ()
        if to is not None:
            letter, queued = self._acknowledging(change, *to)
            added = streams.prepare(
                streams.COMPLAINT, number, change.complaint.seq + 1, (queued,), (), signature.recorded_at, signature,
                self._salts,
            )  # fmt: skip
            prepared += added
            history += streams.recorded((queued,), added)
            lived += (evolve(lived[-1], history[-1].happened),)
            change = replace(change, complaint=lived[-1], events=history)
            letters = (letter,)
        rows = projection.rows_of(number, history, lived, standing_row(lived[-1], change.standing, history))
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


def checked_language(tag: str) -> None:
    """Raise WrongUse for what is no language tag (BCP 47: en, zh-Hans, de-AT)."""
    if tag and not _LANGUAGE.fullmatch(tag):
        raise WrongUse(_("{tag} is no language tag; write it like en, zh or de-AT").format(tag=tag), about="language")


def checked(who: Received, segments: Collection[str]) -> Received:
    """What is said of a person, as the store can keep it; WrongUse for what is no number, language or segment."""
    clean = Received(**{field.name: streams.storable(getattr(who, field.name)).strip() for field in fields(who)})
    if clean.phone and not people.folded("phone", clean.phone):
        raise WrongUse(_("{phone} is no telephone number; leave it out").format(phone=clean.phone), about="phone")
    checked_language(clean.language)
    if clean.segment and segments and clean.segment not in segments:
        raise WrongUse(
            _("{segment} is no segment of this desk; there are: {known}").format(
                segment=clean.segment, known=", ".join(segments)
            ),
            about="segment",
        )
    return clean


def new_customer(number: int, who: Received) -> Customer:
    """Somebody the desk did not know, with all that is said of them."""
    return Customer(
        number,
        who.key or None,
        who.name,
        who.language or None,
        who.segment or None,
        who.value_band or None,
        None,
        (who.email,) if who.email else (),
        (who.phone,) if who.phone else (),
    )


def add_customer(connection: sqlite3.Connection, customer: Customer, now: datetime) -> None:
    """A new customer's rows: their own, how they are reached, what they are found by."""
    people.save_customer(connection, customer, to_us(now))
    for kind, values in (("email", customer.emails), ("phone", customer.phones)):
        for value in values:
            people.add_point(connection, customer.id, kind, value)
    search.index_customer(connection, customer.id, None, search.customer_words(customer.name, customer.key))
