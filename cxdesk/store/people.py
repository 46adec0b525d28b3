"""Customers with every address they are known by, and agents (HOUSE, The store)."""

import json
import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from cxdesk.domain.permissions import AGENTS
from cxdesk.domain.words import Role
from cxdesk.store.points import folded as folded  # noqa: PLC0414 (callers have it from here)
from cxdesk.text import match_query


@dataclass(frozen=True, slots=True)
class Agent:
    """A person working the desk; `authority` is the own limit in the desk's currency, `hours` when notices may come."""

    login: str
    name: str
    role: Role
    team: str = ""
    email: str = ""
    authority: Decimal | None = None
    os_users: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    hours: str = ""
    active: bool = True


@dataclass(frozen=True, slots=True)
class Customer:
    """Who complains; `alias_of` points to the customer a duplicate was merged into."""

    id: int
    key: str | None = None
    name: str = ""
    language: str | None = None
    segment: str | None = None
    value_band: str | None = None
    alias_of: int | None = None
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()


_AGENT = "SELECT login, name, role, team, email, authority, os_users, skills, hours, active FROM agents"


def _agent(row: tuple[str, str, str, str, str, str | None, str, str, str, int]) -> Agent:
    login, name, role, team, email, authority, os_users, skills, hours, active = row
    return Agent(
        login,
        name,
        Role(role),
        team,
        email,
        None if authority is None else Decimal(authority),
        tuple(json.loads(os_users)),
        tuple(json.loads(skills)),
        hours,
        bool(active),
    )


def agent(connection: sqlite3.Connection, login: str) -> Agent | None:
    """The agent of that login."""
    row = connection.execute(f"{_AGENT} WHERE login = ?", (login,)).fetchone()
    return _agent(row) if row else None


def agent_of_os_user(connection: sqlite3.Connection, os_user: str) -> Agent | None:
    """The one active agent who works under this OS user; None when there is none or several."""
    query = f"{_AGENT} WHERE active = 1 AND EXISTS (SELECT 1 FROM json_each(os_users) WHERE value = ?)"
    rows = connection.execute(query, (os_user,)).fetchall()
    return _agent(rows[0]) if len(rows) == 1 else None


def agent_named(connection: sqlite3.Connection, name: str) -> Agent | None:
    """The agent of that login, else the one who works under that account."""
    return agent(connection, name) or agent_of_os_user(connection, name)


def agents(connection: sqlite3.Connection, *, active_only: bool = False) -> list[Agent]:
    """All agents by login."""
    where = " WHERE active = 1" if active_only else ""
    return [_agent(row) for row in connection.execute(f"{_AGENT}{where} ORDER BY login")]


def has_one_worker(connection: sqlite3.Connection) -> bool:
    """Whether a single active agent may own complaints: nobody else could approve what they propose (DOMAIN §3)."""
    return sum(one.role in AGENTS for one in agents(connection, active_only=True)) == 1


def save_agent(connection: sqlite3.Connection, one: Agent) -> None:
    """Add or change an agent."""
    connection.execute(
        """
        INSERT INTO agents VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (login) DO UPDATE SET name = excluded.name, role = excluded.role, team = excluded.team,
            email = excluded.email, authority = excluded.authority, os_users = excluded.os_users,
            skills = excluded.skills, hours = excluded.hours, active = excluded.active
        """,
        (
            one.login,
            one.name,
            one.role.value,
            one.team,
            one.email,
            None if one.authority is None else str(one.authority),
            json.dumps(one.os_users),
            json.dumps(one.skills),
            one.hours,
            int(one.active),
        ),
    )


def agent_number(connection: sqlite3.Connection, login: str) -> int:
    """The number of an agent's event stream, the next free one where there is none yet."""
    (known, highest) = connection.execute(
        """
        SELECT min(CASE WHEN data ->> 'login' = ? THEN stream_id END), coalesce(max(stream_id), 0)
        FROM events WHERE stream = 'agent'
        """,
        (login,),
    ).fetchone()
    return int(highest + 1 if known is None else known)


_CUSTOMER = "SELECT id, key, name, language, segment, value_band, alias_of FROM customers"


def customer(connection: sqlite3.Connection, number: int) -> Customer | None:
    """One customer with all contact points."""
    row = connection.execute(f"{_CUSTOMER} WHERE id = ?", (number,)).fetchone()
    return _with_points(connection, Customer(*row)) if row else None


def _with_points(connection: sqlite3.Connection, one: Customer) -> Customer:
    points = connection.execute(
        "SELECT kind, value FROM contact_points WHERE customer_id = ? ORDER BY id", (one.id,)
    ).fetchall()
    return Customer(
        one.id,
        one.key,
        one.name,
        one.language,
        one.segment,
        one.value_band,
        one.alias_of,
        tuple(value for kind, value in points if kind == "email"),
        tuple(value for kind, value in points if kind == "phone"),
    )


def find_customer(connection: sqlite3.Connection, *, key: str = "", email: str = "", phone: str = "") -> int | None:
    """The customer known by key, else by address, else by number; aliases are followed."""
    return next(known_by(connection, key=key, email=email, phone=phone), None)


_LAST_LANGUAGE = """
    SELECT language FROM complaints WHERE customer_id = ? AND language IS NOT NULL ORDER BY received_at DESC LIMIT 1
"""


def last_language(connection: sqlite3.Connection, customer: int) -> str:
    """In which the customer's newest complaint of a known language is written; "" where there is none."""
    row = connection.execute(_LAST_LANGUAGE, (customer,)).fetchone()
    return row[0] if row else ""


def known_by(connection: sqlite3.Connection, *, key: str, email: str, phone: str) -> Iterator[int]:
    """Every customer known by one of these, in this order; aliases are followed."""
    if key:
        row = connection.execute("SELECT id FROM customers WHERE key = ?", (key,)).fetchone()
        if row:
            yield canonical(connection, row[0])
    for kind, value in (("email", email), ("phone", phone)):
        number = reached_by(connection, kind, value)
        if number is not None:
            yield number


def reached_by(connection: sqlite3.Connection, kind: str, value: str) -> int | None:
    """The customer known by this address or number; aliases are followed. Nobody is known by none."""
    row = connection.execute(
        "SELECT customer_id FROM contact_points WHERE kind = ? AND folded = ? AND folded <> ''",
        (kind, folded(kind, value)),
    ).fetchone()
    return canonical(connection, row[0]) if row else None


def canonical(connection: sqlite3.Connection, number: int) -> int:
    """The customer behind an alias."""
    row = connection.execute(
        """
        WITH RECURSIVE chain (id, alias_of) AS (
            SELECT id, alias_of FROM customers WHERE id = ?
            UNION SELECT customers.id, customers.alias_of FROM customers JOIN chain ON customers.id = chain.alias_of
        )
        SELECT id FROM chain WHERE alias_of IS NULL
        """,
        (number,),
    ).fetchone()
    return int(row[0]) if row else number


def next_customer_id(connection: sqlite3.Connection) -> int:
    """The number the next customer gets."""
    (number,) = connection.execute("SELECT coalesce(max(id), 0) + 1 FROM customers").fetchone()
    return int(number)


def save_customer(connection: sqlite3.Connection, one: Customer, since: int) -> None:
    """Add or change a customer's own row."""
    connection.execute(
        """
        INSERT INTO customers (id, key, name, language, segment, value_band, alias_of, since)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (id) DO UPDATE SET key = excluded.key, name = excluded.name, language = excluded.language,
            segment = excluded.segment, value_band = excluded.value_band, alias_of = excluded.alias_of
        """,
        (one.id, one.key, one.name, one.language, one.segment, one.value_band, one.alias_of, since),
    )


def add_point(connection: sqlite3.Connection, number: int, kind: str, value: str) -> None:
    """One more address or number; one that somebody else is known by stays theirs."""
    connection.execute(
        "INSERT OR IGNORE INTO contact_points (customer_id, kind, value, folded) VALUES (?, ?, ?, ?)",
        (number, kind, value, folded(kind, value)),
    )


def newest_customers(connection: sqlite3.Connection, limit: int) -> list[Customer]:
    """Customers, the newest first; aliases are left out."""
    rows = connection.execute(f"{_CUSTOMER} WHERE alias_of IS NULL ORDER BY id DESC LIMIT ?", (limit,)).fetchall()
    return [_with_points(connection, Customer(*row)) for row in rows]


_BY_NAME = "SELECT -rowid AS id FROM search WHERE search MATCH ? AND rowid < 0"

_BY_ADDRESS = """
    SELECT customer_id AS id FROM contact_points WHERE kind = 'email' AND folded >= ? AND folded < ?
    UNION SELECT customer_id FROM contact_points INDEXED BY contact_points_by_domain
    WHERE kind = 'email' AND substr(folded, instr(folded, '@') + 1) >= ? AND substr(folded, instr(folded, '@') + 1) < ?
"""

_BY_NUMBER = "SELECT customer_id FROM contact_points WHERE kind = 'phone' AND folded >= ? AND folded < ?"

_NUMBER = re.compile(r"\+?[\d\s().-]*\d[\d\s().-]*")
_LAST = "\U0010ffff"
"""Sorts behind everything that a longer text may go on with."""

_MOST_WORDS = 8


def customers(connection: sqlite3.Connection, words: str, limit: int) -> list[Customer]:
    """Customers by words as their name or key has them, the newest first; aliases are left out.

    A word may go on, and may be how an address, its domain or a number begins; a number may have spaces in it.
    """
    asked = [words] if _NUMBER.fullmatch(words.strip()) else words.split()[:_MOST_WORDS]
    found = [_known_as(word) for word in asked]
    every = " INTERSECT ".join(f"SELECT id FROM ({query})" for query, _values in found)
    rows = connection.execute(
        f"""
        WITH named (id) AS ({every})
        SELECT customers.id, key, name, language, segment, value_band, alias_of
        FROM named CROSS JOIN customers ON customers.id = named.id
        WHERE alias_of IS NULL ORDER BY customers.id DESC LIMIT ?
        """,
        (*(value for _query, values in found for value in values), limit),
    ).fetchall()
    return [_with_points(connection, Customer(*row)) for row in rows]


def _known_as(word: str) -> tuple[str, tuple[str, ...]]:
    """Who is known by one word: a SELECT of `id`, and its values."""
    address, domain, number = folded("email", word), folded("email", word.removeprefix("@")), folded("phone", word)
    queries = [_BY_ADDRESS]
    values = [address, address + _LAST, domain, domain + _LAST]
    if _NUMBER.fullmatch(word.strip()):
        queries.append(_BY_NUMBER)
        values += [number, number + _LAST]
    match = match_query(word, prefix=True)
    if match:
        queries.insert(0, _BY_NAME)
        values.insert(0, match)
    return " UNION ".join(queries), tuple(values)


def merge_customers(connection: sqlite3.Connection, source: int, into: int) -> None:
    """*source* becomes an alias of *into*; contact points move so that the next mail finds the one that stays."""
    connection.execute("UPDATE customers SET alias_of = ? WHERE id = ?", (into, source))
    connection.execute("UPDATE contact_points SET customer_id = ? WHERE customer_id = ?", (into, source))


def leads(connection: sqlite3.Connection, number: int) -> list[tuple[str, str]]:
    """Other needs that a customer named in revisits: the complaint's reference and the words, the newest first."""
    rows = connection.execute(
        """
        WITH RECURSIVE same (id) AS (
            SELECT ? UNION SELECT customers.id FROM customers JOIN same ON customers.alias_of = same.id
        )
        SELECT ref, entries.text FROM same
        JOIN complaints ON complaints.customer_id = same.id
        JOIN events ON events.stream = 'complaint' AND events.stream_id = complaints.id
        JOIN entries ON entries.event_id = events.id
        WHERE entries.kind = 'lead' AND entries.text IS NOT NULL ORDER BY entries.id DESC
        """,
        (number,),
    )
    return [(ref, text) for ref, text in rows]
