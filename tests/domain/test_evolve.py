"""What each event changes (DOMAIN §4.2)."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from cxdesk.domain import events as e
from cxdesk.domain.complaint import Complaint
from cxdesk.domain.decision import Decision
from cxdesk.domain.events import deadlines, ending, intake, remedy
from cxdesk.domain.events.codec import EVENT_TYPES
from cxdesk.domain.evolve import _CHANGES, evolve, fold
from cxdesk.domain.roles import THE_SYSTEM
from cxdesk.domain.words import (
    SYSTEM,
    AcknowledgementState,
    Act,
    Direction,
    OptionState,
    Outcome,
    PromiseState,
    RevisitState,
    Severity,
    Status,
    WaitFor,
)
from tests.domain.build import (
    AGENT,
    DAY,
    HOUR,
    MANAGER,
    MONDAY,
    QUALITY,
    SUPERVISOR,
    Case,
    closed,
    fulfilling,
    investigating,
    merged,
    offered,
    option,
    proposed,
    received,
    resolved,
    waiting,
)

COMPLAINT_EVENTS = {
    cls for cls in EVENT_TYPES.values() if cls.__module__ in {m.__name__ for m in (intake, remedy, ending, deadlines)}
}


def after(case_: Case, *events: e.Event, agent: Any = AGENT) -> Complaint:
    return case_.record(Decision(events), agent).complaint


def test_every_event_of_a_complaint_has_its_change() -> None:
    assert set(_CHANGES) == COMPLAINT_EVENTS - {e.Logged}


def test_a_history_begins_with_its_only_receipt() -> None:
    started = e.Happened(1, MONDAY, MONDAY, "agent", e.Started())
    with pytest.raises(ValueError, match="begins with its receipt"):
        fold([])
    with pytest.raises(ValueError, match="begins with its receipt"):
        fold([started])
    twice = received()
    with pytest.raises(ValueError, match="its only one"):
        evolve(twice.complaint, twice.history[0])


def test_replay_gives_what_the_acts_gave() -> None:
    case_ = closed()
    assert fold(case_.history) == case_.complaint
    assert fold(iter(case_.history)) == case_.complaint


def test_the_receipt_is_what_was_said() -> None:
    complaint = received(severity=Severity.S2, about=("somebody",), safety=True, tags=("press",)).complaint
    assert complaint.status is Status.RECEIVED
    assert (complaint.received_at, complaint.own_received_at, complaint.status_since) == (MONDAY, MONDAY, MONDAY)
    assert (complaint.severity, complaint.about, complaint.safety, complaint.tags) == (
        Severity.S2,
        ("somebody",),
        True,
        ("press",),
    )
    assert complaint.acknowledgement is AcknowledgementState.OWED


def test_a_receipt_sets_every_field_that_has_no_default_and_none_that_is_no_field() -> None:
    complaint = received().complaint
    assert Complaint(**vars(complaint)) == complaint


def test_an_import_stands_where_its_source_left_it() -> None:
    day = datetime(2026, 2, 1, tzinfo=UTC)
    history = e.HistoryImported(Outcome.REMEDIED, acknowledged_at=day, resolved_at=day + DAY, closed=True, cause="late")
    complaint = after(received(), history)
    assert (complaint.status, complaint.outcome, complaint.imported) == (Status.CLOSED, Outcome.REMEDIED, True)
    assert complaint.acknowledgement is AcknowledgementState.GIVEN
    assert complaint.status_since == day + DAY
    assert after(received(), e.HistoryImported(resolved_at=day)).status is Status.RESOLVED
    untouched = after(received(), e.HistoryImported(Outcome.REMEDIED))
    assert (untouched.status, untouched.outcome) == (Status.RECEIVED, None)


def test_the_acknowledgement_goes_from_queued_to_given_and_back_by_a_bounce() -> None:
    case_ = received()
    assert after(case_, e.LetterQueued("acknowledgement", "<1>")).acknowledgement is AcknowledgementState.QUEUED
    assert after(case_, e.LetterFailed("acknowledgement", "<1>", "550")).acknowledgement is AcknowledgementState.FAILED
    given = after(
        case_, e.LetterAccepted("acknowledgement", "<1>"), e.Acknowledged("email", automatic=True, message_id="<1>")
    )
    first_at = given.acknowledged_at
    assert (given.acknowledgement, given.acknowledgement_id) == (AcknowledgementState.GIVEN, "<1>")
    assert after(case_, e.AcknowledgementBounced("<1>")).acknowledgement is AcknowledgementState.BOUNCED
    again = after(case_, e.Acknowledged("phone", automatic=False))
    assert (again.acknowledgement, again.acknowledged_at) == (AcknowledgementState.GIVEN, first_at)
    assert again.acknowledgement_id is None


def test_other_letters_leave_the_acknowledgement_alone() -> None:
    case_ = received()
    for event in (e.LetterQueued("closure", "<2>"), e.LetterFailed("closure", "<2>", "550")):
        assert after(case_, event).acknowledgement is AcknowledgementState.OWED


def test_a_late_failure_does_not_take_an_acknowledgement_back() -> None:
    case_ = received().do(Act.ACKNOWLEDGE)
    for event in (e.LetterQueued("acknowledgement", "<2>"), e.LetterFailed("acknowledgement", "<2>", "550")):
        assert after(case_, event).acknowledgement is AcknowledgementState.GIVEN


def test_an_assessment_changes_what_it_names_and_nothing_is_missing_that_is_known() -> None:
    case_ = received(severity=Severity.S3, product="kettle")
    assert case_.complaint.missing == ("customer", "category", "remedy")
    complaint = after(case_, e.Assessed(category="delivery", vulnerable=True))
    assert (complaint.severity, complaint.product, complaint.category) == (Severity.S3, "kettle", "delivery")
    assert (complaint.vulnerable, complaint.safety) == (True, False)
    assert complaint.missing == ("customer", "remedy")


def test_another_customer_brings_their_own_segment() -> None:
    complaint = after(received(customer=1, segment="vip"), e.CustomerLinked(2, language="zh"))
    assert (complaint.customer, complaint.segment, complaint.language) == (2, None, "zh")


def test_only_a_persons_substantive_word_is_a_response() -> None:
    case_ = received()
    assert after(case_, e.Contacted(Direction.IN, "phone")).responded_at is None
    assert after(case_, e.Contacted(Direction.OUT, "phone", substantive=False)).responded_at is None
    assert after(case_, e.Contacted(Direction.OUT, "email"), agent=THE_SYSTEM).responded_at is None
    at = case_.at
    assert after(case_, e.Contacted(Direction.OUT, "phone")).responded_at == at
    assert after(case_, e.Contacted(Direction.OUT, "phone")).responded_at == at
    assert len(case_.complaint.contacts) == 5


def test_a_question_to_the_customer_is_a_response_and_one_to_a_laboratory_is_none() -> None:
    assert received().do(Act.REFER).complaint.responded_at is None
    asked = received().do(Act.ASK)
    assert asked.complaint.responded_at == asked.history[-1].at


def test_silence_is_counted_from_the_last_word_however_late_it_is_recorded() -> None:
    case_ = received()
    after(case_, e.Contacted(Direction.IN, "phone"))
    heard_at = case_.complaint.heard_at
    case_.at = MONDAY
    assert after(case_, e.Contacted(Direction.IN, "letter")).heard_at == heard_at


def test_a_pause_ends_and_the_wait_goes_on() -> None:
    case_ = waiting()
    wait = after(case_, e.PauseEnded()).wait
    assert wait is not None
    assert (wait.paused, wait.wait_for) == (False, WaitFor.CUSTOMER)
    assert case_.complaint.status is Status.WAITING


@pytest.mark.parametrize(
    ("stage", "back"),
    [
        (received, Status.INVESTIGATING),
        (investigating, Status.INVESTIGATING),
        (offered, Status.OFFERED),
        (fulfilling, Status.FULFILLING),
    ],
)
def test_a_wait_goes_back_to_whoever_has_the_next_move(stage: Any, back: Status) -> None:
    case_ = stage().do(Act.ASK)
    assert case_.complaint.status is Status.WAITING
    case_.do(Act.RESUME)
    assert (case_.complaint.status, case_.complaint.wait) == (back, None)


def test_a_proposed_option_changes_nothing_until_it_is_approved() -> None:
    case_ = proposed()
    assert case_.complaint.status is Status.INVESTIGATING
    assert case_.complaint.responded_at is None
    case_.do(Act.APPROVE, SUPERVISOR)
    lying = case_.complaint.options[0]
    assert (case_.complaint.status, lying.state, lying.approved_by) == (Status.OFFERED, OptionState.OPEN, "supervisor")
    assert lying.offered_at == case_.history[-1].at == case_.complaint.responded_at


@pytest.mark.parametrize(
    ("event", "state"),
    [
        (e.OptionRetracted(1), OptionState.RETRACTED),
        (e.OptionRefused(1), OptionState.REFUSED),
        (e.OptionExpired(1), OptionState.EXPIRED),
    ],
)
def test_with_the_last_open_option_gone_the_desk_has_the_next_move(event: e.Event, state: OptionState) -> None:
    complaint = after(offered(), event)
    assert (complaint.options[0].state, complaint.status) == (state, Status.INVESTIGATING)
    assert after(offered().do(Act.OFFER), event).status is Status.OFFERED


def test_a_denied_option_leaves_the_status() -> None:
    complaint = after(proposed(), e.OptionDenied(1))
    assert (complaint.options[0].state, complaint.status) == (OptionState.DENIED, Status.INVESTIGATING)


def test_an_expired_option_that_is_prolonged_lies_with_the_customer_again() -> None:
    later = MONDAY + 30 * DAY
    case_ = offered()
    assert after(case_, e.OptionExpired(1)).status is Status.INVESTIGATING
    complaint = after(case_, e.OptionProlonged(1, later))
    assert (complaint.status, complaint.options[0].state) == (Status.OFFERED, OptionState.OPEN)
    assert complaint.options[0].valid_until == later
    inside = after(proposed(), e.OptionProlonged(1, later))
    assert (inside.status, inside.options[0].state) == (Status.INVESTIGATING, OptionState.PROPOSED)
    asked = offered().do(Act.OFFER).do(Act.REFER)
    assert after(asked, e.OptionExpired(1), e.OptionProlonged(1, later)).status is Status.WAITING


def test_a_failed_delivery_leaves_no_accepted_option() -> None:
    complaint = fulfilling().do(Act.FAIL).complaint
    assert (complaint.status, complaint.accepted) == (Status.INVESTIGATING, None)
    assert complaint.options[0].state is OptionState.FAILED


def test_a_delivered_remedy_resolves() -> None:
    case_ = resolved()
    assert case_.complaint.fulfilled_at == case_.complaint.resolved_at == case_.complaint.status_since
    assert case_.complaint.planned_revisits[0].number == 1


def test_a_revisit_is_moved_attempted_and_given_up() -> None:
    case_ = resolved()
    moved = after(case_, e.RevisitMoved(1, MONDAY, MONDAY + DAY)).revisits[0]
    assert (moved.opens_at, moved.closes_at) == (MONDAY, MONDAY + DAY)
    at = case_.at
    assert after(case_, e.RevisitAttempted(1, "phone")).revisits[0].attempted_at == (at,)
    complaint = after(case_, e.RevisitUnreachable(1))
    assert (complaint.revisits[0].state, complaint.confirmed) == (RevisitState.UNREACHABLE, False)
    assert complaint.planned_revisits == ()


def test_a_confirmation_after_closing_confirms_the_closed_complaint() -> None:
    complaint = after(resolved(), e.Closed(Outcome.REMEDIED), e.RevisitDone(1, resolved=True, satisfaction=4))
    assert (complaint.status, complaint.confirmed) == (Status.CLOSED, True)
    assert complaint.revisits[0].satisfaction == 4


@pytest.mark.parametrize(("act", "counted"), [(Act.RETURN, "returned"), (Act.REOPEN, "reopened")])
def test_a_new_cycle_leaves_the_old_one_behind(act: Act, counted: str) -> None:
    case_ = (resolved() if act is Act.RETURN else closed()).do(act)
    complaint = case_.complaint
    assert (complaint.cycle, complaint.status, getattr(complaint, counted)) == (2, Status.INVESTIGATING, 1)
    assert complaint.returned + complaint.reopened == 1
    assert (complaint.outcome, complaint.confirmed, complaint.resolved_at, complaint.closed_at) == (
        None,
        False,
        None,
        None,
    )
    assert complaint.accepted is None
    assert complaint.options[0].state is OptionState.ACCEPTED
    assert complaint.cycle_revisits == ()


def test_a_merge_is_undone_to_what_was() -> None:
    """TRAPS 40."""
    source, master = offered(), received("CX-2")
    before = source.complaint
    after(source, e.MergedInto("CX-2"), e.Closed(Outcome.MERGED))
    assert source.complaint.options[0].state is OptionState.SUPERSEDED
    again = after(source, e.Unmerged("CX-2"))
    assert (again.status, again.options, again.outcome, again.closed_at) == (
        Status.OFFERED,
        before.options,
        None,
        None,
    )
    assert (again.merged_into, again.before_merge) == (None, None)
    del master


def test_a_merged_complaint_is_not_revisited_until_it_is_unmerged() -> None:
    case_ = resolved()
    assert after(case_, e.MergedInto("CX-2"), e.Closed(Outcome.MERGED)).planned_revisits == ()
    assert len(after(case_, e.Unmerged("CX-2")).planned_revisits) == 1


def test_the_master_holds_the_earliest_receipt_as_long_as_it_is_merged() -> None:
    """STANDARDS §8.17."""
    source, master = merged()
    assert master.complaint.received_at == source.complaint.received_at == MONDAY
    assert master.complaint.own_received_at == MONDAY + DAY
    assert after(master, e.Released("CX-1", MONDAY)).received_at == MONDAY + DAY


def test_escalations_and_promises_are_answered_and_kept_by_number() -> None:
    case_ = received().do(Act.ESCALATE).do(Act.ESCALATE).do(Act.PROMISE).do(Act.PROMISE)
    complaint = after(case_, e.EscalationAnswered(1), e.PromiseKept(1), e.PromiseBroken(2), agent=SUPERVISOR)
    assert [escalation.answered_by for escalation in complaint.escalations] == ["supervisor", None]
    assert complaint.level == 3
    assert [promise.state for promise in complaint.promises] == [PromiseState.KEPT, PromiseState.BROKEN]


def test_what_only_the_clocks_count_leaves_the_complaint() -> None:
    case_ = received()
    before = case_.complaint
    due_at = MONDAY + DAY
    for event in (
        e.Noted(),
        e.Attached(1),
        e.MailFiled(1),
        e.Warned("resolve", 1, 1, due_at, "80%"),
        e.Breached("resolve", 1, 1, due_at),
        e.Extended("resolve", 1, 1, due_at),
    ):
        complaint = after(case_, event)
        assert [name for name in vars(complaint) if getattr(complaint, name) != getattr(before, name)] == ["seq"]


def test_corrections_and_other_standards_hold_from_then_on() -> None:
    case_ = received(severity=Severity.S4)
    assert after(case_, e.Corrected("severity", "S1", "S4")).severity is Severity.S1
    assert after(case_, e.Corrected("cause", "late")).cause == "late"
    complaint = after(case_, e.Retargeted("first", "second", "gold"))
    assert (complaint.snapshot, complaint.policy) == ("second", "gold")


def test_every_value_that_was_corrected_stays_beside_the_one_that_holds() -> None:
    """DOMAIN §3, `correct`: a second verdict, date or fact beside the first."""
    case_ = received(severity=Severity.S4)
    case_.record(Decision((e.Corrected("severity", "S2", "S4"),)), SUPERVISOR)
    case_.record(Decision((e.Corrected("severity", "S1", "S2"),)), MANAGER)
    complaint = case_.record(Decision((e.Corrected("verdict:resolve:1:1", "met", "breached"),)), MANAGER).complaint
    assert complaint.severity is Severity.S1
    assert [(one.fact, one.was, one.value, one.by, one.seq) for one in complaint.corrections] == [
        ("severity", "S4", "S2", "supervisor", 2),
        ("severity", "S2", "S1", "manager", 3),
        ("verdict:resolve:1:1", "breached", "met", "manager", 4),
    ]
    assert complaint.corrections[0].at < complaint.corrections[2].at


def test_a_correction_recorded_without_its_first_value_finds_it_in_the_history() -> None:
    complaint = after(received(severity=Severity.S4), e.Corrected("severity", "S1"))
    assert complaint.corrections[0].was == "S4"
    assert (
        after(received(), e.Corrected("received_at", "2026-03-01T00:00:00Z")).corrections[0].was == MONDAY.isoformat()
    )


def test_a_corrected_receipt_is_the_complaints_own_and_the_earliest_still_wins() -> None:
    """DOMAIN §4.13: what was merged in here keeps its own receipt."""
    case_ = received()
    earlier = MONDAY - 2 * DAY
    corrected = after(case_, e.Corrected("received_at", (MONDAY - DAY).isoformat()))
    assert (corrected.received_at, corrected.own_received_at) == (MONDAY - DAY, MONDAY - DAY)
    case_.record(Decision((e.Absorbed("CX-2", earlier),)))
    corrected = after(case_, e.Corrected("received_at", (MONDAY - DAY).isoformat()))
    assert (corrected.received_at, corrected.own_received_at) == (earlier, MONDAY - DAY)


def test_what_was_missing_and_is_corrected_is_missing_no_more() -> None:
    case_ = received(severity=Severity.S4)
    missing = case_.complaint.missing
    assert "product" in missing
    complaint = after(case_, e.Corrected("product", "parcel"))
    assert complaint.missing == tuple(name for name in missing if name != "product")


def test_an_option_lies_with_the_customer_before_the_moment_it_expires() -> None:
    case_ = investigating()
    valid_until = case_.at + DAY
    offer, _text = option(valid_until=valid_until)
    lying = after(case_, e.Offered(1, offer.type, offer.value, offer.currency, valid_until)).options[0]
    assert lying.is_open(valid_until - timedelta(microseconds=1))
    assert not lying.is_open(valid_until)
    assert lying.state_at(valid_until) is OptionState.EXPIRED


def test_the_time_of_the_status_is_that_of_its_last_move() -> None:
    case_ = received().do(Act.TAKE).do(Act.ACKNOWLEDGE)
    assert case_.complaint.status_since == MONDAY
    case_.do(Act.START)
    assert case_.complaint.status_since == MONDAY + 3 * HOUR


def test_the_desks_own_name_is_nobodys_login() -> None:
    assert THE_SYSTEM.login == SYSTEM != QUALITY.login
