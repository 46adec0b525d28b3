"""An act on many complaints takes its time: how far it has come, and Esc to stop it."""

from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from cxdesk.catalogue import N_, _
from cxdesk.screens.modal import Modal
from cxdesk.screens.work import WORK_SCREEN, Work
from cxdesk.widgets.keys import Keys

LOOK_SECONDS = 0.2
"""So often the screen shows how far it is."""

BAR_CELLS = 40


class WorkScreen(Modal[None]):
    """It leaves by itself; whatever is typed meanwhile, but Esc, is for what comes after it."""

    CSS = """
    WorkScreen { align: center middle; background: $backdrop; }
    #work { width: 60; max-width: 96%; height: auto; border: round $primary; background: $surface; padding: 0 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "escape",
            "stop",
            N_("Stop"),
            tooltip=N_("Stop after the complaint in hand; what is done stays done."),
            id="work-stop",
        ),
    ]

    def __init__(self, work: Work) -> None:
        super().__init__(id=WORK_SCREEN)
        self._work = work

    def compose(self) -> ComposeResult:
        """How far it is."""
        with Vertical(id="work"):
            yield Static(self._told())
        yield Keys()

    def on_mount(self) -> None:
        """Look again and again."""
        self.set_interval(LOOK_SECONDS, self._look)

    def _look(self) -> None:
        if self._work.is_over:
            self.dismiss()
        else:
            self.query_one(Static).update(self._told())

    def _told(self) -> Content:
        work = self._work
        told = _("stopping after this one …") if work.is_stopped else _("Esc stops; what is done stays done.")
        far = _("{done} of {total}").format(done=work.done, total=work.total)
        filled = BAR_CELLS * work.done // work.total
        return Content("\n".join([far, "▓" * filled + "░" * (BAR_CELLS - filled), "", told]))

    def holds(self, event: events.Key | events.Paste, seconds: float) -> bool:
        """Only Esc is for it, and what ends the program."""
        return not (isinstance(event, events.Key) and event.key in {"escape", "ctrl+q"})

    def action_stop(self) -> None:
        """No further complaint is begun."""
        self._work.is_stopped = True
        self._look()
