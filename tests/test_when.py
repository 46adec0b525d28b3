"""What people type and files hold becomes one instant, one date or one period, or is refused with its reason."""

import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxdesk import catalogue, when
from cxdesk.when import (
    EARLIEST,
    LATEST,
    AmbiguousDate,
    DateError,
    DateOrder,
    Period,
    Precision,
    add_months,
    day_bounds,
    guess_order,
    iso_z,
    local,
    parse_day,
    parse_instant,
    parse_period,
    parse_stamp,
    span,
    zone_label,
)

BERLIN = ZoneInfo("Europe/Berlin")
SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 19, 9, 30, tzinfo=UTC)  # a Thursday, 10:30 in Berlin


class WeekdaysOnly:
    """A calendar without holidays."""

    def add_days(self, start: date, n: int, /) -> date:
        step = 1 if n > 0 else -1
        for _ in range(abs(n)):
            start += timedelta(days=step)
            while start.weekday() > 4:
                start += timedelta(days=step)
        return start


def berlin(text: str) -> str:
    """What the desk in Berlin reads, shown in Berlin's own time."""
    return f"{parse_instant(text, now=NOW, zone=BERLIN, calendar=WeekdaysOnly()).astimezone(BERLIN):%Y-%m-%d %H:%M}"


def period(text: str) -> tuple[str, str]:
    found = parse_period(text, now=NOW, zone=BERLIN, calendar=WeekdaysOnly())
    return iso_z(found.start), iso_z(found.end)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("now", "2026-11-19 10:30"),
        ("today", "2026-11-19 00:00"),
        ("Tomorrow 14:00", "2026-11-20 14:00"),
        ("tomorrow at 2pm", "2026-11-20 14:00"),
        ("yesterday", "2026-11-18 00:00"),
        ("14:00", "2026-11-19 14:00"),
        ("2:30 pm", "2026-11-19 14:30"),
        ("12 am", "2026-11-19 00:00"),
        ("noon", "2026-11-19 12:00"),
        ("fri", "2026-11-20 00:00"),
        ("Wednesday 9:00", "2026-11-25 09:00"),
        ("next thu", "2026-11-26 00:00"),
        ("next fri", "2026-11-20 00:00"),
        ("last fri", "2026-11-13 00:00"),
        ("last thursday", "2026-11-12 00:00"),
        ("this mon", "2026-11-16 00:00"),
        ("+3bd", "2026-11-24 10:30"),
        ("-2bd", "2026-11-17 10:30"),
        ("3 working days ago", "2026-11-16 10:30"),
        ("+3bd 17:00", "2026-11-24 17:00"),
        ("+2h", "2026-11-19 12:30"),
        ("+30m", "2026-11-19 11:00"),
        ("+2d", "2026-11-21 10:30"),
        ("7d", "2026-11-26 10:30"),
        ("-2d", "2026-11-17 10:30"),
        ("+1w", "2026-11-26 10:30"),
        ("+6mo", "2027-05-19 10:30"),
        ("+1y", "2027-11-19 10:30"),
        ("in 2 weeks", "2026-12-03 10:30"),
        ("2 days ago", "2026-11-17 10:30"),
        ("3 hours ago", "2026-11-19 07:30"),
        ("an hour ago", "2026-11-19 09:30"),
        ("2026-11-01", "2026-11-01 00:00"),
        ("2026-11-01 14:05", "2026-11-01 14:05"),
        ("2026-11-01T14:05:06.123456789", "2026-11-01 14:05"),
        ("2026-11-01T14:05Z", "2026-11-01 15:05"),
        ("2026-11-01T14:05+09:00", "2026-11-01 06:05"),
        ("2026-11-01 14:05 -0330", "2026-11-01 18:35"),
        ("2026-11-01 24:00", "2026-11-02 00:00"),
        ("2026/11/1", "2026-11-01 00:00"),
        ("1 Nov 2026", "2026-11-01 00:00"),
        ("Nov 1, 2026 8:15", "2026-11-01 08:15"),
        ("1 Oct 2026 10:00", "2026-10-01 10:00"),
        ("Sunday, 1 Nov 2026", "2026-11-01 00:00"),
        ("25/12/2026", "2026-12-25 00:00"),
        ("12/25/2026", "2026-12-25 00:00"),
        ("11/11/2026", "2026-11-11 00:00"),
        ("2026年11月1日", "2026-11-01 00:00"),
        ("2026年11月1日下午3点", "2026-11-01 15:00"),
        ("今天", "2026-11-19 00:00"),
        ("明天 14:00", "2026-11-20 14:00"),
        ("明天下午2点30分", "2026-11-20 14:30"),
        ("后天", "2026-11-21 00:00"),
        ("昨天", "2026-11-18 00:00"),
        ("3天后", "2026-11-22 10:30"),
        ("两周后", "2026-12-03 10:30"),
        ("3个工作日后", "2026-11-24 10:30"),
        ("2小时前", "2026-11-19 08:30"),
        ("周五", "2026-11-20 00:00"),
        ("星期三", "2026-11-25 00:00"),
        ("下周三", "2026-11-25 00:00"),
        ("上周五", "2026-11-13 00:00"),
        ("本周一", "2026-11-16 00:00"),
        ("１４：００", "2026-11-19 14:00"),
    ],
)
def test_a_moment_is_read_as_people_write_it(text: str, moment: str) -> None:
    assert berlin(text) == moment


@pytest.mark.parametrize(
    ("text", "one", "other"),
    [
        ("11/12/2026", "2026-11-12", "2026-12-11"),
        ("3.4.2026", "2026-03-04", "2026-04-03"),
        ("03-04-2026 10:00", "2026-03-04", "2026-04-03"),
        ("thu", "2026-11-19", "2026-11-26"),
        ("星期四", "2026-11-19", "2026-11-26"),
    ],
)
def test_a_date_with_two_readings_is_refused_and_both_are_named(text: str, one: str, other: str) -> None:
    with pytest.raises(AmbiguousDate) as refused:
        berlin(text)
    assert one in str(refused.value)
    assert other in str(refused.value)


@pytest.mark.parametrize("text", ["11/12", "1/13/26", "26-11-01"])
def test_a_date_without_its_whole_year_is_refused(text: str) -> None:
    with pytest.raises(AmbiguousDate, match="2026-11-22"):
        berlin(text)


@pytest.mark.parametrize(
    "text",
    ["", " ", "soon", "2026-02-30", "30/02/2026", "32/13/2026", "25:00", "2026-11-01 14:60", "13pm", "1 Nov",
     "31 Foo 2026", "due 1 Nov 2026",
     "2026-11-01T10:00+25:00", "in 99999 years", "99999h ago 5", "+99999mo", "..", "<", "\x00",
     "2026-11-01 10:00 CST", "0000-01-01"],
)  # fmt: skip
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(DateError):
        berlin(text)


def test_an_unreadable_date_names_forms_that_work() -> None:
    with pytest.raises(DateError, match=r"soon.*tomorrow 14:00"):
        berlin("soon")


def test_a_date_on_another_weekday_than_it_says_is_refused() -> None:
    with pytest.raises(DateError, match="contradicts itself"):
        berlin("Monday 1 Nov 2026")


def test_business_days_without_a_calendar_are_refused() -> None:
    with pytest.raises(DateError, match="calendar"):
        parse_instant("+3bd", now=NOW, zone=BERLIN)


def test_a_local_time_that_the_clocks_skip_is_refused() -> None:
    with pytest.raises(DateError, match="does not exist in Europe/Berlin"):
        berlin("2026-03-29 02:30")


def test_a_local_time_that_occurs_twice_is_its_first_occurrence() -> None:
    assert iso_z(parse_instant("2026-10-25 02:30", now=NOW, zone=BERLIN)) == "2026-10-25T00:30:00Z"


def test_days_from_now_keep_the_clock_time_and_hours_are_elapsed_across_a_clock_change() -> None:
    before = datetime(2026, 3, 28, 9, 0, tzinfo=UTC)
    assert iso_z(parse_instant("+1d", now=before, zone=BERLIN)) == "2026-03-29T08:00:00Z"
    assert iso_z(parse_instant("+24h", now=before, zone=BERLIN)) == "2026-03-29T09:00:00Z"


def test_a_day_where_midnight_is_skipped_starts_with_its_first_instant() -> None:
    sao_paulo = ZoneInfo("America/Sao_Paulo")
    bounds = day_bounds(date(2018, 11, 4), sao_paulo)
    assert iso_z(bounds.start) == "2018-11-04T03:00:00Z"
    assert bounds.end - bounds.start == timedelta(hours=23)
    assert parse_instant("2018-11-04", now=NOW, zone=sao_paulo) == bounds.start


def test_months_clamp_to_the_last_day_of_a_shorter_month() -> None:
    """STANDARDS §8.3: 2026-08-31 + 6 months is 2027-02-28."""
    assert add_months(date(2026, 8, 31), 6) == date(2027, 2, 28)
    assert add_months(date(2026, 1, 31), -11) == date(2025, 2, 28)


def test_a_day_is_the_local_date_of_the_moment() -> None:
    assert parse_day("fri", now=NOW, zone=BERLIN) == date(2026, 11, 20)
    assert parse_day("2026-11-01T23:30Z", now=NOW, zone=SHANGHAI) == date(2026, 11, 2)
    assert parse_day("today", now=datetime(2026, 11, 19, 20, 0, tzinfo=UTC), zone=SHANGHAI) == date(2026, 11, 20)
    assert parse_day("+3bd", now=NOW, zone=BERLIN, calendar=WeekdaysOnly()) == date(2026, 11, 24)


# ---- periods ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2026-11-01", "2026-10-31T23:00:00Z", "2026-11-01T23:00:00Z"),
        ("2026-11", "2026-10-31T23:00:00Z", "2026-11-30T23:00:00Z"),
        ("2026年11月", "2026-10-31T23:00:00Z", "2026-11-30T23:00:00Z"),
        ("nov 2026", "2026-10-31T23:00:00Z", "2026-11-30T23:00:00Z"),
        ("2026", "2025-12-31T23:00:00Z", "2026-12-31T23:00:00Z"),
        ("2026年", "2025-12-31T23:00:00Z", "2026-12-31T23:00:00Z"),
        ("today", "2026-11-18T23:00:00Z", "2026-11-19T23:00:00Z"),
        ("this week", "2026-11-15T23:00:00Z", "2026-11-22T23:00:00Z"),
        ("上周", "2026-11-08T23:00:00Z", "2026-11-15T23:00:00Z"),
        ("last month", "2026-09-30T22:00:00Z", "2026-10-31T23:00:00Z"),
        ("下个月", "2026-11-30T23:00:00Z", "2026-12-31T23:00:00Z"),
        ("去年", "2024-12-31T23:00:00Z", "2025-12-31T23:00:00Z"),
        ("2026-11-01..2026-11-03", "2026-10-31T23:00:00Z", "2026-11-03T23:00:00Z"),
        ("2026-10..2026-11", "2026-09-30T22:00:00Z", "2026-11-30T23:00:00Z"),
        ("2026年..", "2025-12-31T23:00:00Z", iso_z(LATEST)),
        ("2026-11-01..", "2026-10-31T23:00:00Z", iso_z(LATEST)),
        ("..2026-11-01", iso_z(EARLIEST), "2026-11-01T23:00:00Z"),
        ("<2026-11-01", iso_z(EARLIEST), "2026-10-31T23:00:00Z"),
        (">2026-11-01", "2026-11-01T23:00:00Z", iso_z(LATEST)),
        (">=2026-11-01", "2026-10-31T23:00:00Z", iso_z(LATEST)),
        ("<=2026-11-01", iso_z(EARLIEST), "2026-11-01T23:00:00Z"),
        ("<2d", iso_z(EARLIEST), "2026-11-21T09:30:00Z"),
        ("..2d", iso_z(EARLIEST), "2026-11-21T09:30:00Z"),
        ("now..+3bd", "2026-11-19T09:30:00Z", "2026-11-24T09:30:00Z"),
        (">now", "2026-11-19T09:30:00Z", iso_z(LATEST)),
        ("2d", "2026-11-20T23:00:00Z", "2026-11-21T23:00:00Z"),
        ("2026-11-01 14:00", "2026-11-01T13:00:00Z", "2026-11-01T13:01:00Z"),
    ],
)
def test_a_period_is_half_open_in_utc_by_local_days(text: str, start: str, end: str) -> None:
    assert period(text) == (start, end)


def test_a_range_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(DateError, match="ends before it starts"):
        period("2026-11-03..2026-11-01")


def test_the_end_is_outside_the_period() -> None:
    day = day_bounds(date(2026, 11, 19), BERLIN)
    assert day.start in day
    assert day.end not in day


@given(
    st.dates(date(1950, 1, 1), date(2100, 1, 1)), st.sampled_from(["Europe/Berlin", "America/Havana", "Asia/Beirut"])
)
def test_days_follow_each_other_without_gap_or_overlap(on: date, name: str) -> None:
    zone = ZoneInfo(name)
    assert day_bounds(on, zone).end == day_bounds(on + timedelta(days=1), zone).start
    assert day_bounds(on, zone).start.astimezone(zone).date() == on


@settings(max_examples=200)
@given(st.text(max_size=20) | st.text(st.sampled_from("0123456789-/.:+ tTzZ年月日周下nextfriago<>三点w"), max_size=20))
def test_whatever_is_typed_is_a_date_or_a_date_error(text: str) -> None:
    for read in (parse_instant, parse_day, parse_period):
        try:
            found = read(text, now=NOW, zone=BERLIN, calendar=WeekdaysOnly())
        except DateError:
            continue
        assert isinstance(found, datetime | date | Period)


@given(st.datetimes(timezones=st.just(UTC)))
def test_what_is_shown_to_machines_is_read_back(at: datetime) -> None:
    assert parse_instant(iso_z(at), now=NOW, zone=SHANGHAI) == at


# ---- import files ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "order", "at", "precision"),
    [
        ("2016-10-01", DateOrder.YMD, "2016-09-30T16:00:00Z", Precision.DAY),
        ("2019/4/25 9:32:09", DateOrder.YMD, "2019-04-25T01:32:09Z", Precision.SECOND),
        ("2019/4/25 9:32:09", DateOrder.DMY, "2019-04-25T01:32:09Z", Precision.SECOND),
        ("10/01/2016", DateOrder.MDY, "2016-09-30T16:00:00Z", Precision.DAY),
        ("01-04-2023", DateOrder.DMY, "2023-03-31T16:00:00Z", Precision.DAY),
        ("03/22/23", DateOrder.MDY, "2023-03-21T16:00:00Z", Precision.DAY),
        ("1/2/68", DateOrder.DMY, "2068-01-31T16:00:00Z", Precision.DAY),
        ("1/2/69", DateOrder.DMY, "1969-01-31T16:00:00Z", Precision.DAY),
        ("10/01/2016 02:03:04 PM", DateOrder.MDY, "2016-10-01T06:03:04Z", Precision.SECOND),
        ("3/14/2025 1:20", DateOrder.MDY, "2025-03-13T17:20:00Z", Precision.MINUTE),
        ("20-02-2015 8.03", DateOrder.DMY, "2015-02-20T00:03:00Z", Precision.MINUTE),
        ("24-Jun-15", DateOrder.DMY, "2015-06-23T16:00:00Z", Precision.DAY),
        ("Tue, 24 Nov 2015 10:00:00 +0000", DateOrder.YMD, "2015-11-24T10:00:00Z", Precision.SECOND),
        ("Nov 24, 2015", DateOrder.YMD, "2015-11-23T16:00:00Z", Precision.DAY),
        ("2024-04-16T03:03:15.000", DateOrder.MDY, "2024-04-15T19:03:15Z", Precision.SECOND),
        ("2024-04-16T03:03:15.5Z", DateOrder.YMD, "2024-04-16T03:03:15.500000Z", Precision.SECOND),
        ("2024-04-16 03:03-05:00", DateOrder.YMD, "2024-04-16T08:03:00Z", Precision.MINUTE),
        ("2024-04-16T03:03-05", DateOrder.YMD, "2024-04-16T08:03:00Z", Precision.MINUTE),
        (" 2019年1月14日 ", DateOrder.YMD, "2019-01-13T16:00:00Z", Precision.DAY),
        ("2019年1月14日下午3:05", DateOrder.YMD, "2019-01-14T07:05:00Z", Precision.MINUTE),
    ],
)
def test_a_file_date_keeps_its_time_and_says_how_exact_it_was(
    text: str, order: DateOrder, at: str, precision: Precision
) -> None:
    stamp = parse_stamp(text, order=order, zone=SHANGHAI)
    assert (iso_z(stamp.at), stamp.precision) == (at, precision)


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("", DateOrder.YMD),
        ("N/A", DateOrder.MDY),
        ("13/01/2016", DateOrder.MDY),
        ("01/13/2016", DateOrder.DMY),
        ("10/01/2016", DateOrder.YMD),
        ("2016-02-30", DateOrder.YMD),
        ("2016-10-01 25:00", DateOrder.YMD),
        ("2016-10-01 10:00 EST", DateOrder.YMD),
        ("123/1/2016", DateOrder.MDY),
        ("885638", DateOrder.MDY),
        ("due 24 Nov 2015", DateOrder.DMY),
    ],
)
def test_an_impossible_file_date_is_refused(text: str, order: DateOrder) -> None:
    with pytest.raises(DateError):
        parse_stamp(text, order=order, zone=SHANGHAI)


def test_the_order_is_proved_by_a_number_above_twelve() -> None:
    assert guess_order(["01/02/2016", "", "N/A", "10/31/2016"]) is DateOrder.MDY
    assert guess_order(["4/8/2015", "22-04-2015"]) is DateOrder.DMY
    assert guess_order(["2016-10-01", "2016/1/2"]) is DateOrder.YMD
    assert guess_order(["2016-10-01", "10/31/16"]) is DateOrder.MDY


def test_an_order_that_nothing_proves_is_refused() -> None:
    with pytest.raises(AmbiguousDate, match="mdy or dmy"):
        guess_order(["01/02/2016", "03/04/2016"])


def test_a_column_that_contradicts_itself_is_refused() -> None:
    with pytest.raises(DateError, match="contradict") as refused:
        guess_order(["31/01/2016", "01/31/2016"])
    assert not isinstance(refused.value, AmbiguousDate)


def test_a_column_without_dates_is_refused() -> None:
    with pytest.raises(DateError, match="No date"):
        guess_order(["", "N/A", "885638"])


def test_the_iso_order_has_its_common_name() -> None:
    assert [DateOrder("iso"), DateOrder["ISO"]] == [DateOrder.YMD, DateOrder.YMD]


@settings(max_examples=200)
@given(st.text(max_size=20) | st.text(st.sampled_from("0123456789-/.: apmAPMJunZ+年月日"), max_size=20))
def test_any_cell_is_a_stamp_or_a_date_error(text: str) -> None:
    for order in DateOrder:
        try:
            parse_stamp(text, order=order, zone=SHANGHAI)
        except DateError:
            continue


@pytest.mark.corpus
@pytest.mark.parametrize(
    ("file", "column", "order"),
    [
        ("01-cfpb/cfpb-2011_2018_sample_mdy.csv", "Date received", DateOrder.MDY),
        ("01-cfpb/cfpb-2016_2020_iso_narr.csv", "Date received", DateOrder.YMD),
        ("01-cfpb/cfpb-2023-04_dmy_dash_underscore.csv", "Date_received", DateOrder.DMY),
        ("04-support-survey/comcast_2015_mixed_dates.csv", "Date", DateOrder.DMY),
        ("03-chinese/derived/gov_complaints_with_replies.csv", "留言时间", DateOrder.YMD),
    ],
)
def test_the_order_of_real_files_is_proved_and_every_date_is_read(
    corpus: Path, file: str, column: str, order: DateOrder
) -> None:
    import csv  # noqa: PLC0415 (only this test reads files)

    with (corpus / file).open(encoding="utf-8-sig", newline="") as opened:
        cells = [row[column] for row in csv.DictReader(opened) if row[column]]
    assert guess_order(cells) is order
    for cell in cells:
        parse_stamp(cell, order=order, zone=SHANGHAI)


# ---- showing ---------------------------------------------------------------------------------------------


def test_people_read_local_time_and_the_zone_is_named() -> None:
    assert local(NOW, BERLIN) == "2026-11-19 10:30"
    assert zone_label(NOW, BERLIN) == "CET"
    assert zone_label(datetime(2026, 7, 1, tzinfo=UTC), BERLIN) == "CEST"
    assert zone_label(NOW, SHANGHAI) == "UTC+8"
    assert zone_label(NOW, ZoneInfo("Asia/Kolkata")) == "UTC+5:30"
    assert zone_label(NOW, ZoneInfo("America/Chicago")) == "UTC-6"
    assert zone_label(NOW, ZoneInfo("UTC")) == "UTC"


def test_machines_read_utc_with_z_and_fractions_only_when_there_are_any() -> None:
    assert iso_z(NOW) == "2026-11-19T09:30:00Z"
    assert iso_z(NOW.replace(microsecond=1500)) == "2026-11-19T09:30:00.001500Z"
    with pytest.raises(ValueError, match="without a zone"):
        iso_z(NOW.replace(tzinfo=None))


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(0, "0s"), (0.9, "0s"), (40, "40s"), (2100, "35m"), (2130, "35m"), (7200, "2h"), (7500, "2h 5m"),
     (100_800, "1d 4h"), (86_400, "1d"), (90_000, "1d 1h"), (86_460, "1d"), (-7200, "-2h")],
)  # fmt: skip
def test_a_duration_is_shown_in_its_two_largest_units(seconds: float, shown: str) -> None:
    assert span(seconds) == shown


def test_a_duration_and_a_refusal_are_shown_in_the_language_in_use() -> None:
    catalogue.use("zh")
    try:
        assert span(100_800) == "1天4小时"
        with pytest.raises(DateError, match="读不懂日期“soon”"):
            berlin("soon")
    finally:
        catalogue.use("en")


def test_the_door_exports_what_it_names_and_nothing_else() -> None:
    assert all(hasattr(when, name) for name in when.__all__)
    assert not hasattr(when, "parse_anything")


def test_showing_a_date_loads_no_grammar() -> None:
    grammars = "{'cxdesk.when.words', 'cxdesk.when.stamps'}"
    code = f"import sys; from cxdesk.when import local; sys.exit(len({grammars} & set(sys.modules)))"
    subprocess.run([sys.executable, "-c", code], check=True)
