"""Which clocks may be prolonged, by which of their extensions, until when (DOMAIN §3, §5)."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from cxdesk.catalogue import _
from cxdesk.domain.calendar import Calendar
from cxdesk.domain.due import due
from cxdesk.domain.instances import ClockInstance, Verdict
from cxdesk.domain.policy import Extension
from cxdesk.domain.words import Role
from cxdesk.errors import NotDone

CUSTOMER_NOTICE = "customer_notice"


class Extending(NamedTuple):
    """The *extension* that *owed* gets next, and the exclusive instant at which it would end."""

    owed: ClockInstance
    extension: Extension
    ends_at: datetime


def open_instance(instances: Sequence[ClockInstance], clock: str) -> ClockInstance | None:
    """The newest instance of *clock* that is still owed."""
    return next((one for one in reversed(instances) if one.clock == clock and one.is_open), None)


def next_extension(owed: ClockInstance, calendar: Calendar) -> Extending | None:
    """The first of its extensions that would move it; *calendar* is the policy's, for a clock without one of its own.

    None where the policy allows no further one.
    """
    for extension in owed.terms.extend:
        ends_at = due(owed.terms, extension.to, owed.started_at, owed.calendar or calendar, owed.pauses).at
        if owed.due_at is None or ends_at > owed.due_at:
            return Extending(owed, extension, ends_at)
    return None


def extension_of(ref: str, instances: Sequence[ClockInstance], calendar: Calendar, clock: str) -> Extending:
    """The running instance of *clock*, with the first of its extensions that would move it; raises NotDone."""
    owed = open_instance(instances, clock)
    if owed is None:
        names = sorted({one.clock for one in instances if one.is_open and one.terms.extend})
        told = _("{ref} has no running clock {clock}; what may be extended: {names}")
        raise NotDone(told.format(ref=ref, clock=clock, names=", ".join(names) or _("none")), about="clock")
    found = next_extension(owed, calendar)
    if found is None:
        told = _("the policy of {ref} allows no further extension of {clock}")
        raise NotDone(told.format(ref=ref, clock=clock), about="clock")
    return found


def lacking(extension: Extension, role: Role, settled: frozenset[str]) -> list[str]:
    """What the extension needs beside what is *settled*: a reason is always given, and only supervisors extend."""
    met = settled | {"reason", Role.SUPERVISOR, role}
    return [requirement for requirement in extension.requires if requirement not in met]


def extendable(instances: Sequence[ClockInstance], calendar: Calendar, role: Role, now: datetime) -> list[Extending]:
    """What somebody of *role* can prolong at *now*, once the customer is told: a clock that runs and is not due yet."""
    names = dict.fromkeys(one.clock for one in instances if one.is_open and one.terms.extend)
    newest = (open_instance(instances, name) for name in names)
    found = (next_extension(one, calendar) for one in newest if one is not None and _runs(one, now))
    return [one for one in found if one and not lacking(one.extension, role, frozenset({CUSTOMER_NOTICE}))]


def _runs(owed: ClockInstance, now: datetime) -> bool:
    return owed.verdict is Verdict.RUNNING and owed.due_at is not None and now < owed.due_at
