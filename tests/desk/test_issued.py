"""Reports as issued: each copy that went out is kept (TRAPS 33, 34)."""

import sqlite3
from datetime import date
from pathlib import Path

from sqlite_utils import Database

from cxdesk.store import sweeps
from cxdesk.store.migrate import migrations
from tests.desks import MONDAY, Clock, new_desk, opened

DAY = date(2026, 3, 1)
READER = "reader@cxdesk.example"


def test_a_report_issued_again_stands_beside_the_copy_before_it(tmp_path: Path) -> None:
    clock = Clock()
    with opened(new_desk(tmp_path / "desk", clock), clock) as desk:
        first = desk.issue_report("daily", DAY, [READER], "report", "as of nine")
        assert desk.issue_report("daily", DAY, [READER], "report", "as of ten") == ()
        clock.on(hours=2)
        again = desk.issue_report("daily", DAY, [READER], "report", "as of eleven", again=True)
        at_once = desk.issue_report("daily", DAY, [READER], "report", "once more", again=True)
        assert len({*first, *again, *at_once}) == 3
        kept = desk.report_issues("daily", DAY)
        assert [issue.body for issue in kept] == ["as of nine", "as of eleven", "once more"]
        assert len({issue.issued_at for issue in kept}) == 3
        assert desk.report_issued_to("daily", DAY) == {READER}


def test_what_an_earlier_version_issued_is_kept(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "earlier.db", isolation_level=None)
    database = Database(connection)
    migrations.apply(database, stop_before="0004_issued")
    at = int(MONDAY.timestamp() * 1_000_000)
    connection.execute("INSERT INTO issued_reports VALUES ('daily', '2026-03-01', ?, ?, '1:ab', 'text')", (READER, at))
    migrations.apply(database)
    assert sweeps.issues(connection, "daily", "2026-03-01") == [("daily", "2026-03-01", READER, at, "1:ab", "text")]
    connection.close()
