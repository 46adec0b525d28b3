"""The real program in a tmux of its own, driven through control mode, which says when the screen changed."""

import os
import re
import select
import shlex
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

PATIENCE_SECONDS = 30.0


class Tmux:
    """A server of its own, whose one window of *size* is no shell's but the program's; use it in a `with`."""

    def __init__(self, socket: Path, size: tuple[int, int]) -> None:
        self._base = ["tmux", "-f", os.devnull, "-S", str(socket)]
        self._size = size
        self._environment = {**os.environ, "TERM": "xterm-256color", "LC_ALL": "C.UTF-8"}
        self._unread = b""

    def __enter__(self) -> Self:
        width, height = map(str, self._size)
        self._client = subprocess.Popen(
            [*self._base, "-C", "new-session", "-x", width, "-y", height, "cat"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=self._environment,
        )
        self._lines_of_an_answer()
        self._ask("set-option -g status off", f"refresh-client -C {width},{height}")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # The client first: a server that is told to go waits until its clients have read everything.
        self._client.kill()
        self._client.wait()
        for pipe in (self._client.stdin, self._client.stdout):
            if pipe is not None:
                pipe.close()
        subprocess.run([*self._base, "kill-server"], check=False, capture_output=True)

    def run(self, *words: str, **environment: str) -> None:
        """Have the window run cxdesk, instead of what ran there."""
        named = " ".join(f"-e {_quoted(f'{name}={value}')}" for name, value in environment.items())
        command = shlex.join((sys.executable, "-P", "-m", "cxdesk", *words))
        self._ask(f"respawn-pane -k {named} {_quoted(command + '; echo ended $?; exec cat')}")

    def keys(self, *keys: str) -> None:
        """Press keys by tmux's names, or type what has none."""
        self._ask("send-keys " + " ".join(map(_quoted, keys)))

    def type(self, text: str) -> None:
        """Type *text* as it stands, and wait until it does once more than before."""
        before = self.text().count(text)
        self._ask("send-keys -l " + _quoted(text))
        self.until(lambda screen: screen.count(text) > before)

    def text(self) -> str:
        """What stands on the screen."""
        return "\n".join(self._ask("capture-pane -p")).rstrip()

    def until(self, told: str | Callable[[str], bool]) -> str:
        """The words of the screen as soon as *told* stands among them; it is looked at when it changed."""
        is_there = told if callable(told) else lambda text: told in _flat(text)
        end = time.monotonic() + PATIENCE_SECONDS
        while not is_there(text := self.text()):
            assert time.monotonic() < end, f"{told!r} never came:\n{text}"
            self._wait_for_output(end)
        return _flat(text)

    def end(self) -> None:
        """Wait until the program ended by itself, and in peace."""
        self.until("ended 0")

    # Control mode: commands go in line by line, answers come between %begin and %end, news as lines of their own

    def _ask(self, *commands: str) -> list[str]:
        lines: list[str] = []
        for command in commands:
            assert self._client.stdin is not None
            self._client.stdin.write(f"{command}\n".encode())
            self._client.stdin.flush()
            lines = self._lines_of_an_answer()
        return lines

    def _lines_of_an_answer(self) -> list[str]:
        while not self._line().startswith(b"%begin"):
            continue
        lines = []
        while not (line := self._line()).startswith((b"%end", b"%error")):
            lines.append(line.decode())
        assert line.startswith(b"%end"), lines
        return lines

    def _line(self) -> bytes:
        while b"\n" not in self._unread:
            assert self._read(PATIENCE_SECONDS), "tmux says nothing"
        line, _newline, self._unread = self._unread.partition(b"\n")
        return line

    def _wait_for_output(self, end: float) -> None:
        """Come back once something was drawn, with all that was drawn till then left behind."""
        while not any(line.startswith(b"%") for line in self._unread.split(b"\n")[:-1]):
            if not self._read(max(end - time.monotonic(), 0.0)):
                return
        self._unread = self._unread.rpartition(b"\n")[2]

    def _read(self, seconds: float) -> bool:
        assert self._client.stdout is not None
        ready = bool(select.select([self._client.stdout], [], [], seconds)[0])
        if ready:
            self._unread += os.read(self._client.stdout.fileno(), 65536)
        return ready


def _quoted(word: str) -> str:
    """A word of tmux's own language."""
    return "'" + word.replace("'", "'\\''") + "'"


def _flat(text: str) -> str:
    """Lines that were broken, read on, without the frames around them."""
    return " ".join(re.sub("[│▌]", " ", text).split())
