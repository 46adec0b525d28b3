"""Messages made to hurt: contained within memory and time, and told in a line (the issue's list, TRAPS 41).

The large ones are read by the child under the limits of production, so that a bound which stops holding fails here;
how long each takes is a matter for benchmarks.
"""

import base64
from collections.abc import Callable, Iterator

import pytest

from cxdesk.mail.intake import Apart, Incoming, limits, read
from tests.mail.intake.letters import letter, message, mixed

LARGEST = limits.RAW_BYTES - 4096


def filled(unit: bytes, size: int = LARGEST) -> bytes:
    return unit * (size // len(unit))


def test_a_sender_nested_three_thousand_deep_is_contained() -> None:
    for opening, closing in (("(", ")"), ("<", ">"), ('"', '"'), ("((<", ">))")):
        incoming = read(message(f"From: {opening * 3000}ann@example.org{closing * 3000}"))
        assert len(incoming.sender) <= limits.ADDRESS_CHARACTERS
    assert "the sender is nested deeper than any real one" in incoming.problems


def test_twenty_thousand_encoded_words_are_contained() -> None:
    incoming = read(message("From: a@example.org", "Subject: " + " ".join(["=?utf-8?q?word?="] * 20_000)))
    assert incoming.subject.startswith("wordword")
    assert len(incoming.subject) <= limits.SUBJECT_CHARACTERS
    assert "a header is longer than any real one: it was cut" in incoming.problems


def test_a_bomb_of_nested_messages_is_contained() -> None:
    bomb = b"Subject: innermost\r\n\r\n" + b"x" * 100_000
    for _level in range(12):
        headers = b"Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        bomb = headers + base64.encodebytes(bomb)
    incoming = read(bomb)
    assert len(incoming.attachments) == 1


def test_parts_nested_without_end_are_not_followed() -> None:
    nested = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(5000))
    assert "the message is nested deeper than any real one: the inner parts were not opened" in read(nested).problems


def test_a_message_of_more_parts_than_can_be_is_read_in_part() -> None:
    incoming = read(mixed(*[b"Content-Type: image/png; name=a.png\r\n\r\nx"] * 5000))
    assert len(incoming.attachments) == limits.ATTACHMENTS
    assert "the message has more parts than any real one: the rest of them was not opened" in incoming.problems


def test_more_headers_than_can_be_are_cut() -> None:
    incoming = read(b"Subject: kept\r\n" + b"X-A: b\r\n" * 300_000 + b"\r\nbody")
    assert (incoming.subject, incoming.full_text) == ("kept", "body")
    assert any("headers" in problem for problem in incoming.problems)


def test_what_is_beyond_the_largest_size_is_not_read() -> None:
    incoming = read(letter(body=b"x" * (limits.RAW_BYTES + 10)))
    assert "the message is larger than 25 MB: only its beginning was read" in incoming.problems


def html(unit: bytes) -> bytes:
    return letter("Content-Type: text/html; charset=utf-8", body=filled(unit))


LARGE: dict[str, Callable[[], bytes]] = {
    "short lines": lambda: letter(body=filled(b"a\n")),
    "one line": lambda: letter(body=filled(b"a")),
    "high octets": lambda: letter(body=filled(b"\xb0\xa1\n")),
    "quotations": lambda: letter(body=filled(b"> a\n")),
    "headers": lambda: filled(b"A: b\n"),
    "broken headers": lambda: b"X: y\n" + filled(b"junk\n" * 9 + b"X-A: b\n"),
    "a sender": lambda: b"From: " + filled(b"<a@b "),
    "encoded words": lambda: b"Subject: " + filled(b"=?utf-8?q?a?= =?gbk?q?a?= "),
    "boundaries": lambda: letter("Content-Type: multipart/mixed; boundary=b", body=filled(b"--b\n\na\n")),
    "false boundaries": lambda: letter("Content-Type: multipart/mixed; boundary=b", body=filled(b"\n--bx")),
    "rich parts": lambda: letter(
        "Content-Type: multipart/mixed; boundary=b",
        body=filled(b"--b\nContent-Type: text/html\n\n" + b"<b>&amp;" * 20_000 + b"\n"),
    ),
    "base64": lambda: letter(
        "Content-Type: application/pdf; name=a.pdf", "Content-Transfer-Encoding: base64", body=filled(b"A" * 76 + b"\n")
    ),
    "padding": lambda: letter("Content-Type: image/png", "Content-Transfer-Encoding: base64", body=filled(b"A=")),
    "uuencoded": lambda: letter(body=filled(b"begin 644 a\nM\n")),
    "tags without end": lambda: html(b"<a "),
    "quotes without end": lambda: html(b'<a " > '),
    "comments without end": lambda: html(b"<!--"),
    "scripts": lambda: html(b"<script></script"),
    "entities": lambda: html(b"&#99999999"),
}


@pytest.fixture(scope="module")
def apart() -> Iterator[Apart]:
    with Apart(seconds=60) as child:
        yield child


@pytest.mark.parametrize("name", LARGE)
def test_no_message_of_25_megabytes_leaves_the_limits(name: str, apart: Apart) -> None:
    incoming = apart.read(LARGE[name]())
    assert isinstance(incoming, Incoming)
    assert not incoming.unread, incoming.problems
    assert len(incoming.full_text) <= limits.TEXT_CHARACTERS
    assert not [problem for problem in incoming.problems if "Error" in problem]
