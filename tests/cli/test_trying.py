"""`--dry-run` of every act: what would be done or refused, and not a byte written (CLI.md, safety)."""

import json
from pathlib import Path

import pytest

from cxdesk.cli.table import VERBS
from tests.cli.conftest import Stage
from tests.cli.desks import data_of, done, log, make_desk


@pytest.fixture
def folder(stage: Stage) -> Path:
    """A desk with two complaints, of which only the first can be started."""
    place = make_desk(stage)
    log(stage)
    log(stage)
    done(stage.play("take", "CX-1"))
    return place


def head(stage: Stage) -> object:
    """The number and hash of the desk's last event."""
    return data_of(stage, "verify")


def test_an_act_over_many_is_told_and_not_done(stage: Stage, folder: Path) -> None:
    before = head(stage)
    played = done(stage.play("assign", "--query", "status:received -owner:ann", "--to", "ann", "--dry-run"))
    assert "CX-2: ann owns it now" in played.out
    several = done(stage.play("note", "CX-1", "CX-2", "--text", "x", "--dry-run"))
    assert "it would be done to 2 complaints, nothing was written" in several.out
    assert head(stage) == before


def test_what_would_be_refused_is_refused_with_the_exit_code_of_doing_it(stage: Stage, folder: Path) -> None:
    before = head(stage)
    some = stage.play("start", "CX-1", "CX-2", "--dry-run", "--json")
    assert some.code == 5
    answer = json.loads(some.out)
    assert [row["ref"] for row in answer["data"]["done"]] == ["CX-1"]
    assert [row["ref"] for row in answer["data"]["refused"]] == ["CX-2"]
    assert stage.play("start", "CX-2", "--dry-run").code == 1
    assert head(stage) == before


def test_one_act_that_could_be_done_says_so(stage: Stage, folder: Path) -> None:
    answer = json.loads(done(stage.play("start", "CX-1", "--dry-run", "--json")).out)
    assert answer["status"] == "dry_run"
    assert answer["data"]["status"] == "investigating"
    assert data_of(stage, "show", "CX-1")["status"] == "received"


@pytest.mark.parametrize("name", sorted(name for name, verb in VERBS.items() if verb.tries))
def test_every_act_names_it_in_its_help(stage: Stage, name: str) -> None:
    assert "--dry-run" in done(stage.play(*name.split(), "--help")).out


SAID = ("--channel", "phone", "--subject", "Parcel late", "--customer", "Sample", "--email", "s@customer.example")


def test_logging_can_be_tried_with_its_due_dates_and_its_letter(stage: Stage, folder: Path) -> None:
    before = head(stage)
    played = done(stage.play("log", *SAID, "--dry-run"))
    assert "CX-3 would be logged" in played.out
    assert "respond" in played.out
    assert "Dear Sample," in played.out
    assert head(stage) == before
    done(stage.play("log", *SAID))
    again = data_of(stage, "log", *SAID, "--dry-run")
    assert [row["ref"] for row in again["likely_duplicates"]] == ["CX-3"]


def test_logging_what_was_probably_logged_before_warns(stage: Stage, folder: Path) -> None:
    assert "may be the same matter" not in done(stage.play("log", *SAID)).err
    assert "CX-3 of the same customer may be the same matter" in done(stage.play("log", *SAID)).err


def test_many_complaints_can_be_tried_and_each_fault_is_named(stage: Stage, folder: Path) -> None:
    stage.stdin = '[{"channel": "phone", "subject": "x"}, {"channel": "nix", "subject": "y"}]'
    played = stage.play("log", "-", "--dry-run", "--json")
    answer = json.loads(played.out)
    assert (played.code, len(answer["data"]["would_log"])) == (5, 1)
    assert [error["where"] for error in answer["errors"]] == ["line 2"]
