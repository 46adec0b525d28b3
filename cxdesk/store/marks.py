"""What the queue says beside the status: letters that nobody has got (DOMAIN §8: an alarm in the queue)."""

import json
import sqlite3
from collections.abc import Iterable

# A failed letter is told on a closed complaint too (TRAPS 44), save an acknowledgement that was given otherwise.
_MARKS = """
    SELECT complaints.ref, CASE
        WHEN complaints.status <> 'closed' AND complaints.acknowledgement IN ('failed', 'bounced')
            THEN complaints.acknowledgement
        WHEN EXISTS (
            SELECT 1 FROM outbox INDEXED BY outbox_of
            WHERE outbox.complaint_id = complaints.id AND outbox.state = 'failed'
                AND NOT (outbox.letter = 'acknowledgement' AND complaints.acknowledgement = 'given')) THEN 'mail'
        WHEN complaints.status <> 'closed' AND complaints.acknowledgement = 'owed' THEN 'owed'
    END AS mark
    FROM json_each(:refs) AS wanted CROSS JOIN complaints ON complaints.ref = wanted.value
    WHERE mark IS NOT NULL
"""


def letter_marks(connection: sqlite3.Connection, refs: Iterable[str]) -> dict[str, str]:
    """Of *refs* those to mark: `failed`, `bounced` or `owed` of the acknowledgement, `mail` for any other letter."""
    return dict(connection.execute(_MARKS, {"refs": json.dumps(list(refs))}).fetchall())
