"""Full text over everybody's words, in any language; two Chinese characters find (HOUSE, The store)."""

import sqlite3

from cxdesk.store.queue import of_customer
from cxdesk.text import fold, index_tokens, match_query

INDEXED = frozenset(
    {"subject", "narrative", "note", "contact", "question", "option", "cause", "reasons", "remedy", "answer", "lead"}
)
"""Which words can be found; addresses, evidence and the desk's own letters cannot."""

tokens = index_tokens

_NEWEST = """
    SELECT DISTINCT events.stream_id
    FROM search
    JOIN entries ON entries.id = search.rowid
    JOIN events ON events.id = entries.event_id
    WHERE search MATCH :match AND search.rowid > 0 AND events.stream = 'complaint'
    ORDER BY search.rowid DESC LIMIT :limit
"""

_OF_CUSTOMERS = """
    SELECT complaints.id
    FROM search CROSS JOIN complaints ON complaints.customer_id = -search.rowid
    WHERE search MATCH :match AND search.rowid < 0
    ORDER BY search.rowid LIMIT :limit
"""


_KNOWN_BY = "SELECT customer_id FROM contact_points WHERE kind = 'email' AND folded = ?"


def find(connection: sqlite3.Connection, words: str, limit: int) -> list[int]:
    """Ids of complaints that hold *words*, newest words first, then those of customers of that name or mail address.

    The index is read in the answer's order and left when that is full: a common word costs no more than a rare one.
    """
    match = match_query(words)
    if not match:
        return []
    given = {"match": match, "limit": limit}
    found = [row[0] for row in connection.execute(_NEWEST, given)]
    by_name = [row[0] for row in connection.execute(_OF_CUSTOMERS, given)]
    return list(dict.fromkeys(found + by_name + _of_address(connection, words)))[:limit]


def _of_address(connection: sqlite3.Connection, words: str) -> list[int]:
    known = connection.execute(_KNOWN_BY, (fold(words).strip(),)).fetchone() if "@" in words else None
    return of_customer(connection, known[0]) if known else []


def customer_words(name: str, key: str | None) -> str:
    """What a customer is found by."""
    return " ".join(part for part in (name, key or "") if part)


def index_customer(connection: sqlite3.Connection, customer: int, old: str | None, new: str) -> None:
    """Make a customer findable by name and key; the contentless index is told the old text to forget it."""
    if old is not None:
        connection.execute(
            "INSERT INTO search (search, rowid, tokens) VALUES ('delete', ?, ?)", (-customer, tokens(old))
        )
    connection.execute("INSERT INTO search (rowid, tokens) VALUES (?, ?)", (-customer, tokens(new)))
