"""`policy apply`: text in desk.toml decides nothing until it is applied as a snapshot, previewed (DOMAIN §6)."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version

from cxdesk.catalogue import _
from cxdesk.config import load, snapshot_of
from cxdesk.desk.core import DATABASE, SETTINGS, Draft, Moved
from cxdesk.desk.correspondence import Correspondence
from cxdesk.desk.peopling import Peopling
from cxdesk.domain import clocks
from cxdesk.domain import events as e
from cxdesk.domain.decision import Decision
from cxdesk.domain.snapshot import Snapshot
from cxdesk.domain.words import Role
from cxdesk.errors import NotDone
from cxdesk.store import snapshots, sqlite, streams, sweeps
from cxdesk.store.moments import to_us


@dataclass(frozen=True, slots=True)
class Shift:
    """What applying would do to one clock of one open complaint."""

    ref: str
    clock: str
    cycle: int
    instance: int
    old_due_at: datetime | None
    new_due_at: datetime | None


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
        config = load(self.folder / SETTINGS)
        digests = {
            f"{kind.value}.{language}": hashlib.sha256(text.encode()).hexdigest()
            for (kind, language), text in self.templates.items()
        }
        return snapshot_of(config, digests, _tz_version())

    def preview_policy(self) -> Iterator[Shift]:
        """How due dates of open complaints would move; nothing is written."""
        written = self.written_snapshot()
        if written.hash == self.snapshot.hash:
            return
        for number in self._open():
            found = self.situation(number, self.system(), self.now(), self.now())
            draft = self._retargeted(found.id, written)
            before = {instance.key: instance for instance in found.standing.instances if not instance.fixed}
            after = {instance.key: instance for instance in draft.instances if not instance.fixed}
            for key in sorted(before.keys() | after.keys()):
                old, new = before.get(key), after.get(key)
                old_due, new_due = old.due_at if old else None, new.due_at if new else None
                if old_due != new_due:
                    yield Shift(found.complaint.ref, *key, old_due, new_due)

    def _retargeted(self, number: int, snapshot: Snapshot) -> clocks.Standing:
        """How the complaint would stand under *snapshot*."""
        found = self.situation(number, self.system(), self.now(), self.now())
        shelf = {found.complaint.snapshot: self.snapshots[found.complaint.snapshot], snapshot.hash: snapshot}
        happened = [recorded.happened for recorded in found.history]
        for one in happened:
            if isinstance(one.event, e.Logged):
                shelf[one.event.snapshot] = self.snapshots[one.event.snapshot]
            elif isinstance(one.event, e.Retargeted):
                shelf[one.event.new] = self.snapshots[one.event.new]
        event = e.Retargeted(found.complaint.snapshot, snapshot.hash, found.complaint.policy)
        now = self.now()
        extended = [*happened, e.Happened(found.complaint.seq + 1, now, now, self.login, event)]
        return clocks.standing(shelf, extended)

    def apply_policy(self) -> Applied:
        """Take what desk.toml says into force, and hold every open complaint to it; a manager does.

        Runs complaint by complaint, so that the desk stays usable; broken off, applying again finishes it.
        """
        doer = self.actor()
        if doer.role is not Role.MANAGER:
            raise NotDone(_("applying a policy needs a manager; {login} is not one").format(login=doer.login))
        written = self.written_snapshot()
        changed = written.hash != self.snapshot.hash
        if changed:
            with self.writing() as connection:
                now = to_us(self.now())
                snapshots.apply(connection, written.hash, written.to_json(), now, doer.login)
                self._append_one(connection, streams.DESK, 1, e.PolicyApplied(written.hash), doer)
        return Applied(written.hash, changed, sum(self._retarget(number) for number in self._open()))

    def _open(self) -> list[int]:
        with sqlite.translated(self.folder / DATABASE):
            return sweeps.open_complaints(self.connection)

    def _retarget(self, number: int) -> bool:
        """Hold one open complaint to the snapshot in force; False when it was already."""
        snapshot = self.snapshot
        while True:
            found = self.situation(number, self.system(), self.now(), self.now())
            if found.complaint.snapshot == snapshot.hash or not found.complaint.is_open:
                return False
            policy = snapshot.policy_for(found.standing.facts).name
            decision = Decision((e.Retargeted(found.complaint.snapshot, snapshot.hash, policy),))
            draft: Draft = self._draft(found, decision)
            try:
                with self.writing() as connection:
                    self._write(connection, [draft])
            except Moved:
                continue
            return True


def _tz_version() -> str:
    try:
        return version("tzdata")
    except PackageNotFoundError:
        return ""
