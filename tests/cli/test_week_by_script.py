"""Three days of a desk as a script of command lines: the clock is `--now`, the mail server fails for part of it."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cxdesk.when import iso_z
from tests.cli.conftest import Played, Stage
from tests.desks import smtp, write_mail
from tests.mail.faults import Fault, FaultyServer

MONDAY = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
COMPLAINTS = 12


class Script:
    """Command lines one after another, each at its own moment."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.at = MONDAY

    def run(self, *words: str, codes: tuple[int, ...] = (0,)) -> Played:
        """One command line at this moment; its exit code must be one of *codes*."""
        played = self.stage.play(*words, "--now", iso_z(self.at))
        assert played.code in codes, (words, played)
        return played

    def data(self, *words: str) -> Any:
        """The data of one JSON answer."""
        found = json.loads(self.run(*words, "--json").out)
        return found["data"] if isinstance(found, dict) else found


def test_a_few_days_by_command_lines_alone(stage: Stage, tmp_path: Path) -> None:
    """Every customer with an address gets one acknowledgement, every alarm fires once, the books add up each day."""
    script = Script(stage)
    script.run("init", "desk", "--timezone", "Europe/Berlin", "--country", "DE", "--rehearsal", "--as", "ann")
    stage.env |= {"CXDESK_DESK": str(tmp_path / "desk"), "CXDESK_AGENT": "ann"}
    with FaultyServer() as server:
        write_mail(tmp_path / "desk", **smtp(server.port))
        logged = 0
        for hour in range(72):
            script.at = MONDAY + timedelta(hours=hour)
            if hour % 5 == 0 and logged < COMPLAINTS:
                if logged == 3:
                    server.plan(Fault.GREET_421, Fault.DEFER_RCPT, Fault.HANG_UP_BEFORE_DATA_ENDS, Fault.DEFER_LETTER)
                logged += 1
                _log(script, logged)
            if hour % 2 == 0:
                script.run("run", "--once", codes=(0, 5))
            if hour % 24 == 23:
                _books_add_up(script)
        script.at += timedelta(hours=3)
        script.run("run", "--once", codes=(0, 5))
        addressed = [number for number in range(1, COMPLAINTS + 1) if number % 4]
        assert sorted(server.taken_ids.values()) == [1] * len(addressed)
    owed = script.data("list", "-acknowledged")
    assert len(owed) == COMPLAINTS - len(addressed)
    assert "CX-" not in script.run("sweep").out
    assert script.data("verify")["problems"] == []


def _log(script: Script, number: int) -> None:
    words = ["log", "--channel", "phone", "--subject", f"样例投诉 {number}" if number % 2 else f"Sample {number}"]
    words += ["--severity", f"S{1 + number % 4}", "--customer", f"Sample customer {number}"]
    if number % 4:
        words += ["--email", f"sample{number}@customer.example"]
    script.run(*words)


def _books_add_up(script: Script) -> None:
    report = script.data("report", "daily")
    assert report["consistent"] is True
    assert report["errors"] == []
