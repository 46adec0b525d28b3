"""`outbox …` as people and scripts meet it."""

import json
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cxdesk.desk import Desk, NewComplaint, NewDesk, Received, make
from tests.cli.conftest import NOON, Stage
from tests.desks import smtp, write_mail
from tests.mail.faults import closed_port

HOSTILE = "Sample\x1b[2J \u202egnp"


@pytest.fixture
def desk(stage: Stage, tmp_path: Path) -> Path:
    """A desk with two letters queued, and a stage that finds it."""
    folder = tmp_path / "desk"
    make(folder, NewDesk(login="ann", rehearsal=True), now=lambda: NOON, randomness=os.urandom)
    with Desk.open(folder, agent="ann", now=lambda: NOON, randomness=os.urandom) as found:
        for number in (1, 2):
            who = Received(name=HOSTILE, email=f"sample{number}@customer.example")
            found.log(NewComplaint(channel="phone", subject=f"Late {number}", customer=who))
    stage.env |= {"CXDESK_DESK": str(folder), "CXDESK_AGENT": "ann"}
    return folder


def test_the_list_has_stable_keys_and_the_newest_first(stage: Stage, desk: Path) -> None:
    played = stage.play("outbox", "list", "--json")
    rows = json.loads(played.out)
    assert played.code == 0
    assert [row["number"] for row in rows] == [2, 1]
    assert set(rows[0]) == {
        "number", "state", "ref", "letter", "to", "language", "subject", "attempts", "queued_at", "next_try_at",
        "accepted_at", "code", "error", "message_id",
    }  # fmt: skip
    assert (rows[0]["state"], rows[0]["ref"], rows[0]["queued_at"]) == ("queued", "CX-2", "2026-03-02T12:00:00Z")


def test_the_list_narrows_to_a_state_and_says_when_there_is_none(stage: Stage, desk: Path) -> None:
    assert "CX-1" in stage.play("outbox", "list", "--state", "waiting").out
    played = stage.play("outbox", "list", "--state", "failed")
    assert (played.code, played.out) == (0, "")
    assert "no such letter" in played.err


def test_one_letter_is_shown_with_its_text_and_steers_no_terminal(stage: Stage, desk: Path) -> None:
    played = stage.play("outbox", "show", "1")
    assert played.code == 0
    assert "Message-ID" in played.out
    assert "Late 1" in played.out
    assert not {"\x1b", "\u202e"} & set(played.out)
    assert json.loads(stage.play("outbox", "show", "1", "--json").out)["data"]["body"]


def test_an_unknown_letter_is_exit_code_one(stage: Stage, desk: Path) -> None:
    for verb in ("show", "retry", "cancel"):
        played = stage.play("outbox", verb, "77")
        assert (played.code, played.err) == (1, "cxdesk: the outbox has no letter 77; cxdesk outbox list\n")


def test_a_dry_run_tells_and_writes_nothing(stage: Stage, desk: Path) -> None:
    """TRAPS 19."""
    before = (desk / "cxdesk.db").read_bytes()
    played = stage.play("outbox", "send", "--dry-run", "--json")
    assert json.loads(played.out)["data"] == {"would_send": [1, 2]}
    assert json.loads(stage.play("outbox", "send", "2", "--dry-run", "--json").out)["data"] == {"would_send": [2]}
    assert (desk / "cxdesk.db").read_bytes() == before
    assert not (desk / "mail" / "out").exists()


def test_sending_is_exit_code_zero_when_all_are_out(stage: Stage, desk: Path) -> None:
    assert stage.play("outbox", "send", "--limit", "1").code == 5
    played = stage.play("outbox", "send")
    assert (played.code, played.out) == (0, "1 letter sent\n")
    assert stage.play("outbox", "send").out == "no letter is due\n"
    assert len(list((desk / "mail" / "out" / "new").iterdir())) == 2


def test_a_server_that_is_away_is_exit_code_five_with_the_reason(stage: Stage, desk: Path) -> None:
    write_mail(desk, **smtp(closed_port()))
    played = stage.play("outbox", "send", "--json")
    document = json.loads(played.out)
    assert (played.code, document["status"], document["exit_code"]) == (5, "partial", 5)
    assert (document["data"]["left"], document["data"]["failed"]) == (2, [])
    assert "127.0.0.1" in document["data"]["down"]
    assert "2 waiting; nothing more can be sent now" in stage.play("outbox", "send").out


def test_settings_that_cannot_work_are_exit_code_four_with_the_mend(stage: Stage, desk: Path) -> None:
    write_mail(desk, reply_to='"care@localdomain"')
    played = stage.play("outbox", "send")
    assert played.code == 4
    assert "cxdesk config check" in played.err


def test_letters_are_cancelled_and_tried_again(stage: Stage, desk: Path) -> None:
    assert stage.play("outbox", "cancel", "1", "2").code == 0
    assert json.loads(stage.play("outbox", "list", "--state", "cancelled", "--json").out)
    assert stage.play("outbox", "retry", "1").out == "letter 1 is to be tried again\n"
    assert stage.play("outbox", "send").out == "1 letter sent\n"


def test_of_several_what_can_be_done_is_done(stage: Stage, desk: Path) -> None:
    stage.play("outbox", "send", "1")
    played = stage.play("outbox", "cancel", "1", "2", "--json")
    document = json.loads(played.out)
    assert (played.code, document["status"]) == (5, "partial")
    assert [row["number"] for row in document["data"]["letters"]] == [2]
    assert "accepted" in document["errors"][0]["what"]
    assert stage.play("outbox", "cancel", "1", "77").code == 1


def test_a_stranger_may_not_hold_letters_back(stage: Stage, desk: Path) -> None:
    played = stage.play("outbox", "cancel", "1", "--as", "nobody")
    assert played.code == 1
    assert "cxdesk agent add" in played.err


def test_a_replaced_clock_sends_nothing_on_a_desk_that_is_no_rehearsal(stage: Stage, tmp_path: Path) -> None:
    folder = tmp_path / "real"
    make(folder, NewDesk(login="ann"), now=lambda: NOON, randomness=os.urandom)
    with Desk.open(folder, agent="ann", now=lambda: NOON, randomness=os.urandom) as found:
        found.log(NewComplaint(channel="phone", subject="Late", customer=Received(email="sample@customer.example")))
    later = datetime(2026, 4, 1, tzinfo=UTC).isoformat()
    played = stage.play("outbox", "send", "--now", later, "--desk", str(folder))
    assert played.code == 4
    assert "rehearsal" in played.err


def test_help_writes_a_number_with_one_ellipsis(stage: Stage) -> None:
    assert "NUMBER…\n" in stage.play("outbox", "retry", "--help").out


@pytest.mark.parametrize("verb", ["retry", "cancel"])
def test_several_letters_are_tried_before_anything_is_written(stage: Stage, desk: Path, verb: str) -> None:
    """CLI.md: --dry-run wherever something is written in bulk."""
    stage.play("outbox", "send", "1")
    before = stage.play("outbox", "list", "--json").out
    played = stage.play("outbox", verb, "1", "2", "9", "--dry-run", "--json")
    answer = json.loads(played.out)
    assert (played.code, answer["status"]) == (5, "partial")
    assert [row["number"] for row in answer["data"]["letters"]] == [2]
    assert len(answer["errors"]) == 2
    one = stage.play("outbox", verb, "2", "--dry-run")
    assert (one.code, "would" in one.out) == (0, True)
    assert stage.play("outbox", verb, "1", "--dry-run").code == 1
    assert stage.play("outbox", "list", "--json").out == before


def test_a_letter_keeps_its_way_and_the_count_of_its_attempts_when_it_is_tried_again(stage: Stage, desk: Path) -> None:
    with Desk.open(desk, agent="ann", now=lambda: NOON, randomness=os.urandom) as found:
        for answer in ("299 strange", "5.1.1 no such mailbox"):
            leased = found.lease_letter("a sender", 60, frozenset({1}))
            assert leased is not None
            assert (leased.attempts_now, leased.counted_from) in {(1, 0), (1, 1)}
            found.letter_failed(leased, answer.split()[0], answer)
            found.retry_letter(1)
    shown = stage.play("outbox", "show", "1").out
    assert shown.count("299 strange") == 1
    assert "299 299" not in shown
    data = json.loads(stage.play("outbox", "show", "1", "--json").out)["data"]
    assert data["attempts"] == 2
    assert [(step["state"], step["answer"], step["by"]) for step in data["way"]] == [
        ("failed", "299 strange", None),
        ("queued", "", "ann"),
        ("failed", "5.1.1 no such mailbox", None),
        ("queued", "", "ann"),
    ]


def test_a_letter_to_an_address_that_is_kept_from_is_not_said_to_be_tried_again(stage: Stage, desk: Path) -> None:
    assert stage.play("outbox", "cancel", "1").code == 0
    assert stage.play("mail", "suppress", "sample1@customer.example").code == 0
    refused = stage.play("outbox", "retry", "1")
    assert (refused.code, "cxdesk mail unsuppress sample1@customer.example" in refused.err) == (1, True)
    assert stage.play("outbox", "retry", "1", "--dry-run").code == 1
    assert stage.play("mail", "unsuppress", "sample1@customer.example").code == 0
    assert stage.play("outbox", "retry", "1").code == 0
