"""Files of complaints into the desk: each row once, broken ones put aside, resumed where it was interrupted."""

import hashlib
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import BinaryIO, cast

from cxdesk.catalogue import _
from cxdesk.desk.importing import Importing, Takeover
from cxdesk.desk.past import PastComplaint
from cxdesk.errors import WrongUse
from cxdesk.imports.mapping import ColumnMapping, ContentKeys, Field, MappingError, RowError, prove_order, to_record
from cxdesk.imports.past import doubts, past_of
from cxdesk.imports.readers import BadRow, Row, RowReader, open_rows
from cxdesk.imports.rejects import Reject, raw_of
from cxdesk.when import DateError, DateOrder

LOCK_SECONDS = 0.05
"""What a batch aims at; the budget is 0.1, and a disk has its moods."""
FIRST_BATCH = 20
LARGEST_BATCH = 1000
LARGEST_TEXT = 500_000
"""Characters of one batch: long narratives make it smaller, so that memory stays flat."""
SHOWN = 5
"""Rejects and remarks that a summary shows; the rejects file has them all."""

Rows = Iterable[Row | BadRow]
Watch = Callable[[Rows], Rows]
"""Passes rows through, for a progress line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How a file is to be read: None and empty let the file itself tell. `layout` names a mapping."""

    layout: str | None = None
    overrides: Mapping[str, str] = field(default_factory=dict)
    source: str | None = None
    format: str | None = None
    encoding: str | None = None
    dates: DateOrder | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """A file, opened and understood; `digest` is of its bytes and of how it is read."""

    name: str
    reader: RowReader
    mapping: ColumnMapping
    order: DateOrder | None
    source: str
    digest: str


@dataclass(slots=True)
class Loaded:
    """What became of a file: how many complaints were added, were known, were rejected or are doubtful in something.

    `resumed_from` is the line after which an interrupted import went on.
    """

    plan: Plan
    added: int = 0
    known: int = 0
    rejected: int = 0
    doubtful: int = 0
    letters: int = 0
    resumed_from: int = 0
    rejects: list[Reject] = field(default_factory=list)
    remarks: list[tuple[int, str]] = field(default_factory=list)
    first: list[PastComplaint] = field(default_factory=list)


def plan(file: Path | BinaryIO, reading: Reading) -> Plan:
    """Open a file and find out what its columns and dates mean, before anything is written.

    Raises UnreadableFile, MappingError, or WrongUse where the order of its dates has to be told.
    """
    file = _again_readable(file)
    reader = open_rows(file, format=reading.format, encoding=reading.encoding)
    mapping = ColumnMapping.for_columns(reader.columns, reading.overrides, reading.layout)
    _check(mapping, reader.name)
    try:
        order = reading.dates or prove_order(reader, mapping)
    except DateError as error:
        raise WrongUse(str(error), where=reader.name, mend="--dates ymd|mdy|dmy") from error
    source = reading.source or mapping.source
    return Plan(reader.name, reader, mapping, order, source, _digest(file, reader, mapping, order, source))


def load(
    desk: Importing,
    planned: Plan,
    *,
    on_reject: Callable[[Reject], None] = lambda _reject: None,
    acknowledge_since: datetime | None = None,
    watch: Watch = lambda rows: rows,
) -> Loaded:
    """Take a file's complaints over, silently, in batches that hold the write lock briefly (DOMAIN §12).

    A second import, another process with the same file, and a new start after a kill add nothing twice.
    """
    loaded = Loaded(planned)
    import_, point = desk.begin_takeover(
        planned.source, planned.name, planned.digest, acknowledge_since=acknowledge_since
    )
    if point is not None:
        loaded.resumed_from, loaded.added, loaded.known = point.line, point.added, point.known
    batches = _Batches(desk, import_, loaded)
    for line, found in _records(planned, desk, import_.at, watch, loaded):
        if isinstance(found, Reject):
            on_reject(found)
        elif line > loaded.resumed_from:
            batches.add(line, found)
    batches.flush()
    desk.finish_takeover(import_, loaded.rejected)
    return loaded


def rehearse(desk: Importing, planned: Plan, *, watch: Watch = lambda rows: rows) -> Loaded:
    """What `load` would do; writes nothing at all (TRAPS 19)."""
    loaded = Loaded(planned)
    seen: set[int] = set()
    found = (one for _line, one in _records(planned, desk, desk.now(), watch, loaded))
    complaints = (one for one in found if isinstance(one, PastComplaint))
    while batch := list(islice(complaints, LARGEST_BATCH)):
        loaded.first.extend(batch[: SHOWN - len(loaded.first)])
        known = desk.known_keys(planned.source, [one.key for one in batch])
        for one in batch:
            mark = hash(one.key)
            is_known = one.key in known or mark in seen
            seen.add(mark)
            loaded.known += is_known
            loaded.added += not is_known
    return loaded


class _Batches:
    """Gathers complaints and hands them over, as many at a time as the lock allows."""

    def __init__(self, desk: Importing, import_: Takeover, loaded: Loaded) -> None:
        self._desk = desk
        self._import = import_
        self._loaded = loaded
        self._waiting: list[PastComplaint] = []
        self._line = 0
        self._characters = 0
        self._size = FIRST_BATCH

    def add(self, line: int, past: PastComplaint) -> None:
        """One more; line by line in the file's order."""
        self._waiting.append(past)
        self._line = line
        self._characters += len(past.text) + len(past.response or "") + len(past.original)
        if len(self._waiting) >= self._size or self._characters >= LARGEST_TEXT:
            self.flush()

    def flush(self) -> None:
        """Hand over what waits."""
        if not self._waiting:
            return
        taken = self._desk.take_over(self._import, self._waiting, self._line)
        self._loaded.added += taken.added
        self._loaded.known += taken.known
        self._loaded.letters += len(taken.letters)
        if taken.added:
            fitting = int(LOCK_SECONDS * taken.added / taken.locked_seconds)
            self._size = max(1, min(fitting, self._size * 2, LARGEST_BATCH))
        self._waiting = []
        self._characters = 0


def _records(
    planned: Plan, desk: Importing, now: datetime, watch: Watch, loaded: Loaded
) -> Iterator[tuple[int, PastComplaint | Reject]]:
    """Every row with its line, as a complaint or as a reject; counts what is rejected and doubtful."""
    keys = ContentKeys(desk.secret)
    zone = desk.zone
    for row in watch(planned.reader):
        try:
            if isinstance(row, BadRow):
                raise RowError(row.reason)
            record = to_record(row, planned.mapping, order=planned.order, zone=zone, now=now)
        except RowError as error:
            raw = row.raw if isinstance(row, BadRow) else raw_of(row, planned.reader.delimiter)
            reject = Reject(row.line, str(error), raw)
            loaded.rejected += 1
            if len(loaded.rejects) < SHOWN:
                loaded.rejects.append(reject)
            yield row.line, reject
            continue
        if remarks := doubts(record):
            loaded.doubtful += 1
            if len(loaded.remarks) < SHOWN:
                loaded.remarks.append((row.line, remarks[0]))
        yield row.line, past_of(record, keys.key_of(record), planned.source)


def _check(mapping: ColumnMapping, name: str) -> None:
    """Refuse a file of which every row would be rejected."""
    columns = " | ".join(column for column in mapping.columns if column)
    if not mapping.fields.get(Field.RECEIVED_AT):
        raise MappingError(
            _("no column is known to hold the date of receipt; the columns are {names}").format(names=columns),
            where=name,
            mend="--map received_at=COLUMN",
        )
    told = (Field.SUBJECT, Field.TEXT, Field.PRODUCT)
    if not mapping.subject_columns and not any(mapping.fields.get(field) for field in told):
        raise MappingError(
            _("no column is known to hold what happened; the columns are {names}").format(names=columns),
            where=name,
            mend="--map text=COLUMN",
        )


def _again_readable(file: Path | BinaryIO) -> Path | BinaryIO:
    """A pipe is copied, because it is read for its encoding, its dates and its rows."""
    if isinstance(file, Path) or file.seekable():
        return file
    copy = cast("BinaryIO", tempfile.TemporaryFile())  # noqa: SIM115 (ends with the program)
    shutil.copyfileobj(file, copy)
    copy.seek(0)
    return copy


def _digest(
    file: Path | BinaryIO, reader: RowReader, mapping: ColumnMapping, order: DateOrder | None, source: str
) -> str:
    """SHA-256 of the bytes and of how they are read: only the very same import goes on where it stopped."""
    how = (source, reader.format, reader.encoding, reader.delimiter, order, mapping.layout.name, mapping.describe())
    digest = hashlib.sha256(repr(how).encode("utf-8", "surrogatepass"))
    if isinstance(file, Path):
        with file.open("rb") as opened:
            return _whole(digest, opened)
    file.seek(0)
    whole = _whole(digest, file)
    file.seek(0)
    return whole


def _whole(digest: "hashlib._Hash", file: BinaryIO) -> str:
    while chunk := file.read(1_048_576):
        digest.update(chunk)
    return digest.hexdigest()
