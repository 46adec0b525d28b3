"""Who may do what, and in which status: the two tables of DOMAIN §3 as data."""

from dataclasses import dataclass
from decimal import Decimal

from cxdesk.catalogue import _
from cxdesk.domain.complaint import Complaint
from cxdesk.domain.decision import Refused
from cxdesk.domain.policy import Policy
from cxdesk.domain.words import OPEN_STATUSES, SYSTEM, Act, Role, Status

AGENTS = frozenset({Role.AGENT, Role.SUPERVISOR, Role.MANAGER})
SUPERVISORS = frozenset({Role.SUPERVISOR, Role.MANAGER})
QUALITY = frozenset({Role.QUALITY})
BY_ITSELF = frozenset({Role.SYSTEM})

MAY: dict[Act, frozenset[Role]] = {
    Act.LOG: AGENTS | QUALITY | BY_ITSELF,
    Act.ACKNOWLEDGE: AGENTS | BY_ITSELF,
    Act.ASSESS: AGENTS,
    Act.ASSIGN: AGENTS,
    Act.TAKE: AGENTS,
    Act.START: AGENTS,
    Act.NOTE: AGENTS | QUALITY,
    Act.ATTACH: AGENTS | QUALITY,
    Act.CONTACT: AGENTS,
    Act.ASK: AGENTS,
    Act.REFER: AGENTS,
    Act.RESUME: AGENTS | BY_ITSELF,
    Act.FIND_CAUSE: AGENTS,
    Act.OFFER: AGENTS,
    Act.APPROVE: SUPERVISORS,
    Act.DENY: SUPERVISORS,
    Act.RETRACT: AGENTS,
    Act.ACCEPT: AGENTS | QUALITY,
    Act.REFUSE: AGENTS | QUALITY,
    Act.EXPIRE: BY_ITSELF,
    Act.FULFIL: AGENTS,
    Act.FAIL: AGENTS,
    Act.FINAL: SUPERVISORS,
    Act.REVISIT: AGENTS | QUALITY,
    Act.RETURN: AGENTS | QUALITY,
    Act.CLOSE: AGENTS | QUALITY,
    Act.LAPSE: SUPERVISORS,
    Act.WITHDRAW: AGENTS,
    Act.DECLINE: SUPERVISORS,
    Act.MERGE: AGENTS,
    Act.UNMERGE: AGENTS,
    Act.REOPEN: AGENTS,
    Act.ESCALATE: AGENTS | BY_ITSELF,
    Act.ANSWER: AGENTS | QUALITY,
    Act.PROMISE: AGENTS,
    Act.KEEP: AGENTS,
    Act.BREAK: AGENTS,
    Act.EXTEND: SUPERVISORS,
    Act.CORRECT: SUPERVISORS,
    Act.QUICK_RESOLVE: AGENTS,
}

_ANY = frozenset(Status)
_BEFORE_REMEDY = frozenset({Status.RECEIVED, Status.INVESTIGATING, Status.WAITING, Status.OFFERED})
_WITH_CUSTOMER = frozenset({Status.OFFERED, Status.WAITING})

FROM: dict[Act, frozenset[Status]] = {
    Act.ACKNOWLEDGE: OPEN_STATUSES,
    Act.ASSESS: OPEN_STATUSES,
    Act.ASSIGN: OPEN_STATUSES,
    Act.TAKE: OPEN_STATUSES,
    Act.START: frozenset({Status.RECEIVED}),
    Act.NOTE: _ANY,
    Act.ATTACH: _ANY,
    Act.CONTACT: _ANY,
    Act.ASK: frozenset({Status.RECEIVED, Status.INVESTIGATING, Status.OFFERED, Status.FULFILLING}),
    Act.REFER: frozenset({Status.RECEIVED, Status.INVESTIGATING, Status.OFFERED, Status.FULFILLING}),
    Act.RESUME: frozenset({Status.WAITING}),
    Act.FIND_CAUSE: OPEN_STATUSES,
    Act.OFFER: _BEFORE_REMEDY,
    Act.APPROVE: _BEFORE_REMEDY,
    Act.DENY: _BEFORE_REMEDY,
    Act.RETRACT: frozenset({Status.OFFERED}),
    Act.ACCEPT: _WITH_CUSTOMER,
    Act.REFUSE: _WITH_CUSTOMER,
    Act.EXPIRE: _WITH_CUSTOMER,
    Act.FULFIL: frozenset({Status.FULFILLING}),
    Act.FAIL: frozenset({Status.FULFILLING}),
    Act.FINAL: frozenset({Status.INVESTIGATING, Status.WAITING, Status.OFFERED}),
    Act.REVISIT: frozenset({Status.RESOLVED, Status.CLOSED}),
    Act.RETURN: frozenset({Status.RESOLVED}),
    Act.CLOSE: OPEN_STATUSES,
    Act.LAPSE: _WITH_CUSTOMER,
    Act.WITHDRAW: OPEN_STATUSES,
    Act.DECLINE: frozenset({Status.RECEIVED, Status.INVESTIGATING}),
    Act.MERGE: OPEN_STATUSES,
    Act.UNMERGE: frozenset({Status.CLOSED}),
    Act.REOPEN: frozenset({Status.CLOSED}),
    Act.ESCALATE: OPEN_STATUSES,
    Act.ANSWER: OPEN_STATUSES,
    Act.PROMISE: OPEN_STATUSES,
    Act.KEEP: OPEN_STATUSES,
    Act.BREAK: OPEN_STATUSES,
    Act.EXTEND: OPEN_STATUSES,
    Act.CORRECT: _ANY,
    Act.QUICK_RESOLVE: frozenset({Status.RECEIVED, Status.INVESTIGATING}),
}


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


def allowed_acts(complaint: Complaint, role: Role) -> tuple[Act, ...]:
    """What status and role allow now, in the order of DOMAIN §3; finer guards may still refuse."""
    return tuple(act for act, statuses in FROM.items() if complaint.status in statuses and role in MAY[act])


def guard(act: Act, complaint: Complaint, actor: Actor) -> None:
    """Refuse what the role or the status does not allow, naming what is allowed instead."""
    if actor.role not in MAY[act]:
        raise Refused(
            _("{act} is not for the role {role}").format(act=act.value, role=actor.role.value),
            allowed_acts(complaint, actor.role),
        )
    if complaint.status not in FROM[act]:
        raise refusal(
            complaint,
            actor,
            _("{act} is not possible while the complaint is {status}"),
            act=act,
            status=complaint.status,
        )


def refusal(complaint: Complaint, actor: Actor, why: str, **facts: object) -> Refused:
    """A refusal in words: *why* is a catalogued sentence with named places for *facts*."""
    said = why.format(**{name: getattr(fact, "value", fact) for name, fact in facts.items()})
    return Refused(f"{complaint.ref}: {said}", allowed_acts(complaint, actor.role))
