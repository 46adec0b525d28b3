"""What lies upon a place: it leaves by itself only, never with what lies upon it."""

from typing import TYPE_CHECKING, TypeVar

from textual.await_complete import AwaitComplete
from textual.screen import ModalScreen

if TYPE_CHECKING:
    from textual import events

Answer = TypeVar("Answer")


class Modal(ModalScreen[Answer]):
    """Told to leave while something lies upon it, it leaves when it is in front again; once gone it stays gone."""

    _leaving: tuple[Answer | None] | None = None

    def holds(self, event: "events.Key | events.Paste", seconds: float) -> bool:
        """Whether what was struck, and has been held for *seconds*, waits for an answer that is on its way."""
        return False

    def dismiss(self, result: Answer | None = None) -> AwaitComplete:
        """Leave with *result*: Textual's own takes away whichever screen is in front."""
        if self.app.screen is self:
            return super().dismiss(result)
        self._leaving = (result,)
        return AwaitComplete()

    def on_screen_resume(self) -> None:
        """What lay upon it is gone."""
        if self._leaving is not None:
            self.dismiss(*self._leaving)
