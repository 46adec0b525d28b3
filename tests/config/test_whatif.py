"""Clocks' own calendars, approved feeds, and another file laid over desk.toml."""

from datetime import date
from pathlib import Path

import pytest

from cxdesk.config import ConfigError, load
from cxdesk.config.feeds import Feed, store_feed
from cxdesk.config.holidays import StoredHolidays, store_holidays
from cxdesk.config.whatif import load_over, load_with
from tests.desks import MONDAY

DESK = """
[desk]
timezone = "Europe/London"
[calendar.desk]
week = ["mon-sun 08:00-20:00"]
[calendar.law]
closed = ["2026-12-24"]
[policy.standard.clock.resolve]
target = "20bd"
calendar = "law"
[[rule]]
name = "vip"
when = { segment = "vip" }
then = { clock = { resolve = { target = "10bd" } } }
"""


@pytest.fixture
def settings(tmp_path: Path) -> Path:
    path = tmp_path / "desk.toml"
    path.write_text(DESK, encoding="utf-8")
    return path


def feed(*days: date) -> Feed:
    return Feed("company", "law", "company.ics", "ab", "ann", MONDAY, tuple((day, "Company day") for day in days))


def holidays_of(path: Path, calendar: str) -> object:
    return load(path).calendars[calendar]["holidays"]


def test_a_clock_names_the_calendar_it_counts_by(settings: Path) -> None:
    clock = load(settings).standards["standard"].policy.clock("resolve")
    assert clock is not None
    assert clock.calendar == "law"


def test_a_calendar_that_is_not_there_is_named_with_the_line_and_the_nearest(settings: Path) -> None:
    settings.write_text(DESK.replace('calendar = "law"', 'calendar = "lwa"'), encoding="utf-8")
    with pytest.raises(ConfigError) as refused:
        load(settings)
    (problem,) = refused.value.problems
    assert (problem.key, problem.line) == ("policy.standard.clock.resolve.calendar", 10)
    assert "law" in problem.mend


def test_an_approved_feed_closes_its_calendar_and_what_the_desk_writes_wins(settings: Path) -> None:
    store_feed(settings.parent, feed(date(2026, 12, 23), date(2026, 12, 28)))
    assert holidays_of(settings, "law") == ["2026-12-23", "2026-12-24", "2026-12-28"]
    assert holidays_of(settings, "desk") == []
    text = DESK.replace('closed = ["2026-12-24"]', 'closed = ["2026-12-24"]\nopen = ["2026-12-28"]')
    settings.write_text(text, encoding="utf-8")
    assert holidays_of(settings, "law") == ["2026-12-23", "2026-12-24"]


def test_a_broken_feed_is_a_problem_of_the_settings_and_no_silence(settings: Path) -> None:
    store_feed(settings.parent, feed(date(2026, 12, 23))).write_text("[]", encoding="utf-8")
    with pytest.raises(ConfigError, match="feed"):
        load(settings)


def test_another_file_is_laid_over_by_name(settings: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.toml"
    other.write_text('[calendar.desk]\nweek = ["mon-fri 09:00-17:00"]\n', encoding="utf-8")
    config = load_over(settings, other)
    assert config.desk.timezone == "Europe/London"
    assert list(config.calendars) == ["desk", "law"]
    assert config.calendars["desk"]["week"] != load(settings).calendars["desk"]["week"]
    assert [rule.name for rule in config.rules] == ["vip"]
    other.write_text("rule = []\n", encoding="utf-8")
    assert load_over(settings, other).rules == ()


def test_what_would_be_stored_is_tried_in_a_folder_of_its_own(settings: Path) -> None:
    stored = StoredHolidays("XX", "", "a sample", "2026", date(2026, 12, 31), (date(2026, 5, 1),))
    settings.write_text(DESK.replace("[desk]\n", '[desk]\ncountry = "XX"\n'), encoding="utf-8")
    config = load_with(settings, lambda folder: store_holidays(folder, stored))
    assert config.calendars["law"]["holidays"] == ["2026-05-01", "2026-12-24"]
    assert not (settings.parent / "calendars").exists()
