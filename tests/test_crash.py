"""Real processes killed at any moment, and eight at once: what was said to be saved is there, nothing is doubled."""

import json
import logging
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from signal import SIGKILL

import pytest

from cxdesk.desk import Desk
from cxdesk.mail.outbox import LEASE_SECONDS
from cxdesk.store.sqlite import connect
from tests.desks import MONDAY, Clock, new_desk, opened, received, smtp, write_mail
from tests.mail.faults import FaultyServer

A_FEW, MANY = 6, 150
PROCESSES, EACH = 8, 15

LOGGING = """
import sys
from datetime import UTC, datetime
from os import urandom
from pathlib import Path
from cxdesk.desk import Desk, NewComplaint, Received

folder, name, count = sys.argv[1:]
with Desk.open(Path(folder), agent="ann", now=lambda: datetime.now(UTC), randomness=urandom) as desk:
    for number in range(int(count)):
        who = Received(name="Sample", email=f"{name}.{number}@customer.example", key=f"{name} {number}")
        change = desk.log(NewComplaint(channel="phone", subject=f"Late {name} {number}", text="三天", customer=who))
        print(change.ref, name, number, flush=True)
"""
"""Logs complaints one after the other and says each reference once it is saved."""


class Victims:
    """Starts processes of one desk and kills them after a random while."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.folder = folder
        self.chance = random.Random(seed)  # noqa: S311 (repeatable as far as killing can be)
        self.killed = 0
        self.usual_seconds = 1.0

    def started(self, *arguments: str) -> "subprocess.Popen[str]":
        """One process with the desk's environment."""
        env = {**os.environ, "CXDESK_DESK": str(self.folder), "CXDESK_AGENT": "ann"}
        return subprocess.Popen(arguments, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def whole(self, *verb: str) -> str:
        """Run a verb to its end; what it printed. Learns how long one takes."""
        before = time.monotonic()
        with self.started(sys.executable, "-m", "cxdesk", *verb) as process:
            out, err = process.communicate(timeout=120)
        assert process.returncode in (0, 5), err
        self.usual_seconds = time.monotonic() - before
        return out

    def kill_verb(self, *verb: str) -> str:
        """Run, kill -9 at a moment of the time it usually takes; what it had printed by then.

        The usual time was taken while the machine was slower when the verb came to its end first: the next dies sooner.
        """
        with self.started(sys.executable, "-m", "cxdesk", *verb) as process:
            before = time.monotonic()
            try:
                out, _err = process.communicate(timeout=self.chance.uniform(0.1, 1.1) * self.usual_seconds)
                self.usual_seconds = min(self.usual_seconds, (time.monotonic() - before) / 2)
            except subprocess.TimeoutExpired:
                process.kill()
                out, _err = process.communicate(timeout=60)
                self.killed += 1
        return out

    def kill_sender(self, server: FaultyServer, letters: int, *verb: str) -> None:
        """Kill the verb once it gave *letters* to the server, and before it hears that the last one was taken."""
        with self.started(sys.executable, "-m", "cxdesk", *verb) as process:
            server.when_taken(letters, process.kill)
            process.communicate(timeout=60)
        self.killed += process.returncode == -SIGKILL

    def kill_talker(self, lines: int, *arguments: str) -> list[str]:
        """Kill what says a line after each step, within the step that follows so many *lines*; the lines it said."""
        with self.started(*arguments) as process:
            assert process.stdout is not None
            said = [process.stdout.readline()]
            since = time.monotonic()
            said += [process.stdout.readline() for _line in range(1, lines)]
            step_seconds = (time.monotonic() - since) / (lines - 1)
            try:
                rest, err = process.communicate(timeout=self.chance.random() * step_seconds)
            except subprocess.TimeoutExpired:
                process.kill()
                rest, err = process.communicate(timeout=60)
        assert process.returncode in (0, -SIGKILL), err
        self.killed += process.returncode == -SIGKILL
        return [line for line in [*said, *rest.splitlines(keepends=True)] if line.endswith("\n")]


@pytest.fixture
def server() -> Iterator[FaultyServer]:
    """A mail server that takes everything."""
    logging.getLogger("mail.log").setLevel(logging.CRITICAL)
    with FaultyServer() as listening:
        yield listening


def rounds(few: int = A_FEW) -> list[object]:
    """A few rounds for every run of the tests, many for the nightly one."""
    return [few, pytest.param(MANY, marks=pytest.mark.endurance)]


@pytest.mark.parametrize("kills", rounds())
def test_killed_senders_lose_no_letter_and_none_is_doubled_but_the_one_in_hand(
    tmp_path: Path, server: FaultyServer, kills: int
) -> None:
    """TRAPS 43: at most one letter a kill goes twice, under the same Message-ID; the store never says so twice."""
    clock = Clock()
    folder = new_desk(tmp_path / "desk", clock)
    write_mail(folder, **smtp(server.port))
    victims = Victims(folder, seed=1)
    letters = 0
    with opened(folder, clock) as desk:
        received(desk)
        letters += 1
    victims.whole("outbox", "send", "--now", clock.at.isoformat())
    for turn in range(kills):
        with opened(folder, clock) as desk:
            for number in range(12):
                received(desk, turn * 100 + number)
                letters += 1
        verb = ("outbox", "send", "--now", clock.at.isoformat())
        if turn % 2:
            victims.kill_verb(*verb)
        else:
            victims.kill_sender(server, victims.chance.randint(1, 12), *verb)
        clock.on(seconds=LEASE_SECONDS)
    victims.whole("outbox", "send", "--now", clock.at.isoformat())
    assert victims.killed > 0
    with opened(folder, clock) as desk:
        found = desk.letters(limit=10_000)
        assert len(found) == letters
        assert {letter.state for letter in found} == {"accepted"}
        assert set(server.taken_ids) == {letter.message_id for letter in found}
        assert sum(count - 1 for count in server.taken_ids.values()) <= victims.killed
        assert acknowledged_once(desk) == letters
        assert desk.verify() == []


def acknowledged_once(desk: Desk) -> int:
    """How many complaints were acknowledged; none of them twice."""
    query = "SELECT stream_id, count(*) FROM events WHERE type = 'Acknowledged' GROUP BY stream_id"
    counts = dict(desk._connection.execute(query).fetchall())
    assert set(counts.values()) == {1}
    return len(counts)


@pytest.mark.parametrize("kills", rounds())
def test_killed_sweeps_alarm_once_and_owe_nobody_a_notice(tmp_path: Path, kills: int) -> None:
    """DOMAIN §4.14: the alarm, its event and its notice are one commit, whatever dies."""
    clock = Clock()
    folder = new_desk(tmp_path / "desk", clock)
    victims = Victims(folder, seed=2)
    with opened(folder, clock) as desk:
        desk.edit_agent(replace(desk.agent("ann"), email="ann@cxdesk.example"))
        for number in range(40):
            received(desk, number)
    victims.whole("sweep", "--dry-run", "--now", (clock.at + timedelta(days=1)).isoformat())
    for turn in range(kills):
        if turn % 3 == 0:
            clock.on(days=2)
        victims.kill_verb("sweep", "--now", clock.at.isoformat())
    victims.whole("sweep", "--now", clock.at.isoformat())
    again = json.loads(victims.whole("sweep", "--json", "--now", clock.at.isoformat()))["data"]
    assert (again["did"], again["left"]) == ({}, 0)
    assert victims.killed > 0
    with opened(folder, clock) as desk:
        assert alarms_doubled(desk) == 0
        notices = desk._connection.execute("SELECT count(*), count(outbox_id) FROM notices").fetchone()
        alarms = desk._connection.execute(
            "SELECT count(*) FROM events WHERE type IN ('Warned', 'Escalated')"
        ).fetchone()[0]
        assert notices[0] == notices[1] == alarms > 0
        assert desk.verify() == []


def alarms_doubled(desk: Desk) -> int:
    """How many breaches and steps were written more than once."""
    query = """
        SELECT count(*) FROM (
            SELECT 1 FROM events
            WHERE type IN ('Breached', 'Warned') OR (type = 'Escalated' AND json_extract(data, '$.step') <> '')
            GROUP BY stream_id, type, json_extract(data, '$.clock'), json_extract(data, '$.cycle'),
                     json_extract(data, '$.instance'), json_extract(data, '$.due_at'), json_extract(data, '$.step')
            HAVING count(*) > 1)
    """
    return int(desk._connection.execute(query).fetchone()[0])


@pytest.mark.parametrize("kills", rounds())
def test_what_was_said_to_be_saved_is_there_after_every_kill(tmp_path: Path, kills: int) -> None:
    clock = Clock(datetime.now(UTC))
    folder = new_desk(tmp_path / "desk", clock)
    victims = Victims(folder, seed=3)
    said: dict[str, str] = {}
    for turn in range(kills):
        lines = victims.chance.randint(2, 20)
        for line in victims.kill_talker(lines, sys.executable, "-c", LOGGING, str(folder), str(turn), "40"):
            ref, name, number = line.split()
            said[ref] = f"Late {name} {number}"
    assert victims.killed > 0
    with opened(folder, clock) as desk:
        there = dict(desk._connection.execute("SELECT ref, subject FROM complaints").fetchall())
        assert said.items() <= there.items()
        assert len(there) - len(said) <= victims.killed
        assert len(set(there.values())) == len(there)
        assert len(desk.letters(limit=10_000)) == len(there)
        assert desk.verify() == []


@pytest.mark.parametrize("kills", rounds())
def test_a_killed_log_saved_what_it_said_and_writes_to_nobody_twice(tmp_path: Path, kills: int) -> None:
    """The verb, with its acknowledgement sent right after the commit."""
    clock = Clock(datetime.now(UTC))
    folder = new_desk(tmp_path / "desk", clock)
    victims = Victims(folder, seed=6)
    verb = ("log", "--channel", "phone", "--customer", "Sample", "--text", "Late")
    said = {"CX-1"} if "CX-1" in victims.whole(*verb, "--email", "first@customer.example") else set()
    for turn in range(kills):
        out = victims.kill_verb(*verb, "--email", f"sample{turn}@customer.example")
        said |= {word for word in out.split() if word.startswith("CX-")} if "\n" in out else set()
    clock.at = datetime.now(UTC) + timedelta(hours=2)
    victims.whole("outbox", "send", "--now", clock.at.isoformat())
    assert victims.killed > 0
    assert said
    with opened(folder, clock) as desk:
        there = {row[0] for row in desk._connection.execute("SELECT ref FROM complaints")}
        assert said <= there
        assert len(there) - len(said) <= victims.killed
        assert acknowledged_once(desk) == len(there)
        assert len(list((folder / "mail" / "out" / "new").iterdir())) == len(there)
        assert desk.verify() == []


def ended(running: "list[subprocess.Popen[str]]") -> list[tuple[str, str]]:
    """What each process wrote; all are waited for before any is judged."""
    results = []
    for process in running:
        with process:
            results.append(process.communicate(timeout=120))
    assert [(process.returncode in (0, 5), err) for process, (_out, err) in zip(running, results, strict=True)] == [
        (True, "")
    ] * len(running)
    return results


def test_eight_processes_logging_at_once_lose_nothing(tmp_path: Path) -> None:
    clock = Clock(datetime.now(UTC))
    folder = new_desk(tmp_path / "desk", clock)
    victims = Victims(folder, seed=4)
    running = [
        victims.started(sys.executable, "-c", LOGGING, str(folder), str(number), str(EACH))
        for number in range(PROCESSES)
    ]
    said: list[str] = []
    for out, _err in ended(running):
        said += [line.split()[0] for line in out.splitlines()]
    assert len(said) == len(set(said)) == PROCESSES * EACH
    with opened(folder, clock) as desk:
        assert set(said) == {row[0] for row in desk._connection.execute("SELECT ref FROM complaints")}
        assert desk.verify() == []


def test_two_clockworks_and_two_senders_at_once_do_everything_once(tmp_path: Path, server: FaultyServer) -> None:
    """TRAPS 42."""
    clock = Clock()
    folder = new_desk(tmp_path / "desk", clock)
    write_mail(folder, **smtp(server.port))
    victims = Victims(folder, seed=5)
    with opened(folder, clock) as desk:
        desk.edit_agent(replace(desk.agent("ann"), email="ann@cxdesk.example"))
        for number in range(30):
            received(desk, number)
    later = (MONDAY + timedelta(days=3)).isoformat()
    verbs = (("run", "--once"), ("outbox", "send"), ("sweep",), ("run", "--once"), ("outbox", "send"), ("sweep",))
    running = [victims.started(sys.executable, "-m", "cxdesk", *verb, "--now", later) for verb in verbs]
    ended(running)
    assert set(server.taken_ids.values()) == {1}
    clock.on(days=3)
    with opened(folder, clock) as desk:
        answers = {letter.message_id for letter in desk.letters(limit=1000) if letter.letter == "acknowledgement"}
        assert len(answers) == 30
        assert answers <= server.taken_ids.keys()
        assert acknowledged_once(desk) == 30
        assert alarms_doubled(desk) == 0
        assert desk.verify() == []
    connection = connect(folder / "cxdesk.db", readonly=True)
    assert connection.execute("SELECT count(*) FROM leases").fetchone()[0] == 0
    connection.close()
