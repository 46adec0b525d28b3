"""Who hears at which level, and which lies above another (DOMAIN §7)."""

from datetime import timedelta

import pytest

from cxdesk.domain import acts
from cxdesk.domain import events as e
from cxdesk.domain.calendar import Calendar
from cxdesk.domain.decision import Refused
from cxdesk.domain.ladder import answer_by
from cxdesk.domain.levels import DEFAULT_LEVELS, above, levels_of, top_of
from cxdesk.domain.policy import Amount, Policy, Step, Unit
from cxdesk.domain.words import Act
from tests.domain.build import AGENT, MONDAY, Case, received

FIVE = {1: ("owner",), 2: ("supervisor",), 3: ("manager",), 4: ("dana",), 5: ("erin", "manager")}


def escalated(case_: Case, level: int | None = None) -> e.Escalated:
    decision = acts.escalate(case_.complaint, AGENT, "urgent", level=level, to=(), answer_by=None, levels=FIVE)
    event = case_.record(decision).last
    assert isinstance(event, e.Escalated)
    return event


def test_a_level_that_only_the_ladder_names_has_whom_its_steps_tell() -> None:
    ladder = (Step("resolve", 4, ("dana",), 1.2), Step("offer", 4, ("erin", "dana"), 1.2), Step("offer", 0, (), 0.5))
    assert levels_of(DEFAULT_LEVELS, ladder) == {**DEFAULT_LEVELS, 4: ("dana", "erin")}
    assert levels_of({2: ("supervisor",)}, (Step("resolve", 2, ("owner",), 1.0),)) == {2: ("supervisor",)}


def test_a_level_with_nobody_is_none() -> None:
    levels = levels_of({1: ("owner",), 2: (), 4: ("dana",)}, ())
    assert levels == {1: ("owner",), 4: ("dana",)}
    assert (top_of(levels), above(levels, 1), above(levels, 4), top_of({})) == (4, 4, None, 0)


def test_a_person_moves_attention_up_to_the_top_of_five_levels() -> None:
    case_ = received().do(Act.TAKE)
    told = [(event.level, event.to) for event in (escalated(case_) for _time in range(5))]
    assert told == [(2, FIVE[2]), (3, FIVE[3]), (4, FIVE[4]), (5, FIVE[5]), (5, FIVE[5])]


def test_a_person_names_a_level_that_there_is() -> None:
    assert escalated(received().do(Act.TAKE), 5).to == ("erin", "manager")
    with pytest.raises(Refused, match="levels go from 1 to 5"):
        escalated(received().do(Act.TAKE), 6)
    with pytest.raises(Refused, match="nobody is at level 3; levels are: 1, 4"):
        acts.escalate(
            received().complaint, AGENT, "x", level=3, to=(), answer_by=None, levels={1: ("owner",), 4: ("dana",)}
        )


def test_each_level_has_its_own_time_to_answer_else_that_of_another() -> None:
    hours = (Step("resolve", 2, ("supervisor",), 1.0, None, Amount(4, Unit.HOURS)),)
    days = (Step("resolve", 4, ("dana",), 1.2, None, Amount(2, Unit.DAYS)),)
    policy = Policy("standard", "desk", (), (*hours, *days))
    always = Calendar.from_dict({"tz": "UTC", "week": {"mon": [["00:00", "24:00"]]}})
    waits = [answer_by(policy, MONDAY, always, level) for level in (2, 4, 5)]
    assert waits == [MONDAY + timedelta(hours=4), MONDAY + timedelta(days=2), MONDAY + timedelta(hours=4)]
    assert answer_by(Policy("silent", "desk", ()), MONDAY, always, 2) is None
