"""What in a complaint's history can start or stop a clock, under the names that policies use (DOMAIN §5)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from cxdesk.catalogue import N_
from cxdesk.domain import events as e
from cxdesk.domain.policy import Clock, ClockKind
from cxdesk.domain.words import Direction, WaitFor

LETTER: Final = "letter:"
"""Prefix of the signals of letters that a transport accepted: `letter:extension-notice`."""


class Signal(StrEnum):
    """The names a policy may write in `starts` and `stops`, beside `letter:KIND`."""

    RECEIVED = "received"
    ACKNOWLEDGED = "acknowledged"
    ACKNOWLEDGED_BY_PERSON = "acknowledged_by_person"
    ASSESSED = "assessed"
    ASSIGNED = "assigned"
    STARTED = "started"
    REPLIED = "replied"
    CUSTOMER_WROTE = "customer_wrote"
    ASKED = "asked"
    REFERRED = "referred"
    RESUMED = "resumed"
    CAUSE_FOUND = "cause_found"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    FULFILLED = "fulfilled"
    FULFILMENT_FAILED = "fulfilment_failed"
    FINAL_SENT = "final_sent"
    PROMISED = "promised"
    PROMISE_KEPT = "promise_kept"
    PROMISE_BROKEN = "promise_broken"
    REVISITED = "revisited"
    RETURNED = "returned"
    REOPENED = "reopened"
    CLOSED = "closed"


SIGNALS: Final[Mapping[str, str]] = {
    Signal.RECEIVED: N_("the complaint reached any part of the firm"),
    Signal.ACKNOWLEDGED: N_("a valid acknowledgement was given or accepted by the transport"),
    Signal.ACKNOWLEDGED_BY_PERSON: N_("a person acknowledged it"),
    Signal.ASSESSED: N_("severity or category was set"),
    Signal.ASSIGNED: N_("somebody became its owner"),
    Signal.STARTED: N_("the investigation began"),
    Signal.REPLIED: N_("a person told the customer something of substance"),
    Signal.CUSTOMER_WROTE: N_("the customer said something, on any channel"),
    Signal.ASKED: N_("the customer was asked for something"),
    Signal.REFERRED: N_("a third party was asked for something"),
    Signal.RESUMED: N_("the wait was over"),
    Signal.CAUSE_FOUND: N_("the cause was found"),
    Signal.OFFERED: N_("an option was put to the customer"),
    Signal.ACCEPTED: N_("the customer accepted an option"),
    Signal.REFUSED: N_("the customer refused an option, or let it expire"),
    Signal.FULFILLED: N_("the remedy was delivered"),
    Signal.FULFILMENT_FAILED: N_("the remedy was not delivered"),
    Signal.FINAL_SENT: N_("the final response was sent"),
    Signal.PROMISED: N_("something was promised by a date"),
    Signal.PROMISE_KEPT: N_("the promise was kept"),
    Signal.PROMISE_BROKEN: N_("the promise was broken"),
    Signal.REVISITED: N_("the customer was revisited"),
    Signal.RETURNED: N_("a resolved complaint came back"),
    Signal.REOPENED: N_("a closed complaint was opened again"),
    Signal.CLOSED: N_("the complaint was closed"),
}

CONTACTS: Final = frozenset({Signal.REPLIED, Signal.CUSTOMER_WROTE})
"""Signals that answer only what was open when they happened: one recorded late does not stop a later instance."""
REPEATING: Final = frozenset(
    {Signal.CUSTOMER_WROTE, Signal.ASKED, Signal.REFERRED, Signal.RESUMED, Signal.ACCEPTED, Signal.REFUSED}
)
"""Signals that start a clock whenever none of it runs; the others start it once a cycle."""
AFTER_RESOLUTION: Final = frozenset(
    {Signal.FULFILLED, Signal.FINAL_SENT, Signal.REVISITED, Signal.RETURNED, Signal.REOPENED, Signal.CLOSED}
)
"""Signals that may start a clock on a resolved complaint: thanks start nothing (TRAPS 18)."""


@dataclass(frozen=True, slots=True)
class Ends:
    """The signals of a clock whose policy names none."""

    starts: str
    stops: tuple[str, ...]


DEFAULTS: Final[Mapping[str, Ends]] = {
    "acknowledge": Ends(Signal.RECEIVED, (Signal.ACKNOWLEDGED,)),
    "respond": Ends(Signal.RECEIVED, (Signal.REPLIED,)),
    "update": Ends(Signal.REPLIED, (Signal.REPLIED,)),
    "offer": Ends(Signal.RECEIVED, (Signal.OFFERED, Signal.FINAL_SENT)),
    "resolve": Ends(Signal.RECEIVED, (Signal.FULFILLED, Signal.FINAL_SENT)),
    "fulfil": Ends(Signal.ACCEPTED, (Signal.FULFILLED, Signal.FULFILMENT_FAILED)),
    "promise": Ends(Signal.PROMISED, (Signal.PROMISE_KEPT, Signal.PROMISE_BROKEN)),
    "revisit": Ends(Signal.FULFILLED, (Signal.REVISITED,)),
}
_ELSE: Final = Ends(Signal.RECEIVED, ())


def start_of(clock: Clock) -> str:
    """The signal that starts *clock*."""
    return clock.starts or DEFAULTS.get(clock.name, _ELSE).starts


def stops_of(clock: Clock) -> tuple[str, ...]:
    """The signals that stop *clock*, any of them."""
    return clock.stops or DEFAULTS.get(clock.name, _ELSE).stops


def recurs(clock: Clock) -> bool:
    """Whether a stop begins the next instance."""
    return clock.kind is ClockKind.RECURRING or clock.name == "update"


def ends_at_resolved(clock: Clock) -> bool:
    """Whether a resolved complaint owes this no more (DOMAIN §5); TRAPS 18: thanks start no new period."""
    return clock.name in ("respond", "offer") or recurs(clock)


def restarts(clock: Clock) -> bool:
    """Whether a return or reopening owes this anew: a first answer, and the resolution (DOMAIN §4.12)."""
    if clock.name in DEFAULTS:
        return clock.name in ("respond", "resolve")
    if clock.kind is not ClockKind.DEADLINE or start_of(clock) in REPEATING | AFTER_RESOLUTION:
        return False
    return not {Signal.REPLIED, Signal.FULFILLED, Signal.FINAL_SENT}.isdisjoint(stops_of(clock))


def may_start(clock: Clock, *, resolved: bool, closed: bool) -> bool:
    """Whether a new instance makes sense where the complaint stands."""
    if not (resolved or closed) or clock.name == "revisit" or clock.kind is ClockKind.CUSTOMER_RIGHT:
        return True
    if closed:
        return False
    start = start_of(clock)
    is_owed_on = clock.name in ("acknowledge", "promise") or start in AFTER_RESOLUTION or start.startswith(LETTER)
    return not resolved or (is_owed_on and not ends_at_resolved(clock))


def signals_of(event: e.Event) -> tuple[str, ...]:
    """What *event* says to the clocks; an automatic acknowledgement is no reply, a proposed option no offer."""
    if type(event) not in TOLD_BY_CONTENT:
        return PLAIN.get(type(event), ())
    said: tuple[str, ...]
    match event:
        case e.Acknowledged(automatic=True):
            said = (Signal.ACKNOWLEDGED,)
        case e.Acknowledged():
            said = (Signal.ACKNOWLEDGED, Signal.ACKNOWLEDGED_BY_PERSON)
        case e.Contacted(direction=Direction.IN):
            said = (Signal.CUSTOMER_WROTE,)
        case e.Contacted(substantive=True):
            said = (Signal.REPLIED,)
        case e.WaitBegan(wait_for=WaitFor.CUSTOMER):
            said = (Signal.REPLIED, Signal.ASKED)
        case e.Offered(proposed=False):
            said = (Signal.REPLIED, Signal.OFFERED)
        case e.LetterAccepted(letter=letter):
            said = (LETTER + letter,)
        case _:
            said = PLAIN.get(type(event), ())
    return said


TOLD_BY_CONTENT: Final[frozenset[type[e.Event]]] = frozenset(
    {e.Acknowledged, e.Contacted, e.WaitBegan, e.Offered, e.LetterAccepted}
)
"""Events whose signals depend on what they say."""
PLAIN: Final[Mapping[type[e.Event], tuple[str, ...]]] = {
    e.Logged: (Signal.RECEIVED,),
    e.Assessed: (Signal.ASSESSED,),
    e.Assigned: (Signal.ASSIGNED,),
    e.Started: (Signal.STARTED,),
    e.WaitBegan: (Signal.REFERRED,),
    e.Resumed: (Signal.RESUMED,),
    e.CauseFound: (Signal.CAUSE_FOUND,),
    e.OptionApproved: (Signal.REPLIED, Signal.OFFERED),
    e.OptionAccepted: (Signal.ACCEPTED,),
    e.OptionRefused: (Signal.REFUSED,),
    e.OptionExpired: (Signal.REFUSED,),
    e.Fulfilled: (Signal.FULFILLED,),
    e.FulfilmentFailed: (Signal.FULFILMENT_FAILED,),
    e.FinalSent: (Signal.REPLIED, Signal.FINAL_SENT),
    e.RevisitDone: (Signal.REVISITED,),
    e.Returned: (Signal.RETURNED,),
    e.Reopened: (Signal.REOPENED,),
    e.Closed: (Signal.CLOSED,),
}
