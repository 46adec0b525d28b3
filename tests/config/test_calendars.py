"""Calendars as written: weeks, breaks, public holidays, the desk's own days, and where the days come from."""

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from cxdesk.config import ConfigError, load
from cxdesk.config.holidays import find_holidays, read_holidays, refresh_calendar, store_holidays
from cxdesk.domain.calendar import Calendar
from cxdesk.errors import DeskUnavailable, WrongUse


def spec(tmp_path: Path, text: str, name: str = "desk") -> dict[str, Any]:
    (tmp_path / "desk.toml").write_text(text, encoding="utf-8")
    return dict(load(tmp_path / "desk.toml").calendars[name])


def test_a_desk_without_a_calendar_keeps_office_hours_in_its_zone(tmp_path: Path) -> None:
    read = spec(tmp_path, '[desk]\ntimezone = "Europe/Berlin"')
    assert read["tz"] == "Europe/Berlin"
    assert read["week"] == {day: [["09:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}


def test_a_week_is_written_in_lines_with_breaks(tmp_path: Path) -> None:
    read = spec(
        tmp_path,
        '[calendar.desk]\nweek = ["mon-thu,sun 08:00-12:00 12:00-18:00", "fri 09:00-13:00"]\nbreaks = "12:30-13:15"',
    )
    assert read["week"]["sun"] == [["08:00", "12:00"], ["12:00", "12:30"], ["13:15", "18:00"]]
    assert read["week"]["fri"] == [["09:00", "12:30"]]
    assert "sat" not in read["week"]


def test_a_night_shift_and_a_week_round_the_weekend(tmp_path: Path) -> None:
    read = spec(tmp_path, '[calendar.desk]\nweek = "fri-mon 22:00-06:00"\nbreaks = "12:00-13:00"')
    assert list(read["week"]) == ["mon", "fri", "sat", "sun"]
    assert read["week"]["fri"] == [["22:00", "06:00"]]


def test_own_closed_and_open_days_come_before_public_ones(tmp_path: Path) -> None:
    read = spec(
        tmp_path,
        """
        [calendar.desk]
        country = "CN"
        closed = ["2026-02-14", "*-12-25", "2026-12-31 12:00-17:00"]
        open = ["2026-02-16", "2026-05-01 10:00-12:00"]
        """,
    )
    assert "2026-02-14" in read["holidays"]
    assert "*-12-25" in read["holidays"]
    assert "2026-02-16" not in read["holidays"]
    assert read["exceptions"]["2026-02-16"] == [["09:00", "17:00"]]
    assert read["exceptions"]["2026-05-01"] == [["10:00", "12:00"]]
    assert "2026-02-14" not in read["exceptions"]
    assert read["breaks"] == {"2026-12-31": [["12:00", "17:00"]]}


def test_chinas_make_up_days_are_working_days_and_later_years_provisional(tmp_path: Path) -> None:
    """STANDARDS §8.7, §8.8: +7 working days from 2026-02-13, 2026-09-28 and 2026-04-29."""
    read = spec(tmp_path, '[desk]\ncountry = "CN"\ntimezone = "Asia/Shanghai"')
    calendar = Calendar.from_dict(read)
    assert calendar.add_days(date(2026, 2, 13), 7) == date(2026, 3, 2)
    assert calendar.add_days(date(2026, 9, 28), 7) == date(2026, 10, 13)
    assert calendar.add_days(date(2026, 4, 29), 7) == date(2026, 5, 12)
    assert calendar.provisional(date(2027, 1, 4))
    assert not calendar.provisional(date(2026, 12, 31))


def test_a_make_up_day_has_hours_where_the_weekday_has_none(tmp_path: Path) -> None:
    """STANDARDS §8.11: Saturday 2026-02-14 is worked; 120 minutes from Friday 17:00 to Saturday 10:00."""
    text = (
        '[desk]\ncountry = "CN"\ntimezone = "Asia/Shanghai"\n[calendar.desk]\nweek = "mon-fri 09:00-12:00 13:00-18:00"'
    )
    calendar = Calendar.from_dict(spec(tmp_path, text))
    start, end = datetime(2026, 2, 13, 9, tzinfo=UTC), datetime(2026, 2, 14, 2, tzinfo=UTC)
    assert calendar.between(start, end) == 120 * 60


def test_holidays_that_are_not_stored_are_a_warning(tmp_path: Path) -> None:
    (tmp_path / "desk.toml").write_text('[desk]\ncountry = "GB"\nsubdivision = "ENG"', encoding="utf-8")
    (warning,) = load(tmp_path / "desk.toml").warnings
    assert "GB ENG" in warning.what
    assert "calendar refresh" in warning.mend


def test_stored_holidays_are_found_beside_the_desk_first(tmp_path: Path) -> None:
    stored = refresh_calendar("GB", "ENG", [2026, 2027])
    assert store_holidays(tmp_path, stored) == tmp_path / "calendars" / "gb-eng.json"
    assert find_holidays(tmp_path, "GB", "ENG") == stored
    read = spec(tmp_path, '[desk]\ncountry = "GB"\nsubdivision = "ENG"\ntimezone = "Europe/London"')
    assert read["coverage_until"] == "2027-12-31"
    calendar = Calendar.from_dict(read)
    assert calendar.add_days(date(2026, 4, 2), 3) == date(2026, 4, 9)
    assert calendar.add_days(date(2026, 12, 23), 3) == date(2026, 12, 30)


def test_a_refresh_says_where_the_days_come_from_and_how_far_they_reach() -> None:
    """STANDARDS §8.8: the library estimates 2027 for China; the year counts only once its make-up days are known."""
    stored = refresh_calendar("CN", "", range(2025, 2029))
    assert stored.coverage_until == date(2026, 12, 31)
    assert "State Council" in stored.source
    assert "holidays 0." in stored.source
    assert date(2025, 1, 26) in stored.work_days
    assert date(2026, 2, 14) in stored.work_days
    assert read_holidays(stored.to_json()) == stored


def test_unknown_countries_and_unpublished_years_are_refused() -> None:
    with pytest.raises(WrongUse, match="no holidays known for XX"):
        refresh_calendar("XX", "", [2026])
    with pytest.raises(WrongUse, match="no holidays known for GB YYY"):
        refresh_calendar("GB", "YYY", [2026])
    with pytest.raises(WrongUse, match="not published"):
        refresh_calendar("CN", "", [2028])


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"country": "GB"}', '{"days_off": 3}'])
def test_a_broken_store_of_holidays_names_the_command_that_mends_it(text: str) -> None:
    with pytest.raises(DeskUnavailable) as refused:
        read_holidays(text)
    assert "calendar refresh" in str(refused.value.mend)


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ('week = "monday 9-5"', "calendar.desk.week"),
        ('week = "mon-fri 09:00-25:00"', "calendar.desk.week"),
        ('week = "mon-fri 09:00-12:00 11:00-14:00"', "calendar.desk"),
        ('closed = ["24.12.2026"]', "calendar.desk.closed"),
        ('closed = ["2026-02-30"]', "calendar.desk"),
        ('open = ["2026-12-05 late"]', "calendar.desk.open"),
        ('timezone = "Moon"', "calendar.desk.timezone"),
        ('country = "../x"', "calendar.desk.country"),
        ('coverage_until = "2026"', "calendar.desk.coverage_until"),
        ("week = []", "calendar.desk"),
        ('weeks = "mon 09:00-10:00"', "calendar.desk.weeks"),
    ],
)
def test_a_calendar_that_cannot_be_is_refused_at_its_key(tmp_path: Path, line: str, key: str) -> None:
    (tmp_path / "desk.toml").write_text(f"[calendar.desk]\n{line}\n", encoding="utf-8")
    with pytest.raises(ConfigError) as refused:
        load(tmp_path / "desk.toml")
    (problem,) = refused.value.problems
    assert problem.key == key
    assert problem.line in (1, 2)


@pytest.mark.corpus
def test_the_shipped_year_of_china_is_the_published_one(corpus: Path) -> None:
    published = json.loads((corpus / "06-sla" / "cn" / "holiday-cn-2026.json").read_text(encoding="utf-8"))
    shipped = find_holidays(Path("nowhere"), "CN", "")
    assert shipped is not None
    assert shipped.source.endswith(f"({published['papers'][0]})")
    off = {date.fromisoformat(day["date"]) for day in published["days"] if day["isOffDay"]}
    worked = {date.fromisoformat(day["date"]) for day in published["days"] if not day["isOffDay"]}
    assert (set(shipped.days_off), set(shipped.work_days)) == (off, worked)


@pytest.mark.corpus
def test_refreshed_years_of_china_work_on_the_days_that_china_worked(corpus: Path, tmp_path: Path) -> None:
    store_holidays(tmp_path, refresh_calendar("CN", "", range(2023, 2027)))
    calendar = Calendar.from_dict(spec(tmp_path, '[desk]\ncountry = "CN"\ntimezone = "Asia/Shanghai"'))
    lines = (corpus / "06-sla" / "cn" / "cn-workdays-2023-2026.csv").read_text(encoding="utf-8").splitlines()[1:]
    wrong = [
        line for line in lines if calendar.is_workday(date.fromisoformat(line[:10])) is not (line.split(",")[2] == "1")
    ]
    assert wrong == []
    assert len(lines) == 1461
