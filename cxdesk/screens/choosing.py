"""One more key says which of several commands is meant."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from cxdesk.catalogue import _
from cxdesk.screens.commands.base import ActCommand
from cxdesk.screens.confirm import named
from cxdesk.text import plain

if TYPE_CHECKING:
    from cxdesk.screens.place import Place


class Choosing(ModalScreen[None]):
    """*commands* by the key that runs them on what *place* aims at; any other key leaves."""

    CSS = """
    Choosing { align: center middle; background: $backdrop; }
    #choosing { width: 72; max-width: 96%; height: auto; border: round $primary; background: $surface; padding: 0 1; }
    """

    def __init__(self, place: "Place", title: str, commands: Mapping[str, type[ActCommand]]) -> None:
        super().__init__()
        self._place = place
        self._title = title
        self._commands = commands

    def compose(self) -> ComposeResult:
        """A line a key."""
        lines = [f"{self._title} · {named(self._place.aim().refs)}", ""]
        lines += [f"{key}   {_(command.label)}: {command.help()}" for key, command in self._commands.items()]
        with Vertical(id="choosing"):
            yield Static(Content(plain("\n".join([*lines, "", _("Esc leaves.")]), lines=True)))

    def on_key(self, event: events.Key) -> None:
        """Run it, or leave."""
        event.stop()
        command = self._commands.get(event.key)
        self.dismiss()
        if command is not None:
            self.app.call_later(self._place.begin, command())
