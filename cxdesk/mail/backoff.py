"""When a letter that could not be delivered yet is tried again, and when that stops.

| after attempt | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8–12 | 13 |
|---|---|---|---|---|---|---|---|---|---|
| wait | 1 min | 5 min | 15 min | 1 h | 2 h | 4 h | 8 h | 12 h | given up |

Waits are stretched or shortened by up to a fifth, so that a desk does not return to a recovering server all at
once. The last attempt falls 3 days and 3 hours after the first (give or take that fifth): long enough for a
weekend's outage, short enough that a person hears of an acknowledgement that never left.
"""

from datetime import datetime, timedelta
from typing import Final

from cxdesk.catalogue import _

WAITS: Final = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=2),
    timedelta(hours=4),
    timedelta(hours=8),
    *(timedelta(hours=12),) * 5,
)
"""The wait after the first failed attempt, the second, and so on."""

SPREAD: Final = 0.2
"""The largest share by which a wait is stretched or shortened."""


def next_attempt(attempts: int, now: datetime, jitter: float) -> datetime | None:
    """Earliest time of the next attempt after `attempts` failed ones; None gives up: treat it as permanent.

    `jitter` is a random number from 0 up to 1, as `random()` draws it; 0.5 keeps the wait of the table.
    ValueError for attempts below 1, a jitter outside 0..1 or a `now` without a zone. DOMAIN §8.
    """
    if attempts < 1:
        raise ValueError(_("a next attempt follows at least one failed attempt"))
    if not 0 <= jitter <= 1:
        raise ValueError(_("the jitter of a wait lies between 0 and 1"))
    if now.tzinfo is None:
        raise ValueError(_("the time of an attempt needs a zone"))
    if attempts > len(WAITS):
        return None
    return now + WAITS[attempts - 1] * (1 + SPREAD * (2 * jitter - 1))
