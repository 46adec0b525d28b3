"""Why an act is not possible: the act itself is asked, with what somebody might say, and its refusal is the answer."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial

from cxdesk.domain import acts
from cxdesk.domain import events as e
from cxdesk.domain.acts.following import Answers, next_number
from cxdesk.domain.allowed import Around
from cxdesk.domain.clocks import Standing
from cxdesk.domain.complaint import Complaint
from cxdesk.domain.extending import CUSTOMER_NOTICE, extension_of
from cxdesk.domain.revisits import PlannedVisit
from cxdesk.domain.roles import Actor, guard
from cxdesk.domain.words import Act, OptionState, OptionType, PromiseState, Severity
from cxdesk.errors import NotDone

ANYTHING = "-"
"""Stands for what would be typed: no guard looks at it."""

Attempt = Callable[[], object]


def why_not(act: Act, complaint: Complaint, actor: Actor, around: Around) -> NotDone | None:
    """The refusal that *actor* would meet with *act* now.

    None where trying meets none: it is possible, or what stands against it lies in another complaint.
    """
    asking = _Asking(act, complaint, actor, around)
    try:
        guard(act, complaint, actor)
        for attempt in _ATTEMPTS.get(act, _Asking.nothing)(asking):
            attempt()
    except NotDone as refused:
        return refused
    return None


class _Asking:
    """One question. What is tried first is refused for what matters most."""

    def __init__(self, act: Act, complaint: Complaint, actor: Actor, around: Around) -> None:
        self.act = act
        self.complaint = complaint
        self.actor = actor
        self.around = around

    @property
    def _who(self) -> tuple[Complaint, Actor]:
        return self.complaint, self.actor

    def _standing(self) -> Iterator[Standing]:
        """None of a complaint whose clocks cannot be evaluated: its acts cannot be tried."""
        standing = self.around.standing()
        if standing is not None:
            yield standing

    def _option(self, *states: OptionState) -> int:
        """One in such a state, else any: its refusal says how it stands."""
        options = self.complaint.options_in(*states) or self.complaint.options
        return options[-1].number if options else 1

    def nothing(self) -> Iterator[Attempt]:
        """Role and status alone decide."""
        yield from ()

    def acknowledge(self) -> Iterator[Attempt]:
        yield partial(acts.acknowledge, *self._who, ANYTHING)

    def assign(self) -> Iterator[Attempt]:
        for login in sorted(self.around.owners):
            yield partial(acts.assign, *self._who, login)

    def take(self) -> Iterator[Attempt]:
        yield partial(acts.take, *self._who)

    def start(self) -> Iterator[Attempt]:
        yield partial(acts.start, *self._who)

    def offer(self) -> Iterator[Attempt]:
        for standing in self._standing():
            yield partial(acts.offer, *self._who, (_SAMPLE,), standing.policy, self.around.now)

    def approve(self) -> Iterator[Attempt]:
        number = self._option(OptionState.PROPOSED)
        for standing in self._standing():
            yield partial(acts.approve, *self._who, number, standing.policy, self.around.now)

    def deny(self) -> Iterator[Attempt]:
        number = self._option(OptionState.PROPOSED)
        for standing in self._standing():
            yield partial(acts.deny, *self._who, number, ANYTHING, standing.policy)

    def retract(self) -> Iterator[Attempt]:
        yield partial(acts.retract, *self._who, self._option(OptionState.OPEN), ANYTHING)

    def accept(self) -> Iterator[Attempt]:
        yield partial(acts.accept, *self._who, self._option(OptionState.OPEN), ANYTHING, self.around.now)

    def refuse(self) -> Iterator[Attempt]:
        yield partial(acts.refuse, *self._who, self._option(OptionState.OPEN), ANYTHING)

    def answer(self) -> Iterator[Attempt]:
        yield partial(acts.answer, *self._who, ANYTHING)

    def owed(self) -> Iterator[Attempt]:
        promises = self.complaint.promises
        owed = [one for one in promises if one.state is PromiseState.OWED] or promises
        number = owed[-1].number if owed else 1
        yield partial(acts.keep, *self._who, number)

    def revisit(self) -> Iterator[Attempt]:
        """One more, which is possible where any is; then what came of one that is planned."""
        now = self.around.now
        visit = PlannedVisit(next_number(self.complaint), now, now + timedelta(days=1), now.date())
        yield partial(acts.schedule_revisit, *self._who, visit, ANYTHING, now)
        yield partial(acts.revisit_done, *self._who, None, Answers(resolved=True))

    def close(self) -> Iterator[Attempt]:
        yield partial(acts.close, *self._who, None, ANYTHING)

    def lapse(self) -> Iterator[Attempt]:
        for standing in self._standing():
            rule, calendar = standing.policy.lapse, standing.calendar
            yield partial(acts.lapse, *self._who, ANYTHING, rule, calendar, self.around.now)

    def reopen(self) -> Iterator[Attempt]:
        yield partial(acts.reopen, *self._who, ANYTHING)

    def extend(self) -> Iterator[Attempt]:
        """The clocks that run; the one of the whole complaint, where none does."""
        for standing in self._standing():
            running = dict.fromkeys(one.clock for one in standing.instances if one.is_open)
            for name in running or ("resolve",):
                yield partial(self._extended, standing, name)

    def _extended(self, standing: Standing, clock: str) -> None:
        owed, extension, ends_at = extension_of(self.complaint.ref, standing.instances, standing.calendar, clock)
        acts.extend(*self._who, owed, extension, ends_at, frozenset({CUSTOMER_NOTICE}), ANYTHING, self.around.now)

    def quick_resolve(self) -> Iterator[Attempt]:
        for standing in self._standing():
            yield partial(
                acts.quick_resolve,
                *self._who,
                severity=self.complaint.severity or Severity.S4,
                cause=(ANYTHING, ANYTHING, ANYTHING),
                option=_SAMPLE,
                evidence=ANYTHING,
                policy=standing.policy,
                visits=(),
                at=self.around.now,
            )


_SAMPLE = (e.Offered(0, OptionType.INFORMATION), ANYTHING)

_ATTEMPTS: dict[Act, Callable[[_Asking], Iterator[Attempt]]] = {
    Act.ACKNOWLEDGE: _Asking.acknowledge,
    Act.ASSIGN: _Asking.assign,
    Act.TAKE: _Asking.take,
    Act.START: _Asking.start,
    Act.OFFER: _Asking.offer,
    Act.APPROVE: _Asking.approve,
    Act.DENY: _Asking.deny,
    Act.RETRACT: _Asking.retract,
    Act.ACCEPT: _Asking.accept,
    Act.REFUSE: _Asking.refuse,
    Act.ANSWER: _Asking.answer,
    Act.KEEP: _Asking.owed,
    Act.BREAK: _Asking.owed,
    Act.REVISIT: _Asking.revisit,
    Act.CLOSE: _Asking.close,
    Act.LAPSE: _Asking.lapse,
    Act.REOPEN: _Asking.reopen,
    Act.EXTEND: _Asking.extend,
    Act.QUICK_RESOLVE: _Asking.quick_resolve,
}
"""What hangs on more than role and status."""
