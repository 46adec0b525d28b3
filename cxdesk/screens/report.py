"""A text to read before going on: what came of an act on several complaints, or what one would do."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from cxdesk.catalogue import N_
from cxdesk.screens.modal import Modal
from cxdesk.text import plain
from cxdesk.widgets.keys import Keys


class ReportScreen(Modal[None]):
    """Esc and Enter close it."""

    CSS = """
    ReportScreen { align: center middle; background: $backdrop; }
    #report { width: 90%; height: auto; max-height: 80%; border: round $primary; background: $surface; padding: 0 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,enter,q", "dismiss", N_("Back"), tooltip=N_("Close the report."), id="report-back"),
    ]

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text

    def compose(self) -> ComposeResult:
        """The text, which may be long."""
        with VerticalScroll(id="report"):
            yield Static(Content(plain(self._text, lines=True)))
        yield Keys()
