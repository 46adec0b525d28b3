"""`sweep`: what is due by time alone, for every complaint, and one notice per recipient that lists it (DOMAIN §7)."""

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from cxdesk.desk import DATABASE
from cxdesk.desk.acting import Acting
from cxdesk.desk.core import Draft, Moved
from cxdesk.desk.ports import Change
from cxdesk.desk.running import Running
from cxdesk.domain import events as e
from cxdesk.domain import sweeping
from cxdesk.domain.calendar import CalendarError
from cxdesk.domain.complaint import Complaint
from cxdesk.domain.deeds import Deed
from cxdesk.domain.rules import RuleTie
from cxdesk.domain.snapshot import UnknownPolicy
from cxdesk.domain.words import Role
from cxdesk.letters import Due, DuePrecision, LetterFacts, LetterKind
from cxdesk.letters.facts import NoticeRow
from cxdesk.store import complaints, notices, people, sqlite, sweeps
from cxdesk.store.moments import from_us, maybe_us, to_us
from cxdesk.store.notices import Notice
from cxdesk.store.outbox import NewLetter
from cxdesk.store.people import Agent

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

    `unreadable` are the references of complaints that cannot be evaluated: they hold up nobody else's.
    """

    at: datetime
    did: Counter[str] = field(default_factory=Counter)
    refs: list[str] = field(default_factory=list)
    late: int = 0
    left: int = 0
    notices: int = 0
    letters: tuple[int, ...] = ()
    blind_since: datetime | None = None
    unreadable: list[str] = field(default_factory=list)


class Sweeping(Acting, Running):
    """The desk acting by itself."""

    def sweep(self, *, dry_run: bool = False, stop: Callable[[], bool] = never) -> Swept:
        """Take what is due, oldest first, until nothing is; safe twice, at once, or after days of silence.

        *stop* is asked between complaints; what it leaves, the next pass takes.
        A dry run writes nothing at all (TRAPS 19).
        """
        now = self.now()
        swept = Swept(now)
        if dry_run:
            for number in self._due(now):
                self._look(number, now, swept, writes=False)
            return swept
        self.may_write()
        self.doer(Deed.CLOCKWORK)
        swept.blind_since = self.blind_since("sweep")
        if not self._is_anything_due(now):
            self.note_run("sweep", swept.blind_since)
            return swept
        run = self.begin_run("sweep", swept.blind_since)
        for number in self._due(now):
            if stop():
                break
            try:
                self._look(number, now, swept, writes=True)
            except (RuleTie, UnknownPolicy, CalendarError, KeyError):
                swept.unreadable.append(complaints.ref_of(self._connection, number))
        swept.left = sweeps.count_due(self._connection, to_us(now))
        swept.letters = self._send_notices(now)
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
                with self.writing() as connection:
                    change = self._write(connection, [draft])[0]
            except Moved:
                continue
            self._count(swept, change)
            if sweeps.step_of(draft.rows["complaints"][(number,)]) > to_us(now):
                return

    def _refresh(self, number: int, complaint: Complaint, draft: Draft) -> None:
        """Nothing was due after all: the row's own date was stale, which a later look would find again and again."""
        with self.writing() as connection:
            if sweeps.next_step(connection, number) <= to_us(self.now()):
                sweeps.set_next_step(connection, number, complaint.seq, draft.rows["complaints"][(number,)])

    def _count(self, swept: Swept, change: Change) -> None:
        swept.refs.append(change.ref)
        for recorded in change.events:
            event = recorded.happened.event
            swept.did[type(event).__name__] += 1
            swept.late += bool(getattr(event, "late", False))

    def _owe(self, connection: sqlite3.Connection, change: Change) -> None:
        """An alarm is told to whom it went, whether the clockwork, a person or safety raised it (DOMAIN §7)."""
        now = self.now()
        silent_until = change.complaint.alarms_from
        for recorded in change.events:
            told = _to_tell(recorded.happened.event, change)
            if told is None:
                continue
            to, clock, due_at, level, late = told
            if due_at is not None and silent_until is not None and due_at < silent_until:
                continue
            for agent in self.addressed_agents(to, change.complaint):
                notices.owe(
                    connection, agent.login, change.id, clock, maybe_us(due_at), level, late=late, at=to_us(now)
                )

    def addressed_agents(self, to: tuple[str, ...], complaint: Complaint) -> list[Agent]:
        """The people behind roles, `owner` and logins; with nobody there to write to, the next role up (DOMAIN §7)."""
        everybody = people.agents(self._connection, active_only=True)
        found: dict[str, Agent] = {}
        for name in to:
            for agent in _named(name, complaint, everybody):
                if agent.login not in complaint.about:
                    found[agent.login] = agent
        if any(agent.email for agent in found.values()):
            return list(found.values())
        for role in (Role.SUPERVISOR, Role.MANAGER):
            above = [agent for agent in everybody if agent.role is role and agent.login not in complaint.about]
            if any(agent.email for agent in above):
                return [*found.values(), *(agent for agent in above if agent.login not in found)]
        return list(found.values())

    def _send_notices(self, now: datetime) -> tuple[int, ...]:
        """One letter per recipient for all that is owed to them, at an hour that is theirs."""
        letters = []
        for login in notices.logins_owed(self._connection):
            agent = people.agent(self._connection, login)
            with self.writing() as connection:
                lines = notices.owed(connection, login)
                if not lines:
                    continue
                letter = self._notice(agent, lines) if agent is not None and agent.email else None
                number = notices.send(connection, lines, letter, to_us(now), to_us(self._hours(agent, now)))
                if number is not None:
                    letters.append(number)
        return tuple(letters)

    def _hours(self, agent: Agent | None, now: datetime) -> datetime:
        """When the recipient may be written to: the hours name a calendar of the desk."""
        if agent is None or not agent.hours or agent.hours not in self.snapshot.calendars:
            return now
        return self.snapshot.calendar(agent.hours).next_open(now)

    def _notice(self, agent: Agent, lines: list[Notice]) -> NewLetter:
        facts = LetterFacts(
            zone=self.zone,
            desk_language=self.settings.desk.language.value,
            desk_name=self.settings.desk.name,
            notice_rows=tuple(
                NoticeRow(line.ref, line.clock, _notice_due(line, self.now()), line.level, bool(line.late))
                for line in lines
            ),
        )
        letter = self._compose(LetterKind.ESCALATION_NOTICE, self.settings.desk.language.value, facts)
        return self.addressed(letter, "notice", agent.email, agent.name)


def _notice_due(line: Notice, now: datetime) -> Due:
    return Due(now if line.due_at is None else from_us(line.due_at), DuePrecision.TIME)


Told = tuple[tuple[str, ...], str, datetime | None, int, bool]


def _to_tell(event: e.Event, change: Change) -> Told | None:
    """Whom an alarm is told, about which clock, due when, at which level, late or not."""
    if isinstance(event, e.Escalated):
        return event.to, event.clock or event.trigger, event.due_at or event.answer_by, event.level, event.late
    if isinstance(event, e.Warned):
        steps = [step for step in change.standing.policy.ladder if step.clock == event.clock]
        notify = next((step.notify for step in steps if step.name == event.step), ("owner",))
        level = next((step.level for step in steps if step.name == event.step), 1)
        return notify, event.clock, event.due_at, level, event.late
    return None


def _named(name: str, complaint: Complaint, everybody: list[Agent]) -> list[Agent]:
    if name == "owner":
        return [agent for agent in everybody if agent.login == complaint.owner]
    return [agent for agent in everybody if name in {agent.login, agent.role.value}]
