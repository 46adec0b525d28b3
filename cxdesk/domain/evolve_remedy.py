"""What waits, causes, options and their delivery change in a complaint."""

from dataclasses import replace
from typing import Any

from cxdesk.domain import events as e
from cxdesk.domain.complaint import Complaint, Option, Wait
from cxdesk.domain.evolve_intake import Change, Changes, heard, replied
from cxdesk.domain.words import OptionState, Status, WaitFor


def _wait_began(complaint: Complaint, happened: e.Happened, event: e.WaitBegan) -> Changes:
    wait = Wait(event.wait_for, event.reason, since=happened.at, until=event.until)
    changes: Changes = {"status": Status.WAITING, "wait": wait}
    return changes | replied(complaint, happened) if event.wait_for is WaitFor.CUSTOMER else changes


def _resumed(complaint: Complaint, happened: e.Happened, event: e.Resumed) -> Changes:
    return {"wait": None, "status": complaint.status_by_options}


def _pause_ended(complaint: Complaint, happened: e.Happened, event: e.PauseEnded) -> Changes:
    return {"wait": replace(complaint.wait, paused=False) if complaint.wait else None}


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
        changes |= {"status": Status.OFFERED, **replied(complaint, happened)}
    return changes


def _with_option(complaint: Complaint, number: int, **changes: Any) -> tuple[Option, ...]:
    return tuple(replace(option, **changes) if option.number == number else option for option in complaint.options)


def _option_approved(complaint: Complaint, happened: e.Happened, event: e.OptionApproved) -> Changes:
    options = _with_option(
        complaint, event.number, state=OptionState.OPEN, approved_by=happened.agent, offered_at=happened.at
    )
    return {"options": options, "status": Status.OFFERED, **replied(complaint, happened)}


def _option_superseded(complaint: Complaint, happened: e.Happened, event: e.OptionSuperseded) -> Changes:
    return {"options": _with_option(complaint, event.number, state=OptionState.SUPERSEDED)}


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
        **replied(complaint, happened),
    }


def _off_the_table(state: OptionState, *, by_customer: bool = False) -> Change:
    """An option ends; with the last open one gone, an alternative or a final response is owed."""

    def change(complaint: Complaint, happened: e.Happened, event: Any) -> Changes:
        changes: Changes = {"options": _with_option(complaint, event.number, state=state)}
        if complaint.status is Status.OFFERED:
            changes["status"] = replace(complaint, **changes).status_by_options
        return changes | heard(complaint, happened) if by_customer else changes

    return change


def _option_accepted(complaint: Complaint, happened: e.Happened, event: e.OptionAccepted) -> Changes:
    return {
        "options": _with_option(complaint, event.number, state=OptionState.ACCEPTED),
        "status": Status.FULFILLING,
        **heard(complaint, happened),
    }


def _option_prolonged(complaint: Complaint, happened: e.Happened, event: e.OptionProlonged) -> Changes:
    """An expired option lies with the customer again; a proposed one stays inside."""
    option = complaint.option(event.number)
    if option is None or option.state is not OptionState.EXPIRED:
        return {"options": _with_option(complaint, event.number, valid_until=event.valid_until)}
    options = _with_option(complaint, event.number, valid_until=event.valid_until, state=OptionState.OPEN)
    is_waiting = complaint.status is Status.WAITING
    return {"options": options, "status": Status.WAITING if is_waiting else Status.OFFERED}


CHANGES: dict[type[e.Event], Change] = {
    e.WaitBegan: _wait_began,
    e.PauseEnded: _pause_ended,
    e.Resumed: _resumed,
    e.CauseFound: _cause_found,
    e.Offered: _offered,
    e.OptionApproved: _option_approved,
    e.OptionDenied: _off_the_table(OptionState.DENIED),
    e.OptionRetracted: _off_the_table(OptionState.RETRACTED),
    e.OptionAccepted: _option_accepted,
    e.OptionSuperseded: _option_superseded,
    e.OptionRefused: _off_the_table(OptionState.REFUSED, by_customer=True),
    e.OptionExpired: _off_the_table(OptionState.EXPIRED),
    e.OptionProlonged: _option_prolonged,
    e.Fulfilled: _fulfilled,
    e.FulfilmentFailed: _fulfilment_failed,
    e.FinalSent: _final_sent,
}
