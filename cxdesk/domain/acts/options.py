"""The cause, and the resolution options put to the customer (DOMAIN §3, §4.6–4.8; ISO 10002 7.6–7.8)."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from cxdesk.catalogue import _
from cxdesk.domain import events as e
from cxdesk.domain.acts.intake import ends_wait
from cxdesk.domain.acts.reasons import because
from cxdesk.domain.codes import check_codes
from cxdesk.domain.complaint import Complaint, Option
from cxdesk.domain.decision import Decision, Refused, Words
from cxdesk.domain.policy import Policy
from cxdesk.domain.roles import NEED_CAUSE_BEFORE_OFFER, Actor, guard, is_own_proposal, refusal
from cxdesk.domain.words import Act, OptionState, Status, WaitFor

FIND_CAUSE = "cxdesk find-cause {ref} CODE --why TEXT --unit UNIT"
"""The command that mends what waits for its cause."""

_BEFORE_REMEDY = frozenset({Status.RECEIVED, Status.INVESTIGATING, Status.WAITING, Status.OFFERED})


def find_cause(complaint: Complaint, actor: Actor, code: str, why: str, unit: str) -> Decision:
    """Why it happened, explained, and the unit that is to mend it."""
    guard(Act.FIND_CAUSE, complaint, actor)
    if not code.strip() or not unit.strip():
        lacking = "unit" if code.strip() else "code"
        raise refusal(complaint, actor, _("a cause needs a code and the unit behind it"), about=lacking)
    check_codes(cause=code, unit=unit)
    if not why.strip():
        raise refusal(complaint, actor, _("a cause needs an explanation"), about="why")
    return Decision((e.CauseFound(code, unit),), (Words("cause", why),))


def offer(
    complaint: Complaint, actor: Actor, options: tuple[tuple[e.Offered, str], ...], policy: Policy, at: datetime
) -> Decision:
    """Options for the customer, each with its text; numbers are given here, and above the limit one is only proposed.

    S1 and S2 need their cause found first (ISO 10002 7.6).
    """
    guard(Act.OFFER, complaint, actor)
    if not options:
        raise refusal(complaint, actor, _("an offer needs at least one option"))
    if complaint.severity in NEED_CAUSE_BEFORE_OFFER and complaint.cause is None:
        raise refusal(
            complaint,
            actor,
            _("{severity} needs its cause found before an offer"),
            severity=complaint.severity,
            mend=FIND_CAUSE,
            mend_act=Act.FIND_CAUSE,
        )
    number = len(complaint.options)
    events: list[e.Offered] = []
    words: list[Words] = []
    for option, text in options:
        number += 1
        _check_offer(complaint, actor, option, text, at, len(events) + 1)
        proposed = exceeds(option, actor, policy)
        events.append(
            e.Offered(
                number, option.type, option.value, option.currency, option.valid_until, option.promised_at, proposed
            )
        )
        words.append(Words("option", text, len(events) - 1))
    offered = Decision(tuple(events), tuple(words))
    if all(option.proposed for option in events):
        return offered
    return Decision(ends_wait(complaint)).then(offered)


def exceeds(option: e.Offered | Option, actor: Actor, policy: Policy) -> bool:
    """Whether the option's value lies above what *actor* may decide; a limit says nothing of another currency."""
    limit = actor.limit_under(policy)
    if limit is None or option.value is None:
        return False
    is_foreign = bool(policy.currency) and (option.currency or policy.currency) != policy.currency
    return option.value > limit or (is_foreign and option.value > 0)


def _check_offer(complaint: Complaint, actor: Actor, option: e.Offered, text: str, at: datetime, place: int) -> None:
    """*place* is the option's among those offered at once, from 1."""
    if not text.strip():
        raise refusal(complaint, actor, _("an option needs its text"), about=f"text {place}")
    if option.value is not None and not (option.value.is_finite() and option.value >= 0):
        raise refusal(complaint, actor, _("an option's value is 0 or more"), about=f"value {place}")
    if option.valid_until is not None and option.valid_until <= at:
        told = _("an option must be valid beyond the moment of the offer")
        raise refusal(complaint, actor, told, about=f"valid_until {place}")
    if option.promised_at is not None and option.promised_at <= at:
        raise refusal(complaint, actor, _("an option's promised date must lie ahead"), about=f"promised_at {place}")


def approve(complaint: Complaint, actor: Actor, number: int, policy: Policy, at: datetime) -> Decision:
    """A proposed option goes to the customer; the limit must cover it, and the proposer approves only alone.

    One whose validity or promised date passed meanwhile is prolonged, or denied and proposed anew.
    """
    guard(Act.APPROVE, complaint, actor)
    option = _in_state(complaint, actor, number, OptionState.PROPOSED)
    if option.valid_until is not None and option.valid_until <= at:
        told = _("option {number} would be expired already: extend it first")
        raise refusal(complaint, actor, told, number=number, about="number")
    if option.promised_at is not None and option.promised_at <= at:
        told = _("the date promised with option {number} has passed: deny it and offer it anew")
        raise refusal(complaint, actor, told, number=number, about="number")
    _check_may_decide(complaint, actor, option, policy)
    own = option.offered_by == actor.login
    return Decision((*ends_wait(complaint), e.OptionApproved(number, self_approved=own)))


def deny(complaint: Complaint, actor: Actor, number: int, reason: str, policy: Policy) -> Decision:
    """A proposed option stays inside; whoever could not approve it does not deny it either (DOMAIN §3)."""
    guard(Act.DENY, complaint, actor)
    option = _in_state(complaint, actor, number, OptionState.PROPOSED)
    _check_may_decide(complaint, actor, option, policy)
    return Decision((e.OptionDenied(number),), because(complaint, actor, reason))


def _check_may_decide(complaint: Complaint, actor: Actor, option: Option, policy: Policy) -> None:
    """A limit that covers it, and not the proposer, unless alone on the desk."""
    number = option.number
    if exceeds(option, actor, policy):
        told = _("option {number} lies above your limit: somebody with a higher one decides it")
        raise refusal(complaint, actor, told, number=number, about="number")
    if is_own_proposal(option, actor):
        told = _("option {number} is yours: somebody else must approve or deny it")
        raise refusal(complaint, actor, told, number=number, about="number")


def retract(complaint: Complaint, actor: Actor, number: int, reason: str) -> Decision:
    """An open option is taken back; with the last one gone the desk has the next move again."""
    guard(Act.RETRACT, complaint, actor)
    _in_state(complaint, actor, number, OptionState.OPEN)
    return Decision((e.OptionRetracted(number),), because(complaint, actor, reason))


def accept(complaint: Complaint, actor: Actor, number: int, evidence: str, at: datetime) -> Decision:
    """The customer accepts option *number*; every other option on the table is superseded (DOMAIN §4.8).

    Silence is never acceptance: evidence says how the customer said yes.
    """
    guard(Act.ACCEPT, complaint, actor)
    chosen = _known(complaint, actor, number)
    if not chosen.is_open(at) or chosen.cycle != complaint.cycle:
        raise _not_so(complaint, actor, chosen, chosen.state_at(at), _open_at(complaint, at))
    if at < chosen.offered_at:
        told = _("option {number} did not lie with the customer yet: say a later time")
        raise refusal(complaint, actor, told, number=number, about="at")
    if not evidence.strip():
        raise refusal(complaint, actor, _("an acceptance needs evidence: who said yes, and how"), about="evidence")
    before = ends_wait(complaint)
    return Decision(
        (
            *before,
            e.OptionAccepted(number),
            *(e.OptionSuperseded(other.number) for other in _others(complaint, chosen)),
        ),
        (Words("evidence", evidence, len(before)),),
    )


def _others(complaint: Complaint, chosen: Option) -> list[Option]:
    return [option for option in complaint.options_in(OptionState.OPEN, OptionState.PROPOSED) if option is not chosen]


def refuse(complaint: Complaint, actor: Actor, number: int, reason: str) -> Decision:
    """The customer does not want option *number*; with the last one gone an alternative or a final response is owed."""
    guard(Act.REFUSE, complaint, actor)
    _in_state(complaint, actor, number, OptionState.OPEN)
    was_asked = complaint.wait is not None and complaint.wait.wait_for is WaitFor.CUSTOMER
    before = ends_wait(complaint) if was_asked or _is_last(complaint, number) else ()
    return Decision((*before, e.OptionRefused(number)), because(complaint, actor, reason, len(before)))


def expire(complaint: Complaint, actor: Actor, number: int, at: datetime) -> Decision:
    """The validity of option *number* passed: with the last one gone the desk has the next move, as after a refusal."""
    guard(Act.EXPIRE, complaint, actor)
    option = _in_state(complaint, actor, number, OptionState.OPEN)
    if option.is_open(at):
        raise refusal(complaint, actor, _("option {number} is still valid"), number=number, about="number")
    before = ends_wait(complaint) if _is_last(complaint, number) else ()
    return Decision((*before, e.OptionExpired(number)))


def _is_last(complaint: Complaint, number: int) -> bool:
    return all(option.number == number for option in complaint.options_in(OptionState.OPEN))


def prolong(
    complaint: Complaint, actor: Actor, number: int, valid_until: datetime, reason: str, at: datetime
) -> Decision:
    """A supervisor extends an option's validity, also of one that expired, so that it may be accepted (DOMAIN §4.8)."""
    guard(Act.EXTEND, complaint, actor)
    option = _in_state(complaint, actor, number, OptionState.OPEN, OptionState.PROPOSED, OptionState.EXPIRED)
    if complaint.status not in _BEFORE_REMEDY or complaint.accepted is not None:
        raise refusal(
            complaint, actor, _("no option is extended while the complaint is {status}"), status=complaint.status
        )
    if option.valid_until is None:
        told = _("option {number} does not expire: there is nothing to extend")
        raise refusal(complaint, actor, told, number=number, about="number")
    if valid_until <= at:
        raise refusal(complaint, actor, _("the new date must lie ahead"), about="valid_until")
    if valid_until <= option.valid_until:
        raise refusal(complaint, actor, _("the new date must be later than the old one"), about="valid_until")
    return Decision((e.OptionProlonged(number, valid_until),), because(complaint, actor, reason))


def withdrawn_from_table(complaint: Complaint) -> Decision:
    """What a final response or an ending does to options still open or proposed: they lapse with it."""
    left = complaint.options_in(OptionState.OPEN, OptionState.PROPOSED)
    return Decision(tuple(e.OptionSuperseded(option.number) for option in left))


def _known(complaint: Complaint, actor: Actor, number: int) -> Option:
    option = complaint.option(number)
    if option is None:
        there = [one.number for one in complaint.options]
        told = _("it has no option {number}; there are: {known}") if there else _("it has no option {number}")
        raise refusal(complaint, actor, told, number=number, known=_numbers(there), about="number")
    return option


def _in_state(complaint: Complaint, actor: Actor, number: int, *states: OptionState) -> Option:
    option = _known(complaint, actor, number)
    if option.state not in states or option.cycle != complaint.cycle:
        raise _not_so(complaint, actor, option, option.state, complaint.options_in(*states))
    return option


def _not_so(
    complaint: Complaint, actor: Actor, option: Option, state: OptionState, others: Sequence[Option]
) -> Refused:
    """The *option* is in *state*; which of the *others* it can be done to is told."""
    there = [one.number for one in others if one.cycle == complaint.cycle]
    told = _("option {number} is {state}; instead: {known}") if there else _("option {number} is {state}")
    known = _numbers(there)
    return refusal(complaint, actor, told, number=option.number, state=state, known=known, about="number")


def _open_at(complaint: Complaint, at: datetime) -> list[Option]:
    return [one for one in complaint.options_in(OptionState.OPEN) if one.is_open(at)]


def _numbers(numbers: Iterable[int]) -> str:
    return ", ".join(map(str, numbers))
