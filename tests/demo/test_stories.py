"""The stories of the sample as files: their moments, and that nobody in them could be a real person."""

import re
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from cxdesk.demo.acts import _ACTS
from cxdesk.demo.stories import When, data, stories, working_day
from cxdesk.domain.calendar import Calendar

CALENDAR = Calendar.from_dict(
    {"tz": "Europe/London", "week": {day: [["09:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}}
)
WEDNESDAY = date(2026, 11, 18)
SUNDAY = date(2026, 11, 22)


def test_a_moment_counts_back_from_today_or_on_from_the_step_before() -> None:
    assert When.read("-3bd 10:20") == When(-3, from_today=True, clock=time(10, 20))
    assert When.read("+1bd 14:00") == When(1, from_today=False, clock=time(14))
    assert When.read("revisit 11:00") == When(None, from_today=False, clock=time(11))


def test_a_moment_that_is_none_is_no_story() -> None:
    with pytest.raises(ValueError, match="tomorrow"):
        When.read("tomorrow")


def test_working_days_leave_the_weekend_out() -> None:
    assert working_day(CALENDAR, SUNDAY, 0) == date(2026, 11, 20)
    assert working_day(CALENDAR, WEDNESDAY, 3) == date(2026, 11, 23)
    assert working_day(CALENDAR, WEDNESDAY, -3) == date(2026, 11, 13)


def test_a_moment_stands_in_the_zone_of_the_desk() -> None:
    found = When.read("+1bd 14:00").at(CALENDAR, today=WEDNESDAY, before=date(2026, 7, 3), revisit=None)
    assert found == datetime(2026, 7, 6, 13, tzinfo=UTC)
    assert found.tzinfo == ZoneInfo("Europe/London")


def test_a_revisit_that_was_not_drawn_has_no_moment() -> None:
    assert When.read("revisit 11:00").at(CALENDAR, today=WEDNESDAY, before=WEDNESDAY, revisit=None) is None


def test_there_are_forty_stories_in_two_languages() -> None:
    assert len(stories()) == 40
    assert (
        sum(story.facts.get("language", story.facts.get("customer", {}).get("language")) == "zh" for story in stories())
        >= 18
    )


def test_every_step_is_an_act_that_can_be_told() -> None:
    assert {step.act for story in stories() for step in story.steps} == set(_ACTS)


def test_customers_are_plainly_samples_with_addresses_that_belong_to_nobody() -> None:
    for story in stories():
        customer = story.facts.get("customer", {})
        assert customer.get("name", "样例").startswith(("Sample customer ", "样例"))
        assert re.search(r"@([a-z]+\.)?example\.(org|net)$", customer.get("email", "@example.org"))
        assert re.match(r"\+44 20 7946 0\d{3}$", customer.get("phone", "+44 20 7946 0000"))  # kept for drama by Ofcom


@pytest.mark.parametrize("language", ["en", "zh"])
def test_both_plays_tell_the_same_acts_in_the_same_order(language: str) -> None:
    def verbs(name: str) -> list[tuple[str, str, str]]:
        return [(step["when"], step["by"], step["command"][0]) for step in data(name)["step"]]

    assert verbs(f"play.{language}.toml") == verbs("play.en.toml")
