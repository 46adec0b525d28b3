"""The screens on a pty: start to the first queue against an empty Textual app, key to repaint, bytes a key, memory.

    python benchmarks/bench_tui.py DESK [DESK …] [--keys N]

DESK is a folder that `make_desk.py` made; `bench.py tui` makes its own. The floor of the start is a Textual app that
shows one word; the floor of a key is the same app whose list of two lines moves a mark.

The start is measured from the fork until the first reference of a complaint (the word of the floor) was written to the
terminal: real rows of the view that an agent begins with. Ours is the installed command, as people start it. Both run
turn by turn, after one run each that is not counted: it compiles modules and brings the database into memory. Told are
the median, the slowest run of each, and the seconds the processor was at work, all threads together, in the fastest run
of each: that is what a busy machine changes least.
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

from bench_start import cxdesk
from desks import desk_of
from measure import Measured

COLUMNS, LINES = 80, 24
QUIET_SECONDS = 0.06
GIVE_UP_SECONDS = 30.0
RUNS, KEYS, FEW = 10, 100, 1000
KEY_MS = 16.0
QUIT_MS = 500.0
MOST_BYTES = 25.0
"""A row of text twice against six letters twice, and the preview of what the cursor came to rest on."""
MOST_MEMORY = 2.5

_PROCESS_CLOCK = 2
"""Linux makes the number of a process's own clock of its id and this (`clock_getcpuclockid`)."""

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
    slowest: float
    processor: float
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
            if time.perf_counter() - self.began > GIVE_UP_SECONDS:
                os.kill(self.pid, signal.SIGKILL)
                raise TimeoutError(self.last[-2000:])
            self.last += self._read(1.0)
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

    def processor(self) -> float:
        """Seconds of the processor so far; threads that have ended count too."""
        return time.clock_gettime(~self.pid << 3 | _PROCESS_CLOCK)

    def _read(self, seconds: float) -> bytes:
        ready, _write, _error = select.select([self._fd], [], [], seconds)
        if not ready:
            return b""
        try:
            return os.read(self._fd, 65536)
        except OSError:
            return b""


class Program(NamedTuple):
    """What is started, where, and what it has written once its first screen is there."""

    arguments: tuple[str, ...]
    folder: Path
    ready: bytes


def pair(ours: Program, floor: Program, keys: int) -> tuple[Figures, Figures]:
    """Both started turn by turn, so that a slow minute of the machine meets both; then their keys, turn by turn."""
    starts = [(_started(ours), _started(floor)) for _run in range(RUNS + 1)][1:]  # the first one writes bytecode
    open_ones = [Terminal(one.arguments, one.folder) for one in (ours, floor)]
    told: list[list[tuple[float, int]]] = [[], []]
    for terminal, program in zip(open_ones, (ours, floor), strict=True):
        terminal.until(program.ready)
        terminal.quiet(1.5)
    for number in range(keys):
        for terminal, kept in zip(open_ones, told, strict=True):
            terminal.quiet()
            kept.append(terminal.key(b"j" if number % 2 == 0 else b"k"))
    sizes = [terminal.kib() for terminal in open_ones]
    for terminal in open_ones:
        terminal.end(b"q")
    figures = [
        _figures([start[which] for start in starts], told[which], sizes[which]) for which in range(len(open_ones))
    ]
    return figures[0], figures[1]


class Start(NamedTuple):
    """Seconds to the first screen, of the processor until then, and from the last key to the end."""

    shown: float
    processor: float
    end: float


def _started(program: Program) -> Start:
    terminal = Terminal(program.arguments, program.folder)
    shown = terminal.until(program.ready)
    processor = terminal.processor()
    terminal.quiet(0.5)
    return Start(shown, processor, terminal.end(b"q"))


def _figures(runs: list[Start], keys: list[tuple[float, int]], kib: int) -> Figures:
    times = sorted(seconds * 1000 for seconds, _size in keys)
    return Figures(
        statistics.median(start.shown for start in runs) * 1000,
        max(start.shown for start in runs) * 1000,
        min(start.processor for start in runs) * 1000,
        times[len(times) // 2],
        times[int(len(times) * 0.95)],
        statistics.mean(size for _seconds, size in keys),
        kib,
        max(start.end for start in runs) * 1000,
    )


def of_desk(desk: Path, name: str, keys: int) -> list[Measured]:
    """The rows of one desk."""
    with TemporaryDirectory() as folder:
        empty = Path(folder) / "empty.py"
        empty.write_text(EMPTY, encoding="utf-8")
        ours, floor = pair(
            Program((*cxdesk(), "tui"), desk, b"CX-"),
            Program((sys.executable, str(empty)), desk, b"READY"),
            keys,
        )
    return [
        Measured(f"tui {name}: start, ms", ours.start, floor.start, 1.3),
        Measured(f"tui {name}: start, slowest of {RUNS}, ms", ours.slowest, floor.slowest, 1.3),
        Measured(f"tui {name}: start, processor, ms", ours.processor, floor.processor, 1.3, "fastest runs"),
        Measured(f"tui {name}: key p50, ms", ours.p50, floor.p50, 2.0),
        Measured(f"tui {name}: key p95, ms", ours.p95, floor.p95, 2.0),
        Measured(f"tui {name}: key p95 against what is allowed, ms", ours.p95, KEY_MS, 1.0),
        Measured(f"tui {name}: bytes a key", ours.bytes_a_key, floor.bytes_a_key, MOST_BYTES, "what follows it too"),
        Measured(f"tui {name}: memory, KiB", ours.kib, floor.kib, MOST_MEMORY),
        Measured(f"tui {name}: quit, ms", ours.quit, QUIT_MS, 1.0, "floor: what is allowed"),
    ]


def rows(count: int, _file: Path | None = None) -> list[Measured]:
    """A desk of a thousand complaints and one of *count*: nothing may depend on how many there are."""
    with TemporaryDirectory() as kept:
        os.environ["PYTHONPYCACHEPREFIX"] = kept
        return [row for size in sorted({FEW, count}) for row in of_desk(desk_of(size), f"{size}", KEYS)]


def main() -> None:
    """Print the rows of desks that are there already."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("desks", type=Path, nargs="+", metavar="DESK")
    parser.add_argument("--keys", type=int, default=KEYS)
    said = parser.parse_args()
    with TemporaryDirectory() as kept:
        os.environ["PYTHONPYCACHEPREFIX"] = kept
        for desk in said.desks:
            for row in of_desk(desk, desk.name, said.keys):
                print(row.line(), flush=True)


if __name__ == "__main__":
    main()
