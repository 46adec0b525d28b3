"""What receipt, letters, assessment, ownership and contacts change in a complaint."""

from collections.abc import Callable
from typing import Any

from cxdesk.domain import events as e
from cxdesk.domain.complaint import Complaint, Contact
from cxdesk.domain.words import SYSTEM, AcknowledgementState, Direction, Status

Changes = dict[str, Any]
"""New values by the names of the complaint's fields."""
Change = Callable[[Complaint, e.Happened, Any], Changes]


def received(happened: e.Happened, event: e.Logged) -> Complaint:
    """The complaint as it was received."""
    complaint = object.__new__(Complaint)
    # As its own making, which sets every field through a call, those that begin with their default too.
    complaint.__dict__.update(
        ref=event.ref,
        seq=happened.seq,
        status=Status.RECEIVED,
        received_at=happened.at,
        own_received_at=happened.at,
        status_since=happened.at,
        recorded_at=happened.recorded_at,
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
    return complaint


def nothing(complaint: Complaint, happened: e.Happened, event: e.Event) -> Changes:
    """The event is a fact of the history alone."""
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
        "status_since": event.closed_at or event.resolved_at or complaint.status_since,
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
    changes: Changes = {"acknowledgement": AcknowledgementState.GIVEN, "acknowledgement_id": event.message_id}
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
        "segment": event.segment,
        "value_band": event.value_band,
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
    if inbound:
        return changes | heard(complaint, happened)
    return changes | replied(complaint, happened) if event.substantive else changes


def replied(complaint: Complaint, happened: e.Happened) -> Changes:
    """A person's substantive reply; the desk's own automatic words are none."""
    if complaint.responded_at is not None or happened.agent == SYSTEM:
        return {}
    return {"responded_at": happened.at}


def heard(complaint: Complaint, happened: e.Happened) -> Changes:
    """The customer said something: silence is counted from here; what is recorded late turns nothing back."""
    return {"heard_at": max(happened.at, complaint.heard_at or happened.at)}


CHANGES: dict[type[e.Event], Change] = {
    e.HistoryImported: _history_imported,
    e.LetterQueued: _letter_queued,
    e.LetterAccepted: nothing,
    e.LetterFailed: _letter_failed,
    e.Acknowledged: _acknowledged,
    e.AcknowledgementBounced: _bounced,
    e.Assessed: _assessed,
    e.CustomerLinked: _customer_linked,
    e.Assigned: _assigned,
    e.Started: _started,
    e.Noted: nothing,
    e.Attached: nothing,
    e.MailFiled: nothing,
    e.Contacted: _contacted,
}
