"""Agents and customers: added, changed, merged, each with its event; settled inside the lock (DOMAIN §10)."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cxdesk.desk import Desk, NewComplaint, Received, UnknownAgent, UnknownCustomer
from cxdesk.domain.words import Role
from cxdesk.errors import NotDone
from cxdesk.store.people import Agent
from tests.desks import Clock, new_desk, opened


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A desk whose manager is ann."""
    return new_desk(tmp_path / "desk", Clock())


@pytest.fixture
def desk(folder: Path) -> Iterator[Desk]:
    """The desk, opened as ann."""
    with opened(folder, Clock()) as found:
        yield found


def as_agent(folder: Path, name: str) -> Desk:
    """The desk, opened by *name*."""
    return Desk.open(folder, agent=name, os_user=name, now=Clock(), randomness=bytes)


def test_an_agent_works_under_login_and_account_and_both_are_recorded(folder: Path, desk: Desk) -> None:
    desk.add_agent(Agent("bob", "Sample Agent", Role.AGENT, os_users=("b.sample",)))
    with as_agent(folder, "b.sample") as found:
        assert found.login == found.actor().login == "bob"
        found.log(NewComplaint(channel="phone", text="Late"))
    last = desk.show("CX-1").timeline[0]
    assert (last.actor, last.os_user) == ("bob", "b.sample")


@pytest.mark.parametrize("name", ["nobody", "gone", "gone.account"])
def test_who_is_no_agent_or_not_any_more_writes_nothing_and_may_read(folder: Path, desk: Desk, name: str) -> None:
    desk.add_agent(Agent("gone", "Sample Leaver", Role.AGENT, os_users=("gone.account",), active=False))
    with as_agent(folder, name) as found:
        assert found.agents()
        with pytest.raises(UnknownAgent, match=name):
            found.log(NewComplaint(channel="phone", text="Late"))


@pytest.mark.parametrize("login", ["", "a b", "system", "a/b", "j\udcf6rg"])
def test_what_is_no_login_is_refused(desk: Desk, login: str) -> None:
    with pytest.raises(NotDone):
        desk.add_agent(Agent(login, "Sample", Role.AGENT))


def test_only_a_manager_adds_and_changes_agents(folder: Path, desk: Desk) -> None:
    desk.add_agent(Agent("sue", "Sample Supervisor", Role.SUPERVISOR))
    with as_agent(folder, "sue") as found, pytest.raises(NotDone, match="manager"):
        found.add_agent(Agent("bob", "Sample", Role.AGENT))


def test_an_agent_is_added_once(desk: Desk) -> None:
    with pytest.raises(NotDone, match="already"):
        desk.add_agent(Agent("ann", "Another", Role.AGENT))
    assert desk.agent("ann").role is Role.MANAGER


@pytest.mark.parametrize("change", [{"role": Role.AGENT}, {"active": False}])
def test_the_last_manager_stays_one(desk: Desk, change: dict[str, Role | bool]) -> None:
    weaker = Agent("ann", "Ann", Role.AGENT) if "role" in change else Agent("ann", "Ann", Role.MANAGER, active=False)
    with pytest.raises(NotDone, match="last manager"):
        desk.edit_agent(weaker)


def test_a_one_person_desk_is_alone_until_somebody_joins(desk: Desk) -> None:
    assert desk.actor().alone
    desk.add_agent(Agent("aud", "Sample Auditor", Role.AUDITOR))
    assert desk.actor().alone
    desk.add_agent(Agent("bob", "Sample Agent", Role.AGENT))
    assert not desk.actor().alone


def test_an_auditor_owns_nothing(desk: Desk) -> None:
    desk.add_agent(Agent("aud", "Sample Auditor", Role.AUDITOR))
    desk.log(NewComplaint(channel="phone", text="Late"))
    with pytest.raises(NotDone, match="owns no complaints"):
        desk.assign("CX-1", "aud")


def test_a_customer_with_a_known_address_is_not_added_again(desk: Desk) -> None:
    desk.add_customer(Received(email="sample@customer.example"))
    with pytest.raises(NotDone, match="customer 1 already"):
        desk.add_customer(Received(key="K2", email="Sample@Customer.example"))
    with pytest.raises(NotDone, match="needs a name"):
        desk.add_customer(Received(segment="vip"))


def test_editing_adds_addresses_takes_none_and_names_what_changed(desk: Desk) -> None:
    desk.add_customer(Received(name="Sample", email="a@customer.example"))
    after = desk.edit_customer(1, Received(name="Sample Person", email="b@customer.example"))
    assert after == desk.customer(1)
    assert after.emails == ("a@customer.example", "b@customer.example")
    head = desk.head()
    assert desk.edit_customer(1, Received(name="Sample Person", email="B@customer.example")) == after
    assert desk.head() == head
    assert [one.id for one in desk.customers("Person")] == [1]
    assert desk.verify() == []


@pytest.mark.parametrize("taken", [Received(email="second@customer.example"), Received(key="K2"), Received(phone="22")])
def test_an_address_of_somebody_else_is_not_taken_even_beside_one_s_own_key(desk: Desk, taken: Received) -> None:
    desk.add_customer(Received(key="K1", email="first@customer.example"))
    desk.add_customer(Received(key="K2", email="second@customer.example", phone="2 2"))
    own = Received(key=taken.key or "K1", email=taken.email, phone=taken.phone)
    with pytest.raises(NotDone, match="belongs to customer 2"):
        desk.edit_customer(1, own)
    assert desk.customer(1).emails == ("first@customer.example",)


def test_merging_keeps_the_past_and_joins_the_future(desk: Desk) -> None:
    desk.log(NewComplaint(channel="phone", text="Late", customer=Received(key="K1", email="a@customer.example")))
    desk.add_customer(Received(key="K2"))
    desk.merge_customers(1, 2)
    assert desk.complaint("CX-1").customer == 1
    assert desk.customer(1) == desk.customer(2)
    with pytest.raises(NotDone, match="same customer"):
        desk.merge_customers(2, 1)
    assert desk.verify() == []


def test_unknown_customers_are_told(desk: Desk) -> None:
    with pytest.raises(UnknownCustomer):
        desk.customer(7)
    desk.log(NewComplaint(channel="phone", text="Late"))
    with pytest.raises(NotDone, match="no customer 7"):
        desk.link_customer("CX-1", 7)


def at_once(folder: Path, *acts: Callable[[Desk], object]) -> list[str]:
    """Do the acts in as many threads, each on its own connection; what was refused."""
    refused: list[str] = []
    together = threading.Barrier(len(acts))

    def perform(act: Callable[[Desk], object]) -> None:
        with as_agent(folder, "ann") as desk:
            together.wait(timeout=30)
            try:
                act(desk)
            except NotDone as told:
                refused.append(str(told))

    threads = [threading.Thread(target=perform, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return refused


@pytest.mark.parametrize("_turn", range(3))
def test_two_customers_merged_into_each_other_at_once_make_no_circle(folder: Path, desk: Desk, _turn: int) -> None:
    desk.add_customer(Received(key="K1"))
    desk.add_customer(Received(key="K2"))
    refused = at_once(folder, lambda one: one.merge_customers(1, 2), lambda one: one.merge_customers(2, 1))
    assert len(refused) == 1
    assert desk.customer(1) == desk.customer(2)
    assert desk.verify() == []


@pytest.mark.parametrize("_turn", range(3))
def test_two_managers_who_resign_at_once_leave_one(folder: Path, desk: Desk, _turn: int) -> None:
    desk.add_agent(Agent("bob", "Sample", Role.MANAGER))
    gone = (Agent(login, "Sample", Role.AGENT) for login in ("ann", "bob"))
    acts = [lambda one, agent=agent: one.edit_agent(agent) for agent in gone]
    assert len(at_once(folder, *acts)) == 1
    assert [one.role for one in desk.agents()].count(Role.MANAGER) == 1
    assert desk.verify() == []


def test_a_name_edited_at_once_leaves_no_name_behind_in_the_index(folder: Path, desk: Desk) -> None:
    desk.log(NewComplaint(channel="phone", text="Late", customer=Received(name="Alpha")))
    names = ("Beta", "Gamma", "Delta")
    acts = [lambda one, name=name: one.edit_customer(1, Received(name=name)) for name in names]
    assert at_once(folder, *acts) == []
    found = [name for name in ("Alpha", *names) if desk.search(name)]
    assert found == [desk.customer(1).name]


def test_a_complaint_is_found_by_its_customers_address_wherever_people_search(desk: Desk) -> None:
    desk.log(NewComplaint(channel="phone", text="Late", customer=Received(email="ann@customer.example")))
    desk.log(NewComplaint(channel="phone", text="Late too", customer=Received(email="joann@customer.example")))
    desk.log(NewComplaint(channel="phone", text="From before", customer=Received(key="K3")))
    desk.merge_customers(3, 1)
    assert desk.search("Ann@Customer.example") == ["CX-3", "CX-1"]
    assert desk.find_refs("ann@customer.example late") == ["CX-1"]
    assert sorted(desk.find_refs("customer:1")) == ["CX-1", "CX-3"]
    assert desk.find_refs("customer:2") == ["CX-2"]
