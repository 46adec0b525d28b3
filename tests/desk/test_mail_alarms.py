"""A letter that will not arrive: an alarm on the complaint, in the queue, told to its owner (DOMAIN §8, TRAPS 44)."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from cxdesk.desk import Desk
from cxdesk.domain.words import Role
from cxdesk.store import sqlite
from cxdesk.store.outbox import OutboxRow
from cxdesk.store.people import Agent
from tests.desks import Clock, new_desk, opened, received

BOB = "bob@cxdesk.example"
SUE = "sue@cxdesk.example"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def folder(tmp_path: Path, clock: Clock) -> Path:
    made = new_desk(tmp_path / "desk", clock)
    with opened(made, clock) as desk:
        desk.add_agent(Agent("bob", "Sample Agent", Role.AGENT, email=BOB))
        desk.add_agent(Agent("sue", "Sample Supervisor", Role.SUPERVISOR, email=SUE))
    return made


@pytest.fixture
def desk(folder: Path, clock: Clock) -> Iterator[Desk]:
    with opened(folder, clock) as made:
        yield made


def leased(desk: Desk) -> OutboxRow:
    row = desk.lease_letter("a sender", 60)
    assert row is not None
    return row


def alarms(folder: Path) -> list[tuple[object, ...]]:
    connection = sqlite.connect(folder / "cxdesk.db", readonly=True)
    found = connection.execute("SELECT complaint_id, clock, instance, step FROM alarms ORDER BY 1, 3").fetchall()
    connection.close()
    return found


def notices(desk: Desk) -> list[tuple[str, str]]:
    return [(row.recipient, row.body) for row in desk.letters() if row.letter == "escalation-notice"]


def test_trap_44_a_failed_letter_is_an_alarm_told_to_its_owner_once(desk: Desk, folder: Path) -> None:
    change = received(desk)
    desk.assign(change.ref, "bob")
    assert desk.letter_failed(leased(desk), "550", "no such mailbox")
    assert alarms(folder) == [(change.id, "mail", 1, "failed:acknowledgement")]
    desk.sweep()
    desk.sweep()
    ((recipient, body),) = notices(desk)
    assert recipient == BOB
    assert f"{change.ref} · a letter could not be delivered: acknowledgement" in body
    assert "level" not in body
    assert "2026" not in body.partition(change.ref)[2].partition("\n")[0]
    assert desk.verify() == []


def test_trap_44_with_no_owner_the_supervisor_is_told(desk: Desk) -> None:
    received(desk)
    desk.letter_failed(leased(desk), "550", "no such mailbox")
    desk.sweep()
    assert [recipient for recipient, _body in notices(desk)] == [SUE]


def test_trap_44_the_alarm_survives_a_rebuild(desk: Desk, folder: Path) -> None:
    received(desk)
    desk.letter_failed(leased(desk), "550", "no such mailbox")
    before = alarms(folder)
    desk.rebuild()
    assert alarms(folder) == before
    assert before


def test_a_letter_tried_again_and_failing_again_is_a_second_alarm(desk: Desk, folder: Path) -> None:
    change = received(desk)
    row = leased(desk)
    desk.letter_failed(row, "550", "no such mailbox")
    desk.retry_letter(row.id)
    desk.letter_failed(leased(desk), "550", "no such mailbox")
    assert [found[:3] for found in alarms(folder)] == [(change.id, "mail", 1), (change.id, "mail", 2)]


def test_a_failure_told_by_a_sender_whose_lease_was_lost_alarms_nobody(desk: Desk, folder: Path, clock: Clock) -> None:
    received(desk)
    slow = leased(desk)
    clock.on(minutes=5)
    assert desk.lease_letter("another", 60) is not None
    assert not desk.letter_failed(slow, "550", "no such mailbox")
    assert alarms(folder) == []


def test_a_letter_that_somebody_held_back_alarms_nobody(desk: Desk, folder: Path) -> None:
    received(desk)
    (row,) = desk.letters(("queued",))
    desk.cancel_letter(row.id)
    desk.sweep()
    assert alarms(folder) == []
    assert notices(desk) == []
