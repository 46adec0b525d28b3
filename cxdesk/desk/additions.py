"""What the desk adds to a decision before it is written: a breach that the act settles, the reason of a late entry."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from cxdesk.desk.ports import Change, Situation
from cxdesk.domain.clocks import Standing
from cxdesk.domain.decision import Decision, Words
from cxdesk.domain.events import Breached, Escalated, Event
from cxdesk.domain.instances import newly_breached
from cxdesk.domain.ladder import answer_by
from cxdesk.domain.levels import above


def written_by_act(events: Sequence[Event], found: Situation, change: Change) -> tuple[Breached, ...]:
    """An act that stops a clock late writes its `Breached` itself (DOMAIN §4.9)."""
    said = {(event.clock, event.cycle, event.instance) for event in events if isinstance(event, Breached)}
    late = newly_breached(found.standing.instances, change.standing.instances)
    return tuple(event for event in late if (event.clock, event.cycle, event.instance) not in said)


def with_answer_time(decision: Decision, standing: Standing, at: datetime) -> Decision:
    """An escalation by a person or for safety wants its answer in the ladder's time, else it would never rise (§7)."""
    policy = standing.policy
    events = tuple(
        replace(event, answer_by=answer_by(policy, at, standing.calendar, event.level))
        if isinstance(event, Escalated)
        and event.trigger in {"person", "safety"}
        and event.answer_by is None
        and above(policy.levels, event.level) is not None
        else event
        for event in decision.events
    )
    return Decision(events, decision.words)


def with_reason(decision: Decision, reason: str) -> Decision:
    """Why an act is dated back goes with its first event, unless the act keeps a reason already."""
    if not reason.strip() or not decision.events or any(words.kind == "reason" for words in decision.words):
        return decision
    return Decision(decision.events, (*decision.words, Words("backdated", reason)))
