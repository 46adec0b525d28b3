"""A row of the queue in its columns, and the clocks of a preview: what is late, whose, and what nobody knows."""

from datetime import timedelta
from typing import Any

import pytest

from cxdesk.desk.watched import Row, Spot
from cxdesk.domain.words import Status
from cxdesk.store.brief import Brief
from cxdesk.store.card import Card
from cxdesk.text import width
from cxdesk.widgets.clocks import shown_clocks
from cxdesk.widgets.columns import columns_for, line_of
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


def test_nobody_is_said_to_be_late_where_nothing_is_known() -> None:
    unknown = CLOCK | {"verdict": "unknown", "due_at": MONDAY}
    assert clock_cell(unknown, MONDAY + timedelta(days=9)) == "resolve ?"


def test_a_bar_gives_way_to_words_that_need_the_room() -> None:
    breached = CLOCK | {"verdict": "breached", "due_at": MONDAY}
    now = MONDAY + timedelta(days=2108, hours=8)
    assert gauge(breached, now, 1.0, 60, 11).text == "resolve     ▓▓▓▓▓▓▓▓ ▲ breached, 2108d 8h late"
    assert gauge(breached, now, 1.0, 40, 11).text == "resolve     ▲ breached, 2108d 8h late"


def test_what_runs_stands_before_what_came_late_and_what_is_settled_comes_last() -> None:
    done = {"verdict": "met", "stopped_at": MONDAY}
    rows = [
        {"clock": "update", "instance": 1, **done},
        {"clock": "offer", "instance": 1, "verdict": "breached", "stopped_at": MONDAY},
        {"clock": "update", "instance": 2, **done},
        {"clock": "resolve", "instance": 1, "verdict": "running", "stopped_at": None},
    ]
    card = Card({"cycle": 1}, None, [row | {"cycle": 1, "corrected": ""} for row in rows], [], [], [], [], [], [])
    assert [(row["clock"], row["instance"]) for row in shown_clocks(card)] == [
        ("resolve", 1),
        ("offer", 1),
        ("update", 2),
    ]
