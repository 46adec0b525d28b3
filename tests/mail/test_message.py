"""What a letter looks like on the wire."""

import email
import email.policy
import re
from datetime import UTC, datetime, timedelta, timezone
from email.header import decode_header, make_header
from email.headerregistry import AddressHeader
from email.message import EmailMessage
from email.utils import parseaddr
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxdesk.mail.addresses import BadAddress, Mailbox
from cxdesk.mail.message import BadMail, OutgoingMail, build
from tests.mail.letters import DESK, SAMPLE_CUSTOMER, letter

HOSTILE = st.text(
    st.sampled_from('\r\n\0\x0b\x0c\x1c\x85\u2028\ud800 :;,<>@"\\=?中文é.aB\t()[]') | st.characters(), max_size=120
)


def read(raw: bytes) -> EmailMessage:
    message = email.message_from_bytes(raw, policy=email.policy.SMTP)
    assert isinstance(message, EmailMessage)
    return message


def wire(mail: OutgoingMail) -> EmailMessage:
    """The letter as a reader gets it, after checking that any server can pass it on."""
    raw = build(mail)
    assert raw.isascii()
    assert b"\0" not in raw
    assert raw.endswith(b"\r\n")
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)", raw)
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998
    return read(raw)


def one_line(text: str) -> str:
    """What is promised of a text that stands in a header."""
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return re.sub("[\x00-\x1f\x7f-\x9f\u2028\u2029]+", " ", whole).strip(" ")


def shown_name(raw: bytes, header: str) -> str:
    """The name beside the address, by the older reader: the newer one puts blanks between encoded words of a name."""
    name = parseaddr(str(email.message_from_bytes(raw)[header]))[0]
    return str(make_header(decode_header(name)))


def test_an_acknowledgement_has_the_headers_that_were_decided() -> None:
    head = build(letter()).partition(b"\r\n\r\n")[0].decode("ascii")
    assert head.split("\r\n") == [
        "Date: Mon, 02 Mar 2026 09:00:00 +0000",
        "From: Customer Care <desk@cxdesk.example>",
        "To: Sample Customer <sample@customer.example>",
        "Subject: We have received your complaint CX-1",
        "Message-ID: <CX-1.t0ken1@cxdesk.example>",
        "X-Cxdesk-Desk: d3sk",
        "Auto-Submitted: auto-replied",
        "X-Auto-Response-Suppress: DR, RN, OOF, AutoReply",
        "Precedence: auto_reply",
        "X-Autoreply: yes",
        'Content-Type: text/plain; charset="utf-8"',
        "Content-Transfer-Encoding: 7bit",
        "MIME-Version: 1.0",
        "Content-Language: en",
    ]


def test_the_same_letter_is_the_same_octets_every_time() -> None:
    mail = letter(subject="您的投诉 CX-1 已受理", body="您好\n")
    assert build(mail) == build(mail)


def test_automatic_mail_is_marked_so_that_robots_keep_silent() -> None:
    """TRAPS 36 and §2; RFC 3834 §5."""
    assert wire(letter())["Auto-Submitted"] == "auto-replied"
    assert wire(letter(kind="update"))["Auto-Submitted"] == "auto-generated"
    by_hand = wire(letter(automatic=False, kind="answer"))
    assert by_hand["Auto-Submitted"] is None
    assert by_hand["Precedence"] is None
    assert by_hand["X-Cxdesk-Desk"] == "d3sk"


def test_threading_and_reply_address() -> None:
    mail = letter(
        in_reply_to="<b@customer.example>",
        references=("<a@customer.example>",),
        reply_to="desk+CX-1.t@cxdesk.example",
    )
    message = wire(mail)
    assert message["In-Reply-To"] == "<b@customer.example>"
    assert str(message["References"]).split() == ["<a@customer.example>", "<b@customer.example>"]
    assert message["Reply-To"] == "desk+CX-1.t@cxdesk.example"


def test_a_customers_malformed_message_id_is_left_out_and_the_letter_goes() -> None:
    bad = ("no brackets", "<with blank@x.example>", "<a@x.example>\r\nBcc: c@x.example", "<>", "<中@x.example>")
    for message_id in bad:
        message = wire(letter(in_reply_to=message_id, references=(message_id, "<good@x.example>")))
        assert message["In-Reply-To"] is None
        assert message["References"] == "<good@x.example>"
        assert message["Bcc"] is None


def test_a_long_thread_keeps_its_first_and_its_last_references() -> None:
    known = tuple(f"<{number}@x.example>" for number in range(100))
    kept = str(wire(letter(references=known))["References"]).split()
    assert kept == [known[0], *known[-19:]]


def test_a_message_id_longer_than_a_line_stays_whole() -> None:
    """Some Python releases write it as encoded words, and no reply finds its way back."""
    long = f"<CX-1.{'t' * 200}@cxdesk.example>"
    raw = build(letter(message_id=long, in_reply_to=long))
    assert f"Message-ID: {long}\r\n".encode() in raw
    assert f"In-Reply-To: {long}\r\n".encode() in raw


@pytest.mark.parametrize(
    ("body", "encoding"),
    [
        ("Short and plain.\n", "7bit"),
        ("From the start\n.\n..two\n", "7bit"),
        ("word " * 400, "quoted-printable"),
        ("Grüße aus dem Kundendienst, wir melden uns bis Montag.\n", "quoted-printable"),
        ("您好，您的投诉已受理。我们将在2026年3月9日前答复您。\n" * 40, "base64"),
        ("x" * 5000, "quoted-printable"),
        ("", "7bit"),
    ],
)
def test_the_body_is_encoded_for_servers_of_seven_bits(body: str, encoding: str) -> None:
    message = wire(letter(body=body))
    assert message["Content-Transfer-Encoding"] == encoding
    assert message.get_content().replace("\r\n", "\n").rstrip("\n") == body.rstrip("\n")


@given(st.text(max_size=300) | HOSTILE)
def test_any_body_comes_back_as_it_was(body: str) -> None:
    whole = body.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    expected = whole.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n")
    payload = wire(letter(body=body)).get_payload(decode=True)
    assert isinstance(payload, bytes)
    assert payload.decode().replace("\r\n", "\n").rstrip("\n") == expected


@pytest.mark.parametrize(
    "subject",
    [
        "您的投诉 CX-1 已受理",
        "关于您于2026年3月2日提交的关于重复扣款以及退款迟迟未到账问题的投诉，我们已经收到并开始处理。" * 3,
        "A subject of many English words, long enough that it must be folded over several lines of the header, twice",
        "Two  blanks   and more",
        "=?utf-8?B?5oKo?= is not decoded twice",
        "x" * 900,
        "😀" * 40,
        "",
    ],
)
def test_a_subject_comes_back_as_it_was(subject: str) -> None:
    assert str(wire(letter(subject=subject))["Subject"] or "") == subject


def test_lines_with_encoded_words_keep_to_76_characters() -> None:
    """RFC 2047 §2."""
    raw = build(letter(subject="投诉受理" * 60, recipient=Mailbox("li@customer.example", "示例客户" * 30)))
    for line in raw.partition(b"\r\n\r\n")[0].split(b"\r\n"):
        assert b"=?" not in line or len(line) <= 76


@given(HOSTILE, HOSTILE, HOSTILE)
def test_no_text_breaks_out_of_its_header(subject: str, theirs: str, ours: str) -> None:
    """Header injection: whatever a customer is called or writes, the headers are the ones the desk set."""
    mail = letter(
        subject=subject, recipient=Mailbox("sample@customer.example", theirs), sender=Mailbox(DESK.address, ours)
    )
    message = wire(mail)
    assert message.keys() == read(build(letter())).keys()
    assert str(message["Subject"]) == one_line(subject)
    for header, address, name in (("To", "sample@customer.example", theirs), ("From", DESK.address, ours)):
        found = message[header]
        assert isinstance(found, AddressHeader)
        assert [one.addr_spec for one in found.addresses] == [address]
        assert shown_name(build(mail), header) == one_line(name)


@pytest.mark.parametrize(
    "changes",
    [
        {"message_id": "<a@b.example>\r\nBcc: c@d.example"},
        {"message_id": "a@b.example"},
        {"language": "en\r\nBcc: c@d.example"},
        {"kind": "update\nX: y"},
        {"kind": ""},
        {"desk": "d\r\n"},
        {"reply_to": "a@b.example\r\nBcc: c@d.example"},
        {"date": datetime(2026, 3, 2)},  # noqa: DTZ001 (the case itself)
    ],
)
def test_identifiers_that_could_break_a_header_are_refused(changes: dict[str, Any]) -> None:
    with pytest.raises((BadMail, BadAddress)):
        letter(**changes)


def test_an_address_with_a_line_end_never_becomes_a_mailbox() -> None:
    with pytest.raises(BadAddress):
        Mailbox("a@b.example\r\nRCPT TO:<c@d.example>")


def test_the_date_keeps_the_zone_it_was_given() -> None:
    shanghai = datetime(2026, 3, 2, 17, 0, tzinfo=timezone(timedelta(hours=8)))
    assert wire(letter(date=shanghai))["Date"].datetime == datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def test_bounces_go_to_the_sender_unless_the_letter_asks_for_none() -> None:
    assert letter().envelope_sender == DESK.address
    assert letter(null_return_path=True).envelope_sender == ""


def test_a_name_shows_beside_the_address() -> None:
    for name in ("Sample, Customer", 'The "Sample"', "a.b", "示例客户", "Back\\slash", "(comment)"):
        found = wire(letter(recipient=Mailbox(SAMPLE_CUSTOMER.address, name)))["To"]
        assert found.addresses[0].display_name == name


# The same words as HTML


def test_the_words_go_out_plain_and_as_simple_html() -> None:
    mail = letter(subject="您的投诉 <b>CX-1</b>", body="您好。\n\nA & B <script>x</script>\nsecond line\n", html=True)
    message = wire(mail)
    assert message.get_content_type() == "multipart/alternative"
    plain, page = message.iter_parts()
    assert isinstance(plain, EmailMessage)
    assert isinstance(page, EmailMessage)
    assert (plain.get_content_type(), page.get_content_type()) == ("text/plain", "text/html")
    assert plain.get_content().replace("\r\n", "\n") == mail.body
    shown = page.get_content().replace("\r\n", "\n")
    assert "<script>" not in shown
    assert "A &amp; B &lt;script&gt;x&lt;/script&gt;<br>\nsecond line</p>" in shown
    assert shown.count("<p ") == 2
    assert "<title>您的投诉 &lt;b&gt;CX-1&lt;/b&gt;</title>" in shown
    assert message["Content-Language"] == "en"


def test_the_same_letter_is_the_same_octets_at_every_attempt() -> None:
    assert build(letter(html=True)) == build(letter(html=True))
    assert build(letter(1, html=True)) != build(letter(2, html=True))


@given(HOSTILE, HOSTILE)
def test_no_text_breaks_out_of_its_html(subject: str, body: str) -> None:
    message = wire(letter(subject=subject, body=body, html=True))
    _plain, page = message.iter_parts()
    assert isinstance(page, EmailMessage)
    shown = page.get_content()
    assert set(re.findall(r"</?([a-z!A-Z]+)", shown)) <= {
        "!DOCTYPE", "html", "head", "meta", "title", "body", "div", "p", "br",
    }  # fmt: skip
    assert [part.get_content_type() for part in message.walk()] == [
        "multipart/alternative", "text/plain", "text/html",
    ]  # fmt: skip
