"""What an open interface stands on: how it reaches the desk, what the time is, what its user prefers."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from cxdesk.screens.preferences import Preferences

if TYPE_CHECKING:
    from cxdesk.desk import Desk
    from cxdesk.desk.beginning import Beginning
    from cxdesk.desk.ports import AfterCommit
    from cxdesk.desk.watching import Watch

Send = Callable[[tuple[int, ...]], str]
"""Sends the letters of these numbers, however long it takes, and answers with a sentence about what became of them."""


def _begin(door: "Watch") -> "Beginning":
    from cxdesk.desk.beginning import begin  # noqa: PLC0415 (loaded on the reader's thread)

    return begin(door)


class Session(NamedTuple):
    """The edges of one interface; a test gives its own."""

    folder: Path
    open_watch: "Callable[[], Watch]"
    open_desk: "Callable[[AfterCommit | None], Desk]"
    now: Callable[[], datetime]
    send: Send | None = None
    preferences: Preferences = Preferences()
    config: Path | None = None
    """The file of the preferences, whether it is there or not."""
    begin: "Callable[[Watch], Beginning]" = _begin
