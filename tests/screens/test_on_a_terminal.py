"""The real program on a real pseudo-terminal: it opens, takes keys, writes nothing a customer wrote raw, and ends."""

import os
import pty
import re
import select
import struct
import sys
import termios
import time
from collections.abc import Callable
from fcntl import ioctl

import pytest

from tests.screens.samples import HOSTILE, a_morning, logged
from tests.screens.stage import Stage

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no pty")

PATIENCE_SECONDS = 40.0
ALLOWED = re.compile(
    rb"\x1b\[[?<>=]?[0-9;:]*[$ ]?[A-Za-z]"  # CSI: cursor, colour, modes
    rb"|\x1b\][0-9]+;[^\x07\x1b\x00-\x1f]*(?:\x07|\x1b\\)"  # OSC that Textual sends itself: title, pointer shape
    rb"|\x1bP[^\x1b]*\x1b\\|\x1b_G[^\x1b]*\x1b\\"
    rb"|\r|\n"
)


class Terminal:
    """The program on a pty of 80×24."""

    def __init__(self, stage: Stage) -> None:
        self.pid, self._fd = pty.fork()
        if self.pid == 0:
            os.environ.update(TERM="xterm-256color", LC_ALL="C.UTF-8", CXDESK_AGENT="ann", COLUMNS="80", LINES="24")
            os.environ.update(CXDESK_NOW=stage.clock().isoformat(), CXDESK_DESK=str(stage.folder))
            os.execv(sys.executable, [sys.executable, "-m", "cxdesk"])  # noqa: S606
        ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        self.written = b""

    def until(self, is_there: Callable[[bytes], bool]) -> None:
        """Read until *is_there* says yes."""
        end = time.monotonic() + PATIENCE_SECONDS
        while not is_there(self.written):
            assert time.monotonic() < end, self.written[-6000:]
            self._read(0.1)

    def keys(self, keys: str) -> None:
        """Type."""
        os.write(self._fd, keys.encode())

    def ended(self) -> int:
        """Its exit code."""
        end = time.monotonic() + PATIENCE_SECONDS
        while True:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                os.close(self._fd)
                return os.waitstatus_to_exitcode(status)
            assert time.monotonic() < end
            self._read(0.05)

    def _read(self, seconds: float) -> None:
        if select.select([self._fd], [], [], seconds)[0]:
            try:
                self.written += os.read(self._fd, 65536)
            except OSError:
                return


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
    assert b"]52;" not in terminal.written.replace("␛]52;".encode(), b"")
    rest = ALLOWED.sub(b"", terminal.written).decode("utf-8", "replace")
    steering = {character for character in rest if ord(character) < 0x20 or 0x7F <= ord(character) < 0xA0}
    assert steering == set(), [rest[found.start() : found.start() + 12] for found in re.finditer("\x1b", rest)]
    assert not set(rest) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
