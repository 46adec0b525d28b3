"""SQLite as the desk uses it, and each of its complaints as one line with a mend (HOUSE, The store; TRAPS 57)."""

import os
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest

from cxdesk.desk import NewComplaint
from cxdesk.errors import DeskUnavailable
from cxdesk.store import migrate, sqlite
from cxdesk.store.sqlite import BUSY_SECONDS, DeskAbsent, DeskNewer, connect, create, reading, translated, writing
from tests.desks import Clock, new_desk, opened


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The database of an empty desk."""
    create(tmp_path / "cxdesk.db")
    return tmp_path / "cxdesk.db"


def pragma(connection: sqlite3.Connection, name: str) -> object:
    """The value of a pragma."""
    return connection.execute(f"PRAGMA {name}").fetchone()[0]


def test_every_connection_is_durable_and_keeps_references(path: Path) -> None:
    with closing(connect(path)) as connection:
        assert pragma(connection, "journal_mode") == "wal"
        assert pragma(connection, "synchronous") == 2
        assert pragma(connection, "foreign_keys") == 1
        assert pragma(connection, "busy_timeout") == BUSY_SECONDS * 1000


def test_all_tables_are_strict(path: Path) -> None:
    connection = connect(path)
    loose = connection.execute(
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND strict = 0"
        " AND name NOT LIKE 'sqlite%' AND name NOT LIKE '\\_sqlite%' ESCAPE '\\' AND name NOT LIKE 'search%'"
    ).fetchall()
    assert loose == []
    connection.close()


def test_migrating_twice_and_at_once_changes_nothing(path: Path) -> None:
    connection = connect(path)
    before = connection.execute("SELECT sql FROM sqlite_master ORDER BY name").fetchall()
    at_once = [threading.Thread(target=migrate.migrate, args=(path,)) for _turn in range(4)]
    for one in at_once:
        one.start()
    for one in at_once:
        one.join()
    assert connection.execute("SELECT sql FROM sqlite_master ORDER BY name").fetchall() == before
    assert pragma(connection, "user_version") == sqlite.VERSION
    connection.close()


def test_a_desk_of_a_newer_program_is_refused(path: Path) -> None:
    connection = connect(path)
    connection.execute(f"PRAGMA user_version = {sqlite.VERSION + 1}")
    connection.close()
    with pytest.raises(DeskNewer, match="newer cxdesk") as refused:
        connect(path)
    assert refused.value.mend


@pytest.mark.parametrize("content", [b"", b"not a database at all, but long enough to have a header" * 40])
def test_a_file_that_is_no_desk_is_refused(tmp_path: Path, content: bytes) -> None:
    other = tmp_path / "cxdesk.db"
    other.write_bytes(content)
    with pytest.raises(DeskUnavailable, match="no desk"):
        connect(other)
    assert other.read_bytes() == content


def test_another_program_s_database_is_refused_whatever_its_version(tmp_path: Path) -> None:
    other = tmp_path / "cxdesk.db"
    with closing(sqlite3.connect(other)) as connection, connection:
        connection.execute("PRAGMA user_version = 1")
    with pytest.raises(DeskAbsent, match="no desk yet"):
        connect(other)


def test_where_nothing_is_there_is_no_desk_and_none_is_made(tmp_path: Path) -> None:
    with pytest.raises(DeskAbsent):
        connect(tmp_path / "cxdesk.db")
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_desk_is_told_with_the_way_back(path: Path) -> None:
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + bytes(len(whole) - 4096))
    with pytest.raises(DeskUnavailable, match="damaged") as refused:
        connect(path)
    assert refused.value.mend


def test_a_desk_that_another_process_holds_is_told(path: Path) -> None:
    holder, other = connect(path), connect(path, busy_seconds=0.05)
    with writing(holder):
        with pytest.raises(DeskUnavailable, match="locked"), translated(path), writing(other):
            pass
        assert other.execute("SELECT count(*) FROM events").fetchone() == (0,)
    with writing(other):
        pass
    holder.close()
    other.close()


def test_a_writer_that_waited_in_vain_is_as_patient_the_next_time(path: Path) -> None:
    holder, other = connect(path), connect(path, busy_seconds=0.05)
    with writing(holder), pytest.raises(sqlite3.OperationalError), writing(other):
        pass
    assert pragma(other, "busy_timeout") == 50
    with writing(other):
        assert pragma(other, "busy_timeout") == 50
    holder.close()
    other.close()


def test_a_reader_never_waits_for_a_writer_and_keeps_its_snapshot(path: Path) -> None:
    writer, reader = connect(path), connect(path, busy_seconds=0)
    with reading(reader):
        assert reader.execute("SELECT count(*) FROM desk").fetchone() == (0,)
        with writing(writer):
            writer.execute("INSERT INTO desk VALUES ('a', 'b')")
        assert reader.execute("SELECT count(*) FROM desk").fetchone() == (0,)
    assert reader.execute("SELECT count(*) FROM desk").fetchone() == (1,)
    writer.close()
    reader.close()


def test_a_desk_opened_for_reading_is_not_written(tmp_path: Path) -> None:
    connection = connect(new_desk(tmp_path / "desk", Clock()) / "cxdesk.db", readonly=True)
    with pytest.raises(DeskUnavailable, match="read-only"), translated(tmp_path), writing(connection):
        connection.execute("INSERT INTO desk VALUES ('a', 'b')")
    connection.close()


def test_a_full_disk_is_told_and_nothing_of_the_act_is_there(tmp_path: Path) -> None:
    clock = Clock()
    with opened(new_desk(tmp_path / "desk", clock), clock) as desk:
        head = desk.head()
        pages = pragma(desk._connection, "page_count")
        desk._connection.execute(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(DeskUnavailable, match="disk is full"):
            desk.log(NewComplaint(channel="phone", text="Late " * 20_000))
        assert not desk._connection.in_transaction
        desk._connection.execute("PRAGMA max_page_count = 100000")
        assert desk.head() == head
        assert desk.verify() == []
        assert desk.log(NewComplaint(channel="phone", text="Late")).ref == "CX-1"


LIMITED = """
import os, resource, sys
from datetime import UTC, datetime
from pathlib import Path
from cxdesk.desk import Desk, NewComplaint
from cxdesk.errors import DeskUnavailable

with Desk.open(Path(sys.argv[1]), agent="ann", now=lambda: datetime.now(UTC), randomness=os.urandom) as desk:
    desk.log(NewComplaint(channel="phone", text="the first"))
    resource.setrlimit(resource.RLIMIT_FSIZE, (2**18, 2**18))
    try:
        for _turn in range(100):
            desk.log(NewComplaint(channel="phone", text="Late " * 2_000))
    except DeskUnavailable as told:
        print(told.what)
"""


def test_a_file_that_may_not_grow_is_told_and_the_desk_stays_whole(tmp_path: Path) -> None:
    """A quota, or a file system with a limit: what was acknowledged is there, the rest is not."""
    clock = Clock()
    folder = new_desk(tmp_path / "desk", clock)
    done = subprocess.run([sys.executable, "-c", LIMITED, folder], capture_output=True, text=True, check=True)
    assert "disk" in done.stdout
    assert len(done.stdout.splitlines()) == 1
    with opened(folder, clock) as desk:
        assert desk.verify() == []
        assert desk.complaint("CX-1").ref == "CX-1"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_file_without_the_right_to_write_is_told(tmp_path: Path) -> None:
    clock = Clock()
    folder = new_desk(tmp_path / "desk", clock)
    for file in folder.glob("cxdesk.db*"):
        file.chmod(0o444)
    with pytest.raises(DeskUnavailable, match="cannot be"), opened(folder, clock) as desk:
        desk.log(NewComplaint(channel="phone", text="Late"))


def test_a_bug_of_ours_is_not_dressed_up(path: Path) -> None:
    connection = connect(path)
    with pytest.raises(sqlite3.OperationalError, match="no such table"), translated(path):
        connection.execute("SELECT * FROM nowhere")
    connection.close()
