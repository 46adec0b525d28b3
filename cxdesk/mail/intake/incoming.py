"""What one raw message comes to: the answer of `read`, complete also when the message is broken."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Verdict(StrEnum):
    """Who speaks: only what is CUSTOMER may change a complaint (TRAPS 36–41)."""

    CUSTOMER = "customer"
    AUTOMATIC = "automatic"
    BOUNCE = "bounce"
    LIST = "list"
    FEEDBACK = "feedback"
    OURS = "ours"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came along: *name* is safe to write, *size* counts its decoded bytes, *sha256* is in hex."""

    name: str
    type: str
    size: int
    sha256: str
    content: bytes = b""


@dataclass(frozen=True, slots=True)
class Bounced:
    """A letter of ours that did not arrive: *status* is the enhanced code (RFC 3463), "" when nobody said one."""

    recipient: str
    status: str
    permanent: bool


@dataclass(frozen=True, slots=True)
class Incoming:
    """One message as the desk understands it; what could not be read stands in *problems*, in words for an agent.

    *message_id* and *references* (oldest first, In-Reply-To among them) stand without angle brackets. *date* is an
    aware UTC instant. *text* is the reply without quotes and signature, *full_text* all that was readable.
    *reason* says why the verdict is not CUSTOMER, as a code ("auto-submitted", "null-sender", …). With *unread* the
    reader failed or was stopped: nothing else here can be relied on, and the raw message belongs in quarantine.
    """

    subject: str = ""
    sender: str = ""
    sender_name: str = ""
    to: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()
    date: datetime | None = None
    message_id: str = ""
    references: tuple[str, ...] = ()
    language: str = ""
    text: str = ""
    full_text: str = ""
    attachments: tuple[Attachment, ...] = ()
    verdict: Verdict = Verdict.CUSTOMER
    reason: str = ""
    bounced: tuple[Bounced, ...] = ()
    problems: tuple[str, ...] = ()
    unread: bool = False
