"""A row of the queue in its columns, and the clocks of a preview: what is late, whose, and what nobody knows."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from cxdesk.catalogue import use
from cxdesk.desk.watched import Row, Spot
from cxdesk.domain.words import Status
from cxdesk.store.brief import Brief
from cxdesk.store.card import Card
from cxdesk.text import width
from cxdesk.widgets.clocks import shown_clocks, side_by_side
from cxdesk.widgets.columns import columns_for, due_text, line_of, ref_cells
from cxdesk.widgets.gauge import gauge
from cxdesk.widgets.preview import clock_cell
from tests.desks import MONDAY

LONG = "王小明与其他许多邻居一起"
CLOCK = {"clock": "resolve", "instance": 1, "stopped_at": None, "corrected": "", "late": True}


def row(**about: Any) -> Row:
    """An open complaint."""
    return Row(Brief(id=1, ref="CX-1", status=Status.RECEIVED, received_at=MONDAY, **about), Spot(0, (1,)))


@pytest.mark.parametrize("room", [57, 77, 96, 117])
def test_a_long_name_keeps_its_marks_and_the_columns_line_up(room: int) -> None:
    columns = columns_for(room)
    line, _tone = line_of(row(customer=LONG, segment="vip", safety=True), columns, MONDAY, picked=False)
    assert width(line) <= max(room, width(line_of(row(), columns, MONDAY, picked=False)[0]))
    assert ("VIP !" in line) is (columns.customer > 0)


def test_what_is_late_stands_before_what_is_due_next() -> None:
    late = row(overdue=True, next_due_at=MONDAY + timedelta(days=2), next_due_clock="update")._replace(
        late=("resolve", MONDAY - timedelta(hours=3))
    )
    line, tone = line_of(late, columns_for(77), MONDAY, picked=False)
    assert "▲ CX-1      resolve −3h" in line
    assert tone == "late"


@pytest.mark.parametrize(
    ("spoken", "late", "following", "told"),
    [
        ("en", "resolve", "offer", "resolve −34h · offer 22h"),
        ("en", "resolve", "update", "resolve −34h · upda… 22h"),
        ("en", "acknowledge", "resolve", "acknowledge −34h"),
        ("zh", "resolve", "update", "办结 −34小时"),
    ],
)
def test_a_wide_list_says_what_is_late_and_what_is_due_next(spoken: str, late: str, following: str, told: str) -> None:
    """The queue is sorted by both; how long a clock has is never said without its name."""
    hour = timedelta(hours=1)
    one = row(overdue=True, next_due_at=MONDAY + 22 * hour, next_due_clock=following)
    one = one._replace(late=(late, MONDAY - 34 * hour))
    use(spoken)
    try:
        said = due_text(one, MONDAY, columns_for(96).due)
        assert width(said) <= columns_for(96).due
        assert said == told
        assert "·" not in due_text(one, MONDAY, columns_for(77).due)
    finally:
        use("en")


def test_nobody_is_said_to_be_late_where_nothing_is_known() -> None:
    unknown = CLOCK | {"verdict": "unknown", "due_at": MONDAY}
    assert clock_cell(unknown, MONDAY + timedelta(days=9)) == "resolve ?"


def test_a_bar_gives_way_to_words_that_need_the_room() -> None:
    breached = CLOCK | {"verdict": "breached", "due_at": MONDAY}
    now = MONDAY + timedelta(days=2108, hours=8)
    assert gauge(breached, now, 1.0, 60, 11).text == "resolve     ▓▓▓▓▓▓▓▓ ▲ breached, 2108d 8h late"
    assert gauge(breached, now, 1.0, 40, 11).text == "resolve     ▲ breached, 2108d 8h late"


def test_the_most_urgent_clock_stands_first_and_what_is_settled_last() -> None:
    hour, done = timedelta(hours=1), {"verdict": "met", "stopped_at": MONDAY}
    rows = [
        {"clock": "update", "instance": 1, "due_at": MONDAY, **done},
        {"clock": "acknowledge", "instance": 1, "due_at": MONDAY, "verdict": "breached", "stopped_at": MONDAY},
        {"clock": "window", "instance": 1, "due_at": MONDAY, "verdict": "running", "kind": "window"},
        {"clock": "update", "instance": 2, "due_at": MONDAY, **done},
        {"clock": "fulfil", "instance": 1, "due_at": MONDAY, "verdict": "paused"},
        {"clock": "resolve", "instance": 1, "due_at": MONDAY + 9 * hour, "verdict": "running"},
        {"clock": "offer", "instance": 1, "due_at": MONDAY + 2 * hour, "verdict": "running"},
        {"clock": "respond", "instance": 1, "due_at": MONDAY - hour, "verdict": "breached"},
    ]
    common = {"cycle": 1, "corrected": "", "kind": "deadline", "stopped_at": None}
    card = Card({"cycle": 1}, None, [common | row for row in rows], [], [], [], [], [], [])
    assert [row["clock"] for row in shown_clocks(card)] == [
        "respond", "offer", "resolve", "window", "fulfil", "acknowledge", "update",
    ]  # fmt: skip
    assert shown_clocks(card)[-1]["instance"] == 2


@pytest.mark.parametrize(
    ("cells", "shown"),
    [
        (30, ["one   two   three   four", "five"]),
        (18, ["one   two   three", "four   five"]),
        (16, ["one   two", "three   +2 more"]),
        (14, ["one   two", "thr…   +2 more"]),
    ],
)
def test_clocks_that_have_no_room_are_counted(cells: int, shown: list[str]) -> None:
    told = ["one", "two", "three", "four", "five"]
    assert [line for line, _places in side_by_side(told, cells, 2)] == shown


CLOCKS = ("acknowledge", "respond", "offer", "resolve", "update", "fulfil", "promise", "revisit", "the_engineers_visit")
LENGTHS = [timedelta(minutes=35), timedelta(minutes=119), timedelta(hours=47), timedelta(days=999), timedelta(9000)]


@pytest.fixture(params=["en", "zh"])
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    """Each language in turn."""
    use(request.param)
    yield request.param
    use("en")


@pytest.mark.parametrize("clock", CLOCKS)
def test_how_long_a_clock_has_or_is_late_is_never_cut(language: str, clock: str) -> None:
    for length in LENGTHS:
        late = row(overdue=True, next_due_at=MONDAY + length, next_due_clock=clock)
        late = late._replace(late=(clock, MONDAY - length))
        due = row(next_due_at=MONDAY + length, next_due_clock=clock)
        for one in (late, due):
            for columns in (columns_for(77), columns_for(96)):
                said = due_text(one, MONDAY, columns.due)
                assert width(said) <= columns.due
                assert not said.endswith("…")
                assert said in line_of(one, columns, MONDAY, picked=False)[0]


def test_the_clock_of_the_receipt_keeps_its_whole_name_while_it_counts_in_minutes() -> None:
    due = row(next_due_at=MONDAY + timedelta(minutes=59), next_due_clock="acknowledge")
    assert due_text(due, MONDAY) == "acknowledge 59m"


def test_no_reference_is_cut_however_long_the_desks_are() -> None:
    long = row()._replace(brief=row().brief._replace(ref="BESCHWER-1000000"))
    columns = columns_for(79, ref_cells([row(), long]))
    for one in (row(), long):
        line, _tone = line_of(one, columns, MONDAY, picked=False)
        assert f"{one.ref} " in line
        assert width(line) == 79


@pytest.mark.parametrize(("room", "told"), [(77, "✉ Charged twice"), (117, "✉ answer: Charged twice")])
def test_an_answer_that_nobody_recorded_stands_before_the_subject(room: int, told: str) -> None:
    one = row(subject="Charged twice")
    assert "✉" not in line_of(one, columns_for(room), MONDAY, picked=False)[0]
    assert told in line_of(one._replace(answered=True), columns_for(room), MONDAY, picked=False)[0]
