"""Trust through the desk: what may be asked of it, by whom, and that looking changes nothing (DOMAIN §4.17, §10)."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from cxdesk.desk import Desk
from cxdesk.errors import CheckFailed
from tests.desk.lives import lived
from tests.desks import Clock, opened


@pytest.fixture
def lived_in(tmp_path: Path) -> tuple[Path, Clock]:
    """A desk with three complaints."""
    return lived(tmp_path / "desk")


def test_a_desk_that_may_only_be_read_is_verified_and_stays_as_it_was(lived_in: tuple[Path, Clock]) -> None:
    folder, clock = lived_in
    before = (folder / "cxdesk.db").read_bytes()
    with Desk.open(folder, agent="ann", now=clock, randomness=os.urandom, readonly=True) as desk:
        assert desk.verify(desk.head()) == []
    assert (folder / "cxdesk.db").read_bytes() == before


def test_who_is_no_agent_may_verify(lived_in: tuple[Path, Clock]) -> None:
    folder, clock = lived_in
    with Desk.open(folder, agent="inspector", now=clock, randomness=os.urandom, readonly=True) as desk:
        assert desk.verify() == []


def test_a_head_printed_long_ago_still_holds(lived_in: tuple[Path, Clock]) -> None:
    folder, clock = lived_in
    with opened(folder, clock) as desk:
        printed = desk.head()
        for number in range(5):
            desk.note("CX-1", f"note {number}")
        assert desk.verify(printed) == []
        assert desk.head() != printed


def test_rebuilding_a_sound_desk_changes_no_row(lived_in: tuple[Path, Clock]) -> None:
    folder, clock = lived_in
    with opened(folder, clock) as desk:
        before = "\n".join(desk._connection.iterdump())
        assert desk.rebuild() == 3
        after = "\n".join(desk._connection.iterdump())
    for line in ("complaints", "clocks", "spells", "alarms", "options", "events", "entries"):
        assert rows_of(before, line) == rows_of(after, line)


def rows_of(dump: str, table: str) -> list[str]:
    """The table's rows in a dump."""
    return sorted(line for line in dump.splitlines() if line.startswith(f'INSERT INTO "{table}"'))


def test_a_rebuild_that_cannot_be_finished_changes_nothing(lived_in: tuple[Path, Clock]) -> None:
    folder, clock = lived_in
    with closing(sqlite3.connect(folder / "cxdesk.db", isolation_level=None)) as connection:
        connection.execute("DROP TRIGGER events_stay")
        connection.execute("UPDATE complaints SET subject = 'changed' WHERE id = 1")
        connection.execute(
            "UPDATE events SET type = 'Unheard' WHERE stream = 'complaint' AND stream_id = 3 AND seq = 2"
        )
    with opened(folder, clock) as desk:
        with pytest.raises(CheckFailed, match="complaint 3 cannot be replayed") as told:
            desk.rebuild()
        assert told.value.mend
        (subject,) = desk._connection.execute("SELECT subject FROM complaints WHERE id = 1").fetchone()
        assert subject == "changed"
