"""Completion offers what exists, and everything it offers reads."""

from zoneinfo import ZoneInfo

import pytest

from cxdesk.store.query import Vocabulary, parse
from cxdesk.store.query_complete import complete
from cxdesk.store.query_fields import FIELDS
from tests.store.desks import NOW

KNOWN = Vocabulary(values={"cause": ("late delivery", "billing")}, teams={"ann": "front desk", "bob": ""})


def offered(text: str) -> list[str]:
    return complete(text, len(text), KNOWN)


def test_fields_and_flags_complete_by_their_beginning() -> None:
    assert offered("open sev") == ["severity:"]
    assert offered("-ove") == ["-overdue:", "-overdue"]


def test_values_complete_after_the_colon_and_after_a_comma() -> None:
    assert offered("status:w") == ["status:waiting"]
    assert offered("severity:S1,s2") == ["severity:S1,S2"]
    assert offered("-owner:a") == ["-owner:ann"]


def test_values_with_spaces_come_in_quotes() -> None:
    assert offered("cause:late") == ['cause:"late delivery"']
    assert offered("team:f") == ['team:"front desk"']


def test_nothing_is_offered_inside_a_quote_and_of_unknown_fields() -> None:
    assert offered('"ove') == []
    assert offered("nothing:") == []


def test_only_what_stands_before_the_cursor_counts() -> None:
    assert complete("stat waiting", 4, KNOWN) == ["status:"]


@pytest.mark.parametrize("field", FIELDS)
def test_every_value_that_is_offered_reads(field: str) -> None:
    for text in offered(f"{field}:"):
        assert parse(text, now=NOW, zone=ZoneInfo("UTC"), me="ann", known=KNOWN).tests, text
