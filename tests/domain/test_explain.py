"""The arithmetic of a clock, as an auditor redoes it (DOMAIN §5, TRAPS 9)."""

from hypothesis import given, settings
from hypothesis import strategies as st

from cxdesk.domain import events as e
from cxdesk.domain.explain import ClockExplanation, Line, Part, explain
from cxdesk.domain.policy import Roll
from cxdesk.domain.words import Direction
from tests.domain.histories import Story, ask, clock, office, policy, story


def explained(case: Story, now: str) -> ClockExplanation:
    """The one clock of the case."""
    (found,) = explain(case.snapshots, case.events, case.at(now)).clocks
    return found


def days(lines: tuple[Line, ...]) -> list[str]:
    return [f"{line.part} {line.on:%m-%d} {line.reason or ''}".strip() for line in lines if line.on is not None]


def test_each_working_day_and_each_day_that_is_skipped_has_its_line() -> None:
    case = story(office(holidays=["2026-03-05"]), policy(clock("resolve", "3bd"))).log("2026-03-04 10:00")
    assert days(explained(case, "2026-03-04 11:00").lines) == [
        "closed 03-05 holiday",
        "counted 03-06",
        "closed 03-07 weekend",
        "closed 03-08 weekend",
        "counted 03-09",
        "counted 03-10",
        "due 03-10",
    ]


def test_a_roll_is_told_after_what_is_counted() -> None:
    rolls = clock("resolve", "3d", roll=Roll.NEXT_WORKING_DAY)
    case = story(office(), policy(rolls)).log("2026-03-04 10:00")
    assert days(explained(case, "2026-03-04 11:00").lines)[-4:] == [
        "counted 03-07",
        "rolled 03-08 weekend",
        "rolled 03-09",
        "due 03-09",
    ]


def test_open_hours_are_told_window_by_window_around_a_pause() -> None:
    hours = clock("resolve", "8bh", pause=frozenset({"customer"}))
    case = story(office(), policy(hours)).log("2026-03-02 15:00")
    case.then("2026-03-03 10:00", ask()).then("2026-03-03 11:00", e.Resumed())
    told = explained(case, "2026-03-03 12:00").lines
    assert [(line.part, line.amount / 3600, line.total / 3600) for line in told] == [
        (Part.START, 0, 0),
        (Part.COUNTED, 2, 2),
        (Part.COUNTED, 1, 3),
        (Part.PAUSED, 0, 3),
        (Part.COUNTED, 5, 8),
        (Part.DUE, 0, 0),
    ]


def test_a_paused_clock_is_told_as_if_the_pause_ended_when_it_was_asked() -> None:
    case = story(office(), policy(clock("resolve", "2d", pause=frozenset({"customer"})))).log("2026-03-02 10:00")
    case.then("2026-03-03 10:00", ask())
    told = explained(case, "2026-03-05 10:00")
    assert told.instance.due_at is None
    assert days(told.lines) == ["counted 03-03", "paused 03-04", "paused 03-05", "counted 03-06", "due 03-06"]


def test_a_date_that_came_with_a_promise_needs_no_arithmetic() -> None:
    case = story(office(), policy(clock("promise", None))).log("2026-03-02 10:00")
    case.then("2026-03-02 11:00", e.Promised(1, case.at("2026-03-05 00:00")))
    assert [line.part for line in explained(case, "2026-03-02 12:00").lines] == [Part.START, Part.GIVEN, Part.DUE]


@settings(max_examples=40, deadline=None)
@given(
    target=st.sampled_from(["3bh", "30bh", "90min", "50h", "1bd", "7bd", "10d", "3w", "2mo"]),
    waits=st.lists(st.tuples(st.integers(1, 5000), st.integers(1, 5000)), max_size=2),
    roll=st.sampled_from(list(Roll)),
)
def test_the_counted_lines_add_up_to_the_target(target: str, waits: list[tuple[int, int]], roll: Roll) -> None:
    terms = clock("resolve", target, pause=frozenset({"customer"}), roll=roll)
    case = story(office("Europe/Berlin", holidays=["2026-03-05"]), policy(terms)).log("2026-03-04 10:00")
    minute = 0
    for before, length in waits:
        minute += before
        case.then(minutes_on(case, minute), ask())
        minute += length
        case.then(minutes_on(case, minute), e.Resumed())
    lines = explained(case, "2027-01-01 10:00").lines
    counted = sum(line.amount for line in lines)
    expected = {
        "3bh": 10800,
        "30bh": 108000,
        "90min": 5400,
        "50h": 180000,
        "1bd": 1,
        "7bd": 7,
        "10d": 10,
        "3w": 21,
        "2mo": 61,
    }
    assert counted == expected[target]


def minutes_on(case: Story, minutes: int) -> str:
    """The local time so many minutes after Wednesday at ten."""
    return f"2026-03-{4 + minutes // 1440:02}T{minutes // 60 % 24:02}:{minutes % 60:02}"


def test_a_corrected_receipt_is_told_beside_the_first_where_the_clock_follows_it() -> None:
    """DOMAIN §3: a second date beside the first; one with its verdict keeps the first (STANDARDS §8.28)."""
    case = story(office(), policy(clock("respond", "1bd"), clock("resolve", "3bd"))).log("2026-03-04 10:00")
    case.then("2026-03-04 12:00", e.Contacted(Direction.OUT, "phone"))
    case.then("2026-03-04 13:00", e.Corrected("received_at", "2026-03-03T09:00:00+00:00", "2026-03-04T10:00:00+00:00"))
    told = explain(case.snapshots, case.events, case.at("2026-03-04 14:00"))
    lines = {one.instance.clock: one.lines for one in told.clocks}
    assert [line.part for line in lines["resolve"][:3]] == [Part.START, Part.CORRECTED, Part.COUNTED]
    assert [line.begins_at for line in lines["resolve"][:2]] == [
        case.at("2026-03-03 09:00"),
        case.at("2026-03-04 10:00"),
    ]
    assert Part.CORRECTED not in {line.part for line in lines["respond"]}
    assert [(one.fact, one.was) for one in told.corrections] == [("received_at", "2026-03-04T10:00:00+00:00")]
