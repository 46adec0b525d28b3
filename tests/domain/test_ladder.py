"""Steps of the ladder: when each is due, that each fires once, and what a moved date does (DOMAIN §4.14, §7)."""

from datetime import date, datetime

import pytest

from cxdesk.domain import events as e
from cxdesk.domain.ladder import next_step, share_elapsed, steps_due
from cxdesk.domain.policy import Clock, ClockKind, Step
from tests.domain.histories import FIRST, SECOND, Story, amount, ask, clock, local_text, office, policy, reply, story


def share(of_target: float, *, name: str = "resolve", level: int = 1) -> Step:
    return Step(name, level, ("owner",), share=of_target)


def offset(text: str, *, name: str = "resolve") -> Step:
    return Step(name, 1, ("owner",), offset=amount(text))


def case_of(terms: Clock, *steps: Step, received: str = "2026-03-02 10:00", **logged: datetime) -> Story:
    """One clock, these steps, an office of nine to five."""
    return story(office(), policy(terms, ladder=steps)).log(received, **logged)


def due_steps(case: Story, name: str = "resolve") -> dict[str, str]:
    """The unfired steps by name, in local time."""
    standing = case.standing()
    found = [
        step
        for instance in standing.instances
        if instance.clock == name
        for step in steps_due(standing.policy, instance, standing.calendar, case.events)
    ]
    return {step.step.name: local_text(step.at, case.office.zone) for step in found}


def fire(case: Story, name: str, at: str) -> Story:
    """The sweep fired this step at *at*."""
    standing = case.standing()
    keys = [
        step.key
        for instance in standing.instances
        for step in steps_due(standing.policy, instance, standing.calendar, case.events)
        if step.step.name == name
    ]
    key = keys[0]
    return case.then(at, e.Warned(key.clock, key.cycle, key.instance, key.due_at, key.step))


def test_before_the_deadline_is_negative_business_time() -> None:
    """TRAPS 13, golden case 1: due Tuesday eleven, warned at ten, not at midnight."""
    desk = office("UTC", ("08:00", "18:00"))
    ladder = [offset("-1bh"), offset("-2bh"), offset("-4bh")]
    case = story(desk, policy(clock("resolve", "4bh"), ladder=ladder)).log("2026-03-02 17:00")
    assert case.due("resolve") == "2026-03-03 11:00"
    assert due_steps(case) == {"-4bh": "2026-03-02 17:00", "-2bh": "2026-03-03 09:00", "-1bh": "2026-03-03 10:00"}


def test_before_a_monday_deadline_lies_on_friday() -> None:
    """TRAPS 13 across a weekend, in hours and in days."""
    case = case_of(clock("resolve", "1bh"), offset("-1bh"), offset("-2bh"), received="2026-03-06 16:30")
    assert due_steps(case) == {"-2bh": "2026-03-06 15:30", "-1bh": "2026-03-06 16:30"}
    days = case_of(clock("resolve", "5bd"), offset("-1bd"), offset("-5bd"), offset("-2bh"), offset("+1bd"))
    assert due_steps(days) == {
        "-5bd": "2026-03-03 00:00",
        "-2bh": "2026-03-09 15:00",
        "-1bd": "2026-03-07 00:00",
        "+1bd": "2026-03-11 00:00",
    }


def test_offsets_in_time_of_the_calendar() -> None:
    steps = [offset("-2h"), offset("-1d"), offset("-1w"), offset("+30min")]
    assert due_steps(case_of(clock("resolve", "10d"), *steps)) == {
        "-1w": "2026-03-06 00:00",
        "-1d": "2026-03-12 00:00",
        "-2h": "2026-03-12 22:00",
        "+30min": "2026-03-13 00:30",
    }


@pytest.mark.parametrize(
    ("target", "half", "most"),
    [
        ("8bh", "2026-03-02 14:00", "2026-03-02 16:24"),
        ("10h", "2026-03-02 15:00", "2026-03-02 18:00"),
        ("10d", "2026-03-08 00:00", "2026-03-11 00:00"),
        ("10bd", "2026-03-10 00:00", "2026-03-13 00:00"),
        ("2w", "2026-03-10 00:00", "2026-03-15 00:00"),
    ],
)
def test_a_share_counts_in_the_targets_own_unit(target: str, half: str, most: str) -> None:
    """TRAPS 26, DOMAIN §5: whole days for day clocks, at the end of the day on which the share is used up."""
    found = due_steps(case_of(clock("resolve", target), share(0.5), share(0.8), share(1.0)))
    assert (found["50%"], found["80%"]) == (half, most)


def test_the_whole_target_is_the_due_instant_and_more_is_after_it() -> None:
    case = case_of(clock("resolve", "10d"), share(1.0), share(1.5, level=3))
    assert due_steps(case) == {"100%": case.due("resolve"), "150%": "2026-03-18 00:00"}


def test_a_pause_moves_the_steps_that_lie_behind_it() -> None:
    case = case_of(clock("resolve", "8bh", pause=frozenset({"customer"})), share(0.25), share(0.75))
    case.then("2026-03-02 13:00", ask())
    assert due_steps(case) == {}
    case.then("2026-03-02 15:00", e.Resumed())
    assert due_steps(case) == {"25%": "2026-03-02 12:00", "75%": "2026-03-03 10:00"}


def test_a_fired_step_does_not_fire_again() -> None:
    """TRAPS 49: alarms that repeat at every run."""
    case = case_of(clock("resolve", "8bh"), share(0.5), share(0.75))
    fire(case, "50%", "2026-03-02 14:00")
    assert list(due_steps(case)) == ["75%"]


def test_an_escalation_that_names_its_step_has_fired_it_and_one_by_hand_has_not() -> None:
    case = case_of(clock("resolve", "8bh"), share(1.0))
    due_at = case.clock("resolve").due_at
    case.then("2026-03-02 11:00", e.Escalated(1, 2, ("sample",), "by hand", "resolve"))
    assert list(due_steps(case)) == ["100%"]
    by_clock = e.Escalated(2, 2, ("sample",), "100%", "resolve", cycle=1, instance=1, due_at=due_at, step="100%")
    assert due_steps(case.then("2026-03-03 10:00", by_clock)) == {}


def test_a_moved_date_re_arms_only_what_then_lies_ahead() -> None:
    """DOMAIN §4.14: the step at the half fired, and lies behind under either date."""
    case = case_of(clock("resolve", "10d"), share(0.5), share(0.8))
    fire(case, "50%", "2026-03-08 00:00")
    fire(case, "80%", "2026-03-11 00:00")
    case.then("2026-03-11 09:00", e.Extended("resolve", 1, 1, case.at("2026-03-18 00:00")))
    assert due_steps(case) == {"80%": "2026-03-15 00:00"}


def test_a_step_that_never_fired_stays_armed_when_the_date_comes_nearer() -> None:
    """An obligation that is late the moment it is re-targeted must not go unheard."""
    first, second = (
        policy(clock("resolve", "10d"), ladder=[share(0.8)]),
        policy(clock("resolve", "2d"), ladder=[share(0.8)]),
    )
    case = story(office(), first, second).log("2026-03-02 10:00")
    case.then("2026-03-07 10:00", e.Retargeted(FIRST, SECOND, "standard"))
    assert due_steps(case) == {"80%": "2026-03-04 00:00"}


def test_a_stopped_clock_a_window_and_a_right_have_no_steps() -> None:
    case = case_of(clock("respond", "1bd"), share(0.5, name="respond")).then("2026-03-02 11:00", reply())
    assert due_steps(case, "respond") == {}
    window = case_of(clock("window:src", "3bd", kind=ClockKind.WINDOW), share(0.5, name="window:src"))
    assert due_steps(window, "window:src") == {}


def test_a_swept_breach_that_is_still_owed_climbs_on() -> None:
    case = case_of(clock("resolve", "10d"), share(1.0), share(1.5, level=3))
    due_at = case.clock("resolve").due_at
    assert due_at is not None
    case.then("2026-03-13 00:00", e.Breached("resolve", 1, 1, due_at))
    assert list(due_steps(case)) == ["100%", "150%"]


def test_an_import_is_silent_before_its_instant() -> None:
    """DOMAIN §12, golden case 13: `alarms_from` silences what lies before it."""
    alarms_from = office().start_of_day(date(2026, 3, 9))
    case = case_of(clock("resolve", "10d"), share(0.5), share(0.8), alarms_from=alarms_from)
    assert list(due_steps(case)) == ["80%"]


def test_a_reopening_after_the_old_date_alarms_nobody() -> None:
    """TRAPS 24, golden case 8."""
    case = case_of(clock("resolve", "10d"), share(0.8), share(1.0)).then("2026-03-05 10:00", e.FinalSent())
    case.then("2026-04-15 10:00", e.Returned())
    assert due_steps(case) == {"80%": "2026-04-24 00:00", "100%": "2026-04-26 00:00"}


def test_the_next_step_is_the_earliest_of_all_clocks() -> None:
    steps = [share(0.5), share(0.5, name="respond")]
    case = story(office(), policy(clock("resolve", "10d"), clock("respond", "8bh"), ladder=steps))
    standing = case.log("2026-03-02 10:00").standing()
    found = next_step(standing.policy, standing.instances, standing.calendar, case.events)
    assert found == case.at("2026-03-02 14:00")
    assert next_step(policy(clock("resolve", "10d")), standing.instances, standing.calendar, case.events) is None


@pytest.mark.parametrize(
    ("target", "now", "used"),
    [
        ("8bh", "2026-03-02 14:00", 0.5),
        ("10h", "2026-03-02 15:00", 0.5),
        ("10d", "2026-03-02 23:00", 0.0),
        ("10d", "2026-03-07 23:00", 0.4),
        ("10d", "2026-03-08 00:00", 0.5),
        ("5bd", "2026-03-08 12:00", 0.8),
        ("10d", "2026-03-13 00:00", 1.0),
        ("10d", "2026-03-18 00:00", 1.5),
    ],
)
def test_the_share_that_is_used_agrees_with_the_steps(target: str, now: str, used: float) -> None:
    case = case_of(clock("resolve", target))
    assert share_elapsed(case.clock("resolve"), case.at(now), case.office) == pytest.approx(used)


def test_the_share_stands_still_while_paused_and_after_the_stop() -> None:
    case = case_of(clock("resolve", "8bh", pause=frozenset({"customer"}))).then("2026-03-02 12:00", ask())
    assert share_elapsed(case.clock("resolve"), case.at("2026-03-04 12:00"), case.office) == pytest.approx(0.25)
    case.then("2026-03-04 12:00", e.Resumed()).then("2026-03-04 14:00", e.FinalSent())
    assert share_elapsed(case.clock("resolve"), case.at("2026-03-09 12:00"), case.office) == pytest.approx(0.5)


def test_a_warning_never_comes_on_the_last_day_of_a_day_clock() -> None:
    """80 % of three days is used up when they are over: a warning then would warn nobody."""
    case = case_of(clock("resolve", "3bd"), share(0.8))
    assert due_steps(case) == {"80%": "2026-03-05 00:00"}
    assert case.clock("resolve").due_at == office().end_of_day(date(2026, 3, 5))
