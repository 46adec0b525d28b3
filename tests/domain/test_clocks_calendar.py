"""Clocks that count by a calendar of their own, and what each instance was counted by (STANDARDS §8.9)."""

from dataclasses import dataclass, field

from cxdesk.domain import events as e
from cxdesk.domain.calendar import Calendar
from cxdesk.domain.explain import Part, explain
from cxdesk.domain.ladder import steps_due
from cxdesk.domain.policy import Facts, Policy, Step
from tests.domain.histories import Story, amount, clock, local_text, office

OPEN_ALL_WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass
class TwoCalendars:
    """A desk that is open every day, and the working days of the law."""

    policy: Policy
    calendars: dict[str, Calendar] = field(default_factory=dict)
    timezone: str = "UTC"

    def policy_for(self, facts: Facts) -> Policy:
        return self.policy

    def calendar(self, name: str) -> Calendar:
        return self.calendars[name]


def bank() -> Story:
    clocks = (clock("respond", "3bd"), clock("resolve", "3bd", calendar="statutory"))
    ladder = (Step("resolve", 1, ("owner",), offset=amount("-1bd")),)
    desk, law = office(days=OPEN_ALL_WEEK), office(holidays=["2026-03-09"])
    standards = TwoCalendars(Policy("standard", "desk", clocks, ladder), {"desk": desk, "statutory": law})
    later = TwoCalendars(standards.policy, {"desk": desk, "statutory": office()})
    return Story(desk, {"first": standards, "second": later}).log("2026-03-06 10:00")


def test_a_law_counts_its_own_working_days_while_the_desk_is_open_on_sundays() -> None:
    case = bank()
    assert case.due("respond") == "2026-03-10 00:00"
    assert case.due("resolve") == "2026-03-13 00:00"


def test_the_ladder_counts_by_the_calendar_of_its_clock() -> None:
    case = bank()
    stands = case.standing()
    found = case.clock("resolve")
    assert [local_text(step.at, case.office.zone) for step in steps_due(stands.policy, found, stands.calendar, ())] == [
        "2026-03-12 00:00"
    ]


def test_what_was_fixed_is_explained_by_the_calendar_of_its_time() -> None:
    """A calendar that changed later rewrites no arithmetic of the past."""
    case = bank()
    case.then("2026-03-12 12:00", e.Fulfilled())
    case.then("2026-03-13 12:00", e.Reopened())
    case.then("2026-03-13 12:00", e.Retargeted("first", "second", "standard"))
    told = {
        found.instance.key: found for found in explain(case.snapshots, case.events, case.at("2026-03-13 13:00")).clocks
    }
    closed = [line.on for line in told["resolve", 1, 1].lines if line.part is Part.CLOSED]
    assert len(closed) == 3
    assert told["resolve", 1, 1].calendar == "statutory"


def test_a_make_up_day_and_an_extension_are_told() -> None:
    worked = office(exceptions={"2026-03-07": [["09:00", "17:00"]]})
    standards = TwoCalendars(Policy("standard", "desk", (clock("resolve", "2bd"),)), {"desk": worked})
    case = Story(worked, {"first": standards}).log("2026-03-05 10:00")
    case.then("2026-03-06 10:00", e.Extended("resolve", 1, 1, case.at("2026-03-11 00:00")))
    (told,) = explain(case.snapshots, case.events, case.at("2026-03-06 11:00")).clocks
    parts = [(line.part.value, line.reason) for line in told.lines]
    assert ("counted", "make_up") in parts
    assert parts[-2:] == [("given", None), ("due", None)]
    assert told.instance.given
