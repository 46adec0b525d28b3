"""The thread that reads: newest first, the urgent before the rest, every question answered at most once."""

import threading
from collections.abc import Callable, Iterator
from typing import cast

from textual.message import Message

from cxdesk.desk.watching import Interrupted, Watch
from cxdesk.errors import NotDone
from cxdesk.widgets.reader import Failed, Lane, Reader

SECONDS = 10


class Said(Message):
    """An answer."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text


class Listener:
    """Whoever asks."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self.some = threading.Semaphore(0)

    def post_message(self, message: Message) -> bool:
        """Remember what was said."""
        self.heard.append(message.text if isinstance(message, Said) else str(cast("Failed", message).error))
        self.some.release()
        return True


class Door:
    """A desk whose reads last until they are interrupted."""

    def __init__(self) -> None:
        self.reads = threading.Semaphore(0)
        self.stop = threading.Event()
        self.is_shut = False

    def long(self) -> Message:
        """Read until interrupted."""
        self.stop.clear()
        self.reads.release()
        assert self.stop.wait(SECONDS)
        raise Interrupted

    def interrupt(self) -> None:
        """End the read."""
        self.stop.set()

    def shut(self) -> None:
        """The thread is over."""
        self.is_shut = True


def started() -> tuple[Reader, Door, Listener]:
    """A reader on a door."""
    door = Door()
    reader = Reader(lambda: cast("Watch", door))
    reader.start()
    return reader, door, Listener()


def test_a_newer_question_of_the_same_kind_interrupts_the_older_and_only_it_is_answered() -> None:
    reader, door, listener = started()
    reader.ask(Lane.ROWS, listener, lambda _door: door.long())
    assert door.reads.acquire(timeout=SECONDS)
    reader.ask(Lane.ROWS, listener, lambda _door: Said("new"))
    assert listener.some.acquire(timeout=SECONDS)
    reader.stop()
    assert listener.heard == ["new"]


def test_a_more_urgent_question_goes_first_and_the_other_is_asked_again() -> None:
    reader, door, listener = started()
    turns: Iterator[Callable[[], Message]] = iter([door.long, lambda: Said("counts")])
    reader.ask(Lane.COUNTS, listener, lambda _door: next(turns)())
    assert door.reads.acquire(timeout=SECONDS)
    reader.ask(Lane.ROWS, listener, lambda _door: Said("rows"))
    for _answer in range(2):
        assert listener.some.acquire(timeout=SECONDS)
    reader.stop()
    assert listener.heard == ["rows", "counts"]


def test_whoever_asks_on_hearing_an_answer_does_not_get_the_answer_again() -> None:
    reader, _door, listener = started()
    heard = listener.post_message

    def post(message: Message) -> bool:
        if isinstance(message, Said) and message.text == "first":
            reader.ask(Lane.ROWS, listener, lambda _door: Said("second"))
        return heard(message)

    listener.post_message = post  # type: ignore[method-assign]  # overheard
    reader.ask(Lane.FORM, listener, lambda _door: Said("first"))
    for _answer in range(2):
        assert listener.some.acquire(timeout=SECONDS)
    reader.ask(Lane.COUNTS, listener, lambda _door: Said("last"))
    assert listener.some.acquire(timeout=SECONDS)
    reader.stop()
    assert listener.heard == ["first", "second", "last"]


def test_a_question_that_fails_says_so_and_the_next_one_is_answered() -> None:
    reader, _door, listener = started()

    def refused(_door: Watch) -> Message:
        raise NotDone("no")

    reader.ask(Lane.ROWS, listener, refused)
    assert listener.some.acquire(timeout=SECONDS)
    reader.ask(Lane.ROWS, listener, lambda _door: Said("yes"))
    assert listener.some.acquire(timeout=SECONDS)
    reader.stop()
    assert listener.heard == ["no", "yes"]


def test_stopping_ends_the_read_in_hand_and_lets_the_desk_go() -> None:
    reader, door, listener = started()
    reader.ask(Lane.ROWS, listener, lambda _door: door.long())
    assert door.reads.acquire(timeout=SECONDS)
    reader.stop()
    reader.join(SECONDS)
    assert door.is_shut
    assert listener.heard == []
