"""A letter that failed, as people see it: marked in the list, said in `show`, in its view, in the report (TRAPS 44)."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from cxdesk.config import load_settings
from cxdesk.desk import Desk
from cxdesk.desk.queue import read_light
from tests.cli.conftest import NOON, Stage
from tests.desks import Clock, new_desk, received, smtp, write_mail


@pytest.fixture
def folder(stage: Stage, tmp_path: Path) -> Path:
    made = new_desk(tmp_path / "desk", Clock(NOON))
    stage.env |= {"CXDESK_DESK": str(made), "CXDESK_AGENT": "ann", "COLUMNS": "120"}
    return made


@pytest.fixture
def desk(folder: Path) -> Iterator[Desk]:
    with Desk.open(folder, agent="ann", now=lambda: NOON, randomness=os.urandom) as found:
        yield found


def failed(desk: Desk) -> str:
    ref = received(desk).ref
    row = desk.lease_letter("a sender", 60)
    assert row is not None
    desk.letter_failed(row, "550", "no such mailbox")
    return ref


def test_trap_44_a_failed_letter_stands_in_list_show_view_and_report(stage: Stage, desk: Desk) -> None:
    ref = failed(desk)
    assert "ack failed" in stage.play("list").out
    assert ref in stage.play("list", "--view", "mail-failed").out
    shown = stage.play("show", ref).out
    assert "▲ a letter could not be delivered" in shown
    assert "no such mailbox" in shown
    sections = json.loads(stage.play("report", "daily", "--json").out)
    assert "550" in json.dumps(sections)


def test_trap_44_another_failed_letter_is_marked_though_the_acknowledgement_was_given(stage: Stage, desk: Desk) -> None:
    ref = failed(desk)
    assert stage.play("acknowledge", ref, "--channel", "phone").code == 0
    assert "failed" not in stage.play("list").out
    with desk._writing() as connection:
        connection.execute("UPDATE outbox SET letter = 'final-response'")
    assert "mail failed" in stage.play("list").out


def test_show_says_sent_only_of_what_something_sends(stage: Stage, desk: Desk, folder: Path) -> None:
    ref = received(desk).ref
    row = desk.lease_letter("a sender", 60)
    assert row is not None
    desk.letter_accepted(row)
    assert "written to the folder mail/out for sample1@customer.example" in stage.play("show", ref).out
    write_mail(folder, **smtp(25))
    assert "sent to sample1@customer.example" in stage.play("show", ref).out


def test_the_short_way_knows_the_same_folder_as_the_settings(folder: Path) -> None:
    settings = folder / "desk.toml"
    settings.write_text("", encoding="utf-8")
    assert read_light(settings).letter_folder == load_settings(settings).mail.folder.as_posix()
