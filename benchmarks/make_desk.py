"""Makes a desk of N living complaints in two languages: every status, options, revisits, breaches; the same each time.

    python benchmarks/make_desk.py N [DIR] [--hostile]

The first hundred or so are lived through `Desk`, act by act. The rest are their copies: what is over happens again some
weeks earlier, to other customers, with its own reference and its own place in the chain, so that `verify` is clean.
A desk without holidays in UTC moves by whole weeks without any deadline meaning something else.
"""

import argparse
import json
import re
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from time import perf_counter

from lives import Scene, merged, played
from samples import is_chinese, mixed

from cxdesk.desk import DATABASE
from cxdesk.store import chain, checkpoint, complaints, search, sqlite
from cxdesk.store.moments import NEVER
from cxdesk.store.projection import TABLES
from cxdesk.store.streams import Tail

LIVED = 120
WEEKS = 52
BATCH = 2000
WEEK_US = 7 * 86_400 * 1_000_000
OPEN_SHARE = 10
"""One of so many is open."""

_INSTANT = re.compile(r'"(\d{4}-\d\d-\d\dT[^"]+)"')
_MORE_INSTANTS = {"next_due", "next_step", "waiting_until", "answer_by", "valid_until", "at", "paused_since"}
_EVENTS = """
    SELECT id, seq, at, recorded_at, agent, os_user, type, version, data FROM events
    WHERE stream = 'complaint' AND stream_id = ? ORDER BY seq
"""
_ENTRIES = """
    SELECT event_id, kind, salt, text FROM entries
    WHERE event_id IN (SELECT id FROM events WHERE stream = 'complaint' AND stream_id = ?) ORDER BY id
"""
_NUMBERS = "SELECT ref, customer_id FROM complaints WHERE id = ?"
_INSERT_EVENT = "INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_INSERT_ENTRY = "INSERT INTO entries (id, event_id, kind, salt, text) VALUES (?, ?, ?, ?, ?)"
_INSERT_CUSTOMER = "INSERT INTO customers (id, key, name, language, segment, since) VALUES (?, ?, ?, ?, ?, ?)"
_INSERT_SEARCH = "INSERT INTO search (rowid, tokens) VALUES (?, ?)"
_ADDED = '{"segment":"standard"}'

Values = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Life:
    """A template at one time: everything of a complaint but its numbers; words come with their index tokens."""

    id: int
    ref: str
    customer: int
    events: tuple[tuple[Values, str, tuple[tuple[str, bytes, str, str], ...]], ...]
    models: tuple[tuple[str, tuple[Values, ...]], ...]


def make_desk(folder: Path, count: int, *, hostile: bool = False) -> None:
    """The desk of *count* complaints in the empty *folder*."""
    scene = Scene(folder, hostile=hostile)
    try:
        lived = min(count, LIVED)
        for _ref in played(scene, max(lived - 2, 0) if count >= LIVED else lived):
            pass
        if count >= LIVED:
            scene.at -= timedelta(hours=3)
            merged(scene)
        if count > lived:
            _Copies(scene.ann._connection, lived, folder / DATABASE).make(count - lived)
    finally:
        scene.shut()


class _Copies:
    """Copies of the complaints 1 to *lived* of a desk, but for the two that belong together."""

    def __init__(self, connection: sqlite3.Connection, lived: int, path: Path) -> None:
        self._connection = connection
        self._path = path
        self._lived = lived
        statuses = dict(connection.execute("SELECT id, status FROM complaints WHERE id <= ?", (lived - 2,)))
        self._open = [number for number, status in statuses.items() if status != "closed"]
        self._over = [number for number, status in statuses.items() if status == "closed"]
        self.life = lru_cache(maxsize=None)(self._life)
        self.read = lru_cache(maxsize=None)(self._read)

    def make(self, count: int) -> None:
        """*count* more, in batches."""
        self._connection.execute("PRAGMA synchronous = OFF")
        self._connection.execute("PRAGMA foreign_keys = OFF")  # `verify` looks at them
        for number in (*self._open, *self._over):
            self.read(number)
        people = max(count // 3, 1)
        with self._without_indexes():
            self._make_people(people)
            for first in range(self._lived + 1, self._lived + count + 1, BATCH):
                numbers = range(first, min(first + BATCH, self._lived + count + 1))
                with self._writing():
                    self._write(numbers, people)
        self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """One batch, written back at once: the desk has taken SQLite's own checkpoints off, and a log that only grows
        is written a page for every index and batch, and searched whole for every page that is read.
        """
        with sqlite.writing(self._connection) as connection:
            yield connection
        checkpoint.write_back(self._connection, self._path)

    @contextmanager
    def _without_indexes(self) -> Iterator[None]:
        """Rows without order are written once; their indexes are made afterwards, each in its own."""
        named = self._connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL")
        indexes = dict(named.fetchall())
        for name in indexes:
            self._connection.execute(f'DROP INDEX "{name}"')
        yield
        for statement in indexes.values():
            with self._writing() as connection:
                connection.execute(statement)

    def _make_people(self, count: int) -> None:
        tail = Tail.of(self._connection)
        (first,) = self._connection.execute("SELECT max(id) + 1 FROM customers").fetchone()
        self._first_customer = int(first)
        (at,) = self._connection.execute("SELECT min(at) FROM events").fetchone()
        for start in range(first, first + count, 10 * BATCH):
            numbers = range(start, min(start + 10 * BATCH, first + count))
            named = [(n, f"K{n}", f"样例客户 {n}" if is_chinese(n) else f"Sample Customer {n}") for n in numbers]
            events = []
            for number in numbers:
                tail.event_id += 1
                columns = (tail.event_id, "customer", number, 1, at, at, "ann", "", "CustomerAdded", 1, _ADDED)
                tail.hash = chain.link(tail.hash, columns)
                events.append((*columns, tail.hash))
            with self._writing() as connection:
                customers = [(n, key, name, "zh" if is_chinese(n) else "en", "standard", at) for n, key, name in named]
                connection.executemany(_INSERT_CUSTOMER, customers)
                connection.executemany(_INSERT_EVENT, events)
                # Ascending, or FTS5 writes a segment for each.
                words = [(-n, search.tokens(f"{name} {key}")) for n, key, name in reversed(named)]
                connection.executemany(_INSERT_SEARCH, words)

    def _write(self, numbers: range, people: int) -> None:
        tail = Tail.of(self._connection)
        events: list[Values] = []
        entries: list[Values] = []
        indexed: list[Values] = []
        models: dict[str, list[Values]] = {table: [] for table in TABLES}
        for number in numbers:
            life = self._chosen(number)
            customer = self._first_customer + mixed(number, 32) % people
            for (seq, *stamps_and_kind), data, words in life.events:
                tail.event_id += 1
                own = data if seq != 1 else _renumbered(data, life, number, customer)
                columns = (tail.event_id, "complaint", number, seq, *stamps_and_kind, own)
                tail.hash = chain.link(tail.hash, columns)  # type: ignore[arg-type]  # columns made of a row
                events.append((*columns, tail.hash))
                for kind, salt, text, tokens in words:
                    tail.entry_id += 1
                    entries.append((tail.entry_id, tail.event_id, kind, salt, text))
                    if tokens:
                        indexed.append((tail.entry_id, tokens))
            for table, copied in life.models:
                models[table] += [(number, *row[1:]) for row in copied]
            models["complaints"][-1] = _own(models["complaints"][-1], number, customer)
        for statement, rows in ((_INSERT_EVENT, events), (_INSERT_ENTRY, entries), (_INSERT_SEARCH, indexed)):
            self._connection.executemany(statement, rows)
        for table, rows in models.items():
            if rows:
                self._connection.executemany(complaints.INSERT[table], rows)

    def _chosen(self, number: int) -> Life:
        if number % OPEN_SHARE == 0:
            return self.life(self._open[mixed(number, 30) % len(self._open)], 0)
        return self.life(self._over[mixed(number, 30) % len(self._over)], 1 + mixed(number, 31) % WEEKS)

    def _read(self, number: int) -> "_Lived":
        """The complaint *number* as it stands in the store."""
        spoken: dict[int, list[tuple[str, bytes, str]]] = {}
        for event_id, kind, salt, text in self._connection.execute(_ENTRIES, (number,)):
            spoken.setdefault(event_id, []).append((kind, salt, text))
        events = [
            (seq, at, recorded_at, rest, data, spoken.get(event_id, []))
            for event_id, seq, at, recorded_at, *rest, data in self._connection.execute(_EVENTS, (number,))
        ]
        ref, customer = self._connection.execute(_NUMBERS, (number,)).fetchone()
        stored = complaints.stored_rows(self._connection, number)
        models: dict[str, list[Values]] = {
            table: [(*key, *value) for key, value in rows.items()] for table, rows in stored.items()
        }
        return _Lived(ref, customer, events, models)

    def _life(self, number: int, weeks: int) -> Life:
        """The complaint *number* as it would have been so many weeks earlier."""
        lived = self.read(number)
        shift = weeks * WEEK_US
        events = []
        for seq, at, recorded_at, rest, data, said in lived.events:
            words = tuple(_earlier_words(one, weeks) for one in said)
            told = _INSTANT.sub(lambda found: f'"{_earlier(found[1], weeks)}"', data)
            if any(kind == "revisit_day" for kind, _salt, _text in said):
                told = _redigested(told, words)
            events.append(((seq, at - shift, recorded_at - shift, *rest), told, words))
        models = tuple(
            (table, tuple(_earlier_row(table, row, weeks) for row in rows)) for table, rows in lived.models.items()
        )
        return Life(number, lived.ref, lived.customer, tuple(events), models)


@dataclass(frozen=True, slots=True)
class _Lived:
    """A complaint as it was lived: events with their words, and the rows of the read models."""

    ref: str
    customer: int
    events: list[tuple[int, int, int, list[object], str, list[tuple[str, bytes, str]]]]
    models: dict[str, list[Values]]


def _earlier(instant: str, weeks: int) -> str:
    return (datetime.fromisoformat(instant) - timedelta(weeks=weeks)).isoformat()


def _earlier_words(said: tuple[str, bytes, str], weeks: int) -> tuple[str, bytes, str, str]:
    """The drawn day moves with its revisit; all else is said again as it was."""
    kind, salt, text = said
    if kind == "revisit_day":
        text = (date.fromisoformat(text) - timedelta(weeks=weeks)).isoformat()
    return kind, salt, text, search.tokens(text) if kind in search.INDEXED else ""


def _redigested(data: str, words: tuple[tuple[str, bytes, str, str], ...]) -> str:
    told = json.loads(data)
    told["words"] = [[kind, chain.digest(salt, text)] for kind, salt, text, _tokens in words]
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def _earlier_row(table: str, row: Values, weeks: int) -> Values:
    keys, columns = TABLES[table]
    return tuple(_moved(name, value, weeks) for name, value in zip((*keys, *columns), row, strict=True))


def _moved(name: str, value: object, weeks: int) -> object:
    if name == "due_on" and isinstance(value, str) and value:
        return (date.fromisoformat(value) - timedelta(weeks=weeks)).isoformat()
    is_instant = name.endswith("_at") or name in _MORE_INSTANTS
    if is_instant and isinstance(value, int) and value != NEVER:
        return value - weeks * WEEK_US
    return value


_CUSTOMER_COLUMN = 1 + TABLES["complaints"][1].index("customer_id")


def _own(row: Values, number: int, customer: int) -> Values:
    """A complaint's row under its own reference and with its own customer."""
    return (number, f"CX-{number}", *row[2:_CUSTOMER_COLUMN], customer, *row[_CUSTOMER_COLUMN + 1 :])


def _renumbered(data: str, life: Life, number: int, customer: int) -> str:
    """The receipt under its own reference, from its own customer."""
    named = data.replace(f'"ref":"{life.ref}"', f'"ref":"CX-{number}"', 1)
    return named.replace(f'"customer":{life.customer},', f'"customer":{customer},', 1)


def main(arguments: list[str]) -> int:
    """Make the desk and say where it is and how long it took."""
    parser = argparse.ArgumentParser(description="A desk of N living sample complaints.")
    parser.add_argument("count", type=int, metavar="N")
    parser.add_argument("folder", type=Path, nargs="?", metavar="DIR", help="desk-N, if not said")
    parser.add_argument("--hostile", action="store_true", help="texts that terminals have to survive")
    given = parser.parse_args(arguments)
    folder = given.folder or Path(f"desk-{given.count}")
    began = perf_counter()
    make_desk(folder, given.count, hostile=given.hostile)
    seconds = perf_counter() - began
    print(f"{folder}: {given.count} complaints in {seconds:.1f} s, {given.count / seconds:.0f}/s")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
