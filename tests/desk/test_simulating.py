"""What another policy would have made of the past: figures, no writing (TRAPS 6, 19)."""

import hashlib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from cxdesk.config import ConfigError
from cxdesk.desk import Desk, NewComplaint
from cxdesk.domain.instances import Verdict
from cxdesk.domain.words import Direction, Severity
from tests.desks import MONDAY, Clock, new_desk, opened


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def desk(tmp_path: Path, clock: Clock) -> Iterator[Desk]:
    """Answered in time, answered late, and not answered yet; swept on the way."""
    with opened(new_desk(tmp_path / "desk", clock), clock) as made:
        for number, hours in enumerate((5, 100)):
            clock.at = MONDAY + timedelta(days=7 * number)
            ref = made.log(NewComplaint(channel="phone", subject="Late", text="x", severity=Severity.S3)).ref
            made.take(ref)
            clock.on(hours=hours)
            made.sweep()
            made.contact(ref, Direction.OUT, "phone", "we look into it")
        clock.at = MONDAY + timedelta(days=14)
        made.log(NewComplaint(channel="phone", subject="Late", text="x", severity=Severity.S3))
        clock.on(hours=6)
        made.sweep()
        yield made


def other(desk: Desk, text: str) -> Path:
    file = desk.folder / "other.toml"
    file.write_text(text, encoding="utf-8")
    return file


ANSWER_IN = '[policy.standard.clock.respond]\ntarget = "{target}"\n'
STRICTER, LOOSER = ANSWER_IN.format(target="4h"), ANSWER_IN.format(target="5bd")


def test_the_same_standards_give_the_same_figures(desk: Desk) -> None:
    found = desk.simulate(desk.snapshot_over(other(desk, "")))
    assert found.complaints == 3
    assert found.before == found.after
    assert found.turns == []
    assert found.fired_before == found.fired_after


def test_a_stricter_policy_shows_what_would_breach_also_of_what_is_open(desk: Desk) -> None:
    found = desk.simulate(desk.snapshot_over(other(desk, STRICTER)))
    assert (found.before["respond"].met, found.before["respond"].counted) == (1, 2)
    assert (found.after["respond"].met, found.after["respond"].counted) == (0, 3)
    assert [(turn.ref, turn.clock, turn.breaches_anew) for turn in found.turns] == [
        ("CX-1", "respond", True),
        ("CX-3", "respond", True),
    ]
    assert all(turn.is_open for turn in found.turns)
    assert sum(found.fired_after.values()) > sum(found.fired_before.values())


def test_a_looser_policy_forgets_a_breach_that_was_written(desk: Desk) -> None:
    found = desk.simulate(desk.snapshot_over(other(desk, LOOSER)))
    assert [(turn.ref, turn.old, turn.new) for turn in found.turns if turn.clock == "respond"] == [
        ("CX-2", Verdict.BREACHED, Verdict.MET)
    ]
    assert found.after["respond"].share == 1.0
    assert found.fired_after[2] < found.fired_before[2]


def test_another_calendar_is_tried_the_same_way(desk: Desk) -> None:
    closed = '[calendar.desk]\nclosed = ["2026-03-10", "2026-03-11"]\n'
    found = desk.simulate(desk.snapshot_over(other(desk, closed)))
    assert ("CX-2", "respond") in [(turn.ref, turn.clock) for turn in found.turns if turn.breaches_no_more]


def test_since_takes_what_came_later_and_whatever_is_open(desk: Desk, clock: Clock) -> None:
    desk.withdraw("CX-1", "never mind")
    assert desk.simulate(desk.snapshot, MONDAY + timedelta(days=1)).complaints == 2
    assert desk.simulate(desk.snapshot).complaints == 3


def test_simulating_changes_not_a_byte(desk: Desk, clock: Clock) -> None:
    file = other(desk, STRICTER)
    files = sorted(path for path in desk.folder.rglob("*") if path.is_file())
    before = [hashlib.sha256(path.read_bytes()).hexdigest() for path in files if path.suffix != ".db-shm"]
    head = desk.head()
    told: list[tuple[int, int]] = []
    with Desk.open(desk.folder, agent="ann", now=clock, randomness=bytes, readonly=True) as reading:
        reading.simulate(reading.snapshot_over(file), progress=lambda done, of: told.append((done, of)))
        list(reading.preview_policy(reading.snapshot_over(file)))
    after = [hashlib.sha256(path.read_bytes()).hexdigest() for path in files if path.suffix != ".db-shm"]
    assert before == after
    assert told == [(3, 3)]
    assert desk.head() == head


def test_a_mistake_in_the_file_is_named_as_in_desk_toml(desk: Desk) -> None:
    with pytest.raises(ConfigError) as refused:
        desk.snapshot_over(other(desk, '[policy.standard.clock.respond]\ntarget = "soon"\n'))
    assert (refused.value.problems[0].file, refused.value.problems[0].line) == ("other.toml", 2)
