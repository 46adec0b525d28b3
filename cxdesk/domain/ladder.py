"""Which steps of the ladder an instance still has to fire, and when (DOMAIN §4.14, §7)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from cxdesk.domain.calendar import Calendar
from cxdesk.domain.courses import course_of
from cxdesk.domain.due import OPEN_UNITS, SECONDS, Span, counted_from, gaps_after, same_time_later
from cxdesk.domain.events import Escalated, Happened, Logged, Warned
from cxdesk.domain.instances import ClockInstance, can_breach
from cxdesk.domain.policy import Amount, Policy, Step, Unit


class AlarmKey(NamedTuple):
    """What fires at most once; unique within a complaint."""

    clock: str
    cycle: int
    instance: int
    due_at: datetime
    step: str


@dataclass(frozen=True, slots=True)
class StepDue:
    """A step that has not fired, and the instant at which it is or was to."""

    step: Step
    at: datetime
    key: AlarmKey


class Fired:
    """What a history says has fired, and from when on alarms are wanted at all (DOMAIN §12); read it once."""

    def __init__(self, history: Sequence[Happened]) -> None:
        self.keys: set[AlarmKey] = set()
        self.alarms_from: datetime | None = None
        for happened in history:
            event = happened.event
            if isinstance(event, Logged):
                self.alarms_from = event.alarms_from
            elif isinstance(event, Warned | Escalated):
                self._note(event)
        self._steps = {(key.clock, key.cycle, key.instance, key.step) for key in self.keys}

    def under_any_date(self, key: AlarmKey) -> bool:
        """Whether the step fired for this instance, whatever its due date was then."""
        return (key.clock, key.cycle, key.instance, key.step) in self._steps

    def _note(self, event: Warned | Escalated) -> None:
        clock, cycle, instance, due_at, step = event.clock, event.cycle, event.instance, event.due_at, event.step
        if clock is None or cycle is None or instance is None or due_at is None or step is None:
            return
        self.keys.add(AlarmKey(clock, cycle, instance, due_at, step))


def steps_due(
    policy: Policy, instance: ClockInstance, calendar: Calendar, history: Sequence[Happened] | Fired
) -> list[StepDue]:
    """The unfired steps of what is still owed, past and ahead, earliest first; a paused clock has none.

    After its due date moved, a step that had fired fires again only if it then still lay ahead; one that never fired
    stays armed, late if need be.
    """
    fired = history if isinstance(history, Fired) else Fired(history)
    ahead = [
        StepDue(step, at, _key(instance, due_at, step))
        for step, at, due_at in _unfired(policy, instance, calendar, fired)
    ]
    return sorted(ahead, key=lambda found: (found.at, found.step.level))


def next_step(
    policy: Policy,
    instances: Iterable[ClockInstance],
    calendar: Calendar,
    history: Sequence[Happened] | Fired,
) -> datetime | None:
    """The earliest unfired step of a complaint; past when a sweep is owed."""
    fired = history if isinstance(history, Fired) else Fired(history)
    return min(
        [at for instance in instances for _step, at, _due_at in _unfired(policy, instance, calendar, fired)],
        default=None,
    )


def _unfired(
    policy: Policy, instance: ClockInstance, calendar: Calendar, fired: Fired
) -> Iterator[tuple[Step, datetime, datetime]]:
    """The steps to fire, when, and the due date they belong to."""
    due_at, steps = instance.due_at, course_of(policy).steps.get(instance.clock)
    if due_at is None or not steps or not instance.is_open or not can_breach(instance.terms):
        return
    hours = instance.calendar or calendar
    span = span_of(instance, due_at, hours)
    for step in steps:
        at = _at(step, span, hours)
        if fired.alarms_from is not None and at < fired.alarms_from:
            continue
        if fired.keys and _has_fired(_key(instance, due_at, step), at, instance, fired):
            continue
        yield step, at, due_at


def _key(instance: ClockInstance, due_at: datetime, step: Step) -> AlarmKey:
    return AlarmKey(*instance.key, due_at, step.name)


def step_at(step: Step, instance: ClockInstance, calendar: Calendar) -> datetime:
    """A share of the target in its own unit, or an offset: "before" is negative business time (TRAPS 13).

    Raises ValueError while the instance has no due date.
    """
    if instance.due_at is None:
        message = f"the clock {instance.clock} is paused: its steps have no time"
        raise ValueError(message)
    hours = instance.calendar or calendar
    return _at(step, span_of(instance, instance.due_at, hours), hours)


def _at(step: Step, span: Span, calendar: Calendar) -> datetime:
    if step.offset is not None:
        return offset_from(span.due_at, step.offset, calendar)
    return span.at_share(1.0 if step.share is None else step.share)


def offset_from(due_at: datetime, offset: Amount, calendar: Calendar) -> datetime:
    """*offset* before (negative) or after *due_at*: open time, elapsed time, or days at the same clock time."""
    unit = offset.unit
    if unit in OPEN_UNITS:
        return calendar.add(due_at, offset.count * SECONDS[unit])
    if unit in SECONDS:
        return due_at + timedelta(seconds=offset.count * SECONDS[unit])
    return same_time_later(due_at, offset.count, unit, calendar)


def share_elapsed(instance: ClockInstance, now: datetime, calendar: Calendar) -> float:
    """How much of the target is used at *now*: 1.0 or more when due; in open time, elapsed time or whole days.

    What stopped or paused is measured up to there.
    """
    until = min(instant for instant in (now, instance.stopped_at, instance.paused_since) if instant is not None)
    due_at = instance.due_at or instance.held_due_at
    if due_at is None:
        return 0.0
    return span_of(instance, due_at, calendar).elapsed(until)


def answer_by(policy: Policy, at: datetime, calendar: Calendar, level: int) -> datetime | None:
    """Until when an escalation of *at* wants its answer where nobody said: as long as the ladder gives its own.

    The steps of *level* come first, then those of any other.
    """
    timed = [step for step in policy.ladder if step.answer_within is not None]
    timed.sort(key=lambda step: step.level != level)
    within = timed[0].answer_within if timed else None
    return None if within is None else offset_from(at, within, calendar)


def span_of(instance: ClockInstance, due_at: datetime, calendar: Calendar) -> Span:
    """The instance from where it counts to *due_at*, with the pauses that moved it."""
    calendar = instance.calendar or calendar
    unit = Unit.HOURS if instance.target is None else instance.target.unit
    since = counted_from(instance.terms, unit, instance.started_at, calendar)
    gaps = gaps_after([gap for gap in instance.pauses if gap[0] < due_at], since) if instance.pauses else ()
    return Span(instance.terms, unit, since, due_at, calendar, gaps)


def _has_fired(key: AlarmKey, at: datetime, instance: ClockInstance, fired: Fired) -> bool:
    if key in fired.keys:
        return True
    return fired.under_any_date(key) and (instance.moved_at is None or at <= instance.moved_at)
