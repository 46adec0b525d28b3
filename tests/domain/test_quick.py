"""A record made quickly is in everything the frozen dataclass it was."""

import copy
import pickle
from dataclasses import FrozenInstanceError, dataclass, field, replace
from inspect import signature
from typing import Any, cast

import pytest

from cxdesk.domain.quick import quick


@dataclass(frozen=True, slots=True)
class Base:
    """As an event's: frozen, without fields."""


@dataclass(frozen=True, slots=True)
class Usual(Base):
    """What `dataclass` alone makes."""

    name: str
    count: int = 3
    parts: tuple[str, ...] = field(default=("a",), compare=False, repr=False)


@quick
@dataclass(frozen=True, slots=True)
class Quick(Base):
    """The same, made quickly."""

    name: str
    count: int = 3
    parts: tuple[str, ...] = field(default=("a",), compare=False, repr=False)


def test_it_is_made_by_place_by_name_and_with_its_defaults() -> None:
    assert signature(Quick) == signature(Usual)
    assert repr(Quick("x")) == repr(Usual("x")).replace("Usual", "Quick")
    assert Quick("x", 5) == Quick(count=5, name="x", parts=("b",))
    assert Quick("x").parts == ("a",)
    with pytest.raises(TypeError, match="missing 1 required positional argument: 'name'"):
        Quick()  # type: ignore[call-arg]  # that is what is tried


def test_it_is_frozen_and_of_its_own_class_once_made() -> None:
    assert type(Quick("x")) is Quick
    made: Any = cast("object", Quick("x"))
    with pytest.raises(FrozenInstanceError):
        made.name = "y"
    with pytest.raises(FrozenInstanceError):
        del made.name
    with pytest.raises(AttributeError):
        made.__dict__  # noqa: B018 (that it has none is what is asked)


def test_it_is_copied_pickled_hashed_and_replaced_like_any_other() -> None:
    made = Quick("x", 5)
    assert made == copy.copy(made) == copy.deepcopy(made) == pickle.loads(pickle.dumps(made))  # noqa: S301 (our own)
    assert hash(made) == hash(Quick("x", 5))
    assert replace(made, count=6) == Quick("x", 6)


def test_a_field_that_is_not_plain_is_refused() -> None:
    @dataclass(frozen=True, slots=True)
    class Made:
        parts: list[str] = field(default_factory=list)

    with pytest.raises(TypeError, match="Made has a field that is not plain"):
        quick(Made)
