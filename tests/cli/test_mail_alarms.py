"""A letter that failed, as people see it: marked in the list, said in `show`, in its view, in the report (TRAPS 44)."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from cxdesk.config import load_settings
from cxdesk.desk import Desk, option
from cxdesk.desk.queue import read_light
from cxdesk.domain.words import OptionType
from cxdesk.mail.intake.incoming import Incoming
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


def wrote(desk: Desk, text: str, sender: str = "sample1@customer.example") -> None:
    """A mail that answers the last letter about CX-1."""
    asked = desk.show("CX-1").letters[-1].message_id.strip("<>")
    mail = Incoming(
        sender=sender, message_id=f"{len(desk.inbox())}@c.example", references=(asked,), text=text, full_text=text
    )
    number, _is_new = desk.keep_mail(text.encode(), "test")
    desk.file_mail(number, mail)


def test_a_customer_s_answer_stands_in_list_and_at_the_head_of_show(stage: Stage, desk: Desk) -> None:
    ref = received(desk).ref
    desk.take(ref)
    desk.start(ref)
    desk.offer(ref, option(OptionType.APOLOGY, "Sorry"), option(OptionType.INFORMATION, "How it came"))
    wrote(desk, "I refuse option 1 but accept option 2.")
    wrote(desk, "We accept option 1.", "stranger@else.example")
    assert "customer's answer" in stage.play("list").out
    head = stage.play("show", ref).out.partition("next due")[0]
    assert "the customer seems to accept option 2" in head
    assert "the customer seems to refuse option 1" in head
    assert "not clear: read it" in head
    assert "seems to accept option 1" not in stage.play("show", ref).out
    desk.accept(ref, 2, "as the mail says")
    assert "customer's answer" not in stage.play("list").out
    assert "seems to" not in stage.play("show", ref).out.partition("next due")[0]


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
