"""Delivery, final response, endings and returns (DOMAIN §3, §4.6–4.7, §4.12)."""

from dataclasses import replace
from datetime import datetime

import pytest

from cxdesk.domain import acts
from cxdesk.domain import events as e
from cxdesk.domain.acts.following import Answers
from cxdesk.domain.acts.resolution import attempts_since_heard
from cxdesk.domain.complaint import Complaint
from cxdesk.domain.decision import Decision, Refused, Words
from cxdesk.domain.policy import LapseRule
from cxdesk.domain.roles import Actor
from cxdesk.domain.words import Act, Direction, Outcome, RevisitState, Role, Severity, Status
from tests.domain.build import (
    AGENT,
    COLLEAGUE,
    DAY,
    HOUR,
    MONDAY,
    OFFICE,
    POLICY,
    QUALITY,
    SUPERVISOR,
    VISIT,
    Case,
    closed,
    fulfilling,
    investigating,
    merged,
    offered,
    option,
    proposed,
    received,
    refused_for_good,
    resolved,
    waiting,
)

RULE = LapseRule()


def test_a_fulfilment_needs_evidence_and_plans_the_revisits() -> None:
    decision = acts.fulfil(fulfilling().complaint, AGENT, "bank statement", (VISIT,))
    assert decision.events == (e.Fulfilled(), e.RevisitPlanned(1, VISIT.opens_at, VISIT.closes_at))
    assert decision.words == (Words("evidence", "bank statement", 0), Words("revisit_day", "2026-03-09", 1))
    with pytest.raises(Refused, match="needs evidence"):
        acts.fulfil(fulfilling().complaint, AGENT, " ", ())


def test_a_failed_delivery_has_a_reason() -> None:
    decision = acts.fail(fulfilling().complaint, AGENT, "sent back")
    assert decision == Decision((e.FulfilmentFailed(),), (Words("reason", "sent back"),))
    with pytest.raises(Refused, match="a reason is needed"):
        acts.fail(fulfilling().complaint, AGENT, "")


def test_a_final_response_has_decision_reasons_and_recourse_and_leaves_no_option_open() -> None:
    case_ = offered().do(Act.ASK)
    decision = acts.final(case_.complaint, SUPERVISOR, "rejected", "no defect", "the ombudsman")
    assert decision.events == (e.Resumed(), e.OptionSuperseded(1), e.FinalSent())
    assert decision.words == (
        Words("decision", "rejected", 2),
        Words("reasons", "no defect", 2),
        Words("recourse", "the ombudsman", 2),
    )
    after = case_.record(decision, SUPERVISOR).complaint
    assert (after.status, after.wait, after.final_at) == (Status.RESOLVED, None, after.resolved_at)
    for said in (("", "x", "y"), ("x", " ", "y"), ("x", "y", "")):
        with pytest.raises(Refused, match="a final response"):
            acts.final(offered().complaint, SUPERVISOR, *said)


# Closing


def confirmed(**facts: object) -> Case:
    return resolved(**facts).do(Act.REVISIT, QUALITY)


def test_a_confirmed_remedy_closes_as_remedied() -> None:
    """DOMAIN §4.6."""
    assert acts.close(confirmed().complaint, SUPERVISOR, None, "").events == (
        e.Closed(Outcome.REMEDIED, confirmed=True),
    )
    said = acts.close(confirmed().complaint, QUALITY, Outcome.REMEDIED, "all well")
    assert said.words == (Words("reason", "all well"),)


def test_a_remedied_complaint_needs_its_cause_and_the_customers_word_or_the_attempts() -> None:
    case_ = resolved()
    with pytest.raises(Refused, match="has not confirmed, and revisits are still to be tried"):
        acts.close(case_.complaint, SUPERVISOR, None, "")
    exhausted = case_.record(Decision((e.RevisitUnreachable(1),)))
    assert acts.close(exhausted.complaint, SUPERVISOR, None, "").events == (e.Closed(Outcome.REMEDIED),)
    unasked = fulfilling()
    unasked.record(acts.fulfil(unasked.complaint, AGENT, "bank statement", ()))
    assert acts.close(unasked.complaint, SUPERVISOR, None, "").events == (e.Closed(Outcome.REMEDIED),)
    causeless = received(severity=Severity.S3).do(Act.OFFER).do(Act.ACCEPT).do(Act.FULFIL).do(Act.REVISIT, QUALITY)
    with pytest.raises(Refused, match="cause is not found"):
        acts.close(causeless.complaint, SUPERVISOR, None, "")


def test_a_remedy_without_an_accepted_option_does_not_close() -> None:
    broken = replace(confirmed().complaint, options=())
    with pytest.raises(Refused, match="has an accepted option"):
        acts.close(broken, SUPERVISOR, None, "")


@pytest.mark.parametrize("severity", [*Severity, None])
def test_an_agent_closes_small_matters_that_the_customer_confirmed(severity: Severity | None) -> None:
    complaint = confirmed(severity=severity).complaint
    if severity in {Severity.S3, Severity.S4}:
        assert acts.close(complaint, COLLEAGUE, None, "")
        return
    with pytest.raises(Refused, match="needs a supervisor or quality"):
        acts.close(complaint, COLLEAGUE, None, "")


def test_an_agent_does_not_close_what_nobody_confirmed() -> None:
    case_ = resolved(severity=Severity.S4).record(Decision((e.RevisitUnreachable(1),)))
    with pytest.raises(Refused, match="once confirmed"):
        acts.close(case_.complaint, AGENT, None, "")


def test_after_the_final_response_it_closes_as_such() -> None:
    """DOMAIN §4.7."""
    case_ = refused_for_good()
    assert acts.close(case_.complaint, SUPERVISOR, None, "").events == (e.Closed(Outcome.FINAL_RESPONSE),)
    with pytest.raises(Refused, match="its outcome is final_response, not remedied"):
        acts.close(case_.complaint, SUPERVISOR, Outcome.REMEDIED, "")
    causeless = received().do(Act.TAKE).do(Act.START).do(Act.FINAL, SUPERVISOR)
    with pytest.raises(Refused, match="cause is not found"):
        acts.close(causeless.complaint, SUPERVISOR, None, "")


def test_only_what_is_resolved_closes_unless_an_outside_body_decided() -> None:
    case_ = offered().do(Act.ASK)
    with pytest.raises(Refused, match="with the outcome external what others decided; it is waiting"):
        acts.close(case_.complaint, SUPERVISOR, None, "")
    with pytest.raises(Refused, match="only what is resolved is closed; it is waiting"):
        acts.close(case_.complaint, AGENT, None, "")
    decision = acts.close(case_.complaint, QUALITY, Outcome.EXTERNAL, "the court")
    assert decision.events == (e.Resumed(), e.OptionSuperseded(1), e.Closed(Outcome.EXTERNAL))
    assert decision.words == (Words("reason", "the court", 2),)
    with pytest.raises(Refused, match="a reason is needed"):
        acts.close(case_.complaint, QUALITY, Outcome.EXTERNAL, "")
    with pytest.raises(Refused, match="for a supervisor or quality"):
        acts.close(case_.complaint, AGENT, Outcome.EXTERNAL, "the court")


@pytest.mark.parametrize("outcome", [Outcome.REMEDIED, Outcome.NO_RESPONSE])
def test_what_an_import_resolved_closes_with_what_its_source_said(outcome: Outcome) -> None:
    """DOMAIN §12."""
    case_ = received().record(Decision((e.HistoryImported(outcome, resolved_at=MONDAY, cause="late"),)))
    assert acts.close(case_.complaint, SUPERVISOR, None, "").events == (e.Closed(outcome),)


def test_a_resolution_of_which_nobody_knows_how_is_not_closed_as_a_response_that_was_never_sent() -> None:
    """DOMAIN §4.7."""
    case_ = received().record(Decision((e.HistoryImported(None, resolved_at=MONDAY, cause="late"),)))
    with pytest.raises(Refused, match="how it was resolved is not known"):
        acts.close(case_.complaint, SUPERVISOR, None, "")


# Silence


def silent(*channels: str, stage: Case | None = None) -> Case:
    case_ = stage or waiting()
    for channel in channels:
        case_.record(acts.contact(case_.complaint, AGENT, e.Contacted(Direction.OUT, channel), "", case_.at))
    case_.at += 14 * DAY
    return case_


def lapse(case_: Case, at: datetime | None = None) -> Decision:
    return acts.lapse(case_.complaint, SUPERVISOR, "silent", RULE, OFFICE, at or case_.at)


def test_silence_ends_a_complaint_after_the_attempts_the_policy_asks() -> None:
    case_ = silent("phone", "email", "phone", stage=offered().do(Act.ASK))
    decision = lapse(case_)
    assert decision.events == (e.Resumed(), e.OptionSuperseded(1), e.Closed(Outcome.NO_RESPONSE))
    assert decision.words == (Words("reason", "silent", 2),)


def test_too_few_attempts_channels_or_days_are_named() -> None:
    with pytest.raises(
        Refused, match=r"2 attempts on 2 channels over 10 business days; the policy asks 3 on 2 over 10"
    ):
        lapse(silent("phone", "email"))
    with pytest.raises(Refused, match="3 attempts on 1 channels"):
        lapse(silent("phone", "phone", "phone"))
    hasty = silent("phone", "email", "phone")
    with pytest.raises(Refused, match="over 9 business days"):
        lapse(hasty, hasty.at - 3 * DAY)
    with pytest.raises(Refused, match="0 attempts on 0 channels over 0"):
        lapse(waiting())
    with pytest.raises(Refused, match="a reason is needed"):
        acts.lapse(silent("phone", "email", "phone").complaint, SUPERVISOR, "", RULE, OFFICE, MONDAY + 30 * DAY)


def test_whoever_was_heard_is_not_silent() -> None:
    case_ = silent("phone", "email", "phone", stage=offered())
    case_.record(acts.contact(case_.complaint, AGENT, e.Contacted(Direction.IN, "web"), "", case_.at))
    assert attempts_since_heard(case_.complaint).count == 0
    again = silent("phone", "email", "phone", stage=offered().do(Act.OFFER))
    again.do(Act.REFUSE)
    assert attempts_since_heard(again.complaint).count == 0


def test_a_third_partys_silence_is_not_the_customers() -> None:
    with pytest.raises(Refused, match="a third party's"):
        lapse(silent("phone", "email", "phone", stage=investigating().do(Act.REFER)))


# Other endings


def test_a_withdrawal_has_the_complainants_words_and_ends_what_was_planned() -> None:
    decision = acts.withdraw(resolved().complaint, AGENT, "never mind")
    assert decision.events == (e.RevisitCancelled(1), e.Closed(Outcome.WITHDRAWN))
    assert decision.words == (Words("withdrawal", "never mind", 1),)
    with pytest.raises(Refused, match="complainant's words"):
        acts.withdraw(received().complaint, AGENT, " ")


def test_declining_has_a_reason_a_notice_and_another_way() -> None:
    decision = acts.decline(proposed().complaint, SUPERVISOR, "not ours", "the bank", notice_sent=True)
    assert decision.events == (e.OptionSuperseded(1), e.Closed(Outcome.DECLINED))
    assert decision.words == (Words("reason", "not ours", 1), Words("recourse", "the bank", 1))
    complaint = received().complaint
    with pytest.raises(Refused, match="notice sent"):
        acts.decline(complaint, SUPERVISOR, "not ours", "the bank", notice_sent=False)
    with pytest.raises(Refused, match="where the customer may go"):
        acts.decline(complaint, SUPERVISOR, "not ours", "", notice_sent=True)
    with pytest.raises(Refused, match="a reason is needed"):
        acts.decline(complaint, SUPERVISOR, "", "the bank", notice_sent=True)


# Returns


def test_a_return_and_a_reopening_have_a_reason_and_cancel_what_was_planned() -> None:
    decision = acts.back_to_work(resolved().complaint, QUALITY, "broken again")
    assert decision == Decision((e.RevisitCancelled(1), e.Returned()), (Words("reason", "broken again", 1),))
    case_ = resolved().record(Decision((e.RevisitUnreachable(1), e.RevisitPlanned(2, MONDAY, MONDAY + DAY))))
    again = acts.reopen(case_.do(Act.CLOSE, SUPERVISOR).complaint, AGENT, "new facts")
    assert again.events == (e.RevisitCancelled(2), e.Reopened())
    for complaint, act in ((resolved().complaint, acts.back_to_work), (closed().complaint, acts.reopen)):
        with pytest.raises(Refused, match="a reason is needed"):
            act(complaint, AGENT, "")


def test_a_merged_complaint_is_not_reopened() -> None:
    with pytest.raises(Refused, match="merged into CX-2: unmerge it"):
        acts.reopen(merged()[0].complaint, AGENT, "new facts")


# In one go


def quickly(
    complaint: Complaint,
    actor: Actor = AGENT,
    *,
    severity: Severity | None = Severity.S4,
    value: int = 25,
    why: str = "x",
) -> Decision:
    return acts.quick_resolve(
        complaint,
        actor,
        severity=severity,
        cause=("late", why, "logistics"),
        option=option(value),
        evidence="paid at the counter",
        policy=POLICY,
        visits=(VISIT,),
        at=MONDAY + HOUR,
    )


def test_a_quick_resolution_is_every_act_by_itself_in_one_decision() -> None:
    case_ = received()
    decision = quickly(case_.complaint)
    assert [type(event).__name__ for event in decision.events] == [
        "Assessed",
        "Assigned",
        "Started",
        "CauseFound",
        "Offered",
        "OptionAccepted",
        "Fulfilled",
        "RevisitPlanned",
    ]
    assert [(words.kind, type(decision.events[words.event]).__name__) for words in decision.words] == [
        ("cause", "CauseFound"),
        ("option", "Offered"),
        ("evidence", "OptionAccepted"),
        ("evidence", "Fulfilled"),
        ("revisit_day", "RevisitPlanned"),
    ]
    complaint = case_.record(decision).complaint
    assert (complaint.status, complaint.owner, complaint.cause) == (Status.RESOLVED, "agent", "late")
    assert complaint.revisits[0].state is RevisitState.PLANNED


def test_a_quick_resolution_does_only_what_is_not_done_yet() -> None:
    case_ = investigating(severity=Severity.S3)
    decision = quickly(case_.complaint, COLLEAGUE, severity=None)
    assert isinstance(decision.events[0], e.CauseFound)
    assert case_.record(decision, COLLEAGUE).complaint.owner == "agent"


def test_only_what_is_small_safe_and_within_the_limit_is_resolved_quickly() -> None:
    for complaint, severity, value, why in (
        (received().complaint, Severity.S2, 25, "for S3 and S4"),
        (received().complaint, None, 25, "for S3 and S4"),
        (received(severity=Severity.S1).complaint, None, 25, "for S3 and S4"),
        (received(severity=Severity.S1).complaint, Severity.S3, 25, "lowering an assessment needs a supervisor"),
        (received(safety=True).complaint, Severity.S4, 25, "safety"),
        (received().complaint, Severity.S4, 101, "above your limit"),
        (received(about=("agent",)).complaint, Severity.S4, 25, "about agent"),
    ):
        with pytest.raises(Refused, match=why):
            quickly(complaint, severity=severity, value=value)


def test_a_refused_quick_resolution_names_what_is_allowed_now_and_not_halfway() -> None:
    complaint = received().complaint
    with pytest.raises(Refused, match="needs an explanation") as refused:
        quickly(complaint, why=" ")
    assert Act.START not in refused.value.allowed
    assert Act.TAKE in refused.value.allowed
    assert str(refused.value).count("CX-1") == 1


def test_a_revisit_that_finds_nothing_solved_returns_what_was_quickly_resolved() -> None:
    case_ = received()
    case_.record(quickly(case_.complaint))
    decision = acts.revisit_done(case_.complaint, QUALITY, None, Answers(resolved=False))
    assert case_.record(decision, QUALITY).complaint.cycle == 2
    assert QUALITY.role is Role.QUALITY
