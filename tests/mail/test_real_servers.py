"""Sending to a real mail server over TLS (DOMAIN §8): Postfix, where the machine has one."""

import email
import email.policy
from collections.abc import Iterator
from typing import Any

import pytest

from cxdesk.mail.addresses import Mailbox
from cxdesk.mail.message import OutgoingMail
from cxdesk.mail.program import SendmailTransport
from cxdesk.mail.settings import Security
from cxdesk.mail.smtp import SmtpTransport
from cxdesk.mail.transports import DeliveryFailure, PermanentFailure, TemporaryFailure, TransportDown
from tests.mail import postfix
from tests.mail.faults import CERTS
from tests.mail.letters import letter, send

pytestmark = pytest.mark.skipif(bool(postfix.lacking()), reason=postfix.lacking())


@pytest.fixture(scope="module")
def server() -> Iterator[postfix.Postfix]:
    """Postfix at work."""
    with postfix.running() as found:
        yield found


def through(port: int, host: str = "localhost") -> SmtpTransport:
    """The way to it."""
    return SmtpTransport(host, port, security=Security.STARTTLS, ca_file=CERTS / "ca.pem")


def to(name: str, number: int = 1, **changes: Any) -> OutgoingMail:
    """A letter to somebody at the customers' domain."""
    return letter(number, recipient=Mailbox(f"{name}@customer.example", "Sample Customer"), **changes)


def test_letters_arrive_whole_over_tls(server: postfix.Postfix) -> None:
    """Chinese, lines that begin with a dot, HTML beside the text: as they were built, once each."""
    mails = [
        to("sample1", 1, subject="您的投诉 CX-1 已受理", body="您好。\n.一个点开头\n.\n", html=True),
        to("sample1", 2, body="x" * 3000 + "\n"),
    ]
    with through(server.ports.open) as way:
        for mail in mails:
            send(way, mail)
    found = {
        message["Message-ID"]: message for message in map(email.message_from_bytes, postfix.arrived(server.box, 2))
    }
    assert set(found) == {mail.message_id for mail in mails}
    first = email.message_from_bytes(found[mails[0].message_id].as_bytes(), policy=email.policy.default)
    assert first["Subject"] == mails[0].subject
    body = first.get_body(("plain",))
    assert body is not None
    assert body.get_content().replace("\r\n", "\n") == mails[0].body


@pytest.mark.parametrize(
    ("name", "failure", "enhanced"),
    [("nobody", PermanentFailure, "5.1.1"), ("later", TemporaryFailure, "4.2.1")],
)
def test_what_it_refuses_is_understood(
    server: postfix.Postfix, name: str, failure: type[DeliveryFailure], enhanced: str
) -> None:
    with through(server.ports.open) as way, pytest.raises(failure) as caught:
        send(way, to(name))
    assert type(caught.value) is failure
    assert caught.value.enhanced == enhanced


def test_a_letter_too_large_for_it_is_refused_before_it_is_sent(server: postfix.Postfix) -> None:
    with through(server.ports.open) as way, pytest.raises(PermanentFailure) as caught:
        send(way, to("sample1", 3, body="x" * 300_000))
    assert (caught.value.code, caught.value.enhanced) == (552, "5.3.4")


def test_it_is_nobody_without_the_right_name(server: postfix.Postfix) -> None:
    with pytest.raises(TransportDown, match="certificate"):
        through(server.ports.open, "127.0.0.1").open()


def test_its_own_sendmail_takes_a_letter(server: postfix.Postfix) -> None:
    box = server.box
    before = len(list(box.iterdir())) if box.is_dir() else 0
    with SendmailTransport(["sendmail", "-C", str(box.parents[2] / "etc")], timeout_seconds=60) as way:
        send(way, to("sample1", 9, null_return_path=True))
    found = [message for message in postfix.arrived(box, before + 1) if b"t0ken9" in message]
    assert len(found) == 1
    assert b"Return-Path: <>" in found[0]
