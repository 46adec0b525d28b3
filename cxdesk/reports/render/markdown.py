"""The report as Markdown: every row and every definition. What customers wrote stays text, whatever it holds."""

import re

from cxdesk.catalogue import in_language
from cxdesk.reports.render import words as w
from cxdesk.reports.render.words import Words
from cxdesk.reports.result import Kind, Report, Section, Table
from cxdesk.text import plain

# Whatever CommonMark or its common extensions read as markup inside a line, a link or an address included.
_MARKUP = re.compile(r"([\\`*_{}\[\]()<>#+!|~$&=^])")
_ADDRESS = re.compile(r"(?<=[A-Za-z0-9])(:(?=//)|@|\.(?=[A-Za-z]))")


def neutral(text: str) -> str:
    """The text as Markdown that shows it as it is: no markup, no link, no HTML, no end of a table cell."""
    escaped = _MARKUP.sub(r"\\\1", plain(text))
    return _ADDRESS.sub(lambda found: f"&#{ord(found[1])};", escaped)


def render(report: Report, language: str) -> str:
    """The whole report."""
    words = Words(language, report.zone)
    said = in_language
    number, digest = report.head
    when = said(language, w.AS_OF).format(day=report.on, zone=report.zone.key, moment=words.at(report.as_of))
    lines = [f"# {neutral(words.said(report.title))} · {neutral(report.desk)}", "", neutral(when), ""]
    for error in report.errors:
        lines += [f"**{neutral(said(language, w.CONTRADICTION).format(error=words.said(error)))}**", ""]
    if report.findings:
        findings = " · ".join(f"{words.said(finding.label)} {finding.number}" for finding in report.findings)
        lines += [f"**{neutral(said(language, w.ATTENTION).format(findings=findings))}**", ""]
    else:
        lines += [neutral(said(language, w.ALL_WELL)), ""]
    for section in report.sections:
        lines += _section(section, words)
    lines += [f"## {neutral(said(language, w.DEFINITIONS))}", ""]
    lines += [f"- {neutral(words.said(definition.text))}" for definition in report.definitions]
    lines += ["", neutral(said(language, w.HEAD).format(head=f"{number}:{digest}"))]
    return "\n".join(lines) + "\n"


def _section(section: Section, words: Words) -> list[str]:
    lines = [f"## {neutral(words.said(section.title))}", ""]
    figures = [figure for figure in section.figures if figure.is_worth_reading]
    lines += [f"- {neutral(words.said(one.label))}: {neutral(words.cell(one.value))}" for one in figures]
    if figures:
        lines.append("")
    for table in section.tables:
        lines += _table(table, words)
    for note in section.notes:
        lines += [neutral(words.said(note)), ""]
    return lines


def _table(table: Table, words: Words) -> list[str]:
    title = [f"### {neutral(words.said(table.title))}", ""]
    if not table.rows:
        return [*title, neutral(in_language(words.language, w.NONE)), ""]
    lines = [
        *title,
        _line([words.said(column.label) for column in table.columns]),
        "|" + "|".join(" ---: " if column.kind is Kind.NUMBER else " --- " for column in table.columns) + "|",
        *(_line([words.cell(cell) for cell in row]) for row in table.rows),
        "",
    ]
    left = table.count - len(table.rows)
    if left > 0:
        lines += [neutral(in_language(words.language, w.MORE).format(count=left)), ""]
    return lines


def _line(cells: list[str]) -> str:
    return "| " + " | ".join(map(neutral, cells)) + " |"
