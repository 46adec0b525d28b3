"""`policy apply`: text in desk.toml decides nothing until it is applied as a snapshot, previewed (DOMAIN §6)."""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from cxdesk.config import edit, load, snapshot_of
from cxdesk.desk import DATABASE, SETTINGS
from cxdesk.desk.core import Moved
from cxdesk.desk.correspondence import Correspondence
from cxdesk.desk.peopling import Peopling
from cxdesk.domain import clocks, sweeping
from cxdesk.domain import events as e
from cxdesk.domain.decision import Decision
from cxdesk.domain.deeds import Deed
from cxdesk.domain.evolve import fold
from cxdesk.domain.instances import ClockInstance, Verdict, summary
from cxdesk.domain.snapshot import Snapshot
from cxdesk.store import checkpoint, projection, retargets, snapshots, sqlite, streams
from cxdesk.store.moments import NEVER, maybe_us, to_us
from cxdesk.store.retargets import Renewal
from cxdesk.store.streams import Signature

BATCH = 200
"""Complaints in one transaction: it holds the lock for some twenty milliseconds, so that others hardly wait."""

WRITE_BACK = 10
"""After how many batches the log is written back: a batch writes more than an act does."""

Progress = Callable[[int, int], None]
"""Told how many are done, of how many."""


@dataclass(frozen=True, slots=True)
class Shift:
    """What applying would do to one clock of one open complaint; `overdue` says that it would be late at once."""

    ref: str
    clock: str
    cycle: int
    instance: int
    old_due_at: datetime | None
    new_due_at: datetime | None
    overdue: bool = False


@dataclass(frozen=True, slots=True)
class Applied:
    """A snapshot taken into force, and how many open complaints were held to it anew."""

    snapshot: str
    changed: bool
    retargeted: int


class Standards(Correspondence, Peopling):
    """The standards in force, and how they change."""

    def written_snapshot(self) -> Snapshot:
        """What desk.toml and the templates say now; raises ConfigError with every problem at once."""
        return snapshot_of(load(self.folder / SETTINGS), self._template_digests(), tz_version())

    def set_setting(self, key: str, value: str) -> object:
        """Write one value into desk.toml, and read it back; a manager does."""
        self.doer(Deed.SETTINGS)
        edit.set_value(self.folder / SETTINGS, key, value)
        return edit.get(self.folder / SETTINGS, key)

    def _template_digests(self) -> dict[str, str]:
        return {
            f"{kind.value}.{language}": hashlib.sha256(text.encode()).hexdigest()
            for (kind, language), text in self.templates.items()
        }

    def preview_policy(self, written: Snapshot | None = None, progress: Progress | None = None) -> Iterator[Shift]:
        """How due dates of open complaints would move under *written* (None: what desk.toml says); writes nothing."""
        wanted = self.written_snapshot() if written is None else written
        if wanted.hash == self.snapshot.hash:
            return
        shelf = Lent(self.snapshots, wanted)
        now = self.now()
        numbers = self._waiting(wanted.hash)
        for start in range(0, len(numbers), BATCH):
            batch = numbers[start : start + BATCH]
            for happened in self._histories(batch).values():
                yield from _shifts(shelf, happened, wanted, now, self.login)
            if progress is not None:
                progress(start + len(batch), len(numbers))

    def apply_policy(self, progress: Progress | None = None) -> Applied:
        """Take what desk.toml says into force, and hold every open complaint to it; a manager does.

        Runs in short batches, so that the desk stays usable; broken off, applying again finishes it.
        """
        doer = self.doer(Deed.APPLY_POLICY)
        written = self.written_snapshot()
        changed = written.hash != self.snapshot.hash
        if changed:
            with self._writing() as connection:
                now = to_us(self.now())
                snapshots.apply(connection, written.hash, written.to_json(), now, doer.login)
                self._append_one(connection, streams.DESK, 1, e.PolicyApplied(written.hash), doer)
        return Applied(written.hash, changed, self._retarget_all(progress))

    def _retarget_all(self, progress: Progress | None) -> int:
        """Every open complaint that stands under other standards; how many."""
        snapshot = self.snapshot
        numbers = self._waiting(snapshot.hash)
        done = 0
        for count, start in enumerate(range(0, len(numbers), BATCH), start=1):
            batch = numbers[start : start + BATCH]
            done += self._retarget_batch(batch, snapshot)
            if count % WRITE_BACK == 0:
                checkpoint.write_back(self._connection, self.folder / DATABASE)
            if progress is not None:
                progress(start + len(batch), len(numbers))
        return done

    def _retarget_batch(self, batch: Sequence[int], snapshot: Snapshot) -> int:
        """In one transaction what needs no more than its `Retargeted`; the others one by one."""
        signature = self.signature(self.system())
        renewals, singly = [], []
        for number, happened in self._histories(batch).items():
            renewal = _renewal(self.snapshots, number, happened, snapshot, signature)
            if renewal is None:
                singly.append(number)
            else:
                renewals.append(renewal)
        if renewals:
            with self._writing() as connection:
                singly += retargets.renew(connection, renewals)
        return len(batch) - len(singly) + sum(self._retarget(number, snapshot) for number in singly)

    def _retarget(self, number: int, snapshot: Snapshot) -> bool:
        """Hold one open complaint to *snapshot*, by the way of every act; False when it was already."""
        while True:
            found = self.situation(number, self.system(), self.now(), self.now())
            if found.complaint.snapshot == snapshot.hash or not found.complaint.is_open:
                return False
            policy = snapshot.policy_for(found.standing.facts).name
            decision = Decision((e.Retargeted(found.complaint.snapshot, snapshot.hash, policy),))
            draft = self._draft(found, decision)
            try:
                with self._writing() as connection:
                    self._write(connection, [draft])
            except Moved:
                continue
            return True

    def _waiting(self, snapshot: str) -> list[int]:
        with sqlite.translated(self.folder / DATABASE):
            return retargets.waiting(self._connection, snapshot)

    def _histories(self, numbers: Sequence[int]) -> dict[int, list[e.Happened]]:
        with sqlite.translated(self.folder / DATABASE), sqlite.reading(self._connection) as connection:
            return retargets.histories(connection, numbers)


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


def retold(happened: Sequence[e.Happened], before: str, new: Snapshot, at: datetime, by: str) -> list[e.Happened]:
    """The history with a `Retargeted` at its end; the policy it names is not known yet, and decides nothing."""
    return [*happened, e.Happened(happened[-1].seq + 1, at, at, by, e.Retargeted(before, new.hash, ""))]


def _shifts(
    shelf: Mapping[str, clocks.Standards], happened: Sequence[e.Happened], wanted: Snapshot, now: datetime, by: str
) -> Iterator[Shift]:
    stands = clocks.standing(shelf, happened)
    before = _unfixed(stands.instances)
    after = _unfixed(clocks.standing(shelf, retold(happened, stands.snapshot, wanted, now, by)).instances)
    logged = happened[0].event
    ref = logged.ref if isinstance(logged, e.Logged) else ""
    for key in sorted(before.keys() | after.keys()):
        old, new = before.get(key), after.get(key)
        old_due, new_due = old.due_at if old else None, new.due_at if new else None
        if old_due != new_due:
            late = new is not None and new.overdue_at(now) and not (old is not None and old.overdue_at(now))
            yield Shift(ref, *key, old_due, new_due, late)


def _unfixed(instances: Sequence[ClockInstance]) -> dict[tuple[str, int, int], ClockInstance]:
    return {instance.key: instance for instance in instances if not instance.fixed}


def _renewal(
    shelf: Mapping[str, Snapshot],
    number: int,
    happened: list[e.Happened],
    snapshot: Snapshot,
    signature: Signature,
) -> Renewal | None:
    """What holding one complaint anew writes; None when it owes more than that, or nothing."""
    complaint = fold(happened)
    if not complaint.is_open or complaint.snapshot == snapshot.hash:
        return None
    told = retold(happened, complaint.snapshot, snapshot, signature.recorded_at, signature.agent)
    standing = clocks.standing(shelf, told)
    known = {
        (one.event.clock, one.event.cycle, one.event.instance) for one in happened if isinstance(one.event, e.Breached)
    }
    if any(found.verdict is Verdict.BREACHED and found.key not in known for found in standing.instances):
        return None
    event = e.Retargeted(complaint.snapshot, snapshot.hash, standing.policy.name)
    at = signature.recorded_at
    (prepared,) = streams.prepare(streams.COMPLAINT, number, complaint.seq + 1, (event,), (), at, signature, _UNSALTED)
    due = summary(standing.instances)
    step = sweeping.next_step_at(replace(complaint, snapshot=snapshot.hash), standing, told)
    row = (
        snapshot.hash,
        standing.policy.name,
        maybe_us(due.next_due) or NEVER,
        due.next_due_clock or "",
        int(due.overdue),
        maybe_us(step) or NEVER,
    )
    rows = projection.clock_rows(number, standing.instances)
    return Renewal(number, complaint.seq, prepared, row, tuple(key + value for key, value in rows.items()))


_UNSALTED = streams.Salts(bytes)
"""No word goes with a `Retargeted`, so that no salt is ever drawn."""


def tz_version() -> str:
    """The version of the zone data, empty where nobody says."""
    from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415 (loads email; only applying asks)

    try:
        return version("tzdata")
    except PackageNotFoundError:
        return ""
