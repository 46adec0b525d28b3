"""What somebody may do with a complaint now: an act is allowed if the desk would carry it out with some input.

The tables of DOMAIN §3 say it of role and status; the rest stands here, beside the acts whose guards it follows: a
test tries every act with every input. Screens, palette and refusals ask this, and decide nothing of it themselves.
What happened earlier and is only recorded now is judged by its own moment, not here.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TypeAlias

from cxdesk.domain.acts.attention import went_to
from cxdesk.domain.acts.options import exceeds
from cxdesk.domain.acts.resolution import attempts_since_heard, may_close_any
from cxdesk.domain.clocks import Standing
from cxdesk.domain.complaint import Complaint, Option
from cxdesk.domain.extending import Extending, extendable
from cxdesk.domain.permissions import FROM, MAY, SMALL, is_anothers
from cxdesk.domain.roles import NEED_CAUSE_BEFORE_OFFER, Actor, is_from, is_own_handling, is_own_proposal
from cxdesk.domain.words import (
    AcknowledgementState,
    Act,
    OptionState,
    Outcome,
    PromiseState,
    Severity,
    Status,
    WaitFor,
)

Numbers: TypeAlias = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Around:
    """What decides beside the complaint and whoever acts: the present, its standards, who and what else there is.

    *standing* evaluates its clocks, None where that cannot be done; it is asked by what depends on them alone. *owners*
    are the logins that may own complaints. *has_master*: some other one could take it in; *is_last_merged*: the one
    that took it in was merged into no other, so that the merge can be taken back.
    """

    now: datetime
    standing: Callable[[], Standing | None]
    owners: frozenset[str]
    has_master: bool
    is_last_merged: bool


@dataclass(frozen=True, slots=True)
class Allowed:
    """The *acts* in the order of DOMAIN §3, and what each may be done to.

    *numbers* are those of options, promises, escalations or planned revisits; *clocks* can be extended, *owners* can
    own it, *severities* are those of a quick resolution, *about* are the logins that it must not come to. From *until*
    on something else may be allowed though nothing happened.
    """

    acts: tuple[Act, ...] = ()
    numbers: Mapping[Act, Numbers] | None = None
    clocks: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    severities: tuple[Severity, ...] = ()
    about: tuple[str, ...] = ()
    until: datetime | None = None

    def of(self, act: Act) -> Numbers:
        """The numbers of what *act* may be done to."""
        return (self.numbers or {}).get(act, ())


def allowed(complaint: Complaint, actor: Actor, around: Around | None = None) -> Allowed:
    """All that *actor* may do. Without *around* what complaint and actor alone do not rule out: acts know no more."""
    asked = _Asked(complaint, actor, around)
    possible = [act for act in FROM if actor.role in MAY[act] and is_from(act, complaint)]
    numbers = {act: _NUMBERS[act](asked) for act in possible if act in _NUMBERS}
    acts = tuple(act for act in possible if _CONDITIONS.get(act, _always)(asked) and numbers.get(act, True))
    return Allowed(
        acts,
        {act: found for act, found in numbers.items() if act in acts} | asked.beside(acts),
        tuple(one.owed.clock for one in asked.extendable) if Act.EXTEND in acts else (),
        asked.new_owners if Act.ASSIGN in acts else (),
        asked.small_severities if Act.QUICK_RESOLVE in acts else (),
        complaint.about,
        min(asked.changes(possible), default=None),
    )


class _Asked:
    """One question: a complaint, whoever looks, and what is known around it."""

    def __init__(self, complaint: Complaint, actor: Actor, around: Around | None) -> None:
        self.complaint = complaint
        self.actor = actor
        self.around = around

    @cached_property
    def standing(self) -> Standing | None:
        """Its clocks and standards; None where nobody knows."""
        return self.around.standing() if self.around is not None else None

    def beside(self, acts: Sequence[Act]) -> dict[Act, Numbers]:
        """The numbers of acts that are possible without any: another revisit, the extension of a clock."""
        found = {Act.REVISIT: self.planned_revisits, Act.EXTEND: self.prolongable}
        return {act: numbers for act, numbers in found.items() if act in acts}

    # Ownership

    @property
    def is_anothers(self) -> bool:
        """Whether it belongs to somebody from whom whoever asks may not take it."""
        return is_anothers(self.complaint.owner, self.actor.login, self.actor.role)

    @property
    def new_owners(self) -> tuple[str, ...]:
        """Who might own it instead: nobody it is about (DOMAIN §4.3)."""
        known = self.around.owners if self.around is not None else frozenset[str]()
        return tuple(sorted(known - {self.complaint.owner, *self.complaint.about}))

    def may_take(self) -> bool:
        """Nobody takes what is theirs, or about them."""
        complaint, login = self.complaint, self.actor.login
        return not self.is_anothers and login != complaint.owner and login not in complaint.about

    def may_assign(self) -> bool:
        """There must be somebody."""
        return not self.is_anothers and (self.around is None or bool(self.new_owners))

    # Options

    def _options(self, *states: OptionState) -> Iterator[Option]:
        return iter(self.complaint.options_in(*states))

    def _lies_ahead(self, at: datetime | None) -> bool:
        return at is None or self.around is None or self.around.now < at

    def _may_decide(self, option: Option) -> bool:
        """A limit that covers it, and not the proposer, unless alone on the desk."""
        if is_own_proposal(option, self.actor):
            return False
        if self.around is None:
            return True
        return self.standing is not None and not exceeds(option, self.actor, self.standing.policy)

    def approvable(self) -> Numbers:
        """Proposals that would neither be expired nor late at once."""
        return _numbers(
            one
            for one in self._options(OptionState.PROPOSED)
            if self._lies_ahead(one.valid_until) and self._lies_ahead(one.promised_at) and self._may_decide(one)
        )

    def deniable(self) -> Numbers:
        """Whoever could not approve it does not deny it either."""
        return _numbers(one for one in self._options(OptionState.PROPOSED) if self._may_decide(one))

    def on_the_table(self) -> Numbers:
        """Options that nothing has ended yet; the desk writes an expiry with the next sweep."""
        return _numbers(self._options(OptionState.OPEN))

    def acceptable(self) -> Numbers:
        """Options that are still valid."""
        now = self.around.now if self.around is not None else None
        return _numbers(
            one
            for one in self._options(OptionState.OPEN)
            if now is None or (one.is_open(now) and one.offered_at <= now)
        )

    def expired(self) -> Numbers:
        """Options whose validity passed."""
        now = self.around.now if self.around is not None else None
        return _numbers(one for one in self._options(OptionState.OPEN) if now is None or not one.is_open(now))

    @property
    def prolongable(self) -> Numbers:
        """Options of before the remedy that have an end."""
        if not is_from(Act.OFFER, self.complaint):
            return ()
        states = (OptionState.OPEN, OptionState.PROPOSED, OptionState.EXPIRED)
        return _numbers(one for one in self._options(*states) if one.valid_until is not None)

    def may_offer(self) -> bool:
        """The graver the matter, the more is found out before (ISO 10002 7.6)."""
        return self.complaint.cause is not None or self.complaint.severity not in NEED_CAUSE_BEFORE_OFFER

    @property
    def small_severities(self) -> tuple[Severity, ...]:
        """What a quick resolution may say of it: it makes nothing less grave."""
        known = self.complaint.severity
        return tuple(sorted(one for one in SMALL if known is None or one <= known))

    def may_settle_at_once(self) -> bool:
        """Small, safe, and owned by somebody or to be owned by whoever settles it."""
        complaint = self.complaint
        is_small = complaint.severity in SMALL | {None} and not complaint.safety
        return is_small and (complaint.owner is not None or self.actor.login not in complaint.about)

    # Attention

    def answerable(self) -> Numbers:
        """Escalations that went to whoever asks, or below them."""
        complaint, actor = self.complaint, self.actor
        return tuple(one.number for one in complaint.unanswered if went_to(one.to, complaint, actor))

    def owed_promises(self) -> Numbers:
        """Promises that were neither kept nor broken."""
        return tuple(one.number for one in self.complaint.promises if one.state is PromiseState.OWED)

    @cached_property
    def extendable(self) -> list[Extending]:
        """Clocks that can be prolonged."""
        if self.around is None or self.standing is None:
            return []
        return extendable(self.standing.instances, self.standing.calendar, self.actor.role, self.around.now)

    def may_extend(self) -> bool:
        """A clock or an option."""
        return self.around is None or bool(self.prolongable or self.extendable)

    # Endings

    @property
    def planned_revisits(self) -> Numbers:
        """Revisits still to be done; without any, one more can be planned."""
        return tuple(one.number for one in self.complaint.planned_revisits)

    def may_revisit(self) -> bool:
        """Not what was merged, and not by whoever handled it (DOMAIN §3)."""
        return self.complaint.merged_into is None and not is_own_handling(self.complaint, self.actor)

    def may_close(self) -> bool:
        """With the outcome external from anywhere; by an agent what is small, confirmed, and has all of §4.6–4.7."""
        complaint = self.complaint
        if may_close_any(self.actor):
            return True
        if complaint.status is not Status.RESOLVED or complaint.cause is None:
            return False
        if not (complaint.severity in SMALL and complaint.confirmed):
            return False
        if complaint.fulfilled_at is not None:
            return complaint.accepted is not None
        return complaint.outcome is not None or complaint.final_at is not None

    def may_lapse(self) -> bool:
        """The move is the customer's, and the attempts that the policy asks were made (DOMAIN §2)."""
        if self.complaint.wait is not None and self.complaint.wait.wait_for is not WaitFor.CUSTOMER:
            return False
        if self.around is None:
            return True
        if self.standing is None:
            return False
        rule, calendar = self.standing.policy.lapse, self.standing.calendar
        return attempts_since_heard(self.complaint).are_enough(rule, calendar, self.around.now)

    def may_merge(self) -> bool:
        """There must be another one, still open."""
        return self.around is None or self.around.has_master

    def may_unmerge(self) -> bool:
        """A chain is undone from its end (TRAPS 38)."""
        return self.complaint.merged_into is not None and (self.around is None or self.around.is_last_merged)

    # Time

    def changes(self, possible: Sequence[Act]) -> Iterator[datetime]:
        """When something may be allowed, or not any more, by the passing of time."""
        if self.around is None:
            return
        now = self.around.now
        moments = [one.owed.due_at for one in self.extendable] if Act.EXTEND in possible else []
        for option in self._options(OptionState.OPEN, OptionState.PROPOSED):
            moments += [option.valid_until, option.promised_at]
        yield from (moment for moment in moments if moment is not None and now < moment)
        if Act.LAPSE in possible and self.standing is not None:
            calendar = self.standing.calendar
            yield calendar.end_of_day(calendar.local_date(now))


def _numbers(options: Iterator[Option]) -> Numbers:
    return tuple(one.number for one in options)


def _always(_asked: _Asked) -> bool:
    return True


_NUMBERS: dict[Act, Callable[[_Asked], Numbers]] = {
    Act.APPROVE: _Asked.approvable,
    Act.DENY: _Asked.deniable,
    Act.RETRACT: _Asked.on_the_table,
    Act.ACCEPT: _Asked.acceptable,
    Act.REFUSE: _Asked.on_the_table,
    Act.EXPIRE: _Asked.expired,
    Act.ANSWER: _Asked.answerable,
    Act.KEEP: _Asked.owed_promises,
    Act.BREAK: _Asked.owed_promises,
}
"""What is done to one of several things is allowed where there is one."""

_CONDITIONS: dict[Act, Callable[[_Asked], bool]] = {
    Act.ACKNOWLEDGE: lambda asked: asked.complaint.acknowledgement is not AcknowledgementState.GIVEN,
    Act.ASSIGN: _Asked.may_assign,
    Act.TAKE: _Asked.may_take,
    Act.START: lambda asked: asked.complaint.owner is not None,
    Act.OFFER: _Asked.may_offer,
    Act.REVISIT: _Asked.may_revisit,
    Act.CLOSE: _Asked.may_close,
    Act.LAPSE: _Asked.may_lapse,
    Act.MERGE: _Asked.may_merge,
    Act.UNMERGE: _Asked.may_unmerge,
    Act.REOPEN: lambda asked: asked.complaint.outcome is not Outcome.MERGED,
    Act.EXTEND: _Asked.may_extend,
    Act.QUICK_RESOLVE: _Asked.may_settle_at_once,
}
