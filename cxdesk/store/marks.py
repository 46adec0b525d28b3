"""What the queue says beside the status: letters that nobody has got, answers that nobody recorded (DOMAIN §8)."""

import json
import sqlite3
from collections.abc import Iterable

from cxdesk.store.answers import STANDING

# A failed letter is told on a closed complaint too (TRAPS 44), save an acknowledgement that was given otherwise.
_MARKS = f"""
    SELECT complaints.ref, CASE
        WHEN complaints.status <> 'closed' AND complaints.acknowledgement IN ('failed', 'bounced')
            THEN complaints.acknowledgement
        WHEN EXISTS (
            SELECT 1 FROM outbox INDEXED BY outbox_of
            WHERE outbox.complaint_id = complaints.id AND outbox.state = 'failed'
                AND NOT (outbox.letter = 'acknowledgement' AND complaints.acknowledgement = 'given')) THEN 'mail'
        WHEN complaints.status <> 'closed' AND complaints.acknowledgement = 'owed' THEN 'owed'
    END AS letter, CASE
        WHEN EXISTS (
            SELECT 1 FROM inbox INDEXED BY inbox_proposals
            WHERE inbox.complaint_id = complaints.id AND {STANDING}) THEN 'answer'
    END AS answer
    FROM json_each(:refs) AS wanted CROSS JOIN complaints ON complaints.ref = wanted.value
    WHERE letter IS NOT NULL OR answer IS NOT NULL
"""


def letter_marks(connection: sqlite3.Connection, refs: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Of *refs* those to mark: `failed`, `bounced` or `owed` of the acknowledgement, `mail` for any other letter.

    `answer` is a mail that seems to answer an option that lies with the customer still.
    """
    found = connection.execute(_MARKS, {"refs": json.dumps(list(refs))})
    return {ref: tuple(filter(None, marks)) for ref, *marks in found}
