"""Offered are exactly the acts allowed now (issue 5): every act, by everybody, in random lives, with every input.

An act is allowed when some input of it is carried out; so are the things that it may be done to.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from random import Random
from typing import Any

import pytest

from cxdesk.domain import acts, roles
from cxdesk.domain import events as e
from cxdesk.domain.acts import resolution
from cxdesk.domain.acts.following import Answers, next_number
from cxdesk.domain.allowed import _CONDITIONS, _NUMBERS, Allowed, Around, allowed
from cxdesk.domain.clocks import Standing, standing
from cxdesk.domain.decision import Decision, Refused
from cxdesk.domain.extending import CUSTOMER_NOTICE, next_extension, open_instance
from cxdesk.domain.permissions import AGENTS, FROM, MAY
from cxdesk.domain.policy import Amount, Extension, LapseRule, Unit
from cxdesk.domain.roles import THE_SYSTEM, Actor, is_from
from cxdesk.domain.why_not import why_not
from cxdesk.domain.words import Act, Direction, Outcome, Role, Severity, Status
from tests.domain.build import (
    AGENT,
    COLLEAGUE,
    DAY,
    HOUR,
    MANAGER,
    MONDAY,
    OFFICE,
    QUALITY,
    SUPERVISOR,
    VISIT,
    Case,
    investigating,
    option,
    proposed,
    ready_for,
    received,
    resolved,
)
from tests.domain.test_machine import STANDARD, OneStandard

TEAM: tuple[Actor, ...] = (
    AGENT,
    COLLEAGUE,
    Actor("trusted", Role.AGENT, Decimal(600)),
    SUPERVISOR,
    Actor("junior", Role.SUPERVISOR, Decimal(300)),
    Actor("junior", Role.SUPERVISOR, Decimal(9000)),
    MANAGER,
    QUALITY,
    Actor("auditor", Role.AUDITOR),
    THE_SYSTEM,
)
ALONE = tuple(replace(actor, alone=True) for actor in (SUPERVISOR, QUALITY, Actor("auditor", Role.AUDITOR), THE_SYSTEM))
"""On a desk where one person owns complaints, nobody else could approve."""

EXTENDED = tuple(
    replace(
        clock,
        extend=(
            Extension(Amount(20, Unit.DAYS), ("reason", CUSTOMER_NOTICE)),
            Extension(Amount(40, Unit.DAYS), ("reason", "manager")),
        ),
    )
    if clock.name in {"resolve", "respond"}
    else clock
    for clock in STANDARD.clocks
)
POLICY = replace(STANDARD, clocks=EXTENDED, lapse=LapseRule(2, 1, 2))
SNAPSHOTS = {"first": OneStandard(POLICY)}
ACTS_A_LIFE, LOOKING = 6, 2
"""How long a life of each stage is told, and how many look at it after every act."""


@dataclass
class Life:
    """Complaints beside each other on one desk, where *team* works."""

    cases: list[Case]
    team: Sequence[Actor]

    def standing(self, case_: Case) -> Standing:
        return standing(SNAPSHOTS, case_.history)

    @property
    def owners(self) -> frozenset[str]:
        return frozenset(actor.login for actor in self.team if actor.role in AGENTS)

    def around(self, case_: Case) -> Around:
        it = case_.complaint
        others = [other.complaint for other in self.cases if other is not case_]
        masters = [other for other in others if other.ref == it.merged_into]
        return Around(
            case_.at,
            lambda: self.standing(case_),
            self.owners,
            has_master=any(other.is_open and other.owner not in it.about for other in others),
            is_last_merged=all(master.merged_into is None for master in masters),
        )


TOLD = frozenset({CUSTOMER_NOTICE})

Thing = int | str | Severity | None
Tried = tuple[Thing, Callable[[], Decision]]
"""What it is done to, where it is one of several, and the act itself."""


def inputs(act: Act, case_: Case, actor: Actor, life: Life) -> Iterator[Tried]:  # noqa: PLR0912 (a line each)
    """Everything that somebody might say in *act*, as far as any guard could look at it."""
    it, at = case_.complaint, case_.at
    numbers = range(1, max(len(it.options), len(it.promises), len(it.revisits), len(it.escalations)) + 2)
    match act:
        case Act.ACKNOWLEDGE:
            yield None, partial(acts.acknowledge, it, actor, "phone")
        case Act.ASSESS:
            for assessed in (*map(e.Assessed, Severity), e.Assessed(category="delivery"), e.Assessed(safety=True)):
                yield None, partial(acts.assess, it, actor, assessed, "sample")
        case Act.ASSIGN:
            for login in sorted(life.owners):
                yield login, partial(acts.assign, it, actor, login)
        case Act.TAKE:
            yield None, partial(acts.take, it, actor)
        case Act.START:
            yield None, partial(acts.start, it, actor)
        case Act.NOTE:
            yield None, partial(acts.note, it, actor, "sample")
        case Act.ATTACH:
            yield None, partial(acts.attach, it, actor, "sample.txt", "0" * 64, 1)
        case Act.CONTACT:
            for direction in Direction:
                for by in ("phone", "email"):
                    yield None, partial(acts.contact, it, actor, e.Contacted(direction, by), "sample", at)
        case Act.ASK:
            yield None, partial(acts.ask, it, actor, "which?", at + DAY, "", POLICY.pause_reasons, at)
        case Act.REFER:
            yield None, partial(acts.refer, it, actor, "test it", at + DAY, "", POLICY.pause_reasons, at)
        case Act.RESUME:
            yield None, partial(acts.resume, it, actor)
        case Act.FIND_CAUSE:
            yield None, partial(acts.find_cause, it, actor, "late", "sample", "logistics")
        case Act.OFFER:
            for value in (None, 25, 500, 5000):
                for ends in ({}, {"valid_until": at + DAY}, {"promised_at": at + DAY}):
                    yield None, partial(acts.offer, it, actor, (option(value, **ends),), POLICY, at)
        case Act.APPROVE:
            for number in numbers:
                yield number, partial(acts.approve, it, actor, number, POLICY, at)
        case Act.DENY:
            for number in numbers:
                yield number, partial(acts.deny, it, actor, number, "sample", POLICY)
        case Act.RETRACT:
            for number in numbers:
                yield number, partial(acts.retract, it, actor, number, "sample")
        case Act.ACCEPT:
            for number in numbers:
                yield number, partial(acts.accept, it, actor, number, "sample", at)
        case Act.REFUSE:
            for number in numbers:
                yield number, partial(acts.refuse, it, actor, number, "sample")
        case Act.EXPIRE:
            for number in numbers:
                yield number, partial(acts.expire, it, actor, number, at)
        case Act.FULFIL:
            visits = tuple(replace(VISIT, number=next_number(it) + more) for more in range(2))
            for some in ((), visits):
                yield None, partial(acts.fulfil, it, actor, "sample", some)
        case Act.FAIL:
            yield None, partial(acts.fail, it, actor, "sample")
        case Act.FINAL:
            yield None, partial(acts.final, it, actor, "rejected", "sample", "the ombudsman")
        case Act.REVISIT:
            yield from revisits(case_, actor)
        case Act.RETURN:
            yield None, partial(acts.back_to_work, it, actor, "sample")
        case Act.CLOSE:
            for outcome in (None, *Outcome):
                yield None, partial(acts.close, it, actor, outcome, "sample")
        case Act.LAPSE:
            yield None, partial(acts.lapse, it, actor, "sample", POLICY.lapse, OFFICE, at)
        case Act.WITHDRAW:
            yield None, partial(acts.withdraw, it, actor, "sample")
        case Act.DECLINE:
            yield None, partial(acts.decline, it, actor, "sample", "the ombudsman", notice_sent=True)
        case Act.MERGE | Act.UNMERGE:
            for other in life.cases:
                yield None, partial(both, act, case_, other, actor)
        case Act.REOPEN:
            yield None, partial(acts.reopen, it, actor, "sample")
        case Act.ESCALATE:
            for to in ((), ("supervisor",), ("quality",), ("agent",)):
                yield None, partial(acts.escalate, it, actor, "sample", level=None, to=to, answer_by=None)
        case Act.ANSWER:
            for number in numbers:
                yield number, partial(acts.answer, it, actor, "sample", number)
        case Act.PROMISE:
            yield None, partial(acts.promise, it, actor, "sample", at + DAY, at)
        case Act.KEEP:
            for number in numbers:
                yield number, partial(acts.keep, it, actor, number)
        case Act.BREAK:
            for number in numbers:
                yield number, partial(acts.break_promise, it, actor, number, "sample")
        case Act.EXTEND:
            for number in numbers:
                yield number, partial(acts.prolong, it, actor, number, at + 400 * DAY, "sample", at)
            yield from extensions(case_, actor, life)
        case Act.CORRECT:
            for code in ("billing", "delivery"):
                yield None, partial(acts.correct, it, actor, "category", code, "sample", (), at)
        case Act.QUICK_RESOLVE:
            for severity in (None, Severity.S3, Severity.S4):
                for value in (None, 25, 5000):
                    yield severity or it.severity, settling(case_, actor, severity, value)


def both(act: Act, case_: Case, other: Case, actor: Actor) -> Decision:
    doing = acts.merge if act is Act.MERGE else acts.unmerge
    return doing(case_.complaint, other.complaint, actor, "sample")[0]


def revisits(case_: Case, actor: Actor) -> Iterator[Tried]:
    it, at = case_.complaint, case_.at
    day = replace(VISIT, number=next_number(it), opens_at=at, closes_at=at + DAY)
    yield None, partial(acts.schedule_revisit, it, actor, day, "sample", at)
    for number in range(1, len(it.revisits) + 2):
        for is_solved in (True, False):
            yield number, partial(acts.revisit_done, it, actor, number, Answers(is_solved))
        yield number, partial(acts.revisit_attempted, it, actor, number, "phone", "", 2, OFFICE, at)
        yield number, partial(acts.move_revisit, it, actor, number, day, "sample", at)


def extensions(case_: Case, actor: Actor, life: Life) -> Iterator[Tried]:
    it, at, now = case_.complaint, case_.at, life.standing(case_)
    for clock in POLICY.clocks:
        owed = open_instance(now.instances, clock.name)
        found = next_extension(owed, now.calendar) if owed is not None else None
        if found is not None:
            yield clock.name, partial(acts.extend, it, actor, *found, TOLD, "sample", at)


def settling(case_: Case, actor: Actor, severity: Severity | None, value: int | None) -> Callable[[], Decision]:
    return partial(
        acts.quick_resolve,
        case_.complaint,
        actor,
        severity=severity,
        cause=("late", "sample", "logistics"),
        option=option(value),
        evidence="sample",
        policy=POLICY,
        visits=(),
        at=case_.at,
    )


def refused_with(attempt: Callable[[], Decision]) -> str:
    try:
        attempt()
    except Refused as refused:
        return refused.why
    return ""


def is_done(attempt: Callable[[], Decision]) -> bool:
    try:
        attempt()
    except Refused:
        return False
    return True


def check(case_: Case, actor: Actor, life: Life) -> Allowed:
    """Both ways: what is allowed is carried out with some input, and what is carried out is allowed."""
    can = allowed(case_.complaint, actor, life.around(case_))
    assert set(can.acts) <= set(allowed(case_.complaint, actor).acts), "an act's own refusal leaves none out"
    for act in FROM:
        done = {thing for thing, attempt in inputs(act, case_, actor, life) if is_done(attempt)}
        told = (act, actor.login, case_.complaint)
        assert (act in can.acts) is bool(done), told
        assert set(can.of(act)) == {thing for thing in done if isinstance(thing, int)}, told
        if act is Act.EXTEND:
            assert set(can.clocks) == done - set(can.of(act)), told
        elif act is Act.ASSIGN:
            assert set(can.owners) == done, told
        elif act is Act.QUICK_RESOLVE:
            assert set(can.severities) == done, told
    return can


NEXT: dict[Status, tuple[Act, ...]] = {
    Status.RECEIVED: (Act.FIND_CAUSE, Act.OFFER, Act.TAKE, Act.START, Act.ASK, Act.QUICK_RESOLVE),
    Status.INVESTIGATING: (
        Act.FIND_CAUSE,
        Act.OFFER,
        Act.OFFER,
        Act.OFFER,
        Act.FINAL,
        Act.ASK,
        Act.DENY,
        Act.PROMISE,
        Act.KEEP,
    ),
    Status.WAITING: (Act.RESUME, Act.CONTACT, Act.CONTACT, Act.ACCEPT, Act.OFFER, Act.REFUSE),
    Status.OFFERED: (Act.ACCEPT, Act.ACCEPT, Act.REFUSE, Act.OFFER, Act.APPROVE, Act.CONTACT, Act.RETRACT, Act.KEEP),
    Status.FULFILLING: (Act.FULFIL, Act.FULFIL, Act.FULFIL, Act.FAIL, Act.ASK),
    Status.RESOLVED: (Act.REVISIT, Act.REVISIT, Act.FIND_CAUSE, Act.RETURN, Act.CLOSE),
    Status.CLOSED: (Act.REOPEN, Act.REVISIT, Act.UNMERGE),
}
"""What leads on; beside it anything that is possible."""


def live(chance: Random, team: Sequence[Actor], stage: Act) -> Iterator[tuple[Case, Actor, Allowed]]:
    """Three complaints, one where *stage* is next; after every act what somebody may do with the one it was about."""
    merges = stage in {Act.MERGE, Act.UNMERGE}
    cases = [received() if merges else ready_for(stage)]
    for number in range(2, 4 if merges else chance.choice((2, 3, 4))):
        severity, about = chance.choice([None, *Severity]), chance.choice([(), (), ("agent",), ("supervisor",)])
        cases.append(received(f"CX-{number}", severity=severity, about=about))
    life = Life(cases, team)
    case_, now = cases[0], max(MONDAY + DAY, cases[0].at)
    for turn in range(ACTS_A_LIFE):
        for one in cases:
            one.at = now
        anybody = chance.sample(team, len(team))
        for actor in sorted(anybody, key=lambda one: one.role not in MAY[stage])[: LOOKING if turn > 1 else 4]:
            yield case_, actor, check(case_, actor, life)
        act = chance.choice(NEXT[case_.complaint.status] if chance.random() < 0.8 else list(FROM))
        if merges and turn < 2:
            act = Act.MERGE
        elif not turn:
            act = stage
        doers = [actor for actor in anybody if actor.role in MAY[act]]
        trials = [(actor, attempt) for actor in doers for _thing, attempt in inputs(act, case_, actor, life)]
        possible = [(actor, attempt) for actor, attempt in trials if is_done(attempt)]
        if possible:
            do(life, case_, act, *chance.choice(possible))
        now += chance.choice([1, 1, 5, 30]) * HOUR
        case_ = cases[(turn + 1) % len(cases)] if merges else chance.choice([cases[0], *cases]) if turn else cases[0]


def do(life: Life, case_: Case, act: Act, actor: Actor, attempt: Callable[[], Decision]) -> None:
    """Record it; what it is merged into hears of it."""
    before, at = case_.complaint, case_.at
    case_.record(attempt(), actor)
    case_.at = at
    if act is Act.MERGE:
        into = next(one for one in life.cases if one.complaint.ref == case_.complaint.merged_into)
        into.record(Decision((e.Absorbed(before.ref, before.received_at, before.about),)), actor)
    elif act is Act.UNMERGE:
        of = next(one for one in life.cases if one.complaint.ref == before.merged_into)
        of.record(Decision((e.Released(before.ref, before.received_at),)), actor)


@pytest.fixture
def _bare_refusals(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether an act is refused is asked, and why; what else were allowed takes most of the time of a refusal."""
    for module in (roles, resolution):
        monkeypatch.setattr(module, "allowed_to", lambda _complaint, _actor: ())


ALWAYS = frozenset({Act.RETRACT})
"""Whatever is offered has an option that lies open."""


@pytest.mark.usefixtures("_bare_refusals")
@pytest.mark.parametrize(
    ("team", "always"), [(TEAM, ALWAYS), (ALONE, ALWAYS | {Act.CLOSE})], ids=["a team", "alone: all close as external"]
)
def test_an_act_is_allowed_exactly_when_some_input_of_it_is_carried_out(
    team: Sequence[Actor], always: frozenset[Act]
) -> None:
    chance, can, cannot = Random(len(team)), set[Act](), set[Act]()  # noqa: S311 (a test's lives, told again)
    for stage in FROM:
        for case_, actor, found in live(chance, team, stage):
            by_tables = {act for act in FROM if actor.role in MAY[act] and is_from(act, case_.complaint)}
            can |= set(found.acts)
            cannot |= by_tables - set(found.acts)
    assert set(FROM) == can, "the lives come everywhere"
    assert (set(_CONDITIONS) | set(_NUMBERS)) - cannot == always, "and to where each condition says no"


CLOSING: dict[str, tuple[Severity | None, dict[str, Any], bool]] = {
    "delivered and confirmed": (Severity.S4, {}, True),
    "graver": (Severity.S2, {}, False),
    "of unknown gravity": (None, {}, False),
    "not confirmed": (Severity.S4, {"confirmed": False}, False),
    "its cause unknown": (Severity.S4, {"cause": None}, False),
    "delivered, and nothing accepted": (Severity.S4, {"options": ()}, False),
    "imported as resolved, nobody knows how": (Severity.S4, {"fulfilled_at": None}, False),
    "imported with its outcome": (Severity.S4, {"fulfilled_at": None, "outcome": Outcome.NO_RESPONSE}, True),
    "after a final response": (Severity.S4, {"fulfilled_at": None, "final_at": MONDAY}, True),
    "its cause unknown after a final response": (
        Severity.S4,
        {"fulfilled_at": None, "final_at": MONDAY, "cause": None},
        False,
    ),
}


@pytest.mark.usefixtures("_bare_refusals")
@pytest.mark.parametrize("name", CLOSING)
def test_an_agent_closes_what_is_small_confirmed_and_known_to_be_settled(name: str) -> None:
    """DOMAIN §4.6–4.7; a supervisor closes anything, as external."""
    severity, facts, may = CLOSING[name]
    case_ = resolved(severity=severity).do(Act.REVISIT, QUALITY)
    case_.complaint = replace(case_.complaint, **facts)
    life = Life([case_], TEAM)
    assert (Act.CLOSE in check(case_, AGENT, life).acts) is may
    assert Act.CLOSE in check(case_, SUPERVISOR, life).acts


@pytest.mark.parametrize("status", sorted(FROM[Act.CLOSE] - {Status.RESOLVED}))
def test_an_agent_closes_nothing_that_is_not_resolved(status: Status) -> None:
    case_ = resolved(severity=Severity.S4).do(Act.REVISIT, QUALITY)
    it = replace(case_.complaint, status=status)
    assert Act.CLOSE not in allowed(it, AGENT, Life([case_], TEAM).around(case_)).acts
    assert not any(is_done(partial(acts.close, it, AGENT, outcome, "sample")) for outcome in (None, *Outcome))


@pytest.mark.usefixtures("_bare_refusals")
def test_an_option_is_not_accepted_before_it_was_offered() -> None:
    """Clocks of two machines differ: what another one wrote may lie ahead."""
    case_ = investigating().do(Act.OFFER)
    life = Life([case_], TEAM)
    (lies,) = case_.complaint.options
    for early, numbers in ((HOUR, ()), (0 * HOUR, (1,))):
        case_.at = lies.offered_at - early
        assert check(case_, AGENT, life).of(Act.ACCEPT) == numbers


def test_what_was_acknowledged_once_is_not_acknowledged_again() -> None:
    """DOMAIN §4.4."""
    case_ = received()
    life = Life([case_], TEAM)
    assert Act.ACKNOWLEDGE in check(case_, AGENT, life).acts
    assert Act.ACKNOWLEDGE not in check(case_.do(Act.ACKNOWLEDGE), AGENT, life).acts


def test_nothing_is_retracted_but_what_lies_open() -> None:
    case_ = investigating()
    case_.record(acts.offer(case_.complaint, AGENT, (option(), option(500)), POLICY, case_.at), AGENT)
    life = Life([case_], TEAM)
    assert check(case_, AGENT, life).of(Act.RETRACT) == (1,)


IN_ANOTHER = frozenset({Act.MERGE, Act.UNMERGE})
"""What stands against these may lie in the complaint that takes it in: nothing tells it."""


@pytest.mark.usefixtures("_bare_refusals")
def test_why_an_act_is_not_possible_is_what_the_act_itself_says() -> None:
    chance, specific = Random(8), set[Act]()  # noqa: S311 (as above)
    for stage in (Act.OFFER, Act.APPROVE, Act.ACCEPT, Act.REVISIT, Act.CLOSE, Act.LAPSE, Act.REOPEN, Act.ANSWER):
        for turn, (case_, actor, found) in enumerate(live(chance, TEAM, stage)):
            life = Life([case_, received("CX-9")], TEAM)
            for act in FROM if not turn % 3 else ():
                refused = why_not(act, case_.complaint, actor, life.around(case_))
                if act in found.acts or (refused is None and act in IN_ANOTHER):
                    continue
                assert refused is not None, (act, case_.complaint)
                if not isinstance(refused, Refused):
                    assert act is Act.EXTEND, "a clock is looked for before the act is asked"
                    continue
                assert refused.why in {refused_with(attempt) for _thing, attempt in inputs(act, case_, actor, life)}
                assert (refused.mend or "").startswith(f"cxdesk {refused.mend_act.value} " if refused.mend_act else "")
                assert bool(refused.mend) is (refused.mend_act is not None), "what mends it is known to be an act"
                if not refused.told:
                    specific.add(act)
    assert {Act.TAKE, Act.ACCEPT, Act.APPROVE, Act.CLOSE, Act.LAPSE, Act.KEEP, Act.ANSWER} <= specific


def test_the_cause_comes_before_the_offer_and_who_says_so_names_the_act_that_finds_it() -> None:
    """ISO 10002 7.6; the screens make a key of it."""
    case_ = received(severity=Severity.S2)
    refused = why_not(Act.OFFER, case_.complaint, AGENT, Life([case_], TEAM).around(case_))
    assert isinstance(refused, Refused)
    assert refused.why == "CX-1: S2 needs its cause found before an offer"
    assert (refused.mend or "").startswith("cxdesk find-cause CX-1")
    assert refused.mend_act is Act.FIND_CAUSE
    assert refused.knowing(()).mend_act is Act.FIND_CAUSE


def test_an_act_is_called_in_a_refusal_as_whoever_says_it_calls_it() -> None:
    case_ = received()
    refused = why_not(Act.FULFIL, case_.complaint, AGENT, Life([case_], TEAM).around(case_))
    assert isinstance(refused, Refused)
    assert refused.why == "CX-1: fulfil is not possible while the complaint is received"
    assert refused.why_calling(lambda act: act.name) == "CX-1: FULFIL is not possible while the complaint is received"


def test_a_proposal_stays_with_others_when_the_limit_of_whoever_made_it_was_raised() -> None:
    """DOMAIN §3: four eyes, whatever the limit."""
    case_ = proposed()
    life = Life([case_], TEAM)
    (proposal,) = case_.complaint.options
    for login, may in ((proposal.offered_by, False), ("somebody-else", True)):
        can = check(case_, Actor(login, Role.SUPERVISOR, Decimal(9000)), life)
        assert ({Act.APPROVE, Act.DENY} <= set(can.acts)) is may


def test_a_proposal_above_the_limit_is_for_somebody_else() -> None:
    """DOMAIN §3: approve needs a limit that covers it."""
    case_ = proposed()
    life = Life([case_], TEAM)
    for limit, may in ((499, False), (500, True)):
        can = check(case_, Actor("junior", Role.SUPERVISOR, Decimal(limit)), life)
        assert ({Act.APPROVE, Act.DENY} <= set(can.acts)) is may
        assert can.of(Act.APPROVE) == ((1,) if may else ())


def test_time_alone_ends_what_may_be_done_and_when_is_told() -> None:
    case_ = investigating()
    valid, promised = case_.at + 3 * HOUR, case_.at + 5 * HOUR
    table = (option(valid_until=valid), option(500, valid_until=promised), option(500, promised_at=promised))
    case_.record(acts.offer(case_.complaint, AGENT, table, POLICY, case_.at), AGENT)
    life = Life([case_], TEAM)
    can = check(case_, SUPERVISOR, life)
    assert (can.of(Act.ACCEPT), can.of(Act.APPROVE), can.until) == ((1,), (2, 3), valid)
    case_.at = valid
    can = check(case_, SUPERVISOR, life)
    assert (can.of(Act.ACCEPT), can.of(Act.REFUSE), can.of(Act.APPROVE)) == ((), (1,), (2, 3))
    assert (can.until, check(case_, THE_SYSTEM, life).of(Act.EXPIRE)) == (promised, (1,))
    case_.at = promised
    can = check(case_, SUPERVISOR, life)
    assert (can.of(Act.APPROVE), can.of(Act.DENY)) == ((), (2, 3))


def test_what_cannot_be_evaluated_is_neither_decided_nor_extended_nor_given_up() -> None:
    case_ = proposed()
    life = Life([case_], TEAM)
    can = allowed(case_.complaint, MANAGER, replace(life.around(case_), standing=lambda: None))
    assert not {Act.APPROVE, Act.DENY, Act.EXTEND, Act.LAPSE} & set(can.acts)
    assert Act.NOTE in can.acts
