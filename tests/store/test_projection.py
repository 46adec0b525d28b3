"""Read models are a function of the history: what a complaint's rows say at every point of its life (DOMAIN §4.2)."""

import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from cxdesk.desk import Desk, NewComplaint
from cxdesk.domain.events import Assessed
from cxdesk.domain.words import Severity
from cxdesk.store import complaints
from cxdesk.store.moments import NEVER, to_us
from cxdesk.store.projection import SUBJECT_CHARACTERS, TABLES, Row, subject_of
from cxdesk.store.streams import Entry, Recorded
from tests.desk.lives import fulfilled, lived, neglected
from tests.desks import Clock, new_desk, opened


@pytest.fixture
def clock() -> Clock:
    """The desk's present."""
    return Clock()


@pytest.fixture
def desk(tmp_path: Path, clock: Clock) -> Iterator[Desk]:
    """An empty desk."""
    with opened(new_desk(tmp_path / "desk", clock), clock) as found:
        yield found


def stored(desk: Desk, table: str, number: int = 1) -> list[dict[str, object]]:
    """The complaint's rows of a read model by column."""
    keys, columns = TABLES[table]
    rows = complaints.stored_rows(desk._connection, number)[table]
    return [dict(zip((*keys, *columns), (*key, *value), strict=True)) for key, value in sorted(rows.items(), key=_key)]


def _key(row: tuple[Row, Row]) -> tuple[str, ...]:
    return tuple(str(part).zfill(20) for part in row[0])


def test_every_column_of_every_read_model_is_named_once_and_is_there(desk: Desk) -> None:
    for table, (keys, columns) in TABLES.items():
        there = {row[0] for row in desk._connection.execute("SELECT name FROM pragma_table_info(?)", (table,))}
        assert there == {*keys, *columns}
        assert len(there) == len(keys) + len(columns)


def test_after_every_event_of_a_life_the_rows_are_those_of_its_history(tmp_path: Path) -> None:
    folder, clock = lived(tmp_path / "desk")
    with opened(folder, clock) as desk:
        for number in (1, 2, 3):
            history = complaints.history(desk._connection, number)
            assert desk._rows_for(number, history) == complaints.stored_rows(desk._connection, number)
            for length in range(1, len(history)):
                rows = desk._rows_for(number, history[:length])
                assert rows["complaints"][(number,)][1] == length


def test_a_status_lasts_from_the_act_that_brought_it_to_the_one_that_ends_it(desk: Desk, clock: Clock) -> None:
    begun = to_us(clock.at)
    fulfilled(desk, clock)
    spells = stored(desk, "spells")
    assert spells[0]["status"] == "received"
    assert spells[-1]["status"] == "resolved"
    assert spells[0]["from_at"] == begun
    assert spells[-1]["to_at"] == NEVER
    for earlier, later in pairwise(spells):
        assert earlier["to_at"] == later["from_at"]
        assert (earlier["status"], earlier["owner"]) != (later["status"], later["owner"])


def test_an_act_dated_back_never_lets_a_spell_end_before_it_began(desk: Desk, clock: Clock) -> None:
    desk.log(NewComplaint(channel="phone", text="Late"))
    clock.on(hours=3)
    desk.take("CX-1")
    desk.assess("CX-1", Assessed(severity=Severity.S2))
    desk.start("CX-1", at=clock.at - timedelta(hours=1))
    assert all(int(str(row["from_at"])) <= int(str(row["to_at"])) for row in stored(desk, "spells"))
    assert desk.verify() == []


def test_each_alarm_stands_once_however_often_it_is_swept(desk: Desk, clock: Clock) -> None:
    """DOMAIN §4.14."""
    neglected(desk, clock)
    alarms = stored(desk, "alarms")
    assert alarms
    desk.sweep()
    assert stored(desk, "alarms") == alarms


def test_an_alarm_is_refused_by_the_table_when_it_would_fire_twice(desk: Desk, clock: Clock) -> None:
    neglected(desk, clock)
    rows = complaints.stored_rows(desk._connection, 1)
    with pytest.raises(sqlite3.IntegrityError, match="UNIQUE"):
        complaints.replace_rows(desk._connection, 1, rows, frozenset())


def test_without_a_deadline_lists_sort_it_last(desk: Desk) -> None:
    desk.log(NewComplaint(channel="phone", text="Late"))
    desk.withdraw("CX-1", "never mind")
    (row,) = stored(desk, "complaints")
    assert (row["next_due"], row["next_due_clock"], row["overdue"]) == (NEVER, "", 0)


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ((Entry("narrative", "What\n happened"), Entry("subject", " The  matter ")), "The matter"),
        ((Entry("narrative", "迟" * 100),), "迟" * (SUBJECT_CHARACTERS - 1) + "…"),
        ((Entry("narrative", "x" * SUBJECT_CHARACTERS),), "x" * SUBJECT_CHARACTERS),
        ((Entry("narrative", None),), "[erased]"),
        ((), ""),
    ],
)
def test_lists_show_the_subject_else_how_the_story_begins(
    desk: Desk, entries: tuple[Entry, ...], expected: str
) -> None:
    desk.log(NewComplaint(channel="phone", text="Late"))
    (first,) = complaints.history(desk._connection, 1)
    assert subject_of((Recorded(first.id, first.os_user, first.happened, entries),)) == expected
