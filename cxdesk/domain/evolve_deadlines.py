"""What escalations, promises and the clocks' decisions change in a complaint."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from cxdesk.domain import events as e
from cxdesk.domain.complaint import Complaint, Correction, Escalation, Promise
from cxdesk.domain.events.deadlines import VERDICT
from cxdesk.domain.evolve_ending import earliest
from cxdesk.domain.evolve_intake import Change, Changes, nothing
from cxdesk.domain.words import PromiseState, Severity


def _escalated(complaint: Complaint, happened: e.Happened, event: e.Escalated) -> Changes:
    escalation = Escalation(event.number, event.level, event.to, event.trigger, happened.at, event.answer_by)
    return {"escalations": (*complaint.escalations, escalation)}


def _escalation_answered(complaint: Complaint, happened: e.Happened, event: e.EscalationAnswered) -> Changes:
    return {
        "escalations": tuple(
            replace(escalation, answered_by=happened.agent) if escalation.number == event.number else escalation
            for escalation in complaint.escalations
        )
    }


def _promised(complaint: Complaint, happened: e.Happened, event: e.Promised) -> Changes:
    return {"promises": (*complaint.promises, Promise(event.number, event.due_at))}


def _promise_ends_as(state: PromiseState) -> Change:
    def change(complaint: Complaint, happened: e.Happened, event: Any) -> Changes:
        return {
            "promises": tuple(
                replace(promise, state=state) if promise.number == event.number else promise
                for promise in complaint.promises
            )
        }

    return change


def _retargeted(complaint: Complaint, happened: e.Happened, event: e.Retargeted) -> Changes:
    return {"snapshot": event.new, "policy": event.policy}


def _corrected(complaint: Complaint, happened: e.Happened, event: e.Corrected) -> Changes:
    """The second value holds from here on, the first is kept beside it; a second verdict is the clocks' to show."""
    is_fact = not event.fact.startswith(VERDICT)
    was = complaint.fact(event.fact) if event.was is None and is_fact else event.was
    correction = Correction(event.fact, was, event.value, happened.agent, happened.at, happened.seq)
    changes: Changes = {"corrections": (*complaint.corrections, correction)}
    if event.fact == "received_at":
        received_at = datetime.fromisoformat(event.value)
        own = replace(complaint, own_received_at=received_at)
        changes |= {"own_received_at": received_at, "received_at": earliest(own, complaint.absorbed)}
    elif is_fact:
        changes[event.fact] = Severity(event.value) if event.fact == "severity" else event.value
        changes["missing"] = tuple(name for name in complaint.missing if name != event.fact)
    return changes


CHANGES: dict[type[e.Event], Change] = {
    e.Escalated: _escalated,
    e.EscalationAnswered: _escalation_answered,
    e.Promised: _promised,
    e.PromiseKept: _promise_ends_as(PromiseState.KEPT),
    e.PromiseBroken: _promise_ends_as(PromiseState.BROKEN),
    e.Warned: nothing,
    e.Breached: nothing,
    e.Extended: nothing,
    e.Retargeted: _retargeted,
    e.Corrected: _corrected,
}
