"""The real program on a real pseudo-terminal: it opens, takes keys, writes nothing a customer wrote raw, and ends."""

import re
import sys

import pytest

from cxdesk.domain.words import Role
from cxdesk.store.people import Agent
from tests.screens.samples import HOSTILE, a_morning, logged
from tests.screens.stage import Stage
from tests.screens.terminal import Terminal, assert_nothing_steers
from tests.screens.test_complaint import delivered_hostile

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no pty")


def test_plain_cxdesk_on_a_terminal_opens_the_desk_takes_keys_and_quits(stage: Stage) -> None:
    a_morning(stage)
    terminal = Terminal(stage)
    terminal.until(lambda written: b"Charged twice" in written)
    terminal.keys("jb")
    terminal.until(lambda written: b"the investigation began" in written)
    terminal.keys("q")
    assert terminal.ended() == 0
    with stage.desk() as desk:
        assert desk.complaint("CX-2").status == "investigating"


def test_no_color_sends_no_colour_and_reverses_the_row_with_the_cursor(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """https://no-color.org: state is told by words and marks, so nothing is lost."""
    monkeypatch.setenv("NO_COLOR", "1")
    a_morning(stage)
    terminal = Terminal(stage)
    terminal.until(lambda written: b"Charged twice" in written)
    terminal.keys("q")
    assert terminal.ended() == 0
    assert not _COLOUR.findall(terminal.written)
    assert "▲".encode() in terminal.written
    assert re.search(rb"\[1;7m[^\x1b]*CX-\d", terminal.written)


_COLOUR = re.compile(rb"[\[;](?:[34]8;[25];|(?:[349]|10)[0-9](?=[;m]))[0-9;]*m")


def test_no_byte_of_a_customer_steers_the_terminal(stage: Stage) -> None:
    with stage.desk() as desk:
        desk.take(logged(desk, "harmless").ref)
        for _one in range(2):
            desk.take(logged(desk, HOSTILE, name=HOSTILE[:100], text=HOSTILE).ref)
    terminal = Terminal(stage)
    terminal.until(lambda written: b"harmless" in written)
    terminal.keys("jj")
    terminal.until(lambda written: b"CX-3" in written and "‹U+202E›".encode() in written)
    terminal.keys("b")
    terminal.until(lambda written: b"the investigation began" in written)
    terminal.keys("q")
    assert terminal.ended() == 0
    assert_nothing_steers(terminal.written)


def test_no_byte_of_a_customer_steers_the_terminal_on_any_screen(stage: Stage) -> None:
    with stage.desk() as desk:
        desk.add_agent(Agent("bob", HOSTILE[:100], Role.AGENT))
        desk.assign(delivered_hostile(stage, desk), "bob")
        ref = delivered_hostile(stage, desk)
    terminal = Terminal(stage)
    terminal.press("", "Enter Open")
    terminal.press("\r", "Timeline")
    for tab in ("▸Options", "▸Revisits", "▸Explain", "▸Facts", "▸Timeline"):
        terminal.press("l", tab)
        terminal.keys("GgjjkG")
    terminal.press("i", "Note ·")
    terminal.press("harmless", "harmless")
    terminal.press("\x13", f"{ref}: note")
    terminal.press("\x1b", "Enter Open")
    terminal.press("2", "What to say")
    terminal.keys("\tG\t")
    terminal.press("n", "Who complains")
    terminal.press("evil", "evil")
    terminal.press("\x07", "What to say")
    terminal.keys("q")
    assert terminal.ended() == 0
    assert_nothing_steers(terminal.written)
