"""An open desk: its folder, its database, what is in force, and who works at it."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Self
from zoneinfo import ZoneInfo

from cxdesk.catalogue import _
from cxdesk.config import Settings, load_settings
from cxdesk.desk import DATABASE, SECRET, SETTINGS
from cxdesk.desk.ports import AfterCommit, Now, Randomness
from cxdesk.desk.shelf import Shelf
from cxdesk.domain.calendar import Calendar
from cxdesk.domain.deeds import Deed, guard_deed
from cxdesk.domain.events import Event
from cxdesk.domain.permissions import AGENTS
from cxdesk.domain.roles import THE_SYSTEM, Actor
from cxdesk.domain.snapshot import Snapshot
from cxdesk.domain.words import SYSTEM
from cxdesk.errors import DeskUnavailable, NotDone
from cxdesk.store import checkpoint, people, snapshots, sqlite, streams
from cxdesk.store.streams import Salts, Signature, storable
from cxdesk.when import span


class UnknownAgent(NotDone):
    """The login is no agent of this desk, or not any more: *is_off* is one who was, *about* the parameter it was."""

    def __init__(self, login: str, *, is_off: bool = False, about: str | None = None) -> None:
        import shlex  # noqa: PLC0415 (nobody is unknown, as a rule)

        what = _("{login} works here no more") if is_off else _("{login} is not an agent of this desk")
        mend = _("cxdesk agent edit {login} --active") if is_off else _("cxdesk agent add {login} --role agent")
        super().__init__(what.format(login=login), mend=mend.format(login=shlex.quote(login)), about=about)


class UnknownCustomer(NotDone):
    """No customer has this number."""

    def __init__(self, number: int) -> None:
        told = _("there is no customer {number}").format(number=number)
        super().__init__(told, mend="cxdesk customer list", about="known_customer")


class Opened:
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
        self._connection = connection
        self.login = agent
        self._os_user = os_user
        self._now = now
        self._salts = Salts(randomness)
        self._randomness = randomness
        self._after_commit = after_commit
        self._clock_replaced = clock_replaced
        self._commits = 0

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
        despite_mail: bool = False,
    ) -> Self:
        """The desk in the folder *path*.

        *agent* is a login, or the account of an agent. *now* answers the present as an aware UTC instant; a process
        whose clock was replaced says so with *clock_replaced* and may write only to a rehearsal desk (DOMAIN §11).
        *despite_mail* opens it although `[mail]` cannot be used: `settings.mail_problems` tells, and letters wait.
        Raises DeskUnavailable when the desk is absent, newer, damaged, locked or misconfigured.
        """
        settings = load_settings(path / SETTINGS, despite_mail=despite_mail)
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
            checkpoint.at_end(self._connection, self.folder / DATABASE)
        self._connection.close()

    def hurry(self) -> None:
        """From any thread, when the program is to end: no act waits for others who write any more."""
        sqlite.hurry(self._connection)

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
        return Shelf(self._connection)

    @property
    def snapshot(self) -> Snapshot:
        """What is in force: the snapshot applied last."""
        return self.snapshots[snapshots.applied(self._connection)]

    @property
    def calendar(self) -> Calendar:
        """The desk's own calendar: what `+3bd` counts in."""
        snapshot = self.snapshot
        name = self.settings.desk.calendar
        return snapshot.calendar(name if name in snapshot.calendars else next(iter(snapshot.calendars)))

    @cached_property
    def rehearsal(self) -> bool:
        """Whether this desk was made for rehearsing, so that its time may be chosen."""
        return snapshots.meta(self._connection, "rehearsal") == "1"

    def actor(self, login: str | None = None) -> Actor:
        """Who acts: the login, else the agent who works under this account. Raises UnknownAgent."""
        wanted = storable(login or self.login)
        with sqlite.translated(self.folder / DATABASE):
            agent = people.agent_named(self._connection, wanted)
            if agent is None or not agent.active:
                raise UnknownAgent(agent.login if agent else wanted, is_off=agent is not None)
            alone = people.has_one_worker(self._connection)
        return Actor(agent.login, agent.role, agent.authority, alone=alone)

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
        try:
            actor = self.actor(login)
        except UnknownAgent as error:
            error.about = "owner"
            raise
        if actor.role not in AGENTS:
            told = _("{login} has the role {role}, which owns no complaints: name somebody else")
            raise NotDone(told.format(login=actor.login, role=_(actor.role.value)), about="owner")
        return actor.login

    # Writing

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """One write transaction with the desk's own errors; then the log is written back where that is due."""
        self.may_write()
        path = self.folder / DATABASE
        with sqlite.translated(path):
            with sqlite.writing(self._connection) as connection:
                yield connection
            self._commits += 1
            if self._commits % checkpoint.COMMITS == 0:
                checkpoint.write_back(self._connection, path)

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
            raise NotDone(_("an act cannot have happened in the future: say when, or leave it out for now"), about="at")
        tolerance = self.settings.desk.backdate
        if at < now - tolerance and not reason.strip():
            raise NotDone(
                _("that is further back than {tolerance}: say why").format(tolerance=span(tolerance.total_seconds())),
                mend="--reason",
                about="reason",
            )
        return at

    def signature(self, actor: Actor) -> Signature:
        """Who records, as the audit trail keeps it."""
        return Signature(actor.login, self._os_user, self.now())

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
