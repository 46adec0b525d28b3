"""The fold: the only place where a complaint's state changes (DOMAIN §4.2). It judges nothing; acts do."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from cxdesk.domain import events as e
from cxdesk.domain.complaint import Complaint, Contact, Escalation, Option, Promise, Revisit, Wait
from cxdesk.domain.words import (
    SYSTEM,
    AcknowledgementState,
    Direction,
    OptionState,
    PromiseState,
    RevisitState,
    Severity,
    Status,
)


def fold(history: Iterable[e.Happened]) -> Complaint:
    """The complaint that *history*, in its order, leaves. Raises ValueError when it does not begin with a receipt."""
    happened = iter(history)
    first = next(happened, None)
    if first is None or not isinstance(first.event, e.Logged):
        message = "a complaint's history begins with its receipt"
        raise ValueError(message)
    complaint = _received(first, first.event)
    for later in happened:
        complaint = evolve(complaint, later)
    return complaint


def evolve(complaint: Complaint | None, happened: e.Happened) -> Complaint:
    """The complaint after one more event; None stands for "not yet received"."""
    if complaint is None:
        return fold((happened,))
    changes = _HOW[type(happened.event)](complaint, happened, happened.event)
    return replace(complaint, seq=happened.seq, **changes)


def _received(happened: e.Happened, event: e.Logged) -> Complaint:
    return Complaint(
        ref=event.ref,
        seq=happened.seq,
        status=Status.RECEIVED,
        received_at=happened.at,
        own_received_at=happened.at,
        recorded_at=happened.recorded_at,
        logged_by=happened.agent,
        channel=event.channel,
        policy=event.policy,
        snapshot=event.snapshot,
        precision=event.precision,
        severity=event.severity,
        category=event.category,
        product=event.product,
        remedy=event.remedy,
        language=event.language,
        jurisdiction=event.jurisdiction,
        customer=event.customer,
        segment=event.segment,
        value_band=event.value_band,
        unit=event.unit,
        about=event.about,
        tags=event.tags,
        missing=event.missing,
        safety=event.safety,
        vulnerable=event.vulnerable,
        test=event.test,
        source=event.source,
        source_key=event.source_key,
        alarms_from=event.alarms_from,
        acknowledgement=event.acknowledgement,
    )


Changes = dict[str, Any]
_How = Callable[[Complaint, e.Happened, Any], Changes]


def _nothing(complaint: Complaint, happened: e.Happened, event: e.Event) -> Changes:
    return {}


def _history_imported(complaint: Complaint, happened: e.Happened, event: e.HistoryImported) -> Changes:
    closed = event.closed or event.closed_at is not None
    resolved = closed or event.resolved_at is not None
    acknowledged = event.acknowledged_at is not None
    return {
        "imported": True,
        "status": Status.CLOSED if closed else Status.RESOLVED if resolved else complaint.status,
        "outcome": event.outcome if resolved else None,
        "acknowledged_at": event.acknowledged_at,
        "acknowledgement": AcknowledgementState.GIVEN if acknowledged else complaint.acknowledgement,
        "responded_at": event.responded_at,
        "resolved_at": event.resolved_at,
        "closed_at": event.closed_at,
        "cause": event.cause,
        "unit": event.unit or complaint.unit,
    }


def _letter_queued(complaint: Complaint, happened: e.Happened, event: e.LetterQueued) -> Changes:
    if event.letter != "acknowledgement" or complaint.acknowledgement is AcknowledgementState.GIVEN:
        return {}
    return {"acknowledgement": AcknowledgementState.QUEUED, "acknowledgement_id": event.message_id}


def _letter_failed(complaint: Complaint, happened: e.Happened, event: e.LetterFailed) -> Changes:
    if event.letter != "acknowledgement" or complaint.acknowledgement is AcknowledgementState.GIVEN:
        return {}
    return {"acknowledgement": AcknowledgementState.FAILED}


def _acknowledged(complaint: Complaint, happened: e.Happened, event: e.Acknowledged) -> Changes:
    changes: Changes = {"acknowledgement": AcknowledgementState.GIVEN}
    if complaint.acknowledged_at is None:
        changes["acknowledged_at"] = happened.at
    return changes


def _bounced(complaint: Complaint, happened: e.Happened, event: e.AcknowledgementBounced) -> Changes:
    return {"acknowledgement": AcknowledgementState.BOUNCED}


def _assessed(complaint: Complaint, happened: e.Happened, event: e.Assessed) -> Changes:
    given = {
        name: getattr(event, name)
        for name in ("severity", "category", "product", "safety", "vulnerable")
        if getattr(event, name) is not None
    }
    return {**given, "missing": tuple(name for name in complaint.missing if name not in given)}


def _customer_linked(complaint: Complaint, happened: e.Happened, event: e.CustomerLinked) -> Changes:
    return {
        "customer": event.customer,
        "segment": event.segment if event.segment is not None else complaint.segment,
        "value_band": event.value_band if event.value_band is not None else complaint.value_band,
        "language": event.language if event.language is not None else complaint.language,
        "missing": tuple(name for name in complaint.missing if name != "customer"),
    }


def _assigned(complaint: Complaint, happened: e.Happened, event: e.Assigned) -> Changes:
    return {"owner": event.owner}


def _started(complaint: Complaint, happened: e.Happened, event: e.Started) -> Changes:
    return {"status": Status.INVESTIGATING}


def _contacted(complaint: Complaint, happened: e.Happened, event: e.Contacted) -> Changes:
    inbound = event.direction is Direction.IN
    changes: Changes = {"contacts": (*complaint.contacts, Contact(happened.at, event.channel, inbound))}
    if not inbound and event.substantive:
        changes |= _responded(complaint, happened)
    return changes


def _responded(complaint: Complaint, happened: e.Happened) -> Changes:
    """A person's substantive reply; the desk's own automatic words are none."""
    if complaint.responded_at is not None or happened.agent == SYSTEM:
        return {}
    return {"responded_at": happened.at}


def _wait_began(complaint: Complaint, happened: e.Happened, event: e.WaitBegan) -> Changes:
    wait = Wait(event.wait_for, event.reason, since=happened.at, until=event.until)
    return {"status": Status.WAITING, "wait": wait}


def _pause_ended(complaint: Complaint, happened: e.Happened, event: e.PauseEnded) -> Changes:
    return {"wait": replace(complaint.wait, paused=False) if complaint.wait else None}


def _resumed(complaint: Complaint, happened: e.Happened, event: e.Resumed) -> Changes:
    return {"wait": None, "status": _status_by_options(complaint.accepted is not None, complaint.options, complaint)}


def _status_by_options(accepted: bool, options: tuple[Option, ...], complaint: Complaint) -> Status:
    if accepted:
        return Status.FULFILLING
    if any(option.state is OptionState.OPEN and option.cycle == complaint.cycle for option in options):
        return Status.OFFERED
    return Status.INVESTIGATING


def _cause_found(complaint: Complaint, happened: e.Happened, event: e.CauseFound) -> Changes:
    return {"cause": event.code, "unit": event.unit}


def _offered(complaint: Complaint, happened: e.Happened, event: e.Offered) -> Changes:
    option = Option(
        number=event.number,
        type=event.type,
        state=OptionState.PROPOSED if event.proposed else OptionState.OPEN,
        cycle=complaint.cycle,
        offered_by=happened.agent,
        offered_at=happened.at,
        value=event.value,
        currency=event.currency,
        valid_until=event.valid_until,
        promised_at=event.promised_at,
    )
    changes: Changes = {"options": (*complaint.options, option)}
    if not event.proposed:
        changes |= {"status": Status.OFFERED, **_responded(complaint, happened)}
    return changes


def _with_option(complaint: Complaint, number: int, **changes: Any) -> tuple[Option, ...]:
    return tuple(replace(option, **changes) if option.number == number else option for option in complaint.options)


def _option_approved(complaint: Complaint, happened: e.Happened, event: e.OptionApproved) -> Changes:
    options = _with_option(
        complaint, event.number, state=OptionState.OPEN, approved_by=happened.agent, offered_at=happened.at
    )
    return {"options": options, "status": Status.OFFERED, **_responded(complaint, happened)}


def _option_ends_as(state: OptionState) -> _How:
    """The option leaves the table; with the last open one gone, an alternative or a final response is owed."""

    def change(complaint: Complaint, happened: e.Happened, event: Any) -> Changes:
        options = _with_option(complaint, event.number, state=state)
        if complaint.status is not Status.OFFERED:
            return {"options": options}
        return {"options": options, "status": _status_by_options(False, options, complaint)}  # noqa: FBT003

    return change


def _option_accepted(complaint: Complaint, happened: e.Happened, event: e.OptionAccepted) -> Changes:
    return {
        "options": _with_option(complaint, event.number, state=OptionState.ACCEPTED),
        "status": Status.FULFILLING,
    }


def _option_superseded(complaint: Complaint, happened: e.Happened, event: e.OptionSuperseded) -> Changes:
    return {"options": _with_option(complaint, event.number, state=OptionState.SUPERSEDED)}


def _option_prolonged(complaint: Complaint, happened: e.Happened, event: e.OptionProlonged) -> Changes:
    return {"options": _with_option(complaint, event.number, valid_until=event.valid_until)}


def _fulfilled(complaint: Complaint, happened: e.Happened, event: e.Fulfilled) -> Changes:
    return {"status": Status.RESOLVED, "fulfilled_at": happened.at, "resolved_at": happened.at}


def _fulfilment_failed(complaint: Complaint, happened: e.Happened, event: e.FulfilmentFailed) -> Changes:
    accepted = complaint.accepted
    options = complaint.options
    if accepted is not None:
        options = _with_option(complaint, accepted.number, state=OptionState.FAILED)
    return {"status": Status.INVESTIGATING, "options": options}


def _final_sent(complaint: Complaint, happened: e.Happened, event: e.FinalSent) -> Changes:
    return {
        "status": Status.RESOLVED,
        "final_at": happened.at,
        "resolved_at": happened.at,
        **_responded(complaint, happened),
    }


def _revisit_planned(complaint: Complaint, happened: e.Happened, event: e.RevisitPlanned) -> Changes:
    visit = Revisit(event.number, complaint.cycle, RevisitState.PLANNED, event.opens_at, event.closes_at)
    return {"revisits": (*complaint.revisits, visit)}


def _with_revisit(complaint: Complaint, number: int, **changes: Any) -> Changes:
    return {
        "revisits": tuple(
            replace(visit, **changes) if visit.number == number else visit for visit in complaint.revisits
        )
    }


def _revisit_moved(complaint: Complaint, happened: e.Happened, event: e.RevisitMoved) -> Changes:
    return _with_revisit(complaint, event.number, opens_at=event.opens_at, closes_at=event.closes_at)


def _revisit_attempted(complaint: Complaint, happened: e.Happened, event: e.RevisitAttempted) -> Changes:
    visit = complaint.revisit(event.number)
    attempts = visit.attempted_at if visit else ()
    return _with_revisit(complaint, event.number, attempted_at=(*attempts, happened.at))


def _revisit_done(complaint: Complaint, happened: e.Happened, event: e.RevisitDone) -> Changes:
    changes = _with_revisit(
        complaint,
        event.number,
        state=RevisitState.CONFIRMED if event.resolved else RevisitState.NOT_RESOLVED,
        done_at=happened.at,
        resolved=event.resolved,
        satisfaction=event.satisfaction,
    )
    return {**changes, "confirmed": event.resolved}


def _revisit_ends_as(state: RevisitState) -> _How:
    def change(complaint: Complaint, happened: e.Happened, event: Any) -> Changes:
        return _with_revisit(complaint, event.number, state=state)

    return change


def _next_cycle(complaint: Complaint) -> Changes:
    """Back to work: what was resolved is so no more, the old options belong to the old cycle."""
    return {
        "status": Status.INVESTIGATING,
        "cycle": complaint.cycle + 1,
        "outcome": None,
        "confirmed": False,
        "fulfilled_at": None,
        "final_at": None,
        "resolved_at": None,
        "closed_at": None,
        "wait": None,
    }


def _returned(complaint: Complaint, happened: e.Happened, event: e.Returned) -> Changes:
    return {**_next_cycle(complaint), "returned": complaint.returned + 1}


def _reopened(complaint: Complaint, happened: e.Happened, event: e.Reopened) -> Changes:
    return {**_next_cycle(complaint), "reopened": complaint.reopened + 1}


def _closed(complaint: Complaint, happened: e.Happened, event: e.Closed) -> Changes:
    return {
        "status": Status.CLOSED,
        "outcome": event.outcome,
        "confirmed": event.confirmed,
        "closed_at": happened.at,
        "wait": None,
    }


def _merged_into(complaint: Complaint, happened: e.Happened, event: e.MergedInto) -> Changes:
    return {"merged_into": event.master, "before_merge": complaint.status}


def _unmerged(complaint: Complaint, happened: e.Happened, event: e.Unmerged) -> Changes:
    return {
        "merged_into": None,
        "before_merge": None,
        "status": complaint.before_merge or Status.RECEIVED,
        "outcome": None,
        "closed_at": None,
    }


def _absorbed(complaint: Complaint, happened: e.Happened, event: e.Absorbed) -> Changes:
    absorbed = (*complaint.absorbed, (event.source, event.received_at))
    return {"absorbed": absorbed, "received_at": _earliest(complaint, absorbed)}


def _released(complaint: Complaint, happened: e.Happened, event: e.Released) -> Changes:
    absorbed = tuple(pair for pair in complaint.absorbed if pair[0] != event.source)
    return {"absorbed": absorbed, "received_at": _earliest(complaint, absorbed)}


def _earliest(complaint: Complaint, absorbed: tuple[tuple[str, Any], ...]) -> Any:
    """The earliest receipt wins, else merging would buy time (DOMAIN §4.13)."""
    own = complaint.own_received_at or complaint.received_at
    return min([own, *(received_at for _, received_at in absorbed)])


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


def _promise_ends_as(state: PromiseState) -> _How:
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
    if event.fact == "severity":
        return {"severity": Severity(event.value)}
    if event.fact in {"category", "product", "cause", "unit", "language", "jurisdiction"}:
        return {event.fact: event.value}
    return {}


_HOW: dict[type[e.Event], _How] = {
    e.HistoryImported: _history_imported,
    e.LetterQueued: _letter_queued,
    e.LetterAccepted: _nothing,
    e.LetterFailed: _letter_failed,
    e.Acknowledged: _acknowledged,
    e.AcknowledgementBounced: _bounced,
    e.Assessed: _assessed,
    e.CustomerLinked: _customer_linked,
    e.Assigned: _assigned,
    e.Started: _started,
    e.Noted: _nothing,
    e.Attached: _nothing,
    e.Contacted: _contacted,
    e.WaitBegan: _wait_began,
    e.PauseEnded: _pause_ended,
    e.Resumed: _resumed,
    e.CauseFound: _cause_found,
    e.Offered: _offered,
    e.OptionApproved: _option_approved,
    e.OptionDenied: _option_ends_as(OptionState.DENIED),
    e.OptionRetracted: _option_ends_as(OptionState.RETRACTED),
    e.OptionAccepted: _option_accepted,
    e.OptionSuperseded: _option_superseded,
    e.OptionRefused: _option_ends_as(OptionState.REFUSED),
    e.OptionExpired: _option_ends_as(OptionState.EXPIRED),
    e.OptionProlonged: _option_prolonged,
    e.Fulfilled: _fulfilled,
    e.FulfilmentFailed: _fulfilment_failed,
    e.FinalSent: _final_sent,
    e.RevisitPlanned: _revisit_planned,
    e.RevisitMoved: _revisit_moved,
    e.RevisitAttempted: _revisit_attempted,
    e.RevisitDone: _revisit_done,
    e.RevisitUnreachable: _revisit_ends_as(RevisitState.UNREACHABLE),
    e.RevisitCancelled: _revisit_ends_as(RevisitState.CANCELLED),
    e.Returned: _returned,
    e.Closed: _closed,
    e.MergedInto: _merged_into,
    e.Absorbed: _absorbed,
    e.Unmerged: _unmerged,
    e.Released: _released,
    e.Reopened: _reopened,
    e.Escalated: _escalated,
    e.EscalationAnswered: _escalation_answered,
    e.Promised: _promised,
    e.PromiseKept: _promise_ends_as(PromiseState.KEPT),
    e.PromiseBroken: _promise_ends_as(PromiseState.BROKEN),
    e.Warned: _nothing,
    e.Breached: _nothing,
    e.Extended: _nothing,
    e.Retargeted: _retargeted,
    e.Corrected: _corrected,
}
