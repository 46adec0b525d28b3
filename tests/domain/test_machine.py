"""Random acts by random roles over several complaints; after each, the invariants of DOMAIN §4 that a fold shows."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test

from cxdesk.domain import acts
from cxdesk.domain import events as e
from cxdesk.domain.acts.following import Answers, next_number
from cxdesk.domain.calendar import Calendar
from cxdesk.domain.clocks import Standards, evaluate
from cxdesk.domain.complaint import Complaint
from cxdesk.domain.decision import Decision, Refused
from cxdesk.domain.evolve import fold
from cxdesk.domain.instances import ClockInstance, Verdict, newly_breached
from cxdesk.domain.policy import Amount, Basis, Clock, ClockKind, Facts, LapseRule, Policy, Unit
from cxdesk.domain.roles import THE_SYSTEM, Actor, allowed_to
from cxdesk.domain.words import Act, Direction, OptionState, Outcome, Role, Severity, Status
from tests.domain.build import (
    AGENT,
    COLLEAGUE,
    DAY,
    HOUR,
    MANAGER,
    MONDAY,
    OFFICE,
    POLICY,
    QUALITY,
    SUPERVISOR,
    VISIT,
    Case,
    attempt,
    option,
)
from tests.domain.invariants import check_clocks, check_event, check_flow, check_fold, check_merges

EVERYBODY = (
    AGENT,
    COLLEAGUE,
    SUPERVISOR,
    MANAGER,
    QUALITY,
    Actor("auditor", Role.AUDITOR),
    THE_SYSTEM,
    Actor("boss", Role.SUPERVISOR, Decimal(50), alone=True),
)
BY_LOGIN = {actor.login: actor for actor in EVERYBODY}

STANDARD = replace(
    POLICY,
    clocks=(
        Clock("acknowledge", Amount(1, Unit.BUSINESS_DAYS)),
        Clock("respond", Amount(3, Unit.BUSINESS_DAYS), pause=frozenset({"customer"})),
        Clock("update", Amount(5, Unit.DAYS), kind=ClockKind.RECURRING),
        Clock("resolve", Amount(10, Unit.DAYS), pause=frozenset({"customer", "laboratory"})),
        Clock("statute", Amount(8, Unit.WEEKS), stops=("fulfilled", "final_sent"), basis=Basis.LAW),
        Clock("fulfil", None),
        Clock("promise", None),
        Clock("revisit", None),
    ),
)
STRICT = replace(
    STANDARD,
    name="strict",
    clocks=tuple(
        replace(clock, target=Amount(4, Unit.DAYS)) if clock.name == "resolve" else clock for clock in STANDARD.clocks
    ),
)

GRAVE = replace(
    STANDARD,
    name="grave",
    clocks=tuple(
        replace(clock, target=Amount(4, Unit.HOURS)) if clock.name == "respond" else clock for clock in STANDARD.clocks
    ),
)


@dataclass(frozen=True)
class OneStandard:
    """A snapshot with one policy for everybody, and one that is stricter for the gravest."""

    policy: Policy
    timezone: str = "UTC"

    def policy_for(self, facts: Facts) -> Policy:
        """The gravest are answered sooner, so that a severity found out later re-targets."""
        return GRAVE if facts.severity is Severity.S1 and self.policy is STANDARD else self.policy

    def calendar(self, name: str) -> Calendar:
        return OFFICE


SNAPSHOTS: dict[str, Standards] = {"first": OneStandard(STANDARD), "second": OneStandard(STRICT)}


NEXT: dict[Status, tuple[Act, ...]] = {
    Status.RECEIVED: (Act.FIND_CAUSE, Act.OFFER, Act.TAKE, Act.START, Act.QUICK_RESOLVE, Act.CONTACT),
    Status.INVESTIGATING: (Act.FIND_CAUSE, Act.OFFER, Act.OFFER, Act.FINAL, Act.ASK, Act.APPROVE, Act.DENY),
    Status.WAITING: (Act.RESUME, Act.CONTACT, Act.ACCEPT, Act.OFFER, Act.LAPSE, Act.FINAL, Act.REFUSE, Act.EXTEND),
    Status.OFFERED: (Act.ACCEPT, Act.ACCEPT, Act.REFUSE, Act.OFFER, Act.APPROVE, Act.EXTEND, Act.ASK, Act.RETRACT),
    Status.FULFILLING: (Act.FULFIL, Act.FULFIL, Act.FAIL, Act.ASK),
    Status.RESOLVED: (Act.REVISIT, Act.CLOSE, Act.FIND_CAUSE, Act.RETURN),
    Status.CLOSED: (Act.REOPEN, Act.REVISIT),
}
"""What leads on from a status, so that runs get far."""

NUMBERS = st.integers(1, 3)
ABOUT = st.sampled_from([(), ("agent",), ("supervisor", "colleague")])
VALUES = st.sampled_from([None, 25, 500, 2000])
WORDS = st.sampled_from(["sample", "sample", ""])


def clocks_of(case_: Case) -> tuple[ClockInstance, ...]:
    return evaluate(SNAPSHOTS, case_.history)


def correction(case_: Case) -> st.SearchStrategy[tuple[str, str]]:
    """A fact and its second value: one that there is, or one that is refused."""
    severities = st.sampled_from(Severity).map(lambda severity: ("severity", severity.value))
    receipts = st.integers(-72, 2).map(lambda hours: (case_.complaint.own_received_at + hours * HOUR).isoformat())
    names = ["verdict:resolve:9:9", *(":".join(map(str, ("verdict", *owed.key))) for owed in clocks_of(case_))]
    verdicts = st.tuples(st.sampled_from(names), st.sampled_from([verdict.value for verdict in Verdict]))
    return severities | st.tuples(st.just("received_at"), receipts) | verdicts


def varied(  # noqa: PLR0911, PLR0912 (one line for each act)
    draw: Callable[..., Any], act: Act, case_: Case, actor: Actor
) -> Decision:
    """*act* with drawn numbers, times and amounts; with sample words where they matter to no invariant."""
    it, at = case_.complaint, case_.at
    match act:
        case Act.ASSESS:
            safety = draw(st.sampled_from([None, True, False]))
            return acts.assess(it, actor, e.Assessed(draw(st.sampled_from(Severity)), safety=safety), draw(WORDS))
        case Act.ASSIGN:
            return acts.assign(it, actor, draw(st.sampled_from(sorted(BY_LOGIN))))
        case Act.CONTACT:
            direction, channel = draw(st.sampled_from(Direction)), draw(st.sampled_from(["phone", "email"]))
            return acts.contact(it, actor, e.Contacted(direction, channel), draw(WORDS), at)
        case Act.OFFER:
            valid = draw(st.none() | st.integers(1, 6).map(lambda days: at + days * DAY))
            options = [option(value, valid_until=valid) for value in draw(st.lists(VALUES, min_size=1, max_size=2))]
            return acts.offer(it, actor, tuple(options), POLICY, at)
        case Act.APPROVE:
            return acts.approve(it, actor, draw(NUMBERS), POLICY, at)
        case Act.ACCEPT:
            return acts.accept(it, actor, draw(NUMBERS), draw(WORDS), at)
        case Act.REFUSE | Act.RETRACT:
            by_number = {Act.REFUSE: acts.refuse, Act.RETRACT: acts.retract}
            return by_number[act](it, actor, draw(NUMBERS), "sample")
        case Act.DENY:
            return acts.deny(it, actor, draw(NUMBERS), "sample", POLICY)
        case Act.FULFIL:
            visits = tuple(replace(VISIT, number=next_number(it) + more) for more in range(draw(st.integers(0, 2))))
            return acts.fulfil(it, actor, draw(WORDS), visits)
        case Act.REVISIT if draw(st.booleans()):
            return acts.revisit_attempted(it, actor, None, "phone", "", 2, OFFICE, at)
        case Act.REVISIT:
            return acts.revisit_done(it, actor, None, Answers(resolved=draw(st.booleans())))
        case Act.CLOSE:
            outcome = draw(st.sampled_from([None, None, Outcome.REMEDIED, Outcome.EXTERNAL]))
            return acts.close(it, actor, outcome, "sample")
        case Act.LAPSE:
            return acts.lapse(it, actor, "sample", LapseRule(2, 1, 2), OFFICE, at)
        case Act.EXTEND:
            return acts.prolong(it, actor, draw(NUMBERS), at + 3 * DAY, "sample", at)
        case Act.CORRECT:
            fact, value = draw(correction(case_))
            return acts.correct(it, actor, fact, value, "sample", clocks_of(case_), at)
        case _:
            return attempt(act, case_, actor)


def decided(draw: Callable[..., Any], act: Act, case_: Case, actor: Actor) -> Decision | Refused:
    try:
        return varied(draw, act, case_, actor)
    except Refused as refused:
        return refused


Merging = Callable[[Complaint, Complaint, Actor, str], tuple[Decision, Decision]]


class TheDesk(RuleBasedStateMachine):
    """Several complaints under one desk; time only goes forward."""

    def __init__(self) -> None:
        super().__init__()
        self.now: datetime = MONDAY
        self.cases: list[Case] = []

    # What may happen

    @precondition(lambda self: len(self.cases) < 4)
    @rule(
        about=st.sampled_from([(), ("agent",), ("supervisor", "colleague")]),
        severity=st.none() | st.sampled_from(Severity),
    )
    def log(self, about: tuple[str, ...], severity: Severity | None) -> None:
        logged = e.Logged(f"CX-{len(self.cases) + 1}", "phone", "standard", "first", severity=severity, about=about)
        case_ = Case(at=self.now)
        self.cases.append(case_.record(acts.log(logged, AGENT, subject="sample", text="")))
        self.now += HOUR

    @rule(hours=st.integers(1, 120))
    def time_passes(self, hours: int) -> None:
        self.now += hours * HOUR

    @precondition(lambda self: self.cases)
    @rule(data=st.data(), times=st.integers(1, 4))
    def anybody_tries_anything(self, data: st.DataObject, times: int) -> None:
        case_ = data.draw(st.sampled_from(self.cases), label="complaint")
        for _time in range(times):
            actor = data.draw(st.sampled_from(EVERYBODY), label="actor")
            allowed = allowed_to(case_.complaint, actor)
            act = data.draw(st.sampled_from(allowed or tuple(Act)) | st.sampled_from(Act), label="act")
            self._try(data, case_, act, actor)

    @precondition(lambda self: self.cases)
    @rule(data=st.data(), times=st.integers(4, 16))
    def the_desk_gets_on_with_one(self, data: st.DataObject, times: int) -> None:
        case_ = data.draw(st.sampled_from(self.cases), label="complaint")
        for _time in range(times):
            act = data.draw(st.sampled_from(NEXT[case_.complaint.status]), label="act")
            actor = data.draw(st.sampled_from((MANAGER, SUPERVISOR, QUALITY, AGENT)), label="actor")
            self._try(data, case_, act, actor)

    def _try(self, data: st.DataObject, case_: Case, act: Act, actor: Actor) -> None:
        if act in {Act.LOG, Act.MERGE, Act.UNMERGE}:
            return
        case_.at = self.now
        before = case_.complaint
        decision = decided(data.draw, act, case_, actor)
        assert case_.complaint is before
        if isinstance(decision, Refused):
            assert decision.allowed == allowed_to(before, actor)
            return
        assert act in allowed_to(before, actor)
        self._record(case_, decision, actor, act)

    @precondition(lambda self: len(self.cases) > 1)
    @rule(data=st.data(), back=st.booleans())
    def merge(self, data: st.DataObject, back: bool) -> None:
        source, master = data.draw(st.permutations(self.cases))[:2]
        if data.draw(st.booleans()):
            self._try(data, source, Act.ASK, AGENT)
        doing = acts.unmerge if back else acts.merge
        try:
            leaving, taking = doing(source.complaint, master.complaint, AGENT, "sample")
        except Refused:
            return
        self._record(source, leaving, AGENT, Act.MERGE)
        self._record(master, taking, AGENT, Act.MERGE)

    @precondition(lambda self: any(case_.complaint.is_open for case_ in self.cases))
    @rule(data=st.data())
    def retarget(self, data: st.DataObject) -> None:
        case_ = data.draw(st.sampled_from([case_ for case_ in self.cases if case_.complaint.is_open]))
        old = case_.complaint.snapshot
        new, policy = ("second", "strict") if old == "first" else ("first", "standard")
        fixed = {owed.key: owed for owed in clocks_of(case_) if owed.fixed}
        self._record(case_, Decision((e.Retargeted(old, new, policy),)), THE_SYSTEM, None)
        after = {owed.key: owed for owed in clocks_of(case_)}
        assert all(after[key] == owed for key, owed in fixed.items())

    @rule()
    def sweep(self) -> None:
        for case_ in self.cases:
            it = case_.complaint
            if it.wait is not None and it.wait.paused and it.wait.until <= self.now:
                self._record(case_, Decision((e.PauseEnded(),)), THE_SYSTEM, None)
            for lying in case_.complaint.options_in(OptionState.OPEN):
                if not lying.is_open(self.now):
                    decision = acts.expire(case_.complaint, THE_SYSTEM, lying.number, self.now)
                    self._record(case_, decision, THE_SYSTEM, Act.EXPIRE)
            late = tuple(
                e.Breached(owed.clock, owed.cycle, owed.instance, owed.due_at)
                for owed in clocks_of(case_)
                if owed.awaits_breach(self.now) and owed.due_at is not None
            )
            self._record(case_, Decision(late), THE_SYSTEM, None)

    # What must hold

    def _record(self, case_: Case, decision: Decision, actor: Actor, act: Act | None) -> None:
        """As the desk does it: what a decision stops late is written as breached with it (DOMAIN §4.9)."""
        before, clocks_before = case_.complaint, clocks_of(case_)
        new_from = len(case_.history)
        case_.at = self.now
        case_.record(decision, actor)
        case_.at = self.now
        case_.record(Decision(newly_breached(clocks_before, clocks_of(case_))), actor)
        self.now += HOUR
        after, clocks_after = case_.complaint, clocks_of(case_)
        check_fold(case_.history, before, after)
        for happened in case_.history[new_from:]:
            check_event(fold(case_.history[: happened.seq - 1]), happened, BY_LOGIN)
        check_clocks(act, before, after, clocks_before, clocks_after)

    def teardown(self) -> None:
        refs = [case_.complaint.ref for case_ in self.cases]
        assert len(set(refs)) == len(refs)
        check_merges({case_.complaint.ref: case_.complaint for case_ in self.cases})
        check_flow([case_.history for case_ in self.cases])


def test_random_acts_by_random_roles_keep_the_invariants_of_domain_4() -> None:
    run_state_machine_as_test(TheDesk, settings=settings(max_examples=40, stateful_step_count=30, deadline=None))
