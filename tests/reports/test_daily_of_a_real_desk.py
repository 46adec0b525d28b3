"""The daily report over what the desk itself writes: acts, sweeps and imports leave rows that add up."""

from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from cxdesk.desk import Desk
from cxdesk.desk.past import PastComplaint
from cxdesk.desk.settling import option
from cxdesk.domain.words import OptionType, Severity, Status
from cxdesk.reports.daily import daily
from cxdesk.reports.result import Report
from tests.desks import Clock, new_desk, opened, received
from tests.reports.build import figures

FLOW = ("open_at_start", "received", "reopened", "unmerged", "closed", "open_at_end", "resolved", "returned")


def _told(desk: Desk, clock: Clock, on: date) -> Report:
    report = daily(
        desk._connection, on=on, zone=ZoneInfo("UTC"), as_of=clock(), calendar=desk.calendar, desk_name="Sample desk"
    )
    assert report.errors == ()
    return report


def test_three_days_of_a_desk_add_up(tmp_path: Path) -> None:
    clock = Clock()
    monday, tuesday = clock().date(), clock().date() + timedelta(days=1)
    with opened(new_desk(tmp_path / "desk", clock), clock) as desk:
        refs = [received(desk, number).complaint.ref for number in range(6)]
        desk.withdraw(refs[0], "The parcel came.")
        desk.merge(refs[1], refs[2])
        desk.take(refs[3])
        desk.quick_resolve(
            refs[3],
            cause=("late-delivery", "The van broke down.", "transport"),
            offer=option(OptionType.APOLOGY, "We are sorry."),
            evidence="Said on the phone.",
            severity=Severity.S4,
        )
        told = _told(desk, clock, monday)
        assert figures(told, *FLOW) == [0, 6, 0, 0, 2, 4, 1, 0]
        assert figures(told, "closed_withdrawn", "closed_merged", "letters_waiting") == [1, 1, 8]

        clock.on(days=1)
        desk.reopen(refs[0], "Another part is missing.")
        desk.unmerge(refs[1])
        desk.return_(refs[3], "It broke again.")
        desk.sweep()
        told = _told(desk, clock, tuesday)
        assert figures(told, *FLOW) == [4, 0, 1, 1, 0, 6, 0, 1]

        clock.on(days=8)
        desk.sweep()
        told = _told(desk, clock, clock().date())
        (marked,) = desk._connection.execute("SELECT count(*) FROM complaints WHERE overdue = 1").fetchone()
        assert figures(told, "open_at_start", "open_at_end", "overdue") == [6, 6, marked]
        assert marked > 0
        past = _told(desk, clock, monday)
        assert figures(past, *FLOW) == [0, 6, 0, 0, 2, 4, 1, 0]
        assert figures(past, "closed_withdrawn", "closed_merged") == [1, 1]
        assert figures(_told(desk, clock, tuesday), *FLOW) == [4, 0, 1, 1, 0, 6, 0, 1]


def test_an_imported_past_counts_when_it_happened_once_the_desk_has_learned_of_it(tmp_path: Path) -> None:
    """DOMAIN §12, TRAPS 35: no act is dated back, nothing is received today."""
    clock = Clock()
    today = clock().date()
    long_ago, yesterday = clock() - timedelta(days=30), clock() - timedelta(days=1)
    past = [
        PastComplaint(
            key="1", received_at=long_ago, subject="Old", text="Old.", status=Status.CLOSED, closed_at=yesterday
        ),
        PastComplaint(key="2", received_at=yesterday, subject="Open", text="Open.", status=Status.RECEIVED),
    ]
    with opened(new_desk(tmp_path / "desk", clock), clock) as desk:
        taken, _point = desk.begin_takeover("old-desk", "old.csv", "digest")
        desk.take_over(taken, past, 2)
        desk.finish_takeover(taken, 0)
        told = _told(desk, clock, today)
        assert figures(told, *FLOW) == [1, 0, 0, 0, 0, 1, 0, 0]
        assert figures(told, "dated_back") == [0]
        assert told.sections[0].notes[0].facts == {"count": 2}
        assert figures(_told(desk, clock, today - timedelta(days=1)), *FLOW) == [0] * 8


def test_what_was_closed_nobody_knows_when_was_not_closed_on_the_day_it_was_taken_over(tmp_path: Path) -> None:
    clock = Clock()
    old = PastComplaint(
        key="1", received_at=clock() - timedelta(days=90), subject="Old", text="Old.", status=Status.CLOSED
    )
    with opened(new_desk(tmp_path / "desk", clock), clock) as desk:
        taken, _point = desk.begin_takeover("old-desk", "old.csv", "digest")
        desk.take_over(taken, [old], 1)
        desk.finish_takeover(taken, 0)
        clock.on(hours=1)
        assert figures(_told(desk, clock, clock().date()), *FLOW) == [0] * 8
        assert not desk.verify()


def test_no_minute_is_without_the_clockwork_before_there_was_a_desk(tmp_path: Path) -> None:
    clock = Clock()
    with opened(new_desk(tmp_path / "desk", clock), clock) as desk:
        clock.on(minutes=40)
        assert figures(_told(desk, clock, clock().date()), "silent_minutes") == [40]
