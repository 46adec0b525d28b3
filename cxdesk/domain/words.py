"""The desk's words as types: statuses, outcomes, acts, roles (DOMAIN §1–§3)."""

from enum import StrEnum

SYSTEM = "system"
"""The login under which the desk acts by itself."""


class Status(StrEnum):
    """Where a complaint stands; acknowledged, paused, escalated and overdue are facts beside it."""

    RECEIVED = "received"
    INVESTIGATING = "investigating"
    WAITING = "waiting"
    OFFERED = "offered"
    FULFILLING = "fulfilling"
    RESOLVED = "resolved"
    CLOSED = "closed"


OPEN_STATUSES = frozenset(status for status in Status if status is not Status.CLOSED)


class Outcome(StrEnum):
    """How a complaint ended (DOMAIN §2)."""

    REMEDIED = "remedied"
    FINAL_RESPONSE = "final_response"
    NO_RESPONSE = "no_response"
    WITHDRAWN = "withdrawn"
    DECLINED = "declined"
    MERGED = "merged"
    EXTERNAL = "external"


class Severity(StrEnum):
    """Priority derived from the five criteria of the first assessment (STANDARDS §1.3); S1 is the gravest."""

    S1 = "S1"
    S2 = "S2"
    S3 = "S3"
    S4 = "S4"


class Role(StrEnum):
    """What a login may do; agent < supervisor < manager, the others stand beside."""

    AGENT = "agent"
    SUPERVISOR = "supervisor"
    MANAGER = "manager"
    QUALITY = "quality"
    AUDITOR = "auditor"
    SYSTEM = "system"


class OptionType(StrEnum):
    """What kind of remedy an option is (ISO 10002 annex on responses; STANDARDS §1.4)."""

    REFUND = "refund"
    REPLACEMENT = "replacement"
    REPAIR_REWORK = "repair_rework"
    SUBSTITUTE = "substitute"
    TECHNICAL_ASSISTANCE = "technical_assistance"
    INFORMATION = "information"
    REFERRAL = "referral"
    FINANCIAL_ASSISTANCE = "financial_assistance"
    OTHER_ASSISTANCE = "other_assistance"
    COMPENSATION = "compensation"
    APOLOGY = "apology"
    GOODWILL = "goodwill"
    PROCESS_CHANGE = "process_change"
    NONE_REJECTED = "none_rejected"


class OptionState(StrEnum):
    """Where one option stands; `proposed` waits for approval and is unknown to the customer."""

    PROPOSED = "proposed"
    OPEN = "open"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    EXPIRED = "expired"
    RETRACTED = "retracted"
    DENIED = "denied"
    SUPERSEDED = "superseded"
    FAILED = "failed"


class WaitFor(StrEnum):
    """Who has the next move while a complaint waits."""

    CUSTOMER = "customer"
    THIRD_PARTY = "third_party"


class Direction(StrEnum):
    """Which way a contact went."""

    IN = "in"
    OUT = "out"


class RevisitState(StrEnum):
    """Where one planned revisit stands; unreachable is never confirmed (DOMAIN §9)."""

    PLANNED = "planned"
    CONFIRMED = "confirmed"
    NOT_RESOLVED = "not_resolved"
    UNREACHABLE = "unreachable"
    CANCELLED = "cancelled"


class PromiseState(StrEnum):
    """Where a commitment stands."""

    OWED = "owed"
    KEPT = "kept"
    BROKEN = "broken"


class AcknowledgementState(StrEnum):
    """How the acknowledgement stands; a call or letter is owed where no address is known."""

    OWED = "owed"
    QUEUED = "queued"
    GIVEN = "given"
    FAILED = "failed"
    BOUNCED = "bounced"
    NOT_OWED = "not_owed"


class Precision(StrEnum):
    """How exactly an instant is known."""

    DAY = "day"
    MINUTE = "minute"
    SECOND = "second"


class Act(StrEnum):
    """Every act of the desk by the name that the CLI, the screens, the API and the audit trail share."""

    LOG = "log"
    ACKNOWLEDGE = "acknowledge"
    ASSESS = "assess"
    ASSIGN = "assign"
    TAKE = "take"
    START = "start"
    NOTE = "note"
    ATTACH = "attach"
    CONTACT = "contact"
    ASK = "ask"
    REFER = "refer"
    RESUME = "resume"
    FIND_CAUSE = "find-cause"
    OFFER = "offer"
    APPROVE = "approve"
    DENY = "deny"
    RETRACT = "retract"
    ACCEPT = "accept"
    REFUSE = "refuse"
    EXPIRE = "expire"
    FULFIL = "fulfil"
    FAIL = "fail"
    FINAL = "final"
    REVISIT = "revisit"
    RETURN = "return"
    CLOSE = "close"
    LAPSE = "lapse"
    WITHDRAW = "withdraw"
    DECLINE = "decline"
    MERGE = "merge"
    UNMERGE = "unmerge"
    REOPEN = "reopen"
    ESCALATE = "escalate"
    ANSWER = "answer"
    PROMISE = "promise"
    KEEP = "keep"
    BREAK = "break"
    EXTEND = "extend"
    CORRECT = "correct"
    QUICK_RESOLVE = "quick-resolve"
