"""Receipt, letters to the customer, assessment, ownership, contacts and notes."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from cxdesk.domain.events.base import Event
from cxdesk.domain.quick import quick
from cxdesk.domain.words import AcknowledgementState, Direction, Outcome, Precision, Severity


@quick
@dataclass(frozen=True, slots=True)
class Logged(Event):
    """A complaint was received; its `at` is the receipt by any part of the firm (STANDARDS §8.5).

    `segment` and `value_band` are snapshots of the customer at receipt. `alarms_from` silences every ladder step
    before that instant (DOMAIN §12). `missing` names what the caller did not say.
    """

    ref: str
    channel: str
    policy: str
    snapshot: str
    customer: int | None = None
    severity: Severity | None = None
    category: str | None = None
    product: str | None = None
    remedy: str | None = None
    language: str | None = None
    jurisdiction: str | None = None
    segment: str | None = None
    value_band: str | None = None
    unit: str | None = None
    about: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    safety: bool = False
    vulnerable: bool = False
    test: bool = False
    precision: Precision = Precision.SECOND
    missing: tuple[str, ...] = ()
    acknowledgement: AcknowledgementState = AcknowledgementState.OWED
    source: str | None = None
    source_key: str | None = None
    alarms_from: datetime | None = None


@quick
@dataclass(frozen=True, slots=True)
class HistoryImported(Event):
    """What the source of an import knew beyond the receipt; a clock whose facts it lacks is `unknown` (DOMAIN §12)."""

    outcome: Outcome | None = None
    acknowledged_at: datetime | None = None
    responded_at: datetime | None = None
    resolved_at: datetime | None = None
    closed_at: datetime | None = None
    closed: bool = False
    cause: str | None = None
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class LetterQueued(Event):
    """A letter to the customer was put into the outbox in this same act."""

    letter: str
    message_id: str
    fallback: bool = False


@dataclass(frozen=True, slots=True)
class LetterAccepted(Event):
    """The transport took the letter over."""

    letter: str
    message_id: str


@dataclass(frozen=True, slots=True)
class LetterFailed(Event):
    """The letter will not be tried again by itself; `code` is the transport's, never its words."""

    letter: str
    message_id: str
    code: str


@dataclass(frozen=True, slots=True)
class Acknowledged(Event):
    """The first valid acknowledgement stops its clock for good (DOMAIN §4.4)."""

    channel: str
    automatic: bool
    message_id: str | None = None


@dataclass(frozen=True, slots=True)
class AcknowledgementBounced(Event):
    """The acknowledgement came back: it is owed again, the first verdict stays."""

    message_id: str


@dataclass(frozen=True, slots=True)
class Assessed(Event):
    """The assessment as it now stands; unset fields are unchanged. `scores` are the five criteria, 0–3 each."""

    severity: Severity | None = None
    category: str | None = None
    product: str | None = None
    safety: bool | None = None
    vulnerable: bool | None = None
    scores: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class CustomerLinked(Event):
    """The complaint's customer became known, or was found to be another one."""

    customer: int
    segment: str | None = None
    value_band: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Assigned(Event):
    """One owner at a time (DOMAIN §4.3)."""

    owner: str


@dataclass(frozen=True, slots=True)
class Started(Event):
    """The investigation began."""


@dataclass(frozen=True, slots=True)
class Noted(Event):
    """An internal note was written; its text is an entry."""


@dataclass(frozen=True, slots=True)
class Attached(Event):
    """A file was kept; its name and the hash of its content are entries, so that both can be erased (DOMAIN §10).

    `sha256` stands in events of version 1 alone: a bare hash tells for ever whether a guess at the content is right.
    """

    version: ClassVar[int] = 2

    size: int
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class MailFiled(Event):
    """A mail about the complaint came in: `number` is its place in the inbox, `verdict` who speaks (DOMAIN §8).

    `proposal` is "accept", "refuse" or "unclear" where the text seems to answer an option: for an agent to record, or
    not; `refused` are options that are refused beside it. `after_closing` is a reply to what was closed and stays so:
    people are told. `former` is the closed complaint that a new one follows. `left_out` counts the lines of the message
    that the complaint does not repeat; of a `silent` message that is all, for it says nothing of its own.
    """

    number: int
    verdict: str = "customer"
    after_closing: bool = False
    proposal: str = ""
    option: int | None = None
    former: str = ""
    refused: tuple[int, ...] = ()
    left_out: int = 0
    silent: bool = False


@dataclass(frozen=True, slots=True)
class Contacted(Event):
    """The customer and the desk spoke; outbound with content is a substantive reply.

    With `stranger` it was somebody else, at an address that the complaint does not know; it stands among the words.
    """

    direction: Direction
    channel: str
    minutes: int | None = None
    substantive: bool = True
    stranger: bool = False
