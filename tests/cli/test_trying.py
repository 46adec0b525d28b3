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
