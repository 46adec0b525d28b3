"""Letters of ours as incoming mail speaks of them: found by Message-ID or recipient, marked when they come back."""

import sqlite3

from cxdesk.store import outbox, outbox_way
from cxdesk.store.outbox import OutboxRow


def of_message_id(connection: sqlite3.Connection, message_id: str) -> OutboxRow | None:
    """Our letter of that Message-ID, in angle brackets."""
    row = connection.execute("SELECT id FROM outbox WHERE message_id = ?", (message_id,)).fetchone()
    return outbox.get(connection, row[0]) if row else None


def latest_to(connection: sqlite3.Connection, recipient: str, since: int) -> OutboxRow | None:
    """The last letter that was accepted for this address after *since*."""
    row = connection.execute(
        """
        SELECT id FROM outbox WHERE recipient = ? COLLATE NOCASE AND accepted_at > ? AND state = 'accepted'
        ORDER BY accepted_at DESC LIMIT 1
        """,
        (recipient, since),
    ).fetchone()
    return outbox.get(connection, row[0]) if row else None


def recipients_of(connection: sqlite3.Connection, complaint_id: int) -> list[str]:
    """Everybody who was written to about the complaint."""
    query = "SELECT DISTINCT recipient FROM outbox WHERE complaint_id = ? ORDER BY recipient"
    return [row[0] for row in connection.execute(query, (complaint_id,))]


def came_back(connection: sqlite3.Connection, number: int, code: str, error: str, now: int) -> bool:
    """A letter that was accepted did not arrive; when it was accepted stays. False when that is known already."""
    cursor = connection.execute(
        "UPDATE outbox SET state = 'failed', code = ?, error = ? WHERE id = ? AND state = 'accepted'",
        (code, error, number),
    )
    if cursor.rowcount == 1:
        outbox_way.note(connection, number, "failed", now, code=code, error=error)
    return cursor.rowcount == 1
