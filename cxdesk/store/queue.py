"""Rows of a list as JSON has them, and the queue as it stands when nobody asks for more: open, soonest deadline first.

Loads neither the domain nor the query language: `list` has the time of a few imports (BUDGETS).
"""

import sqlite3
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from cxdesk.store.moments import maybe_from_us, to_us


class Line(NamedTuple):
    """One complaint of a list; `overdue` as of the list's moment, texts that are not known are None."""

    ref: str
    status: str
    outcome: str | None
    severity: str | None
    subject: str | None
    channel: str
    category: str | None
    product: str | None
    cause: str | None
    unit: str | None
    owner: str | None
    customer_id: int | None
    customer_name: str | None
    customer_email: str | None
    customer_phone: str | None
    customer_language: str | None
    segment: str | None
    received_at: datetime
    acknowledged_at: datetime | None
    resolved_at: datetime | None
    closed_at: datetime | None
    next_due_clock: str | None
    next_due_at: datetime | None
    level: int
    cycle: int
    safety: bool
    vulnerable: bool
    overdue: bool


_OVERDUE = """
    SELECT id FROM complaints INDEXED BY complaints_open_by_severity
    WHERE overdue = 1 AND status <> 'closed' AND test = 0 ORDER BY severity, next_due, id LIMIT ?
"""

_NEXT_OPEN = """
    SELECT id FROM complaints INDEXED BY complaints_open_by_due
    WHERE status <> 'closed' AND overdue = 0 AND test = 0 ORDER BY next_due, id LIMIT ?
"""

_SOONEST = """
    SELECT id, ref, next_due FROM complaints INDEXED BY complaints_open_by_due WHERE overdue = 0 AND status <> 'closed'
    UNION ALL
    SELECT id, ref, next_due FROM complaints INDEXED BY complaints_open_by_due WHERE overdue = 1 AND status <> 'closed'
    ORDER BY next_due, id LIMIT ?
"""

# The colon is the character after the last digit.
_REF_BEGINS = """
    SELECT id FROM complaints INDEXED BY complaints_open_by_ref
    WHERE status <> 'closed' AND ref >= ? AND ref < ? ORDER BY ref LIMIT ?
"""

_LINES = """
    SELECT c.ref, c.status, c.outcome, c.severity, c.subject, c.channel, c.category, c.product, c.cause, c.unit,
           c.owner, c.customer_id, customers.name,
           (SELECT value FROM contact_points WHERE customer_id = c.customer_id AND kind = 'email' ORDER BY id LIMIT 1),
           (SELECT value FROM contact_points WHERE customer_id = c.customer_id AND kind = 'phone' ORDER BY id LIMIT 1),
           coalesce(nullif(c.language, ''), customers.language), c.segment,
           c.received_at, c.acknowledged_at, c.resolved_at, c.closed_at, c.next_due_clock, c.next_due,
           c.level, c.cycle, c.safety, c.vulnerable,
           c.status <> 'closed' AND (c.overdue OR c.next_due <= :now)
    FROM json_each(:ids) AS wanted
    CROSS JOIN complaints AS c ON c.id = wanted.value
    LEFT JOIN customers ON customers.id = c.customer_id
"""

_INSTANTS = frozenset({"received_at", "acknowledged_at", "resolved_at", "closed_at", "next_due_at"})
_FLAGS = frozenset({"safety", "vulnerable", "overdue"})


def next_open(connection: sqlite3.Connection, limit: int) -> list[int]:
    """Ids of open complaints: the overdue ones, gravest first, then by the soonest deadline; tests are left out.

    One whose every deadline is missed has none to come: sorted by deadlines alone, the worst would stand last.
    """
    late = [row[0] for row in connection.execute(_OVERDUE, (limit,))]
    return late + [row[0] for row in connection.execute(_NEXT_OPEN, (limit - len(late),))]


def lines(connection: sqlite3.Connection, ids: Sequence[int], now: datetime) -> list[Line]:
    """The complaints of these ids, in that order."""
    found = connection.execute(_LINES, {"ids": f"[{','.join(map(str, ids))}]", "now": to_us(now)})
    return [Line(*(_value(name, value) for name, value in zip(Line._fields, row, strict=True))) for row in found]


def _value(name: str, value: Any) -> Any:
    if name in _INSTANTS:
        return maybe_from_us(value)
    if name in _FLAGS:
        return bool(value)
    return None if value == "" else value


def login_of(connection: sqlite3.Connection, agent: str) -> str | None:
    """The login of an active agent named by login, else by the one account of theirs; None for nobody."""
    rows = connection.execute(
        """
        SELECT login FROM agents WHERE login = :agent AND active = 1
        UNION ALL
        SELECT login FROM agents WHERE active = 1 AND login <> :agent
               AND EXISTS (SELECT 1 FROM json_each(os_users) WHERE value = :agent)
        """,
        {"agent": agent},
    ).fetchall()
    return str(rows[0][0]) if len(rows) == 1 or (rows and rows[0][0] == agent) else None


def who(connection: sqlite3.Connection, name: str) -> tuple[str, str] | None:
    """Login and role of the active agent of that login, else of the one who works under that account."""
    row = connection.execute("SELECT login, role, active FROM agents WHERE login = ?", (name,)).fetchone()
    if row is not None:
        return (row[0], row[1]) if row[2] else None
    query = (
        "SELECT login, role FROM agents WHERE active = 1 AND EXISTS (SELECT 1 FROM json_each(os_users) WHERE value = ?)"
    )
    rows = connection.execute(query, (name,)).fetchall()
    return (rows[0][0], rows[0][1]) if len(rows) == 1 else None


def of_customer(connection: sqlite3.Connection, customer: int) -> list[int]:
    """Ids of a customer's complaints, under aliases too, the newest first."""
    rows = connection.execute(
        """
        WITH RECURSIVE same (id) AS (
            SELECT :customer UNION SELECT customers.id FROM customers JOIN same ON customers.alias_of = same.id
        )
        SELECT complaints.id FROM complaints JOIN same ON complaints.customer_id = same.id
        ORDER BY complaints.received_at DESC, complaints.id DESC
        """,
        {"customer": customer},
    )
    return [row[0] for row in rows]


def open_like(connection: sqlite3.Connection, start: str, limit: int) -> list[int]:
    """Ids of open complaints whose reference begins with *start*: the soonest deadlines while no number is begun."""
    if not any(map(str.isdigit, start)):
        soonest = connection.execute(_SOONEST, (limit,))
        return [number for number, ref, _due in soonest if ref.startswith(start)]
    return [row[0] for row in connection.execute(_REF_BEGINS, (start, start + ":", limit))]


def agent_names(connection: sqlite3.Connection) -> list[tuple[str, str]]:
    """Logins of active agents, with their names."""
    return connection.execute("SELECT login, name FROM agents WHERE active = 1 ORDER BY login").fetchall()


def team_of_each(connection: sqlite3.Connection) -> dict[str, str]:
    """The team of every login, "" for none."""
    return dict(connection.execute("SELECT login, team FROM agents ORDER BY login"))


def teams(connection: sqlite3.Connection) -> list[str]:
    """The teams that active agents are in."""
    query = "SELECT DISTINCT team FROM agents WHERE active = 1 AND team <> '' ORDER BY team"
    return [row[0] for row in connection.execute(query)]


_IN_USE = {
    fact: f"""
        SELECT {fact} FROM (
            SELECT {fact} FROM complaints INDEXED BY complaints_by_receipt ORDER BY received_at DESC, id DESC LIMIT 1000
        )
        WHERE {fact} <> '' GROUP BY {fact} ORDER BY count(*) DESC, {fact} LIMIT ?
    """
    for fact in ("cause", "unit", "category", "product")
}


def in_use(connection: sqlite3.Connection, fact: str, limit: int) -> list[str]:
    """What the newest thousand complaints have as their cause, unit, category or product, the most frequent first."""
    return [row[0] for row in connection.execute(_IN_USE[fact], (limit,))]
