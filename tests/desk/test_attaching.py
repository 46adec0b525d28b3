"""Files are safe on disk, once by their content, before the act says that they are."""

import hashlib
import os
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cxdesk.desk import Desk, NewComplaint, NewDesk, make
from cxdesk.desk.attaching import LARGEST_BYTES, path_of
from cxdesk.domain.events import Attached
from cxdesk.domain.words import Role
from cxdesk.errors import NotDone, WrongUse
from cxdesk.store.people import Agent

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A desk with one complaint."""
    make(tmp_path / "desk", NewDesk(login="ann"), now=lambda: NOW, randomness=os.urandom)
    with Desk.open(tmp_path / "desk", agent="ann", now=lambda: NOW, randomness=os.urandom) as opened:
        opened.log(NewComplaint(channel="phone", subject="Late"))
        yield opened


def test_a_file_lies_under_its_hash_and_its_name_is_a_word(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "照片.jpg"
    file.write_bytes(b"\x00picture")
    change = desk.attach("CX-1", file)
    digest = hashlib.sha256(b"\x00picture").hexdigest()
    assert change.events[0].happened.event == Attached(8)
    assert change.events[0].text("content") == digest
    assert change.events[0].text("file") == "照片.jpg"
    assert path_of(desk.folder, digest).read_bytes() == b"\x00picture"


def test_the_chain_holds_no_bare_hash_of_a_file_so_that_erasing_leaves_nothing_to_guess_by(desk: Desk) -> None:
    change = desk.attach("CX-1", b"same", "a.txt")
    stored = sqlite3.connect(desk.folder / "cxdesk.db")
    try:
        (data,) = stored.execute("SELECT data FROM events WHERE type = 'Attached'").fetchone()
        listed = stored.execute("SELECT complaint_id, seq, name, size, sha256 FROM attachments").fetchall()
    finally:
        stored.close()
    digest = hashlib.sha256(b"same").hexdigest()
    assert digest not in data
    assert listed == [(change.id, 2, "a.txt", 4, digest)]


def test_whoever_may_not_attach_leaves_no_file_behind(desk: Desk) -> None:
    desk.add_agent(Agent("eve", "Sample Auditor", Role.AUDITOR))
    auditor = Desk.open(desk.folder, agent="eve", now=lambda: NOW, randomness=os.urandom)
    with auditor, pytest.raises(NotDone, match="not for the role"):
        auditor.attach("CX-1", b"same", "a.txt")
    with desk.trying():
        desk.attach("CX-1", b"same", "a.txt")
    assert not list((desk.folder / "attachments").iterdir())


def test_the_same_content_is_kept_once(desk: Desk) -> None:
    desk.attach("CX-1", b"same", "a.txt")
    desk.attach("CX-1", b"same", "b.txt")
    assert len([path for path in (desk.folder / "attachments").rglob("*") if path.is_file()]) == 1
    assert desk.verify() == []


def test_half_a_file_from_an_earlier_crash_is_written_anew(desk: Desk) -> None:
    whole = path_of(desk.folder, hashlib.sha256(b"whole").hexdigest())
    whole.parent.mkdir(parents=True)
    whole.write_bytes(b"who")
    desk.attach("CX-1", b"whole", "a.txt")
    assert whole.read_bytes() == b"whole"


def test_nothing_too_much_and_nothing_unreadable_is_kept(desk: Desk, tmp_path: Path) -> None:
    huge = tmp_path / "huge"
    with huge.open("wb") as file:
        file.truncate(LARGEST_BYTES + 1)
    for content, error in ((b"", NotDone), (huge, NotDone), (tmp_path / "absent", WrongUse), (tmp_path, WrongUse)):
        with pytest.raises(error):
            desk.attach("CX-1", content, "name")
    with pytest.raises(NotDone):
        desk.attach("CX-9", b"x", "name")
    assert not list((desk.folder / "attachments").iterdir())
    assert desk.complaint("CX-1").seq == 1


def test_a_write_that_fails_leaves_no_half_file(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        desk.attach("CX-1", b"x", "name")
    assert [path for path in (desk.folder / "attachments").rglob("*") if path.is_file()] == []
    assert desk.complaint("CX-1").seq == 1
