"""Business time: the golden cases of TRAPS §4, the dates of STANDARDS §8, and the conventions of the class."""

import threading
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from cxdesk.domain.calendar import Calendar, CalendarError

WORKWEEK = ("mon", "tue", "wed", "thu", "fri")
EVERY_DAY = (*WORKWEEK, "sat", "sun")
ALL_DAY = ["00:00", "24:00"]


def office(zone: str, *windows: list[str], days: tuple[str, ...] = WORKWEEK, **more: Any) -> Calendar:
    return Calendar.from_dict({"tz": zone, "week": {day: list(windows) for day in days}, **more})


def at(text: str, zone: str = "UTC") -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


LONDON = office(
    "Europe/London",
    ["09:00", "17:00"],
    holidays=["2026-04-03", "2026-04-06", "2026-05-04", "2026-05-25", "*-12-25", "2026-12-28", "*-01-01"],
)
BERLIN = office("Europe/Berlin", ["09:00", "17:00"])
SHANGHAI = office(
    "Asia/Shanghai",
    ["09:00", "12:00"],
    ["13:00", "18:00"],
    holidays=[
        *(f"2026-02-{day}" for day in range(15, 24)),
        *(f"2026-05-0{day}" for day in range(1, 6)),
        *(f"2026-09-{day}" for day in range(25, 28)),
        *(f"2026-10-0{day}" for day in range(1, 8)),
    ],
    exceptions={
        f"2026-{day}": [["09:00", "12:00"], ["13:00", "18:00"]]
        for day in ("01-04", "02-14", "02-28", "05-09", "09-20", "10-10")
    },
    coverage_until="2026-12-31",
)
ROUND_THE_CLOCK = office("Europe/Berlin", ALL_DAY, days=EVERY_DAY)


def test_golden_1_and_trap_13_a_warning_an_hour_before_is_an_hour_of_open_time_before() -> None:
    calendar = office("UTC", ["08:00", "18:00"])
    due = calendar.add(at("2026-03-02 17:00"), 4 * 3600)
    assert due == at("2026-03-03 11:00")
    assert calendar.sub(due, 3600) == at("2026-03-03 10:00")
    assert calendar.sub(at("2026-03-03 08:30"), 3600) == at("2026-03-02 17:30")
    assert calendar.sub(at("2026-03-02 08:30"), 3600) == at("2026-02-27 17:30")


def test_golden_2_one_hour_from_friday_evening_ends_on_monday_morning() -> None:
    assert office("UTC", ["09:00", "17:00"]).add(at("2026-03-06 16:30"), 3600) == at("2026-03-09 09:30")


def test_golden_3_two_holidays_inside_48_hours_are_each_left_out_once() -> None:
    calendar = office("Europe/Berlin", ["09:00", "21:00"], days=EVERY_DAY, holidays=["2016-11-11", "2016-11-13"])
    assert calendar.add(at("2016-11-09 23:00", "Europe/Berlin"), 48 * 3600) == at("2016-11-15 21:00", "Europe/Berlin")


def test_golden_4_hours_over_a_change_of_the_clock_are_elapsed_hours() -> None:
    add = ROUND_THE_CLOCK.add
    assert add(at("2026-03-28 22:00", "Europe/Berlin"), 8 * 3600) == at("2026-03-29 07:00", "Europe/Berlin")
    assert add(at("2026-10-24 22:00", "Europe/Berlin"), 8 * 3600) == at("2026-10-25 05:00", "Europe/Berlin")


@pytest.mark.parametrize(("friday", "monday"), [("2026-03-27", "2026-03-30"), ("2026-10-23", "2026-10-26")])
def test_golden_5_and_trap_29_each_day_is_opened_by_its_own_offset(friday: str, monday: str) -> None:
    start, due = at(f"{friday} 16:00", "Europe/Berlin"), at(f"{monday} 10:00", "Europe/Berlin")
    assert BERLIN.add(start, 7200) == due
    assert BERLIN.sub(due, 7200) == start


def test_trap_20_golden_11_any_subset_of_the_week_with_split_days_closures_and_a_working_saturday() -> None:
    calendar = Calendar.from_dict(
        {
            "tz": "UTC",
            "week": {"tue": [["08:00", "12:30"], ["13:30", "17:00"]]},
            "exceptions": {"2026-03-07": [["10:00", "14:00"]]},
            "breaks": {"2026-03-03": [["12:00", "13:00"]], "2026-03-07": [["12:00", "13:00"]]},
        }
    )
    assert calendar.open_intervals(at("2026-03-02 00:00"), at("2026-03-09 00:00")) == [
        (at("2026-03-03 08:00"), at("2026-03-03 12:00")),
        (at("2026-03-03 13:30"), at("2026-03-03 17:00")),
        (at("2026-03-07 10:00"), at("2026-03-07 12:00")),
        (at("2026-03-07 13:00"), at("2026-03-07 14:00")),
    ]
    assert calendar.add(at("2026-03-03 11:00"), 7 * 3600) == at("2026-03-07 13:30")
    assert calendar.add_days(date(2026, 3, 3), 2) == date(2026, 3, 10)


def test_trap_28_a_time_without_a_zone_is_refused() -> None:
    naive = datetime(2026, 3, 2, 9)  # noqa: DTZ001 (what is refused)
    for ask in (BERLIN.next_open, BERLIN.is_open, BERLIN.local_date, lambda moment: BERLIN.add(moment, 60)):
        with pytest.raises(CalendarError, match="names no zone"):
            ask(naive)


def test_trap_30_an_instant_belongs_to_the_date_on_the_wall_of_the_office() -> None:
    assert LONDON.local_date(at("2026-10-24 23:30")) == date(2026, 10, 25)
    assert LONDON.local_date(at("2026-10-25 23:30")) == date(2026, 10, 25)


def test_trap_31_whatever_zone_a_question_comes_in_the_answer_is_one_instant_in_utc() -> None:
    start = at("2026-03-27 16:00", "Europe/Berlin")
    for zone in ("UTC", "Asia/Shanghai", "America/St_Johns"):
        due = BERLIN.add(start.astimezone(ZoneInfo(zone)), 7200)
        assert due.tzinfo is UTC
        assert due == at("2026-03-30 08:00")


def test_the_third_business_day_in_the_uk_counts_the_day_of_receipt_as_day_0() -> None:
    """STANDARDS §8, pitfall 1 and appendix A."""
    assert LONDON.add_days(date(2026, 4, 2), 3) == date(2026, 4, 9)
    assert LONDON.add_days(date(2026, 12, 23), 3) == date(2026, 12, 30)
    assert LONDON.add_days(date(2026, 3, 23), 15) == date(2026, 4, 15)
    assert LONDON.add_days(date(2026, 3, 23), 35) == date(2026, 5, 14)


def test_seven_working_days_in_china_count_the_make_up_days() -> None:
    """STANDARDS §8, pitfall 7."""
    assert SHANGHAI.add_days(date(2026, 2, 13), 7) == date(2026, 3, 2)
    assert SHANGHAI.add_days(date(2026, 9, 28), 7) == date(2026, 10, 13)
    assert SHANGHAI.add_days(date(2026, 4, 29), 7) == date(2026, 5, 12)
    assert SHANGHAI.is_workday(date(2026, 2, 14))
    assert not SHANGHAI.is_workday(date(2026, 2, 15))


def test_business_minutes_of_the_standards_leave_out_nights_lunch_and_holidays() -> None:
    """STANDARDS §8, pitfall 11."""
    london, shanghai = "Europe/London", "Asia/Shanghai"
    assert LONDON.between(at("2026-03-27 16:00", london), at("2026-03-30 10:00", london)) == 120 * 60
    assert SHANGHAI.between(at("2026-02-13 17:00", shanghai), at("2026-02-14 10:00", shanghai)) == 120 * 60
    assert SHANGHAI.between(at("2026-02-14 17:00", shanghai), at("2026-02-24 09:30", shanghai)) == 90 * 60


def test_a_day_of_elapsed_hours_over_the_lost_hour_ends_an_hour_later_on_the_wall() -> None:
    """STANDARDS §8, pitfall 10."""
    calendar = office("Europe/London", ALL_DAY, days=EVERY_DAY)
    assert calendar.add(at("2026-03-28 12:00", "Europe/London"), 86_400) == at("2026-03-29 13:00", "Europe/London")
    start, end = at("2026-10-25 00:30", "Europe/London"), at("2026-10-25 02:30", "Europe/London")
    assert calendar.between(start, end) == 3 * 3600


def test_beyond_the_published_year_a_date_is_provisional() -> None:
    """STANDARDS §8, pitfall 8."""
    assert not SHANGHAI.provisional(date(2026, 12, 31))
    assert SHANGHAI.provisional(date(2027, 1, 1))
    assert not BERLIN.provisional(date(2900, 1, 1))


def test_deadlines_40_and_400_business_days_ahead_are_exact() -> None:
    """BUDGETS: RT 5 leaves the first of them unset without a word."""
    start = at("2026-03-02 10:15", "Europe/Berlin")
    for days, due in ((40, "2026-04-27 10:15"), (400, "2027-09-13 10:15")):
        assert BERLIN.add(start, days * 8 * 3600) == at(due, "Europe/Berlin")
        assert BERLIN.add_days_at(start, days) == at(due, "Europe/Berlin")
        assert BERLIN.sub(at(due, "Europe/Berlin"), days * 8 * 3600) == start
        assert BERLIN.days_between(start.date(), at(due).date()) == days


def test_an_amount_that_ends_exactly_at_closing_is_due_at_closing() -> None:
    assert BERLIN.add(at("2026-03-06 09:00", "Europe/Berlin"), 8 * 3600) == at("2026-03-06 17:00", "Europe/Berlin")
    assert BERLIN.sub(at("2026-03-06 17:00", "Europe/Berlin"), 8 * 3600) == at("2026-03-06 09:00", "Europe/Berlin")


def test_a_zero_amount_from_a_closed_moment_is_due_at_the_next_opening() -> None:
    closing = at("2026-03-06 17:00", "Europe/Berlin")
    assert BERLIN.add(closing, 0) == at("2026-03-09 09:00", "Europe/Berlin")
    assert BERLIN.add(closing - timedelta(minutes=1), 0) == closing - timedelta(minutes=1)
    assert BERLIN.sub(at("2026-03-08 12:00"), 0) == closing
    assert BERLIN.sub(at("2026-03-09 09:00", "Europe/Berlin"), 0) == at("2026-03-09 09:00", "Europe/Berlin")


def test_a_negative_amount_goes_the_other_way() -> None:
    start, due = at("2026-03-06 16:30", "Europe/Berlin"), at("2026-03-09 09:30", "Europe/Berlin")
    assert BERLIN.sub(start, -3600) == due
    assert BERLIN.add(due, -3600) == start
    assert BERLIN.between(due, start) == -3600


def test_whole_seconds_are_an_int_and_microseconds_are_not_lost() -> None:
    start = at("2026-03-06 16:59:59.700000", "Europe/Berlin")
    assert BERLIN.between(start, start + timedelta(days=3)) == 8 * 3600
    assert isinstance(BERLIN.between(start, start + timedelta(days=3)), int)
    assert BERLIN.between(start, at("2026-03-09 09:00:00.000001", "Europe/Berlin")) == 0.300001
    assert BERLIN.add(start, 0.300001) == at("2026-03-09 09:00:00.000001", "Europe/Berlin")


def test_pauses_overlapping_unsorted_and_starting_in_one_minute_count_once() -> None:
    """TRAPS 15, golden case 6, the part of the calendar."""
    start = at("2026-03-06 16:00")
    calendar = office("UTC", ["09:00", "17:00"])
    pauses = [
        (at("2026-03-09 10:00:20"), at("2026-03-09 10:00:50")),
        (at("2026-03-06 16:30"), at("2026-03-09 09:10")),
        (at("2026-03-09 10:00:00"), at("2026-03-09 10:00:10")),
        (at("2026-03-06 16:45"), at("2026-03-06 23:00")),
    ]
    due = calendar.add(start, 7200, pauses)
    assert due == at("2026-03-09 10:40:40")
    assert calendar.between(start, due, pauses) == 7200
    assert calendar.between(due, start, pauses) == -7200
    assert calendar.sub(due, 7200, pauses) == start
    assert calendar.between(at("2026-02-25 09:00"), at("2026-02-25 17:00"), pauses) == 8 * 3600


def test_an_amount_that_ends_where_a_pause_begins_is_due_there_and_zero_waits_for_its_end() -> None:
    calendar, begun, ended = office("UTC", ["09:00", "17:00"]), at("2026-03-05 10:00"), at("2026-03-05 12:00")
    assert calendar.add(at("2026-03-05 09:00"), 3600, [(begun, ended)]) == begun
    assert calendar.sub(at("2026-03-05 13:00"), 3600, [(begun, ended)]) == ended
    assert calendar.add(begun, 0, [(begun, ended)]) == ended
    assert calendar.sub(at("2026-03-05 11:00"), 0, [(begun, ended)]) == begun


def test_a_pause_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(CalendarError, match="ends before it begins"):
        BERLIN.add(at("2026-03-06 16:00"), 60, [(at("2026-03-07 00:00"), at("2026-03-06 00:00"))])


def test_a_night_shift_belongs_to_the_day_on_which_it_opens() -> None:
    nights = office("Europe/Berlin", ["22:00", "06:00"])
    assert nights.is_workday(date(2026, 3, 6))
    assert not nights.is_workday(date(2026, 3, 7))
    assert nights.is_open(at("2026-03-07 05:59", "Europe/Berlin"))
    assert nights.close_of_business(date(2026, 3, 6)) == at("2026-03-07 06:00", "Europe/Berlin")
    assert nights.close_of_business(date(2026, 3, 7)) is None
    assert nights.closed_reason(date(2026, 3, 7)) == "weekend"


def test_a_night_shift_over_a_change_of_the_clock_is_an_hour_shorter_or_longer() -> None:
    nights = office("America/New_York", ["22:00", "06:00"], days=("sat",))
    begin = at("2026-03-07 12:00", "America/New_York")
    assert nights.between(begin, begin + timedelta(days=2)) == 7 * 3600
    begin = at("2026-10-31 12:00", "America/New_York")
    assert nights.between(begin, begin + timedelta(days=2)) == 9 * 3600


def test_midnight_at_the_end_of_the_day_and_at_the_start_of_the_next_leave_no_gap() -> None:
    calendar = office("UTC", ["18:00", "24:00"], days=("mon",), exceptions={"2026-03-03": [["00:00", "02:00"]]})
    assert calendar.next_close(at("2026-03-02 19:00")) == at("2026-03-03 02:00")
    assert calendar.prev_open(at("2026-03-03 00:00")) == at("2026-03-03 00:00")


def test_days_that_the_clock_makes_shorter_or_skips_have_their_true_bounds() -> None:
    sao_paulo = office("America/Sao_Paulo", ["09:00", "17:00"])
    assert sao_paulo.start_of_day(date(2018, 11, 4)) == at("2018-11-04 03:00")
    assert sao_paulo.end_of_day(date(2018, 11, 3)) == at("2018-11-04 03:00")
    assert sao_paulo.end_of_day(date(2018, 11, 4)) == at("2018-11-05 02:00")
    apia = office("Pacific/Apia", ["09:00", "17:00"])
    assert apia.start_of_day(date(2011, 12, 30)) == apia.end_of_day(date(2011, 12, 30)) == at("2011-12-30 10:00")
    assert not apia.is_workday(date(2011, 12, 30))
    assert apia.days_between(date(2011, 12, 29), date(2012, 1, 3)) == 2
    toronto = office("America/Toronto", ["09:00", "17:00"])
    assert toronto.start_of_day(date(1919, 3, 31)) == at("1919-03-31 04:30")


def test_closed_days_say_why() -> None:
    calendar = office(
        "UTC",
        ["09:00", "17:00"],
        holidays=["*-12-25"],
        exceptions={"2026-06-01": [], "2026-06-06": []},
        breaks={"2026-06-02": [["08:00", "18:00"]], "2026-06-03": [["12:00", "13:00"]]},
    )
    reasons = {
        date(2026, 6, 1): "closed",
        date(2026, 6, 2): "closed",
        date(2026, 6, 3): None,
        date(2026, 6, 6): "weekend",
        date(2026, 12, 25): "holiday",
        date(2027, 12, 25): "holiday",
    }
    assert {day: calendar.closed_reason(day) for day in reasons} == reasons
    assert calendar.close_of_business(date(2026, 6, 2)) is None


def test_zero_working_days_are_the_day_itself_and_a_closed_start_is_day_0_too() -> None:
    assert BERLIN.add_days(date(2026, 3, 7), 0) == date(2026, 3, 7)
    assert BERLIN.add_days(date(2026, 3, 7), 1) == date(2026, 3, 9)
    assert BERLIN.add_days(date(2026, 3, 7), -1) == date(2026, 3, 6)
    assert BERLIN.days_between(date(2026, 3, 9), date(2026, 3, 7)) == 0
    assert BERLIN.days_between(date(2026, 3, 10), date(2026, 3, 6)) == -2


def test_the_same_clock_time_counts_from_the_next_opening_or_from_the_date_as_it_is() -> None:
    saturday, berlin = at("2026-03-07 14:00", "Europe/Berlin"), "Europe/Berlin"
    assert BERLIN.add_days_at(saturday, 3) == at("2026-03-12 09:00", berlin)
    assert BERLIN.add_days_at(saturday, 3, as_is=True) == at("2026-03-11 14:00", berlin)
    assert BERLIN.add_days_at(saturday, -3) == at("2026-03-03 17:00", berlin)
    assert BERLIN.add_days_at(saturday, 0) == at("2026-03-09 09:00", berlin)
    evening = at("2026-03-05 20:00", berlin)
    assert BERLIN.add_days_at(evening, 1, as_is=True) == at("2026-03-09 09:00", berlin)
    assert BERLIN.add_days_at(evening, -1, as_is=True) == at("2026-03-04 17:00", berlin)


def test_the_same_clock_time_on_a_shorter_day_moves_on_unless_it_is_the_closing() -> None:
    calendar = office("UTC", ["09:00", "17:00"], exceptions={"2026-03-04": [["09:00", "12:00"]]})
    assert calendar.add_days_at(at("2026-03-03 12:00"), 1) == at("2026-03-04 12:00")
    assert calendar.add_days_at(at("2026-03-03 12:01"), 1) == at("2026-03-05 09:00")
    assert calendar.add_days_at(at("2026-03-05 15:00"), -1) == at("2026-03-04 12:00")


def test_the_same_clock_time_that_does_not_exist_becomes_the_moment_of_the_jump() -> None:
    assert ROUND_THE_CLOCK.add_days_at(at("2026-03-28 02:30", "Europe/Berlin"), 1) == at("2026-03-29 01:00")
    assert ROUND_THE_CLOCK.add_days_at(at("2026-10-24 02:30", "Europe/Berlin"), 1) == at("2026-10-25 00:30")


def test_an_office_that_never_opens_again_or_never_closes_is_told_apart_from_a_long_wait() -> None:
    once = Calendar.from_dict({"tz": "UTC", "week": {}, "exceptions": {"2026-03-04": [["09:00", "12:00"]]}})
    assert once.next_open(at("2001-01-01 00:00")) == at("2026-03-04 09:00")
    assert once.between(at("2001-01-01 00:00"), at("2051-01-01 00:00")) == 3 * 3600
    impossible: list[Callable[[], object]] = [
        lambda: once.next_open(at("2026-03-04 12:00")),
        lambda: once.prev_open(at("2026-03-04 09:00")),
        lambda: once.add(at("2026-03-04 09:00"), 3 * 3600 + 1),
        lambda: once.sub(at("2026-03-04 12:00"), 3 * 3600 + 1),
        lambda: once.add_days(date(2026, 3, 4), 1),
        lambda: once.add_days(date(2026, 3, 4), -1),
        lambda: ROUND_THE_CLOCK.next_close(at("2026-03-04 12:00")),
    ]
    for ask in impossible:
        with pytest.raises(CalendarError, match="ten years"):
            ask()


def test_nothing_is_counted_out_of_the_years_of_the_calendar() -> None:
    last, first = datetime.max.replace(tzinfo=UTC), datetime.min.replace(tzinfo=UTC)
    impossible: list[Callable[[], object]] = [
        lambda: BERLIN.next_open(last),
        lambda: BERLIN.prev_open(first),
        lambda: BERLIN.add(at("2026-03-04 12:00"), 10**12),
        lambda: BERLIN.sub(at("2026-03-04 12:00"), 10**12),
        lambda: BERLIN.add_days(date(2026, 3, 4), 10**7),
        lambda: BERLIN.end_of_day(date.max),
        lambda: BERLIN.start_of_day(date.min),
        lambda: BERLIN.next_open(last.replace(tzinfo=ZoneInfo("America/New_York"))),
    ]
    for ask in impossible:
        with pytest.raises(CalendarError, match="1 to 9999"):
            ask()
    assert BERLIN.is_workday(date(9999, 12, 31))
    assert BERLIN.is_workday(date(1, 1, 1))
    assert ROUND_THE_CLOCK.is_open(at("9999-12-31 12:00"))


def test_readers_see_one_truth_while_another_thread_extends_the_calendar() -> None:
    shared, start = office("Europe/Berlin", ["09:00", "17:00"]), at("2026-03-02 10:15", "Europe/Berlin")
    expected = shared.add(start, 400_000)
    wrong: list[datetime] = []

    def extend() -> None:
        for years in (*range(30), *range(0, -30, -1)):
            shared.next_open(start.replace(year=2026 + years))

    def read() -> None:
        wrong.extend(due for _time in range(20_000) if (due := shared.add(start, 400_000)) != expected)

    threads = [threading.Thread(target=work) for work in (extend, read)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


@pytest.mark.parametrize("seconds", [1, 1023, 1024, 1025, 1024 * 1024 - 1, 1024 * 1024, 40_000_000, 0.5, 3600.25])
def test_an_amount_of_any_length_is_added_exactly(seconds: float) -> None:
    week = {day: [["00:00", "24:00"]] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}
    always = Calendar.from_dict({"tz": "UTC", "week": week})
    start = at("2026-03-02 10:00")
    always.add(start, 600 * 86_400)
    assert always.add(start, seconds) == start + timedelta(seconds=seconds)
