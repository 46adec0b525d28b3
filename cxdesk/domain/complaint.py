"""What a complaint is at one moment: the fold of its events, without anybody's words (DOMAIN §2, §4.2)."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from cxdesk.domain.words import (
    AcknowledgementState,
    OptionState,
    OptionType,
    Outcome,
    Precision,
    PromiseState,
    RevisitState,
    Severity,
    Status,
    WaitFor,
)


@dataclass(frozen=True, slots=True)
class Option:
    """One resolution put, or to be put, to the customer."""

    number: int
    type: OptionType
    state: OptionState
    cycle: int
    offered_by: str
    offered_at: datetime
    value: Decimal | None = None
    currency: str | None = None
    valid_until: datetime | None = None
    promised_at: datetime | None = None
    approved_by: str | None = None

    def is_open(self, at: datetime) -> bool:
        """Whether the customer may still take it at *at*; `valid_until` is an exclusive bound."""
        return self.state is OptionState.OPEN and (self.valid_until is None or at < self.valid_until)

    def state_at(self, at: datetime) -> OptionState:
        """The state as it stands at *at*, before the sweep has written an expiry."""
        if self.state is OptionState.OPEN and not self.is_open(at):
            return OptionState.EXPIRED
        return self.state


@dataclass(frozen=True, slots=True)
class Revisit:
    """One planned look back; the drawn day is an entry, here stand the bounds of its window."""

    number: int
    cycle: int
    state: RevisitState
    opens_at: datetime
    closes_at: datetime
    attempted_at: tuple[datetime, ...] = ()
    done_at: datetime | None = None
    resolved: bool | None = None
    satisfaction: int | None = None


@dataclass(frozen=True, slots=True)
class Promise:
    """One commitment to the customer."""

    number: int
    due_at: datetime
    state: PromiseState = PromiseState.OWED


@dataclass(frozen=True, slots=True)
class Escalation:
    """Attention that moved up and wants an answer."""

    number: int
    level: int
    to: tuple[str, ...]
    trigger: str
    at: datetime
    answer_by: datetime | None = None
    answered_by: str | None = None


@dataclass(frozen=True, slots=True)
class Wait:
    """Whose move it is, why, and when to look again; `paused` ends at that date, the wait does not."""

    wait_for: WaitFor
    reason: str
    since: datetime
    until: datetime
    paused: bool = True


@dataclass(frozen=True, slots=True)
class Contact:
    """One contact as far as rules count it (who was tried, when, on which channel)."""

    at: datetime
    channel: str
    inbound: bool


@dataclass(frozen=True, slots=True)
class Correction:
    """A second value beside the one that stood there, None where nothing was known (DOMAIN §3, `correct`).

    `seq` is the event whose words say why. A verdict that was corrected stands with its first at the clock itself.
    """

    fact: str
    was: str | None
    value: str
    by: str
    at: datetime
    seq: int


@dataclass(frozen=True, slots=True)
class BeforeMerge:
    """What taking a merge back restores (TRAPS 40)."""

    status: Status
    outcome: Outcome | None
    options: tuple[Option, ...]
    revisits: tuple[Revisit, ...]


@dataclass(frozen=True)
class Complaint:
    """One matter one customer is dissatisfied about, as all its events so far leave it.

    `cycle` counts from 1 and rises with every return and reopening. `status_since` is when the last move of the status
    happened, `heard_at` when the customer last said something after the receipt or the matter last came back,
    `acknowledgement_id` the letter that is to be, or was, the acknowledgement (None for one given by a person).
    Instants are aware UTC.
    """

    ref: str
    seq: int
    status: Status
    received_at: datetime
    channel: str
    policy: str
    snapshot: str
    recorded_at: datetime
    own_received_at: datetime
    status_since: datetime
    cycle: int = 1
    outcome: Outcome | None = None
    confirmed: bool = False
    precision: Precision = Precision.SECOND
    severity: Severity | None = None
    category: str | None = None
    product: str | None = None
    remedy: str | None = None
    language: str | None = None
    jurisdiction: str | None = None
    customer: int | None = None
    segment: str | None = None
    value_band: str | None = None
    owner: str | None = None
    about: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    safety: bool = False
    vulnerable: bool = False
    test: bool = False
    source: str | None = None
    source_key: str | None = None
    imported: bool = False
    alarms_from: datetime | None = None
    acknowledgement: AcknowledgementState = AcknowledgementState.OWED
    acknowledged_at: datetime | None = None
    acknowledgement_id: str | None = None
    responded_at: datetime | None = None
    heard_at: datetime | None = None
    contacts: tuple[Contact, ...] = ()
    wait: Wait | None = None
    cause: str | None = None
    unit: str | None = None
    options: tuple[Option, ...] = ()
    promises: tuple[Promise, ...] = ()
    revisits: tuple[Revisit, ...] = ()
    escalations: tuple[Escalation, ...] = ()
    fulfilled_at: datetime | None = None
    final_at: datetime | None = None
    resolved_at: datetime | None = None
    closed_at: datetime | None = None
    reopened: int = 0
    returned: int = 0
    merged_into: str | None = None
    before_merge: BeforeMerge | None = None
    absorbed: tuple[tuple[str, datetime], ...] = ()
    corrections: tuple[Correction, ...] = ()

    @property
    def is_open(self) -> bool:
        """Open is everything that is not closed (DOMAIN §2)."""
        return self.status is not Status.CLOSED

    @property
    def level(self) -> int:
        """The highest level whose attention it has had in the open; 0 when nobody above was asked."""
        return max((escalation.level for escalation in self.escalations), default=0)

    def fact(self, name: str) -> str | None:
        """A fact as a correction writes it, instants in ISO; the receipt is its own, whatever was merged in here."""
        value = self.own_received_at if name == "received_at" else getattr(self, name)
        if isinstance(value, datetime):
            return value.isoformat()
        return None if value is None else str(value)

    def option(self, number: int) -> Option | None:
        """The option of that number."""
        return next((option for option in self.options if option.number == number), None)

    def options_in(self, *states: OptionState) -> tuple[Option, ...]:
        """This cycle's options that are in one of *states*."""
        return tuple(option for option in self.options if option.cycle == self.cycle and option.state in states)

    @property
    def accepted(self) -> Option | None:
        """The option accepted in this cycle; there is at most one (DOMAIN §4.8)."""
        return next(iter(self.options_in(OptionState.ACCEPTED)), None)

    @property
    def status_by_options(self) -> Status:
        """Where it stands once nobody else has the next move (DOMAIN §3, `resume`)."""
        if self.accepted is not None:
            return Status.FULFILLING
        return Status.OFFERED if self.options_in(OptionState.OPEN) else Status.INVESTIGATING

    @property
    def planned_revisits(self) -> tuple[Revisit, ...]:
        """Revisits of this cycle that are still to be done."""
        return tuple(
            visit for visit in self.revisits if visit.cycle == self.cycle and visit.state is RevisitState.PLANNED
        )

    @property
    def cycle_revisits(self) -> tuple[Revisit, ...]:
        """This cycle's revisits, without the cancelled ones."""
        return tuple(
            visit for visit in self.revisits if visit.cycle == self.cycle and visit.state is not RevisitState.CANCELLED
        )

    def revisit(self, number: int) -> Revisit | None:
        """The revisit of that number."""
        return next((visit for visit in self.revisits if visit.number == number), None)

    def promise(self, number: int) -> Promise | None:
        """The promise of that number."""
        return next((promise for promise in self.promises if promise.number == number), None)

    @property
    def unanswered(self) -> tuple[Escalation, ...]:
        """Escalations nobody has answered."""
        return tuple(escalation for escalation in self.escalations if escalation.answered_by is None)
