"""The golden cases of TRAPS §4 that need no desk, each through a whole history, and the deadlines RT leaves unset."""

from datetime import timedelta

import pytest

from cxdesk.domain import events as e
from cxdesk.domain.explain import Part, explain
from cxdesk.domain.instances import Verdict
from cxdesk.domain.ladder import steps_due
from cxdesk.domain.policy import Clock, Facts, Policy, Step
from cxdesk.domain.words import Outcome, Severity
from tests.domain.histories import (
    SECOND,
    OneStandard,
    Story,
    amount,
    ask,
    clock,
    customer_wrote,
    local_text,
    office,
    policy,
    reply,
    story,
)


def only(target: str, *pause: str) -> Policy:
    return policy(clock("resolve", target, pause=frozenset(pause)))


def steps_of(case: Story) -> list[str]:
    stands = case.standing()
    (found,) = stands.instances
    return [
        f"{step.step.name} {local_text(step.at, case.office.zone)}"
        for step in steps_due(stands.policy, found, stands.calendar, case.events)
    ]


def test_golden_1_four_hours_from_five_with_a_warning_an_hour_before() -> None:
    """Due on Tuesday at eleven, warned at ten (TRAPS 13)."""
    warned = policy(clock("resolve", "4bh"), ladder=[Step("resolve", 1, ("owner",), offset=amount("-1bh"))])
    case = story(office("UTC", ("08:00", "18:00")), warned).log("2026-03-02 17:00")
    assert case.due("resolve") == "2026-03-03 11:00"
    assert steps_of(case) == ["-1bh 2026-03-03 10:00"]


def test_golden_2_one_hour_from_friday_afternoon_ends_on_monday() -> None:
    assert story(office(), only("1bh")).log("2026-03-06 16:30").due("resolve") == "2026-03-09 09:30"


def test_golden_3_two_holidays_are_each_left_out_once() -> None:
    week = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    hours = office("Europe/Berlin", ("09:00", "21:00"), days=week, holidays=["2016-11-11", "2016-11-13"])
    assert story(hours, only("48bh")).log("2016-11-09 23:00").due("resolve") == "2016-11-15 21:00"


@pytest.mark.parametrize(
    ("received", "due"), [("2026-03-28 22:00", "2026-03-29 07:00"), ("2026-10-24 22:00", "2026-10-25 05:00")]
)
def test_golden_4_eight_hours_are_eight_hours_over_a_change_of_the_clock(received: str, due: str) -> None:
    """TRAPS 29, STANDARDS §8.10: elapsed, not wall-clock."""
    always = office("Europe/Berlin", ("00:00", "24:00"), days=("mon", "tue", "wed", "thu", "fri", "sat", "sun"))
    for unit in ("h", "bh"):
        case = story(always, only(f"8{unit}")).log(received)
        assert case.due("resolve") == due
        assert case.clock("resolve").due_at == case.at(received) + timedelta(hours=8)


@pytest.mark.parametrize("friday", ["2026-03-27", "2026-10-23"])
def test_golden_5_two_hours_from_four_on_friday_end_on_monday_at_ten(friday: str) -> None:
    case = story(office("Europe/Berlin"), only("2bh")).log(f"{friday} 16:00")
    assert case.due("resolve").endswith("10:00")
    assert case.at(case.due("resolve")).weekday() == 0


PAUSABLE = only("16bh", "customer")


def test_golden_6_only_open_time_of_a_pause_comes_off() -> None:
    """Inside hours, over a weekend, two in one minute; and one that is open when the complaint is resolved."""
    inside = story(office(), PAUSABLE).log("2026-03-02 09:00")
    inside.then("2026-03-02 10:00", ask()).then("2026-03-02 12:00", e.Resumed())
    assert inside.due("resolve") == "2026-03-04 11:00"
    weekend = story(office(), PAUSABLE).log("2026-03-05 13:00")
    weekend.then("2026-03-06 16:00", ask()).then("2026-03-09 10:00", e.Resumed())
    assert weekend.due("resolve") == "2026-03-09 15:00"
    twice = story(office(), PAUSABLE).log("2026-03-02 09:00")
    twice.then("2026-03-02 10:00:10", ask()).then("2026-03-02 10:00:20", e.Resumed())
    twice.then("2026-03-02 10:00:30", ask()).then("2026-03-02 10:00:50", e.Resumed())
    due_at = twice.clock("resolve").due_at
    assert due_at == twice.at("2026-03-03 17:00") + timedelta(hours=16, seconds=30)
    at_resolve = story(office(), PAUSABLE).log("2026-03-02 09:00")
    at_resolve.then("2026-03-03 16:00", ask()).then("2026-04-20 10:00", e.Fulfilled())
    assert at_resolve.clock("resolve").verdict is Verdict.MET


def graver_is_sooner(facts: Facts) -> Policy:
    return only("4bd" if facts.severity is Severity.S1 else "10bd", "customer")


def test_golden_7_raising_the_severity_keeps_the_pause_that_was_taken() -> None:
    """TRAPS 11: the new target counts from the receipt, without the two days of waiting."""
    case = story(office(), graver_is_sooner).log("2026-03-02 10:00")
    case.then("2026-03-03 10:00", ask()).then("2026-03-05 10:00", e.Resumed())
    assert case.due("resolve") == "2026-03-19 00:00"
    case.then("2026-03-05 11:00", e.Assessed(Severity.S1))
    assert case.due("resolve") == "2026-03-11 00:00"


def test_golden_8_reopened_after_the_old_date_the_old_verdict_stands_and_nothing_alarms() -> None:
    ladder = [Step("resolve", 2, ("owner",), share=1.0)]
    case = story(office(), policy(clock("resolve", "5bd"), ladder=ladder)).log("2026-03-02 10:00")
    case.then("2026-03-04 10:00", e.Fulfilled()).then("2026-03-04 10:00", e.Closed(Outcome.REMEDIED))
    case.then("2026-03-30 10:00", e.Reopened())
    old, new = case.clock("resolve"), case.clock("resolve", cycle=2)
    assert (old.verdict, new.verdict) == (Verdict.MET, Verdict.RUNNING)
    stands = case.standing()
    due = [step for found in stands.instances for step in steps_due(stands.policy, found, stands.calendar, case.events)]
    assert all(step.at > case.at("2026-03-30 10:00") for step in due)


def test_golden_9_three_mails_of_the_customer_count_from_the_first() -> None:
    answered = policy(clock("answer", "4bh", starts="customer_wrote", stops=("replied",)))
    case = story(office(), answered).log("2026-03-02 09:00")
    for minute in (10, 20, 30):
        case.then(f"2026-03-02 09:{minute}", customer_wrote())
    assert case.due("answer") == "2026-03-02 13:10"
    assert case.then("2026-03-02 13:00", reply()).clock("answer").verdict is Verdict.MET


def test_golden_10_a_holiday_added_for_tomorrow_moves_what_runs_and_no_verdict() -> None:
    """The verb, the preview and the audit row: tests/desk/test_standards.py."""
    clocks: tuple[Clock, ...] = (clock("respond", "1bd"), clock("resolve", "3bd"))
    case = story(office(), policy(*clocks), policy(*clocks)).log("2026-03-02 10:00")
    second = OneStandard(lambda _facts: policy(*clocks), office(holidays=["2026-03-05"]))
    case.snapshots = {**case.snapshots, SECOND: second}
    case.then("2026-03-04 08:00", e.Breached("respond", 1, 1, case.at("2026-03-04 00:00")))
    before = case.clock("respond")
    case.then("2026-03-04 15:00", e.Retargeted("first", SECOND, "standard"))
    assert case.due("resolve") == "2026-03-07 00:00"
    assert case.clock("respond") == before


def test_golden_11_odd_weeks_are_exact() -> None:
    """Against a minute-by-minute oracle: tests/domain/test_calendar_oracle.py."""
    odd = office(
        "UTC",
        ("09:00", "12:00"),
        ("13:00", "17:00"),
        days=("tue",),
        exceptions={"2026-03-07": [["10:00", "12:00"]]},
        breaks={"2026-03-10": [["10:00", "11:00"]]},
    )
    assert story(odd, only("8bh")).log("2026-03-03 12:00").due("resolve") == "2026-03-10 12:00"


@pytest.mark.parametrize(("target", "ends_on"), [("40bd", "2026-04-27"), ("400bd", "2027-09-13")])
def test_a_deadline_far_ahead_is_exact_where_rt_leaves_it_unset(target: str, ends_on: str) -> None:
    """RT 5 leaves a due date more than 30 days ahead unset without a word (BUDGETS)."""
    case = story(office("Europe/London"), only(target)).log("2026-03-02 10:00")
    last_day = case.at(case.due("resolve")) - timedelta(microseconds=1)
    assert case.office.local_date(last_day).isoformat() == ends_on
    (told,) = explain(case.snapshots, case.events, case.at("2026-03-02 11:00")).clocks
    counted = [line.on for line in told.lines if line.part is Part.COUNTED]
    assert len(counted) == int(target.removesuffix("bd"))
    assert all(day is not None and day.weekday() < 5 for day in counted)
    assert case.office.local_date(last_day) == counted[-1]


@pytest.mark.parametrize(("target", "due"), [("320bh", "2026-04-27 10:00"), ("3200bh", "2027-09-13 10:00")])
def test_open_hours_far_ahead_are_exact_too(target: str, due: str) -> None:
    assert story(office("Europe/London"), only(target)).log("2026-03-02 10:00").due("resolve") == due
