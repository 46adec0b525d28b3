"""Which mails that came in still want an answer, as conditions over `inbox`; a list asks them without any query."""

import sqlite3
from collections.abc import Sequence

NOBODY_ACTED = """NOT EXISTS (
        SELECT 1 FROM events WHERE stream = 'complaint' AND stream_id = inbox.complaint_id
        AND agent <> 'system' AND recorded_at > inbox.stored_at)"""
"""No person did anything about the complaint since."""

STANDING = f"""
    proposal <> '' AND (proposal <> 'unclear' OR {NOBODY_ACTED}) AND EXISTS (
        SELECT 1 FROM options WHERE options.complaint_id = inbox.complaint_id AND options.state = 'open'
        AND options.offered_at <= inbox.stored_at AND (inbox.option IS NULL OR inbox.option = options.number))
"""
"""A proposal stands until no option that was offered when it came lies with the customer any more; one that is
unclear needs reading alone.
"""


_UNRECORDED = f"""
    SELECT wanted.value FROM json_each(?) AS wanted
    WHERE EXISTS (SELECT 1 FROM inbox INDEXED BY inbox_proposals WHERE complaint_id = wanted.value AND {STANDING})
"""


def unrecorded(connection: sqlite3.Connection, ids: Sequence[int]) -> frozenset[int]:
    """Of these complaints those whose customer seems to have answered an option, which nobody recorded."""
    if not ids:
        return frozenset()
    return frozenset(row[0] for row in connection.execute(_UNRECORDED, (f"[{','.join(map(str, ids))}]",)))
