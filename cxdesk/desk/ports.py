"""What the desk is given from outside, and what an act gives back."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from cxdesk.domain.clocks import Standing
from cxdesk.domain.complaint import Complaint
from cxdesk.domain.roles import Actor
from cxdesk.store.outbox import NewLetter
from cxdesk.store.streams import Recorded

AfterCommit = Callable[[tuple[int, ...]], None]
"""Told the outbox numbers of the letters an act queued, once they are committed; it must not raise."""

Now = Callable[[], datetime]
"""The present as an aware UTC instant."""

Randomness = Callable[[int], bytes]
"""So many unforeseeable bytes."""


@dataclass(frozen=True, slots=True)
class Situation:
    """What an act looks at before it decides: one consistent moment of one complaint, and how it came there."""

    id: int
    states: tuple[Complaint, ...]
    history: tuple[Recorded, ...]
    standing: Standing
    actor: Actor
    at: datetime
    now: datetime

    @property
    def complaint(self) -> Complaint:
        """As it stands."""
        return self.states[-1]


@dataclass(frozen=True, slots=True)
class Change:
    """What an act did: the complaint as it now is, the events recorded, the letters put into the outbox.

    `letters` are their numbers there, `written` what acts beside `log` wrote by themselves.
    """

    id: int
    complaint: Complaint
    events: tuple[Recorded, ...]
    standing: Standing
    letters: tuple[int, ...] = ()
    written: tuple[NewLetter, ...] = ()

    @property
    def ref(self) -> str:
        """The complaint's reference."""
        return self.complaint.ref


@dataclass(frozen=True, slots=True)
class Received:
    """Who complains and how they can be reached, as far as the caller knows; a bare key or address is enough."""

    name: str = ""
    email: str = ""
    phone: str = ""
    key: str = ""
    language: str = ""
    segment: str = ""
    value_band: str = ""

    @property
    def is_known(self) -> bool:
        """Whether anything was said about the person at all."""
        return bool(self.name or self.email or self.phone or self.key)
