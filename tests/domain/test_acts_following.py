"""Revisits as they go (DOMAIN §3, §9)."""

from datetime import date

import pytest

from cxdesk.domain import acts
from cxdesk.domain import events as e
from cxdesk.domain.acts.following import Answers
from cxdesk.domain.decision import Decision, Refused, Words
from cxdesk.domain.revisits import PlannedVisit
from cxdesk.domain.roles import Actor
from cxdesk.domain.words import Act, RevisitState, Role, Severity, Status
from tests.domain.build import (
    AGENT,
    COLLEAGUE,
    DAY,
    HOUR,
    MONDAY,
    OFFICE,
    QUALITY,
    SUPERVISOR,
    Case,
    closed,
    merged,
    refused_for_good,
    resolved,
)


def tried(case_: Case, most: int = 3) -> Decision:
    return acts.revisit_attempted(case_.complaint, QUALITY, None, "phone", "", most, OFFICE, case_.at)


def test_attempts_on_three_different_days_end_as_unreachable_which_is_not_confirmed() -> None:
    case_ = resolved()
    for _day in range(2):
        decision = tried(case_)
        assert decision.events == (e.RevisitAttempted(1, "phone"),)
        case_.record(decision, QUALITY)
        case_.at += DAY
    assert tried(case_).events == (e.RevisitAttempted(1, "phone"), e.RevisitUnreachable(1))
    case_.record(tried(case_), QUALITY)
    assert case_.complaint.revisits[0].state is RevisitState.UNREACHABLE
    assert not case_.complaint.confirmed
    with pytest.raises(Refused, match="no revisit is planned"):
        tried(case_)


def test_several_attempts_on_one_day_are_kept_and_count_once() -> None:
    case_ = resolved()
    for _time in range(4):
        case_.record(tried(case_, most=2), QUALITY)
        case_.at = case_.at.replace(hour=18, minute=case_.at.minute + 1)
    assert len(case_.complaint.revisits[0].attempted_at) == 4
    assert case_.complaint.planned_revisits
    case_.at += DAY
    assert e.RevisitUnreachable(1) in tried(case_, most=2).events


def test_an_attempt_has_a_channel_and_may_have_a_note() -> None:
    case_ = resolved()
    noted = acts.revisit_attempted(case_.complaint, QUALITY, 1, "phone", "engaged", 3, OFFICE, case_.at)
    assert noted.words == (Words("note", "engaged"),)
    with pytest.raises(Refused, match="needs the channel"):
        acts.revisit_attempted(case_.complaint, QUALITY, 1, "", "", 3, OFFICE, case_.at)


def test_what_the_customer_said_is_kept_and_other_needs_are_leads() -> None:
    said = Answers(resolved=True, satisfaction=5, handling=4, note="glad", other_needs="a new kettle")
    decision = acts.revisit_done(resolved().complaint, QUALITY, 1, said)
    assert decision.events == (e.RevisitDone(1, resolved=True, satisfaction=5, handling=4),)
    assert decision.words == (Words("note", "glad"), Words("lead", "a new kettle"))


@pytest.mark.parametrize("score", [0, 6])
def test_satisfaction_is_one_to_five(score: int) -> None:
    for answers in (Answers(resolved=True, satisfaction=score), Answers(resolved=True, handling=score)):
        with pytest.raises(Refused, match="1 to 5"):
            acts.revisit_done(resolved().complaint, QUALITY, 1, answers)


def test_not_resolved_sends_a_resolved_complaint_back_by_itself() -> None:
    case_ = resolved().record(Decision((e.RevisitPlanned(2, MONDAY, MONDAY + DAY),)))
    decision = acts.revisit_done(case_.complaint, QUALITY, 1, Answers(resolved=False))
    assert decision.events == (e.RevisitDone(1, resolved=False), e.RevisitCancelled(2), e.Returned())
    complaint = case_.record(decision, QUALITY).complaint
    assert (complaint.status, complaint.cycle, complaint.returned) == (Status.INVESTIGATING, 2, 1)


def test_not_resolved_reopens_a_closed_complaint() -> None:
    """DOMAIN §4.15: the flow identity counts it as reopened."""
    case_ = closed().record(Decision((e.RevisitPlanned(2, MONDAY, MONDAY + DAY),)))
    decision = acts.revisit_done(case_.complaint, QUALITY, None, Answers(resolved=False))
    assert decision.events == (e.RevisitDone(2, resolved=False), e.Reopened())
    complaint = case_.record(decision, QUALITY).complaint
    assert (complaint.reopened, complaint.returned, complaint.outcome) == (1, 0, None)


@pytest.mark.parametrize("severity", [*Severity, None])
def test_the_handler_does_not_revisit_s1_to_s3(severity: Severity | None) -> None:
    complaint = resolved(severity=severity).complaint
    answers = Answers(resolved=True)
    acts.revisit_done(complaint, COLLEAGUE, None, answers)
    acts.revisit_done(complaint, Actor("agent", Role.AGENT, alone=True), None, answers)
    if severity is Severity.S4:
        acts.revisit_done(complaint, AGENT, None, answers)
        return
    with pytest.raises(Refused, match="quality or a colleague does"):
        acts.revisit_done(complaint, AGENT, None, answers)


def test_a_revisit_that_is_over_is_named_with_its_state() -> None:
    case_ = resolved().do(Act.REVISIT, QUALITY)
    with pytest.raises(Refused, match="revisit 1 is confirmed"):
        acts.revisit_done(case_.complaint, QUALITY, 1, Answers(resolved=True))
    with pytest.raises(Refused, match="no revisit is planned"):
        acts.revisit_done(refused_for_good().complaint, QUALITY, None, Answers(resolved=True))


def test_one_more_revisit_is_scheduled_for_a_day_ahead() -> None:
    case_ = refused_for_good()
    day = date(2026, 3, 20)
    visit = PlannedVisit(1, OFFICE.start_of_day(day), OFFICE.end_of_day(day), day)
    decision = acts.schedule_revisit(case_.complaint, QUALITY, visit, "a promise", case_.at)
    assert decision.events == (e.RevisitPlanned(1, visit.opens_at, visit.closes_at),)
    assert decision.words == (Words("revisit_day", "2026-03-20"), Words("reason", "a promise"))
    with pytest.raises(Refused, match="must lie ahead"):
        acts.schedule_revisit(case_.complaint, QUALITY, visit, "", visit.closes_at)
    with pytest.raises(Refused, match="merged into CX-2, which is revisited"):
        acts.schedule_revisit(merged()[0].complaint, QUALITY, visit, "", MONDAY)


def test_whoever_handled_it_does_not_choose_the_day_of_its_revisit() -> None:
    """DOMAIN §3: a revisit is not the handler's for S1–S3; §9: the day is not predictable by courtesy."""
    to = PlannedVisit(1, MONDAY + 14 * DAY, MONDAY + 15 * DAY, date(2026, 3, 17))
    for severity in (Severity.S1, Severity.S3):
        case_ = resolved(severity=severity)
        with pytest.raises(Refused, match="does not revisit it"):
            acts.move_revisit(case_.complaint, AGENT, None, to, "that day suits me", case_.at)
        with pytest.raises(Refused, match="does not revisit it"):
            acts.schedule_revisit(case_.complaint, AGENT, to, "that day suits me", case_.at)
        assert acts.move_revisit(case_.complaint, COLLEAGUE, None, to, "the customer is away", case_.at)
    small = resolved(severity=Severity.S4)
    assert acts.move_revisit(small.complaint, AGENT, None, to, "the customer is away", small.at)


def test_a_revisit_moves_with_a_reason_to_a_day_ahead_and_its_window_holds_it() -> None:
    case_ = resolved()
    visit = case_.complaint.revisits[0]
    to = PlannedVisit(1, visit.closes_at, visit.closes_at + DAY, date(2026, 3, 17))
    decision = acts.move_revisit(case_.complaint, SUPERVISOR, None, to, "on holiday", case_.at)
    assert decision.events == (e.RevisitMoved(1, visit.opens_at, to.closes_at),)
    assert decision.words == (Words("revisit_day", "2026-03-17"), Words("reason", "on holiday"))
    with pytest.raises(Refused, match="a reason is needed"):
        acts.move_revisit(case_.complaint, SUPERVISOR, 1, to, "", case_.at)
    with pytest.raises(Refused, match="must lie ahead"):
        acts.move_revisit(case_.complaint, SUPERVISOR, 1, to, "late", to.closes_at + HOUR)
