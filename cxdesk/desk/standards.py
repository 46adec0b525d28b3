"""`policy apply`: text in desk.toml decides nothing until it is applied as a snapshot, previewed (DOMAIN §6)."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from cxdesk.config import edit, load, snapshot_of
from cxdesk.desk import DATABASE, SETTINGS
from cxdesk.desk.core import Moved
from cxdesk.desk.correspondence import Correspondence
from cxdesk.desk.peopling import Peopling
from cxdesk.desk.retargeting import Held, Lent, Shift, shifts_of
from cxdesk.domain import events as e
from cxdesk.domain.decision import Decision
from cxdesk.domain.deeds import Deed
from cxdesk.domain.snapshot import Snapshot
from cxdesk.store import checkpoint, retargets, snapshots, sqlite, streams
from cxdesk.store.moments import to_us

BATCH = 100
"""Complaints in one transaction: it holds the lock for some ten milliseconds, so that others hardly wait."""

WRITE_BACK = 20
"""After how many batches the log is written back: a batch writes more than an act does."""

Progress = Callable[[int, int], None]
"""Told how many are done, of how many."""


@dataclass(frozen=True, slots=True)
class Applied:
    """A snapshot taken into force, how many open complaints were held to it anew, and the due dates that moved."""

    snapshot: str
    changed: bool
    retargeted: int
    shifts: tuple[Shift, ...] = ()


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
        shelf = Lent(self.snapshots, wanted)
        signature = self.signature(self.system())
        numbers = self._waiting(wanted.hash)
        for start in range(0, len(numbers), BATCH):
            batch = numbers[start : start + BATCH]
            for happened in self._histories(batch).values():
                yield from Held.to(shelf, happened, wanted.hash, signature).shifts(signature.recorded_at)
            if progress is not None:
                progress(start + len(batch), len(numbers))

    def left_behind(self) -> int:
        """How many open complaints are not held to what is in force yet: an applying that was broken off."""
        return len(self._waiting(self.snapshot.hash))

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
        retargeted, shifts = self._retarget_all(progress)
        return Applied(written.hash, changed, retargeted, tuple(shifts))

    def _retarget_all(self, progress: Progress | None) -> tuple[int, list[Shift]]:
        """Every open complaint that stands under other standards; how many, and what moved."""
        snapshot = self.snapshot
        numbers = self._waiting(snapshot.hash)
        done, shifts = 0, list[Shift]()
        for count, start in enumerate(range(0, len(numbers), BATCH), start=1):
            batch = numbers[start : start + BATCH]
            done += self._retarget_batch(batch, snapshot, shifts)
            if count % WRITE_BACK == 0:
                checkpoint.write_back(self._connection, self.folder / DATABASE)
            if progress is not None:
                progress(start + len(batch), len(numbers))
        return done, shifts

    def _retarget_batch(self, batch: Sequence[int], snapshot: Snapshot, shifts: list[Shift]) -> int:
        """In one transaction what needs no more than its `Retargeted`; the others one by one. Adds to *shifts*."""
        signature = self.signature(self.system())
        holds: dict[int, Held] = {}
        for number, happened in self._histories(batch).items():
            held = Held.to(self.snapshots, happened, snapshot.hash, signature)
            if held.complaint.is_open and held.complaint.snapshot != snapshot.hash and not held.owes_breaches():
                holds[number] = held
        renewals = [held.renewal(number, signature) for number, held in holds.items()]
        if renewals:
            with self._writing() as connection:
                moved_on = retargets.renew(connection, renewals)
            for number in moved_on:
                del holds[number]
        for held in holds.values():
            shifts += held.shifts(signature.recorded_at)
        singly = [number for number in batch if number not in holds]
        return len(holds) + sum(self._retarget(number, snapshot, shifts) for number in singly)

    def _retarget(self, number: int, snapshot: Snapshot, shifts: list[Shift]) -> bool:
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
            shifts += shifts_of(found.complaint.ref, found.standing, draft.change.standing, found.now)
            return True

    def _waiting(self, snapshot: str) -> list[int]:
        with sqlite.translated(self.folder / DATABASE):
            return retargets.waiting(self._connection, snapshot)

    def _histories(self, numbers: Sequence[int]) -> dict[int, list[e.Happened]]:
        with sqlite.translated(self.folder / DATABASE), sqlite.reading(self._connection) as connection:
            return retargets.histories(connection, numbers)


def tz_version() -> str:
    """The version of the zone data, empty where nobody says."""
    from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415 (loads email; only applying asks)

    try:
        return version("tzdata")
    except PackageNotFoundError:
        return ""
