"""`policy …`, `verify`, `rebuild`, `config …`."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.conftest import Stage
from tests.cli.desks import data_of, done, log, make_desk


@pytest.fixture
def folder(stage: Stage) -> Path:
    """A desk."""
    return make_desk(stage)


def test_the_standards_in_force_are_shown_with_their_targets(stage: Stage, folder: Path) -> None:
    out = done(stage.play("policy", "show")).out
    assert "in force: snapshot " in out
    assert "resolve " in out
    assert "20d" in out
    data = data_of(stage, "policy", "show", "standard")
    assert list(data["policies"]) == ["standard"]
    assert stage.play("policy", "show", "nosuch").code == 1


def test_a_preset_says_what_it_rests_on_and_what_is_not_certain(stage: Stage, folder: Path) -> None:
    """STANDARDS: the evidence tag, and that it is a template to be checked with counsel."""
    settings = folder / "desk.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace('"iso10002-default"', '"cn-bank-ins"'), encoding="utf-8")
    done(stage.play("policy", "apply"))
    out = done(stage.play("policy", "show")).out
    (evidence,) = [line for line in out.splitlines() if line.startswith("evidence ")]
    assert "V2: a secondary source was read" in evidence
    assert "check with counsel" in out
    assert "\nnot certain " in out
    assert "\nworking days of " in out
    shown = " ".join(out.split())
    assert "resolve a last day that is no working day moves to the next one; may be extended to 30 days, with:" in shown
    assert "; may be extended to 60 days, with: reason, manager, " in shown
    shipped = data_of(stage, "policy", "show")["presets"]["standard"]
    assert (shipped["jurisdiction"], bool(shipped["uncertain"]), bool(shipped["sources"])) == ("CN", True, True)


def test_what_is_written_decides_nothing_until_it_is_applied(stage: Stage, folder: Path) -> None:
    """DOMAIN §6."""
    log(stage)
    before = data_of(stage, "show", "1")["clocks"]
    played = done(stage.play("config", "set", "policy.standard.clock.resolve.target", "5d"))
    assert "policy apply" in played.err
    assert data_of(stage, "policy", "check")["applied"] is False
    assert data_of(stage, "show", "1")["clocks"] == before
    preview = data_of(stage, "policy", "apply", "--dry-run")
    assert [(shift["ref"], shift["clock"]) for shift in preview["shifts"]] == [("CX-1", "resolve")]
    assert {"key": "policy.standard.clock.resolve.target", "before": "20d", "after": "5d"} in preview["changes"]
    assert "policy.standard.clock.resolve.target" in stage.play("policy", "apply", "--dry-run").out
    assert data_of(stage, "show", "1")["clocks"] == before
    applied = stage.play("policy", "apply")
    assert "1 due date of open complaints moved" in applied.out
    due = {clock["clock"]: clock["due_at"] for clock in data_of(stage, "show", "1")["clocks"]}
    assert due["resolve"] == "2026-03-07T23:00:00Z"
    assert data_of(stage, "policy", "check")["applied"] is True
    assert data_of(stage, "policy", "apply")["changed"] is False


def test_an_applying_that_was_broken_off_is_told_and_finished(
    stage: Stage, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log(stage)
    log(stage)
    done(stage.play("config", "set", "policy.standard.clock.resolve.target", "5d"))
    with monkeypatch.context() as patched:
        patched.setattr("cxdesk.desk.standards.retargets.renew", _killed)
        assert stage.play("policy", "apply", "--yes").code == 70
    checked = stage.play("policy", "check")
    assert "2 open complaints are not held to what is in force yet; finish it: cxdesk policy apply" in checked.out
    finished = done(stage.play("policy", "apply", "--yes")).out
    assert "2 open complaints that were left are held to it now" in finished
    assert "2 due dates of open complaints moved" in finished
    assert data_of(stage, "policy", "check")["left_behind"] == 0


def _killed(*_given: object) -> list[int]:
    message = "killed"
    raise RuntimeError(message)


def test_only_a_manager_applies(stage: Stage, folder: Path) -> None:
    done(stage.play("agent", "add", "bob", "--role", "supervisor"))
    played = stage.play("policy", "apply", "--as", "bob")
    assert (played.code, "it is for: manager" in played.err) == (1, True)


@pytest.mark.parametrize("group", ["policy", "config"])
def test_a_check_lists_every_problem_with_its_line_and_exits_3(stage: Stage, folder: Path, group: str) -> None:
    settings = folder / "desk.toml"
    text = settings.read_text(encoding="utf-8")
    text = text.replace('timezone = "Europe/Berlin"', 'timezone = "Mars/Olympus"').replace(
        "[escalation]", "[escalatoin]"
    )
    assert stage.play(group, "check").code == 0
    settings.write_text(text, encoding="utf-8")
    played = stage.play(group, "check", "--json")
    assert played.code == 3
    assert [bool(problem["line"]) for problem in json.loads(played.out)["data"]["problems"]] == [True, True]
    assert "desk.toml:" in stage.play(group, "check").out


def test_what_is_shown_is_what_happened_and_a_changed_row_is_found_and_mended(stage: Stage, folder: Path) -> None:
    log(stage)
    head = data_of(stage, "verify")["head"]
    log(stage)
    assert stage.play("verify", "--against", head).code == 0
    with closing(sqlite3.connect(folder / "cxdesk.db")) as connection, connection:
        connection.execute("UPDATE complaints SET status = 'closed' WHERE id = 1")
    played = stage.play("verify")
    assert played.code == 3
    assert "CX-1" in played.out
    assert "cxdesk rebuild" in played.err
    assert "2 complaints written anew" in done(stage.play("rebuild")).out
    assert stage.play("verify").code == 0
    number, _colon, digest = head.partition(":")
    assert stage.play("verify", "--against", f"{number}:{'0' * len(digest)}").code == 3
    assert stage.play("verify", "--against", "nonsense").code == 2


def test_settings_are_shown_read_and_written_with_their_comments_kept(stage: Stage, folder: Path) -> None:
    assert data_of(stage, "config", "show")["desk"]["timezone"] == "Europe/Berlin"
    assert "desk.timezone     Europe/Berlin\n" in stage.play("config", "show").out
    assert stage.play("config", "get", "desk.timezone").out == "Europe/Berlin\n"
    assert stage.play("config", "get", "desk.segments").out == '["standard", "vip"]\n'
    comments = (folder / "desk.toml").read_text(encoding="utf-8").count("#")
    done(stage.play("config", "set", "desk.name", "客户服务"))
    assert stage.play("config", "get", "desk.name").out == "客户服务\n"
    assert (folder / "desk.toml").read_text(encoding="utf-8").count("#") == comments


def test_a_value_that_would_break_the_file_is_refused_and_nothing_is_written(stage: Stage, folder: Path) -> None:
    before = (folder / "desk.toml").read_bytes()
    for arguments, code in (
        (["desk.timezone", "Mars/Olympus"], 4),
        (["desk.nosuch", "1"], 4),
        (["desk", "1"], 2),
        (["", "1"], 2),
    ):
        assert stage.play("config", "set", *arguments).code == code, arguments
    assert (folder / "desk.toml").read_bytes() == before
    assert stage.play("config", "get", "desk.nosuch").code == 1


def test_the_sheet_for_customers_is_printed_in_their_language(stage: Stage) -> None:
    make_desk(stage)
    assert "个工作日内" in done(stage.play("policy", "show", "--sheet", "zh")).out
    assert "business day" in done(stage.play("policy", "show", "--sheet", "en")).out
    assert stage.play("policy", "show", "--sheet", "xx").code == 2
