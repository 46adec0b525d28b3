"""The screens on a pty: start to the first queue against an empty Textual app, key to repaint, bytes a key, memory.

    python benchmarks/bench_tui.py DESK [--keys N]

DESK is a folder that `make_desk.py` made. The floor of the start is a Textual app that shows one word; the floor of a
key is the same app whose list of two lines moves a mark.
"""

import argparse
import os
import pty
import select
import signal
import statistics
import struct
import sys
import termios
import time
from collections.abc import Sequence
from fcntl import ioctl
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

COLUMNS, LINES = 80, 24
QUIET_SECONDS = 0.06
GIVE_UP_SECONDS = 30.0

EMPTY = """
from textual.app import App
from textual.widget import Widget
from textual.strip import Strip
from textual.geometry import Region
from rich.segment import Segment

class Lines(Widget, can_focus=True):
    BINDINGS = [("j", "move", "Down"), ("k", "move", "Up")]
    mark = 0
    def render_line(self, y):
        return Strip([Segment(("READY " if y == self.mark else "      ").ljust(self.size.width))])
    def action_move(self):
        self.mark = 1 - self.mark
        self.refresh(Region(0, 0, self.size.width, 1))
        self.refresh(Region(0, 1, self.size.width, 1))

class Empty(App):
    BINDINGS = [("q", "quit", "Quit")]
    def compose(self):
        yield Lines()

Empty().run()
"""


class Figures(NamedTuple):
    """What one program did on a terminal of its own; times in milliseconds."""

    start: float
    p50: float
    p95: float
    bytes_a_key: float
    kib: int
    quit: float


class Terminal:
    """A program on a pty."""

    def __init__(self, arguments: Sequence[str], folder: Path) -> None:
        self.began = time.perf_counter()
        self.pid, self._fd = pty.fork()
        if self.pid == 0:
            os.chdir(folder)
            os.environ.update(TERM="xterm-256color", LC_ALL="C.UTF-8", CXDESK_AGENT="bob", COLUMNS=str(COLUMNS))
            os.environ["LINES"] = str(LINES)
            os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed program has its bytecode
            os.execv(arguments[0], list(arguments))  # noqa: S606 (a program on a pty, without a shell)
        ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, COLUMNS, 0, 0))
        self.last = b""

    def until(self, mark: bytes) -> float:
        """Seconds since it began until it wrote *mark*."""
        while mark not in self.last:
            self.last += self._read(GIVE_UP_SECONDS)
        return time.perf_counter() - self.began

    def quiet(self, seconds: float = QUIET_SECONDS) -> int:
        """Read until nothing more comes; how many bytes came."""
        count = 0
        while more := self._read(seconds):
            count += len(more)
        return count

    def key(self, key: bytes) -> tuple[float, int]:
        """Seconds from the key to the first byte of the answer, and all bytes of it."""
        before = time.perf_counter()
        os.write(self._fd, key)
        first = self._read(GIVE_UP_SECONDS)
        return time.perf_counter() - before, len(first) + self.quiet()

    def end(self, key: bytes) -> float:
        """Seconds from the key to the end of the process."""
        before = time.perf_counter()
        os.write(self._fd, key)
        while True:
            if os.waitpid(self.pid, os.WNOHANG)[0]:
                os.close(self._fd)
                return time.perf_counter() - before
            self._read(0.01)
            if time.perf_counter() - before > GIVE_UP_SECONDS:
                os.kill(self.pid, signal.SIGKILL)

    def kib(self) -> int:
        """Resident memory now."""
        status = Path(f"/proc/{self.pid}/status").read_text(encoding="ascii")
        return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS"))

    def _read(self, seconds: float) -> bytes:
        ready, _write, _error = select.select([self._fd], [], [], seconds)
        if not ready:
            return b""
        try:
            return os.read(self._fd, 65536)
        except OSError:
            return b""


def measured(arguments: Sequence[str], folder: Path, ready: bytes, before: bytes, keys: int) -> Figures:
    """One program: started five times, then *keys* keys down and up."""
    starts, quits = [], []
    for _run in range(5):
        terminal = Terminal(arguments, folder)
        starts.append(terminal.until(ready))
        terminal.quiet(0.5)
        quits.append(terminal.end(b"q"))
    terminal = Terminal(arguments, folder)
    terminal.until(ready)
    terminal.quiet(1.5)
    for key in before:
        terminal.key(bytes([key]))
        terminal.quiet(1.5)
    times, sizes = [], []
    for number in range(keys):
        seconds, size = terminal.key(b"j" if number % 2 == 0 else b"k")
        times.append(seconds)
        sizes.append(size)
    kib = terminal.kib()
    terminal.end(b"q")
    ordered = sorted(times)
    return Figures(
        statistics.median(starts) * 1000,
        ordered[len(ordered) // 2] * 1000,
        ordered[int(len(ordered) * 0.95)] * 1000,
        statistics.mean(sizes),
        kib,
        max(quits) * 1000,
    )


def main() -> None:
    """Print the figures beside their floors."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("desk", type=Path)
    parser.add_argument("--keys", type=int, default=100)
    said = parser.parse_args()
    with TemporaryDirectory() as folder:
        empty = Path(folder) / "empty.py"
        empty.write_text(EMPTY, encoding="utf-8")
        floor = measured([sys.executable, str(empty)], said.desk, b"READY", b"", said.keys)
    ours = measured([sys.executable, "-m", "cxdesk", "tui"], said.desk, b"CX-", b"", said.keys)
    print(f"{'':<24}{'ours':>12}{'floor':>12}{'ratio':>8}  budget")
    rows = [
        ("start, ms", ours.start, floor.start, "1.3"),
        ("key p50, ms", ours.p50, floor.p50, "2"),
        ("key p95, ms", ours.p95, floor.p95, "2 and 16 ms"),
        ("bytes a key", ours.bytes_a_key, floor.bytes_a_key, ""),
        ("memory, KiB", ours.kib, floor.kib, ""),
        ("quit, ms", ours.quit, floor.quit, "500 ms"),
    ]
    for name, one, other, budget in rows:
        print(f"{name:<24}{one:>12.1f}{other:>12.1f}{one / other:>8.2f}  {budget}")


if __name__ == "__main__":
    main()
