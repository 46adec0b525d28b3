"""`sweep` and `run`, as cron and as a service."""

import json
import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from cxdesk.cli import clockwork
from cxdesk.clockwork import Pass
from cxdesk.desk import Desk, NewComplaint, NewDesk, Received, Swept, make
from cxdesk.desk.sweeping import Sweeping
from tests.cli.conftest import NOON, Stage
from tests.cli.desks import done, make_desk
from tests.desks import smtp, write_mail
from tests.mail.faults import closed_port

LATER = (NOON + timedelta(days=60)).isoformat()


@pytest.fixture
def desk(stage: Stage, tmp_path: Path) -> Path:
    """A desk with one complaint, and a stage that finds it."""
    folder = tmp_path / "desk"
    make(folder, NewDesk(login="ann", rehearsal=True), now=lambda: NOON, randomness=os.urandom)
    with Desk.open(folder, agent="ann", now=lambda: NOON, randomness=os.urandom) as found:
        who = Received(name="Sample Customer", email="sample@customer.example")
        found.log(NewComplaint(channel="phone", subject="Late", customer=who))
    stage.env |= {"CXDESK_DESK": str(folder), "CXDESK_AGENT": "ann"}
    return folder


def test_a_dry_sweep_tells_what_is_due_and_writes_nothing(stage: Stage, desk: Path) -> None:
    """TRAPS 19."""
    before = (desk / "cxdesk.db").read_bytes()
    played = stage.play("sweep", "--dry-run", "--json", "--now", LATER)
    document = json.loads(played.out)
    assert (played.code, document["status"]) == (0, "dry_run")
    assert document["data"]["did"]["Breached"] >= 1
    assert (desk / "cxdesk.db").read_bytes() == before


def test_a_sweep_does_what_it_told_and_a_second_one_nothing(stage: Stage, desk: Path) -> None:
    told = json.loads(stage.play("sweep", "--dry-run", "--json", "--now", LATER).out)["data"]
    done = json.loads(stage.play("sweep", "--json", "--now", LATER).out)["data"]
    assert done["did"] == told["did"]
    assert done["refs"] == ["CX-1"]
    assert stage.play("sweep", "--now", LATER).out == "nothing is due\n"


def test_one_pass_for_cron_sends_and_sweeps(stage: Stage, desk: Path) -> None:
    document = json.loads(stage.play("run", "--once", "--json").out)
    assert document["data"]["sent"]["accepted"] == [1]
    assert document["data"]["swept"]["did"] == {}
    assert document["data"]["issued"] is None


def test_letters_that_did_not_go_out_are_exit_code_five(stage: Stage, desk: Path) -> None:
    write_mail(desk, **smtp(closed_port()))
    played = stage.play("run", "--once")
    assert played.code == 5
    assert "nothing more can be sent now" in played.out


def test_beside_another_clockwork_nothing_is_done_and_that_is_no_failure(stage: Stage, desk: Path) -> None:
    with Desk.open(desk, agent="ann", now=lambda: NOON, randomness=os.urandom) as found:
        found.take_lease("clockwork", "another", 60)
    played = stage.play("run", "--once", "--json")
    assert (played.code, json.loads(played.out)["status"]) == (0, "busy")


def test_the_daily_report_is_made_and_mailed_in_the_desks_language(stage: Stage, desk: Path) -> None:
    settings = desk / "desk.toml"
    text = settings.read_text(encoding="utf-8").partition("[report]")[0]
    settings.write_text(f'{text}[report]\ntime = "18:00"\nemail = ["boss@cxdesk.example"]\n', encoding="utf-8")
    document = json.loads(stage.play("run", "--once", "--json", "--now", "2026-03-02T18:30:00+00:00").out)
    assert document["data"]["issued"] == {"day": "2026-03-02", "letters": [2]}
    shown = json.loads(stage.play("outbox", "show", "2", "--json").out)["data"]
    assert (shown["state"], shown["to"]) == ("accepted", "boss@cxdesk.example")
    assert "2026-03-02" in shown["subject"]
    assert "received" in shown["body"]


@pytest.mark.parametrize("every", ["soon", "0s", "25h", "-1"])
def test_a_wait_that_is_none_is_wrong_use(stage: Stage, desk: Path, every: str) -> None:
    assert stage.play("run", f"--every={every}").code == 2


def test_no_desk_is_exit_code_four_for_a_service_too(stage: Stage, tmp_path: Path) -> None:
    stage.env["CXDESK_DESK"] = str(tmp_path / "nowhere")
    assert stage.play("run").code == 4


@pytest.mark.parametrize("name", [signal.SIGTERM, signal.SIGINT])
def test_a_service_ends_on_a_signal_with_its_leases_released(
    desk: Path, name: signal.Signals, monkeypatch: pytest.MonkeyPatch
) -> None:
    command = [sys.executable, "-m", "cxdesk", "run", "--every", "1h", "--desk", str(desk), "--as", "ann"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as service:
        assert service.stderr is not None
        assert "runs every 3600 seconds" in service.stderr.readline()
        service.stderr.readline()  # the first pass has been told: it sent the letter
        service.send_signal(name)
        out, _err = service.communicate(timeout=20)
    assert (service.returncode, out) == (0, "the clockwork has stopped\n")
    with Desk.open(desk, agent="ann", now=lambda: NOON, randomness=os.urandom) as found:
        assert found.lease_ends("clockwork") is None
        assert found.letter(1).state == "accepted"


def test_a_signal_stops_between_letters_and_the_handlers_are_put_back() -> None:
    usual = signal.getsignal(signal.SIGTERM)
    with clockwork._stopped_by_signals() as stopped:
        os.kill(os.getpid(), signal.SIGTERM)
        assert stopped.wait(5)
        assert signal.getsignal(signal.SIGTERM) is usual
    assert signal.getsignal(signal.SIGTERM) is usual


@pytest.mark.parametrize("verb", [("run", "--once"), ("sweep",), ("outbox", "send")])
def test_with_nothing_to_do_a_quiet_command_is_silent(stage: Stage, verb: tuple[str, ...]) -> None:
    make_desk(stage)
    told = done(stage.play(*verb))
    assert told.out
    silent = done(stage.play(*verb, "--quiet"))
    assert (silent.out, silent.err) == ("", "")
    assert done(stage.play(*verb, "--quiet", "--json")).out


def test_a_service_tells_the_time_of_the_desk_s_own_zone() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    told = clockwork._line(Pass(NOON, blind_since=NOON), berlin)
    assert told == "2026-03-02T13:00:00+01:00 · nobody looked since 2026-03-02T13:00:00+01:00"


def test_a_complaint_that_cannot_be_evaluated_is_named_and_makes_the_sweep_partial(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_desk(stage)
    monkeypatch.setattr(Sweeping, "sweep", lambda _desk, **_how: Swept(NOON, unreadable=["CX-7"]))
    for words in (("sweep",), ("sweep", "--quiet"), ("run", "--once")):
        played = stage.play(*words)
        assert played.code == 5
        assert "CX-7" in played.out
