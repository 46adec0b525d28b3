"""Standards in force: previewed, applied in batches, and every row as the history says (DOMAIN §6, TRAPS 6)."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from cxdesk.config.holidays import StoredHolidays, store_holidays
from cxdesk.desk import Desk, NewComplaint
from cxdesk.domain import events as e
from cxdesk.domain.instances import ClockInstance, Verdict
from cxdesk.domain.words import Direction, Role, Severity
from cxdesk.errors import NotDone
from cxdesk.store import snapshots
from cxdesk.store.people import Agent
from tests.desks import Clock, new_desk, opened

BATCH = 40


@pytest.fixture(autouse=True)
def _small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cxdesk.desk.standards.BATCH", BATCH)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def desk(tmp_path: Path, clock: Clock) -> Iterator[Desk]:
    with opened(new_desk(tmp_path / "desk", clock), clock) as made:
        yield made


def logged(desk: Desk, severity: Severity | None = Severity.S3) -> str:
    return desk.log(NewComplaint(channel="phone", subject="Late", text="Late.", severity=severity)).ref


def write(desk: Desk, text: str) -> None:
    """Add to desk.toml."""
    settings = desk.folder / "desk.toml"
    settings.write_text(settings.read_text(encoding="utf-8") + "\n" + text, encoding="utf-8")


def close_day(desk: Desk, day: str) -> None:
    settings = desk.folder / "desk.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("closed = []", f'closed = ["{day}"]', 1), encoding="utf-8")


def clock_of(desk: Desk, ref: str, name: str) -> ClockInstance:
    return next(found for found in desk.show(ref).standing.instances if found.clock == name)


RESOLVE_IN = '[policy.standard.clock.resolve]\ntarget = "{target}"\n'


def test_golden_10_a_holiday_added_today_for_tomorrow(desk: Desk, clock: Clock) -> None:
    """Preview, recompute, audit row, and no past verdict changed."""
    ref = logged(desk, Severity.S1)
    clock.on(days=1, hours=16)
    desk.sweep()
    before = clock_of(desk, ref, "respond")
    assert before.verdict is Verdict.BREACHED
    other = logged(desk)
    close_day(desk, "2026-03-05")
    shifts = [(shift.ref, shift.clock) for shift in desk.preview_policy()]
    assert (other, "respond") in shifts
    assert (ref, "respond") not in shifts
    old_due = clock_of(desk, other, "respond").due_at
    assert desk.apply_policy().retargeted == 2
    new_due = clock_of(desk, other, "respond").due_at
    assert old_due is not None
    assert new_due is not None
    assert new_due - old_due == timedelta(days=1)
    assert clock_of(desk, ref, "respond") == before
    audit = [moment.event for moment in desk.show(other).timeline if isinstance(moment.event, e.Retargeted)]
    assert [event.new for event in audit] == [desk.snapshot.hash]
    assert desk.verify() == []


def test_a_preview_says_what_would_be_late_at_once_and_writes_nothing(desk: Desk, clock: Clock) -> None:
    ref = logged(desk)
    clock.on(days=4)
    head = desk.head()
    write(desk, RESOLVE_IN.format(target="2d"))
    (shift,) = desk.preview_policy()
    assert (shift.ref, shift.clock, shift.overdue) == (ref, "resolve", True)
    assert desk.head() == head
    assert clock_of(desk, ref, "resolve").due_at == shift.old_due_at
    desk.apply_policy()
    assert clock_of(desk, ref, "resolve").due_at == shift.new_due_at
    assert desk.sweep().did["Breached"] >= 1


def test_applying_many_goes_in_batches_tells_how_far_it_is_and_leaves_the_rows_true(desk: Desk, clock: Clock) -> None:
    refs = [logged(desk, severity) for severity in (*Severity, None) for _number in range(12)]
    for place, ref in enumerate(refs[::3]):
        desk.take(ref)
        desk.contact(ref, Direction.OUT, "phone", "we look into it")
        if place % 2:
            desk.refer(ref, "test it", clock.at + timedelta(days=9), why="testing")
    closed = refs[0]
    desk.withdraw(closed, "never mind")
    clock.on(days=6)
    desk.sweep()
    write(desk, RESOLVE_IN.format(target="33d"))
    told: list[tuple[int, int]] = []
    with opened(desk.folder, clock) as other:

        def meanwhile(done: int, of: int) -> None:
            told.append((done, of))
            assert other.complaint(refs[1]).is_open
            other.take(refs[-1] if done < of else refs[-2])

        applied = desk.apply_policy(meanwhile)
    assert applied.retargeted == len(refs) - 1
    assert told == [(BATCH, 59), (59, 59)]
    assert desk.verify() == []
    assert not any(isinstance(moment.event, e.Retargeted) for moment in desk.show(closed).timeline)
    assert desk.apply_policy().retargeted == 0


def test_applying_that_was_broken_off_is_finished_by_applying_again(desk: Desk) -> None:
    refs = [logged(desk) for _number in range(BATCH + 5)]
    write(desk, RESOLVE_IN.format(target="33d"))

    def broken(done: int, _of: int) -> None:
        assert done > BATCH, "killed"

    with pytest.raises(AssertionError, match="killed"):
        desk.apply_policy(broken)
    assert desk.verify() == []
    assert desk.left_behind() == len(list(desk.preview_policy())) == 5
    again = desk.apply_policy()
    assert (again.changed, again.retargeted, desk.left_behind()) == (False, 5, 0)
    assert {(shift.ref, shift.clock) for shift in again.shifts} == {(ref, "resolve") for ref in refs[BATCH:]}
    assert {desk.complaint(ref).snapshot for ref in refs} == {desk.snapshot.hash}


def test_an_act_between_reading_and_writing_is_not_lost(desk: Desk, clock: Clock) -> None:
    """The batch leaves alone what moved meanwhile, and holds it anew by itself."""
    refs = [logged(desk) for _number in range(3)]
    write(desk, RESOLVE_IN.format(target="33d"))
    histories, other = desk._histories, opened(desk.folder, clock)

    def interrupted(numbers: list[int]) -> dict[int, list[e.Happened]]:
        found = histories(numbers)
        with other:
            other.take(refs[1])
        return found

    desk._histories = interrupted  # type: ignore[method-assign, assignment]  # stops midway
    assert desk.apply_policy().retargeted == 3
    assert desk.complaint(refs[1]).owner == "ann"
    assert {desk.complaint(ref).snapshot for ref in refs} == {desk.snapshot.hash}
    assert desk.verify() == []


def test_a_clock_that_the_new_policy_finds_stopped_too_late_is_breached_by_its_own_event(
    desk: Desk, clock: Clock
) -> None:
    """DOMAIN §4.9: the verdict is written with the act that finds it."""
    ref = logged(desk)
    desk.take(ref)
    clock.on(days=3)
    desk.contact(ref, Direction.OUT, "phone", "we look into it")
    write(desk, '[policy.standard.clock.resolve]\ntarget = "1d"\nstops = ["replied"]\n')
    assert desk.apply_policy().retargeted == 1
    assert clock_of(desk, ref, "resolve").verdict is Verdict.BREACHED
    assert [event.clock for event in _events(desk, ref, e.Breached)] == ["resolve"]
    assert desk.verify() == []


def _events(desk: Desk, ref: str, kind: type[e.Breached]) -> list[e.Breached]:
    return [moment.event for moment in desk.show(ref).timeline if isinstance(moment.event, kind)]


def test_only_a_manager_applies(desk: Desk, clock: Clock) -> None:
    desk.add_agent(Agent("bob", "Sample Agent", Role.AGENT))
    with (
        Desk.open(desk.folder, agent="bob", now=clock, randomness=bytes) as his,
        pytest.raises(NotDone, match="it is for: manager"),
    ):
        his.apply_policy()


def test_a_date_beyond_the_published_year_is_provisional_until_the_data_comes(tmp_path: Path) -> None:
    """STANDARDS §8.8: recomputed and logged when the next year's holidays are stored and applied."""
    clock = Clock(datetime(2026, 12, 21, 9, tzinfo=UTC))
    with opened(new_desk(tmp_path / "desk", clock), clock) as desk:
        write(
            desk, '[calendar.law]\ncountry = "CN"\n[policy.standard.clock.resolve]\ntarget = "10bd"\ncalendar = "law"\n'
        )
        desk.apply_policy()
        ref = logged(desk)
        before = clock_of(desk, ref, "resolve")
        assert before.provisional
        assert before.due_at == datetime(2027, 1, 5, tzinfo=UTC)
        new_year = StoredHolidays(
            "CN", "", "a sample notice", "2027", date(2027, 12, 31), (date(2027, 1, 1), date(2027, 1, 4)), ()
        )
        store_holidays(desk.folder, new_year)
        assert [(shift.clock, shift.new_due_at) for shift in desk.preview_policy()] == [
            ("resolve", datetime(2027, 1, 7, tzinfo=UTC))
        ]
        assert desk.apply_policy().retargeted == 1
        after = clock_of(desk, ref, "resolve")
        assert (after.provisional, after.due_at) == (False, datetime(2027, 1, 7, tzinfo=UTC))
        assert snapshots.applied(desk._connection) == desk.complaint(ref).snapshot
        assert desk.verify() == []
