"""Which column of a file becomes which field of a complaint, and the order of its dates."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Self

from cxdesk.catalogue import _
from cxdesk.errors import WrongUse
from cxdesk.imports.layouts import LAYOUTS, TRANSLATED, Field, Layout, normal, recognised, target_of
from cxdesk.imports.rows import BadRow, Row
from cxdesk.imports.values import MISSING
from cxdesk.when import AmbiguousDate, DateOrder, guess_order

INSTANTS = (
    Field.RECEIVED_AT,
    Field.ACKNOWLEDGED_AT,
    Field.RESPONDED_AT,
    Field.RESOLVED_AT,
    Field.CLOSED_AT,
)
_ENOUGH_SAMPLES = 20_000


class MappingError(WrongUse):
    """`--map` names a field, column or mapping that does not exist; the message lists those that do."""


@dataclass(frozen=True)
class ColumnMapping:
    """Per field the columns that may fill it, the first filled one counting; all else is kept as `extra`."""

    layout: Layout
    columns: tuple[str, ...]
    fields: Mapping[Field, tuple[str, ...]]

    @classmethod
    def for_columns(
        cls, columns: Iterable[str], overrides: Mapping[str, str] | None = None, name: str | None = None
    ) -> Self:
        """The mapping of a header: of the layout named, or recognised, with the caller's `field=Column` on top.

        An override is the only column of its field; `field=` leaves the field out. Raises MappingError.
        """
        header = tuple(columns)
        layout = _named(name) if name else recognised(header)
        fields: dict[Field, tuple[str, ...]] = {}
        for column in header:
            target = target_of(column, layout) if column else None
            if target:
                fields[target] = (*fields.get(target, ()), column)
        for field, column in (overrides or {}).items():
            _override(fields, _field(field), column, header)
        return cls(layout, header, fields)

    @property
    def source(self) -> str:
        """The name under which keys are unique, unless the caller names another (DOMAIN §12)."""
        return self.layout.name

    def describe(self) -> list[tuple[str, Field | None]]:
        """Every column with the field it fills; None for those kept as extra. The nameless index is left out."""
        return [(column, self.field_of.get(column)) for column in self.columns if column]

    @cached_property
    def field_of(self) -> Mapping[str, Field]:
        """The field of every mapped column."""
        return {column: field for field, columns in self.fields.items() for column in columns}

    @cached_property
    def wholly_told(self) -> frozenset[str]:
        """Columns of which nothing is left over once their field is filled; the nameless index is one."""
        alone = (columns[0] for field, columns in self.fields.items() if len(columns) == 1 and field not in TRANSLATED)
        return frozenset((*alone, ""))

    @cached_property
    def subject_columns(self) -> tuple[str, ...]:
        """The columns that make a subject where there is none, in the layout's order."""
        return tuple(column for part in self.layout.subject_parts for column in self.columns if normal(column) == part)

    def values(self, row: Row) -> dict[Field, str]:
        """The trimmed values of a row by field; fields that no column fills are left out."""
        found: dict[Field, str] = {}
        cells = row.fields
        for field, columns in self.fields.items():
            for column in columns:
                value = cells.get(column, "").strip()
                if value not in MISSING:
                    found[field] = value
                    break
        return found


def prove_order(rows: Iterable[Row | BadRow], mapping: ColumnMapping) -> DateOrder | None:
    """The order of day and month that the file's own dates prove (`--dates auto`); None when it has no dates.

    Reads until a day above 12 decides. Raises AmbiguousDate when none does, DateError when dates contradict each
    other or none can be read.
    """
    samples: dict[str, None] = {}
    look_again = 100
    for value in _dates(rows, mapping):
        samples[value] = None
        if len(samples) < look_again:
            continue
        look_again *= 4
        try:
            return guess_order(samples)
        except AmbiguousDate:
            if len(samples) > _ENOUGH_SAMPLES:
                raise
    return guess_order(samples) if samples else None


def _dates(rows: Iterable[Row | BadRow], mapping: ColumnMapping) -> Iterator[str]:
    for row in rows:
        if isinstance(row, Row):
            values = mapping.values(row)
            yield from (values[field] for field in INSTANTS if field in values)


def _named(name: str) -> Layout:
    if name not in LAYOUTS:
        raise MappingError(
            _("there is no mapping {name}").format(name=name),
            mend=_("choose one of {names}").format(names=", ".join(LAYOUTS)),
        )
    return LAYOUTS[name]


def _field(name: str) -> Field:
    try:
        return Field(name.strip().lower().replace("-", "_"))
    except ValueError:
        raise MappingError(
            _("there is no field {name}").format(name=name),
            mend=_("choose one of {names}").format(names=", ".join(Field)),
        ) from None


def _override(fields: dict[Field, tuple[str, ...]], field: Field, column: str, header: tuple[str, ...]) -> None:
    if not column:
        fields.pop(field, None)
        return
    chosen = _column(column, field, header)
    for other, columns in list(fields.items()):
        fields[other] = tuple(candidate for candidate in columns if candidate != chosen)
    fields[field] = (chosen,)


def _column(name: str, field: Field, header: tuple[str, ...]) -> str:
    if name in header:
        return name
    alike = [column for column in header if normal(column) == normal(name)]
    if len(alike) == 1:
        return alike[0]
    raise MappingError(
        _("there is no column {name} for {field}").format(name=name, field=field),
        mend=_("the columns are {names}").format(names=" | ".join(column for column in header if column)),
    )
