"""How large a desk is; the floor is what BUDGETS allows for its complaints and their words."""

from pathlib import Path

from desks import desk_of, opened
from measure import Measured

from cxdesk.desk import Desk

BYTES = 2_500
TEXT_TIMES = 2.5
_PAGES = "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"
_COMPLAINTS = "SELECT count(*) FROM complaints"
_TEXT = "SELECT total(length(CAST(text AS BLOB))) FROM entries"


def rows(count: int, _file: Path | None = None) -> list[Measured]:
    """Bytes of the database for each complaint, with its customer, events, clocks, words and their index."""
    with opened(desk_of(count), Desk) as desk:
        size, complaints, text = (
            desk._connection.execute(query).fetchone()[0] for query in (_PAGES, _COMPLAINTS, _TEXT)
        )
        (events,) = desk._connection.execute("SELECT count(*) FROM events WHERE stream = 'complaint'").fetchone()
    words = text / complaints
    note = f"{words:.0f} bytes of words and {events / complaints:.1f} events each"
    return [Measured("size: bytes a complaint", size / complaints, BYTES + TEXT_TIMES * words, 1.0, note)]
