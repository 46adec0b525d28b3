"""Small histories for the clock tests: an office, a policy, events at local times."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from cxdesk.domain import events as e
from cxdesk.domain.calendar import Calendar
from cxdesk.domain.clocks import Standards, Standing, evaluate, standing
from cxdesk.domain.instances import ClockInstance
from cxdesk.domain.policy import Amount, Basis, Clock, ClockKind, Facts, Policy, Step, Unit
from cxdesk.domain.words import Direction, OptionType, WaitFor

WORKDAYS = ("mon", "tue", "wed", "thu", "fri")
FIRST = "first"
SECOND = "second"


def office(zone: str = "UTC", *windows: tuple[str, str], days: Sequence[str] = WORKDAYS, **more: Any) -> Calendar:
    """Open on *days* in *windows*, 09:00–17:00 when none is given; *more* is `holidays`, `exceptions`, `breaks`."""
    opened = [list(window) for window in windows or (("09:00", "17:00"),)]
    return Calendar.from_dict({"tz": zone, "week": dict.fromkeys(days, opened), **more})


def amount(text: str) -> Amount:
    """`4bh`, `-2h`, `10d`."""
    digits = text.rstrip("abcdefghijklmnopqrstuvwxyz")
    return Amount(int(digits), Unit(text[len(digits) :]))


def clock(name: str, target: str | None, **more: Any) -> Clock:
    """A clock of that name and target; *more* as `Clock` has it."""
    return Clock(name, None if target is None else amount(target), **more)


def policy(*clocks: Clock, name: str = "standard", ladder: Sequence[Step] = ()) -> Policy:
    """A policy over the calendar `office`."""
    return Policy(name, "office", clocks, ladder=tuple(ladder))


@dataclass
class OneStandard:
    """Standards that one function chooses from the facts."""

    choose: Callable[[Facts], Policy]
    office: Calendar
    timezone: str = "UTC"

    def policy_for(self, facts: Facts) -> Policy:
        return self.choose(facts)

    def calendar(self, name: str) -> Calendar:
        assert name == "office"
        return self.office


@dataclass
class Story:
    """A history that is told event by event; times are local to the office."""

    office: Calendar
    snapshots: Mapping[str, Standards]
    events: list[e.Happened] = field(default_factory=list)

    def at(self, local: str) -> datetime:
        """The instant of a local clock time."""
        return datetime.fromisoformat(local).replace(tzinfo=self.office.zone).astimezone(UTC)

    def then(self, local: str, *events: e.Event, recorded: str | None = None) -> "Story":
        """These happened at *local*, and were recorded then or at *recorded*."""
        for event in events:
            recorded_at = self.at(recorded or local)
            self.events.append(e.Happened(len(self.events) + 1, self.at(local), recorded_at, "sample", event))
        return self

    def log(self, local: str, **more: Any) -> "Story":
        """Received at *local*."""
        logged = e.Logged("CX-1", "phone", "standard", FIRST, **more)
        return self.then(local, logged)

    def instances(self) -> tuple[ClockInstance, ...]:
        return evaluate(self.snapshots, self.events)

    def standing(self) -> Standing:
        return standing(self.snapshots, self.events)

    def clock(self, name: str, cycle: int = 1, instance: int = 1) -> ClockInstance:
        """The one instance asked for."""
        return next(found for found in self.instances() if found.key == (name, cycle, instance))

    def has(self, name: str, cycle: int = 1, instance: int = 1) -> bool:
        return any(found.key == (name, cycle, instance) for found in self.instances())

    def due(self, name: str, cycle: int = 1, instance: int = 1) -> str:
        """The due instant in the office's local time, to the minute."""
        due_at = self.clock(name, cycle, instance).due_at
        assert due_at is not None
        return local_text(due_at, self.office.zone)


def story(
    calendar: Calendar,
    chosen: Policy | Callable[[Facts], Policy],
    second: Policy | Callable[[Facts], Policy] | None = None,
) -> Story:
    """A story under *chosen*, with other standards at hand as the snapshot `second`."""

    def standards(wanted: Policy | Callable[[Facts], Policy]) -> OneStandard:
        choose = (lambda _facts: wanted) if isinstance(wanted, Policy) else wanted
        return OneStandard(choose, calendar, str(calendar.zone))

    return Story(calendar, {FIRST: standards(chosen), SECOND: standards(second if second is not None else chosen)})


def local_text(instant: datetime, zone: ZoneInfo) -> str:
    """`2026-03-02 10:00`."""
    return instant.astimezone(zone).strftime("%Y-%m-%d %H:%M")


def reply() -> e.Contacted:
    """The desk told the customer something of substance."""
    return e.Contacted(Direction.OUT, "phone")


def customer_wrote() -> e.Contacted:
    return e.Contacted(Direction.IN, "email")


def ask(reason: str = "customer") -> e.WaitBegan:
    return e.WaitBegan(WaitFor.CUSTOMER, reason, datetime(2030, 1, 1, tzinfo=UTC))


def refer(reason: str = "testing") -> e.WaitBegan:
    return e.WaitBegan(WaitFor.THIRD_PARTY, reason, datetime(2030, 1, 1, tzinfo=UTC))


def offer(number: int = 1, **more: Any) -> e.Offered:
    return e.Offered(number, OptionType.REFUND, **more)


STANDARD = policy(
    clock("acknowledge", "4bh"),
    clock("respond", "1bd"),
    clock("update", "3bd", kind=ClockKind.RECURRING),
    clock("offer", "5bd"),
    clock("resolve", "10d", pause=frozenset({"customer", "testing"})),
    clock("fulfil", None),
    clock("promise", None),
    clock("revisit", None),
)
LAW = policy(clock("resolve", "8w", basis=Basis.LAW))


def told(*, law: bool = False) -> Story:
    """Received on Monday at ten."""
    return story(office(), LAW if law else STANDARD).log("2026-03-02 10:00")
