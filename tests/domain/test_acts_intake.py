"""Receipt, acknowledgement, assessment, ownership, contacts and waits (DOMAIN §3)."""

from dataclasses import replace
from itertools import product

import pytest

from cxdesk.domain import acts
from cxdesk.domain import events as e
from cxdesk.domain.acts.intake import severity_by_criteria
from cxdesk.domain.decision import Decision, Refused, Words
from cxdesk.domain.words import AcknowledgementState, Act, Direction, Severity, Status, WaitFor
from tests.domain.build import (
    AGENT,
    COLLEAGUE,
    DAY,
    HOUR,
    MANAGER,
    POLICY,
    QUALITY,
    SUPERVISOR,
    received,
    resolved,
    waiting,
)

LOGGED = e.Logged("CX-1", "phone", "standard", "first")
REASONS = POLICY.pause_reasons


def test_logging_needs_a_channel_and_what_happened_and_marks_the_rest_as_missing() -> None:
    decision = acts.log(LOGGED, QUALITY, subject="late", text="three days", remedy_sought="a refund")
    assert decision.events == (replace(LOGGED, missing=("customer", "severity", "category", "product")),)
    assert decision.words == (Words("subject", "late"), Words("narrative", "three days"), Words("remedy", "a refund"))
    with pytest.raises(Refused, match="channel"):
        acts.log(replace(LOGGED, channel=""), AGENT, subject="late", text="")
    with pytest.raises(Refused, match="what happened"):
        acts.log(LOGGED, AGENT, subject=" ", text="\n")


def test_what_is_known_is_not_missing() -> None:
    known = replace(LOGGED, customer=1, severity=Severity.S2, category="x", product="y", remedy="refund")
    assert acts.log(known, AGENT, subject="late", text="").events == (known,)


def test_an_acknowledgement_is_owed_once() -> None:
    case_ = received()
    decision = acts.acknowledge(case_.complaint, AGENT, "phone", "we are on it")
    assert decision == Decision(
        (e.Acknowledged("phone", automatic=False),), (Words("acknowledgement", "we are on it"),)
    )
    case_.record(decision)
    with pytest.raises(Refused, match="given already"):
        acts.acknowledge(case_.complaint, AGENT, "letter")
    with pytest.raises(Refused, match="channel"):
        acts.acknowledge(received().complaint, AGENT, " ")


def test_the_first_letter_that_the_transport_accepted_acknowledges() -> None:
    """DOMAIN §4.4."""
    case_ = received().record(Decision((e.LetterQueued("acknowledgement", "<1>"),)))
    decision = acts.letter_accepted(case_.complaint, "acknowledgement", "<1>")
    assert decision.events[1] == e.Acknowledged("email", automatic=True, message_id="<1>")
    case_.record(decision)
    assert len(acts.letter_accepted(case_.complaint, "acknowledgement", "<2>").events) == 1
    assert len(acts.letter_accepted(received().complaint, "closure", "<3>").events) == 1


def test_no_letter_acknowledges_where_nothing_is_owed() -> None:
    complaint = received(acknowledgement=AcknowledgementState.NOT_OWED).complaint
    assert len(acts.letter_accepted(complaint, "acknowledgement", "<1>").events) == 1


def test_a_bounce_makes_the_acknowledgement_owed_again_unless_a_person_gave_one() -> None:
    case_ = received()
    case_.record(acts.letter_accepted(case_.complaint, "acknowledgement", "<1>"))
    assert acts.letter_bounced(case_.complaint, "<other>").events == ()
    case_.record(acts.letter_bounced(case_.complaint, "<1>"))
    assert case_.complaint.acknowledgement is AcknowledgementState.BOUNCED
    case_.do(Act.ACKNOWLEDGE)
    assert acts.letter_bounced(case_.complaint, "<1>").events == ()


def test_a_letter_that_will_not_go_out_says_why_in_words_only() -> None:
    decision = acts.letter_failed("acknowledgement", "<1>", "550", "no such user")
    assert decision == Decision((e.LetterFailed("acknowledgement", "<1>", "550"),), (Words("failure", "no such user"),))


# Assessment


@pytest.mark.parametrize(
    ("scores", "severity"),
    [
        ((0, 0, 0, 0, 0), Severity.S4),
        ((0, 0, 3, 0, 0), Severity.S4),
        ((1, 0, 0, 0, 0), Severity.S3),
        ((0, 0, 0, 0, 1), Severity.S3),
        ((0, 0, 0, 2, 0), Severity.S2),
        ((0, 1, 0, 0, 0), Severity.S2),
        ((0, 0, 0, 0, 3), Severity.S1),
        ((0, 2, 0, 0, 0), Severity.S1),
    ],
)
def test_golden_priorities_of_standards_1_3(scores: tuple[int, int, int, int, int], severity: Severity) -> None:
    assert severity_by_criteria(*scores) is severity


def test_every_scoring_follows_the_formula_of_standards_1_3() -> None:
    for harm, safety, complexity, impact, immediacy, vulnerable in product(*[range(4)] * 5, range(2)):
        urgency = max(min(harm + vulnerable, 3), impact, immediacy)
        expected = "S1" if safety >= 2 or urgency == 3 else "S2" if urgency == 2 or safety == 1 else None
        expected = expected or ("S3" if urgency == 1 else "S4")
        found = severity_by_criteria(harm, safety, complexity, impact, immediacy, vulnerable=bool(vulnerable))
        assert found.value == expected


@pytest.mark.parametrize("scores", [(4, 0, 0, 0, 0), (0, -1, 0, 0, 0)])
def test_a_score_outside_its_scale_is_an_error(scores: tuple[int, int, int, int, int]) -> None:
    with pytest.raises(ValueError, match="0 to 3"):
        severity_by_criteria(*scores)
    with pytest.raises(Refused, match="0 to 3"):
        acts.assess(received().complaint, AGENT, e.Assessed(scores=scores))


def test_scores_give_the_severity_and_a_vulnerable_customer_counts() -> None:
    decision = acts.assess(received(vulnerable=True).complaint, AGENT, e.Assessed(scores=(1, 0, 0, 0, 0)))
    assert decision.events == (e.Assessed(Severity.S2, scores=(1, 0, 0, 0, 0)),)
    with pytest.raises(Refused, match="the criteria give S3, not S1"):
        acts.assess(received().complaint, AGENT, e.Assessed(Severity.S1, scores=(1, 0, 0, 0, 0)))
    with pytest.raises(Refused, match="five criteria"):
        acts.assess(received().complaint, AGENT, e.Assessed(scores=(1, 0)))


def test_a_matter_of_safety_goes_up_at_once_whatever_the_score() -> None:
    """ISO 10002 7.5: escalated in the same act."""
    decision = acts.assess(received().complaint, AGENT, e.Assessed(Severity.S4, safety=True))
    assert decision.events[1] == e.Escalated(1, 2, ("supervisor",), trigger="safety")
    scored = acts.assess(received().complaint, AGENT, e.Assessed(scores=(0, 2, 0, 0, 0)))
    assert scored.events[0] == e.Assessed(Severity.S1, safety=True, scores=(0, 2, 0, 0, 0))
    assert isinstance(scored.events[1], e.Escalated)
    known = acts.assess(received(safety=True).complaint, AGENT, e.Assessed(safety=True))
    assert len(known.events) == 1


def test_anybody_raises_and_a_supervisor_lowers_with_a_reason() -> None:
    complaint = received(severity=Severity.S2, safety=True, vulnerable=True).complaint
    acts.assess(complaint, AGENT, e.Assessed(Severity.S1))
    acts.assess(complaint, AGENT, e.Assessed(Severity.S2))
    for lowered in (e.Assessed(Severity.S3), e.Assessed(safety=False), e.Assessed(vulnerable=False)):
        with pytest.raises(Refused, match="needs a supervisor"):
            acts.assess(complaint, AGENT, lowered, "calm")
        with pytest.raises(Refused, match="needs a reason"):
            acts.assess(complaint, SUPERVISOR, lowered, " ")
        assert acts.assess(complaint, SUPERVISOR, lowered, "calm") == Decision((lowered,), (Words("reason", "calm"),))
    with pytest.raises(Refused, match="something assessed"):
        acts.assess(complaint, AGENT, e.Assessed())


def test_a_customer_is_linked_once() -> None:
    complaint = received(customer=1).complaint
    assert acts.link_customer(complaint, AGENT, e.CustomerLinked(2)).events == (e.CustomerLinked(2),)
    with pytest.raises(Refused, match="linked already"):
        acts.link_customer(complaint, AGENT, e.CustomerLinked(1, segment="vip"))


# Ownership


def test_an_agent_hands_on_what_is_theirs_or_nobodys() -> None:
    assert acts.assign(received().complaint, AGENT, "somebody").events == (e.Assigned("somebody"),)
    mine = received().do(Act.TAKE).complaint
    assert acts.assign(mine, AGENT, "somebody").events == (e.Assigned("somebody"),)
    with pytest.raises(Refused, match="belongs to agent"):
        acts.assign(mine, COLLEAGUE, "somebody")
    with pytest.raises(Refused, match="belongs to agent"):
        acts.take(mine, COLLEAGUE)
    assert acts.take(mine, SUPERVISOR).events == (e.Assigned("supervisor"),)
    assert acts.assign(mine, MANAGER, "colleague").events == (e.Assigned("colleague"),)


def test_nobody_owns_a_complaint_about_themselves() -> None:
    """DOMAIN §4.3."""
    complaint = received(about=("agent",)).complaint
    with pytest.raises(Refused, match="about agent, who cannot own it"):
        acts.take(complaint, AGENT)
    with pytest.raises(Refused, match="about agent, who cannot own it"):
        acts.assign(complaint, MANAGER, "agent")


def test_an_owner_stays_one_and_is_somebody() -> None:
    mine = received().do(Act.TAKE).complaint
    with pytest.raises(Refused, match="owns it already"):
        acts.take(mine, AGENT)
    with pytest.raises(Refused, match="has a login"):
        acts.assign(mine, AGENT, " ")


def test_an_investigation_needs_an_owner() -> None:
    with pytest.raises(Refused, match="nobody owns it yet") as refused:
        acts.start(received().complaint, AGENT)
    assert refused.value.mend == f"cxdesk take {received().complaint.ref}"
    assert acts.start(received().do(Act.TAKE).complaint, COLLEAGUE).events == (e.Started(),)


def test_notes_and_files_carry_their_words() -> None:
    assert acts.note(received().complaint, QUALITY, "seen").words == (Words("note", "seen"),)
    decision = acts.attach(received().complaint, QUALITY, "bill.pdf", "ab", 12)
    assert decision == Decision((e.Attached(12),), (Words("file", "bill.pdf"), Words("content", "ab")))
    with pytest.raises(Refused, match="needs a text"):
        acts.note(received().complaint, AGENT, " ")
    with pytest.raises(Refused, match="has a name"):
        acts.attach(received().complaint, AGENT, "", "ab", 12)


# Contacts and waits


def test_an_outbound_contact_without_content_is_an_attempt_and_no_reply() -> None:
    it = received()
    out = e.Contacted(Direction.OUT, "phone", 3)
    assert acts.contact(it.complaint, AGENT, out, "we spoke", it.at).events == (out,)
    assert acts.contact(it.complaint, AGENT, out, " ", it.at) == Decision((replace(out, substantive=False),))


def test_a_contact_has_a_channel_and_no_negative_minutes() -> None:
    it = received()
    with pytest.raises(Refused, match="counted from 0"):
        acts.contact(it.complaint, AGENT, e.Contacted(Direction.IN, "phone", -1), "", it.at)
    with pytest.raises(Refused, match="channel"):
        acts.contact(it.complaint, AGENT, e.Contacted(Direction.IN, ""), "", it.at)


def test_the_customers_word_ends_a_wait_for_the_customer() -> None:
    """TRAPS 5."""
    case_ = waiting()
    said = e.Contacted(Direction.IN, "email")
    decision = acts.contact(case_.complaint, QUALITY, said, "here it is", case_.at)
    assert decision == Decision((said, e.Resumed()), (Words("contact", "here it is"),))
    assert case_.record(decision).complaint.status is Status.INVESTIGATING


def test_neither_our_word_nor_an_earlier_one_nor_any_while_a_third_party_works_ends_a_wait() -> None:
    case_ = waiting()
    out = acts.contact(case_.complaint, AGENT, e.Contacted(Direction.OUT, "email"), "and?", case_.at)
    before = acts.contact(case_.complaint, AGENT, e.Contacted(Direction.IN, "phone"), "hello", case_.at - 2 * HOUR)
    referred = received().do(Act.REFER)
    other = acts.contact(referred.complaint, AGENT, e.Contacted(Direction.IN, "phone"), "and?", referred.at)
    assert [len(decision.events) for decision in (out, before, other)] == [1, 1, 1]


def test_a_question_says_what_was_asked_until_when_and_for_a_listed_reason() -> None:
    """DOMAIN §4.10."""
    it, at = received().complaint, received().at
    asked = acts.ask(it, AGENT, "which model?", at + DAY, "", REASONS, at)
    assert asked == Decision(
        (e.WaitBegan(WaitFor.CUSTOMER, "customer", at + DAY),), (Words("question", "which model?"),)
    )
    referred = acts.refer(it, AGENT, "test it", at + DAY, "laboratory", REASONS, at)
    assert referred.events == (e.WaitBegan(WaitFor.THIRD_PARTY, "laboratory", at + DAY),)
    with pytest.raises(Refused, match="no listed reason to wait; listed: customer, laboratory"):
        acts.ask(it, AGENT, "which?", at + DAY, "holidays", REASONS, at)
    with pytest.raises(Refused, match="what was asked"):
        acts.ask(it, AGENT, " ", at + DAY, "", REASONS, at)
    with pytest.raises(Refused, match="must lie ahead"):
        acts.refer(it, AGENT, "test it", at, "", REASONS, at)


def test_resuming_ends_the_wait() -> None:
    assert acts.resume(waiting().complaint, AGENT).events == (e.Resumed(),)


def test_a_resolved_complaint_does_not_wait() -> None:
    case_ = resolved()
    with pytest.raises(Refused, match="not possible while"):
        acts.ask(case_.complaint, AGENT, "which?", case_.at + DAY, "", REASONS, case_.at)
