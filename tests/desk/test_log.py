"""`log`: the complaint, its customer and its acknowledgement in one commit (DOMAIN §3, §8, §10)."""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from cxdesk.desk import Desk, NewComplaint, Received, Refused, UnknownAgent, UnknownCustomer
from cxdesk.domain.words import AcknowledgementState, Role, Severity, Status
from cxdesk.errors import NotDone, WrongUse
from cxdesk.store import people
from cxdesk.store.people import Agent
from tests.desks import Clock, new_desk, opened

WHO = Received(name="Sample Customer", email="sample@customer.example", phone="+44 20 7946 0000", key="K1")


@pytest.fixture
def clock() -> Clock:
    """The desk's present."""
    return Clock()


@pytest.fixture
def desk(tmp_path: Path, clock: Clock) -> Iterator[Desk]:
    """An open desk without complaints."""
    with opened(new_desk(tmp_path / "desk", clock), clock) as found:
        yield found


def said(**told: Any) -> NewComplaint:
    """A complaint by phone."""
    return replace(NewComplaint(channel="phone", text="The parcel came late"), **told)


def customers(desk: Desk) -> int:
    """How many rows there are."""
    return int(desk._connection.execute("SELECT count(*) FROM customers").fetchone()[0])


def test_a_channel_and_what_happened_are_enough_the_rest_is_marked_missing(desk: Desk) -> None:
    change = desk.log(NewComplaint(channel="phone", text="Late"))
    complaint = change.complaint
    assert (change.ref, complaint.status, complaint.customer) == ("CX-1", Status.RECEIVED, None)
    assert complaint.missing == ("customer", "severity", "category", "product", "remedy")
    assert complaint.acknowledgement is AcknowledgementState.OWED
    assert change.letters == ()
    assert desk.verify() == []


@pytest.mark.parametrize(
    ("sought", "kind"),
    [
        ("refund", "refund"),
        ("Apology: in writing", "apology"),
        ("refund： all", "refund"),
        ("my money", None),
    ],
)
def test_the_kind_of_remedy_that_a_wish_names_is_a_fact_and_the_wish_stays_words(
    desk: Desk, sought: str, kind: str | None
) -> None:
    change = desk.log(NewComplaint(channel="phone", text="Late", remedy_sought=sought))
    assert change.complaint.remedy == kind
    assert desk.show(change.ref).remedy_sought == sought
    assert desk.card(change.ref).complaint["remedy"] == kind
    assert desk.verify() == []


@pytest.mark.parametrize("bad", [{"text": " "}, {"channel": ""}])
def test_without_words_or_channel_nothing_is_received(desk: Desk, bad: dict[str, str]) -> None:
    head = desk.head()
    with pytest.raises(Refused):
        desk.log(said(**bad))
    assert desk.head() == head


@pytest.mark.parametrize(
    ("bad", "told"),
    [
        ({"channel": "pigeon"}, "no channel"),
        ({"owner": "nobody"}, "not an agent"),
        ({"about": ("nobody",)}, "not an agent"),
        ({"owner": "ann", "about": ("ann",)}, "cannot own"),
        ({"owner": "aud"}, "owns no complaints"),
        ({"owner": "gone"}, "works here no more"),
        ({"customer": Received(phone="withheld")}, "no telephone number"),
        ({"category": "late\udcff"}, "a code"),
    ],
)
def test_what_the_desk_does_not_know_is_refused_and_nothing_is_written(
    desk: Desk, bad: dict[str, Any], told: str
) -> None:
    desk.add_agent(Agent("aud", "Sample Auditor", Role.AUDITOR))
    desk.add_agent(Agent("gone", "Sample Leaver", Role.AGENT, active=False))
    head = desk.head()
    with pytest.raises((NotDone, WrongUse), match=told):
        desk.log(said(**bad))
    assert desk.head() == head


@pytest.mark.parametrize(
    "again",
    [
        Received(key="K1"),
        Received(email="SAMPLE@Customer.Example "),
        Received(phone="+442079460000"),
        Received(name="Somebody else", email="sample@customer.example"),
    ],
)
def test_a_known_customer_is_known_again(desk: Desk, again: Received) -> None:
    first = desk.log(said(customer=WHO)).complaint
    second = desk.log(said(customer=again)).complaint
    assert second.customer == first.customer
    assert customers(desk) == 1


def test_a_name_alone_is_nobody_we_know(desk: Desk) -> None:
    """Two people may have one name."""
    desk.log(said(customer=WHO))
    desk.log(said(customer=Received(name=WHO.name)))
    assert customers(desk) == 2


def test_an_alias_is_followed(desk: Desk) -> None:
    desk.log(said(customer=WHO))
    desk.add_customer(Received(key="K2"))
    desk.merge_customers(1, 2)
    change = desk.log(said(customer=Received(email=WHO.email)))
    assert change.complaint.customer == 2
    assert desk.show("CX-1").customer == desk.show(change.ref).customer == desk.customer(2)


def test_a_new_way_to_reach_a_known_customer_is_kept_with_an_event(desk: Desk) -> None:
    desk.log(said(customer=Received(key="K1")))
    change = desk.log(said(customer=Received(key="K1", email="new@customer.example")))
    assert desk.customer(1).emails == ("new@customer.example",)
    assert [letter.recipient for letter in desk.show(change.ref).letters] == ["new@customer.example"]
    events = desk._connection.execute("SELECT type FROM events WHERE stream = 'customer' ORDER BY seq").fetchall()
    assert events == [("CustomerAdded",), ("CustomerChanged",)]
    assert desk.verify() == []


def test_the_customer_of_a_complaint_that_failed_is_not_there_either(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_given: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("cxdesk.store.outbox.queue", fails)
    head = desk.head()
    with pytest.raises(RuntimeError):
        desk.log(said(customer=WHO))
    assert customers(desk) == 0
    assert desk.head() == head


LOGGING = """
import os, sys
from datetime import UTC, datetime
from pathlib import Path
from cxdesk.desk import Desk, NewComplaint, Received

with Desk.open(Path(sys.argv[1]), agent="ann", now=lambda: datetime.now(UTC), randomness=os.urandom) as desk:
    print("ready", flush=True)
    sys.stdin.readline()
    for number in range(5):
        who = Received(name="Sample", email=f"same{number}@customer.example")
        print(desk.log(NewComplaint(channel="phone", text="Late", customer=who)).complaint.customer)
"""


def test_two_processes_with_one_new_address_make_one_customer(tmp_path: Path, clock: Clock) -> None:
    folder = new_desk(tmp_path / "desk", clock)
    both = [
        subprocess.Popen(
            [sys.executable, "-c", LOGGING, folder], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _process in range(2)
    ]
    for one in both:
        assert one.stdout is not None
        assert one.stdout.readline() == "ready\n"
    for one in both:
        assert one.stdin is not None
        one.stdin.write("go\n")
        one.stdin.flush()
    found = [one.communicate(timeout=60)[0].split() for one in both]
    assert found[0] == found[1]
    assert len(set(found[0])) == 5
    with opened(folder, clock) as desk:
        assert customers(desk) == 5
        assert desk.verify() == []


def test_who_becomes_known_between_draft_and_lock_is_the_customer(
    tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = new_desk(tmp_path / "desk", clock)
    with opened(folder, clock) as slow, opened(folder, clock) as fast:
        fast.log(said())
        drafting = slow._intake
        turns = iter((True, False))

        def interrupted(*given: Any) -> object:
            draft = drafting(*given)
            if next(turns):
                fast.add_customer(WHO)
            return draft

        monkeypatch.setattr(slow, "_intake", interrupted)
        assert slow.log(said(customer=WHO)).complaint.customer == 1
        assert customers(slow) == 1
        assert slow.verify() == []


def test_owner_and_safety_at_receipt_are_events_of_the_same_commit(desk: Desk) -> None:
    change = desk.log(said(owner="ann", safety=True, severity=Severity.S2))
    assert [type(one.happened.event).__name__ for one in change.events] == ["Logged", "Assigned", "Escalated"]
    assert change.complaint.owner == "ann"
    assert change.complaint.unanswered


def test_an_account_may_own_as_the_agent_it_stands_for(desk: Desk) -> None:
    desk.add_agent(Agent("bob", "Sample Agent", Role.AGENT, os_users=("bob.b",)))
    assert desk.log(said(owner="bob.b")).complaint.owner == "bob"


def test_references_are_issued_without_a_gap_and_never_again(desk: Desk) -> None:
    """DOMAIN §4.1."""
    refs = [desk.log(said()).ref for _turn in range(3)]
    with pytest.raises(WrongUse):
        desk.log(said(channel="pigeon"))
    assert [*refs, desk.log(said()).ref] == ["CX-1", "CX-2", "CX-3", "CX-4"]


def test_what_the_terminal_could_not_read_is_marked_in_words_and_names(desk: Desk) -> None:
    who = Received(name="J\udcf6rg", email="sample@customer.example", key="K\x001")
    change = desk.log(said(text="Sp\udce4t \x00 und laut", subject="\ud800", customer=who))
    shown = desk.show(change.ref)
    assert shown.text == "Sp�t \x00 und laut"
    assert shown.customer is not None
    assert shown.customer.name == "J�rg"
    assert desk.search("laut") == desk.search("rg") == ["CX-1"]
    assert desk.verify() == []


def test_a_login_that_is_no_text_is_nobody(tmp_path: Path, clock: Clock) -> None:
    folder = new_desk(tmp_path / "desk", clock)
    with (
        Desk.open(folder, agent="\udcff", os_user="\udcfe", now=clock, randomness=bytes) as desk,
        pytest.raises(UnknownAgent),
    ):
        desk.log(said())


def test_a_standard_applied_between_draft_and_lock_is_the_one_that_counts(
    tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = new_desk(tmp_path / "desk", clock)
    with opened(folder, clock) as slow, opened(folder, clock) as fast:
        drafting = slow._intake
        turns = iter((True, False))

        def interrupted(*given: Any) -> object:
            draft = drafting(*given)
            if next(turns):
                clock.on(minutes=1)
                text = (folder / "desk.toml").read_text(encoding="utf-8")
                (folder / "desk.toml").write_text(text.replace('timezone = "UTC"', 'timezone = "Asia/Tokyo"'))
                with opened(folder, clock) as third:
                    third.apply_policy()
            return draft

        monkeypatch.setattr(slow, "_intake", interrupted)
        before = slow.snapshot.hash
        assert slow.log(said()).complaint.snapshot != before
        assert fast.verify() == []


def test_the_receipt_by_any_part_of_the_firm_is_the_one_that_counts(desk: Desk, clock: Clock) -> None:
    earlier = clock.at - timedelta(hours=5)
    change = desk.log(said(received_at=earlier))
    assert (change.complaint.received_at, change.complaint.recorded_at) == (earlier, clock.at)


def test_a_customer_is_told_apart_in_the_store_alone(desk: Desk) -> None:
    """DOMAIN §10: events carry no personal text."""
    desk.log(said(customer=WHO, subject="My name is Sample", remedy_sought="call +44 20 7946 0000"))
    stored = "".join(row[0] for row in desk._connection.execute("SELECT data FROM events"))
    # Digests of salted words stand there by right: no fragment looked for may be hexadecimal by chance.
    for personal in ("Sample", "sample@", " 7946", "parcel"):
        assert personal not in stored
    assert people.find_customer(desk._connection, key="K1") == 1


def test_a_customer_who_was_recognised_is_the_same_though_nothing_else_tells(desk: Desk) -> None:
    nameless = Received(name="Sample Customer")
    known = desk.log(NewComplaint(channel="phone", subject="Late", customer=nameless)).complaint.customer
    other = desk.log(NewComplaint(channel="phone", subject="Late", customer=nameless)).complaint.customer
    assert other != known
    again = NewComplaint(channel="phone", subject="Wrong size", customer=nameless, known_customer=known)
    assert not desk.foresee(again).complainant.is_new
    assert desk.log(again).complaint.customer == known


def test_a_recognised_customers_new_number_is_kept_and_nobody_elses_is_taken(desk: Desk) -> None:
    known = desk.add_customer(Received(name="Sample Customer")).id
    other = desk.add_customer(Received(name="Sample Neighbour", email="n@customer.example")).id
    who = Received(phone="+44 20 7946 0000", email="n@customer.example")
    desk.log(NewComplaint(channel="phone", subject="Late", customer=who, known_customer=known))
    assert (desk.customer(known).phones, desk.customer(known).emails) == (("+44 20 7946 0000",), ())
    assert desk.customer(other).emails == ("n@customer.example",)


def test_the_number_of_a_merged_customer_leads_to_whom_they_were_merged_into(desk: Desk) -> None:
    gone, staying = (desk.add_customer(Received(name=name)).id for name in ("Sample One", "Sample Two"))
    desk.merge_customers(gone, staying)
    change = desk.log(NewComplaint(channel="phone", subject="Late", known_customer=gone))
    assert change.complaint.customer == staying


@pytest.mark.parametrize("number", [0, 7, -1, 2**64])
def test_a_number_that_is_no_customers_logs_nothing(desk: Desk, number: int) -> None:
    with pytest.raises(UnknownCustomer):
        desk.log(NewComplaint(channel="phone", subject="Late", known_customer=number))
    assert desk.find_refs("") == []
