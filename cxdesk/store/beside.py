"""What stands about one complaint in other tables, beside its card: its customer's others, mail that waits."""

import sqlite3
from typing import NamedTuple

from cxdesk.store.queue import of_customer


class InMail(NamedTuple):
    """One message of the inbox that is about a complaint, or names it without proving that it may (`named`)."""

    number: int
    state: str
    sender: str
    subject: str
    named: bool


def history_of(connection: sqlite3.Connection, customer: int) -> tuple[int, int]:
    """How many complaints the customer has, and how many of them are open; those under aliases count."""
    ids = of_customer(connection, customer)
    marks = ", ".join("?" * len(ids[:MOST]))
    query = f"SELECT count(*) FROM complaints WHERE status <> 'closed' AND id IN ({marks})"
    (still_open,) = connection.execute(query, ids[:MOST]).fetchone()
    return len(ids), int(still_open)


MOST = 500
"""Nobody's open complaints are counted beyond their newest so many."""

_MAIL = """
    SELECT id, state, sender, subject, 0 FROM inbox WHERE complaint_id = :complaint AND complaint_id IS NOT NULL
    UNION ALL
    SELECT id, state, sender, subject, 1 FROM inbox INDEXED BY inbox_quarantined
    WHERE state = 'quarantined' AND named_id = :complaint
"""


def mail_of(connection: sqlite3.Connection, complaint_id: int) -> list[InMail]:
    """Messages about the complaint, and those in quarantine that name it."""
    rows = connection.execute(_MAIL, {"complaint": complaint_id})
    return [InMail(number, state, sender, subject, bool(named)) for number, state, sender, subject, named in rows]
