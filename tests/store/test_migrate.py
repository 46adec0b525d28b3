"""A desk made by an earlier cxdesk is brought up to this one's shape when it is opened, or left alone with a reason."""

import json
import os
import sqlite3
from pathlib import Path

import pytest
from sqlite_utils import Database

from cxdesk.store import drafts, migrate
from cxdesk.store.sqlite import APPLICATION_ID, VERSION, DeskOlder, connect

DIGEST = "ab" * 32


@pytest.fixture
def first(tmp_path: Path) -> Path:
    """The database of a desk as the first version left it, with a file kept."""
    path = tmp_path / "cxdesk.db"
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    migrate.migrations.apply(Database(connection), stop_before="0002_mail")
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute("PRAGMA user_version = 1")
    connection.execute(
        "INSERT INTO events VALUES (1, 'complaint', 1, 1, 0, 0, 'ann', '', 'Attached', 1, ?, x'00')",
        (json.dumps({"sha256": DIGEST, "size": 9}),),
    )
    connection.execute("INSERT INTO entries (event_id, kind, salt, text) VALUES (1, 'file', x'00', 'bill.pdf')")
    connection.execute(
        "INSERT INTO complaints (id, ref, seq, status, channel, received_at, recorded_at, acknowledgement, next_due,"
        " next_step, policy, snapshot) VALUES (1, 'CX-1', 1, 'received', 'phone', 0, 0, 'owed', 0, 0, 'p', 's')"
    )
    connection.close()
    return path


def version_of(path: Path) -> int:
    """The version that stands in the file."""
    connection = sqlite3.connect(path)
    try:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])
    finally:
        connection.close()


@pytest.mark.parametrize("readonly", [False, True])
def test_an_earlier_desk_is_migrated_when_it_is_opened_also_by_who_only_reads(first: Path, readonly: bool) -> None:
    connection = connect(first, readonly=readonly)
    try:
        assert connection.execute("SELECT count(*) FROM inbox").fetchone() == (0,)
        assert connection.execute("SELECT * FROM attachments").fetchall() == [(1, 1, "bill.pdf", 9, DIGEST)]
    finally:
        connection.close()
    assert version_of(first) == VERSION


def test_an_earlier_desk_learns_what_stands_open_about_its_complaints(first: Path) -> None:
    connection = sqlite3.connect(first, isolation_level=None)
    option = "INSERT INTO options (complaint_id, number, cycle, type, state, offered_by, offered_at, valid_until)"
    for number, (state, until) in enumerate([("open", 7), ("open", 9), ("expired", 99)], start=1):
        connection.execute(f"{option} VALUES (1, ?, 1, 'refund', ?, 'ann', 0, ?)", (number, state, until))
    visit = "INSERT INTO revisits (complaint_id, number, cycle, state, due_on, opens_at, closes_at)"
    for number, (state, day) in enumerate([("planned", "2026-11-25"), ("planned", "2026-11-24")], start=1):
        connection.execute(f"{visit} VALUES (1, ?, 1, ?, ?, 0, 0)", (number, state, day))
    connection.close()
    migrated = connect(first)
    try:
        found = migrated.execute("SELECT offer_until, revisit_on FROM complaints").fetchall()
        assert found == [(9, "2026-11-24")]
    finally:
        migrated.close()


def test_what_was_typed_before_windows_had_seats_is_offered_to_the_first_that_opens(tmp_path: Path) -> None:
    path = tmp_path / "cxdesk.db"
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    migrate.migrations.apply(Database(connection), stop_before="0013_seats")
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute("PRAGMA user_version = 12")
    connection.execute("INSERT INTO drafts VALUES ('ann', 'note', 'CX-1', '{\"text\": \"Late\"}', 7)")
    connection.close()
    migrated = connect(path)
    try:
        (draft,) = drafts.kept(migrated, "ann")
    finally:
        migrated.close()
    assert (draft.form, draft.about, draft.seat, draft.said) == ("note", "CX-1", 1, {"text": "Late"})


def test_an_earlier_desk_that_cannot_be_written_is_refused_with_the_mend(
    first: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(_path: Path) -> None:
        connection = sqlite3.connect(f"file:{first}?mode=ro", uri=True)
        try:
            connection.execute("CREATE TABLE more (one INTEGER)")
        finally:
            connection.close()

    monkeypatch.setattr(migrate, "migrate", refused)
    with pytest.raises(DeskOlder, match="earlier cxdesk") as told:
        connect(first, readonly=True)
    assert told.value.mend
    assert version_of(first) == 1


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_the_right_to_write_is_told(first: Path) -> None:
    first.parent.chmod(0o500)
    first.chmod(0o400)
    try:
        with pytest.raises(DeskOlder):
            connect(first, readonly=True)
    finally:
        first.parent.chmod(0o700)
