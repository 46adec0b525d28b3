"""One obligation at one time: where an instance of a clock stands (DOMAIN §5)."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from cxdesk.catalogue import N_
from cxdesk.domain.calendar import Calendar
from cxdesk.domain.due import Gaps
from cxdesk.domain.events import Breached
from cxdesk.domain.policy import Amount, Basis, Clock, ClockKind
from cxdesk.domain.quick import quick


class Verdict(StrEnum):
    """`unknown`: the source of an import cannot tell; it stays out of every ratio."""

    RUNNING = N_("running")
    PAUSED = N_("paused")
    MET = N_("met")
    BREACHED = N_("breached")
    CANCELLED = N_("cancelled")
    MERGED = N_("merged")
    UNKNOWN = N_("unknown")


@quick
@dataclass(frozen=True, slots=True)
class ClockInstance:
    """An instance as its complaint's history has it; nothing here depends on the time of reading.

    `terms` is the clock's definition in force, for a fixed one that of the fixing. `due_at` is None while paused;
    `held_due_at` is what it would be had the pause ended as it began. `breached` without `stopped_at` is overdue;
    `running` with `due_at` in the past is overdue too, only not yet swept. `corrected` is a second verdict beside the
    first. `given`: a fact or an extension set the date, no target alone. `moved_at` is when the desk learned what moved
    the due date last; `calendar` what its date was counted by, for a fixed one the calendar of the fixing.
    """

    terms: Clock
    cycle: int
    instance: int
    policy: str
    started_at: datetime
    due_at: datetime | None
    verdict: Verdict
    stopped_at: datetime | None = None
    paused_since: datetime | None = None
    held_due_at: datetime | None = None
    provisional: bool = False
    given: bool = False
    corrected: Verdict | None = None
    moved_at: datetime | None = None
    pauses: Gaps = ()
    calendar: Calendar | None = field(default=None, compare=False, repr=False)

    @property
    def clock(self) -> str:
        """The clock's name."""
        return self.terms.name

    @property
    def key(self) -> tuple[str, int, int]:
        """Clock, cycle, instance: unique within a complaint."""
        return self.terms.name, self.cycle, self.instance

    @property
    def kind(self) -> ClockKind:
        """What kind of obligation it is."""
        return self.terms.kind

    @property
    def basis(self) -> Basis:
        """Who set the deadline."""
        return self.terms.basis

    @property
    def target(self) -> Amount | None:
        """The amount in force; None when the date came with the fact."""
        return self.terms.target

    @property
    def fixed(self) -> bool:
        """Whether no re-targeting changes it any more (DOMAIN §4.9); an unmerged one runs again."""
        return self.verdict not in (Verdict.RUNNING, Verdict.PAUSED, Verdict.MERGED)

    @property
    def is_open(self) -> bool:
        """Whether it is still owed: running, paused, or breached and not stopped."""
        return self.verdict in (Verdict.RUNNING, Verdict.PAUSED) or (
            self.verdict is Verdict.BREACHED and self.stopped_at is None
        )

    def overdue_at(self, now: datetime) -> bool:
        """Whether it is owed and late at *now*, swept or not."""
        if self.verdict is Verdict.BREACHED:
            return self.stopped_at is None
        return self.awaits_breach(now)

    def awaits_breach(self, now: datetime) -> bool:
        """Whether a sweep at *now* has to write its `Breached`."""
        return (
            self.verdict is Verdict.RUNNING
            and self.due_at is not None
            and self.due_at <= now
            and can_breach(self.terms)
        )


@dataclass(frozen=True, slots=True)
class Summary:
    """What lists show of all clocks of one complaint (DOMAIN §5)."""

    next_due: datetime | None = None
    next_due_clock: str | None = None
    overdue: bool = False


def summary(instances: tuple[ClockInstance, ...]) -> Summary:
    """Earliest due of what runs unbreached, its clock, and whether anything breached is still owed.

    Windows and customers' rights are opportunities, not dues. Where `next_due` is past, a sweep is owed: read it as
    overdue.
    """
    running = [
        (found.due_at, found.clock)
        for found in instances
        if found.verdict is Verdict.RUNNING and found.due_at is not None and can_breach(found.terms)
    ]
    overdue = any(found.verdict is Verdict.BREACHED and found.stopped_at is None for found in instances)
    next_due, clock = min(running, default=(None, None))
    return Summary(next_due, clock, overdue)


def newly_breached(before: tuple[ClockInstance, ...], after: tuple[ClockInstance, ...]) -> tuple[Breached, ...]:
    """What an act that stopped clocks late has to write itself (DOMAIN §4.9)."""
    known = {found.key for found in before if found.verdict is Verdict.BREACHED}
    return tuple(
        Breached(found.clock, found.cycle, found.instance, found.due_at)
        for found in after
        if found.verdict is Verdict.BREACHED and found.key not in known and found.due_at is not None
    )


def can_breach(clock: Clock) -> bool:
    """Windows are opportunities and customers' rights belong to the customer: neither is ever breached."""
    return clock.kind in (ClockKind.DEADLINE, ClockKind.RECURRING)
