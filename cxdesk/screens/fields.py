"""What a form asks for, declared; and what was typed, read on the writer's thread where dates need the desk."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from cxdesk.catalogue import N_, _
from cxdesk.errors import CxdeskError, WrongUse

if TYPE_CHECKING:
    from cxdesk.desk import Desk
    from cxdesk.desk.watching import Seen, Watch

Read = TypeVar("Read")
Code = TypeVar("Code", bound=StrEnum)

Choice = tuple[str, str]
"""What may stand in a field, and what it means ("" where it speaks for itself)."""

MOST_SETS = 6
"""So many sets of the same fields stand in one form: more options than that nobody compares."""

Complete = Callable[["Watch", "Seen | None"], Sequence[Choice]]
"""Answers on the reader's thread; *seen* is the complaint, where the form is about exactly one."""

YES, NO = "yes", "no"

VISIT = "visit"
"""Beside the fields of a form: the revisit under the cursor."""


class Kind(StrEnum):
    """How a field is typed; what is typed stays text until it is read."""

    LINE = "line"
    TEXT = "text"
    """Several lines; Enter breaks them."""
    YES_NO = "yes-no"


class Field(NamedTuple):
    """One question of a form.

    `label` and `hint` are marked with N_; of a box to tick the hint stands beside it. `complete` answers what may stand
    here, all of it. An error that is about a parameter of the field's own name, or of one named in `blamed_for`, is
    shown beside it.
    """

    name: str
    label: str
    kind: Kind = Kind.LINE
    required: bool = False
    hint: str = ""
    complete: Complete | None = None
    blamed_for: tuple[str, ...] = ()
    is_free: bool = False
    """Whether anything else may stand there as well: what is known is offered, and never put in by itself.

    Of any other field the beginning of a word is enough, where it is the beginning of one alone.
    """
    is_quoted: bool = False
    """Whether meanings are what somebody wrote, such as a subject: only all of one means it, and no beginning."""


HAPPENED = (
    Field("at", N_("When"), hint=N_("When it happened, if that was not just now: 9:30, yesterday 16:00, 2026-12-01.")),
    Field("reason", N_("Why so late"), hint=N_("Why it is written down only now; needed where it was days ago.")),
)
"""Of acts that people often write down later."""

NO_LETTER = Field(
    "no-letter",
    N_("No letter"),
    Kind.YES_NO,
    hint=N_("write nothing to the customer"),
)
"""Beside the fields of every act by which the desk may write to the customer."""


def left(choices: Sequence[Choice], text: str) -> list[Choice]:
    """The choices that go on with, or hold, what was typed; all where one of them stands there whole."""
    typed = text.strip().casefold()
    if not typed or any(typed == word.casefold() for word, _meaning in choices):
        return list(choices)
    return [one for one in choices if any(typed in told.casefold() for told in one)]


def meant(field: Field, choices: Sequence[Choice], text: str) -> str:
    """*text*; the choice instead of which its meaning or its only beginning was typed.

    Digits are never gone on with: 1 is not the beginning of 12. Where words are free, or meanings are somebody's own
    words, a beginning stays what it is.
    """
    typed = text.strip().casefold()
    if not typed or field.complete is None or any(text == word for word, _meaning in choices):
        return text
    found = {word for word, meaning in choices if typed == meaning.casefold()}
    may_go_on = not (field.is_free or field.is_quoted or any(character.isdigit() for character in typed))
    if not found and may_go_on:
        found = {choice[0] for choice in choices if any(told.casefold().startswith(typed) for told in choice)}
    return found.pop() if len(found) == 1 else text


def numbered(field: str, number: int) -> str:
    """The name of a field in the *number*th set of fields that can be asked for again; the first has its own name."""
    return field if number == 1 else f"{field}-{number}"


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
        return self.text(field) == YES

    def maybe(self, field: str) -> bool | None:
        """Yes, no, or None where nothing was said."""
        text = self.text(field).casefold()
        if not text:
            return None
        for answer, words in ((True, {YES, "y", _("yes")}), (False, {NO, "n", _("no")})):
            if text in words:
                return answer
        raise FieldWrong(field, _("write yes or no"))

    def known(self, field: str, codes: Collection[str]) -> str:
        """One of *codes*; anything where there are none. What cannot be left out says so itself."""
        text = self.text(field)
        if text and codes and text not in codes:
            raise FieldWrong(field, _("must be one of: {choices}").format(choices=", ".join(codes)))
        return text

    def channel(self, field: str = "channel") -> str:
        """One of the desk's channels."""
        return self.known(field, self._desk.settings.desk.channels)

    def cause(self, field: str) -> str:
        """One of the desk's causes, where it lists any."""
        return self.known(field, self._desk.settings.desk.causes)

    def code(self, field: str, codes: type[Code]) -> Code | None:
        """One of the desk's own codes, whatever its case; None when nothing was typed."""
        text = self.text(field)
        found = next((code for code in codes if text.casefold() in {code.value.casefold(), _(code.value)}), None)
        if text and found is None:
            raise FieldWrong(field, _("must be one of: {choices}").format(choices=", ".join(codes)))
        return found

    def amount(self, field: str) -> tuple[Decimal | None, str | None]:
        """A sum and its currency, the desk's where none is named."""
        from cxdesk.desk.amounts import read_amount  # noqa: PLC0415 (only options have a value)

        try:
            return read_amount(self.text(field), self._desk.settings.desk.currency)
        except WrongUse as error:
            raise FieldWrong(field, str(error)) from error

    def sets(self, field: str) -> list[int]:
        """The numbers of the sets of fields in which *field* was filled."""
        return [number for number in range(1, MOST_SETS + 1) if self.text(numbered(field, number))]

    def number(self, field: str) -> int | None:
        """A whole number; None when nothing was typed."""
        text = self.text(field)
        if not text:
            return None
        try:
            return int(text)
        except ValueError as error:
            raise FieldWrong(field, _("{text} is no number; write digits").format(text=text)) from error

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
        return error.field if any(field.name == error.field for field in fields) else ""
    about, _space, place = (error.about or "").partition(" ")
    number = int(place or 1)
    for field in fields if about else ():
        name, _dash, its = field.name.partition("-") if field.name[-1].isdigit() else (field.name, "", "1")
        if int(its or 1) == number and about in {name, *field.blamed_for}:
            return field.name
    return ""
