"""Escalations by hand, promises and extensions (DOMAIN §3, §7)."""

from datetime import datetime

from cxdesk.catalogue import _
from cxdesk.domain import events as e
from cxdesk.domain.complaint import Complaint
from cxdesk.domain.decision import Decision, Refused, Words
from cxdesk.domain.extending import CUSTOMER_NOTICE, lacking
from cxdesk.domain.instances import ClockInstance, Verdict
from cxdesk.domain.levels import DEFAULT_LEVELS, Levels, above, top_of
from cxdesk.domain.permissions import SUPERVISORS
from cxdesk.domain.policy import Extension
from cxdesk.domain.roles import Actor, guard, refusal
from cxdesk.domain.words import Act, PromiseState, Role


def escalate(
    complaint: Complaint,
    actor: Actor,
    reason: str,
    *,
    level: int | None,
    to: tuple[str, ...],
    answer_by: datetime | None,
    levels: Levels = DEFAULT_LEVELS,
) -> Decision:
    """Attention moves up, to a level or to named roles or logins; without either, a level above the highest so far.

    *levels* are those of the complaint's policy: who hears at which.
    """
    guard(Act.ESCALATE, complaint, actor)
    if not reason.strip():
        raise refusal(complaint, actor, _("a reason is needed"), about="reason")
    highest = top_of(levels)
    chosen = level if level is not None else above(levels, max(complaint.level, 1)) or highest
    if not 1 <= chosen <= max(highest, 1):
        raise refusal(complaint, actor, _("levels go from 1 to {highest}"), highest=highest, about="level")
    addressed = to or levels.get(chosen, ())
    if not addressed:
        known = ", ".join(str(one) for one in sorted(levels))
        told = _("nobody is at level {level}; levels are: {known}")
        raise refusal(complaint, actor, told, level=chosen, known=known, about="level")
    escalated = e.Escalated(len(complaint.escalations) + 1, chosen, addressed, trigger="person", answer_by=answer_by)
    return Decision((escalated,), (Words("reason", reason),))


def answer(complaint: Complaint, actor: Actor, reply: str, number: int | None = None) -> Decision:
    """Whoever it went to, or somebody above, replies to an escalation; the newest unanswered one by default."""
    guard(Act.ANSWER, complaint, actor)
    waiting = [escalation for escalation in complaint.unanswered if number in {None, escalation.number}]
    if not waiting:
        raise _unanswerable(complaint, actor, number)
    if not reply.strip():
        raise refusal(complaint, actor, _("an answer needs a text"), about="reply")
    mine = [escalation for escalation in waiting if went_to(escalation.to, complaint, actor)]
    if not mine:
        asked = ", ".join(waiting[-1].to)
        about = "" if number is None else "number"
        raise refusal(complaint, actor, _("it went to {asked}, who answers it"), asked=asked, about=about)
    return Decision((e.EscalationAnswered(mine[-1].number),), (Words("answer", reply),))


def _unanswerable(complaint: Complaint, actor: Actor, number: int | None) -> Refused:
    if number is None or not complaint.unanswered:
        return refusal(complaint, actor, _("no escalation waits for an answer"))
    known = ", ".join(str(escalation.number) for escalation in complaint.unanswered)
    told = _("escalation {number} waits for no answer; these do: {known}")
    return refusal(complaint, actor, told, number=number, known=known, about="number")


def went_to(to: tuple[str, ...], complaint: Complaint, actor: Actor) -> bool:
    """Whether *actor* is among those addressed by login, as the owner, by role, or stands above the role."""
    if actor.login in to or ("owner" in to and complaint.owner == actor.login):
        return True
    if actor.role.value in to:
        return True
    if actor.role is Role.MANAGER:
        return True
    return actor.role in SUPERVISORS and ("agent" in to or "owner" in to)


def promise(complaint: Complaint, actor: Actor, text: str, due_at: datetime, at: datetime) -> Decision:
    """A commitment to the customer with its own clock; *due_at* is an exclusive instant."""
    guard(Act.PROMISE, complaint, actor)
    if not text.strip():
        raise refusal(complaint, actor, _("a promise needs its text"), about="text")
    if due_at <= at:
        raise refusal(complaint, actor, _("a promise is due in the future"), about="due_at")
    return Decision((e.Promised(len(complaint.promises) + 1, due_at),), (Words("promise", text),))


def keep(complaint: Complaint, actor: Actor, number: int, note: str = "") -> Decision:
    """A promise was kept."""
    guard(Act.KEEP, complaint, actor)
    _owed(complaint, actor, number)
    return Decision((e.PromiseKept(number),), (Words("note", note),) if note.strip() else ())


def break_promise(complaint: Complaint, actor: Actor, number: int, reason: str) -> Decision:
    """A promise will not be, or was not, kept."""
    guard(Act.BREAK, complaint, actor)
    _owed(complaint, actor, number)
    if not reason.strip():
        raise refusal(complaint, actor, _("a reason is needed"), about="reason")
    return Decision((e.PromiseBroken(number),), (Words("reason", reason),))


def _owed(complaint: Complaint, actor: Actor, number: int) -> None:
    asked = complaint.promise(number)
    known = ", ".join(str(one.number) for one in complaint.promises if one.state is PromiseState.OWED) or _("none")
    if asked is None:
        told = _("it has no promise {number}; owed: {known}")
        raise refusal(complaint, actor, told, number=number, known=known, about="number")
    if asked.state is not PromiseState.OWED:
        told = _("promise {number} is {state}; owed: {known}")
        raise refusal(complaint, actor, told, number=number, state=asked.state, known=known, about="number")


def extend(
    complaint: Complaint,
    actor: Actor,
    owed: ClockInstance,
    extension: Extension,
    due_at: datetime,
    settled: frozenset[str],
    reason: str,
    at: datetime,
) -> Decision:
    """A running clock gets its *extension*, a total that ends at *due_at*, before the due date it has (DOMAIN §3, §5).

    *settled* are the extension's requirements that somebody states to be met, as `customer_notice`; the reason, and
    the role of whoever extends, speak for themselves.
    """
    guard(Act.EXTEND, complaint, actor)
    if extension not in owed.terms.extend:
        raise refusal(complaint, actor, _("{clock} has no such extension"), clock=owed.clock, about="clock")
    if owed.verdict is not Verdict.RUNNING or owed.due_at is None:
        told = _("{clock} is {verdict}")
        raise refusal(complaint, actor, told, clock=owed.clock, verdict=owed.verdict, about="clock")
    if at >= owed.due_at:
        told = _("{clock} is past its due date: too late to extend it")
        raise refusal(complaint, actor, told, clock=owed.clock, about="clock")
    if due_at <= owed.due_at:
        told = _("the extension of {clock} ends no later than it is due")
        raise refusal(complaint, actor, told, clock=owed.clock, about="clock")
    if not reason.strip():
        raise refusal(complaint, actor, _("a reason is needed"), about="reason")
    if unmet := lacking(extension, actor.role, settled):
        told = _("extending {clock} needs: {lacking}")
        about = "customer_told" if unmet == [CUSTOMER_NOTICE] else ""
        raise refusal(complaint, actor, told, clock=owed.clock, lacking=", ".join(unmet), about=about)
    return Decision((e.Extended(owed.clock, owed.cycle, owed.instance, due_at),), (Words("reason", reason),))
