"""One complaint as its own screen shows it: how much of each target is used, and what waits for somebody."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from cxdesk.desk.closeup import Closeup, _waits
from cxdesk.desk.watching import Watch
from cxdesk.domain import clocks
from cxdesk.domain.clocks import Standing
from cxdesk.store.snapshots import UnknownSnapshot
from tests.desks import MONDAY, Clock, new_desk, opened, received

FRIDAY = MONDAY + timedelta(days=4)


@pytest.fixture
def clock() -> Clock:
    """It begins on a Friday at nine."""
    return Clock(FRIDAY)


@pytest.fixture
def close(tmp_path: Path, clock: Clock) -> Closeup:
    """A complaint received on Friday; its acknowledgement is due after one business day, at the end of it."""
    folder = new_desk(tmp_path / "desk", clock)
    with opened(folder, clock) as desk:
        ref = received(desk, 1).ref
    watch = Watch.open(folder, agent="ann", now=clock)
    try:
        return watch.closeup(ref)
    finally:
        watch.shut()


@pytest.mark.parametrize(
    ("at", "used"),
    [
        (FRIDAY + timedelta(hours=8), 0.0),
        (FRIDAY + timedelta(days=2), 0.0),
        (FRIDAY + timedelta(days=3), 9 / 24),
        (FRIDAY + timedelta(days=3, hours=9), 18 / 24),
        (FRIDAY + timedelta(days=3, hours=15), 1.0),
        (FRIDAY + timedelta(days=9), 1.0),
    ],
)
def test_of_one_business_day_nothing_is_used_on_a_weekend_and_on_monday_as_much_as_has_gone_by(
    close: Closeup, at: datetime, used: float
) -> None:
    row = next(one for one in close.card.clocks if one["clock"] == "acknowledge")
    found = close.used(row, at)
    assert found is not None
    assert min(found, 1.0) == pytest.approx(used)


def test_of_a_clock_that_nothing_is_owed_by_no_share_is_told(close: Closeup) -> None:
    row = {**close.card.clocks[0], "instance": 99}
    assert close.used(row, FRIDAY) is None


def test_a_complaint_whose_standards_cannot_be_read_is_shown_all_the_same(
    tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unknown(_snapshots: object, _history: object) -> Standing:
        raise UnknownSnapshot("0" * 64)

    folder = new_desk(tmp_path / "desk", clock)
    with opened(folder, clock) as desk:
        ref = received(desk, 1).ref
    monkeypatch.setattr(clocks, "standing", unknown)
    watch = Watch.open(folder, agent="ann", now=clock)
    try:
        shown = watch.closeup(ref)
    finally:
        watch.shut()
    assert (shown.seen.ref, shown.shares) == (ref, {})


def test_a_letter_that_did_not_arrive_is_called_by_its_name(close: Closeup) -> None:
    card = close.card._replace(letters=[{"state": "failed", "letter": "delay-notice"}])
    assert "a letter could not be delivered: notice of delay" in list(_waits(card, []))
