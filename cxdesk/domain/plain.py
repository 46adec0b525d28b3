"""Frozen records as plain JSON data and back, by the types of their fields; what equals its default is left out."""

from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from types import UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from cxdesk.domain.amounts import parse_amount
from cxdesk.domain.policy import Amount

Record = TypeVar("Record")


def to_plain(value: Any) -> Any:
    """JSON-ready: amounts, money, shares and dates as text, sets sorted, mapping keys as text."""
    if isinstance(value, Amount):
        return str(value)
    if is_dataclass(value):
        named = ((field, getattr(value, field.name)) for field in fields(value))
        return {field.name: to_plain(item) for field, item in named if item != _default(field)}
    if isinstance(value, Mapping):
        return {str(key): to_plain(item) for key, item in value.items()}
    if isinstance(value, frozenset):
        return sorted(to_plain(item) for item in value)
    if isinstance(value, tuple | list):
        return [to_plain(item) for item in value]
    return _scalar(value)


def _scalar(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return repr(value)
    return str(value) if isinstance(value, Decimal) else value


def from_plain(kind: type[Record], data: Any) -> Record:
    """The record of type *kind* that `to_plain` wrote as *data*."""
    hints = _hints(kind)
    return kind(**{name: _read(hints[name], value) for name, value in data.items()})


_hints_of: dict[type[Any], dict[str, Any]] = {}


def _hints(kind: type[Any]) -> dict[str, Any]:
    """Resolved once per type: resolving is slow."""
    if kind not in _hints_of:
        _hints_of[kind] = get_type_hints(kind)
    return _hints_of[kind]


def _default(field: Field[Any]) -> Any:
    return field.default_factory() if field.default_factory is not MISSING else field.default


def _read(hint: Any, value: Any) -> Any:
    origin, inside = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        present = next(part for part in inside if part is not type(None))
        return None if value is None else _read(present, value)
    if origin in (tuple, frozenset):
        return origin(_read(inside[0], item) for item in value)
    if origin is Mapping:
        return {_read(inside[0], key): _read(inside[1], item) for key, item in value.items()}
    return _read_one(hint, value)


def _read_one(hint: Any, value: Any) -> Any:
    if hint is Amount:
        return parse_amount(value)
    if hint is date:
        return date.fromisoformat(value)
    if is_dataclass(hint) and isinstance(hint, type):
        return from_plain(hint, value)
    return value if hint is object else hint(value)
