"""The queue begins with what is worst (TUI.md: the queue by the next deadline, the missed ones on top)."""

import json
import os
from datetime import timedelta
from pathlib import Path

from cxdesk.desk import Desk, NewComplaint, NewDesk, make
from cxdesk.domain.words import Severity
from tests.cli.conftest import NOON, Stage


def test_what_has_missed_every_deadline_stands_on_top_gravest_first(stage: Stage, tmp_path: Path) -> None:
    folder = tmp_path / "desk"
    make(folder, NewDesk(login="ann", rehearsal=True), now=lambda: NOON, randomness=os.urandom)
    later = NOON + timedelta(days=60)
    with Desk.open(folder, agent="ann", now=lambda: NOON, randomness=os.urandom) as desk:
        for severity in (Severity.S3, Severity.S1):
            desk.log(NewComplaint(channel="phone", subject="old", severity=severity))
    with Desk.open(folder, agent="ann", now=lambda: later, randomness=os.urandom) as desk:
        desk.sweep()
        desk.log(NewComplaint(channel="phone", subject="new", severity=Severity.S4))
    stage.env |= {"CXDESK_DESK": str(folder), "CXDESK_AGENT": "ann"}
    stage.clock = lambda: later
    for words in ((), ("open",), ("--view", "all-open")):
        lines = stage.play("list", *words, "--jsonl").out.splitlines()
        assert [json.loads(line)["ref"] for line in lines] == ["CX-2", "CX-1", "CX-3"], words
