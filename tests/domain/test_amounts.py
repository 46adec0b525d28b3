"""Lengths of time: every spelling of DOMAIN §5, what is refused, and the order between units."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxdesk.domain.amounts import AmountError, Pace, long_form, parse_amount, surely_within
from cxdesk.domain.calendar import Calendar
from cxdesk.domain.due import due
from cxdesk.domain.policy import Amount, Clock, Unit

OFFICE = {"tz": "Europe/London", "week": {day: [["09:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}}

amounts = st.builds(Amount, st.integers(0, 60), st.sampled_from(list(Unit)))


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("4 business hours", Amount(4, Unit.BUSINESS_HOURS)),
        ("4bh", Amount(4, Unit.BUSINESS_HOURS)),
        ("4 hours", Amount(4, Unit.HOURS)),
        ("24h", Amount(24, Unit.HOURS)),
        ("3bd", Amount(3, Unit.BUSINESS_DAYS)),
        ("1 Business Day", Amount(1, Unit.BUSINESS_DAYS)),
        ("3 working days", Amount(3, Unit.BUSINESS_DAYS)),
        ("15 days", Amount(15, Unit.DAYS)),
        ("8w", Amount(8, Unit.WEEKS)),
        ("1 month", Amount(1, Unit.MONTHS)),
        ("6 months", Amount(6, Unit.MONTHS)),
        ("0h", Amount(0, Unit.HOURS)),
        ("90 business minutes", Amount(90, Unit.BUSINESS_MINUTES)),
        ("-2bh", Amount(-2, Unit.BUSINESS_HOURS)),
        ("+1bd", Amount(1, Unit.BUSINESS_DAYS)),
        (" 3个工作日 ", Amount(3, Unit.BUSINESS_DAYS)),
        ("15日", Amount(15, Unit.DAYS)),
        ("24小时", Amount(24, Unit.HOURS)),
        ("6个月", Amount(6, Unit.MONTHS)),
    ],
)
def test_a_length_of_time_is_read_as_people_write_it(text: str, amount: Amount) -> None:
    assert parse_amount(text) == amount


@pytest.mark.parametrize(
    ("text", "mend"),
    [
        ("2.5h", "150min"),
        ("0.5w", "write whole numbers"),
        ("1.5d", "36h"),
        ("1,5bh", "90bmin"),
        ("2.5bd", "write whole numbers"),
        ("6m", "6mo or 6min"),
        ("3", "3bd"),
        ("three days", "3bd"),
        ("3 fortnights", "3bd"),
        ("", "3bd"),
        ("3bd 4h", "3bd"),
        ("999999999d", "3bd"),
        ("²h", "3bd"),
    ],
)
def test_what_could_be_two_lengths_or_none_is_refused_with_its_mend(text: str, mend: str) -> None:
    with pytest.raises(AmountError) as refused:
        parse_amount(text)
    assert mend in str(refused.value.mend)


@given(amounts)
def test_the_short_form_reads_back_as_itself(amount: Amount) -> None:
    assert parse_amount(str(amount)) == amount


@given(amounts)
def test_the_long_form_reads_back_as_itself(amount: Amount) -> None:
    assert parse_amount(long_form(amount)) == amount


@pytest.mark.parametrize(
    ("amount", "bound", "within"),
    [
        ("24h", "1440min", True),
        ("56d", "8w", True),
        ("57d", "8w", False),
        ("3bd", "8w", True),
        ("15bd", "35d", True),
        ("15bd", "15d", False),
        ("5bd", "15d", True),
        ("15d", "15bd", True),
        ("22d", "15bd", False),
        ("26d", "20bd", True),
        ("27d", "20bd", False),  # begun on a Sunday, twenty working days end on the fourth Friday
        ("8bh", "1bd", True),
        ("9bh", "1bd", False),
        ("24h", "1d", True),
        ("1d", "24h", False),
        ("1bd", "8bh", False),
        ("60d", "2mo", False),
        ("58d", "2mo", True),
        ("1mo", "31d", True),
        ("1mo", "30d", False),
        ("0h", "0h", True),
    ],
)
def test_one_length_is_within_another_only_where_that_is_sure(amount: str, bound: str, within: bool) -> None:
    assert surely_within(parse_amount(amount), parse_amount(bound), Pace()) is within


@settings(max_examples=150, deadline=None)
@given(amounts, amounts, st.integers(0, 365 * 24))
def test_what_is_surely_within_never_falls_due_later(amount: Amount, bound: Amount, hour: int) -> None:
    """DOMAIN §5: a law clock is only shortened, whatever the day of the week and the holidays round the new year."""
    if not surely_within(amount, bound, Pace()):
        return
    holidays = [(date(2026, 12, 24) + timedelta(days=day)).isoformat() for day in range(7)]
    calendar = Calendar.from_dict({**OFFICE, "holidays": holidays})
    at = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=hour)
    clock = Clock("resolve", amount)
    assert due(clock, amount, at, calendar).at <= due(clock, bound, at, calendar).at
