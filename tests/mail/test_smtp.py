"""What an SMTP server's every answer, and every silence, means for a letter: a real server fails on command."""

import email
import email.policy
import smtplib
import socket
from collections.abc import Iterator
from typing import Any

import pytest

from cxdesk.mail.message import build
from cxdesk.mail.settings import Security
from cxdesk.mail.smtp import SmtpTransport
from cxdesk.mail.transports import DeliveryFailure, PermanentFailure, TemporaryFailure, TransportDown
from tests.mail.faults import Fault, FaultyServer, closed_port
from tests.mail.letters import letter, send


def plain(server: FaultyServer, **options: Any) -> SmtpTransport:
    return SmtpTransport("127.0.0.1", server.port, **({"security": Security.NONE} | options))


@pytest.fixture
def server() -> Iterator[FaultyServer]:
    with FaultyServer() as running:
        yield running


def test_a_letter_arrives_as_it_was_built(server: FaultyServer) -> None:
    mail = letter(subject="您的投诉 CX-1 已受理", body="您好。\n.一个点开头\n.\n")
    with plain(server) as transport:
        accepted = send(transport, mail)
    [taken] = server.taken
    assert accepted.response == "250 2.0.0 Taken"
    assert taken.raw == build(mail)
    assert (taken.sender, taken.recipients) == (mail.sender.address, (mail.recipient.address,))
    read = email.message_from_bytes(taken.raw, policy=email.policy.default)
    assert read["Subject"] == mail.subject


def test_lines_that_begin_with_a_dot_survive(server: FaultyServer) -> None:
    mail = letter(body=".\n..\n.dot\nend\n")
    with plain(server) as transport:
        send(transport, mail)
    assert server.taken[0].raw == build(mail)


def test_a_null_return_path_is_sent_as_one(server: FaultyServer) -> None:
    with plain(server) as transport:
        send(transport, letter(null_return_path=True))
    assert server.taken[0].sender in ("", "<>")


def test_many_letters_use_one_connection(server: FaultyServer) -> None:
    with plain(server) as transport:
        for number in range(20):
            send(transport, letter(number))
    assert server.connections == 1
    assert set(server.taken_ids.values()) == {1}
    assert len(server.taken_ids) == 20


@pytest.mark.parametrize(
    ("fault", "failure", "code", "enhanced"),
    [
        (Fault.DEFER_RCPT, TemporaryFailure, 450, "4.2.1"),
        (Fault.DEFER_DATA, TemporaryFailure, 451, "4.3.0"),
        (Fault.DEFER_LETTER, TemporaryFailure, 451, "4.7.1"),
        (Fault.REJECT_RCPT, PermanentFailure, 550, "5.1.1"),
        (Fault.REJECT_LETTER, PermanentFailure, 554, "5.6.0"),
        (Fault.TOO_LARGE, PermanentFailure, 552, "5.3.4"),
        (Fault.REJECT_POLICY, PermanentFailure, 550, "5.7.1"),
        (Fault.MAILBOX_FULL, TemporaryFailure, 552, "5.2.2"),
        (Fault.OUT_OF_ROOM, TemporaryFailure, 452, "4.3.1"),
    ],
)
def test_a_refused_letter_says_how_and_the_next_one_goes_over_the_same_connection(
    server: FaultyServer,
    fault: Fault,
    failure: type[DeliveryFailure],
    code: int,
    enhanced: str,
) -> None:
    server.plan(fault)
    with plain(server) as transport:
        with pytest.raises(failure) as caught:
            send(transport, letter(1))
        send(transport, letter(2))
    assert type(caught.value) is failure
    assert (caught.value.code, caught.value.enhanced) == (code, enhanced)
    assert str(code) in caught.value.reason
    assert list(server.taken_ids) == [letter(2).message_id]
    assert server.connections == 1


@pytest.mark.parametrize(
    ("fault", "code"), [(Fault.CLOSING_AT_RCPT, 421), (Fault.REFUSE_SENDER, 553), (Fault.SENDER_REFUSED_LATE, 550)]
)
def test_a_server_that_closes_or_refuses_the_desk_itself_is_down(server: FaultyServer, fault: Fault, code: int) -> None:
    server.plan(fault)
    with plain(server) as transport:
        with pytest.raises(TransportDown) as caught:
            send(transport, letter())
        assert caught.value.code == code
        assert server.taken == []
        send(transport, letter())
    assert server.taken_ids[letter().message_id] == 1


def test_a_server_that_lost_its_place_is_spoken_to_anew(server: FaultyServer) -> None:
    """503: the letter was not judged, so it does not fail for good."""
    server.plan(Fault.OUT_OF_STEP)
    with plain(server) as transport:
        with pytest.raises(TemporaryFailure):
            send(transport, letter())
        send(transport, letter())
    assert server.connections == 2
    assert server.taken_ids == {letter().message_id: 1}


@pytest.mark.parametrize(
    ("fault", "times"),
    [
        (Fault.HANG_UP_BEFORE_DATA_ENDS, 1),
        (Fault.HANG_UP_WITHOUT_TAKING, 1),
        (Fault.HANG_UP_AFTER_TAKING, 2),
    ],
)
def test_a_broken_connection_is_temporary_and_the_same_message_id_repeats(
    server: FaultyServer, fault: Fault, times: int
) -> None:
    """Only when the answer was lost after the letter was taken does it arrive twice, under one Message-ID."""
    server.plan(fault)
    with plain(server) as transport:
        with pytest.raises(TemporaryFailure):
            send(transport, letter())
        send(transport, letter())
    assert server.taken_ids == {letter().message_id: times}


@pytest.mark.parametrize("fault", [Fault.STALL_AT_RCPT, Fault.DRIP_AT_RCPT, Fault.STALL_AFTER_TAKING])
def test_a_silent_server_is_down_after_the_time_allowed(
    server: FaultyServer, fault: Fault, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.impatient(monkeypatch)
    server.plan(fault)
    with plain(server) as transport, pytest.raises(TransportDown, match="silent"):
        send(transport, letter())


def test_the_answer_to_a_letter_may_take_longer_than_a_step(
    server: FaultyServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server that scans for longer than a step's time has the letter: giving up would send it twice."""
    allowed = server.impatient(monkeypatch)
    with plain(server, timeout_seconds=7, answer_seconds=70) as transport:
        send(transport, letter())
        assert allowed[-1] == 70
        send(transport, letter(2))
    assert allowed.count(70) == 2
    assert set(allowed) == {7, 70}


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (Fault.GREET_421, 421),
        (Fault.GREET_554, 554),
        (Fault.HANG_UP_AT_GREETING, None),
        (Fault.STALL_AT_GREETING, None),
        (Fault.DRIP_AT_GREETING, None),
    ],
)
def test_a_bad_greeting_is_a_server_that_is_down(
    server: FaultyServer, fault: Fault, code: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.impatient(monkeypatch)
    server.plan(fault)
    with pytest.raises(TransportDown) as caught:
        plain(server).open()
    assert caught.value.code == code
    with plain(server) as transport:
        send(transport, letter())


def test_a_closed_port_is_a_server_that_is_down() -> None:
    with pytest.raises(TransportDown, match=r"127\.0\.0\.1"):
        SmtpTransport("127.0.0.1", closed_port(), security=Security.NONE).open()


def test_a_host_that_nobody_knows_is_a_server_that_is_down(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_given: object, **_named: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(TransportDown, match="not known"):
        SmtpTransport("mail.cxdesk.example", 25, security=Security.NONE).open()


def test_a_sender_interrupted_in_a_letter_leaves_without_a_word(
    server: FaultyServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A QUIT would be read as the letter's next line, and its answer waited for in vain."""
    said: list[bytes | str] = []
    send_on = smtplib.SMTP.send

    def interrupted(conversation: smtplib.SMTP, words: bytes | str) -> None:
        said.append(words)
        if words != said[0] and len(words) > 200:
            send_on(conversation, words[:100])
            raise KeyboardInterrupt
        send_on(conversation, words)

    monkeypatch.setattr(smtplib.SMTP, "send", interrupted)
    with pytest.raises(KeyboardInterrupt), plain(server) as transport:
        send(transport, letter())
    assert len(said[-1]) > 200
    assert server.taken == []


def test_a_server_out_of_order_for_a_while_takes_everything_afterwards(server: FaultyServer) -> None:
    with plain(server) as transport:
        server.always = Fault.DEFER_RCPT
        for number in range(3):
            with pytest.raises(TemporaryFailure):
                send(transport, letter(number))
        server.always = Fault.ACCEPT
        for number in range(3):
            send(transport, letter(number))
    assert server.taken_ids.total() == len(server.taken_ids) == 3


def test_a_connection_closed_between_two_letters_is_opened_again(server: FaultyServer) -> None:
    server.plan(Fault.ACCEPT_THEN_HANG_UP, Fault.ACCEPT)
    with plain(server) as transport:
        send(transport, letter(1))
        send(transport, letter(2))
    assert set(server.taken_ids.values()) == {1}
    assert server.connections == 2


def test_a_server_that_went_away_and_came_back(server: FaultyServer) -> None:
    with plain(server) as transport:
        send(transport, letter(1))
        server.down()
        with pytest.raises(TransportDown):
            send(transport, letter(2))
        server.up()
        send(transport, letter(2))
    assert set(server.taken_ids) == {letter(1).message_id, letter(2).message_id}


def test_after_a_storm_every_letter_was_taken_once_but_for_lost_answers(server: FaultyServer) -> None:
    """TRAPS 43: attempts repeat until the server says yes, and stop right there."""
    lost = 0
    transport = plain(server)
    faults = [fault for fault in Fault if not fault.name.startswith(("REJECT", "TOO", "STALL", "DRIP", "ANSWER"))]
    server.plan(*faults, *reversed(faults))
    for number in range(30):
        for _attempt in range(len(faults) * 2):
            before = len(server.taken)
            try:
                send(transport, letter(number))
            except (TemporaryFailure, TransportDown):
                lost += len(server.taken) - before
            else:
                break
    transport.close()
    assert len(server.taken_ids) == 30
    assert server.taken_ids.total() == 30 + lost
    assert lost == 2
