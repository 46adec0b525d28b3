"""What was typed and the desk did not take, word for word when the program ends: it is nowhere else."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from cxdesk.catalogue import _
from cxdesk.desk.value_words import enumerated
from cxdesk.screens.commands import ActCommand, named
from cxdesk.screens.commands.everywhere import Log
from cxdesk.screens.fields import MOST_SETS, NO_LETTER, Field, Kind, numbered
from cxdesk.screens.log_fields import FIELDS

if TYPE_CHECKING:
    from cxdesk.screens.drafts import Key


def untaken(drafts: "Mapping[Key, Mapping[str, str]]") -> list[str]:
    """A line for each answer, with the words that stand at it in its form; what nobody typed is none."""
    lines = [
        _told(form, refs, label, text)
        for (form, refs), values in drafts.items()
        for label, text in _answers(form, values)
        if text.strip()
    ]
    return [_("The desk did not take what was typed last. It is not kept anywhere else:"), *lines] if lines else []


def _told(form: str, refs: tuple[str, ...], field: str, text: str) -> str:
    label = _("A new complaint") if named(form) is Log else _(named(form).label)
    if not refs:
        return _("{form}, {field}: {text}").format(form=label, field=field, text=text)
    told = _("{form} ({refs}), {field}: {text}")
    return told.format(form=label, refs=enumerated(refs), field=field, text=text)


def _answers(form: str, values: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """What stands in each field, by its label."""
    for field in _fields(form):
        for number in range(1, MOST_SETS + 1):
            text = values.get(numbered(field.name, number), "")
            label = _(field.label) if number == 1 else f"{_(field.label)} {number}"
            yield label, _(text) if field.kind is Kind.YES_NO and text else text


def _fields(form: str) -> tuple[Field, ...]:
    command = named(form)
    if issubclass(command, ActCommand):
        return (*command.fields, *command.more, NO_LETTER)
    return FIELDS if command is Log else ()
