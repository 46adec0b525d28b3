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


class Reading(Modal[None]):
    """A text in a frame, by pages where it is longer than that."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("pagedown", "turn(1)", N_("Read on"), tooltip=N_("What stands below."), id="read-on", priority=True),
        Binding("pageup", "turn(-1)", N_("Read back"), tooltip=N_("What stands above."), id="read-back", priority=True),
    ]

    def on_mount(self) -> None:
        """What can be turned changes as it is read."""
        frame = self.query_one(VerticalScroll)
        for what in ("virtual_size", "scroll_y"):
            self.watch(frame, what, self._offer_turning, init=False)

    def _offer_turning(self) -> None:
        self.call_after_refresh(self.refresh_bindings)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Turning is offered where something stands on that side."""
        if action != "turn" or not self.is_mounted:
            return True
        frame = self.query_one(VerticalScroll)
        return frame.scroll_target_y < frame.max_scroll_y if parameters == (1,) else frame.scroll_target_y > 0

    def action_turn(self, by: int) -> None:
        """A page on, or back."""
        frame = self.query_one(VerticalScroll)
        frame.scroll_relative(y=by * max(frame.size.height - 1, 1), animate=False)


class ReportScreen(Reading):
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
