"""What a corrected fact does to the clocks, and what it leaves alone (DOMAIN §3 `correct`, §4.9, §4.11)."""

from datetime import date

import pytest

from cxdesk.domain import events as e
from cxdesk.domain.instances import Verdict
from cxdesk.domain.policy import Basis, Facts, Policy
from cxdesk.domain.words import Outcome, Severity
from tests.domain.histories import Story, ask, clock, office, policy, reply, story

PLAIN = policy(clock("respond", "3bd"), clock("resolve", "10d", pause=frozenset({"customer"})))
GRAVE = policy(clock("respond", "1bd"), clock("resolve", "2d", pause=frozenset({"customer"})), name="grave")


def by_severity(facts: Facts) -> Policy:
    return GRAVE if facts.severity is Severity.S1 else PLAIN


def logged(**facts: object) -> Story:
    return story(office(), by_severity).log("2026-03-02 10:00", **facts)


def test_a_corrected_severity_retargets_as_an_assessment_does() -> None:
    assessed, corrected = logged(severity=Severity.S4), logged(severity=Severity.S4)
    assessed.then("2026-03-03 10:00", ask()).then("2026-03-04 10:00", e.Resumed())
    corrected.then("2026-03-03 10:00", ask()).then("2026-03-04 10:00", e.Resumed())
    assessed.then("2026-03-05 10:00", e.Assessed(severity=Severity.S1))
    corrected.then("2026-03-05 10:00", e.Corrected("severity", "S1", "S4"))
    assert corrected.standing().policy.name == "grave"
    assert corrected.instances() == assessed.instances()
    assert corrected.due("resolve") == "2026-03-06 00:00"


def test_what_is_fixed_stays_under_the_standards_that_fixed_it() -> None:
    case = logged(severity=Severity.S4).then("2026-03-04 10:00", reply())
    first = case.clock("respond")
    case.then("2026-03-05 10:00", e.Corrected("severity", "S1", "S4"))
    assert case.clock("respond") == first
    assert (first.verdict, case.clock("respond").policy) == (Verdict.MET, "standard")
    assert case.clock("resolve").policy == "grave"


@pytest.mark.parametrize("name", ["segment", "product", "category", "channel", "jurisdiction"])
def test_any_fact_that_chooses_the_standards_retargets_when_it_is_corrected(name: str) -> None:
    def special(facts: Facts) -> Policy:
        return GRAVE if getattr(facts, name) == "special" else PLAIN

    case = story(office(), special).log("2026-03-02 10:00")
    assert case.standing().policy.name == "standard"
    case.then("2026-03-02 11:00", e.Corrected(name, "special"))
    assert case.standing().policy.name == "grave"


def test_what_runs_from_the_receipt_starts_at_the_corrected_one() -> None:
    case = logged().then("2026-03-03 10:00", e.Corrected("received_at", "2026-02-27T15:00:00+00:00"))
    assert (case.due("respond"), case.due("resolve")) == ("2026-03-05 00:00", "2026-03-10 00:00")
    assert case.clock("resolve").started_at == case.at("2026-02-27 15:00")
    assert case.clock("resolve").moved_at == case.at("2026-03-03 10:00")


def test_a_corrected_receipt_mends_no_breach() -> None:
    """STANDARDS §8.28: never a breach mended by editing a date."""
    case = logged().then("2026-03-06 10:00", reply())
    first = case.clock("respond")
    assert first.verdict is Verdict.BREACHED
    case.then("2026-03-06 11:00", e.Corrected("received_at", "2026-03-05T09:00:00+00:00"))
    assert case.clock("respond") == first
    assert case.clock("resolve").started_at == case.at("2026-03-05 09:00")


def test_the_date_of_the_corrected_receipt_chooses_the_standards_of_that_date() -> None:
    case = story(office(), lambda facts: PLAIN if facts.received_on.isoformat() >= "2026-03-01" else GRAVE).log(
        "2026-03-02 10:00"
    )
    case.then("2026-03-02 12:00", e.Corrected("received_at", "2026-02-28T23:30:00+00:00"))
    assert case.standing().policy.name == "grave"
    assert case.clock("respond").started_at == case.at("2026-02-28 23:30")


def test_the_date_is_that_of_the_desks_zone() -> None:
    case = story(
        office("Asia/Shanghai"), lambda facts: PLAIN if facts.received_on.isoformat() >= "2026-03-01" else GRAVE
    ).log("2026-03-02 10:00")
    case.then("2026-03-02 12:00", e.Corrected("received_at", "2026-02-28T23:30:00+00:00"))
    assert case.standing().policy.name == "standard"


def test_the_earliest_receipt_wins_over_a_corrected_later_one() -> None:
    """DOMAIN §4.13."""
    case = logged().then("2026-03-03 10:00", e.Absorbed("CX-2", office().start_of_day(_day("2026-02-27"))))
    case.then("2026-03-03 11:00", e.Corrected("received_at", "2026-03-02T09:00:00+00:00"))
    assert case.clock("resolve").started_at == case.at("2026-02-27 00:00")
    case.then("2026-03-03 12:00", e.Released("CX-2", case.at("2026-02-27 00:00")))
    assert case.clock("resolve").started_at == case.at("2026-03-02 09:00")


def _day(text: str) -> date:
    return date.fromisoformat(text)


def test_a_law_that_runs_on_through_a_return_follows_the_corrected_receipt() -> None:
    """DOMAIN §4.12."""
    law = policy(clock("resolve", "8w", basis=Basis.LAW))
    case = story(office(), law).log("2026-03-02 10:00").then("2026-03-03 10:00", e.FinalSent())
    first = case.clock("resolve")
    case.then("2026-03-04 10:00", e.Returned())
    case.then("2026-03-04 11:00", e.Corrected("received_at", "2026-02-27T15:00:00+00:00"))
    assert case.clock("resolve", cycle=2).started_at == case.at("2026-02-27 15:00")
    assert case.clock("resolve") == first


def test_a_second_verdict_outlives_other_standards() -> None:
    case = logged(severity=Severity.S4).then("2026-03-06 10:00", reply())
    case.then("2026-03-06 11:00", e.Corrected("verdict:respond:1:1", "met", "breached"))
    case.then("2026-03-06 12:00", e.Corrected("severity", "S1", "S4"))
    found = case.clock("respond")
    assert (found.verdict, found.corrected) == (Verdict.BREACHED, Verdict.MET)


def test_what_was_corrected_after_the_end_holds_for_the_cycle_that_a_reopening_begins() -> None:
    """DOMAIN §3: any status; §4.12."""
    case = logged(severity=Severity.S4).then("2026-03-03 10:00", e.FinalSent())
    case.then("2026-03-04 10:00", e.Closed(Outcome.FINAL_RESPONSE))
    ended = case.instances()
    case.then("2026-03-05 10:00", e.Corrected("severity", "S1", "S4"))
    assert case.instances() == ended
    case.then("2026-03-06 10:00", e.Reopened())
    assert case.clock("resolve", cycle=2).policy == "grave"
    assert case.due("resolve", cycle=2) == "2026-03-09 00:00"
