"""The desk that benchmarks stand on is a true one: every status, and nothing that `verify` would find."""

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cxdesk.desk import Desk
from cxdesk.domain.words import Status

BENCHMARKS = Path(__file__).resolve().parents[2] / "benchmarks"


@pytest.mark.parametrize("more", [(), ("--hostile",)])
def test_a_desk_of_copied_lives_holds_every_status_and_verifies(tmp_path: Path, more: tuple[str, ...]) -> None:
    folder = tmp_path / "desk"
    command = [sys.executable, str(BENCHMARKS / "make_desk.py"), "300", str(folder), *more]
    subprocess.run(command, check=True, capture_output=True)
    now = datetime(2026, 11, 16, 12, tzinfo=UTC)
    with Desk.open(folder, agent="ann", now=lambda: now, randomness=os.urandom) as desk:
        statuses = dict(desk._connection.execute("SELECT status, count(*) FROM complaints GROUP BY status"))
        assert set(statuses) == {status.value for status in Status}
        assert sum(statuses.values()) == 300
        assert desk.sweep(dry_run=True).refs == []
        assert desk.verify() == []
