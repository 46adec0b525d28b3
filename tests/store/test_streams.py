"""Events as appended and read back: unchangeable, numbered without gaps, whole with their words (DOMAIN §4.17)."""

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxdesk.domain import events as e
from cxdesk.domain.decision import Words
from cxdesk.errors import NotDone
from cxdesk.store import chain, search, streams
from cxdesk.store.sqlite import connect, create, writing
from tests.desks import MONDAY

BY = streams.Signature("ann", "ann", MONDAY)


def noted(text: str, stream: str = streams.COMPLAINT, number: int = 1, seq: int = 1) -> list[streams.NewEvent]:
    """A note, ready to append."""
    salts = streams.Salts(os.urandom)
    return streams.prepare(stream, number, seq, (e.Noted(),), (Words("note", text),), MONDAY, BY, salts)


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """An empty desk's database."""
    create(tmp_path / "cxdesk.db")
    with closing(connect(tmp_path / "cxdesk.db")) as connection:
        yield connection


@pytest.mark.parametrize("change", ["UPDATE events SET agent = 'eve'", "DELETE FROM events"])
def test_events_are_neither_changed_nor_deleted(connection: sqlite3.Connection, change: str) -> None:
    with writing(connection):
        streams.append(connection, noted("Late"))
    with pytest.raises(sqlite3.IntegrityError, match="events are never"):
        connection.execute(change)


def test_a_place_in_a_stream_is_taken_once(connection: sqlite3.Connection) -> None:
    with writing(connection):
        streams.append(connection, noted("Late"))
    with pytest.raises(sqlite3.IntegrityError, match="UNIQUE"), writing(connection):
        streams.append(connection, noted("Late again"))


def test_an_append_that_fails_leaves_neither_event_nor_words(connection: sqlite3.Connection) -> None:
    with pytest.raises(sqlite3.IntegrityError), writing(connection):
        streams.append(connection, [*noted("Late"), *noted("Late")])
    assert streams.head(connection) == (0, chain.GENESIS.hex())
    assert connection.execute("SELECT count(*) FROM entries").fetchone() == (0,)
    assert search.find(connection, "Late", 5) == []


def test_eight_writers_at_once_number_without_a_gap_and_chain_unbroken(tmp_path: Path) -> None:
    path = tmp_path / "cxdesk.db"
    create(path)

    def write(number: int) -> None:
        with closing(connect(path)) as connection, connection:
            for seq in range(1, 11):
                with writing(connection):
                    streams.append(connection, noted("Late", number=number, seq=seq))

    writers = [threading.Thread(target=write, args=(number,)) for number in range(1, 9)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    connection = connect(path)
    found = connection.execute("SELECT * FROM events ORDER BY id").fetchall()
    assert [row[0] for row in found] == list(range(1, 81))
    previous = chain.GENESIS
    for *columns, stored in found:
        previous = chain.link(previous, columns)
        assert previous == stored
    connection.close()


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60))
def test_any_text_comes_back_as_it_was_said_but_for_what_is_no_text(text: str) -> None:
    """Lone surrogates are what a terminal could not read; NUL, controls and every other character survive."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.executescript(_TABLES)
    streams.append(connection, noted(text))
    (back,) = streams.load(connection, streams.COMPLAINT, 1)
    expected = "".join("�" if "\ud800" <= character <= "\udfff" else character for character in text)
    assert back.text("note") == expected
    (salt, data) = connection.execute("SELECT salt, data FROM entries JOIN events ON events.id = event_id").fetchone()
    assert chain.digest(salt, expected) in data
    connection.close()


_TABLES = """
    CREATE TABLE events (id INTEGER PRIMARY KEY, stream, stream_id, seq, at, recorded_at, agent, os_user, type, version,
        data, hash);
    CREATE TABLE entries (id INTEGER PRIMARY KEY, event_id, kind, salt, text, erased_at);
    CREATE VIRTUAL TABLE search USING fts5 (tokens, content = '');
"""


@pytest.mark.parametrize("between", ["\x00", "\r\n", "\x1b[31m", "\u202e"])
def test_words_around_a_hostile_character_are_found(connection: sqlite3.Connection, between: str) -> None:
    with writing(connection):
        streams.append(connection, noted(f"Late {between} parcel 申请{between}退款"))
    assert search.find(connection, "parcel", 5) == search.find(connection, "退款", 5) == [1]


def test_a_code_that_is_no_text_is_refused_in_one_line() -> None:
    with pytest.raises(NotDone, match="no text") as refused:
        streams.prepare(
            streams.COMPLAINT, 1, 1, (e.CauseFound("c\udcff", "u"),), (), MONDAY, BY, streams.Salts(os.urandom)
        )
    assert "\n" not in str(refused.value)


def test_what_was_prepared_reads_back_the_same(connection: sqlite3.Connection) -> None:
    prepared = noted("Late\udc80")
    with writing(connection):
        streams.append(connection, prepared)
    assert streams.recorded((e.Noted(),), prepared, first_id=1) == streams.load(connection, streams.COMPLAINT, 1)


def test_every_salt_is_used_once() -> None:
    salts = streams.Salts(os.urandom)
    drawn = [salts.next() for _turn in range(200)]
    assert len(set(drawn)) == 200
    assert {len(salt) for salt in drawn} == {chain.SALT_BYTES}
