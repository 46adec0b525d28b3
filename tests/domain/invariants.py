"""DOMAIN §4 as checks of histories: each line that holds an invariant names its number."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from cxdesk.domain import events as e
from cxdesk.domain.complaint import Complaint
from cxdesk.domain.evolve import fold
from cxdesk.domain.instances import ClockInstance
from cxdesk.domain.roles import Actor
from cxdesk.domain.words import Act, OptionState, Outcome, RevisitState, Status
from tests.domain.build import POLICY

NEVER_STOPS_RESOLVE = frozenset({Act.ACKNOWLEDGE, Act.ASSIGN, Act.TAKE, Act.ASK, Act.REFER, Act.ASSESS, Act.ESCALATE})
FINISHED = frozenset({Status.RESOLVED, Status.CLOSED})
LIVE = frozenset({OptionState.OPEN, OptionState.PROPOSED})


def check_fold(history: list[e.Happened], before: Complaint, after: Complaint) -> None:
    """What a complaint is after any act."""
    assert after.ref == before.ref  # 1
    assert fold(history) == after  # 2
    assert [happened.seq for happened in history] == list(range(1, after.seq + 1))
    assert after.owner is None or after.owner not in after.about  # 3
    assert before.acknowledged_at in {None, after.acknowledged_at}  # 4
    accepted = Counter(lying.cycle for lying in after.options if lying.state is OptionState.ACCEPTED)
    assert max(accepted.values(), default=0) <= 1  # 8
    assert (after.wait is not None) is (after.status is Status.WAITING)  # 10
    assert after.cycle == 1 + after.returned + after.reopened  # 12
    assert (after.outcome is not None) is (after.status is Status.CLOSED)
    assert (after.merged_into is not None) is (after.outcome is Outcome.MERGED)  # 13
    if after.status in FINISHED:
        assert not any(lying.state in LIVE for lying in after.options)  # 7
    if after.options_in(OptionState.OPEN):
        assert after.status in {Status.OFFERED, Status.WAITING}
    if any(visit.state is RevisitState.PLANNED for visit in after.revisits):
        assert after.status in FINISHED
    if after.status is Status.OFFERED:
        assert after.options_in(OptionState.OPEN)
    if after.status is Status.FULFILLING:
        assert after.accepted is not None
    if after.outcome not in {None, Outcome.REMEDIED, Outcome.FINAL_RESPONSE}:
        assert not after.planned_revisits


def check_event(before: Complaint, happened: e.Happened, actors: Mapping[str, Actor]) -> None:
    """What must have been true for this event to happen."""
    event, at = happened.event, happened.at
    match event:
        case e.OptionAccepted():  # 8
            chosen = before.option(event.number)
            assert chosen is not None
            assert chosen.is_open(at)
            assert chosen.offered_at <= at
            decided = actors[chosen.approved_by or chosen.offered_by].limit_under(POLICY)
            assert chosen.value is None or decided is None or chosen.value <= decided
        case e.Closed(outcome=Outcome.REMEDIED):  # 6
            visits = before.cycle_revisits
            assert before.accepted is not None
            assert before.fulfilled_at is not None
            assert before.cause is not None
            unreachable = any(visit.state is RevisitState.UNREACHABLE for visit in visits)
            assert before.confirmed or unreachable or not visits
        case e.Closed(outcome=Outcome.FINAL_RESPONSE):  # 7
            assert before.final_at is not None
            assert before.cause is not None
        case e.Fulfilled() | e.FinalSent() | e.Closed():  # 10
            assert before.wait is None
        case e.OptionApproved():
            proposal = before.option(event.number)
            assert proposal is not None
            assert event.self_approved is (proposal.offered_by == happened.agent)
            assert actors[happened.agent].alone or not event.self_approved


def check_clocks(
    act: Act | None,
    before: Complaint,
    after: Complaint,
    clocks_before: tuple[ClockInstance, ...],
    clocks_after: tuple[ClockInstance, ...],
) -> None:
    found = {owed.key: owed for owed in clocks_after}
    assert len(found) == len(clocks_after)
    if act is Act.CORRECT:
        check_correction(before, after, clocks_before, found)
    for owed in clocks_before:
        now = found.get(owed.key)
        if owed.fixed:  # 9
            assert now is not None
            assert now.verdict is owed.verdict
        if act in NEVER_STOPS_RESOLVE and owed.clock in {"resolve", "statute"}:  # 5
            assert now is not None
            assert (now.stopped_at, now.is_open) == (owed.stopped_at, owed.is_open)
    if after.cycle > before.cycle:  # 12
        resolve, statute = found["resolve", after.cycle, 1], found["statute", after.cycle, 1]
        assert resolve.started_at > before.received_at
        # Not the first instance's start: one that was fixed before a merge keeps the receipt it had then.
        assert statute.started_at == after.received_at


def check_correction(
    before: Complaint,
    after: Complaint,
    clocks_before: tuple[ClockInstance, ...],
    found: Mapping[tuple[str, int, int], ClockInstance],
) -> None:
    """DOMAIN §4.9, §4.11: both values can be read, what was fixed stays as it was, what runs follows its receipt."""
    assert after.corrections[:-1] == before.corrections
    made = after.corrections[-1]
    assert made.value != made.was
    if made.fact.startswith("verdict:"):
        clock, cycle, instance = made.fact.removeprefix("verdict:").rsplit(":", 2)
        judged = found[clock, int(cycle), int(instance)]
        assert judged.corrected == made.value
        first = next((one.was for one in after.corrections if one.fact == made.fact), None)
        assert judged.verdict == first
    else:
        assert (before.fact(made.fact), after.fact(made.fact)) == (made.was, made.value)
    for owed in clocks_before:
        now = found[owed.key]
        if owed.fixed:
            assert replace(now, corrected=owed.corrected) == owed
        elif made.fact == "received_at" and owed.started_at == before.received_at and owed.clock != "revisit":
            assert now.started_at == after.received_at
        elif made.fact.startswith("verdict:"):
            assert now == owed


def check_merges(complaints: dict[str, Complaint]) -> None:
    """DOMAIN §4.13: no circle, and the master holds the earliest receipt."""
    for complaint in complaints.values():
        chain = [complaint.ref]
        master = complaint
        while master.merged_into is not None:
            assert master.merged_into not in chain
            source, master = master, complaints[master.merged_into]
            assert master.received_at <= source.received_at
            assert source.ref in {ref for ref, _received_at in master.absorbed}
            chain.append(master.ref)
        assert complaint.received_at <= complaint.own_received_at


@dataclass
class Day:
    received: int = 0
    came_back: Counter[Outcome | None] = field(default_factory=Counter)
    closed: Counter[Outcome | None] = field(default_factory=Counter)


def check_flow(histories: list[list[e.Happened]]) -> None:
    """DOMAIN §4.15: open at the end of a day is open at its start, received, come back and not closed; by outcome."""
    days: dict[date, Day] = {}
    for history in histories:
        for happened in history:
            day = days.setdefault(happened.at.date(), Day())
            match happened.event:
                case e.Logged():
                    day.received += 1
                case e.Reopened() | e.Unmerged():
                    day.came_back[fold(history[: happened.seq - 1]).outcome] += 1
                case e.Closed(outcome=outcome):
                    day.closed[outcome] += 1
    open_before = 0
    ended: Counter[Outcome | None] = Counter()
    for on in sorted(days):
        day = days[on]
        standing = [
            fold(begun) for history in histories if (begun := [past for past in history if past.at.date() <= on])
        ]
        open_after = open_before + day.received + day.came_back.total() - day.closed.total()
        assert sum(complaint.is_open for complaint in standing) == open_after
        ended.update(day.closed)
        ended.subtract(day.came_back)
        assert +ended == Counter(complaint.outcome for complaint in standing if not complaint.is_open)
        open_before = open_after
