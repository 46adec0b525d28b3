"""The fold: the only place where a complaint's state changes (DOMAIN §4.2). It judges nothing; acts do.

What each event changes stands in `evolve_*.py`, one file per module of events.
"""

from collections.abc import Iterable

from cxdesk.domain import events as e
from cxdesk.domain import evolve_deadlines, evolve_ending, evolve_intake, evolve_remedy
from cxdesk.domain.complaint import Complaint

_CHANGES = {
    **evolve_intake.CHANGES,
    **evolve_remedy.CHANGES,
    **evolve_ending.CHANGES,
    **evolve_deadlines.CHANGES,
}


def fold(history: Iterable[e.Happened]) -> Complaint:
    """The complaint that *history*, in its order, leaves. Raises ValueError when it does not begin with a receipt."""
    rest = iter(history)
    first = next(rest, None)
    if first is None:
        raise _headless()
    complaint = evolve(None, first)
    for happened in rest:
        # Nobody else holds the complaint yet: writing into it saves a copy of all its fields for each event.
        for name, value in _changes(complaint, happened).items():
            object.__setattr__(complaint, name, value)
    return complaint


def states(history: Iterable[e.Happened]) -> tuple[Complaint, ...]:
    """The complaint after each event of *history*, in its order; the last is the fold."""
    found: list[Complaint] = []
    for happened in history:
        found.append(evolve(found[-1] if found else None, happened))
    return tuple(found)


def evolve(complaint: Complaint | None, happened: e.Happened) -> Complaint:
    """The complaint after one more event; None stands for "not yet received".

    Raises ValueError for a first event that is no receipt, and for a second receipt.
    """
    if complaint is None:
        if not isinstance(happened.event, e.Logged):
            raise _headless()
        return evolve_intake.received(happened, happened.event)
    # As `dataclasses.replace`, which looks every field up anew and costs most of a fold of a long history.
    evolved = object.__new__(Complaint)
    evolved.__dict__.update(complaint.__dict__, **_changes(complaint, happened))
    return evolved


def _changes(complaint: Complaint, happened: e.Happened) -> evolve_intake.Changes:
    """New values by field, its place in the history among them."""
    if isinstance(happened.event, e.Logged):
        raise _headless()
    changes = _CHANGES[type(happened.event)](complaint, happened, happened.event)
    if changes.get("status", complaint.status) is not complaint.status:
        changes.setdefault("status_since", happened.at)
    changes["seq"] = happened.seq
    return changes


def _headless() -> ValueError:
    return ValueError("a complaint's history begins with its receipt, its only one")
