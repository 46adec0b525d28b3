"""Traps of TRAPS.md that calendars and the ladder answer, by their numbers."""

from datetime import UTC, datetime, timedelta

import pytest

from cxdesk.domain.calendar import Calendar

WEEK = ("mon", "tue", "wed", "thu", "fri")


def test_trap_21_a_day_has_several_windows_and_lunch_is_no_business_time() -> None:
    windows = [["08:00", "12:00"], ["13:00", "17:00"], ["19:00", "20:30"]]
    calendar = Calendar.from_dict({"tz": "UTC", "week": dict.fromkeys(WEEK, windows), "holidays": []})
    monday = datetime(2026, 3, 2, 8, tzinfo=UTC)
    assert calendar.between(monday, monday + timedelta(days=1)) == 9.5 * 3600
    assert calendar.add(monday, 4.5 * 3600) == monday.replace(hour=13, minute=30)
    assert calendar.add(monday, 8.5 * 3600) == monday.replace(hour=19, minute=30)


@pytest.mark.parametrize("noon_of", [2, 30])
def test_trap_32_a_shift_keeps_its_wall_time_after_the_clocks_changed(noon_of: int) -> None:
    """The Monday before and the one after the night in which Berlin's clocks go forward."""
    calendar = Calendar.from_dict({"tz": "Europe/Berlin", "week": {day: [["09:00", "17:00"]] for day in WEEK}})
    opens = calendar.next_open(datetime(2026, 3, noon_of, 0, tzinfo=UTC)).astimezone(calendar.zone)
    assert (opens.hour, opens.minute, opens.day) == (9, 0, noon_of)
