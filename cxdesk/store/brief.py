"""A complaint as lists show it, read from the read models."""

import sqlite3
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from cxdesk.domain.words import AcknowledgementState, Outcome, Severity, Status
from cxdesk.store.moments import NEVER, from_us, maybe_from_us, to_us


class Brief(NamedTuple):
    """One line of a list; instants are aware UTC.

    `overdue` is as of the query's moment: a deadline that passed since the last sweep counts. Unknown texts are "".
    `customer` is the name, else the address or number by which one without a name is known.
    """

    id: int
    ref: str
    status: Status
    received_at: datetime
    outcome: Outcome | None = None
    severity: Severity | None = None
    subject: str = ""
    channel: str = ""
    category: str = ""
    product: str = ""
    cause: str = ""
    unit: str = ""
    owner: str = ""
    customer_id: int | None = None
    customer: str = ""
    segment: str = ""
    value_band: str = ""
    language: str = ""
    source: str = ""
    tags: str = ""
    acknowledged_at: datetime | None = None
    resolved_at: datetime | None = None
    closed_at: datetime | None = None
    next_due_at: datetime | None = None
    next_due_clock: str = ""
    overdue: bool = False
    level: int = 0
    cycle: int = 1
    safety: bool = False
    vulnerable: bool = False
    test: bool = False
    acknowledgement: AcknowledgementState = AcknowledgementState.NOT_OWED
    waiting_until: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Not closed."""
        return self.status is not Status.CLOSED


_BRIEFS = """
    SELECT c.id, c.ref, c.status, c.outcome, c.severity, c.subject, c.channel, c.category, c.product, c.cause,
           c.unit, c.owner, c.customer_id,
           coalesce(
               nullif(customers.name, ''),
               (SELECT value FROM contact_points WHERE customer_id = c.customer_id AND kind = 'email'
                ORDER BY id LIMIT 1),
               (SELECT value FROM contact_points WHERE customer_id = c.customer_id AND kind = 'phone'
                ORDER BY id LIMIT 1),
               ''
           ),
           c.segment, c.value_band, c.language, c.source,
           c.tags, c.received_at, c.acknowledged_at, c.resolved_at, c.closed_at, c.next_due, c.next_due_clock,
           c.overdue, c.level, c.cycle, c.safety, c.vulnerable, c.test, c.acknowledgement, c.waiting_until
    FROM json_each(:ids) AS wanted
    CROSS JOIN complaints AS c ON c.id = wanted.value
    LEFT JOIN customers ON customers.id = c.customer_id
"""


def briefs(connection: sqlite3.Connection, ids: Sequence[int], now: datetime) -> tuple[Brief, ...]:
    """The complaints of these ids, in that order, as they stand at *now*."""
    return tuple(_brief(row, now) for row in connection.execute(_BRIEFS, {"ids": f"[{','.join(map(str, ids))}]"}))


_LATE = """
    SELECT clocks.complaint_id, clocks.clock, min(clocks.due_at)
    FROM json_each(:ids) AS wanted
    CROSS JOIN clocks ON clocks.complaint_id = wanted.value
    WHERE +clocks.stopped_at IS NULL AND clocks.due_at <= :now AND clocks.kind IN ('deadline', 'recurring')
      AND clocks.verdict IN ('running', 'breached')
    GROUP BY clocks.complaint_id
"""


def longest_late(connection: sqlite3.Connection, ids: Sequence[int], now: datetime) -> dict[int, tuple[str, datetime]]:
    """Of these complaints those that owe something late at *now*: the clock that is late for longest, since when."""
    found = connection.execute(_LATE, {"ids": f"[{','.join(map(str, ids))}]", "now": to_us(now)})
    return {number: (clock, from_us(due_at)) for number, clock, due_at in found}


# fmt: off
_Row = tuple[
    int, str, str, str, str, str, str, str, str, str, str, str, int | None, str, str, str, str, str, str, int,
    int | None, int | None, int | None, int, str, int, int, int, int, int, int, str, int | None,
]
# fmt: on


def _brief(row: _Row, now: datetime) -> Brief:
    (
        number, ref, status, outcome, severity, subject, channel, category, product, cause, unit, owner, customer_id,
        customer, segment, value_band, language, source, tags, received_at, acknowledged_at, resolved_at, closed_at,
        next_due, next_due_clock, overdue, level, cycle, safety, vulnerable, test, acknowledgement, waiting_until,
    ) = row  # fmt: skip
    due_at = None if next_due == NEVER else from_us(next_due)
    return Brief(
        id=number,
        ref=ref,
        status=Status(status),
        outcome=Outcome(outcome) if outcome else None,
        severity=Severity(severity) if severity else None,
        subject=subject,
        channel=channel,
        category=category,
        product=product,
        cause=cause,
        unit=unit,
        owner=owner,
        customer_id=customer_id,
        customer=customer,
        segment=segment,
        value_band=value_band,
        language=language,
        source=source,
        tags=tags,
        received_at=from_us(received_at),
        acknowledged_at=maybe_from_us(acknowledged_at),
        resolved_at=maybe_from_us(resolved_at),
        closed_at=maybe_from_us(closed_at),
        next_due_at=due_at,
        next_due_clock=next_due_clock,
        overdue=status != Status.CLOSED and (bool(overdue) or (due_at is not None and due_at <= now)),
        level=level,
        cycle=cycle,
        safety=bool(safety),
        vulnerable=bool(vulnerable),
        test=bool(test),
        acknowledgement=AcknowledgementState(acknowledgement),
        waiting_until=maybe_from_us(waiting_until),
    )
