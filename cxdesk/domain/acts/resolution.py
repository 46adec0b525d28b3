"""Delivery, final response, endings and returns (DOMAIN §3, §4.6–4.7, §4.12; ISO 10002 7.9)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cxdesk.catalogue import _
from cxdesk.domain import events as e
from cxdesk.domain.acts import options
from cxdesk.domain.acts.intake import assess, ends_wait, start, take
from cxdesk.domain.acts.options import FIND_CAUSE
from cxdesk.domain.acts.reasons import because
from cxdesk.domain.calendar import Calendar
from cxdesk.domain.complaint import Complaint
from cxdesk.domain.decision import Decision, Refused, Words
from cxdesk.domain.evolve import evolve
from cxdesk.domain.permissions import CLOSE_ANY, SMALL
from cxdesk.domain.policy import LapseRule, Policy
from cxdesk.domain.revisits import PlannedVisit
from cxdesk.domain.roles import Actor, allowed_to, guard, refusal, ruled_out
from cxdesk.domain.words import Act, Outcome, RevisitState, Severity, Status, WaitFor


def fulfil(complaint: Complaint, actor: Actor, evidence: str, visits: tuple[PlannedVisit, ...]) -> Decision:
    """The accepted remedy was delivered, evidence says how one knows; the revisits are planned with it."""
    guard(Act.FULFIL, complaint, actor)
    if not evidence.strip():
        told = _("a fulfilment needs evidence: how is it known that the remedy arrived?")
        raise refusal(complaint, actor, told, about="evidence")
    return Decision((e.Fulfilled(),), (Words("evidence", evidence),)).then(planned(visits))


def planned(visits: Sequence[PlannedVisit]) -> Decision:
    """Revisits with their windows; the drawn day goes in as words, so that its salted digest commits to it."""
    return Decision(
        tuple(e.RevisitPlanned(visit.number, visit.opens_at, visit.closes_at) for visit in visits),
        tuple(Words("revisit_day", visit.day.isoformat(), place) for place, visit in enumerate(visits)),
    )


def fail(complaint: Complaint, actor: Actor, reason: str) -> Decision:
    """The remedy was not delivered as promised: back to the investigation."""
    guard(Act.FAIL, complaint, actor)
    return Decision((e.FulfilmentFailed(),), because(complaint, actor, reason))


def final(complaint: Complaint, actor: Actor, decision: str, reasons: str, recourse: str) -> Decision:
    """Decision, reasons, and where the customer may go next; options still open lapse with it."""
    guard(Act.FINAL, complaint, actor)
    if not decision.strip():
        raise refusal(complaint, actor, _("a final response needs a decision"), about="decision")
    if not reasons.strip():
        raise refusal(complaint, actor, _("a final response needs reasons"), about="reasons")
    if not recourse.strip():
        raise refusal(complaint, actor, _("a final response names where the customer may go next"), about="recourse")
    told = (Words("decision", decision), Words("reasons", reasons), Words("recourse", recourse))
    sent = Decision((e.FinalSent(),), told)
    return Decision(ends_wait(complaint)).then(options.withdrawn_from_table(complaint)).then(sent)


def back_to_work(complaint: Complaint, actor: Actor, reason: str) -> Decision:
    """`return`: the resolution did not hold; a new cycle begins, its planned revisits lose their object."""
    guard(Act.RETURN, complaint, actor)
    cancelled = cancelled_visits(complaint)
    return Decision((*cancelled, e.Returned()), because(complaint, actor, reason, len(cancelled)))


def reopen(complaint: Complaint, actor: Actor, reason: str) -> Decision:
    """Closed it was; a merged complaint is unmerged instead."""
    guard(Act.REOPEN, complaint, actor)
    if complaint.outcome is Outcome.MERGED:
        raise refusal(
            complaint,
            actor,
            _("it was merged into {master}: unmerge it instead"),
            master=complaint.merged_into,
            mend="cxdesk unmerge {ref}",
            mend_act=Act.UNMERGE,
        )
    cancelled = cancelled_visits(complaint)
    return Decision((*cancelled, e.Reopened()), because(complaint, actor, reason, len(cancelled)))


def cancelled_visits(complaint: Complaint) -> tuple[e.Event, ...]:
    """Revisits that lose their object when work begins again, or the complaint ends otherwise."""
    return tuple(e.RevisitCancelled(visit.number) for visit in complaint.planned_revisits)


def close(complaint: Complaint, actor: Actor, outcome: Outcome | None, reason: str) -> Decision:
    """Finished: remedied with all that DOMAIN §4.6 asks, or after the final response (§4.7), or decided outside.

    *outcome* None is the one it earned. What a source of an import said about a remedy is taken as its evidence.
    """
    guard(Act.CLOSE, complaint, actor)
    if outcome is Outcome.EXTERNAL:
        return _close_external(complaint, actor, reason)
    if complaint.status is not Status.RESOLVED:
        raise ruled_out(complaint, actor, _unresolved(actor), status=complaint.status)
    earned = Outcome.REMEDIED if complaint.fulfilled_at is not None else _earned_without_remedy(complaint, actor)
    if outcome is not None and outcome is not earned:
        told = _("its outcome is {earned}, not {outcome}: leave it out")
        raise refusal(complaint, actor, told, earned=earned, outcome=outcome, about="outcome")
    if earned is Outcome.REMEDIED and complaint.fulfilled_at is not None:
        _check_remedied(complaint, actor)
    if complaint.cause is None:
        raise refusal(complaint, actor, _("its cause is not found yet"), mend=FIND_CAUSE, mend_act=Act.FIND_CAUSE)
    _check_may_close(complaint, actor)
    words = (Words("reason", reason),) if reason.strip() else ()
    return Decision((e.Closed(earned, confirmed=complaint.confirmed),), words)


def _unresolved(actor: Actor) -> str:
    """Who may close what an outside body decided is told so, since `close` stands among the acts allowed."""
    if may_close_any(actor):
        return _("only what is resolved is closed, or with the outcome external what others decided; it is {status}")
    return _("only what is resolved is closed; it is {status}")


def _earned_without_remedy(complaint: Complaint, actor: Actor) -> Outcome:
    """What an imported resolution said, else the final response that was sent (DOMAIN §4.7)."""
    if complaint.outcome is not None:
        return complaint.outcome
    if complaint.final_at is None:
        raise refusal(complaint, actor, _("how it was resolved is not known: return it, then send a final response"))
    return Outcome.FINAL_RESPONSE


def _check_remedied(complaint: Complaint, actor: Actor) -> None:
    if complaint.accepted is None:
        raise refusal(complaint, actor, _("a remedied complaint has an accepted option"))
    if not (complaint.confirmed or revisits_exhausted(complaint)):
        raise refusal(
            complaint,
            actor,
            _("the customer has not confirmed, and revisits are still to be tried"),
            mend="cxdesk revisit done {ref}",
            mend_act=Act.REVISIT,
        )


def revisits_exhausted(complaint: Complaint) -> bool:
    """No revisit was asked for, or the counted attempts of one ended without reaching the customer."""
    visits = complaint.cycle_revisits
    return not visits or any(visit.state is RevisitState.UNREACHABLE for visit in visits)


def _check_may_close(complaint: Complaint, actor: Actor) -> None:
    if may_close_any(actor):
        return
    if complaint.severity in SMALL and complaint.confirmed:
        return
    raise refusal(
        complaint, actor, _("closing needs a supervisor or quality; an agent closes S3 and S4 once confirmed")
    )


def _close_external(complaint: Complaint, actor: Actor, reason: str) -> Decision:
    if not may_close_any(actor):
        raise refusal(complaint, actor, _("closing as external is for a supervisor or quality"), about="outcome")
    return _ended(complaint, Outcome.EXTERNAL, because(complaint, actor, reason))


def may_close_any(actor: Actor) -> bool:
    """Whether *actor* closes from any status what others decided."""
    return actor.role in CLOSE_ANY


def _ended(complaint: Complaint, outcome: Outcome, words: tuple[Words, ...]) -> Decision:
    """Any ending from an open status: a wait ends first, options lapse, revisits lose their object; then it closes."""
    cleared = Decision(ends_wait(complaint)).then(options.withdrawn_from_table(complaint))
    cleared = cleared.then(Decision(cancelled_visits(complaint)))
    return cleared.then(Decision((e.Closed(outcome),), words))


def lapse(
    complaint: Complaint, actor: Actor, reason: str, rule: LapseRule, calendar: Calendar, at: datetime
) -> Decision:
    """The customer stays silent after the attempts that the policy asks; silence is no acceptance (DOMAIN §2, §4.7)."""
    guard(Act.LAPSE, complaint, actor)
    if complaint.wait is not None and complaint.wait.wait_for is not WaitFor.CUSTOMER:
        raise refusal(complaint, actor, _("the next move is a third party's, not the customer's"))
    attempts = attempts_since_heard(complaint)
    if not attempts.are_enough(rule, calendar, at):
        raise refusal(
            complaint,
            actor,
            _(
                "{count} attempts on {channels} channels over {days} business days; the policy asks "
                "{need} on {need_channels} over {need_days}"
            ),
            count=attempts.count,
            channels=attempts.channels,
            days=attempts.business_days(calendar, at),
            need=rule.attempts,
            need_channels=rule.channels,
            need_days=rule.business_days,
        )
    return _ended(complaint, Outcome.NO_RESPONSE, because(complaint, actor, reason))


@dataclass(frozen=True, slots=True)
class Attempts:
    """Outbound contacts since the customer was last heard."""

    count: int
    channels: int
    first_at: datetime | None

    def business_days(self, calendar: Calendar, at: datetime) -> int:
        """Business days from the first attempt to *at*; 0 without an attempt."""
        if self.first_at is None:
            return 0
        return calendar.days_between(calendar.local_date(self.first_at), calendar.local_date(at))

    def are_enough(self, rule: LapseRule, calendar: Calendar, at: datetime) -> bool:
        """Whether silence may end the complaint at *at*."""
        if self.count < rule.attempts or self.channels < rule.channels:
            return False
        return self.business_days(calendar, at) >= rule.business_days


def attempts_since_heard(complaint: Complaint) -> Attempts:
    """What was tried since the customer last said something or the matter last came back."""
    heard_at = complaint.heard_at
    tried = [
        contact for contact in complaint.contacts if not contact.inbound and (heard_at is None or contact.at > heard_at)
    ]
    return Attempts(
        len(tried), len({contact.channel for contact in tried}), min((contact.at for contact in tried), default=None)
    )


def withdraw(complaint: Complaint, actor: Actor, said: str) -> Decision:
    """The complainant takes the complaint back, in their own words."""
    guard(Act.WITHDRAW, complaint, actor)
    if not said.strip():
        raise refusal(complaint, actor, _("a withdrawal needs the complainant's words"), about="said")
    return _ended(complaint, Outcome.WITHDRAWN, (Words("withdrawal", said),))


def decline(complaint: Complaint, actor: Actor, reason: str, recourse: str, *, notice_sent: bool) -> Decision:
    """Not for this desk: a reason, the notice sent, and where the customer may go."""
    guard(Act.DECLINE, complaint, actor)
    if not notice_sent:
        raise refusal(complaint, actor, _("declining needs the notice sent to the customer first"), about="notice_sent")
    if not recourse.strip():
        raise refusal(complaint, actor, _("declining names where the customer may go"), about="recourse")
    return _ended(complaint, Outcome.DECLINED, (*because(complaint, actor, reason), Words("recourse", recourse)))


def quick_resolve(
    complaint: Complaint,
    actor: Actor,
    *,
    severity: Severity | None,
    cause: tuple[str, str, str],
    option: tuple[e.Offered, str],
    evidence: str,
    policy: Policy,
    visits: tuple[PlannedVisit, ...],
    at: datetime,
) -> Decision:
    """Settled in one go: assess, start, find-cause (*code, why, unit*), offer, accept and fulfil as separate events.

    Only S3 and S4, within the limit, and never where safety is at stake.
    """
    guard(Act.QUICK_RESOLVE, complaint, actor)
    settled = severity or complaint.severity
    if settled not in SMALL:
        raise refusal(complaint, actor, _("a quick resolution is for S3 and S4"), about="severity")
    if complaint.safety:
        raise refusal(complaint, actor, _("a matter of safety is not resolved quickly"))
    if options.exceeds(option[0], actor, policy):
        raise refusal(
            complaint, actor, _("the value lies above your limit: offer it, and it is proposed"), about="value"
        )
    steps = _Steps(complaint, at, actor.login)
    try:
        if settled is not complaint.severity:
            steps.take(assess(steps.complaint, actor, e.Assessed(severity=settled)))
        if complaint.owner is None:
            steps.take(take(steps.complaint, actor))
        if complaint.status is Status.RECEIVED:
            steps.take(start(steps.complaint, actor))
        steps.take(options.find_cause(steps.complaint, actor, *cause))
        steps.take(options.offer(steps.complaint, actor, (option,), policy, at))
        steps.take(options.accept(steps.complaint, actor, len(steps.complaint.options), evidence, at))
        steps.take(fulfil(steps.complaint, actor, evidence, visits))
    except Refused as refused:
        told = refused.about is None
        raise Refused(refused.why, allowed_to(complaint, actor), told=told, about=refused.about) from refused
    return steps.decision


class _Steps:
    """Decisions that follow one another, each seeing the complaint as the ones before leave it."""

    def __init__(self, complaint: Complaint, at: datetime, login: str) -> None:
        self.complaint = complaint
        self.decision = Decision(())
        self._at = at
        self._login = login

    def take(self, decision: Decision) -> None:
        self.decision = self.decision.then(decision)
        for event in decision.events:
            happened = e.Happened(self.complaint.seq + 1, self._at, self._at, self._login, event)
            self.complaint = evolve(self.complaint, happened)
