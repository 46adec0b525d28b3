"""What may be done now is said by one rule, with all that the desk knows: screens and refusals agree (issue 5)."""

import os
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from cxdesk.desk import Desk, Refused, option
from cxdesk.desk.watching import Watch
from cxdesk.domain.words import Act, OptionType, Role, Status
from cxdesk.store.people import Agent
from tests.desks import Clock, new_desk, opened, received

LOGINS = ("ann", "bob", "sue", "quin", "aud")


def opened_by(login: str, folder: Path, clock: Clock) -> Desk:
    """The desk as *login* has it."""
    return Desk.open(folder, agent=login, now=clock, randomness=os.urandom)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def folder(tmp_path: Path, clock: Clock) -> Path:
    """Four complaints of a team: a proposal above a limit, one owned, one merged into another."""
    made = new_desk(tmp_path / "desk", clock)
    with opened(made, clock) as desk:
        for login, role, limit in (
            ("bob", Role.AGENT, None),
            ("sue", Role.SUPERVISOR, Decimal(300)),
            ("quin", Role.QUALITY, None),
            ("aud", Role.AUDITOR, None),
        ):
            desk.add_agent(Agent(login, f"Sample {login}", role, authority=limit))
        for number in range(4):
            received(desk, number)
        desk.assign("CX-1", "bob")
        desk.assign("CX-2", "bob")
        desk.merge("CX-3", "CX-4")
    with opened_by("bob", made, clock) as desk:
        desk.offer("CX-1", option(OptionType.REFUND, "A sample refund", value=Decimal(400), currency="EUR"))
        desk.start("CX-2")
    return made


@pytest.fixture
def watches(folder: Path, clock: Clock) -> Iterator[dict[str, Watch]]:
    doors = {login: Watch.open(folder, agent=login, now=clock) for login in LOGINS}
    yield doors
    for door in doors.values():
        door.shut()


def test_a_refusal_names_exactly_what_a_screen_offers(folder: Path, clock: Clock, watches: dict[str, Watch]) -> None:
    for login, door in watches.items():
        with opened_by(login, folder, clock) as desk:
            for ref in ("CX-1", "CX-2", "CX-3", "CX-4"):
                with pytest.raises(Refused) as refused:
                    desk.fulfil(ref, "sample")
                assert set(refused.value.allowed) == door.see(ref).allowed == set(door.allowed([ref])[ref].acts)


def test_rows_rule_out_nothing_that_is_allowed(watches: dict[str, Watch]) -> None:
    for door in watches.values():
        for row in door.window("status:received,investigating,closed", below=9).rows:
            assert door.see(row.ref).allowed <= row.may


def test_whose_limit_covers_a_proposal_decides_it(watches: dict[str, Watch]) -> None:
    """DOMAIN §3: `approve` needs a limit that covers it; not the proposer."""
    decides = {login for login, door in watches.items() if Act.APPROVE in door.see("CX-1").allowed}
    assert decides == {"ann"}
    assert watches["ann"].see("CX-1").can.of(Act.APPROVE) == (1,)


def test_owners_are_those_who_can_own_it_and_do_not(watches: dict[str, Watch]) -> None:
    assert watches["ann"].see("CX-1").can.owners == ("ann", "sue")
    assert [login for login, _name in watches["ann"].owners()] == ["ann", "bob", "sue"]


def test_nothing_is_merged_where_no_other_is_open_nor_unmerged_in_the_middle_of_a_chain(
    folder: Path, clock: Clock, watches: dict[str, Watch]
) -> None:
    assert Act.UNMERGE in watches["ann"].see("CX-3").allowed
    assert Act.MERGE in watches["ann"].see("CX-4").allowed
    with opened(folder, clock) as desk:
        desk.merge("CX-4", "CX-2")
        desk.merge("CX-2", "CX-1")
    assert Act.UNMERGE not in watches["ann"].see("CX-3").allowed
    assert Act.MERGE not in watches["ann"].see("CX-1").allowed


def test_whether_another_one_is_open_is_answered_by_an_index(watches: dict[str, Watch]) -> None:
    from cxdesk.store import complaints  # noqa: PLC0415 (here alone)

    connection = watches["ann"]._connection
    steps: list[str] = []
    connection.set_trace_callback(steps.append)
    assert complaints.has_open_beside(connection, 1, ("bob",))
    assert not complaints.has_open_beside(connection, 4, ("bob",))
    connection.set_trace_callback(None)
    plan = connection.execute(f"EXPLAIN QUERY PLAN {steps[0]}").fetchall()
    assert any("complaints_open_by_ref" in str(row[3]) for row in plan)


def test_a_stranger_and_one_who_left_may_do_nothing(folder: Path, clock: Clock, watches: dict[str, Watch]) -> None:
    with opened(folder, clock) as desk:
        desk.edit_agent(Agent("bob", "Sample bob", Role.AGENT, active=False))
        assert desk.complaint("CX-2").status is Status.INVESTIGATING
    assert watches["bob"].see("CX-2").allowed == frozenset()
    stranger = Watch.open(folder, agent="stranger", now=clock)
    assert stranger.see("CX-2").allowed == frozenset()
    stranger.shut()
