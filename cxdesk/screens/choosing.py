"""One more key says which of several commands is meant."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from cxdesk.catalogue import _
from cxdesk.screens.commands.base import ActCommand
from cxdesk.screens.confirm import named
from cxdesk.screens.modal import Modal
from cxdesk.text import hang, plain

if TYPE_CHECKING:
    from cxdesk.screens.place import Place


GRADES = ("1", "2", "3", "4", "5")

MOST_CELLS = 72
FRAME_CELLS = 4
"""Border and padding."""


class Choosing(Modal[None]):
    """*commands* by the key that runs them on what *place* aims at; any other key leaves."""

    CSS = """
    Choosing { align: center middle; background: $backdrop; }
    #choosing { width: 72; max-width: 96%; height: auto; border: round $primary; background: $surface; padding: 0 1; }
    """

    def __init__(
        self,
        place: "Place",
        title: str,
        commands: Mapping[str, type[ActCommand]],
        grades: tuple[type[ActCommand], str] | None = None,
    ) -> None:
        """*grades* is what the digits 1 to 5 run, and the field that they fill.

        Whatever moves below meanwhile, what is chosen is done to what *place* aims at now: its title names that.
        """
        super().__init__()
        self._grades = grades
        self._place = place
        self._aim = place.aim()
        self._title = title
        self._commands = commands

    def compose(self) -> ComposeResult:
        """A line a key."""
        cells = min(MOST_CELLS, self.app.size.width * 96 // 100) - FRAME_CELLS
        lines = [f"{self._title} · {named(self._aim.refs)}", ""]
        if self._grades is not None:
            told = _("{label}, and how satisfied: 1 not at all, 5 wholly")
            lines += hang("1-5 ", told.format(label=_(self._grades[0].label)), cells)
        for key, command in self._commands.items():
            lines += hang(f"{key}   ", f"{_(command.label)}{_(': ')}{command.help()}", cells)
        with Vertical(id="choosing"):
            yield Static(Content(plain("\n".join([*lines, "", _("Esc leaves.")]), lines=True)))

    def on_key(self, event: events.Key) -> None:
        """Run it, or leave."""
        event.stop()
        if not self.is_current:
            return  # a key that was typed ahead: the first one chose and left
        self.dismiss()
        if self._grades is not None and event.key in GRADES:
            command, field = self._grades
            self.app.call_later(self._place.begin, command(), {field: event.key}, self._aim)
        elif event.key in self._commands:
            self.app.call_later(self._place.begin, self._commands[event.key](), {}, self._aim)
