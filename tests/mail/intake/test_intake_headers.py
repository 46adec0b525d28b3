"""Header values: encoded words, parameters, identifiers and dates as real programs write them."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxdesk.mail.intake import headers


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("=?utf-8?Q?Gr=C3=BC=C3=9Fe?=", "Grüße"),
        ("=?iso-8859-1?q?a_b?= =?iso-8859-1?q?c?=", "a bc"),
        ("=?utf-8?B?55Sz6K8=?= =?utf-8?B?t+mAgA==?=", "申请退"),  # a character cut in two
        ("=?gb2312?B?uavLvg==?=", "公司"),
        ("=?GB2312?B?z+PI/EQ=?=", "香赛D"),
        ("=?utf-8*en?Q?x?=", "x"),
        ("Re:=?utf-8?q?x?=y", "Re:xy"),
        ("=?utf-8?Q?Are you there??=", "Are you there?"),
        ("=?utf-8?B?YWJj", "=?utf-8?B?YWJj"),
        ("=?no-such?Q?x=41?=", "xA"),
        ("=?utf-8?B?YWJ?=", "ab"),
        ("=?utf-8?Q?=ZZ?=", "=ZZ"),
        ("=?iso-2022-jp?B?GyRCJTMlcyVLGyhC?=", "コンニ"),
        ("plain", "plain"),
    ],
)
def test_encoded_words_are_read_also_against_the_rules(value: str, text: str) -> None:
    assert headers.decoded(value) == text


def test_blanks_somebody_typed_stay_and_folds_do_not() -> None:
    typed = " Invoice  INX4183 \r\n\tof 发票\u3000五 "
    assert headers.one_line(typed, 100, as_typed=True) == "Invoice  INX4183 of 发票\u3000五"
    assert headers.one_line(typed, 100) == "Invoice INX4183 of 发票 五"


def test_a_character_set_that_the_name_of_another_hides_is_read() -> None:
    """gb2312 is read as gb18030: 镕 is in no gb2312."""
    word = headers.base64("6UY=")
    assert headers.decoded(f"=?gb2312?Q?{''.join(f'={octet:02X}' for octet in word)}?=") == "镕"


@pytest.mark.parametrize(
    ("value", "parameters"),
    [
        ('attachment; filename="a;b.txt"', {"filename": "a;b.txt"}),
        ("attachment; filename*=utf-8''%E5%8F%91%E7%A5%A8.pdf", {"filename": "发票.pdf"}),
        ("attachment; filename=utf-8''%E5%8F%91%E7%A5%A8.pdf", {"filename": "发票.pdf"}),
        ("x; filename*0*=gb2312''%B7%A2; filename*1*=%C6%B1.pdf", {"filename": "发票.pdf"}),
        ('x; filename*1="b.txt"; filename*0="a"', {"filename": "ab.txt"}),
        ('x; filename="=?utf-8?B?5Y+R56Wo?=.pdf"', {"filename": "发票.pdf"}),
        ('x; filename="never ends', {"filename": "never ends"}),
        ('x; filename="say \\"hi\\".txt"', {"filename": 'say "hi".txt'}),
        ("x; filename='a.txt'", {"filename": "a.txt"}),
        ("x; FileName = a.txt ; b", {"filename": "a.txt"}),
        (";;;=;a", {}),
    ],
)
def test_parameters_are_put_together_and_read(value: str, parameters: dict[str, str]) -> None:
    assert headers.parameters(value)[1] == parameters


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        ("Mon, 5 Jan 2026 10:00:00 +0800", datetime(2026, 1, 5, 2, tzinfo=UTC)),
        ("5 Jan 2026 10:00 GMT", datetime(2026, 1, 5, 10, tzinfo=UTC)),
        ("Mon, 5 Jan 2026 10:00:00", datetime(2026, 1, 5, 10, tzinfo=UTC)),
        ("2026-01-05T10:00:00+08:00", datetime(2026, 1, 5, 2, tzinfo=UTC)),
        ("2026-01-05 10:00:00.123 Z", datetime(2026, 1, 5, 10, tzinfo=UTC)),
        ("Thu, 13 Nov 2008 21:23:10 +0900 (JST)", datetime(2008, 11, 13, 12, 23, 10, tzinfo=UTC)),
        ("Mon Jan 05 2026 10:00:00 GMT+0800 (CST)", datetime(2026, 1, 5, 2, tzinfo=UTC)),
        ("Mon, 5 Jan 26 10:00:00 +0000", datetime(2026, 1, 5, 10, tzinfo=UTC)),
        ("Sat, 31 Dec 2016 23:59:60 +0000", datetime(2016, 12, 31, 23, 59, 59, tzinfo=UTC)),
        ("Mon, 31 Feb 2026 10:00:00 +0000", None),
        ("Mon, 5 Jan 3026 10:00:00 +0000", None),
        ("Mon, 99 Jan 99999 99:99:99 +99999", None),
        ("soon", None),
        ("", None),
    ],
)
def test_dates_are_instants_or_nothing(value: str, moment: datetime | None) -> None:
    assert headers.instant(value) == moment


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("<a@x> <b@y>\t<a@x>", ("a@x", "b@y")),
        ('Your message of "Mon" <a@x>', ("a@x",)),
        ("a@x b@y", ("a@x", "b@y")),
        ("<a@x><b@y>", ("a@x", "b@y")),
        ("nothing", ()),
    ],
)
def test_identifiers_stand_without_brackets_and_once(value: str, found: tuple[str, ...]) -> None:
    assert headers.identifiers(value) == found


@given(st.text())
def test_no_header_value_raises(value: str) -> None:
    headers.decoded(value)
    headers.parameters(value)
    headers.instant(value)
    headers.message_id(value)
