from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxdesk.letters import LANGUAGES, Due, LetterFacts, LetterKind, check_template, compose, shipped
from tests.letters.samples import NOW, bare, full

ACKNOWLEDGEMENT = LetterKind.ACKNOWLEDGEMENT
ALWAYS = {"zone", "desk_language", "ref", "received_at", "extra", "recourse_required"}
OPTIONAL = tuple(fact.name for fact in fields(LetterFacts) if fact.name not in ALWAYS)
EVERY_LETTER = [(kind, language) for kind in LetterKind for language in LANGUAGES]
SEVERAL_LINES = {"privacy", "accessibility", "safety_text", "what_we_may_ask"}
HOSTILE = "{{ref}}\r\nBcc: sample@example.org\r\n\r\n\x1b[31m\u202e soon, by 11/12/2026; CX-9 亲， internal note"


def missing(names: set[str], language: str) -> LetterFacts:
    empty: Any = bare(language)
    return replace(full(language), **{name: getattr(empty, name) for name in names})


@given(names=st.sets(st.sampled_from(OPTIONAL)), language=st.sampled_from(LANGUAGES))
@settings(max_examples=150, deadline=None)
def test_the_shipped_acknowledgement_lints_clean_with_any_optional_facts_missing(
    names: set[str], language: str
) -> None:
    facts = replace(missing(names, language), recourse_required="recourse_body" not in names)
    letter = compose(ACKNOWLEDGEMENT, language, facts, template=None, now=NOW)
    assert letter.findings == ()
    assert not letter.blocked
    assert "\n\n\n" not in letter.body
    assert "  " not in letter.body


@pytest.mark.parametrize(("kind", "language"), EVERY_LETTER)
def test_every_shipped_letter_lints_clean_full_and_bare(kind: LetterKind, language: str) -> None:
    assert check_template(shipped(kind, language), kind, language) == ()
    for facts in (full(language), bare(language)):
        letter = compose(kind, language, facts, template=None, now=NOW)
        assert letter.findings == ()
        assert letter.template_id == f"shipped/{kind}.{language}"


@pytest.mark.parametrize(("kind", "language"), EVERY_LETTER)
@pytest.mark.parametrize("name", OPTIONAL)
def test_every_shipped_letter_lints_clean_when_one_fact_is_missing(kind: LetterKind, language: str, name: str) -> None:
    facts = replace(missing({name}, language), recourse_required=False)
    assert compose(kind, language, facts, template=None, now=NOW).findings == ()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_acknowledgement_holds_all_that_is_asked_of_it(language: str) -> None:
    """STANDARDS §7.2, 1–14."""
    facts = full(language)
    body = compose(ACKNOWLEDGEMENT, language, facts, template=None, now=NOW).body
    dates = {"en": ("20 October 2026", "27 October 2026", "2 December 2026", "3 December 2026")}
    dates["zh"] = ("2026年10月20日", "2026年10月27日", "2026年12月2日", "2026年12月3日")
    said = ["ref", "summary", "remedy_sought", "owner_name", "contact", "hours", "policy_basis", "recourse_body"]
    said += ["recourse_contact", "internal_review", "privacy", "accessibility", "safety_text", "what_we_may_ask"]
    for text in (*dates[language], *(getattr(facts, name) for name in said)):
        assert text in body
    thanks, regret, free = {
        "en": ("Thank you", "sorry that you had this experience", "costs you nothing"),
        "zh": ("感谢", "深表歉意", "不收取任何费用"),
    }[language]
    assert thanks in body
    assert regret in body
    assert free in body


def test_a_bare_acknowledgement_reads_as_a_letter() -> None:
    letter = compose(ACKNOWLEDGEMENT, "en", bare(), template=None, now=NOW)
    assert letter.subject == "We have received your complaint, CX-1042"
    assert letter.body.startswith(
        "Dear customer,\n\nThank you for telling us. We received your complaint on 20 October 2026. Its reference"
    )
    assert letter.body.endswith("Yours sincerely,\nThe complaints team\n")


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_hostile_fact_blocks_the_acknowledgement_or_acts_in_it(language: str) -> None:
    texts: dict[str, Any] = {
        fact.name: HOSTILE.replace("\r\n", " ") if fact.name in SEVERAL_LINES else HOSTILE
        for fact in fields(LetterFacts)
        if "str | None" in str(fact.type) and fact.name not in ("ref", "channel")
    }
    letter = compose(ACKNOWLEDGEMENT, language, replace(full(language), **texts), template=None, now=NOW)
    assert not letter.blocked
    assert {finding.rule for finding in letter.findings} <= {"L10"}
    assert "{{ref}}" in letter.body
    assert "\nBcc:" not in letter.body
    assert not {"\x1b", "\u202e", "\r"} & set(letter.subject + letter.body)


@given(text=st.text(max_size=80))
@settings(max_examples=60, deadline=None)
def test_no_words_of_a_customer_block_the_acknowledgement(text: str) -> None:
    facts = replace(full(), summary=text, remedy_sought=text, customer_name=text)
    assert not compose(ACKNOWLEDGEMENT, "en", facts, template=None, now=NOW).blocked


def test_a_subject_cannot_carry_a_header() -> None:
    template = shipped(ACKNOWLEDGEMENT, "en").replace("complaint, {{ref}}", "complaint, {{ref}}: {{summary}}", 1)
    facts = replace(full(), summary="x\r\nBcc: sample@example.org\x85y\u2028z")
    letter = compose(ACKNOWLEDGEMENT, "en", facts, template=template, now=NOW)
    assert letter.subject == "We have received your complaint, CX-1042: x Bcc: sample@example.org y z"


def test_an_edited_template_is_used() -> None:
    template = shipped(ACKNOWLEDGEMENT, "en").replace("Thank you for telling us.", "Thank you for your call.")
    letter = compose(ACKNOWLEDGEMENT, "en", full(), template=template, now=NOW)
    assert (letter.fallback, letter.template_id) == (False, "desk/acknowledgement.en")
    assert "Thank you for your call." in letter.body


@pytest.mark.parametrize(
    ("template", "rule", "line"),
    [
        ("Subject: Hello\n\nDear customer,\nwe regret any inconvenience, {{ref}}.", "L7", 4),
        ("Subject: {{ref}}\n\nWe answer within 3 days.", "L2", 3),
        ("Subject: {{ref}}\n\n{{nobody}}", "L3", 3),
        ("no subject at all", "L3", 1),
        ("", "L3", 1),
    ],
)
def test_a_blocked_edited_template_falls_back_and_says_why(template: str, rule: str, line: int) -> None:
    letter = compose(ACKNOWLEDGEMENT, "en", full(), template=template, now=NOW)
    assert letter.fallback
    assert not letter.blocked
    assert letter.body == compose(ACKNOWLEDGEMENT, "en", full(), template=None, now=NOW).body
    assert (rule, line) in {(finding.rule, finding.line) for finding in letter.findings if finding.blocks}


@pytest.mark.parametrize(
    ("wanted", "desk", "written"),
    [("zh-CN", "en", "zh"), ("ZH_hans", "en", "zh"), ("fr", "zh", "zh"), ("fr", "de", "en"), ("", "", "en")],
)
def test_the_language_falls_back_to_the_desks_then_to_english(wanted: str, desk: str, written: str) -> None:
    letter = compose(ACKNOWLEDGEMENT, wanted, replace(bare(), desk_language=desk), template=None, now=NOW)
    assert (letter.language, letter.fallback) == (written, False)


def test_a_third_language_is_written_from_the_desks_own_template() -> None:
    template = (
        "Subject: {{ref}}\n\nReçu le {{received_on}}. {{contact}} {{owner_name}} {{final_answer_by}} {{recourse_body}}"
    )
    letter = compose(ACKNOWLEDGEMENT, "fr-CA", full(), template=template, now=NOW)
    assert (letter.language, letter.fallback) == ("fr", False)
    assert "Reçu le 2026-10-20." in letter.body


def test_a_late_acknowledgement_leaves_out_the_dates_that_have_passed_and_says_so() -> None:
    late = NOW + timedelta(days=10)
    letter = compose(ACKNOWLEDGEMENT, "en", full(), template=None, now=late)
    assert "27 October 2026" not in letter.body
    assert "2 December 2026" in letter.body
    assert [(finding.rule, finding.blocks) for finding in letter.findings] == [("L2", False)]


def test_an_outside_body_whose_record_expired_is_left_out_and_reported() -> None:
    facts = replace(full(), recourse_expires_on=date(2026, 10, 1), recourse_required=False)
    letter = compose(ACKNOWLEDGEMENT, "en", facts, template=None, now=NOW)
    assert "Ombudsman" not in letter.body
    assert [(finding.rule, finding.blocks) for finding in letter.findings] == [("L6", False)]


def test_a_final_response_without_reasons_is_blocked_and_no_template_helps() -> None:
    facts = replace(full(), extra={"decision": "We uphold your complaint."})
    letter = compose(LetterKind.FINAL_RESPONSE, "en", facts, template=None, now=NOW)
    assert letter.blocked
    assert [finding.rule for finding in letter.findings] == ["L12"]


def test_one_escalation_notice_lists_every_complaint() -> None:
    letter = compose(LetterKind.ESCALATION_NOTICE, "en", full(), template=None, now=NOW)
    assert "CX-7 · resolve · due 20 October 2026 · level 2 · noticed late" in letter.body


def test_the_words_of_the_team_keep_their_lines() -> None:
    letter = compose(LetterKind.OPTIONS, "en", full(), template=None, now=NOW)
    assert "\n1. Repair at no cost\n2. Refund of 120.00 EUR\n" in letter.body


def test_the_day_is_told_in_the_desks_zone() -> None:
    """TRAPS 31: 17:30 UTC is the next day in Shanghai."""
    facts = replace(bare(), received_at=datetime(2026, 10, 20, 17, 30, tzinfo=UTC))
    now = datetime(2026, 10, 20, 17, 31, tzinfo=UTC)
    assert "21 October 2026" in compose(ACKNOWLEDGEMENT, "en", facts, template=None, now=now).body


def test_checking_a_template_names_the_line_to_mend() -> None:
    template = shipped(ACKNOWLEDGEMENT, "en").replace("costs you nothing.", "costs you nothing.\nWe answer by Friday.")
    line = next(number for number, text in enumerate(template.splitlines(), 1) if "Friday" in text)
    assert [(finding.rule, finding.line) for finding in check_template(template, ACKNOWLEDGEMENT, "en")] == [
        ("L2", line)
    ]


def test_a_due_instant_is_its_own_first_late_moment() -> None:
    assert Due(NOW).is_past(NOW)
    assert not Due(NOW).is_past(NOW - timedelta(microseconds=1))
