"""Asking once more before what cannot be undone: it names the thing and the number, and No is what Enter means."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from cxdesk.catalogue import N_, _
from cxdesk.desk.value_words import enumerated
from cxdesk.screens.modal import Modal
from cxdesk.text import plain
from cxdesk.widgets.keys import Keys

MOST_NAMED = 3


def named(refs: Sequence[str]) -> str:
    """The first references, and how many there are when these are not all."""
    told = enumerated(refs[:MOST_NAMED])
    return _("{refs} … ({count})").format(refs=told, count=len(refs)) if len(refs) > MOST_NAMED else told


class Confirm(Modal[bool]):
    """*question* is marked with N_ and has a place for {refs}, and one for the {act} where that is not said otherwise.

    *told* are sentences about what comes of it.
    """

    CSS = """
    Confirm { align: center middle; background: $backdrop; }
    #confirm { width: 64; max-width: 96%; height: auto; border: round $warning; background: $surface; padding: 1 2; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "answer(True)", N_("Yes"), tooltip=N_("Do it; it cannot be undone."), id="confirm-yes"),
        Binding("n,enter,escape", "answer(False)", N_("No"), tooltip=N_("Leave it as it is."), id="confirm-no"),
    ]

    def __init__(self, question: str, refs: Sequence[str], *, act: str = "", told: Sequence[str] = ()) -> None:
        super().__init__()
        self._question = question
        self._refs = refs
        self._act = act
        self._told = told

    def compose(self) -> ComposeResult:
        """The question."""
        asked = _(self._question).format(refs=named(self._refs), act=self._act)
        told = "\n\n".join(["\n".join([asked, *self._told]), _("y does it. Enter, n or Esc leaves it.")])
        with Vertical(id="confirm"):
            yield Static(Content(plain(told, lines=True)))
        yield Keys()

    def action_answer(self, sure: bool) -> None:
        """Close with the answer."""
        self.dismiss(sure)
