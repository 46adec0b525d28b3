"""The revisits of the days to come (HOUSE, revisits)."""

import sqlite3
from dataclasses import dataclass
from datetime import date, datetime

from cxdesk.store.moments import from_us


@dataclass(frozen=True, slots=True)
class Agenda:
    """One planned revisit as people see it in a day's list."""

    ref: str
    number: int
    due_on: date
    closes_at: datetime
    attempts: int
    severity: str
    owner: str
    customer: str
    subject: str
    caller: str = ""


def agenda(connection: sqlite3.Connection, until: date) -> list[Agenda]:
    """Revisits planned up to *until*, missed ones included, the earliest first."""
    rows = connection.execute(
        """
        SELECT ref, number, due_on, closes_at, attempts, severity, owner, coalesce(customers.name, ''), subject
        FROM revisits
        JOIN complaints ON complaints.id = complaint_id
        LEFT JOIN customers ON customers.id = customer_id
        WHERE state = 'planned' AND due_on <= ? ORDER BY due_on, complaint_id, number
        """,
        (until.isoformat(),),
    )
    return [
        Agenda(ref, number, date.fromisoformat(due_on), from_us(closes_at), *rest)
        for ref, number, due_on, closes_at, *rest in rows
    ]
