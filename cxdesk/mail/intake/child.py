"""Reading in a process of its own: what takes too long or too much dies there, alone (DOMAIN §8).

One child reads many messages, one after the other, because starting it costs as much as reading a hundred. Memory is
bounded by the child itself (`RLIMIT_AS`; where a system has no such limit, the bounds of the reader stand alone), time
by the parent, which ends it.
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import datetime
from threading import Timer
from types import TracebackType
from typing import IO, Any, Final, Self

from cxdesk import catalogue
from cxdesk.catalogue import _
from cxdesk.mail.intake.incoming import Attachment, Bounced, Incoming, Verdict

SECONDS: Final = 20.0
MEMORY_BYTES: Final = 512 * 1024 * 1024
_HEAD_BYTES: Final = 64 * 1024
_FRESH_AFTER_BYTES: Final = 4 * 1024 * 1024
_START: Final = (
    "import sys; memory = int(sys.argv[1]); sys.path[:] = sys.argv[2:]; "
    "from cxdesk.mail.intake.child import serve; serve(memory)"
)


class Stopped(Exception):
    """The child died or was ended before it answered."""


class Apart:
    """Reads messages in a child process; a message that ends it costs a new one, and is told as `unread`.

    *seconds* is wall time for one message. Not for several threads at once.
    """

    def __init__(
        self, *, own_addresses: Collection[str] = (), seconds: float = SECONDS, memory_bytes: int = MEMORY_BYTES
    ) -> None:
        self._own = sorted(own_addresses)
        self._seconds = seconds
        self._memory_bytes = memory_bytes
        self._child: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def read(self, raw: bytes) -> Incoming:
        """What `read` answers, or an `unread` one with what the first headers say; never raises."""
        try:
            return self._asked(raw)
        except (OSError, Stopped, ValueError):
            self.close()
        problem = _("reading the message took more than {seconds} s or too much memory: it was stopped").format(
            seconds=format(self._seconds, "g")
        )
        try:
            head = self._asked(_headers(raw))
        except (OSError, Stopped, ValueError):
            self.close()
            head = Incoming()
        return replace(head, unread=True, text="", full_text="", attachments=(), bounced=(), problems=(problem,))

    def close(self) -> None:
        """End the child, if there is one."""
        child, self._child = self._child, None
        if child is None:
            return
        child.kill()
        for pipe in (child.stdin, child.stdout):
            if pipe is not None:
                _closed(pipe)
        child.wait()

    def _asked(self, raw: bytes) -> Incoming:
        child = self._started()
        if child.stdin is None or child.stdout is None:
            raise Stopped
        question = {"size": len(raw), "own": self._own, "language": catalogue.language()}
        with _ended_after(child, self._seconds):
            child.stdin.write(json.dumps(question).encode("ascii") + b"\n")
            child.stdin.write(raw)
            child.stdin.flush()
            incoming = _received(child.stdout)
        if incoming.unread or len(raw) > _FRESH_AFTER_BYTES:
            self.close()  # its memory lies in pieces
        return incoming

    def _started(self) -> subprocess.Popen[bytes]:
        if self._child is None or self._child.poll() is not None:
            self.close()
            paths = [os.path.abspath(path) for path in sys.path]
            # The desk's password has no business in a process that opens strangers' mail.
            env = {name: value for name, value in os.environ.items() if not name.startswith("CXDESK_")}
            self._child = subprocess.Popen(  # noqa: S603 (our own interpreter and module)
                [sys.executable, "-I", "-c", _START, str(self._memory_bytes), *paths],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=env,
            )
        return self._child


def read_apart(
    raw: bytes, *, own_addresses: Collection[str] = (), seconds: float = SECONDS, memory_bytes: int = MEMORY_BYTES
) -> Incoming:
    """One message, read by a child process that ends with it; see `Apart`."""
    with Apart(own_addresses=own_addresses, seconds=seconds, memory_bytes=memory_bytes) as apart:
        return apart.read(raw)


def _headers(raw: bytes) -> bytes:
    """The beginning of the message without its text: enough to say in quarantine whose it is."""
    head = raw[:_HEAD_BYTES]
    ends = [end for mark in (b"\n\n", b"\n\r\n", b"\r\r") if (end := head.find(mark)) >= 0]
    return head[: min(ends)] + b"\n\n" if ends else head[:8192]


@contextmanager
def _ended_after(child: subprocess.Popen[bytes], seconds: float) -> Iterator[None]:
    watch = Timer(seconds, child.kill)
    watch.daemon = True
    watch.start()
    try:
        yield
    finally:
        watch.cancel()


def _closed(pipe: IO[bytes]) -> None:
    try:
        pipe.close()
    except OSError:
        return  # what was not written cannot be


# ---- what goes over the pipes ----------------------------------------------------------------------------


def _sent(pipe: IO[bytes], incoming: Incoming) -> None:
    """A line of JSON, then the contents of the attachments one after the other."""
    contents = [file.content for file in incoming.attachments]
    bare = replace(incoming, attachments=tuple(replace(file, content=b"") for file in incoming.attachments))
    fields = asdict(replace(bare, date=None))
    fields["date"] = incoming.date.isoformat() if incoming.date is not None else None
    fields["attachments"] = [
        {"name": file.name, "type": file.type, "size": file.size, "sha256": file.sha256} for file in bare.attachments
    ]
    pipe.write(json.dumps(fields).encode("ascii") + b"\n")
    for content in contents:
        pipe.write(content)
    pipe.flush()


def _received(pipe: IO[bytes]) -> Incoming:
    line = pipe.readline()
    if not line.endswith(b"\n"):
        raise Stopped
    fields: dict[str, Any] = json.loads(line)
    files = []
    for file in fields["attachments"]:
        content = pipe.read(file["size"])
        if len(content) != file["size"]:
            raise Stopped
        files.append(Attachment(**file, content=content))
    date = fields["date"]
    return Incoming(
        **{
            **fields,
            "to": tuple(fields["to"]),
            "cc": tuple(fields["cc"]),
            "references": tuple(fields["references"]),
            "date": datetime.fromisoformat(date) if date is not None else None,
            "attachments": tuple(files),
            "verdict": Verdict(fields["verdict"]),
            "bounced": tuple(Bounced(**bounced) for bounced in fields["bounced"]),
            "problems": tuple(fields["problems"]),
        }
    )


# ---- the child -------------------------------------------------------------------------------------------


def serve(memory_bytes: int) -> None:
    """Read what comes in at standard input until it ends, and answer at standard output."""
    from cxdesk.mail.intake.reader import read  # noqa: PLC0415 (the parent never parses mail)

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _limit_memory(memory_bytes)
    questions, answers = sys.stdin.buffer, sys.stdout.buffer
    while line := questions.readline():
        question = json.loads(line)
        raw = questions.read(question["size"])
        if len(raw) != question["size"]:
            return
        catalogue.use(question["language"])
        _sent(answers, read(raw, own_addresses=question["own"]))


def _limit_memory(memory_bytes: int) -> None:
    """Bound the address space, where the system knows such a bound (Windows does not, macOS may refuse it)."""
    try:
        import resource  # noqa: PLC0415 (absent on Windows)

        resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    except (ImportError, OSError, ValueError):
        return
