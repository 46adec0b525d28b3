"""The arithmetic of a complaint's clocks as rows that can be redone on paper (TRAPS 9)."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from cxdesk.desk import Desk, NewComplaint, UnknownReference
from cxdesk.desk.explaining import Step, hours, steps
from cxdesk.domain.words import Severity
from tests.desks import Clock, new_desk, opened


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def desk(tmp_path: Path, clock: Clock) -> Iterator[Desk]:
    with opened(new_desk(tmp_path / "desk", clock), clock) as made:
        yield made


def rows(desk: Desk, clock: str) -> list[Step]:
    return steps(next(found for found in desk.explain("CX-1").clocks if found.instance.clock == clock))


def test_days_that_mean_the_same_stand_together_and_add_up(desk: Desk, clock: Clock) -> None:
    desk.log(NewComplaint(channel="phone", subject="Late", text="x", severity=Severity.S4))
    told = [(step.what, step.when, step.counts, step.total) for step in rows(desk, "respond")]
    assert told == [
        ("start", "Mon 2026-03-02 09:00 UTC", "", ""),
        ("counted", "Tue 2026-03-03 – Fri 2026-03-06", "4", "4"),
        ("skipped (weekend)", "Sat 2026-03-07 – Sun 2026-03-08", "", ""),
        ("counted", "Mon 2026-03-09", "1", "5"),
        ("due before", "Mon 2026-03-09 24:00 UTC", "", ""),
    ]


def test_a_pause_is_told_and_a_paused_clock_as_if_it_ran_on_now(desk: Desk, clock: Clock) -> None:
    desk.log(NewComplaint(channel="phone", subject="Late", text="x", severity=Severity.S1))
    desk.take("CX-1")
    clock.on(days=1)
    desk.refer("CX-1", "test it", clock.at + timedelta(days=9), why="testing")
    clock.on(days=2)
    told = [(step.what, step.when, step.total) for step in rows(desk, "resolve")]
    assert told == [
        ("start", "Mon 2026-03-02 09:00 UTC", ""),
        ("counted", "Tue 2026-03-03", "1"),
        ("paused", "Wed 2026-03-04 – Thu 2026-03-05", ""),
        ("counted", "Fri 2026-03-06 – Sat 2026-03-07", "3"),
        ("due before", "Sat 2026-03-07 24:00 UTC", ""),
    ]


def test_open_hours_are_told_stretch_by_stretch_with_seconds_where_there_are_any(desk: Desk, clock: Clock) -> None:
    settings = desk.folder / "desk.toml"
    text = settings.read_text(encoding="utf-8") + '\n[policy.standard.clock.respond]\ntarget = "10bh"\n'
    settings.write_text(text, encoding="utf-8")
    desk.apply_policy()
    clock.on(hours=7, seconds=30)
    desk.log(NewComplaint(channel="phone", subject="Late", text="x", severity=Severity.S3))
    told = [(step.when, step.counts, step.total) for step in rows(desk, "respond")]
    assert told == [
        ("Mon 2026-03-02 16:00:30 UTC", "", ""),
        ("Mon 2026-03-02 16:00:30 UTC – Mon 2026-03-02 17:00 UTC", "0:59:30", "0:59:30"),
        ("Tue 2026-03-03 09:00 UTC – Tue 2026-03-03 17:00 UTC", "8:00", "8:59:30"),
        ("Wed 2026-03-04 09:00 UTC – Wed 2026-03-04 10:00:30 UTC", "1:00:30", "10:00"),
        ("Wed 2026-03-04 10:00:30 UTC", "", ""),
    ]
    assert hours(45_000) == "12:30"


def test_a_reference_that_is_none_says_so(desk: Desk) -> None:
    with pytest.raises(UnknownReference):
        desk.explain("CX-9")
