"""The terminal as it is: bytes that are no UTF-8 end nothing, stderr may be led away, a signal ends as `q` does."""

import asyncio
import signal
import sys
import threading
from codecs import getincrementaldecoder
from collections.abc import Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textual.app import App
    from textual.driver import Driver
    from textual.message import Message

if sys.platform != "win32":
    from textual._xterm_parser import XTermParser
    from textual.drivers import linux_driver
    from textual.drivers.linux_driver import LinuxDriver

    # Textual decodes strictly, and one key of a terminal that speaks another encoding would end the program.
    vars(linux_driver)["getincrementaldecoder"] = lambda encoding: partial(
        getincrementaldecoder(encoding), errors="replace"
    )

    class Sequences(XTermParser):
        """Textual's own, which reads on after a sequence that names a key beyond all characters."""

        def feed(self, data: str) -> "Iterable[Message]":
            """What *data* says; of what cannot be said nothing but its own characters is lost."""
            for character in data:
                yield from self._heard(super().feed(character))
            if not data:  # the end
                yield from super().feed(data)

        def tick(self) -> "Iterable[Message]":
            """What began and was not gone on with."""
            return self._heard(super().tick())

        def _heard(self, messages: "Iterable[Message]") -> "Iterator[Message]":
            try:
                yield from messages
            except (OverflowError, ValueError):
                self._gen = self.parse(self._tokens.append)
                self._awaiting = next(self._gen)

    vars(linux_driver)["XTermParser"] = Sequences

    class TerminalDriver(LinuxDriver):
        """Textual's own, for terminals that are not what it takes for granted."""

        def __init__(
            self, app: "App[object]", *, debug: bool = False, mouse: bool = True, size: tuple[int, int] | None = None
        ) -> None:
            super().__init__(app, debug=debug, mouse=mouse, size=size)
            if sys.__stdout__ is not None and not (sys.__stderr__ is not None and sys.__stderr__.isatty()):
                self._file = sys.__stdout__

        def write(self, data: str) -> None:
            """Once the terminal is gone nobody takes what is written, and the queue for it would fill up."""
            if self._writer_thread is None or self._writer_thread.is_alive():
                super().write(data)


def driver_over(usual: "type[Driver]") -> "type[Driver]":
    """Ours in place of the *usual* one, where that is Textual's for terminals."""
    if sys.platform != "win32" and usual is LinuxDriver:
        return TerminalDriver
    return usual


def end_when_told(app: "App[int]") -> None:
    """SIGTERM and a terminal that is closed end *app* as its own key does: drafts are kept, all is put back."""
    if sys.platform == "win32" or threading.current_thread() is not threading.main_thread():
        return
    loop = asyncio.get_running_loop()
    for told in (signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(told, app.exit)
