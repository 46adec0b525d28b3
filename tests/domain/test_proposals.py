"""A reply that answers an option is a hint for the agent, in either language; never more than that (DOMAIN §8)."""

import pytest

from cxdesk.domain.proposals import Answer, Proposal, proposal


@pytest.mark.parametrize(
    ("text", "option"),
    [
        ("accept 1", 1),
        ("Accept", None),
        ("I accept option 2, thank you.", 2),
        ("We agree to option 1", 1),
        ("Option 2: accepted", 2),
        ("I'll take number 2 please", 2),
        ("接受", None),
        ("接受方案2", 2),
        ("我同意第一个方案", 1),
        ("我选择方案二", 2),
        ("accept 7", None),
    ],
)
def test_an_acceptance_is_proposed(text: str, option: int | None) -> None:
    assert proposal(text, (1, 2)) == Proposal(Answer.ACCEPT, option)


@pytest.mark.parametrize(
    ("text", "option"),
    [
        ("I do not accept this.", None),
        ("I don’t accept option 1", 1),
        ("We cannot really agree to option 2", 2),
        ("I refuse.", None),
        ("This is unacceptable", None),
        ("不接受", None),
        ("我无法接受方案1", 1),
        ("拒绝方案2", 2),
        ("对此不满意", None),
    ],
)
def test_a_refusal_is_seen_before_the_word_of_acceptance_in_it(text: str, option: int | None) -> None:
    assert proposal(text, (1, 2)) == Proposal(Answer.REFUSE, option)


def test_the_only_option_is_meant_where_none_is_named() -> None:
    assert proposal("accepted", (3,)) == Proposal(Answer.ACCEPT, 3)
    assert proposal("接受", (3,)) == Proposal(Answer.ACCEPT, 3)


@pytest.mark.parametrize("text", ["", "Where is my parcel?", "谢谢", "Yes, it is parcel 4711.", "x" * 700 + " accept"])
def test_other_words_propose_nothing(text: str) -> None:
    assert proposal(text, (1,)) is None


def test_without_an_open_option_nothing_can_be_answered() -> None:
    assert proposal("accept 1", ()) is None
