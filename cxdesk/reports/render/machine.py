"""The report as data: stable snake_case keys, instants as RFC 3339 in UTC, numbers as numbers."""

import csv
import io
import json
from datetime import date, datetime
from typing import Any

from cxdesk.reports.result import Cell, Code, Report, Said, Section, Share, Table
from cxdesk.when import iso_z

SCHEMA = "cxdesk.report/1"

# What a spreadsheet would run as a formula (CLI.md, export).
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def data(report: Report) -> dict[str, Any]:
    """The report as JSON-ready values; words are in English, because keys and codes are what programs read."""
    number, digest = report.head
    return {
        "schema": SCHEMA,
        "report": report.name,
        "desk": report.desk,
        "day": report.on.isoformat(),
        "zone": report.zone.key,
        "as_of": iso_z(report.as_of),
        "head": {"event": number, "hash": digest},
        "consistent": not report.errors,
        "errors": [_english(error) for error in report.errors],
        "findings": [{"code": finding.code, "count": finding.number} for finding in report.findings],
        "sections": {section.key: _section(section) for section in report.sections},
        "definitions": {definition.key: _english(definition.text) for definition in report.definitions},
    }


def render_json(report: Report) -> str:
    """One document."""
    return json.dumps(data(report), ensure_ascii=False, indent=2) + "\n"


def render_csv(table: Table) -> str:
    """One table with its keys as the header; a share takes three columns, text that looks like a formula a quote."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    shares = {
        column.key
        for place, column in enumerate(table.columns)
        if any(isinstance(row[place], Share) for row in table.rows)
    }
    header: list[str] = []
    for column in table.columns:
        parts = ("_part", "_of", "_percent") if column.key in shares else ("",)
        header += [column.key + part for part in parts]
    writer.writerow(header)
    for row in table.rows:
        fields: list[str | int | float | None] = []
        for cell in row:
            fields += [cell.part, cell.whole, cell.percent] if isinstance(cell, Share) else [_field(cell)]
        writer.writerow(fields)
    return out.getvalue()


def _section(section: Section) -> dict[str, Any]:
    return {
        "figures": {figure.key: value(figure.value) for figure in section.figures},
        "tables": {
            table.key: {
                "total": table.count,
                "rows": [
                    {column.key: value(cell) for column, cell in zip(table.columns, row, strict=True)}
                    for row in table.rows
                ],
            }
            for table in section.tables
        },
        "notes": [_english(note) for note in section.notes],
    }


def value(cell: Cell) -> Any:
    """One cell as JSON; a sentence in a cell stands for what has no name, and is null."""
    match cell:
        case Share():
            return {"part": cell.part, "of": cell.whole, "percent": cell.percent, "small_sample": cell.is_small}
        case Code():
            return cell.value or None
        case Said():
            return None
        case datetime():
            return iso_z(cell)
        case date():
            return cell.isoformat()
    return cell


def _field(cell: Cell) -> str | int | None:
    plain_value = value(cell)
    if isinstance(plain_value, str):
        return f"'{plain_value}" if plain_value.startswith(_FORMULA) else plain_value
    return int(plain_value) if plain_value is not None else None


def _english(said: Said) -> str:
    """The sentence with its facts as data has them."""
    return said.message.format(**{name: _spoken(cell) for name, cell in said.facts.items()})


def _spoken(cell: Cell) -> str:
    if isinstance(cell, Share):
        return f"{cell.part}/{cell.whole}"
    if isinstance(cell, Said):
        return _english(cell)
    return str(value(cell))
