"""Mail that comes in goes where it belongs, once, and only people's words change anything (DOMAIN §8, TRAPS 35–48)."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from cxdesk.desk import Desk, NewComplaint, Received, attaching, option
from cxdesk.desk.inbound import Filed
from cxdesk.desk.said import in_reply
from cxdesk.desk.tokens import message_id, reply_address, reply_token
from cxdesk.desk.wording import sentence
from cxdesk.domain import events as e
from cxdesk.domain.events.codec import to_data
from cxdesk.domain.words import AcknowledgementState, Direction, OptionType, Outcome, Role, Status
from cxdesk.errors import NotDone
from cxdesk.mail.intake import read
from cxdesk.mail.intake.incoming import Attachment, Bounced, Incoming, Verdict
from cxdesk.store.inbox import InboxState
from cxdesk.store.outbox import OutboxRow
from cxdesk.store.people import Agent
from tests.desks import Clock, new_desk, opened

CUSTOMER = "sample@customer.example"
WORDS = Incoming(
    subject="Late parcel",
    sender=CUSTOMER,
    sender_name="Sample Customer",
    to=("complaints@desk.example",),
    message_id="m1@customer.example",
    language="en",
    text="The parcel came late.",
    full_text="The parcel came late.",
)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def desk(tmp_path: Path, clock: Clock) -> Iterator[Desk]:
    """A desk of one manager, with an address for notices."""
    with opened(new_desk(tmp_path / "desk", clock), clock) as found:
        found.edit_agent(replace(found.agent("ann"), email="ann@desk.example"))
        yield found


_counted = 0


def take(desk: Desk, mail: Incoming, raw: bytes | None = None, **said: object) -> Filed:
    """Keep and file a message; without *raw* some bytes of its own."""
    global _counted  # noqa: PLW0603 (every message of a test run is another one)
    _counted += 1
    number, is_new = desk.keep_mail(raw if raw is not None else f"message {_counted}".encode(), "test")
    assert is_new
    return desk.file_mail(number, mail, **said)  # type: ignore[arg-type]  # as the test says


def reply(to: OutboxRow, text: str = "Thank you.", **changed: object) -> Incoming:
    """What a customer answers to a letter of ours."""
    quoted = replace(
        WORDS,
        subject=f"Re: {to.subject}",
        message_id=f"r{to.id}-{abs(hash(text)) % 10**8}@customer.example",
        references=(to.message_id.strip("<>"),),
        text=text,
        full_text=text,
    )
    return replace(quoted, **changed)  # type: ignore[arg-type]  # as the test says


def letter_of(desk: Desk, ref: str) -> OutboxRow:
    """The first letter about a complaint, accepted by its transport."""
    row = desk.show(ref).letters[0]
    leased = desk.lease_letter("test", 60, frozenset({row.id}))
    assert leased is not None
    desk.letter_accepted(leased)
    return desk.letter(row.id)


def kinds(desk: Desk, ref: str) -> list[type[e.Event]]:
    return [type(moment.event) for moment in desk.show(ref).timeline]


def test_a_new_matter_becomes_a_complaint_with_its_acknowledgement(desk: Desk) -> None:
    filed = take(desk, WORDS)
    assert (filed.state, filed.reason, filed.ref) == (InboxState.FILED, "new", "CX-1")
    assert len(filed.letters) == 1
    shown = desk.show("CX-1")
    assert (shown.complaint.channel, shown.subject, shown.text) == ("email", "Late parcel", "The parcel came late.")
    assert shown.customer is not None
    assert (shown.customer.name, shown.customer.emails) == ("Sample Customer", (CUSTOMER,))
    assert shown.letters[0].recipient == CUSTOMER
    assert shown.complaint.acknowledgement is AcknowledgementState.QUEUED
    assert kinds(desk, "CX-1")[-1] is e.MailFiled
    assert desk.verify() == []


def test_the_port_is_told_of_the_acknowledgement_after_the_commit(tmp_path: Path, clock: Clock) -> None:
    told: list[tuple[int, ...]] = []
    with opened(new_desk(tmp_path / "desk", clock), clock, after_commit=told.append) as desk:
        filed = take(desk, WORDS)
    assert told == [filed.letters]


def test_a_known_customer_is_found_by_address(desk: Desk) -> None:
    number = desk.add_customer(Received(name="Known", email=CUSTOMER.upper())).id
    take(desk, WORDS)
    assert desk.complaint("CX-1").customer == number


def test_what_the_mailbox_had_before_is_received_then(desk: Desk, clock: Clock) -> None:
    received_at = clock.at - timedelta(hours=30)
    number, _new = desk.keep_mail(b"weekend", "test", received_at)
    desk.file_mail(number, WORDS)
    assert desk.complaint("CX-1").received_at == received_at


def test_35_what_lay_in_a_mailbox_for_years_writes_to_nobody(desk: Desk, clock: Clock) -> None:
    number, _new = desk.keep_mail(b"old", "test", clock.at - timedelta(days=400))
    filed = desk.file_mail(number, WORDS)
    assert (filed.state, filed.reason) == (InboxState.QUARANTINED, "old")
    assert desk.letters() == []


def test_files_of_a_mail_are_kept_with_the_complaint(desk: Desk) -> None:
    photo = Attachment("照片.jpg", "image/jpeg", 7, "", b"picture")
    take(desk, replace(WORDS, attachments=(photo, Attachment("empty", "text/plain", 0, "", b""))))
    kept = [moment for moment in desk.show("CX-1").timeline if isinstance(moment.event, e.Attached)]
    assert [dict(moment.words)["file"] for moment in kept] == ["照片.jpg"]
    assert [path.read_bytes() for path in (desk.folder / "attachments").rglob("*") if path.is_file()] == [b"picture"]
    assert desk.verify() == []


def test_no_file_of_a_mail_is_written_while_others_wait_for_the_lock(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    held: list[bool] = []

    def watched(folder: Path, digest: str, data: bytes, room: str = attaching.FOLDER) -> None:
        held.append(desk._connection.in_transaction)
        keep(folder, digest, data, room)

    keep = attaching.keep
    monkeypatch.setattr(attaching, "keep", watched)
    bill = Attachment("bill.pdf", "application/pdf", 4, "", b"bill")
    take(desk, replace(WORDS, attachments=(bill,)))
    take(desk, reply(letter_of(desk, "CX-1"), attachments=(bill,)))
    assert held == [False, False]
    assert desk.verify() == []


def test_48_the_raw_message_is_kept_before_anything_reads_it(desk: Desk) -> None:
    number, _new = desk.keep_mail(b"\xff\x00 raw", "test")
    assert desk.mail_to_file() == [number]
    assert desk.raw_mail(number) == b"\xff\x00 raw"
    assert desk.keep_mail(b"\xff\x00 raw", "again") == (number, False)


def test_42_the_same_message_twice_is_one_complaint(desk: Desk) -> None:
    take(desk, WORDS, b"Received: by a\n\nx")
    again = take(desk, WORDS, b"Received: by b\n\nx")
    assert again.state is InboxState.DUPLICATE
    assert desk.find_refs("") == ["CX-1"]


def test_a_message_id_taken_by_somebody_else_throws_nothing_away(desk: Desk) -> None:
    take(desk, WORDS)
    other = take(desk, replace(WORDS, sender="other@customer.example"))
    assert (other.state, other.reason) == (InboxState.QUARANTINED, "message-id-taken")
    assert desk.release_mail(other.number, replace(WORDS, sender="other@customer.example")).ref == "CX-2"


def test_filing_twice_files_once(desk: Desk) -> None:
    number, _new = desk.keep_mail(b"once", "test")
    first, second = desk.file_mail(number, WORDS), desk.file_mail(number, WORDS)
    assert (first.ref, second.ref) == ("CX-1", "CX-1")
    assert desk.find_refs("") == ["CX-1"]


def test_a_message_filed_by_another_process_meanwhile_leaves_nothing_behind(desk: Desk, clock: Clock) -> None:
    number, _new = desk.keep_mail(b"raced", "test")
    plain = desk._checked

    def raced(new: NewComplaint) -> NewComplaint:
        with opened(desk.folder, clock) as other:
            other.file_mail(number, WORDS)
        desk._checked = plain  # type: ignore[method-assign]  # a race, played
        return plain(new)

    desk._checked = raced  # type: ignore[method-assign]  # a race, played
    assert desk.file_mail(number, WORDS).ref == "CX-1"
    assert desk.find_refs("") == ["CX-1"]
    assert desk.verify() == []


# Routing


def test_a_reply_that_quotes_our_message_id_comes_home_whoever_sends_it(desk: Desk) -> None:
    take(desk, WORDS)
    filed = take(desk, reply(letter_of(desk, "CX-1"), sender="private@elsewhere.example"))
    assert (filed.reason, filed.ref) == ("reply", "CX-1")
    assert kinds(desk, "CX-1")[-2:] == [e.Contacted, e.MailFiled]
    said = [dict(moment.words) for moment in desk.show("CX-1").timeline if isinstance(moment.event, e.Contacted)]
    assert said == [{"writer": "private@elsewhere.example", "contact": "Thank you."}]


def test_the_reply_token_is_enough_when_the_letter_itself_is_unknown(desk: Desk) -> None:
    take(desk, WORDS)
    lost = message_id(desk.secret, "CX-1", "closure", CUSTOMER, "desk.example", "0" * 12).strip("<>")
    filed = take(desk, replace(WORDS, message_id="r1@c.example", references=(lost,)))
    assert filed.ref == "CX-1"


def test_the_reply_token_in_the_address_is_enough(desk: Desk) -> None:
    take(desk, WORDS)
    token = reply_token(desk.secret, "CX-1", CUSTOMER)
    home = reply_address("complaints@desk.example", "CX-1", token)
    filed = take(
        desk, replace(WORDS, subject="x", message_id="r1@c.example", to=(home.lower(),), sender="o@else.example")
    )
    assert (filed.reason, filed.ref) == ("reply", "CX-1")


def test_47_a_guessed_token_proves_nothing(desk: Desk) -> None:
    take(desk, WORDS)
    forged = message_id("another secret", "CX-1", "closure", CUSTOMER, "desk.example", "0" * 12).strip("<>")
    filed = take(
        desk, replace(WORDS, subject="Hi", message_id="f@c.example", references=(forged,), sender="e@e.example")
    )
    assert (filed.reason, filed.ref) == ("new", "CX-2")


@pytest.mark.parametrize("subject", ["Re: [CX-1] Late parcel", "cx-1", "关于CX-1的投诉"])
def test_the_reference_in_the_subject_is_enough_from_a_known_correspondent(desk: Desk, subject: str) -> None:
    take(desk, WORDS)
    filed = take(desk, replace(WORDS, subject=subject, message_id="r1@c.example"))
    assert (filed.reason, filed.ref) == ("reply", "CX-1")


def test_47_a_reference_from_a_stranger_is_left_to_people(desk: Desk) -> None:
    take(desk, WORDS)
    before = desk.complaint("CX-1").seq
    stranger = replace(WORDS, subject="Re: CX-1", message_id="s@e.example", sender="stranger@e.example")
    filed = take(desk, stranger)
    assert (filed.state, filed.reason, filed.ref) == (InboxState.QUARANTINED, "unknown-sender", "")
    assert desk.complaint("CX-1").seq == before
    assert desk.quarantined() == 1
    released = desk.release_mail(filed.number, stranger)
    assert (released.state, released.ref) == (InboxState.RELEASED, "CX-1")
    assert desk.quarantined() == 0
    assert desk.mail(filed.number).decided_by == "ann"


def test_another_customer_s_reference_is_a_stranger_s(desk: Desk) -> None:
    take(desk, WORDS)
    take(desk, replace(WORDS, sender="second@customer.example", message_id="m2@c.example"))
    filed = take(desk, replace(WORDS, subject="CX-2", message_id="m3@c.example"))
    assert filed.reason == "unknown-sender"


def test_a_reference_that_does_not_exist_is_a_new_matter(desk: Desk) -> None:
    assert take(desk, replace(WORDS, subject="About CX-77")).ref == "CX-1"


def test_47_a_mail_from_our_own_address_is_spoofed(desk: Desk) -> None:
    filed = take(desk, replace(WORDS, sender=desk.settings.mail.sender_address.upper()))
    assert filed.reason == "own-address"


@pytest.mark.parametrize("sender", ["", "undisclosed-recipients:;", "a b@c"])
def test_a_mail_from_nobody_is_left_to_people_who_say_where_it_belongs(desk: Desk, sender: str) -> None:
    take(desk, WORDS)
    nobody = replace(WORDS, sender=sender, message_id="n@c.example")
    filed = take(desk, nobody)
    assert filed.reason == "no-sender"
    with pytest.raises(NotDone, match="does not say who wrote it"):
        desk.release_mail(filed.number, nobody)
    assert desk.release_mail(filed.number, nobody, to="CX-1").ref == "CX-1"


def test_what_the_reader_of_the_headers_suspects_is_left_to_people(desk: Desk) -> None:
    assert take(desk, WORDS, suspicion="spoofed").reason == "spoofed"


def test_a_rejected_message_changes_nothing_and_can_be_released_still(desk: Desk) -> None:
    filed = take(desk, replace(WORDS, sender=""))
    assert desk.reject_mail(filed.number, "spam").state == InboxState.REJECTED
    assert desk.raw_mail(filed.number)
    with pytest.raises(NotDone, match="is rejected"):
        desk.reject_mail(filed.number)
    assert desk.find_refs("") == []
    assert desk.release_mail(filed.number, WORDS).ref == "CX-1"
    row = desk.mail(filed.number)
    assert (row.state, row.decided_by, row.detail) == (InboxState.RELEASED, "ann", "ann had put it aside: spam")
    with pytest.raises(NotDone, match="is released"):
        desk.release_mail(filed.number, WORDS)


def test_38_a_reply_follows_the_merge_chain(desk: Desk) -> None:
    for number in (1, 2, 3):
        take(desk, replace(WORDS, message_id=f"m{number}@c.example", subject=f"Matter {number}"))
    letter = letter_of(desk, "CX-1")
    desk.merge("CX-1", "CX-2")
    desk.merge("CX-2", "CX-3")
    assert take(desk, reply(letter)).ref == "CX-3"
    assert take(desk, replace(WORDS, subject="CX-1", message_id="m9@c.example")).ref == "CX-3"


def test_an_answer_to_a_notice_opens_no_complaint(desk: Desk, clock: Clock) -> None:
    take(desk, WORDS)
    clock.on(days=40)
    desk.sweep()
    notice = next(row for row in desk.letters() if row.complaint_id is None)
    answered = reply(notice, sender="ann@desk.example", subject="Re: notice")
    assert take(desk, answered).reason == "answers-notice"


def test_the_same_words_from_the_same_address_are_no_second_complaint(desk: Desk, clock: Clock) -> None:
    take(desk, WORDS)
    again = take(desk, replace(WORDS, message_id="m2@c.example"))
    assert (again.state, again.reason) == (InboxState.QUARANTINED, "repeated")
    assert take(desk, replace(WORDS, message_id="m3@c.example", full_text="Another parcel")).ref == "CX-2"
    clock.on(days=7)
    assert take(desk, replace(WORDS, message_id="m4@c.example")).ref == "CX-3"


def test_one_address_that_opens_complaint_after_complaint_is_stopped(desk: Desk, clock: Clock) -> None:
    for number in range(10):
        take(desk, replace(WORDS, message_id=f"{number}@c.example", subject=f"Matter {number}"))
    assert take(desk, replace(WORDS, message_id="x@c.example")).reason == "flood"
    clock.on(hours=2)
    assert take(desk, replace(WORDS, message_id="y@c.example")).reason == "new"


def test_a_desk_without_the_channel_email_leaves_the_mail_to_people(desk: Desk) -> None:
    settings = desk.folder / "desk.toml"
    settings.write_text(settings.read_text() + "\n[channel.email]\noff = true\n")
    with opened(desk.folder, Clock(desk.now())) as without:
        filed = take(without, WORDS)
    assert (filed.state, filed.reason) == (InboxState.QUARANTINED, "refused")
    assert "email" in filed.detail


# What a reply does


def test_5_a_reply_ends_a_wait_for_the_customer(desk: Desk, clock: Clock) -> None:
    take(desk, WORDS)
    letter = letter_of(desk, "CX-1")
    desk.take("CX-1")
    desk.ask("CX-1", "Which parcel?", clock.at + timedelta(days=5))
    clock.on(hours=5)
    take(desk, reply(letter, "Parcel 7"))
    assert desk.complaint("CX-1").status is Status.INVESTIGATING
    assert desk.complaint("CX-1").wait is None


def test_37_an_automatic_reply_is_shown_and_changes_nothing(desk: Desk, clock: Clock) -> None:
    take(desk, WORDS)
    letter = letter_of(desk, "CX-1")
    desk.take("CX-1")
    desk.ask("CX-1", "Which parcel?", clock.at + timedelta(days=5))
    before = desk.complaint("CX-1")
    away = reply(letter, "I am away.", verdict=Verdict.AUTOMATIC, reason="auto-submitted")
    filed = take(desk, away)
    assert (filed.state, filed.reason, filed.ref) == (InboxState.AUTOMATIC, "auto-submitted", "CX-1")
    assert replace(desk.complaint("CX-1"), seq=before.seq) == before
    assert desk.show("CX-1").timeline[-1].event == e.MailFiled(filed.number, verdict="automatic")
    assert desk.release_mail(filed.number, away).state is InboxState.RELEASED
    assert desk.complaint("CX-1").status is Status.INVESTIGATING


@pytest.mark.parametrize("verdict", [Verdict.AUTOMATIC, Verdict.LIST, Verdict.OURS, Verdict.FEEDBACK, Verdict.BOUNCE])
def test_a_machine_s_mail_about_nothing_is_kept_and_answered_by_nobody(desk: Desk, verdict: Verdict) -> None:
    assert take(desk, replace(WORDS, verdict=verdict)).state is InboxState.AUTOMATIC
    assert desk.find_refs("") == []
    assert desk.letters() == []


def offered(desk: Desk) -> OutboxRow:
    take(desk, WORDS)
    letter = letter_of(desk, "CX-1")
    desk.take("CX-1")
    desk.start("CX-1")
    desk.offer("CX-1", option(OptionType.APOLOGY, "Sorry"), option(OptionType.INFORMATION, "How it came"))
    return letter


@pytest.mark.parametrize(("text", "answer", "number"), [("Accept 2", "accept", 2), ("不接受", "refuse", None)])
def test_an_answer_to_an_option_is_a_proposal_and_no_acceptance(
    desk: Desk, text: str, answer: str, number: int | None
) -> None:
    letter = offered(desk)
    filed = take(desk, reply(letter, text))
    assert desk.complaint("CX-1").status is Status.OFFERED
    assert desk.complaint("CX-1").accepted is None
    told = desk.show("CX-1").timeline[-1].event
    assert told == e.MailFiled(filed.number, proposal=answer, option=number)
    row = desk.mail(filed.number)
    assert (row.proposal, row.option) == (answer, number)


def closed(desk: Desk) -> OutboxRow:
    take(desk, WORDS)
    letter = letter_of(desk, "CX-1")
    desk.withdraw("CX-1", "It is settled")
    return letter


def after_closing(desk: Desk, value: str) -> None:
    settings = desk.folder / "desk.toml"
    settings.write_text(settings.read_text().replace('after_closing = "note"', f'after_closing = "{value}"'))


def test_a_reply_after_closing_is_noted_and_told_by_default(desk: Desk) -> None:
    letter = closed(desk)
    filed = take(desk, reply(letter, "It broke again"))
    assert (filed.reason, filed.ref) == ("reply", "CX-1")
    assert desk.complaint("CX-1").status is Status.CLOSED
    assert desk.mail(filed.number).after_closing
    desk.sweep()
    notice = next(row for row in desk.letters() if row.recipient == "ann@desk.example")
    assert "the customer wrote after it was closed" in notice.body
    assert desk.verify() == []


def test_a_reply_after_closing_may_reopen_for_some_time(desk: Desk, clock: Clock) -> None:
    letter = closed(desk)
    after_closing(desk, "reopen")
    with opened(desk.folder, clock) as again:
        clock.on(days=29)
        filed = take(again, reply(letter, "It broke again"))
        assert filed.ref == "CX-1"
        assert again.complaint("CX-1").status is Status.INVESTIGATING
        assert again.complaint("CX-1").cycle == 2
        again.withdraw("CX-1", "Settled")
        clock.on(days=30)
        later = take(again, reply(letter, "And again"))
        assert (later.reason, later.ref) == ("new", "CX-2")
        assert again.complaint("CX-1").status is Status.CLOSED
        assert again.verify() == []


def test_a_reply_after_closing_may_be_a_new_complaint_that_names_the_old_one(desk: Desk, clock: Clock) -> None:
    letter = closed(desk)
    after_closing(desk, "new")
    with opened(desk.folder, clock) as again:
        filed = take(again, reply(letter, "It broke again"))
        assert (filed.reason, filed.ref) == ("new", "CX-2")
        assert again.show("CX-2").timeline[-1].event == e.MailFiled(filed.number, former="CX-1")
        assert again.complaint("CX-1").outcome is Outcome.WITHDRAWN


# What comes back


def bounce(letter: OutboxRow, *, permanent: bool = True, status: str = "5.1.1", quotes: bool = True) -> Incoming:
    return Incoming(
        subject="Undelivered Mail Returned to Sender",
        sender="mailer-daemon@mx.example",
        message_id=f"dsn{letter.id}{status}@mx.example",
        references=(letter.message_id.strip("<>"),) if quotes else (),
        verdict=Verdict.BOUNCE,
        reason="delivery-status",
        bounced=(Bounced(letter.recipient, status, permanent),),
    )


def test_a_bounce_makes_the_acknowledgement_owed_again_marks_the_address_and_tells_somebody(desk: Desk) -> None:
    take(desk, WORDS)
    letter = letter_of(desk, "CX-1")
    given_at = desk.complaint("CX-1").acknowledged_at
    filed = take(desk, bounce(letter))
    complaint = desk.complaint("CX-1")
    assert (filed.state, filed.ref) == (InboxState.AUTOMATIC, "CX-1")
    assert complaint.acknowledgement is AcknowledgementState.BOUNCED
    assert complaint.acknowledged_at == given_at
    assert (desk.letter(letter.id).state, desk.letter(letter.id).code) == ("failed", "5.1.1")
    suppression = desk.suppression(CUSTOMER)
    assert suppression is not None
    assert (suppression.why, suppression.code) == ("bounce", "5.1.1")
    desk.sweep()
    assert any(row.recipient == "ann@desk.example" for row in desk.letters())
    assert desk.verify() == []


def test_a_second_bounce_of_the_same_letter_changes_nothing(desk: Desk) -> None:
    take(desk, WORDS)
    letter = letter_of(desk, "CX-1")
    take(desk, bounce(letter))
    before = desk.complaint("CX-1").seq
    take(desk, bounce(letter, status="5.2.1"))
    assert desk.complaint("CX-1").seq == before


def test_a_delay_is_no_bounce_and_a_final_failure_of_class_four_is_one(desk: Desk) -> None:
    take(desk, WORDS)
    letter = letter_of(desk, "CX-1")
    late = take(desk, bounce(letter, permanent=False, status="4.4.1"), b"Action: delayed\r\n")
    assert late.reason == "delayed"
    assert desk.complaint("CX-1").acknowledgement is AcknowledgementState.GIVEN
    take(desk, bounce(letter, permanent=False, status="4.4.7"), b"\r\nAction: failed\r\n")
    assert desk.complaint("CX-1").acknowledgement is AcknowledgementState.BOUNCED
    assert desk.suppression(CUSTOMER) is None


def test_a_bounce_quotes_our_letter_in_its_body(desk: Desk) -> None:
    take(desk, WORDS)
    letter = letter_of(desk, "CX-1")
    raw = f"The message below failed\r\n\r\nMessage-ID: {letter.message_id}\r\n".encode()
    assert take(desk, bounce(letter, quotes=False), raw).ref == "CX-1"
    assert desk.suppression(CUSTOMER) is not None


def test_47_a_bounce_that_quotes_nothing_of_ours_suppresses_nobody(desk: Desk, clock: Clock) -> None:
    take(desk, WORDS)
    letter = letter_of(desk, "CX-1")
    clock.on(days=1)
    assert take(desk, bounce(letter, quotes=False)).ref == "CX-1"
    assert desk.complaint("CX-1").acknowledgement is AcknowledgementState.BOUNCED
    assert desk.suppression(CUSTOMER) is None
    nobody = replace(
        bounce(letter, quotes=False), message_id="x@y", bounced=(Bounced("no@c.example", "5.1.1", permanent=True),)
    )
    assert take(desk, nobody).reason == "bounce-unknown"


def test_a_feedback_report_stops_automatic_letters_to_who_protested(desk: Desk) -> None:
    take(desk, WORDS)
    letter = letter_of(desk, "CX-1")
    take(desk, reply(letter, "", verdict=Verdict.FEEDBACK, sender="fbl@provider.example"))
    suppression = desk.suppression(CUSTOMER)
    assert suppression is not None
    assert suppression.why == "feedback"


def test_an_address_is_kept_from_letters_by_hand_and_lifted_again(desk: Desk, clock: Clock) -> None:
    desk.suppress("Some@Customer.example", clock.at + timedelta(days=2))
    assert desk.suppression("some@customer.example") is not None
    clock.on(days=2)
    assert desk.suppression("some@customer.example") is None
    desk.suppress("other@customer.example")
    assert [one.address for one in desk.suppressions()] == ["other@customer.example"]
    desk.lift_suppression("Other@customer.example")
    with pytest.raises(NotDone, match="no address"):
        desk.lift_suppression("other@customer.example")


# Who may, and what is written


def test_golden_14_four_mails_one_acknowledgement_and_only_people_change_anything(desk: Desk) -> None:
    """Golden case 14: out-of-office, DSN, `Auto-Submitted: no`, list mail from a real customer."""
    desk.add_customer(Received(name="Sample Customer", email=CUSTOMER))
    away = replace(WORDS, message_id="1@c.example", verdict=Verdict.AUTOMATIC, reason="auto-submitted")
    dsn = replace(WORDS, message_id="2@c.example", verdict=Verdict.BOUNCE, sender="mailer-daemon@c.example")
    human = replace(WORDS, message_id="3@c.example")
    listed = replace(WORDS, message_id="4@c.example", verdict=Verdict.LIST, reason="list-id")
    states = [take(desk, mail).state for mail in (away, dsn, human, listed)]
    assert states == [InboxState.AUTOMATIC, InboxState.AUTOMATIC, InboxState.FILED, InboxState.AUTOMATIC]
    assert len(desk.inbox()) == 4
    assert [letter.letter for letter in desk.letters()] == ["acknowledgement"]
    assert desk.find_refs("") == ["CX-1"]


def test_anybody_who_can_write_the_desk_keeps_mail_and_only_its_people_and_itself_file_it(
    desk: Desk, clock: Clock
) -> None:
    desk.add_agent(Agent("eve", "Sample Auditor", Role.AUDITOR))
    number, _new = desk.keep_mail(b"from the mail server", "test")
    for login in ("postfix", "eve"):
        with opened(desk.folder, clock) as other:
            other.login = login
            other.keep_mail(f"by {login}".encode(), "test")
            with pytest.raises(NotDone):
                other.file_mail(number, WORDS)
    desk.login = "system"
    assert desk.file_mail(number, WORDS).ref == "CX-1"
    with pytest.raises(NotDone, match="not for system"):
        desk.reject_mail(number)


def test_no_event_holds_anything_of_what_was_written(desk: Desk) -> None:
    take(desk, replace(WORDS, attachments=(Attachment("bill.pdf", "application/pdf", 4, "", b"bill"),)))
    take(desk, reply(letter_of(desk, "CX-1"), "My secret reply"))
    with closing(sqlite3.connect(desk.folder / "cxdesk.db")) as stored:
        data = "\n".join(row[0] for row in stored.execute("SELECT data FROM events"))
    for word in ("secret", "bill.pdf", "Late parcel", "Sample Customer", CUSTOMER, "customer.example"):
        assert word not in data.replace("@customer.example>", "") or word == "customer.example"


# Found by a query


def test_a_proposal_is_found_until_its_option_is_settled(desk: Desk, clock: Clock) -> None:
    letter = offered(desk)
    assert desk.find_refs("mail:proposal") == []
    clock.on(minutes=5)
    take(desk, reply(letter, "Accept 2"))
    assert desk.find_refs("mail:proposal") == ["CX-1"]
    desk.refuse("CX-1", 1, "not that one")
    assert desk.find_refs("mail:proposal") == ["CX-1"]
    desk.accept("CX-1", 2, "as the mail says")
    assert desk.find_refs("mail:proposal") == []


def test_a_reply_after_closing_is_found_until_somebody_did_something_about_it(desk: Desk, clock: Clock) -> None:
    letter = closed(desk)
    assert desk.find_refs("mail:replied status:closed") == []
    take(desk, reply(letter, "It broke again"))
    assert desk.find_refs("mail:replied") == ["CX-1"]
    clock.on(minutes=5)
    desk.note("CX-1", "Called back, it was another parcel")
    assert desk.find_refs("mail:replied") == []


@pytest.mark.parametrize(
    ("verdict", "reason"),
    [(Verdict.AUTOMATIC, "no-sender"), (Verdict.AUTOMATIC, "unjudged"), (Verdict.OURS, "own-address")],
)
def test_what_no_machine_owns_up_to_is_left_to_people(desk: Desk, verdict: Verdict, reason: str) -> None:
    """TRAPS 41: what nobody can place is shown, and hides in no pile of machines' mail."""
    filed = take(desk, replace(WORDS, sender="", verdict=verdict, reason=reason))
    assert (filed.state, filed.reason) == (InboxState.QUARANTINED, reason)
    assert desk.quarantined() == 1


def test_a_letter_of_ours_that_comes_back_to_us_asks_nobody(desk: Desk) -> None:
    """A copy of every letter that lands in the desk's own mailbox is no riddle."""
    take(desk, WORDS)
    own = desk.settings.mail.sender_address
    copy = replace(
        WORDS, sender=own, message_id=desk.letter(1).message_id.strip("<>"), verdict=Verdict.OURS, reason="own-address"
    )
    assert take(desk, copy).state is InboxState.AUTOMATIC
    assert desk.quarantined() == 0


def test_47_who_answers_a_letter_that_was_passed_on_is_told(desk: Desk) -> None:
    """Our Message-ID brings any reply home; from an address that nobody wrote to, it is shown who quoted it."""
    take(desk, WORDS)
    ours = (desk.letter(1).message_id.strip("<>"),)
    take(desk, replace(WORDS, message_id="r1@c.example", references=ours))
    known = desk.show("CX-1").timeline[-2]
    take(desk, replace(WORDS, sender="other@else.example", message_id="r2@c.example", references=ours))
    other = desk.show("CX-1").timeline[-2]
    assert [known.event, other.event] == [
        e.Contacted(Direction.IN, "email"),
        e.Contacted(Direction.IN, "email", stranger=True),
    ]
    assert list(other.words) == [("writer", "other@else.example"), *known.words]


def test_nobody_but_the_customer_answers_an_option(desk: Desk) -> None:
    filed = take(desk, reply(offered(desk), "I accept option 2.", sender="other@else.example"))
    assert desk.mail(filed.number).proposal == "unclear"


def test_a_mixed_answer_names_what_is_refused_as_well(desk: Desk) -> None:
    take(desk, reply(offered(desk), "I refuse option 1 but accept option 2."))
    told = desk.show("CX-1").timeline[-1].event
    assert isinstance(told, e.MailFiled)
    assert (told.proposal, told.option, told.refused) == ("accept", 2, (1,))


def test_an_unclear_answer_is_found_until_a_person_did_anything(desk: Desk, clock: Clock) -> None:
    letter = offered(desk)
    clock.on(minutes=5)
    take(desk, reply(letter, "Is option 1 accepted by other customers too?"))
    assert desk.find_refs("mail:proposal") == ["CX-1"]
    clock.on(minutes=5)
    desk.contact("CX-1", Direction.OUT, "phone", "Told them how it works")
    assert desk.find_refs("mail:proposal") == []


# What a reply says


def quoted(body: str) -> str:
    """As mail programs quote it."""
    return "\n".join(f"> {line}" for line in body.split("\n"))


def waiting(desk: Desk, clock: Clock) -> OutboxRow:
    """A complaint that waits for the customer."""
    take(desk, WORDS)
    letter = letter_of(desk, "CX-1")
    desk.take("CX-1")
    desk.start("CX-1")
    desk.ask("CX-1", "The number of the order, please", clock.at + timedelta(days=3))
    return letter


def test_a_reply_that_only_quotes_ends_no_wait(desk: Desk, clock: Clock) -> None:
    letter = waiting(desk, clock)
    only_quotes = f"On Monday we wrote:\n{quoted(letter.body)}"
    filed = take(desk, reply(letter, only_quotes))
    assert (filed.reason, filed.ref) == ("reply", "CX-1")
    assert desk.complaint("CX-1").status is Status.WAITING
    assert desk.show("CX-1").timeline[-1].event == e.MailFiled(filed.number, silent=True)
    take(desk, reply(letter, "-- \nSample", full_text=f"-- \nSample\n\n{only_quotes}"))
    assert desk.complaint("CX-1").status is Status.WAITING
    assert take(desk, reply(letter, "", full_text=" \n")).reason == "reply"
    assert desk.complaint("CX-1").status is Status.WAITING
    photo = Attachment("photo.jpg", "image/jpeg", 7, "", b"picture")
    take(desk, reply(letter, only_quotes, message_id="p@c.example", attachments=(photo,)))
    assert desk.complaint("CX-1").status is Status.INVESTIGATING


def test_a_reply_that_repeats_the_customer_s_own_words_ends_a_wait(desk: Desk, clock: Clock) -> None:
    take(desk, reply(waiting(desk, clock), WORDS.text))
    assert desk.complaint("CX-1").status is Status.INVESTIGATING


@pytest.mark.parametrize("sign", ["???", "\U0001f44d"])
def test_a_sign_without_a_letter_is_an_answer(desk: Desk, clock: Clock, sign: str) -> None:
    take(desk, reply(waiting(desk, clock), sign))
    assert desk.complaint("CX-1").status is Status.INVESTIGATING
    assert [word for moment in desk.show("CX-1").timeline[-3:] for word in moment.words] == [("contact", sign)]


@pytest.mark.parametrize("line", ["x" + "-" * 9_999 + "x", "<" + "@" * 9_999, "-" * 9_999 + "x", "--" + " -" * 9_999])
def test_41_no_line_takes_longer_to_be_looked_at_than_its_length(line: str) -> None:
    mail = replace(WORDS, text=f"Hello\n{line}", full_text=f"Hello\n{line}\n> more")
    assert in_reply(mail, ["A letter"], []).own == f"Hello\n{line}"


def test_lines_that_only_quote_our_letter_are_left_out_and_counted(desk: Desk) -> None:
    take(desk, WORDS)
    letter = letter_of(desk, "CX-1")
    full = f"My order is 4711.\n\n-- \nSample\n\nOn Monday the desk wrote:\n{quoted(letter.body)}"
    filed = take(desk, reply(letter, "My order is 4711.", full_text=full))
    contacted, told = desk.show("CX-1").timeline[-2:]
    assert dict(contacted.words) == {"contact": "My order is 4711."}
    assert isinstance(told.event, e.MailFiled)
    assert told.event.left_out > len(letter.body.split("\n")) // 2
    assert f"cxdesk mail quarantine show {filed.number}" in sentence("MailFiled", to_data(told.event), desk.zone)


@pytest.mark.parametrize(
    "below",
    [
        "The order is 4711.",
        "---------- Forwarded message ---------\nFrom: Mother <m@else.example>\n\nMy phone is broken since Monday",
        "On Monday Mother <m@else.example> wrote:\n> My phone is broken since Monday",
        "From: Mother <m@else.example>\nSubject: phone\n\nMy phone is broken\n\nFrom: Desk <d@desk.example>\n\nThanks",
    ],
)
def test_words_below_what_is_quoted_are_kept(desk: Desk, below: str) -> None:
    take(desk, WORDS)
    letter = letter_of(desk, "CX-1")
    full = f"Hello,\n\nOn Monday the desk wrote:\n{quoted(letter.body)}\n\n{below}"
    take(desk, reply(letter, "Hello,", full_text=full))
    (contact,) = [text for kind, text in desk.show("CX-1").timeline[-2].words if kind == "contact"]
    assert contact == full
    assert desk.search("4711") + desk.search("phone") == ["CX-1"]


def test_an_answer_below_a_quotation_is_heard_and_our_own_words_are_not(desk: Desk) -> None:
    letter = offered(desk)
    asks = desk.letters()[0].body
    full = f"Hello,\n\n{quoted(asks)}\n> reply: I accept option 1\n\nI accept option 2."
    take(desk, reply(letter, "Hello,", full_text=full))
    told = desk.show("CX-1").timeline[-1].event
    assert isinstance(told, e.MailFiled)
    assert (told.proposal, told.option) == ("accept", 2)


@pytest.mark.parametrize(
    "full",
    [
        "Your shop wrote this to me:\n\nOn 3 May 2026 at 10:00, Shop <s@shop.example> wrote:\n> You have to wait.\n"
        "> It is your own fault.\n\nThis is unacceptable.",
        "Please see below, my mother asks.\n\n---------- Forwarded message ---------\nFrom: Mother <m@else.example>\n"
        "Subject: phone\n\nMy phone is broken since Monday",
        "See below.\n\n-----Original Message-----\nFrom: Shop <s@shop.example>\n\nThis is unacceptable.",
    ],
)
def test_a_new_matter_is_told_in_full(desk: Desk, full: str) -> None:
    message = f"From: {CUSTOMER}\nMessage-ID: <full@customer.example>\nSubject: Please read\n\n{full}\n"
    take(desk, read(message.encode()))
    assert desk.show("CX-1").text == full
    assert desk.search("unacceptable") + desk.search("broken") == ["CX-1"]


def test_the_dot_of_the_root_makes_no_other_address(desk: Desk) -> None:
    """Some phones write `sample@customer.example.`; TRAPS 36 holds for it as well."""
    take(desk, replace(WORDS, sender=CUSTOMER + "."))
    assert take(desk, replace(WORDS, subject="Re: CX-1", message_id="d2@c.example")).reason == "reply"
    own = desk.settings.mail.sender_address + "."
    assert take(desk, replace(WORDS, sender=own, message_id="d3@c.example")).reason == "own-address"
