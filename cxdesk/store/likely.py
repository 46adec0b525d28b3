"""Complaints that a new one may repeat: those of the same customer, and those with the same words, lately."""

import sqlite3
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from cxdesk.store.moments import from_us, to_us

_OF_CUSTOMER = """
    SELECT id FROM complaints INDEXED BY complaints_of_customer
    WHERE customer_id = :customer AND test = 0 AND merged_into = ''
      AND (status <> 'closed' OR received_at >= :since)
    ORDER BY received_at DESC LIMIT :limit
"""

_TOLD = """
    SELECT c.id, c.ref, c.status, c.subject, c.received_at, c.customer_id,
           (SELECT text FROM entries JOIN events ON events.id = entries.event_id
            WHERE events.stream = 'complaint' AND events.stream_id = c.id AND events.seq = 1
              AND entries.kind = 'narrative')
    FROM complaints AS c WHERE c.id = ? AND c.test = 0 AND c.merged_into = ''
"""


class Told(NamedTuple):
    """What a complaint says, as far as it can be compared."""

    id: int
    ref: str
    status: str
    subject: str
    received_at: datetime
    customer: int | None
    narrative: str


def of_customer(connection: sqlite3.Connection, customer: int, since: datetime, limit: int) -> list[int]:
    """Ids of a customer's complaints that are open or were received *since* then, the newest first."""
    given = {"customer": customer, "since": to_us(since), "limit": limit}
    return [row[0] for row in connection.execute(_OF_CUSTOMER, given)]


def told(connection: sqlite3.Connection, ids: Iterable[int]) -> list[Told]:
    """What each of them says; tests and merged ones are left out."""
    found = []
    for one in ids:
        row = connection.execute(_TOLD, (one,)).fetchone()
        if row is not None:
            number, ref, status, subject, received_at, customer, narrative = row
            found.append(Told(number, ref, status, subject or "", from_us(received_at), customer, narrative or ""))
    return found
