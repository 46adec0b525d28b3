"""The acknowledgement: in the same commit, in whose language, from which template, and none where none is due (§8)."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cxdesk.desk import Desk, NewComplaint, Received
from cxdesk.desk.tokens import message_id, reply_token
from cxdesk.domain.events import LetterQueued
from cxdesk.domain.words import AcknowledgementState
from cxdesk.letters.kinds import LetterKind
from cxdesk.letters.shipped import shipped
from cxdesk.reports.daily import daily
from cxdesk.store.outbox import OutboxRow
from tests.desks import Clock, new_desk, opened

WHO = Received(name="Sample Customer", email="sample@customer.example")
OURS = shipped(LetterKind.ACKNOWLEDGEMENT, "en").replace("We have received", "At our desk is")
BLOCKED = "Subject: {{ref}}\n\nThank you, {{no_such_fact}}.\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A desk whose manager is ann."""
    return new_desk(tmp_path / "desk", Clock())


@pytest.fixture
def desk(folder: Path) -> Iterator[Desk]:
    """The desk, opened as ann."""
    with opened(folder, Clock()) as found:
        yield found


def acknowledgement(desk: Desk, customer: Received = WHO, language: str | None = None) -> OutboxRow:
    """The letter that goes out for a new complaint."""
    change = desk.log(NewComplaint(channel="phone", subject="Late", text="Late", customer=customer, language=language))
    (number,) = change.letters
    return desk.letter(number)


def write_template(folder: Path, text: str, language: str = "en") -> None:
    """The desk's own acknowledgement."""
    (folder / "templates" / f"acknowledgement.{language}.txt").write_text(text, encoding="utf-8")


def test_it_is_queued_with_the_complaint_for_the_address_that_was_given(desk: Desk) -> None:
    change = desk.log(NewComplaint(channel="phone", subject="Late", customer=WHO))
    assert change.complaint.acknowledgement is AcknowledgementState.QUEUED
    row = desk.letter(change.letters[0])
    assert (row.recipient, row.name, row.complaint_id) == (WHO.email, WHO.name, change.id)
    assert change.ref in row.body
    queued = change.events[-1].happened.event
    assert isinstance(queued, LetterQueued)
    assert (queued.message_id, queued.fallback) == (row.message_id, False)


@pytest.mark.parametrize(
    ("words", "told", "known", "written"),
    [
        ("宽带三天没有修好，请尽快处理。", None, "", "zh"),
        ("My router has not worked for three days and nobody called me.", None, "", "en"),
        ("宽带三天没有修好，请尽快处理。", "en", "", "en"),
        ("宽带三天没有修好，请尽快处理。", None, "en", "en"),
        ("Die Leitung ist seit drei Tagen tot.", None, "", "en"),
    ],
)
def test_it_is_in_the_language_that_was_told_or_is_known_else_in_that_of_the_customers_own_words(
    desk: Desk, words: str, told: str | None, known: str, written: str
) -> None:
    who = replace(WHO, language=known)
    change = desk.log(NewComplaint(channel="phone", subject="CX", text=words, customer=who, language=told))
    assert desk.letter(change.letters[0]).language == written


def test_a_known_customer_is_written_to_as_ever_in_whatever_language_a_call_was_noted_down(desk: Desk) -> None:
    desk.log(NewComplaint(channel="phone", subject="Late", customer=WHO, language="en"))
    noted = desk.log(NewComplaint(channel="phone", subject="宽带", text="宽带三天没有修好，请尽快处理。", customer=WHO))
    assert desk.letter(noted.letters[0]).language == "en"


def test_its_message_id_is_fixed_carries_the_token_and_is_never_the_same(desk: Desk) -> None:
    first, second = acknowledgement(desk), acknowledgement(desk)
    assert first.message_id != second.message_id
    assert re.fullmatch(r"<acknowledgement\.CX-1\.[0-9a-f]{12}\.[0-9a-f]{20}@[^>\s]+>", first.message_id)
    assert reply_token(desk.secret, "CX-1", WHO.email) in first.message_id
    assert desk.letter(first.id).message_id == first.message_id


def test_the_token_tells_recipients_references_and_desks_apart() -> None:
    token = reply_token("secret", "CX-1", "Sample@customer.example")
    assert token == reply_token("secret", "CX-1", "sample@CUSTOMER.example")
    others = [("secret", "CX-2", "sample@customer.example"), ("secret", "CX-1", "b@customer.example")]
    assert token not in {reply_token(*other) for other in (*others, ("other", "CX-1", "sample@customer.example"))}
    assert token not in message_id("other", "CX-1", "acknowledgement", "sample@customer.example", "x.example", "00")


@pytest.mark.parametrize(
    ("told", "state"),
    [
        ({"customer": Received(name="Sample")}, AcknowledgementState.OWED),
        ({"customer": Received(phone="+442079460000")}, AcknowledgementState.OWED),
        ({"customer": WHO, "test": True}, None),
        ({"customer": WHO, "acknowledge": False}, AcknowledgementState.NOT_OWED),
    ],
)
def test_without_an_address_it_is_owed_and_for_a_test_none_goes_out(
    desk: Desk, told: dict[str, Any], state: AcknowledgementState | None
) -> None:
    change = desk.log(NewComplaint(channel="phone", subject="Late", **told))
    assert change.letters == ()
    assert desk.letters() == []
    assert state in {None, change.complaint.acknowledgement}


def test_a_known_customer_is_written_to_at_the_address_we_know(desk: Desk) -> None:
    acknowledgement(desk, Received(key="K1", email=WHO.email))
    assert acknowledgement(desk, Received(key="K1")).recipient == WHO.email


@pytest.mark.parametrize(
    ("said", "customer", "expected"),
    [
        (None, WHO, "en"),
        (None, Received(email=WHO.email, language="zh"), "zh"),
        ("zh", Received(email=WHO.email, language="en"), "zh"),
        ("zh-CN", WHO, "zh"),
        ("tlh", WHO, "en"),
    ],
)
def test_the_complaint_s_language_counts_then_the_customer_s_then_the_desk_s(
    desk: Desk, said: str | None, customer: Received, expected: str
) -> None:
    row = acknowledgement(desk, customer, said)
    assert row.language == expected
    assert bool(re.search("[\u4e00-\u9fff]", row.body)) == (expected == "zh")


def test_the_language_of_a_known_customer_is_remembered(desk: Desk) -> None:
    acknowledgement(desk, Received(email=WHO.email, language="zh"))
    assert acknowledgement(desk, WHO).language == "zh"


def test_the_desk_s_own_template_is_used_as_edited(folder: Path) -> None:
    write_template(folder, OURS)
    with opened(folder, Clock()) as desk:
        row = acknowledgement(desk)
        assert row.subject == "At our desk is your complaint, CX-1"
        assert not fallen_back(desk)


@pytest.mark.parametrize("text", [BLOCKED, "", "no subject"])
def test_a_blocked_template_falls_back_is_marked_and_raises_an_alarm(folder: Path, text: str) -> None:
    """The customer has an answer at once; the supervisor reads of it on the timeline and in the daily report."""
    write_template(folder, text)
    with opened(folder, Clock()) as desk:
        change = desk.log(NewComplaint(channel="phone", subject="Late", customer=WHO))
        assert change.ref in desk.letter(change.letters[0]).body
        queued = desk.show(change.ref).timeline[-1].event
        assert isinstance(queued, LetterQueued)
        assert queued.fallback
        assert fallen_back(desk) == 1


def fallen_back(desk: Desk) -> int:
    """What the daily report finds of it."""
    report = daily(
        desk._connection, on=desk.now().date(), zone=desk.zone, as_of=desk.now(), calendar=desk.calendar, desk_name="x"
    )
    return next((found.number for found in report.findings if found.code == "letters_fallen_back"), 0)


def test_letters_are_told_to_the_port_after_the_commit_and_only_then(folder: Path) -> None:
    told: list[tuple[int, ...]] = []

    def after_commit(letters: tuple[int, ...]) -> None:
        with opened(folder, Clock()) as other:
            assert [other.letter(number).state for number in letters] == ["queued"]
        told.append(letters)

    with opened(folder, Clock(), after_commit) as desk:
        number = acknowledgement(desk).id
        desk.log(NewComplaint(channel="phone", subject="Late"))
        desk.take("CX-2")
    assert told == [(number,)]
