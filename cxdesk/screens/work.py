"""What takes its time: an act on many complaints, which can be stopped between two of them; a desk that is slow."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from textual.message import Message

    from cxdesk.widgets.reader import Target

Item = TypeVar("Item")

WORK_SCREEN = "work-screen"
"""The id of the screen that shows how far it is."""

SHOWN_SECONDS = 0.5
"""What takes no longer shows no screen."""

SLOW_SECONDS = 3.0
"""What waits longer for an answer is told why."""


class Work:
    """One act on *total* things: the writer's thread counts them, the event loop looks, and may stop it between two."""

    def __init__(self, total: int) -> None:
        self.total = total
        self.done = 0
        self.is_stopped = False
        self.is_over = False

    def each(self, things: Iterable[Item]) -> Iterator[Item]:
        """As many of *things* as there is time for; one that was begun is always finished."""
        for thing in things:
            if self.is_stopped:
                return
            yield thing
            self.done += 1


class Over:
    """Whoever hears what came of *work*, *to*: with that it is over, though it may never have begun."""

    def __init__(self, work: Work, to: "Target") -> None:
        self._work = work
        self._to = to

    def post_message(self, message: "Message") -> bool:
        """Hand *message* on, from any thread."""
        self._work.is_over = True
        return self._to.post_message(message)


class Busy(Protocol):
    """A thread that answers."""

    @property
    def busy_seconds(self) -> float:
        """How long it has been at what it is doing."""


class Slowness:
    """Whether one of *threads* keeps somebody waiting."""

    def __init__(self, *threads: Busy) -> None:
        self._threads = threads
        self._was_slow = False

    def is_news(self) -> bool:
        """Whether it is slow, and was not when this was asked before."""
        is_slow = any(one.busy_seconds > SLOW_SECONDS for one in self._threads)
        is_news, self._was_slow = is_slow and not self._was_slow, is_slow
        return is_news
