"""What taking other standards changes, named as in desk.toml (DOMAIN §6)."""

from dataclasses import replace

from cxdesk.domain.amounts import parse_amount
from cxdesk.domain.differences import Difference, differences
from cxdesk.domain.policy import Clock, Policy
from cxdesk.domain.snapshot import Snapshot, Standard
from cxdesk.domain.words import Severity

CALENDAR = {"tz": "UTC", "week": {"mon": [["09:00", "17:00"]]}, "holidays": ["2026-01-01"], "exceptions": {}}
CLOCK = Clock("resolve", parse_amount("20d"))
TARGETS = {"resolve": {Severity.S1: parse_amount("3d")}}
STANDARD = Standard(Policy("standard", calendar="desk", clocks=(CLOCK,)), TARGETS)
BEFORE = Snapshot({"standard": STANDARD}, "standard", {"desk": CALENDAR})


def with_calendar(**settings: object) -> Snapshot:
    return replace(BEFORE, calendars={"desk": {**CALENDAR, **settings}})


def with_clock(clock: Clock, **by_severity: str) -> Snapshot:
    targets = {"resolve": {Severity(name): parse_amount(amount) for name, amount in by_severity.items()}}
    policy = replace(STANDARD.policy, clocks=(clock,))
    return replace(BEFORE, standards={"standard": Standard(policy, targets)})


def test_nothing_differs_from_itself() -> None:
    assert differences(BEFORE, BEFORE) == ()


def test_a_target_is_named_with_what_it_was() -> None:
    after = with_clock(replace(CLOCK, target=parse_amount("25d")), S1="2d")
    assert differences(BEFORE, after) == (
        Difference("policy.standard.clock.resolve.by_severity.S1", "3d", "2d"),
        Difference("policy.standard.clock.resolve.target", "20d", "25d"),
    )


def test_of_a_list_only_what_went_and_what_came_is_told() -> None:
    after = with_calendar(holidays=["2026-01-01", "2026-11-24"])
    assert differences(BEFORE, after) == (Difference("calendar.desk.holidays", "", "2026-11-24"),)


def test_windows_read_as_hours_and_a_day_without_one_as_closed() -> None:
    after = with_calendar(week={"mon": [["09:00", "12:00"], ["13:00", "17:00"]]}, exceptions={"2026-11-23": []})
    assert differences(BEFORE, after) == (
        Difference("calendar.desk.exceptions.2026-11-23", "", "closed"),
        Difference("calendar.desk.week.mon", "09:00-17:00", "09:00-12:00, 13:00-17:00"),
    )


def test_a_clock_that_is_new_or_gone_has_one_side_only() -> None:
    after = with_clock(Clock("update", parse_amount("5bd")))
    told = {one.key: (one.before, one.after) for one in differences(BEFORE, after)}
    assert told["policy.standard.clock.update.target"] == ("", "5bd")
    assert told["policy.standard.clock.resolve.target"] == ("20d", "")


def test_another_order_of_the_same_is_told_whole() -> None:
    before, after = (
        with_calendar(holidays=["2026-01-01", "2026-05-01"]),
        with_calendar(holidays=["2026-05-01", "2026-01-01"]),
    )
    assert differences(before, after) == (
        Difference("calendar.desk.holidays", "2026-01-01, 2026-05-01", "2026-05-01, 2026-01-01"),
    )
