"""Where the header of a delimited file stands, and what separates its names."""

from collections import Counter
from typing import NamedTuple

from cxdesk.imports.records import Record, Records
from cxdesk.imports.rows import visible
from cxdesk.imports.source import lines_of

DELIMITERS = (",", ";", "\t", "|")


class Header(NamedTuple):
    """The header's physical line and names, the delimiter, and the lines of junk before it."""

    line: int
    columns: tuple[str, ...]
    delimiter: str
    skipped: tuple[str, ...]


def find_header(sample: str, *, whole: bool, preferred: str) -> Header | None:
    """The header and the delimiter, proven by the records at the file's beginning; None when there are none.

    Per delimiter the commonest number of fields is taken. The delimiter on which most records agree wins, then the
    one that makes more fields, then the *preferred* one. The header is the first record with more than half as
    many fields as the others: lines before it (`Archive: ...`, a title) are junk, while a header that merely
    disagrees with its records is kept, so that no line of data is ever taken for one.
    """
    best: tuple[bool, float, int] = (False, 0.0, 0)
    found: Header | None = None
    for delimiter in sorted(DELIMITERS, key=lambda candidate: candidate != preferred):
        records = _sampled(sample, delimiter, whole=whole)
        if not records:
            continue
        counts = Counter(len(record.values or ()) for record in records)
        width = max(counts, key=lambda count: (count > 1, counts[count], count))
        score = (width > 1, counts[width] / len(records), width)
        if found is None or score > best:
            best, found = score, _header_among(records, width, delimiter)
    return found


def _sampled(sample: str, delimiter: str, *, whole: bool) -> list[Record]:
    records = Records(lines_of(sample), delimiter)
    found: list[Record] = []
    while (record := records.next()) is not None:
        found.append(record)
    if not whole and len(found) > 1:
        found.pop()  # the sample may end in the middle of it
    return [record for record in found if record.values]


def _header_among(records: list[Record], width: int, delimiter: str) -> Header:
    start = next(place for place, record in enumerate(records) if len(record.values or ()) * 2 > width)
    junk = tuple(visible("".join(record.lines)).strip() for record in records[:start])
    names = [name.strip() for name in records[start].values or ()]
    return Header(records[start].line, _distinct(names), delimiter, junk)


def _distinct(names: list[str]) -> tuple[str, ...]:
    """Names told apart: a second `note` is `note (2)`; the first nameless column (an index) stays nameless."""
    used: set[str] = set()
    result = []
    for name in names:
        unique, number = name, 1
        while unique in used:
            number += 1
            unique = f"{name} ({number})"
        used.add(unique)
        result.append(unique)
    return tuple(result)
