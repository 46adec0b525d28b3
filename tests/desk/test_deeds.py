"""Who may do what to the desk itself (DOMAIN §3): an auditor reads, and what decides is a manager's."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from cxdesk.desk import Desk, Received
from cxdesk.domain.deeds import MAY_TO_THE_DESK, Deed
from cxdesk.domain.words import Role
from cxdesk.errors import NotDone
from cxdesk.store.people import Agent
from tests.desks import Clock, new_desk, opened, received

DAY = date(2026, 3, 2)

DOINGS: dict[Deed, Callable[[Desk], object]] = {
    Deed.CUSTOMERS: lambda desk: (
        desk.add_customer(Received(name="Sample")),
        desk.edit_customer(1, Received(name="Sample B")),
    ),
    Deed.MERGE_CUSTOMERS: lambda desk: desk.merge_customers(1, 2),
    Deed.AGENTS: lambda desk: desk.edit_agent(Agent("quality", "Quinn", Role.QUALITY)),
    Deed.APPLY_POLICY: lambda desk: desk.apply_policy(),
    Deed.CALENDARS: lambda desk: desk.store_calendars(lambda _folder: None),
    Deed.SETTINGS: lambda desk: desk.set_setting("desk.name", "Sample"),
    Deed.REBUILD: lambda desk: desk.rebuild(),
    Deed.CLOCKWORK: lambda desk: (desk.sweep(), desk.take_lease("clockwork", "x", 1), desk.lease_letter("x", 1)),
    Deed.LETTERS: lambda desk: (desk.retry_letter(1), desk.cancel_letter(1)),
    Deed.MAIL_REPORT: lambda desk: desk.mail_report("daily", DAY, ["s@customer.example"], "s", "b"),
    Deed.INBOX: lambda desk: desk.suppress("s@customer.example"),
}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A desk with an agent of every role, each named after it, and two customers with a letter each."""
    with opened(new_desk(tmp_path, Clock()), Clock()) as found:
        for role in Role:
            if role not in (Role.SYSTEM, Role.MANAGER):
                found.add_agent(Agent(role.value, role.value, role))
        received(found, 1)
        received(found, 2)
        yield found


@pytest.mark.parametrize("deed", Deed)
def test_an_auditor_is_refused_everything_that_writes(desk: Desk, deed: Deed) -> None:
    desk.login = "auditor"
    with pytest.raises(NotDone, match="not for auditor, whose role is auditor; it is for: "):
        DOINGS[deed](desk)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SYSTEM])
@pytest.mark.parametrize("deed", Deed)
def test_each_role_does_what_the_table_says_and_nothing_else(desk: Desk, deed: Deed, role: Role) -> None:
    desk.login = "ann" if role is Role.MANAGER else role.value
    if role in MAY_TO_THE_DESK[deed]:
        DOINGS[deed](desk)
        return
    with pytest.raises(NotDone, match="not for"):
        DOINGS[deed](desk)


def test_the_system_does_the_clockwork_and_no_more(desk: Desk) -> None:
    desk.login = "system"
    DOINGS[Deed.CLOCKWORK](desk)
    with pytest.raises(NotDone, match="not for system"):
        desk.rebuild()


def test_a_sweep_that_only_tells_is_open_to_an_auditor(desk: Desk) -> None:
    desk.login = "auditor"
    assert desk.sweep(dry_run=True).notices == 0
