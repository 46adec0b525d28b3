"""Taking acts back: by the act that compensates, never by removing what happened."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, NamedTuple

from cxdesk.catalogue import N_, _

if TYPE_CHECKING:
    from cxdesk.desk import Change, Desk

QUESTION = N_("Take “{act}” of {refs} back?")


class Undo(NamedTuple):
    """The act that takes another one back; *do* gets the desk and the complaint's reference.

    Figures count that as *counts_as*, words to be translated; *writes* says that the customer is written to.
    """

    act: str
    do: "Callable[[Desk, str], Change | tuple[Change, ...]]"
    counts_as: tuple[str, ...] = ()
    writes: bool = False


def consequences(undos: Iterable[Undo]) -> list[str]:
    """What taking back brings that no further act removes, a sentence each; without any nobody need be asked."""
    from cxdesk.desk.value_words import enumerated  # noqa: PLC0415 (nothing was done yet)

    undos = tuple(undos)
    told = []
    if words := dict.fromkeys(word for undo in undos for word in undo.counts_as):
        told.append(_("It will count as {what}.").format(what=enumerated(_(word) for word in words)))
    if any(undo.writes for undo in undos):
        told.append(_("The customer is written to."))
    return told
