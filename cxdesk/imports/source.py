"""A file as bytes that can be read again, and as physical lines of text with their numbers."""

import codecs
import io
import weakref
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from cxdesk.catalogue import _
from cxdesk.imports.rows import MAX_RECORD, UnreadableFile

CHUNK = 1_048_576
KEEP_GOING = "cxdesk.undecoded"


def _mark_undecoded(error: UnicodeError) -> tuple[str, int]:
    """Put a lone surrogate where a byte does not decode, so that only its own record is lost."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    if error.encoding.lower().startswith(("utf-16", "utf16", "utf-32", "utf32")):
        return "\udcff", error.end
    return chr(0xDC00 + error.object[error.start]), error.start + 1


codecs.register_error(KEEP_GOING, _mark_undecoded)


class Source:
    """A path, or an open binary file; a pipe is first copied to an unnamed temporary file."""

    def __init__(self, source: Path | BinaryIO) -> None:
        self.name = str(source) if isinstance(source, Path) else _name_of(source)
        self._source = source
        self._start = 0
        if isinstance(source, Path):
            return
        if source.seekable():
            self._start = source.tell()
            return
        copy = _copy(source)
        weakref.finalize(self, copy.close)
        self._source = copy

    @contextmanager
    def opened(self) -> Iterator[BinaryIO]:
        """The bytes from the start; a caller's own file stays open."""
        if not isinstance(self._source, Path):
            self._source.seek(self._start)
            yield self._source
            return
        try:
            file = self._source.open("rb")
        except OSError as error:
            raise UnreadableFile(
                _("the file cannot be read: {reason}").format(reason=error.strerror or error),
                where=self.name,
            ) from error
        with file:
            yield file

    def chunks(self) -> Iterator[bytes]:
        """All bytes, one mebibyte at a time."""
        with self.opened() as file:
            while chunk := file.read(CHUNK):
                yield chunk

    @contextmanager
    def text(self, encoding: str) -> Iterator["Lines"]:
        """The physical lines, decoded, line ends kept."""
        with self.opened() as file:
            wrapper = io.TextIOWrapper(file, encoding=encoding, errors=KEEP_GOING, newline="")
            try:
                yield Lines(wrapper)
            finally:
                wrapper.detach()


class Lines:
    """Physical lines with their 1-based numbers; lines can be handed back, and none is longer than a record."""

    def __init__(self, text: io.TextIOBase) -> None:
        self._text = text
        self._back: deque[str] = deque()
        self.number = 0

    def next(self) -> str | None:
        """The next line with its end, or None; of an overlong line only the first MAX_RECORD + 1 characters."""
        if self._back:
            self.number += 1
            return self._back.popleft()
        line = self._text.readline(MAX_RECORD + 1)
        if not line:
            return None
        self.number += 1
        if len(line) > MAX_RECORD:
            piece = line
            while piece and piece[-1] not in "\r\n":
                piece = self._text.readline(MAX_RECORD)
        return line

    def piece(self, size: int) -> str:
        """The next characters whatever their lines; lines and pieces are not mixed."""
        return self._text.read(size)

    def give_back(self, lines: list[str]) -> None:
        """Have these lines, the last ones taken, come again."""
        self._back.extendleft(reversed(lines))
        self.number -= len(lines)


def _name_of(file: BinaryIO) -> str:
    name = getattr(file, "name", None)
    return name if isinstance(name, str) else _("standard input")


def _copy(pipe: BinaryIO) -> BinaryIO:
    import shutil  # noqa: PLC0415 (only a pipe needs these two)
    import tempfile  # noqa: PLC0415 (as above)

    copy = cast("BinaryIO", tempfile.TemporaryFile())  # noqa: SIM115 (closed with its Source)
    shutil.copyfileobj(pipe, copy, CHUNK)
    return copy


def lines_of(text: str) -> Lines:
    """The lines of a text already in memory."""
    return Lines(io.StringIO(text, newline=""))
