"""Whether the standards have the people they name (DOMAIN §7)."""

from dataclasses import replace
from pathlib import Path

import pytest

from cxdesk.config import load
from cxdesk.desk import Desk
from cxdesk.domain.words import Role
from cxdesk.errors import NotDone
from cxdesk.store.people import Agent
from tests.desks import Clock, new_desk, opened


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = new_desk(tmp_path / "desk", Clock())
    with opened(made, Clock()) as desk:
        desk.edit_agent(replace(desk.agent("ann"), email="ann@cxdesk.example"))
    return made


def write(folder: Path, text: str) -> None:
    settings = folder / "desk.toml"
    settings.write_text(settings.read_text(encoding="utf-8") + text, encoding="utf-8")


def doubts(desk: Desk) -> list[str]:
    return [str(problem) for problem in desk.staff_doubts(load(desk.folder / "desk.toml"))]


def test_a_desk_whose_leaders_have_no_address_is_told_so(folder: Path) -> None:
    with opened(folder, Clock()) as desk:
        assert doubts(desk) == []
        desk.edit_agent(replace(desk.agent("ann"), email=""))
        (doubt,) = doubts(desk)
    assert "no supervisor or manager has an e-mail address" in doubt
    assert "cxdesk agent edit ann --email ADDRESS" in doubt


def test_a_level_that_has_nobody_is_named(folder: Path) -> None:
    write(folder, '\n[escalation.levels]\n4 = ["dana", "ann"]\n5 = ["auditor"]\n')
    with opened(folder, Clock()) as desk:
        stranger, empty = doubts(desk)
    assert stranger.startswith("desk.toml, escalation.levels.4: level 4 tells dana, who is no role and no agent")
    assert empty.startswith("desk.toml, escalation.levels.5: level 5 has nobody: auditor")


def test_a_ladder_s_step_that_tells_nobody_is_named(folder: Path) -> None:
    step = '\n[[policy.standard.ladder]]\nclock = "resolve"\nat = "120%"\nlevel = 4\nnotify = ["quality"]\n'
    write(folder, step)
    with opened(folder, Clock()) as desk:
        (doubt,) = doubts(desk)
        assert "policy.standard.ladder: level 4 has nobody: quality" in doubt
        desk.add_agent(Agent("quinn", "Sample Quality", Role.QUALITY))
        assert doubts(desk) == []


def test_hours_are_a_calendar_in_force(folder: Path) -> None:
    with opened(folder, Clock()) as desk:
        wrong = Agent("bob", "Sample Agent", Role.AGENT, hours="nights")
        with pytest.raises(NotDone, match="there is no calendar nights; there are: desk"):
            desk.add_agent(wrong)
        desk.add_agent(replace(wrong, hours="desk"))
        with pytest.raises(NotDone, match="nights"):
            desk.edit_agent(wrong)


def test_a_calendar_that_is_taken_away_leaves_hours_that_the_check_names(folder: Path) -> None:
    settings = folder / "desk.toml"
    before = settings.read_text(encoding="utf-8")
    write(folder, '\n[calendar.nights]\nweek = ["mon-fri 20:00-23:00"]\n')
    with opened(folder, Clock()) as desk:
        desk.apply_policy()
        bob = desk.add_agent(Agent("bob", "Sample Agent", Role.AGENT, hours="nights"))
        assert doubts(desk) == []
        settings.write_text(before, encoding="utf-8")
    with opened(folder, Clock()) as desk:
        (doubt,) = doubts(desk)
        assert "agents, bob: the hours of bob are a calendar that does not exist: nights; there are: desk" in doubt
        desk.apply_policy()
        assert desk.edit_agent(replace(bob, email="bob@cxdesk.example")).hours == "nights"
