"""The fold: the only place where a complaint's state changes (DOMAIN §4.2). It judges nothing; acts do.

What each event changes stands in `evolve_*.py`, one file per module of events.
"""

from collections.abc import Iterable
from dataclasses import fields
from operator import attrgetter

from cxdesk.domain import events as e
from cxdesk.domain import evolve_deadlines, evolve_ending, evolve_intake, evolve_remedy
from cxdesk.domain.complaint import Complaint

_CHANGES = {
    **evolve_intake.CHANGES,
    **evolve_remedy.CHANGES,
    **evolve_ending.CHANGES,
    **evolve_deadlines.CHANGES,
}
_NAMES = tuple(field.name for field in fields(Complaint))
_VALUES = attrgetter(*_NAMES)
_PLACES = {name: place for place, name in enumerate(_NAMES)}
_SEQ = _PLACES["seq"]


def fold(history: Iterable[e.Happened]) -> Complaint:
    """The complaint that *history*, in its order, leaves. Raises ValueError when it does not begin with a receipt."""
    complaint: Complaint | None = None
    for happened in history:
        complaint = evolve(complaint, happened)
    if complaint is None:
        message = "a complaint's history begins with its receipt"
        raise ValueError(message)
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
    if complaint is None or isinstance(happened.event, e.Logged):
        if complaint is not None or not isinstance(happened.event, e.Logged):
            message = "a complaint's history begins with its receipt, its only one"
            raise ValueError(message)
        return evolve_intake.received(happened, happened.event)
    changes = _CHANGES[type(happened.event)](complaint, happened, happened.event)
    if changes.get("status", complaint.status) is not complaint.status:
        changes.setdefault("status_since", happened.at)
    # As `dataclasses.replace`, which looks every field up anew and costs most of a fold of a long history.
    values = list(_VALUES(complaint))
    values[_SEQ] = happened.seq
    for name, value in changes.items():
        values[_PLACES[name]] = value
    return Complaint(*values)
