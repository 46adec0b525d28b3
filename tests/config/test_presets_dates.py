"""The clocks of the presets walked through the dates of STANDARDS §8 and Appendix A."""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from cxdesk.config.holidays import find_holidays, refresh_calendar
from cxdesk.config.presets import preset
from cxdesk.domain.amounts import parse_amount
from cxdesk.domain.calendar import Calendar
from cxdesk.domain.due import due

WEEK = {day: [["09:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}


@cache
def calendar_of(name: str) -> Calendar:
    """Office hours with the holidays of the preset's country; England's stand in where a rule has none of its own."""
    read = preset(name)
    country, _dash, subdivision = (read.calendar_country or "GB-ENG").partition("-")
    stored = find_holidays(Path("nowhere"), country, subdivision) if country == "CN" else None
    stored = stored or refresh_calendar(country, subdivision, [2026, 2027])
    return Calendar.from_dict(
        {
            "tz": read.timezone or "Europe/London",
            "week": WEEK,
            "holidays": [day.isoformat() for day in stored.days_off],
            "exceptions": {day.isoformat(): [["09:00", "17:00"]] for day in stored.work_days},
            "coverage_until": stored.coverage_until.isoformat(),
        }
    )


def due_at(name: str, clock: str, started_on: str, total: str = "") -> datetime:
    """The exclusive bound for a start at 10:00 local time."""
    calendar = calendar_of(name)
    found = preset(name).standard.policy.clock(clock)
    assert found is not None
    amount = parse_amount(total) if total else found.target
    assert amount is not None
    start = datetime.combine(date.fromisoformat(started_on), time(10), calendar.zone)
    return due(found, amount, start, calendar).at


def last_day(name: str, clock: str, started_on: str, total: str = "") -> str:
    """The last local date on which the obligation can still be met."""
    bound = due_at(name, clock, started_on, total)
    return (bound - timedelta(microseconds=1)).astimezone(calendar_of(name).zone).date().isoformat()


@pytest.mark.parametrize(
    ("name", "clock", "started_on", "ends_on"),
    [
        ("gb-fca-disp", "resolve", "2026-02-10", "2026-04-07"),  # §8.2: eight weeks to the day, over Easter, no roll
        ("gb-fca-disp", "src", "2026-04-02", "2026-04-09"),  # §8.1: Good Friday and Easter Monday
        ("gb-fca-disp", "src", "2026-12-23", "2026-12-30"),  # §8.1: 28 December is the substitute day
        ("gb-fca-disp", "referral", "2026-08-31", "2027-02-28"),  # §8.3: months clamp
        ("gb-fca-disp", "holding", "2026-02-10", "2026-03-10"),
        ("gb-fca-psd", "resolve", "2026-03-23", "2026-04-15"),  # Appendix A
        ("eu-psd2", "resolve", "2026-03-23", "2026-04-15"),
        ("gb-housing", "acknowledge", "2026-04-02", "2026-04-13"),
        ("gb-housing", "resolve", "2026-04-13", "2026-04-27"),
        ("us-cfpb", "respond", "2026-07-01", "2026-07-16"),  # Appendix A
        ("us-cfpb", "resolve", "2026-07-01", "2026-08-30"),  # Appendix A: a Sunday, no roll
        ("cn-bank-ins", "resolve", "2026-09-18", "2026-10-08"),  # §8.6: National Day rolls
        ("cn-bank-ins", "resolve", "2026-01-31", "2026-02-24"),  # §8.6: Spring Festival rolls
        ("cn-telecom", "resolve", "2026-01-30", "2026-02-14"),  # §8.6: a make-up working day, no roll
        ("cn-12315-firm", "resolve", "2026-09-18", "2026-10-08"),
        ("cn-12315-firm", "respond", "2026-09-30", "2026-10-08"),
        ("cn-12315-firm", "position", "2026-02-13", "2026-02-25"),  # 14 February is worked
    ],
)
def test_a_clock_ends_on_the_day_of_the_rule(name: str, clock: str, started_on: str, ends_on: str) -> None:
    assert last_day(name, clock, started_on) == ends_on


@pytest.mark.parametrize(
    ("name", "started_on", "place", "ends_on"),
    [
        ("gb-fca-psd", "2026-03-23", 0, "2026-05-14"),  # Appendix A: 35 business days, 3 and 6 April, 4 May
        ("eu-psd2", "2026-03-23", 0, "2026-05-14"),
        ("gb-housing", "2026-04-13", 0, "2026-05-12"),
        ("cn-bank-ins", "2026-09-18", 0, "2026-10-19"),  # 18 October is a Sunday
        ("cn-bank-ins", "2026-09-18", 1, "2026-11-17"),
    ],
)
def test_an_extension_is_a_new_total_from_the_same_start(name: str, started_on: str, place: int, ends_on: str) -> None:
    found = preset(name).standard.policy.clock("resolve")
    assert found is not None
    assert last_day(name, "resolve", started_on, str(found.extend[place].to)) == ends_on


def test_the_window_of_the_summary_resolution_closes_with_the_business() -> None:
    assert due_at("gb-fca-disp", "src", "2026-04-02") == datetime(2026, 4, 9, 17, tzinfo=ZoneInfo("Europe/London"))


def test_faults_count_hours_from_the_report_on() -> None:
    assert due_at("cn-telecom-fault", "fault_repair", "2026-10-01") == datetime(2026, 10, 3, 2, tzinfo=UTC)
    assert due_at("cn-telecom-fault-rural", "fault_repair", "2026-10-01") == datetime(2026, 10, 4, 2, tzinfo=UTC)
