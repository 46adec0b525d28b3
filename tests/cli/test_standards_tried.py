"""explain, policy simulate, and the calendar verbs, as people and scripts see them."""

import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from cxdesk.desk import Desk, NewComplaint, NewDesk, make
from cxdesk.domain.words import Severity
from tests.cli.conftest import Played, Stage

NOW = datetime(2026, 11, 3, 10, 0, tzinfo=UTC)


@pytest.fixture
def desk(stage: Stage) -> Stage:
    """A desk in China with one complaint; the command line stands in its folder."""
    folder = stage.cwd / "desk"
    made = NewDesk(login="ann", timezone="Asia/Shanghai", country="CN", rehearsal=True)
    make(folder, made, now=lambda: NOW, randomness=os.urandom)
    with Desk.open(folder, agent="ann", now=lambda: NOW, randomness=os.urandom) as opened:
        opened.log(NewComplaint(channel="phone", subject="Late", text="x", severity=Severity.S3))
    stage.cwd = folder
    stage.env["CXDESK_AGENT"] = "ann"
    stage.clock = lambda: datetime(2026, 11, 4, 10, 0, tzinfo=UTC)
    return stage


def data(played: Played) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(played.out)["data"]
    return found


def test_explain_prints_what_an_auditor_redoes(desk: Stage) -> None:
    told = desk.play("explain", "CX-1", "--clock", "respond")
    assert desk.play("explain", "1", "--clock", "respond").out == told.out
    assert told.code == 0
    assert told.out == (
        "CX-1: policy standard, calendar desk (Asia/Shanghai), standards "
        f"{told.out.split('standards ')[1][:12]}\n"
        "\n"
        "respond\n"
        "\n"
        "target    3 business days (the desk's own target)\n"
        "calendar  desk (Asia/Shanghai)\n"
        "stands    running\n"
        "\n"
        "step        when                             counts  total\n"
        "start       Tue 2026-11-03 18:00 CST\n"
        "counted     Wed 2026-11-04 – Fri 2026-11-06       3      3\n"
        "due before  Fri 2026-11-06 24:00 CST\n"
    )


def test_a_date_behind_the_published_year_is_provisional_wherever_it_is_told(desk: Stage) -> None:
    """STANDARDS §8.8: on logging, on trying to, on the card and as data."""
    desk.clock = lambda: datetime(2026, 12, 29, 2, 0, tzinfo=UTC)
    given = ("log", "--channel", "phone", "--text", "Late.", "--severity", "S2")
    would = desk.play(*given, "--dry-run")
    logged = desk.play(*given)
    card = desk.play("show", "2")
    for told in (would.out, logged.out, card.out):
        (offer,) = [line for line in told.splitlines() if line.startswith("offer ")]
        (respond,) = [line for line in told.splitlines() if line.startswith("respond ")]
        assert ("provisional" in offer, "provisional" in respond) == (True, False)
    clocks = data(desk.play("show", "2", "--json"))["clocks"]
    assert {one["clock"]: one["provisional"] for one in clocks} == {
        "acknowledge": False,
        "respond": False,
        "offer": True,
        "resolve": False,
    }


def test_explaining_a_clock_that_no_standard_has_names_those_there_are(desk: Stage) -> None:
    played = desk.play("explain", "CX-1", "--clock", "respnod")
    assert played.code == 2
    assert "CX-1 has no clock respnod; there are: acknowledge, respond, " in played.err
    assert "did you mean respond?" in played.err
    later = desk.play("explain", "CX-1", "--clock", "revisit")
    assert (later.code, "no clock of that name has begun" in later.out) == (0, True)


def test_explain_as_data_has_every_day(desk: Stage) -> None:
    (clock,) = data(desk.play("explain", "CX-1", "--clock", "respond", "--json"))["clocks"]
    assert (clock["target"], clock["unit"], clock["due_at"]) == ("3bd", "days", "2026-11-06T16:00:00Z")
    assert [line["on"] for line in clock["lines"] if line["part"] == "counted"] == [
        "2026-11-04",
        "2026-11-05",
        "2026-11-06",
    ]
    assert desk.play("explain", "CX-9").code == 1


def test_simulate_tells_before_and_after_and_writes_nothing(desk: Stage) -> None:
    Path(desk.cwd, "try.toml").write_text('[policy.standard.clock.respond]\ntarget = "4h"\n', encoding="utf-8")
    told = desk.play("policy", "simulate", "try.toml")
    assert told.code == 0
    assert "1 complaint up to 2026-11-04 18:00 CST, nothing was written." in told.out
    assert "Would breach: 1" in told.out
    found = data(desk.play("policy", "simulate", "try.toml", "--json"))
    assert [(turn["ref"], turn["clock"]) for turn in found["would_breach"]] == [("CX-1", "respond")]
    assert desk.play("policy", "simulate", "absent.toml").code == 2


FEED = (
    "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20261106\r\nSUMMARY:Company day\r\nEND:VEVENT\r\n"
    "BEGIN:VEVENT\r\nDTSTART:20261106T090000Z\r\nSUMMARY:Meeting\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)


def test_a_feed_is_shown_with_what_it_moves_and_taken_only_after_a_yes(desk: Stage) -> None:
    """TRAPS 9: nobody is surprised by a holiday that nobody approved."""
    Path(desk.cwd, "company.ics").write_text(FEED, encoding="utf-8")
    planned = desk.play("calendar", "add", "company.ics", "--dry-run")
    assert planned.code == 0
    assert "2026-11-06  Fri  Company day" in planned.out
    assert "1 event has a time of day and is left out." in planned.out
    assert "would move" in planned.out
    assert desk.play("calendar", "add", "company.ics").code == 2
    desk.stdin, desk.stdin_is_terminal = "n\n", True
    refused = desk.play("calendar", "add", "company.ics")
    assert (refused.code, "Company day" in refused.err) == (1, True)
    assert not Path(desk.cwd, "calendars", "feeds").exists()
    desk.stdin = "y\n"
    assert desk.play("calendar", "add", "company.ics").code == 0
    shown = desk.play("calendar", "show")
    assert "company.ics" in shown.out
    assert "0 days old" in shown.out
    assert "ann" in shown.out
    assert "policy apply" in shown.err
    with Desk.open(Path(desk.cwd), agent="ann", now=desk.clock, randomness=os.urandom) as opened:
        assert opened.apply_policy().retargeted == 1
    assert "2026-11-06  Fri  holiday" in desk.play("calendar", "show").out
    assert "Mon 2026-11-09 24:00 CST" in desk.play("explain", "CX-1", "--clock", "respond").out


def test_a_feed_is_taken_back_by_its_name_and_its_days_are_working_days_again(desk: Stage) -> None:
    Path(desk.cwd, "company.ics").write_text(FEED, encoding="utf-8")
    assert desk.play("calendar", "add", "company.ics", "--yes").code == 0
    assert desk.play("policy", "apply", "--yes").code == 0
    unknown = desk.play("calendar", "remove", "compny")
    assert (unknown.code, "there are: company" in unknown.err) == (1, True)
    planned = desk.play("calendar", "remove", "company", "--dry-run")
    assert "2026-11-06  Fri  Company day" in planned.out
    assert Path(desk.cwd, "calendars", "feeds", "company.json").exists()
    assert desk.play("calendar", "remove", "company", "--yes").code == 0
    assert desk.play("policy", "apply", "--yes").code == 0
    assert "2026-11-06" not in desk.play("calendar", "show").out


def test_a_refresh_says_what_is_known_until_when_and_from_where(desk: Stage) -> None:
    Path(desk.cwd, "calendars", "cn.json").unlink(missing_ok=True)
    told = data(desk.play("calendar", "refresh", "--yes", "--json"))
    (country,) = told["countries"]
    assert (country["country"], country["covered_until"]) == ("CN", "2026-12-31")
    assert "holidays" in country["source"]
    assert data(desk.play("calendar", "refresh", "--yes", "--json"))["countries"][0]["added"] == []
    assert "2026-12-31" in desk.play("calendar", "show").out


def test_between_two_moments_the_open_stretches_are_listed(desk: Stage) -> None:
    found = data(desk.play("calendar", "between", "2026-11-06 16:00", "2026-11-09 10:00", "--json"))
    assert (found["seconds"], found["working_days"]) == (7200, 1)
    told = desk.play("calendar", "between", "2026-11-06 16:00", "2026-11-09 10:00")
    assert "2026-11-09 09:00 CST  2026-11-09 10:00 CST  1:00" in told.out


def test_an_unknown_calendar_names_the_ones_there_are(desk: Stage) -> None:
    told = desk.play("calendar", "show", "moon")
    assert told.code != 0
    assert "desk" in told.err
