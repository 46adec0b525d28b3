"""Calendars as people write them: what is refused says which key, which value, and what to write instead."""

from datetime import date
from typing import Any

import pytest

from cxdesk.domain.calendar import Calendar, CalendarError
from cxdesk.domain.calendar_spec import Hours

OFFICE: dict[str, Any] = {"tz": "Europe/London", "week": {"mon": [["09:00", "17:00"]]}}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"tz": "Europe/Lundun"}, ["tz", "'Europe/Lundun'", "Europe/London"]),
        ({"tz": None}, ["tz", "None"]),
        ({"tz": "Europe"}, ["tz", "'Europe'"]),
        ({"tz": "../zone"}, ["tz", "'../zone'"]),
        ({"hollidays": []}, ["hollidays", "holidays"]),
        ({"name": 7}, ["name", "7"]),
        ({"week": {}}, ["week", "never open", "09:00"]),
        ({"week": {"mon": []}, "exceptions": {"2026-01-02": []}}, ["week", "never open"]),
        ({"week": ["mon"]}, ["week", "mon to sun"]),
        ({"week": {"monday": [["09:00", "17:00"]]}}, ["'monday'", "mon"]),
        ({"week": {"mon": [["09:00", "17:00"], ["16:00", "18:00"]]}}, ["week.mon", "overlap", "join"]),
        ({"week": {"mon": "09:00-17:00"}}, ["week.mon", "'09:00-17:00'", '[["09:00", "17:00"]]']),
        ({"week": {"mon": [["9:00", "17:00"]]}}, ["week.mon", "'9:00'"]),
        ({"week": {"mon": [["09:00", "24:30"]]}}, ["week.mon", "'24:30'", "24:00"]),
        ({"week": {"mon": [["24:00", "06:00"]]}}, ["week.mon", "'24:00'"]),
        ({"week": {"mon": [["09:00", "09:00"]]}}, ["week.mon", "different"]),
        ({"week": {"mon": [["09:00"]]}}, ["week.mon", "['09:00']"]),
        ({"week": {"mon": [["13:30", "13:00"]], "tue": [["09:00", "17:00"]]}}, ["week.mon", "week.tue", "13:00"]),
        ({"week": {"sun": [["22:00", "06:00"]], "mon": [["05:00", "12:00"]]}}, ["week.sun", "week.mon"]),
        ({"holidays": {"2026-01-01": "New Year"}}, ["holidays", "list"]),
        ({"holidays": ["2026-02-30"]}, ["holidays", "'2026-02-30'", "*-12-25"]),
        ({"holidays": ["*-13-01"]}, ["holidays", "'*-13-01'"]),
        ({"holidays": ["01/01/2026"]}, ["holidays", "'01/01/2026'"]),
        ({"exceptions": ["2026-01-01"]}, ["exceptions", "table"]),
        ({"exceptions": {"2026-1-1": []}}, ["exceptions", "'2026-1-1'"]),
        ({"breaks": {"2026-01-05": [["12:00", "noon"]]}}, ["breaks.2026-01-05", "'noon'"]),
        ({"coverage_until": "*-12-31"}, ["coverage_until", "2026-12-31"]),
        ({"coverage_until": 2026}, ["coverage_until", "2026"]),
    ],
)
def test_a_bad_calendar_names_key_value_and_mend(change: dict[str, Any], words: list[str]) -> None:
    with pytest.raises(CalendarError) as refused:
        Calendar.from_dict(OFFICE | change)
    for word in words:
        assert word in str(refused.value)


def test_equal_hours_give_one_canonical_spec_whatever_the_order_they_were_written_in() -> None:
    one = Calendar.from_dict(
        {
            "week": {"tue": [["13:00", "17:00"], ["09:00", "12:00"]], "mon": [["18:00", "00:00"]], "wed": []},
            "tz": "Europe/London",
            "holidays": ["2026-12-28", "*-12-25", "2026-12-28"],
            "exceptions": {"2026-05-02": [["22:00", "06:00"]], "2026-05-01": []},
            "coverage_until": "2026-12-31",
        }
    )
    assert list(one.to_dict().items()) == [
        ("tz", "Europe/London"),
        ("week", {"mon": [["18:00", "24:00"]], "tue": [["09:00", "12:00"], ["13:00", "17:00"]]}),
        ("holidays", ["*-12-25", "2026-12-28"]),
        ("exceptions", {"2026-05-01": [], "2026-05-02": [["22:00", "06:00"]]}),
        ("breaks", {}),
        ("coverage_until", "2026-12-31"),
    ]
    assert Calendar.from_dict(one.to_dict()).to_dict() == one.to_dict()
    assert Calendar.from_dict(OFFICE | {"name": "desk"}).to_dict()["name"] == "desk"


def test_a_date_written_out_beats_a_day_of_every_year_and_an_exception_a_holiday() -> None:
    short, long = [["09:00", "12:00"]], [["08:00", "20:00"]]
    hours = Hours.from_dict(
        OFFICE
        | {
            "holidays": ["*-12-25", "2026-12-24", "2026-12-23"],
            "exceptions": {"*-12-24": short, "2026-12-25": long, "2026-12-23": short, "*-12-22": []},
        }
    )
    assert hours.windows_on(date(2025, 12, 24)) == ((540, 720),)
    assert hours.windows_on(date(2026, 12, 24)) == ()
    assert hours.windows_on(date(2025, 12, 25)) == ()
    assert hours.windows_on(date(2026, 12, 25)) == ((480, 1200),)
    assert hours.windows_on(date(2026, 12, 23)) == ((540, 720),)
    assert hours.windows_on(date(2026, 12, 22)) == ()


def test_breaks_may_overlap_each_other_and_meet_the_night_shift_of_the_day_before() -> None:
    hours = Hours.from_dict(
        {
            "tz": "UTC",
            "week": {"mon": [["22:00", "06:00"]]},
            "breaks": {"2026-01-06": [["01:00", "02:00"], ["01:30", "03:00"]]},
        }
    )
    assert hours.open_on(date(2026, 1, 5)) == ((22 * 60, 25 * 60), (27 * 60, 30 * 60))
