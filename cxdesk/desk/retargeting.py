"""Holding one open complaint to other standards: what moves, and what that writes (DOMAIN §4.11, TRAPS 11)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from cxdesk.domain import clocks, sweeping
from cxdesk.domain import events as e
from cxdesk.domain.complaint import Complaint
from cxdesk.domain.evolve import fold
from cxdesk.domain.instances import ClockInstance, Verdict, summary
from cxdesk.domain.snapshot import Snapshot
from cxdesk.store import projection, streams
from cxdesk.store.moments import NEVER, maybe_us
from cxdesk.store.retargets import DueRow, Renewal
from cxdesk.store.streams import Signature


@dataclass(frozen=True, slots=True)
class Shift:
    """What other standards do to one clock of one open complaint; `overdue` says that it is late at once."""

    ref: str
    clock: str
    cycle: int
    instance: int
    old_due_at: datetime | None
    new_due_at: datetime | None
    overdue: bool = False


class Lent(Mapping[str, clocks.Standards]):
    """The shelf of snapshots with one more that is not applied."""

    def __init__(self, shelf: Mapping[str, Snapshot], lent: Snapshot) -> None:
        self._shelf = shelf
        self._lent = lent

    def __getitem__(self, name: str) -> Snapshot:
        return self._lent if name == self._lent.hash else self._shelf[name]

    def __iter__(self) -> Iterator[str]:
        yield self._lent.hash
        yield from (name for name in self._shelf if name != self._lent.hash)

    def __len__(self) -> int:
        return len(list(iter(self)))


@dataclass(frozen=True, slots=True)
class Held:
    """One complaint as it stands, and as it stands once its last event, a `Retargeted`, holds it anew."""

    complaint: Complaint
    told: Sequence[e.Happened]
    before: clocks.Standing
    after: clocks.Standing

    @classmethod
    def to(
        cls, shelf: Mapping[str, clocks.Standards], happened: Sequence[e.Happened], new: str, by: Signature
    ) -> "Held":
        """*happened* held to the snapshot *new*; the policy that the event will name decides nothing."""
        complaint = fold(happened)
        event = e.Retargeted(complaint.snapshot, new, "")
        told = [*happened, e.Happened(complaint.seq + 1, by.recorded_at, by.recorded_at, by.agent, event)]
        return cls(complaint, told, *clocks.beside_last(shelf, told))

    def shifts(self, now: datetime) -> Iterator[Shift]:
        """The due dates that move."""
        return shifts_of(self.complaint.ref, self.before, self.after, now)

    def owes_breaches(self) -> bool:
        """Whether the new standards find something stopped too late, which takes an event of its own."""
        breached = [found.key for found in self.after.instances if found.verdict is Verdict.BREACHED]
        if not breached:
            return False
        known = {
            (one.event.clock, one.event.cycle, one.event.instance)
            for one in self.told
            if isinstance(one.event, e.Breached)
        }
        return not known.issuperset(breached)

    def renewal(self, number: int, by: Signature) -> Renewal:
        """What it writes, as the complaint *number*."""
        event = e.Retargeted(self.complaint.snapshot, self.after.snapshot, self.after.policy.name)
        at, seq = by.recorded_at, self.complaint.seq
        (prepared,) = streams.prepare(streams.COMPLAINT, number, seq + 1, (event,), (), at, by, _UNSALTED)
        due = summary(self.after.instances)
        step = sweeping.next_step_at(self.complaint, self.after, self.told)
        row = DueRow(
            policy=self.after.policy.name,
            next_due=maybe_us(due.next_due) or NEVER,
            next_due_clock=due.next_due_clock or "",
            overdue=int(due.overdue),
            next_step=maybe_us(step) or NEVER,
        )
        return Renewal(number, seq, prepared, event.new, row, projection.clock_rows(number, self.after.instances))


_UNSALTED = streams.Salts(bytes)
"""No word goes with a `Retargeted`, so that no salt is ever drawn."""


def shifts_of(ref: str, before: clocks.Standing, after: clocks.Standing, now: datetime) -> Iterator[Shift]:
    """The due dates that differ, of what neither has fixed."""
    old_ones, new_ones = _unfixed(before.instances), _unfixed(after.instances)
    for key in sorted(old_ones.keys() | new_ones.keys()):
        old, new = old_ones.get(key), new_ones.get(key)
        old_due, new_due = old.due_at if old else None, new.due_at if new else None
        if old_due != new_due:
            late = new is not None and new.overdue_at(now) and not (old is not None and old.overdue_at(now))
            yield Shift(ref, *key, old_due, new_due, late)


def _unfixed(instances: Iterable[ClockInstance]) -> dict[tuple[str, int, int], ClockInstance]:
    return {instance.key: instance for instance in instances if not instance.fixed}
