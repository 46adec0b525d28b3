"""Opens a file of complaints as a stream of rows: csv, tsv, jsonl, json, in whatever encoding it proves to be."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from cxdesk.catalogue import _
from cxdesk.imports import encoding as encodings
from cxdesk.imports.delimited import read_rows
from cxdesk.imports.header import Header, find_header
from cxdesk.imports.objects import read_json, read_json_lines
from cxdesk.imports.rows import UNDECODED, BadRow, Row, UnreadableFile
from cxdesk.imports.source import CHUNK, Source

__all__ = ["FORMATS", "BadRow", "Row", "RowReader", "UnreadableFile", "open_rows"]

FORMATS = ("csv", "tsv", "jsonl", "json")
_SUFFIXES = {".csv": "csv", ".tsv": "tsv", ".tab": "tsv", ".ssv": "csv", ".jsonl": "jsonl", ".ndjson": "jsonl"}
_SAMPLE = 65_536
_COLUMN_SAMPLE = 200
"""Objects whose keys make the columns of a JSON file; a key that appears later is kept with its row."""


class RowReader:
    """The rows of one file; every iteration starts at the beginning, memory does not grow with the file.

    `columns`, `encoding`, `format`, `delimiter` (None for JSON) say how the file was understood; `skipped` holds
    the junk lines before the header.
    """

    def __init__(self, source: Source, *, file_format: str, encoding: str, header: Header | None) -> None:
        self.name = source.name
        self.format = file_format
        self.encoding = encoding
        self.delimiter = header.delimiter if header else None
        self.skipped = header.skipped if header else ()
        self._source = source
        self._header = header
        self.columns = header.columns if header else self._keys()

    def __iter__(self) -> Iterator[Row | BadRow]:
        with self._source.text(self.encoding) as lines:
            if self._header:
                yield from read_rows(lines, self._header, self.encoding)
            elif self.format == "jsonl":
                yield from read_json_lines(lines, self.encoding)
            else:
                yield from read_json(lines, self.name, self.encoding)

    def _keys(self) -> tuple[str, ...]:
        names: dict[str, None] = {}
        for row in islice(self, _COLUMN_SAMPLE):
            if isinstance(row, Row):
                names.update(dict.fromkeys(row.fields))
        return tuple(names)


def open_rows(source: Path | BinaryIO, *, format: str | None = None, encoding: str | None = None) -> RowReader:  # noqa: A002 (its everyday name)
    """Look at a file and open it; UnreadableFile names what it is instead, or what would make it readable.

    Without *format* the name decides, then the content; without *encoding* the bytes do (`encoding.detect`).
    """
    if format is not None and format not in FORMATS:
        raise UnreadableFile(
            _("there is no format {format}").format(format=format),
            mend=_("choose one of {formats}").format(formats=", ".join(FORMATS)),
        )
    bytes_of = Source(source)
    head = next(bytes_of.chunks(), b"")
    _refuse_foreign(head, bytes_of.name)
    chosen = (
        encodings.checked(encoding, bytes_of.chunks(), bytes_of.name)
        if encoding
        else encodings.detect(bytes_of.chunks(), bytes_of.name)
    )
    sample, whole = _sample(bytes_of, chosen)
    if not sample.strip("\ufeff \t\r\n"):
        raise _empty(bytes_of.name)
    file_format = format or _format_of(bytes_of.name, sample)
    if file_format in ("json", "jsonl"):
        return RowReader(bytes_of, file_format=file_format, encoding=chosen, header=None)
    header = find_header(sample, whole=whole, preferred=_preferred(bytes_of.name, file_format))
    if header is None:
        raise UnreadableFile(
            _("no header can be recognised in the file"),
            where=bytes_of.name,
            mend=_("the first line must name the columns"),
        )
    if any(UNDECODED.search(column) for column in header.columns):
        raise UnreadableFile(
            _("the header of the file does not decode as {encoding}").format(encoding=chosen),
            where=bytes_of.name,
            mend=_("leave --encoding out, or name the right one"),
        )
    return RowReader(bytes_of, file_format=file_format, encoding=chosen, header=header)


def _sample(source: Source, encoding: str) -> tuple[str, bool]:
    """The beginning of the text, in whole lines, and whether it is all of it."""
    pieces: list[str] = []
    size = 0
    with source.text(encoding) as lines:
        while size < _SAMPLE:
            line = lines.next()
            if line is None:
                return "".join(pieces), True
            pieces.append(line)
            size += len(line)
    return "".join(pieces), False


def _format_of(name: str, sample: str) -> str:
    known = _SUFFIXES.get(Path(name).suffix.lower())
    if known:
        return known
    lines = [line for line in sample.lstrip("\ufeff").split("\n") if line.strip()]
    start = lines[0].lstrip()[:1]
    if start == "[":
        return "json"
    if start == "{":
        many = len(lines) > 1 and lines[1].lstrip().startswith("{") and lines[0].rstrip().endswith("}")
        envelope = Path(name).suffix.lower() == ".json" and not many
        return "json" if envelope or not lines[0].rstrip().endswith("}") else "jsonl"
    return "csv"


def _preferred(name: str, file_format: str) -> str:
    if file_format == "tsv":
        return "\t"
    return ";" if name.lower().endswith(".ssv") else ","


def _refuse_foreign(head: bytes, name: str) -> None:
    """Files that are something else, by their first bytes, each with what to do about it."""
    start = head[:CHUNK].lstrip(b"\xef\xbb\xbf \t\r\n")[:256].lower()
    if not start:
        raise _empty(name)
    for marks, what, mend in (
        (
            (b"version https://git-lfs",),
            _("this is a Git LFS pointer, not the data"),
            _("fetch it with: git lfs pull"),
        ),
        ((b"<!doctype", b"<html", b"<?xml"), _("this is a web page or XML"), _("download the data file itself")),
        (
            (b"pk\x03\x04", b"pk\x05\x06"),
            _("this is a workbook or zip archive"),
            _("save the sheet as CSV UTF-8, or unpack it"),
        ),
        ((b"\xd0\xcf\x11\xe0",), _("this is an old Excel workbook"), _("save the sheet as CSV UTF-8")),
        (
            (b"\x1f\x8b", b"bzh", b"\xfd7zxz"),
            _("this is compressed"),
            _("unpack it, or pipe it in: gzip -dc FILE | cxdesk import -"),
        ),
        ((b"%pdf",), _("this is a PDF document"), _("export the data as CSV")),
        ((b"sqlite format 3",), _("this is a SQLite database"), _("export the table as CSV")),
    ):
        if start.startswith(marks):
            raise UnreadableFile(what, where=name, mend=mend)


def _empty(name: str) -> UnreadableFile:
    return UnreadableFile(_("the file is empty"), where=name, mend=_("give a file with a header and rows"))
