"""What the desk writes to customers and to its own people: facts gathered, composed, put into the outbox."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property

from cxdesk.catalogue import _
from cxdesk.desk import TEMPLATES
from cxdesk.desk.answering import Act, Owed, due_of, owed
from cxdesk.desk.core import Core, Draft, WriteLetters, standing_row
from cxdesk.desk.ports import Change, Situation
from cxdesk.desk.tokens import message_id
from cxdesk.domain.decision import Decision
from cxdesk.domain.events import LetterQueued
from cxdesk.domain.evolve import evolve
from cxdesk.domain.instances import ClockInstance
from cxdesk.errors import NotDone
from cxdesk.letters import Due, Letter, LetterFacts, LetterKind, compose, load_templates, template_for
from cxdesk.store import outbox, people, projection, streams
from cxdesk.store.outbox import NewLetter
from cxdesk.store.people import Customer
from cxdesk.store.streams import Recorded

ACKNOWLEDGEMENT = LetterKind.ACKNOWLEDGEMENT.value


class Correspondence(Core):
    """Letters as the desk writes them; `cxdesk.letters` knows how, this knows about what."""

    _letters_wanted = True
    _letter_asked: LetterKind | None = None

    @contextmanager
    def without_letters(self, *, wanted: bool = False) -> Iterator[None]:
        """Within this, acts write to nobody by themselves, unless *wanted*."""
        before = self._letters_wanted
        self._letters_wanted = before and wanted
        try:
            yield
        finally:
            self._letters_wanted = before

    @contextmanager
    def asking_for(self, letter: LetterKind | None) -> Iterator[None]:
        """Within this, a contact with the customer goes out as that *letter*; None is no letter."""
        self._letter_asked = letter
        try:
            yield
        finally:
            self._letter_asked = None

    @cached_property
    def templates(self) -> Mapping[tuple[LetterKind, str], str]:
        """The desk's own templates."""
        return load_templates(self.folder / TEMPLATES)

    def acknowledgement(self, change: Change, customer: Customer | None, language: str) -> Letter:
        """The acknowledgement, in the customer's language, from the desk's template or the shipped one."""
        return self._compose(LetterKind.ACKNOWLEDGEMENT, language, self._facts(change, change.events, customer))

    def _compose(self, kind: LetterKind, language: str, facts: LetterFacts) -> Letter:
        chosen, template = template_for(self.templates, kind, language, self.settings.desk.language.value)
        return compose(kind, chosen, facts, template=template, now=self.now())

    def _facts(self, change: Change, history: Sequence[Recorded], customer: Customer | None) -> LetterFacts:
        """What is known of the complaint; *history* holds its words."""
        desk, said = self.settings.desk, self.settings.letters
        complaint, policy = change.complaint, change.standing.policy
        owner = people.agent(self._connection, complaint.owner) if complaint.owner else None
        recourse = policy.recourse
        return LetterFacts(
            zone=self.zone,
            desk_language=desk.language.value,
            desk_name=desk.name,
            ref=complaint.ref,
            received_at=complaint.received_at,
            channel=complaint.channel,
            customer_name=customer.name if customer else None,
            summary=_said(history, "subject") or _said(history, "narrative"),
            remedy_sought=_said(history, "remedy"),
            owner_name=owner.name if owner else None,
            team_name=(owner.team if owner else "") or None,
            contact=said.contact or None,
            hours=said.hours or None,
            next_update_at=_due(change.standing.instances, "respond") or _due(change.standing.instances, "update"),
            final_due_at=_due(change.standing.instances, "resolve"),
            recourse_body=recourse.body or None,
            recourse_contact=recourse.contact or None,
            recourse_expires_on=recourse.expires_on,
            internal_review=recourse.internal or None,
            privacy=said.privacy or None,
            accessibility=said.accessibility or None,
            what_we_may_ask=said.may_ask or None,
            safety_text=(said.safety or None) if complaint.safety else None,
        )

    # What acts write by themselves

    def writes(self, found: Situation, kind: LetterKind) -> bool:
        """Whether an act that owes a letter of *kind* writes it: it is wanted, and there is somebody to write to."""
        return kind.value in self.settings.letters.send and self._letters_wanted and bool(self._reader(found)[1])

    def _draft(self, found: Situation, decision: Decision, letters: WriteLetters | None = None) -> Draft:
        """As of any act, with the letters that this one owes the customer, in the same transaction (DOMAIN §8)."""
        draft = super()._draft(found, decision, letters)
        if not (self._letters_wanted and draft.new_events) or found.complaint.test:
            return draft
        if found.now - found.at > self.settings.desk.backdate:
            return draft  # the record of what happened long ago is no news to anybody (TRAPS 35)
        return self._with_letters(found, draft)

    def _with_letters(self, found: Situation, draft: Draft) -> Draft:
        desk_language = self.settings.desk.language.value
        language = draft.change.complaint.language or desk_language
        act = Act(found, draft.change, language, self.zone, self._letter_asked)
        wanted = self.settings.letters.send
        due = [one for one in owed(act) if one.kind is self._letter_asked or one.kind.value in wanted]
        if not due:
            return draft
        customer, recipient = self._reader(found)
        if customer is None or not recipient:
            if self._letter_asked is None:
                return draft
            raise NotDone(
                _("{ref} has no address to write to").format(ref=draft.change.ref), mend="cxdesk customer edit"
            )
        facts = self._facts(draft.change, act.history, customer)
        composed = [self._composed(act, one, facts) for one in due]
        # What a person decided is theirs, and no gate holds it; an invitation is the desk's own idea.
        written = tuple(
            replace(
                self.addressed(letter, draft.change.ref, recipient, customer.name),
                automatic=letter.kind is LetterKind.SURVEY_INVITATION,
            )
            for letter in composed
        )
        queued = [
            LetterQueued(new.letter, new.message_id, letter.fallback)
            for new, letter in zip(written, composed, strict=True)
        ]
        return self._with_queued(found, draft, queued, written)

    def _composed(self, act: Act, one: Owed, facts: LetterFacts) -> Letter:
        """Raises NotDone when the words of the act may not go to a customer like this (STANDARDS §7.3)."""
        facts = replace(
            facts,
            extra={name: text for name, text in one.extra.items() if text},
            answer_by=one.answer_by,
            previous_due_at=one.previous_due_at,
        )
        letter = self._compose(one.kind, act.language, facts)
        if letter.blocked:
            faults = _("; ").join(finding.message for finding in letter.findings if finding.blocks)
            raise NotDone(
                _("the letter to the customer ({letter}) may not go like this: {faults}").format(
                    letter=_(one.kind.value), faults=faults
                ),
                mend=_("change the words, or use {option}").format(option="--no-letter"),
            )
        return letter

    def _with_queued(
        self, found: Situation, draft: Draft, queued: Sequence[LetterQueued], written: tuple[NewLetter, ...]
    ) -> Draft:
        """The draft with the letters' events; they move no clock, so that nothing is evaluated again."""
        signature = replace(self.signature(found.actor), recorded_at=found.now)
        change = draft.change
        added = streams.prepare(
            streams.COMPLAINT, found.id, change.complaint.seq + 1, queued, (), found.now, signature, self._salts
        )
        events = (*change.events, *streams.recorded(queued, added))
        lived = [*found.states]
        for recorded in events:
            lived.append(evolve(lived[-1], recorded.happened))
        history = (*found.history, *events)
        standing = standing_row(lived[-1], change.standing, history)
        return replace(
            draft,
            new_events=[*draft.new_events, *added],
            rows=projection.rows_of(found.id, history, lived, standing),
            change=replace(change, complaint=lived[-1], events=events, written=written),
            letters=(*draft.letters, *written),
        )

    def _reader(self, found: Situation) -> tuple[Customer | None, str]:
        """Who is written to, and where: the address last used for this complaint, while it is theirs still."""
        number = found.complaint.customer
        if number is None:
            return None, ""
        customer = people.customer(self._connection, people.canonical(self._connection, number))
        if customer is None or not customer.emails:
            return customer, ""
        known = {address.casefold() for address in customer.emails}
        used = [
            row.recipient
            for row in outbox.of_complaint(self._connection, found.id)
            if row.recipient.casefold() in known
        ]
        return customer, used[-1] if used else customer.emails[0]

    def addressed(self, letter: Letter, ref: str, recipient: str, name: str) -> NewLetter:
        """A composed letter with its Message-ID, ready for the outbox."""
        domain = self.settings.mail.sender_address.rpartition("@")[2]
        nonce = self._randomness(6).hex()
        return NewLetter(
            message_id=message_id(self.secret, ref, letter.kind.value, recipient, domain, nonce),
            letter=letter.kind.value,
            recipient=recipient,
            name=name,
            language=letter.language,
            subject=letter.subject,
            body=letter.body,
        )


def _said(history: Iterable[Recorded], kind: str) -> str | None:
    """The latest words of *kind*."""
    found = [recorded.text(kind) for recorded in history]
    return next((text for text in reversed(found) if text), None)


def _due(instances: Iterable[ClockInstance], clock: str) -> Due | None:
    """When the running *clock* is due, to be told as a day where its target counts days."""
    running = [instance for instance in instances if instance.clock == clock and instance.stopped_at is None]
    if not running or running[-1].due_at is None:
        return None
    return due_of(running[-1])
