"""Receipt, acknowledgement, assessment, ownership, contacts and notes (DOMAIN §3, ISO 10002 7.2–7.5)."""

from dataclasses import replace
from datetime import datetime

from cxdesk.catalogue import _
from cxdesk.domain import events as e
from cxdesk.domain.codes import check_codes
from cxdesk.domain.complaint import Complaint
from cxdesk.domain.decision import Decision, Refused, Words
from cxdesk.domain.events import Event
from cxdesk.domain.permissions import MAY, is_anothers
from cxdesk.domain.roles import Actor, guard, refusal
from cxdesk.domain.words import (
    UNACKNOWLEDGED,
    AcknowledgementState,
    Act,
    Direction,
    Role,
    Severity,
    Status,
    WaitFor,
)

CRITERIA = 5
SAFETY_THRESHOLD = 2
"""From this score on health or safety is at stake (STANDARDS §1.3)."""


def log(received: e.Logged, actor: Actor, *, subject: str, text: str, remedy_sought: str = "") -> Decision:
    """A complaint is received: what happened and a channel suffice, what else is unknown is marked missing.

    Raises Refused when nothing was said or no channel is named.
    """
    if actor.role not in MAY[Act.LOG]:
        raise Refused(_("{act} is not for the role {role}").format(act=Act.LOG.value, role=actor.role.value))
    check_codes(
        category=received.category,
        product=received.product,
        unit=received.unit,
        segment=received.segment,
        jurisdiction=received.jurisdiction,
        **{f"tag_{place}": tag for place, tag in enumerate(received.tags, start=1)},
    )
    if not received.channel:
        raise Refused(_("a complaint needs the channel it came in by"), about="channel")
    if not (subject.strip() or text.strip()):
        raise Refused(_("a complaint needs what happened: a subject or a text"), about="subject")
    known = {
        "customer": received.customer,
        "severity": received.severity,
        "category": received.category,
        "product": received.product,
        "remedy": received.remedy or remedy_sought,
    }
    missing = tuple(name for name, value in known.items() if not value)
    words = [Words(kind, said) for kind, said in (("subject", subject), ("narrative", text)) if said.strip()]
    if remedy_sought.strip():
        words.append(Words("remedy", remedy_sought))
    return Decision((replace(received, missing=missing),), tuple(words))


def acknowledge(complaint: Complaint, actor: Actor, channel: str, text: str = "") -> Decision:
    """A person acknowledged, by phone, letter or counter; owed once, so a second one is refused (DOMAIN §4.4)."""
    guard(Act.ACKNOWLEDGE, complaint, actor)
    if not channel.strip():
        raise refusal(complaint, actor, _("an acknowledgement needs the channel it went by"), about="channel")
    if complaint.acknowledgement is AcknowledgementState.GIVEN:
        raise refusal(complaint, actor, _("the acknowledgement was given already"))
    words = (Words("acknowledgement", text),) if text.strip() else ()
    return Decision((e.Acknowledged(channel, automatic=False),), words)


def letter_accepted(complaint: Complaint, letter: str, message_id: str, channel: str = "email") -> Decision:
    """The transport took a letter over; the first accepted acknowledgement counts as given (DOMAIN §4.4)."""
    accepted: tuple[Event, ...] = (e.LetterAccepted(letter, message_id),)
    if letter == "acknowledgement" and complaint.acknowledgement in UNACKNOWLEDGED:
        return Decision((*accepted, e.Acknowledged(channel, automatic=True, message_id=message_id)))
    return Decision(accepted)


def letter_bounced(complaint: Complaint, message_id: str) -> Decision:
    """A letter came back: one that was the acknowledgement makes it owed again, its verdict stays (DOMAIN §4.4).

    An acknowledgement that a person gave beside the letter still holds.
    """
    was_given_by_it = (
        complaint.acknowledgement is AcknowledgementState.GIVEN and complaint.acknowledgement_id == message_id
    )
    return Decision((e.AcknowledgementBounced(message_id),) if was_given_by_it else ())


def letter_failed(letter: str, message_id: str, code: str, reason: str) -> Decision:
    """A letter will not go out by itself any more; the reason is the transport's words."""
    return Decision((e.LetterFailed(letter, message_id, code),), (Words("failure", reason),))


def severity_by_criteria(
    harm: int, safety: int, complexity: int, impact: int, immediacy: int, *, vulnerable: bool = False
) -> Severity:
    """The priority that five criteria of 0–3 give; a single 3 is never averaged away (STANDARDS §1.3, ISO 10002 7.5).

    *complexity* decides track and staffing, not urgency. Raises ValueError outside 0–3.
    """
    scores = (harm, safety, complexity, impact, immediacy)
    if not all(0 <= score <= 3 for score in scores):
        message = _("each of the five criteria is scored 0 to 3")
        raise ValueError(message)
    urgency = max(min(3, harm + vulnerable), impact, immediacy)
    if safety >= SAFETY_THRESHOLD or urgency == 3:
        return Severity.S1
    if urgency == 2 or safety == 1:
        return Severity.S2
    return Severity.S3 if urgency == 1 else Severity.S4


def assess(complaint: Complaint, actor: Actor, assessed: e.Assessed, reason: str = "") -> Decision:
    """The assessment changes; raising is an agent's, lowering a supervisor's, and safety escalates at once.

    Five scores give the severity where none is said, and 2 or more for safety makes it a matter of safety, whatever
    the rest (STANDARDS §1.1 7.5, §1.3).
    """
    guard(Act.ASSESS, complaint, actor)
    check_codes(category=assessed.category, product=assessed.product)
    if assessed == e.Assessed():
        raise refusal(complaint, actor, _("an assessment needs something assessed"), about="severity")
    if assessed.scores:
        assessed = _scored(complaint, actor, assessed)
    lowered = _lowered(complaint, assessed)
    if lowered and not actor.is_supervisor:
        raise refusal(complaint, actor, _("lowering an assessment needs a supervisor"), about=lowered)
    if lowered and not reason.strip():
        raise refusal(complaint, actor, _("lowering an assessment needs a reason"), about="reason")
    words = (Words("reason", reason),) if reason.strip() else ()
    if assessed.safety and not complaint.safety:
        return Decision((assessed, safety_escalation(complaint)), words)
    return Decision((assessed,), words)


def _scored(complaint: Complaint, actor: Actor, assessed: e.Assessed) -> e.Assessed:
    if len(assessed.scores) != CRITERIA or not all(0 <= score <= 3 for score in assessed.scores):
        raise refusal(complaint, actor, _("each of the five criteria is scored 0 to 3"), about="scores")
    is_vulnerable = complaint.vulnerable if assessed.vulnerable is None else assessed.vulnerable
    derived = severity_by_criteria(*assessed.scores, vulnerable=is_vulnerable)
    if assessed.severity not in {None, derived}:
        raise refusal(
            complaint,
            actor,
            _("the criteria give {derived}, not {said}"),
            derived=derived,
            said=assessed.severity,
            about="severity",
        )
    is_safety = True if assessed.safety is None and assessed.scores[1] >= SAFETY_THRESHOLD else assessed.safety
    return replace(assessed, severity=derived, safety=is_safety)


def safety_escalation(complaint: Complaint) -> e.Escalated:
    """Health and safety go up at once, whatever the score (ISO 10002 7.5)."""
    level = max(complaint.level, 2)
    return e.Escalated(len(complaint.escalations) + 1, level, ("supervisor",), trigger="safety")


def _lowered(complaint: Complaint, assessed: e.Assessed) -> str:
    """Which of the three becomes less grave; "" where none does."""
    if complaint.severity and assessed.severity and assessed.severity > complaint.severity:
        return "severity"
    if complaint.safety and assessed.safety is False:
        return "safety"
    return "vulnerable" if complaint.vulnerable and assessed.vulnerable is False else ""


def link_customer(complaint: Complaint, actor: Actor, linked: e.CustomerLinked) -> Decision:
    """The complainant became known, or was found to be another one, whose segment and value band then count.

    The same one again is refused: today's segment would replace the one of the receipt (STANDARDS §8.22).
    """
    guard(Act.NOTE, complaint, actor)
    if linked.customer == complaint.customer:
        raise refusal(complaint, actor, _("this customer is linked already"))
    return Decision((linked,))


def assign(complaint: Complaint, actor: Actor, owner: str) -> Decision:
    """One owner, never one the complaint is about; an agent hands on what is theirs or nobody's (DOMAIN §4.3)."""
    guard(Act.ASSIGN, complaint, actor)
    if is_anothers(complaint.owner, actor.login, actor.role):
        raise refusal(complaint, actor, _("it belongs to {owner}; a supervisor may reassign it"), owner=complaint.owner)
    return _owned_by(complaint, actor, owner)


def take(complaint: Complaint, actor: Actor) -> Decision:
    """Whoever acts becomes the owner of what nobody owns; a supervisor may take from others."""
    guard(Act.TAKE, complaint, actor)
    if is_anothers(complaint.owner, actor.login, actor.role):
        raise refusal(complaint, actor, _("it belongs to {owner}; a supervisor may reassign it"), owner=complaint.owner)
    return _owned_by(complaint, actor, actor.login)


def _owned_by(complaint: Complaint, actor: Actor, owner: str) -> Decision:
    if not owner.strip():
        raise refusal(complaint, actor, _("an owner has a login"), about="owner")
    if owner in complaint.about:
        told = _("the complaint is about {owner}, who cannot own it: name somebody else")
        raise refusal(complaint, actor, told, owner=owner, about="owner")
    if owner == complaint.owner:
        raise refusal(complaint, actor, _("{owner} owns it already: name somebody else"), owner=owner, about="owner")
    return Decision((e.Assigned(owner),))


def start(complaint: Complaint, actor: Actor) -> Decision:
    """The investigation begins; somebody must own it."""
    guard(Act.START, complaint, actor)
    if complaint.owner is None:
        told = _("nobody owns it yet: assign or take it first")
        raise refusal(complaint, actor, told, mend="cxdesk take {ref}", mend_act=Act.TAKE)
    return Decision((e.Started(),))


def note(complaint: Complaint, actor: Actor, text: str) -> Decision:
    """An internal note."""
    guard(Act.NOTE, complaint, actor)
    if not text.strip():
        raise refusal(complaint, actor, _("a note needs a text"), about="text")
    return Decision((e.Noted(),), (Words("note", text),))


def attach(complaint: Complaint, actor: Actor, name: str, sha256: str, size: int) -> Decision:
    """A file is kept; its name and the hash of its content are words, *size* is in bytes."""
    guard(Act.ATTACH, complaint, actor)
    if not name.strip():
        raise refusal(complaint, actor, _("a file has a name"), about="name")
    return Decision((e.Attached(size),), (Words("file", name), Words("content", sha256)))


def contact(complaint: Complaint, actor: Actor, contacted: e.Contacted, text: str, at: datetime) -> Decision:
    """The customer and the desk spoke; an inbound contact ends a wait for the customer (TRAPS 5).

    One that happened before the wait began does not. An outbound one without a text was an attempt to reach them: it
    has no content, so it is no reply (DOMAIN §3). The desk by itself records what came in, never what went out.
    """
    guard(Act.CONTACT, complaint, actor)
    if actor.role is Role.SYSTEM and contacted.direction is Direction.OUT:
        raise refusal(complaint, actor, _("the desk by itself records only contacts that came in"))
    if not contacted.channel.strip():
        raise refusal(complaint, actor, _("a contact needs its channel"), about="channel")
    if contacted.minutes is not None and contacted.minutes < 0:
        raise refusal(complaint, actor, _("minutes are counted from 0 up"), about="minutes")
    is_inbound = contacted.direction is Direction.IN
    if not is_inbound and not text.strip():
        contacted = replace(contacted, substantive=False)
    said = Decision((contacted,), (Words("contact", text),) if text.strip() else ())
    wait = complaint.wait
    if is_inbound and wait is not None and wait.wait_for is WaitFor.CUSTOMER and wait.since <= at:
        return said.then(Decision((e.Resumed(),)))
    return said


def ends_wait(complaint: Complaint) -> tuple[Event, ...]:
    """What an act that leaves `waiting` says first: the open pause ends before anything is computed (DOMAIN §4.10)."""
    return (e.Resumed(),) if complaint.status is Status.WAITING else ()


def ask(
    complaint: Complaint,
    actor: Actor,
    question: str,
    until: datetime,
    reason: str,
    reasons: frozenset[str],
    at: datetime,
) -> Decision:
    """The next move is the customer's: what was asked, and the date to look again (exclusive instant).

    *reasons* are those the policy lists; without a *reason* it is the general one, which every policy knows.
    """
    guard(Act.ASK, complaint, actor)
    return _wait(complaint, actor, WaitFor.CUSTOMER, question, until, reason or "customer", reasons, at)


def refer(
    complaint: Complaint, actor: Actor, what: str, until: datetime, reason: str, reasons: frozenset[str], at: datetime
) -> Decision:
    """The next move is a third party's."""
    guard(Act.REFER, complaint, actor)
    return _wait(complaint, actor, WaitFor.THIRD_PARTY, what, until, reason or "third_party", reasons, at)


def _wait(
    complaint: Complaint,
    actor: Actor,
    wait_for: WaitFor,
    what: str,
    until: datetime,
    reason: str,
    reasons: frozenset[str],
    at: datetime,
) -> Decision:
    if not what.strip():
        raise refusal(complaint, actor, _("a wait needs what was asked"), about="what")
    if until <= at:
        raise refusal(complaint, actor, _("the date to look again must lie ahead"), about="until")
    if reason not in reasons and reason != wait_for.value:
        listed = ", ".join(sorted(reasons | {wait_for.value}))
        told = _("{reason} is no listed reason to wait; listed: {listed}")
        raise refusal(complaint, actor, told, reason=reason, listed=listed, about="why")
    return Decision((e.WaitBegan(wait_for, reason, until),), (Words("question", what),))


def resume(complaint: Complaint, actor: Actor) -> Decision:
    """The wait is over: back to the options that lie with the customer, the remedy owed, or the investigation."""
    guard(Act.RESUME, complaint, actor)
    return Decision((e.Resumed(),))
