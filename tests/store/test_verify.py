# ruff: noqa: S608 (whoever tampers with a file writes SQL as they please)
"""`verify` sees what was changed behind the desk's back, `rebuild` restores what can be restored (DOMAIN §4.2, §10).

Each test does to a copy of a desk what somebody with the file and any SQLite tool could do.
"""

import contextlib
import gc
import shutil
import sqlite3
import tracemalloc
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxdesk.desk import Desk, NewComplaint, NewDesk, Received, make, option
from cxdesk.domain.words import Direction, OptionType
from cxdesk.errors import NotDone, WrongUse
from cxdesk.store.projection import TABLES
from tests.desk.lives import lived
from tests.desks import Clock, new_desk, opened

EVENT_COLUMNS = ("id", "stream", "stream_id", "seq", "at", "recorded_at", "agent", "os_user", "type", "version", "data")


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Clock]:
    """A desk that nobody tampered with."""
    return lived(tmp_path_factory.mktemp("verify") / "desk")


@pytest.fixture
def desk(original: tuple[Path, Clock], tmp_path: Path) -> Iterator[Desk]:
    """A copy of it to tamper with."""
    folder, clock = original
    shutil.copytree(folder, tmp_path / "desk")
    with opened(tmp_path / "desk", clock) as found:
        yield found


def tamper(desk: Desk, *statements: str) -> None:
    """Change the file as a stranger would: no triggers, no foreign keys."""
    with closing(sqlite3.connect(desk.folder / "cxdesk.db", isolation_level=None)) as connection:
        triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _sql in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            assert connection.execute(statement).rowcount != 0, statement
        for _name, sql in triggers:
            connection.execute(sql)


def checks(desk: Desk, against: str = "") -> set[str]:
    """Which checks found something."""
    return {problem.check for problem in desk.verify(against)}


def test_a_desk_that_nobody_touched_is_clean(desk: Desk) -> None:
    assert desk.verify(desk.head()) == []


@pytest.mark.parametrize("column", EVENT_COLUMNS)
def test_any_change_of_any_column_of_any_event_is_seen(desk: Desk, column: str) -> None:
    """The first event, one in the middle, the last."""
    numbers = [row[0] for row in desk._connection.execute("SELECT id FROM events ORDER BY id")]
    for number in (numbers[0], numbers[len(numbers) // 2], numbers[-1]):
        (before,) = desk._connection.execute(f"SELECT {column} FROM events WHERE id = {number}").fetchone()
        changed = before + 100_000 if isinstance(before, int) else f"{before} "
        tamper(desk, f"UPDATE events SET {column} = {_literal(changed)} WHERE id = {number}")
        where = number + 100_000 if column == "id" else number
        assert "chain" in checks(desk), (column, number)
        tamper(desk, f"UPDATE events SET {column} = {_literal(before)} WHERE id = {where}")
    assert desk.verify() == []


@pytest.mark.parametrize("place", ["agent", "os_user", "data", "type", "stream"])
def test_a_byte_that_is_no_text_any_more_is_a_finding_and_stops_nothing(desk: Desk, place: str) -> None:
    tamper(desk, f"UPDATE events SET {place} = CAST(x'ff' || substr({place}, 2) AS TEXT) WHERE id = 9")
    assert "chain" in checks(desk)


def test_a_changed_hash_is_seen(desk: Desk) -> None:
    tamper(desk, "UPDATE events SET hash = zeroblob(32) WHERE id = 7")
    assert [problem.where for problem in desk.verify() if problem.check == "chain"] == ["event 7", "event 8"]


def _literal(value: str | int) -> str:
    return str(value) if isinstance(value, int) else "'" + value.replace("'", "''") + "'"


def test_a_missing_event_is_named(desk: Desk) -> None:
    tamper(desk, "DELETE FROM entries WHERE event_id = 10", "DELETE FROM events WHERE id = 10")
    found = [problem for problem in desk.verify() if problem.check == "chain"]
    assert ("event 10", "is missing; the next one is 11") in [(problem.where, problem.what) for problem in found]


def test_a_cut_tail_is_seen_against_a_printed_head(desk: Desk) -> None:
    head = desk.head()
    last = int(head.partition(":")[0])
    desk.note("CX-1", "the last one")
    newer = desk.head()
    tamper(desk, f"DELETE FROM entries WHERE event_id > {last}", f"DELETE FROM events WHERE id > {last}")
    assert "chain" not in checks(desk, head)
    found = [problem.what for problem in desk.verify(newer) if problem.check == "chain"]
    assert found == ["is gone: the end was cut"]


def test_an_end_written_anew_is_seen_against_a_printed_head(desk: Desk) -> None:
    head = desk.head()
    last = int(head.partition(":")[0])
    other = f"{last}:{'0' * 64}"
    assert [problem.what for problem in desk.verify(other)] == [
        "is not the one that was printed: the end was cut or written anew"
    ]


def test_a_removed_complaint_is_seen(desk: Desk) -> None:
    number = 2
    tamper(
        desk, *(f"DELETE FROM {table} WHERE {keys[0]} = {number}" for table, (keys, _columns) in _filled(desk, number))
    )
    assert {"foreign keys", "read models"} & checks(desk)
    tamper(
        desk,
        "DELETE FROM entries WHERE event_id IN"
        f" (SELECT id FROM events WHERE stream_id = {number} AND stream = 'complaint')",
        f"DELETE FROM events WHERE stream = 'complaint' AND stream_id = {number}",
    )
    assert "chain" in checks(desk)


def _filled(desk: Desk, number: int) -> list[tuple[str, tuple[tuple[str, ...], tuple[str, ...]]]]:
    """The tables in which the complaint has rows, the one the others refer to last."""
    return [
        (table, shape)
        for table, shape in reversed(list(TABLES.items()))
        if desk._connection.execute(f"SELECT 1 FROM {table} WHERE {shape[0][0]} = ?", (number,)).fetchone()
    ]


WORDS: dict[str, str] = {
    "changed": "UPDATE entries SET text = text || '!' WHERE id = 3",
    "changed into what is no text": "UPDATE entries SET text = CAST(x'ff' AS TEXT) WHERE id = 3",
    "given another salt": "UPDATE entries SET salt = zeroblob(16) WHERE id = 3",
    "given another kind": "UPDATE entries SET kind = 'note' WHERE id = 3",
    "moved to another event": "UPDATE entries SET event_id = event_id + 1 WHERE id = 3",
    "removed": "DELETE FROM entries WHERE id = 3",
    "emptied": "UPDATE entries SET text = NULL WHERE id = 3",
    "added": "INSERT INTO entries (event_id, kind, salt, text) VALUES (5, 'note', zeroblob(16), 'never said')",
    "changed under the cloak of an erasure": "UPDATE entries SET text = 'never said', erased_at = 1 WHERE id = 3",
}


@pytest.mark.parametrize("how", WORDS)
def test_words_that_were_touched_are_seen(desk: Desk, how: str) -> None:
    tamper(desk, WORDS[how])
    assert "words" in checks(desk)


def test_an_erased_word_breaks_nothing(desk: Desk) -> None:
    """DOMAIN §10: the chain verifies, the word and its salt are gone, and so is its search row."""
    tamper(desk, "UPDATE entries SET text = NULL, salt = NULL, erased_at = 1 WHERE kind = 'evidence'")
    assert desk.verify() == []


MODELS = [(table, column) for table, (_keys, columns) in TABLES.items() for column in columns]


@pytest.mark.parametrize(("table", "column"), MODELS)
def test_a_changed_value_of_any_read_model_is_seen_and_rebuilt(desk: Desk, table: str, column: str) -> None:
    (kind,) = desk._connection.execute(
        "SELECT type FROM pragma_table_info(?) WHERE name = ?", (table, column)
    ).fetchone()
    changed = f"coalesce({column}, 0) + 1" if kind == "INTEGER" else f"coalesce({column}, '') || 'x'"
    if f"{table}.{column}" in {"complaints.next_due", "complaints.next_step", "spells.to_at"}:
        changed = "1"
    if column == "customer_id":
        changed = "2"
    tamper(
        desk,
        f"UPDATE {table} SET {column} = {changed} WHERE rowid = (SELECT min(rowid) FROM {table})"
        if table == "complaints"
        else f"UPDATE {table} SET {column} = {changed}",
    )
    assert "read models" in checks(desk)
    desk.rebuild()
    assert desk.verify() == []


@pytest.mark.parametrize("table", [table for table in TABLES if table != "complaints"])
def test_rows_that_are_missing_or_doubled_are_seen_and_rebuilt(desk: Desk, table: str) -> None:
    keys, columns = TABLES[table]
    names = ", ".join((*keys, *columns))
    tamper(desk, f"DELETE FROM {table}")
    assert "read models" in checks(desk)
    desk.rebuild()
    assert desk.verify() == []
    last = keys[-1]
    other = f"{last} || 'x'" if last == "step" else f"{last} + 100"
    copied = ", ".join(other if name == last else name for name in (*keys, *columns))
    tamper(desk, f"INSERT INTO {table} ({names}) SELECT {copied} FROM {table}")
    assert "read models" in checks(desk)
    desk.rebuild()
    assert desk.verify() == []


def test_a_complaint_whose_row_is_gone_is_rebuilt(desk: Desk) -> None:
    tamper(desk, "DELETE FROM complaints WHERE id = 2")
    assert {"read models", "foreign keys"} <= checks(desk)
    desk.rebuild()
    assert desk.verify() == []


def test_references_that_were_exchanged_are_rebuilt(desk: Desk) -> None:
    tamper(
        desk,
        "UPDATE complaints SET ref = 'x' WHERE id = 1",
        "UPDATE complaints SET ref = 'CX-1' WHERE id = 2",
        "UPDATE complaints SET ref = 'CX-2' WHERE id = 1",
    )
    assert "read models" in checks(desk)
    desk.rebuild()
    assert desk.verify() == []
    assert desk.complaint("CX-1").ref == "CX-1"


def test_a_history_that_cannot_be_replayed_is_a_finding(desk: Desk) -> None:
    for change in ("data = '[]'", "data = '{'", "type = 'Unheard'", "at = 9000000000000000000"):
        shutil.copy(desk.folder / "cxdesk.db", desk.folder / "kept.db")
        tamper(desk, f"UPDATE events SET {change} WHERE stream = 'complaint' AND stream_id = 1 AND seq = 1")
        assert {"chain", "replay"} <= checks(desk), change


SEARCH: dict[str, str] = {
    "gone": "INSERT INTO search (search, rowid, tokens) SELECT 'delete', id, text FROM entries WHERE kind = 'option'",
    "of a customer gone": "INSERT INTO search (search, rowid, tokens) VALUES ('delete', -1, 'sample customer k1')",
    "of nobody's words": "INSERT INTO search (rowid, tokens) VALUES (5000, 'never said')",
}


@pytest.mark.parametrize("how", SEARCH)
def test_a_search_row_that_is_missing_or_too_many_is_seen_and_rebuilt(desk: Desk, how: str) -> None:
    tamper(desk, SEARCH[how])
    assert checks(desk) == {"search"}
    desk.rebuild()
    assert desk.verify() == []
    assert desk.search("Sample Customer") == ["CX-1"]


PEOPLE: dict[str, str] = {
    "an agent who made himself a manager": "UPDATE agents SET role = 'manager' WHERE login = 'bob'",
    "an agent who was let in again": "UPDATE agents SET active = 1 - active WHERE login = 'bob'",
    "an agent nobody added": "INSERT INTO agents (login, name, role) VALUES ('eve', 'Eve', 'manager')",
    "a customer whose complaints went to another": "UPDATE customers SET alias_of = 2 WHERE id = 1",
}


@pytest.mark.parametrize("what", PEOPLE)
def test_people_who_were_changed_without_an_event_are_seen(desk: Desk, what: str) -> None:
    tamper(desk, PEOPLE[what])
    assert checks(desk) == {"people"}


def test_a_standard_that_was_changed_or_removed_is_seen(desk: Desk) -> None:
    tamper(desk, "UPDATE snapshots SET body = replace(body, '5', '6')")
    assert "snapshots" in checks(desk)
    tamper(desk, "DELETE FROM snapshots")
    assert "snapshots" in checks(desk)


def test_a_desk_without_its_guards_is_told(desk: Desk) -> None:
    desk._connection.execute("DROP TRIGGER events_stay")
    assert [(problem.check, problem.where) for problem in desk.verify()] == [("sqlite", "events_stay")]


def test_nothing_is_sorted_so_that_memory_stays_flat(desk: Desk) -> None:
    """But the few events of agents, and of one complaint."""
    said: list[str] = []
    desk._connection.set_trace_callback(said.append)
    desk.verify()
    desk._connection.set_trace_callback(None)
    few = ("agents", "stream = 'desk'", "stream_id = ")
    asked = {one for one in said if one.lstrip().startswith("SELECT") and not any(small in one for small in few)}
    assert len(asked) > 8
    for statement in asked:
        plan = [row[3] for row in desk._connection.execute(f"EXPLAIN QUERY PLAN {statement}")]
        assert not [step for step in plan if "TEMP B-TREE" in step], (statement, plan)


def test_ten_times_the_complaints_take_no_more_memory(tmp_path: Path) -> None:
    """What is flat grows by noise, what is not grows tenfold."""
    assert _peak(tmp_path / "many", 500) < _peak(tmp_path / "few", 50) * 3


def _peak(folder: Path, count: int) -> int:
    clock = Clock()
    make(folder, NewDesk(login="ann"), now=clock, randomness=bytes)
    with opened(folder, clock) as desk:
        desk._connection.execute("PRAGMA synchronous = OFF")
        for number in range(count):
            desk.log(NewComplaint(channel="phone", text=f"Late {number}"))
        desk.verify()
        gc.collect()
        tracemalloc.start()
        assert desk.verify() == []
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    return most


def test_only_a_head_as_it_is_printed_is_taken(desk: Desk) -> None:
    for wrong in ("12", "twelve:" + "0" * 64, "12:abc"):
        with pytest.raises(WrongUse, match="NUMBER:HASH"):
            desk.verify(wrong)
    assert desk.verify(f" {desk.head().upper()}\n") == []


CODES = st.sampled_from(["email", "phone", "web"])
SAID = st.text(max_size=30)


@settings(max_examples=12, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 9), SAID, CODES), min_size=3, max_size=12))
def test_after_any_acts_the_desk_is_what_its_events_say(
    tmp_path_factory: pytest.TempPathFactory, acts: list[tuple[int, str, str]]
) -> None:
    """DOMAIN §4.2: whatever was said, in whatever order, refused or not."""
    clock = Clock()
    with opened(new_desk(tmp_path_factory.mktemp("acts") / "desk", clock), clock) as desk:
        desk._connection.execute("PRAGMA synchronous = OFF")
        desk.log(NewComplaint(channel="phone", text="Late", customer=Received(email="sample@customer.example")))
        for kind, said, channel in acts:
            clock.on(hours=7)
            with contextlib.suppress(NotDone):
                _act(desk, kind, said, channel)
        assert desk.verify() == []
        desk.rebuild()
        assert desk.verify() == []


def _act(desk: Desk, kind: int, said: str, channel: str) -> None:
    ref = "CX-1"
    match kind:
        case 0:
            desk.log(NewComplaint(channel=channel, text=said, customer=Received(name=said), tags=(said,)))
        case 1:
            desk.take(ref)
            desk.start(ref)
        case 2:
            desk.note(ref, said)
        case 3:
            desk.contact(ref, Direction.OUT, channel, said)
        case 4:
            desk.ask(ref, said, desk.now() + timedelta(days=2))
        case 5:
            desk.find_cause(ref, said, said, said)
        case 6:
            desk.offer(ref, option(OptionType.REFUND, said))
        case 7:
            desk.accept(ref, 1, said)
            desk.fulfil(ref, said)
        case 8:
            desk.final(ref, said, said, said)
        case _:
            desk.sweep()
