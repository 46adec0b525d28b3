"""The same facts under other standards (TRAPS 6)."""

from cxdesk.domain import events as e
from cxdesk.domain.instances import Verdict
from cxdesk.domain.policy import Step
from cxdesk.domain.whatif import as_if, counted_verdict, steps_fired
from tests.domain.histories import SECOND, clock, customer_wrote, office, policy, story


def test_facts_stay_and_what_the_clocks_wrote_goes() -> None:
    case = story(office(), policy(clock("resolve", "5d")), policy(clock("resolve", "20d"))).log("2026-03-02 10:00")
    case.then("2026-03-04 10:00", customer_wrote())
    due_at = case.clock("resolve").due_at
    assert due_at is not None
    case.then("2026-03-08 00:10", e.Breached("resolve", 1, 1, due_at))
    case.then("2026-03-08 00:10", e.Escalated(1, 2, ("supervisor",), "clock", clock="resolve", step="100%"))
    case.then("2026-03-08 09:00", e.Escalated(2, 3, ("manager",), "person"))
    case.then("2026-03-09 10:00", e.Fulfilled())
    told = as_if(case.events, SECOND)
    assert [type(one.event).__name__ for one in told] == ["Logged", "Contacted", "Escalated", "Fulfilled"]
    case.events = told
    assert case.clock("resolve").verdict is Verdict.MET


def test_what_is_overdue_counts_as_breached_and_what_runs_counts_in_no_ratio() -> None:
    case = story(office(), policy(clock("resolve", "5d"), clock("offer", "20d"))).log("2026-03-02 10:00")
    now = case.at("2026-03-10 10:00")
    assert counted_verdict(case.clock("resolve"), now) is Verdict.BREACHED
    assert counted_verdict(case.clock("offer"), now) is None


def test_steps_fire_up_to_the_stop_and_not_before_an_import() -> None:
    ladder = [Step("resolve", level, ("owner",), share=level / 2) for level in (1, 2, 3)]
    chosen = policy(clock("resolve", "10d"), ladder=ladder)
    case = story(office(), chosen).log("2026-03-02 10:00").then("2026-03-14 10:00", e.Fulfilled())
    stands = case.standing()

    def levels(now: str) -> list[int]:
        found = steps_fired(chosen, stands.instances, stands.calendar, case.events, case.at(now))
        return [fired.step.level for fired in found]

    assert levels("2026-03-09 10:00") == [1]
    assert levels("2026-04-01 10:00") == [1, 2]
    silent = story(office(), chosen).log("2026-03-02 10:00", alarms_from=case.at("2026-03-10 00:00"))
    fired = steps_fired(chosen, silent.instances(), stands.calendar, silent.events, case.at("2026-04-01 10:00"))
    assert [one.step.level for one in fired] == [2, 3]
