"""A reply that answers an option is a hint for the agent, in either language; never more than that (DOMAIN §8)."""

import pytest

from cxdesk.domain.proposals import UNCLEAR, Answer, Proposal, proposal


@pytest.mark.parametrize(
    ("text", "option"),
    [
        ("accept 1", 1),
        ("Accept", None),
        ("I accept option 2, thank you.", 2),
        ("I accept option 2. Please call me if you need anything else.", 2),
        ("Dear team,\n\nI accept option 1.\n\nKind regards\nJane Sample", 1),
        ("We agree to option 1", 1),
        ("Option 2: accepted", 2),
        ("Option 2 is fine.", 2),
        ("Option 2 it is", 2),
        ("Please go ahead with no. 2", 2),
        ("2", 2),
        ("客服你好，我接受方案2，请尽快处理。", 2),
        ("Option 2 please", 2),
        ("Option 2, please.\nJane", 2),
        ("Yes, option 1", 1),
        ("I'd like option 2 please", 2),
        ("I would like to take option 2.", 2),
        ("I'll take number 2 please", 2),
        ("I choose the second option", 2),
        ("We will go with the first one.", 1),
        ("I accept your offer", None),
        ("accept 7", None),
        ("I accept 10 EUR", None),
        ("接受", None),
        ("接受方案2", 2),
        ("我接受方案1。谢谢", 1),
        ("我同意第一个方案", 1),
        ("我选择方案二", 2),
        ("选2", 2),
        ("我要方案2", 2),
        ("方案一可以", 1),
        ("方案２没问题", 2),
        ("方案二", 2),
        ("就方案一吧", 1),
        ("可以", None),
        ("可以\n王小样", None),
        ("好的，谢谢", None),
        ("Yes please", None),
        ("OK, thanks", None),
        ("Agreed.", None),
    ],
)
def test_an_acceptance_is_proposed(text: str, option: int | None) -> None:
    assert proposal(text, (1, 2)) == Proposal(Answer.ACCEPT, option)


@pytest.mark.parametrize(
    ("text", "option"),
    [
        ("I do not accept this.", None),
        ("I do not\naccept option 1", 1),
        ("I don’t accept option 1", 1),
        ("We cannot really agree to option 2", 2),
        ("Option 1 is not acceptable.", 1),
        ("I don't want option 2", 2),
        ("I refuse.", None),
        ("I refuse option 1 and option 2.", None),
        ("This is unacceptable", None),
        ("None of them.", None),
        ("No thanks", None),
        ("no, thank you", None),
        ("不接受", None),
        ("我无法接受方案1", 1),
        ("拒绝方案2", 2),
        ("方案一不行", 1),
        ("都不要", None),
        ("两个方案都不行", None),
        ("不用了，谢谢", None),
        ("对此不满意", None),
    ],
)
def test_a_refusal_is_seen_before_the_word_of_acceptance_in_it(text: str, option: int | None) -> None:
    assert proposal(text, (1, 2)) == Proposal(Answer.REFUSE, option)


@pytest.mark.parametrize(
    "text",
    [
        "I refuse option 1 but accept option 2.",
        "I do not accept option 1, but option 2 is fine.",
        "Not option 1, I don't want option 1. I'd like option 2.",
        "我不接受方案1，我要方案2",
        "方案一不行，方案二可以",
        "Option 1: no. Option 2: yes.",
    ],
)
def test_a_mixed_answer_names_each_option_with_its_answer(text: str) -> None:
    assert proposal(text, (1, 2)) == Proposal(Answer.ACCEPT, 2, refused=(1,))


@pytest.mark.parametrize(
    "text",
    [
        "Is option 1 accepted by other customers too?",
        "Would you accept my apology for the delay?",
        "I accept your apology.",
        "Do you accept credit cards?",
        "The courier refused to accept the parcel.",
        "You refuse to pay.",
        "I accepted your offer last week.",
        "I will accept option 2 only if you add 10 EUR.",
        "I accept option 2. But only if you add 10 EUR.",
        "I accept option 2, provided that it comes this week",
        "I accept option 2\nif you add 10 EUR.",
        "Option 2 is fine unless it takes longer than a week.",
        "I am not sure whether to accept option 1",
        "Maybe I take option 2.",
        "I would accept option 2 for 20 EUR more.",
        "I accept option 1 or option 2.",
        "I accept option 1 and option 2.",
        "I accept option 1. I refuse option 1.",
        "I have not yet decided to accept option 1.",
        "When I accept option 1, how long does it take?",
        "I accept option 2. " + "It was a long wait for all of us. " * 30 + "But only if you add 10 EUR.",
        "I accept option 2 " + "which I have waited for " * 30 + "only if you add 10 EUR.",
        "我不太同意",
        "是否可以接受分期？",
        "可以接受吗？",
        "请问接受方案后多久退款？",
        "如果今天发货，我接受方案1",
        "我接受方案1，但要今天退款",
        "除非加10元，我不接受方案1",
        "我可能选方案2",
        "方案2再考虑一下，方案1可以吗",
        "你们拒绝退款",
        "商家不同意退货",
        "我接受你们的道歉",
        "我不是不同意",
        "I reject the claim that I broke it.",
        "I agree it was late.",
        "我拒绝这个说法",
    ],
)
def test_a_question_a_condition_or_a_hedge_is_unclear(text: str) -> None:
    assert proposal(text, (1, 2)) == UNCLEAR


def test_the_only_option_is_meant_where_none_is_named() -> None:
    assert proposal("accepted", (3,)) == Proposal(Answer.ACCEPT, 3)
    assert proposal("接受", (3,)) == Proposal(Answer.ACCEPT, 3)
    assert proposal("可以", (3,)) == Proposal(Answer.ACCEPT, 3)
    assert proposal("No thanks", (3,)) == Proposal(Answer.REFUSE, 3)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Where is my parcel?",
        "谢谢",
        "Yes, it is parcel 4711.",
        "I want my money back, the phone is broken.",
        "My phone number is 2.",
        "x" * 700 + " accept",
    ],
)
def test_other_words_propose_nothing(text: str) -> None:
    assert proposal(text, (1,)) is None


def test_without_an_open_option_nothing_can_be_answered() -> None:
    assert proposal("accept 1", ()) is None
