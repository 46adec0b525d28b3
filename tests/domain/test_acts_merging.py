"""One matter, one complaint (DOMAIN §4.13, TRAPS 38–40)."""

import pytest

from cxdesk.domain import acts
from cxdesk.domain import events as e
from cxdesk.domain.decision import Decision, Refused, Words
from cxdesk.domain.words import Act, OptionState, Outcome, Status
from tests.domain.build import (
    AGENT,
    DAY,
    MONDAY,
    SUPERVISOR,
    Case,
    closed,
    fulfilling,
    investigating,
    merged,
    offered,
    received,
    resolved,
)


def other() -> Case:
    return received("CX-2", MONDAY + DAY)


def test_the_source_ends_as_merged_and_the_master_takes_the_earliest_receipt() -> None:
    leaving, taking = acts.merge(received().complaint, other().complaint, AGENT, "the same")
    assert leaving == Decision((e.MergedInto("CX-2"), e.Closed(Outcome.MERGED)), (Words("reason", "the same", 0),))
    assert taking.events == (e.Absorbed("CX-1", MONDAY),)
    source, master = merged()
    assert (source.complaint.status, source.complaint.outcome) == (Status.CLOSED, Outcome.MERGED)
    assert master.complaint.received_at == MONDAY


def test_of_two_merges_into_each_other_one_wins_and_the_other_is_refused() -> None:
    """Golden 16, TRAPS 39: the second is decided on what the first left."""
    source, master = merged()
    with pytest.raises(Refused, match="CX-1 was merged into CX-2 itself"):
        acts.merge(master.complaint, source.complaint, AGENT, "the same")


def test_only_another_open_complaint_takes_one_in() -> None:
    with pytest.raises(Refused, match="into itself"):
        acts.merge(received().complaint, received().complaint, AGENT, "")
    ended = closed()
    with pytest.raises(Refused, match="only an open complaint takes another in"):
        acts.merge(other().complaint, ended.complaint, AGENT, "")
    with pytest.raises(Refused, match="not possible while"):
        acts.merge(ended.complaint, other().complaint, AGENT, "")


def test_a_wait_ends_before_anything_is_computed() -> None:
    leaving, _taking = acts.merge(offered().do(Act.ASK).complaint, other().complaint, AGENT, "")
    assert leaving.events[0] == e.Resumed()


@pytest.mark.parametrize(
    ("stage", "back"),
    [
        (received, Status.RECEIVED),
        (investigating, Status.INVESTIGATING),
        (offered, Status.OFFERED),
        (lambda: offered().do(Act.ASK), Status.OFFERED),
        (lambda: investigating().do(Act.REFER), Status.INVESTIGATING),
        (lambda: fulfilling().do(Act.ASK), Status.FULFILLING),
        (resolved, Status.RESOLVED),
    ],
)
def test_a_merge_is_taken_back_to_where_the_desk_would_stand(stage: type[Case], back: Status) -> None:
    source, master = stage(), other()
    options, revisits = source.complaint.options, source.complaint.revisits
    leaving, taking = acts.merge(source.complaint, master.complaint, AGENT, "")
    source.record(leaving)
    master.record(taking)
    assert not source.complaint.options_in(OptionState.OPEN)
    returning, releasing = acts.unmerge(source.complaint, master.complaint, SUPERVISOR, "two matters")
    assert returning == Decision((e.Unmerged("CX-2"),), (Words("reason", "two matters"),))
    source.record(returning)
    master.record(releasing)
    assert (source.complaint.status, source.complaint.wait, source.complaint.outcome) == (back, None, None)
    assert (source.complaint.options, source.complaint.revisits) == (options, revisits)
    assert (master.complaint.received_at, master.complaint.absorbed) == (MONDAY + DAY, ())


def test_a_merge_is_taken_back_from_its_own_master_only() -> None:
    source, _master = merged()
    with pytest.raises(Refused, match="not merged into CX-3"):
        acts.unmerge(source.complaint, received("CX-3").complaint, AGENT, "")


def test_a_chain_is_undone_from_its_end() -> None:
    """TRAPS 38: the last master knows whose receipt it holds."""
    first, second = merged()
    third = received("CX-3", MONDAY + 2 * DAY)
    leaving, taking = acts.merge(second.complaint, third.complaint, AGENT, "")
    second.record(leaving)
    third.record(taking)
    assert third.complaint.received_at == MONDAY
    with pytest.raises(Refused, match="CX-2 was merged into CX-3 itself"):
        acts.unmerge(first.complaint, second.complaint, AGENT, "")
    returning, releasing = acts.unmerge(second.complaint, third.complaint, AGENT, "")
    second.record(returning)
    third.record(releasing)
    assert third.complaint.received_at == MONDAY + 2 * DAY
    assert acts.unmerge(first.complaint, second.complaint, AGENT, "")
