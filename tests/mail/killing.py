"""Run as a program by `test_killed_senders`: a sender that ends without a word at every statement in its turn.

Not by signals, whose moment nobody can choose, but by `os._exit` from a tracer: for the disk there is no difference.
"""

import json
import os
import shutil
import sys
from collections import Counter
from pathlib import Path
from types import FrameType
from typing import Any

from cxdesk.desk import delivering
from cxdesk.mail import outbox as sending
from cxdesk.mail.message import OutgoingMail
from cxdesk.mail.outbox import LEASE_SECONDS, Sender
from cxdesk.mail.transports import Accepted, Transport
from cxdesk.store import outbox as stored
from tests.desks import Clock, new_desk, opened, received, sender

TRACED = {str(module.__file__) for module in (sending, delivering, stored)}


class Server(Transport):
    """A transport that keeps what it took in a file, on the disk before it says so."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def open(self) -> None:
        """Nothing to open."""

    def deliver(self, mail: OutgoingMail, raw: bytes) -> Accepted:
        assert raw
        with self.file.open("a", encoding="ascii") as file:
            file.write(f"{mail.message_id}\n")
            file.flush()
            os.fsync(file.fileno())
        return Accepted("250 taken")

    def close(self) -> None:
        """Nothing to close."""


class Killer:
    """Counts the statements of the traced modules, and ends the process before the *deadly* one."""

    def __init__(self, deadly: int) -> None:
        self.deadly = deadly
        self.count = 0

    def __call__(self, frame: FrameType, event: str, _argument: Any) -> "Killer | None":
        if event == "call":
            return self if frame.f_code.co_filename in TRACED else None
        if event == "line":
            self.count += 1
            if self.count == self.deadly:
                os._exit(9)
        return self


def statements(folder: Path, file: Path, deadly: int) -> int:
    """Send in a child that ends before statement *deadly*; how many it lived to see, 0 when it was ended."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        clock = Clock()
        with opened(folder, clock) as desk:
            office: Sender = sender(desk, Server(file))
            killer = Killer(deadly)
            sys.settrace(killer)
            office.send_due()
            sys.settrace(None)
        os.write(writing, str(killer.count).encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as told:
        count = int(told.read() or 0)
    os.waitpid(child, 0)
    return count


def one_death(base: Path, folder: Path, letters: int, deadly: int) -> dict[str, Any]:
    """What is left of it, and what the next sender makes of that once the lease has run out."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(base, folder)
    file = folder / "taken"
    file.touch()
    count = statements(folder, file, deadly)
    clock = Clock()
    clock.on(seconds=LEASE_SECONDS)
    with opened(folder, clock) as desk:
        recorded = [letter.state.value for letter in desk.letters()].count("accepted")
        taken_before = len(file.read_text().split())
        sent = sender(desk, Server(file), holder="the next").send_due()
        return {
            "statements": count,
            "taken_before": taken_before,
            "recorded_before": recorded,
            "taken": Counter(file.read_text().split()),
            "whole": sent.is_whole,
            "states": [letter.state.value for letter in desk.letters()],
            "given": [desk.complaint(f"CX-{number + 1}").acknowledgement.value for number in range(letters)],
            "told": [
                [type(moment.event).__name__ for moment in desk.show(f"CX-{number + 1}").timeline].count("Acknowledged")
                for number in range(letters)
            ],
            "verified": desk.verify() == [],
        }


def main(folder: Path, letters: int) -> None:
    """Every statement in its turn; a JSON line for each."""
    base = new_desk(folder / "base", Clock())
    with opened(base, Clock()) as desk:
        for number in range(letters):
            received(desk, number)
    deadly = 0
    while True:
        deadly += 1
        found = one_death(base, folder / "desk", letters, deadly)
        print(json.dumps(found))  # noqa: T201 (this is what the test reads)
        if found["statements"]:
            return


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
