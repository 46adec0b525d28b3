"""Complaints brought to where an act is allowed, for forms and pilot tests."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

from cxdesk.desk import Desk, option
from cxdesk.domain.events import Assessed
from cxdesk.domain.words import Direction, OptionType, Severity
from tests.desks import Clock
from tests.screens.samples import logged

Begin = Callable[[Desk], str]


def received(desk: Desk) -> str:
    """Nobody has it."""
    return logged(desk, "Charged twice", name="Sample Customer").ref


def owned(desk: Desk) -> str:
    """Somebody has it."""
    ref = received(desk)
    desk.take(ref)
    return ref


def begun(desk: Desk) -> str:
    """Assessed, owned, begun; one cause is in use."""
    ref = received(desk)
    desk.assess(ref, Assessed(Severity.S3, "billing"))
    desk.take(ref)
    desk.start(ref)
    desk.find_cause(ref, "double_booking", "Booked twice.", "billing")
    return ref


def offered(desk: Desk) -> str:
    """One option lies with the customer."""
    ref = begun(desk)
    day = timedelta(days=1)
    refund = option(
        OptionType.REFUND,
        "The second charge back",
        value=Decimal(25),
        currency="EUR",
        valid_until=desk.now() + 7 * day,
        promised_at=desk.now() + 9 * day,
    )
    desk.offer(ref, refund)
    return ref


def fulfilling(desk: Desk) -> str:
    """It was accepted."""
    ref = offered(desk)
    desk.accept(ref, 1, "By telephone")
    return ref


def resolved(desk: Desk) -> str:
    """It was delivered; a revisit is planned."""
    ref = fulfilling(desk)
    desk.fulfil(ref, "Seen in the books")
    return ref


def closed(desk: Desk) -> str:
    """The complainant took it back."""
    ref = begun(desk)
    desk.withdraw(ref, "Never mind")
    return ref


def waiting(desk: Desk) -> str:
    """The customer was asked."""
    ref = begun(desk)
    desk.ask(ref, "Which parcel?", desk.now() + timedelta(days=3))
    return ref


def promised(desk: Desk) -> str:
    """A call was promised."""
    ref = begun(desk)
    desk.promise(ref, "We call back", desk.now() + timedelta(days=2))
    return ref


def escalated(desk: Desk) -> str:
    """It went up."""
    ref = begun(desk)
    desk.escalate(ref, "Needs money")
    return ref


def silent(desk: Desk, clock: Clock) -> str:
    """The customer does not answer any more, however often and by whichever way they are asked."""
    ref = offered(desk)
    for channel in ("phone", "email", "phone", "email"):
        clock.at += timedelta(days=7)
        desk.contact(ref, Direction.OUT, channel, "Are you there?")
    clock.at += timedelta(days=7)
    return ref


def merged(desk: Desk) -> str:
    """It went into another one."""
    master = logged(desk, "The same again").ref
    ref = received(desk)
    desk.merge(ref, master)
    return ref


def beside_another(desk: Desk) -> str:
    """There is one about the same matter: CX-1."""
    logged(desk, "The same again")
    return received(desk)


def full(desk: Desk) -> str:
    """Something of everything."""
    ref = offered(desk)
    desk.promise(ref, "We call back", desk.now() + timedelta(days=2))
    desk.escalate(ref, "Needs money")
    return ref
