"""What each event of a complaint does to its clocks, under one policy (DOMAIN §4.4–4.13, §5, §12)."""

from collections.abc import Mapping
from datetime import datetime

from cxdesk.domain import events as e
from cxdesk.domain.calendar import Calendar
from cxdesk.domain.events.deadlines import VERDICT
from cxdesk.domain.instances import Verdict
from cxdesk.domain.ledger import Ledger
from cxdesk.domain.policy import Basis, Clock, ClockKind, Policy
from cxdesk.domain.signals import (
    CONTACTS,
    REPEATING,
    Signal,
    ends_at_resolved,
    may_start,
    recurs,
    restarts,
    signals_of,
    start_of,
    stops_of,
)
from cxdesk.domain.words import AcknowledgementState, Outcome

_NUMBERED = frozenset({"promise", "revisit"})
_SILENT = frozenset({e.Noted, e.Attached, e.LetterQueued, e.Warned, e.Escalated, e.EscalationAnswered, e.Retargeted})
"""Events that move no clock, which a long history has many of."""


class Obligations:
    """Takes the events of one complaint in the order of recording, each at the time it happened."""

    def __init__(self, policy: Policy, calendar: Calendar, own: Mapping[str, Calendar]) -> None:
        self.ledger = Ledger(policy, calendar, own)
        self._policy = policy
        self._receipts: dict[str | None, datetime] = {}
        self._promised: dict[int, datetime | None] = {}
        self._delivery_at: datetime | None = None
        self._owes_acknowledgement = True
        self._resolved = False
        self._closed = False
        self._starting: dict[str, list[Clock]] = {}
        for clock in policy.clocks:
            if clock.name not in _NUMBERED:
                self._starting.setdefault(start_of(clock), []).append(clock)
        self._has_waivers = any(clock.waived_by for clock in policy.clocks)

    def take(self, happened: e.Happened) -> None:
        """What *happened* starts, stops, pauses or moves."""
        event, at = happened.event, happened.at
        self.ledger.learned_at = happened.recorded_at
        if type(event) in _SILENT:
            return
        self._prepare(event, at)
        self._set_dates(event, at)
        for signal in signals_of(event):
            self._signal(signal, at)
        self._conclude(event, at)
        if self._has_waivers:
            self.ledger.waive(at)

    def _prepare(self, event: e.Event, at: datetime) -> None:
        """What has to be true before the event's signals are heard; an open pause ends first (DOMAIN §4.10)."""
        match event:
            case e.Logged():
                self._receipts[None] = at
                self._owes_acknowledgement = event.acknowledgement is not AcknowledgementState.NOT_OWED
            case e.Resumed() | e.PauseEnded() | e.Closed():
                self.ledger.end_pause(at)
            case e.Fulfilled() | e.FinalSent():
                self.ledger.end_pause(at)
                self._resolved = True
            case e.Returned() | e.Reopened():
                self.ledger.end_pause(at)
                self.ledger.cycle += 1
                self._resolved = self._closed = False
            case e.Absorbed():
                self._receipts[event.source] = event.received_at
                self.ledger.move_receipt(self._received_at)
            case e.Released():
                self._receipts.pop(event.source, None)
                self.ledger.move_receipt(self._received_at)
            case e.Corrected(fact="received_at"):
                self._receipts[None] = datetime.fromisoformat(event.value)
                self.ledger.move_receipt(self._received_at)

    def _set_dates(self, event: e.Event, at: datetime) -> None:
        """Dates and verdicts that an event itself brings."""
        ledger = self.ledger
        match event:
            case e.Offered():
                self._promised[event.number] = event.promised_at
            case e.OptionAccepted():
                self._delivery_at = self._promised.get(event.number)
            case e.RevisitMoved():
                for owed in ledger.numbered("revisit", event.number):
                    ledger.give(owed, event.closes_at, owed.started_at)
            case e.Extended():
                extended = ledger.at((event.clock, event.cycle, event.instance))
                if extended is not None and extended.is_open and extended.is_running:
                    ledger.give(extended, event.due_at, at)
            case e.Breached():
                ledger.breach(event)
            case e.Corrected() if event.fact.startswith(VERDICT):
                name, cycle, instance = event.fact.removeprefix(VERDICT).rsplit(":", 2)
                ledger.correct((name, int(cycle), int(instance)), Verdict(event.value))
            case e.Unmerged():
                self._closed = False
                ledger.unmerge()
            case _:
                self._follow_number(event, at)

    def _follow_number(self, event: e.Event, at: datetime) -> None:
        """Promises and revisits: each is an instance under its own number, due when the fact says."""
        match event:
            case e.Promised():
                self._begin_named("promise", at, event.number, event.due_at)
            case e.RevisitPlanned():
                self._begin_named("revisit", at, event.number, event.closes_at)
            case e.PromiseKept() | e.PromiseBroken():
                for owed in self.ledger.numbered("promise", event.number):
                    self.ledger.stop(owed, at, failed=isinstance(event, e.PromiseBroken))
            case e.RevisitDone():
                for owed in self.ledger.numbered("revisit", event.number):
                    self.ledger.stop(owed, at)
            case e.RevisitUnreachable() | e.RevisitCancelled():
                for owed in self.ledger.numbered("revisit", event.number):
                    self.ledger.drop(owed, at)

    def _signal(self, signal: str, at: datetime) -> None:
        for owed in self.ledger.open():
            if signal not in stops_of(owed.terms) or owed.terms.name in _NUMBERED:
                continue
            if at < owed.started_at and signal in CONTACTS:
                continue
            if at == owed.started_at and recurs(owed.terms):
                continue  # the very contact that began it, told by another event: two options are one update
            self.ledger.stop(owed, at, failed=signal == Signal.FULFILMENT_FAILED)
            if recurs(owed.terms):
                self._begin_named(owed.terms.name, at)
        for clock in self._starting.get(signal, ()):
            if self._is_due_to_begin(clock):
                self._begin(clock, at, from_receipt=signal == Signal.RECEIVED)

    def _conclude(self, event: e.Event, at: datetime) -> None:
        """What follows once the event's signals are heard."""
        match event:
            case e.WaitBegan():
                self.ledger.begin_pause(at, event.reason)
            case e.Fulfilled() | e.FinalSent():
                for owed in self.ledger.open():
                    if ends_at_resolved(owed.terms):
                        self.ledger.drop(owed, at)
            case e.Returned() | e.Reopened():
                self._begin_again(at)
            case e.Closed(outcome=Outcome.MERGED) | e.MergedInto():
                self._closed = True
                for owed in self.ledger.open():
                    self.ledger.drop(owed, at, Verdict.MERGED)
            case e.Closed():
                self._closed = True
                for owed in self.ledger.open():
                    if not _outlives_closing(owed.terms):
                        self.ledger.drop(owed, at)
            case e.AcknowledgementBounced() if not self.ledger.has_open("acknowledge"):
                self._begin_named("acknowledge", at)
            case e.HistoryImported():
                self._import(event)

    def _is_due_to_begin(self, clock: Clock) -> bool:
        if start_of(clock) in REPEATING:
            return not self.ledger.has_open(clock.name)
        return not self.ledger.begun(clock.name)

    def _begin_named(
        self, name: str, at: datetime, number: int | None = None, given_at: datetime | None = None
    ) -> None:
        clock = self._policy.clock(name)
        if clock is not None:
            self._begin(clock, at, number=number, given_at=given_at)

    def _begin(
        self,
        clock: Clock,
        at: datetime,
        *,
        number: int | None = None,
        given_at: datetime | None = None,
        from_receipt: bool = False,
    ) -> None:
        """Unless nothing is owed: an acknowledgement that is not, a date that nobody gave, a complaint that is over."""
        if clock.name == "acknowledge" and not self._owes_acknowledgement:
            return
        if not may_start(clock, resolved=self._resolved, closed=self._closed):
            return
        if clock.name == "fulfil":
            given_at = self._delivery_at
        if clock.target is not None or given_at is not None:
            started_at = self._received_at if from_receipt else at
            self.ledger.begin(clock, started_at, number=number, given_at=given_at, from_receipt=from_receipt)

    def _begin_again(self, at: datetime) -> None:
        """New instances of a new cycle; a law's resolution runs on from the first receipt (DOMAIN §4.12)."""
        for clock in self._policy.clocks:
            if not restarts(clock) or self.ledger.has_open(clock.name):
                continue
            first = self.ledger.at((clock.name, 1, 1))
            if clock.basis is not Basis.LAW or ends_at_resolved(clock):
                self._begin(clock, at)
            elif first is not None:
                self._begin(clock, first.started_at, from_receipt=first.from_receipt)
            elif start_of(clock) == Signal.RECEIVED:
                self._begin(clock, at, from_receipt=True)

    def _import(self, event: e.HistoryImported) -> None:
        """What the source knew proves clocks, what it did not know is `unknown`; the rest runs on (DOMAIN §12)."""
        closed = event.closed or event.closed_at is not None
        resolution = Signal.FINAL_SENT if event.outcome is Outcome.FINAL_RESPONSE else Signal.FULFILLED
        proofs = (
            (event.acknowledged_at, Signal.ACKNOWLEDGED),
            (event.responded_at, Signal.REPLIED),
            (event.resolved_at, resolution),
        )
        self._import_acknowledgement(event)
        self._resolved = closed or event.resolved_at is not None
        for proved_at, signal in sorted((at, signal) for at, signal in proofs if at is not None):
            self._signal(signal, proved_at)
        self._closed = closed
        for owed in self.ledger.open():
            is_over = self._resolved and ends_at_resolved(owed.terms)
            if owed.is_running and (is_over or (closed and not _outlives_closing(owed.terms))):
                owed.verdict = Verdict.UNKNOWN

    def _import_acknowledgement(self, event: e.HistoryImported) -> None:
        """Nothing is owed to a silently imported customer: what the source did not see stays unknown."""
        clock = self._policy.clock("acknowledge")
        if clock is None or clock.target is None or self._owes_acknowledgement:
            return
        owed = self.ledger.begin(clock, self._received_at, from_receipt=True)
        if event.acknowledged_at is None:
            owed.verdict = Verdict.UNKNOWN

    @property
    def _received_at(self) -> datetime:
        """The earliest receipt of the matter, merged complaints included (STANDARDS §8.17)."""
        return min(self._receipts.values())


def _outlives_closing(clock: Clock) -> bool:
    return clock.name == "revisit" or clock.kind is ClockKind.CUSTOMER_RIGHT
