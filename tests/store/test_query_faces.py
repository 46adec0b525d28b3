"""The two faces of a query, SQL and Python, find the same complaints; so do pages in every order, up and down."""

import random
import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cxdesk.domain.words import AcknowledgementState, OptionState, RevisitState, Severity, Status
from cxdesk.store import selects
from cxdesk.store.brief import Brief, briefs
from cxdesk.store.facts import Beside, OptionFact, RevisitFact
from cxdesk.store.moments import NEVER, maybe_us, to_us
from cxdesk.store.outbox import OutboxState
from cxdesk.store.pages import count, key_of, page
from cxdesk.store.query import Query, Vocabulary, parse
from cxdesk.store.selects import Key
from cxdesk.store.walks import Sort
from cxdesk.text import index_tokens
from tests.store.desks import NOW, new_desk, stand

ROWS = 150
ZONE = ZoneInfo("Asia/Shanghai")
KNOWN = Vocabulary(teams={"ann": "front", "bob": "back"})
WORDS = ("退款", "申请退款", "款", "refund", "Résumé", "late parcel", "王小明", "CX-4", "退")
TEXTS = (
    "我申请退款已经三天",
    "The parcel is late, resume it",
    "Refund, refund!",
    "退货可以，款项未到",
    "see CX-4 résumé",
    "",
)


class World:
    """A small desk and the same told in Python."""

    def __init__(self, connection: sqlite3.Connection, rows: list[tuple[Brief, Beside]]) -> None:
        self.connection, self.rows = connection, rows


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    connection = new_desk(tmp_path_factory.mktemp("faces"))
    besides = _random_rows(connection, random.Random(7))  # noqa: S311 (rows that differ, no secret)
    stand(connection)
    rows = briefs(connection, list(range(1, ROWS + 1)), NOW)
    yield World(connection, list(zip(rows, besides, strict=True)))
    connection.close()


def _random_rows(connection: sqlite3.Connection, chance: random.Random) -> list[Beside]:
    """Complaints of all kinds with what stands beside them, written and told."""
    people = [_customer(connection, number, chance) for number in range(1, 9)]
    return [_complaint(connection, number, chance, people) for number in range(1, ROWS + 1)]


def _customer(connection: sqlite3.Connection, number: int, chance: random.Random) -> Beside:
    name, key = chance.choice(("王小明", "Sample Person", "Refund Sample")), f"K{number}"
    address = f"sample{number}@example.org"
    connection.execute("INSERT INTO customers (id, key, name, since) VALUES (?, ?, ?, 0)", (number, key, name))
    connection.execute(
        "INSERT INTO contact_points (customer_id, kind, value, folded) VALUES (?, 'email', ?, ?)",
        (number, address, address),
    )
    words = f"{name} {key}"
    connection.execute("INSERT INTO search (rowid, tokens) VALUES (?, ?)", (-number, index_tokens(words)))
    return Beside(customer_key=key, customer_points=(("email", address),), customer_words=words)


def _complaint(connection: sqlite3.Connection, number: int, chance: random.Random, people: list[Beside]) -> Beside:
    near = [NOW + timedelta(hours=hours) for hours in (-900, -50, -3, 0, 5, 30, 60)]
    status = chance.choice((*Status, Status.CLOSED))
    due = chance.choice((None, None, *near))
    customer = chance.choice((None, *range(1, 9)))
    columns: dict[str, int | str | None] = {
        "id": number, "ref": f"CX-{number}", "seq": 1, "status": status.value,
        "outcome": "remedied" if status is Status.CLOSED else "", "severity": chance.choice(("", *Severity)),
        "channel": chance.choice(("phone", "email")), "category": chance.choice(("", "Billing", "delivery")),
        "owner": chance.choice(("", "ann", "bob", "eve", "zoe")), "customer_id": customer,
        "segment": chance.choice(("", "vip")), "tags": chance.choice(("", "press", "Legal press")),
        "received_at": to_us(chance.choice(near)), "recorded_at": to_us(NOW),
        "closed_at": to_us(chance.choice(near)) if status is Status.CLOSED else None,
        "acknowledgement": chance.choice(tuple(AcknowledgementState)).value,
        "waiting_until": maybe_us(chance.choice((None, *near))), "next_due": to_us(due) if due else NEVER,
        "next_due_clock": "resolve" if due else "", "overdue": int(chance.random() < 0.2), "next_step": NEVER,
        "level": chance.randrange(4), "safety": chance.randrange(2), "vulnerable": chance.randrange(2),
        "test": int(chance.random() < 0.1), "policy": "standard", "snapshot": "x",
    }  # fmt: skip
    names = ", ".join(columns)
    connection.execute(
        f"INSERT INTO complaints ({names}) VALUES ({', '.join('?' * len(columns))})",  # noqa: S608 (our own names)
        tuple(columns.values()),
    )
    beside = people[customer - 1] if customer else Beside()
    return Beside(
        _options(connection, number, status, chance),
        _revisits(connection, number, status, chance),
        _letters(connection, number, chance),
        _texts(connection, number, chance),
        beside.customer_key,
        beside.customer_points,
        beside.customer_words,
        inbox=_replies(connection, number, chance),
    )


def _replies(connection: sqlite3.Connection, number: int, chance: random.Random) -> tuple[str, ...]:
    """A reply after closing that nobody did anything about."""
    if chance.random() < 0.8:
        return ()
    connection.execute(
        "INSERT INTO inbox (digest, source, state, size, received_at, stored_at, complaint_id, after_closing)"
        " VALUES (?, 'test', 'filed', 1, 0, 0, ?, 1)",
        (str(number), number),
    )
    return ("replied",)


def _options(
    connection: sqlite3.Connection, number: int, status: Status, chance: random.Random
) -> tuple[OptionFact, ...]:
    states = set(OptionState)
    if status not in {Status.OFFERED, Status.WAITING}:
        states.discard(OptionState.OPEN)
    if status in {Status.RESOLVED, Status.CLOSED}:
        states.discard(OptionState.PROPOSED)
    found = tuple(
        OptionFact(chance.choice(sorted(states)), chance.choice((None, NOW, NOW + timedelta(days=1))))
        for _ in range(chance.randrange(3))
    )
    connection.executemany(
        "INSERT INTO options (complaint_id, number, cycle, type, state, offered_by, offered_at, valid_until)"
        " VALUES (?, ?, 1, 'refund', ?, 'ann', 0, ?)",
        [(number, place, one.state.value, maybe_us(one.valid_until)) for place, one in enumerate(found)],
    )
    return found


def _revisits(
    connection: sqlite3.Connection, number: int, status: Status, chance: random.Random
) -> tuple[RevisitFact, ...]:
    states: list[RevisitState] = [state for state in RevisitState if state is not RevisitState.PLANNED]
    if status in {Status.RESOLVED, Status.CLOSED}:
        states = [RevisitState.PLANNED, RevisitState.PLANNED, *RevisitState]
    found = tuple(
        RevisitFact(
            chance.choice(states),
            f"2026-11-{(day := chance.randrange(15, 30))}",
            NOW + timedelta(days=day - 20),
        )
        for _ in range(chance.randrange(3))
    )
    connection.executemany(
        "INSERT INTO revisits (complaint_id, number, cycle, state, due_on, opens_at, closes_at)"
        " VALUES (?, ?, 1, ?, ?, 0, ?)",
        [(number, place, one.state.value, one.due_on, to_us(one.closes_at)) for place, one in enumerate(found)],
    )
    return found


def _letters(connection: sqlite3.Connection, number: int, chance: random.Random) -> tuple[OutboxState, ...]:
    found = tuple(chance.choice(tuple(OutboxState)) for _ in range(chance.randrange(3)))
    connection.executemany(
        "INSERT INTO outbox (message_id, complaint_id, letter, recipient, language, subject, body, state, next_try_at,"
        " queued_at) VALUES (?, ?, 'x', 'x', 'en', '', '', ?, 0, 0)",
        [(f"{number}-{place}", number, state.value) for place, state in enumerate(found)],
    )
    return found


def _texts(connection: sqlite3.Connection, number: int, chance: random.Random) -> tuple[str, ...]:
    found = tuple(chance.choice(TEXTS) for _ in range(chance.randrange(3)))
    for place, text in enumerate(found, start=1):
        event = number * 10 + place
        connection.execute(
            "INSERT INTO events VALUES (?, 'complaint', ?, ?, 0, 0, 'ann', 'ann', 'noted', 1, '{}', x'00')",
            (event, number, place),
        )
        connection.execute(
            "INSERT INTO entries (id, event_id, kind, text) VALUES (?, ?, 'note', ?)", (event, event, text)
        )
        connection.execute("INSERT INTO search (rowid, tokens) VALUES (?, ?)", (event, index_tokens(text)))
    return found


_VALUES = {
    "status": (*(status.value for status in Status), "open"),
    "outcome": ("remedied", "none"),
    "severity": ("S1", "S2..S3", "none", "any"),
    "owner": ("me", "none", "bob", "any"),
    "team": ("back", "none"),
    "channel": ("phone", "EMAIL"),
    "category": ("billing", "none"),
    "segment": ("vip", "any"),
    "level": ("0", ">1", "..2", "1..2"),
    "ref": ("3", "..40", ">100", "CX-9"),
    "due": ("today", "..2d", "<-1h", "none", "-2d..3h", "2026-11-20.."),
    "received": ("..today", "last month", "2026-11-22", "any"),
    "closed": ("..today", "none"),
    "waiting": ("yes", "..2d", "no"),
    "overdue": ("yes", "no"),
    "option": tuple(state.value for state in OptionState),
    "revisit": ("due", "missed", "planned", "confirmed"),
    "mail": ("failed", "queued", "accepted", "owed", "bounced", "replied", "proposal"),
    "customer": ("K3", "4", "sample2@example.org", "小明", "none"),
    "tag": ("press", "legal", "none"),
    "test": ("yes", "any"),
    "acknowledged": ("yes", "no"),
}

_fields = st.sampled_from(sorted(_VALUES)).flatmap(
    lambda name: st.lists(st.sampled_from(_VALUES[name]), min_size=1, max_size=2).map(
        lambda values: f"{name}:" + ",".join(f'"{value}"' for value in values)
    )
)
_flags = st.sampled_from(("overdue", "safety", "vulnerable", "waiting", "open", "acknowledged"))
_words = st.one_of(
    st.sampled_from(WORDS).map(lambda word: f'"{word}"'), st.sampled_from(("refund,退款", "sample5@example.org"))
)
_terms = st.tuples(st.sampled_from(("", "", "-")), st.one_of(_fields, _fields, _flags, _words)).map("".join)
queries = st.lists(_terms, max_size=4).map(" ".join)


def read(text: str) -> Query:
    return parse(text, now=NOW, zone=ZONE, me="ann", known=KNOWN)


def told(world: World, query: Query) -> list[Brief]:
    return [brief for brief, beside in world.rows if query.matches(brief, beside)]


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(text=queries)
def test_sql_and_python_agree(world: World, text: str) -> None:
    query = read(text)
    where, params = query.sql()
    found = world.connection.execute(f"SELECT id FROM complaints WHERE {where} ORDER BY id", params).fetchall()  # noqa: S608 (ours)
    assert [number for (number,) in found] == [brief.id for brief in told(world, query)]


def _walked(connection: sqlite3.Connection, query: Query, sort: Sort, limit: int, *, upwards: bool) -> list[Brief]:
    """All pages one after the other, from the top down or from the end up."""
    found: list[Brief] = []
    key: Key | None = None
    while True:
        if upwards:
            got = page(connection, query, sort=sort, limit=limit, before=key, from_end=key is None)
            found, key = [*got.briefs, *found], got.first_key
        else:
            got = page(connection, query, sort=sort, limit=limit, after=key)
            found, key = [*found, *got.briefs], got.last_key
        if not got.more:
            return found


@pytest.mark.parametrize("driven", [0, 10_000], ids=["walks", "drivers"])
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(text=queries, sort=st.sampled_from(Sort), limit=st.integers(5, 60))
def test_pages_down_and_up_hold_every_find_once_in_order(
    world: World, driven: int, text: str, sort: Sort, limit: int
) -> None:
    query = read(text)
    descending = sort in {Sort.RECEIVED, Sort.CLOSED}
    expected = sorted(told(world, query), key=lambda brief: key_of(brief, sort), reverse=descending)
    if sort is Sort.CLOSED:
        expected = [brief for brief in expected if brief.closed_at is not None]
    with pytest.MonkeyPatch.context() as patch:
        for name in ("DRIVEN", "DRIVEN_AMONG_ALL", "WORDS_DRIVEN"):
            patch.setattr(selects, name, driven)
        assert _walked(world.connection, query, sort, limit, upwards=False) == expected
        assert _walked(world.connection, query, sort, limit, upwards=True) == expected
        assert count(world.connection, query, cap=1000) == len(told(world, query))


def test_a_brief_tells_what_the_row_holds(world: World) -> None:
    connection, first = world.connection, world.rows[0][0]
    stored = connection.execute("SELECT ref, status, owner, level, received_at FROM complaints WHERE id = 1").fetchone()
    assert (first.ref, first.status.value, first.owner, first.level, to_us(first.received_at)) == stored
