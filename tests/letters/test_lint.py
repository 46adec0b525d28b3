from dataclasses import replace
from datetime import date

import pytest

from cxdesk.letters import LetterFacts, LetterKind, compose, lint
from tests.letters.samples import NOW, bare, full


def clean(kind: LetterKind, language: str, facts: LetterFacts) -> str:
    letter = compose(kind, language, facts, template=None, now=NOW)
    return f"Subject: {letter.subject}\n\n{letter.body}"


def rules(text: str, kind: LetterKind, language: str, facts: LetterFacts) -> list[tuple[str, str]]:
    return [(finding.rule, finding.severity.value) for finding in lint(text, kind, language, facts, now=NOW)]


def added(sentence: str, language: str = "en", kind: LetterKind = LetterKind.ACKNOWLEDGEMENT) -> list[tuple[str, str]]:
    """What the lint finds when somebody adds *sentence* to a clean letter."""
    facts = full(language)
    return rules(f"{clean(kind, language, facts)}\n{sentence}\n", kind, language, facts)


def without(fact: str, kind: LetterKind) -> list[tuple[str, str]]:
    """What the lint finds when somebody strikes *fact* from a clean letter."""
    return rules(clean(kind, "en", full()).replace(fact, ""), kind, "en", full())


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_shipped_letter_is_clean_as_flat_text_too(language: str) -> None:
    for kind in LetterKind:
        assert rules(clean(kind, language, full(language)), kind, language, full(language)) == []


def test_l1_a_letter_names_its_reference() -> None:
    assert ("L1", "error") in without("CX-1042", LetterKind.PROGRESS_UPDATE)


@pytest.mark.parametrize(
    "sentence",
    [
        "We will call tomorrow.",
        "You hear from us by Friday.",
        "You hear from us next week.",
        "We answer within 5 working days.",
        "We answer by 11/12/2026.",
        "We answer by 2 December.",
        "We answer on December 2, at noon.",
        "We answer by 5 December 2026.",
        "We answer by 31 February 2027.",
        "We answer by 2026-12-05.",
    ],
)
def test_l2_a_date_is_absolute_complete_and_on_record(sentence: str) -> None:
    assert added(sentence) == [("L2", "error")]


@pytest.mark.parametrize(
    "sentence",
    ["我们明天回电。", "我们3个工作日内答复。", "我们12月5日答复。", "我们2026年12月5日答复。", "我们下周答复。"],
)
def test_l2_the_same_in_chinese(sentence: str) -> None:
    assert added(sentence, "zh") == [("L2", "error")]


@pytest.mark.parametrize(
    "sentence",
    [
        "Our answer comes by 2 December 2026.",
        "It comes on Wednesday, 2 December 2026.",
        "It comes by December 2nd, 2026.",
    ],
)
def test_l2_a_date_on_record_may_be_written_in_any_full_form(sentence: str) -> None:
    assert added(sentence) == []


def test_l2_a_vague_promise_is_only_remarked_on() -> None:
    assert added("You hear from us soon.") == [("L2", "warning")]
    assert added("我们尽快答复。", "zh") == [("L2", "warning")]


def test_l2_a_colleagues_own_date_is_remarked_on_unless_it_was_agreed() -> None:
    facts = replace(full(), extra={"progress": "The part arrives on 5 December 2026."})
    text = clean(LetterKind.PROGRESS_UPDATE, "en", facts)
    assert rules(text, LetterKind.PROGRESS_UPDATE, "en", facts) == [("L2", "warning")]
    agreed = replace(facts, agreed_dates=frozenset({date(2026, 12, 5)}))
    assert rules(text, LetterKind.PROGRESS_UPDATE, "en", agreed) == []


def test_l2_an_acknowledgement_says_by_which_date() -> None:
    text = clean(LetterKind.ACKNOWLEDGEMENT, "en", full())
    text = text.replace("27 October 2026", "").replace("2 December 2026", "")
    assert rules(text, LetterKind.ACKNOWLEDGEMENT, "en", full()) == [("L2", "error")]


def test_l3_nothing_is_left_to_fill_in() -> None:
    assert added("Dear {{customer}},") == [("L3", "error")]


def test_l3_the_customers_own_braces_are_quoted() -> None:
    facts = replace(full(), summary="the page shows {{price}}, and tomorrow {{total}}")
    assert rules(clean(LetterKind.FINAL_RESPONSE, "en", facts), LetterKind.FINAL_RESPONSE, "en", facts) == []


def test_l4_a_letter_says_who_and_how_to_reach_them() -> None:
    assert without("+00 000 0000", LetterKind.CLOSURE) == [("L4", "error")]
    assert without("Sample Agent", LetterKind.PROGRESS_UPDATE) == [("L4", "error")]


def test_l5_recourse_stands_where_the_policy_asks_for_it() -> None:
    assert without("Sample Ombudsman", LetterKind.DECLINE_NOTICE) == [("L5", "error")]
    optional = replace(full(), recourse_required=False)
    text = clean(LetterKind.CLOSURE, "en", optional).replace("Sample Ombudsman", "them")
    assert rules(text, LetterKind.CLOSURE, "en", optional) == []


@pytest.mark.parametrize(("kind", "severity"), [("acknowledgement", "warning"), ("final-response", "error")])
def test_l5_recourse_that_nobody_recorded_blocks_only_what_ends_the_matter(kind: str, severity: str) -> None:
    facts = replace(bare(), recourse_required=True)
    assert rules(clean(LetterKind(kind), "en", facts), LetterKind(kind), "en", facts) == [("L5", severity)]


def test_l6_an_outside_body_whose_record_expired_is_not_printed() -> None:
    text = clean(LetterKind.CLOSURE, "en", full())
    expired = replace(full(), recourse_expires_on=date(2026, 10, 19))
    assert rules(text, LetterKind.CLOSURE, "en", expired) == [("L6", "error")]
    assert rules(text, LetterKind.CLOSURE, "en", replace(expired, recourse_expires_on=date(2026, 10, 20))) == []


@pytest.mark.parametrize(
    ("sentence", "language"),
    [
        ("We are sorry that you feel this way.", "en"),
        ("We regret that you felt ignored.", "en"),
        ("We apologise for any inconvenience.", "en"),
        ("Perhaps you misunderstood the offer.", "en"),
        ("You failed to read the terms.", "en"),
        ("That's our policy.", "en"),
        ("亲，您好。", "zh"),
        ("您可能误解了。", "zh"),
        ("按规定就是这样。", "zh"),
        ("如有不便，敬请谅解。", "zh"),
        ("这是您自己的原因。", "zh"),
    ],
)
def test_l7_no_letter_blames_or_doubts(sentence: str, language: str) -> None:
    assert added(sentence, language) == [("L7", "error")]


@pytest.mark.parametrize(
    ("sentence", "language"),
    [
        ("If we have misunderstood, please tell us.", "en"),
        ("We are sorry that this has happened to you.", "en"),
        ("您的父亲，以及亲属均可代为联系，我们会亲自接待。", "zh"),
    ],
)
def test_l7_ordinary_words_pass(sentence: str, language: str) -> None:
    assert added(sentence, language) == []


@pytest.mark.parametrize(
    "sentence", ["Internal note: goodwill is possible.", "The same happened in CX-17.", "See cx-10421."]
)
def test_l8_nothing_for_colleagues_and_no_other_complaint(sentence: str) -> None:
    assert added(sentence) == [("L8", "error")]


def test_l8_chinese_words_for_colleagues() -> None:
    assert added("内部备注：可以补偿。", "zh") == [("L8", "error")]


def test_l9_a_letter_is_in_the_customers_language() -> None:
    kind = LetterKind.CLOSURE
    assert ("L9", "error") in rules(clean(kind, "en", full()), kind, "zh", full())
    assert ("L9", "error") in rules(clean(kind, "zh", full("zh")), kind, "en", full("zh"))


def test_l10_an_acknowledgement_stays_short() -> None:
    assert ("L10", "error") in added("Words and words. " * 60)
    assert ("L10", "error") in added("我们认真对待每一件投诉。" * 40, "zh")
    assert added("Words and words. " * 60, kind=LetterKind.CLOSURE) == []


def test_l10_what_the_customer_wrote_is_only_remarked_on() -> None:
    facts = replace(full(), privacy="word " * 200)
    kind = LetterKind.ACKNOWLEDGEMENT
    assert rules(clean(kind, "en", facts), kind, "en", facts) == [("L10", "warning")]


def test_l11_a_promise_has_an_owner() -> None:
    facts = bare()
    text = clean(LetterKind.PROGRESS_UPDATE, "en", facts).replace("complaints team", "company")
    assert rules(f"{text}We will call you.\n", LetterKind.PROGRESS_UPDATE, "en", facts) == [("L11", "error")]
    owned = f"{text}We will call you. Our complaints team sees to it.\n"
    assert rules(owned, LetterKind.PROGRESS_UPDATE, "en", facts) == []


@pytest.mark.parametrize(
    ("fact", "severity"),
    [
        ("We uphold your complaint.", "error"),
        ("The machine left our workshop without its last test.", "error"),
        ("Sample Ombudsman", "error"),
        ("3 June 2027", "warning"),
    ],
)
def test_l12_a_final_response_decides_gives_reasons_and_names_recourse(fact: str, severity: str) -> None:
    assert without(fact, LetterKind.FINAL_RESPONSE) == [("L12", severity)]


def test_l0_a_letter_has_its_own_words() -> None:
    facts = replace(full(), extra={})
    kind = LetterKind.INFORMATION_REQUEST
    assert rules(clean(kind, "en", facts), kind, "en", facts) == [("L0", "error")]


def test_a_finding_names_its_line_and_its_mend() -> None:
    facts = full()
    text = clean(LetterKind.CLOSURE, "en", facts) + "\nCall tomorrow.\n"
    (finding,) = lint(text, LetterKind.CLOSURE, "en", facts, now=NOW)
    assert finding.line == len(text.splitlines())
    assert finding.message == "“tomorrow” names no date"
    assert finding.mend == "name the date itself, with its year"
