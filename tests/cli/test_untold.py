"""That nobody can be told is said by whoever checks, sweeps or runs, once a pass (DOMAIN §7)."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from tests.cli.conftest import NOON, Stage
from tests.cli.desks import done
from tests.desks import Clock, new_desk

SILENT = "no supervisor or manager has an e-mail address"


@pytest.fixture(autouse=True)
def _desk(stage: Stage, tmp_path: Path) -> None:
    folder = new_desk(tmp_path / "desk", Clock(NOON))
    stage.env |= {"CXDESK_DESK": str(folder), "CXDESK_AGENT": "ann"}


def test_a_sweep_and_a_pass_say_once_that_nobody_above_can_be_told(stage: Stage) -> None:
    for line in (("sweep",), ("sweep", "--dry-run"), ("run", "--once")):
        assert stage.play(*line).err.count(SILENT) == 1
    assert SILENT not in stage.play("sweep", "--quiet").err
    done(stage.play("agent", "edit", "ann", "--email", "ann@desk.example"))
    assert stage.play("sweep").err == ""


def test_both_checks_say_so_too(stage: Stage) -> None:
    for verb in ("policy", "config"):
        played = stage.play(verb, "check")
        assert (played.code, SILENT in played.out) == (0, True)


def test_alarms_that_wait_for_somebody_are_counted(stage: Stage) -> None:
    done(stage.play("log", "--text", "Late.", "--channel", "phone"))
    done(stage.play("escalate", "CX-1", "--reason", "press asks"))
    played = stage.play("sweep", "--json")
    assert json.loads(played.out)["data"]["held"] == 1
    assert "1 alarm waits until somebody with an e-mail address can be told" in played.err
    assert "1 alarm waits" in stage.play("run", "--once").err
    later = (NOON + timedelta(minutes=20)).isoformat()
    assert "Needs attention: alarms that nobody was told" in stage.play("report", "daily", "--now", later).out


def test_hours_that_are_no_calendar_are_refused(stage: Stage) -> None:
    played = stage.play("agent", "add", "bob", "--role", "agent", "--hours", "nights")
    assert played.code == 1
    assert "there is no calendar nights; there are: desk" in played.err
    assert stage.play("agent", "edit", "ann", "--hours", "nights").code == 1
    done(stage.play("agent", "edit", "ann", "--hours", "desk"))
    done(stage.play("agent", "edit", "ann", "--hours", ""))
