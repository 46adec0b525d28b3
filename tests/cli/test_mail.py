"""`mail …` on the command line: a server's pipe is never told that a message is safe when it is not."""

import json
import os
import re
from collections.abc import Callable
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest

from cxdesk.cli.mail import EX_TEMPFAIL
from cxdesk.mail.intake import read
from cxdesk.mail.intake.incoming import Incoming
from tests.cli.conftest import Played, Stage


class Here:
    """Reads in this process: a child for each of these tests would cost more than all of them."""

    def __init__(self, own_addresses: tuple[str, ...] = ()) -> None:
        self._own = own_addresses

    def __enter__(self) -> "Here":
        return self

    def __exit__(self, *_error: object) -> None:
        return

    def read(self, raw: bytes) -> Incoming:
        return read(raw, own_addresses=self._own)


def letter(number: int = 1, subject: str = "", sender: str = "sample@customer.example", **headers: str) -> str:
    mail = EmailMessage()
    mail["From"] = f"Sample Customer <{sender}>"
    mail["To"] = "complaints@desk.example"
    mail["Subject"] = subject or f"Parcel {number}"
    mail["Message-ID"] = f"<m{number}@customer.example>"
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content("The parcel came late.")
    return mail.as_string()


Receive = Callable[..., Played]


@pytest.fixture
def desk(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> Stage:
    """A rehearsal desk in the working directory, whose agent is the account."""
    monkeypatch.setattr("cxdesk.mail.intake.Apart", Here, raising=False)
    assert stage.play("init", ".", "--rehearsal").code == 0
    return stage


def receive(stage: Stage, text: str, *options: str) -> Played:
    stage.stdin = text
    return stage.play("mail", "receive", *options)


def test_a_message_from_a_pipe_becomes_a_complaint_and_its_acknowledgement_goes_out(desk: Stage) -> None:
    played = receive(desk, letter(), "--json")
    data = json.loads(played.out)["data"]
    assert (played.code, data["state"], data["ref"], data["is_new"]) == (0, "filed", "CX-1", True)
    shown = json.loads(desk.play("show", "CX-1", "--json").out)["data"]
    assert (shown["channel"], shown["acknowledgement"]["state"]) == ("email", "given")
    again = json.loads(receive(desk, letter(), "--json").out)["data"]
    assert (again["number"], again["is_new"], again["ref"]) == (data["number"], False, "CX-1")


def test_nothing_on_standard_input_is_wrong_use(desk: Stage) -> None:
    played = receive(desk, "\n")
    assert played.code == 2
    assert "no message" in played.err


def test_a_desk_that_is_not_there_is_four_and_for_a_mail_server_try_again(stage: Stage) -> None:
    assert receive(stage, letter()).code == 4
    played = receive(stage, letter(), "--mta")
    assert played.code == EX_TEMPFAIL
    assert played.err


def test_a_full_disk_is_four(desk: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    assert receive(desk, letter()).code == 4
    assert receive(desk, letter(), "--mta").code == EX_TEMPFAIL


def test_an_account_that_is_nobody_s_keeps_the_message_for_the_next_fetch(desk: Stage) -> None:
    desk.stdin = letter()
    played = desk.play("mail", "receive", "--as", "postfix", "--json")
    data = json.loads(played.out)["data"]
    assert (played.code, data["state"]) == (0, "stored")
    assert "kept" in played.err
    fetched = json.loads(desk.play("mail", "fetch", "--json").out)["data"]
    assert [one["ref"] for one in fetched["filed"]] == ["CX-1"]


def source(stage: Stage, text: str) -> None:
    settings = stage.cwd / "desk.toml"
    settings.write_text(settings.read_text(encoding="utf-8") + text, encoding="utf-8")


def maildir(folder: Path, *mails: str) -> None:
    for box in ("tmp", "new", "cur"):
        (folder / box).mkdir(parents=True, exist_ok=True)
    for number, mail in enumerate(mails):
        path = folder / "new" / str(number)
        path.write_text(mail)
        at = datetime(2026, 3, 2, 11, 59, number, tzinfo=UTC).timestamp()
        os.utime(path, (at, at))


def test_fetching_reads_every_source_of_desk_toml(desk: Stage) -> None:
    source(
        desk, '\n[mail.in.source.a]\nkind = "maildir"\npath = "a"\n\n[mail.in.source.b]\nkind = "mbox"\npath = "b"\n'
    )
    maildir(desk.cwd / "a", letter(1), letter(2))
    (desk.cwd / "b").write_text("From a@b Mon Mar  2 11:00:00 2026\n" + letter(3) + "\n")
    played = desk.play("mail", "fetch")
    assert played.code == 0
    assert "3 messages fetched, 3 new complaints" in played.out
    assert "no new mail" in desk.play("mail", "fetch").out
    assert desk.play("mail", "fetch", "--quiet").out == ""


def test_only_the_source_named_is_fetched_and_an_unknown_one_is_told(desk: Stage) -> None:
    source(
        desk, '\n[mail.in.source.a]\nkind = "maildir"\npath = "a"\n\n[mail.in.source.b]\nkind = "mbox"\npath = "b"\n'
    )
    maildir(desk.cwd / "a", letter(1))
    assert "no new mail" in desk.play("mail", "fetch", "b").out
    played = desk.play("mail", "fetch", "c")
    assert played.code == 2
    assert "a, b" in played.err


def test_a_source_that_cannot_be_read_makes_the_fetch_partial(desk: Stage) -> None:
    source(desk, '\n[mail.in.source.a]\nkind = "maildir"\npath = "a"\n')
    played = desk.play("mail", "fetch", "--json")
    document = json.loads(played.out)
    assert (played.code, document["status"]) == (5, "partial")
    assert document["errors"][0]["where"] == "a"


def test_a_desk_without_sources_says_where_they_are_named(desk: Stage) -> None:
    assert "[mail.in.source.NAME]" in desk.play("mail", "fetch").err


def test_a_pass_of_the_clockwork_fetches_too(desk: Stage) -> None:
    source(desk, '\n[mail.in.source.a]\nkind = "maildir"\npath = "a"\n')
    maildir(desk.cwd / "a", letter(1))
    document = json.loads(desk.play("run", "--once", "--json").out)
    assert [one["ref"] for one in document["data"]["fetched"]["filed"]] == ["CX-1"]
    assert len(document["data"]["sent"]["accepted"]) == 1


def quarantined(desk: Stage) -> int:
    receive(desk, letter(1))
    data = json.loads(receive(desk, letter(2, "Re: CX-1", "stranger@e.example"), "--json").out)["data"]
    assert (data["state"], data["reason"], data["names"]) == ("quarantined", "unknown-sender", "CX-1")
    return int(data["number"])


def test_quarantine_is_listed_shown_and_released(desk: Stage) -> None:
    number = quarantined(desk)
    rows = json.loads(desk.play("mail", "quarantine", "list", "--json").out)
    assert [row["number"] for row in rows] == [number]
    listed = desk.play("mail", "quarantine", "list")
    assert re.search(r"it names a complaint", listed.out)
    shown = desk.play("mail", "quarantine", "show", str(number))
    assert "stranger@e.example" in shown.out
    assert "The parcel came late." in shown.out
    raw = json.loads(desk.play("mail", "quarantine", "show", str(number), "--json").out)["data"]["raw"]
    assert "Re: CX-1" in Path(raw).read_text()
    released = desk.play("mail", "quarantine", "release", str(number))
    assert released.code == 0
    assert "filed with CX-1" in released.out
    assert "no message waits" in desk.play("mail", "quarantine", "list").err
    assert len(json.loads(desk.play("mail", "quarantine", "list", "--all", "--json").out)) == 2


def test_a_released_message_may_be_a_new_complaint_or_another_one_s(desk: Stage) -> None:
    number = quarantined(desk)
    assert desk.play("mail", "quarantine", "release", str(number), "--new", "--to", "CX-1").code == 2
    assert "filed with CX-2" in desk.play("mail", "quarantine", "release", str(number), "--new").out
    nobody = json.loads(receive(desk, letter(3).replace("From: ", "X-From: "), "--json").out)["data"]["number"]
    refused = desk.play("mail", "quarantine", "release", str(nobody))
    assert refused.code == 1
    assert "--to REF" in refused.err
    assert "filed with CX-1" in desk.play("mail", "quarantine", "release", str(nobody), "--to", "CX-1").out


def test_several_messages_are_put_aside_and_what_is_refused_is_told(desk: Stage) -> None:
    number = quarantined(desk)
    played = desk.play("mail", "quarantine", "reject", str(number), "99", "--reason", "spam", "--json")
    document = json.loads(played.out)
    assert (played.code, document["status"]) == (5, "partial")
    assert [row["state"] for row in document["data"]["messages"]] == ["rejected"]
    assert "no message 99" in document["errors"][0]["what"]
    assert desk.play("mail", "quarantine", "reject", str(number)).code == 1


def test_addresses_are_kept_from_letters_and_written_to_again(desk: Stage) -> None:
    assert desk.play("mail", "suppress", "a@b.example", "--until", "2026-03-05").code == 0
    (row,) = json.loads(desk.play("mail", "suppressed", "--json").out)
    assert (row["address"], row["why"], row["until"]) == ("a@b.example", "hand", "2026-03-06T00:00:00Z")
    assert desk.play("mail", "unsuppress", "A@b.example").code == 0
    assert desk.play("mail", "unsuppress", "a@b.example").code == 1
    assert "letters go to every address" in desk.play("mail", "suppressed").err


def test_a_message_that_comes_twice_is_told_as_known(desk: Stage) -> None:
    receive(desk, letter())
    assert receive(desk, letter()).out == "message 1 was here before: CX-1; filed; a new complaint\n"


def test_what_was_contained_stands_in_the_log_of_who_runs_the_intake(desk: Stage) -> None:
    """A line on standard error for each odd message, in the pipe as in the fetch."""
    hostile = f"From: {'(' * 3000}a@customer.example{')' * 3000}\nSubject: x\n\nThe lid broke.\n"
    assert "message 1: the sender is nested deeper than any real one" in receive(desk, hostile).err
    assert receive(desk, letter(2), "--quiet").err == ""
    maildir(desk.cwd / "a", hostile.replace("x\n", "y\n"))
    source(desk, '\n[mail.in.source.a]\nkind = "maildir"\npath = "a"\n')
    assert "message 3: the sender is nested deeper than any real one" in desk.play("mail", "fetch").err
