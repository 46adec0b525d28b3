"""What the sender makes of a letter: threads, reply addresses, marks, and politeness towards domains (DOMAIN §8)."""

import email
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from cxdesk.desk import Desk, NewComplaint, Received
from cxdesk.desk.tokens import reply_token
from cxdesk.mail.backoff import WAITS
from cxdesk.mail.message import OutgoingMail
from cxdesk.mail.outbox import PUT_OFF_IN_A_ROW, Sent
from cxdesk.mail.transports import Accepted, DeliveryFailure, TemporaryFailure, Transport
from cxdesk.store.moments import to_us
from cxdesk.store.suppressed import Suppression, Why, suppress
from tests.desks import MONDAY, Clock, new_desk, opened, received, sender

CUSTOMER = "sample1@customer.example"


class Kept(Transport):
    """A transport that keeps what it takes, and puts off the domains named."""

    def __init__(self, *put_off: str) -> None:
        self.put_off = put_off
        self.mails: list[OutgoingMail] = []
        self.raws: list[bytes] = []

    def open(self) -> None:
        """Nothing to open."""

    def deliver(self, mail: OutgoingMail, raw: bytes) -> Accepted:
        if mail.recipient.domain in self.put_off:
            failure: DeliveryFailure = TemporaryFailure("451 4.7.1 greylisted", 451, "4.7.1")
            raise failure
        self.mails.append(mail)
        self.raws.append(raw)
        return Accepted("250 taken")

    def close(self) -> None:
        """Nothing to close."""


@pytest.fixture
def clock() -> Clock:
    """Monday morning."""
    return Clock()


@pytest.fixture
def desk(tmp_path: Path, clock: Clock) -> Iterator[Desk]:
    """A desk without letters."""
    with opened(new_desk(tmp_path / "desk", clock), clock) as found:
        yield found


def settle(desk: Desk, **mail: Any) -> None:
    """`[mail]` of the desk, changed as asked."""
    desk.settings = replace(desk.settings, mail=replace(desk.settings.mail, **mail))


def came_in(desk: Desk, ref: str, message_id: str, at: datetime = MONDAY, **said: Any) -> None:
    """A mail in the inbox, filed under the complaint."""
    said = {"verdict": "customer", "sender": CUSTOMER, "decided_by": ""} | said
    with desk._writing() as connection:
        (number,) = connection.execute("SELECT id FROM complaints WHERE ref = ?", (ref,)).fetchone()
        connection.execute(
            """
            INSERT INTO inbox (digest, message_id, source, state, size, received_at, stored_at, verdict, sender,
                               decided_by, complaint_id)
            VALUES (:id, :id, 'test', 'filed', 1, :at, :at, :verdict, :sender, :decided_by, :complaint)
            """,
            {"id": message_id, "at": to_us(at), "complaint": number, **said},
        )


def sent(desk: Desk, way: Kept) -> Sent:
    """Everything that is due, through *way*."""
    return sender(desk, way).send_due()


def test_a_letter_answers_the_customers_own_mail_and_follows_ours(desk: Desk, clock: Clock) -> None:
    change = received(desk)
    came_in(desk, change.ref, "first@customer.example")
    way = Kept()
    sent(desk, way)
    clock.on(hours=1)
    came_in(desk, change.ref, "second@customer.example", clock.at)
    desk.take(change.ref)
    desk.ask(change.ref, "Which order was it?", clock.at.replace(day=9))
    sent(desk, way)
    first, second = (email.message_from_bytes(raw) for raw in way.raws)
    assert first["In-Reply-To"] == first["References"] == "<first@customer.example>"
    assert second["In-Reply-To"] == "<second@customer.example>"
    assert second["References"].split() == [first["Message-ID"], "<second@customer.example>"]


def test_a_letter_never_answers_somebody_elses_mail(desk: Desk) -> None:
    change = received(desk)
    came_in(desk, change.ref, "other@customer.example", sender="other@customer.example")
    way = Kept()
    sent(desk, way)
    assert way.mails[0].in_reply_to is None


def test_a_mail_from_a_machine_gets_no_acknowledgement_unless_a_person_let_it_in(desk: Desk) -> None:
    """TRAPS 36, 37."""
    held = received(desk, 1)
    came_in(desk, held.ref, "a@customer.example", verdict="automatic")
    released = received(desk, 2)
    came_in(desk, released.ref, "b@customer.example", verdict="automatic", decided_by="ann")
    assert sent(desk, Kept()) == Sent(accepted=(2,), failed=(1,))
    letter = desk.letter(1)
    assert (letter.code, letter.state) == ("answers-automatic", "failed")
    assert "no person" in letter.error
    assert desk.complaint(held.ref).acknowledgement == "failed"


def test_a_suppressed_address_is_held_back_and_the_reason_stands_on_the_complaint(desk: Desk) -> None:
    change = received(desk)
    with desk._writing() as connection:
        suppress(connection, Suppression(CUSTOMER, Why.BOUNCE, "5.1.1", MONDAY, MONDAY.replace(month=5), "system"))
    assert sent(desk, Kept()).failed == (1,)
    assert desk.letter(1).code == "suppressed"
    told = desk.show(change.ref).timeline[-1]
    assert "not written to" in (dict(told.words)["failure"] or "")


def test_replies_come_to_an_address_that_knows_the_complaint(desk: Desk) -> None:
    settle(desk, sender_address="care@desk.example", plus_addressing=True)
    change = received(desk)
    way = Kept()
    sent(desk, way)
    token = reply_token(desk.secret, change.ref, CUSTOMER)
    assert way.mails[0].reply_to == f"care+{change.ref}.{token}@desk.example"


def test_a_reply_address_that_grows_too_long_is_left_alone(desk: Desk) -> None:
    settle(desk, sender_address=f"{'care' * 12}@desk.example", plus_addressing=True)
    received(desk)
    way = Kept()
    sent(desk, way)
    assert way.mails[0].reply_to is None


def test_what_a_person_decided_is_no_automatic_mail_and_the_acknowledgement_is(desk: Desk, clock: Clock) -> None:
    """RFC 3834: out-of-office robots and filters must not take a decision for a robot's word."""
    change = received(desk)
    desk.take(change.ref)
    desk.ask(change.ref, "Which order was it?", clock.at.replace(day=9))
    way = Kept()
    sent(desk, way)
    acknowledgement, request = (email.message_from_bytes(raw) for raw in way.raws)
    assert acknowledgement["Auto-Submitted"] == "auto-replied"
    assert request["Auto-Submitted"] is None
    assert acknowledgement["X-Cxdesk-Desk"] == request["X-Cxdesk-Desk"]


def test_an_acknowledgement_is_never_sent_with_the_null_return_path(desk: Desk) -> None:
    """DOMAIN §8: a bounce makes it owed again, so its bounce must come home."""
    settle(desk, null_return_path=True)
    received(desk)
    way = Kept()
    sent(desk, way)
    assert not way.mails[0].null_return_path


def test_a_domain_that_puts_letters_off_is_left_alone_for_a_while(desk: Desk, clock: Clock) -> None:
    for number in range(PUT_OFF_IN_A_ROW + 3):
        received(desk, number, f"sample{number}@slow.example")
    received(desk, 50, "sample@quick.example")
    told = sent(desk, Kept("slow.example"))
    assert told.accepted == (PUT_OFF_IN_A_ROW + 4,)
    assert len(told.deferred) == PUT_OFF_IN_A_ROW + 3
    tried = [letter.attempts for letter in reversed(desk.letters())][:-1]
    assert tried == [1] * PUT_OFF_IN_A_ROW + [0] * 3
    clock.on(seconds=WAITS[1].total_seconds())
    assert len(sent(desk, Kept()).accepted) == PUT_OFF_IN_A_ROW + 3


def test_one_domain_gets_so_many_letters_a_pass_and_the_others_later(desk: Desk, clock: Clock) -> None:
    settle(desk, per_domain=2)
    for number in range(3):
        received(desk, number, f"sample{number}@big.example")
    received(desk, 3, "sample@small.example")
    assert sent(desk, Kept()) == Sent(accepted=(1, 2, 4), deferred=(3,))
    clock.on(minutes=1)
    assert sent(desk, Kept()) == Sent(accepted=(3,))


def test_a_notice_to_colleagues_is_plain_text(desk: Desk) -> None:
    desk.log(NewComplaint(channel="phone", text="Late", customer=Received(email=CUSTOMER), safety=True))
    way = Kept()
    sent(desk, way)
    assert [mail.html for mail in way.mails] == [True] + [False] * (len(way.mails) - 1)
