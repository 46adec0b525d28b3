"""What revisits, endings, merges and returns change in a complaint."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from cxdesk.domain import events as e
from cxdesk.domain.complaint import BeforeMerge, Complaint, Revisit
from cxdesk.domain.evolve_intake import Change, Changes, heard
from cxdesk.domain.words import OptionState, RevisitState, Status

_LIVE_OPTIONS = frozenset({OptionState.OPEN, OptionState.PROPOSED})


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
    return {**changes, "confirmed": event.resolved, **heard(complaint, happened)}


def _revisit_ends_as(state: RevisitState) -> Change:
    def change(complaint: Complaint, happened: e.Happened, event: Any) -> Changes:
        return _with_revisit(complaint, event.number, state=state)

    return change


def _next_cycle(complaint: Complaint, happened: e.Happened) -> Changes:
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
        **heard(complaint, happened),
    }


def _returned(complaint: Complaint, happened: e.Happened, event: e.Returned) -> Changes:
    return {**_next_cycle(complaint, happened), "returned": complaint.returned + 1}


def _reopened(complaint: Complaint, happened: e.Happened, event: e.Reopened) -> Changes:
    return {**_next_cycle(complaint, happened), "reopened": complaint.reopened + 1}


def _closed(complaint: Complaint, happened: e.Happened, event: e.Closed) -> Changes:
    return {
        "status": Status.CLOSED,
        "outcome": event.outcome,
        "confirmed": event.confirmed,
        "closed_at": happened.at,
        "wait": None,
    }


def _absorbed(complaint: Complaint, happened: e.Happened, event: e.Absorbed) -> Changes:
    absorbed = (*complaint.absorbed, (event.source, event.received_at))
    about = tuple(dict.fromkeys((*complaint.about, *event.about)))
    return {"absorbed": absorbed, "received_at": earliest(complaint, absorbed), "about": about}


def _released(complaint: Complaint, happened: e.Happened, event: e.Released) -> Changes:
    absorbed = tuple(pair for pair in complaint.absorbed if pair[0] != event.source)
    return {"absorbed": absorbed, "received_at": earliest(complaint, absorbed)}


def _merged_into(complaint: Complaint, happened: e.Happened, event: e.MergedInto) -> Changes:
    """What lay on the table or was planned goes with it, and comes back with it."""
    return {
        "merged_into": event.master,
        "before_merge": BeforeMerge(complaint.status, complaint.outcome, complaint.options, complaint.revisits),
        "options": tuple(
            replace(option, state=OptionState.SUPERSEDED) if option.state in _LIVE_OPTIONS else option
            for option in complaint.options
        ),
        "revisits": tuple(
            replace(visit, state=RevisitState.CANCELLED) if visit.state is RevisitState.PLANNED else visit
            for visit in complaint.revisits
        ),
    }


def _unmerged(complaint: Complaint, happened: e.Happened, event: e.Unmerged) -> Changes:
    before = complaint.before_merge or BeforeMerge(Status.RECEIVED, None, complaint.options, complaint.revisits)
    return {
        "merged_into": None,
        "before_merge": None,
        "status": before.status,
        "options": before.options,
        "revisits": before.revisits,
        "outcome": before.outcome,
        "closed_at": None,
    }


def earliest(complaint: Complaint, absorbed: Iterable[tuple[str, datetime]]) -> datetime:
    """The earliest receipt wins, else merging would buy time (DOMAIN §4.13)."""
    return min([complaint.own_received_at, *(received_at for _source, received_at in absorbed)])


CHANGES: dict[type[e.Event], Change] = {
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
}
