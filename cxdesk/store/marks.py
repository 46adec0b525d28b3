"""What the queue says beside the status: acknowledgements that nobody has got (DOMAIN §8: an alarm in the queue)."""

import json
import sqlite3
from collections.abc import Iterable

_UNACKNOWLEDGED = """
    SELECT complaints.ref, complaints.acknowledgement
    FROM json_each(:refs) AS wanted CROSS JOIN complaints ON complaints.ref = wanted.value
    WHERE complaints.acknowledgement IN ('failed', 'bounced', 'owed') AND complaints.status <> 'closed'
"""


def unacknowledged(connection: sqlite3.Connection, refs: Iterable[str]) -> dict[str, str]:
    """Of *refs* the open ones whose acknowledgement failed, bounced, or is owed without a letter."""
    return dict(connection.execute(_UNACKNOWLEDGED, {"refs": json.dumps(list(refs))}).fetchall())
