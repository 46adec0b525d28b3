"""Escalations, promises, and what the clocks decided."""

from dataclasses import dataclass
from datetime import datetime

from cxdesk.domain.events.base import Event

VERDICT = "verdict:"
"""What a correction of a verdict begins with: `verdict:CLOCK:CYCLE:INSTANCE`."""


@dataclass(frozen=True, slots=True)
class Escalated(Event):
    """Attention moved up a level; it wants an answer by `answer_by`, else it goes up again.

    `clock cycle instance due_at step` are the key of the ladder step that fired, where one did (DOMAIN §4.14).
    """

    number: int
    level: int
    to: tuple[str, ...]
    trigger: str
    clock: str | None = None
    answer_by: datetime | None = None
    cycle: int | None = None
    instance: int | None = None
    due_at: datetime | None = None
    step: str | None = None
    late: bool = False


@dataclass(frozen=True, slots=True)
class EscalationAnswered(Event):
    """Whom it went to replied."""

    number: int


@dataclass(frozen=True, slots=True)
class Promised(Event):
    """A commitment to the customer, due at the exclusive instant."""

    number: int
    due_at: datetime


@dataclass(frozen=True, slots=True)
class PromiseKept(Event):
    """The commitment was met."""

    number: int


@dataclass(frozen=True, slots=True)
class PromiseBroken(Event):
    """The commitment was not met."""

    number: int


@dataclass(frozen=True, slots=True)
class Warned(Event):
    """A ladder step short of the deadline fired."""

    clock: str
    cycle: int
    instance: int
    due_at: datetime
    step: str
    late: bool = False


@dataclass(frozen=True, slots=True)
class Breached(Event):
    """The deadline passed; the verdict is fixed (DOMAIN §4.9)."""

    clock: str
    cycle: int
    instance: int
    due_at: datetime
    late: bool = False


@dataclass(frozen=True, slots=True)
class Extended(Event):
    """A clock's due date was moved by the rule that allows it, before it passed."""

    clock: str
    cycle: int
    instance: int
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Retargeted(Event):
    """Other standards apply from here: unfixed instances are replayed under the new snapshot (DOMAIN §4.11)."""

    old: str
    new: str
    policy: str


@dataclass(frozen=True, slots=True)
class Corrected(Event):
    """A second value beside the first, which stays: reports show both.

    `fact` names a fact of the complaint (`received_at`), or `verdict:CLOCK:CYCLE:INSTANCE`; `was` is the value that
    stood there, None where nothing was known.
    """

    fact: str
    value: str
    was: str | None = None
