"""Sample complaints at any point of their life, made by the acts themselves."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from cxdesk.domain import acts
from cxdesk.domain import events as e
from cxdesk.domain.acts.following import Answers
from cxdesk.domain.calendar import Calendar
from cxdesk.domain.complaint import Complaint
from cxdesk.domain.decision import Decision
from cxdesk.domain.evolve import evolve
from cxdesk.domain.instances import ClockInstance, Verdict
from cxdesk.domain.policy import Amount, Clock, Extension, LapseRule, Policy, Unit, Visit
from cxdesk.domain.revisits import PlannedVisit
from cxdesk.domain.roles import THE_SYSTEM, Actor
from cxdesk.domain.words import Act, Direction, OptionType, Outcome, Role, Severity, Status

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)

AGENT = Actor("agent", Role.AGENT)
COLLEAGUE = Actor("colleague", Role.AGENT)
SUPERVISOR = Actor("supervisor", Role.SUPERVISOR)
MANAGER = Actor("manager", Role.MANAGER)
QUALITY = Actor("quality", Role.QUALITY)
AUDITOR = Actor("auditor", Role.AUDITOR)
ACTORS = {actor.role: actor for actor in (AGENT, SUPERVISOR, MANAGER, QUALITY, AUDITOR, THE_SYSTEM)}

EXTENSION = Extension(Amount(20, Unit.DAYS), ("reason", "customer_notice"))
RESOLVE = Clock("resolve", Amount(10, Unit.DAYS), extend=(EXTENSION,))
POLICY = Policy(
    "standard",
    "office",
    (RESOLVE,),
    pause_reasons=frozenset({"customer", "laboratory"}),
    limits={Role.AGENT: Decimal(100), Role.SUPERVISOR: Decimal(1000)},
    visits={
        Severity.S1: (Visit(1, 1, 3), Visit(2, 7, 14), Visit(3, 30, 45)),
        Severity.S3: (Visit(1, 5, 14), Visit(2, 30, 60, 0.3)),
    },
)
OFFICE = Calendar.from_dict(
    {"tz": "UTC", "week": {day: [["09:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}}
)
VISIT = PlannedVisit(1, MONDAY + 5 * DAY, MONDAY + 14 * DAY, date(2026, 3, 9))


def option(value: int | None = 25, **facts: Any) -> tuple[e.Offered, str]:
    """A refund, as the caller of `offer` says it."""
    amount = None if value is None else Decimal(value)
    offered = e.Offered(0, OptionType.REFUND, amount, "EUR" if value is not None else None)
    return replace(offered, **facts), "a sample refund"


@dataclass
class Case:
    """One complaint with its history, and a time that moves an hour with every act."""

    history: list[e.Happened] = field(default_factory=list)
    at: datetime = MONDAY
    complaint: Complaint = field(init=False)

    def record(self, decision: Decision, actor: Actor = AGENT) -> "Case":
        """What the desk does with a decision."""
        for event in decision.events:
            happened = e.Happened(len(self.history) + 1, self.at, self.at, actor.login, event)
            self.complaint = evolve(self.complaint if self.history else None, happened)
            self.history.append(happened)
        self.at += HOUR
        return self

    def do(self, act: Act, actor: Actor = AGENT) -> "Case":
        """One act with sample words."""
        return self.record(attempt(act, self, actor), actor)

    @property
    def last(self) -> e.Event:
        return self.history[-1].event


def received(ref: str = "CX-1", at: datetime = MONDAY, **facts: Any) -> Case:
    logged = replace(e.Logged(ref, "phone", "standard", "first"), **facts)
    return Case(at=at).record(acts.log(logged, AGENT, subject="a sample", text="it did not work"))


def investigating(**facts: Any) -> Case:
    return received(**facts).do(Act.TAKE).do(Act.START).do(Act.FIND_CAUSE)


def waiting(**facts: Any) -> Case:
    return investigating(**facts).do(Act.ASK)


def offered(**facts: Any) -> Case:
    return investigating(**facts).do(Act.OFFER)


def fulfilling(**facts: Any) -> Case:
    return offered(**facts).do(Act.ACCEPT)


def resolved(**facts: Any) -> Case:
    return fulfilling(**facts).do(Act.FULFIL)


def refused_for_good(**facts: Any) -> Case:
    """Resolved by a final response."""
    return offered(**facts).do(Act.REFUSE).do(Act.FINAL, SUPERVISOR)


def closed(**facts: Any) -> Case:
    return resolved(**facts).do(Act.REVISIT, QUALITY).do(Act.CLOSE, SUPERVISOR)


STAGES: dict[Status, Callable[..., Case]] = {
    Status.RECEIVED: received,
    Status.INVESTIGATING: investigating,
    Status.WAITING: waiting,
    Status.OFFERED: offered,
    Status.FULFILLING: fulfilling,
    Status.RESOLVED: resolved,
    Status.CLOSED: closed,
}


def ready_for(act: Act) -> Case:  # noqa: PLR0911, PLR0912 (one line for each act)
    """A complaint on which *act* is possible for whoever may do it."""
    match act:
        case Act.START:
            return received().do(Act.TAKE)
        case Act.APPROVE | Act.DENY:
            return proposed()
        case Act.EXTEND:
            return offered(severity=Severity.S3)
        case Act.RETRACT | Act.ACCEPT | Act.REFUSE | Act.FINAL:
            return offered()
        case Act.EXPIRE:
            case_ = investigating()
            case_.record(acts.offer(case_.complaint, AGENT, (option(valid_until=case_.at + HOUR),), POLICY, case_.at))
            case_.at += HOUR
            return case_
        case Act.RESUME | Act.LAPSE:
            case_ = waiting()
            for channel in ("phone", "email", "phone"):
                case_.record(acts.contact(case_.complaint, AGENT, e.Contacted(Direction.OUT, channel), "", case_.at))
            case_.at += 21 * DAY
            return case_
        case Act.FULFIL | Act.FAIL:
            return fulfilling()
        case Act.REVISIT:
            return resolved(severity=Severity.S4)
        case Act.RETURN:
            return resolved()
        case Act.CLOSE:
            return resolved(severity=Severity.S4).do(Act.REVISIT, QUALITY)
        case Act.UNMERGE:
            return merged()[0]
        case Act.REOPEN:
            return closed()
        case Act.ANSWER:
            return received().record(
                acts.escalate(received().complaint, AGENT, "sample", level=1, to=("agent", "quality"), answer_by=None)
            )
        case Act.KEEP | Act.BREAK:
            return received().do(Act.PROMISE)
        case _:
            return received()


def proposed() -> Case:
    case_ = investigating()
    return case_.record(acts.offer(case_.complaint, COLLEAGUE, (option(500),), POLICY, case_.at), COLLEAGUE)


def merged() -> tuple[Case, Case]:
    """Source and master of a merge."""
    source, master = received("CX-1"), received("CX-2", MONDAY + DAY)
    source.at = master.at
    left, took = acts.merge(source.complaint, master.complaint, AGENT, "the same")
    return source.record(left), master.record(took)


def running(due_at: datetime = MONDAY + 10 * DAY) -> ClockInstance:
    return ClockInstance(RESOLVE, 1, 1, "standard", MONDAY, due_at, Verdict.RUNNING)


def attempt(act: Act, case_: Case, actor: Actor) -> Decision:  # noqa: PLR0911, PLR0912 (one line for each act)
    """*act* by *actor* with sample words that every guard accepts."""
    it, at = case_.complaint, case_.at
    match act:
        case Act.LOG:
            return acts.log(e.Logged("CX-9", "web", "standard", "first"), actor, subject="", text="sample")
        case Act.ACKNOWLEDGE:
            return acts.acknowledge(it, actor, "phone")
        case Act.ASSESS:
            return acts.assess(it, actor, e.Assessed(category="delivery"))
        case Act.ASSIGN:
            return acts.assign(it, actor, "somebody")
        case Act.TAKE:
            return acts.take(it, actor)
        case Act.START:
            return acts.start(it, actor)
        case Act.NOTE:
            return acts.note(it, actor, "sample")
        case Act.ATTACH:
            return acts.attach(it, actor, "sample.txt", "0" * 64, 1)
        case Act.CONTACT:
            direction = Direction.IN if actor.role is Role.SYSTEM else Direction.OUT
            return acts.contact(it, actor, e.Contacted(direction, "phone"), "sample", at)
        case Act.ASK:
            return acts.ask(it, actor, "which?", at + DAY, "", POLICY.pause_reasons, at)
        case Act.REFER:
            return acts.refer(it, actor, "test it", at + DAY, "laboratory", POLICY.pause_reasons, at)
        case Act.RESUME:
            return acts.resume(it, actor)
        case Act.FIND_CAUSE:
            return acts.find_cause(it, actor, "late", "the lorry broke down", "logistics")
        case Act.OFFER:
            return acts.offer(it, actor, (option(),), POLICY, at)
        case Act.APPROVE:
            return acts.approve(it, actor, 1, POLICY, at)
        case Act.DENY:
            return acts.deny(it, actor, 1, "too much", POLICY)
        case Act.RETRACT:
            return acts.retract(it, actor, 1, "a mistake")
        case Act.ACCEPT:
            return acts.accept(it, actor, len(it.options), "said yes on the phone", at)
        case Act.REFUSE:
            return acts.refuse(it, actor, 1, "too little")
        case Act.EXPIRE:
            return acts.expire(it, actor, 1, at)
        case Act.FULFIL:
            return acts.fulfil(it, actor, "bank statement", (VISIT,))
        case Act.FAIL:
            return acts.fail(it, actor, "the bank sent it back")
        case Act.FINAL:
            return acts.final(it, actor, "rejected", "outside the warranty", "the ombudsman")
        case Act.REVISIT:
            return acts.revisit_done(it, actor, None, Answers(resolved=True, satisfaction=5))
        case Act.RETURN:
            return acts.back_to_work(it, actor, "it broke again")
        case Act.CLOSE:
            return acts.close(it, actor, None if it.status is Status.RESOLVED else Outcome.EXTERNAL, "done")
        case Act.LAPSE:
            return acts.lapse(it, actor, "silent", LapseRule(), OFFICE, at)
        case Act.WITHDRAW:
            return acts.withdraw(it, actor, "never mind")
        case Act.DECLINE:
            return acts.decline(it, actor, "not ours", "the ombudsman", notice_sent=True)
        case Act.MERGE:
            return acts.merge(it, received("CX-2").complaint, actor, "the same")[0]
        case Act.UNMERGE:
            return acts.unmerge(it, received(it.merged_into or "CX-2").complaint, actor, "another")[0]
        case Act.REOPEN:
            return acts.reopen(it, actor, "a new fact")
        case Act.ESCALATE:
            return acts.escalate(it, actor, "urgent", level=None, to=(), answer_by=None)
        case Act.ANSWER:
            return acts.answer(it, actor, "seen to")
        case Act.PROMISE:
            return acts.promise(it, actor, "a call", at + DAY, at)
        case Act.KEEP:
            return acts.keep(it, actor, 1)
        case Act.BREAK:
            return acts.break_promise(it, actor, 1, "ill")
        case Act.EXTEND:
            notice = frozenset({"customer_notice"})
            return acts.extend(it, actor, running(), EXTENSION, MONDAY + 20 * DAY, notice, "a test", at)
        case Act.CORRECT:
            return acts.correct(it, actor, "category", "billing", "misread", (), at)
        case Act.QUICK_RESOLVE:
            return acts.quick_resolve(
                it,
                actor,
                severity=None if it.severity else Severity.S4,
                cause=("late", "the lorry broke down", "logistics"),
                option=option(),
                evidence="paid at the counter",
                policy=POLICY,
                visits=(VISIT,),
                at=at,
            )
