"""Desks of any size, written straight into the tables: plans and page times need many rows, not true histories."""

import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cxdesk.store import sqlite
from cxdesk.store.moments import NEVER, to_us
from cxdesk.text import index_tokens

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
DAY = 86_400_000_000

_NUMBERS = "WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < :n)"
# A number that looks random but is the same every time, from a complaint's own number and a salt.
_MIXED = "((i * 2654435761 + {salt} * 40503) % 1000003)"
_OPEN = ("received", "investigating", "waiting", "offered", "fulfilling", "resolved")

_COMPLAINTS = """
    INSERT INTO complaints (id, ref, seq, status, outcome, subject, severity, channel, category, owner, customer_id,
        segment, language, tags, received_at, recorded_at, acknowledged_at, closed_at, acknowledgement, waiting_until,
        next_due, next_due_clock, overdue, next_step, level, safety, test, policy, snapshot, cause)
    SELECT i, 'CX-' || i, 1, status, CASE status WHEN 'closed' THEN 'remedied' ELSE '' END, 'Sample ' || i,
           CASE {m2} % 20 WHEN 0 THEN 'S1' WHEN 1 THEN '' ELSE 'S' || (2 + {m2} % 3) END,
           CASE {m3} % 3 WHEN 0 THEN 'phone' WHEN 1 THEN 'email' ELSE 'web' END,
           'category-' || ({m4} % 40), CASE {m5} % 12 WHEN 0 THEN '' ELSE 'agent' || ({m5} % 60) END,
           1 + {m6} % :people,
           CASE {m7} % 10 WHEN 0 THEN 'vip' ELSE 'standard' END, CASE i % 2 WHEN 0 THEN 'zh' ELSE 'en' END,
           CASE i % 50 WHEN 0 THEN 'press legal' ELSE '' END,
           :now - :n * 60000000 + i * 60000000, :now, NULL, CASE status WHEN 'closed' THEN :now - {m2} * 1000000 END,
           CASE WHEN status <> 'closed' AND {m3} % 97 = 0 THEN 'owed' ELSE 'given' END,
           CASE status WHEN 'waiting' THEN :now + {m4} * 1000000 END,
           CASE WHEN status = 'closed' THEN :never WHEN {m8} % 30 = 0 THEN :never
                ELSE :now - :day / 100 + {m8} % 100000 * (:day / 10000) END,
           'resolve', status <> 'closed' AND {m8} % 53 = 0, :never, {m5} % 7 = 0, {m6} % 500 = 0, {m7} % 199 = 0,
           'standard', 'x', CASE {m4} % 9 WHEN 0 THEN 'late delivery' ELSE '' END
    FROM (SELECT i, CASE WHEN i > :n - :open THEN
              CASE {m1} % 12 WHEN 0 THEN 'received' WHEN 1 THEN 'waiting' WHEN 2 THEN 'offered' WHEN 3 THEN 'fulfilling'
              WHEN 4 THEN 'resolved' ELSE 'investigating' END ELSE 'closed' END AS status FROM n)
"""

_TEXTS = (
    "宽带三天没有修好，申请退款，客服一直没有回复",
    "The parcel came late and the box was open; I want a refund",
    "多扣了一次费用，请尽快处理并书面答复",
    "Charged twice for one order, nobody answers the phone",
    "快递延误，态度很差，要求道歉和补偿",
    "Wrong size delivered, exchange refused at the counter",
    "质量问题，第二次维修仍然没有解决",
    "The line is dead since Monday, third call about it",
    "合同到期后继续收费，无法取消",
    "My data were shown to another customer",
)


def new_desk(folder: Path) -> sqlite3.Connection:
    """An empty desk, quick to write because nothing in it is worth a sync."""
    sqlite.create(folder / "cxdesk.db")
    connection = sqlite.connect(folder / "cxdesk.db")
    connection.execute("PRAGMA synchronous = OFF")
    return connection


def fill(connection: sqlite3.Connection, count: int, open_share: float = 0.1) -> None:
    """Sample complaints with options, revisits, letters, words and customers; the newest ones are open."""
    mixed = {f"m{salt}": _MIXED.format(salt=salt) for salt in range(1, 9)}
    given = {
        "n": count,
        "open": int(count * open_share),
        "people": max(count // 3, 1),
        "now": to_us(NOW),
        "day": DAY,
        "never": NEVER,
    }
    with sqlite.writing(connection):
        people = _used(
            "INSERT INTO customers (id, key, name, since) SELECT i, 'K' || i, 'Sample Person ' || i, 0 FROM n", mixed
        )
        connection.execute(people, given | {"n": given["people"]})
        connection.execute(_used(_COMPLAINTS, mixed), given)
        for statement in _BESIDE:
            connection.execute(_used(statement, mixed), given)
        stand(connection)
        _fill_search(connection, count, given["people"])


def stand(connection: sqlite3.Connection) -> None:
    """Have complaints tell what options and revisits stand open, as the projection would."""
    connection.execute(_OFFERS)
    connection.execute(_REVISITS)


_OFFERS = """
    UPDATE complaints SET offer_until = coalesce((
        SELECT max(coalesce(valid_until, 9223372036854775807)) FROM options
        WHERE complaint_id = complaints.id AND state = 'open'), 0)
"""
_REVISITS = """
    UPDATE complaints SET revisit_on = (
        SELECT min(due_on) FROM revisits WHERE complaint_id = complaints.id AND state = 'planned')
"""


def _used(statement: str, mixed: dict[str, str]) -> str:
    return f"{_NUMBERS} {statement.format(**mixed)}"


_BESIDE = (
    """INSERT INTO options (complaint_id, number, cycle, type, state, offered_by, offered_at, valid_until)
       SELECT i, 1, 1, 'refund', CASE WHEN i <= :n - :open THEN 'accepted' WHEN {m1} % 12 = 4 THEN 'expired'
           WHEN {m3} % 25 = 0 THEN 'proposed' WHEN {m1} % 12 IN (1, 2) THEN 'open'
           ELSE 'expired' END, 'ann', :now, :now + ({m4} % 2000 - 200) * 1000000
       FROM n WHERE i > :n - :open AND {m1} % 12 = 2 OR i % 3 = 0""",
    """INSERT INTO revisits (complaint_id, number, cycle, state, due_on, opens_at, closes_at)
       SELECT i, 1, 1, CASE WHEN i > :n - :open * 2 AND (i <= :n - :open OR {m1} % 12 = 4) THEN 'planned'
           ELSE 'confirmed' END,
           date(:now / 1000000 + ({m2} % 60 - 3) * 86400, 'unixepoch'), :now, :now + ({m2} % 60 - 1) * :day
       FROM n WHERE i % 5 = 0""",
    """INSERT INTO outbox (id, message_id, complaint_id, letter, recipient, language, subject, body, state, next_try_at,
           queued_at)
       SELECT i, 'm' || i, i, 'acknowledgement', 'sample@example.org', 'en', '', '',
           CASE WHEN {m6} % 3001 = 0 THEN 'failed' WHEN {m6} % 3001 < 4 THEN 'queued' ELSE 'accepted' END, :now, :now
       FROM n""",
    """INSERT INTO events (id, stream, stream_id, seq, at, recorded_at, agent, os_user, type, version, data, hash)
       SELECT i, 'complaint', i, 1, :now, :now, 'ann', 'ann', 'logged', 1, '{{}}', x'00' FROM n""",
    "INSERT INTO entries (id, event_id, kind, salt, text) SELECT i, i, 'narrative', x'00', 'x' FROM n",
)


def _fill_search(connection: sqlite3.Connection, count: int, people: int) -> None:
    texts = [index_tokens(text) for text in _TEXTS]
    insert = "INSERT INTO search (rowid, tokens) VALUES (?, ?)"
    rare = index_tokens("罕见")
    connection.executemany(
        insert,
        (
            (i, f"{texts[i * 7919 % 10]} {rare if i % 997 == 0 else ''} w{i % 300} m{i % 60}")
            for i in range(1, count + 1)
        ),
    )
    connection.executemany(insert, ((-i, f"sample person {i} k{i}") for i in range(1, people + 1)))


def at(**delta: float) -> int:
    """Microseconds of NOW and so much later."""
    return to_us(NOW + timedelta(**delta))
