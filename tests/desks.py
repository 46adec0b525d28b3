"""A desk whose clock the test turns, for tests of what happens by itself."""

import os
import shutil
import tempfile
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from cxdesk.desk import Change, Desk, NewComplaint, NewDesk, Received, make
from cxdesk.desk.ports import AfterCommit
from cxdesk.mail.outbox import Sender
from cxdesk.mail.transports import Transport

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
MIDDLING = 0.5
"""The jitter that leaves every wait as the table of `backoff` has it."""


class Clock:
    """The present, as far as the test let it go on."""

    def __init__(self, at: datetime = MONDAY) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def on(self, **by: float) -> None:
        """Let time pass."""
        self.at += timedelta(**by)


made_in_this_test: list[Path] = []
"""Emptied before every test: the desks of one test are as different as if each had been made anew."""


def new_desk(folder: Path, clock: Clock) -> Path:
    """A rehearsal desk in *folder* with one manager, `ann`."""
    shutil.copytree(_pattern(clock.at, len(made_in_this_test)), folder, dirs_exist_ok=True)
    made_in_this_test.append(folder)
    return folder


@cache
def _pattern(at: datetime, _number: int) -> Path:
    """Made once and copied: making a desk takes thirty times as long, most of it waiting for the disk."""
    folder = Path(_patterns().name) / f"{at:%Y%m%dT%H%M%S%f}-{_number}"
    desk = NewDesk(login="ann", agent_name="Sample Manager", rehearsal=True)
    make(folder, desk, now=lambda: at, randomness=os.urandom)
    return folder


@cache
def _patterns() -> "tempfile.TemporaryDirectory[str]":
    return tempfile.TemporaryDirectory(prefix="cxdesk-tests-")


def write_mail(desk: Path, **mail: str) -> None:
    """Write `[mail]` of the desk in the folder *desk* anew; values are TOML."""
    settings = desk / "desk.toml"
    before, _section, after = settings.read_text(encoding="utf-8").partition("[mail]\n")
    _old, gap, rest = after.partition("\n[letters]")
    lines = "".join(f"{key.rstrip('_')} = {value}\n" for key, value in mail.items())
    settings.write_text(f"{before}[mail]\n{lines}{gap}{rest}", encoding="utf-8")


def smtp(port: int) -> dict[str, str]:
    """`[mail]` for a server on loopback."""
    return {
        "transport": '"smtp"',
        "from_": '"desk@cxdesk.example"',
        "host": '"127.0.0.1"',
        "port": str(port),
        "security": '"none"',
        "timeout": "1",
    }


def opened(folder: Path, clock: Clock, after_commit: AfterCommit | None = None) -> Desk:
    """The desk, opened as `ann`; use it in a `with`."""
    return Desk.open(folder, agent="ann", now=clock, randomness=os.urandom, after_commit=after_commit)


def received(desk: Desk, number: int = 1, email: str | None = None) -> Change:
    """A sample complaint with an address, so that an acknowledgement is queued."""
    customer = Received(name="Sample Customer", email=email or f"sample{number}@customer.example")
    return desk.log(NewComplaint(channel="phone", subject=f"Late parcel {number}", text="Late.", customer=customer))


def sender(desk: Desk, transport: Transport, holder: str = "a sender", jitter: float = MIDDLING) -> Sender:
    """A sender with a jitter that is none."""
    return Sender(desk, transport, jitter=lambda: jitter, holder=holder)
