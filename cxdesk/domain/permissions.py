"""Who may do what, and in which status: the two tables of DOMAIN §3 as data, and nothing that takes time to load."""

from cxdesk.domain.words import OPEN_STATUSES, Act, Role, Severity, Status

AGENTS = frozenset({Role.AGENT, Role.SUPERVISOR, Role.MANAGER})
SUPERVISORS = frozenset({Role.SUPERVISOR, Role.MANAGER})
QUALITY = frozenset({Role.QUALITY})
CLOSE_ANY = SUPERVISORS | QUALITY
"""Who closes as external, from any status, what others decided (DOMAIN §3)."""
SMALL = frozenset({Severity.S3, Severity.S4})
"""What may be settled in one go, and closed by an agent once the customer confirmed."""

BY_ITSELF = frozenset({Role.SYSTEM})
"""The desk: receipt, resuming, expiry and escalation by DOMAIN §3; besides, what a customer's mail brings (§8): the
contact it is, the files it carries, and the reopening that the desk's settings ask for."""

OWNERS_OWN = frozenset({Act.TAKE, Act.ASSIGN})
"""What an agent does to what is theirs or nobody's; a supervisor to others' too (DOMAIN §4.3)."""


def is_anothers(owner: str | None, login: str, role: Role | None) -> bool:
    """Whether it belongs to somebody from whom *login* may not take it."""
    return bool(owner) and owner != login and role not in SUPERVISORS


MAY: dict[Act, frozenset[Role]] = {
    Act.LOG: AGENTS | QUALITY | BY_ITSELF,
    Act.ACKNOWLEDGE: AGENTS,
    Act.ASSESS: AGENTS,
    Act.ASSIGN: AGENTS,
    Act.TAKE: AGENTS,
    Act.START: AGENTS,
    Act.NOTE: AGENTS | QUALITY,
    Act.ATTACH: AGENTS | QUALITY | BY_ITSELF,
    Act.CONTACT: AGENTS | QUALITY | BY_ITSELF,
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
    Act.REOPEN: AGENTS | BY_ITSELF,
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
