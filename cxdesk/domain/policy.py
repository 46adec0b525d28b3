"""Service standards as types: clocks, ladder, limits, revisits, all that a snapshot holds (DOMAIN §5–§6)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from cxdesk.catalogue import N_
from cxdesk.domain.levels import DEFAULT_LEVELS, Levels
from cxdesk.domain.quick import quick
from cxdesk.domain.words import Role, Severity


class Unit(StrEnum):
    """What a target counts: open time, elapsed time, or days, weeks and months of the calendar."""

    BUSINESS_HOURS = "bh"
    HOURS = "h"
    BUSINESS_DAYS = "bd"
    DAYS = "d"
    WEEKS = "w"
    MONTHS = "mo"
    BUSINESS_MINUTES = "bmin"
    MINUTES = "min"


class Basis(StrEnum):
    """Who set the deadline; a `law` clock may be shortened, never lengthened, dropped or paused beyond its preset."""

    LAW = "law"
    CONTRACT = "contract"
    TARGET = "target"


class ClockKind(StrEnum):
    """`deadline` can be breached, `window` is an opportunity, `customer_right` informs."""

    DEADLINE = N_("deadline")
    WINDOW = N_("window")
    RECURRING = N_("recurring")
    CUSTOMER_RIGHT = N_("customer_right")


class DueTime(StrEnum):
    """At which moment of its last day a day target falls due."""

    END_OF_DAY = "end_of_day"
    CLOSE_OF_BUSINESS = "close_of_business"
    SAME_TIME = "same_time"


class Roll(StrEnum):
    """What happens when the last day is no working day."""

    NONE = "none"
    NEXT_WORKING_DAY = "next_working_day"


class NonBusinessReceipt(StrEnum):
    """How a receipt outside business days counts."""

    AS_IS = "as_is"
    NEXT_BUSINESS_DAY = "next_business_day"


@dataclass(frozen=True, slots=True)
class Amount:
    """A length of time in its own unit: `4bh`, `3bd`, `8w`; negative only in ladder offsets."""

    count: int
    unit: Unit

    def __str__(self) -> str:
        return f"{self.count}{self.unit}"


@dataclass(frozen=True, slots=True)
class Extension:
    """One allowed prolongation: a new total target from the same start, and what it needs."""

    to: Amount
    requires: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Clock:
    """One obligation of a policy. `target` None means the date comes with the fact (a promise, a revisit's window).

    `starts` and `stops` name signals (`cxdesk.domain.signals.SIGNALS`), empty for those of DOMAIN §5 by the clock's
    name; `pause` the reasons that stop it from counting; `waived_by` clocks whose `met` makes this one moot; `calendar`
    the one it counts by, empty for the policy's: a law's working days are not the desk's hours (STANDARDS §8.9).
    """

    name: str
    target: Amount | None
    starts: str = ""
    stops: tuple[str, ...] = ()
    basis: Basis = Basis.TARGET
    kind: ClockKind = ClockKind.DEADLINE
    due_time: DueTime = DueTime.END_OF_DAY
    roll: Roll = Roll.NONE
    nonbusiness_receipt: NonBusinessReceipt = NonBusinessReceipt.AS_IS
    pause: frozenset[str] = frozenset()
    extend: tuple[Extension, ...] = ()
    waived_by: tuple[str, ...] = ()
    note: str = ""
    calendar: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One rung of the ladder: `share` of the target (1.0 = due), or an `offset` before (negative) or after due."""

    clock: str
    level: int
    notify: tuple[str, ...]
    share: float | None = None
    offset: Amount | None = None
    answer_within: Amount | None = None

    @property
    def name(self) -> str:
        """The step as its alarm is keyed: `80%`, `-2bh`, `+1bd`."""
        if self.offset is not None:
            sign = "+" if self.offset.count > 0 else ""
            return f"{sign}{self.offset}"
        return f"{round((self.share or 0) * 100)}%"


@dataclass(frozen=True, slots=True)
class Visit:
    """A revisit asked for, in calendar days after fulfilment; `share` of the complaints get it (STANDARDS §5.7)."""

    number: int
    from_days: int
    to_days: int
    share: float = 1.0


@dataclass(frozen=True, slots=True)
class Recourse:
    """Where a customer may go next; after `expires_on` the text may not be printed any more."""

    body: str = ""
    contact: str = ""
    internal: str = ""
    expires_on: date | None = None


@dataclass(frozen=True, slots=True)
class LapseRule:
    """When silence may end a complaint: so many attempts, on so many channels, over so many business days."""

    attempts: int = 3
    channels: int = 2
    business_days: int = 10


@dataclass(frozen=True, slots=True)
class Policy:
    """The standards that one complaint is held to: everything resolved, nothing left to look up.

    `levels` are the snapshot's, with those that only the ladder names.
    """

    name: str
    calendar: str
    clocks: tuple[Clock, ...]
    ladder: tuple[Step, ...] = ()
    pause_reasons: frozenset[str] = frozenset()
    limits: Mapping[Role, Decimal] | None = None
    currency: str = ""
    visits: Mapping[Severity, tuple[Visit, ...]] | None = None
    revisit_attempts: int = 3
    lapse: LapseRule = LapseRule()
    recourse: Recourse = Recourse()
    preset: str = ""
    version: str = ""
    evidence: str = ""
    levels: Levels = field(default_factory=lambda: dict(DEFAULT_LEVELS))

    def clock(self, name: str) -> Clock | None:
        """The clock of that name, if the policy has it."""
        return next((clock for clock in self.clocks if clock.name == name), None)


@quick
@dataclass(frozen=True, slots=True)
class Facts:
    """What a rule may look at when it chooses a complaint's policy."""

    received_on: date
    severity: Severity | None = None
    segment: str | None = None
    product: str | None = None
    category: str | None = None
    channel: str | None = None
    jurisdiction: str | None = None
