"""The daily report as a page, Markdown, JSON and CSV; nothing a customer wrote gets out of its place."""

import csv
import io
import json
import re
from itertools import pairwise

import pytest

from cxdesk import catalogue
from cxdesk.errors import WrongUse
from cxdesk.reports.render import Format, render
from cxdesk.reports.render.markdown import neutral
from cxdesk.reports.result import Report, Share
from cxdesk.text import width
from tests.reports.build import Rows

HOSTILE = "=1+1 | [pay](http://evil.example) <b>**now**</b> \x1b[2J\u202e退款"


@pytest.fixture
def report(desk: Rows) -> Report:
    """A busy day: every section has something to show."""
    desk.insert("agents", login="ann", name="Sample Agent", role="agent", team="north")
    desk.insert("customers", id=1, name="Sample Customer", since=0)
    for number in range(40):
        complaint = desk.complaint(
            "2026-03-01 10:00",
            ("investigating", f"agent{number % 9}", "2026-03-01 11:00"),
            subject=HOSTILE if number < 2 else "包裹一直没有送到，客服电话也打不通，请尽快处理，谢谢",
            customer_id=1,
            cause=f"cause-{number % 7}" if number % 5 else "",
            acknowledgement="owed" if number < 3 else "given",
        )
        for clock in ("acknowledge", "respond", "update", "offer", "resolve", "fulfil", "promise", "revisit"):
            desk.clock(complaint, clock, "2026-03-02 10:00", "breached")
        desk.insert("escalations", complaint_id=complaint, number=1, level=1, sent_to="sue", cause="resolve",
                    at=desk.us("2026-03-02 09:00"), answer_by=None)  # fmt: skip
        desk.letter(complaint, "failed", "2026-03-01 10:00", code="550")
        desk.event(complaint, "Corrected", "2026-03-02 10:00", fact="category", value="billing", was="delivery")
    for hour in range(0, 18, 2):
        desk.run(f"2026-03-02 {hour:02}:00")
    desk.complaint("2026-02-01 10:00", recorded="2026-03-02 09:00")
    return desk.report("2026-03-02", "2026-03-02 18:00")


@pytest.mark.parametrize("cells", [80, 100, 50])
def test_the_page_keeps_to_its_width_and_to_one_page(report: Report, cells: int) -> None:
    page = render(report, Format.TABLE, width=cells)
    *lines, head = page.splitlines()
    assert max(map(width, lines)) <= cells
    assert head.startswith("Head ")  # whole on its line, to be pasted
    assert "\x1b" not in page
    assert "\u202e" not in page
    assert "\x1b[" not in page
    if cells >= 80:
        assert len(page.splitlines()) <= 76


def test_the_page_says_what_needs_attention_first(report: Report) -> None:
    lines = render(report, Format.TABLE).splitlines()
    assert lines[0] == "Daily SLA report · Sample desk"
    assert lines[1] == "2026-03-02 in Europe/Berlin · as of 2026-03-02 18:00 CET"
    assert lines[2].startswith("Needs attention: breached on this date 320 · complaints overdue 40 ·")


def test_a_contradiction_stands_at_the_top(desk: Rows) -> None:
    desk.complaint("2026-03-02 10:00")
    desk.connection.execute("DELETE FROM spells")
    report = desk.report("2026-03-02", "2026-03-02 18:00")
    page = render(report, Format.TABLE)
    assert page.splitlines()[2].startswith("ERROR: The flow does not add up: open at end is 0, but open at start 0 +")
    assert json.loads(render(report, Format.JSON))["consistent"] is False
    assert "**ERROR" in render(report, Format.MARKDOWN)


def test_an_empty_day_is_a_page_that_says_all_is_well(desk: Rows) -> None:
    desk.run("2026-03-01 23:59", "2026-03-02 18:00")
    page = render(desk.report("2026-03-02", "2026-03-02 18:00"), Format.TABLE)
    assert "Nothing is breached, overdue or unsent." in page
    assert "open at start 0 · received 0 · reopened 0 · closed 0 · open at end 0" in page
    lines = page.splitlines()
    bare = [one for one, below in pairwise(lines) if one.startswith("──") and below.startswith("──") and ":" not in one]
    assert not bare
    assert "Nothing to report." in page


def test_nobody_is_named(report: Report) -> None:
    for format_ in (Format.TABLE, Format.MARKDOWN, Format.JSON):
        written = render(report, format_)
        assert "Sample Customer" not in written
        assert "customer.example" not in written


def test_customers_words_are_no_markdown(report: Report) -> None:
    document = render(report, Format.MARKDOWN)
    (line, *_others) = [line for line in document.splitlines() if "evil" in line]
    assert "\\[pay\\]\\(http&#58;//evil&#46;example\\)" in line
    assert "\\<b\\>\\*\\*now\\*\\*" in line
    assert "\x1b" not in document
    assert neutral("a@b.example, www.x.example") == "a&#64;b&#46;example, www&#46;x&#46;example"


def test_every_markdown_table_has_as_many_cells_in_each_row(report: Report) -> None:
    document = render(report, Format.MARKDOWN)
    blocks = [block.splitlines() for block in document.split("\n\n") if block.startswith("|")]
    assert len(blocks) >= 8
    for rows in blocks:
        assert len({len(re.findall(r"(?<!\\)\|", row)) for row in rows}) == 1
        assert set(rows[1]) <= set("|-: ")


def test_markdown_defines_every_figure(report: Report) -> None:
    assert "Met ÷ \\(met \\+ breached\\) over the instances" in render(report, Format.MARKDOWN)


def test_json_has_stable_keys_and_typed_values(report: Report) -> None:
    document = json.loads(render(report, Format.JSON, language="zh"))
    assert list(document) == [
        "schema", "report", "desk", "day", "zone", "as_of", "head", "consistent", "errors", "findings", "sections",
        "definitions",
    ]  # fmt: skip
    assert document["schema"] == "cxdesk.report/1"
    assert (document["day"], document["as_of"]) == ("2026-03-02", "2026-03-02T17:00:00Z")
    sections = document["sections"]
    assert list(sections) == [
        "flow", "compliance", "breaches", "escalations", "letters", "options", "revisits", "causes", "people", "acts",
        "clockwork",
    ]  # fmt: skip
    assert sections["flow"]["figures"]["open_at_end"] == 41
    assert sections["flow"]["figures"]["closed_withdrawn"] == 0
    share = sections["compliance"]["tables"]["compliance"]["rows"][0]["days_30"]
    assert share == {"part": 0, "of": 40, "percent": 0.0, "small_sample": False}
    breached = sections["breaches"]["tables"]["breached"]
    assert (breached["total"], len(breached["rows"])) == (320, 5)
    assert breached["rows"][0]["due_at"] == "2026-03-02T09:00:00Z"
    assert breached["rows"][0]["subject"] == HOSTILE
    assert sections["causes"]["tables"]["causes"]["rows"][0]["cause"] is None
    keys = re.findall(r'"([^"]+)":', render(report, Format.JSON))
    assert all(re.fullmatch(r"[a-z0-9_]+", key) for key in keys)


def test_csv_is_one_table_and_runs_no_formula(report: Report) -> None:
    """TRAPS 54: numbers as numbers."""
    rows = list(csv.reader(io.StringIO(render(report, Format.CSV, table="breached"))))
    assert rows[0] == ["ref", "clock", "due_at", "stopped_at", "owner", "subject"]
    assert rows[1][5] == f"'{HOSTILE}"
    shares = list(csv.DictReader(io.StringIO(render(report, Format.CSV, table="compliance"))))
    assert (shares[0]["clock"], shares[0]["days_7_part"], shares[0]["days_7_percent"]) == ("acknowledge", "0", "0.0")


def test_csv_without_a_table_names_the_tables(report: Report) -> None:
    with pytest.raises(WrongUse, match="compliance, compliance_counts, breached"):
        render(report, Format.CSV)


def test_a_report_is_read_in_the_language_asked_for_whatever_the_process_speaks(
    report: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def listen(tag: str, text: str) -> str:
        asked.append(tag)
        return text

    monkeypatch.setattr("cxdesk.reports.render.words.in_language", listen)
    render(report, Format.TABLE, language="zh")
    assert set(asked) == {"zh"}
    assert catalogue.language() == "en"


@pytest.mark.parametrize(
    ("share", "percent", "is_small"),
    [
        (Share(0, 0), None, False),
        (Share(9, 9), None, False),
        (Share(9, 10), 90.0, True),
        (Share(29, 29), 100.0, True),
        (Share(1, 30), 3.3, False),
    ],
)
def test_few_are_counted_and_not_turned_into_a_percentage(share: Share, percent: float | None, is_small: bool) -> None:
    """STANDARDS §4.1."""
    assert (share.percent, share.is_small) == (percent, is_small)
