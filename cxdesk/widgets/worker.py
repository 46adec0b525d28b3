"""A thread that does jobs one after the other with something it owns: the writer with its desk, one for drafts."""

import queue
import threading
from collections.abc import Callable
from time import monotonic
from typing import Generic, TypeVar

from textual.message import Message

from cxdesk.widgets.reader import Failed, Target

Tool = TypeVar("Tool")


class Worker(threading.Thread, Generic[Tool]):
    """Begins with the first job; *take* makes the tool, *put_back* lets it go, *hurry* has it wait for nobody more."""

    def __init__(
        self,
        name: str,
        take: Callable[[], Tool],
        put_back: Callable[[Tool], object],
        hurry: Callable[[Tool], object] = lambda _tool: None,
    ) -> None:
        super().__init__(name=name, daemon=True)
        self._take = take
        self._put_back = put_back
        self._hurry = hurry
        self._tool: Tool | None = None
        self._began = 0.0
        self._jobs: queue.SimpleQueue[tuple[Target | None, Callable[[Tool], Message | None]] | None]
        self._jobs = queue.SimpleQueue()
        # Each is counted up by one thread alone: adding and taking away in two loses some.
        self._given = 0
        self._done = 0

    def do(self, job: Callable[[Tool], Message | None], to: Target | None = None) -> None:
        """Have *job* done, from the event loop; its message, or `Failed`, is posted to *to*. Never waits."""
        if self.ident is None:
            self.start()
        self._given += 1
        self._jobs.put((to, job))

    @property
    def is_idle(self) -> bool:
        """Whether everything that was given is done."""
        return self._given == self._done

    @property
    def busy_seconds(self) -> float:
        """How long it has been at the job in hand."""
        return monotonic() - self._began if self._began else 0.0

    def finish(self) -> None:
        """End the thread after the jobs that were given; none waits for others who write any more."""
        if self.ident is not None:
            self._jobs.put(None)
            if self._tool is not None:
                self._hurry(self._tool)

    def run(self) -> None:
        """Do jobs until it is to end."""
        while (given := self._jobs.get()) is not None:
            to, job = given
            self._began = monotonic()
            message: Message | None
            try:
                if self._tool is None:
                    self._tool = self._take()
                message = job(self._tool)
            except Exception as error:  # noqa: BLE001 (the edge of the thread: whoever asked hears of every failure)
                message = Failed(error)
            if to is not None and message is not None:
                to.post_message(message)
            self._began = 0.0
            self._done += 1
        if self._tool is not None:
            self._put_back(self._tool)
