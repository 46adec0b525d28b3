"""A terminal that is not what is taken for granted, and a program that is told to end: nothing typed is lost."""

import signal
import sys

import pytest
from textual import events

from cxdesk.screens.complaint import ComplaintScreen
from cxdesk.screens.desk import DeskScreen
from cxdesk.screens.terminal import TerminalDriver
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


def test_a_sequence_that_names_no_key_ends_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """`ESC [ 1000000000000 A`, as a paste into a terminal without bracketed paste may hold."""
    read = iter([OverflowError, ValueError, None])

    def reads(_driver: object) -> None:
        if (error := next(read)) is not None:
            raise error

    monkeypatch.setattr("textual.drivers.linux_driver.LinuxDriver.run_input_thread", reads)
    TerminalDriver.run_input_thread(TerminalDriver.__new__(TerminalDriver))
    assert list(read) == []
