"""What each event of a complaint does to its clocks, under one policy (DOMAIN §4.4–4.13, §5, §12)."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from cxdesk.domain import events as e
from cxdesk.domain.calendar import Calendar
from cxdesk.domain.courses import NUMBERED, course_of
from cxdesk.domain.events.deadlines import VERDICT
from cxdesk.domain.instances import Verdict
from cxdesk.domain.ledger import Ledger
from cxdesk.domain.policy import Basis, Clock, ClockKind, Policy
from cxdesk.domain.signals import (
    CONTACTS,
    PLAIN,
    REPEATING,
    TOLD_BY_CONTENT,
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


class Obligations:
    """Takes the events of one complaint in the order of recording, each at the time it happened."""

    def __init__(self, policy: Policy, calendar: Calendar, own: Mapping[str, Calendar]) -> None:
        self.ledger = Ledger(policy, calendar, own)
        self._policy = policy
        self._course = course_of(policy)
        self._stopping = self._course.stopping
        self._receipts: dict[str | None, datetime] = {}
        self._promised: dict[int, datetime | None] = {}
        self._delivery_at: datetime | None = None
        self._owes_acknowledgement = True
        self._resolved = False
        self._closed = False

    def take(self, happened: e.Happened) -> None:
        """What *happened* starts, stops, pauses or moves."""
        event, at = happened.event, happened.at
        self.ledger.learned_at = happened.recorded_at
        way = _WAYS.get(type(event))
        if way is None:
            return
        before, said, after = way
        if before is not None:
            before(self, event, at)
        for signal in signals_of(event) if said is None else said:
            if signal in self._stopping:
                self._stop(signal, at)
            if signal in self._course.starting:
                self._start(signal, at)
        if after is not None:
            after(self, event, at)
        if self._course.has_waivers:
            self.ledger.waive(at)

    def inherit(self, older: "Obligations") -> None:
        """As `Ledger.inherit`; what is kept stops by the signals of its own terms."""
        self.ledger.inherit(older.ledger)
        self._stopping |= older._stopping

    # Before the event's signals are heard: an open pause ends first (DOMAIN §4.10), dates it brings are set

    def _receive(self, event: e.Logged, at: datetime) -> None:
        self._receipts[None] = at
        self._owes_acknowledgement = event.acknowledgement is not AcknowledgementState.NOT_OWED

    def _end_pause(self, _event: e.Event, at: datetime) -> None:
        self.ledger.end_pause(at)

    def _resolve(self, _event: e.Event, at: datetime) -> None:
        self.ledger.end_pause(at)
        self._resolved = True

    def _come_back(self, _event: e.Event, at: datetime) -> None:
        self.ledger.end_pause(at)
        self.ledger.cycle += 1
        self._resolved = self._closed = False

    def _absorb(self, event: e.Absorbed, _at: datetime) -> None:
        self._receipts[event.source] = event.received_at
        self.ledger.move_receipt(self._received_at)

    def _release(self, event: e.Released, _at: datetime) -> None:
        self._receipts.pop(event.source, None)
        self.ledger.move_receipt(self._received_at)

    def _correct(self, event: e.Corrected, _at: datetime) -> None:
        if event.fact == "received_at":
            self._receipts[None] = datetime.fromisoformat(event.value)
            self.ledger.move_receipt(self._received_at)
        elif event.fact.startswith(VERDICT):
            name, cycle, instance = event.fact.removeprefix(VERDICT).rsplit(":", 2)
            self.ledger.correct((name, int(cycle), int(instance)), Verdict(event.value))

    def _offer(self, event: e.Offered, _at: datetime) -> None:
        self._promised[event.number] = event.promised_at

    def _accept(self, event: e.OptionAccepted, _at: datetime) -> None:
        self._delivery_at = self._promised.get(event.number)

    def _extend(self, event: e.Extended, at: datetime) -> None:
        extended = self.ledger.at((event.clock, event.cycle, event.instance))
        if extended is not None and extended.is_open and extended.is_running:
            self.ledger.give(extended, event.due_at, at)

    def _breach(self, event: e.Breached, _at: datetime) -> None:
        self.ledger.breach(event)

    def _unmerge(self, _event: e.Unmerged, _at: datetime) -> None:
        self._closed = False
        self.ledger.unmerge()

    # Promises and revisits: each is an instance under its own number, due when the fact says

    def _promise(self, event: e.Promised, at: datetime) -> None:
        self._begin_named("promise", at, event.number, event.due_at)

    def _end_promise(self, event: e.PromiseKept | e.PromiseBroken, at: datetime) -> None:
        for owed in self.ledger.numbered("promise", event.number):
            self.ledger.stop(owed, at, failed=isinstance(event, e.PromiseBroken))

    def _plan_revisit(self, event: e.RevisitPlanned, at: datetime) -> None:
        self._begin_named("revisit", at, event.number, event.closes_at)

    def _move_revisit(self, event: e.RevisitMoved, _at: datetime) -> None:
        for owed in self.ledger.numbered("revisit", event.number):
            self.ledger.give(owed, event.closes_at, owed.started_at)

    def _do_revisit(self, event: e.RevisitDone, at: datetime) -> None:
        for owed in self.ledger.numbered("revisit", event.number):
            self.ledger.stop(owed, at)

    def _drop_revisit(self, event: e.RevisitUnreachable | e.RevisitCancelled, at: datetime) -> None:
        for owed in self.ledger.numbered("revisit", event.number):
            self.ledger.drop(owed, at)

    # The signals

    def _start(self, signal: str, at: datetime) -> None:
        """Each clock of it: whenever none of it runs for a signal that repeats, else once a cycle."""
        has_begun = self.ledger.has_open if signal in REPEATING else self.ledger.begun
        is_receipt = signal == Signal.RECEIVED
        since = self._received_at if is_receipt else at
        for clock in self._course.starting[signal]:
            if not has_begun(clock.name):
                self._begin(clock, since, from_receipt=is_receipt)

    def _stop(self, signal: str, at: datetime) -> None:
        for owed in self.ledger.open():
            if signal not in stops_of(owed.terms) or owed.terms.name in NUMBERED:
                continue
            if at < owed.started_at and signal in CONTACTS:
                continue
            if at == owed.started_at and recurs(owed.terms):
                continue  # the very contact that began it, told by another event: two options are one update
            self.ledger.stop(owed, at, failed=signal == Signal.FULFILMENT_FAILED)
            if recurs(owed.terms):
                self._begin_named(owed.terms.name, at)

    # What follows once the event's signals are heard

    def _wait(self, event: e.WaitBegan, at: datetime) -> None:
        self.ledger.begin_pause(at, event.reason)

    def _end_at_resolved(self, _event: e.Event, at: datetime) -> None:
        for owed in self.ledger.open():
            if ends_at_resolved(owed.terms):
                self.ledger.drop(owed, at)

    def _end_at_merge(self, _event: e.Event, at: datetime) -> None:
        self._closed = True
        for owed in self.ledger.open():
            self.ledger.drop(owed, at, Verdict.MERGED)

    def _end_at_closing(self, event: e.Closed, at: datetime) -> None:
        if event.outcome is Outcome.MERGED:
            self._end_at_merge(event, at)
            return
        self._closed = True
        for owed in self.ledger.open():
            if not _outlives_closing(owed.terms):
                self.ledger.drop(owed, at)

    def _owe_acknowledgement_again(self, _event: e.Event, at: datetime) -> None:
        if not self.ledger.has_open("acknowledge"):
            self._begin_named("acknowledge", at)

    def _begin_named(
        self, name: str, at: datetime, number: int | None = None, given_at: datetime | None = None
    ) -> None:
        clock = self._course.clocks.get(name)
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
        is_over = self._resolved or self._closed
        if is_over and not may_start(clock, resolved=self._resolved, closed=self._closed):
            return
        if clock.name == "fulfil":
            given_at = self._delivery_at
        if clock.target is not None or given_at is not None:
            self.ledger.begin(clock, at, number=number, given_at=given_at, from_receipt=from_receipt)

    def _begin_again(self, _event: e.Event, at: datetime) -> None:
        """New instances of a new cycle; a law's resolution runs on from the first receipt (DOMAIN §4.12)."""
        for clock in self._policy.clocks:
            if not restarts(clock) or self.ledger.has_open(clock.name):
                continue
            first = self.ledger.at((clock.name, 1, 1))
            if clock.basis is not Basis.LAW or ends_at_resolved(clock):
                self._begin(clock, at)
            elif first is not None:
                since = self._received_at if first.from_receipt else first.started_at
                self._begin(clock, since, from_receipt=first.from_receipt)
            elif start_of(clock) == Signal.RECEIVED:
                self._begin(clock, self._received_at, from_receipt=True)

    def _import(self, event: e.HistoryImported, _at: datetime) -> None:
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
        for proved_at, signal in sorted([(at, signal) for at, signal in proofs if at is not None]):
            self._stop(signal, proved_at)
            if signal in self._course.starting:
                self._start(signal, proved_at)
        self._closed = closed
        for owed in self.ledger.open():
            is_over = self._resolved and ends_at_resolved(owed.terms)
            if owed.is_running and (is_over or (closed and not _outlives_closing(owed.terms))):
                owed.verdict = Verdict.UNKNOWN

    def _import_acknowledgement(self, event: e.HistoryImported) -> None:
        """Nothing is owed to a silently imported customer: what the source did not see stays unknown."""
        clock = self._course.clocks.get("acknowledge")
        if clock is None or clock.target is None or self._owes_acknowledgement:
            return
        owed = self.ledger.begin(clock, self._received_at, from_receipt=True)
        if event.acknowledged_at is None:
            owed.verdict = Verdict.UNKNOWN

    @property
    def _received_at(self) -> datetime:
        """The earliest receipt of the matter, merged complaints included (STANDARDS §8.17)."""
        return min(self._receipts.values()) if len(self._receipts) > 1 else self._receipts[None]


def _outlives_closing(clock: Clock) -> bool:
    return clock.name == "revisit" or clock.kind is ClockKind.CUSTOMER_RIGHT


Does = Callable[[Obligations, Any, datetime], None]

_BEFORE: Mapping[type[e.Event], Does] = {
    e.Logged: Obligations._receive,
    e.Resumed: Obligations._end_pause,
    e.PauseEnded: Obligations._end_pause,
    e.Closed: Obligations._end_pause,
    e.Fulfilled: Obligations._resolve,
    e.FinalSent: Obligations._resolve,
    e.Returned: Obligations._come_back,
    e.Reopened: Obligations._come_back,
    e.Absorbed: Obligations._absorb,
    e.Released: Obligations._release,
    e.Corrected: Obligations._correct,
    e.Offered: Obligations._offer,
    e.OptionAccepted: Obligations._accept,
    e.Extended: Obligations._extend,
    e.Breached: Obligations._breach,
    e.Unmerged: Obligations._unmerge,
    e.Promised: Obligations._promise,
    e.PromiseKept: Obligations._end_promise,
    e.PromiseBroken: Obligations._end_promise,
    e.RevisitPlanned: Obligations._plan_revisit,
    e.RevisitMoved: Obligations._move_revisit,
    e.RevisitDone: Obligations._do_revisit,
    e.RevisitUnreachable: Obligations._drop_revisit,
    e.RevisitCancelled: Obligations._drop_revisit,
}
"""What an event does before its own signals are heard."""

_AFTER: Mapping[type[e.Event], Does] = {
    e.WaitBegan: Obligations._wait,
    e.Fulfilled: Obligations._end_at_resolved,
    e.FinalSent: Obligations._end_at_resolved,
    e.Returned: Obligations._begin_again,
    e.Reopened: Obligations._begin_again,
    e.Closed: Obligations._end_at_closing,
    e.MergedInto: Obligations._end_at_merge,
    e.AcknowledgementBounced: Obligations._owe_acknowledgement_again,
    e.HistoryImported: Obligations._import,
}
"""And what once they are."""


def _way(kind: type[e.Event]) -> tuple[Does | None, tuple[str, ...] | None, Does | None]:
    said = None if kind in TOLD_BY_CONTENT else PLAIN.get(kind, ())
    return _BEFORE.get(kind), said, _AFTER.get(kind)


_WAYS = {kind: _way(kind) for kind in {*_BEFORE, *_AFTER, *PLAIN, *TOLD_BY_CONTENT}}
"""What is done before, the signals (None: those of its content), what is done after; a long history has many silent."""
