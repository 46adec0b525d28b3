"""Whatever comes in, an answer goes out: random octets, and real shapes with something broken in them."""

from datetime import UTC

from hypothesis import given, settings
from hypothesis import strategies as st

from cxdesk.mail.intake import Incoming, read
from tests.mail.intake.letters import mixed

WHOLE = mixed(
    b'Content-Type: text/plain; charset="gb2312"; format=flowed\r\n\r\n' + "退款 \r\n> 水壶".encode("gb18030"),
    b"Content-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n<p>It=20leaks<br><blockquote>x",
    b"Content-Type: message/rfc822\r\n\r\nSubject: =?utf-8?B?5Y+R56Wo?=\r\n\r\ninside",
    b"Content-Type: application/pdf; name*0*=utf-8''%E5; name*1*=%8F.pdf\r\n"
    b"Content-Transfer-Encoding: base64\r\n\r\nJVBERi0=",
)
MARKS = rb'" ( < > =? ?= ; &# <!-- </ -- boundary= charset=idna charset=utf-16 charset=zlib begin From: Date:'
OCTETS = (b"\x00", b"\xff", b"\r", b"\n", b"\r\n\r\n", b"\x1b$B", b"\xed\xa0\x80")
LINES = (b"--frontier\r\n", b"begin 644 x\n", b"Content-Type: message/rfc822\r\n\r\n", b"Date: 99 Jan 99999 99:99\r\n")
PIECES = st.sampled_from([*MARKS.split(), *OCTETS, *LINES])


def is_sound(incoming: Incoming) -> bool:
    """Complete, and fit to be stored: no NUL, no lone surrogate, an aware date, no failure of ours."""
    texts = [incoming.subject, incoming.sender, incoming.sender_name, incoming.text, incoming.full_text]
    texts += [*incoming.to, *incoming.cc, incoming.message_id, *incoming.references, *incoming.problems]
    texts += [file.name for file in incoming.attachments]
    for text in texts:
        text.encode()
        assert "\x00" not in text
    assert "\n" not in incoming.subject + incoming.sender + incoming.sender_name
    assert incoming.date is None or incoming.date.tzinfo is UTC
    assert not [problem for problem in incoming.problems if "Error" in problem]
    assert not incoming.unread
    return True


@given(st.binary(max_size=2000))
def test_random_octets_are_read(raw: bytes) -> None:
    assert is_sound(read(raw))


@settings(max_examples=200)
@given(st.lists(st.tuples(st.integers(0, len(WHOLE)), st.integers(0, 60), PIECES, st.integers(0, 30)), max_size=8))
def test_a_message_broken_anywhere_is_read(breaks: list[tuple[int, int, bytes, int]]) -> None:
    raw = WHOLE
    for place, dropped, piece, times in breaks:
        raw = raw[:place] + piece * times + raw[place + dropped :]
    assert is_sound(read(raw))
