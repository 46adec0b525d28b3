"""A second verdict, date or fact beside the first: what may be corrected, to what, and what is refused (DOMAIN §3)."""

from dataclasses import replace

import pytest

from cxdesk.domain import acts
from cxdesk.domain import events as e
from cxdesk.domain.complaint import Complaint
from cxdesk.domain.decision import Decision, Refused, Words
from cxdesk.domain.instances import ClockInstance, Verdict
from cxdesk.domain.rules import FACT_KEYS
from cxdesk.domain.words import CORRECTABLE, Severity
from tests.domain.build import DAY, HOUR, MONDAY, SUPERVISOR, investigating, merged, received, running

NOW = MONDAY + DAY
BREACHED = replace(running(), verdict=Verdict.BREACHED)


def corrected(
    fact: str, value: str, it: Complaint | None = None, owed: tuple[ClockInstance, ...] = (BREACHED,)
) -> e.Corrected:
    decision = acts.correct(it or received().complaint, SUPERVISOR, fact, value, "misread", owed, NOW)
    assert decision.words == (Words("reason", "misread"),)
    (event,) = decision.events
    assert isinstance(event, e.Corrected)
    return event


@pytest.mark.parametrize(
    ("fact", "value", "was"),
    [
        ("severity", "S2", "S4"),
        ("verdict:resolve:1:1", "met", "breached"),
        ("channel", "web", "phone"),
        ("cause", "late", None),
        ("segment", "vip", None),
    ],
)
def test_a_correction_holds_both_values(fact: str, value: str, was: str | None) -> None:
    it = received(severity=Severity.S4).complaint
    assert corrected(fact, value, it) == e.Corrected(fact, value, was)


def test_an_instant_is_kept_in_one_way_of_writing() -> None:
    event = corrected("received_at", "2026-03-01T10:00:00+01:00")
    assert event == e.Corrected("received_at", "2026-03-01T09:00:00+00:00", MONDAY.isoformat())


def test_a_second_correction_stands_beside_the_one_before() -> None:
    twice = replace(BREACHED, corrected=Verdict.MET)
    assert corrected("verdict:resolve:1:1", "unknown", owed=(twice,)).was == "met"
    case_ = received(severity=Severity.S4).record(Decision((e.Corrected("severity", "S2", "S4"),)), SUPERVISOR)
    assert corrected("severity", "S1", case_.complaint).was == "S2"


def test_every_fact_that_chooses_the_standards_may_be_corrected() -> None:
    assert set(FACT_KEYS) <= set(CORRECTABLE)


def test_a_correction_needs_a_reason() -> None:
    with pytest.raises(Refused, match="needs a reason"):
        acts.correct(received().complaint, SUPERVISOR, "cause", "late", " ", (), NOW)


@pytest.mark.parametrize(
    ("fact", "value", "why"),
    [
        ("owner", "x", r"owner cannot be corrected; what can: received_at, severity, .*verdict:CLOCK:CYCLE:INSTANCE"),
        ("acknowledged_at", "2026-03-02T09:00:00Z", "acknowledged_at cannot be corrected"),
        ("severity", "S9", "S9 is no severity"),
        ("received_at", "yesterday", "no instant"),
        ("received_at", "2026-03-01T09:00:00", "no instant with its zone"),
        ("verdict:resolve", "met", "names no verdict of this complaint; there are: verdict:resolve:1:1"),
        ("verdict:resolve:1:2", "met", "there are: verdict:resolve:1:1"),
        ("verdict:resolve:1:1", "fine", "fine is no verdict; there are: met, breached, cancelled, unknown"),
        ("verdict:resolve:1:1", "paused", "paused is no verdict"),
        ("verdict:resolve:1:1", "breached", "verdict:resolve:1:1 is breached already"),
        ("cause", " ", "the second value"),
        ("cause", "call +44 20 7946 0000", "is a code"),
        ("channel", "phone", "channel is phone already"),
        ("received_at", "2026-03-02T10:00:00+01:00", "already"),
    ],
)
def test_a_correction_names_a_fact_and_a_value_it_can_have(fact: str, value: str, why: str) -> None:
    with pytest.raises(Refused, match=why):
        corrected(fact, value)


@pytest.mark.parametrize("verdict", [Verdict.RUNNING, Verdict.PAUSED, Verdict.MERGED])
def test_what_has_no_verdict_yet_has_none_to_correct(verdict: Verdict) -> None:
    with pytest.raises(Refused, match="there are: none yet"):
        corrected("verdict:resolve:1:1", "met", owed=(replace(running(), verdict=verdict),))


def test_nothing_is_received_after_the_desk_dealt_with_it() -> None:
    late = (MONDAY + HOUR).isoformat()
    with pytest.raises(Refused, match=r"cannot have been received after 2026-03-02T09:00:00\+00:00"):
        corrected("received_at", late)
    told_late = replace(received().complaint, recorded_at=MONDAY + 3 * HOUR)
    assert corrected("received_at", late, told_late).value == late
    begun = replace(investigating().complaint, recorded_at=MONDAY + 30 * HOUR)
    with pytest.raises(Refused, match="cannot have been received after"):
        corrected("received_at", (MONDAY + 20 * HOUR).isoformat(), begun)


def test_the_receipt_of_what_was_merged_is_the_masters() -> None:
    """DOMAIN §4.13: else the master would no more hold the earliest receipt."""
    source, master = merged()
    with pytest.raises(Refused, match="merged into CX-2, which took its receipt over"):
        corrected("received_at", (MONDAY - DAY).isoformat(), source.complaint)
    assert corrected("received_at", MONDAY.isoformat(), master.complaint)
    assert corrected("severity", "S1", source.complaint)
