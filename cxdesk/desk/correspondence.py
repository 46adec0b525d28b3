"""What the desk writes to customers and to its own people: facts gathered, composed, put into the outbox."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from cxdesk.desk import TEMPLATES
from cxdesk.desk.core import Core
from cxdesk.desk.ports import Change
from cxdesk.desk.tokens import message_id
from cxdesk.domain.instances import ClockInstance
from cxdesk.domain.policy import DueTime, Unit
from cxdesk.letters import Due, DuePrecision, Letter, LetterFacts, LetterKind, compose, load_templates, template_for
from cxdesk.store import people
from cxdesk.store.outbox import NewLetter
from cxdesk.store.people import Customer
from cxdesk.store.streams import Recorded

ACKNOWLEDGEMENT = LetterKind.ACKNOWLEDGEMENT.value
_DAYS = frozenset({Unit.BUSINESS_DAYS, Unit.DAYS, Unit.WEEKS, Unit.MONTHS})


class Correspondence(Core):
    """Letters as the desk writes them; `cxdesk.letters` knows how, this knows about what."""

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
            next_update_at=_due(change.standing.instances, "respond"),
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


def due_of(instance: ClockInstance) -> Due | None:
    """A due instant with the precision in which its target is told."""
    if instance.due_at is None:
        return None
    in_days = instance.target is not None and instance.target.unit in _DAYS
    by_day = in_days and instance.terms.due_time is DueTime.END_OF_DAY
    return Due(instance.due_at, DuePrecision.DAY if by_day else DuePrecision.TIME)
