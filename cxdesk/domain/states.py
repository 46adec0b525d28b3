"""The words a query asks by: statuses, outcomes, severities, how options and acknowledgements stand (DOMAIN §1–§3).

Apart from `words`, where everybody else finds them too: making the types of all acts takes longer than a list may.
"""

from enum import StrEnum
from typing import Final

from cxdesk.catalogue import N_, NC_


class Status(StrEnum):
    """Where a complaint stands; acknowledged, paused, escalated and overdue are facts beside it."""

    RECEIVED = N_("received")
    INVESTIGATING = N_("investigating")
    WAITING = N_("waiting")
    OFFERED = N_("offered")
    FULFILLING = N_("fulfilling")
    RESOLVED = N_("resolved")
    CLOSED = N_("closed")


OPEN_STATUSES = frozenset(status for status in Status if status is not Status.CLOSED)


class Outcome(StrEnum):
    """How a complaint ended (DOMAIN §2)."""

    REMEDIED = N_("remedied")
    FINAL_RESPONSE = N_("final_response")
    NO_RESPONSE = N_("no_response")
    WITHDRAWN = N_("withdrawn")
    DECLINED = N_("declined")
    MERGED = N_("merged")
    EXTERNAL = N_("external")


class Severity(StrEnum):
    """Priority derived from the five criteria of the first assessment (STANDARDS §1.3); S1 is the gravest."""

    S1 = "S1"
    S2 = "S2"
    S3 = "S3"
    S4 = "S4"


class OptionState(StrEnum):
    """Where one option stands; `proposed` waits for approval and is unknown to the customer."""

    PROPOSED = N_("proposed")
    OPEN = NC_("option", "open")
    ACCEPTED = N_("accepted")
    REFUSED = N_("refused")
    EXPIRED = N_("expired")
    RETRACTED = N_("retracted")
    DENIED = N_("denied")
    SUPERSEDED = N_("superseded")
    FAILED = NC_("option", "failed")


class AcknowledgementState(StrEnum):
    """How the acknowledgement stands; a call or letter is owed where no address is known."""

    OWED = "owed"
    QUEUED = "queued"
    GIVEN = "given"
    FAILED = "failed"
    BOUNCED = "bounced"
    NOT_OWED = "not_owed"


UNACKNOWLEDGED: Final = (
    AcknowledgementState.OWED,
    AcknowledgementState.QUEUED,
    AcknowledgementState.FAILED,
    AcknowledgementState.BOUNCED,
)
"""States in which the customer was not yet told that the complaint arrived."""
