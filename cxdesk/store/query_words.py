"""Words in a query: somewhere in what was said about a complaint, or in its customer's name (full text, `search`)."""

import re
import sqlite3
import unicodedata
from typing import Final

from cxdesk.store.points import folded
from cxdesk.store.query_tests import NOTHING, Row, Sql, Test
from cxdesk.text import index_tokens, match_query


class Words(Test):
    """One word or phrase, as an FTS5 expression that `text.match_query` made."""

    __slots__ = ("match",)

    def __init__(self, match: str) -> None:
        self.match: Final = match

    def sql(self) -> Sql:
        return Sql(f"{_IN_ENTRIES} OR {_OF_CUSTOMERS}", (self.match, self.match))

    def asked(self, connection: sqlite3.Connection) -> Sql:
        """The same condition, of that alone where the word stands at all: where it is nowhere, nobody looks."""
        sides = ((_IN_ENTRIES, ">"), (_OF_CUSTOMERS, "<"))
        parts = [condition for condition, side in sides if self._stands(connection, side)]
        return Sql(" OR ".join(parts) or NOTHING, (self.match,) * len(parts))

    def _stands(self, connection: sqlite3.Connection, side: str) -> bool:
        """Whether it is in any entry (>) or customer (<)."""
        text = f"SELECT 1 FROM search WHERE search MATCH ? AND rowid {side} 0 LIMIT 1"
        return connection.execute(text, (self.match,)).fetchone() is not None

    def count(self, connection: sqlite3.Connection, cap: int) -> int:
        """In how many entries and customers it stands, counted up to *cap*: their complaints are not looked for."""
        counted = "SELECT count(*) FROM (SELECT rowid FROM search WHERE search MATCH ? LIMIT ?)"
        return int(connection.execute(counted, (self.match, cap)).fetchone()[0])

    def matches(self, row: Row) -> bool:
        return any(self.in_text(text) for text in row.beside.texts) or (
            row.brief.customer_id is not None and self.in_text(row.beside.customer_words)
        )

    def in_text(self, text: str) -> bool:
        """Whether one text holds it."""
        tokens = _tokens(index_tokens(text))
        return all(_holds(tokens, phrase, bool(open_ended)) for phrase, open_ended in re.findall(_PHRASE, self.match))

    def driver(self) -> Sql:
        return Sql(
            "SELECT events.stream_id AS id FROM search CROSS JOIN entries ON entries.id = search.rowid"
            " CROSS JOIN events ON events.id = entries.event_id"
            " WHERE search MATCH ? AND search.rowid > 0 AND events.stream = 'complaint' UNION ALL"
            " SELECT complaints.id FROM search CROSS JOIN complaints INDEXED BY complaints_of_customer"
            " ON complaints.customer_id = -search.rowid WHERE search MATCH ? AND search.rowid < 0",
            (self.match, self.match),
        )


_IN_ENTRIES = (
    "EXISTS (SELECT 1 FROM events CROSS JOIN entries ON entries.event_id = events.id"
    " WHERE events.stream = 'complaint' AND events.stream_id = complaints.id"
    " AND +entries.id IN (SELECT rowid FROM search WHERE search MATCH ? AND rowid > 0))"
)
"""What holds it is listed once: asked of row after row, the beginning of a word is looked up whole each time."""
_OF_CUSTOMERS = "complaints.customer_id IN (SELECT -rowid FROM search WHERE search MATCH ? AND rowid < 0)"

_PHRASE = r'"([^"]*)"(\*?)'


def _tokens(text: str) -> list[str]:
    """As FTS5's unicode61 cuts a text: runs of letters and digits, without diacritics."""
    bare = "".join(mark for mark in unicodedata.normalize("NFD", text.lower()) if unicodedata.category(mark) != "Mn")
    apart = "".join(
        mark if unicodedata.category(mark)[0] in "LN" else " " for mark in unicodedata.normalize("NFC", bare)
    )
    return apart.split()


def _holds(tokens: list[str], phrase: str, open_ended: bool) -> bool:
    """The phrase's tokens stand one after the other; the last may go on when *open_ended*."""
    wanted = _tokens(phrase)
    if not wanted:
        return False
    for start in range(len(tokens) - len(wanted) + 1):
        found = tokens[start : start + len(wanted)]
        last = found[-1].startswith(wanted[-1]) if open_ended else found[-1] == wanted[-1]
        if last and found[:-1] == wanted[:-1]:
            return True
    return False


_KNOWN = """
    WITH RECURSIVE same (id) AS (
        SELECT id FROM (
            SELECT id FROM customers WHERE key = ? AND key <> ''
            UNION ALL SELECT customer_id FROM contact_points WHERE kind = 'email' AND folded = ? AND folded <> ''
            UNION ALL SELECT customer_id FROM contact_points WHERE kind = 'phone' AND folded = ? AND folded <> ''
            UNION ALL SELECT id FROM customers WHERE id = ?
        )
        UNION SELECT customers.id FROM same CROSS JOIN customers INDEXED BY customers_merged
              ON customers.alias_of = same.id
    )
    SELECT id FROM same
"""

_OF_NAME = " UNION ALL SELECT -rowid FROM search WHERE search MATCH ? AND rowid < 0"


class OfCustomer(Test):
    """The complaint of a customer of this number, key, address or telephone, or of one merged into them.

    Each is "" or None where it is not asked for; *match* is an FTS5 expression for names.
    """

    __slots__ = ("email", "key", "match", "number", "phone")

    def __init__(
        self, key: str = "", email: str = "", phone: str = "", match: str = "", number: int | None = None
    ) -> None:
        self.key: Final = key
        self.email: Final = email
        self.phone: Final = phone
        self.match: Final = match
        self.number: Final = number

    def _select(self) -> Sql:
        known: tuple[int | str, ...] = (self.key, self.email, self.phone, -1 if self.number is None else self.number)
        return Sql(_KNOWN + _OF_NAME, (*known, self.match)) if self.match else Sql(_KNOWN, known)

    def sql(self) -> Sql:
        select = self._select()
        return Sql(f"complaints.customer_id IN ({select.text})", select.params)

    def matches(self, row: Row) -> bool:
        if row.brief.customer_id is None:
            return False
        points = {("email", self.email), ("phone", self.phone)} - {("email", ""), ("phone", "")}
        by_number = self.number in (row.brief.customer_id, *row.beside.customer_stays)
        by_key = bool(self.key) and row.beside.customer_key == self.key
        by_name = bool(self.match) and Words(self.match).in_text(row.beside.customer_words)
        return by_number or by_key or by_name or not points.isdisjoint(row.beside.customer_points)

    def driver(self) -> Sql:
        select = self._select()
        return Sql(
            "SELECT complaints.id FROM complaints INDEXED BY complaints_of_customer"
            f" WHERE customer_id IN ({select.text})",
            select.params,
        )


def of_customer(text: str) -> OfCustomer:
    """The complaints of whoever may be meant by *text*: a key, an address, a telephone, a name or a number."""
    quoted = '"' + text.replace('"', " ") + '"'
    number = int(text) if re.fullmatch(r"\d{1,15}", text) else None
    return OfCustomer(text, folded("email", text), folded("phone", text), match_query(quoted), number)
