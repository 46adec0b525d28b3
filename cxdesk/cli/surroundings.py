"""What a process stands in: streams, environment, terminal, clock. Looked at once, then passed in everywhere."""

import errno
import os
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from io import StringIO, TextIOWrapper
from pathlib import Path
from typing import NamedTuple, TextIO

from cxdesk.catalogue import _
from cxdesk.errors import WrongUse

FALLBACK_COLUMNS = 80


class OnceReadable:
    """Standard input, which can be read by one option only."""

    def __init__(self, stream: TextIO, *, is_terminal: bool) -> None:
        self.stream = stream
        self.is_terminal = is_terminal
        self.taken_by: str | None = None

    def take(self, reader: str) -> TextIO:
        """Give the stream to *reader* (an option's name). Raises WrongUse when another has it already."""
        if self.taken_by is not None:
            raise WrongUse(
                _("standard input can be read once, and {first} reads it").format(first=self.taken_by),
                where=reader,
                mend=_("give one of them as @file"),
            )
        self.taken_by = reader
        return self.stream


class ClosedOutput(StringIO):
    """Stands where the process was given no standard output: what is kept for it cannot be delivered."""

    def flush(self) -> None:
        """Raise OSError as a file would whose descriptor is closed, once there is something to deliver."""
        if self.tell():
            raise OSError(errno.EBADF, os.strerror(errno.EBADF))


class Surroundings(NamedTuple):
    """Everything outside the program that a command may look at; a test makes its own."""

    stdin: OnceReadable
    stdout: TextIO
    stderr: TextIO
    env: Mapping[str, str]
    cwd: Path
    os_user: str
    clock: Callable[[], datetime]
    """The time of day as an aware UTC instant."""
    randomness: Callable[[int], bytes] = os.urandom
    """That many unpredictable bytes: salts, secrets, drawn days."""
    platform: str = "linux"
    """`sys.platform` of the process: decides where the user's data lie."""
    stdout_is_terminal: bool = False
    stderr_is_terminal: bool = False
    width: int = FALLBACK_COLUMNS
    """Columns of the terminal, for help, prose and tables."""

    @property
    def coloured(self) -> bool:
        """Whether stdout gets colour: NO_COLOR forbids, FORCE_COLOR asks, else a terminal that is not dumb."""
        if self.env.get("NO_COLOR"):
            return False
        if self.env.get("FORCE_COLOR"):
            return True
        return self.stdout_is_terminal and self.env.get("TERM") != "dumb"

    @property
    def wants_rich(self) -> bool:
        """Whether a table for people is drawn by Rich; a pipe gets plain text unless colour is forced on it."""
        return self.stdout_is_terminal or self.coloured


def of_process() -> Surroundings:
    """The surroundings of this process: the only place where a command line learns of them."""
    env = dict(os.environ)
    _speak_utf8(env)
    _gather_output()
    return Surroundings(
        # Python has None for a stream that was closed before the process began.
        stdin=OnceReadable(sys.stdin or StringIO(), is_terminal=_is_terminal(sys.stdin)),
        stdout=sys.stdout or ClosedOutput(),
        stderr=sys.stderr or StringIO(),
        env=env,
        cwd=_working_directory(),
        os_user=_os_user(env),
        clock=lambda: datetime.now(UTC),
        platform=sys.platform,
        stdout_is_terminal=_is_terminal(sys.stdout),
        stderr_is_terminal=_is_terminal(sys.stderr),
        width=_columns(env),
    )


def _working_directory() -> Path:
    """The working directory; one that was removed under the process is only named, and what it lacks is said later."""
    try:
        return Path.cwd()
    except FileNotFoundError:
        return Path(os.curdir)


def _is_terminal(stream: TextIO | None) -> bool:
    return stream is not None and not stream.closed and stream.isatty()


def _speak_utf8(env: Mapping[str, str]) -> None:
    """Read and write UTF-8 whatever the locale; a terminal of another encoding gets escapes, never a crash."""
    if env.get("PYTHONIOENCODING"):
        _replace_what_cannot_be_written()
        return
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if not isinstance(stream, TextIOWrapper):
            continue
        if stream is sys.stdin:
            stream.reconfigure(encoding="utf-8")
        elif _is_terminal(stream):
            stream.reconfigure(errors="backslashreplace")
        else:
            with suppress(OSError):  # it writes first what is there; when that fails, whoever writes next is told
                stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _gather_output() -> None:
    """Without a buffer (PYTHONUNBUFFERED) nobody could tell, once writing failed, that it was the answer that did."""
    stream = sys.stdout
    if isinstance(stream, TextIOWrapper) and stream.write_through:
        sys.stdout = open(stream.fileno(), "w", encoding=stream.encoding, errors=stream.errors, closefd=False)  # noqa: SIM115 (lives on)


def _replace_what_cannot_be_written() -> None:
    """An encoding that somebody chose stays; a character that it lacks costs that character, not the answer."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper) and stream.errors in ("strict", "surrogateescape"):
            stream.reconfigure(errors="replace")


def _columns(env: Mapping[str, str]) -> int:
    """The width from COLUMNS or the terminal of any stream; 80 when none is one."""
    if env.get("COLUMNS", "").isdecimal() and int(env["COLUMNS"]) > 0:
        return int(env["COLUMNS"])
    for stream in (sys.stdout, sys.stderr, sys.stdin):
        if _is_terminal(stream):
            try:
                return os.get_terminal_size(stream.fileno()).columns or FALLBACK_COLUMNS
            except OSError:
                continue
    return FALLBACK_COLUMNS


def _os_user(env: Mapping[str, str]) -> str:
    """The account of the process; on POSIX from the user id, because the audit trail must not believe `$USER`."""
    try:
        import pwd  # noqa: PLC0415 (absent on Windows)
    except ImportError:
        return env.get("USERNAME", "")
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return str(os.getuid())
