"""The way of one act: read, decide, lock shortly, append, commit, tell the port (HOUSE)."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Self
from zoneinfo import ZoneInfo

from cxdesk.catalogue import _
from cxdesk.config import Settings, load_settings
from cxdesk.desk.additions import with_answer_time, with_reason, written_by_act
from cxdesk.desk.ports import AfterCommit, Change, Now, Randomness, Situation
from cxdesk.desk.shelf import Shelf
from cxdesk.domain import clocks, sweeping
from cxdesk.domain.calendar import Calendar
from cxdesk.domain.complaint import Complaint
from cxdesk.domain.decision import Decision
from cxdesk.domain.deeds import Deed, guard_deed
from cxdesk.domain.events import Event, Happened
from cxdesk.domain.evolve import evolve, states
from cxdesk.domain.instances import summary
from cxdesk.domain.roles import THE_SYSTEM, Actor, guard_time
from cxdesk.domain.snapshot import Snapshot
from cxdesk.domain.words import SYSTEM, Role
from cxdesk.errors import DeskUnavailable, NotDone
from cxdesk.store import checkpoint, complaints, people, projection, snapshots, sqlite, streams
from cxdesk.store import outbox as outbox_store
from cxdesk.store.moments import to_us
from cxdesk.store.outbox import NewLetter
from cxdesk.store.streams import NewEvent, Recorded, Salts, Signature, storable
from cxdesk.when import span

DATABASE = "cxdesk.db"
SETTINGS = "desk.toml"
SECRET = "secret"  # noqa: S105 (a file's name)
TEMPLATES = "templates"

ATTEMPTS = 3
"""How often an act is decided again outside the lock when others changed its complaint first; then inside it."""

Decide = Callable[[Situation], Decision]
WriteLetters = Callable[[Situation, Change], tuple[NewLetter, ...]]


class Moved(Exception):
    """Somebody else's act on this complaint was faster."""


class UnknownAgent(NotDone):
    """The login is no agent of this desk, or not any more: *is_off* is one who was."""

    def __init__(self, login: str, *, is_off: bool = False) -> None:
        what = _("{login} works here no more") if is_off else _("{login} is not an agent of this desk")
        mend = _("cxdesk agent edit {login} --active") if is_off else _("cxdesk agent add {login} --role agent")
        super().__init__(what.format(login=login), mend=mend.format(login=login))


@dataclass(slots=True)
class Draft:
    """All that one act will write about one complaint, settled before the lock is taken."""

    id: int
    seq_before: int
    new_events: list[NewEvent]
    rows: projection.Rows
    known_alarms: frozenset[projection.Row]
    change: Change
    letters: tuple[NewLetter, ...] = ()
    is_new: bool = False


class Core:
    """An open desk: one folder, one database, one agent at work. Shut it, or use it in a `with`."""

    def __init__(
        self,
        folder: Path,
        connection: sqlite3.Connection,
        settings: Settings,
        *,
        agent: str,
        os_user: str,
        now: Now,
        randomness: Randomness,
        after_commit: AfterCommit | None,
        clock_replaced: bool,
    ) -> None:
        self.folder = folder
        self.settings = settings
        self.connection = connection
        self.login = agent
        self._os_user = os_user
        self._now = now
        self._salts = Salts(randomness)
        self._randomness = randomness
        self._after_commit = after_commit
        self._clock_replaced = clock_replaced
        self._commits = 0
        self._trying = False

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        agent: str,
        now: Now,
        randomness: Randomness,
        os_user: str = "",
        after_commit: AfterCommit | None = None,
        readonly: bool = False,
        clock_replaced: bool = False,
    ) -> Self:
        """The desk in the folder *path*.

        *agent* is a login, or the account of an agent. *now* answers the present as an aware UTC instant; a process
        whose clock was replaced says so with *clock_replaced* and may write only to a rehearsal desk (DOMAIN §11).
        Raises DeskUnavailable when the desk is absent, newer, damaged, locked or misconfigured.
        """
        settings = load_settings(path / SETTINGS)
        connection = sqlite.connect(path / DATABASE, readonly=readonly)
        checkpoint.settle(connection)
        with sqlite.translated(path / DATABASE):
            found = people.agent_named(connection, storable(agent))
        return cls(
            path,
            connection,
            settings,
            agent=found.login if found else storable(agent),
            os_user=storable(os_user),
            now=now,
            randomness=randomness,
            after_commit=after_commit,
            clock_replaced=clock_replaced,
        )

    def shut(self) -> None:
        """Let go of the database (`close` is the act)."""
        if self._commits:
            checkpoint.at_end(self.connection, self.folder / DATABASE)
        self.connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.shut()

    # What everything stands on

    def now(self) -> datetime:
        """The present, as the edge tells it."""
        return self._now()

    @property
    def zone(self) -> ZoneInfo:
        """The desk's zone, in which people read and write times."""
        return ZoneInfo(self.settings.desk.timezone)

    @cached_property
    def secret(self) -> str:
        """The desk's own secret: draws, reply tokens."""
        try:
            return (self.folder / SECRET).read_text(encoding="ascii").strip()
        except OSError as error:
            raise DeskUnavailable(
                _("the desk's secret {path} cannot be read").format(path=self.folder / SECRET),
                mend=_("restore the file from a backup of the desk"),
            ) from error

    @cached_property
    def snapshots(self) -> Shelf:
        """Every snapshot that was ever in force, by hash."""
        return Shelf(self.connection)

    @property
    def snapshot(self) -> Snapshot:
        """What is in force: the snapshot applied last."""
        return self.snapshots[snapshots.applied(self.connection)]

    @property
    def calendar(self) -> Calendar:
        """The desk's own calendar: what `+3bd` counts in."""
        snapshot = self.snapshot
        name = self.settings.desk.calendar
        return snapshot.calendar(name if name in snapshot.calendars else next(iter(snapshot.calendars)))

    @cached_property
    def rehearsal(self) -> bool:
        """Whether this desk was made for rehearsing, so that its time may be chosen."""
        return snapshots.meta(self.connection, "rehearsal") == "1"

    def actor(self, login: str | None = None) -> Actor:
        """Who acts: the login, else the agent who works under this account. Raises UnknownAgent."""
        wanted = storable(login or self.login)
        with sqlite.translated(self.folder / DATABASE):
            agent = people.agent_named(self.connection, wanted)
            if agent is None or not agent.active:
                raise UnknownAgent(agent.login if agent else wanted, is_off=agent is not None)
            working = [one for one in people.agents(self.connection, active_only=True) if one.role in _WORKING]
        return Actor(agent.login, agent.role, agent.authority, alone=len(working) == 1)

    def doer(self, deed: Deed) -> Actor:
        """Who does *deed* to the desk; raises UnknownAgent, and NotDone for a role that may not.

        An unknown login is refused as well, for nobody says that it is no auditor's; the system has its own.
        """
        self.may_write()
        actor = self.system() if self.login == SYSTEM else self.actor()
        guard_deed(deed, actor.login, actor.role)
        return actor

    def owner(self, login: str) -> str:
        """The login of whoever is to own a complaint. Raises UnknownAgent, and NotDone for a role that owns none."""
        actor = self.actor(login)
        if actor.role not in _WORKING:
            raise NotDone(
                _("{login} has the role {role}, which owns no complaints").format(
                    login=actor.login, role=_(actor.role.value)
                )
            )
        return actor.login

    # Reading one complaint

    def situation(self, complaint_id: int, actor: Actor, at: datetime, now: datetime) -> Situation:
        """One complaint at one consistent moment."""
        with sqlite.translated(self.folder / DATABASE), sqlite.reading(self.connection):
            history = complaints.history(self.connection, complaint_id)
        happened = [recorded.happened for recorded in history]
        standing = clocks.standing(self.snapshots, happened)
        return Situation(complaint_id, states(happened), history, standing, actor, at, now)

    # Writing

    @contextmanager
    def trying(self) -> Iterator[None]:
        """Within this, an act answers what it would change, refused as ever, and writes nothing."""
        self._trying = True
        try:
            yield
        finally:
            self._trying = False

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One write transaction with the desk's own errors; then the log is written back where that is due."""
        self.may_write()
        path = self.folder / DATABASE
        with sqlite.translated(path):
            with sqlite.writing(self.connection) as connection:
                yield connection
            self._commits += 1
            if self._commits % checkpoint.COMMITS == 0:
                checkpoint.write_back(self.connection, path)

    def may_write(self) -> None:
        """Raise DeskUnavailable when this process' clock was replaced and the desk is no rehearsal."""
        if self._clock_replaced and not self.rehearsal:
            raise DeskUnavailable(
                _("the clock was replaced, and this desk is no rehearsal: it may be read, not written"),
                mend="cxdesk init --rehearsal",
            )

    def moment(self, at: datetime | None, reason: str) -> datetime:
        """When an act happened: *at*, else now; never ahead, and far back only with a reason (DOMAIN §11)."""
        now = self.now()
        if at is None:
            return now
        if at > now:
            raise NotDone(_("an act cannot have happened in the future"))
        tolerance = self.settings.desk.backdate
        if at < now - tolerance and not reason.strip():
            raise NotDone(
                _("that is further back than {tolerance}: say why").format(tolerance=span(tolerance.total_seconds())),
                mend="--reason",
            )
        return at

    def signature(self, actor: Actor) -> Signature:
        """Who records, as the audit trail keeps it."""
        return Signature(actor.login, self._os_user, self.now())

    def act(
        self,
        ref: str,
        decide: Decide,
        *,
        at: datetime | None = None,
        reason: str = "",
        actor: Actor | None = None,
        letters: WriteLetters | None = None,
    ) -> Change:
        """Perform one act on the complaint *ref*: decide on a read snapshot, append under a short lock.

        Decided anew up to three times when others were faster, the last time inside the lock, so that it ends.
        """
        return self.act_on(
            (ref,), lambda found: (decide(found[0]),), at=at, reason=reason, actor=actor, letters=letters
        )[0]

    def act_on(
        self,
        refs: Sequence[str],
        decide: Callable[[Sequence[Situation]], Sequence[Decision]],
        *,
        at: datetime | None = None,
        reason: str = "",
        actor: Actor | None = None,
        letters: WriteLetters | None = None,
    ) -> tuple[Change, ...]:
        """As `act`, over several complaints in one transaction (merging); a decision each, in the same order."""
        self.may_write()
        doer = actor or self.actor()
        backdated = reason if at is not None else ""

        def drafted() -> list[Draft]:
            with sqlite.reading(self.connection):
                ids = [complaints.find(self.connection, ref) for ref in refs]
                # The time after the first read: what others did before must not seem to come later.
                moment, now = self.moment(at, reason), self.now()
                found = [self.situation(one, doer, moment, now) for one in ids]
            drafts = [
                self._draft(one, with_reason(decision, backdated), letters)
                for one, decision in zip(found, decide(found), strict=True)
            ]
            for one, draft in zip(found, drafts, strict=True):
                guard_time(one.complaint, draft.change.complaint, doer, moment)
            return drafts

        return self._commit(drafted)

    def _commit(self, drafted: Callable[[], list[Draft]]) -> tuple[Change, ...]:
        for _attempt in range(ATTEMPTS):
            with sqlite.translated(self.folder / DATABASE):
                drafts = drafted()
            if self._trying:
                return tuple(draft.change for draft in drafts)
            try:
                with self.writing() as connection:
                    changes = self._write(connection, drafts)
            except Moved:
                continue
            return self._told(changes)
        with self.writing() as connection:
            changes = self._write(connection, drafted())
        return self._told(changes)

    def _told(self, changes: tuple[Change, ...]) -> tuple[Change, ...]:
        queued = tuple(number for change in changes for number in change.letters)
        if queued and self._after_commit is not None:
            self._after_commit(queued)
        return changes

    def _write(self, connection: sqlite3.Connection, drafts: Sequence[Draft]) -> tuple[Change, ...]:
        tail = streams.Tail.of(connection)
        changes = []
        for draft in drafts:
            if not draft.is_new and complaints.seq_of(connection, draft.id) != draft.seq_before:
                raise Moved
            tail = streams.append(connection, draft.new_events, tail)
            if draft.is_new:
                complaints.insert_rows(connection, [draft.rows])
            elif draft.new_events:
                complaints.replace_rows(connection, draft.id, draft.rows, draft.known_alarms)
            now = to_us(self.now())
            numbers = tuple(outbox_store.queue(connection, draft.id, letter, now) for letter in draft.letters)
            changes.append(replace(draft.change, letters=numbers))
            self._owe(connection, draft.change)
        return tuple(changes)

    def _owe(self, connection: sqlite3.Connection, change: Change) -> None:
        """What an act makes owed to the desk's own people, in its own transaction: see `Sweeping`."""

    def _draft(self, found: Situation, decision: Decision, letters: WriteLetters | None = None) -> Draft:
        """Everything the decision will write, computed outside the lock."""
        signature = replace(self.signature(found.actor), recorded_at=found.now)
        decision = with_answer_time(decision, found.standing, found.at)
        draft = self._drafted(found, decision, signature)
        late = written_by_act(decision.events, found, draft.change)
        if late:
            draft = self._drafted(found, decision.then(Decision(late)), signature)
        if letters is not None:
            draft.letters = letters(found, draft.change)
        return draft

    def _drafted(self, found: Situation, decision: Decision, signature: Signature) -> Draft:
        seq = found.complaint.seq
        prepared = streams.prepare(
            streams.COMPLAINT, found.id, seq + 1, decision.events, decision.words, found.at, signature, self._salts
        )
        new = streams.recorded(decision.events, prepared)
        history = (*found.history, *new)
        lived = [*found.states]
        for recorded in new:
            lived.append(evolve(lived[-1], recorded.happened))
        standing = clocks.standing(self.snapshots, [recorded.happened for recorded in history])
        change = Change(found.id, lived[-1], new, standing)
        return Draft(
            found.id,
            seq,
            prepared,
            projection.rows_of(found.id, history, lived, standing_row(lived[-1], standing, history)),
            projection.alarm_keys(found.id, found.history),
            change,
        )

    def _append_one(self, connection: sqlite3.Connection, stream: str, number: int, event: Event, doer: Actor) -> None:
        """One event of a stream beside the complaints'; inside a write transaction."""
        seq = streams.next_seq(connection, stream, number)
        signature = self.signature(doer)
        streams.append(
            connection,
            streams.prepare(stream, number, seq, (event,), (), signature.recorded_at, signature, self._salts),
        )

    def system(self) -> Actor:
        """The desk acting by itself."""
        return THE_SYSTEM


_WORKING = frozenset({Role.AGENT, Role.SUPERVISOR, Role.MANAGER})


def standing_row(complaint: Complaint, standing: clocks.Standing, history: Sequence[Recorded]) -> projection.Standing:
    """What lists sort by and the sweep looks for, from the evaluated clocks."""
    due = summary(standing.instances)
    happened: list[Happened] = [recorded.happened for recorded in history]
    return projection.Standing(
        standing.instances,
        due.next_due,
        due.next_due_clock or "",
        due.overdue,
        sweeping.next_step_at(complaint, standing, happened),
        standing.policy.name,
    )
