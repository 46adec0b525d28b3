"""Mail that lies in files: a Maildir that a server delivers into, a mbox under its locks."""

import os
import re
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from functools import partial
from io import BufferedRandom
from pathlib import Path
from typing import Final

from cxdesk.catalogue import _
from cxdesk.config.settings import Fetched
from cxdesk.mail.receiving import HEADER_BYTES, LARGEST_BYTES, Found, SourceTrouble, too_large

LOCK_SECONDS: Final = 10.0
"""How long a server that holds the mbox is waited for."""
_LOOK_AGAIN_SECONDS: Final = 0.1
STALE_LOCK_SECONDS: Final = 500.0
"""A lock file that nobody touched for so long was left by a program that died; Postfix takes it away then, too."""


class MaildirSource:
    """A Maildir; fetched messages are deleted, or moved to `cur` as seen, and then only what is in `new` counts."""

    def __init__(self, name: str, folder: Path, then: Fetched, *, largest: int = LARGEST_BYTES) -> None:
        self.name = name
        self._largest = largest
        self._folder = folder
        self._deletes = then is Fetched.DELETE

    @contextmanager
    def messages(self) -> Iterator[Iterable[Found]]:
        """What was delivered, oldest first."""
        boxes = ("new", "cur") if self._deletes else ("new",)
        try:
            paths = [self._folder / box / name for box in boxes for name in os.listdir(self._folder / box)]
        except OSError as error:
            raise SourceTrouble(_trouble(self._folder, error)) from error
        yield self._found(paths)

    def _found(self, paths: Iterable[Path]) -> Iterator[Found]:
        """Each that can be read; only then is told of one that cannot: no message holds up another (TRAPS 41)."""
        troubles: list[str] = []
        for stamp, _name, path in sorted(self._dated(paths, troubles)):
            try:
                if path.stat().st_size > self._largest:
                    yield self._stand_in(path)
                    continue
                raw = path.read_bytes()
            except FileNotFoundError:
                continue
            except OSError as error:
                troubles.append(_trouble(path, error))
                continue
            yield Found(raw, datetime.fromtimestamp(stamp / 1e9, UTC), partial(self._forget, path))
        if troubles:
            raise SourceTrouble(troubles[0])

    def _stand_in(self, path: Path) -> Found:
        """It stays; a mail reader that moves it or sets its flags makes no other of it."""
        with path.open("rb") as file:
            size, beginning = os.fstat(file.fileno()).st_size, file.read(HEADER_BYTES)
        where = f"{self._folder / path.name.partition(':')[0]}"
        return Found(too_large(where, size, beginning), None, lambda: None)

    def _dated(self, paths: Iterable[Path], troubles: list[str]) -> Iterator[tuple[int, str, Path]]:
        for path in paths:
            try:
                if path.is_file() and not path.name.startswith("."):
                    yield path.stat().st_mtime_ns, path.name, path
            except FileNotFoundError:
                continue  # read by somebody else in between
            except OSError as error:
                troubles.append(_trouble(path, error))

    def _forget(self, path: Path) -> None:
        try:
            if self._deletes:
                path.unlink(missing_ok=True)
                return
            with suppress(FileNotFoundError):
                path.rename(self._folder / "cur" / f"{path.name.partition(':')[0]}:2,S")
        except OSError as error:
            raise SourceTrouble(_trouble(path, error)) from error


class MboxSource:
    """A mbox; emptied once every message of it is kept, under its lock and in place, so that no delivery is lost.

    What stopped halfway, or holds a message that is too large, is read anew: the desk knows what it has.
    """

    def __init__(self, name: str, path: Path, *, largest: int = LARGEST_BYTES) -> None:
        self.name = name
        self._largest = largest
        self._path = path

    @contextmanager
    def messages(self) -> Iterator[Iterable[Found]]:
        """The messages in the order of the file; an absent file is an empty one."""
        try:
            file = self._path.open("r+b")
        except FileNotFoundError:
            yield ()
            return
        except OSError as error:
            raise SourceTrouble(_trouble(self._path, error)) from error
        with file, self._locked(file) as dot:
            progress = {"found": 0, "kept": 0, "whole": 0}
            yield self._found(file, progress, dot)
            if progress["whole"] and progress["kept"] == progress["found"]:
                file.truncate(0)
                file.flush()
                os.fsync(file.fileno())

    def _found(self, file: BufferedRandom, progress: dict[str, int], dot: Path | None) -> Iterator[Found]:
        def kept() -> None:
            progress["kept"] += 1
            if dot is not None:
                with suppress(OSError):
                    os.utime(dot)  # we live: nobody is to take it for left behind

        for first, raw, size in _split(file, self._largest):
            progress["found"] += 1
            if size > self._largest:
                yield Found(too_large(f"{self._path}", size, raw), None, lambda: None)
            else:
                yield Found(raw, _delivered_at(first), kept)
        progress["whole"] = 1

    @contextmanager
    def _locked(self, file: BufferedRandom) -> Iterator[Path | None]:
        """Both locks that servers use: a file beside it, and the kernel's. Raises SourceTrouble when others hold it."""
        from fcntl import LOCK_EX, LOCK_NB, LOCK_UN, lockf  # noqa: PLC0415 (absent on Windows, where no mbox is)

        give_up = time.monotonic() + LOCK_SECONDS
        dot = self._dot_lock(give_up)
        try:
            while True:
                try:
                    lockf(file, LOCK_EX | LOCK_NB)
                    break
                except OSError as error:
                    self._wait(give_up, error)
            try:
                yield dot
            finally:
                lockf(file, LOCK_UN)
        finally:
            if dot is not None:
                dot.unlink(missing_ok=True)

    def _dot_lock(self, give_up: float) -> Path | None:
        path = self._path.with_name(self._path.name + ".lock")
        _take_away_if_stale(path)
        while True:
            try:
                os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
            except FileExistsError as error:
                self._wait(give_up, error)
            except OSError:
                return None  # where no file can be made beside it, servers use the kernel's lock alone
            else:
                return path

    def _wait(self, give_up: float, error: OSError) -> None:
        if time.monotonic() >= give_up:
            raise SourceTrouble(
                _("{path} is locked by another program; it is tried again at the next pass").format(path=self._path)
            ) from error
        time.sleep(_LOOK_AGAIN_SECONDS)


def _take_away_if_stale(lock: Path) -> None:
    """Its age by the clock that stamps files there, which on a shared disk is not this machine's."""
    fresh = lock.with_name(f"{lock.name}.{os.getpid()}")
    try:
        old = lock.stat().st_mtime
        fresh.touch()
        try:
            is_stale = fresh.stat().st_mtime - old > STALE_LOCK_SECONDS
        finally:
            fresh.unlink(missing_ok=True)
        if is_stale:
            lock.unlink(missing_ok=True)
    except OSError:
        return  # there is none, or it is not ours to judge: it is waited for


_FROM: Final = re.compile(rb"From \S.* \d\d:\d\d(:\d\d)?( [A-Z]{3,4}| [+-]\d{4})? \d{4}( [+-]\d{4})?\s*$")

_ESCAPED: Final = re.compile(rb"^>(>*From )")
"""What a server put a > before, because it looked like the beginning of a message."""


_PIECE_BYTES: Final = 64 * 1024
"""How much of a line is read at a time: none is longer in mail, and a file may be one line."""


def _split(file: BufferedRandom, largest: int) -> Iterator[tuple[bytes, bytes, int]]:
    """Each message with the From_ line before it: one after an empty line that names a time, as a sentence does not.

    Of one that is larger than *largest* bytes, only the beginning; its size tells.
    """
    first, said, size = b"", bytearray(), 0
    after_blank = begins = True
    for piece in iter(partial(file.readline, _PIECE_BYTES), b""):
        if begins and after_blank and _FROM.match(piece):
            if first or size:
                yield first, bytes(said.removesuffix(b"\n")), size
            first, said, size = piece, bytearray(), 0
        else:
            size += len(piece)
            said += _ESCAPED.sub(rb"\1", piece) if begins else piece
            if size > largest:
                del said[HEADER_BYTES:]
        after_blank = begins and not piece.strip(b"\r\n")
        begins = piece.endswith(b"\n")
    if first or said.strip():
        yield first, bytes(said.removesuffix(b"\n")), size


def _delivered_at(first: bytes) -> datetime | None:
    """When the server delivered it, from `From name Mon Mar  2 09:00:00 2026` (UTC as far as anybody knows)."""
    parts = first.decode("ascii", "replace").split()
    try:
        month = _MONTHS.index(parts[-4]) + 1
        hour, minute, second = (int(part) for part in parts[-2].split(":"))
        return datetime(int(parts[-1]), month, int(parts[-3]), hour, minute, second, tzinfo=UTC)
    except (ValueError, IndexError):
        return None


_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def _trouble(path: Path, error: OSError) -> str:
    return _("{path} cannot be read: {reason}").format(path=path, reason=error.strerror or type(error).__name__)
