"""Alarms reach people: owed with the alarm itself, then one letter per recipient and pass (DOMAIN §7, §8)."""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from cxdesk.catalogue import N_, in_language
from cxdesk.desk import DATABASE
from cxdesk.desk.correspondence import Correspondence
from cxdesk.desk.letter_words import letter_name
from cxdesk.desk.ports import Change
from cxdesk.domain import events as e
from cxdesk.domain.complaint import Complaint
from cxdesk.domain.mail_alarms import BOUNCED, FAILED, MAIL, REPLIED, mail_alarm
from cxdesk.domain.words import Role
from cxdesk.letters import Due, DuePrecision, LetterFacts, LetterKind, NoticeRow
from cxdesk.letters.dates import due_text
from cxdesk.store import notices, people, sqlite
from cxdesk.store.moments import from_us, maybe_us, to_us
from cxdesk.store.notices import Notice
from cxdesk.store.outbox import NewLetter
from cxdesk.store.people import Agent

NOBODY = ""
"""Who is owed a notice where everybody it could go to is named in the complaint."""

LEADERS = (Role.SUPERVISOR, Role.MANAGER)
"""Who stands in where nobody can be written to, the next role up first."""

Told = tuple[tuple[str, ...], str, datetime | None, int, bool]


class Telling(Correspondence):
    """Whom an alarm is told; a notice that nobody can be told is held until somebody can."""

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
            for login in [agent.login for agent in self.addressed_agents(to, change.complaint)] or [NOBODY]:
                notices.owe(connection, login, change.id, clock, maybe_us(due_at), level, late=late, at=to_us(now))

    def addressed_agents(self, to: tuple[str, ...], complaint: Complaint) -> list[Agent]:
        """The people behind roles, `owner` and logins; with nobody there to write to, the next role up too (DOMAIN §7).

        Where nobody at all can be written to: whoever it would go to, for whom it is held.
        """
        everybody = self._others(complaint.about)
        found = {agent.login: agent for name in to for agent in _named(name, complaint, everybody)}
        if any(agent.email for agent in found.values()):
            return list(found.values())
        above = _leaders(everybody)
        if any(agent.email for agent in above):
            return [*found.values(), *(agent for agent in above if agent.login not in found)]
        return list(found.values()) or above

    def _others(self, about: Iterable[str]) -> list[Agent]:
        """The active agents who are not named in the complaint."""
        return [agent for agent in people.agents(self._connection, active_only=True) if agent.login not in about]

    def send_notices(self, blind_since: datetime | None = None) -> tuple[int, ...]:
        """One letter per recipient for all that is owed to them, at an hour that is theirs; the letters' numbers.

        What is owed to somebody without an address is settled by whoever else was told, else told to the next role up.
        """
        writable = {agent.login: agent for agent in people.agents(self._connection, active_only=True) if agent.email}
        owed = notices.logins_owed(self._connection)
        letters = [
            number
            for login in owed
            if login in writable
            for number in self._tell(writable[login], (login,), blind_since)
        ]
        silent = [login for login in owed if login not in writable]
        if silent:
            with self._writing() as connection:
                notices.settle(connection, silent)
            for agent in _leaders(list(writable.values())):
                letters += self._tell(agent, silent, blind_since)
        return tuple(letters)

    def notices_held(self) -> int:
        """Alarms that nobody was told, for nobody who could be told has an address."""
        with sqlite.translated(self.folder / DATABASE):
            return notices.count_owed(self._connection)

    def _tell(self, agent: Agent, logins: Sequence[str], blind_since: datetime | None) -> list[int]:
        """One letter to *agent* with what is owed to *logins*, save about complaints that name the agent.

        It is composed outside the lock, for thousands of alarms take longer than others may wait; anew if more came.
        """
        now = self.now()
        while True:
            with sqlite.translated(self.folder / DATABASE), sqlite.reading(self._connection):
                lines = _owed_to(self._connection, agent, logins)
            if not lines:
                return []
            letter = self._notice(agent, lines, blind_since)
            with self._writing() as connection:
                if _owed_to(connection, agent, logins) != lines:
                    continue
                number = notices.send(connection, lines, letter, to_us(now), to_us(self._hours(agent, now)))
                notices.settle(connection, logins)
                return [number]

    def _hours(self, agent: Agent, now: datetime) -> datetime:
        """When the recipient may be written to: the hours name a calendar of the desk."""
        if not agent.hours or agent.hours not in self.snapshot.calendars:
            return now
        return self.snapshot.calendar(agent.hours).next_open(now)

    def _notice(self, agent: Agent, lines: Iterable[Notice], blind_since: datetime | None) -> NewLetter:
        language, now = self.settings.desk.language.value, self.now()
        blind = ""
        if blind_since is not None:
            moments = (due_text(Due(at, DuePrecision.TIME), self.zone, language) for at in (blind_since, now))
            blind = " – ".join(moments)
        rows = {_row(line, language): None for line in lines}
        facts = LetterFacts(
            zone=self.zone,
            desk_language=language,
            desk_name=self.settings.desk.name,
            notice_rows=tuple(rows),
            agreed_dates=frozenset() if blind_since is None else frozenset({blind_since.astimezone(self.zone).date()}),
            extra={"recipient_name": agent.name, "blind_period": blind},
        )
        letter = self._compose(LetterKind.ESCALATION_NOTICE, language, facts)
        return self.addressed(letter, "notice", agent.email, agent.name)


def _owed_to(connection: sqlite3.Connection, agent: Agent, logins: Sequence[str]) -> list[Notice]:
    lines = [line for login in logins for line in notices.owed(connection, login)]
    named = notices.named_in(connection, (line.complaint_id for line in lines))
    return [line for line in lines if agent.login not in named[line.complaint_id]]


def _row(line: Notice, language: str) -> NoticeRow:
    due = None if line.due_at is None else Due(from_us(line.due_at), DuePrecision.TIME)
    return NoticeRow(line.ref, _matter(line.clock, language), due, line.level, bool(line.late))


_MATTERS: Mapping[str, str] = {
    "person": N_("escalated by hand"),
    "safety": N_("health or safety at stake"),
    "wait": N_("the date to look again has come"),
    "unanswered": N_("escalation {number} was not answered"),
    FAILED: N_("a letter could not be delivered: {letter}"),
    BOUNCED: N_("a letter came back: {letter}"),
    REPLIED: N_("the customer wrote after it was closed"),
}


def _matter(stored: str, language: str) -> str:
    """What a notice is about, in the desk's language: a clock by its name, anything else in words."""
    kind, _colon, rest = stored.partition(":")
    trouble, _colon, letter = rest.partition(":")
    sentence = _MATTERS.get(trouble if kind == MAIL else kind)
    if sentence is None:
        return stored
    return in_language(language, sentence).format(number=rest, letter=letter_name(letter, language) if letter else "")


def _to_tell(event: e.Event, change: Change) -> Told | None:
    """Whom an alarm is told, about what, due when, at which level, late or not."""
    mail = mail_alarm(event)
    if mail is not None:
        return ("owner",), f"{MAIL}:{mail.trouble}:{mail.letter}", None, 0, False
    if isinstance(event, e.Escalated):
        return event.to, event.clock or event.trigger, event.due_at or event.answer_by, event.level, event.late
    if isinstance(event, e.Warned):
        steps = [step for step in change.standing.policy.ladder if step.clock == event.clock]
        notify = next((step.notify for step in steps if step.name == event.step), ("owner",))
        level = next((step.level for step in steps if step.name == event.step), 1)
        return notify, event.clock, event.due_at, level, event.late
    return None


def _named(name: str, complaint: Complaint, everybody: Iterable[Agent]) -> list[Agent]:
    if name == "owner":
        return [agent for agent in everybody if agent.login == complaint.owner]
    return [agent for agent in everybody if name in {agent.login, agent.role.value}]


def _leaders(everybody: Sequence[Agent]) -> list[Agent]:
    """The next role up that can be written to: supervisors, else managers; with nobody to write to, the first there."""
    by_role = [[agent for agent in everybody if agent.role is role] for role in LEADERS]
    reached = [found for found in by_role if any(agent.email for agent in found)]
    return next(iter([*reached, *filter(None, by_role)]), [])
