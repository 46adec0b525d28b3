"""The query language: what each form means, what is refused and how (CLI.md, Query language)."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from cxdesk.domain.words import AcknowledgementState, OptionState, RevisitState, Severity, Status
from cxdesk.store.brief import Brief
from cxdesk.store.facts import Beside, OptionFact, RevisitFact
from cxdesk.store.outbox import OutboxState
from cxdesk.store.query import Query, QueryError, Vocabulary, parse
from cxdesk.store.views import VIEWS, views
from tests.store.desks import NOW

ZONE = ZoneInfo("Europe/Prague")
KNOWN = Vocabulary(
    values={"category": ("billing", "delivery"), "channel": ("phone", "email"), "segment": ("standard", "vip")},
    teams={"ann": "front", "bob": "back", "eve": ""},
)


def read(text: str, *, prefix: bool = False) -> Query:
    return parse(text, now=NOW, zone=ZONE, me="ann", known=KNOWN, prefix=prefix)


def brief(**facts: object) -> Brief:
    given: dict[str, object] = {"id": 7, "ref": "CX-7", "status": Status.INVESTIGATING, "received_at": NOW} | facts
    return Brief(**given)  # type: ignore[arg-type]  # as the test says


def finds(text: str, beside: Beside | None = None, **facts: object) -> bool:
    return read(text).matches(brief(**facts), beside or Beside())


def test_an_empty_query_finds_everything_but_test_complaints() -> None:
    assert finds("")
    assert finds("  ", status=Status.CLOSED)
    assert not finds("", test=True)


@pytest.mark.parametrize(
    ("text", "real", "rehearsed"), [("test:yes", False, True), ("test:no", True, False), ("test:any", True, True)]
)
def test_test_complaints_are_found_only_when_asked_for(text: str, real: bool, rehearsed: bool) -> None:
    assert finds(text) is real
    assert finds(text, test=True) is rehearsed


def test_terms_are_joined_by_and_commas_by_or() -> None:
    assert finds("severity:S1,S2 status:waiting,offered", severity=Severity.S2, status=Status.OFFERED)
    assert not finds("severity:S1,S2 status:waiting,offered", severity=Severity.S2)
    assert finds("severity:s1，none", severity=None)


def test_a_minus_negates_what_follows_it() -> None:
    assert finds("-status:waiting")
    assert not finds("-status:waiting,investigating")
    assert finds("-overdue")
    assert not finds("-退款", Beside(texts=("我要退款",)))


def test_the_example_of_the_manual_reads() -> None:
    text = (
        "overdue severity:S1,S2 -status:waiting due:<2d owner:me segment:vip channel:phone received:2026-11-01.."
        ' cause:"late delivery" 退款'
    )
    facts = {
        "severity": Severity.S1, "owner": "ann", "segment": "vip", "channel": "phone", "cause": "late delivery",
        "next_due_at": NOW - timedelta(hours=1),
    }  # fmt: skip
    said = Beside(texts=("快递延误，要求退款",))
    assert finds(text, said, **facts)
    for missing in facts:
        assert not finds(text, said, **{name: value for name, value in facts.items() if name != missing}), missing


def test_open_is_every_status_but_closed() -> None:
    for status in Status:
        assert finds("status:open", status=status) is (status is not Status.CLOSED)
        assert finds("open", status=status) is (status is not Status.CLOSED)


def test_overdue_is_open_and_a_deadline_passed_even_before_the_sweep_wrote_it() -> None:
    assert finds("overdue", overdue=True)
    assert finds("overdue", next_due_at=NOW)
    assert not finds("overdue", next_due_at=NOW + timedelta(seconds=1))
    assert not finds("overdue", overdue=True, status=Status.CLOSED)


def test_due_on_a_day_is_what_ends_with_that_day_and_not_with_the_day_before() -> None:
    """DOMAIN §5: a deadline is an exclusive bound, `2026-11-22 24:00` is a deadline of the 22nd."""
    midnight = datetime(2026, 11, 22, 23, 0, tzinfo=UTC)  # of Prague
    assert finds("due:today", next_due_at=midnight)
    assert not finds("due:today", next_due_at=midnight + timedelta(microseconds=1))
    assert not finds("due:today", next_due_at=midnight - timedelta(days=1))
    assert not finds("due:tomorrow", next_due_at=midnight)
    assert finds("due:2026-11-22", next_due_at=midnight)
    assert finds("due:<2026-11-23", next_due_at=midnight)
    assert not finds("due:today", next_due_at=midnight, status=Status.CLOSED)


def test_due_within_a_length_of_time_reaches_to_its_end() -> None:
    assert finds("due:..2d", next_due_at=NOW + timedelta(days=2))
    assert not finds("due:..2d", next_due_at=NOW + timedelta(days=2, microseconds=1))
    assert finds("due:none")
    assert not finds("due:any")


def test_a_date_of_several_words_needs_no_quotes() -> None:
    october = datetime(2026, 10, 15, tzinfo=UTC)
    for text in ("received:last month", 'received:"last month"', "received：last month open", "received:上个月"):
        assert finds(text, received_at=october), text
        assert not finds(text, received_at=NOW), text


def test_a_range_of_dates_holds_the_whole_last_day() -> None:
    assert finds("received:2026-11-01..2026-11-22", received_at=NOW + timedelta(hours=10))
    assert not finds("received:2026-11-01..2026-11-21", received_at=NOW)
    assert finds("received:2026-11-01..", received_at=NOW)
    assert not finds("closed:..today")


@pytest.mark.parametrize(
    ("text", "levels"),
    [("level:>1", {2, 3}), ("level:>=1", {1, 2, 3}), ("level:<2", {0, 1}), ("level:1..2", {1, 2}),
     ("level:..1", {0, 1}), ("level:0,3", {0, 3}), ("level:2..", {2, 3})],
)  # fmt: skip
def test_numbers_are_compared_and_ranged(text: str, levels: set[int]) -> None:
    assert {level for level in range(4) if finds(text, level=level)} == levels


def test_a_reference_is_written_in_any_of_its_forms() -> None:
    for text in ("ref:CX-7", "ref:cx7", "ref:7", "ref:5..9", "CX-7", "cx-7", "ref:CX-1,CX-7"):
        assert finds(text), text
    assert not finds("ref:8..")
    assert not finds("CX-8")


def test_a_reference_in_quotes_is_searched_for() -> None:
    assert not finds('"CX-7"')
    assert finds('"CX-7"', Beside(texts=("as I said about cx-7",)))


def test_severities_may_be_a_range() -> None:
    assert finds("severity:S1..S2", severity=Severity.S2)
    assert not finds("severity:..S2", severity=Severity.S3)
    assert finds("severity:any", severity=Severity.S3)
    assert not finds("severity:any")


def test_an_owner_is_me_nobody_or_named() -> None:
    assert finds("owner:me", owner="ann")
    assert finds("owner:none")
    assert not finds("owner:none", owner="bob")
    assert finds("owner:BOB,none", owner="bob")
    assert finds("owner:any", owner="bob")


def test_a_team_is_its_agents() -> None:
    assert finds("team:back", owner="bob")
    assert finds("team:mine", owner="ann")
    assert not finds("team:front", owner="bob")
    assert finds("team:none", owner="eve")


def test_words_of_classification_are_found_in_either_case() -> None:
    assert finds("category:Billing", category="billing")
    assert finds("product:router", product="Router")
    assert finds("product:none")
    assert finds("value:none", value_band="")
    assert finds("tag:LEGAL", tags="press legal")
    assert not finds("tag:leg", tags="press legal")


def test_flags_stand_alone_or_say_yes_and_no() -> None:
    assert finds("safety", safety=True)
    assert finds("vulnerable:no")
    assert not finds("safety:no", safety=True)
    assert finds("waiting", status=Status.WAITING)
    assert finds("waiting:yes -overdue", status=Status.WAITING)


def test_the_query_tells_which_words_it_took_as_flags() -> None:
    assert read('waiting "overdue" refund -safety').flags == ("waiting", "safety")


def test_a_word_that_names_a_flag_is_searched_for_in_quotes() -> None:
    assert finds('"waiting"', Beside(texts=("still waiting for you",)))
    assert not finds('"waiting"', status=Status.WAITING)


def test_waiting_may_name_when_to_look_again() -> None:
    assert finds("waiting:..2d", waiting_until=NOW + timedelta(days=1))
    assert not finds("waiting:..2d", waiting_until=NOW + timedelta(days=3))
    assert not finds("waiting:..2d")


def test_unacknowledged_is_open_and_nothing_reached_the_customer() -> None:
    for state in AcknowledgementState:
        owed = state not in {AcknowledgementState.GIVEN, AcknowledgementState.NOT_OWED}
        assert finds("-acknowledged", acknowledgement=state) is owed
        assert finds("acknowledged:yes", acknowledgement=state) is not owed
    assert not finds("-acknowledged", acknowledgement=AcknowledgementState.OWED, status=Status.CLOSED)


def test_an_option_whose_validity_passed_is_expired_before_the_sweep() -> None:
    passed = Beside(options=(OptionFact(OptionState.OPEN, NOW),))
    assert not finds("option:open", passed)
    assert finds("option:expired", passed)
    assert finds("option:open,proposed", Beside(options=(OptionFact(OptionState.PROPOSED),)))


def test_a_revisit_is_due_from_its_local_day_and_missed_after_its_window() -> None:
    def visit(due_on: str, **later: int) -> Beside:
        return Beside(revisits=(RevisitFact(RevisitState.PLANNED, due_on, NOW + timedelta(**later)),))

    assert finds("revisit:due", visit("2026-11-22", days=1))
    assert not finds("revisit:due", visit("2026-11-23", days=1))
    assert not finds("revisit:due", visit("2026-11-20", days=0))
    assert finds("revisit:missed", visit("2026-11-20", days=0))
    assert finds("revisit:planned", visit("2026-12-20", days=40))


def test_mail_is_asked_for_by_its_state() -> None:
    assert finds("mail:failed", Beside(mail=(OutboxState.ACCEPTED, OutboxState.FAILED)))
    assert finds("mail:queued", Beside(mail=(OutboxState.LEASED,)))
    assert finds("mail:owed", acknowledgement=AcknowledgementState.BOUNCED)
    assert not finds("mail:failed")


def test_a_customer_is_known_by_key_address_number_or_name() -> None:
    known = Beside(
        customer_key="K77",
        customer_points=(("email", "w@example.org"), ("phone", "+861380000")),
        customer_words="王小明 k77",
    )
    for text in ("customer:K77", "customer:W@example.org", 'customer:"+86 1380 000"', "customer:小明"):
        assert finds(text, known, customer_id=3), text
    assert not finds("customer:小红", known, customer_id=3)
    assert finds("w@example.org", known, customer_id=3)
    assert not finds("w@example.net", known, customer_id=3)


def test_a_customer_is_known_by_their_number_and_by_that_of_the_one_they_were_merged_into() -> None:
    assert finds("customer:3", customer_id=3)
    assert finds("customer:1", Beside(customer_stays=(2, 1)), customer_id=3)
    assert not finds("customer:4", Beside(customer_stays=(2, 1)), customer_id=3)


def test_a_complaint_may_have_no_customer() -> None:
    assert finds("customer:none")


def test_words_may_stand_in_different_texts_and_in_the_customers_name() -> None:
    said = Beside(texts=("charged twice", "我要退款"), customer_words="王小明")
    assert finds("退款 charged 小明", said, customer_id=3)
    assert not finds('"twice 退款"', said)
    assert finds("refund,退款", said)
    assert not finds("refund", said)


def test_two_chinese_characters_find_and_the_last_word_may_be_unfinished() -> None:
    said = Beside(texts=("A refund is owed",))
    assert not read("refu").matches(brief(), said)
    assert read("refu", prefix=True).matches(brief(), said)
    assert finds("退款", Beside(texts=("申请退款被拒",)))


def test_signs_in_which_nothing_can_be_searched_are_passed_over() -> None:
    assert read("- ！ …").tests == read("").tests


@pytest.mark.parametrize(
    ("text", "position", "said", "mended"),
    [
        ("open stauts:waiting", 5, "stauts", "status"),
        ("status:wating", 7, "wating", "waiting"),
        ("severity:S1,S9", 12, "S9", "S1"),
        ("category:biling", 9, "biling", "billing"),
        ("owner:bop", 6, "bop", "bob"),
        ("due:soon", 4, "soon", "today"),
        ("received:11/12/2026", 9, "11/12/2026", "2026-11-01"),
        ("level:x", 6, "x", "2..5"),
        ("mail:lost", 5, "lost", "failed"),
        ("option:", 7, "option", "option:…"),
        ('cause:"late', 6, "quote", "close"),
        ("safety:perhaps", 7, "perhaps", "yes"),
        ("ref:AB-7", 4, "AB-7", "2..5"),
    ],
)
def test_what_is_wrong_is_named_with_its_place_and_what_exists(
    text: str, position: int, said: str, mended: str
) -> None:
    with pytest.raises(QueryError) as wrong:
        read(text)
    assert wrong.value.position == position
    assert wrong.value.exit_code == 2
    assert said in wrong.value.what
    assert mended in (wrong.value.mend or "")
    assert str(position + 1) in (wrong.value.where or "")


def test_every_built_in_view_reads() -> None:
    for text in VIEWS.values():
        assert read(text).tests


def test_a_desks_own_views_stand_beside_replace_and_remove() -> None:
    found = views({"grave": "severity:S1,S2 open", "breached": "overdue severity:S1", "waiting": ""})
    assert found["grave"] == "severity:S1,S2 open"
    assert found["breached"] == "overdue severity:S1"
    assert "waiting" not in found
    assert found["my-desk"] == VIEWS["my-desk"]
