"""The real program on a pseudo-terminal of 80×24, and what of its output would steer a terminal."""

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

from tests.screens.stage import Stage

PATIENCE_SECONDS = 40.0
ALLOWED = re.compile(
    rb"\x1b\[[?<>=]?[0-9;:]*[$ ]?[A-Za-z]"  # CSI: cursor, colour, modes
    rb"|\x1b\][0-9]+;[^\x07\x1b\x00-\x1f]*(?:\x07|\x1b\\)"  # OSC that Textual sends itself: title, pointer shape
    rb"|\x1bP[^\x1b]*\x1b\\|\x1b_G[^\x1b]*\x1b\\"
    rb"|\r|\n"
)


class Terminal:
    """The program on a pty of 80×24."""

    def __init__(self, stage: Stage, redirected: str = "") -> None:
        """*redirected* is what a shell would do with its streams."""
        self.pid, self._fd = pty.fork()
        if self.pid == 0:
            os.environ.update(TERM="xterm-256color", LC_ALL="C.UTF-8", CXDESK_AGENT="ann", COLUMNS="80", LINES="24")
            os.environ.update(CXDESK_NOW=stage.clock().isoformat(), CXDESK_DESK=str(stage.folder))
            program = f'exec "$0" -m cxdesk {redirected}'
            os.execv("/bin/sh", ["/bin/sh", "-c", program, sys.executable])  # noqa: S606 (ourselves)
        ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        self.written = b""

    def until(self, is_there: Callable[[bytes], bool]) -> None:
        """Read until *is_there* says yes."""
        end = time.monotonic() + PATIENCE_SECONDS
        while not is_there(self.written):
            assert time.monotonic() < end, ALLOWED.sub(b"", self.written[-6000:]).decode("utf-8", "replace")
            self._read(0.1)

    def keys(self, keys: str) -> None:
        """Type."""
        os.write(self._fd, keys.encode())

    def bytes(self, typed: bytes) -> None:
        """Type what may be no text."""
        os.write(self._fd, typed)

    def press(self, keys: str, told: str) -> None:
        """Type, and wait until *told* is drawn after it."""
        begun = len(self.written)
        self.keys(keys)
        self.until(lambda written: told in ALLOWED.sub(b"", written[begun:]).decode("utf-8", "replace"))

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


def assert_nothing_steers(written: bytes) -> None:
    """No byte stands in *written* but what Textual sends itself, and characters that are only seen."""
    assert b"]52;" not in written.replace("␛]52;".encode(), b"")
    rest = ALLOWED.sub(b"", written).decode("utf-8", "replace")
    steering = {character for character in rest if ord(character) < 0x20 or 0x7F <= ord(character) < 0xA0}
    assert steering == set(), [rest[found.start() : found.start() + 12] for found in re.finditer("\x1b", rest)]
    assert not set(rest) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
