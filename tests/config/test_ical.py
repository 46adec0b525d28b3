"""iCalendar feeds as days off: whole days are dates, rules are unrolled, nothing runs away (TRAPS 9, 10)."""

import json
from datetime import date
from pathlib import Path

import pytest

from cxdesk.config.feeds import Feed, feeds_of, store_feed
from cxdesk.config.ical import read_ical
from cxdesk.errors import DeskUnavailable, WrongUse
from tests.desks import MONDAY

FIRST, LAST = date(2026, 1, 1), date(2028, 12, 31)


def event(*lines: str) -> str:
    return "\r\n".join(["BEGIN:VCALENDAR", "BEGIN:VEVENT", *lines, "END:VEVENT", "END:VCALENDAR", ""])


def days(text: str) -> list[str]:
    return [day.isoformat() for day, _said in read_ical(text, FIRST, LAST).days]


@pytest.mark.corpus
@pytest.mark.parametrize("name", ["calendar1.ics", "calendar2.ics", "calendar3.ics"])
def test_the_feeds_of_another_system_give_its_days(corpus: Path, name: str) -> None:
    folder = corpus / "06-sla" / "ics"
    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))["expected"][name]
    found = read_ical((folder / name).read_text(encoding="utf-8"), date(2016, 8, 24), date(2020, 8, 24))
    assert {day.isoformat(): said for day, said in found.days} == expected


@pytest.mark.corpus
def test_a_meeting_is_no_day_off(corpus: Path) -> None:
    text = (corpus / "06-sla" / "ics" / "basic.ics").read_text(encoding="utf-8")
    found = read_ical(text, date(2020, 1, 1), date(2025, 1, 1))
    assert (found.days, found.timed) == ((), 1)


def test_trap_10_a_whole_day_is_one_date_and_the_end_is_exclusive() -> None:
    assert days(event("DTSTART;VALUE=DATE:20261224", "DTEND;VALUE=DATE:20261225")) == ["2026-12-24"]
    assert days(event("DTSTART;VALUE=DATE:20261224", "DTEND;VALUE=DATE:20261227")) == [
        "2026-12-24",
        "2026-12-25",
        "2026-12-26",
    ]
    assert days(event("DTSTART;VALUE=DATE:20261224", "DURATION:P2D")) == ["2026-12-24", "2026-12-25"]
    assert days(event("DTSTART;VALUE=DATE:20261224")) == ["2026-12-24"]


def test_a_rule_an_exception_and_a_moved_date() -> None:
    rule = ("UID:a", "DTSTART;VALUE=DATE:20260501", "RRULE:FREQ=YEARLY", "EXDATE;VALUE=DATE:20270501")
    assert days(event(*rule)) == ["2026-05-01", "2028-05-01"]
    moved = event(*rule) + event("UID:a", "RECURRENCE-ID;VALUE=DATE:20280501", "DTSTART;VALUE=DATE:20280502")
    assert days(moved) == ["2026-05-01", "2028-05-02"]
    until = event("DTSTART;VALUE=DATE:20260105", "RRULE:FREQ=WEEKLY;UNTIL=20260119T000000Z")
    assert days(until) == ["2026-01-05", "2026-01-12", "2026-01-19"]


def test_folded_lines_escapes_and_cancelled_events() -> None:
    text = event("SUMMARY:Company\\, all", " \\; day", "DTSTART;VALUE=DATE:20260105")
    assert read_ical(text, FIRST, LAST).days == ((date(2026, 1, 5), "Company, all; day"),)
    assert days(event("STATUS:CANCELLED", "DTSTART;VALUE=DATE:20260105")) == []


@pytest.mark.parametrize("rule", ["FREQ=SECONDLY", "FREQ=YEARLY;INTERVAL=0", "FREQ=DAILY;BYDAY=XX", "COUNT=3"])
def test_a_rule_that_runs_away_or_says_nothing_is_refused(rule: str) -> None:
    with pytest.raises(WrongUse):
        days(event("DTSTART;VALUE=DATE:20260105", f"RRULE:{rule}"))


@pytest.mark.parametrize("text", ["", "hello", "ref,subject\r\nCX-1,late\r\n"])
def test_what_is_no_feed_says_so(text: str) -> None:
    with pytest.raises(WrongUse, match="no iCalendar file"):
        read_ical(text, FIRST, LAST)


def test_a_feed_is_kept_with_who_when_and_from_where(tmp_path: Path) -> None:
    feed = Feed("company", "desk", "company.ics", "ab" * 32, "ann", MONDAY, ((date(2026, 12, 24), "Christmas"),))
    store_feed(tmp_path, feed)
    assert list(feeds_of(tmp_path, "desk")) == [feed]
    assert list(feeds_of(tmp_path, "other")) == []
    store_feed(tmp_path, feed).write_text("{}", encoding="utf-8")
    with pytest.raises(DeskUnavailable):
        list(feeds_of(tmp_path, "desk"))
