"""The report as one page of plain text: for a terminal, a pipe, a printer, the body of a mail."""

from collections.abc import Sequence

from cxdesk.catalogue import in_language
from cxdesk.reports.render import words as w
from cxdesk.reports.render.words import Words
from cxdesk.reports.result import Column, Kind, Report, Section, Table
from cxdesk.text import cut, fit, plain, width, wrap

NARROWEST = 8
"""Cells below which a shortened column says nothing any more."""

GAP = "  "

SHORT = 6
"""A section with fewer figures and no table needs no heading of its own."""


def render(report: Report, cells: int, language: str) -> str:
    """The page; no line is wider than *cells*."""
    words = Words(language, report.zone)
    lines = _head(report, words, cells)
    for section in report.sections:
        lines += _section(section, words, cells)
    for definition in report.definitions:
        if definition.vital:
            lines += ["", *wrap(words.said(definition.text), cells)]
    number, digest = report.head
    # On a line of its own whatever the width: it is pasted into `verify --against`.
    lines += ["", in_language(language, w.HEAD).format(head=f"{number}:{digest}")]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _head(report: Report, words: Words, cells: int) -> list[str]:
    said = in_language
    title = f"{words.said(report.title)} · {plain(report.desk)}"
    when = said(words.language, w.AS_OF).format(day=report.on, zone=report.zone.key, moment=words.at(report.as_of))
    lines = [*wrap(title, cells), *wrap(when, cells)]
    for error in report.errors:
        lines += wrap(said(words.language, w.CONTRADICTION).format(error=words.said(error)), cells)
    if not report.findings:
        return [*lines, *wrap(said(words.language, w.ALL_WELL), cells)]
    findings = " · ".join(f"{words.said(finding.label)} {finding.number}" for finding in report.findings)
    return [*lines, *wrap(said(words.language, w.ATTENTION).format(findings=findings), cells)]


def _section(section: Section, words: Words, cells: int) -> list[str]:
    title = words.said(section.title)
    shown = [figure for figure in section.figures if figure.is_worth_reading]
    figures = " · ".join(f"{words.said(one.label)} {words.cell(one.value)}" for one in shown)
    if not section.tables and len(shown) < SHORT:
        return wrap(f"── {title}: {figures}", cells)
    rule = cut(f"── {title} ", cells)
    lines = [rule + "─" * (cells - width(rule)), *(wrap(figures, cells) if figures else ())]
    for table in section.tables:
        if table.rows and table.page_rows:
            lines += _table(table, words, cells)
    for note in section.notes:
        lines += wrap(words.said(note), cells)
    return lines if len(lines) > 1 else [*lines, in_language(words.language, w.NOTHING)]


def _table(table: Table, words: Words, cells: int) -> list[str]:
    shown = [[words.cell(cell) for cell in row] for row in table.rows[: table.page_rows]]
    header = [words.said(column.label) for column in table.columns]
    sizes = _sizes(table.columns, [header, *shown], cells)
    lines = [_line(row, table.columns, sizes) for row in (header, *shown)]
    left = table.count - len(shown)
    if left > 0:
        lines.append(cut(in_language(words.language, w.MORE).format(count=left), cells))
    return lines


def _line(row: Sequence[str], columns: Sequence[Column], sizes: Sequence[int]) -> str:
    return GAP.join(
        " " * (size - width(cell)) + cell if column.kind is Kind.NUMBER and width(cell) <= size else fit(cell, size)
        for cell, column, size in zip(row, columns, sizes, strict=True)
    )


def _sizes(columns: Sequence[Column], rows: Sequence[Sequence[str]], cells: int) -> list[int]:
    """The width of each column; while the line is too long, the widest text gives way, then whatever is widest."""
    sizes = [max(width(row[place]) for row in rows) for place in range(len(columns))]
    room = cells - width(GAP) * (len(columns) - 1)
    while sum(sizes) > room and max(sizes) > 1:
        texts = [place for place, column in enumerate(columns) if column.kind is Kind.TEXT and sizes[place] > NARROWEST]
        widest = max(texts or range(len(sizes)), key=sizes.__getitem__)
        sizes[widest] -= 1
    return sizes
