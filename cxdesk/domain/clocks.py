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
    replay = _Replay(snapshots, history)
    for place in range(len(history)):
        replay.take(place)
    return replay.standing()


def beside_last(snapshots: Mapping[str, Standards], history: Sequence[Happened]) -> tuple[Standing, Standing]:
    """As `standing` before the last event of *history*, which has at least two, and after it: told once."""
    replay = _Replay(snapshots, history)
    last = len(history) - 1
    for place in range(last):
        replay.take(place)
    before = replay.standing()
    replay.take(last)
    return before, replay.standing()


class _Replay:
    """A history told event by event, under the standards that hold at each."""

    __slots__ = ("_facts", "_history", "_name", "_owed", "_snapshots")

    def __init__(self, snapshots: Mapping[str, Standards], history: Sequence[Happened]) -> None:
        first, logged = history[0], history[0].event
        if not isinstance(logged, Logged):
            message = f"a history begins with the receipt, not with {type(logged).__name__}"
            raise ValueError(message)
        self._snapshots = snapshots
        self._history = history
        self._name = logged.snapshot
        self._facts = _facts_at_receipt(logged, first.at, snapshots[self._name])
        self._owed = _obligations(snapshots[self._name], self._facts)

    def take(self, place: int) -> None:
        """The event at *place* in the history, the one after those taken."""
        happened = self._history[place]
        if type(happened.event) in _CHOOSING and self._chose_others(happened.event):
            newer = _obligations(self._snapshots[self._name], self._facts)
            for earlier in self._history[: place + 1]:
                newer.take(earlier)
            newer.inherit(self._owed)
            self._owed = newer
        else:
            self._owed.take(happened)

    def standing(self) -> Standing:
        """Where all stands after what was taken."""
        ledger = self._owed.ledger
        return Standing(self._name, ledger.policy, ledger.calendar, self._facts, ledger.instances())

    def _chose_others(self, event: Event) -> bool:
        """Whether other standards hold from *event* on, by another snapshot or for other facts."""
        before = self._name
        if isinstance(event, Retargeted):
            self._name = event.new
        self._facts = _learned(self._facts, event, self._snapshots[self._name])
        if self._name != before:
            return True
        return self._snapshots[self._name].policy_for(self._facts) != self._owed.ledger.policy


_CHOOSING = frozenset({Assessed, Corrected, CustomerLinked, Retargeted})
"""Events that can choose other standards."""


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
