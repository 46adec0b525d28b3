"""The daily report, rendered, against the bare SQL of its own queries."""

from functools import partial
from pathlib import Path

from desks import Asked, Overheard, desk_of, opened
from lives import NOW
from measure import Measured, fastest_pair

from cxdesk.desk import Desk
from cxdesk.reports.daily import daily
from cxdesk.reports.render import Format, render
from cxdesk.reports.result import Report
from cxdesk.store.sqlite import Connection

BUDGET = 1.5
SECONDS_ALLOWED = 2.0
ROUNDS = 15


def rows(count: int, _file: Path | None = None) -> list[Measured]:
    """Seconds of the report of the desk's present day."""
    with opened(desk_of(count), Desk) as desk:
        heard = Overheard(desk._connection)
        _report(desk, heard)  # type: ignore[arg-type]  # it passes all on
        ours, floor = fastest_pair(
            lambda: render(_report(desk, desk._connection), Format.TABLE),
            partial(_bare, desk._connection, heard.asked),
            ROUNDS,
        )
    return [
        Measured("report daily, s", ours, floor, BUDGET, f"{len(heard.asked)} statements"),
        Measured("report daily: at most, s", ours, SECONDS_ALLOWED, 1.0),
    ]


def _report(desk: Desk, connection: Connection) -> Report:
    return daily(
        connection, on=NOW.date(), zone=desk.zone, as_of=NOW, calendar=desk.calendar, desk_name=desk.settings.desk.name
    )


def _bare(connection: Connection, asked: list[Asked]) -> None:
    for how, query, values in asked:
        getattr(connection, how)(query, *values).fetchall()
