"""Events as stored: every type comes back from JSON as it went in."""

import json
from dataclasses import MISSING, fields
from datetime import UTC, datetime
from decimal import Decimal
from enum import Enum
from typing import Any, get_args, get_type_hints

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxdesk.domain import events as e
from cxdesk.domain.events.base import Event
from cxdesk.domain.events.codec import EVENT_TYPES, UnknownEvent, from_data, to_data, to_json
from cxdesk.domain.words import Direction, OptionType, Severity

TYPES = sorted(EVENT_TYPES)
INSTANTS = st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 (zone beside)
st.register_type_strategy(datetime, INSTANTS)
st.register_type_strategy(Decimal, st.decimals(0, 10**9, places=2))


def events(name: str) -> st.SearchStrategy[Event]:
    return st.builds(
        EVENT_TYPES[name],
        **{
            field: st.from_type(hint) for field, hint in get_type_hints(EVENT_TYPES[name]).items() if field != "version"
        },
    )


@given(st.sampled_from(TYPES).flatmap(lambda name: st.tuples(st.just(name), events(name))))
@settings(max_examples=400, deadline=None)
def test_every_event_comes_back_from_json_as_it_went_in(named: tuple[str, Event]) -> None:
    name, event = named
    stored = json.dumps(to_data(event))
    assert from_data(name, json.loads(stored)) == event


@given(st.sampled_from(TYPES).flatmap(events), st.lists(st.tuples(st.text(), st.text()), max_size=2))
@settings(max_examples=200, deadline=None)
def test_data_is_stored_one_way_names_in_order_and_nothing_between_them(
    event: Event, words: list[tuple[str, str]]
) -> None:
    told = to_data(event) | ({"words": [list(pair) for pair in words]} if words else {})
    assert to_json(event, words) == json.dumps(told, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


@pytest.mark.parametrize("name", TYPES)
def test_what_comes_back_has_real_types(name: str) -> None:
    cls = EVENT_TYPES[name]
    kinds: dict[str, Any] = {
        field: [part for part in (get_args(hint) or (hint,)) if isinstance(part, type) and issubclass(part, Enum)]
        for field, hint in get_type_hints(cls).items()
    }
    given_data = {field: next(iter(parts[0])) for field, parts in kinds.items() if parts}
    required = {
        field.name: _sample(get_type_hints(cls)[field.name])
        for field in fields(cls)
        if field.default is MISSING and field.name not in given_data
    }
    back = from_data(name, json.loads(json.dumps(to_data(cls(**required, **given_data)))))
    for field, value in given_data.items():
        assert type(getattr(back, field)) is type(value)


def _sample(hint: Any) -> Any:
    samples = {str: "x", int: 1, bool: True, datetime: datetime(2026, 3, 2, tzinfo=UTC), tuple[str, ...]: ("x",)}
    return samples[hint]


def test_what_is_as_by_default_is_left_out() -> None:
    logged = e.Logged("CX-1", "phone", "standard", "first", severity=Severity.S2)
    assert to_data(logged) == {
        "ref": "CX-1",
        "channel": "phone",
        "policy": "standard",
        "snapshot": "first",
        "severity": "S2",
    }


def test_amounts_are_text_and_instants_are_iso() -> None:
    valid_until = datetime(2026, 3, 9, tzinfo=UTC)
    offered = e.Offered(1, OptionType.REFUND, Decimal("25.00"), "EUR", valid_until)
    assert to_data(offered)["value"] == "25.00"
    assert to_data(offered)["valid_until"] == "2026-03-09T00:00:00+00:00"


def test_false_is_said_where_unsaid_means_unchanged() -> None:
    lowered = e.Assessed(safety=False)
    assert to_data(lowered) == {"safety": False}
    assert from_data("Assessed", {"safety": False}) == lowered


def test_zero_minutes_are_not_unknown_minutes() -> None:
    contacted = from_data("Contacted", {"direction": "in", "channel": "phone", "minutes": 0})
    assert contacted == e.Contacted(Direction.IN, "phone", 0)


def test_an_older_event_without_a_newer_field_reads_on() -> None:
    assert from_data("Breached", {"clock": "resolve", "cycle": 1, "instance": 1, "due_at": "2026-03-02T00:00:00+00:00"})


def test_an_unknown_type_is_an_error() -> None:
    with pytest.raises(UnknownEvent, match="Teleported"):
        from_data("Teleported", {})


@pytest.mark.parametrize("name", TYPES)
def test_no_event_has_a_place_for_anybodys_words(name: str) -> None:
    """DOMAIN §10: texts are entries."""
    names = {field.name for field in fields(EVENT_TYPES[name])}
    assert names.isdisjoint({"text", "note", "narrative", "subject", "evidence", "name", "email", "phone"})
