"""One complaint whole, as the read models and its events have it: for showing it without folding it.

Loads neither the domain nor dataclasses: `show` has the time of a few imports (BUDGETS).
"""

import sqlite3
from datetime import datetime
from typing import Any, NamedTuple

from cxdesk.store.moments import from_us, maybe_from_us

Record = dict[str, Any]
"""A row by column; instants are aware UTC datetimes, flags are bools, a text that is not known is None."""


class Moment(NamedTuple):
    """One line of a timeline: an event as stored, and the words that belong to it (None: erased)."""

    seq: int
    at: datetime
    recorded_at: datetime
    agent: str
    os_user: str
    type: str
    data: Record
    words: tuple[tuple[str, str | None], ...]


class Card(NamedTuple):
    """What stands in each table about one complaint, in the order of its numbers."""

    complaint: Record
    customer: Record | None
    clocks: list[Record]
    options: list[Record]
    revisits: list[Record]
    promises: list[Record]
    escalations: list[Record]
    letters: list[Record]
    timeline: list[Moment]

    @property
    def corrections(self) -> list[Record]:
        """Every second value beside the one that stood there (None: nothing was known), who put it, when and why."""
        return [
            {
                "fact": moment.data["fact"],
                "was": moment.data.get("was"),
                "value": moment.data["value"],
                "by": moment.agent,
                "at": moment.at,
                "reason": dict(moment.words).get("reason"),
            }
            for moment in self.timeline
            if moment.type == "Corrected"
        ]

    def first(self, fact: str) -> Record | None:
        """The first correction of that fact, whose `was` is the first value; None where it was never corrected."""
        return next((one for one in self.corrections if one["fact"] == fact), None)

    def text(self, kind: str) -> str:
        """The first words of *kind* that were said, "" when there are none."""
        said = (text for moment in self.timeline for found, text in moment.words if found == kind and text)
        return next(said, "")


_CUSTOMER = """
    SELECT customers.id, customers.name, customers.key,
           (SELECT value FROM contact_points WHERE customer_id = customers.id AND kind = 'email' ORDER BY id LIMIT 1)
               AS email,
           (SELECT value FROM contact_points WHERE customer_id = customers.id AND kind = 'phone' ORDER BY id LIMIT 1)
               AS phone,
           customers.language
    FROM customers WHERE id = ?
"""

_BESIDE = {
    "clocks": "SELECT * FROM clocks WHERE complaint_id = ? ORDER BY cycle, started_at, clock, instance",
    "options": "SELECT * FROM options WHERE complaint_id = ? ORDER BY number",
    "revisits": "SELECT * FROM revisits WHERE complaint_id = ? ORDER BY number",
    "promises": "SELECT * FROM promises WHERE complaint_id = ? ORDER BY number",
    "escalations": "SELECT * FROM escalations WHERE complaint_id = ? ORDER BY number",
    "letters": "SELECT * FROM outbox WHERE complaint_id = ? ORDER BY id",
}

_IN_BESIDE = ("offer_until", "revisit_on")
"""Columns that only sort: options and revisits tell it, and a drawn day is not for everybody to know."""

_EVENTS = """
    SELECT id, seq, at, recorded_at, agent, os_user, type, data
    FROM events WHERE stream = 'complaint' AND stream_id = ? ORDER BY seq
"""

_WORDS = """
    SELECT event_id, kind, text FROM entries
    WHERE event_id IN (SELECT id FROM events WHERE stream = 'complaint' AND stream_id = ?) ORDER BY id
"""

_FLAGS = frozenset(
    {"confirmed", "overdue", "safety", "vulnerable", "test", "imported", "provisional", "resolved", "automatic"}
)
_INSTANTS = frozenset({"next_due", "next_step", "waiting_until", "valid_until", "paused_since", "answer_by", "at"})


def card(connection: sqlite3.Connection, number: int) -> Card:
    """The complaint of that id, which exists; inside a read transaction it is one consistent moment."""
    complaint = _records(connection, "SELECT * FROM complaints WHERE id = ?", number)[0]
    for name in _IN_BESIDE:
        del complaint[name]
    customers = _records(connection, _CUSTOMER, complaint["customer_id"]) if complaint["customer_id"] else []
    beside = {name: _records(connection, query, number) for name, query in _BESIDE.items()}
    return Card(complaint, customers[0] if customers else None, **beside, timeline=_timeline(connection, number))


def _records(connection: sqlite3.Connection, query: str, number: int) -> list[Record]:
    cursor = connection.execute(query, (number,))
    names = [column[0] for column in cursor.description]
    return [{name: _value(name, value) for name, value in zip(names, row, strict=True)} for row in cursor]


def _value(name: str, value: Any) -> Any:
    if name.endswith("_at") or name in _INSTANTS:
        return maybe_from_us(value)
    if name in _FLAGS:
        return None if value is None else bool(value)
    return None if value == "" else value


def _timeline(connection: sqlite3.Connection, number: int) -> list[Moment]:
    import json  # noqa: PLC0415 (lists show no timeline)

    said: dict[int, list[tuple[str, str | None]]] = {}
    for event, kind, text in connection.execute(_WORDS, (number,)):
        said.setdefault(event, []).append((kind, text))
    timeline = []
    for event, seq, at, recorded_at, agent, os_user, kind, data in connection.execute(_EVENTS, (number,)):
        words = tuple(said.get(event, ()))
        timeline.append(Moment(seq, from_us(at), from_us(recorded_at), agent, os_user, kind, json.loads(data), words))
    return timeline
