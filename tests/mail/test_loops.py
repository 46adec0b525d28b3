"""Machines that write to each other fall silent (TRAPS 36): desks and robots over a simulated month."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parseaddr
from functools import partial
from pathlib import Path

import pytest

from cxdesk.desk import Desk, Received
from cxdesk.mail.intake import read
from cxdesk.mail.intake.incoming import Incoming
from cxdesk.mail.message import OutgoingMail
from cxdesk.mail.receiving import Intake, file_waiting
from cxdesk.mail.transports import Accepted, Transport
from cxdesk.store.inbox import InboxState
from tests.desks import Clock, new_desk, opened, sender, write_mail

Robot = Callable[[EmailMessage, str], EmailMessage]


class Post(Transport):
    """Carries what one desk sends into the world's bag."""

    def __init__(self, bag: list[bytes]) -> None:
        self._bag = bag

    def open(self) -> None:
        return

    def close(self) -> None:
        return

    def deliver(self, _mail: OutgoingMail, raw: bytes) -> Accepted:
        self._bag.append(raw)
        return Accepted("taken")


class Here:
    """Reads in this process."""

    def __init__(self, own: str) -> None:
        self._own = own

    def read(self, raw: bytes) -> Incoming:
        return read(raw, own_addresses=[self._own])


def mail(source: str, to: str, subject: str, text: str, number: int, **headers: str) -> EmailMessage:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = source, to, subject
    made["Message-ID"] = f"<{number}.{source.replace('@', '.at.')}>".replace(">", "@world.example>")
    for name, value in headers.items():
        made[name.replace("_", "-")] = value
    made.set_content(text)
    return made


def polite(got: EmailMessage, me: str) -> EmailMessage:
    """Marks what it writes as RFC 3834 asks, but answers everything."""
    quoted = {"In_Reply_To": str(got["Message-ID"]), "Auto_Submitted": "auto-replied"}
    return mail(me, parseaddr(got["From"])[1], f"Out of office: {got['Subject']}", "I am away.", id(got), **quoted)


def quoting(got: EmailMessage, me: str) -> EmailMessage:
    """Marks nothing, and answers like a person."""
    quoted = {"In_Reply_To": str(got["Message-ID"])}
    return mail(me, parseaddr(got["From"])[1], f"Re: {got['Subject']}", "We received your message.", id(got), **quoted)


def bare(got: EmailMessage, me: str) -> EmailMessage:
    """Marks nothing, quotes nothing, and says the same for ever."""
    return mail(me, parseaddr(got["From"])[1], "We received your message", "We will be in touch.", id(got))


class World:
    """Two desks and the robots, and one bag of mail between them."""

    def __init__(self, desks: dict[str, Desk], robots: dict[str, Robot], clock: Clock) -> None:
        self.desks, self.robots, self.clock = desks, robots, clock
        self.bag: list[bytes] = []
        self.sent: list[tuple[int, str, str]] = []
        """Day, sender and recipient of every letter of a desk."""
        self._began = clock.at

    def turn(self) -> None:
        """Everything in the bag arrives; desks file, sweep and send; robots answer."""
        bag, self.bag = self.bag, []
        for raw in bag:
            got = message_from_bytes(raw, policy=policy.default)
            to = parseaddr(str(got["To"]))[1]
            if to in self.desks:
                self.desks[to].keep_mail(raw, "world")
            elif to in self.robots:
                assert isinstance(got, EmailMessage)
                self.bag.append(self.robots[to](got, to).as_bytes())
        for address, desk in self.desks.items():
            file_waiting(desk, partial(reader, address), Intake())
            desk.sweep()
            before = len(self.bag)
            sender(desk, Post(self.bag)).send_due()
            for raw in self.bag[before:]:
                to = parseaddr(str(message_from_bytes(raw, policy=policy.default)["To"]))[1]
                self.sent.append(((self.clock.at - self._began).days, address, to))


@contextmanager
def reader(address: str) -> Iterator[Here]:
    yield Here(address)


@pytest.fixture
def desks(tmp_path: Path) -> Iterator[tuple[dict[str, Desk], Clock]]:
    clock = Clock()
    made = {}
    for name in ("a", "b"):
        folder = new_desk(tmp_path / name, clock)
        write_mail(folder, from_=f'"complaints@{name}.example"')
        made[f"complaints@{name}.example"] = opened(folder, clock)
    yield made, clock
    for desk in made.values():
        desk.shut()


@pytest.mark.parametrize("manner", [quoting, bare])
def test_36_two_desks_and_two_robots_fall_silent_after_the_first_exchange(
    desks: tuple[dict[str, Desk], Clock], manner: Robot
) -> None:
    made, clock = desks
    world = World(made, {"robot1@r.example": polite, "robot2@r.example": manner}, clock)
    addresses = [*made, *world.robots]
    for number, (source, to) in enumerate((s, t) for s in addresses for t in made if s != t):
        world.bag.append(mail(source, to, f"Matter {number}", "The parcel came late.", number).as_bytes())
    for _turn in range(30 * 4):
        world.turn()
        clock.on(hours=6)
    by_day = Counter(day for day, _source, _to in world.sent)
    assert by_day[0] >= len(made) * 3  # every first mail is acknowledged
    assert set(by_day) == {0}
    assert sum(by_day.values()) <= {"quoting": 6, "bare": 8}[manner.__name__]
    assert world.bag == []
    for desk in made.values():
        assert desk.verify() == []


def golden(number: int, sender_: str = "sample@customer.example", **headers: str) -> bytes:
    return mail(
        sender_, "complaints@a.example", f"Parcel {number}", "The parcel came late.", number, **headers
    ).as_bytes()


DSN = b"""From: Mail Delivery System <MAILER-DAEMON@mx.example>
To: complaints@a.example
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
Message-ID: <dsn1@mx.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

<sample@customer.example>: host mx said: 550 5.1.1 User unknown

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; nobody@customer.example
Action: failed
Status: 5.1.1

--b--
"""


def test_golden_14_as_raw_mail_four_kept_one_acknowledged_and_only_a_person_changes_anything(
    desks: tuple[dict[str, Desk], Clock],
) -> None:
    """Golden case 14: out-of-office, DSN, `Auto-Submitted: no`, list mail from a real customer."""
    desk = desks[0]["complaints@a.example"]
    desk.add_customer(Received(name="Sample Customer", email="sample@customer.example"))
    mails = (
        golden(1, Auto_Submitted="auto-replied"),
        DSN,
        golden(3, Auto_Submitted="no"),
        golden(4, List_Id="<talk.lists.example>", Precedence="list", List_Unsubscribe="<mailto:x@lists.example>"),
    )
    done = Intake()
    for raw in mails:
        desk.keep_mail(raw, "test")
    file_waiting(desk, lambda: reader("complaints@a.example"), done)
    states = [filed.state for filed in done.filed]
    assert states == [InboxState.AUTOMATIC, InboxState.AUTOMATIC, InboxState.FILED, InboxState.AUTOMATIC]
    assert [row.verdict for row in reversed(desk.inbox())] == ["automatic", "bounce", "customer", "list"]
    assert [letter.letter for letter in desk.letters()] == ["acknowledgement"]
    assert desk.find_refs("") == ["CX-1"]
    assert desk.show("CX-1").subject == "Parcel 3"
