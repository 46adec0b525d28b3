"""Waiting, the cause, the options and what became of them."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from cxdesk.domain.events.base import Event
from cxdesk.domain.words import OptionType, WaitFor


@dataclass(frozen=True, slots=True)
class WaitBegan(Event):
    """The next move is somebody else's; `until` is the date to look again (exclusive instant)."""

    wait_for: WaitFor
    reason: str
    until: datetime


@dataclass(frozen=True, slots=True)
class PauseEnded(Event):
    """The date to look again passed: clocks run on, the status stays `waiting` (DOMAIN §2)."""


@dataclass(frozen=True, slots=True)
class Resumed(Event):
    """The wait is over; every act that leaves `waiting` says so before anything is computed (DOMAIN §4.10)."""


@dataclass(frozen=True, slots=True)
class CauseFound(Event):
    """Why it happened and the unit that is to mend it."""

    code: str
    unit: str


@dataclass(frozen=True, slots=True)
class Offered(Event):
    """One option for the customer; `proposed` ones wait for approval and are not shown (DOMAIN §3)."""

    number: int
    type: OptionType
    value: Decimal | None = None
    currency: str | None = None
    valid_until: datetime | None = None
    promised_at: datetime | None = None
    proposed: bool = False


@dataclass(frozen=True, slots=True)
class OptionApproved(Event):
    """A proposed option may go to the customer; self-approval is marked and listed (DOMAIN §10)."""

    number: int
    self_approved: bool = False


@dataclass(frozen=True, slots=True)
class OptionDenied(Event):
    """A proposed option may not go out."""

    number: int


@dataclass(frozen=True, slots=True)
class OptionRetracted(Event):
    """The desk took an open option back."""

    number: int


@dataclass(frozen=True, slots=True)
class OptionAccepted(Event):
    """The customer took this option."""

    number: int


@dataclass(frozen=True, slots=True)
class OptionSuperseded(Event):
    """Another option was accepted, or the complaint moved on without this one."""

    number: int


@dataclass(frozen=True, slots=True)
class OptionRefused(Event):
    """The customer does not want this option."""

    number: int


@dataclass(frozen=True, slots=True)
class OptionExpired(Event):
    """The option's validity passed."""

    number: int


@dataclass(frozen=True, slots=True)
class OptionProlonged(Event):
    """A supervisor extended an option's validity."""

    number: int
    valid_until: datetime


@dataclass(frozen=True, slots=True)
class Fulfilled(Event):
    """The remedy was delivered; the evidence is an entry."""


@dataclass(frozen=True, slots=True)
class FulfilmentFailed(Event):
    """The remedy was not delivered as promised."""


@dataclass(frozen=True, slots=True)
class FinalSent(Event):
    """Decision, reasons and recourse went to the customer; all three are entries."""
