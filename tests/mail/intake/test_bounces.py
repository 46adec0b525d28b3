"""Which letters a bounce is about: reports, headers, and the prose of many mail servers."""

import base64
import quopri
import time
from email import message_from_bytes
from email.message import Message

import pytest

from cxdesk.mail.intake.bounces import recipients
from cxdesk.mail.intake.incoming import Bounced
from tests.mail.intake.notices import KIM, NOTICES


def bounce(text: str, *headers: str) -> tuple[Message, str]:
    lines = [
        *headers,
        "From: Mail Delivery System <mailer-daemon@mx.example>",
        "To: help@desk.example",
        "Subject: Undelivered mail",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: 8bit",
    ]
    return message_from_bytes("\n".join([*lines, "", text]).encode()), text


def told(text: str, *headers: str) -> list[tuple[str, str, bool]]:
    return [(each.recipient, each.status, each.permanent) for each in recipients(*bounce(text, *headers))]


def report(fields: str, text: str = "It did not arrive.") -> tuple[Message, str]:
    raw = f"""From: mailer-daemon@mx.example
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

{text}
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

{fields}
--b--
"""
    return message_from_bytes(raw.encode()), text


def reported(fields: str, text: str = "It did not arrive.") -> list[tuple[str, str, bool]]:
    return [(each.recipient, each.status, each.permanent) for each in recipients(*report(fields, text))]


# ---- reports (RFC 3464) -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (f"Final-Recipient: rfc822; {KIM}\nAction: failed\nStatus: 5.1.1", [(KIM, "5.1.1", True)]),
        (f"Final-Recipient: RFC822;<{KIM}>\nAction: Failed\nStatus: 5.1.1 (user unknown)", [(KIM, "5.1.1", True)]),
        (f"Final-Recipient: {KIM}\nAction: failed\nStatus: 5.2.2", [(KIM, "5.2.2", True)]),
        (f"Action: failed\nStatus: 5.1.1\nFinal-Recipient: rfc822; {KIM}", [(KIM, "5.1.1", True)]),
        (f"Final-Recipient: rfc822; {KIM}\nAction: delayed\nStatus: 4.4.1", [(KIM, "4.4.1", False)]),
        (f"Final-Recipient: rfc822; {KIM}\nAction: failed\nStatus: 4.4.7", [(KIM, "4.4.7", False)]),
        (f"Final-Recipient: rfc822; {KIM}\nAction: failed", [(KIM, "", True)]),
        (f"Final-Recipient: rfc822; {KIM}\nAction: delivered\nStatus: 2.0.0", []),
        (f"Final-Recipient: rfc822; {KIM}\nAction: expanded\nStatus: 2.0.0", []),
        (f"Final-Recipient: x400; /S=kim/\nOriginal-Recipient: rfc822; {KIM}\nAction: failed", [(KIM, "", True)]),
    ],
)  # fmt: skip
def test_a_report_tells_recipient_code_and_whether_it_is_for_good(
    fields: str, expected: list[tuple[str, str, bool]]
) -> None:
    assert reported(fields) == expected


def test_the_original_recipient_is_the_address_we_wrote_to() -> None:
    fields = f"Original-Recipient: rfc822;{KIM}\nFinal-Recipient: rfc822; k1234@inner.example\nAction: failed"
    assert reported(fields) == [(KIM, "", True)]


def test_what_the_other_server_answered_says_more_than_what_was_made_of_it() -> None:
    fields = f"Final-Recipient: rfc822; {KIM}\nAction: failed\nStatus: {{}}\nDiagnostic-Code: smtp; {{}}"
    assert reported(fields.format("5.0.0", "550 5.1.1 User unknown")) == [(KIM, "5.1.1", True)]
    assert reported(fields.format("5.1.1", "552 5.2.2 Over\n quota")) == [(KIM, "5.2.2", True)]
    assert reported(fields.format("5.1.1", "550 5.0.0 no")) == [(KIM, "5.1.1", True)]
    assert reported(fields.format("553 too large", "x")) == [(KIM, "", True)]


def test_a_report_without_a_code_learns_it_from_the_words_beside_it() -> None:
    fields = f"Final-Recipient: rfc822; {KIM}\nAction: failed\nStatus: 5.0.0"
    assert reported(fields, f"{KIM}: 550 5.7.26 checks failed") == [(KIM, "5.7.26", True)]


def test_blocks_without_blank_lines_or_with_too_many_are_told_apart() -> None:
    block = "Final-Recipient: rfc822; {}\nAction: failed\n{}Status: 5.1.1\n"
    both = [(KIM, "5.1.1", True), ("lee@home.example", "5.1.1", True)]
    assert reported(block.format(KIM, "") + block.format("lee@home.example", "")) == both
    assert reported(block.format(KIM, "\n\n") + "\n\n\n" + block.format("lee@home.example", "")) == both


@pytest.mark.parametrize("encoding", ["base64", "quoted-printable"])
def test_an_encoded_report_is_read(encoding: str) -> None:
    fields = (
        f"Reporting-MTA: dns; mx.example\n\nFinal-Recipient: rfc822; {KIM}\nAction: failed\nStatus: 5.1.1\n".encode()
    )
    content = base64.encodebytes(fields) if encoding == "base64" else quopri.encodestring(fields)
    raw = b'Content-Type: multipart/report; boundary="b"\n\n--b\nContent-Type: message/delivery-status\n'
    raw += b"Content-Transfer-Encoding: " + encoding.encode() + b"\n\n" + content + b"\n--b--\n"
    assert recipients(message_from_bytes(raw), "") == (Bounced(KIM, "5.1.1", permanent=True),)


def test_a_report_that_lost_its_parts_is_read_as_text() -> None:
    text = f"Content-Type: message/delivery-status\n\nFinal-Recipient: rfc822; {KIM}\nAction: failed\nStatus: 5.1.1\n"
    assert told(text) == [(KIM, "5.1.1", True)]


# ---- prose ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("server", NOTICES)
def test_the_notices_of_many_servers_name_their_recipient(server: str) -> None:
    status, text = NOTICES[server]
    assert told(text) == [(KIM, status, True)]


def test_each_of_several_recipients_has_its_own_code() -> None:
    text = f"<{KIM}>:\n550 5.1.1 unknown\n\n<lee@home.example>:\n452 4.2.2 mailbox full, given up\n"
    assert told(text) == [(KIM, "5.1.1", True), ("lee@home.example", "4.2.2", False)]


@pytest.mark.parametrize(
    "text",
    [
        f"It has not yet been delivered after 24 hours:\n\n  {KIM}\n\nNo action is required on your part.",
        f"THIS IS A WARNING MESSAGE ONLY.\n\nDelivery to the following recipient has been delayed:\n\n     {KIM}\n",
        f"It was not delivered for 4 hours.\nIt will be retried until it is 5 days old.\n\n<{KIM}>: 450 busy",
        f"您的邮件暂时无法投递到 {KIM} ，系统将继续尝试投递。",
    ],
)
def test_a_delay_is_not_permanent(text: str) -> None:
    assert [(recipient, permanent) for recipient, _status, permanent in told(text)] == [(KIM, False)]


def test_numbers_that_are_no_codes_decide_nothing() -> None:
    text = f"<{KIM}>:\nfull. Call (480) 624-2500. Mailman 2.0.12, host 10.4.2.1, in 450ms\n"
    assert told(text) == [(KIM, "", True)]


def test_failed_recipients_in_the_header_are_believed() -> None:
    found = told("It did not work.", f"X-Failed-Recipients: {KIM},\n lee@home.example")
    assert [recipient for recipient, _status, _permanent in found] == [KIM, "lee@home.example"]


def test_the_returned_letter_names_the_one_it_was_to() -> None:
    raw = """From: inetgw@mx.example
Subject: Mail could not be delivered
Content-Type: multipart/mixed; boundary="b"

--b
Content-Type: text/plain

Exceeded maximum delivery attempts.
--b
Content-Type: message/rfc822

From: help@desk.example
To: {}
Subject: Your complaint

text
--b--
"""
    one = message_from_bytes(raw.format(KIM).encode())
    two = message_from_bytes(raw.format(f"{KIM}, lee@home.example").encode())
    assert [each.recipient for each in recipients(one, "Exceeded maximum delivery attempts.")] == [KIM]
    assert recipients(two, "Exceeded maximum delivery attempts.") == ()


def test_a_notification_in_json_is_read_also_when_its_lines_were_folded() -> None:
    text = (
        '{"notificationType":"Bounce","bounce":{"bounceType":"Permanent","bouncedRecipients":[{"emailAddress":'
        '"kim@ho\n me.example","status":"5.1.1","action":"failed"}]}}\n\n--\nunsubscribe'
    )
    assert told(text) == [(KIM, "5.1.1", True)]
    assert told('{"notificationType":"Bounce","bounce":' + "[" * 5_000) == []


@pytest.mark.parametrize(
    "piece",
    ["a", "a@", "<a@b.cc> ", "a@b.cc\n", "5.1.1 ", "Final-Recipient: rfc822; a@b.cc\n", "message not ", "recipient "],
)
def test_the_cost_grows_with_the_length_and_no_faster(piece: str) -> None:
    def seconds(length: int) -> float:
        message, text = bounce((piece * length)[:length])
        begun = time.process_time()
        recipients(message, text)
        return time.process_time() - begun

    small = min(seconds(20_000) for _each in range(3))
    assert min(seconds(80_000) for _each in range(2)) < 12 * small + 0.05


def test_thousands_of_recipients_cost_no_more_than_fifty() -> None:
    names = [f"kim{number}@home.example" for number in range(8_000)]
    begun = time.process_time()
    assert len(told("\n".join(names))) == 50
    assert len(reported("\n\n".join(f"Final-Recipient: rfc822; {name}\nAction: failed" for name in names))) == 50
    assert len(told("It failed.", "X-Failed-Recipients: " + ", ".join(names[:400]))) == 50
    assert time.process_time() - begun < 5
