"""What a verb returns: frozen, typed, and knowing nothing of formats. `render` and `machine` write it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from enum import StrEnum
from typing import TypeAlias

Row: TypeAlias = Mapping[str, object]


class Kind(StrEnum):
    """What a column holds; decides alignment and which columns may be shortened on a narrow terminal."""

    TEXT = "text"
    NUMBER = "number"
    INSTANT = "instant"
    DATE = "date"
    FLAG = "flag"


class Tone(StrEnum):
    """How loudly a row speaks on a terminal with colour; never the only sign of a fact."""

    PLAIN = "plain"
    GOOD = "good"
    WARN = "warn"
    BAD = "bad"
    FAINT = "faint"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: *key* is the stable name in data, *title* what people read (already in their language)."""

    key: str
    title: str
    kind: Kind = Kind.TEXT
    show: Callable[[object], str] | None = None
    """How people see a value; machine formats always get the value itself."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of one kind; *rows* may be an iterator, machine formats stream it.

    Columns choose what people, CSV and TSV see; JSON writes every key of a row.
    """

    columns: Sequence[Column]
    rows: Iterable[Row]
    title: str = ""
    empty: str = ""
    """What people are told on stderr when there are no rows."""
    zone: tzinfo = UTC
    """The zone in which people read instants."""
    tone: Callable[[Row], Tone] | None = None
    exit_code: int = 0
    hints: Sequence[str] = ()
    """Lines for stderr, silenced by --quiet."""


@dataclass(frozen=True, slots=True)
class Fields:
    """Labels and values of one thing, a line each; the label is already in the reader's language."""

    pairs: Sequence[tuple[str, object]]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Prose, wrapped to the width of the terminal; its own line breaks stay."""

    text: str


@dataclass(frozen=True, slots=True)
class Heading:
    """The title of what follows."""

    text: str


Block: TypeAlias = Fields | Paragraph | Heading | Table


@dataclass(frozen=True, slots=True)
class Document:
    """One thing: *blocks* for people, *data* for the JSON envelope. Tables inside hold their rows in a sequence."""

    blocks: Sequence[Block]
    data: Row
    status: str = "done"
    exit_code: int = 0
    errors: Sequence[Row] = ()
    hints: Sequence[str] = ()
    zone: tzinfo = UTC


@dataclass(frozen=True, slots=True)
class Lines:
    """Bare lines, one value each (`config path`), with *data* for the envelope."""

    lines: Sequence[str]
    data: Row = field(default_factory=dict)
    exit_code: int = 0
    hints: Sequence[str] = ()


Result: TypeAlias = Table | Document | Lines
