"""Every event of a complaint has its sentence, in either language, without a bare brace or a missing value."""

import re
from dataclasses import MISSING, fields
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from cxdesk.catalogue import use
from cxdesk.desk.letter_words import LETTERS
from cxdesk.desk.value_words import FACTS, due_text, instant_text, length_text
from cxdesk.desk.wording import act_name, sentence
from cxdesk.domain import events
from cxdesk.domain.events import deadlines, ending, intake, remedy
from cxdesk.domain.events.codec import EVENT_TYPES, to_data
from cxdesk.domain.words import CORRECTABLE, Act, Direction, OptionType, Outcome, Severity, WaitFor
from cxdesk.letters import LetterKind
from cxdesk.reports.words import FACTS as REPORTED

BERLIN = ZoneInfo("Europe/Berlin")
AT = datetime(2026, 3, 2, 23, tzinfo=UTC)
OF_COMPLAINTS = sorted(
    name
    for name, kind in EVENT_TYPES.items()
    if kind.__module__ in {module.__name__ for module in (intake, remedy, ending, deadlines)}
)
SAMPLES: dict[str, Any] = {
    "direction": Direction.IN,
    "wait_for": WaitFor.CUSTOMER,
    "type": OptionType.REFUND,
    "outcome": Outcome.REMEDIED,
    "severity": Severity.S2,
    "to": ("owner",),
    "resolved": True,
    "automatic": True,
    "confirmed": True,
}


def least(name: str) -> events.Event:
    """The event with nothing but what it must have."""
    given: dict[str, Any] = {}
    for field in fields(EVENT_TYPES[name]):
        if field.default is not MISSING or field.default_factory is not MISSING:
            continue
        instant = field.name.endswith("_at") or field.name in {"until", "valid_until"}
        number = field.name in {"number", "level", "cycle", "instance", "size", "customer"}
        given[field.name] = SAMPLES.get(field.name, AT if instant else 3 if number else f"<{field.name}>")
    return EVENT_TYPES[name](**given)


@pytest.mark.parametrize("name", OF_COMPLAINTS)
def test_every_event_of_a_complaint_has_a_sentence(name: str) -> None:
    event = least(name)
    told = sentence(name, to_data(event), BERLIN)
    assert told
    assert told != name
    assert not set("{}") & set(told)
    for field in ("number", "clock", "channel", "letter", "master", "source", "code", "unit", "fact"):
        value = getattr(event, field, None)
        if value is not None and name != "Logged":
            assert str(value) in told or (name == "Logged" and field == "source"), (told, field)


def test_an_event_of_a_later_version_is_named_rather_than_hidden() -> None:
    assert sentence("Teleported", {"where": "home"}, BERLIN) == "Teleported"


def test_words_of_people_are_no_part_of_a_sentence() -> None:
    told = sentence("Noted", {"words": [["note", "digest"]]}, BERLIN)
    assert told == "note"


def test_a_due_instant_at_midnight_is_the_end_of_the_day_before() -> None:
    assert due_text(AT, BERLIN) == "2026-03-02 24:00 CET"
    assert due_text(AT + timedelta(minutes=1), BERLIN) == "2026-03-03 00:01 CET"
    assert instant_text(AT, BERLIN) == "2026-03-03 00:00 CET"
    sprung = datetime(2026, 3, 28, 23, tzinfo=UTC)
    assert due_text(sprung, BERLIN) == "2026-03-28 24:00 CET"


@pytest.mark.parametrize(
    ("minutes", "told"), [(0, "0min"), (59, "59min"), (60, "1h"), (61, "1h 1min"), (1440, "1d"), (3000, "2d 2h")]
)
def test_a_length_is_told_in_two_units_at_most(minutes: int, told: str) -> None:
    assert length_text(timedelta(minutes=minutes)) == told


def test_acts_have_the_names_of_the_domain() -> None:
    named = {act_name(name) for name in OF_COMPLAINTS}
    assert {act.value for act in Act} - named <= {
        "take",
        "ask",
        "refer",
        "lapse",
        "withdraw",
        "decline",
        "quick-resolve",
    }
    assert act_name("LetterQueued") == "letter-queued"
    assert act_name("Breached") == "breached"


def test_every_fact_that_may_be_corrected_has_its_word_in_histories_and_reports() -> None:
    assert set(CORRECTABLE) <= set(FACTS)
    assert set(CORRECTABLE) | {"verdict"} == set(REPORTED)


def test_a_correction_says_both_values() -> None:
    def told(fact: str, value: str, was: str | None = None) -> str:
        return sentence("Corrected", to_data(events.Corrected(fact, value, was)), BERLIN)

    assert told("severity", "S1", "S4") == "corrected: severity, S4 → S1"
    assert told("product", "parcel") == "corrected: product, unknown → parcel"
    first, second = "2026-03-02T09:00:00+00:00", "2026-03-01T09:00:00+00:00"
    assert told("received_at", second, first) == "corrected: receipt, 2026-03-02 10:00 CET → 2026-03-01 10:00 CET"
    assert told("verdict:resolve:1:1", "met", "breached") == "corrected: verdict of resolve, breached → met"
    assert told("verdict:letter:x:2:3", "met", "breached") == (
        "corrected: verdict of letter:x (cycle 2, number 3), breached → met"
    )


def test_every_letter_has_a_name_for_people() -> None:
    assert LETTERS.keys() == set(LetterKind)
    told = sentence("LetterQueued", {"letter": "acceptance-record"}, BERLIN)
    assert told == "a letter to the customer is on its way: record of acceptance"


@pytest.mark.parametrize("name", OF_COMPLAINTS)
def test_no_event_leaves_a_word_of_ours_in_english_for_a_chinese_reader(name: str) -> None:
    """Codes are said as words; what stands between signs is a value of the desk's own."""
    codes = {"channel": "phone", "clock": "resolve", "reason": "customer", "step": "80%", "letter": "acknowledgement"}
    data = to_data(least(name))
    use("zh")
    try:
        told = sentence(name, data | {field: code for field, code in codes.items() if field in data}, BERLIN)
    finally:
        use("en")
    assert set(re.findall("[A-Za-z_]{2,}", re.sub("<[^>]*>", "", told))) <= {"CET"}
    assert not re.search("[，。：；、]{2}", told)
