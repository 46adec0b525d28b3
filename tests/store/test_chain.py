"""The chain over stored bytes: any byte of any column of any event, and every word, is held by it (DOMAIN §10)."""

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from cxdesk.store import chain

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
COLUMNS = st.lists(TEXT | st.integers(-(2**63), 2**63 - 1), min_size=2, max_size=11)


@given(COLUMNS, COLUMNS)
def test_two_events_have_one_hash_only_when_their_stored_columns_are_the_same(
    one: list[str | int], other: list[str | int]
) -> None:
    same = [str(column) for column in one] == [str(column) for column in other]
    assert (chain.link(chain.GENESIS, one) == chain.link(chain.GENESIS, other)) == same


@given(COLUMNS)
def test_what_stands_in_one_column_cannot_move_into_the_next(columns: list[str | int]) -> None:
    first, second, *rest = map(str, columns)
    moved = [first + second[:1], second[1:], *rest]
    assert (chain.link(chain.GENESIS, columns) == chain.link(chain.GENESIS, moved)) == (not second)


@given(COLUMNS)
def test_an_event_holds_all_that_came_before_it(columns: list[str | int]) -> None:
    assert chain.link(chain.GENESIS, columns) != chain.link(hashlib.sha256().digest(), columns)


@given(st.binary(max_size=12))
def test_bytes_that_are_no_text_are_hashed_as_they_are_stored(stored: bytes) -> None:
    read = stored.decode("utf-8", "surrogateescape")
    assert chain.digest(b"salt", read) == hashlib.sha256(b"salt" + stored).hexdigest()


def test_the_same_words_of_two_people_cannot_be_matched_by_their_digests() -> None:
    assert chain.digest(b"a" * chain.SALT_BYTES, "Late") != chain.digest(b"b" * chain.SALT_BYTES, "Late")
