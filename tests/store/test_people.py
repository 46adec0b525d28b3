"""Customers with every address they are known by, and agents with the accounts they work under."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxdesk.domain.words import Role
from cxdesk.store import people, queue, search
from cxdesk.store.people import Agent, Customer
from cxdesk.store.sqlite import connect, create


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """A desk with one customer."""
    create(tmp_path / "cxdesk.db")
    with closing(connect(tmp_path / "cxdesk.db")) as connection:
        people.save_customer(connection, Customer(1, "K1", "Sample Customer"), 0)
        people.add_point(connection, 1, "email", "Sample@Customer.example")
        people.add_point(connection, 1, "phone", "+44 20 7946-0000")
        yield connection


@pytest.mark.parametrize(
    "known",
    [{"key": "K1"}, {"email": "sample@CUSTOMER.example "}, {"phone": "+442079460000"}, {"phone": "+44 (20) 7946 0000"}],
)
def test_a_customer_is_found_however_the_address_is_written(
    connection: sqlite3.Connection, known: dict[str, str]
) -> None:
    assert people.find_customer(connection, **known) == 1


@pytest.mark.parametrize(
    "unknown", [{}, {"key": "k1"}, {"email": "other@customer.example"}, {"phone": "1"}, {"phone": "withheld"}]
)
def test_nobody_is_found_by_what_is_no_address(connection: sqlite3.Connection, unknown: dict[str, str]) -> None:
    assert people.find_customer(connection, **unknown) is None


def test_the_key_counts_before_the_address_and_that_before_the_number(connection: sqlite3.Connection) -> None:
    people.save_customer(connection, Customer(2, "K2"), 0)
    people.add_point(connection, 2, "email", "second@customer.example")
    given_ = {"email": "second@customer.example", "phone": "+442079460000"}
    assert people.find_customer(connection, key="K1", **given_) == 1
    assert people.find_customer(connection, key="K9", **given_) == 2
    assert list(people.known_by(connection, key="K1", **given_)) == [1, 2, 1]


def test_an_address_belongs_to_whoever_had_it_first(connection: sqlite3.Connection) -> None:
    people.save_customer(connection, Customer(2), 0)
    people.add_point(connection, 2, "email", "SAMPLE@customer.example")
    second = people.customer(connection, 2)
    assert second is not None
    assert second.emails == ()


def test_an_alias_leads_to_the_customer_that_stays_through_any_chain(connection: sqlite3.Connection) -> None:
    for number in (2, 3):
        people.save_customer(connection, Customer(number), 0)
    people.merge_customers(connection, 1, 2)
    people.merge_customers(connection, 2, 3)
    assert people.find_customer(connection, key="K1") == people.canonical(connection, 1) == 3
    stays = people.customer(connection, 3)
    assert stays is not None
    assert stays.emails == ("Sample@Customer.example",)
    assert [one.id for one in people.newest_customers(connection, 9)] == [3]


def numbers_of(connection: sqlite3.Connection, words: str) -> list[int]:
    """The customers that *words* find."""
    return [one.id for one in people.customers(connection, words, 9)]


def findable(connection: sqlite3.Connection, one: Customer) -> None:
    """Save a customer as the desk does."""
    people.save_customer(connection, one, 0)
    search.index_customer(connection, one.id, None, search.customer_words(one.name, one.key))


@pytest.mark.parametrize(
    "words",
    [
        "samp",
        "customer SAMPLE",
        "小明",
        "k-77",
        "sample@cust",
        "customer.example",
        "@customer.ex",
        "+44 20 79",
        "小明 sample@",
    ],
)
def test_a_customer_is_found_by_how_each_word_begins(connection: sqlite3.Connection, words: str) -> None:
    findable(connection, Customer(2, "K-77", "Sample Customer 王小明"))
    connection.execute("UPDATE contact_points SET customer_id = 2")
    findable(connection, Customer(3, "K-8", "Somebody Else"))
    people.add_point(connection, 3, "email", "else@other.example")
    assert numbers_of(connection, words) == [2]


def test_all_the_words_hold_and_the_newest_customer_is_first(connection: sqlite3.Connection) -> None:
    for number in (2, 3, 4):
        findable(connection, Customer(number, None, f"Sample Person {number}"))
    people.merge_customers(connection, 4, 3)
    assert numbers_of(connection, "sample person") == [3, 2]
    assert numbers_of(connection, "sample 2") == [2]
    assert numbers_of(connection, "sample nobody") == []


@pytest.mark.parametrize("words", ["%", "_", "%%", '"', "*", "sample%", "'"])
def test_what_a_person_types_is_no_pattern(connection: sqlite3.Connection, words: str) -> None:
    findable(connection, Customer(2, None, "100 Sample"))
    assert numbers_of(connection, words) == ([2] if words == "sample%" else [])


@pytest.mark.parametrize("words", ["sample person", "ann@example.org", "example.org", "+44 20"])
def test_customers_are_found_by_indexes(connection: sqlite3.Connection, words: str) -> None:
    asked: list[str] = []
    connection.set_trace_callback(asked.append)
    people.customers(connection, words, 9)
    people.customer(connection, 1)
    queue.of_customer(connection, 1)
    people.last_language(connection, 1)
    search.find(connection, "ann@example.org", 9)
    connection.set_trace_callback(None)
    asked = [query for query in asked if query.split(maxsplit=1)[0] in {"SELECT", "WITH"}]
    plan = [row[3] for query in asked for row in connection.execute(f"EXPLAIN QUERY PLAN {query}")]
    assert any("contact_points_by_domain" in step for step in plan)
    assert any("customers_merged" in step for step in plan)
    assert not [step for step in plan if re.match(r"SCAN (customers|contact_points|complaints|entries|events)\b", step)]


@given(st.text(max_size=20))
def test_folding_twice_changes_nothing(value: str) -> None:
    for kind in ("email", "phone"):
        assert people.folded(kind, people.folded(kind, value)) == people.folded(kind, value)


def test_an_agent_comes_back_as_saved(connection: sqlite3.Connection) -> None:
    agent = Agent(
        "ann", "Sample Agent", Role.SUPERVISOR, "east", "ann@desk.example", Decimal("12.50"), ("ann.s",), ("billing",)
    )
    people.save_agent(connection, agent)
    assert people.agent(connection, "ann") == people.agent_of_os_user(connection, "ann.s") == agent


def test_an_account_that_two_agents_share_names_neither(connection: sqlite3.Connection) -> None:
    people.save_agent(connection, Agent("ann", "A", Role.AGENT, os_users=("front",)))
    people.save_agent(connection, Agent("bob", "B", Role.AGENT, os_users=("front",)))
    assert people.agent_of_os_user(connection, "front") is None
    people.save_agent(connection, Agent("bob", "B", Role.AGENT, os_users=("front",), active=False))
    found = people.agent_of_os_user(connection, "front")
    assert found is not None
    assert found.login == "ann"
