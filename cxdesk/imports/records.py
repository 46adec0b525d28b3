"""Cuts the lines of a delimited file into records (RFC 4180), strictly, with the lines of each record at hand."""

import csv
from collections.abc import Iterator
from typing import NamedTuple

from cxdesk.catalogue import _
from cxdesk.imports.rows import MAX_RECORD
from cxdesk.imports.source import Lines


class Record(NamedTuple):
    """One parsed record, or (values None) the reason why it is none; and its physical lines.

    `at_end`: the file ended while a quote of it was open.
    """

    line: int
    values: list[str] | None
    reason: str
    lines: list[str]
    at_end: bool = False


class _TooLong(Exception):
    """The record under way has outgrown the limit."""


class Records:
    """The standard library's parser in strict mode, fed line by line.

    A quote inside an unquoted field is text. A quote inside a quoted field must be doubled: read leniently it
    would vanish from the customer's words, or swallow the next records when its partner is missing.
    """

    def __init__(self, lines: Lines, delimiter: str) -> None:
        csv.field_size_limit(max(csv.field_size_limit(), MAX_RECORD + 2))
        self.lines = lines
        self.limit = MAX_RECORD
        self._delimiter = delimiter
        self._taken: list[str] = []
        self._ended = False
        self._restart()

    def next(self) -> Record | None:
        """The next record, blank lines left out; None at the end of the file."""
        while True:
            taken: list[str] = []
            self._taken = taken
            line = self.lines.number + 1
            try:
                values = next(self._parser)
            except StopIteration:
                return None
            except (_TooLong, csv.Error) as error:
                reason = self._too_long() if isinstance(error, _TooLong) else self._fault()
                at_end = self._ended
                self._restart()
                return Record(line, None, reason, taken, at_end)
            if values:
                return Record(line, values, "", taken)

    def _restart(self) -> None:
        self._ended = False
        self._parser = csv.reader(self._feed(), delimiter=self._delimiter, strict=True)

    def _feed(self) -> Iterator[str]:
        size = 0
        while (line := self.lines.next()) is not None:
            size = size + len(line) if self._taken else len(line)
            self._taken.append(line)
            if size > self.limit:
                raise _TooLong
            yield line
        self._ended = True

    def _fault(self) -> str:
        if self._ended:
            return _("a quote that opens in the record is never closed")
        return _("a quote inside a quoted field is not doubled, or one is missing")

    def _too_long(self) -> str:
        if len(self._taken) == 1:
            return _("the record is longer than {limit} characters").format(limit=self.limit)
        return _("a quote that opens in the record is not closed within {limit} characters").format(limit=self.limit)
