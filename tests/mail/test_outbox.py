"""The sender against a server that fails, and a desk that remembers."""

import logging
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from cxdesk.config.settings import MailSection, Security, Transport
from cxdesk.desk import Desk
from cxdesk.errors import DeskUnavailable, NotDone
from cxdesk.mail.backoff import WAITS
from cxdesk.mail.gate import HOURLY
from cxdesk.mail.message import OutgoingMail
from cxdesk.mail.outbox import LEASE_SECONDS, Sent, desk_mark, mail_settings, sender_of
from cxdesk.mail.port import port
from cxdesk.mail.settings import Security as MailSecurity
from cxdesk.mail.settings import secrets_from
from cxdesk.mail.smtp import SmtpTransport
from cxdesk.mail.transports import Accepted, DeliveryFailure, TemporaryFailure, TransportDown
from tests.desks import MONDAY, Clock, new_desk, opened, received, sender, smtp, write_mail
from tests.mail.faults import Fault, FaultyServer, closed_port


@pytest.fixture(autouse=True)
def _quiet_server() -> None:
    logging.getLogger("mail.log").setLevel(logging.CRITICAL)


@pytest.fixture
def clock() -> Clock:
    """Monday morning."""
    return Clock()


@pytest.fixture
def desk(tmp_path: Path, clock: Clock) -> Iterator[Desk]:
    """A desk without letters."""
    with opened(new_desk(tmp_path / "desk", clock), clock) as found:
        yield found


@pytest.fixture
def server() -> Iterator[FaultyServer]:
    """A server that takes every letter until it is told otherwise."""
    with FaultyServer() as listening:
        yield listening


def through(server: FaultyServer) -> SmtpTransport:
    """The way to the server."""
    return SmtpTransport("127.0.0.1", server.port, security=MailSecurity.NONE)


class Ways:
    """A transport that answers as scripted, then accepts; what it was given is kept."""

    def __init__(self, *answers: DeliveryFailure | None, opening: TransportDown | None = None) -> None:
        self.answers = list(answers)
        self.opening = opening
        self.given: list[OutgoingMail] = []
        self.opened = 0
        self.closed = 0

    def open(self) -> None:
        self.opened += 1
        if self.opening is not None:
            raise self.opening

    def deliver(self, mail: OutgoingMail, raw: bytes) -> Accepted:
        assert raw
        self.given.append(mail)
        answer = self.answers.pop(0) if self.answers else None
        if answer is not None:
            raise answer
        return Accepted("250 taken")

    def close(self) -> None:
        self.closed += 1

    def __enter__(self) -> "Ways":
        self.open()
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()


def states(desk: Desk) -> list[str]:
    """The state of each letter, in the order they were queued."""
    return [letter.state for letter in reversed(desk.letters())]


def test_every_due_letter_goes_out_and_its_acknowledgement_counts(desk: Desk, server: FaultyServer) -> None:
    changes = [received(desk, number) for number in range(3)]
    assert sender(desk, through(server)).send_due() == Sent(accepted=(1, 2, 3))
    assert [desk.complaint(change.ref).acknowledged_at for change in changes] == [MONDAY] * 3
    assert set(server.taken_ids.values()) == {1}
    assert server.connections == 1
    assert desk.verify() == []


def test_what_was_accepted_is_never_sent_again(desk: Desk, server: FaultyServer, clock: Clock) -> None:
    """TRAPS 43."""
    received(desk)
    for _round in range(3):
        sender(desk, through(server)).send_due()
        clock.on(days=1)
    assert list(server.taken_ids.values()) == [1]
    with pytest.raises(NotDone, match="not sent twice"):
        desk.retry_letter(1)


def test_a_greylisted_letter_is_tried_again_after_its_wait(desk: Desk, server: FaultyServer, clock: Clock) -> None:
    server.plan(Fault.DEFER_RCPT)
    received(desk)
    assert sender(desk, through(server)).send_due() == Sent(deferred=(1,))
    letter = desk.letter(1)
    assert (letter.state, letter.attempts, letter.code) == ("deferred", 1, "4.2.1")
    clock.on(seconds=59)
    assert sender(desk, through(server)).send_due() == Sent()
    clock.on(seconds=1)
    assert sender(desk, through(server)).send_due() == Sent(accepted=(1,))


def test_a_letter_that_is_only_put_off_fails_in_the_end_and_a_person_hears_of_it(desk: Desk, clock: Clock) -> None:
    change = received(desk)
    way = Ways(*(TemporaryFailure("busy", 451, "4.3.0") for _attempt in range(len(WAITS) + 1)))
    for wait in WAITS:
        assert sender(desk, way).send_due().deferred == (1,)
        clock.on(seconds=wait.total_seconds())
    assert sender(desk, way).send_due() == Sent(failed=(1,))
    assert desk.complaint(change.ref).acknowledgement == "failed"


def test_a_refused_letter_alarms_on_its_complaint_and_the_next_goes_out(desk: Desk, server: FaultyServer) -> None:
    """TRAPS 44: a failed acknowledgement is seen on the case."""
    server.plan(Fault.REJECT_RCPT)
    first, second = received(desk, 1), received(desk, 2)
    assert sender(desk, through(server)).send_due() == Sent(accepted=(2,), failed=(1,))
    assert desk.complaint(first.ref).acknowledgement == "failed"
    assert desk.complaint(second.ref).acknowledgement == "given"
    told = [moment for moment in desk.show(first.ref).timeline if type(moment.event).__name__ == "LetterFailed"]
    assert "No such user" in (dict(told[0].words)["failure"] or "")


def test_a_failed_letter_may_be_tried_again_by_a_person(desk: Desk, server: FaultyServer) -> None:
    server.plan(Fault.REJECT_RCPT)
    change = received(desk)
    sender(desk, through(server)).send_due()
    answer = desk.letter(1).error
    again = desk.retry_letter(1)
    assert (again.state, again.error) == ("queued", answer)
    assert sender(desk, through(server)).send_due() == Sent(accepted=(1,))
    assert desk.complaint(change.ref).acknowledgement == "given"


def test_after_one_failed_connection_the_rest_stays_queued(desk: Desk) -> None:
    for number in range(3):
        received(desk, number)
    way = Ways(opening=TransportDown("no conversation"))
    office = sender(desk, way)
    assert office.send_due() == Sent(left=3, down="no conversation")
    assert office.send_due() == Sent(left=3, down="no conversation")
    assert way.opened == 1
    assert [letter.attempts for letter in desk.letters()] == [0, 0, 0]
    assert sender(desk, Ways()).send_due().accepted == (1, 2, 3)


def test_a_server_that_wants_another_sender_costs_no_letter_an_attempt(desk: Desk, server: FaultyServer) -> None:
    server.plan(Fault.REFUSE_SENDER)
    received(desk)
    sent = sender(desk, through(server)).send_due()
    assert sent.left == 1
    assert "553" in (sent.down or "")
    assert desk.letter(1).attempts == 0


def test_silence_after_the_letter_counts_as_an_attempt_so_that_it_is_not_repeated_for_ever(
    desk: Desk, server: FaultyServer, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """TRAPS 43: the server may have it; the same Message-ID goes out again, after the wait."""
    server.impatient(monkeypatch)
    server.plan(Fault.STALL_AFTER_TAKING)
    received(desk, 1)
    received(desk, 2)
    sent = sender(desk, through(server)).send_due()
    assert (sent.deferred, sent.left) == ((1,), 1)
    assert sent.down
    assert desk.letter(1).attempts == 1
    clock.on(minutes=1)
    assert sender(desk, through(server)).send_due().accepted == (2, 1)
    assert server.taken_ids == {desk.letter(1).message_id: 2, desk.letter(2).message_id: 1}


def test_an_answer_lost_after_the_letter_repeats_the_same_message_id(
    desk: Desk, server: FaultyServer, clock: Clock
) -> None:
    server.plan(Fault.HANG_UP_AFTER_TAKING)
    change = received(desk)
    assert sender(desk, through(server)).send_due() == Sent(deferred=(1,))
    clock.on(minutes=1)
    assert sender(desk, through(server)).send_due() == Sent(accepted=(1,))
    assert server.taken_ids == {desk.letter(1).message_id: 2}
    events = [type(moment.event).__name__ for moment in desk.show(change.ref).timeline]
    assert events.count("Acknowledged") == 1


def test_a_letter_whose_sender_died_is_sent_by_the_next_under_the_same_message_id(desk: Desk, clock: Clock) -> None:
    received(desk)
    row = desk.lease_letter("a sender that dies", LEASE_SECONDS)
    assert row is not None
    way = Ways()
    assert sender(desk, way).send_due() == Sent()
    clock.on(seconds=LEASE_SECONDS)
    assert sender(desk, way).send_due() == Sent(accepted=(1,))
    assert [mail.message_id for mail in way.given] == [row.message_id]


def test_an_acceptance_is_recorded_although_the_lease_ran_out(desk: Desk, clock: Clock) -> None:
    """TRAPS 43: it is out, whoever holds the lease by now."""
    received(desk)
    slow = desk.lease_letter("slow", 1)
    clock.on(seconds=2)
    quick = desk.lease_letter("quick", 300)
    assert slow is not None
    assert quick is not None
    assert desk.letter_accepted(slow)
    assert not desk.letter_failed(quick, "5.0.0", "no")
    assert not desk.letter_accepted(quick)
    assert desk.letter(1).state == "accepted"
    assert desk.verify() == []


def test_a_letter_that_kills_every_sender_is_given_up(desk: Desk, clock: Clock) -> None:
    received(desk)
    for _death in range(len(WAITS) + 1):
        assert desk.lease_letter("doomed", LEASE_SECONDS) is not None
        clock.on(seconds=LEASE_SECONDS)
    assert sender(desk, Ways()).send_due() == Sent(failed=(1,))


def test_an_address_nobody_can_write_to_fails_at_once_without_a_connection(desk: Desk) -> None:
    received(desk, email="nobody@localdomain")
    way = Ways()
    assert sender(desk, way).send_due() == Sent(failed=(1,))
    assert way.opened == 0


def test_no_automatic_letter_goes_to_the_desk_itself(desk: Desk) -> None:
    """TRAPS 36."""
    received(desk, email=desk.settings.mail.sender_address.upper())
    assert sender(desk, Ways()).send_due() == Sent(failed=(1,))
    assert desk.letter(1).code == "own-address"


def test_an_address_that_gets_too_many_waits_until_the_hour_is_over(desk: Desk, clock: Clock) -> None:
    for number in range(HOURLY + 2):
        received(desk, number, email="Loop@customer.example" if number % 2 else "loop@customer.example")
    sent = sender(desk, Ways()).send_due()
    assert (len(sent.accepted), len(sent.deferred)) == (HOURLY, 2)
    assert desk.letter(HOURLY + 1).attempts == 0
    clock.on(hours=1)
    assert len(sender(desk, Ways()).send_due().accepted) == 2


def test_a_cancelled_letter_stays_here_and_is_owed_still(desk: Desk) -> None:
    change = received(desk)
    assert desk.cancel_letter(1).state == "cancelled"
    assert sender(desk, Ways()).send_due() == Sent()
    assert desk.complaint(change.ref).acknowledgement == "failed"
    assert desk.show(change.ref).timeline[-1].actor == "ann"
    desk.retry_letter(1)
    assert sender(desk, Ways()).send_due() == Sent(accepted=(1,))
    assert desk.complaint(change.ref).acknowledgement == "given"
    assert desk.verify() == []


def test_a_letter_under_way_is_neither_cancelled_nor_tried_beside_itself(desk: Desk) -> None:
    received(desk)
    desk.lease_letter("a sender", LEASE_SECONDS)
    with pytest.raises(NotDone):
        desk.cancel_letter(1)
    with pytest.raises(NotDone, match="being sent"):
        desk.retry_letter(1)


def test_only_and_limit_narrow_what_is_sent_and_stop_ends_it(desk: Desk) -> None:
    for number in range(5):
        received(desk, number)
    assert sender(desk, Ways()).send_due(only=(4, 2)) == Sent(accepted=(2, 4))
    assert sender(desk, Ways()).send_due(limit=1) == Sent(accepted=(1,), left=2)
    assert sender(desk, Ways()).send_due(stop=lambda: True) == Sent(left=2)
    assert states(desk) == ["accepted", "accepted", "queued", "accepted", "queued"]


def test_the_mail_says_whose_it_is_and_that_a_machine_wrote_it(desk: Desk) -> None:
    received(desk)
    way = Ways()
    sender(desk, way).send_due()
    mail = way.given[0]
    assert (mail.recipient.address, mail.recipient.name) == ("sample1@customer.example", "Sample Customer")
    assert (mail.automatic, mail.date, mail.kind) == (True, MONDAY, "acknowledgement")
    assert mail.desk == desk_mark(desk.secret)
    assert desk.secret not in mail.desk


# Settings


def test_settings_of_the_desk_become_those_of_the_transport(desk: Desk) -> None:
    found = mail_settings(desk.settings, desk.folder)
    assert found.folder == desk.folder / "mail" / "out"
    assert found.host is found.username is found.sender_name is None
    section = MailSection(
        transport=Transport.SMTP,
        sender_address="care@example.org",
        host="mail.example.org",
        security=Security.TLS,
        username="desk",
        password_file=Path("mail.password"),
    )
    found = mail_settings(replace(desk.settings, mail=section), desk.folder)
    assert (found.security, found.effective_port) == (MailSecurity.TLS, 465)
    assert found.password_source is not None
    assert found.password_source.file == desk.folder / "mail.password"


def test_settings_that_cannot_work_are_the_desks_trouble_not_a_letters(desk: Desk) -> None:
    section = MailSection(reply_to="care@localdomain")
    with pytest.raises(DeskUnavailable, match="localdomain"):
        mail_settings(replace(desk.settings, mail=section), desk.folder)


@pytest.mark.parametrize("seconds", [1, 10, 60])
def test_a_lease_outlasts_the_longest_conversation_that_the_settings_allow(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, seconds: int
) -> None:
    """A letter that a slow server takes at the very end is not in another sender's hands by then."""
    leased: list[float] = []

    def lease_letter(_desk: Desk, _holder: str, span: float, _only: object) -> None:
        leased.append(span)

    monkeypatch.setattr(Desk, "lease_letter", lease_letter)
    section = MailSection(
        transport=Transport.SMTP, sender_address="a@b.example", host="127.0.0.1", timeout_seconds=seconds
    )
    desk.settings = replace(desk.settings, mail=section)
    sender_of(desk, secrets_from({}), jitter=lambda: 0.5, holder="a sender").send_due()
    assert leased[0] > mail_settings(desk.settings, desk.folder).longest_seconds
    assert leased[0] >= LEASE_SECONDS


# The port


def test_the_port_sends_what_was_just_queued_and_nothing_else(tmp_path: Path, clock: Clock) -> None:
    folder = new_desk(tmp_path / "desk", clock)
    with opened(folder, clock) as desk:
        received(desk, 1)
    post = port(lambda: opened(folder, clock), secrets_from({}), jitter=lambda: 0.5, holder="a face")
    with opened(folder, clock, post) as desk:
        change = received(desk, 2)
        assert post.sent == Sent(accepted=(2,))
        assert post.trouble == ""
        assert desk.complaint(change.ref).acknowledged_at == MONDAY
        assert states(desk) == ["queued", "accepted"]


def test_trouble_with_the_mail_loses_no_complaint_and_is_tried_once_a_process(tmp_path: Path, clock: Clock) -> None:
    """TRAPS 45."""
    folder = new_desk(tmp_path / "desk", clock)
    write_mail(folder, **smtp(closed_port()))
    post = port(lambda: opened(folder, clock), secrets_from({}), jitter=lambda: 0.5, holder="a face")
    with opened(folder, clock, post) as desk:
        received(desk, 1)
        assert "no conversation" in post.trouble
        received(desk, 2)
        assert states(desk) == ["deferred", "queued"]
        assert desk.verify() == []


@pytest.mark.parametrize("mail", [{"reply_to": '"care@localdomain"'}, {"folder": '"/dev/null/nowhere"'}])
def test_settings_that_cannot_work_are_told_by_the_port_and_raise_nothing(
    tmp_path: Path, clock: Clock, mail: dict[str, str]
) -> None:
    folder = new_desk(tmp_path / "desk", clock)
    write_mail(folder, **mail)
    post = port(lambda: opened(folder, clock), secrets_from({}), jitter=lambda: 0.5, holder="a face")
    with opened(folder, clock, post) as desk:
        assert received(desk).ref == "CX-1"
        assert post.trouble
        assert desk.letters_due() == 1


def test_the_port_waits_no_longer_than_its_patience(tmp_path: Path, clock: Clock, server: FaultyServer) -> None:
    server.plan(Fault.STALL_AT_RCPT)
    folder = new_desk(tmp_path / "desk", clock)
    write_mail(folder, **smtp(server.port))
    post = port(
        lambda: opened(folder, clock),
        secrets_from({}),
        jitter=lambda: 0.5,
        holder="a face",
        patience_seconds=0.1,
        linger_seconds=0.1,
    )
    with opened(folder, clock, post) as desk:
        assert received(desk).ref == "CX-1"
        assert post.trouble
        assert received(desk, 2).ref == "CX-2"
    assert server.taken == []


def test_a_face_lingers_for_a_letter_that_the_server_has_in_hand(
    tmp_path: Path, clock: Clock, server: FaultyServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """TRAPS 43: a process that goes away while the server thinks would send the letter once more."""
    server.plan(Fault.ANSWER_LATE)
    folder = new_desk(tmp_path / "desk", clock)
    write_mail(folder, **smtp(server.port))
    post = port(
        lambda: opened(folder, clock),
        secrets_from({}),
        jitter=lambda: 0.5,
        holder="a face",
        patience_seconds=1,
        linger_seconds=60,
    )
    in_hand = threading.Event()
    server.when_late(in_hand.set)

    class Worker(threading.Thread):
        """Patience is over once the server has the letter; it answers while the face lingers."""

        def join(self, timeout: float | None = None) -> None:
            if timeout == 1:
                in_hand.wait()
                return
            server.let_go()
            super().join(timeout)

    monkeypatch.setattr(threading, "Thread", Worker)
    with opened(folder, clock, post) as desk:
        received(desk)
        assert post.sent == Sent(accepted=(1,))
    assert list(server.taken_ids.values()) == [1]


def test_a_bug_in_the_sending_is_told_not_raised(tmp_path: Path, clock: Clock) -> None:
    folder = new_desk(tmp_path / "desk", clock)

    def broken() -> Desk:
        raise KeyError("nobody")

    post = port(broken, secrets_from({}), jitter=lambda: 0.5, holder="a face")
    with opened(folder, clock, post) as desk:
        received(desk)
    assert post.trouble == "KeyError: 'nobody'"


def test_the_desks_own_transport_is_a_folder_until_it_says_otherwise(desk: Desk) -> None:
    received(desk)
    sent = sender_of(desk, secrets_from({}), jitter=lambda: 0.5, holder="a face").send_due()
    assert sent == Sent(accepted=(1,))
    assert len(list((desk.folder / "mail" / "out" / "new").iterdir())) == 1


def test_a_wait_of_the_table_is_spread(desk: Desk, clock: Clock) -> None:
    received(desk)
    sender(desk, Ways(TemporaryFailure("busy")), jitter=1.0).send_due()
    clock.at = MONDAY + timedelta(seconds=71)
    assert sender(desk, Ways()).send_due() == Sent()
    clock.at = MONDAY + timedelta(seconds=72)
    assert sender(desk, Ways()).send_due() == Sent(accepted=(1,))
