"""The same facts under other standards: what a policy would have made of a history (TRAPS 6, 9)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from cxdesk.domain import events as e
from cxdesk.domain.calendar import Calendar
from cxdesk.domain.instances import ClockInstance, Verdict, can_breach
from cxdesk.domain.ladder import Fired, step_at
from cxdesk.domain.policy import Policy, Step

BY_THE_CLOCKS = (e.Retargeted, e.Breached, e.Warned)
"""What standards and sweeps wrote: no fact, and decided anew under other standards."""


@dataclass(frozen=True, slots=True)
class FiredStep:
    """A rung of the ladder that fires for an instance at a moment."""

    clock: str
    step: Step
    at: datetime


def as_if(history: Sequence[e.Happened], snapshot: str) -> list[e.Happened]:
    """The history as it would have been recorded under *snapshot* from the receipt on: facts stay, verdicts go.

    A person's escalations, extensions and corrections of facts are facts.
    """
    told = []
    for happened in history:
        event = happened.event
        if isinstance(event, BY_THE_CLOCKS) or _is_by_clock(event):
            continue
        told.append(
            replace(happened, event=replace(event, snapshot=snapshot)) if isinstance(event, e.Logged) else happened
        )
    return told


def _is_by_clock(event: e.Event) -> bool:
    if isinstance(event, e.Escalated):
        return event.clock is not None or event.trigger.startswith("unanswered:")
    return isinstance(event, e.Corrected) and event.fact.startswith("verdict:")


def counted_verdict(found: ClockInstance, now: datetime) -> Verdict | None:
    """Met or breached, for ratios, what is overdue at *now* among the breached; None for what counts in neither."""
    if not can_breach(found.terms):
        return None
    verdict = found.corrected or found.verdict
    if verdict in (Verdict.MET, Verdict.BREACHED):
        return verdict
    return Verdict.BREACHED if found.overdue_at(now) else None


def steps_fired(
    policy: Policy, instances: Sequence[ClockInstance], calendar: Calendar, history: Sequence[e.Happened], now: datetime
) -> Iterator[FiredStep]:
    """The rungs that fall before an instance stops, by the due date it had last; at most one alarm each."""
    alarms_from = Fired(history).alarms_from
    for found in instances:
        due_at = found.due_at or found.held_due_at
        if due_at is None or not can_breach(found.terms) or found.verdict is Verdict.UNKNOWN:
            continue
        told = replace(found, due_at=due_at)
        until = min(moment for moment in (now, found.stopped_at, found.paused_since) if moment is not None)
        for step in policy.ladder:
            if step.clock != found.clock:
                continue
            at = step_at(step, told, calendar)
            if at <= until and (alarms_from is None or at >= alarms_from):
                yield FiredStep(found.clock, step, at)
