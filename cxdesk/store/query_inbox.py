"""What a query asks of mail that came in: replies that wait for somebody (DOMAIN §8)."""

from typing import Final

from cxdesk.store.query_tests import Row, Sql, Test

PROPOSAL = "proposal"
REPLIED = "replied"
INBOX = (PROPOSAL, REPLIED)

_NOBODY_ACTED = """NOT EXISTS (
        SELECT 1 FROM events WHERE stream = 'complaint' AND stream_id = inbox.complaint_id
        AND agent <> 'system' AND recorded_at > inbox.stored_at)"""
# A proposal stands until no option that was offered when it came lies with the customer any more; one that is unclear
# needs reading alone.
STANDING = f"""
    proposal <> '' AND (proposal <> 'unclear' OR {_NOBODY_ACTED}) AND EXISTS (
        SELECT 1 FROM options WHERE options.complaint_id = inbox.complaint_id AND options.state = 'open'
        AND options.offered_at <= inbox.stored_at AND (inbox.option IS NULL OR inbox.option = options.number))
"""
# A reply after closing stands until a person did anything about the complaint.
_REPLIED = f"after_closing = 1 AND {_NOBODY_ACTED}"
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
