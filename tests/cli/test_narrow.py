"""Tables and prose on terminals of any width: a row is one line, and nothing folds inside a word."""

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxdesk.cli.narrow import GAP, arrange
from cxdesk.cli.results import Column, Kind, Row
from cxdesk.text import width
from tests.cli.conftest import Stage
from tests.cli.desks import done, log, make_desk

LONG = "Cancellation not confirmed although the letter was acknowledged"


def table_lines(text: str) -> list[str]:
    """The rows under the rule of a drawn table."""
    lines = text.splitlines()
    rule = next(at for at, line in enumerate(lines) if line.startswith("──"))
    return [line for line in lines[rule + 1 :] if line.strip()]


@pytest.mark.parametrize("columns", [60, 80, 100, 120, 200])
@pytest.mark.parametrize("verb", [("list",), ("search", "Cancellation"), ("outbox", "list"), ("customer", "show", "1")])
def test_a_row_is_one_line_on_a_terminal_of_any_width(stage: Stage, columns: int, verb: Sequence[str]) -> None:
    make_desk(stage)
    refs = [log(stage, "--customer", "样例客户", "--email", "a@example.org", "--text", LONG) for _each in range(3)]
    stage.terminal, stage.width = True, columns
    rows = table_lines(done(stage.play(*verb, env={"NO_COLOR": "1"})).out)
    assert len(rows) == len(refs)
    assert all(width(row) <= columns for row in rows)


def test_what_does_not_fit_says_so_and_statuses_stay_whole(stage: Stage) -> None:
    make_desk(stage)
    ref = log(stage, "--customer", "Sample", "--subject", LONG)
    done(stage.play("take", ref))
    done(stage.play("start", ref))
    stage.terminal = True
    (row,) = table_lines(done(stage.play("list", env={"NO_COLOR": "1"})).out)
    assert "investigating" in row
    assert row.endswith("…")


def test_a_wide_terminal_shows_everything(stage: Stage) -> None:
    make_desk(stage)
    log(stage, "--customer", "Sample", "--subject", LONG)
    stage.terminal, stage.width = True, 200
    (row,) = table_lines(done(stage.play("list", env={"NO_COLOR": "1"})).out)
    assert LONG in row
    assert " in " in row


def test_columns_of_the_highest_rank_leave_first_and_empty_ones_before_them() -> None:
    columns = [Column("a", "a"), Column("b", "b", rank=1), Column("c", "c", rank=2), Column("d", "d", rank=1)]
    rows: list[Row] = [{"a": "a" * 20, "b": "b" * 20, "c": "c" * 20, "d": ""}]
    kept = {room: [column.key for column in arrange(columns, rows, UTC, room).columns] for room in (100, 41, 30, 14)}
    assert kept == {100: ["a", "b", "c", "d"], 41: ["a", "b", "c"], 30: ["a", "b"], 14: ["a"]}


def test_an_instant_loses_its_label_and_its_hour_before_a_column_goes() -> None:
    columns = [Column("at", "at", Kind.INSTANT), Column("b", "b", rank=1)]
    rows: list[Row] = [{"at": datetime(2026, 3, 2, 9, 5, tzinfo=UTC), "b": "beside"}]
    shown = [arrange(columns, rows, UTC, room).rows[0][0] for room in (40, 25, 20)]
    assert shown == ["2026-03-02 09:05 UTC", "2026-03-02 09:05", "2026-03-02"]


def test_a_sentence_goes_on_in_the_next_line_at_a_word() -> None:
    columns = [Column("ref", "ref"), Column("what", "what", floor=20, folds=True)]
    (cells,) = arrange(columns, [{"ref": "CX-7", "what": LONG}], UTC, 30).rows
    assert [word for line in cells[1].split("\n") for word in line.split()] == LONG.split()


@settings(max_examples=60)
@given(
    st.lists(
        st.lists(st.text(alphabet="ab 退款…\U0001f600", max_size=30), min_size=3, max_size=3), min_size=1, max_size=3
    ),
    st.integers(1, 80),
)
def test_no_line_is_wider_than_the_terminal(rows: list[list[str]], room: int) -> None:
    columns = [Column("a", "ref"), Column("b", "subject", floor=20, rank=1), Column("c", "no", Kind.NUMBER)]
    found = arrange(columns, [dict(zip("abc", row, strict=True)) for row in rows], UTC, room)
    assert sum(found.widths) + GAP * (len(found.widths) - 1) <= room
    assert all(width(cell) <= cells for row in found.rows for cell, cells in zip(row, found.widths, strict=True))


@pytest.mark.parametrize("columns", [50, 80, 120])
def test_one_complaint_folds_at_words_on_a_terminal_and_not_at_all_in_a_pipe(stage: Stage, columns: int) -> None:
    make_desk(stage)
    told = " ".join(f"word{number:03}" for number in range(60))
    ref = log(stage, "--customer", "Sample", "--text", told)
    piped = done(stage.play("show", ref)).out
    assert f"│ {told}\n" in piped
    stage.terminal, stage.width = True, columns
    seen = done(stage.play("show", ref)).out.splitlines()
    assert all(width(line) <= columns for line in seen)
    quoted = [line.partition("│ ")[2] for line in seen if "│ word" in line]
    assert " ".join(quoted).split() == told.split()


def test_the_queue_marks_what_must_not_be_overlooked(stage: Stage) -> None:
    """DOMAIN §8: an acknowledgement that nobody has got is an alarm in the queue."""
    make_desk(stage)
    ref = log(stage, "--phone", "+49 30 1234567", "--safety", "--vulnerable")
    done(stage.play("escalate", ref, "--reason", "it is hot"))
    log(stage, "--email", "sample@example.org")
    lines = done(stage.play("list")).out.splitlines()
    marked = next(line for line in lines if line.startswith(ref))
    assert "safety, vulnerable, L" in marked
    assert "ack owed" in marked
    stage.terminal = True
    (short,) = [row for row in table_lines(done(stage.play("list", env={"NO_COLOR": "1"})).out) if row.startswith(ref)]
    assert "SAF VUL L" in short
    assert "ack" in short


def test_a_customer_without_a_name_is_told_by_address_or_number(stage: Stage) -> None:
    make_desk(stage)
    log(stage, "--phone", "+49 30 1234567")
    log(stage, "--email", "sample@example.org")
    out = done(stage.play("list")).out
    assert "sample@example.org" in out
    assert "1234567" in out


def test_a_merged_complaint_names_its_master_first(stage: Stage) -> None:
    make_desk(stage)
    master, merged = log(stage), log(stage)
    done(stage.play("merge", merged, "--into", master))
    lines = done(stage.play("show", merged)).out.splitlines()
    assert lines[2].split() == ["merged", "into", master]


def test_a_wait_for_the_customer_says_so_once(stage: Stage) -> None:
    make_desk(stage)
    ref = log(stage)
    done(stage.play("take", ref))
    done(stage.play("start", ref))
    told = done(stage.play("ask", ref, "--question", "Which invoice?", "--until", "+3bd")).out
    assert "waiting for the customer until" in told
