"""What somebody may see of a complaint: what time alone has changed, and nothing that is not theirs to know."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from cxdesk.desk import Desk, NewComplaint, NewDesk, Received, make, option
from cxdesk.desk.queue import Queue
from cxdesk.domain.words import OptionType
from tests.desks import Clock

WEEK = timedelta(days=7)


@pytest.fixture
def clock() -> Clock:
    """A morning."""
    return Clock()


def made(folder: Path, clock: Clock) -> Desk:
    """A desk with one complaint that ann owns, and an option that lies with the customer for a week."""
    make(folder, NewDesk(login="ann"), now=clock, randomness=bytes)
    desk = Desk.open(folder, agent="ann", now=clock, randomness=bytes)
    desk.log(NewComplaint(channel="phone", text="Late", customer=Received(email="ann@customer.example")))
    desk.take("CX-1")
    desk.find_cause("CX-1", "late", why="The van broke down.", unit="delivery")
    desk.offer("CX-1", option(OptionType.REPLACEMENT, "A new one", valid_until=clock() + WEEK))
    return desk


def seen(folder: Path, now: datetime, login: str) -> Queue:
    """The desk as *login* looks at it at *now*."""
    return Queue.open(folder, agent=login, now=now)


def test_an_option_has_expired_and_a_clock_is_late_before_the_sweep_wrote_it(tmp_path: Path, clock: Clock) -> None:
    with made(tmp_path / "desk", clock) as desk:
        before = desk.card("CX-1")
        assert before.options[0]["state"] == "open"
        assert not any(one["late"] for one in before.clocks)
        with seen(desk.folder, clock() + WEEK * 8, "bob") as later:
            after = later.card("CX-1")
    assert after.options[0]["state"] == "expired"
    assert [one["clock"] for one in after.clocks if one["late"]]
    assert all(one["due_at"] <= clock() + WEEK * 8 for one in after.clocks if one["late"])


def test_the_owner_does_not_see_the_day_of_a_revisit_before_it_comes(tmp_path: Path, clock: Clock) -> None:
    with made(tmp_path / "desk", clock) as desk:
        desk.accept("CX-1", 1, evidence="Said yes.")
        desk.fulfil("CX-1", evidence="Signed for.")
        drawn = desk.show("CX-1").revisit_days[1]
        assert desk.card("CX-1").revisits[0]["due_on"] is None
        assert all("revisit_day" not in dict(moment.words) for moment in desk.card("CX-1").timeline)
        with seen(desk.folder, clock(), "bob") as other:
            assert other.card("CX-1").revisits[0]["due_on"] == drawn
        with seen(desk.folder, datetime.fromisoformat(f"{drawn}T23:30Z"), "ann") as then:
            assert then.card("CX-1").revisits[0]["due_on"] == drawn
