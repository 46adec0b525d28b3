"""The gate: what no automatic letter gets past, and what waits (DOMAIN §8, TRAPS 36 and the table of TRAPS §2)."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxdesk.desk import Desk
from cxdesk.mail.gate import HOUR, HOURLY, LONGEST, PER_COMPLAINT, Earlier, Facts, may_send
from tests.desks import MONDAY, Clock, new_desk, opened, received

MINUTE = timedelta(minutes=1)


def facts(**changes: Any) -> Facts:
    """An automatic letter to a customer that nothing speaks against."""
    known: dict[str, Any] = {"recipient": "sample@customer.example", "automatic": True, "now": MONDAY}
    return Facts(**(known | changes))


def to_address(count: int, at: datetime = MONDAY, **seen: bool) -> list[Earlier]:
    """Letters that the address had at *at*."""
    return [Earlier(at, same_address=True, same_complaint=False, **seen) for _one in range(count)]


def test_what_a_person_wrote_always_passes() -> None:
    worst = facts(
        automatic=False,
        recipient="postmaster@customer.example",
        own={"postmaster@customer.example"},
        suppressed="bounce",
        cause="bounce",
        earlier=to_address(500, answers=True, same_subject=True),
    )
    assert may_send(worst).may


def test_an_automatic_letter_to_a_customer_passes() -> None:
    assert may_send(facts()).may
    assert may_send(facts(cause="customer")).may


def test_no_automatic_letter_goes_to_an_address_of_the_desk() -> None:
    """TRAPS 36: the recipient is one of our own."""
    assert may_send(facts(recipient="care+CX-1.abc@desk.example", own={"Care@desk.example"})).code == "own-address"
    assert may_send(facts(recipient="care@desk.example.", own={"Care@desk.example"})).code == "own-address"
    held = may_send(facts(own={"Sample@CUSTOMER.example"}))
    assert (held.may, held.code, held.again_at) == (False, "own-address", None)


@pytest.mark.parametrize(
    "name",
    [
        "mailer-daemon", "MAILER-DAEMON", "postmaster", "abuse", "root", "noreply", "no-reply", "no_reply+x",
        "No.Reply", "noreply-accounts", "donotreply", "do-not-reply", "bounce+tag", "bounces-42", "owner-news",
        "news-request", "news-bounces", "listserv", "majordomo",
    ],
)  # fmt: skip
def test_no_automatic_letter_goes_to_an_address_that_nobody_reads(name: str) -> None:
    """TRAPS §2: mailer-daemon, postmaster, abuse, root, no-reply senders (Zammad, RT, Znuny)."""
    assert may_send(facts(recipient=f"{name}@customer.example")).code == "machine"
    assert may_send(facts(recipient=f"{name}@desk.example", to_customer=False)).may


@pytest.mark.parametrize("name", ["norepl", "rootes", "abuser", "norah.reply", "anna.noreply.smith", "boun", "request"])
def test_a_person_whose_name_only_looks_like_it_is_written_to(name: str) -> None:
    assert may_send(facts(recipient=f"{name}@customer.example")).may


@pytest.mark.parametrize("verdict", ["automatic", "bounce", "list", "feedback", "ours"])
def test_no_answer_goes_to_what_no_person_wrote(verdict: str) -> None:
    """TRAPS 36, 37: Auto-Submitted, Precedence, lists, bounces, feedback loops, our own mail come as the verdict."""
    held = may_send(facts(cause=verdict))
    assert (held.may, held.code) == (False, f"answers-{verdict}")


def test_a_suppressed_address_is_not_written_to() -> None:
    """TRAPS §2: Zammad's block after a permanent bounce."""
    held = may_send(facts(suppressed="bounce"))
    assert (held.code, held.again_at) == ("suppressed", None)


def test_an_address_that_had_too_many_waits_until_the_oldest_of_them_is_an_hour_old() -> None:
    earlier = [*to_address(1, MONDAY - 50 * MINUTE), *to_address(HOURLY - 1, MONDAY)]
    held = may_send(facts(earlier=earlier))
    assert (held.may, held.code, held.again_at) == (False, "too-many", MONDAY + 10 * MINUTE)
    assert may_send(facts(earlier=earlier[1:])).may
    assert may_send(facts(earlier=earlier, now=MONDAY + 10 * MINUTE)).may


def test_a_customer_gets_no_more_than_forty_a_day_but_colleagues_may() -> None:
    """TRAPS §2: Znuny's 40 mails per address and day."""
    earlier = [*to_address(20, MONDAY - 9 * HOUR), *to_address(20, MONDAY - 5 * HOUR)]
    assert may_send(facts(earlier=earlier)).again_at == MONDAY + 15 * HOUR
    assert may_send(facts(earlier=earlier, to_customer=False)).may


@pytest.mark.parametrize(("most", "span"), PER_COMPLAINT)
def test_a_complaint_has_its_own_limits(most: int, span: timedelta) -> None:
    """TRAPS §2: Zammad's steps per ticket, 10 in 10 minutes up to 100 in 600; to whomever they went."""
    at = MONDAY - span + MINUTE
    earlier = [Earlier(at, same_address=False, same_complaint=True) for _one in range(most)]
    held = may_send(facts(earlier=earlier))
    assert (held.code, held.again_at) == ("too-many", MONDAY + MINUTE)
    assert may_send(facts(earlier=earlier, now=MONDAY + 10 * HOUR)).may


def test_the_same_subject_is_answered_twice_in_three_hours_and_five_times_a_month() -> None:
    """TRAPS §2: FreeScout stops at two of the same subject; a robot that writes once a day is stopped by the month."""
    twice = to_address(2, MONDAY - HOUR, answers=True, same_subject=True)
    assert may_send(facts(earlier=twice, cause="customer")).code == "same-subject"
    assert may_send(facts(earlier=twice)).may, "a person logged it: no machine is answered"
    assert may_send(facts(earlier=to_address(2, MONDAY - HOUR, answers=True), cause="customer")).may
    daily = [to_address(1, MONDAY - timedelta(days=day), answers=True, same_subject=True)[0] for day in range(5, 0, -1)]
    assert may_send(facts(earlier=daily, cause="customer")).code == "same-subject"
    assert may_send(facts(earlier=daily[1:], cause="customer")).may


def test_ten_answers_in_three_hours_are_enough() -> None:
    """TRAPS §2: FreeScout, ten in 180 minutes to one customer."""
    ten = to_address(10, MONDAY - HOUR, answers=True)
    assert may_send(facts(earlier=ten, cause="customer")).code == "too-many-answers"
    assert may_send(facts(earlier=ten)).may


@given(st.lists(st.integers(0, 60 * 24 * 30), min_size=0, max_size=80), st.booleans(), st.booleans())
def test_a_letter_that_waits_may_go_when_its_time_has_come(
    minutes: list[int], to_customer: bool, same_complaint: bool
) -> None:
    earlier = [
        Earlier(MONDAY - minute * MINUTE, same_address=True, same_complaint=same_complaint)
        for minute in sorted(minutes, reverse=True)
    ]
    held = may_send(facts(earlier=earlier, to_customer=to_customer))
    if held.again_at is None:
        assert held.may
        return
    assert MONDAY < held.again_at <= MONDAY + LONGEST
    assert may_send(facts(earlier=earlier, to_customer=to_customer, now=held.again_at)).may


@given(st.integers(2, 400))
def test_two_robots_that_answer_everything_run_dry(minutes_between: int) -> None:
    """TRAPS 36: a month of a mail every few minutes, each heading a new complaint, gets a handful of answers."""
    earlier: list[Earlier] = []
    now = MONDAY
    for _mail in range(120):
        if may_send(facts(earlier=[one for one in earlier if one.at > now - LONGEST], cause="customer", now=now)).may:
            earlier += to_address(1, now, answers=True, same_subject=True)
        now += minutes_between * MINUTE
    assert len(earlier) <= 10


# What the desk tells the gate


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A desk without letters."""
    clock = Clock()
    with opened(new_desk(tmp_path / "desk", clock), clock) as found:
        yield found


def test_the_gate_asks_indexes_and_no_whole_outbox(desk: Desk) -> None:
    received(desk)
    asked: list[str] = []
    desk._connection.set_trace_callback(asked.append)
    desk.circumstances(desk.letter(1), MONDAY)
    desk._connection.set_trace_callback(None)
    steps = [
        row[3]
        for query in asked
        if query.lstrip().startswith(("SELECT", "WITH"))
        for row in desk._connection.execute(f"EXPLAIN QUERY PLAN {query}")
    ]
    assert any("outbox_automatic" in step for step in steps)
    scans = [step for step in steps if step.startswith("SCAN") and "found" not in step]
    assert scans == []


def test_an_address_is_known_in_any_case_and_a_letter_counts_once(desk: Desk) -> None:
    for number, email in enumerate(("A@customer.example", "a@CUSTOMER.example", "b@customer.example"), 1):
        received(desk, number, email)
        row = desk.lease_letter("a sender", 60)
        assert row is not None
        desk.letter_accepted(row)
    around = desk.circumstances(desk.letter(2), MONDAY - LONGEST)
    assert [(one.same_address, one.same_complaint) for one in around.earlier] == [(True, False), (True, True)]
