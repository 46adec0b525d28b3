"""The instances a complaint owes under one policy: how one begins, pauses, moves, stops and ends (DOMAIN §4.9–4.13)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from cxdesk.domain.calendar import Calendar
from cxdesk.domain.due import Due, Gaps, due, pushed
from cxdesk.domain.events import Breached
from cxdesk.domain.instances import ClockInstance, Verdict, can_breach
from cxdesk.domain.pauses import Pauses
from cxdesk.domain.policy import Clock, Policy, Unit

Key = tuple[str, int, int]
_VERDICTS = frozenset(verdict.value for verdict in Verdict)
_STILL_OWED = (None, Verdict.BREACHED)


@dataclass(slots=True, eq=False)
class Owed:
    """An instance in the making; `verdict` None while it runs.

    `given_at` is a date that came with a fact, pushed by the pauses from `given_since` on. `from_receipt` says that
    it follows the receipt when a merge brings an earlier one; `is_written` that its breach is an event.
    """

    terms: Clock
    cycle: int
    instance: int
    policy: str
    started_at: datetime
    due: Due
    calendar: Calendar
    from_receipt: bool = False
    given_at: datetime | None = None
    given_since: datetime | None = None
    gaps: Gaps = ()
    paused_since: datetime | None = None
    verdict: Verdict | None = None
    stopped_at: datetime | None = None
    is_merged: bool = False
    is_written: bool = False
    corrected: Verdict | None = None
    moved_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Still owed: running, or breached and not stopped."""
        return self.stopped_at is None and not self.is_merged and self.verdict in _STILL_OWED

    @property
    def is_running(self) -> bool:
        """Still owed and without a verdict."""
        return self.verdict is None

    @property
    def is_fixed(self) -> bool:
        """Whether other standards leave it as it is."""
        return self.verdict not in (None, Verdict.MERGED)

    def seen(self) -> ClockInstance:
        """As everybody else sees it."""
        verdict = self.verdict or (Verdict.RUNNING if self.paused_since is None else Verdict.PAUSED)
        is_paused = verdict is Verdict.PAUSED
        # By position: a desk makes hundreds of thousands of these when it is held to other standards.
        return ClockInstance(
            self.terms,
            self.cycle,
            self.instance,
            self.policy,
            self.started_at,
            None if is_paused else self.due.at,
            verdict,
            self.stopped_at,
            self.paused_since if is_paused else None,
            self.due.at if is_paused else None,
            self.due.provisional,
            self.given_at is not None,
            self.corrected,
            self.moved_at,
            self.gaps,
            self.calendar,
        )


class Ledger:
    """All instances of one complaint under one policy, and the pauses that move their dates.

    *own* are the calendars of clocks that do not count by the policy's.
    """

    def __init__(self, policy: Policy, calendar: Calendar, own: Mapping[str, Calendar]) -> None:
        self.policy = policy
        self.calendar = calendar
        self._own = own
        self.cycle = 1
        self.learned_at: datetime | None = None
        self._owed: dict[Key, Owed] = {}
        self._begun: dict[tuple[str, int], int] = {}
        self._pauses = Pauses()

    def instances(self) -> tuple[ClockInstance, ...]:
        """Where every instance stands, in the order of cycle, start and name."""
        ordered = sorted(
            self._owed.values(), key=lambda owed: (owed.cycle, owed.started_at, owed.terms.name, owed.instance)
        )
        return tuple([owed.seen() for owed in ordered])

    def open(self) -> list[Owed]:
        """What is still owed."""
        return [
            owed
            for owed in self._owed.values()
            if owed.stopped_at is None and not owed.is_merged and owed.verdict in _STILL_OWED
        ]

    def has_open(self, name: str) -> bool:
        """Whether an instance of the clock is still owed, in any cycle."""
        return any(owed.is_open and owed.terms.name == name for owed in self._owed.values())

    def numbered(self, name: str, number: int) -> list[Owed]:
        """What is owed under the number of its fact: a promise, a revisit."""
        return [owed for owed in self.open() if owed.terms.name == name and owed.instance == number]

    def at(self, key: Key) -> Owed | None:
        """The instance with this key."""
        return self._owed.get(key)

    def begun(self, name: str) -> int:
        """The highest number of an instance of the clock in this cycle, kept or not."""
        return self._begun.get((name, self.cycle), 0)

    def begin(
        self,
        clock: Clock,
        at: datetime,
        *,
        number: int | None = None,
        given_at: datetime | None = None,
        from_receipt: bool = False,
    ) -> Owed:
        """The next instance of this cycle, or the one that bears the number of its fact."""
        name, cycle = clock.name, self.cycle
        if number is None:
            number = self._begun.get((name, cycle), 0) + 1
        calendar = self._own.get(name, self.calendar) if self._own else self.calendar
        is_plain = given_at is None and not self._pauses.any
        first = due(clock, clock.target, at, calendar) if is_plain and clock.target is not None else Due(at)
        owed = Owed(clock, cycle, number, self.policy.name, at, first, calendar, from_receipt, given_at, at)
        if not is_plain:
            self._schedule(owed)
        self._put((name, cycle, number), owed)
        return owed

    def stop(self, owed: Owed, at: datetime, *, failed: bool = False) -> None:
        """The obligation is done; late or failed it is breached, and a window that was missed is no breach."""
        at = max(at, owed.started_at)
        if owed.verdict is None:
            is_late = self._is_late(owed, at)
            if is_late or failed:
                owed.verdict = Verdict.BREACHED if can_breach(owed.terms) else Verdict.CANCELLED
            else:
                owed.verdict = Verdict.MET
        owed.stopped_at = at

    def drop(self, owed: Owed, at: datetime, verdict: Verdict = Verdict.CANCELLED) -> None:
        """The obligation lost its object; what was late by then is breached all the same."""
        at = max(at, owed.started_at)
        if owed.is_running:
            owed.verdict = Verdict.BREACHED if self._is_late(owed, at) and can_breach(owed.terms) else verdict
        owed.stopped_at = at
        owed.is_merged = verdict is Verdict.MERGED

    def breach(self, event: Breached) -> None:
        """What a sweep found late is fixed at the due date it found."""
        owed = self._owed.get((event.clock, event.cycle, event.instance))
        if owed is None:
            return
        if owed.is_running:
            owed.verdict, owed.paused_since = Verdict.BREACHED, None
            owed.due = Due(event.due_at, owed.due.provisional)
        owed.is_written = owed.verdict is Verdict.BREACHED

    def give(self, owed: Owed, due_at: datetime, since: datetime) -> None:
        """A person or a fact sets the due date; pauses from *since* on move it."""
        owed.given_at, owed.given_since = due_at, max(since, owed.started_at)
        self.reschedule()

    def correct(self, key: Key, verdict: Verdict) -> None:
        """A second verdict stands beside the first."""
        owed = self._owed.get(key)
        if owed is not None:
            owed.corrected = verdict

    def move_receipt(self, received_at: datetime) -> None:
        """Another receipt holds: what starts with it starts there, what is fixed stays."""
        for owed in self._running():
            if owed.from_receipt:
                owed.started_at = received_at
                if owed.given_at is None:
                    owed.given_since = received_at
        self.reschedule()

    def unmerge(self) -> None:
        """What the merge ended is owed again, as if it had never ended; a breach that was written stays."""
        for owed in self._owed.values():
            if owed.is_merged:
                owed.is_merged, owed.stopped_at = False, None
                owed.verdict = Verdict.BREACHED if owed.is_written else None
        self.reschedule()

    def waive(self, at: datetime) -> None:
        """What another clock's verdict in the same cycle makes moot ends."""
        for owed in self.open():
            if owed.is_running and any(self._reached(owed.cycle, waiver) for waiver in owed.terms.waived_by):
                self.drop(owed, at)

    def begin_pause(self, at: datetime, reason: str) -> None:
        """The next move is somebody else's."""
        self.end_pause(at)
        self._pauses.begin(at, reason)
        self.reschedule(reason)

    def end_pause(self, at: datetime) -> None:
        """The next move is the desk's again."""
        reason = self._pauses.end(at)
        if reason is not None:
            self.reschedule(reason)

    def reschedule(self, reason: str | None = None) -> None:
        """Compute the due dates of what runs (and *reason* can pause); notes when the desk learned that one moved."""
        for owed in self._running():
            if reason is not None and reason not in owed.terms.pause:
                continue
            before_at = owed.due.at
            self._schedule(owed)
            if owed.due.at != before_at:
                owed.moved_at = self.learned_at

    def inherit(self, older: "Ledger") -> None:
        """Keep what was fixed under *older* standards; what these would have had over before they applied is not owed.

        DOMAIN §4.9, §4.11.
        """
        for key in [key for key, owed in self._owed.items() if owed.is_fixed and key not in older._owed]:
            del self._owed[key]
        for key, before in older._owed.items():
            mine = self._owed.get(key)
            if before.is_fixed:
                self._put(key, before)
            elif mine is not None and mine.due.at != before.due.at:
                mine.moved_at = self.learned_at

    def _put(self, key: Key, owed: Owed) -> None:
        self._owed[key] = owed
        name, cycle, number = key
        if number > self._begun.get((name, cycle), 0):
            self._begun[name, cycle] = number

    def _running(self) -> list[Owed]:
        return [
            owed
            for owed in self._owed.values()
            if owed.verdict is None and owed.stopped_at is None and not owed.is_merged
        ]

    def _is_late(self, owed: Owed, at: datetime) -> bool:
        """Whether *at* is not before the due instant; an open pause counts up to *at* (TRAPS 15)."""
        if self._pauses.is_open:
            self._schedule(owed, until=at)
        return at >= owed.due.at

    def _schedule(self, owed: Owed, until: datetime | None = None) -> None:
        """The due date with the pauses so far, the open one ended at *until*; and since when it is paused."""
        since = owed.given_since or owed.started_at
        target, reasons = owed.terms.target, owed.terms.pause
        owed.gaps = self._pauses.gaps(reasons, since, until)
        if owed.given_at is not None:
            unit = Unit.HOURS if target is None else target.unit
            owed.due = Due(pushed(owed.given_at, unit, owed.calendar, owed.gaps))
        elif target is not None:
            owed.due = due(owed.terms, target, owed.started_at, owed.calendar, owed.gaps)
        paused_since = None if until is not None else self._pauses.open_since(reasons, since)
        owed.paused_since = paused_since if paused_since is not None and paused_since < owed.due.at else None

    def _reached(self, cycle: int, waiver: str) -> bool:
        """Whether a clock of this cycle has the verdict that `CLOCK` (met) or `CLOCK:VERDICT` names."""
        name, _colon, verdict = waiver.rpartition(":")
        if verdict not in _VERDICTS:
            name, verdict = waiver, Verdict.MET
        return any(
            owed.verdict == verdict
            for (clock, its_cycle, _number), owed in self._owed.items()
            if clock == name and its_cycle == cycle
        )
