"""Letters that acts write, as people meet them: previewed, left out, sent at once, waiting when the server is away."""

import json
from pathlib import Path

import pytest

from cxdesk.cli.table import VERBS
from tests.cli.conftest import Stage
from tests.cli.desks import done, log, make_desk
from tests.desks import smtp, write_mail
from tests.mail.faults import closed_port

ASK = ("ask", "CX-1", "--question", "Which order was it?", "--until", "+3bd")


@pytest.fixture
def folder(stage: Stage) -> Path:
    """A desk with a complaint whose customer has an address."""
    place = make_desk(stage)
    log(stage, "--customer", "Sample", "--email", "sample@customer.example")
    done(stage.play("take", "CX-1"))
    return place


def letters(stage: Stage) -> list[tuple[str, str]]:
    """Kind and state of the letters, the newest first."""
    rows = json.loads(done(stage.play("outbox", "list", "--json")).out)
    return [(row["letter"], row["state"]) for row in rows]


def test_an_act_sends_its_letter_at_once_and_says_so(stage: Stage, folder: Path) -> None:
    played = done(stage.play(*ASK))
    assert "on its way: request for information" in played.out
    assert letters(stage)[0] == ("information-request", "accepted")


def test_one_letter_is_left_out(stage: Stage, folder: Path) -> None:
    done(stage.play(*ASK, "--no-letter"))
    assert [kind for kind, _state in letters(stage)] == ["acknowledgement"]


def test_the_letter_is_shown_before_it_is_written(stage: Stage, folder: Path) -> None:
    shown = done(stage.play(*ASK, "--dry-run")).out
    assert "To: sample@customer.example" in shown
    assert "Which order was it?" in shown
    data = json.loads(done(stage.play(*ASK, "--dry-run", "--json")).out)["data"]
    assert [letter["letter"] for letter in data["letters"]] == ["information-request"]
    assert [kind for kind, _state in letters(stage)] == ["acknowledgement"]
    assert "To:" not in done(stage.play(*ASK, "--dry-run", "--no-letter")).out


def test_words_that_may_not_go_refuse_the_act_and_name_the_way_out(stage: Stage, folder: Path) -> None:
    words = ("ask", "CX-1", "--question", "Was it not your own fault?", "--until", "+3bd")
    played = stage.play(*words)
    assert played.code == 1
    assert "your own fault" in played.err
    assert "--no-letter" in played.err
    done(stage.play(*words, "--no-letter"))


def test_a_server_that_is_away_is_a_hint_and_no_failure(stage: Stage, folder: Path) -> None:
    write_mail(folder, **smtp(closed_port()))
    played = done(stage.play(*ASK))
    assert "no conversation" in played.err
    assert letters(stage)[0] == ("information-request", "deferred")


@pytest.mark.parametrize("name", sorted(name for name, verb in VERBS.items() if verb.writes))
def test_every_act_that_writes_names_it_in_its_help(stage: Stage, name: str) -> None:
    assert "--no-letter" in done(stage.play(*name.split(), "--help")).out


def test_an_act_that_writes_nothing_takes_no_such_option(stage: Stage, folder: Path) -> None:
    assert stage.play("take", "CX-1", "--no-letter").code == 2


def test_a_complaint_logged_without_a_letter_owes_its_acknowledgement(stage: Stage, folder: Path) -> None:
    words = ("log", "--channel", "phone", "--subject", "Late", "--email", "sample@customer.example", "--no-letter")
    assert "Subject:" not in done(stage.play(*words, "--dry-run")).out
    assert "owed by a call or a letter: none was written" in " ".join(done(stage.play(*words)).out.split())
    assert len(letters(stage)) == 1
