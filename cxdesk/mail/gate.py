"""The one gate that every automatic letter passes on its way out (DOMAIN §8, TRAPS 36).

Its rules are the union of TRAPS §2, as far as they apply to what goes out; what came in was judged by the intake.

| what | whose rule | what happens |
|---|---|---|
| an address of the desk itself | everybody's | held back |
| mailer-daemon, postmaster, abuse, root, no-reply, list commands | Zammad, RT, Znuny | held back |
| an address that bounced or protested | Zammad's 60-day block | held back |
| an answer to automatic, list or bounced mail, to feedback, to our own | all of them | held back |
| letters about one complaint: 10 in 10 min, 15 in 30, 25 in 60, 50 in 3 h, 100 in 10 h | Zammad | waits |
| letters to one address: 30 in an hour; to a customer 40 in a day | ours, Znuny | waits |
| answers to mail: 10 in 3 h to one address | FreeScout | held back |
| answers to mail about the same subject: 2 in 3 h, 5 in 30 days | FreeScout; the days are ours | held back |
"""

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from cxdesk.catalogue import _

HOURLY: Final = 30
"""How many automatic letters one address gets within an hour; more wait, so that a loop of two machines runs dry."""

HOUR: Final = timedelta(hours=1)
_MINUTE: Final = timedelta(minutes=1)
_DAY: Final = timedelta(days=1)

PER_COMPLAINT: Final = (
    (10, 10 * _MINUTE),
    (15, 30 * _MINUTE),
    (25, HOUR),
    (50, 3 * HOUR),
    (100, 10 * HOUR),
)
PER_ADDRESS: Final = ((HOURLY, HOUR),)
PER_CUSTOMER: Final = (*PER_ADDRESS, (40, _DAY))
ANSWERS: Final = ((10, 3 * HOUR),)
SAME_SUBJECT: Final = ((2, 3 * HOUR), (5, 30 * _DAY))

LONGEST: Final = 30 * _DAY
"""How far back any of the limits looks."""

_MACHINES: Final = re.compile(
    r"(?:mailer-daemon|mail-daemon|postmaster|hostmaster|abuse|root|nobody|listserv|majordomo|bounces?"
    r"|no[._-]?reply|do[._-]?not[._-]?reply)(?:[+=._-].*)?|owner-.+|.+-(?:request|bounces?|owner)",
    re.IGNORECASE,
)
_A_PERSON: Final = "customer"


class Verdict(NamedTuple):
    """Whether a letter may go: with an `again_at` it waits until then, without it is held back for good."""

    may: bool
    code: str = ""
    reason: str = ""
    again_at: datetime | None = None


FREE: Final = Verdict(may=True)


class Earlier(NamedTuple):
    """An automatic letter that was accepted before: when, whether for the same address and the same complaint.

    `answers` is whether a mail caused it, `same_subject` whether that complaint is headed like this one.
    """

    at: datetime
    same_address: bool
    same_complaint: bool
    answers: bool = False
    same_subject: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the gate looks at.

    `own` are the addresses that the desk is written to at. `cause` is the verdict on the mail that the letter
    answers, "" when none caused it. `suppressed` says why the address is not written to, "" when it is. `earlier`
    reaches `LONGEST` back, the earliest first. A letter to the desk's own people is not `to_customer`.
    """

    recipient: str
    automatic: bool
    now: datetime
    own: Collection[str] = ()
    to_customer: bool = True
    cause: str = ""
    suppressed: str = ""
    earlier: Sequence[Earlier] = ()


def may_send(facts: Facts) -> Verdict:
    """Whether the letter may go at `facts.now`; what a person wrote always may."""
    if not facts.automatic:
        return FREE
    for rule in (_own_address, _machine, _cause, _suppressed):
        reason = rule(facts)
        if reason is not None:
            return Verdict(may=False, code=reason[0], reason=reason[1])
    return next(_over_limits(facts), FREE)


def _own_address(facts: Facts) -> tuple[str, str] | None:
    local, _at, domain = facts.recipient.casefold().removesuffix(".").rpartition("@")
    # With plus-addressing, what stands behind the plus is ours as well.
    if not {f"{local}@{domain}", f"{local.partition('+')[0]}@{domain}"} & {address.casefold() for address in facts.own}:
        return None
    return "own-address", _("{address} is an address of this desk").format(address=facts.recipient)


def _machine(facts: Facts) -> tuple[str, str] | None:
    local = facts.recipient.rpartition("@")[0]
    if not facts.to_customer or not _MACHINES.fullmatch(local):
        return None
    return "machine", _("{address} is read by no person").format(address=facts.recipient)


def _cause(facts: Facts) -> tuple[str, str] | None:
    if facts.cause in ("", _A_PERSON):
        return None
    told = _("the mail it answers was written by no person ({verdict})").format(verdict=_(facts.cause))
    return f"answers-{facts.cause}", told


def _suppressed(facts: Facts) -> tuple[str, str] | None:
    if not facts.suppressed:
        return None
    told = _("{address} is not written to any more ({why})")
    return "suppressed", told.format(address=facts.recipient, why=_(facts.suppressed))


def _over_limits(facts: Facts) -> Iterator[Verdict]:
    by_complaint = [one.at for one in facts.earlier if one.same_complaint]
    to_address = [one.at for one in facts.earlier if one.same_address]
    if facts.cause:
        answers = [one for one in facts.earlier if one.same_address and one.answers]
        yield from _held(facts, ANSWERS, [one.at for one in answers], "too-many-answers")
        yield from _held(facts, SAME_SUBJECT, [one.at for one in answers if one.same_subject], "same-subject")
    if facts.to_customer:
        yield from _waiting(facts, PER_COMPLAINT, by_complaint, _by_complaint)
    yield from _waiting(facts, PER_CUSTOMER if facts.to_customer else PER_ADDRESS, to_address, _by_address)


Steps = Sequence[tuple[int, timedelta]]


def _held(facts: Facts, steps: Steps, sent_at: Sequence[datetime], code: str) -> Iterator[Verdict]:
    for most, span in steps:
        if len([at for at in sent_at if at > facts.now - span]) >= most:
            told = _("{address} was answered {count} times already, as two machines that write to each other are")
            yield Verdict(may=False, code=code, reason=told.format(address=facts.recipient, count=most))


def _waiting(
    facts: Facts, steps: Steps, sent_at: Sequence[datetime], told: Callable[[str, int, int], str]
) -> Iterator[Verdict]:
    """The longest of the waits that the steps ask for."""
    over = []
    for most, span in steps:
        lately = [at for at in sent_at if at > facts.now - span]
        if len(lately) >= most:
            over.append((lately[-most] + span, len(lately), int(span / _MINUTE)))
    if over:
        again_at, count, minutes = max(over)
        yield Verdict(may=False, code="too-many", reason=told(facts.recipient, count, minutes), again_at=again_at)


def _by_complaint(_address: str, count: int, minutes: int) -> str:
    return _("there were {count} automatic letters about this complaint within {minutes} minutes").format(
        count=count, minutes=minutes
    )


def _by_address(address: str, count: int, minutes: int) -> str:
    return _("{address} got {count} automatic letters within {minutes} minutes").format(
        address=address, count=count, minutes=minutes
    )
