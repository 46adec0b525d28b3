"""The default clocks: what starts and stops them, what pauses them, and what stays (DOMAIN §4, §5)."""

import pytest

from cxdesk.domain import events as e
from cxdesk.domain.clocks import due_if_resumed
from cxdesk.domain.instances import Verdict, newly_breached, summary
from cxdesk.domain.words import AcknowledgementState, Outcome
from tests.domain.histories import (
    STANDARD,
    ask,
    clock,
    customer_wrote,
    local_text,
    offer,
    office,
    policy,
    refer,
    reply,
    story,
    told,
)


def test_a_receipt_starts_what_is_owed_from_it_and_nothing_else() -> None:
    assert {found.clock: found.verdict for found in told().instances()} == {
        "acknowledge": Verdict.RUNNING,
        "respond": Verdict.RUNNING,
        "offer": Verdict.RUNNING,
        "resolve": Verdict.RUNNING,
    }


def test_before_the_first_reply_only_respond_runs() -> None:
    """TRAPS 4: a short update time overruled a longer first-response time."""
    case = told()
    assert not case.has("update")
    case.then("2026-03-02 11:00", reply())
    assert case.clock("respond").verdict is Verdict.MET
    assert case.due("update") == "2026-03-06 00:00"


def test_an_automatic_acknowledgement_meets_its_clock_but_is_no_reply() -> None:
    case = told().then("2026-03-02 10:00", e.Acknowledged("email", automatic=True))
    assert case.clock("acknowledge").verdict is Verdict.MET
    assert case.clock("respond").verdict is Verdict.RUNNING


def test_a_late_reply_is_a_breach_without_any_sweep() -> None:
    """DOMAIN §4.9: the act that stops a clock late writes `Breached` itself."""
    case = told()
    before = case.instances()
    case.then("2026-03-04 10:00", reply())
    late = case.clock("respond")
    assert (late.verdict, late.stopped_at) == (Verdict.BREACHED, case.at("2026-03-04 10:00"))
    assert late.due_at is not None
    assert newly_breached(before, case.instances()) == (e.Breached("respond", 1, 1, late.due_at),)


def test_the_bound_itself_is_too_late() -> None:
    assert told().then("2026-03-03 23:59", reply()).clock("respond").verdict is Verdict.MET
    assert told().then("2026-03-04 00:00", reply()).clock("respond").verdict is Verdict.BREACHED


def test_each_update_period_is_its_own_instance() -> None:
    case = told().then("2026-03-02 11:00", reply()).then("2026-03-04 11:00", reply()).then("2026-03-12 11:00", reply())
    periods = [found.verdict for found in case.instances() if found.clock == "update"]
    assert periods == [Verdict.MET, Verdict.BREACHED, Verdict.RUNNING]


def test_an_option_counts_when_it_is_shown() -> None:
    case = told().then("2026-03-02 11:00", offer(proposed=True))
    assert case.clock("offer").verdict is Verdict.RUNNING
    assert case.clock("respond").verdict is Verdict.RUNNING
    case.then("2026-03-02 12:00", e.OptionApproved(1))
    assert case.clock("offer").verdict is Verdict.MET
    assert case.clock("respond").verdict is Verdict.MET


def test_acknowledging_assigning_and_pausing_never_stop_the_resolution() -> None:
    """DOMAIN §4.5."""
    case = told().then("2026-03-02 11:00", e.Acknowledged("phone", automatic=False), e.Assigned("sample"), ask())
    assert case.clock("resolve").verdict is Verdict.PAUSED


def test_a_bounce_makes_the_acknowledgement_owed_again_and_the_first_verdict_stays() -> None:
    """DOMAIN §4.4."""
    case = told().then("2026-03-02 10:01", e.Acknowledged("email", automatic=True, message_id="m"))
    case.then("2026-03-03 09:00", e.AcknowledgementBounced("m"))
    assert case.clock("acknowledge").verdict is Verdict.MET
    assert case.due("acknowledge", instance=2) == "2026-03-03 13:00"
    case.then("2026-03-03 10:00", e.Acknowledged("phone", automatic=False))
    assert case.clock("acknowledge", instance=2).verdict is Verdict.MET


def test_an_acknowledgement_that_is_not_owed_has_no_clock() -> None:
    case = story(office(), STANDARD).log("2026-03-02 10:00", acknowledgement=AcknowledgementState.NOT_OWED)
    assert not case.has("acknowledge")


def test_the_promised_date_is_the_target_of_the_delivery() -> None:
    case = told()
    case.then("2026-03-02 11:00", offer(promised_at=case.at("2026-03-05 00:00")))
    case.then("2026-03-02 12:00", e.OptionAccepted(1))
    assert case.due("fulfil") == "2026-03-05 00:00"
    assert case.then("2026-03-04 12:00", e.Fulfilled()).clock("fulfil").verdict is Verdict.MET


def test_a_failed_delivery_is_a_broken_promise_even_before_its_date() -> None:
    """DOMAIN §3 `fail`; a new acceptance is a new instance."""
    case = told()
    case.then("2026-03-02 11:00", offer(promised_at=case.at("2026-03-05 00:00")), e.OptionAccepted(1))
    case.then("2026-03-03 11:00", e.FulfilmentFailed())
    assert case.clock("fulfil").verdict is Verdict.BREACHED
    case.then("2026-03-03 12:00", offer(2, promised_at=case.at("2026-03-06 00:00")), e.OptionAccepted(2))
    assert case.due("fulfil", instance=2) == "2026-03-06 00:00"


def test_each_promise_is_its_own_instance() -> None:
    case = told()
    case.then(
        "2026-03-02 11:00", e.Promised(1, case.at("2026-03-03 00:00")), e.Promised(2, case.at("2026-03-04 00:00"))
    )
    case.then("2026-03-02 12:00", e.PromiseKept(2)).then("2026-03-02 13:00", e.PromiseBroken(1))
    assert case.clock("promise", instance=2).verdict is Verdict.MET
    assert case.clock("promise", instance=1).verdict is Verdict.BREACHED


def test_a_revisit_is_owed_in_its_window_beyond_the_closing() -> None:
    case = told()
    case.then("2026-03-03 10:00", e.Fulfilled())
    case.then("2026-03-03 10:00", e.RevisitPlanned(1, case.at("2026-03-05 00:00"), case.at("2026-03-08 00:00")))
    case.then("2026-03-04 10:00", e.Closed(Outcome.REMEDIED))
    assert case.clock("revisit").verdict is Verdict.RUNNING
    case.then("2026-03-04 11:00", e.RevisitMoved(1, case.at("2026-03-06 00:00"), case.at("2026-03-10 00:00")))
    assert case.due("revisit") == "2026-03-10 00:00"
    assert case.then("2026-03-06 10:00", e.RevisitDone(1, resolved=True)).clock("revisit").verdict is Verdict.MET


def test_nobody_reached_in_time_is_neither_kept_nor_broken() -> None:
    case = told().then("2026-03-03 10:00", e.Fulfilled())
    case.then("2026-03-03 10:00", e.RevisitPlanned(1, case.at("2026-03-05 00:00"), case.at("2026-03-08 00:00")))
    assert case.then("2026-03-07 10:00", e.RevisitUnreachable(1)).clock("revisit").verdict is Verdict.CANCELLED


def test_resolution_ends_what_a_resolved_complaint_owes_no_more() -> None:
    """TRAPS 18: the customer's thanks start no clock, nor does a courtesy reply."""
    case = told().then("2026-03-03 10:00", e.Fulfilled())
    assert {found.clock for found in case.instances() if found.verdict is Verdict.CANCELLED} == {"respond", "offer"}
    assert case.clock("resolve").verdict is Verdict.MET
    before = case.instances()
    assert case.then("2026-03-04 10:00", customer_wrote(), reply()).instances() == before


def test_what_ran_out_before_its_object_was_lost_is_breached_all_the_same() -> None:
    """No withdrawal and no closing hides a deadline that had passed unswept."""
    case = told().then("2026-03-05 10:00", e.Closed(Outcome.WITHDRAWN))
    assert case.clock("respond").verdict is Verdict.BREACHED
    assert case.clock("resolve").verdict is Verdict.CANCELLED


def test_a_breach_that_was_swept_stays_overdue_until_it_stops() -> None:
    """TRAPS 23: breach is an event, not a flag that closing clears."""
    case = told()
    due_at = case.clock("respond").due_at
    assert due_at is not None
    assert case.clock("respond").awaits_breach(due_at)
    case.then("2026-03-04 00:00", e.Breached("respond", 1, 1, due_at))
    assert case.clock("respond").overdue_at(due_at)
    assert summary(case.instances()).overdue
    case.then("2026-03-04 09:00", reply()).then("2026-03-05 09:00", e.Closed(Outcome.WITHDRAWN))
    assert case.clock("respond").verdict is Verdict.BREACHED
    assert case.clock("respond").stopped_at == case.at("2026-03-04 09:00")
    assert not summary(case.instances()).overdue


def test_the_size_of_a_breach_is_fixed_where_it_stopped() -> None:
    """TRAPS 17."""
    case = told().then("2026-03-04 00:30", reply())
    first = case.clock("respond")
    case.then("2026-04-04 00:30", reply(), e.Fulfilled(), e.Closed(Outcome.REMEDIED))
    assert case.clock("respond") == first


def test_the_stored_facts_of_a_verdict_are_who_knows_when() -> None:
    """TRAPS 8: the instance holds start, due and stop, so that minutes can be derived."""
    met = told().then("2026-03-02 11:30", reply()).clock("respond")
    assert met.stopped_at is not None
    assert (met.stopped_at - met.started_at).total_seconds() == 5400


def test_a_second_verdict_stands_beside_the_first() -> None:
    """DOMAIN §4.9; a clock's name may hold colons."""
    case = story(office(), policy(clock("window:src", "3bd", stops=("replied",)))).log("2026-03-02 10:00")
    case.then("2026-03-09 10:00", reply(), e.Corrected("verdict:window:src:1:1", "met"))
    found = case.clock("window:src")
    assert (found.verdict, found.corrected) == (Verdict.BREACHED, Verdict.MET)
    assert found.started_at == case.at("2026-03-02 10:00")


# Acts that are recorded later than they happened


def test_a_reply_recorded_late_counts_from_when_it_happened() -> None:
    case = told().then("2026-03-05 10:00", e.Noted()).then("2026-03-03 10:00", reply(), recorded="2026-03-05 11:00")
    assert case.clock("respond").verdict is Verdict.MET
    assert case.clock("update").started_at == case.at("2026-03-03 10:00")


def test_a_reply_recorded_late_does_not_undo_a_breach_that_is_written() -> None:
    case = told()
    due_at = case.clock("respond").due_at
    assert due_at is not None
    case.then("2026-03-04 01:00", e.Breached("respond", 1, 1, due_at))
    case.then("2026-03-03 10:00", reply(), recorded="2026-03-05 11:00")
    assert case.clock("respond").verdict is Verdict.BREACHED
    assert case.clock("respond").stopped_at == case.at("2026-03-03 10:00")


def test_a_reply_from_before_a_return_does_not_answer_the_return() -> None:
    case = told().then("2026-03-03 10:00", e.FinalSent()).then("2026-03-06 10:00", e.Returned())
    case.then("2026-03-05 10:00", reply(), recorded="2026-03-06 11:00")
    assert case.clock("respond", cycle=2).verdict is Verdict.RUNNING


# Pauses


def test_only_a_listed_reason_pauses() -> None:
    """DOMAIN §4.10, TRAPS 1: pause is the policy's word, not a status'."""
    case = told().then("2026-03-02 12:00", refer("supplier"))
    assert case.clock("resolve").verdict is Verdict.RUNNING
    case.then("2026-03-02 13:00", refer("testing"))
    paused = case.clock("resolve")
    assert (paused.verdict, paused.due_at, paused.paused_since) == (
        Verdict.PAUSED,
        None,
        case.at("2026-03-02 13:00"),
    )


def test_the_badge_and_the_date_come_from_one_place() -> None:
    """TRAPS 16: paused and ticking at once is not possible."""
    case = told().then("2026-03-02 12:00", ask()).then("2026-03-05 12:00", e.Resumed())
    resumed = case.clock("resolve")
    assert (resumed.verdict, resumed.paused_since) == (Verdict.RUNNING, None)
    assert case.due("resolve") == "2026-03-16 00:00"


@pytest.mark.parametrize("resolution", [e.Fulfilled(), e.FinalSent()])
def test_an_open_pause_ends_before_the_resolution_is_judged(resolution: e.Event) -> None:
    """TRAPS 15, golden case 6: a case resolved straight from its pause reported 42 days."""
    case = told().then("2026-03-10 12:00", ask()).then("2026-04-10 12:00", resolution)
    assert case.clock("resolve").verdict is Verdict.MET
    assert case.due("resolve") == "2026-04-13 00:00"


def test_a_pause_that_begins_when_it_is_too_late_changes_nothing() -> None:
    case = told().then("2026-03-20 12:00", ask())
    assert case.clock("resolve").verdict is Verdict.RUNNING
    assert case.clock("resolve").overdue_at(case.at("2026-03-20 12:00"))


def test_pauses_of_golden_case_six() -> None:
    """TRAPS §4.6: inside hours, over a weekend, and two within one minute, in business hours."""
    hours = policy(clock("resolve", "16bh", pause=frozenset({"customer"})))
    case = story(office(), hours).log("2026-03-05 10:00")
    assert case.due("resolve") == "2026-03-09 10:00"
    case.then("2026-03-05 11:00", ask()).then("2026-03-05 12:00", e.Resumed())
    assert case.due("resolve") == "2026-03-09 11:00"
    case.then("2026-03-06 16:00", ask()).then("2026-03-09 10:00", e.Resumed())
    assert case.due("resolve") == "2026-03-09 13:00"
    case.then("2026-03-09 10:30:10", ask()).then("2026-03-09 10:30:20", e.Resumed())
    case.then("2026-03-09 10:30:30", ask()).then("2026-03-09 10:30:40", e.Resumed())
    due_at = case.clock("resolve").due_at
    assert due_at is not None
    assert due_at.isoformat() == "2026-03-09T13:00:20+00:00"


def test_what_a_paused_clock_would_have_left() -> None:
    case = told().then("2026-03-02 12:00", ask())
    now = case.at("2026-03-04 09:00")
    seen = next(found for found in due_if_resumed(case.snapshots, case.events, now) if found.clock == "resolve")
    assert seen.due_at is not None
    assert local_text(seen.due_at, case.office.zone) == "2026-03-15 00:00"
    held_due_at = case.clock("resolve").held_due_at
    assert held_due_at is not None
    assert local_text(held_due_at, case.office.zone) == "2026-03-13 00:00"


def test_the_silent_customer_is_not_the_desks_breach() -> None:
    """TRAPS 3 and 25: "I answered, the user vanished, the ticket is overdue"."""
    case = told().then("2026-03-02 12:00", ask())
    assert not case.clock("resolve").overdue_at(case.at("2027-03-02 12:00"))
    assert summary(case.instances()).next_due_clock != "resolve"
