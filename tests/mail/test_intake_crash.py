"""An intake that dies at any step loses nothing and does nothing twice (TRAPS 42): each step is tried."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from cxdesk.config.settings import Fetched
from cxdesk.desk import Desk
from cxdesk.mail.boxes import MaildirSource
from cxdesk.mail.intake.incoming import Incoming
from cxdesk.mail.receiving import LEASE_SECONDS, fetch
from tests.desks import Clock, new_desk, opened
from tests.mail.test_receiving import letter, maildir, readers


class Killed(BaseException):
    """As `kill -9`: nothing of ours may catch it."""


STEPS = ("keep_mail", "begin_mail", "raw_mail", "file_mail", "_settle", "_write", "_draft", "situation", "_route")
"""Everything an intake does with the desk; it dies before each of them, and after."""


class Fuse:
    """Burns through at the *number*th step of an intake, whichever that is."""

    def __init__(self, number: int) -> None:
        self.left = number
        self.burnt = False

    def step(self) -> None:
        self.left -= 1
        if self.left == 0:
            self.burnt = True
            raise Killed


def fused(monkeypatch: pytest.MonkeyPatch, fuse: Fuse) -> None:
    for name in STEPS:
        plain = getattr(Desk, name)

        def wired(self: Desk, *given: Any, _plain: Any = plain, **more: Any) -> Any:
            fuse.step()
            done = _plain(self, *given, **more)
            fuse.step()
            return done

        monkeypatch.setattr(Desk, name, wired)
    for place, name in ((os, "fsync"), (Path, "unlink")):
        plain_call = getattr(place, name)

        def wired_call(*given: Any, _plain: Any = plain_call, **more: Any) -> Any:
            fuse.step()
            done = _plain(*given, **more)
            fuse.step()
            return done

        monkeypatch.setattr(place, name, wired_call)


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_42_an_intake_that_dies_at_any_step_loses_nothing_and_repeats_nothing(
    tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = 0
    while True:
        number += 1
        place = tmp_path / str(number)
        folder = new_desk(place / "desk", clock)
        box = maildir(place / "box", letter(1), letter(2, text="Another."))
        source = MaildirSource("care", box, Fetched.DELETE)
        fuse = Fuse(number)
        with monkeypatch.context() as patched:
            fused(patched, fuse)
            dying = opened(folder, clock)
            try:
                fetch(dying, [source], readers, holder="dying")
            except Killed:
                pass
            finally:
                dying._connection.close()
        clock.on(seconds=LEASE_SECONDS + 1)
        with opened(folder, clock) as desk:
            fetch(desk, [source], readers, holder="next")
            assert sorted(desk.find_refs("")) == ["CX-1", "CX-2"], f"step {number}"
            assert [row.state for row in desk.inbox()] == ["filed", "filed"], f"step {number}"
            assert len(desk.letters()) == 2, f"step {number}"
            assert desk.verify() == [], f"step {number}"
        assert not list((box / "new").iterdir()), f"step {number}"
        if not fuse.burnt:
            break
    assert number > 40


def test_a_reader_that_dies_with_the_process_is_known_by_its_message(tmp_path: Path, clock: Clock) -> None:
    class Deadly:
        def read(self, _raw: bytes) -> Incoming:
            raise Killed

    @contextmanager
    def deadly() -> Iterator[Deadly]:
        yield Deadly()

    folder = new_desk(tmp_path / "desk", clock)
    with opened(folder, clock) as desk:
        desk.keep_mail(letter(1), "stdin")
        for _turn in range(3):
            with pytest.raises(Killed):
                fetch(desk, [], deadly, holder="a")
        (filed,) = fetch(desk, [], deadly, holder="a").filed
    assert filed.reason == "unreadable"
