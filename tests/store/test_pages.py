"""Pages and counts: plans that never read all complaints, keys that hold while rows move."""

import re
import sqlite3
from collections.abc import Callable, Iterator
from zoneinfo import ZoneInfo

import pytest

from cxdesk.store import queue, search, selects
from cxdesk.store.pages import count, found_among, key_of, page
from cxdesk.store.query import Query, Vocabulary, parse
from cxdesk.store.query_joined import Not
from cxdesk.store.query_tests import Late
from cxdesk.store.views import VIEWS
from cxdesk.store.walks import Sort
from tests.store.desks import NOW, fill, new_desk

ROWS = 4_000

WAITED_FOR = {
    **VIEWS,
    "everything": "",
    "one owner": "owner:agent5 open",
    "one owner, closed too": "owner:agent5",
    "one status": "status:offered",
    "two statuses": "status:received,investigating",
    "but waiting": "open -waiting",
    "my late ones": "owner:me overdue",
    "soon": "due:..2d",
    "since": "received:2026-11-20..",
    "closed lately": "closed:2026-11-01..",
    "grave": "severity:S1 open",
    "one customer": "customer:K77",
    "one customer by number": "customer:77",
    "an address": "sample77@example.org",
    "words": "退款",
    "words of open ones": "refund open",
    "two words": "退款 客服",
    "a name": "sample",
    "references": "ref:100..200",
    "references from one on": "ref:>3990",
    "letters on their way": "mail:queued",
}


_SCAN = re.compile(r"SCAN (complaints|options|revisits|outbox|events|entries|customers|contact_points)\b")
PARTIAL = (
    "complaints_open_by_due",
    "complaints_to_acknowledge",
    "outbox_failed",
    "outbox_to_send",
)
"""Indexes that hold only what is open, missed or owed: a capped walk over one is no scan of a table."""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    connection = new_desk(tmp_path_factory.mktemp("pages"))
    fill(connection, ROWS)
    yield connection
    connection.close()


def read(text: str) -> Query:
    return parse(text, now=NOW, zone=ZoneInfo("UTC"), me="agent7", known=Vocabulary())


def _plans(desk: sqlite3.Connection, work: Callable[[], object]) -> list[str]:
    """The plan of every SELECT that *work* runs."""
    ran: list[str] = []
    desk.set_trace_callback(ran.append)
    try:
        work()
    finally:
        desk.set_trace_callback(None)
    selects = [statement for statement in ran if statement.lstrip().startswith("SELECT")]
    return [row[3] for statement in selects for row in desk.execute(f"EXPLAIN QUERY PLAN {statement}")]


@pytest.mark.parametrize("driven", [0, 1_000_000], ids=["walks", "drivers"])
@pytest.mark.parametrize("sort", [Sort.DUE, Sort.RECEIVED, Sort.REF, Sort.CLOSED])
@pytest.mark.parametrize("name", WAITED_FOR)
def test_no_page_and_no_count_scans_the_complaints(
    desk: sqlite3.Connection, name: str, sort: Sort, driven: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """TRAPS 53."""
    for cap in ("DRIVEN", "DRIVEN_AMONG_ALL", "WORDS_DRIVEN"):
        monkeypatch.setattr(selects, cap, driven)
    query = read(WAITED_FOR[name])
    first = page(desk, query, sort=sort, limit=5)
    plans = _plans(
        desk,
        lambda: (
            page(desk, query, sort=sort, limit=5, after=first.last_key),
            page(desk, query, sort=sort, limit=5, from_end=True),
            count(desk, query),
        ),
    )
    assert plans
    assert not [plan for plan in plans if _SCAN.match(plan) and not plan.endswith(PARTIAL)], plans


@pytest.mark.parametrize("name", WAITED_FOR)
def test_which_of_a_few_a_query_still_finds_is_looked_up_by_their_ids(desk: sqlite3.Connection, name: str) -> None:
    """TRAPS 53: a selection is asked about again with every change of the desk."""
    query, some = read(WAITED_FOR[name]), [3, 5, 8, 13, ROWS + 1]
    every = {brief.id for brief in page(desk, query, sort=Sort.REF, limit=2 * ROWS).briefs}
    assert set(found_among(desk, query, some)) == every & set(some)
    plans = _plans(desk, lambda: found_among(desk, query, some))
    outer = [plan for plan in plans if re.match(r"(SCAN|SEARCH) complaints\b", plan)]
    assert outer
    assert all("USING INTEGER PRIMARY KEY" in plan for plan in outer), plans


@pytest.mark.parametrize("driven", [0, 1_000_000], ids=["walks", "drivers"])
@pytest.mark.parametrize("name", WAITED_FOR)
def test_what_a_list_begins_with_is_found_among_the_open_ones(
    desk: sqlite3.Connection, name: str, driven: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """TRAPS 53: the late ones of a query that finds closed complaints too."""
    for cap in ("DRIVEN", "DRIVEN_AMONG_ALL", "WORDS_DRIVEN"):
        monkeypatch.setattr(selects, cap, driven)
    query = read(WAITED_FOR[name])
    late = query.also(Late())
    found: list[int] = []
    plans = _plans(desk, lambda: found.extend(selects.first_ids(desk, late, Sort.SEVERITY, ROWS)))
    open_only = (*PARTIAL, "complaints_open_by_severity")
    assert not [plan for plan in plans if _SCAN.match(plan) and not plan.endswith(open_only)], plans
    briefs = page(desk, query, sort=Sort.REF, limit=ROWS).briefs
    wanted = "SELECT id FROM complaints WHERE overdue = 1 AND status <> 'closed'"
    assert set(found) == {one.id for one in briefs} & {row[0] for row in desk.execute(wanted)}


@pytest.mark.parametrize(
    "name", ["my-desk", "unassigned", "breached", "due-today", "waiting", "all-open", "everything"]
)
def test_the_queue_is_read_in_its_order_and_never_sorted(desk: sqlite3.Connection, name: str) -> None:
    query = read(WAITED_FOR[name])
    key = page(desk, query, limit=3).last_key
    plans = _plans(desk, lambda: (page(desk, query, after=key), page(desk, query, before=key)))
    assert not [plan for plan in plans if "TEMP B-TREE" in plan], plans
    assert [plan for plan in plans if "INDEX complaints_" in plan]


QUEUED = [*VIEWS, "grave", "my late ones", "one status", "everything"]
PARTS = [(name, part) for name in QUEUED for part in ("late", "on time") if (name, part) != ("closed", "late")]
"""Nothing that is closed is late: the queue does not ask for that part of it."""


@pytest.mark.parametrize(("name", "part"), PARTS)
def test_what_is_late_and_what_is_not_are_read_apart_and_in_order(
    desk: sqlite3.Connection, name: str, part: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """TRAPS 53: the two parts of every view of the queue: from the start, from a key either way, from the end."""
    for cap in ("DRIVEN", "DRIVEN_AMONG_ALL", "WORDS_DRIVEN"):
        monkeypatch.setattr(selects, cap, 0)
    test, sort = (Late(), Sort.SEVERITY) if part == "late" else (Not(Late()), Sort.DUE)
    query = read(WAITED_FOR[name]).also(test)
    keys: dict[Sort, selects.Key] = {Sort.SEVERITY: ("S2", 5, 5), Sort.DUE: (5, 5)}
    spans = [selects.Span(sort, key, backwards=back) for key in (None, keys[sort]) for back in (False, True)]
    for span in spans:
        found = selects.select(desk, query, span)
        by = selects.ORDERS[sort].by(backwards=span.backwards)
        steps = [row[3] for row in desk.execute(f"EXPLAIN QUERY PLAN {found.text} ORDER BY {by} LIMIT 9", found.params)]
        walked = [step for step in steps if " complaints " in step]
        assert not [step for step in steps if "TEMP B-TREE" in step], steps
        assert walked
        assert all("overdue=?" in step or "complaints_late_" in step for step in walked), walked


def _steps(desk: sqlite3.Connection, work: Callable[[], object]) -> int:
    """Steps of SQLite's machine, in hundreds."""
    taken = 0

    def one() -> None:
        nonlocal taken
        taken += 1

    desk.set_progress_handler(one, 100)
    try:
        work()
    finally:
        desk.set_progress_handler(None, 0)
    return taken


@pytest.mark.parametrize(
    ("text", "sort"), [("", Sort.DUE), ("open", Sort.DUE), ("", Sort.RECEIVED), ("", Sort.REF), ("due:..9d", Sort.DUE)]
)
def test_a_page_costs_the_same_at_any_depth(desk: sqlite3.Connection, text: str, sort: Sort) -> None:
    query = read(text)
    deep = page(desk, query, sort=sort, limit=300)
    first = _steps(desk, lambda: page(desk, query, sort=sort, limit=20))
    assert _steps(desk, lambda: page(desk, query, sort=sort, limit=20, after=deep.last_key)) <= first * 1.3 + 2
    assert _steps(desk, lambda: page(desk, query, sort=sort, limit=20, from_end=True)) <= first * 1.3 + 2


def test_a_common_word_costs_no_more_than_the_answer(desk: sqlite3.Connection) -> None:
    few = _steps(desk, lambda: search.find(desk, "退款", 5))
    many = _steps(desk, lambda: search.find(desk, "退款", 50))
    assert few < many
    assert _steps(desk, lambda: search.find(desk, "sample", 5)) <= few * 2


@pytest.mark.parametrize("sort", list(Sort))
def test_a_common_word_finds_the_same_asked_of_each_row_as_read_from_its_own_index(
    desk: sqlite3.Connection, sort: Sort, monkeypatch: pytest.MonkeyPatch
) -> None:
    query = read("sample")
    every = page(desk, query, sort=sort, limit=400)
    monkeypatch.setattr(selects, "WORDS_DRIVEN", 0)
    assert len(every.briefs) > 20
    assert page(desk, query, sort=sort, limit=400) == every


def test_a_common_word_is_looked_up_once_and_not_for_every_row(
    desk: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At a million complaints the beginning of a word took 27 ms for each row that was asked."""
    monkeypatch.setattr(selects, "WORDS_DRIVEN", 0)
    found = selects.select(desk, read("sample open"), selects.Span(Sort.DUE))
    lookups = [row[3] for row in desk.execute(f"EXPLAIN QUERY PLAN {found.text}", found.params) if "search" in row[3]]
    assert len(lookups) == found.text.count("MATCH")
    assert not [one for one in lookups if ":=" in one], "one row of the index at a time"


@pytest.mark.parametrize("sort", list(Sort))
@pytest.mark.parametrize(
    "text", ["退款", "refund open", "退款 客服", "sample", "罕见", "nowhere", "refund -status:closed"]
)
def test_words_find_the_same_walked_to_as_fetched(
    desk: sqlite3.Connection, text: str, sort: Sort, monkeypatch: pytest.MonkeyPatch
) -> None:
    query, found = read(text), []
    for fetched in (0, 1_000_000):
        monkeypatch.setattr(selects, "WORDS_FETCHED", fetched)
        first = page(desk, query, sort=sort, limit=7)
        found.append((first, page(desk, query, sort=sort, limit=7, after=first.last_key)))
    assert found[0] == found[1]


def test_a_page_of_a_common_word_is_walked_to_and_of_a_rare_one_fetched(
    desk: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """BUDGETS, `list`: at 10,000 complaints all that hold a common word took 40 million instructions to fetch."""
    span = selects.Span(Sort.DUE)
    common, rare = (selects.select(desk, read(word), span, page=5).text for word in ("退款", "罕见"))
    assert "DISTINCT" not in common
    assert "DISTINCT" in rare
    walked = _steps(desk, lambda: page(desk, read("退款 open"), limit=5))
    monkeypatch.setattr(selects, "WORDS_FETCHED", 1_000_000)
    assert walked * 1.5 < _steps(desk, lambda: page(desk, read("退款 open"), limit=5))


def test_words_are_not_walked_to_where_nothing_is_in_that_order(desk: sqlite3.Connection) -> None:
    """By severity only what is open stands in an index."""
    span = selects.Span(Sort.SEVERITY)
    assert "DISTINCT" in selects.select(desk, read("退款"), span, page=1).text
    assert "DISTINCT" not in selects.select(desk, read("退款").also(Late()), span, page=1).text


def test_counts_stop_above_their_cap(desk: sqlite3.Connection) -> None:
    assert count(desk, read(""), cap=99) == 100
    assert count(desk, read("ref:..50 test:any"), cap=99) == 50
    assert count(desk, read("owner:nobody-here")) == 0


def test_a_page_says_whether_more_lies_that_way(desk: sqlite3.Connection) -> None:
    query = read("ref:1..10 test:any")
    top = page(desk, query, sort=Sort.REF, limit=6)
    rest = page(desk, query, sort=Sort.REF, limit=6, after=top.last_key)
    assert [brief.id for brief in top.briefs] == [1, 2, 3, 4, 5, 6]
    assert [brief.id for brief in rest.briefs] == [7, 8, 9, 10]
    assert (top.more, rest.more) == (True, False)
    up = page(desk, query, sort=Sort.REF, limit=6, before=rest.first_key)
    assert (up.briefs, up.more) == (top.briefs, False)


def test_an_empty_page_has_no_keys(desk: sqlite3.Connection) -> None:
    nothing = page(desk, read("owner:nobody-here"))
    assert (nothing.briefs, nothing.first_key, nothing.last_key, nothing.more) == ((), None, None, False)


def test_a_page_may_begin_with_the_row_on_screen(desk: sqlite3.Connection) -> None:
    query = read("open")
    shown = page(desk, query, limit=10)
    third = key_of(shown.briefs[2], Sort.DUE)
    again = page(desk, query, limit=8, after=third, inclusive=True)
    assert again.briefs == shown.briefs[2:]


def test_a_key_whose_row_moved_away_still_tells_where_to_go_on(desk: sqlite3.Connection) -> None:
    query = read("open")
    shown = page(desk, query, limit=10)
    gone = shown.briefs[4]
    desk.execute("BEGIN")
    desk.execute("UPDATE complaints SET status = 'closed' WHERE id = ?", (gone.id,))
    following = page(desk, query, limit=5, after=key_of(gone, Sort.DUE), inclusive=True)
    desk.execute("ROLLBACK")
    assert following.briefs == shown.briefs[5:]


@pytest.mark.parametrize("sort", Sort)
def test_every_order_puts_first_what_matters_first(desk: sqlite3.Connection, sort: Sort) -> None:
    found = page(desk, read(""), sort=sort, limit=100).briefs
    keys = [key_of(brief, sort) for brief in found]
    assert keys == sorted(keys, reverse=sort in {Sort.RECEIVED, Sort.CLOSED})
    assert len(found) == 100


def test_asking_for_what_is_never_missing_finds_nothing_and_breaks_no_walk(desk: sqlite3.Connection) -> None:
    """A condition that SQLite folds to a constant cannot be walked by a named index: it answered with an error."""
    for text in ("received:none", "-received:any", '"退款" -received:any', "received:none open"):
        for sort in Sort:
            assert page(desk, read(text), sort=sort).briefs == ()


@pytest.mark.parametrize("start", ["", "CX-", "CX-39", "DX-1"])
def test_references_are_completed_from_the_open_ones_alone(desk: sqlite3.Connection, start: str) -> None:
    found: list[int] = []
    plans = _plans(desk, lambda: found.extend(queue.open_like(desk, start, 5)))
    assert len(found) == (0 if start == "DX-1" else 5)
    assert all(f"CX-{number}".startswith(start) for number in found)
    plans = [plan for plan in plans if plan.startswith(("SCAN", "SEARCH", "USE"))]
    by_index = ("complaints_open_by_due (overdue=?)", "(ref>? AND ref<?)")
    assert plans
    assert all(plan.endswith(by_index) for plan in plans), plans


def test_the_causes_in_use_are_those_of_the_newest_complaints(desk: sqlite3.Connection) -> None:
    found: list[str] = []
    plans = _plans(desk, lambda: found.extend(queue.in_use(desk, "cause", 5)))
    assert found == ["late delivery"]
    assert "SCAN complaints USING INDEX complaints_by_receipt" in plans
