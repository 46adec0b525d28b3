"""A process whose clock was replaced reads every desk and writes to rehearsals only (DOMAIN §11)."""

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from cxdesk.desk import Desk, NewComplaint, NewDesk, Received, make
from cxdesk.domain.words import Role
from cxdesk.errors import DeskUnavailable
from cxdesk.store.people import Agent
from tests.desks import MONDAY, Clock

CALL = NewComplaint(channel="phone", text="Late")


def desk_with_replaced_clock(folder: Path, *, rehearsal: bool) -> Desk:
    """A desk with one complaint, seen from a year later by a replaced clock."""
    make(folder, NewDesk(login="ann", rehearsal=rehearsal), now=Clock(), randomness=os.urandom)
    with Desk.open(folder, agent="ann", now=Clock(), randomness=os.urandom) as desk:
        desk.log(CALL)
    later = Clock(MONDAY + timedelta(days=365))
    return Desk.open(folder, agent="ann", now=later, randomness=os.urandom, clock_replaced=True)


def test_a_rehearsal_may_be_written_at_any_time(tmp_path: Path) -> None:
    with desk_with_replaced_clock(tmp_path / "desk", rehearsal=True) as desk:
        assert desk.log(CALL).complaint.received_at == MONDAY + timedelta(days=365)
        assert desk.sweep().did["Breached"] > 0


WRITES: dict[str, Callable[[Desk], object]] = {
    "log": lambda desk: desk.log(CALL),
    "an act": lambda desk: desk.note("CX-1", "seen"),
    "merge": lambda desk: desk.merge("CX-1", "CX-1"),
    "sweep": lambda desk: desk.sweep(),
    "an agent": lambda desk: desk.add_agent(Agent("bob", "Sample", Role.AGENT)),
    "a customer": lambda desk: desk.add_customer(Received(name="Sample")),
    "rebuild": lambda desk: desk.rebuild(),
}


@pytest.mark.parametrize("act", WRITES)
def test_any_other_desk_is_read_and_not_written(tmp_path: Path, act: str) -> None:
    with desk_with_replaced_clock(tmp_path / "desk", rehearsal=False) as desk:
        head = desk.head()
        with pytest.raises(DeskUnavailable, match="no rehearsal") as refused:
            WRITES[act](desk)
        assert refused.value.mend == "cxdesk init --rehearsal"
        assert desk.head() == head
        assert desk.show("CX-1").complaint.ref == "CX-1"
        assert desk.sweep(dry_run=True).did["Breached"] > 0
