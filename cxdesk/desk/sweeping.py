"""`sweep`: what is due by time alone, for every complaint, and one notice per recipient that lists it (DOMAIN §7)."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from cxdesk.desk import DATABASE
from cxdesk.desk.acting import Acting
from cxdesk.desk.core import Draft, Moved
from cxdesk.desk.ports import Change
from cxdesk.desk.running import Running
from cxdesk.desk.staffing import Staffing
from cxdesk.desk.telling import Telling
from cxdesk.domain import sweeping
from cxdesk.domain.calendar import CalendarError
from cxdesk.domain.complaint import Complaint
from cxdesk.domain.deeds import Deed
from cxdesk.domain.events.codec import UnknownEvent
from cxdesk.domain.rules import RuleTie
from cxdesk.domain.snapshot import UnknownPolicy
from cxdesk.store import complaints, notices, sqlite, sweeps
from cxdesk.store.moments import to_us
from cxdesk.store.snapshots import UnknownSnapshot

BATCH = 200
"""How many due complaints are looked up at a time."""

LOOKS = 50
"""How often one complaint is looked at in a pass before the next pass takes it up again."""


def never() -> bool:
    """Nobody asks a pass to stop."""
    return False


@dataclass(slots=True)
class Swept:
    """What a pass did, by event, and for whom notices were queued; `left` complaints await the next pass.

    `unreadable` are the references of complaints that cannot be evaluated: they hold up nobody else's. `held` alarms
    wait until there is somebody with an address to be told.
    """

    at: datetime
    did: Counter[str] = field(default_factory=Counter)
    refs: list[str] = field(default_factory=list)
    late: int = 0
    left: int = 0
    notices: int = 0
    held: int = 0
    letters: tuple[int, ...] = ()
    blind_since: datetime | None = None
    unreadable: list[str] = field(default_factory=list)


class Sweeping(Acting, Running, Telling, Staffing):
    """The desk acting by itself."""

    def sweep(self, *, dry_run: bool = False, stop: Callable[[], bool] = never) -> Swept:
        """Take what is due, oldest first, until nothing is; safe twice, at once, or after days of silence.

        *stop* is asked between complaints; what it leaves, the next pass takes.
        A dry run writes nothing at all (TRAPS 19).
        """
        now = self.now()
        swept = Swept(now)
        if dry_run:
            self._look_at_all(now, swept, stop, writes=False)
            return swept
        self.may_write()
        self.doer(Deed.CLOCKWORK)
        swept.blind_since = self.blind_since("sweep")
        if not self._is_anything_due(now):
            self.note_run("sweep", swept.blind_since)
            return swept
        run = self.begin_run("sweep", swept.blind_since)
        self._look_at_all(now, swept, stop, writes=True)
        swept.left = sweeps.count_due(self._connection, to_us(now))
        swept.letters = self.send_notices(swept.blind_since)
        swept.held = self.notices_held()
        swept.notices = len(swept.letters)
        self.finish_run(run, dict(swept.did))
        if swept.letters and self._after_commit is not None:
            self._after_commit(swept.letters)
        return swept

    def steps_due(self) -> int:
        """How many complaints the next sweep would look at now."""
        with sqlite.translated(self.folder / DATABASE):
            return sweeps.count_due(self._connection, to_us(self.now()))

    def _is_anything_due(self, now: datetime) -> bool:
        with sqlite.translated(self.folder / DATABASE):
            return bool(sweeps.due(self._connection, to_us(now), 1) or notices.logins_owed(self._connection))

    def _due(self, now: datetime) -> Iterator[int]:
        """Complaints due, oldest first; each once a pass."""
        seen: set[int] = set()
        while True:
            with sqlite.translated(self.folder / DATABASE):
                batch = [one for one in sweeps.due(self._connection, to_us(now), BATCH + len(seen)) if one not in seen]
            if not batch:
                return
            seen.update(batch)
            yield from batch

    def _look_at_all(self, now: datetime, swept: Swept, stop: Callable[[], bool], *, writes: bool) -> None:
        for number in self._due(now):
            if stop():
                return
            try:
                self._look(number, now, swept, writes=writes)
            except (RuleTie, UnknownPolicy, CalendarError, UnknownEvent, UnknownSnapshot):
                swept.unreadable.append(complaints.ref_of(self._connection, number))

    def _look(self, number: int, now: datetime, swept: Swept, *, writes: bool) -> None:
        """One complaint until it owes nothing more; what one step moves may make another due."""
        for _turn in range(LOOKS):
            found = self.situation(number, self.system(), now, now)
            happened = [recorded.happened for recorded in found.history]
            decision = sweeping.sweep(found.complaint, found.standing, happened, now)
            if not decision.events:
                if writes:
                    self._refresh(number, found.complaint, self._draft(found, decision))
                return
            draft = self._draft(found, decision)
            if not writes:
                self._count(swept, draft.change)
                return
            try:
                with self._writing() as connection:
                    change = self._write(connection, [draft])[0]
            except Moved:
                continue
            self._count(swept, change)
            if sweeps.step_of(draft.rows["complaints"][(number,)]) > to_us(now):
                return

    def _refresh(self, number: int, complaint: Complaint, draft: Draft) -> None:
        """Nothing was due after all: the row's own date was stale, which a later look would find again and again."""
        with self._writing() as connection:
            if sweeps.next_step(connection, number) <= to_us(self.now()):
                sweeps.set_next_step(connection, number, complaint.seq, draft.rows["complaints"][(number,)])

    def _count(self, swept: Swept, change: Change) -> None:
        swept.refs.append(change.ref)
        for recorded in change.events:
            event = recorded.happened.event
            swept.did[type(event).__name__] += 1
            swept.late += bool(getattr(event, "late", False))
