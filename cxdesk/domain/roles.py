"""Who acts, what is allowed to them now, and the refusals: the tables of `permissions` asked about one complaint."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from functools import partial

from cxdesk.catalogue import C_, _
from cxdesk.domain.complaint import Complaint, Option
from cxdesk.domain.decision import Calling, Refused
from cxdesk.domain.permissions import FROM, MAY, SUPERVISORS
from cxdesk.domain.policy import Policy
from cxdesk.domain.words import SYSTEM, Act, OptionState, Role, Severity

_BEFORE_ACCEPTANCE = frozenset(
    {Act.OFFER, Act.APPROVE, Act.DENY, Act.RETRACT, Act.ACCEPT, Act.REFUSE, Act.EXPIRE, Act.FINAL}
)

NEED_CAUSE_BEFORE_OFFER = frozenset({Severity.S1, Severity.S2})
"""ISO 10002 7.6: the graver the matter, the more is found out before anything is offered."""
_NOT_BY_HANDLER = frozenset({Severity.S1, Severity.S2, Severity.S3, None})


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever acts: a login with its role and own authority limit (in the desk's currency).

    `alone` marks a one-person desk, where an approval by the proposer is taken and marked (DOMAIN §3).
    """

    login: str
    role: Role
    limit: Decimal | None = None
    alone: bool = False

    @property
    def is_supervisor(self) -> bool:
        """Supervisor or above."""
        return self.role in SUPERVISORS

    def limit_under(self, policy: Policy) -> Decimal | None:
        """The value up to which this login may decide: its own, else its role's; None is without limit."""
        if self.limit is not None:
            return self.limit
        return (policy.limits or {}).get(self.role)


THE_SYSTEM = Actor(SYSTEM, Role.SYSTEM)


def allowed_to(complaint: Complaint, actor: Actor) -> tuple[Act, ...]:
    """What the complaint and whoever acts do not rule out, in the order of DOMAIN §3; the desk knows more.

    `allowed.allowed` has all of it.
    """
    from cxdesk.domain.allowed import allowed  # noqa: PLC0415 (it stands on the acts, which stand on this module)

    return allowed(complaint, actor).acts


def is_own_handling(complaint: Complaint, actor: Actor) -> bool:
    """Whether somebody other than who handled it does the revisits, and this is who did (DOMAIN §3)."""
    return complaint.owner == actor.login and complaint.severity in _NOT_BY_HANDLER and not actor.alone


def is_own_proposal(option: Option, actor: Actor) -> bool:
    """Whether somebody else must approve or deny it; alone on the desk one does it oneself (DOMAIN §3)."""
    return option.offered_by == actor.login and not actor.alone


def guard(act: Act, complaint: Complaint, actor: Actor) -> None:
    """Refuse what the role or the status does not allow, naming what is allowed instead."""
    if actor.role not in MAY[act]:
        raise ruled_out(complaint, actor, _("{act} is not for the role {role}"), act=act, role=actor.role)
    if complaint.status not in FROM[act]:
        raise ruled_out(
            complaint,
            actor,
            _("{act} is not possible while the complaint is {status}"),
            act=act,
            status=complaint.status,
        )
    if not is_from(act, complaint):
        raise ruled_out(
            complaint, actor, _("{act} is not possible while an accepted option is to be fulfilled"), act=act
        )


def guard_time(before: Complaint, after: Complaint, actor: Actor, at: datetime) -> None:
    """Refuse an *at* before the receipt, or a move of the status before the move that led to it (DOMAIN §11).

    *after* is the complaint as the act would leave it. That *at* is not in the future is for whoever knows the time.
    """
    if at < before.received_at:
        told = _("nothing happened to it before it was received: say a later time")
        raise refusal(before, actor, told, about="at")
    if after.status is not before.status and at < before.status_since:
        told = _("at that time it was not {status} yet: say a later one")
        raise refusal(before, actor, told, status=before.status, about="at")


def refusal(
    complaint: Complaint,
    actor: Actor,
    why: str,
    *,
    mend: str = "",
    mend_act: Act | None = None,
    about: str = "",
    **facts: object,
) -> Refused:
    """A refusal in words: *why* is a catalogued sentence with named places for *facts*.

    *mend* is the one command that would help, with a place for the reference, as in `cxdesk take {ref}`, *mend_act* the
    act that it does; *about* the parameter that is at fault, where one is.
    """
    command = mend.format(ref=complaint.ref) or None
    allowed = allowed_to(complaint, actor)
    said = _said(complaint, why, facts)
    return Refused(said, allowed, told=False, mend=command, mend_act=mend_act, about=about or None)


def ruled_out(complaint: Complaint, actor: Actor, why: str, **facts: object) -> Refused:
    """As `refusal`, where status or role rule the act out: what they allow instead is told (DOMAIN §3)."""
    said = partial(_said, complaint, why, facts)
    return Refused(said(), allowed_to(complaint, actor), calling=said)


def _verb(act: Act) -> str:
    return act.value


def _said(complaint: Complaint, why: str, facts: Mapping[str, object], calling: Calling = _verb) -> str:
    said = why.format(**{name: _shown(fact, calling) for name, fact in facts.items()})
    return _(": ").join((complaint.ref, said))


def _shown(fact: object, calling: Calling) -> object:
    """Acts keep the name by which they are called; other codes have a word in the reader's language."""
    if isinstance(fact, Act):
        return calling(fact)
    if isinstance(fact, OptionState):
        return C_("option", fact.value)
    return _(fact.value) if isinstance(fact, StrEnum) else fact


def is_from(act: Act, complaint: Complaint) -> bool:
    """A wait over an accepted option is one for its delivery: nothing more is offered or taken in it (DOMAIN §4.8)."""
    if complaint.status not in FROM[act]:
        return False
    return not (act in _BEFORE_ACCEPTANCE and complaint.accepted is not None)
