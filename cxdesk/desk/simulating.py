"""`policy simulate`: another policy or calendar over the desk's own history; nothing is written (TRAPS 6, 19)."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from cxdesk.config import snapshot_of
from cxdesk.config.whatif import load_over
from cxdesk.desk import DATABASE, SETTINGS
from cxdesk.desk.retargeting import Lent
from cxdesk.desk.standards import BATCH, Progress, Standards, tz_version
from cxdesk.domain import clocks
from cxdesk.domain import events as e
from cxdesk.domain.evolve import fold
from cxdesk.domain.instances import ClockInstance, Verdict
from cxdesk.domain.snapshot import Snapshot
from cxdesk.domain.whatif import as_if, counted_verdict, steps_fired
from cxdesk.store import retargets, sqlite
from cxdesk.store.moments import NEVER, to_us


@dataclass(slots=True)
class Kept:
    """How often one clock was kept: met of those that were met or breached."""

    met: int = 0
    counted: int = 0

    @property
    def share(self) -> float | None:
        """Compliance from 0 to 1; None when nothing counted."""
        return self.met / self.counted if self.counted else None


@dataclass(frozen=True, slots=True)
class Turn:
    """One instance that comes out otherwise: what it is now, and what it would be; None where it would not be.

    `is_open` says that the complaint still is: what `simulate` foretells of it can still be helped.
    """

    ref: str
    clock: str
    cycle: int
    instance: int
    is_open: bool
    old: Verdict | None
    new: Verdict | None
    old_due_at: datetime | None
    new_due_at: datetime | None

    @property
    def breaches_anew(self) -> bool:
        """Whether it is breached there and not here."""
        return self.new is Verdict.BREACHED and self.old is not Verdict.BREACHED

    @property
    def breaches_no_more(self) -> bool:
        """Whether it is breached here and not there."""
        return self.old is Verdict.BREACHED and self.new is not Verdict.BREACHED


@dataclass(slots=True)
class Simulated:
    """The desk's history as it is, and as it would be: by clock, by level of the ladder, and what differs."""

    since: datetime | None
    until: datetime
    snapshot: str
    complaints: int = 0
    before: dict[str, Kept] = field(default_factory=dict)
    after: dict[str, Kept] = field(default_factory=dict)
    fired_before: Counter[int] = field(default_factory=Counter)
    fired_after: Counter[int] = field(default_factory=Counter)
    turns: list[Turn] = field(default_factory=list)


class Simulating(Standards):
    """What other standards would do."""

    def snapshot_over(self, file: Path) -> Snapshot:
        """The desk's standards with what *file* says laid over them; raises ConfigError, DeskUnavailable."""
        return snapshot_of(load_over(self.folder / SETTINGS, file), self._template_digests(), tz_version())

    def simulate(self, wanted: Snapshot, since: datetime | None = None, progress: Progress | None = None) -> Simulated:
        """Complaints received since *since* (None: all) and whatever is open, under *wanted* from their receipt on.

        Facts are taken as they were recorded; verdicts, alarms and dates are computed anew. Writes nothing.
        """
        now = self.now()
        found = Simulated(since, now, wanted.hash)
        shelf = Lent(self.snapshots, wanted)
        with sqlite.translated(self.folder / DATABASE):
            numbers = retargets.of_period(self._connection, to_us(since) if since else -NEVER, NEVER)
        for start in range(0, len(numbers), BATCH):
            batch = numbers[start : start + BATCH]
            for happened in self._histories(batch).values():
                _take(found, shelf, happened, wanted, now)
            if progress is not None:
                progress(start + len(batch), len(numbers))
        return found


def _take(found: Simulated, shelf: Lent, happened: list[e.Happened], wanted: Snapshot, now: datetime) -> None:
    logged = happened[0].event
    if not isinstance(logged, e.Logged):
        return
    found.complaints += 1
    told = as_if(happened, wanted.hash)
    was, would = clocks.standing(shelf, happened), clocks.standing(shelf, told)
    _count(found.before, was.instances, now)
    _count(found.after, would.instances, now)
    found.fired_before.update(_levels(happened, was))
    found.fired_after.update(
        fired.step.level for fired in steps_fired(would.policy, would.instances, would.calendar, told, now)
    )
    before = {instance.key: instance for instance in was.instances}
    after = {instance.key: instance for instance in would.instances}
    is_open = fold(happened).is_open
    for key in sorted(before.keys() | after.keys()):
        old, new = before.get(key), after.get(key)
        old_verdict, new_verdict = (None if one is None else counted_verdict(one, now) for one in (old, new))
        if old_verdict != new_verdict:
            old_due, new_due = (None if one is None else one.due_at for one in (old, new))
            found.turns.append(Turn(logged.ref, *key, is_open, old_verdict, new_verdict, old_due, new_due))


def _count(kept: dict[str, Kept], instances: Iterable[ClockInstance], now: datetime) -> None:
    for instance in instances:
        verdict = counted_verdict(instance, now)
        if verdict is not None:
            one = kept.setdefault(instance.clock, Kept())
            one.counted += 1
            one.met += verdict is Verdict.MET


def _levels(happened: Iterable[e.Happened], was: clocks.Standing) -> list[int]:
    """The levels of what the ladder really did: a warning bears its level in the policy alone."""
    warnings = {(step.clock, step.name): step.level for step in was.policy.ladder}
    levels = []
    for one in happened:
        event = one.event
        if isinstance(event, e.Escalated) and event.step is not None:
            levels.append(event.level)
        elif isinstance(event, e.Warned) and (event.clock, event.step) in warnings:
            levels.append(warnings[event.clock, event.step])
    return levels
