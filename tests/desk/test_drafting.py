"""Unsaved words survive the process that took them down."""

import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from cxdesk.desk import DATABASE, Desk
from cxdesk.errors import DeskUnavailable
from cxdesk.store import drafts
from cxdesk.store.seats import NOWHERE
from cxdesk.store.sqlite import connect, writing
from tests.desks import Clock, new_desk, opened


def test_a_draft_is_there_for_its_agent_when_the_desk_is_opened_again(tmp_path: Path) -> None:
    clock = Clock()
    folder = new_desk(tmp_path / "desk", clock)
    with opened(folder, clock) as desk:
        desk.keep_draft("log", {"subject": "Late", "text": "  "})
        clock.on(minutes=1)
        desk.keep_draft("note", {"text": "第三次报修\ud800"}, about="CX-1")
    with opened(folder, clock) as desk:
        note, log = desk.drafts()
        assert (note.form, note.about, note.said) == ("note", "CX-1", {"text": "第三次报修\ufffd"})
        assert log.said == {"subject": "Late"}


def test_the_later_words_replace_the_earlier_and_blank_ones_are_no_draft(tmp_path: Path) -> None:
    clock = Clock()
    with opened(new_desk(tmp_path / "desk", clock), clock) as desk:
        desk.keep_draft("log", {"subject": "Late"})
        desk.keep_draft("log", {"subject": "Later"})
        assert [one.said for one in desk.drafts()] == [{"subject": "Later"}]
        desk.keep_draft("log", {"subject": " "})
        assert desk.drafts() == []
        desk.drop_draft("log")


def test_nobody_sees_the_draft_of_another(tmp_path: Path) -> None:
    clock = Clock()
    folder = new_desk(tmp_path / "desk", clock)
    with opened(folder, clock) as desk:
        desk.keep_draft("log", {"subject": "Late"})
    with Desk.open(folder, agent="somebody", now=clock, randomness=bytes) as desk:
        assert desk.drafts() == []
        assert desk.take_draft("log") is None


def test_two_windows_of_one_login_neither_see_nor_lose_each_others_draft(tmp_path: Path) -> None:
    clock = Clock()
    folder = new_desk(tmp_path / "desk", clock)
    with opened(folder, clock) as left, opened(folder, clock) as right:
        left.keep_draft("note", {"text": "Left"}, about="CX-1")
        assert right.take_draft("note", about="CX-1") is None
        right.drop_draft("note", about="CX-1")
        right.keep_draft("note", {"text": "Right"}, about="CX-1")
        assert [said_of(one, "note", "CX-1") for one in (left, right)] == ["Left", "Right"]
        left.drop_draft("note", about="CX-1")
        assert [said_of(one, "note", "CX-1") for one in (left, right)] == ["", "Right"]


def test_a_window_that_ended_leaves_its_drafts_to_whoever_asks_first_the_newest_first(tmp_path: Path) -> None:
    clock = Clock()
    folder = new_desk(tmp_path / "desk", clock)
    with opened(folder, clock) as here, opened(folder, clock) as there:
        with opened(folder, clock) as first, opened(folder, clock) as second:
            assert here.take_draft("log") is None  # each has a seat before the two that end
            assert there.take_draft("log") is None
            first.keep_draft("log", {"subject": "First"})
            clock.on(minutes=1)
            second.keep_draft("log", {"subject": "Second"})
        assert [said_of(one, "log") for one in (here, there, here)] == ["Second", "First", "Second"]
        here.drop_draft("log")
        assert [said_of(one, "log") for one in (here, there)] == ["", "First"]


@pytest.mark.skipif(sys.platform == "win32", reason="a process is killed otherwise there")
def test_what_a_killed_process_left_is_offered_at_once_and_what_a_living_one_has_is_not(tmp_path: Path) -> None:
    clock = Clock()
    folder = new_desk(tmp_path / "desk", clock)
    window = subprocess.Popen(
        [sys.executable, "-c", _WINDOW, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    try:
        assert window.stdout is not None
        assert window.stdout.readline() == b"kept\n"
        with opened(folder, clock) as desk:
            assert said_of(desk, "log") == ""
            window.send_signal(signal.SIGKILL)
            window.wait()
            assert said_of(desk, "log") == "Killed"
    finally:
        window.kill()
        window.communicate()


_WINDOW = """
import os, sys
from datetime import UTC, datetime
from pathlib import Path
from cxdesk.desk import Desk
from cxdesk.errors import DeskUnavailable

desk = Desk.open(Path(sys.argv[1]), agent="ann", now=lambda: datetime(2026, 3, 2, tzinfo=UTC), randomness=os.urandom)
desk.keep_draft("log", {"subject": "Killed"})
print("kept", flush=True)
sys.stdin.read()
"""


def said_of(desk: Desk, form: str, about: str = "") -> str:
    """The one word that a form of the desk begins with."""
    found = desk.take_draft(form, about=about)
    return next(iter(found.said.values())) if found else ""


def test_where_files_cannot_be_locked_windows_share_their_drafts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cxdesk.store.seats.lock", lambda _file: False)
    clock = Clock()
    folder = new_desk(tmp_path / "desk", clock)
    with opened(folder, clock) as left, opened(folder, clock) as right:
        left.keep_draft("log", {"subject": "Shared"})
        assert said_of(right, "log") == "Shared"


def test_where_files_cannot_be_locked_what_was_left_at_any_seat_is_offered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody can be asked whether that window still runs: what was typed before would never be seen again."""
    clock = Clock()
    folder = new_desk(tmp_path / "desk", clock)
    with opened(folder, clock) as before:
        before.keep_draft("log", {"subject": "At a seat"})
    monkeypatch.setattr("cxdesk.store.seats.lock", lambda _file: False)
    with opened(folder, clock) as desk:
        assert said_of(desk, "log") == "At a seat"
        (draft,) = desk.drafts()
        assert draft.seat == NOWHERE


def test_a_window_with_a_seat_takes_nothing_of_windows_without(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock()
    folder = new_desk(tmp_path / "desk", clock)
    with opened(folder, clock) as without, opened(folder, clock) as seated:
        with monkeypatch.context() as unlockable:
            unlockable.setattr("cxdesk.store.seats.lock", lambda _file: False)
            without.keep_draft("log", {"subject": "Still typing"})
        assert said_of(seated, "log") == ""
        assert said_of(without, "log") == "Still typing"


def test_of_two_windows_that_keep_and_take_at_once_neither_fails(tmp_path: Path) -> None:
    clock = Clock()
    database = connect(new_desk(tmp_path / "desk", clock) / DATABASE)
    left, mine = (drafts.Key("ann", "log", "", seat) for seat in (7, NOWHERE))
    with closing(database), writing(database):
        for key in (left, mine):
            drafts.keep(database, key, {"subject": str(key.seat)}, clock())
        assert not drafts.move(database, left, NOWHERE)


def test_drafts_that_the_disk_does_not_give_are_told_as_such(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A form asks for its draft first: what SQLite says as it is would end the interface."""

    def failing(*_words: object) -> object:
        error = sqlite3.OperationalError("disk I/O error")
        error.sqlite_errorname = "SQLITE_IOERR_READ"
        raise error

    clock = Clock()
    with opened(new_desk(tmp_path / "desk", clock), clock) as desk:
        monkeypatch.setattr("cxdesk.store.drafts.kept", failing)
        with pytest.raises(DeskUnavailable, match="disk I/O error"):
            desk.take_draft("note", about="CX-1")
