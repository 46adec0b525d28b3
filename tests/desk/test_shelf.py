"""Snapshots are named by what they say: whoever opens a desk again in one process finds them read."""

import os
from datetime import UTC, datetime
from pathlib import Path

from cxdesk.desk import Desk, NewDesk, make

NOON = datetime(2026, 11, 16, 12, tzinfo=UTC)


def opened(folder: Path) -> Desk:
    return Desk.open(folder, agent="ann", now=lambda: NOON, randomness=os.urandom)


def test_a_desk_opened_again_shares_its_snapshot_and_its_compiled_calendars(tmp_path: Path) -> None:
    make(tmp_path, NewDesk(login="ann"), now=lambda: NOON, randomness=os.urandom)
    with opened(tmp_path) as desk:
        snapshot, calendar = desk.snapshot, desk.calendar
    with opened(tmp_path) as again:
        assert again.snapshot is snapshot
        assert again.calendar is calendar


def test_desks_with_other_standards_share_nothing(tmp_path: Path) -> None:
    for name, timezone in (("near", "Europe/Berlin"), ("far", "Asia/Shanghai")):
        make(tmp_path / name, NewDesk(login="ann", timezone=timezone), now=lambda: NOON, randomness=os.urandom)
    with opened(tmp_path / "near") as near, opened(tmp_path / "far") as far:
        assert near.snapshot.timezone == "Europe/Berlin"
        assert far.snapshot.timezone == "Asia/Shanghai"
