"""What a query can ask of a complaint: each test has two faces, SQL over `complaints` and Python over a `Brief`.

Some have a third: a driver, a SELECT of complaint ids (column `id`, maybe twice the same) that an index answers in
time proportional to what it finds.
"""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Final, NamedTuple

from cxdesk.domain.states import OPEN_STATUSES, UNACKNOWLEDGED, AcknowledgementState, Status
from cxdesk.store.moments import to_us

if TYPE_CHECKING:
    from cxdesk.store.brief import Brief  # a command line asks the database, never the Python face
    from cxdesk.store.facts import Beside
    from cxdesk.when import Period

OPEN = "complaints.status <> 'closed'"
"""As the partial indexes say it, to the letter: SQLite matches an index's condition by its text."""

NOTHING = "+complaints.id < 0"
"""Holds for no complaint; a plain 0 makes SQLite refuse the index that a walk names."""

ALL_STATUSES = frozenset(status.value for status in Status)
OPEN_VALUES = frozenset(status.value for status in OPEN_STATUSES)


class Sql(NamedTuple):
    """A piece of SQL and the values bound in it, in order."""

    text: str
    params: tuple[int | str, ...] = ()


def both(parts: list[Sql], word: str = " AND ") -> Sql:
    """The pieces joined, each in parentheses."""
    return Sql(word.join(f"({part.text})" for part in parts), tuple(value for part in parts for value in part.params))


class Row(NamedTuple):
    """What the Python face looks at."""

    brief: "Brief"
    beside: "Beside"


class Test:
    """One condition, a value like any other. The defaults are those of a test that no index answers.

    Plain classes: dataclasses alone take half of what `list` with a query may cost (BUDGETS).
    """

    __test__ = False
    __slots__ = ()

    def _facts(self) -> tuple[object, ...]:
        return tuple(getattr(self, name) for kind in type(self).__mro__ for name in getattr(kind, "__slots__", ()))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Test) and type(other) is type(self) and other._facts() == self._facts()

    def __hash__(self) -> int:
        return hash((type(self), self._facts()))

    def __repr__(self) -> str:
        return f"{type(self).__name__}{self._facts()}"

    def sql(self) -> Sql:
        """The condition over a row of `complaints`."""
        raise NotImplementedError

    def matches(self, row: Row) -> bool:
        """The same condition in Python."""
        raise NotImplementedError

    def driver(self) -> Sql | None:
        """A SELECT of the ids it holds for, or None."""
        return None

    def statuses(self) -> frozenset[str]:
        """Statuses a complaint may have for it to hold."""
        return ALL_STATUSES

    def standing(self) -> tuple[str, Sql] | None:
        """Which partial indexes, by deadline and by severity, hold what it holds for, and a condition on their columns
        that leaves little else; None where there are none.
        """
        return None


def lower(text: str) -> str:
    """Lower case of ASCII only, as SQLite's NOCASE and lower()."""
    return text.translate(_LOWER)


_LOWER = {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}
_TEXT_OF: dict[str, Callable[["Brief"], str]] = {
    "status": lambda brief: brief.status.value,
    "outcome": lambda brief: brief.outcome.value if brief.outcome else "",
    "severity": lambda brief: brief.severity.value if brief.severity else "",
    "acknowledgement": lambda brief: brief.acknowledgement.value,
}
_INSTANT_OF: dict[str, Callable[["Brief"], datetime | None]] = {
    "received_at": lambda brief: brief.received_at,
    "acknowledged_at": lambda brief: brief.acknowledged_at,
    "resolved_at": lambda brief: brief.resolved_at,
    "closed_at": lambda brief: brief.closed_at,
    "waiting_until": lambda brief: brief.waiting_until,
}
_CODES = frozenset({"status", "outcome", "severity", "acknowledgement", "owner"})


class OneOf(Test):
    """A text column has one of the values, "" being none; codes and logins as they stand, words in either case."""

    __slots__ = ("column", "values")

    def __init__(self, column: str, values: tuple[str, ...]) -> None:
        self.column: Final = column
        self.values: Final = values

    def sql(self) -> Sql:
        if not self.values:
            return Sql(NOTHING)
        case = "" if self.column in _CODES else " COLLATE NOCASE"
        return Sql(f"complaints.{self.column}{case} IN ({', '.join('?' * len(self.values))})", self.values)

    def matches(self, row: Row) -> bool:
        found: str = _TEXT_OF[self.column](row.brief) if self.column in _TEXT_OF else getattr(row.brief, self.column)
        if self.column in _CODES:
            return found in self.values
        return lower(found) in {lower(value) for value in self.values}

    def statuses(self) -> frozenset[str]:
        return frozenset(self.values) if self.column == "status" else ALL_STATUSES

    def driver(self) -> Sql | None:
        if self.column != "status" or "closed" in self.values:
            return None
        marks = ", ".join("?" * len(self.values))
        return Sql(
            f"SELECT id FROM complaints INDEXED BY complaints_in_status_by_due WHERE status IN ({marks})", self.values
        )


class Unacknowledged(Test):
    """Open, and nothing reached the customer yet: the acknowledgement stands in one of these *states*."""

    __slots__ = ("states",)

    def __init__(self, states: tuple[AcknowledgementState, ...] = UNACKNOWLEDGED) -> None:
        self.states: Final = states

    def sql(self) -> Sql:
        states = ", ".join(f"'{state.value}'" for state in self.states)
        narrowed = "" if self.states == UNACKNOWLEDGED else f" AND complaints.acknowledgement IN ({states})"
        return Sql(f"complaints.acknowledgement IN ('owed', 'queued', 'failed', 'bounced') AND {OPEN}{narrowed}")

    def matches(self, row: Row) -> bool:
        return row.brief.acknowledgement in self.states and row.brief.is_open

    def driver(self) -> Sql:
        return Sql(f"SELECT id FROM complaints INDEXED BY complaints_to_acknowledge WHERE {self.sql().text}")

    def statuses(self) -> frozenset[str]:
        return OPEN_VALUES


class Number(Test):
    """`level`, or the number in a reference (column `id`), from *low* to *high*, both counting."""

    __slots__ = ("column", "high", "low")

    def __init__(self, column: str, low: int, high: int) -> None:
        self.column: Final = column
        self.low: Final = low
        self.high: Final = high

    def sql(self) -> Sql:
        return Sql(f"complaints.{self.column} BETWEEN ? AND ?", (self.low, self.high))

    def matches(self, row: Row) -> bool:
        found: int = getattr(row.brief, self.column)
        return self.low <= found <= self.high

    def driver(self) -> Sql | None:
        if self.column != "id":
            return None
        return Sql("SELECT id FROM complaints WHERE id BETWEEN ? AND ?", (self.low, self.high))


class Moment(Test):
    """An instant lies in a half-open period. The unary plus keeps SQLite from walking an index from there."""

    __slots__ = ("column", "period")

    def __init__(self, column: str, period: "Period") -> None:
        self.column: Final = column
        self.period: Final = period

    @property
    def bounds(self) -> tuple[int, int]:
        """From, and up to but not with, in microseconds."""
        return to_us(self.period.start), to_us(self.period.end)

    def sql(self) -> Sql:
        return Sql(f"+complaints.{self.column} >= ? AND +complaints.{self.column} < ?", self.bounds)

    def matches(self, row: Row) -> bool:
        found = _INSTANT_OF[self.column](row.brief)
        return found is not None and found in self.period

    def driver(self) -> Sql | None:
        index = {
            "received_at": "complaints_by_receipt",
            "closed_at": "complaints_by_closing",
            "resolved_at": "complaints_by_resolution",
        }.get(self.column)
        if index is None:
            return None
        return Sql(
            f"SELECT id FROM complaints INDEXED BY {index} WHERE {self.column} >= ? AND {self.column} < ?", self.bounds
        )


class Due(Moment):
    """The next deadline of an open complaint lies in a period: after its start, up to and with its end.

    A deadline is itself an exclusive bound: what is due by the end of a day is due on that day (DOMAIN §5), as the
    daily report counts it.
    """

    __slots__ = ()

    @property
    def bounds(self) -> tuple[int, int]:
        """As of any moment: a microsecond later they leave out the start and take in the end."""
        start, end = super().bounds
        return start + 1, end + 1

    def sql(self) -> Sql:
        return Sql(f"+complaints.next_due >= ? AND +complaints.next_due < ? AND {OPEN}", self.bounds)

    def matches(self, row: Row) -> bool:
        due_at = row.brief.next_due_at
        return row.brief.is_open and due_at is not None and self.period.start < due_at <= self.period.end

    def driver(self) -> Sql:
        return Sql(
            "SELECT id FROM complaints INDEXED BY complaints_open_by_due"
            f" WHERE overdue IN (0, 1) AND next_due >= ? AND next_due < ? AND {OPEN}",
            self.bounds,
        )

    def statuses(self) -> frozenset[str]:
        return OPEN_VALUES


class Overdue(Test):
    """Open, and a deadline was missed: found by the sweep, or passed since."""

    __slots__ = ("now",)

    def __init__(self, now: datetime) -> None:
        self.now: Final = now

    def sql(self) -> Sql:
        return Sql(f"(complaints.overdue = 1 OR +complaints.next_due <= ?) AND {OPEN}", (to_us(self.now),))

    def matches(self, row: Row) -> bool:
        return row.brief.is_open and (
            row.brief.overdue or (row.brief.next_due_at is not None and row.brief.next_due_at <= self.now)
        )

    def driver(self) -> Sql:
        return Sql(
            f"SELECT id FROM complaints INDEXED BY complaints_open_by_due WHERE overdue = 1 AND {OPEN} UNION ALL"
            f" SELECT id FROM complaints INDEXED BY complaints_open_by_due"
            f" WHERE overdue = 0 AND next_due <= ? AND {OPEN}",
            (to_us(self.now),),
        )

    def statuses(self) -> frozenset[str]:
        return OPEN_VALUES


class Late(Test):
    """Open, and the sweep found a deadline missed: what a list by deadlines begins with."""

    __slots__ = ()

    def sql(self) -> Sql:
        return Sql(f"complaints.overdue = 1 AND {OPEN}")

    def matches(self, row: Row) -> bool:
        return row.brief.is_open and row.brief.overdue

    def driver(self) -> Sql:
        return Sql(f"SELECT id FROM complaints INDEXED BY complaints_open_by_due WHERE overdue = 1 AND {OPEN}")

    def statuses(self) -> frozenset[str]:
        return OPEN_VALUES


class Flag(Test):
    """A column of 0 and 1."""

    __slots__ = ("column",)

    def __init__(self, column: str) -> None:
        self.column: Final = column

    def sql(self) -> Sql:
        return Sql(f"complaints.{self.column} = 1")

    def matches(self, row: Row) -> bool:
        return bool(getattr(row.brief, self.column))


class Without(Test):
    """A column that may be unknown is: no deadline, no closing, no customer."""

    __slots__ = ("column",)

    def __init__(self, column: str) -> None:
        self.column: Final = column

    def sql(self) -> Sql:
        if self.column == "next_due":
            return Sql("complaints.next_due_clock = '' OR complaints.next_due = 9223372036854775807")
        if self.column == "received_at":
            # Never so; said in a way that SQLite does not fold to a constant, which no named index could answer.
            return Sql("typeof(complaints.received_at) = 'null'")
        return Sql(f"complaints.{self.column} IS NULL")

    def matches(self, row: Row) -> bool:
        if self.column == "next_due":
            return row.brief.next_due_clock == "" or row.brief.next_due_at is None
        return getattr(row.brief, self.column) is None


class Tagged(Test):
    """One of the complaint's tags is this one, whatever its case."""

    __slots__ = ("tag",)

    def __init__(self, tag: str) -> None:
        self.tag: Final = tag

    def sql(self) -> Sql:
        return Sql("instr(' ' || lower(complaints.tags) || ' ', ?) > 0", (f" {lower(self.tag)} ",))

    def matches(self, row: Row) -> bool:
        return f" {lower(self.tag)} " in f" {lower(row.brief.tags)} "
