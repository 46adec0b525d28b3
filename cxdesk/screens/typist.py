"""Keys in the order in which they were struck: each finds what the one before it has opened, moved to or written.

Textual hands a key to whatever has the focus at that moment, while what earlier keys asked for still waits in queues.
Whoever types ahead would save half a word, or type four fields into the first. Here a key waits until the one before it
has come through. It waits for the store only where the screen says that it would do nothing, or the wrong thing, before
the answer is there: what is typed while a form is saved is meant for whatever is next.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING

from textual import events
from textual.app import ScreenStackError

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

HELD_SECONDS = 0.01
"""So often a key that waits for an answer is looked at again."""

REST_SECONDS = 0.02
"""About a frame: within it the screen is drawn, and to look into every queue would only come before that."""

PATIENCE_SECONDS = 1.0
"""Esc waits no longer than that, and then not behind other keys: it gives up what was struck before it."""

LEAVING_SECONDS = 0.2
"""The same for the key that ends the program from anywhere."""


class Typist:
    """Hands what was struck to *deliver*, one after the other, once it is not *held* any more.

    *held* gets how many seconds it has been held, and answers whether it still waits.
    """

    def __init__(
        self,
        app: "App[int]",
        deliver: Callable[[events.Event], Awaitable[None]],
        held: Callable[[Strike, float], bool],
    ) -> None:
        self._app = app
        self._deliver = deliver
        self._held = held
        self._held_seconds = 0.0
        self._gave_up: Strike | None = None
        self._leaving: Strike | None = None
        self._struck: asyncio.Queue[Strike] = asyncio.Queue()
        self._more = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._is_busy = False

    @property
    def is_idle(self) -> bool:
        """Whether everything that was struck was handed on, and nobody waits for it to come through."""
        return not self._is_busy and self._struck.empty()

    def strike(self, event: Strike) -> None:
        """Have it delivered after what was struck before; Esc ends a long wait, and forgets what waited."""
        if self._held_seconds > PATIENCE_SECONDS and _is_key(event, "escape"):
            self._give_up(event)
        if _is_key(event, "ctrl+q"):
            self._leaving = event
        self._struck.put_nowait(event)
        self._more.set()
        if self._task is None:
            self._task = asyncio.create_task(self._type(), name="cxdesk-typist")

    def _give_up(self, event: Strike) -> None:
        """Nothing that was struck before *event* is wanted any more."""
        self._gave_up = event
        while not self._struck.empty():
            self._struck.get_nowait()

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
                if not await self._gets_its_turn(event) or self._where()[0] is None:
                    continue  # nobody wants it any more, or the app ends and no screen is left to take it
                writes = self._writes(event)
                if wrote and not writes:
                    await self._come_through()
                await self._deliver(event)
                if event is self._leaving:
                    self._leaving = None
                if not writes:
                    await self._rest()
                    await self._come_through()
                wrote = writes
            except Exception as error:  # noqa: BLE001 (as Textual's own queues: the app ends with its traceback)
                self._app._handle_exception(error)  # noqa: SLF001 (it has no public name)
                return
            finally:
                self._is_busy = False

    async def _gets_its_turn(self, event: Strike) -> bool:
        """Wait as long as it is held; False where somebody gave it up."""
        clock = asyncio.get_running_loop().time
        began = clock()
        while self._gave_up is None and self._held(event, self._held_seconds):
            if _is_key(event, "escape") and self._held_seconds > PATIENCE_SECONDS:
                break
            await asyncio.sleep(HELD_SECONDS)
            self._held_seconds = clock() - began
            if self._leaving is not None and self._held_seconds > LEAVING_SECONDS:
                self._give_up(self._leaving)
                if self._leaving is not event:
                    self._struck.put_nowait(self._leaving)
                self._leaving = None
                break
            if not self._held(event, self._held_seconds):
                await self._come_through()
        self._held_seconds = 0.0
        is_wanted = self._gave_up in (None, event)
        if self._gave_up is event:
            self._gave_up = None
        return is_wanted

    async def _rest(self) -> None:
        """Let what a key asked for be drawn before anybody asks whether it came through; the next key asks at once."""
        if not self._struck.empty():
            return
        self._is_busy = False
        self._more.clear()
        with suppress(TimeoutError):
            async with asyncio.timeout(REST_SECONDS):
                await self._more.wait()
        self._is_busy = True

    def _writes(self, event: Strike) -> bool:
        """Whether it is only one more character for the field that has the cursor: those keep their order anyway."""
        is_text = isinstance(event, events.Paste) or event.is_printable
        return is_text and _is_field(self._app.focused)

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


def _is_key(event: Strike, name: str) -> bool:
    return isinstance(event, events.Key) and event.key == name


def _is_field(widget: "Widget | None") -> bool:
    """Whether it takes text. By their names: the screens that have fields load them, not the first frame."""
    return any(kind.__name__ in {"Input", "TextArea"} for kind in type(widget).__mro__)


async def _through(pump: "MessagePump") -> None:
    """Come back when *pump* has done what waits in its queue now."""
    done = asyncio.Event()
    if pump.call_later(done.set):
        try:
            async with asyncio.timeout(LONGEST_SECONDS):
                await done.wait()
        except TimeoutError:
            return
