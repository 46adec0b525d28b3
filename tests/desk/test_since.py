"""What counts as news to somebody who looked at a complaint and then typed."""

from datetime import UTC, datetime

from cxdesk.desk.reading import Moment
from cxdesk.desk.since import news_since
from cxdesk.domain.events import Event, LetterAccepted, MailFiled, Noted, Resumed, Warned
from cxdesk.domain.words import SYSTEM

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)


def moment(seq: int, event: Event, actor: str = SYSTEM) -> Moment:
    return Moment(seq, AT, AT, actor, "", event, ())


TIMELINE = [
    moment(1, Noted(), "ann"),
    moment(2, Noted(), "ann"),
    moment(3, Noted(), "ann"),
    moment(4, Resumed()),
    moment(5, Noted(), "bob"),
]


def numbers(seq: int, *own: int) -> list[int]:
    return [one.seq for one in news_since(TIMELINE, seq, is_own=own.__contains__)]


def test_news_is_what_happened_since_by_whomever_but_oneself() -> None:
    assert numbers(1, 2) == [3, 4, 5]
    assert numbers(4, 5) == []


def test_another_window_of_the_same_login_is_another_person() -> None:
    assert numbers(2) == [3, 4, 5]


def test_what_the_customers_mail_did_through_the_desk_is_news_and_a_letter_on_its_way_is_not() -> None:
    events = [
        LetterAccepted("final", "<1@desk.invalid>"),
        MailFiled(1, proposal="accept", option=2),
        Warned("resolve", 1, 1, AT, "80%"),
        Resumed(),
    ]
    timeline = [moment(seq, event) for seq, event in enumerate(events, 2)]
    assert [one.seq for one in news_since(timeline, 1, is_own=lambda _seq: False)] == [3, 5]
