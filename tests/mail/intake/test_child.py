"""The child that opens strangers' mail: same answers, and what kills it costs one message."""

import os
import sys

import pytest

from cxdesk import catalogue
from cxdesk.mail.intake import Apart, child, read, read_apart
from tests.mail.intake.letters import letter, mixed

needs_memory_limits = pytest.mark.skipif(sys.platform != "linux", reason="only Linux bounds the address space")


def test_the_child_answers_what_the_reader_answers() -> None:
    raw = mixed(
        b"Content-Type: text/plain; charset=utf-8\r\n\r\n" + "水壶漏水".encode(),
        b"Content-Type: application/pdf; name=a.pdf\r\n\r\n%PDF\x00\xff",
        b"Content-Type: image/png; name=b.png\r\n\r\n\n\n",
    )
    assert read_apart(raw, own_addresses=["help@desk.example"]) == read(raw, own_addresses=["help@desk.example"])


def test_one_child_reads_many_messages() -> None:
    with Apart() as apart:
        subjects = [apart.read(letter(f"Subject: {number}")).subject for number in range(20)]
        first = apart._child
        assert subjects == [str(number) for number in range(20)]
        assert apart.read(b"").unread is False
        assert apart._child is first


def test_a_child_that_takes_too_long_is_ended_and_the_next_message_is_read() -> None:
    with Apart() as apart:
        apart._seconds = 0.0
        stopped = apart.read(letter("Subject: slow"))
        assert stopped.unread
        assert stopped.problems == ("reading the message took more than 0 s or too much memory: it was stopped",)
        apart._seconds = child.SECONDS
        assert apart.read(letter("Subject: next")).subject == "next"


@needs_memory_limits
def test_a_message_too_large_for_the_memory_still_says_whose_it_is() -> None:
    memory = 90 * 1024 * 1024
    stopped = read_apart(letter("Subject: large", body=b"a\n" * (memory // 2)), memory_bytes=memory)
    assert stopped.unread
    assert (stopped.sender, stopped.subject) == ("ann@example.org", "large")


def test_a_child_that_dies_is_replaced() -> None:
    with Apart() as apart:
        apart.read(letter())
        assert apart._child is not None
        apart._child.kill()
        apart._child.wait()
        assert apart.read(letter("Subject: next")).subject == "next"


def test_a_child_that_cannot_be_started_is_told_as_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", os.path.join(os.sep, "no", "such", "python"))
    assert read_apart(letter()).unread


def test_problems_are_told_in_the_language_of_the_desk() -> None:
    raw = b"From: a@example.org\r\n\r\n"
    try:
        catalogue.use("zh")
        with Apart() as apart:
            assert apart.read(raw) == read(raw)
    finally:
        catalogue.use("en")


def test_the_child_sees_no_setting_of_the_desk(monkeypatch: pytest.MonkeyPatch) -> None:
    """The password of the mail server is in the environment (issue: never where it need not be)."""
    monkeypatch.setenv("CXDESK_SMTP_PASSWORD", "hunter2")
    with Apart() as apart:
        apart.read(letter())
        process = apart._child
        assert process is not None
        if sys.platform == "linux":
            with open(f"/proc/{process.pid}/environ", "rb") as environ:
                assert b"hunter2" not in environ.read()
