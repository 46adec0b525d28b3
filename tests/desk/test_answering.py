"""Letters that acts write by themselves: which, to whom, in whose language, when none (STANDARDS §7.4, DOMAIN §8)."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from cxdesk.config.settings import LETTERS_OF_ACTS, MORE_LETTERS_OF_ACTS
from cxdesk.desk import Desk, NewComplaint, OutboxRow, Received, option
from cxdesk.domain.acts.following import Answers
from cxdesk.domain.events import Assessed, LetterQueued
from cxdesk.domain.words import Direction, OptionType, Outcome, Severity
from cxdesk.errors import NotDone
from cxdesk.letters import LetterKind
from cxdesk.letters.shipped import shipped
from tests.desks import MONDAY, Clock, new_desk, opened

EMAIL = "sample@customer.example"
WHO = Received(name="Sample Customer", email=EMAIL)
ENOUGH = "You can turn to the Sample Ombudsman."
FRIDAY = datetime(2026, 3, 7, tzinfo=UTC)
REFUND = option(OptionType.REFUND, "The price of the parcel", value=Decimal(25), currency="EUR", valid_until=FRIDAY)
APOLOGY = option(OptionType.APOLOGY, "A letter of apology", promised_at=FRIDAY)


@pytest.fixture
def clock() -> Clock:
    """Monday morning."""
    return Clock()


@pytest.fixture
def folder(tmp_path: Path, clock: Clock) -> Path:
    """A desk whose manager is ann."""
    return new_desk(tmp_path / "desk", clock)


@pytest.fixture
def desk(folder: Path, clock: Clock) -> Iterator[Desk]:
    """The desk, opened as ann."""
    with opened(folder, clock) as found:
        yield found


def begun(desk: Desk, customer: Received = WHO, **said: Any) -> str:
    """A complaint under investigation, its acknowledgement queued where there is an address."""
    new = replace(NewComplaint(channel="phone", subject="Late parcel", text="Late.", customer=customer), **said)
    ref = desk.log(new).ref
    desk.take(ref)
    desk.start(ref)
    return ref


def offered(desk: Desk, ref: str) -> None:
    """Two options lie with the customer."""
    desk.find_cause(ref, "late-delivery", "The van broke down.", "transport")
    desk.offer(ref, REFUND, APOLOGY)


def accepted(desk: Desk, ref: str) -> None:
    """The second one was accepted."""
    offered(desk, ref)
    desk.accept(ref, 2, "Said on the phone.")


def remedied(desk: Desk, ref: str) -> None:
    """Delivered, confirmed, closed."""
    desk.assess(ref, Assessed(Severity.S3))
    accepted(desk, ref)
    desk.fulfil(ref, "Posted.")
    desk.revisit_done(ref, Answers(resolved=True, satisfaction=5))
    desk.close(ref)


def written(desk: Desk, ref: str) -> list[OutboxRow]:
    """The letters of the complaint after its acknowledgement."""
    return [
        letter
        for letter in reversed(desk.letters())
        if desk.ref_of_letter(letter) == ref and letter.letter != "acknowledgement"
    ]


ACTS: list[tuple[str, Callable[[Desk, str], object], tuple[str, ...]]] = [
    ("options", offered, ("1. The price of the parcel (worth 25 EUR)", "6 March 2026", "2. A letter of apology")),
    ("acceptance-record", accepted, ("A letter of apology", "6 March 2026")),
    (
        "information-request",
        lambda desk, ref: desk.ask(ref, "Which order was it?", FRIDAY),
        ("Which order was it?", "6 March 2026"),
    ),
    (
        "final-response",
        lambda desk, ref: desk.final(ref, "rejected", "The parcel came on its day.", ENOUGH),
        ("rejected", "The parcel came on its day.", ENOUGH),
    ),
    (
        "decline-notice",
        lambda desk, ref: desk.decline(ref, "It is another firm's parcel.", ENOUGH, notice_sent=False),
        ("It is another firm's parcel.", ENOUGH),
    ),
    ("withdrawal-confirmation", lambda desk, ref: desk.withdraw(ref, "It came."), ("2 March 2026",)),
    ("closure", remedied, ("what you accepted was done", "A letter of apology")),
    (
        "closure",
        lambda desk, ref: desk.close(ref, Outcome.EXTERNAL, reason="The ombudsman decided."),
        ("an outside body has decided",),
    ),
    (
        "summary-resolution",
        lambda desk, ref: desk.quick_resolve(
            ref,
            cause=("late-delivery", "The van broke down.", "transport"),
            offer=option(OptionType.REFUND, "The postage", value=Decimal(4), currency="EUR"),
            evidence="Paid out.",
            severity=Severity.S4,
        ),
        ("The postage (worth 4 EUR)",),
    ),
]


@pytest.mark.parametrize(("kind", "act", "words"), ACTS)
def test_an_act_writes_its_letter_in_its_own_transaction(
    desk: Desk, kind: str, act: Callable[[Desk, str], object], words: tuple[str, ...]
) -> None:
    ref = begun(desk)
    act(desk, ref)
    letter = written(desk, ref)[-1]
    assert (letter.letter, letter.recipient, letter.state, letter.automatic) == (kind, EMAIL, "queued", False)
    assert ref in letter.subject
    for told in words:
        assert told in letter.body
    queued = desk.show(ref).timeline[-1].event
    assert isinstance(queued, LetterQueued)
    assert (queued.letter, queued.message_id, queued.fallback) == (kind, letter.message_id, False)
    assert desk.verify() == []


def test_every_letter_of_an_act_is_one_that_the_desk_has() -> None:
    assert {*LETTERS_OF_ACTS, *MORE_LETTERS_OF_ACTS} <= set(LetterKind)
    assert {kind for kind, _act, _words in ACTS} | {"extension-notice"} == set(LETTERS_OF_ACTS)


def test_an_extension_is_told_by_the_desk_which_counts_as_the_notice_it_needs(folder: Path, clock: Clock) -> None:
    settings = folder / "desk.toml"
    text = settings.read_text(encoding="utf-8").replace(
        "[letters]",
        '[policy.standard.clock.resolve]\ntarget = "20d"\n'
        'extend = [{ to = "40d", requires = ["customer_notice"] }]\n\n[letters]',
        1,
    )
    settings.write_text(text, encoding="utf-8")
    with opened(folder, clock) as desk:
        desk.apply_policy()
        ref = begun(desk)
        desk.extend(ref, "resolve", "The part comes from abroad.")
        (letter,) = written(desk, ref)
        assert "The part comes from abroad." in letter.body
        assert "22 March 2026" in letter.body
        assert "11 April 2026" in letter.body
        silent = begun(desk, Received(name="Sample"))
        with pytest.raises(NotDone, match="customer_notice"):
            desk.extend(silent, "resolve", "The part comes from abroad.")
        desk.extend(silent, "resolve", "The part comes from abroad.", customer_told=True)
        told = begun(desk)
        desk.extend(told, "resolve", "The part comes from abroad.", customer_told=True)
        assert written(desk, told) == []


@pytest.mark.parametrize("customer", [Received(), Received(name="Sample", phone="+442079460000")])
def test_who_has_no_address_is_not_written_to(desk: Desk, customer: Received) -> None:
    ref = begun(desk, customer)
    desk.ask(ref, "Which order was it?", FRIDAY)
    assert desk.letters() == []


def test_a_test_complaint_writes_to_nobody(desk: Desk) -> None:
    ref = begun(desk, test=True)
    desk.ask(ref, "Which order was it?", FRIDAY)
    assert desk.letters() == []


def test_one_act_may_go_without_its_letter(desk: Desk) -> None:
    ref = begun(desk)
    with desk.without_letters():
        desk.ask(ref, "Which order was it?", FRIDAY)
    assert written(desk, ref) == []
    desk.resume(ref)
    desk.ask(ref, "Which colour was it?", FRIDAY)
    assert len(written(desk, ref)) == 1


def test_the_desk_says_which_letters_acts_write(desk: Desk) -> None:
    desk.settings = replace(desk.settings, letters=replace(desk.settings.letters, send=("survey-invitation",)))
    ref = begun(desk)
    remedied(desk, ref)
    assert [(letter.letter, letter.automatic) for letter in written(desk, ref)] == [("survey-invitation", True)]


def test_each_resolution_is_asked_about_once_and_no_answer_sends_another(desk: Desk) -> None:
    """TRAPS 52: one invitation a resolution; what the customer answers, twice even, writes to nobody."""
    desk.settings = replace(desk.settings, letters=replace(desk.settings.letters, send=("survey-invitation",)))
    ref = begun(desk)
    remedied(desk, ref)
    assert len(written(desk, ref)) == 1
    desk.reopen(ref, "It broke again.")
    desk.offer(ref, APOLOGY)
    desk.accept(ref, 3, "Said on the phone.")
    desk.fulfil(ref, "Posted.")
    desk.schedule_revisit(ref, FRIDAY.date())
    desk.revisit_done(ref, Answers(resolved=True, satisfaction=2))
    assert len(written(desk, ref)) == 1
    desk.revisit_done(ref, Answers(resolved=True, satisfaction=4))
    desk.close(ref)
    assert [letter.letter for letter in written(desk, ref)] == ["survey-invitation"] * 2


def test_a_notice_that_was_sent_already_is_not_sent_again(desk: Desk) -> None:
    ref = begun(desk)
    desk.decline(ref, "Another firm's parcel.", ENOUGH, notice_sent=True)
    assert written(desk, ref) == []


def test_declining_without_an_address_still_needs_the_notice_first(desk: Desk) -> None:
    ref = begun(desk, Received(name="Sample"))
    with pytest.raises(NotDone, match="notice"):
        desk.decline(ref, "Another firm's parcel.", ENOUGH, notice_sent=False)


def test_words_that_may_not_go_to_a_customer_refuse_the_act(desk: Desk) -> None:
    """STANDARDS §7.3 blocks: nothing is written, and the words are named."""
    ref = begun(desk)
    with pytest.raises(NotDone, match="your own fault") as caught:
        desk.final(ref, "rejected", "It was your own fault.", ENOUGH)
    assert "--no-letter" in (caught.value.mend or "")
    assert desk.complaint(ref).final_at is None
    assert written(desk, ref) == []


def test_an_edited_template_that_fails_falls_back_and_says_so(folder: Path, clock: Clock) -> None:
    path = folder / "templates" / "information-request.en.txt"
    path.write_text("Subject: {{ref}}\n\n{{items}}\n\nIt was your own fault.\n", encoding="utf-8")
    with opened(folder, clock) as desk:
        ref = begun(desk)
        desk.ask(ref, "Which order was it?", FRIDAY)
        assert "fault" not in written(desk, ref)[0].body
        queued = desk.show(ref).timeline[-1].event
        assert isinstance(queued, LetterQueued)
        assert queued.fallback


def test_an_edited_template_is_used(folder: Path, clock: Clock) -> None:
    text = shipped(LetterKind.INFORMATION_REQUEST, "en").replace("What we need", "Our question")
    (folder / "templates" / "information-request.en.txt").write_text(text, encoding="utf-8")
    with opened(folder, clock) as desk:
        ref = begun(desk)
        desk.ask(ref, "Which order was it?", FRIDAY)
        assert written(desk, ref)[0].subject.startswith("Our question")


def test_a_letter_is_in_the_customers_language(desk: Desk) -> None:
    ref = begun(desk, language="zh-CN")
    desk.ask(ref, "请提供订单编号。", FRIDAY)
    letter = written(desk, ref)[0]
    assert letter.language == "zh"
    assert "请提供订单编号。" in letter.body
    assert "2026年3月6日" in letter.body


def test_what_happened_long_ago_is_written_to_nobody(desk: Desk, clock: Clock) -> None:
    """TRAPS 35: the record of old deeds mails no customer."""
    ref = begun(desk)
    clock.on(days=30)
    desk.ask(
        ref, "Which order was it?", clock.at + timedelta(days=3), at=MONDAY + timedelta(days=1), reason="late entry"
    )
    assert written(desk, ref) == []


def test_a_merged_complaint_and_a_phone_call_write_no_letter(desk: Desk) -> None:
    first, second = begun(desk), begun(desk)
    desk.contact(first, Direction.OUT, "phone", "We look into it.")
    desk.merge(first, second)
    assert written(desk, first) == written(desk, second) == []


def test_a_letter_goes_to_the_address_used_before_while_it_is_theirs(desk: Desk) -> None:
    first = begun(desk, Received(key="K1", email="old@customer.example"))
    begun(desk, Received(key="K1", email="new@customer.example"))
    desk.ask(first, "Which order was it?", FRIDAY)
    assert written(desk, first)[0].recipient == "old@customer.example"


def test_trying_shows_the_letter_and_queues_none(desk: Desk) -> None:
    ref = begun(desk)
    with desk.trying():
        change = desk.ask(ref, "Which order was it?", FRIDAY)
    assert [letter.letter for letter in change.written] == ["information-request"]
    assert written(desk, ref) == []


def test_what_the_desk_says_goes_out_as_a_letter_where_that_is_asked_for(desk: Desk, clock: Clock) -> None:
    ref = begun(desk)
    desk.contact(ref, Direction.OUT, "email", "The part is on its way.", letter=LetterKind.PROGRESS_UPDATE)
    assert "The part is on its way." in written(desk, ref)[0].body
    clock.on(days=60)
    desk.contact(ref, Direction.OUT, "email", "The part was lost.", letter=LetterKind.DELAY_NOTICE)
    late = written(desk, ref)[1]
    assert late.letter == "delay-notice"
    assert "We owed you an answer" in late.body
    assert desk.complaint(ref).responded_at == MONDAY


@pytest.mark.parametrize(
    ("direction", "text", "letter"),
    [
        (Direction.IN, "Where is it?", LetterKind.PROGRESS_UPDATE),
        (Direction.OUT, "", LetterKind.PROGRESS_UPDATE),
        (Direction.OUT, "Your offer.", LetterKind.OPTIONS),
    ],
)
def test_only_words_of_the_desk_go_out_as_a_letter(
    desk: Desk, direction: Direction, text: str, letter: LetterKind
) -> None:
    ref = begun(desk)
    with pytest.raises(NotDone, match="progress-update"):
        desk.contact(ref, direction, "email", text, letter=letter)


def test_a_letter_that_was_asked_for_needs_an_address(desk: Desk) -> None:
    ref = begun(desk, Received(name="Sample"))
    with pytest.raises(NotDone, match="no address"):
        desk.contact(ref, Direction.OUT, "email", "On its way.", letter=LetterKind.PROGRESS_UPDATE)


def test_a_final_response_in_chinese_says_what_a_decision_is_called(desk: Desk) -> None:
    """不予支持, and not 拒收, which is what a mail server does (STANDARDS §7.4)."""
    ref = begun(desk, language="zh-CN")
    desk.final(ref, "rejected", "包裹已按时送达。", "您可以向消费者协会投诉。")
    letter = desk.show(ref).letters[-1]
    assert "不予支持" in letter.body
    assert "拒收" not in letter.body
