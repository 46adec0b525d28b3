"""`read` as its users see it: the whole message in one answer, complete also when the message is broken."""

import hashlib
import subprocess
import sys
from datetime import UTC, datetime

import pytest

from cxdesk.mail.intake import Incoming, Verdict, bodies, read, verdict
from tests.mail.intake.letters import letter, message, mixed


def test_a_plain_letter_is_read_into_every_field() -> None:
    incoming = read(
        letter(
            "Subject: =?utf-8?B?55Sz6K+36YCA5qy+?=",
            "Cc: Bob <bob@example.org>, carl@example.org",
            "References: <first@desk.example> <second@desk.example>",
            "In-Reply-To: <third@desk.example>",
            "Content-Type: text/plain; charset=utf-8",
            body="The kettle leaks, and I have not been called back.\r\n",
        )
    )
    assert incoming.subject == "申请退款"
    assert (incoming.sender, incoming.sender_name) == ("ann@example.org", "Ann Sample")
    assert incoming.to == ("help@desk.example",)
    assert incoming.cc == ("bob@example.org", "carl@example.org")
    assert incoming.date == datetime(2026, 1, 5, 2, tzinfo=UTC)
    assert incoming.message_id == "1@example.org"
    assert incoming.references == ("first@desk.example", "second@desk.example", "third@desk.example")
    assert incoming.language == "en"
    assert incoming.full_text == "The kettle leaks, and I have not been called back."
    assert incoming.text == incoming.full_text
    assert (incoming.problems, incoming.unread) == ((), False)


def test_nothing_at_all_is_an_answer_too() -> None:
    incoming = read(b"")
    assert (incoming.sender, incoming.full_text, incoming.attachments) == ("", "", ())
    assert "the message names no sender" in incoming.problems


@pytest.mark.parametrize("ending", [b"\n", b"\r\n", b"\r"])
def test_line_ends_of_every_system_give_the_same_message(ending: bytes) -> None:
    raw = mixed(b"Content-Type: text/plain\r\n\r\nOne\r\nTwo", b"Content-Type: text/csv; name=a.csv\r\n\r\n1;2")
    incoming = read(raw.replace(b"\r\n", ending))
    assert incoming.full_text == "One\nTwo"
    assert [file.name for file in incoming.attachments] == ["a.csv"]


@pytest.mark.parametrize("before", [b"\xef\xbb\xbf", b"\r\n\n", b"From ann@example.org Mon Jan  5 10:00:00 2026\n"])
def test_what_pipes_and_mailboxes_put_before_a_message_is_passed_over(before: bytes) -> None:
    assert read(before + letter("Subject: Kettle")).subject == "Kettle"


def test_a_message_saved_as_utf_16_is_read() -> None:
    assert read(letter("Subject: Kettle").decode().encode("utf-16")).subject == "Kettle"


def test_a_missing_blank_line_loses_no_text_and_is_told() -> None:
    incoming = read(b"From: ann@example.org\nSubject: Kettle\nIt leaks.\nReally.\n")
    assert (incoming.subject, incoming.full_text) == ("Kettle", "It leaks.\nReally.")
    assert "no blank line stands between the headers and the text" in incoming.problems


def test_a_folded_header_that_lost_its_indent_ends_no_headers() -> None:
    incoming = read(b"X-Trace: abc\ndefghi\njklm\nFrom: ann@example.org\nSubject: Kettle\n\nIt leaks.")
    assert (incoming.sender, incoming.subject, incoming.full_text) == ("ann@example.org", "Kettle", "It leaks.")


def test_a_sender_without_an_address_is_sought_where_replies_go() -> None:
    incoming = read(message("From: Ann <>", "Reply-To: Ann <ann@example.org>", "Return-Path: <bounce@example.org>"))
    assert incoming.sender == "ann@example.org"


def test_a_date_that_is_none_is_told_and_left_out() -> None:
    incoming = read(message("From: a@example.org", "Date: the day before yesterday"))
    assert incoming.date is None
    assert "the date of the message cannot be read" in incoming.problems


def test_what_breaks_one_part_of_the_answer_spares_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    """TRAPS 41: one malformed mail, or one slip of ours, stops nothing."""

    def fails(*_arguments: object) -> None:
        raise RecursionError

    monkeypatch.setattr(verdict, "judge", fails)
    incoming = read(letter("Subject: Kettle"))
    assert (incoming.subject, incoming.full_text) == ("Kettle", "Hello")
    assert incoming.verdict is Verdict.AUTOMATIC
    assert incoming.problems == ("a part of the message could not be read (RecursionError)",)
    assert not incoming.unread


def test_running_out_of_memory_marks_the_whole_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_arguments: object) -> None:
        raise MemoryError

    monkeypatch.setattr(bodies, "read", fails)
    assert read(letter()).unread


def test_no_nul_and_no_lone_surrogate_comes_out() -> None:
    incoming = read(
        message(
            b"From: \x00Ann\xed\xa0\x80 <ann\x00@example.org>",
            b"Subject: a\x00b =?utf-8?q?=00=ED=A0=80?= =?utf-16?b?2AA=?=",
            b'Content-Type: text/plain; charset="utf-16"; name="a\x00\xed\xa0\x80.txt"',
            body=b"\x00\xd8\x00\x00a",
        )
    )
    texts = [incoming.subject, incoming.sender, incoming.sender_name, incoming.full_text]
    for text in [*texts, *(file.name for file in incoming.attachments)]:
        assert "\x00" not in text
        text.encode()


def test_attached_files_carry_name_type_size_and_digest() -> None:
    incoming = read(
        mixed(
            b"Content-Type: text/plain; charset=utf-8\r\n\r\nsee file",
            b"Content-Type: application/pdf; name=proof.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\nJVBERi0=",
        )
    )
    (file,) = incoming.attachments
    assert (file.name, file.type, file.size, file.content) == ("proof.pdf", "application/pdf", 5, b"%PDF-")
    assert file.sha256 == hashlib.sha256(b"%PDF-").hexdigest()


def test_a_chain_of_references_keeps_its_first_and_its_newest() -> None:
    chain = " ".join(f"<{number}@example.org>" for number in range(500))
    references = read(letter(f"References: {chain}")).references
    assert (len(references), references[0], references[-1]) == (100, "0@example.org", "499@example.org")


def test_naming_what_comes_in_loads_no_mail_parser() -> None:
    code = "import sys, cxdesk.mail.intake as intake; intake.Incoming; assert 'email' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_an_answer_compares_by_what_it_says() -> None:
    assert read(letter()) == read(letter())
    assert isinstance(read(letter()), Incoming)
