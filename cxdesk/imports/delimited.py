"""Rows of a delimited file: one broken record never takes its neighbours with it."""

from collections.abc import Iterator

from cxdesk.catalogue import _
from cxdesk.imports.header import Header
from cxdesk.imports.records import Record, Records
from cxdesk.imports.rows import MAX_RECORD, UNDECODED, BadRow, Row, visible
from cxdesk.imports.source import Lines

PATIENCE = 64 * MAX_RECORD
"""Characters read in vain for quotes that never close, after which long records are no longer waited for;
else a hostile file of n lines would cost n times the longest record."""
CAREFUL_RECORD = 65_536


def read_rows(lines: Lines, header: Header, encoding: str) -> Iterator[Row | BadRow]:
    """Every record after the header as a row, or as a bad row with its reason.

    Empty fields beyond the last column are tolerated (spreadsheets leave them); missing ones are not: they are how
    a truncated file shows.
    """
    for _junk in range(header.line - 1):
        lines.next()
    records = Records(lines, header.delimiter)
    records.next()
    columns = header.columns
    width = len(columns)
    wasted = 0
    while (record := records.next()) is not None:
        values = record.values
        if values is None:
            wasted += sum(map(len, record.lines))
            yield from _recovered(records, record, columns, encoding)
            records.limit = CAREFUL_RECORD if wasted > PATIENCE else MAX_RECORD
            continue
        raw = record.lines[0] if len(record.lines) == 1 else "".join(record.lines)
        if len(values) == width and raw.isascii() and "\0" not in raw:
            yield Row(record.line, dict(zip(columns, values, strict=True)))
        else:
            yield _checked(record, raw, columns, encoding, lines)


def _is_last(lines: Lines) -> bool:
    line = lines.next()
    if line is None:
        return True
    lines.give_back([line])
    return False


def _checked(record: Record, raw: str, columns: tuple[str, ...], encoding: str, lines: Lines) -> Row | BadRow:
    values = _fitted(record.values or [], len(columns))
    reason = _fault_of(raw, encoding) or _misfit(values, len(columns), lines)
    if reason:
        return _bad(record.line, reason, [raw])
    return Row(record.line, dict(zip(columns, values, strict=True)))


def _fault_of(raw: str, encoding: str) -> str:
    if "\0" in raw:
        return _("the record holds zero bytes")
    if not raw.isascii() and UNDECODED.search(raw):
        return _("bytes that are not {encoding}").format(encoding=encoding)
    return ""


def _misfit(values: list[str], width: int, lines: Lines) -> str:
    if len(values) == width:
        return ""
    if len(values) < width and _is_last(lines):
        return _("the record ends early: {found} of {expected} fields").format(found=len(values), expected=width)
    return _("{found} fields where the header has {expected}").format(found=len(values), expected=width)


def _fitted(values: list[str], width: int) -> list[str]:
    """Without empty fields beyond the last column."""
    while len(values) > width and not values[-1]:
        values = values[:-1]
    return values


def _recovered(records: Records, broken: Record, columns: tuple[str, ...], encoding: str) -> Iterator[Row | BadRow]:
    """The bad row, and the next row that can be read.

    Reading goes on at the first later line from which a record with the right number of fields can be read; the
    lines before it belong to the bad row, so that nothing is lost in silence.
    """
    line, reason = broken.line, broken.reason
    lost = broken.lines[:1]
    records.lines.give_back(broken.lines[1:])
    records.limit = CAREFUL_RECORD
    size = len(lost[0])
    while (record := records.next()) is not None:
        row = None
        if record.values is not None:
            row = _checked(record, "".join(record.lines), columns, encoding, records.lines)
        if isinstance(row, Row):
            if lost:
                yield _bad(line, reason, lost)
            yield row
            return
        lost.append(record.lines[0])
        size += len(record.lines[0])
        records.lines.give_back(record.lines[1:])
        if size > MAX_RECORD:
            yield _bad(line, reason, lost)
            line, lost, size = record.line + 1, [], 0
    if lost:
        yield _bad(line, _("the record ends early") if broken.at_end else reason, lost)


def _bad(line: int, reason: str, lines: list[str]) -> BadRow:
    return BadRow(line, reason, visible("".join(lines)).rstrip("\r\n"))
