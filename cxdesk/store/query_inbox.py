"""What a query asks of mail that came in: replies that wait for somebody (DOMAIN §8)."""

from typing import Final

from cxdesk.store.answers import NOBODY_ACTED, STANDING
from cxdesk.store.query_tests import Row, Sql, Test

PROPOSAL = "proposal"
REPLIED = "replied"
INBOX = (PROPOSAL, REPLIED)

# A reply after closing stands until a person did anything about the complaint.
_REPLIED = f"after_closing = 1 AND {NOBODY_ACTED}"
_CONDITIONS = {PROPOSAL: ("inbox_proposals", STANDING), REPLIED: ("inbox_after_closing", _REPLIED)}


class HasReply(Test):
    """A mail that wants an answer: it seems to answer an option (`proposal`), or came after closing (`replied`)."""

    __slots__ = ("kind",)

    def __init__(self, kind: str) -> None:
        self.kind: Final = kind

    def sql(self) -> Sql:
        index, condition = _CONDITIONS[self.kind]
        return Sql(
            f"EXISTS (SELECT 1 FROM inbox INDEXED BY {index} WHERE inbox.complaint_id = complaints.id AND {condition})"
        )

    def matches(self, row: Row) -> bool:
        return self.kind in row.beside.inbox

    def driver(self) -> Sql:
        index, condition = _CONDITIONS[self.kind]
        return Sql(f"SELECT complaint_id AS id FROM inbox INDEXED BY {index} WHERE {condition}")
