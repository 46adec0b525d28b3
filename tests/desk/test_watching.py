"""The door for screens, by itself: what is late stands before the rest, rows are found where they stand now."""

import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from cxdesk.desk.watching import MOST_COUNTED, Interrupted, QueryError, Spot, Watch
from cxdesk.domain.words import Act, Role
from cxdesk.store.brief import _LATE
from tests.desks import Clock, new_desk, opened, received

LATE, ON_TIME = 2, 7
OPEN = "open"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def folder(tmp_path: Path, clock: Clock) -> Path:
    """Two complaints that missed a deadline, then seven that did not."""
    made = new_desk(tmp_path / "desk", clock)
    with opened(made, clock) as desk:
        for number in range(LATE):
            received(desk, number)
        clock.on(days=60)
        desk.sweep()
        for number in range(LATE, LATE + ON_TIME):
            received(desk, number)
            clock.on(minutes=1)
    return made


@pytest.fixture
def watch(folder: Path, clock: Clock) -> Iterator[Watch]:
    door = Watch.open(folder, agent="ann", now=clock)
    yield door
    door.shut()


def test_what_missed_a_deadline_comes_before_the_rest(watch: Watch) -> None:
    window = watch.window(OPEN, below=20)
    assert [row.spot.part for row in window.rows] == [0] * LATE + [1] * ON_TIME
    assert [row.brief.overdue for row in window.rows] == [True] * LATE + [False] * ON_TIME
    assert (window.at, window.above, window.below) == (0, False, False)


def test_pages_down_and_up_cross_from_one_part_into_the_other(watch: Watch) -> None:
    every = watch.window(OPEN, below=20).rows
    first = watch.window(OPEN, below=1)
    assert first.below
    below, more = watch.page_below(OPEN, first.rows[0].spot, 3)
    assert (below, more) == (every[1:4], True)
    above, more = watch.page_above(OPEN, below[-1].spot, 20)
    assert (above, more) == (every[:3], False)


def test_the_end_is_read_from_the_end(watch: Watch) -> None:
    every = watch.window(OPEN, below=20).rows
    window = watch.window(OPEN, above=2, below=2, from_end=True)
    assert (window.rows, window.at, window.above, window.below) == (every[-4:], 3, True, False)


def test_a_row_is_found_where_it_stands_now(watch: Watch, folder: Path, clock: Clock) -> None:
    shown = watch.window(OPEN, below=20).rows
    moved = shown[-1]
    clock.on(days=60)
    with opened(folder, clock) as desk:
        desk.sweep()
    window = watch.window(OPEN, spot=moved.spot, ref=moved.ref, above=20, below=20)
    assert window.rows[window.at].ref == moved.ref
    assert window.rows[window.at].spot.part == 0
    assert {row.ref for row in window.rows} == {row.ref for row in shown}


def test_what_the_query_finds_no_more_leaves_its_place(watch: Watch, folder: Path, clock: Clock) -> None:
    shown = watch.window("owner:none open", below=20).rows
    gone = shown[3]
    with opened(folder, clock) as desk:
        desk.take(gone.ref)
    window = watch.window("owner:none open", spot=gone.spot, ref=gone.ref, above=2, below=2)
    assert [row.ref for row in window.rows] == [row.ref for row in (*shown[1:3], *shown[4:6])]
    assert window.rows[window.at].ref == shown[4].ref


def test_of_a_selection_remains_what_the_query_finds_now_as_it_stands_now(
    watch: Watch, folder: Path, clock: Clock
) -> None:
    every = watch.window(OPEN, below=20).rows
    numbers = [row.brief.id for row in (every[0], every[-1])]
    assert watch.among(OPEN, numbers) == (every[0], every[-1])
    with opened(folder, clock) as desk:
        desk.take(every[-1].ref)
    (row,) = watch.among("owner:none open", numbers)
    assert row.ref == every[0].ref
    assert watch.among(OPEN, ()) == ()


def test_letters_name_the_complaints_that_they_are_about(watch: Watch, folder: Path, clock: Clock) -> None:
    with opened(folder, clock) as desk:
        letters = desk.letters()
    assert watch.letters_about([one.id for one in letters]) == list(
        dict.fromkeys(f"CX-{one.complaint_id}" for one in reversed(letters))
    )
    assert watch.letters_about([]) == []


def test_counts_and_views(watch: Watch) -> None:
    assert watch.count(OPEN) == LATE + ON_TIME
    assert watch.count("overdue") == LATE
    assert watch.count("owner:ann") == 0
    assert MOST_COUNTED == 999
    assert watch.views()["all-open"] == OPEN


def test_a_query_that_is_none_is_refused_with_its_place(watch: Watch) -> None:
    with pytest.raises(QueryError):
        watch.window("colour:red")


def test_rows_say_what_role_and_status_allow(watch: Watch, folder: Path, clock: Clock) -> None:
    (row,) = watch.window(OPEN, below=1).rows
    assert Act.TAKE in row.may
    stranger = Watch.open(folder, agent="stranger", now=clock)
    try:
        assert (watch.viewer.role, stranger.viewer.role) == (Role.MANAGER, None)
        assert stranger.window(OPEN, below=1).rows[0].may == frozenset()
    finally:
        stranger.shut()


def test_a_complaint_is_seen_whole_and_a_reference_is_completed(watch: Watch) -> None:
    seen = watch.see("CX-1")
    assert (seen.ref, seen.seq) == ("CX-1", seen.timeline[-1].seq)
    assert Act.TAKE in seen.allowed
    assert ("CX-1", "Late parcel 0") in watch.refs("CX-1", 3)


def test_the_version_changes_when_somebody_else_wrote(watch: Watch, folder: Path, clock: Clock) -> None:
    before = watch.version()
    assert watch.version() == before
    with opened(folder, clock) as desk:
        desk.take("CX-1")
    assert watch.version() != before


def test_nothing_is_ever_written_through_it(watch: Watch) -> None:
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        watch._connection.execute("DELETE FROM drafts")


def test_an_interrupt_ends_the_question_in_hand_and_never_the_next(watch: Watch) -> None:
    """It comes from another thread, so it may come when the read is over already."""
    watch.interrupt()
    assert watch.count(OPEN) == LATE + ON_TIME
    calls = 0

    def interrupting() -> int:
        nonlocal calls
        calls += 1
        watch.interrupt()
        return 0

    watch._connection.set_progress_handler(interrupting, 1)
    with pytest.raises(Interrupted):
        watch.window(OPEN, below=20)
    watch._connection.set_progress_handler(None, 0)
    assert calls
    assert len(watch.window(OPEN, spot=Spot(0, ("", 0, 0)), below=20).rows) == LATE + ON_TIME


def test_a_deadline_that_passed_since_the_last_sweep_is_told_without_moving_the_row(watch: Watch, clock: Clock) -> None:
    clock.at += timedelta(days=60)
    rows = watch.window(OPEN, below=20).rows
    assert all(row.brief.overdue for row in rows)
    assert [row.spot.part for row in rows] == [0] * LATE + [1] * ON_TIME


def test_a_row_says_which_clock_is_late_for_longest_and_since_when(watch: Watch, clock: Clock) -> None:
    rows = watch.window(OPEN, below=20).rows
    assert [row.late is not None for row in rows] == [True] * LATE + [False] * ON_TIME
    for row in rows[:LATE]:
        owed = [one for one in watch.see(row.ref).card.clocks if one["stopped_at"] is None and one["due_at"]]
        first = min(owed, key=lambda one: one["due_at"])
        assert row.late == (first["clock"], first["due_at"])


def test_what_passed_its_deadline_since_the_last_sweep_is_late_as_well(watch: Watch, clock: Clock) -> None:
    clock.on(days=7)
    assert all(row.late is not None for row in watch.window(OPEN, below=20).rows)


def test_late_clocks_are_sought_by_complaint(watch: Watch) -> None:
    plan = watch._connection.execute("EXPLAIN QUERY PLAN " + _LATE, {"ids": "[1,2]", "now": 0}).fetchall()
    told = " ".join(str(step[3]) for step in plan)
    assert "SEARCH clocks USING PRIMARY KEY (complaint_id=?)" in told
