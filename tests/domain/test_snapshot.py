"""Snapshots: the canonical text and its hash, and which rule wins which number (DOMAIN §6)."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxdesk.domain.amounts import parse_amount
from cxdesk.domain.policy import Amount, Basis, Clock, Facts, Policy, Step, Unit, Visit
from cxdesk.domain.rules import ClockChange, Condition, Layer, Overrides, Rule, RuleTie, find_ties
from cxdesk.domain.snapshot import Snapshot, Standard, UnknownPolicy
from cxdesk.domain.words import Role, Severity
from cxdesk.errors import DeskUnavailable

WEEK = {day: [["09:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
CALENDARS = {
    "desk": {"tz": "Europe/London", "week": WEEK},
    "night": {"tz": "UTC", "week": {"sun": [["22:00", "06:00"]]}},
}
RESOLVE = Clock("resolve", parse_amount("20d"), pause=frozenset({"customer"}))
LAW = replace(RESOLVE, target=parse_amount("8w"), basis=Basis.LAW, pause=frozenset())
STANDARD = Standard(
    Policy(
        "standard",
        "desk",
        (RESOLVE, Clock("respond", parse_amount("3bd"))),
        ladder=(
            Step("resolve", 1, ("owner",), share=0.8),
            Step("resolve", 2, ("manager",), offset=parse_amount("+1bd")),
        ),
        pause_reasons=frozenset({"customer"}),
        limits={Role.AGENT: Decimal("50.00")},
        visits={Severity.S3: (Visit(1, 5, 14), Visit(2, 30, 60, 0.3))},
    ),
    {"resolve": {Severity.S1: parse_amount("3d")}},
)
LEGAL = Standard(Policy("legal", "desk", (LAW,)))
PLAIN = Facts(date(2026, 3, 2))


def snapshot(*rules: Rule) -> Snapshot:
    return Snapshot({"standard": STANDARD, "legal": LEGAL}, "standard", CALENDARS, rules, timezone="Europe/London")


def rule(
    name: str,
    then: Overrides,
    layer: Layer = Layer.SEGMENT,
    rank: int = 0,
    *,
    segment: str = "",
    channel: str = "",
    product: str = "",
    severity: frozenset[Severity] = frozenset(),
    from_on: date | None = None,
    until_on: date | None = None,
) -> Rule:
    asked = [frozenset([word] if word else []) for word in (segment, channel, product)]
    when = Condition(
        segment=asked[0], channel=asked[1], product=asked[2], severity=severity, from_on=from_on, until_on=until_on
    )
    return Rule(name, when, then, layer, rank)


def target(amount: str, clock: str = "resolve") -> Overrides:
    return Overrides(clocks={clock: ClockChange(parse_amount(amount))})


def resolve_of(shot: Snapshot, facts: Facts = PLAIN) -> str:
    clock = shot.policy_for(facts).clock("resolve")
    assert clock is not None
    return str(clock.target)


def test_a_snapshot_reads_back_as_itself_under_the_same_hash() -> None:
    rules = (
        rule("vip", target("5d"), segment="vip", severity=frozenset({Severity.S1}), from_on=date(2026, 1, 1)),
        rule("law", Overrides(policy="legal", limits={Role.AGENT: Decimal(1)}), Layer.LAW, 3, product="payments"),
    )
    shot = replace(
        snapshot(*rules), floor={"resolve": parse_amount("60d")}, templates={"closure": "ab"}, tz_version="2026a"
    )
    again = Snapshot.from_json(shot.to_json())
    assert again == shot
    assert again.hash == shot.hash
    assert again.to_json() == shot.to_json()


def test_the_hash_is_of_content_and_not_of_order() -> None:
    one = snapshot()
    other = Snapshot(dict(reversed(list(one.standards.items()))), "standard", CALENDARS, timezone="Europe/London")
    assert one.hash == other.hash
    assert one.hash != replace(one, tz_version="2026b").hash


def test_the_text_holds_no_binary_fractions_and_no_defaults() -> None:
    text = snapshot().to_json()
    data = json.loads(text)["snapshot"]["standards"]["standard"]["policy"]
    assert data["ladder"][0] == {"clock": "resolve", "level": 1, "notify": ["owner"], "share": "0.8"}
    assert data["limits"] == {"agent": "50.00"}
    assert data["clocks"][1] == {"name": "respond", "target": "3bd"}


def test_a_snapshot_of_a_newer_version_is_refused_not_guessed() -> None:
    with pytest.raises(DeskUnavailable, match="format 2"):
        Snapshot.from_json('{"format":2,"snapshot":{}}')


def test_severity_chooses_its_target_and_none_the_clocks_own() -> None:
    assert resolve_of(snapshot()) == "20d"
    assert resolve_of(snapshot(), replace(PLAIN, severity=Severity.S1)) == "3d"
    assert resolve_of(snapshot(), replace(PLAIN, severity=Severity.S4)) == "20d"


def test_more_matched_keys_win() -> None:
    shot = snapshot(
        rule("vip phone", target("5d"), segment="vip", channel="phone"), rule("vip", target("9d"), segment="vip")
    )
    facts = replace(PLAIN, segment="vip", channel="phone")
    assert resolve_of(shot, facts) == "5d"
    assert resolve_of(shot, replace(facts, channel="web")) == "9d"


def test_rank_decides_between_equally_specific_rules() -> None:
    shot = snapshot(rule("a", target("9d"), segment="vip"), rule("b", target("5d"), rank=1, channel="phone"))
    assert resolve_of(shot, replace(PLAIN, segment="vip", channel="phone")) == "5d"


def test_law_beats_contract_beats_segment_however_specific() -> None:
    shot = snapshot(
        rule("segment", Overrides(calendar="desk"), Layer.SEGMENT, segment="vip", channel="phone", product="payments"),
        rule("contract", Overrides(calendar="night"), Layer.CONTRACT, segment="vip"),
        rule("law", Overrides(policy="legal"), Layer.LAW, product="payments"),
    )
    chosen = shot.policy_for(replace(PLAIN, segment="vip", channel="phone", product="payments"))
    assert (chosen.name, chosen.calendar) == ("legal", "night")


def test_rules_that_say_different_things_add_up() -> None:
    shot = snapshot(
        rule("vip", target("1bd", "respond"), segment="vip"),
        rule("phone", Overrides(limits={Role.AGENT: Decimal(90)}), channel="phone"),
    )
    chosen = shot.policy_for(replace(PLAIN, segment="vip", channel="phone"))
    assert str(chosen.clocks[1].target) == "1bd"
    assert chosen.limits == {Role.AGENT: Decimal(90)}
    assert str(chosen.clocks[0].target) == "20d"


def test_a_tie_is_an_error_when_chosen_and_when_checked() -> None:
    first, second = rule("rule 1", target("9d"), segment="vip"), rule("rule 2", target("5d"), channel="phone")
    with pytest.raises(RuleTie, match=r"rule 1 and rule 2 match equally well.*clock\.resolve\.target"):
        snapshot(first, second).policy_for(replace(PLAIN, segment="vip", channel="phone"))
    assert [tie.setting for tie in find_ties((first, second))] == ["clock.resolve.target"]
    assert resolve_of(snapshot(first, second), replace(PLAIN, segment="vip")) == "9d"


@pytest.mark.parametrize(
    "other",
    [
        rule("other severity", target("5d"), severity=frozenset({Severity.S2})),
        rule("same word", target("9d"), channel="phone"),
        rule("other thing", target("5bd", "respond"), channel="phone"),
        rule("ranked", target("5d"), rank=1, channel="phone"),
        rule("contract", target("5d"), Layer.CONTRACT, channel="phone"),
    ],
)
def test_rules_that_cannot_contradict_are_no_tie(other: Rule) -> None:
    assert not find_ties((rule("first", target("9d"), severity=frozenset({Severity.S1})), other))


def test_rules_of_different_years_are_no_tie_and_turn_on_their_day() -> None:
    old = rule("old", target("9d"), until_on=date(2026, 4, 8))
    new = rule("new", target("5d"), from_on=date(2026, 4, 8))
    assert not find_ties((old, new))
    shot = snapshot(old, new)
    assert resolve_of(shot, Facts(date(2026, 4, 7))) == "9d"
    assert resolve_of(shot, Facts(date(2026, 4, 8))) == "5d"


@pytest.mark.parametrize(
    ("wished", "kept"), [("5w", "5w"), ("10bd", "10bd"), ("9w", "8w"), ("40bd", "8w"), ("56d", "56d")]
)
def test_a_law_clock_is_only_ever_shortened(wished: str, kept: str) -> None:
    law = rule("law", Overrides(policy="legal"), Layer.LAW, product="payments")
    shot = snapshot(law, rule("vip", target(wished), segment="vip"))
    assert resolve_of(shot, replace(PLAIN, product="payments", segment="vip")) == kept


def test_a_law_clock_is_never_paused_beyond_its_preset() -> None:
    pausing = Overrides(policy="legal", clocks={"resolve": ClockChange(pause=frozenset({"customer"}))})
    chosen = snapshot(rule("vip", pausing, segment="vip")).policy_for(replace(PLAIN, segment="vip"))
    assert chosen.clocks[0].pause == frozenset()


def test_a_target_paused_by_policy_can_be_unpaused_by_a_rule() -> None:
    strict = Overrides(clocks={"resolve": ClockChange(pause=frozenset())})
    chosen = snapshot(rule("vip", strict, segment="vip")).policy_for(replace(PLAIN, segment="vip"))
    assert chosen.clocks[0].pause == frozenset()


def test_a_calendar_is_compiled_once_and_an_unknown_one_named() -> None:
    shot = snapshot()
    assert shot.calendar("desk") is shot.calendar("desk")
    with pytest.raises(UnknownPolicy, match=r"no calendar moon; there are: desk, night"):
        shot.calendar("moon")


def test_an_unknown_default_policy_is_named() -> None:
    with pytest.raises(UnknownPolicy, match="no policy gone"):
        replace(snapshot(), default_policy="gone").policy_for(PLAIN)


words = st.sampled_from([None, "a", "b"])
conditions = st.builds(
    Condition,
    segment=st.sets(st.sampled_from("ab"), max_size=1).map(frozenset),
    product=st.sets(st.sampled_from("ab"), max_size=1).map(frozenset),
    severity=st.sets(st.sampled_from(Severity), max_size=1).map(frozenset),
    from_on=st.sampled_from([None, date(2026, 2, 1)]),
)


@settings(max_examples=60)
@given(
    st.lists(conditions, max_size=4),
    st.lists(
        st.builds(
            Facts,
            received_on=st.sampled_from([date(2026, 1, 1), date(2026, 3, 1)]),
            segment=words,
            product=words,
            severity=st.sampled_from([None, *Severity]),
        ),
        max_size=6,
    ),
)
def test_asking_in_any_order_gives_what_a_fresh_snapshot_gives(asked: list[Condition], all_facts: list[Facts]) -> None:
    """What is remembered by one snapshot never answers for facts that differ in what a rule looks at."""
    rules = tuple(
        Rule(
            f"rule {number}",
            when,
            Overrides(clocks={"resolve": ClockChange(Amount(number + 1, Unit.DAYS))}),
            rank=number,
        )
        for number, when in enumerate(asked)
    )
    shared = snapshot(*rules)
    for facts in all_facts:
        assert shared.policy_for(facts) == snapshot(*rules).policy_for(facts)
