"""The cause and the options (DOMAIN §3, §4.6–4.8)."""

from decimal import Decimal

import pytest

from cxdesk.domain import acts
from cxdesk.domain import events as e
from cxdesk.domain.acts.options import exceeds, withdrawn_from_table
from cxdesk.domain.decision import Decision, Refused, Words
from cxdesk.domain.policy import Policy
from cxdesk.domain.roles import THE_SYSTEM, Actor
from cxdesk.domain.words import Act, OptionState, OptionType, Role, Severity, Status
from tests.domain.build import (
    AGENT,
    COLLEAGUE,
    DAY,
    HOUR,
    MANAGER,
    POLICY,
    QUALITY,
    SUPERVISOR,
    Case,
    fulfilling,
    investigating,
    offered,
    option,
    proposed,
    received,
    waiting,
)


def offering(case_: Case, *options: tuple[e.Offered, str], actor: Actor = AGENT) -> Case:
    return case_.record(acts.offer(case_.complaint, actor, options, POLICY, case_.at), actor)


def test_a_cause_has_a_code_an_explanation_and_a_unit() -> None:
    decision = acts.find_cause(received().complaint, AGENT, "late", "a broken lorry", "logistics")
    assert decision == Decision((e.CauseFound("late", "logistics"),), (Words("cause", "a broken lorry"),))
    for code, why, unit in (("", "x", "y"), ("x", " ", "y"), ("x", "y", "")):
        with pytest.raises(Refused, match="a cause needs"):
            acts.find_cause(received().complaint, AGENT, code, why, unit)


def test_options_are_numbered_over_all_cycles_and_each_has_its_text() -> None:
    case_ = offering(offered(), option(10), option(20))
    assert [lying.number for lying in case_.complaint.options] == [1, 2, 3]
    decision = acts.offer(case_.complaint, AGENT, (option(1), option(2)), POLICY, case_.at)
    assert [(words.kind, words.event) for words in decision.words] == [("option", 0), ("option", 1)]


def test_what_lies_above_the_limit_is_only_proposed() -> None:
    case_ = offering(investigating(), option(100), option(101))
    assert [lying.state for lying in case_.complaint.options] == [OptionState.OPEN, OptionState.PROPOSED]
    assert case_.complaint.status is Status.OFFERED
    inside = offering(received(), option(500))
    assert inside.complaint.status is Status.RECEIVED
    assert offering(received(), option(None)).complaint.options[0].state is OptionState.OPEN


def test_a_proposal_leaves_a_wait_and_an_offer_ends_it() -> None:
    case_ = offering(waiting(), option(500))
    assert case_.complaint.status is Status.WAITING
    decision = acts.offer(case_.complaint, AGENT, (option(5),), POLICY, case_.at)
    assert decision.events[0] == e.Resumed()
    assert decision.words[0].event == 1
    assert case_.record(decision).complaint.status is Status.OFFERED


@pytest.mark.parametrize("severity", Severity)
def test_the_graver_ones_need_their_cause_found_before_an_offer(severity: Severity) -> None:
    """ISO 10002 7.6."""
    case_ = received(severity=severity)
    if severity in {Severity.S3, Severity.S4}:
        assert offering(case_, option()).complaint.status is Status.OFFERED
        return
    with pytest.raises(Refused, match="needs its cause found") as refused:
        offering(case_, option())
    assert (refused.value.mend or "").startswith(f"cxdesk find-cause {case_.complaint.ref} ")
    assert offering(case_.do(Act.FIND_CAUSE), option()).complaint.status is Status.OFFERED


def test_an_option_is_possible_at_all() -> None:
    case_ = investigating()
    for wrong, why in (
        ((option()[0], " "), "needs its text"),
        (option(-1), "0 or more"),
        (option(value=None, valid_until=case_.at), "valid beyond"),
        (option(promised_at=case_.at), "must lie ahead"),
        ((e.Offered(0, OptionType.REFUND, Decimal("NaN")), "x"), "0 or more"),
    ):
        with pytest.raises(Refused, match=why):
            offering(case_, wrong)
    with pytest.raises(Refused, match="at least one option"):
        offering(case_)


# Approval


def test_an_approval_needs_a_limit_that_covers_it_and_another_person() -> None:
    case_ = proposed()
    decision = acts.approve(case_.complaint, SUPERVISOR, 1, POLICY, case_.at)
    assert decision.events == (e.OptionApproved(1),)
    big = offering(investigating(), option(2000), actor=COLLEAGUE)
    with pytest.raises(Refused, match="above your limit"):
        acts.approve(big.complaint, SUPERVISOR, 1, POLICY, big.at)
    assert acts.approve(big.complaint, MANAGER, 1, POLICY, big.at).events == (e.OptionApproved(1),)


def test_a_denial_needs_the_limit_and_another_person_as_an_approval_does() -> None:
    """DOMAIN §3: one row for both."""
    big = offering(investigating(), option(2000), actor=COLLEAGUE)
    with pytest.raises(Refused, match="above your limit"):
        acts.deny(big.complaint, SUPERVISOR, 1, "too much", POLICY)
    assert acts.deny(big.complaint, MANAGER, 1, "too much", POLICY).events == (e.OptionDenied(1),)
    own = offering(investigating(), option(500), actor=Actor("boss", Role.SUPERVISOR, Decimal(0)))
    with pytest.raises(Refused, match="somebody else must approve or deny"):
        acts.deny(own.complaint, Actor("boss", Role.SUPERVISOR), 1, "a mistake", POLICY)
    assert acts.deny(own.complaint, Actor("boss", Role.SUPERVISOR, alone=True), 1, "a mistake", POLICY)


def test_a_proposer_approves_only_alone_and_that_is_marked() -> None:
    """DOMAIN §3, §10."""
    trusted = Actor("boss", Role.SUPERVISOR, Decimal(0))
    case_ = offering(investigating(), option(500), actor=trusted)
    with pytest.raises(Refused, match="somebody else must approve"):
        acts.approve(case_.complaint, Actor("boss", Role.SUPERVISOR), 1, POLICY, case_.at)
    alone = Actor("boss", Role.SUPERVISOR, alone=True)
    decision = acts.approve(case_.complaint, alone, 1, POLICY, case_.at)
    assert decision.events == (e.OptionApproved(1, self_approved=True),)
    with pytest.raises(Refused, match="above your limit"):
        acts.approve(case_.complaint, Actor("boss", Role.SUPERVISOR, Decimal(0), alone=True), 1, POLICY, case_.at)


def test_an_approval_comes_in_time() -> None:
    case_ = investigating()
    late = case_.at + DAY
    offering(case_, option(500, valid_until=late), option(500, promised_at=late))
    for number, why in ((1, "expired already"), (2, "promised with option 2 has passed")):
        with pytest.raises(Refused, match=why):
            acts.approve(case_.complaint, SUPERVISOR, number, POLICY, late)
    case_.record(acts.prolong(case_.complaint, SUPERVISOR, 1, late + DAY, "holidays", late))
    assert acts.approve(case_.complaint, SUPERVISOR, 1, POLICY, late)


def test_an_approval_ends_a_wait() -> None:
    case_ = offering(waiting(), option(500), actor=COLLEAGUE)
    decision = acts.approve(case_.complaint, SUPERVISOR, 1, POLICY, case_.at)
    assert decision.events == (e.Resumed(), e.OptionApproved(1))


def test_a_denial_has_a_reason_and_only_a_proposal_is_denied_or_approved() -> None:
    assert acts.deny(proposed().complaint, SUPERVISOR, 1, "too much", POLICY).words == (Words("reason", "too much"),)
    with pytest.raises(Refused, match="a reason is needed"):
        acts.deny(proposed().complaint, SUPERVISOR, 1, "", POLICY)
    case_ = offered()
    with pytest.raises(Refused, match="option 1 is open"):
        acts.deny(case_.complaint, SUPERVISOR, 1, "too much", POLICY)
    with pytest.raises(Refused, match="option 1 is open"):
        acts.approve(case_.complaint, SUPERVISOR, 1, POLICY, case_.at)
    with pytest.raises(Refused, match="no option 9"):
        acts.approve(case_.complaint, SUPERVISOR, 9, POLICY, case_.at)


# The customer's answer


def test_accepting_one_option_supersedes_the_others() -> None:
    """DOMAIN §4.8."""
    case_ = offering(investigating(), option(10), option(20), option(500))
    decision = acts.accept(case_.complaint, QUALITY, 2, "letter of 4 March", case_.at)
    assert decision.events == (e.OptionAccepted(2), e.OptionSuperseded(1), e.OptionSuperseded(3))
    assert decision.words == (Words("evidence", "letter of 4 March", 0),)
    assert case_.record(decision).complaint.status is Status.FULFILLING
    assert case_.complaint.accepted is case_.complaint.option(2)


def test_an_acceptance_needs_evidence_because_silence_is_none() -> None:
    case_ = offered()
    with pytest.raises(Refused, match="needs evidence"):
        acts.accept(case_.complaint, AGENT, 1, " ", case_.at)


def test_an_expired_an_unapproved_and_a_refused_option_cannot_be_accepted() -> None:
    case_ = investigating()
    late = case_.at + DAY
    offering(case_, option(10, valid_until=late), option(500), option(20))
    case_.record(acts.refuse(case_.complaint, AGENT, 3, "too little"))
    for number, why in ((1, "option 1 is expired"), (2, "option 2 is proposed"), (3, "option 3 is refused")):
        with pytest.raises(Refused, match=why):
            acts.accept(case_.complaint, AGENT, number, "said yes", late)
    assert acts.accept(case_.complaint, AGENT, 1, "said yes", late - HOUR)


def test_nothing_is_accepted_before_it_was_offered() -> None:
    case_ = offered()
    with pytest.raises(Refused, match="did not lie with the customer yet"):
        acts.accept(case_.complaint, AGENT, 1, "said yes", case_.complaint.options[0].offered_at - HOUR)


def test_an_option_of_an_earlier_cycle_is_gone() -> None:
    case_ = fulfilling().do(Act.FULFIL).do(Act.RETURN).do(Act.OFFER)
    with pytest.raises(Refused, match="option 1 is accepted"):
        acts.accept(case_.complaint, AGENT, 1, "said yes", case_.at)


def test_accepting_and_refusing_end_a_wait() -> None:
    case_ = offered().do(Act.ASK)
    accepted = acts.accept(case_.complaint, AGENT, 1, "said yes", case_.at)
    assert accepted.events == (e.Resumed(), e.OptionAccepted(1))
    assert accepted.words[0].event == 1
    refused = acts.refuse(case_.complaint, AGENT, 1, "too little")
    assert refused.events == (e.Resumed(), e.OptionRefused(1))
    assert refused.words == (Words("reason", "too little", 1),)
    assert case_.record(refused).complaint.status is Status.INVESTIGATING


def test_a_third_partys_move_goes_on_while_another_option_lies_on_the_table() -> None:
    case_ = offered().do(Act.OFFER).do(Act.REFER)
    assert acts.refuse(case_.complaint, AGENT, 1, "too little").events == (e.OptionRefused(1),)
    case_.record(acts.refuse(case_.complaint, AGENT, 1, "too little"))
    assert acts.refuse(case_.complaint, AGENT, 2, "too little").events == (e.Resumed(), e.OptionRefused(2))


def test_a_refusal_and_a_retraction_have_a_reason() -> None:
    case_ = offered()
    for act in (acts.refuse, acts.retract):
        with pytest.raises(Refused, match="a reason is needed"):
            act(case_.complaint, AGENT, 1, "")
    assert acts.retract(case_.complaint, AGENT, 1, "sold out").events == (e.OptionRetracted(1),)


def test_an_option_expires_once_its_validity_passed_and_as_a_refusal_does() -> None:
    case_ = investigating()
    late = case_.at + DAY
    offering(case_, option(10, valid_until=late), option(20))
    with pytest.raises(Refused, match="still valid"):
        acts.expire(case_.complaint, THE_SYSTEM, 1, late - HOUR)
    with pytest.raises(Refused, match="still valid"):
        acts.expire(case_.complaint, THE_SYSTEM, 2, late)
    assert acts.expire(case_.complaint, THE_SYSTEM, 1, late).events == (e.OptionExpired(1),)
    asked = case_.record(acts.refuse(case_.complaint, AGENT, 2, "no")).do(Act.REFER)
    assert acts.expire(asked.complaint, THE_SYSTEM, 1, late).events == (e.Resumed(), e.OptionExpired(1))


def test_a_supervisor_extends_an_option_before_and_after_it_expired() -> None:
    """DOMAIN §4.8."""
    case_ = investigating()
    late = case_.at + DAY
    offering(case_, option(10, valid_until=late))
    case_.record(acts.expire(case_.complaint, THE_SYSTEM, 1, late), THE_SYSTEM)
    assert case_.complaint.status is Status.INVESTIGATING
    prolonged = acts.prolong(case_.complaint, SUPERVISOR, 1, late + 2 * DAY, "was ill", late)
    assert case_.record(prolonged, SUPERVISOR).complaint.options_in(OptionState.OPEN)
    assert acts.accept(case_.complaint, AGENT, 1, "said yes", late + DAY)


def test_an_extension_of_an_option_lies_ahead_and_beyond() -> None:
    case_ = investigating()
    late = case_.at + 5 * DAY
    offering(case_, option(10, valid_until=late), option(20))
    for number, until, why in (
        (1, case_.at, "must lie ahead"),
        (1, late, "later than the old one"),
        (2, late, "does not expire"),
    ):
        with pytest.raises(Refused, match=why):
            acts.prolong(case_.complaint, SUPERVISOR, number, until, "ill", case_.at)
    with pytest.raises(Refused, match="a reason is needed"):
        acts.prolong(case_.complaint, SUPERVISOR, 1, late + DAY, "", case_.at)
    with pytest.raises(Refused, match="not for the role"):
        acts.prolong(case_.complaint, AGENT, 1, late + DAY, "ill", case_.at)


def test_nothing_is_extended_once_another_option_was_accepted() -> None:
    case_ = investigating()
    late = case_.at + DAY
    offering(case_, option(10, valid_until=late), option(20))
    case_.record(acts.expire(case_.complaint, THE_SYSTEM, 1, late), THE_SYSTEM)
    case_.record(acts.accept(case_.complaint, AGENT, 2, "said yes", case_.at))
    for stage in (case_, case_.do(Act.ASK)):
        with pytest.raises(Refused, match="no option is extended"):
            acts.prolong(stage.complaint, SUPERVISOR, 1, late + DAY, "ill", late)


def test_what_lies_on_the_table_and_what_is_proposed_lapse_with_an_ending() -> None:
    case_ = offering(investigating(), option(10), option(500))
    assert withdrawn_from_table(case_.complaint).events == (e.OptionSuperseded(1), e.OptionSuperseded(2))


def test_a_limit_says_nothing_of_another_currency() -> None:
    """DOMAIN §3: above the limit an option is proposed; 99 of a dearer money may be far above it."""
    limits = Policy("p", "desk", (), limits={Role.AGENT: Decimal(100)}, currency="EUR")
    agent = Actor("agent", Role.AGENT)
    for value, currency, above in ((99, "EUR", False), (99, None, False), (101, "EUR", True), (99, "KWD", True)):
        offered = e.Offered(0, OptionType.REFUND, Decimal(value), currency)
        assert exceeds(offered, agent, limits) is above
