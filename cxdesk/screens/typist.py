"""Keys in the order in which they were struck: each finds what the one before it has opened, moved to or written.

Textual hands a key to whatever has the focus at that moment, while what earlier keys asked for still waits in queues.
Whoever types ahead would save half a word, or type four fields into the first. Here a key waits until the one before it
has come through; it never waits for the store.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from typing import TYPE_CHECKING

from textual import events
from textual.app import ScreenStackError
from textual.widgets import Input, TextArea

if TYPE_CHECKING:
    from textual.app import App
    from textual.message_pump import MessagePump
    from textual.screen import Screen
    from textual.widget import Widget

Strike = events.Key | events.Paste

FEWEST_ROUNDS = 2
"""A key comes up from its widget to the app in one; what it asked of the widget comes up in the next."""

MOST_ROUNDS = 12
LONGEST_SECONDS = 1.0
"""Nothing that was struck waits longer for a widget that does not answer, for it may be going."""


class Typist:
    """Hands what was struck to *deliver*, one after the other."""

    def __init__(self, app: "App[int]", deliver: Callable[[events.Event], Awaitable[None]]) -> None:
        self._app = app
        self._deliver = deliver
        self._struck: asyncio.Queue[Strike] = asyncio.Queue()
        self._task: asyncio.Task[None] | None = None
        self._is_busy = False

    @property
    def is_idle(self) -> bool:
        """Whether everything that was struck came through."""
        return not self._is_busy and self._struck.empty()

    def strike(self, event: Strike) -> None:
        """Have it delivered after what was struck before."""
        self._struck.put_nowait(event)
        if self._task is None:
            self._task = asyncio.create_task(self._type(), name="cxdesk-typist")

    def stop(self) -> None:
        """Nothing is delivered any more."""
        if self._task is not None and self._task is not asyncio.current_task():
            self._task.cancel()

    async def _type(self) -> None:
        wrote = False
        while True:
            event = await self._struck.get()
            self._is_busy = True
            try:
                writes = self._writes(event)
                if wrote and not writes:
                    await self._come_through()
                await self._deliver(event)
                if not writes:
                    await self._come_through()
                wrote = writes
            except Exception as error:  # noqa: BLE001 (as Textual's own queues: the app ends with its traceback)
                self._app._handle_exception(error)  # noqa: SLF001 (it has no public name)
                return
            finally:
                self._is_busy = False

    def _writes(self, event: Strike) -> bool:
        """Whether it is only one more character for the field that has the cursor: those keep their order anyway."""
        is_text = isinstance(event, events.Paste) or event.is_printable
        return is_text and isinstance(self._app.focused, Input | TextArea)

    async def _come_through(self) -> None:
        """Wait until the queues between the cursor and the app are through, and the cursor moves no more."""
        for turn in range(1, MOST_ROUNDS + 1):
            before = self._where()
            for pump in list(self._pumps()):
                await _through(pump)
            if turn >= FEWEST_ROUNDS and before == self._where():
                return

    def _where(self) -> "tuple[Screen[object] | None, Widget | None]":
        try:
            return self._app.screen, self._app.focused
        except ScreenStackError:
            return None, None

    def _pumps(self) -> "Iterator[MessagePump]":
        screen, focused = self._where()
        if focused is not None:
            yield from focused.ancestors_with_self
            return
        if screen is not None:
            yield screen
        yield self._app


async def _through(pump: "MessagePump") -> None:
    """Come back when *pump* has done what waits in its queue now."""
    done = asyncio.Event()
    if pump.call_later(done.set):
        try:
            async with asyncio.timeout(LONGEST_SECONDS):
                await done.wait()
        except TimeoutError:
            return
