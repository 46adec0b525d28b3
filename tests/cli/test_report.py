"""`report daily` as people, files, cron and scripts meet it (CLI.md)."""

import json
import os
from datetime import timedelta
from pathlib import Path

import pytest

from cxdesk.desk import Desk, NewComplaint, NewDesk, Received, make
from cxdesk.domain.words import Severity
from tests.cli.conftest import NOON, Stage
from tests.desks import smtp, write_mail
from tests.mail.faults import FaultyServer

HOSTILE = "Late \x1b]52;c;eA==\x07 [/] \u202egnp"


@pytest.fixture
def folder(stage: Stage, tmp_path: Path) -> Path:
    """A desk with one complaint, and a stage that stands in it."""
    place = tmp_path / "desk"
    make(place, NewDesk(login="ann", rehearsal=True), now=lambda: NOON, randomness=os.urandom)
    with Desk.open(place, agent="ann", now=lambda: NOON, randomness=os.urandom) as desk:
        who = Received(name="Sample customer", email="sample@customer.example")
        desk.log(NewComplaint(channel="phone", subject=HOSTILE, customer=who, severity=Severity.S1))
    stage.env |= {"CXDESK_DESK": str(place), "CXDESK_AGENT": "ann"}
    return place


def test_the_page_of_today_holds_the_flow_and_the_head(stage: Stage, folder: Path) -> None:
    played = stage.play("report", "daily")
    assert played.code == 0
    assert "open at start 0 · received 1" in played.out
    assert "Head " in played.out
    assert not {"\x1b", "\x07", "\u202e"} & set(played.out)


def test_json_is_the_envelope_or_the_bare_report(stage: Stage, folder: Path) -> None:
    envelope = json.loads(stage.play("report", "daily", "--json").out)
    bare = json.loads(stage.play("report", "daily", "--format", "json").out)
    assert envelope["data"] == bare
    assert bare["day"] == "2026-03-02"
    assert bare["consistent"] is True


def test_check_is_exit_code_three_once_something_is_late_and_names_it(stage: Stage, folder: Path) -> None:
    assert stage.play("outbox", "send").code == 0
    assert stage.play("report", "daily", "--check").code == 0
    stage.clock = lambda: NOON + timedelta(days=20)
    played = stage.play("report", "daily", "--check", "--format", "markdown")
    assert played.code == 3
    assert "overdue" in played.err
    assert played.out.startswith("#")


def test_a_file_takes_the_report_and_a_wrong_place_is_said(stage: Stage, folder: Path, tmp_path: Path) -> None:
    played = stage.play("report", "daily", "--format", "markdown", "--output", "today.md")
    assert (played.code, played.out) == (0, "")
    assert (tmp_path / "today.md").read_text(encoding="utf-8").startswith("#")
    assert stage.play("report", "daily", "--output", "nowhere/today.md").code == 4


def test_csv_is_one_table_and_says_which_there_are(stage: Stage, folder: Path) -> None:
    played = stage.play("report", "daily", "--format", "csv")
    assert played.code == 2
    assert "compliance" in played.err
    assert stage.play("report", "daily", "--format", "csv", "--table", "compliance").out.startswith("clock,")


def test_a_date_with_two_readings_is_refused(stage: Stage, folder: Path) -> None:
    played = stage.play("report", "daily", "--date", "03/02/2026")
    assert played.code == 2
    assert "2026-02-03" in played.err
    assert "2026-03-02" in played.err


def test_it_is_mailed_once_per_day_and_address(stage: Stage, folder: Path) -> None:
    with FaultyServer() as server:
        write_mail(folder, **smtp(server.port))
        assert stage.play("report", "daily", "--email", "boss@firm.example").code == 0
        again = stage.play("report", "daily", "--email", "boss@firm.example")
        assert "--resend" in again.err
        assert len(server.taken) == 1
        assert stage.play("report", "daily", "--email", "boss@firm.example", "--resend").code == 0
        assert len(server.taken) == 2
    assert stage.play("report", "daily", "--email", "no address").code == 2
