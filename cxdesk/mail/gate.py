"""The one gate that every automatic letter passes on its way out (DOMAIN §8, TRAPS 36)."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from cxdesk.catalogue import _

HOURLY: Final = 30
"""How many automatic letters one address gets within an hour; more wait, so that a loop of two machines runs dry."""

HOUR: Final = timedelta(hours=1)


class Verdict(NamedTuple):
    """Whether a letter may go: with an `again_at` it waits until then, without it is held back for good."""

    may: bool
    code: str = ""
    reason: str = ""
    again_at: datetime | None = None


FREE: Final = Verdict(may=True)


def may_send(
    recipient: str, own_addresses: Collection[str], sent_at: Sequence[datetime], now: datetime, *, automatic: bool
) -> Verdict:
    """Whether a letter to *recipient* may go at *now*; what a person wrote always may.

    *own_addresses* are those the desk itself is written to at. *sent_at* says when automatic letters were accepted
    for this recipient lately, the earliest first.
    """
    if not automatic:
        return FREE
    if recipient.casefold() in {address.casefold() for address in own_addresses}:
        return Verdict(
            may=False, code="own-address", reason=_("{address} is an address of this desk").format(address=recipient)
        )
    lately = [at for at in sent_at if at > now - HOUR]
    if len(lately) >= HOURLY:
        return Verdict(
            may=False,
            code="too-many",
            reason=_("{address} got {count} automatic letters within an hour").format(
                address=recipient, count=len(lately)
            ),
            again_at=lately[-HOURLY] + HOUR,
        )
    return FREE
