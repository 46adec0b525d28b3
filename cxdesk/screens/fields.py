"""What a form asks for, declared; and what was typed, read on the writer's thread where dates need the desk."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar

from cxdesk.catalogue import _
from cxdesk.errors import CxdeskError, WrongUse

if TYPE_CHECKING:
    from cxdesk.desk import Desk
    from cxdesk.desk.watching import Watch

Read = TypeVar("Read")


class Kind(StrEnum):
    """How a field is typed; what is typed stays text until it is read."""

    LINE = "line"
    TEXT = "text"
    """Several lines; Enter breaks them."""
    YES_NO = "yes-no"


@dataclass(frozen=True, slots=True)
class Field:
    """One question of a form.

    `label` and `hint` are marked with N_. `complete` answers on the reader's thread what may stand here, all of it.
    `blamed_for` names the classes of errors that are shown beside this field when an act raises them.
    """

    name: str
    label: str
    kind: Kind = Kind.LINE
    required: bool = False
    hint: str = ""
    complete: "Callable[[Watch], Sequence[str]] | None" = None
    blamed_for: tuple[str, ...] = ()


class FieldWrong(WrongUse):
    """What was typed in one field cannot be read, or is missing."""

    def __init__(self, field: str, what: str) -> None:
        super().__init__(what, where=field)
        self.field = field


class Said:
    """What was typed into a form, by the names of its fields; spaces around it do not count."""

    def __init__(self, values: Mapping[str, str], desk: "Desk") -> None:
        self._values = values
        self._desk = desk

    def text(self, field: str) -> str:
        """The words."""
        return self._values.get(field, "").strip()

    def yes(self, field: str) -> bool:
        """Whether a box is ticked."""
        return self.text(field) == "yes"

    def number(self, field: str) -> int | None:
        """A whole number; None when nothing was typed."""
        text = self.text(field)
        if not text:
            return None
        try:
            return int(text)
        except ValueError as error:
            raise FieldWrong(field, _("{text} is no number").format(text=text)) from error

    def moment(self, field: str) -> datetime | None:
        """When something happened; None when nothing was typed."""
        from cxdesk.when import parse_instant  # noqa: PLC0415 (the grammar of dates is loaded where dates are typed)

        desk = self._desk
        return self._read(
            field, lambda text: parse_instant(text, now=desk.now(), zone=desk.zone, calendar=desk.calendar)
        )

    def bound(self, field: str) -> datetime | None:
        """Until when, exclusive: a whole day ends with it, a time is itself."""
        from cxdesk.when import parse_instant, parse_period  # noqa: PLC0415 (as above)

        desk = self._desk
        period = self._read(
            field, lambda text: parse_period(text, now=desk.now(), zone=desk.zone, calendar=desk.calendar)
        )
        if period is None:
            return None
        if period.end - period.start > timedelta(minutes=1):
            return period.end
        return parse_instant(self.text(field), now=desk.now(), zone=desk.zone, calendar=desk.calendar)

    def day(self, field: str) -> date | None:
        """A local day."""
        from cxdesk.when import parse_day  # noqa: PLC0415 (as above)

        desk = self._desk
        return self._read(field, lambda text: parse_day(text, now=desk.now(), zone=desk.zone, calendar=desk.calendar))

    def needed(self, field: str, value: Read | None) -> Read:
        """*value*, which must be there. Raises FieldWrong."""
        if value is None:
            raise FieldWrong(field, _("this is needed"))
        return value

    def _read(self, field: str, read: Callable[[str], Read]) -> Read | None:
        from cxdesk.when import DateError  # noqa: PLC0415 (as above)

        text = self.text(field)
        if not text:
            return None
        try:
            return read(text)
        except DateError as error:
            raise FieldWrong(field, str(error)) from error


def field_of(error: CxdeskError, fields: Sequence[Field]) -> str:
    """The name of the field beside which *error* belongs; "" when it speaks of the whole."""
    if isinstance(error, FieldWrong):
        return error.field
    kinds = {kind.__name__ for kind in type(error).__mro__}
    return next((field.name for field in fields if kinds & set(field.blamed_for)), "")
