"""Pages of the queue: every view, at its start and as deep as it goes; the floor is what BUDGETS allows."""

from functools import partial
from pathlib import Path

from desks import desk_of, opened
from lives import NOW
from measure import Measured, fastest

from cxdesk.desk import Desk
from cxdesk.store.pages import page
from cxdesk.store.query import Query, parse
from cxdesk.store.selects import Key
from cxdesk.store.sqlite import Connection
from cxdesk.store.views import VIEWS
from cxdesk.store.walks import Sort

ALLOWED_MS = 10.0
ROWS = 50
_EVERYTHING = "everything"


def rows(count: int, _file: Path | None = None) -> list[Measured]:
    """Milliseconds in process of the first page and of the last full one, the slowest view of all."""
    with opened(desk_of(count), Desk) as desk:
        queries = {
            name: parse(text, now=NOW, zone=desk.zone, me="bob", calendar=desk.calendar)
            for name, text in {**VIEWS, _EVERYTHING: ""}.items()
        }
        first, deep = zip(*(_of_view(desk._connection, name, query) for name, query in queries.items()), strict=True)
    slowest_first, slowest_deep = max(first), max(deep)
    return [
        Measured("page: first, ms", slowest_first[0], ALLOWED_MS, 1.0, f"slowest view: {slowest_first[1]}"),
        Measured("page: deep, ms", slowest_deep[0], ALLOWED_MS, 1.0, f"slowest view: {slowest_deep[1]}"),
    ]


def _of_view(connection: Connection, name: str, query: Query) -> tuple[tuple[float, str], tuple[float, str]]:
    def milliseconds(after: Key | None) -> float:
        return 1000 * fastest(partial(page, connection, query, sort=Sort.DUE, limit=ROWS, after=after))

    last = page(connection, query, sort=Sort.DUE, limit=ROWS + 1, from_end=True)
    return (milliseconds(None), name), (milliseconds(last.first_key), name)
