"""A complaint that another system kept, as a history of this desk's own: nothing made up, nothing lost (DOMAIN §12)."""

from datetime import datetime
from typing import NamedTuple

from cxdesk.desk.ports import Received
from cxdesk.desk.receiving import NOBODY
from cxdesk.domain import events as e
from cxdesk.domain.codes import is_code
from cxdesk.domain.decision import Decision, Words
from cxdesk.domain.words import Outcome, Precision, Severity, Status


class PastComplaint(NamedTuple):
    """What the source tells of one complaint; None and "" are "it does not tell". Instants are aware UTC.

    `key` is unique within the source. `owner` counts when it is the login of an agent of this desk. `original` is
    whatever the source told that has no field here, kept as words beside the receipt.
    """

    key: str
    received_at: datetime
    subject: str
    text: str
    status: Status
    precision: Precision = Precision.SECOND
    outcome: Outcome | None = None
    severity: Severity | None = None
    customer: Received = NOBODY
    channel: str | None = None
    product: str | None = None
    category: str | None = None
    remedy: str | None = None
    jurisdiction: str | None = None
    language: str | None = None
    unit: str | None = None
    cause: str | None = None
    owner: str | None = None
    tags: tuple[str, ...] = ()
    acknowledged_at: datetime | None = None
    responded_at: datetime | None = None
    response: str | None = None
    resolved_at: datetime | None = None
    closed_at: datetime | None = None
    original: str = ""

    @property
    def resolution_at(self) -> datetime | None:
        """When it was resolved; of a resolved one whose source dates only the answer, the answer's time."""
        if self.resolved_at is None and self.status is Status.RESOLVED:
            return self.responded_at
        return self.resolved_at if self.status in _SETTLED else None

    @property
    def is_closed(self) -> bool:
        """Whether it is history: closed, or resolved at a time that nobody knows and so nothing here can follow."""
        return self.status is Status.CLOSED or (self.status is Status.RESOLVED and self.resolution_at is None)

    @property
    def ending(self) -> Outcome | None:
        """How it ended: as the source says; an answer that was given is a final response, else it stays unknown."""
        if self.status not in _SETTLED:
            return None
        answered = self.response or self.responded_at
        return self.outcome or (Outcome.FINAL_RESPONSE if answered else None)

    @property
    def missing(self) -> tuple[str, ...]:
        """What the source does not tell, under the names that `log` uses."""
        told = (self.customer.is_known, self.severity, self.category, self.product, self.remedy)
        return tuple([name for name, value in zip(_EXPECTED, told, strict=True) if not value])


_SETTLED = frozenset({Status.RESOLVED, Status.CLOSED})
_EXPECTED = ("customer", "severity", "category", "product", "remedy")


def in_codes(past: PastComplaint) -> PastComplaint:
    """The same with codes that may stand in events; what could be somebody's words goes with the words (§10)."""
    codes = [code for code in (past.category, past.product, past.unit, past.cause, *past.tags) if code]
    if all(map(is_code, codes)):
        return past
    dropped: list[str] = []

    def kept(name: str, code: str | None) -> str | None:
        if not code or is_code(code):
            return code
        dropped.append(f"{name}: {code}")
        return None

    coded = past._replace(
        category=kept("category", past.category),
        product=kept("product", past.product),
        unit=kept("unit", past.unit),
        cause=kept("cause", past.cause),
        tags=tuple(tag for tag in past.tags if kept("tag", tag)),
    )
    return coded._replace(original="\n".join((past.original, *dropped)).strip())


def decision(past: PastComplaint, received: e.Logged, owner: str | None) -> Decision:
    """The receipt, what the source knew beyond it, and where the desk takes over.

    Two events for what is over. Who owns it and that somebody had begun is what the desk learns with the import, so
    both follow the history and happen then; no other step of the source is invented.
    """
    known = e.HistoryImported(
        outcome=past.ending,
        acknowledged_at=past.acknowledged_at,
        responded_at=past.responded_at,
        resolved_at=past.resolution_at,
        closed_at=past.closed_at if past.is_closed else None,
        closed=past.is_closed,
        cause=past.cause,
        unit=past.unit,
    )
    events: list[e.Event] = [received, known]
    if owner is not None:
        events.append(e.Assigned(owner))
    if past.status not in _SETTLED and past.status is not Status.RECEIVED:
        events.append(e.Started())
    original = past.original
    if past.owner and owner is None:
        unknown_owner = f"owner: {past.owner}"
        original = f"{original}\n{unknown_owner}" if original else unknown_owner
    words = (
        ("subject", past.subject, 0),
        ("narrative", past.text, 0),
        ("remedy", past.remedy, 0),
        ("source", original, 0),
        ("response", past.response, 1),
    )
    said = [Words(kind, text, place) for kind, text, place in words if text and not text.isspace()]
    return Decision(tuple(events), tuple(said))
