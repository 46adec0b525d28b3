"""One pass of everything, alone by a lease; the daily report by date; the service that ends when it is told to."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from cxdesk.clockwork import DAILY, LEASE_SECONDS, DailyReport, Issued, Pass, daily_report, due_day, one_pass, serve
from cxdesk.desk import Desk
from cxdesk.errors import DeskUnavailable
from cxdesk.mail.maildir import MaildirTransport
from cxdesk.mail.outbox import Sent
from tests.desks import MONDAY, Clock, new_desk, opened, received, sender

PEOPLE = '["boss@cxdesk.example", "quality@cxdesk.example"]'


@pytest.fixture
def clock() -> Clock:
    """Monday, nine o'clock in UTC."""
    return Clock()


def with_report(folder: Path, clock: Clock, time: str = "18:00", email: str = PEOPLE, zone: str = "UTC") -> Path:
    """A desk that reports daily at *time*."""
    settings = new_desk(folder, clock) / "desk.toml"
    text = settings.read_text(encoding="utf-8").replace('timezone = "UTC"', f'timezone = "{zone}"', 1)
    before, _section, _rest = text.partition("[report]")
    settings.write_text(f'{before}[report]\ntime = "{time}"\nemail = {email}\n', encoding="utf-8")
    return folder


@pytest.fixture
def desk(tmp_path: Path, clock: Clock) -> Iterator[Desk]:
    """A desk that reports at 18:00."""
    with opened(with_report(tmp_path / "desk", clock), clock) as found:
        yield found


def page(_desk: Desk, day: date) -> DailyReport:
    """A report short enough for a test."""
    return DailyReport(f"Report {day}", "All is well.\n")


def a_pass(desk: Desk, holder: str = "this one") -> Pass:
    """One pass that sends into the desk's folder."""
    return one_pass(desk, sender(desk, MaildirTransport(desk.folder / "out"), holder), holder=holder, reports=page)


def test_one_pass_sweeps_sends_and_writes_down_that_it_was_there(desk: Desk, clock: Clock) -> None:
    received(desk)
    done = a_pass(desk)
    assert done.sent == Sent(accepted=(1,))
    assert done.swept is not None
    assert done.blind_since is None
    rows = desk._connection.execute("SELECT kind, finished_at IS NOT NULL FROM runs ORDER BY id").fetchall()
    assert rows == [("run", 1), ("sweep", 1)]
    assert desk.lease_ends("clockwork") is None


def test_the_hours_nobody_looked_are_told(desk: Desk, clock: Clock) -> None:
    a_pass(desk)
    clock.on(minutes=15)
    assert a_pass(desk).blind_since is None
    clock.on(hours=3)
    assert a_pass(desk).blind_since == MONDAY + timedelta(minutes=15)


def test_a_second_clockwork_does_nothing_and_says_until_when(desk: Desk, clock: Clock) -> None:
    """TRAPS 42."""
    received(desk)
    assert desk.take_lease("clockwork", "another", LEASE_SECONDS)
    done = a_pass(desk)
    assert done == Pass(MONDAY, busy_until=MONDAY + timedelta(seconds=LEASE_SECONDS))
    assert desk.letters_due() == 1
    assert not done.did_something


def test_the_lease_of_a_clockwork_that_died_is_taken_over(desk: Desk, clock: Clock) -> None:
    received(desk)
    desk.take_lease("clockwork", "one that died", LEASE_SECONDS)
    clock.on(seconds=LEASE_SECONDS)
    assert a_pass(desk).sent == Sent(accepted=(1,))


def test_a_long_pass_keeps_its_lease_and_ends_when_it_lost_it(desk: Desk, clock: Clock) -> None:
    for number in range(3):
        received(desk, number)
    ends: list[datetime | None] = []

    def slowly() -> bool:
        clock.on(seconds=LEASE_SECONDS - 1)
        ends.append(desk.lease_ends("clockwork"))
        if len(ends) == 2:
            desk._connection.execute("UPDATE leases SET holder = 'another'")
        return False

    way_out = sender(desk, MaildirTransport(desk.folder / "out"))
    done = one_pass(desk, way_out, holder="this one", stop=slowly)
    assert ends[0] != ends[1]
    assert done.sent is not None
    assert done.sent == Sent(accepted=(1,), left=2)
    assert desk.lease_ends("clockwork") is not None


def test_a_pass_that_lost_its_lease_does_nothing_more_in_any_of_its_steps(desk: Desk, clock: Clock) -> None:
    received(desk)
    clock.on(days=1)
    asked: list[datetime] = []

    def lost_at_once() -> bool:
        if not asked:
            clock.on(seconds=LEASE_SECONDS - 1)
            desk._connection.execute("UPDATE leases SET holder = 'another'")
        asked.append(clock.at)
        return False

    way_out = sender(desk, MaildirTransport(desk.folder / "out"))
    done = one_pass(desk, way_out, holder="this one", reports=daily_report, stop=lost_at_once)
    assert (done.issued, done.sent) == (None, Sent(left=1))


def test_a_pass_that_fails_gives_its_lease_back(desk: Desk, clock: Clock) -> None:
    def broken(_desk: Desk, _day: date) -> DailyReport:
        raise DeskUnavailable("the disk is full")

    clock.on(days=1)
    way_out = sender(desk, MaildirTransport(desk.folder / "out"))
    with pytest.raises(DeskUnavailable):
        one_pass(desk, way_out, holder="this one", reports=broken)
    assert desk.lease_ends("clockwork") is None


def test_the_daily_report_goes_once_to_each_however_many_passes_there_are(desk: Desk, clock: Clock) -> None:
    """TRAPS 34, 56: by itself, at its hour."""
    assert a_pass(desk).issued is None
    clock.at = MONDAY.replace(hour=18)
    assert a_pass(desk).issued == Issued(date(2026, 3, 2), (1, 2))
    for _later in range(3):
        assert a_pass(desk).issued is None
        clock.on(minutes=5)
    assert {letter.recipient for letter in desk.letters()} == {"boss@cxdesk.example", "quality@cxdesk.example"}
    assert all(letter.state == "accepted" for letter in desk.letters())


def test_a_recipient_named_later_gets_the_days_report_too(tmp_path: Path, clock: Clock) -> None:
    folder = with_report(tmp_path / "desk", clock, email='["boss@cxdesk.example"]')
    clock.at = MONDAY.replace(hour=19)
    with opened(folder, clock) as desk:
        assert a_pass(desk).issued == Issued(date(2026, 3, 2), (1,))
    settings = folder / "desk.toml"
    settings.write_text(settings.read_text().replace('["boss@cxdesk.example"]', PEOPLE))
    with opened(folder, clock) as desk:
        assert a_pass(desk).issued == Issued(date(2026, 3, 2), (2,))


def test_without_recipients_the_desk_keeps_its_own_copy(tmp_path: Path, clock: Clock) -> None:
    with opened(with_report(tmp_path / "desk", clock, email="[]"), clock) as desk:
        clock.at = MONDAY.replace(hour=19)
        assert a_pass(desk).issued == Issued(date(2026, 3, 2), ())
        assert a_pass(desk).issued is None
        assert desk.report_issued_to(DAILY, date(2026, 3, 2)) == {""}


def test_after_an_outage_the_report_missed_last_is_made_up_for_and_no_older_one(desk: Desk, clock: Clock) -> None:
    """TRAPS 34, 50."""
    clock.at = MONDAY + timedelta(days=5)
    assert a_pass(desk).issued == Issued(date(2026, 3, 6), (1, 2))
    assert a_pass(desk).issued is None


def test_no_report_is_due_for_a_day_before_the_desk(desk: Desk) -> None:
    assert due_day(desk) is None


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25)])
def test_on_days_the_clock_jumps_the_report_comes_once(tmp_path: Path, day: date, hours: int) -> None:
    """TRAPS 33: keyed by date; 02:30 is there twice, or not at all."""
    clock = Clock(datetime(2026, 1, 5, tzinfo=UTC))
    with opened(with_report(tmp_path / "desk", clock, "02:30", zone="Europe/Berlin"), clock) as desk:
        midnight = datetime.combine(day, datetime.min.time(), desk.zone).astimezone(UTC)
        clock.at = midnight - timedelta(minutes=1)
        a_pass(desk)
        issued = []
        for quarter in [*range(20), hours * 4 - 1]:
            clock.at = midnight + timedelta(minutes=15 * quarter)
            issued.append(a_pass(desk).issued)
        assert [one.day for one in issued if one is not None] == [day]


def test_a_desk_that_reports_by_hand_is_left_alone(tmp_path: Path, clock: Clock) -> None:
    with opened(new_desk(tmp_path / "desk", clock), clock) as desk:
        clock.on(days=3)
        assert a_pass(desk).issued is None


def test_a_pass_that_is_told_to_stop_leaves_the_rest_to_the_next(desk: Desk, clock: Clock) -> None:
    for number in range(3):
        received(desk, number)
    clock.on(days=60)
    asked = iter([False, *[True] * 100])
    done = one_pass(
        desk,
        sender(desk, MaildirTransport(desk.folder / "out")),
        holder="this one",
        reports=page,
        stop=lambda: next(asked),
    )
    assert done.swept is not None
    assert (len(set(done.swept.refs)), done.swept.left) == (1, 2)
    assert done.sent == Sent(left=3)
    assert done.issued is None
    assert desk.lease_ends("clockwork") is None
    after = a_pass(desk)
    assert after.swept is not None
    assert after.swept.left == 0
    assert desk.verify() == []


def test_a_service_goes_on_after_trouble_and_ends_when_its_wait_says_so() -> None:
    answers: Iterator[Pass | DeskUnavailable] = iter([Pass(MONDAY), DeskUnavailable("locked"), Pass(MONDAY)])
    waits: list[float] = []
    told: list[Pass] = []
    troubles: list[DeskUnavailable] = []

    def make_pass() -> Pass:
        answer = next(answers)
        if isinstance(answer, DeskUnavailable):
            raise answer
        return answer

    def wait(seconds: float) -> bool:
        waits.append(seconds)
        return len(waits) == 3

    count = serve(make_pass, every_seconds=60, wait=wait, told=told.append, trouble=troubles.append)
    assert (count, waits, len(told), [error.what for error in troubles]) == (3, [60, 60, 60], 2, ["locked"])
