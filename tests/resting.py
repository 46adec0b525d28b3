"""When an app that is played without a terminal has come to rest: told by its queues, not by a wait."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, cast
from unittest.mock import patch

from textual.app import App

_PATIENCE_TURNS = 20_000
_A_MOMENT_SECONDS = 0.001
_QUIET_TURNS = 2


async def drained(*_seconds: float) -> None:
    """Come back when nothing in the loop is ready to run: what is left waits for a thread or for a time."""
    ready = cast("Any", asyncio.get_running_loop())._ready
    empty = 0
    for _turn in range(_PATIENCE_TURNS):
        await asyncio.sleep(0)
        empty = 0 if ready else empty + 1
        if empty == _QUIET_TURNS:
            return
    message = "the loop has always more to do"
    raise AssertionError(message)


@contextmanager
def awake() -> Iterator[None]:
    """Textual's pilot sleeps until the process looks idle, again and again for every key; here it asks the loop."""
    with patch("textual.app.wait_for_idle", drained), patch("textual.pilot.wait_for_idle", drained):
        yield


async def rested(app: App[Any], is_idle: Callable[[], bool]) -> None:
    """Come back when the queues are empty, the screen is drawn, nothing moves on it and *is_idle* says so.

    Raises:
        AssertionError: It never comes to rest.
    """
    quiet = 0
    for _turn in range(_PATIENCE_TURNS):
        await drained()
        if app._exit or app._exception is not None:
            return
        if not is_idle() or _moves(app):
            quiet = 0
            await asyncio.sleep(_A_MOMENT_SECONDS)
        elif _is_due(app):
            quiet = 0
            app.screen._on_timer_update()
        else:
            quiet += 1
        if quiet == _QUIET_TURNS:
            return
    message = "the app did not come to rest"
    raise AssertionError(message)


def _moves(app: App[Any]) -> bool:
    """Whether something on it moves, or its size has changed and that is not taken up yet."""
    return bool(app.animator._animations or app.animator._scheduled or app._resize_event)


def _is_due(app: App[Any]) -> bool:
    """Whether something is to be drawn, or done once it is drawn."""
    screen = app.screen
    if not screen.is_current or app._batch_count:
        return False
    return bool(
        screen._layout_required
        or screen._scroll_required
        or screen._repaint_required
        or screen._recompose_required
        or screen._dirty_widgets
        or screen._callbacks
    )
