"""Revisits, endings, merges and returns."""

from dataclasses import dataclass
from datetime import datetime

from cxdesk.domain.events.base import Event
from cxdesk.domain.words import Outcome


@dataclass(frozen=True, slots=True)
class RevisitPlanned(Event):
    """A revisit inside [opens_at, closes_at); the drawn day is an entry whose digest is its commitment (DOMAIN §9)."""

    number: int
    opens_at: datetime
    closes_at: datetime


@dataclass(frozen=True, slots=True)
class RevisitMoved(Event):
    """Another day, for a reason (both entries)."""

    number: int
    opens_at: datetime
    closes_at: datetime


@dataclass(frozen=True, slots=True)
class RevisitAttempted(Event):
    """Somebody tried to reach the customer and did not."""

    number: int
    channel: str


@dataclass(frozen=True, slots=True)
class RevisitDone(Event):
    """The customer was reached and said how it stands; satisfactions are 1–5."""

    number: int
    resolved: bool
    satisfaction: int | None = None
    handling: int | None = None


@dataclass(frozen=True, slots=True)
class RevisitUnreachable(Event):
    """The counted attempts are exhausted: not confirmed."""

    number: int


@dataclass(frozen=True, slots=True)
class RevisitCancelled(Event):
    """The revisit lost its object: the complaint was returned, reopened or merged."""

    number: int


@dataclass(frozen=True, slots=True)
class Returned(Event):
    """Resolved it was not: back to work, a new cycle."""


@dataclass(frozen=True, slots=True)
class Closed(Event):
    """Finished. `confirmed` says whether the customer confirmed a remedy."""

    outcome: Outcome
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class MergedInto(Event):
    """The same matter is handled under the master (DOMAIN §4.13)."""

    master: str


@dataclass(frozen=True, slots=True)
class Absorbed(Event):
    """Another complaint of the same matter was merged in here; the earliest receipt wins."""

    source: str
    received_at: datetime
    about: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unmerged(Event):
    """The merge was taken back; the complaint stands as `status` again."""

    master: str


@dataclass(frozen=True, slots=True)
class Released(Event):
    """A complaint that had been merged in here stands by itself again."""

    source: str
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Reopened(Event):
    """Closed it was, open it is: a new cycle."""
