"""Which columns of a table stand on a terminal, how wide, and in which form: a row is one line there, cut at no word's
cost but its own end. Forms get shorter first, texts are cut next, and the columns of the highest rank leave last.
"""

from collections.abc import Iterator, Sequence
from datetime import tzinfo
from typing import NamedTuple

from cxdesk.cli.people import show_cell
from cxdesk.cli.results import Column, Kind, Row
from cxdesk.text import fit, plain, width, wrap

GAP = 2
_INSTANT_FORMS = (None, 16, 10)
"""Characters of an instant's text by form: whole, without the zone's label, the day alone."""
_FORMS = len(_INSTANT_FORMS)
_LEAST = 4
"""Cells to which a text shrinks where even its floor is too wide."""


class Arranged(NamedTuple):
    """The columns that fit, their cells' width, and every row as text of at most that width."""

    columns: Sequence[Column]
    widths: Sequence[int]
    rows: Sequence[Sequence[str]]


def arrange(columns: Sequence[Column], rows: Sequence[Row], zone: tzinfo, room: int) -> Arranged:
    """*rows* within *room* cells, with `GAP` cells between two columns."""
    forms = [[[_form(column, row, zone, form) for row in rows] for column in columns] for form in range(_FORMS)]
    for kept in _choices(columns, forms[0]):
        for texts in forms:
            natural = [_natural(columns[at], texts[at]) for at in kept]
            floors = [_floor(columns[at], cells) for at, cells in zip(kept, natural, strict=True)]
            widths = _within(natural, floors, room - GAP * (len(kept) - 1))
            if widths is not None:
                return _arranged(columns, texts, kept, widths)
    return _squeezed(columns, forms[-1], kept, room)


def _choices(columns: Sequence[Column], texts: Sequence[Sequence[str]]) -> Iterator[list[int]]:
    """The columns to try: all, without the empty ones, then one after the other without the highest ranks."""
    kept = list(range(len(columns)))
    yield kept
    full = [at for at in kept if any(texts[at]) or not columns[at].rank]
    if full != kept:
        yield full
    for rank in sorted({columns[at].rank for at in full} - {0}, reverse=True):
        full = [at for at in full if columns[at].rank != rank]
        yield full


def _form(column: Column, row: Row, zone: tzinfo, form: int) -> str:
    if form and column.shorter:
        return plain(column.shorter[min(form, len(column.shorter)) - 1](row.get(column.key)))
    text = show_cell(column, row, zone)
    return text[: _INSTANT_FORMS[form]] if column.kind is Kind.INSTANT else text


def _natural(column: Column, texts: Sequence[str]) -> int:
    return max(map(width, (plain(column.title), *texts)))


def _floor(column: Column, natural: int) -> int:
    return min(natural, column.floor) if column.kind is Kind.TEXT else natural


def _within(natural: Sequence[int], floors: Sequence[int], room: int) -> list[int] | None:
    """The widths, the widest made smaller first; None when even the floors are too wide."""
    if sum(floors) > room:
        return None
    widths = list(natural)
    while sum(widths) > room:
        widest = max((at for at in range(len(widths)) if widths[at] > floors[at]), key=lambda at: widths[at])
        widths[widest] -= 1
    return widths


def _squeezed(columns: Sequence[Column], texts: Sequence[Sequence[str]], kept: Sequence[int], room: int) -> Arranged:
    """A terminal too narrow for any choice: every column gives way, and the last ones leave where nothing helps."""
    kept = list(kept)
    while kept:
        natural = [_natural(columns[at], texts[at]) for at in kept]
        widths = _within(natural, [min(_LEAST, cells) for cells in natural], room - GAP * (len(kept) - 1))
        if widths is not None or len(kept) == 1:
            return _arranged(columns, texts, kept, widths or [max(1, room)])
        kept.pop()
    return Arranged((), (), [() for _row in texts[0]] if texts else ())


def _arranged(
    columns: Sequence[Column], texts: Sequence[Sequence[str]], kept: Sequence[int], widths: Sequence[int]
) -> Arranged:
    cells = [[_shortened(columns[at], text, wide) for text in texts[at]] for at, wide in zip(kept, widths, strict=True)]
    return Arranged([columns[at] for at in kept], widths, list(zip(*cells, strict=True)))


def _shortened(column: Column, text: str, cells: int) -> str:
    if column.folds and cells > 1:
        return "\n".join(wrap(text, cells))
    return text if width(text) <= cells else fit(text, cells).rstrip()
