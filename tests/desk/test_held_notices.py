"""Nobody to be told: a notice is held until there is somebody, and never lost (DOMAIN §7)."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from cxdesk.desk import Desk, NewComplaint
from cxdesk.domain.words import Role
from cxdesk.store.notices import Notice
from cxdesk.store.outbox import NewLetter
from cxdesk.store.people import Agent
from tests.desks import Clock, new_desk, opened


def told(desk: Desk) -> list[str]:
    return sorted(row.recipient for row in desk.letters() if row.letter == "escalation-notice")


def escalated(desk: Desk, *to: str, about: tuple[str, ...] = ()) -> None:
    ref = desk.log(NewComplaint(channel="phone", subject="Late", about=about)).ref
    desk.escalate(ref, "press asks", to=to)


def test_with_no_address_anywhere_a_notice_is_held_until_there_is_one(tmp_path: Path) -> None:
    clock = Clock()
    with opened(new_desk(tmp_path / "desk", clock), clock) as desk:
        desk.add_agent(Agent("bob", "Sample Agent", Role.AGENT))
        escalated(desk, "bob")
        assert (desk.sweep().held, desk.sweep().held) == (1, 1)
        assert told(desk) == []
        desk.edit_agent(replace(desk.agent("bob"), email="bob@cxdesk.example"))
        swept = desk.sweep()
        assert (swept.held, swept.notices) == (0, 1)
        assert told(desk) == ["bob@cxdesk.example"]


def test_what_is_held_for_several_is_told_once_to_a_leader_who_gets_an_address(tmp_path: Path) -> None:
    clock = Clock()
    with opened(new_desk(tmp_path / "desk", clock), clock) as desk:
        for login in ("bob", "eve"):
            desk.add_agent(Agent(login, f"Sample {login}", Role.AGENT))
        escalated(desk, "bob", "eve")
        assert desk.sweep().held == 1
        desk.edit_agent(replace(desk.agent("ann"), email="ann@cxdesk.example"))
        assert desk.sweep().held == 0
        assert told(desk) == ["ann@cxdesk.example"]
        (letter,) = [row for row in desk.letters() if row.letter == "escalation-notice"]
        assert letter.body.count("CX-1 ·") == 1
        assert "escalated by hand" in letter.body
        desk.edit_agent(replace(desk.agent("bob"), email="bob@cxdesk.example"))
        assert not desk.sweep().letters


def test_one_of_several_with_an_address_is_enough_and_nothing_is_held(tmp_path: Path) -> None:
    clock = Clock()
    with opened(new_desk(tmp_path / "desk", clock), clock) as desk:
        desk.add_agent(Agent("bob", "Sample Agent", Role.AGENT))
        desk.add_agent(Agent("sue", "Sample Supervisor", Role.SUPERVISOR, email="sue@cxdesk.example"))
        escalated(desk, "bob", "supervisor")
        assert desk.sweep().held == 0
        assert told(desk) == ["sue@cxdesk.example"]


def test_who_is_named_in_a_complaint_is_never_told_of_it_in_place_of_others(tmp_path: Path) -> None:
    clock = Clock()
    with opened(new_desk(tmp_path / "desk", clock), clock) as desk:
        escalated(desk, "manager", about=("ann",))
        desk.edit_agent(replace(desk.agent("ann"), email="ann@cxdesk.example"))
        assert desk.sweep().held == 1
        assert told(desk) == []
        desk.add_agent(Agent("sue", "Sample Supervisor", Role.SUPERVISOR, email="sue@cxdesk.example"))
        assert desk.sweep().held == 0
        assert told(desk) == ["sue@cxdesk.example"]


def test_who_works_here_no_more_is_not_written_to(tmp_path: Path) -> None:
    clock = Clock()
    with opened(new_desk(tmp_path / "desk", clock), clock) as desk:
        desk.add_agent(Agent("bob", "Sample Agent", Role.AGENT, email="bob@cxdesk.example"))
        desk.edit_agent(replace(desk.agent("ann"), email="ann@cxdesk.example"))
        escalated(desk, "bob")
        desk.edit_agent(replace(desk.agent("bob"), active=False))
        desk.sweep()
        assert told(desk) == ["ann@cxdesk.example"]


def test_a_notice_is_composed_outside_the_lock_and_anew_when_another_pass_told_some_of_it(tmp_path: Path) -> None:
    clock = Clock()
    folder = new_desk(tmp_path / "desk", clock)
    with opened(folder, clock) as desk, opened(folder, clock) as other:
        desk.edit_agent(replace(desk.agent("ann"), email="ann@cxdesk.example"))
        escalated(desk, "manager")
        compose, composed = desk._notice, 0

        def meanwhile(agent: Agent, lines: Iterable[Notice], blind_since: datetime | None) -> NewLetter:
            nonlocal composed
            composed += 1
            if composed == 1:
                other.send_notices()
                escalated(other, "manager")
            return compose(agent, lines, blind_since)

        desk._notice = meanwhile  # type: ignore[method-assign]  # another pass, played
        desk.send_notices()
        told_of = [row.body for row in desk.letters() if row.letter == "escalation-notice"]
        assert [("CX-1 ·" in body, "CX-2 ·" in body) for body in reversed(told_of)] == [(True, False), (False, True)]
        assert desk.notices_held() == 0
