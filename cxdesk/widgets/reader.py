"""The one thread that reads: it owns a `Watch`, answers the newest question of each kind, and can be interrupted."""

import threading
from collections.abc import Callable
from enum import IntEnum
from time import monotonic
from typing import TYPE_CHECKING, Protocol

from textual.message import Message

if TYPE_CHECKING:
    from cxdesk.desk.watching import Watch

QUIT_SECONDS = 0.15
"""How long the end of the program waits for all its threads. What is not committed by then is lost; no draft is."""


class Lane(IntEnum):
    """Kinds of questions, the most urgent first: of each only the newest waits, and a more urgent one goes before.

    Counting may take longer than it is until somebody asks for changes again: it would never come to its end.
    """

    BEGINNING = 0
    ROWS = 1
    AGENDA = 2
    FILTER = 3
    CUSTOMERS = 4
    SEEN = 5
    PICKED = 6
    CLOSEUP = 7
    PART = 8
    FORM = 9
    WHY = 10
    PALETTE = 11
    COUNTS = 12
    CHANGED = 13


class Target(Protocol):
    """Whoever takes messages: a widget, a screen, the app."""

    def post_message(self, message: Message) -> bool:
        """Take *message*, from any thread."""


class Either:
    """*first*, or *second* once *first* takes no messages any more."""

    def __init__(self, first: Target, second: Target) -> None:
        self._first = first
        self._second = second

    def post_message(self, message: Message) -> bool:
        """Take *message*, from any thread."""
        return self._first.post_message(message) or self._second.post_message(message)


class Ending(Protocol):
    """A thread that can be told to end."""

    def finish(self) -> None:
        """End soon."""

    def is_alive(self) -> bool:
        """Whether it has not ended yet."""

    def join(self, timeout: float | None = None) -> None:
        """Wait for its end."""


def end(*threads: Ending) -> None:
    """End them; for all of them together it waits no longer than for one."""
    for one in threads:
        one.finish()
    latest = monotonic() + QUIT_SECONDS
    for one in threads:
        if one.is_alive():
            one.join(max(latest - monotonic(), 0))


class Failed(Message):
    """A question, of *lane* where the reader was asked, could not be answered."""

    def __init__(self, error: Exception, lane: Lane | None = None) -> None:
        super().__init__()
        self.error = error
        self.lane = lane


class _Question:
    def __init__(self, lane: Lane, to: Target, answer: "Callable[[Watch], Message]") -> None:
        self.lane = lane
        self.to = to
        self.answer = answer
        self.superseded = False
        self.began = 0.0


class Reader(threading.Thread):
    """Start it once; `ask` from the event loop, `stop` at the end."""

    def __init__(self, open_watch: "Callable[[], Watch]") -> None:
        super().__init__(name="cxdesk-reader", daemon=True)
        self._open_watch = open_watch
        self._ready = threading.Condition()
        self._waiting: dict[Lane, _Question] = {}
        self._running: _Question | None = None
        self._watch: Watch | None = None
        self._stopped = False
        self._posting = False

    def ask(self, lane: Lane, to: Target, answer: "Callable[[Watch], Message]") -> None:
        """Let *answer* make a message from the desk and post it to *to*; never waits.

        An older question of the lane is dropped, or interrupted; one less urgent is interrupted and asked again.
        What *answer* raises comes as `Failed`.
        """
        with self._ready:
            self._waiting[lane] = _Question(lane, to, answer)
            running = self._running
            if running is not None and running.lane >= lane:
                if running.lane > lane:
                    self._waiting.setdefault(running.lane, _Question(running.lane, running.to, running.answer))
                self._interrupt(running)
            self._ready.notify()

    @property
    def is_idle(self) -> bool:
        """Whether nothing is asked and nothing is being answered."""
        with self._ready:
            return not self._waiting and self._running is None and not self._posting

    @property
    def busy_seconds(self) -> float:
        """How long it has been at the question in hand."""
        with self._ready:
            return monotonic() - self._running.began if self._running is not None else 0.0

    def finish(self) -> None:
        """End the thread; the question in hand is interrupted."""
        with self._ready:
            self._stopped = True
            if self._running is not None:
                self._interrupt(self._running)
            self._ready.notify()

    def stop(self) -> None:
        """End the thread, and wait for that a moment."""
        end(self)

    def run(self) -> None:
        """Answer until stopped."""
        try:
            while (question := self._next()) is not None:
                message = self._answered(question)
                with self._ready:
                    self._running = None
                    wanted = message is not None and not question.superseded and not self._stopped
                    self._posting = True
                if wanted and message is not None:
                    question.to.post_message(message)
                self._posting = False
        finally:
            if self._watch is not None:
                self._watch.shut()

    def _next(self) -> _Question | None:
        with self._ready:
            self._ready.wait_for(lambda: self._waiting or self._stopped)
            if self._stopped:
                return None
            self._running = self._waiting.pop(min(self._waiting))
            self._running.began = monotonic()
            return self._running

    def _answered(self, question: _Question) -> Message | None:
        from cxdesk.desk.watching import Interrupted  # noqa: PLC0415 (loaded here: the first frame need not wait)

        try:
            if self._watch is None:
                self._watch = self._open_watch()
            return question.answer(self._watch)
        except Interrupted:
            return None
        except Exception as error:  # noqa: BLE001 (the edge of the thread: whoever asked hears of every failure)
            return Failed(error, question.lane)

    def _interrupt(self, question: _Question) -> None:
        question.superseded = True
        if self._watch is not None:
            self._watch.interrupt()
