"""The golden cases of TRAPS §4 that need the whole desk: imports, mail that fails, merges at once."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from cxdesk.desk import Desk, Refused
from cxdesk.domain.words import Status
from cxdesk.imports.load import Reading, load, plan
from cxdesk.mail.transports import TransportDown
from tests.desks import Clock, new_desk, opened, received, sender
from tests.mail.test_outbox import Ways


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def desk(tmp_path: Path, clock: Clock) -> Iterator[Desk]:
    with opened(new_desk(tmp_path / "desk", clock), clock) as made:
        yield made


def old_cases(count: int) -> io.BytesIO:
    rows = ["key,received,channel,text,email"]
    rows += [
        f"K{number},2019-05-{number % 28 + 1:02},email,Late parcel,s{number}@customer.example"
        for number in range(count)
    ]
    return io.BytesIO("\n".join(rows).encode())


@pytest.mark.parametrize("count", [100, pytest.param(5000, marks=pytest.mark.endurance)])
def test_golden_13_old_cases_come_in_without_a_letter_or_an_alarm(desk: Desk, clock: Clock, count: int) -> None:
    """A hundred each time; the five thousand of the case, ten seconds, with the endurance tests (TRAPS 35)."""
    loaded = load(desk, plan(old_cases(count), Reading(source="old-system")))
    assert (loaded.added, loaded.letters) == (count, 0)
    swept = desk.sweep()
    assert swept.notices == 0
    assert desk.letters_due() == 0
    (alarms,) = desk._connection.execute("SELECT count(*) FROM alarms").fetchone()
    (imported,) = desk._connection.execute("SELECT count(*) FROM complaints WHERE imported = 1").fetchone()
    assert (alarms, imported) == (0, count)
    assert desk.verify() == []


def test_golden_15_while_the_mail_server_is_down_the_case_exists_and_in_the_end_one_letter_goes_out(
    desk: Desk, clock: Clock
) -> None:
    """TRAPS 43, 45: nothing that fails before or after the server's yes sends a second one."""
    down = Ways(opening=TransportDown("no route"))
    ref = received(desk).ref
    sender(desk, down).send_due()
    assert desk.complaint(ref).is_open
    assert not down.given
    way = Ways(TransportDown("the server went away"))
    for _pass in range(6):
        clock.on(hours=12)
        sender(desk, way).send_due()
    taken = [mail.message_id for mail in way.given]
    assert len(taken) == 2
    assert len(set(taken)) == 1
    assert desk.complaint(ref).acknowledged_at is not None
    assert desk.letter(1).state == "accepted"
    assert desk.verify() == []


def test_golden_16_merged_into_each_other_one_wins_and_the_other_is_refused(desk: Desk, clock: Clock) -> None:
    """TRAPS 39: two agents, two connections; the second decides on what the first left."""
    first, second = received(desk, 1).ref, received(desk, 2).ref
    with opened(desk.folder, clock) as other:
        desk.merge(first, second)
        with pytest.raises(Refused):
            other.merge(second, first)
    assert (desk.complaint(first).status, desk.complaint(second).status) == (Status.CLOSED, Status.RECEIVED)
    assert desk.verify() == []
