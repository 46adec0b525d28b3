"""Where every clock of a complaint stands, from its history alone (DOMAIN §5).

Nothing here asks for the time: what is stored is a function of the events, so rows and evaluation are equal at all
times. Who reads asks an instance `overdue_at(now)`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from cxdesk.domain.calendar import Calendar
from cxdesk.domain.events import (
    Assessed,
    Corrected,
    CustomerLinked,
    Event,
    Happened,
    Logged,
    PauseEnded,
    Retargeted,
)
from cxdesk.domain.instances import ClockInstance
from cxdesk.domain.obligations import Obligations
from cxdesk.domain.policy import Facts, Policy
from cxdesk.domain.rules import FACT_KEYS
from cxdesk.domain.words import SYSTEM, Severity


class Standards(Protocol):
    """What a snapshot must tell: the policy for a complaint's facts, its calendars, the zone of its dates."""

    @property
    def timezone(self) -> str:
        """The desk's zone, by name."""

    def policy_for(self, facts: Facts) -> Policy:
        """The standards a complaint with these facts is held to."""

    def calendar(self, name: str) -> Calendar:
        """A calendar by the name a policy uses."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A complaint's clocks, and the standards that hold for it now."""

    snapshot: str
    policy: Policy
    calendar: Calendar
    facts: Facts
    instances: tuple[ClockInstance, ...]


def evaluate(snapshots: Mapping[str, Standards], history: Sequence[Happened]) -> tuple[ClockInstance, ...]:
    """Every instance of every clock; *history* in the order of recording, from its first event on.

    Raises KeyError for a snapshot that the history names and *snapshots* lacks, ValueError for a history that does
    not begin with the receipt.
    """
    return standing(snapshots, history).instances


def standing(snapshots: Mapping[str, Standards], history: Sequence[Happened]) -> Standing:
    """As `evaluate`, with the policy in force for the ladder, and the facts that chose it.

    A change of policy replays what is not fixed from its start with every pause (DOMAIN §4.11, TRAPS 11).
    """
    first, logged = history[0], history[0].event
    if not isinstance(logged, Logged):
        message = f"a history begins with the receipt, not with {type(logged).__name__}"
        raise ValueError(message)
    name = logged.snapshot
    facts = _facts_at_receipt(logged, first.at, snapshots[name])
    owed = _obligations(snapshots[name], facts)
    for place, happened in enumerate(history):
        event = happened.event
        if isinstance(event, Assessed | Corrected | CustomerLinked | Retargeted):
            before, name = name, event.new if isinstance(event, Retargeted) else name
            facts = _learned(facts, event, snapshots[name])
            if name != before or snapshots[name].policy_for(facts) != owed.ledger.policy:
                newer = _obligations(snapshots[name], facts)
                for earlier in history[: place + 1]:
                    newer.take(earlier)
                newer.inherit(owed)
                owed = newer
                continue
        owed.take(happened)
    ledger = owed.ledger
    return Standing(name, ledger.policy, ledger.calendar, facts, ledger.instances())


def due_if_resumed(
    snapshots: Mapping[str, Standards], history: Sequence[Happened], now: datetime
) -> tuple[ClockInstance, ...]:
    """The instances as they would stand had an open pause ended at *now*: for showing what a paused clock has left."""
    last = history[-1]
    resumed = Happened(last.seq + 1, now, now, SYSTEM, PauseEnded())
    return evaluate(snapshots, [*history, resumed])


def _obligations(standards: Standards, facts: Facts) -> Obligations:
    policy = standards.policy_for(facts)
    own = {clock.name: standards.calendar(clock.calendar) for clock in policy.clocks if clock.calendar}
    return Obligations(policy, standards.calendar(policy.calendar), own)


def _facts_at_receipt(logged: Logged, received_at: datetime, standards: Standards) -> Facts:
    return Facts(
        received_on=_local_date(received_at, standards),
        severity=logged.severity,
        segment=logged.segment,
        product=logged.product,
        category=logged.category,
        channel=logged.channel,
        jurisdiction=logged.jurisdiction,
    )


def _local_date(at: datetime, standards: Standards) -> date:
    return at.astimezone(ZoneInfo(standards.timezone)).date()


def _learned(facts: Facts, event: Event, standards: Standards) -> Facts:
    """What an assessment does not set is unchanged; the customer's segment is that of the customer now known.

    A corrected fact chooses the standards as an assessed one does.
    """
    if isinstance(event, Assessed):
        return replace(
            facts,
            severity=event.severity or facts.severity,
            category=event.category or facts.category,
            product=event.product or facts.product,
        )
    if isinstance(event, CustomerLinked):
        return replace(facts, segment=event.segment)
    return _corrected(facts, event, standards) if isinstance(event, Corrected) else facts


def _corrected(facts: Facts, event: Corrected, standards: Standards) -> Facts:
    changes: dict[str, Any] = {}
    if event.fact == "received_at":
        changes["received_on"] = _local_date(datetime.fromisoformat(event.value), standards)
    elif event.fact in FACT_KEYS:
        changes[event.fact] = Severity(event.value) if event.fact == "severity" else event.value
    return replace(facts, **changes)
