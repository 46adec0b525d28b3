"""The ladder over days, through the desk: each step once, late after an outage, quiet hours (DOMAIN §7)."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cxdesk.desk import Desk, NewComplaint
from cxdesk.domain import events as e
from cxdesk.domain.sweeping import GRACE
from cxdesk.domain.words import Role, Severity
from cxdesk.store.people import Agent
from tests.desks import MONDAY, Clock, new_desk, opened


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def desk(tmp_path: Path, clock: Clock) -> Iterator[Desk]:
    with opened(new_desk(tmp_path / "desk", clock), clock) as made:
        made.add_agent(Agent("bob", "Sample Agent", Role.AGENT, email="bob@cxdesk.example"))
        made.add_agent(Agent("sue", "Sample Supervisor", Role.SUPERVISOR, email="sue@cxdesk.example"))
        yield made


def logged(desk: Desk, severity: Severity = Severity.S3) -> str:
    ref = desk.log(NewComplaint(channel="phone", subject="Late", text="x", severity=severity)).ref
    desk.assign(ref, "bob")
    return ref


def alarms(desk: Desk, ref: str) -> list[tuple[str, str | None, bool]]:
    """Clock, step and lateness of what the ladder did, in order."""
    found = (moment.event for moment in desk.show(ref).timeline)
    return [(event.clock or "", event.step, event.late) for event in found if isinstance(event, e.Warned | e.Escalated)]


def sweep_every(desk: Desk, clock: Clock, until: datetime, **step: float) -> None:
    while clock.at < until:
        clock.on(**step)
        desk.sweep()


def test_golden_12_cron_twice_in_one_minute_is_one_alarm_each(desk: Desk, clock: Clock) -> None:
    ref = logged(desk)
    clock.at = MONDAY + timedelta(days=2)
    first = desk.sweep()
    clock.on(seconds=20)
    second = desk.sweep()
    assert first.did["Breached"] == 1
    assert not second.did
    assert len(alarms(desk, ref)) == len(set(alarms(desk, ref)))
    assert desk.verify() == []


def test_golden_12_off_for_three_days_is_one_catch_up_that_says_so(desk: Desk, clock: Clock) -> None:
    """Late marks on what fired late, one notice for each recipient, and the blind hours written down."""
    ref = logged(desk)
    other = logged(desk)
    desk.sweep()
    clock.at = MONDAY + timedelta(days=3, hours=3)
    caught = desk.sweep()
    assert caught.blind_since == MONDAY
    assert caught.late > 0
    assert caught.refs
    told = [letter.recipient for letter in map(desk.letter, caught.letters)]
    assert sorted(told) == ["bob@cxdesk.example", "sue@cxdesk.example"]
    (body,) = {desk.letter(number).body for number in caught.letters if desk.letter(number).recipient.startswith("bob")}
    assert ref in body
    assert other in body
    assert all(late for clock_name, _step, late in alarms(desk, ref) if clock_name == "acknowledge")
    row = desk._connection.execute("SELECT blind_from FROM runs WHERE kind = 'sweep' ORDER BY id DESC").fetchone()
    assert row[0] == int(MONDAY.timestamp() * 1_000_000)
    assert desk.sweep().blind_since is None


def test_a_desk_swept_in_time_marks_nothing_late(desk: Desk, clock: Clock) -> None:
    ref = logged(desk)
    sweep_every(desk, clock, MONDAY + timedelta(days=5), minutes=GRACE.total_seconds() / 60)
    found = alarms(desk, ref)
    assert found
    assert not any(late for _clock, _step, late in found)
    steps = [step for clock_name, step, _late in found if clock_name == "acknowledge"]
    assert (len(steps), set(steps)) == (2, {"80%", "100%"})


def test_an_unanswered_escalation_goes_up_by_itself_and_an_answered_one_stays(desk: Desk, clock: Clock) -> None:
    ref, answered = logged(desk), logged(desk)
    clock.at = MONDAY + timedelta(days=2)
    desk.sweep()
    assert [one.level for one in desk.complaint(ref).escalations] == [2]
    desk.answer(answered, "on it")
    clock.at = MONDAY + timedelta(days=2, hours=30)
    desk.sweep()
    risen = desk.complaint(ref).escalations[-1]
    assert (risen.level, risen.trigger) == (3, "unanswered:1")
    assert "unanswered:1" not in {one.trigger for one in desk.complaint(answered).escalations}
    before = len(desk.complaint(ref).escalations)
    desk.sweep()
    assert len(desk.complaint(ref).escalations) == before


def test_a_notice_waits_for_the_hours_of_its_reader_and_the_clock_does_not(desk: Desk, clock: Clock) -> None:
    """STANDARDS §2.1.7, TRAPS 50: the alarm fires at night, the letter leaves at nine."""
    desk.edit_agent(Agent("bob", "Sample Agent", Role.AGENT, email="bob@cxdesk.example", hours="desk"))
    ref = logged(desk)
    clock.at = MONDAY + timedelta(days=1, hours=15)
    swept = desk.sweep()
    assert swept.at == datetime(2026, 3, 4, 0, tzinfo=UTC)
    assert desk.complaint(ref).escalations
    letters = {desk.letter(number).recipient: desk.letter(number) for number in swept.letters}
    assert letters["bob@cxdesk.example"].next_try_at == datetime(2026, 3, 4, 9, tzinfo=UTC)
    assert letters["sue@cxdesk.example"].next_try_at == swept.at
