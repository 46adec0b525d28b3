from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxdesk.letters import Due, DuePrecision, LetterFacts, date_text, due_text
from cxdesk.letters.dates import dates_in

LONDON = ZoneInfo("Europe/London")
SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("language", "text"), [("en", "2 December 2026"), ("zh", "2026年12月2日"), ("fr", "2026-12-02")]
)
def test_a_date_carries_its_year_in_the_readers_language(language: str, text: str) -> None:
    assert date_text(date(2026, 12, 2), language) == text


def test_a_bound_at_midnight_is_told_as_the_day_before() -> None:
    """STANDARDS §2.1, rule 1: the due instant is an exclusive bound."""
    due = Due(datetime(2026, 12, 2, 16, tzinfo=UTC))
    assert due_text(due, SHANGHAI, "zh") == "2026年12月2日"
    assert due_text(Due(due.at, DuePrecision.TIME), SHANGHAI, "en") == "2 December 2026"


def test_a_day_target_due_at_the_close_of_business_is_told_as_that_day() -> None:
    assert due_text(Due(datetime(2026, 12, 2, 17, tzinfo=UTC)), LONDON, "en") == "2 December 2026"


def test_a_time_is_never_printed_without_its_zone() -> None:
    """TRAPS 28, 31."""
    due = Due(datetime(2026, 7, 1, 16, 0, tzinfo=UTC), DuePrecision.TIME)
    assert due_text(due, LONDON, "en") == "1 July 2026, 17:00 (Europe/London)"
    later = Due(datetime(2026, 7, 1, 9, 5, tzinfo=UTC), DuePrecision.TIME)
    assert due_text(later, SHANGHAI, "zh") == "2026年7月1日17:05（北京时间）"
    assert due_text(later, LONDON, "zh") == "2026年7月1日10:05（Europe/London）"


def test_the_bound_of_a_day_with_25_hours_is_still_that_day() -> None:
    assert due_text(Due(datetime(2026, 10, 26, 0, 0, tzinfo=UTC)), LONDON, "en") == "25 October 2026"


def test_a_naive_time_is_refused() -> None:
    """TRAPS 28."""
    naive = datetime(2026, 12, 2)  # noqa: DTZ001 (what is refused)
    with pytest.raises(ValueError, match="aware"):
        Due(naive)
    with pytest.raises(ValueError, match="aware"):
        LetterFacts(zone=LONDON, received_at=naive)


@given(day=st.dates(min_value=date(1900, 1, 1)), language=st.sampled_from(["en", "zh", "fr"]))
@settings(max_examples=60, deadline=None)
def test_every_printed_date_is_read_back_as_itself(day: date, language: str) -> None:
    assert [found.day for found in dates_in(f"by {date_text(day, language)}.")] == [day]


def test_a_day_that_no_calendar_has_is_found_as_none() -> None:
    assert [found.day for found in dates_in("by 31 February 2026")] == [None]
