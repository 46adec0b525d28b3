"""A desk that has lived: every table has rows, every kind of stream has events."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

from cxdesk.desk import Desk, NewComplaint, Received, option
from cxdesk.domain.words import Direction, OptionType, Role
from cxdesk.store.people import Agent
from tests.desks import Clock, new_desk, opened

NARRATIVE = "The parcel came late, 三天没有回复"


def lived(folder: Path) -> tuple[Path, Clock]:
    """The folder of a desk with three complaints, and the clock that stands at its end."""
    clock = Clock()
    new_desk(folder, clock)
    with opened(folder, clock) as desk:
        desk.add_agent(Agent("bob", "Sample Agent", Role.AGENT, team="east", email="bob@desk.example"))
        fulfilled(desk, clock)
        waiting(desk, clock)
        neglected(desk, clock)
    return folder, clock


def fulfilled(desk: Desk, clock: Clock) -> str:
    """Received, offered, accepted, delivered; its revisit is planned."""
    who = Received(name="Sample Customer", email="sample@customer.example", phone="+44 20 7946 0000", key="K1")
    new = NewComplaint(channel="phone", subject="Late parcel", text=NARRATIVE, customer=who, remedy_sought="a refund")
    ref = desk.log(new).ref
    clock.on(minutes=10)
    desk.take(ref)
    desk.start(ref)
    desk.promise(ref, "A call back", clock.at + timedelta(hours=4))
    desk.escalate(ref, "It is the third parcel")
    desk.find_cause(ref, "delivery", "The van broke down", "transport")
    clock.on(minutes=10)
    desk.contact(ref, Direction.OUT, "phone", "We look into it", minutes=5)
    desk.attach(ref, b"a sample picture", "parcel.jpg")
    refund = option(OptionType.REFUND, "Money back", value=Decimal(5), currency="EUR")
    desk.offer(ref, refund, option(OptionType.INFORMATION, "How it came to this"))
    desk.accept(ref, 1, "said on the phone")
    clock.on(hours=1)
    desk.fulfil(ref, "Transfer 1")
    return ref


def waiting(desk: Desk, clock: Clock) -> str:
    """A question lies with the customer."""
    ref = desk.log(NewComplaint(channel="web", text="No answer")).ref
    desk.take(ref)
    desk.ask(ref, "Which order?", clock.at + timedelta(days=3))
    return ref


def neglected(desk: Desk, clock: Clock) -> str:
    """Nobody touched it for weeks: warned, breached, escalated."""
    who = Received(name="Sample Person", email="person@customer.example")
    ref = desk.log(NewComplaint(channel="phone", text="Nobody calls back", customer=who)).ref
    clock.on(days=40)
    desk.sweep()
    return ref
