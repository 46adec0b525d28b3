"""How alike two texts are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxdesk.domain.likeness import ALIKE, likeness


@given(st.text(), st.text())
def test_likeness_is_a_share_and_the_same_from_either_side(one: str, other: str) -> None:
    assert 0 <= likeness(one, other) <= 1
    assert likeness(one, other) == likeness(other, one)


def test_a_text_is_wholly_like_itself_and_nothing_is_like_silence() -> None:
    assert likeness("宽带三天没有修好", "宽带三天没有修好") == 1
    assert likeness("", "") == 0


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("My parcel is late", "Parcel late", True),
        ("My parcel is late", "My bill is wrong", False),
        ("宽带三天没有修好", "宽带没有修好", True),
        ("宽带三天没有修好", "话费多扣了三十元", False),
    ],
)
def test_the_same_matter_in_other_words_is_alike(one: str, other: str, *, alike: bool) -> None:
    assert (likeness(one, other) >= ALIKE) is alike
