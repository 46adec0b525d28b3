"""What the Log screen shows before a complaint is saved: due dates, letter, probable duplicates; nothing is written."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from cxdesk.desk import Desk, NewComplaint, Received, Refused
from tests.desks import Clock, new_desk, opened, received

CALLER = Received(name="Sample Customer", email="sample1@customer.example")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def desk(tmp_path: Path, clock: Clock) -> Iterator[Desk]:
    with opened(new_desk(tmp_path / "desk", clock), clock) as found:
        yield found


def test_what_is_foreseen_is_what_is_then_logged(desk: Desk) -> None:
    new = NewComplaint(channel="phone", subject="Late parcel", text="It is late.", customer=CALLER)
    foreseen = desk.foresee(new)
    change = desk.log(new)
    assert foreseen.change.ref == change.ref
    assert foreseen.change.standing.instances == change.standing.instances
    assert foreseen.letter is not None
    row = desk.letter(change.letters[0])
    assert (row.subject, row.body) == (foreseen.letter.subject, foreseen.letter.body)


def test_foreseeing_writes_nothing_and_refuses_as_logging_does(desk: Desk) -> None:
    desk.foresee(NewComplaint(channel="phone", text="x", customer=CALLER))
    assert desk.find_refs("") == []
    with pytest.raises(Refused):
        desk.foresee(NewComplaint(channel="phone"))


def test_a_caller_without_an_address_is_foreseen_no_letter(desk: Desk) -> None:
    assert desk.foresee(NewComplaint(channel="phone", text="x", customer=Received(phone="+49 30 1"))).letter is None


def test_an_open_complaint_of_the_same_customer_is_probably_the_same(desk: Desk) -> None:
    ref = received(desk).ref
    (likely,) = desk.likely_duplicates(NewComplaint(channel="email", subject="Parcel 1 late", customer=CALLER))
    assert (likely.ref, likely.same_customer) == (ref, True)
    assert likely.likeness == 1.0


def test_a_closed_one_counts_for_a_month(desk: Desk, clock: Clock) -> None:
    ref = received(desk).ref
    desk.withdraw(ref, "It came after all")
    new = NewComplaint(channel="email", text="It is late again", customer=CALLER)
    assert [one.ref for one in desk.likely_duplicates(new)] == [ref]
    clock.on(days=31)
    assert desk.likely_duplicates(new) == []


def test_the_same_words_from_somebody_else_are_told_as_well_in_any_language(desk: Desk) -> None:
    said = "宽带三天没有修好"
    ref = desk.log(NewComplaint(channel="phone", subject=said, customer=Received(phone="010 1"))).ref
    other = Received(phone="010 2")
    found = desk.likely_duplicates(NewComplaint(channel="phone", subject=said, customer=other))
    assert [(one.ref, one.same_customer) for one in found] == [(ref, False)]
    assert desk.likely_duplicates(NewComplaint(channel="phone", subject="退款没有到账", customer=other)) == []
