"""What came of an act on several complaints, line by line: shown when some of it was refused."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from cxdesk.catalogue import N_
from cxdesk.screens.performing import Performed
from cxdesk.text import plain
from cxdesk.widgets.keys import Keys


class ReportScreen(ModalScreen[None]):
    """Done and refused."""

    CSS = """
    ReportScreen { align: center middle; background: $backdrop; }
    #report { width: 90%; height: auto; max-height: 80%; border: round $primary; background: $surface; padding: 0 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,enter,q", "dismiss", N_("Back"), tooltip=N_("Close the report."), id="report-back"),
    ]

    def __init__(self, performed: Performed) -> None:
        super().__init__()
        self._performed = performed

    def compose(self) -> ComposeResult:
        """The summary, then a line a complaint."""
        with VerticalScroll(id="report"):
            yield Static(
                Content(plain("\n".join([self._performed.summary(), "", *self._performed.lines()]), lines=True))
            )
        yield Keys()
