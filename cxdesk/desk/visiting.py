"""The agenda of revisits for screens: windows of it by key, who is to call, and what to say (DOMAIN §9)."""

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from cxdesk.catalogue import N_
from cxdesk.desk.watched import Row, Spot, Viewer, Window, may
from cxdesk.domain.permissions import AGENTS
from cxdesk.domain.revisits import caller
from cxdesk.domain.words import Role
from cxdesk.store import visits
from cxdesk.store.brief import Brief, briefs
from cxdesk.store.moments import from_us
from cxdesk.store.people import Agent, agents
from cxdesk.store.references import find
from cxdesk.store.visits import FIRST, LAST, VisitKey

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from cxdesk.config import Settings
    from cxdesk.letters import LetterKind
    from cxdesk.store.card import Card
    from cxdesk.store.visits import Visit as Stored


class Standing(StrEnum):
    """Where a planned revisit stands: OVERDUE passed its day, MISSED its whole window."""

    AHEAD = N_("ahead")
    TODAY = N_("today")
    OVERDUE = N_("overdue")
    MISSED = N_("missed")


class Visit(NamedTuple):
    """One planned revisit in the agenda; *due_on* is None where its day was erased, *caller* "" where there is none."""

    number: int
    due_on: date | None
    standing: Standing
    closes_at: datetime
    attempts: int
    caller: str
    is_next: bool
    """Whether no other of its complaint is planned before it: what is recorded goes to that one."""


class Agenda:
    """Planned revisits by their days, as the viewer may see them at *now*; windows and pages as the queue has them."""

    def __init__(
        self,
        reading: Callable[[], AbstractContextManager[sqlite3.Connection]],
        viewer: Viewer,
        now: datetime,
        secret: str,
    ) -> None:
        self._reading = reading
        self._viewer = viewer
        self._now = now
        self._today = now.astimezone(viewer.zone).date()
        self._secret = secret

    def window(
        self,
        _text: str,
        *,
        spot: Spot | None = None,
        ref: str = "",
        above: int = 0,
        below: int = 0,
        from_end: bool = False,
    ) -> Window:
        """As `Watch.window`; *ref* is the key of a row."""
        with self._reading() as connection:
            if from_end:
                rows, more = self._up(connection, None, above + below)
                return Window(rows, max(len(rows) - 1, 0), above=more, below=False)
            start = self._moved(connection, ref) or (None if spot is None else _key(spot))
            before, more_above = self._up(connection, start, above) if start else ((), False)
            behind, more_below = self._down(connection, start, below, inclusive=True)
        return Window(before + behind, len(before), more_above, more_below)

    def page_below(self, _text: str, spot: Spot, limit: int) -> tuple[tuple[Row, ...], bool]:
        """Rows behind *spot*, without its own; and whether there are more."""
        with self._reading() as connection:
            return self._down(connection, _key(spot), limit, inclusive=False)

    def page_above(self, _text: str, spot: Spot, limit: int) -> tuple[tuple[Row, ...], bool]:
        """Rows before *spot*, in order; and whether there are more."""
        with self._reading() as connection:
            return self._up(connection, _key(spot), limit)

    def _down(
        self, connection: sqlite3.Connection, key: VisitKey | None, limit: int, *, inclusive: bool
    ) -> tuple[tuple[Row, ...], bool]:
        today = self._today.isoformat()
        viewer = self._viewer.login
        found, more = visits.below(
            connection, key or FIRST, viewer=viewer, today=today, limit=limit, inclusive=inclusive
        )
        return self._rows(connection, found), more

    def _up(self, connection: sqlite3.Connection, key: VisitKey | None, limit: int) -> tuple[tuple[Row, ...], bool]:
        today = self._today.isoformat()
        found, more = visits.above(connection, key or LAST, viewer=self._viewer.login, today=today, limit=limit)
        return self._rows(connection, found), more

    def _moved(self, connection: sqlite3.Connection, key: str) -> VisitKey | None:
        """Where the revisit stands now; None when it is not planned any more."""
        if not key:
            return None
        ref, _slash, number = key.rpartition("/")
        found = visits.of(connection, find(connection, ref), int(number))
        return found.key if found else None

    def _rows(self, connection: sqlite3.Connection, found: "Sequence[Stored]") -> tuple[Row, ...]:
        team = callers(agents(connection, active_only=True))
        known = briefs(connection, [one.complaint_id for one in found], self._now)
        return tuple(
            Row(brief, Spot(0, one.key), may(self._viewer, brief), self._visit(one, brief, team))
            for one, brief in zip(found, known, strict=True)
        )

    def _visit(self, one: "Stored", brief: Brief, team: Sequence[str]) -> Visit:
        due_on = date.fromisoformat(one.due_on) if one.due_on else None
        closes_at = from_us(one.closes_at)
        others = [login for login in team if login != brief.owner]
        drawn = caller(self._secret, brief.ref, one.number, others or team) if self._secret else ""
        standing = _standing(due_on, closes_at, self._now, self._today)
        return Visit(one.number, due_on, standing, closes_at, one.attempts, drawn, bool(one.is_next))


def _key(spot: Spot) -> VisitKey:
    day, complaint, number = spot.key
    return (str(day), int(complaint), int(number))


def _standing(due_on: date | None, closes_at: datetime, now: datetime, today: date) -> Standing:
    if closes_at <= now:
        return Standing.MISSED
    if due_on is None or due_on > today:
        return Standing.AHEAD
    return Standing.TODAY if due_on == today else Standing.OVERDUE


def callers(team: Sequence[Agent]) -> list[str]:
    """Who makes revisits: quality, else the agents."""
    quality = [one.login for one in team if one.role is Role.QUALITY]
    return quality or [one.login for one in team if one.role in AGENTS]


def script(
    card: "Card",
    settings: "Settings",
    templates: "Mapping[tuple[LetterKind, str], str]",
    zone: "ZoneInfo",
    now: datetime,
    *,
    commands: bool = False,
) -> str:
    """What to say in a revisit, in the customer's language; *templates* are the desk's own (`load_templates`).

    With *commands* it ends with those of a shell that record the answers; whoever reads it on a screen has keys.
    """
    from cxdesk.letters import LetterFacts, LetterKind, compose, template_for  # noqa: PLC0415 (the first script does)

    row, ours = card.complaint, settings.desk.language.value
    known = card.customer or {}
    wanted = row["language"] or known.get("language") or ours
    language, template = template_for(templates, LetterKind.REVISIT_SCRIPT, wanted, ours)
    accepted = [one["text"] for one in card.options if one["state"] == "accepted" and one["text"]]
    facts = LetterFacts(
        zone=zone,
        desk_language=ours,
        desk_name=settings.desk.name,
        ref=row["ref"],
        received_at=row["received_at"],
        customer_name=known.get("name"),
        summary=row["subject"] or card.text("narrative") or None,
        contact=settings.letters.contact or None,
        extra={"remedy": accepted[-1]} if accepted else {},
    )
    letter = compose(LetterKind.REVISIT_SCRIPT, language, facts, template=template, now=now)
    lines = [line for line in letter.body.split("\n") if commands or not line.startswith("cxdesk ")]
    return "\n".join(lines).strip()
