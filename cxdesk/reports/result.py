"""What a report is before anybody renders it: figures and tables with stable keys, and words that know no language yet.

Renderers know formats and nothing of the desk; a report is the same object whatever it is read in and wherever.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import TypeAlias
from zoneinfo import ZoneInfo

TOO_FEW = 10
"""Below this many a share is no percentage (STANDARDS §4.1)."""
SMALL_SAMPLE = 30


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence of the catalogue (marked with `N_`) and the facts for its named places."""

    message: str
    facts: "Mapping[str, Cell]" = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Code:
    """One of the desk's codes; data keeps the code, people read the word for it, where there is one."""

    value: str
    word: str = ""


@dataclass(frozen=True, slots=True)
class Share:
    """*part* of *whole*; as a percentage only where there are enough to speak of one."""

    part: int
    whole: int

    @property
    def percent(self) -> float | None:
        """To one decimal, None for fewer than ten."""
        return None if self.whole < TOO_FEW else round(100 * self.part / self.whole, 1)

    @property
    def is_small(self) -> bool:
        """Enough for a percentage, too few to lean on it."""
        return TOO_FEW <= self.whole < SMALL_SAMPLE


Cell: TypeAlias = str | int | datetime | date | Said | Code | Share | None
"""A `str` is data (a reference, somebody's words) and is never translated."""


class Kind(StrEnum):
    """What a column holds: numbers align right, text may be shortened."""

    TEXT = "text"
    NUMBER = "number"
    INSTANT = "instant"


@dataclass(frozen=True, slots=True)
class Figure:
    """One number with its name; *key* is stable. With *if_any* people read it only where it is not 0."""

    key: str
    label: Said
    value: Cell
    if_any: bool = False

    @property
    def is_worth_reading(self) -> bool:
        """Whether people are shown it; data holds every figure."""
        return not self.if_any or bool(self.value)


@dataclass(frozen=True, slots=True)
class Column:
    """One column; *key* is stable."""

    key: str
    label: Said
    kind: Kind = Kind.TEXT


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of one kind. *total* counts what there is where the rows are only the first of it.

    The page shows *page_rows* of them (0: the table is for data and long formats only).
    """

    key: str
    title: Said
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    page_rows: int
    total: int | None = None

    @property
    def count(self) -> int:
        """How many there are, shown or not."""
        return len(self.rows) if self.total is None else self.total


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the report: figures in a line, then tables, then what else is to say."""

    key: str
    title: Said
    figures: tuple[Figure, ...] = ()
    tables: tuple[Table, ...] = ()
    notes: tuple[Said, ...] = ()


@dataclass(frozen=True, slots=True)
class Definition:
    """What a figure counts; one that is *vital* stands on the page too."""

    key: str
    text: Said
    vital: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """Something breached or unsent: what `--check` answers with exit code 3."""

    code: str
    label: Said
    number: int


@dataclass(frozen=True, slots=True)
class Report:
    """A finished report; instants are aware UTC, shown in *zone*. `errors` are figures that contradict each other.

    `head` is number and hash of the newest event, against which `verify --against` sees a cut tail (DOMAIN §4.17).
    """

    name: str
    title: Said
    desk: str
    on: date
    zone: ZoneInfo
    as_of: datetime
    head: tuple[int, str]
    sections: tuple[Section, ...]
    definitions: tuple[Definition, ...]
    findings: tuple[Finding, ...] = ()
    errors: tuple[Said, ...] = ()

    def table(self, key: str) -> Table | None:
        """The table of that key."""
        return next((table for section in self.sections for table in section.tables if table.key == key), None)

    def figure(self, key: str) -> Figure | None:
        """The figure of that key."""
        return next((figure for section in self.sections for figure in section.figures if figure.key == key), None)
