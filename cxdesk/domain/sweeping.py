"""What a complaint owes to the passing of time alone: warnings, breaches, escalations, expiries (DOMAIN §7)."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from cxdesk.domain import events as e
from cxdesk.domain.acts.intake import ends_wait
from cxdesk.domain.clocks import Standing
from cxdesk.domain.complaint import Complaint, Escalation
from cxdesk.domain.decision import Decision
from cxdesk.domain.instances import ClockInstance, can_breach
from cxdesk.domain.ladder import Fired, StepDue, answer_by, next_step, offset_from, steps_due
from cxdesk.domain.levels import Levels, above
from cxdesk.domain.words import OptionState

GRACE = timedelta(minutes=15)
"""What fires later than this after its moment is marked late: the clockwork was not looking."""

LOOK_AGAIN = "look-again"
"""The alarm of a wait whose date came."""

UNNUMBERED = 0
"""An escalation gets its number once the order of the pass is known."""


@dataclass(slots=True)
class _Pass:
    """One look at one complaint at *at*, collecting what is due, the oldest first."""

    complaint: Complaint
    standing: Standing
    at: datetime
    fired: Fired
    found: list[tuple[datetime, e.Event]] = field(default_factory=list)

    @property
    def levels(self) -> Levels:
        return self.standing.policy.levels

    def add(self, due_at: datetime, event: e.Event) -> None:
        self.found.append((due_at, event))

    def is_late(self, due_at: datetime) -> bool:
        return self.at - due_at > GRACE


def sweep(complaint: Complaint, standing: Standing, history: Sequence[e.Happened], at: datetime) -> Decision:
    """All that is due at *at*, oldest first; nothing due is an empty decision."""
    look = _Pass(complaint, standing, at, Fired(history))
    _wait(look)
    _options(look)
    for instance in standing.instances:
        if instance.awaits_breach(at) and instance.due_at is not None:
            late = look.is_late(instance.due_at) and not _is_historical(look, instance.due_at)
            look.add(
                instance.due_at,
                e.Breached(instance.clock, instance.cycle, instance.instance, instance.due_at, late),
            )
        for step in steps_due(standing.policy, instance, standing.calendar, look.fired):
            if step.at <= at:
                look.add(step.at, _fired(look, instance, step))
    _unanswered(look)
    look.found.sort(key=lambda pair: pair[0])
    return Decision(tuple(_renumbered([event for _, event in look.found], len(complaint.escalations))))


def next_step_at(complaint: Complaint, standing: Standing, history: Sequence[e.Happened]) -> datetime | None:
    """When the sweep has to look at the complaint next; past when it is owed a sweep."""
    moments = [instance.due_at for instance in standing.instances if _will_breach(instance)]
    moments.append(next_step(standing.policy, standing.instances, standing.calendar, history))
    if complaint.wait is not None and complaint.wait.paused:
        moments.append(complaint.wait.until)
    if complaint.is_open:
        moments += [option.valid_until for option in complaint.options_in(OptionState.OPEN)]
        moments += [escalation.answer_by for escalation in _may_rise(complaint, standing.policy.levels)]
    return min((moment for moment in moments if moment is not None), default=None)


def _will_breach(instance: ClockInstance) -> bool:
    return instance.due_at is not None and not instance.fixed and instance.is_open and can_breach(instance.terms)


def _is_historical(look: _Pass, due_at: datetime) -> bool:
    """Whether it was due before the complaint was imported: a fact, no alarm (DOMAIN §12)."""
    silent_until = look.fired.alarms_from
    return silent_until is not None and due_at < silent_until


def _wait(look: _Pass) -> None:
    wait = look.complaint.wait
    if wait is None or not wait.paused or wait.until > look.at:
        return
    look.add(wait.until, e.PauseEnded())
    look.add(
        wait.until, e.Warned("wait", look.complaint.cycle, 1, wait.until, LOOK_AGAIN, late=look.is_late(wait.until))
    )


def _options(look: _Pass) -> None:
    if not look.complaint.is_open:
        return
    table = sorted(look.complaint.options_in(OptionState.OPEN), key=lambda option: option.valid_until or look.at)
    expired = [option for option in table if not option.is_open(look.at)]
    for option in expired:
        until = option.valid_until or look.at
        if len(expired) == len(table) and option is expired[-1]:
            for event in ends_wait(look.complaint):
                look.add(until, event)
        look.add(until, e.OptionExpired(option.number))


def _fired(look: _Pass, instance: ClockInstance, due: StepDue) -> e.Event:
    """A rung of level 1 warns, a higher one asks for an answer."""
    step, key = due.step, due.key
    late = look.is_late(due.at)
    if step.level < 2:
        return e.Warned(key.clock, key.cycle, key.instance, key.due_at, key.step, late)
    answer_by = offset_from(look.at, step.answer_within, look.standing.calendar) if step.answer_within else None
    return e.Escalated(
        UNNUMBERED,
        step.level,
        step.notify or look.levels.get(step.level, ()),
        trigger="clock",
        clock=instance.clock,
        answer_by=answer_by,
        cycle=key.cycle,
        instance=key.instance,
        due_at=key.due_at,
        step=key.step,
        late=late,
    )


def _unanswered(look: _Pass) -> None:
    for escalation in _may_rise(look.complaint, look.levels):
        level = above(look.levels, escalation.level)
        if level is None or escalation.answer_by is None or escalation.answer_by > look.at:
            continue
        look.add(
            escalation.answer_by,
            e.Escalated(
                UNNUMBERED,
                level,
                look.levels.get(level, ()),
                trigger=rises_from(escalation),
                answer_by=_next_answer_by(look, level, escalation.answer_by - escalation.at),
                late=look.is_late(escalation.answer_by),
            ),
        )


def _next_answer_by(look: _Pass, level: int, waited: timedelta) -> datetime | None:
    """A level's own time to answer, else as long as the one below had; nobody waits for the top."""
    if above(look.levels, level) is None:
        return None
    return answer_by(look.standing.policy, look.at, look.standing.calendar, level) or look.at + waited


def rises_from(escalation: Escalation) -> str:
    """The trigger of the escalation that follows an unanswered one: each rises once."""
    return f"unanswered:{escalation.number}"


def _may_rise(complaint: Complaint, levels: Levels) -> list[Escalation]:
    """Unanswered escalations with a time to answer, below the top, that have not risen yet."""
    risen = {escalation.trigger for escalation in complaint.escalations}
    return [
        escalation
        for escalation in complaint.unanswered
        if complaint.is_open
        and escalation.answer_by is not None
        and above(levels, escalation.level) is not None
        and rises_from(escalation) not in risen
    ]


def _renumbered(events: list[e.Event], already: int) -> list[e.Event]:
    """Escalations carry the numbers of their final order."""
    ordered: list[e.Event] = []
    for event in events:
        if isinstance(event, e.Escalated):
            already += 1
            ordered.append(replace(event, number=already))
        else:
            ordered.append(event)
    return ordered
