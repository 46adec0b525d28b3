"""Results as people read them: plain aligned text for pipes, tables on a terminal by Rich, prose for both."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, tzinfo
from enum import Enum
from itertools import chain, islice
from typing import TextIO

from cxdesk.catalogue import _
from cxdesk.cli.results import Block, Column, Fields, Heading, Kind, Paragraph, Row, Table
from cxdesk.cli.surroundings import Surroundings
from cxdesk.text import plain, width, wrap

SAMPLED_ROWS = 1000
"""Rows looked at for the widths of a plain table; the rest streams after them, so memory stays flat."""
NARROWEST = 16
"""Cells that what is folded keeps to itself, however narrow the terminal is."""
BAR = "│ "
"""What marks a line as somebody's own words."""
_GAP = "  "


def show_value(value: object, zone: tzinfo, *, lines: bool = False) -> str:
    """One value for people, safe on a terminal: instants in *zone* and labelled with it, absence as nothing."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return value.astimezone(zone).strftime("%Y-%m-%d %H:%M %Z")
    if isinstance(value, list | tuple | set | frozenset):
        return ", ".join(show_value(each, zone) for each in value)
    return plain(str(value.value if isinstance(value, Enum) else value), lines=lines)


def show_cell(column: Column, row: Row, zone: tzinfo) -> str:
    """One cell for people; what a column's own `show` answers is made safe as well."""
    value = row.get(column.key)
    if column.show is not None:
        return plain(column.show(value))
    return show_value(value, zone)


def write_table(table: Table, surroundings: Surroundings) -> bool:
    """Write a table for people; False when there were no rows and nothing was written."""
    rows = iter(table.rows)
    first = next(rows, None)
    if first is None:
        return False
    rows = chain((first,), rows)
    if surroundings.wants_rich:
        from cxdesk.cli.richly import write_rich_table  # noqa: PLC0415 (loaded only here)

        write_rich_table(table, rows, surroundings)
        return True
    if table.title:
        surroundings.stdout.write(plain(table.title) + "\n")
    _write_plain_table(table, rows, surroundings.stdout)
    return True


def _write_plain_table(table: Table, rows: Iterator[Row], out: TextIO) -> None:
    sample = [_shown_row(table, row) for row in islice(rows, SAMPLED_ROWS)]
    titles = [plain(column.title) for column in table.columns]
    widths = [max(width(shown[at]) for shown in chain((titles,), sample)) for at in range(len(titles))]
    _write_plain_row(table.columns, titles, widths, out)
    for shown in chain(sample, (_shown_row(table, row) for row in rows)):
        _write_plain_row(table.columns, shown, widths, out)


def _shown_row(table: Table, row: Row) -> list[str]:
    return [show_cell(column, row, table.zone) for column in table.columns]


def _write_plain_row(columns: Sequence[Column], cells: Sequence[str], widths: Sequence[int], out: TextIO) -> None:
    padded = (
        _padded(cell, cells_wide, column.kind) for column, cell, cells_wide in zip(columns, cells, widths, strict=True)
    )
    out.write(_GAP.join(padded).rstrip() + "\n")


def _padded(text: str, cells: int, kind: Kind) -> str:
    space = " " * max(0, cells - width(text))
    return space + text if kind is Kind.NUMBER else text + space


def write_blocks(blocks: Iterable[Block], surroundings: Surroundings, zone: tzinfo) -> None:
    """Write a document's blocks, an empty line before each but the first."""
    out = surroundings.stdout
    for number, block in enumerate(blocks):
        if number:
            out.write("\n")
        if isinstance(block, Heading):
            out.writelines(f"{line}\n" for line in _folded("", plain(block.text), surroundings))
        elif isinstance(block, Paragraph):
            _write_prose(plain(block.text, lines=True), surroundings)
        elif isinstance(block, Fields):
            _write_fields(block, surroundings, zone)
        elif not write_table(block, surroundings) and block.empty:
            out.write(plain(block.empty) + "\n")


def _write_fields(fields: Fields, surroundings: Surroundings, zone: tzinfo) -> None:
    out = surroundings.stdout
    labels = [plain(label) for label, _value in fields.pairs]
    room = max((width(label) for label in labels), default=0)
    for label, (_label, value) in zip(labels, fields.pairs, strict=True):
        head = f"{label}{' ' * (room - width(label))}{_GAP}"
        for line in show_value(value, zone, lines=True).split("\n"):
            out.writelines(f"{part.rstrip()}\n" for part in _folded(head, line, surroundings))
            head = " " * width(head)


def _write_prose(text: str, surroundings: Surroundings) -> None:
    if surroundings.stdout_is_terminal:
        write_wrapped(text, surroundings.stdout, surroundings.width)
    else:
        surroundings.stdout.write(text + "\n")


def _folded(head: str, text: str, surroundings: Surroundings) -> list[str]:
    """On a terminal folded to its width; a pipe gets its lines whole, for grep."""
    return fold_under(head, text, surroundings.width) if surroundings.stdout_is_terminal else [head + text]


def fold_under(head: str, text: str, columns: int) -> list[str]:
    """*text* after *head*, folded to *columns* cells at words; it goes on under its own beginning, quoted as there."""
    bar = BAR if text.startswith(BAR) else ""
    lead = " " * width(head) + bar
    first, *more = wrap(text[len(bar) :], max(NARROWEST, columns - width(lead)))
    return [head + bar + first, *(lead + part for part in more)]


def write_wrapped(text: str, out: TextIO, columns: int, *, indent: str = "") -> None:
    """Prose wrapped to *columns* cells; *text* is already safe, its line breaks stay."""
    for line in text.split("\n"):
        for part in wrap(line, max(1, columns - len(indent))) or [""]:
            out.write(f"{indent}{part}".rstrip() + "\n")
