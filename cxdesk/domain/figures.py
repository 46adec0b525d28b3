"""Which events the figures of a desk count, and as what (DOMAIN §4.15)."""

from collections.abc import Iterable, Mapping

from cxdesk.catalogue import N_
from cxdesk.domain import events as e

COUNTED: Mapping[type[e.Event], str] = {
    e.Logged: N_("received"),
    e.Fulfilled: N_("resolved"),
    e.FinalSent: N_("resolved"),
    e.RevisitDone: N_("revisited"),
    e.Returned: N_("returned"),
    e.Closed: N_("closed"),
    e.Reopened: N_("reopened"),
    e.Unmerged: N_("unmerged"),
    e.Escalated: N_("escalated"),
    e.Corrected: N_("corrected"),
}
"""What an event is in the figures, to be translated."""


def counts_as(events: Iterable[e.Event]) -> tuple[str, ...]:
    """What figures will have more of, to be translated; each word once."""
    return tuple(dict.fromkeys(COUNTED[type(event)] for event in events if type(event) in COUNTED))
