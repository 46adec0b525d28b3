"""Checkpoints: taken off where SQLite's may lose a commit, done under one lock instead (HOUSE, The store)."""

import sqlite3
from pathlib import Path

import pytest

from cxdesk.store import checkpoint
from cxdesk.store.checkpoint import has_reset_race
from cxdesk.store.sqlite import connect, create

RACY = checkpoint.has_reset_race()


@pytest.mark.parametrize(
    ("version", "racy"),
    [((3, 40, 1), True), ((3, 50, 6), True), ((3, 50, 7), False), ((3, 51, 2), True), ((3, 51, 3), False)],
)
def test_versions_with_the_reported_race_are_known(version: tuple[int, ...], racy: bool) -> None:
    assert has_reset_race(version) is racy


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The database of a desk with something in its log."""
    create(tmp_path / "cxdesk.db")
    return tmp_path / "cxdesk.db"


def grown(path: Path) -> sqlite3.Connection:
    """A connection whose log is long enough to be written back."""
    connection = connect(path)
    checkpoint.settle(connection)
    connection.execute("INSERT INTO desk VALUES ('long', hex(zeroblob(3000000)))")
    return connection


def written_back(connection: sqlite3.Connection, path: Path) -> bool:
    """Whether everything of the log stands in the database file."""
    return path.stat().st_size > checkpoint.LOG_BYTES


@pytest.mark.skipif(not RACY, reason="this SQLite has no such race: its own checkpoints are left on")
def test_nothing_is_written_back_behind_our_back_and_a_long_log_is_at_the_end(path: Path) -> None:
    connection = grown(path)
    assert not written_back(connection, path)
    checkpoint.at_end(connection, path)
    assert written_back(connection, path)
    connection.close()


@pytest.mark.skipif(not RACY, reason="this SQLite has no such race: its own checkpoints are left on")
def test_another_process_s_turn_is_not_waited_for(path: Path) -> None:
    fcntl = pytest.importorskip("fcntl")
    connection = grown(path)
    with (path.parent / "cxdesk.db-checkpoint").open("a+b") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        checkpoint.write_back(connection, path)
        assert not written_back(connection, path)
    checkpoint.write_back(connection, path)
    assert written_back(connection, path)
    connection.close()


def test_a_short_log_is_left_to_those_who_come(path: Path) -> None:
    connection = connect(path)
    before = path.stat().st_size
    checkpoint.at_end(connection, path)
    assert path.stat().st_size == before
    connection.close()
