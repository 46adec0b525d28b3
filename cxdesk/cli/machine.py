"""Results as data: JSON, JSON lines, CSV and TSV. Streams its rows, escapes what a terminal would obey."""

import csv
import json
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from pathlib import PurePath
from types import UnionType
from typing import Any, TextIO

from cxdesk.cli.failures import Truncated
from cxdesk.cli.results import Column, Row
from cxdesk.text import plain

SCHEMA = "cxdesk/1"
"""Named in every envelope; a change that a script could notice gets a new number."""
BYTE_ORDER_MARK = "\ufeff"
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def instant_text(instant: datetime) -> str:
    """RFC 3339 in UTC with `Z`; microseconds only where there are any. Raises ValueError for a naive time."""
    if instant.tzinfo is None:
        message = f"a time without its zone: {instant!r}"
        raise ValueError(message)
    return instant.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"


_JSON_FORMS: tuple[tuple[type | UnionType, Callable[[Any], object]], ...] = (
    (datetime, instant_text),  # before date, of which it is one
    (date, date.isoformat),
    (timedelta, timedelta.total_seconds),
    (Enum, lambda value: value.value),
    (Decimal | PurePath, str),
    (frozenset | set, lambda value: sorted(value, key=str)),
    (Mapping, dict),
    (Iterable, list),
)


def json_value(value: object) -> object:
    """What JSON holds for a value it does not know: a Decimal stays exact as text, an enum is its value."""
    for kind, written in _JSON_FORMS:
        if isinstance(value, kind):
            return written(value)
    # Asked without importing dataclasses, which costs half of what `import sqlite3` does.
    named = getattr(type(value), "__dataclass_fields__", None)
    if named is not None:
        return {name: getattr(value, name) for name in named}
    message = f"{type(value).__name__} has no JSON form"
    raise TypeError(message)


def json_text(value: object, *, indent: int | None = None) -> str:
    """*value* as JSON in readable characters, except those that steer a terminal or hide: they are `\\uXXXX`."""
    written = json.dumps(value, ensure_ascii=False, indent=indent, default=json_value, allow_nan=False)
    if indent is None and written.isprintable():
        return written
    return "".join(character if _readable(character) else _escaped(character) for character in written)


def _readable(character: str) -> bool:
    """Whether *character* shows and steers nothing; the wide space of Chinese text counts."""
    return character.isprintable() or character == "\n" or unicodedata.category(character) == "Zs"


def _escaped(character: str) -> str:
    return "\\u007f" if character == "\x7f" else json.dumps(character)[1:-1]


def envelope(command: str, status: str, exit_code: int, data: object, errors: Sequence[Row] = ()) -> dict[str, object]:
    """The document around everything that is not a list of rows (CLI.md)."""
    return {
        "schema": SCHEMA,
        "command": command,
        "status": status,
        "exit_code": exit_code,
        "data": data,
        "errors": list(errors),
    }


def write_json_rows(rows: Iterable[Row], out: TextIO) -> None:
    """A valid array with one row a line, so that it can be read by a parser or by line."""
    opened = False
    try:
        for row in rows:
            written = json_text(row)
            out.write(f",\n {written}" if opened else f"[{written}")
            opened = True
    except Exception as error:
        if opened:
            raise Truncated(error) from error
        raise
    out.write("]\n" if opened else "[]\n")


def write_json_lines(rows: Iterable[Row], out: TextIO) -> None:
    """One object a line."""
    for row in rows:
        out.write(json_text(row) + "\n")


def write_separated(
    columns: Sequence[Column], rows: Iterable[Row], out: TextIO, *, separator: str = ",", mark: bool = False
) -> None:
    """CSV, or TSV when *separator* is a tab; *mark* puts first the byte order mark that Excel needs (TRAPS 54)."""
    if mark:
        out.write(BYTE_ORDER_MARK)
    multiline = separator != "\t"
    writer = csv.writer(out, delimiter=separator, lineterminator="\n")
    writer.writerow([column.key for column in columns])
    writer.writerows(_cells(columns, rows, multiline=multiline))


def _cells(columns: Sequence[Column], rows: Iterable[Row], *, multiline: bool) -> Iterator[list[str | int | float]]:
    for row in rows:
        yield [separated_cell(row.get(column.key), multiline=multiline) for column in columns]


def separated_cell(value: object, *, multiline: bool) -> str | int | float:
    """One cell, typed: numbers stay numbers, and only text that a spreadsheet would run gets a quote before it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float) and not isinstance(value, Enum):
        return value
    if isinstance(value, Decimal | timedelta | date):
        return str(json_value(value))
    return _harmless(_cell_text(value), multiline=multiline)


def _cell_text(value: object) -> str:
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, str | PurePath):
        return str(value)
    if isinstance(value, Iterable) and not isinstance(value, Mapping):
        return "; ".join(_cell_text(each) for each in value)
    return json_text(value)


def _harmless(text: str, *, multiline: bool) -> str:
    quoted = f"'{text}" if text.startswith(_FORMULA_STARTS) else text
    return plain(quoted, lines=multiline)
