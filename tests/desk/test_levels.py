"""Five levels of a ladder: silence and people reach each of them (DOMAIN §7)."""

from datetime import timedelta
from pathlib import Path

from cxdesk.desk import Desk, NewComplaint
from cxdesk.domain.complaint import Escalation
from cxdesk.domain.words import Role
from cxdesk.store.people import Agent
from tests.desks import MONDAY, Clock, new_desk, opened

FIVE = """
[escalation.levels]
4 = ["dana"]
5 = ["erin"]
"""


def five_levels(folder: Path, clock: Clock, levels: str = FIVE) -> Path:
    """A desk with somebody at each of five levels, all of whom can be written to."""
    desk_folder = new_desk(folder, clock)
    settings = desk_folder / "desk.toml"
    written = settings.read_text(encoding="utf-8").replace('answer_within = "1bd"', 'answer_within = "24h"')
    settings.write_text(written + levels, encoding="utf-8")
    with opened(desk_folder, clock) as desk:
        for login, role in (("sue", Role.SUPERVISOR), ("dana", Role.MANAGER), ("erin", Role.MANAGER)):
            desk.add_agent(Agent(login, f"Sample {login}", role, email=f"{login}@cxdesk.example"))
        desk.apply_policy()
    return desk_folder


def risen(desk: Desk, ref: str) -> list[tuple[int, tuple[str, ...]]]:
    return [(one.level, one.to) for one in desk.complaint(ref).escalations]


def way_up(desk: Desk, ref: str) -> list[Escalation]:
    """The first escalation, and those that nobody's answer made of it."""
    escalations = desk.complaint(ref).escalations
    chain = [escalations[0]]
    while above := [one for one in escalations if one.trigger == f"unanswered:{chain[-1].number}"]:
        chain += above
    return chain


def test_silence_goes_up_to_the_fifth_level_and_stays_there(tmp_path: Path) -> None:
    clock = Clock()
    with opened(five_levels(tmp_path / "desk", clock), clock) as desk:
        ref = desk.log(NewComplaint(channel="phone", subject="Smoke", safety=True)).ref
        for _day in range(7):
            clock.on(hours=25)
            desk.sweep()
        found = [pair for pair in risen(desk, ref) if pair[0] > 2]
        told = {letter.recipient for letter in desk.letters(("queued",))}
        chain = way_up(desk, ref)
        assert [one.level for one in chain] == [2, 3, 4, 5]
        assert (4, ("dana",)) in found
        assert (5, ("erin",)) in found
        assert {"dana@cxdesk.example", "erin@cxdesk.example"} <= told
        assert chain[-1].answer_by is None
        assert desk.verify() == []


def test_an_answer_on_the_fourth_level_ends_the_way_up(tmp_path: Path) -> None:
    clock = Clock()
    with opened(five_levels(tmp_path / "desk", clock), clock) as desk:
        ref = desk.log(NewComplaint(channel="phone", subject="Late")).ref
        desk.acknowledge(ref, "phone")
        desk.escalate(ref, "press asks", level=4)
        assert desk.complaint(ref).escalations[-1].answer_by == MONDAY + timedelta(hours=24)
        desk.answer(ref, "mine")
        clock.on(hours=25)
        desk.sweep()
        assert risen(desk, ref)[0] == (4, ("dana",))
        assert all(level < 5 for level, _to in risen(desk, ref))


def test_a_level_that_only_a_ladder_s_step_names_is_one_of_the_desk_s(tmp_path: Path) -> None:
    clock = Clock()
    step = '\n[[policy.standard.ladder]]\nclock = "acknowledge"\nat = "100%"\nlevel = 4\nnotify = ["dana"]\n'
    with opened(five_levels(tmp_path / "desk", clock, step), clock) as desk:
        ref = desk.log(NewComplaint(channel="phone", subject="Late")).ref
        assert desk.escalate(ref, "x", level=4).complaint.escalations[-1].to == ("dana",)
        clock.on(days=3)
        desk.sweep()
        assert [one.level for one in desk.complaint(ref).escalations if one.trigger == "clock"][:1] == [4]
