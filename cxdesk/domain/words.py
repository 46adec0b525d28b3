"""The desk's words as types: statuses, outcomes, acts, roles (DOMAIN §1–§3).

A value marked N_ is also its own sentence of the catalogue: a face shows `_(status)`, data keep the value.
"""

from enum import StrEnum

from cxdesk.catalogue import N_, _
from cxdesk.domain.states import (
    OPEN_STATUSES,
    UNACKNOWLEDGED,
    AcknowledgementState,
    OptionState,
    Outcome,
    Severity,
    Status,
)

__all__ = [
    "CORRECTABLE",
    "OPEN_STATUSES",
    "SYSTEM",
    "UNACKNOWLEDGED",
    "AcknowledgementState",
    "Act",
    "Direction",
    "OptionState",
    "OptionType",
    "Outcome",
    "Precision",
    "PromiseState",
    "RevisitState",
    "Role",
    "Severity",
    "Status",
    "WaitFor",
]

SYSTEM = "system"
"""The login under which the desk acts by itself."""


CORRECTABLE = (
    "received_at",
    "severity",
    "category",
    "product",
    "cause",
    "unit",
    "channel",
    "segment",
    "value_band",
    "language",
    "jurisdiction",
)
"""What `correct` may put a second value beside: known from the receipt or the investigation, no deed of an act."""


class Role(StrEnum):
    """What a login may do; agent < supervisor < manager, the others stand beside."""

    AGENT = N_("agent")
    SUPERVISOR = N_("supervisor")
    MANAGER = N_("manager")
    QUALITY = N_("quality")
    AUDITOR = N_("auditor")
    SYSTEM = N_("system")


class OptionType(StrEnum):
    """What kind of remedy an option is (ISO 10002 annex on responses; STANDARDS §1.4)."""

    REFUND = N_("refund")
    REPLACEMENT = N_("replacement")
    REPAIR_REWORK = N_("repair_rework")
    SUBSTITUTE = N_("substitute")
    TECHNICAL_ASSISTANCE = N_("technical_assistance")
    INFORMATION = N_("information")
    REFERRAL = N_("referral")
    FINANCIAL_ASSISTANCE = N_("financial_assistance")
    OTHER_ASSISTANCE = N_("other_assistance")
    COMPENSATION = N_("compensation")
    APOLOGY = N_("apology")
    GOODWILL = N_("goodwill")
    PROCESS_CHANGE = N_("process_change")
    NONE_REJECTED = N_("none_rejected")

    @classmethod
    def sought(cls, text: str) -> "OptionType | None":
        """The type that a wish names, alone or before a colon: `refund`, `退款：全额`; None for other words."""
        named = text.replace("：", ":").partition(":")[0].strip().casefold()
        return next((kind for kind in cls if named in {kind.value, _(kind.value).casefold()}), None)


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

    PLANNED = N_("planned")
    CONFIRMED = N_("confirmed")
    NOT_RESOLVED = N_("not_resolved")
    UNREACHABLE = N_("unreachable")
    CANCELLED = N_("cancelled")


class PromiseState(StrEnum):
    """Where a commitment stands."""

    OWED = N_("owed")
    KEPT = N_("kept")
    BROKEN = N_("broken")


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
