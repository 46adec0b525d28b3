"""One result in every format: for people on a terminal and in a pipe, and as data."""

import csv
import json
from datetime import datetime
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxdesk.cli.machine import instant_text, json_text, separated_cell, write_separated
from cxdesk.cli.table import VERBS, Chapter, Verb
from tests.cli.conftest import Stage
from tests.cli.samples import COLUMNS, ROWS


@pytest.fixture(autouse=True)
def _sample_verbs(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("table", "nothing", "options", "checked"):
        monkeypatch.setitem(VERBS, name, Verb(f"tests.cli.samples:{name}", "a sample", Chapter.READ))


def test_a_table_in_a_pipe_is_plain_text_aligned_by_cells(stage: Stage) -> None:
    assert stage.play("table").out == (
        "reference  subject         value  due                   safety\n"
        "CX-7       =HYPERLINK(1)  -25.10  2026-03-02 09:00 UTC  yes\n"
        "CX-12      退款没有到         -3                        no\n"
    )


def test_a_table_on_a_terminal_is_drawn_within_its_width(stage: Stage) -> None:
    stage.terminal = True
    stage.env["NO_COLOR"] = "1"
    played = stage.play("table")
    assert "退款没有到" in played.out
    assert "─" in played.out
    assert "\x1b" not in played.out
    assert max(len(line) for line in played.out.splitlines()) <= 80


@pytest.mark.parametrize(
    ("terminal", "env", "coloured"),
    [
        (True, {}, True),
        (True, {"NO_COLOR": "1"}, False),
        (True, {"TERM": "dumb"}, False),
        (False, {}, False),
        (False, {"FORCE_COLOR": "1"}, True),
        (True, {"NO_COLOR": "1", "FORCE_COLOR": "1"}, False),
    ],
)
def test_colour_is_for_terminals_and_the_environment_overrides(
    stage: Stage, *, terminal: bool, env: dict[str, str], coloured: bool
) -> None:
    stage.terminal = terminal
    assert ("\x1b[" in stage.play("table", env=env).out) is coloured


def test_hints_go_to_stderr_and_quiet_silences_them(stage: Stage) -> None:
    assert stage.play("table").err == "a hint\n"
    assert stage.play("table", "--quiet").err == ""
    assert stage.play("nothing").err == "nobody waits\n"
    assert stage.play("nothing").out == ""


def test_json_of_rows_is_an_array_with_one_row_a_line(stage: Stage) -> None:
    out = stage.play("table", "--json").out
    rows = json.loads(out)
    assert len(out.splitlines()) == len(rows) == 2
    assert rows[0]["value"] == "-25.10"
    assert rows[0]["due_at"] == "2026-03-02T09:00:00Z"
    assert rows[0]["customer"] == {"name": "样例"}
    assert rows[1]["due_at"] is None
    assert list(rows[0]) == ["ref", "subject", "value", "due_at", "safety", "customer"]
    assert stage.play("nothing", "--json").out == "[]\n"


def test_json_lines_are_the_same_rows(stage: Stage) -> None:
    lines = stage.play("table", "--jsonl").out.splitlines()
    assert [json.loads(line) for line in lines] == json.loads(stage.play("table", "--json").out)


def test_nothing_a_customer_wrote_steers_the_terminal_in_any_format(stage: Stage) -> None:
    for more in ([], ["--json"], ["--jsonl"], ["--csv"], ["--tsv"]):
        for verb in (["table"], ["options", "CX-7", "1", "--text", "\x1b[2J\x9b\u202e"], ["checked"]):
            out = stage.play(*verb, *more).out
            assert not set(out) & set("\x1b\x9b\x07\u202e"), (verb, more)


def test_csv_quotes_what_a_spreadsheet_would_run_but_no_number() -> None:
    """TRAPS 54: typed columns, ISO times, a byte order mark on request."""
    out = StringIO()
    write_separated(COLUMNS, ROWS, out, mark=True)
    assert out.getvalue().startswith("\ufeffref,")
    rows = list(csv.DictReader(StringIO(out.getvalue().removeprefix("\ufeff"))))
    assert rows[0]["subject"] == "'=HYPERLINK(1)"
    assert rows[0]["value"] == "-25.10"
    assert rows[1]["value"] == "-3"
    assert rows[0]["due_at"] == "2026-03-02T09:00:00Z"
    assert rows[0]["safety"] == "true"


@given(st.text(max_size=40))
def test_no_text_cell_begins_a_formula_and_tsv_cells_hold_one_line(text: str) -> None:
    cell = separated_cell(text, multiline=False)
    assert isinstance(cell, str)
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert "\n" not in cell
    assert "\t" not in cell


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner, max_size=4)))
def test_json_reads_back_as_it_was_and_shows_only_what_can_be_shown(value: object) -> None:
    written = json_text(value)
    assert json.loads(written) == value
    written.encode("utf-8")
    assert not any("\x7f" <= character <= "\x9f" or character < " " for character in written)


def test_json_keeps_the_wide_space_and_escapes_what_hides() -> None:
    assert json_text("退\u3000款") == '"退\u3000款"'
    assert json_text("a\u202eb\x7f\U000e0041") == '"a\\u202eb\\u007f\\udb40\\udc41"'


def test_a_time_without_its_zone_is_never_written() -> None:
    with pytest.raises(ValueError, match="without its zone"):
        instant_text(datetime(2026, 3, 2))  # noqa: DTZ001 (the wrong value is the point)


def test_a_document_is_an_envelope_in_json_and_blocks_for_people(stage: Stage) -> None:
    document = json.loads(stage.play("options", "CX-7", "2", "--text", "a", "--json").out)
    assert document["status"] == "done"
    assert document["errors"] == []
    assert document["data"]["colour"] == "red"
    people = stage.play("options", "CX-7", "2", "--text", "one\ntwo").out
    assert people.endswith("\n\nwords   one\n        two\ncolour  red\n\nonce\nupon\n")
