"""Three times: when it happened, when the desk learned it, and whose clock says so (DOMAIN §11)."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from cxdesk.desk import Desk, NewComplaint, Refused
from cxdesk.domain.words import Direction, Status
from cxdesk.errors import NotDone
from tests.desks import Clock, new_desk, opened

CALL = NewComplaint(channel="phone", text="Late")


@pytest.fixture
def clock() -> Clock:
    """The desk's present."""
    return Clock()


@pytest.fixture
def desk(tmp_path: Path, clock: Clock) -> Iterator[Desk]:
    """A desk with one complaint, received three weeks ago and logged then."""
    with opened(new_desk(tmp_path / "desk", clock), clock) as found:
        found.log(CALL)
        clock.on(days=21)
        yield found


def test_an_act_keeps_when_it_happened_and_when_the_desk_learned(desk: Desk, clock: Clock) -> None:
    at = clock.at - timedelta(hours=3)
    desk.contact("CX-1", Direction.OUT, "phone", "We are on it", at=at)
    last = desk.show("CX-1").timeline[-1]
    assert (last.at, last.recorded_at) == (at, clock.at)
    assert desk.complaint("CX-1").responded_at == at


@pytest.mark.parametrize("ahead", [timedelta(microseconds=1), timedelta(days=1)])
def test_nothing_has_happened_in_the_future(desk: Desk, clock: Clock, ahead: timedelta) -> None:
    head = desk.head()
    with pytest.raises(NotDone, match="future"):
        desk.note("CX-1", "seen", at=clock.at + ahead)
    with pytest.raises(NotDone, match="future"):
        desk.log(NewComplaint(channel="phone", text="Late", received_at=clock.at + ahead))
    assert desk.head() == head


def test_up_to_the_tolerance_no_reason_is_asked_beyond_it_one_is_kept(desk: Desk, clock: Clock) -> None:
    tolerance = desk.settings.desk.backdate
    desk.note("CX-1", "seen", at=clock.at - tolerance)
    further = clock.at - tolerance - timedelta(seconds=1)
    with pytest.raises(NotDone, match="say why") as refused:
        desk.note("CX-1", "seen", at=further, reason="  ")
    assert refused.value.mend == "--reason"
    desk.note("CX-1", "seen", at=further, reason="found on paper")
    assert ("backdated", "found on paper") in desk.show("CX-1").timeline[-1].words


def test_a_receipt_far_back_keeps_its_reason(desk: Desk, clock: Clock) -> None:
    early = clock.at - timedelta(days=30)
    with pytest.raises(NotDone, match="say why"):
        desk.log(NewComplaint(channel="letter", text="Late", received_at=early))
    change = desk.log(NewComplaint(channel="letter", text="Late", received_at=early, reason="lay in the post room"))
    assert ("backdated", "lay in the post room") in desk.show(change.ref).timeline[0].words


def test_nothing_happened_to_it_before_it_was_received(desk: Desk, clock: Clock) -> None:
    with pytest.raises(Refused, match="before it was received"):
        desk.note("CX-1", "seen", at=clock.at - timedelta(days=22), reason="found on paper")


def test_a_status_does_not_change_before_the_change_that_led_to_it(desk: Desk, clock: Clock) -> None:
    desk.take("CX-1")
    desk.start("CX-1")
    clock.on(hours=2)
    with pytest.raises(Refused, match="not investigating yet"):
        desk.final("CX-1", "no", "because", "the ombudsman", at=clock.at - timedelta(hours=3))
    assert desk.complaint("CX-1").status is Status.INVESTIGATING


def test_a_reply_given_in_time_and_entered_late_is_met(desk: Desk, clock: Clock) -> None:
    """`met` counts the moment it happened; the report lists that it was entered later (CLI.md, daily report)."""
    entered = desk.log(CALL)
    started = clock.at
    clock.on(days=6)
    desk.acknowledge(entered.ref, "phone", "read to the customer", at=started + timedelta(minutes=10))
    verdicts = {one.clock: one.verdict.value for one in desk.show(entered.ref).standing.instances}
    assert verdicts["acknowledge"] == "met"
