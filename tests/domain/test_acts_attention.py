"""Escalations by hand, promises and extensions (DOMAIN §3, §7)."""

from dataclasses import replace

import pytest

from cxdesk.domain import acts
from cxdesk.domain import events as e
from cxdesk.domain.decision import Decision, Refused, Words
from cxdesk.domain.instances import Verdict
from cxdesk.domain.policy import Amount, Extension, Unit
from cxdesk.domain.roles import Actor
from cxdesk.domain.words import Act
from tests.domain.build import (
    AGENT,
    COLLEAGUE,
    DAY,
    EXTENSION,
    MANAGER,
    MONDAY,
    QUALITY,
    RESOLVE,
    SUPERVISOR,
    Case,
    received,
    running,
)


def escalated(*to: str, level: int | None = None) -> Case:
    case_ = received().do(Act.TAKE)
    return case_.record(acts.escalate(case_.complaint, AGENT, "urgent", level=level, to=to, answer_by=None))


def test_attention_moves_one_level_up_at_a_time_unless_said_otherwise() -> None:
    case_ = received()
    levels = []
    for _time in range(3):
        event = case_.do(Act.ESCALATE).last
        assert isinstance(event, e.Escalated)
        levels.append((event.number, event.level, event.to))
    assert levels == [(1, 2, ("supervisor",)), (2, 3, ("manager",)), (3, 3, ("manager",))]
    said = acts.escalate(received().complaint, AGENT, "x", level=3, to=("team-b",), answer_by=MONDAY + DAY)
    assert said == Decision(
        (e.Escalated(1, 3, ("team-b",), trigger="person", answer_by=MONDAY + DAY),), (Words("reason", "x"),)
    )


def test_an_escalation_has_a_reason_and_a_level_that_exists() -> None:
    with pytest.raises(Refused, match="a reason is needed"):
        acts.escalate(received().complaint, AGENT, "", level=None, to=(), answer_by=None)
    for level in (0, 4):
        with pytest.raises(Refused, match="levels go from 1 to 3"):
            acts.escalate(received().complaint, AGENT, "x", level=level, to=(), answer_by=None)


@pytest.mark.parametrize(
    ("to", "answering", "refused"),
    [
        ("supervisor", [SUPERVISOR, MANAGER], [AGENT, QUALITY]),
        ("manager", [MANAGER], [AGENT, SUPERVISOR]),
        ("colleague", [COLLEAGUE, MANAGER], [AGENT, SUPERVISOR]),
        ("owner", [AGENT, SUPERVISOR, MANAGER], [COLLEAGUE]),
        ("agent", [AGENT, COLLEAGUE, SUPERVISOR], [QUALITY]),
        ("quality", [QUALITY, MANAGER], [AGENT, SUPERVISOR]),
    ],
)
def test_whoever_it_went_to_answers_or_somebody_above(to: str, answering: list[Actor], refused: list[Actor]) -> None:
    complaint = escalated(to).complaint
    for actor in answering:
        assert acts.answer(complaint, actor, "seen to").events == (e.EscalationAnswered(1),)
    for actor in refused:
        with pytest.raises(Refused, match=f"it went to {to}"):
            acts.answer(complaint, actor, "seen to")


def test_the_newest_of_ones_own_is_answered_unless_a_number_is_said() -> None:
    case_ = escalated("supervisor").do(Act.ESCALATE)
    assert acts.answer(case_.complaint, SUPERVISOR, "x").events == (e.EscalationAnswered(1),)
    assert acts.answer(case_.complaint, MANAGER, "x").events == (e.EscalationAnswered(2),)
    decision = acts.answer(case_.complaint, MANAGER, "seen to", 1)
    assert decision == Decision((e.EscalationAnswered(1),), (Words("answer", "seen to"),))
    case_.record(decision, MANAGER)
    with pytest.raises(Refused, match="escalation 1 waits for no answer; these do: 2"):
        acts.answer(case_.complaint, MANAGER, "again", 1)
    with pytest.raises(Refused, match="needs a text"):
        acts.answer(case_.complaint, MANAGER, " ")


def test_a_promise_has_a_text_and_a_date_ahead() -> None:
    it = received().complaint
    decision = acts.promise(it, AGENT, "a call", MONDAY + DAY, MONDAY)
    assert decision == Decision((e.Promised(1, MONDAY + DAY),), (Words("promise", "a call"),))
    with pytest.raises(Refused, match="in the future"):
        acts.promise(it, AGENT, "a call", MONDAY, MONDAY)
    with pytest.raises(Refused, match="needs its text"):
        acts.promise(it, AGENT, "", MONDAY + DAY, MONDAY)


def test_a_promise_is_kept_or_broken_once() -> None:
    case_ = received().do(Act.PROMISE).do(Act.PROMISE)
    assert acts.keep(case_.complaint, AGENT, 2, "called").words == (Words("note", "called"),)
    assert acts.break_promise(case_.complaint, AGENT, 1, "ill").events == (e.PromiseBroken(1),)
    with pytest.raises(Refused, match="a reason is needed"):
        acts.break_promise(case_.complaint, AGENT, 1, "")
    with pytest.raises(Refused, match="no promise 3"):
        acts.keep(case_.complaint, AGENT, 3)
    case_.do(Act.KEEP)
    with pytest.raises(Refused, match="promise 1 is kept"):
        acts.break_promise(case_.complaint, AGENT, 1, "ill")


def test_a_clock_is_extended_as_its_policy_allows_before_it_is_due() -> None:
    it, later, notice = received().complaint, MONDAY + 20 * DAY, frozenset({"customer_notice"})
    decision = acts.extend(it, SUPERVISOR, running(), EXTENSION, later, notice, "a test", MONDAY)
    assert decision == Decision((e.Extended("resolve", 1, 1, later),), (Words("reason", "a test"),))
    due_at = MONDAY + 10 * DAY
    with pytest.raises(Refused, match="past its due date"):
        acts.extend(it, SUPERVISOR, running(), EXTENSION, later, notice, "a test", due_at)
    with pytest.raises(Refused, match="no later than it is due"):
        acts.extend(it, SUPERVISOR, running(), EXTENSION, due_at, notice, "a test", MONDAY)
    with pytest.raises(Refused, match="extending resolve needs: customer_notice"):
        acts.extend(it, SUPERVISOR, running(), EXTENSION, later, frozenset(), "a test", MONDAY)
    with pytest.raises(Refused, match="a reason is needed"):
        acts.extend(it, SUPERVISOR, running(), EXTENSION, later, notice, "", MONDAY)
    with pytest.raises(Refused, match="no such extension"):
        acts.extend(it, SUPERVISOR, running(), Extension(Amount(1, Unit.DAYS)), later, notice, "x", MONDAY)
    met = replace(running(), verdict=Verdict.MET)
    with pytest.raises(Refused, match="resolve is met"):
        acts.extend(it, SUPERVISOR, met, EXTENSION, later, notice, "x", MONDAY)


def test_an_extension_that_needs_the_manager_is_the_managers() -> None:
    asked = Extension(Amount(60, Unit.DAYS), ("reason", "manager"))
    owed = replace(running(), terms=replace(RESOLVE, extend=(asked,)))
    it, later = received().complaint, MONDAY + 60 * DAY
    with pytest.raises(Refused, match="needs: manager"):
        acts.extend(it, SUPERVISOR, owed, asked, later, frozenset(), "x", MONDAY)
    assert acts.extend(it, MANAGER, owed, asked, later, frozenset(), "x", MONDAY)
