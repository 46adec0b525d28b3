"""What is known of one complaint, as lines beside its timeline."""

from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from cxdesk.desk.watching import Watch
from cxdesk.widgets.facts import head
from tests.desks import Clock, new_desk, opened, received

SHANGHAI = ZoneInfo("Asia/Shanghai")


def test_a_corrected_receipt_reads_in_the_desks_zone_as_the_receipt_itself_does(tmp_path: Path) -> None:
    """DOMAIN §11."""
    clock = Clock()
    folder = new_desk(tmp_path / "desk", clock)
    with opened(folder, clock) as desk:
        ref = received(desk).ref
        desk.correct(ref, "received_at", (clock.at - timedelta(hours=3)).isoformat(), "It lay in the post.")
    watch = Watch.open(folder, agent="ann", now=clock)
    try:
        lines = [line.text for line in head(watch.closeup(ref), clock.at, SHANGHAI, 200)]
    finally:
        watch.shut()
    assert "corrected: receipt 2026-03-02 17:00 CST → 2026-03-02 14:00 CST" in "\n".join(lines)
