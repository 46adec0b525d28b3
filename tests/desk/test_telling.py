"""Who is told of an escalation, whoever raised it (DOMAIN §3, §7)."""

from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from cxdesk.desk import NewComplaint
from cxdesk.desk.ports import Situation
from cxdesk.domain import events as e
from cxdesk.domain.events.codec import UnknownEvent
from cxdesk.domain.roles import Actor
from cxdesk.domain.words import Role
from cxdesk.store.people import Agent
from cxdesk.store.snapshots import UnknownSnapshot
from tests.desks import Clock, new_desk, opened


def _staffed(folder: Path, clock: Clock) -> Path:
    desk_folder = new_desk(folder, clock)
    with opened(desk_folder, clock) as desk:
        desk.add_agent(Agent("lead", "Lead", Role.SUPERVISOR, email="lead@desk.example", authority=Decimal(5)))
        desk.add_agent(Agent("boss", "Boss", Role.MANAGER, email="boss@desk.example"))
    return desk_folder


def test_safety_and_a_person_s_escalation_reach_those_they_went_to(tmp_path: Path) -> None:
    clock = Clock()
    with opened(_staffed(tmp_path / "desk", clock), clock) as desk:
        desk.log(NewComplaint(channel="phone", subject="Smoke", safety=True))
        ref = desk.log(NewComplaint(channel="phone", subject="Late")).ref
        desk.escalate(ref, "press asks", level=3)
        desk.sweep()
        notices = [(letter.recipient, letter.body) for letter in desk.letters(("queued",))]
    assert {recipient for recipient, _body in notices} == {"lead@desk.example", "boss@desk.example"}
    assert any("CX-1" in body for recipient, body in notices if recipient.startswith("lead"))


def test_what_nobody_answers_goes_up_also_when_a_person_or_safety_raised_it(tmp_path: Path) -> None:
    clock = Clock()
    with opened(_staffed(tmp_path / "desk", clock), clock) as desk:
        ref = desk.log(NewComplaint(channel="phone", subject="Smoke", safety=True)).ref
        first = desk.complaint(ref).escalations[0]
        assert first.answer_by is not None
        clock.at = first.answer_by + timedelta(minutes=1)
        desk.sweep()
        risen = [one for one in desk.complaint(ref).escalations if one.trigger == "unanswered:1"]
    assert [one.level for one in risen] == [3]


def test_who_cannot_be_written_to_is_backed_by_the_next_role_up(tmp_path: Path) -> None:
    clock = Clock()
    folder = _staffed(tmp_path / "desk", clock)
    with opened(folder, clock) as desk:
        desk.add_agent(Agent("mute", "Mute", Role.AGENT))
        ref = desk.log(NewComplaint(channel="phone", subject="Late", owner="mute")).ref
        desk.escalate(ref, "x", level=1, to=("owner",))
        desk.sweep()
        assert {letter.recipient for letter in desk.letters(("queued",))} == {"lead@desk.example"}


@pytest.mark.parametrize("reason", [UnknownEvent("Teleported"), UnknownSnapshot("0" * 64)])
def test_one_complaint_that_cannot_be_evaluated_holds_up_no_other(tmp_path: Path, reason: Exception) -> None:
    clock = Clock()
    with opened(_staffed(tmp_path / "desk", clock), clock) as desk:
        broken, sound = (desk.log(NewComplaint(channel="phone", subject="Late")) for _number in range(2))
        evaluate = desk.situation

        def situation(complaint_id: int, actor: Actor, at: datetime, now: datetime) -> Situation:
            if complaint_id == broken.id:
                raise reason
            return evaluate(complaint_id, actor, at, now)

        desk.situation = situation  # type: ignore[method-assign]  # a race, played
        clock.on(days=60)
        foreseen = desk.sweep(dry_run=True)
        swept = desk.sweep()
        assert foreseen.unreadable == swept.unreadable == [broken.ref]
        assert sound.ref in foreseen.refs
        assert any(isinstance(one.event, e.Breached) for one in desk.show(sound.ref).timeline)


def test_a_mistake_of_ours_is_no_complaint_that_cannot_be_evaluated(tmp_path: Path) -> None:
    clock = Clock()
    with opened(_staffed(tmp_path / "desk", clock), clock) as desk:
        desk.log(NewComplaint(channel="phone", subject="Late"))
        clock.on(days=60)
        desk.situation = lambda number, *_rest: {}[number]  # type: ignore[method-assign]  # a mistake, played
        with pytest.raises(KeyError):
            desk.sweep(dry_run=True)
