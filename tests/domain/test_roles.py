"""Who may do what in which status: DOMAIN §3, copied here by hand so that the tables of the source are checked."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from cxdesk.domain.decision import Decision, Refused
from cxdesk.domain.policy import Policy
from cxdesk.domain.roles import THE_SYSTEM, Actor, allowed_to, guard_time
from cxdesk.domain.words import AcknowledgementState, Act, OptionState, Role, Severity, Status
from tests.domain.build import (
    ACTORS,
    AGENT,
    MANAGER,
    MONDAY,
    POLICY,
    QUALITY,
    STAGES,
    SUPERVISOR,
    attempt,
    fulfilling,
    merged,
    offered,
    proposed,
    ready_for,
    received,
    resolved,
    waiting,
)

WHO = """
log A Q Y
acknowledge A
assess A
assign A
take A
start A
note A Q
attach A Q Y
contact A Q Y
ask A
refer A
resume A Y
find-cause A
offer A
approve S
deny S
retract A
accept A Q
refuse A Q
expire Y
fulfil A
fail A
final S
revisit A Q
return A Q
close A S Q
lapse S
withdraw A
decline S
merge A S
unmerge A S
reopen A S Y
escalate A Y
answer A Q
promise A
keep A
break A
extend S
correct S
quick-resolve A
"""
"""`escalate` Y: "by a clock, a rule or a person" (§1); `answer` Q: whoever it went to may be quality.
`attach`, `contact` and `reopen` Y: what a customer's mail brings (§8)."""

WHERE = """
acknowledge open
assess open
assign open
take open
start received
note any
attach any
contact any
ask received investigating offered fulfilling
refer received investigating offered fulfilling
resume waiting
find-cause open
offer received investigating waiting offered
approve received investigating waiting offered
deny received investigating waiting offered
retract offered
accept offered waiting
refuse offered waiting
expire offered waiting
fulfil fulfilling
fail fulfilling
final investigating waiting offered
revisit resolved closed
return resolved
close open
lapse waiting offered
withdraw open
decline received investigating
merge open
unmerge closed
reopen closed
escalate open
answer open
promise open
keep open
break open
extend open
correct any
quick-resolve received investigating
"""

LETTERS = {
    "A": {Role.AGENT, Role.SUPERVISOR, Role.MANAGER},
    "S": {Role.SUPERVISOR, Role.MANAGER},
    "M": {Role.MANAGER},
    "Q": {Role.QUALITY},
    "Y": {Role.SYSTEM},
}


def rows(table: str) -> Iterator[tuple[Act, list[str]]]:
    for line in table.split("\n"):
        if line:
            name, *rest = line.split()
            yield Act(name), rest


MAY = {act: set().union(*(LETTERS[letter] for letter in letters)) for act, letters in rows(WHO)}
OPEN = set(Status) - {Status.CLOSED}
GROUPS = {"open": OPEN, "any": set(Status)}
FROM = {
    act: set().union(*(GROUPS[name] if name in GROUPS else {Status(name)} for name in names))
    for act, names in rows(WHERE)
}


def test_every_act_has_its_roles_and_statuses() -> None:
    assert set(MAY) == set(Act)
    assert set(FROM) == set(Act) - {Act.LOG}


@pytest.mark.parametrize("act", Act)
def test_an_act_is_for_its_roles_and_no_other(act: Act) -> None:
    case_ = ready_for(act)
    for role in Role:
        if role in MAY[act]:
            assert isinstance(attempt(act, case_, ACTORS[role]), Decision)
            continue
        with pytest.raises(Refused, match="is not for the role") as refused:
            attempt(act, case_, ACTORS[role])
        assert act not in refused.value.allowed


@pytest.mark.parametrize("act", FROM)
def test_an_act_is_refused_from_every_other_status(act: Act) -> None:
    actor = MANAGER if Role.MANAGER in MAY[act] else THE_SYSTEM
    for status in set(Status) - FROM[act]:
        case_ = STAGES[status]()
        with pytest.raises(Refused, match="not possible while") as refused:
            attempt(act, case_, actor)
        assert refused.value.allowed == allowed_to(case_.complaint, actor)
        assert act not in refused.value.allowed
        assert case_.complaint == STAGES[status]().complaint


@pytest.mark.parametrize("status", Status)
def test_what_is_allowed_now_is_of_the_role_and_the_status(status: Status) -> None:
    for role in Role:
        allowed = set(allowed_to(STAGES[status]().complaint, ACTORS[role]))
        assert allowed <= {act for act in FROM if role in MAY[act] and status in FROM[act]}
        assert not (allowed and role is Role.AUDITOR)


@pytest.mark.parametrize("act", FROM)
def test_what_is_possible_is_named_as_allowed(act: Act) -> None:
    case_ = ready_for(act)
    for role in MAY[act]:
        attempt(act, case_, ACTORS[role])
        assert act in allowed_to(case_.complaint, ACTORS[role])


def test_an_act_without_its_object_is_not_named_as_allowed() -> None:
    fresh = set(allowed_to(received().complaint, MANAGER))
    assert fresh.isdisjoint({Act.START, Act.APPROVE, Act.ANSWER, Act.KEEP, Act.BREAK, Act.UNMERGE})
    assert Act.OFFER not in allowed_to(received(severity=Severity.S1).complaint, AGENT)
    assert Act.QUICK_RESOLVE not in allowed_to(received(safety=True).complaint, AGENT)
    assert Act.CLOSE not in allowed_to(received().complaint, AGENT)
    assert Act.CLOSE in allowed_to(received().complaint, QUALITY)
    given = replace(received().complaint, acknowledgement=AcknowledgementState.GIVEN)
    assert Act.ACKNOWLEDGE not in allowed_to(given, AGENT)
    assert Act.APPROVE in allowed_to(proposed().complaint, SUPERVISOR)


def test_a_merged_complaint_is_unmerged_and_neither_reopened_nor_revisited() -> None:
    allowed = allowed_to(merged()[0].complaint, MANAGER)
    assert Act.UNMERGE in allowed
    assert Act.REOPEN not in allowed
    assert Act.REVISIT not in allowed


@pytest.mark.parametrize("act", [Act.OFFER, Act.ACCEPT, Act.REFUSE, Act.FINAL])
def test_nothing_is_offered_or_taken_while_an_accepted_option_waits_for_its_delivery(act: Act) -> None:
    case_ = fulfilling().do(Act.ASK)
    assert case_.complaint.status is Status.WAITING
    with pytest.raises(Refused, match="accepted option"):
        attempt(act, case_, SUPERVISOR)
    assert act not in allowed_to(case_.complaint, SUPERVISOR)


def test_a_refusal_says_the_reference_what_is_wrong_and_what_is_allowed() -> None:
    with pytest.raises(Refused) as refused:
        attempt(Act.FULFIL, received(), AGENT)
    said = str(refused.value)
    assert said.startswith("CX-1: fulfil is not possible while the complaint is received; allowed now: acknowledge, ")
    assert refused.value.exit_code == 1


def test_nothing_happens_before_the_receipt() -> None:
    complaint = received().complaint
    guard_time(complaint, complaint, AGENT, MONDAY)
    with pytest.raises(Refused, match="before it was received"):
        guard_time(complaint, complaint, AGENT, MONDAY - timedelta(microseconds=1))


def test_a_status_is_not_left_before_it_was_entered_and_a_contact_may_be_recorded_late() -> None:
    complaint, resumed = waiting().complaint, waiting().do(Act.RESUME).complaint
    guard_time(complaint, complaint, AGENT, MONDAY)
    guard_time(complaint, resumed, AGENT, complaint.status_since)
    with pytest.raises(Refused, match="not waiting yet"):
        guard_time(complaint, resumed, AGENT, complaint.status_since - timedelta(seconds=1))


def test_a_login_decides_up_to_its_own_limit_else_up_to_that_of_its_role() -> None:
    assert AGENT.limit_under(POLICY) == 100
    assert Actor("trusted", Role.AGENT, Decimal(300)).limit_under(POLICY) == 300
    assert MANAGER.limit_under(POLICY) is None
    assert AGENT.limit_under(Policy("bare", "office", ())) is None


def test_supervisors_are_supervisors_and_managers() -> None:
    assert SUPERVISOR.is_supervisor
    assert MANAGER.is_supervisor
    assert not any(actor.is_supervisor for actor in (AGENT, QUALITY, THE_SYSTEM))


def test_the_handler_is_refused_the_revisit() -> None:
    case_ = resolved(severity=Severity.S3)
    with pytest.raises(Refused, match="does not revisit"):
        attempt(Act.REVISIT, case_, AGENT)


def test_closing_from_any_open_status_is_for_the_external_outcome() -> None:
    assert Act.CLOSE in allowed_to(offered().complaint, SUPERVISOR)
    assert Act.CLOSE not in allowed_to(offered().complaint, AGENT)


def test_an_agent_is_not_offered_what_belongs_to_a_colleague_and_a_supervisor_is() -> None:
    """DOMAIN §4.3; issue 5: offered are exactly the acts that are allowed now."""
    case_ = received()
    theirs = replace(case_.complaint, owner="colleague")
    for actor, offered_ in ((AGENT, False), (SUPERVISOR, True)):
        assert ({Act.TAKE, Act.ASSIGN} <= set(allowed_to(theirs, actor))) is offered_
    assert Act.TAKE in allowed_to(replace(theirs, owner=None), AGENT)


def test_whoever_handled_it_is_not_offered_its_revisit_but_where_nobody_else_could() -> None:
    """DOMAIN §3."""
    own = replace(resolved(severity=Severity.S3).complaint, owner=AGENT.login)
    assert Act.REVISIT not in allowed_to(own, AGENT)
    assert Act.REVISIT in allowed_to(own, replace(AGENT, alone=True))
    assert Act.REVISIT in allowed_to(own, QUALITY)
    assert Act.REVISIT in allowed_to(replace(own, severity=Severity.S4), AGENT)


def test_whoever_proposed_an_option_is_not_offered_to_decide_about_it() -> None:
    """DOMAIN §3: four eyes."""
    case_ = proposed()
    (option,) = case_.complaint.options_in(OptionState.PROPOSED)
    proposer = Actor(option.offered_by, Role.SUPERVISOR)
    assert not {Act.APPROVE, Act.DENY} & set(allowed_to(case_.complaint, proposer))
    assert {Act.APPROVE, Act.DENY} <= set(allowed_to(case_.complaint, replace(proposer, login="somebody-else")))
