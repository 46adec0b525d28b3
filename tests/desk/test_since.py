"""What counts as news to somebody who looked at a complaint and then typed."""

from dataclasses import replace
from datetime import UTC, datetime

from cxdesk.desk.reading import Moment
from cxdesk.desk.since import news_lines, news_since
from cxdesk.domain.events import Event, LetterAccepted, MailFiled, Noted, Resumed, RevisitPlanned, Warned
from cxdesk.domain.words import SYSTEM
from cxdesk.text import width

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


def told(*moments: Moment) -> list[str]:
    return news_lines(moments, UTC)


def test_news_say_who_did_what_and_how_their_words_begin() -> None:
    note = replace(moment(2, Noted(), "bob"), words=(("note", "They called\nagain \x1b[2J and \u202eagain"),))
    (line,) = told(note)
    assert line == "bob: note: They called again ␛[2J and ‹U+202E›again"


def test_long_words_end_before_the_line_does_wide_ones_too() -> None:
    for words in ("often " * 30, "第三次报修" * 30):
        (line,) = told(replace(moment(2, Noted(), "bob"), words=(("note", words),)))
        assert line.endswith("…")
        assert width(line) in {67, 68}


def test_a_drawn_day_and_erased_words_are_not_told() -> None:
    planned = replace(moment(2, RevisitPlanned(1, AT, AT)), words=(("revisit_day", "2026-12-01"),))
    erased = replace(moment(3, Noted(), "bob"), words=(("note", None),))
    lines = told(planned, erased)
    assert "2026-12-01" not in lines[0]
    assert lines[1] == "bob: note: [erased]"


def test_of_many_news_the_last_are_told_and_the_rest_counted() -> None:
    lines = told(*(replace(moment(seq, Noted(), "bob"), words=(("note", f"n{seq}"),)) for seq in range(2, 8)))
    assert lines == ["3 more before that", "bob: note: n5", "bob: note: n6", "bob: note: n7"]
