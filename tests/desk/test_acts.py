"""Acts as the desk performs them: approvals, accounts, refusals, the documented example (DOMAIN §3, §10)."""

import os
from collections.abc import Iterator
from contextlib import chdir
from decimal import Decimal
from pathlib import Path
from textwrap import dedent

import pytest

import cxdesk.desk
from cxdesk.desk import Desk, NewComplaint, NewDesk, Refused, UnknownReference, make, option
from cxdesk.domain.words import Act, OptionState, OptionType, Role, Status
from cxdesk.errors import NotDone, WrongUse
from cxdesk.reports.daily import daily
from cxdesk.reports.result import Code
from cxdesk.store.people import Agent
from tests.desks import Clock, new_desk, opened

CALL = NewComplaint(channel="phone", text="Late")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A desk whose manager is ann."""
    return new_desk(tmp_path / "desk", Clock())


@pytest.fixture
def desk(folder: Path) -> Iterator[Desk]:
    """The desk, opened as ann."""
    with opened(folder, Clock()) as found:
        yield found


def working_as(folder: Path, login: str, os_user: str = "") -> Desk:
    """The desk, opened by *login* from the account *os_user*."""
    return Desk.open(folder, agent=login, os_user=os_user or login, now=Clock(), randomness=os.urandom)


def proposed(desk: Desk) -> str:
    """A complaint with an option above its proposer's limit; who acts has none but zero."""
    ref = desk.log(CALL).ref
    desk.take(ref)
    desk.start(ref)
    desk.offer(ref, option(OptionType.COMPENSATION, "A voucher", value=Decimal(1000), currency="EUR"))
    return ref


def marks(desk: Desk) -> list[str]:
    """What the daily report lists among the acts to look at."""
    report = daily(
        desk._connection, on=desk.now().date(), zone=desk.zone, as_of=desk.now(), calendar=desk.calendar, desk_name="x"
    )
    table = next(table for section in report.sections for table in section.tables if table.key == "acts")
    return [cell.value for cell, *_rest in table.rows if isinstance(cell, Code)]


def test_the_documented_example_runs(tmp_path: Path) -> None:
    make(tmp_path / "desk", NewDesk(login="ann"), now=Clock(), randomness=os.urandom)
    lines = (cxdesk.desk.__doc__ or "").splitlines()
    example = dedent("\n".join(line for line in lines if line.startswith("    ")))
    with chdir(tmp_path):
        exec(compile(example, "cxdesk.desk", "exec"), {})  # noqa: S102 (our own documentation)
    with opened(tmp_path / "desk", Clock()) as desk:
        assert desk.complaint("CX-1").owner == "ann"
        assert desk.letters()[0].recipient == "a@example.org"


def test_everything_the_door_names_is_there() -> None:
    for name in cxdesk.desk.__all__:
        assert getattr(cxdesk.desk, name) is not None
    with pytest.raises(AttributeError):
        _ = cxdesk.desk.nothing


def test_a_refusal_names_what_is_allowed_now_and_writes_nothing(desk: Desk) -> None:
    ref = desk.log(CALL).ref
    head = desk.head()
    with pytest.raises(Refused) as refused:
        desk.fulfil(ref, "sent")
    assert Act.TAKE in refused.value.allowed
    assert Act.FULFIL not in refused.value.allowed
    assert desk.head() == head


@pytest.mark.parametrize("typed", ["CX-1", "cx1", "1", " cx-1 "])
def test_a_reference_is_taken_as_people_type_it(desk: Desk, typed: str) -> None:
    desk.log(CALL)
    assert desk.take(typed).ref == "CX-1"


@pytest.mark.parametrize("typed", ["CX-2", "AB-1", "", "-1", "1; DROP TABLE events", "\udcff", "9" * 30])
def test_any_other_reference_is_unknown(desk: Desk, typed: str) -> None:
    desk.log(CALL)
    with pytest.raises(UnknownReference):
        desk.take(typed)


def test_a_supervisor_approves_what_an_agent_proposed_and_nothing_is_marked(folder: Path, desk: Desk) -> None:
    desk.add_agent(Agent("bob", "Sample Agent", Role.AGENT, authority=Decimal(0)))
    with working_as(folder, "bob") as bob:
        ref = proposed(bob)
        assert bob.complaint(ref).status is Status.INVESTIGATING
        with pytest.raises(Refused):
            bob.approve(ref, 1)
    with working_as(folder, "ann") as ann:
        assert ann.approve(ref, 1).complaint.options[0].state is OptionState.OPEN
    assert marks(desk) == []


def test_who_proposed_does_not_approve_while_others_could(folder: Path, desk: Desk) -> None:
    desk.add_agent(Agent("sue", "Sample Supervisor", Role.SUPERVISOR, authority=Decimal(0)))
    desk.add_agent(Agent("max", "Sample Manager", Role.MANAGER))
    with working_as(folder, "sue") as sue:
        ref = proposed(sue)
    desk.edit_agent(Agent("sue", "Sample Supervisor", Role.SUPERVISOR, authority=Decimal(5000)))
    with working_as(folder, "sue") as sue, pytest.raises(Refused):
        sue.approve(ref, 1)


def test_on_a_desk_of_one_the_own_approval_is_taken_marked_and_listed(desk: Desk) -> None:
    desk.edit_agent(Agent("ann", "Sample Manager", Role.MANAGER, authority=Decimal(0)))
    ref = proposed(desk)
    desk.edit_agent(Agent("ann", "Sample Manager", Role.MANAGER, authority=Decimal(5000)))
    event = desk.approve(ref, 1).events[0].happened.event
    assert getattr(event, "self_approved", False)
    assert marks(desk) == ["self_approved"]


def test_an_approval_from_an_account_that_is_not_the_agent_s_is_listed(folder: Path, desk: Desk) -> None:
    desk.add_agent(Agent("bob", "Sample Agent", Role.AGENT, authority=Decimal(0)))
    desk.edit_agent(Agent("ann", "Sample Manager", Role.MANAGER, os_users=("ann.m",)))
    with working_as(folder, "bob") as bob:
        refs = [proposed(bob) for _turn in range(2)]
    with working_as(folder, "ann", "ann.m") as ann:
        ann.approve(refs[0], 1)
    assert marks(desk) == []
    with working_as(folder, "ann", "bob") as somebody:
        somebody.approve(refs[1], 1)
    assert marks(desk) == ["other_account"]
    last = desk.show(refs[1]).timeline[-1]
    assert (last.actor, last.os_user) == ("ann", "bob")


def test_merging_and_taking_it_back_leaves_both_as_they_were(desk: Desk) -> None:
    first, second = desk.log(CALL).ref, desk.log(CALL).ref
    merged, master = desk.merge(second, first, reason="the same parcel")
    assert (merged.complaint.merged_into, master.ref) == (first, first)
    with pytest.raises(NotDone, match="not merged"):
        desk.unmerge(first)
    desk.unmerge(second, reason="another parcel")
    assert desk.complaint(second).status is Status.RECEIVED
    assert desk.verify() == []


def test_a_channel_of_no_desk_is_refused_wherever_one_is_said(desk: Desk) -> None:
    desk.log(CALL)
    with pytest.raises(WrongUse, match="no channel"):
        desk.acknowledge("CX-1", "pigeon")


def test_who_works_under_an_account_sees_their_own_revisits_only_on_the_day(folder: Path, desk: Desk) -> None:
    """DOMAIN §9: courtesy does not predict the day; who handled it is known by login, not by account."""
    desk.edit_agent(Agent("ann", "Sample Manager", Role.MANAGER, os_users=("ann.m",)))
    desk.log(CALL)
    desk.take("CX-1")
    desk.start("CX-1")
    desk.find_cause("CX-1", "delivery", "The van broke down", "transport")
    desk.offer("CX-1", option(OptionType.INFORMATION, "How it came to this"))
    desk.accept("CX-1", 1, "on the phone")
    desk.fulfil("CX-1", "told")
    planned = desk.show("CX-1").revisit_days
    assert planned
    with working_as(folder, "ann.m") as ann:
        assert ann.agenda(ann.now().date().replace(year=2030)) == []
