"""Clocks over the course of a complaint: cycles, merges, other standards, own clocks, imports (DOMAIN §4)."""

from dataclasses import replace

import pytest

from cxdesk.domain import events as e
from cxdesk.domain.instances import ClockInstance, Verdict, summary
from cxdesk.domain.policy import Basis, ClockKind, Facts, Policy
from cxdesk.domain.words import AcknowledgementState, Outcome, Severity
from tests.domain.histories import (
    FIRST,
    LAW,
    SECOND,
    STANDARD,
    Story,
    ask,
    clock,
    customer_wrote,
    offer,
    office,
    policy,
    refer,
    reply,
    story,
    told,
)

# Cycles


def test_a_return_starts_a_new_target_and_the_old_one_keeps_its_verdict() -> None:
    """TRAPS 24 and 27, golden case 8: reopened after the old date, nothing is overdue."""
    case = told().then("2026-03-05 10:00", reply(), e.FinalSent(), e.Closed(Outcome.FINAL_RESPONSE))
    case.then("2026-04-15 10:00", e.Reopened())
    assert case.clock("resolve").verdict is Verdict.MET
    assert case.due("resolve", cycle=2) == "2026-04-26 00:00"
    assert case.due("respond", cycle=2) == "2026-04-17 00:00"
    assert not any(found.overdue_at(case.at("2026-04-15 10:00")) for found in case.instances())
    assert not case.has("acknowledge", cycle=2)
    assert not case.has("update", cycle=2)
    assert case.then("2026-04-16 10:00", reply()).has("update", cycle=2)


def test_a_law_runs_on_from_the_first_receipt() -> None:
    """DOMAIN §4.12, STANDARDS §3.4."""
    case = told(law=True).then("2026-03-05 10:00", e.FinalSent())
    case.then("2026-04-15 10:00", e.Returned())
    assert case.clock("resolve").verdict is Verdict.MET
    assert case.clock("resolve", cycle=2).started_at == case.at("2026-03-02 10:00")
    assert case.due("resolve", cycle=2) == "2026-04-28 00:00"


# Merging


def test_a_merge_ends_the_sources_clocks_and_taking_it_back_runs_them_again() -> None:
    """TRAPS 7, DOMAIN §4.13."""
    case = told()
    before = case.instances()
    case.then("2026-03-02 11:00", e.MergedInto("CX-2"), e.Closed(Outcome.MERGED))
    assert {found.verdict for found in case.instances()} == {Verdict.MERGED}
    assert summary(case.instances()).next_due is None
    assert case.then("2026-03-06 11:00", e.Unmerged("CX-2")).instances() == before


def test_the_earliest_receipt_wins_and_goes_when_its_complaint_goes() -> None:
    """STANDARDS §8.17: merging buys no time."""
    case = told()
    case.then("2026-03-03 10:00", e.Absorbed("CX-0", case.at("2026-02-23 10:00")))
    assert case.due("resolve") == "2026-03-06 00:00"
    case.then("2026-03-03 11:00", e.Released("CX-0", case.at("2026-02-23 10:00")))
    assert case.due("resolve") == "2026-03-13 00:00"


# Other standards


def by_severity(facts: Facts) -> Policy:
    return policy(
        clock("respond", "1bd"),
        clock("resolve", "4d" if facts.severity is Severity.S1 else "10d", pause=frozenset({"customer"})),
    )


def test_a_new_severity_keeps_the_pause_already_taken() -> None:
    """TRAPS 11, golden case 7, and TRAPS 12: the target counts from the receipt."""
    case = story(office(), by_severity).log("2026-03-02 10:00")
    case.then("2026-03-03 10:00", ask()).then("2026-03-05 10:00", e.Resumed())
    assert case.due("resolve") == "2026-03-15 00:00"
    case.then("2026-03-05 11:00", e.Assessed(Severity.S1))
    assert case.due("resolve") == "2026-03-09 00:00"
    assert case.clock("resolve").moved_at == case.at("2026-03-05 11:00")
    assert case.clock("respond").verdict is Verdict.MET


def test_other_standards_change_no_verdict() -> None:
    strict = policy(clock("respond", "1bh"), clock("resolve", "5d"))
    case = story(office(), STANDARD, strict).log("2026-03-02 10:00").then("2026-03-02 15:00", reply())
    met = case.clock("respond")
    case.then("2026-03-03 10:00", e.Retargeted(FIRST, SECOND, "standard"))
    assert case.clock("respond") == met
    assert case.due("resolve") == "2026-03-08 00:00"
    assert not case.has("offer")


def test_a_clock_that_was_over_before_it_was_in_force_is_not_owed_afterwards() -> None:
    case = story(office(), policy(clock("resolve", "10d")), STANDARD).log("2026-03-02 10:00")
    case.then("2026-03-20 10:00", offer()).then("2026-03-20 11:00", e.Retargeted(FIRST, SECOND, "standard"))
    assert not case.has("offer")
    assert not case.has("respond")
    assert case.clock("update").started_at == case.at("2026-03-20 10:00")


def unmoved(instances: tuple[ClockInstance, ...]) -> tuple[ClockInstance, ...]:
    """Without the memory of a move."""
    return tuple(replace(found, moved_at=None) for found in instances)


def test_there_and_back_again_is_as_before() -> None:
    case = story(office(), STANDARD, LAW).log("2026-03-02 10:00").then("2026-03-02 15:00", reply(), refer())
    before = case.instances()
    case.then("2026-03-03 10:00", e.Retargeted(FIRST, SECOND, "law"), e.Retargeted(SECOND, FIRST, "standard"))
    assert unmoved(case.instances()) == before


def test_a_period_that_other_standards_dropped_keeps_its_number() -> None:
    """A number is never given twice: the next period would overwrite the verdict of the one before."""
    case = story(office(), STANDARD, LAW).log("2026-03-02 10:00").then("2026-03-02 11:00", reply())
    case.then("2026-03-02 12:00", e.Retargeted(FIRST, SECOND, "law")).then("2026-03-02 13:00", reply())
    case.then("2026-03-02 14:00", e.Retargeted(SECOND, FIRST, "standard")).then("2026-03-20 11:00", reply())
    assert not case.has("update", instance=1)
    assert case.clock("update", instance=2).verdict is Verdict.BREACHED
    assert case.clock("update", instance=3).verdict is Verdict.RUNNING


def test_an_extension_moves_one_instance_and_later_pauses_move_it_on() -> None:
    case = told()
    case.then("2026-03-05 10:00", e.Extended("resolve", 1, 1, case.at("2026-03-21 00:00")))
    assert case.due("resolve") == "2026-03-21 00:00"
    case.then("2026-03-06 10:00", ask()).then("2026-03-09 10:00", e.Resumed())
    assert case.due("resolve") == "2026-03-24 00:00"


# A policy's own clocks


def test_a_clock_may_start_with_the_acknowledgement() -> None:
    """STANDARDS §2.2, gb-housing: ten working days of the acknowledgement, not of the receipt."""
    housing = policy(
        clock("acknowledge", "5bd", basis=Basis.LAW), clock("resolve", "10bd", starts="acknowledged", basis=Basis.LAW)
    )
    case = story(office(), housing).log("2026-03-02 10:00")
    assert not case.has("resolve")
    case.then("2026-03-05 10:00", e.Acknowledged("letter", automatic=False))
    assert case.due("resolve") == "2026-03-20 00:00"
    case.then("2026-03-06 10:00", e.FinalSent()).then("2026-03-09 10:00", e.Returned())
    assert case.due("resolve", cycle=2) == "2026-03-20 00:00"


def test_a_letter_may_stop_a_clock() -> None:
    """STANDARDS §2.2, gb-fca-disp: the delay letter satisfies the rule, the complaint stays open."""
    disp = policy(clock("resolve", "8w", stops=("final_sent", "fulfilled", "letter:extension-notice")))
    case = story(office(), disp).log("2026-03-02 10:00")
    case.then("2026-04-20 10:00", e.LetterAccepted("extension-notice", "m"))
    assert case.clock("resolve").verdict is Verdict.MET


def test_a_window_is_met_or_missed_but_never_breached_and_may_waive_another() -> None:
    """STANDARDS §2.2, gb-fca-disp: accepted by the close of the third business day, no final response is owed."""
    window = clock("window:src", "3bd", stops=("accepted",), kind=ClockKind.WINDOW)
    waived = policy(window, clock("resolve", "8w", waived_by=("window:src:met",)))
    case = story(office(), waived).log("2026-03-02 10:00").then("2026-03-04 10:00", offer(), e.OptionAccepted(1))
    assert case.clock("window:src").verdict is Verdict.MET
    assert case.clock("resolve").verdict is Verdict.CANCELLED
    late = story(office(), waived).log("2026-03-02 10:00").then("2026-03-14 10:00", offer(), e.OptionAccepted(1))
    assert late.clock("window:src").verdict is Verdict.CANCELLED
    assert late.clock("resolve").verdict is Verdict.RUNNING


def test_the_customers_right_outlives_the_closing_and_is_nobodys_due() -> None:
    """STANDARDS §2.2, gb-fca-disp: six months to refer it after the final response."""
    right = clock("referral", "6mo", starts="final_sent", kind=ClockKind.CUSTOMER_RIGHT)
    case = story(office(), policy(right)).log("2026-03-02 10:00").then("2026-03-31 10:00", e.FinalSent())
    case.then("2026-04-02 10:00", e.Closed(Outcome.FINAL_RESPONSE))
    assert case.due("referral") == "2026-10-01 00:00"
    assert summary(case.instances()).next_due is None


def test_three_mails_and_one_reply_count_from_the_first_mail() -> None:
    """Golden case 9, on a channel of the customer's choice (TRAPS 5)."""
    answers = policy(clock("next-reply", "1bd", starts="customer_wrote", stops=("replied",)))
    case = story(office(), answers).log("2026-03-02 10:00").then("2026-03-03 10:00", customer_wrote())
    case.then("2026-03-04 10:00", customer_wrote()).then("2026-03-04 11:00", customer_wrote())
    assert case.clock("next-reply").started_at == case.at("2026-03-03 10:00")
    case.then("2026-03-04 12:00", reply()).then("2026-03-05 12:00", customer_wrote())
    assert case.clock("next-reply").verdict is Verdict.MET
    assert case.clock("next-reply", instance=2).verdict is Verdict.RUNNING


# Imports


def imported() -> Story:
    """Received on Monday at ten, years before anybody imports it; nothing is owed to its customer."""
    return story(office(), STANDARD).log("2026-03-02 10:00", acknowledgement=AcknowledgementState.NOT_OWED)


def test_a_closed_import_proves_what_its_source_knew_and_nothing_else() -> None:
    """DOMAIN §12."""
    case = imported()
    replied_at, resolved_at = case.at("2026-03-05 10:00"), case.at("2026-03-06 10:00")
    case.then("2026-11-02 10:00", e.HistoryImported(responded_at=replied_at, resolved_at=resolved_at, closed=True))
    assert {found.clock: found.verdict for found in case.instances()} == {
        "acknowledge": Verdict.UNKNOWN,
        "respond": Verdict.BREACHED,
        "offer": Verdict.UNKNOWN,
        "resolve": Verdict.MET,
    }


def test_an_open_import_runs_on_from_its_own_receipt() -> None:
    case = imported()
    case.then("2026-11-02 10:00", e.HistoryImported(acknowledged_at=case.at("2026-03-02 11:00")))
    assert case.clock("acknowledge").verdict is Verdict.MET
    assert case.clock("resolve").verdict is Verdict.RUNNING
    assert case.due("resolve") == "2026-03-13 00:00"


def test_the_summary_names_the_earliest_due_and_its_clock() -> None:
    case = told()
    found = summary(case.instances())
    assert (found.next_due, found.next_due_clock) == (case.at("2026-03-02 14:00"), "acknowledge")
    assert summary(()).next_due is None


def test_a_history_without_a_receipt_is_refused() -> None:
    with pytest.raises(ValueError, match="begins with the receipt"):
        story(office(), STANDARD).then("2026-03-02 10:00", e.Noted()).instances()
