"""The daily report's queries find what they need by indexes: what a day costs does not grow with the desk."""

import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from cxdesk.store import report_clocks, report_flow, report_standing, report_trail, sqlite
from cxdesk.store.reporting import Window

DAY = 86_400_000_000
TODAY = Window(start=100 * DAY, end=101 * DAY, week=94 * DAY, month=71 * DAY, as_of=100 * DAY + DAY // 2)
QUERIES = {
    f"{module.__name__}.{name}": value
    for module in (report_flow, report_clocks, report_standing, report_trail)
    for name, value in vars(module).items()
    if isinstance(value, str) and name.isupper() and not name.startswith("_") and "SELECT" in value
    and name not in {"MERGED", "UNSEEN"}
}  # fmt: skip
MORE = {"at": 1, "shown": 5, "next_end": 1, "soon": 1, "since": 1, "today": "2026-03-02", "tolerance": DAY}

# What may be gone through as a whole, because it holds only what is unfinished, or only what the query found itself.
PARTIAL = (
    "complaints_left_out",
    "outbox_failed",
    "outbox_to_send",
    "escalations_unanswered",
    "complaints_to_acknowledge",
)


@pytest.fixture(scope="module")
def connection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    path: Path = tmp_path_factory.mktemp("desk") / "cxdesk.db"
    sqlite.create(path)
    opened = sqlite.connect(path)
    yield opened
    opened.close()


def test_all_queries_of_the_report_are_looked_at() -> None:
    assert len(QUERIES) == 26


@pytest.mark.parametrize("name", QUERIES)
def test_no_query_goes_through_a_whole_table(connection: sqlite3.Connection, name: str) -> None:
    plan = connection.execute(f"EXPLAIN QUERY PLAN {QUERIES[name]}", {**TODAY.bounds, **MORE})
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")} - {
        "agents"
    }
    aliases = {"c": "complaints", "e": "events", "o": "outbox", "s": "spells", "r": "revisits"}
    for *_numbers, step in plan:
        scanned = re.match(r"SCAN (\w+)(?: USING (?:COVERING )?INDEX (\w+))?", step)
        if scanned is None or step.endswith("SUBQUERY"):
            continue
        table, index = aliases.get(scanned[1], scanned[1]), scanned[2]
        assert table not in tables or index in PARTIAL or _is_derived(scanned[1], QUERIES[name]), step


def _is_derived(alias: str, query: str) -> bool:
    """Whether the name stands for a query in brackets, not for a table."""
    return re.search(rf"\) AS {alias}\b", query) is not None


def test_an_instant_of_the_end_belongs_to_a_running_day_and_not_to_a_past_one() -> None:
    assert (TODAY.is_past, TODAY.until) == (False, TODAY.as_of + 1)
    past = TODAY._replace(as_of=TODAY.end)
    assert (past.is_past, past.until) == (True, TODAY.end)


def test_what_is_due_at_the_end_of_the_date_is_of_that_date(connection: sqlite3.Connection) -> None:
    """A due instant is an exclusive bound (DOMAIN §5): midnight after the date is the date's, its beginning is not."""
    connection.execute("SAVEPOINT here")
    connection.execute(
        "INSERT INTO complaints (id, ref, seq, status, channel, received_at, recorded_at, acknowledgement, next_due,"
        " next_step, policy, snapshot) VALUES (1, 'CX-1', 1, 'received', 'phone', 0, 0, 'given', 0, 0, '', '')"
    )
    for instance, due_at in enumerate((TODAY.start, TODAY.start + 1, TODAY.end, TODAY.end + 1)):
        connection.execute(
            "INSERT INTO clocks (complaint_id, clock, cycle, instance, kind, basis, policy, started_at, due_at,"
            " verdict) VALUES (1, 'resolve', 1, ?, 'deadline', 'target', '', 0, ?, 'running')",
            (instance, due_at),
        )
    found = report_clocks.cohorts(connection, TODAY._replace(as_of=TODAY.end))
    connection.execute("ROLLBACK TO here")
    assert {(one.days, one.state): one.total for one in found} == {(1, "breached"): 2, (7, "breached"): 1}
