"""`init`: a desk that works, and what it refuses."""

import json
import tomllib
from pathlib import Path

import pytest

from tests.cli.conftest import Stage
from tests.cli.desks import data_of, done, log, make_desk


def test_a_new_desk_works_at_once_and_says_what_to_do_next(stage: Stage) -> None:
    played = stage.play("init", "d", "--as", "ann", "--timezone", "Asia/Shanghai", "--name", "客户服务")
    assert played.code == 0
    assert "1. edit" in played.out
    assert "cxdesk agent add" in played.out
    said = tomllib.loads((stage.cwd / "d" / "desk.toml").read_text(encoding="utf-8"))["desk"]
    assert (said["name"], said["timezone"]) == ("客户服务", "Asia/Shanghai")
    stage.env |= {"CXDESK_DESK": str(stage.cwd / "d"), "CXDESK_AGENT": "ann"}
    assert log(stage) == "CX-1"
    assert data_of(stage, "verify")["problems"] == []


def test_the_first_agent_is_who_makes_it_and_their_account_is_known(stage: Stage) -> None:
    folder = make_desk(stage)
    del stage.env["CXDESK_AGENT"]
    assert log(stage) == "CX-1"  # the account of the stage acts as ann
    assert data_of(stage, "show", "CX-1")["timeline"][0]["actor"] == "ann"
    agents = json.loads(done(stage.play("agent", "list", "--json")).out)
    assert [(one["login"], one["role"], one["os_users"]) for one in agents] == [("ann", "manager", ["sample-account"])]
    assert folder.is_dir()


def test_it_goes_where_the_desk_would_be_looked_for(stage: Stage) -> None:
    place = data_of(stage, "config", "path")["path"]
    assert data_of(stage, "init", "--as", "ann")["path"] == place
    assert data_of(stage, "config", "path")["exists"]


def test_holidays_of_the_country_count_from_the_first_day(stage: Stage) -> None:
    folder = make_desk(stage, "--country", "DE")
    assert (folder / "calendars" / "de.json").is_file()
    stage.env["CXDESK_NOW"] = "2026-12-24T08:00:00Z"
    log(stage, "--severity", "S3")
    due = {clock["clock"]: clock["due_at"] for clock in data_of(stage, "show", "1")["clocks"]}
    assert due["acknowledge"] == "2026-12-28T23:00:00Z"  # neither Christmas, nor Boxing Day, nor the Sunday


def test_the_zone_is_that_of_the_machine_when_none_is_said(stage: Stage) -> None:
    assert data_of(stage, "init", "a", "--as", "ann")["timezone"]
    stage.env["TZ"] = "Asia/Shanghai"
    assert data_of(stage, "init", "b", "--as", "ann")["timezone"] == "Asia/Shanghai"
    stage.env["TZ"] = "CST6CDT,M3.2.0,M11.1.0"
    assert data_of(stage, "init", "c", "--as", "ann")["timezone"]


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["--timezone", "Mars/Olympus"], 2, "Mars/Olympus"),
        (["--country", "XX"], 2, "--country"),
        (["--preset", "nosuch"], 2, "iso10002-default"),
        (["--language", "tlh"], 2, "en, zh"),
    ],
)
def test_what_nobody_knows_is_refused_and_nothing_is_made(
    stage: Stage, arguments: list[str], code: int, told: str
) -> None:
    played = stage.play("init", "d", *arguments)
    assert played.code == code
    assert told in played.err
    assert len(played.err.splitlines()) == 1
    assert not (stage.cwd / "d").exists()


def test_a_desk_is_never_made_over_another(stage: Stage) -> None:
    folder = make_desk(stage)
    before = (folder / "cxdesk.db").read_bytes()
    assert stage.play("init", str(folder)).code == 4
    assert (folder / "cxdesk.db").read_bytes() == before
    Path(stage.cwd / "file").write_text("x", encoding="utf-8")
    assert stage.play("init", str(stage.cwd / "file")).code == 2
