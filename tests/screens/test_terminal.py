"""A terminal that is not what is taken for granted, and a program that is told to end: nothing typed is lost."""

import math
import os
import signal
import sys
import threading
from collections.abc import Callable

import pytest
from textual import events
from textual.message import Message

from cxdesk.screens.complaint import ComplaintScreen
from cxdesk.screens.desk import DeskScreen
from cxdesk.screens.terminal import Sequences, TerminalDriver
from tests.screens.samples import a_morning
from tests.screens.stage import Played, Stage
from tests.screens.terminal import Terminal
from tests.screens.test_typist import burst

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no pty")


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGHUP])
def test_who_is_told_to_end_keeps_what_was_typed_and_leaves_the_terminal_as_it_was(
    stage: Stage, told: signal.Signals
) -> None:
    async def scene(played: Played) -> None:
        await played.press("n", *"Sample")
        signal.raise_signal(told)
        await played.settle()
        assert played.app._exit

    stage.play(scene)
    with stage.desk() as desk:
        assert [draft.said["customer"] for draft in desk.drafts()] == ["Sample"]


def test_bytes_that_are_no_utf_8_end_nothing_and_stderr_may_be_led_away(stage: Stage) -> None:
    """A key of a terminal that speaks Latin-1; `cxdesk 2>errors.log` shows its screens all the same."""
    a_morning(stage)
    terminal = Terminal(stage, "2>/dev/null")
    terminal.until(lambda written: b"Charged twice" in written)
    terminal.press("n", "Who complains")
    terminal.bytes(b"M\xfcller")
    terminal.until(lambda written: "M�ller".encode() in written)
    terminal.keys("\x11")
    assert terminal.ended() == 0
    assert terminal.written.rindex(b"\x1b[?1049l") > terminal.written.rindex(b"\x1b[?1049h")
    with stage.desk() as desk:
        assert [draft.said["customer"] for draft in desk.drafts()] == ["M�ller"]


def test_ctrl_c_says_in_the_readers_language_how_the_program_ends(stage: Stage) -> None:
    async def scene(played: Played) -> None:
        await played.press("ctrl+c")
        assert played.toasts() == ["Ctrl+Q ends the program; q does too, where nothing is typed"]

    stage.play(scene)


def test_a_page_is_turned_in_the_palette_before_its_list_is_drawn(stage: Stage) -> None:
    a_morning(stage)

    async def scene(played: Played) -> None:
        burst(played, "ctrl+p", ".", "pagedown", "pageup", "pagedown", "escape")
        await played.settle()
        assert isinstance(played.app.screen, DeskScreen)

    stage.play(scene)


def test_a_second_click_beside_the_palette_takes_away_nothing_else(stage: Stage) -> None:
    a_morning(stage)

    async def scene(played: Played) -> None:
        await played.press("enter", "ctrl+p")
        palette = played.app.screen
        palette.dismiss()
        palette.dismiss()
        await played.settle()
        assert isinstance(played.app.screen, ComplaintScreen)

    stage.play(scene)


@pytest.mark.parametrize("opening", ["slash", "ctrl+p", "n"])
def test_what_is_pasted_is_text_wherever_somebody_types(stage: Stage, opening: str) -> None:
    async def scene(played: Played) -> None:
        await played.press(opening)
        played.app.post_message(events.Paste("\x1b]52;c;aGVsbG8=\x07\u202e"))
        await played.settle()
        assert "␛]52;c;aGVsbG8=␇‹U+202E›" in played.text()

    stage.play(scene)


BEYOND = b"\x1b[1000000000000A"
"""As a paste into a terminal without bracketed paste may hold: a key beyond all characters."""


class AfterAll(threading.Event):
    """Set once a pipe was read to its end, however little of it was heard."""

    turns = 0

    def is_set(self) -> bool:
        """Whether it was asked often enough."""
        self.turns += 1
        return self.turns > 2


class Piped(TerminalDriver):
    """A driver that reads *written*, and hands what it hears to *heard*."""

    def __init__(self, written: bytes, heard: Callable[[Message], object]) -> None:
        self.fileno, into = os.pipe()
        os.write(into, written)
        os.close(into)
        self.exit_event = AfterAll()
        self._debug = False
        self._heard = heard

    def process_message(self, message: Message) -> None:
        """Only hear it."""
        self._heard(message)

    def read(self) -> None:
        """To the end."""
        try:
            self.run_input_thread()
        finally:
            os.close(self.fileno)


def test_a_sequence_that_names_no_key_ends_nothing_and_takes_nothing_with_it() -> None:
    heard: list[Message] = []
    Piped(b"a" + BEYOND + b"b\x1b[A" + BEYOND + BEYOND + b"\x1b[Bc", heard.append).read()
    assert [one.key for one in heard if isinstance(one, events.Key)] == ["a", "b", "up", "down", "c"]


@pytest.mark.parametrize("error", [ValueError, OverflowError])
def test_what_goes_wrong_in_the_program_itself_ends_it(error: type[Exception]) -> None:
    def heard(_message: Message) -> None:
        raise error

    with pytest.raises(error):
        Piped(b"a", heard).read()


def test_a_sequence_that_was_not_gone_on_with_is_told_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    parser = Sequences()
    assert list(parser.feed("\x1b")) == []
    monkeypatch.setattr("textual._parser.get_time", lambda: math.inf)
    (escape,) = parser.tick()
    assert isinstance(escape, events.Key)
    assert escape.key == "escape"
    assert list(parser.feed("")) == []
