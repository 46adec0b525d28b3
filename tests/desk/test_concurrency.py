"""Many at once: decided anew when others were faster, nothing lost, nothing doubled, no lock error (HOUSE; BUDGETS)."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from cxdesk.desk import Desk, NewComplaint, Refused
from cxdesk.desk.core import ATTEMPTS
from cxdesk.desk.ports import Situation
from cxdesk.domain import acts
from cxdesk.domain.decision import Decision
from cxdesk.domain.words import Outcome, Status
from tests.desks import Clock, new_desk, opened

CALL = NewComplaint(channel="phone", text="Late")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A desk with two complaints."""
    folder = new_desk(tmp_path / "desk", Clock())
    with opened(folder, Clock()) as desk:
        desk.log(CALL)
        desk.log(CALL)
    return folder


@pytest.fixture
def slow(folder: Path) -> Iterator[Desk]:
    """A desk whose acts others interrupt."""
    with opened(folder, Clock()) as found:
        yield found


@pytest.fixture
def fast(folder: Path) -> Iterator[Desk]:
    """The desk that is faster."""
    with opened(folder, Clock()) as found:
        yield found


def interrupted(slow: Desk, others: Callable[[], object], times: int) -> tuple[list[int], list[bool]]:
    """Note an act of *slow* that *others* overtake so often; the sequence it decided on, and whether under the lock."""
    seen: list[int] = []
    locked: list[bool] = []

    def decide(found: Situation) -> Decision:
        seen.append(found.complaint.seq)
        holds = slow._connection.in_transaction
        locked.append(holds)
        if len(seen) <= times and not holds:
            others()
        return acts.note(found.complaint, found.actor, "from the slow one")

    slow.act("CX-1", decide)
    return seen, locked


@pytest.mark.parametrize("times", range(ATTEMPTS))
def test_an_act_is_decided_anew_on_what_others_did_first(slow: Desk, fast: Desk, times: int) -> None:
    seen, locked = interrupted(slow, lambda: fast.note("CX-1", "from the fast one"), times)
    assert seen == list(range(1, times + 2))
    assert not any(locked)
    assert slow.complaint("CX-1").seq == times + 2
    assert slow.verify() == []


def test_who_is_overtaken_every_time_decides_inside_the_lock_at_last(slow: Desk, fast: Desk) -> None:
    seen, locked = interrupted(slow, lambda: fast.note("CX-1", "from the fast one"), 1000)
    assert len(seen) == ATTEMPTS + 1
    assert locked == [False] * ATTEMPTS + [True]
    assert slow.verify() == []


def test_what_became_impossible_meanwhile_is_refused_and_not_written(slow: Desk, fast: Desk) -> None:
    def decide(found: Situation) -> Decision:
        if found.complaint.is_open:
            fast.withdraw("CX-1", "never mind")
        return acts.take(found.complaint, found.actor)

    with pytest.raises(Refused):
        slow.act("CX-1", decide)
    assert slow.complaint("CX-1").status is Status.CLOSED
    assert slow.verify() == []


def test_an_act_without_a_time_of_its_own_happens_after_those_that_were_faster(folder: Path) -> None:
    """The clock goes on while others are waited for: the act is not refused as too early."""
    clock = Clock()
    with opened(folder, clock) as slow, opened(folder, clock) as fast:
        slow.take("CX-1")
        turns = iter((True, False))

        def decide(found: Situation) -> Decision:
            if next(turns):
                clock.on(seconds=5)
                fast.start("CX-1")
                clock.on(seconds=5)
            return acts.withdraw(found.complaint, found.actor, "never mind")

        assert slow.act("CX-1", decide).complaint.closed_at == clock.at


def test_an_act_on_other_complaints_is_no_reason_to_decide_anew(slow: Desk, fast: Desk) -> None:
    seen, _locked = interrupted(slow, lambda: fast.note("CX-2", "elsewhere"), 1)
    assert seen == [1]
    assert slow.verify() == []


def test_both_complaints_of_a_merge_are_read_at_one_moment(
    slow: Desk, fast: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    reading = slow.situation
    seen: list[int] = []

    def situation(number: int, *given: Any) -> Situation:
        found = reading(number, *given)
        seen.append(found.complaint.seq)
        if len(seen) == 1:
            fast.note("CX-2", "meanwhile")
        return found

    monkeypatch.setattr(slow, "situation", situation)
    slow.merge("CX-1", "CX-2")
    assert seen == [1, 1, 1, 2]
    assert slow.verify() == []


@pytest.mark.parametrize("_turn", range(5))
def test_two_complaints_merged_into_each_other_at_once_one_wins(folder: Path, _turn: int) -> None:
    """DOMAIN §4.13, golden case 16."""
    refused: list[Refused] = []
    together = threading.Barrier(2)

    def merge(ref: str, into: str) -> None:
        with opened(folder, Clock()) as desk:
            together.wait(timeout=30)
            try:
                desk.merge(ref, into)
            except Refused as told:
                refused.append(told)

    both = [threading.Thread(target=merge, args=pair) for pair in (("CX-1", "CX-2"), ("CX-2", "CX-1"))]
    for one in both:
        one.start()
    for one in both:
        one.join(timeout=60)
    assert len(refused) == 1
    with opened(folder, Clock()) as desk:
        outcomes = [desk.complaint(ref).outcome for ref in ("CX-1", "CX-2")]
        assert sorted(str(outcome) for outcome in outcomes) == sorted(("None", str(Outcome.MERGED)))
        assert desk.verify() == []


LOGGING = """
import os, sys
from datetime import UTC, datetime
from pathlib import Path
from cxdesk.desk import Desk, NewComplaint, Received

folder, name, count = sys.argv[1:]
with Desk.open(Path(folder), agent="ann", now=lambda: datetime.now(UTC), randomness=os.urandom) as desk:
    for number in range(int(count)):
        who = Received(name="Sample", email=f"{name}.{number % 7}@customer.example")
        ref = desk.log(NewComplaint(channel="phone", text=f"{name} {number}", customer=who)).ref
        desk.note("CX-1", f"{name} {number}")
        print(ref)
"""


@pytest.mark.parametrize(("processes", "count"), [(8, 25), pytest.param(8, 1000, marks=pytest.mark.endurance)])
def test_eight_processes_lose_nothing_and_number_without_a_gap(folder: Path, processes: int, count: int) -> None:
    """Each logs and adds to one complaint that all of them write to; a lock error would end its process."""
    running = [
        subprocess.Popen(
            [sys.executable, "-c", LOGGING, folder, str(name), str(count)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"},
        )
        for name in range(processes)
    ]
    refs: list[str] = []
    for one in running:
        out, err = one.communicate(timeout=3600)
        assert (one.returncode, err) == (0, "")
        refs += out.split()
    assert sorted(int(ref[3:]) for ref in refs) == list(range(3, 3 + processes * count))
    with opened(folder, Clock()) as desk:
        assert desk.complaint("CX-1").seq == 1 + processes * count
        assert len(desk.customers(limit=1000)) == processes * 7
        assert len(desk.letters(limit=100_000)) == processes * count
        assert desk.verify() == []


def test_a_batch_of_acts_reads_once_for_all(slow: Desk) -> None:
    """`act_on` decides over all complaints together, in their order."""

    def decide(found: Sequence[Situation]) -> list[Decision]:
        assert [one.complaint.ref for one in found] == ["CX-2", "CX-1"]
        return [acts.note(one.complaint, one.actor, "both") for one in found]

    first, second = slow.act_on(("CX-2", "CX-1"), decide, at=slow.now() - timedelta(0))
    assert (first.ref, second.ref) == ("CX-2", "CX-1")
