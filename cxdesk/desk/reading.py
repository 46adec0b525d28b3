"""Reading: one complaint whole, with its timeline; what lists and searches find."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime

from cxdesk.desk import DATABASE
from cxdesk.desk.core import Core
from cxdesk.desk.queue import vocabulary
from cxdesk.desk.sight import seen
from cxdesk.domain import clocks, events
from cxdesk.domain.complaint import Complaint
from cxdesk.domain.evolve import fold
from cxdesk.domain.instances import Summary, summary
from cxdesk.domain.permissions import AGENTS
from cxdesk.domain.revisits import caller
from cxdesk.domain.words import Role
from cxdesk.store import card as cards
from cxdesk.store import complaints, outbox, people, projection, queue, search, sqlite
from cxdesk.store.agenda import Agenda, agenda
from cxdesk.store.card import Card
from cxdesk.store.outbox import OutboxRow
from cxdesk.store.pages import page
from cxdesk.store.people import Customer
from cxdesk.store.query import parse
from cxdesk.store.queue import Line
from cxdesk.store.sqlite import Connection
from cxdesk.store.streams import Recorded


@dataclass(frozen=True, slots=True)
class Moment:
    """One line of a timeline: what happened, who did it, and the words that belong to it."""

    seq: int
    at: datetime
    recorded_at: datetime
    actor: str
    os_user: str
    event: events.Event
    words: tuple[tuple[str, str | None], ...]


@dataclass(frozen=True, slots=True)
class Dossier:
    """One complaint with everything that people look at: the fold, the clocks, the words, the customer, the letters.

    `option_texts` and `revisit_days` (ISO dates) are by number.
    """

    id: int
    complaint: Complaint
    subject: str
    text: str
    remedy_sought: str
    customer: Customer | None
    standing: clocks.Standing
    due: Summary
    option_texts: dict[int, str]
    revisit_days: dict[int, str]
    timeline: tuple[Moment, ...]
    letters: tuple[OutboxRow, ...]


PAGE = 1000
"""How many complaints a query for acts fetches at a time."""


class Reading(Core):
    """What can be seen; nothing here writes."""

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One consistent moment of the desk for the reports, whose queries are the store's; nothing can be written."""
        with sqlite.translated(self.folder / DATABASE), sqlite.looking(self._connection) as connection:
            yield connection

    def complaint(self, ref: str) -> Complaint:
        """The complaint as it stands; raises UnknownReference."""
        with sqlite.translated(self.folder / DATABASE), sqlite.reading(self._connection):
            history = complaints.history(self._connection, complaints.find(self._connection, ref))
        return fold(recorded.happened for recorded in history)

    def show(self, ref: str) -> Dossier:
        """One complaint whole; raises UnknownReference."""
        with sqlite.translated(self.folder / DATABASE), sqlite.reading(self._connection):
            number = complaints.find(self._connection, ref)
            history = complaints.history(self._connection, number)
            happened = [recorded.happened for recorded in history]
            complaint = fold(happened)
            customer = None
            if complaint.customer:
                customer = people.customer(self._connection, people.canonical(self._connection, complaint.customer))
            letters = tuple(outbox.of_complaint(self._connection, number))
            standing = clocks.standing(self.snapshots, happened)
        return Dossier(
            number,
            complaint,
            projection.subject_of(history),
            history[0].text("narrative") or "",
            history[0].text("remedy") or "",
            customer,
            standing,
            summary(standing.instances),
            projection.texts_of(history, "option", events.Offered),
            projection.texts_of(history, "revisit_day", events.RevisitPlanned, events.RevisitMoved),
            tuple(_moment(recorded) for recorded in history),
            letters,
        )

    def card(self, ref: str) -> Card:
        """One complaint whole, from the read models, as the agent at work may see it now; raises UnknownReference."""
        with self.reading() as connection:
            found = cards.card(connection, complaints.find(connection, ref))
        return seen(found, viewer=self.login, now=self.now(), zone=self.zone)

    def complaints_of(self, customer: int) -> list[Line]:
        """A customer's complaints, those under aliases too, the newest first."""
        with self.reading() as connection:
            return queue.lines(connection, queue.of_customer(connection, customer), self.now())

    def agenda(self, until: date) -> list[Agenda]:
        """Revisits up to the local day *until*; who handled a complaint does not see its day before it comes.

        Each has a caller drawn from quality, else from the agents, never its owner: spread over the team (DOMAIN §9).
        """
        with sqlite.translated(self.folder / DATABASE):
            planned = agenda(self._connection, until)
            agents = people.agents(self._connection, active_only=True)
        quality = [one.login for one in agents if one.role is Role.QUALITY]
        team = quality or [one.login for one in agents if one.role in AGENTS]
        today = self.now().astimezone(self.zone).date()
        seen = [visit for visit in planned if visit.due_on <= today or visit.owner != self.login]
        return [replace(visit, caller=self._caller(visit, team)) for visit in seen]

    def _caller(self, visit: Agenda, team: list[str]) -> str:
        others = [login for login in team if login != visit.owner]
        return caller(self.secret, visit.ref, visit.number, others or team)

    def find_refs(self, query: str) -> list[str]:
        """References of all complaints that *query* finds, the soonest deadline first; raises QueryError."""
        with sqlite.translated(self.folder / DATABASE), sqlite.reading(self._connection):
            known = vocabulary(self.settings, self._connection)
            asked = parse(query, now=self.now(), zone=self.zone, me=self.login, known=known, calendar=self.calendar)
            found: list[str] = []
            after = None
            while True:
                one = page(self._connection, asked, limit=PAGE, after=after)
                found += [brief.ref for brief in one.briefs]
                if not one.more:
                    return found
                after = one.last_key

    def leads(self, customer: int) -> list[tuple[str, str]]:
        """What a customer said they need besides, with the reference where it was heard (DOMAIN §9)."""
        with sqlite.translated(self.folder / DATABASE):
            return people.leads(self._connection, customer)

    def search(self, words: str, limit: int = 50) -> list[str]:
        """References of complaints that hold *words*, the newest words first."""
        with sqlite.translated(self.folder / DATABASE), sqlite.reading(self._connection):
            found = search.find(self._connection, words, limit)
            return [complaints.ref_of(self._connection, number) for number in found]


def _moment(recorded: Recorded) -> Moment:
    happened = recorded.happened
    return Moment(
        happened.seq,
        happened.at,
        happened.recorded_at,
        happened.agent,
        recorded.os_user,
        happened.event,
        tuple((entry.kind, entry.text) for entry in recorded.entries),
    )
