"""Revisits at irregular times: days drawn by the desk's secret, verifiable afterwards (DOMAIN §9, STANDARDS §5.7)."""

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from cxdesk.domain.calendar import Calendar
from cxdesk.domain.policy import Policy, Visit
from cxdesk.domain.words import Severity

UNASSESSED = Severity.S3
"""The cadence of a complaint that nobody assessed."""


@dataclass(frozen=True, slots=True)
class PlannedVisit:
    """One revisit: its window as exclusive UTC bounds, and the drawn local day."""

    number: int
    opens_at: datetime
    closes_at: datetime
    day: date


def fraction(secret: str, ref: str, number: int, what: str) -> float:
    """A number in [0, 1) that only the secret's holder can foretell: 8 bytes of HMAC-SHA256 over `ref|number|what`."""
    digest = hmac.digest(secret.encode(), f"{ref}|{number}|{what}".encode(), "sha256")
    return int.from_bytes(digest[:8]) / 2**64


def draw_day(secret: str, ref: str, visit: Visit, anchor: date, calendar: Calendar) -> date:
    """The working day inside the window of *visit* after *anchor*; the window's last day where it has none."""
    days = [anchor + timedelta(days=count) for count in range(visit.from_days, visit.to_days + 1)]
    working = [day for day in days if calendar.is_workday(day)]
    if not working:
        return days[-1]
    return working[int(fraction(secret, ref, visit.number, "date") * len(working))]


def caller(secret: str, ref: str, number: int, team: Sequence[str]) -> str:
    """Who of *team* (logins, the handler left out) is to call: drawn, so that revisits are spread over the team.

    "" for an empty team. The same team in any order gives the same caller.
    """
    if not team:
        return ""
    return sorted(team)[int(fraction(secret, ref, number, "caller") * len(team))]


def plan(
    secret: str,
    ref: str,
    policy: Policy,
    severity: Severity | None,
    anchor: date,
    calendar: Calendar,
    *,
    first_number: int = 1,
) -> tuple[PlannedVisit, ...]:
    """The revisits that *policy* asks for after a fulfilment on *anchor*; a visit with a share is drawn by lot.

    Numbers run on from *first_number*, so that every cycle's visits are drawn anew.
    """
    visits = (policy.visits or {}).get(severity or UNASSESSED, ())
    planned = []
    for offset, visit in enumerate(visits):
        numbered = Visit(first_number + offset, visit.from_days, visit.to_days, visit.share)
        if visit.share < 1 and fraction(secret, ref, numbered.number, "share") >= visit.share:
            continue
        day = draw_day(secret, ref, numbered, anchor, calendar)
        opens_at = calendar.start_of_day(anchor + timedelta(days=visit.from_days))
        closes_at = calendar.end_of_day(anchor + timedelta(days=visit.to_days))
        planned.append(PlannedVisit(numbered.number, opens_at, closes_at, day))
    return tuple(planned)
