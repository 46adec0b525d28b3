"""What a verb returns: frozen, typed, and knowing nothing of formats. `render` and `machine` write it.

Named tuples, because every command pays for these types: seven frozen dataclasses with slots cost 27 million
instructions at import, half of what `import sqlite3` takes.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, tzinfo
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple, TypeAlias

Row: TypeAlias = Mapping[str, object]
NO_DATA: Row = MappingProxyType({})


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


class Column(NamedTuple):
    """One column: *key* is the stable name in data, *title* what people read (already in their language)."""

    key: str
    title: str
    kind: Kind = Kind.TEXT
    show: Callable[[object], str] | None = None
    """How people see a value; machine formats always get the value itself."""
    shorter: tuple[Callable[[object], str], ...] = ()
    """The same on a terminal where that is too wide, each form shorter than the one before."""
    floor: int = 12
    """Cells below which a text is not cut as long as a column of a rank can go instead."""
    rank: int = 0
    """On a terminal that is too narrow the columns of the highest rank leave first; rank 0 stays."""
    folds: bool = False
    """Whether it is a sentence, which goes on in the next line instead of being cut."""


class Table(NamedTuple):
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


class Fields(NamedTuple):
    """Labels and values of one thing, a line each; the label is already in the reader's language."""

    pairs: Sequence[tuple[str, object]]


class Paragraph(NamedTuple):
    """Prose, wrapped to the width of the terminal; its own line breaks stay."""

    text: str


class Heading(NamedTuple):
    """The title of what follows."""

    text: str


Block: TypeAlias = Fields | Paragraph | Heading | Table


class Document(NamedTuple):
    """One thing: *blocks* for people, *data* for the JSON envelope. Tables inside hold their rows in a sequence."""

    blocks: Sequence[Block]
    data: Row
    status: str = "done"
    exit_code: int = 0
    errors: Sequence[Row] = ()
    hints: Sequence[str] = ()
    zone: tzinfo = UTC
    lines: Sequence[Row] = ()
    """What several things came to, for JSON lines: what was done as `list` writes it, the rest with status refused."""
    idle: bool = False
    """Whether nothing was done and nothing is to be told: --quiet (cron) then prints nothing."""


class Lines(NamedTuple):
    """Bare lines, one value each (`config path`), with *data* for the envelope."""

    lines: Sequence[str]
    data: Row = NO_DATA
    exit_code: int = 0
    hints: Sequence[str] = ()


Result: TypeAlias = Table | Document | Lines
